"""Refuses arguments of a call that cannot be meant, before anything is asked, paid or written."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from scout.errors import ConfigurationError
from scout.llm.types import Tool

if TYPE_CHECKING:
    from scout.llm.ask import Ask

MOST_TOKENS: Final = 2**31 - 1
"""Largest output limit that is sent; no model writes a thousandth of it."""

_FORM: Final = "a class derived from pydantic.BaseModel, or a JSON Schema as a mapping"
_CHOICES: Final = ("auto", "none", "required")


def check_arguments(ask: Ask) -> None:
    """Hold the arguments of a call to their types and ranges.

    What a vendor may judge, such as how high a temperature goes, is left to it.

    Raises:
        TypeError: One is of a type that it cannot be.
        ValueError: One is of the right type and cannot be meant.
    """
    # Spelt out: every call goes through here, and a table of checks takes twice as long.
    if ask.model is not None:
        _text("model", ask.model)
    if ask.max_output_tokens is not None:
        _tokens("max_output_tokens", ask.max_output_tokens)
    if ask.temperature is not None:
        finite("temperature", ask.temperature)
    if ask.system is not None:
        _text("system", ask.system)
    if ask.timeout_s is not None:
        _seconds("timeout_s", ask.timeout_s)
    if ask.stop != ():
        texts("stop", ask.stop)
    if ask.tools != () or ask.tool_choice != "auto":
        _check_tools(ask.tools, ask.tool_choice)
    _check_more(ask)


def _check_more(ask: Ask) -> None:
    if ask.seed is not None:
        whole("seed", ask.seed)
    if ask.max_cost_usd is not None:
        _money("max_cost_usd", ask.max_cost_usd)
    if ask.fallbacks is not None:
        texts("fallbacks", ask.fallbacks)
    if ask.scopes is not None:
        _scopes("scopes", ask.scopes)
    if ask.metadata is not None:
        _mapping("metadata", ask.metadata)
    if ask.response_format is not None:
        _form("response_format", ask.response_format)


def _number(name: str, value: Any) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; give a number")


def _seconds(name: str, value: Any) -> None:
    _number(name, value)
    if not value > 0:
        raise ValueError(f"{name} is {value}; give seconds above 0")


def finite(name: str, value: Any) -> None:
    """Hold a number to be one that is finite.

    Raises:
        TypeError: It is no number.
        ValueError: It is not finite.
    """
    _number(name, value)
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}; give a finite number")


def whole(name: str, value: Any) -> None:
    """Hold a number to be a whole one.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; give a whole number")


def _tokens(name: str, value: Any) -> None:
    whole(name, value)
    if value < 1:
        raise ValueError(f"{name} is {value}; give 1 or more")
    if value > MOST_TOKENS:
        raise ValueError(f"{name} is {value}; give at most {MOST_TOKENS}")


def _money(name: str, value: Any) -> None:
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; give US dollars as a number")
    if not Decimal(value).is_finite() or value < 0:
        raise ConfigurationError(f"{name} is {value}; give US dollars, 0 or more")


def _text(name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}; give a text")


def texts(name: str, value: Any) -> None:
    """Hold a list of texts to be one.

    Raises:
        TypeError: It is none.
    """
    what = "texts" if name == "stop" else "model names"
    if isinstance(value, str):
        raise TypeError(f"{name} is the text {value!r}; give a list of {what}")
    listed(name, value, what)
    for at, each in enumerate(value):
        if not isinstance(each, str):
            raise TypeError(f"{name}[{at}] is {each!r}; give a text")


def listed(name: str, value: Any, what: str) -> None:
    """Hold several values to be some that can be gone through again and again.

    Raises:
        TypeError: They are not.
    """
    is_list = isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)
    if not is_list:
        raise TypeError(f"{name} is of type {type(value).__name__}; give a list of {what}")


def _mapping(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is of type {type(value).__name__}; give a mapping")


def _scopes(name: str, value: Any) -> None:
    """A scope that is no text would fall under no limit for its name."""
    _mapping(name, value)
    for kind, scope in value.items():
        if not isinstance(kind, str) or not isinstance(scope, str):
            raise TypeError(f"{name}[{kind!r}] is {scope!r}; give a text, by a text")
        if not scope:
            raise ValueError(f"{name}[{kind!r}] is empty; name it, or leave it out")


def _form(name: str, value: Any) -> None:
    is_model = isinstance(value, type) and issubclass(value, BaseModel)
    if not is_model and not isinstance(value, Mapping):
        raise TypeError(f"{name} is {value!r}; give {_FORM}")


def _check_tool(tool: Tool) -> None:
    name: Any = tool.name
    if not isinstance(name, str) or not name:
        raise TypeError(f"tools holds a tool with the name {name!r}; give a text")
    if not isinstance(tool.description, str):
        raise TypeError(f"tool {name}: description is {tool.description!r}; give a text")
    if not isinstance(tool.parameters, Mapping):
        raise TypeError(f"tool {name}: parameters is {tool.parameters!r}; give a JSON Schema")


def _check_tools(tools: Any, choice: Any) -> None:
    listed("tools", tools, "tools or functions")
    for tool in tools:
        if isinstance(tool, Tool):
            _check_tool(tool)
    if choice == "auto":
        return
    _text("tool_choice", choice)
    if choice == "none":
        return
    if not tools:
        raise ValueError(f"tool_choice is {choice!r}, and there are no tools; give some")
    named = [tool.name for tool in tools if isinstance(tool, Tool)]
    if choice not in _CHOICES and len(named) == len(tools) and choice not in named:
        known = ", ".join((*_CHOICES, *named))
        raise ValueError(f"tool_choice is {choice!r}, which is no tool; known: {known}")
