"""Describes a Python function to a model: its name, and its parameters as a JSON Schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import Field, PydanticUserError, create_model


def name_of(function: Callable[..., Any]) -> str:
    """The name by which a model calls a function.

    Raises:
        TypeError: It has none, as a lambda or an object.
    """
    name: str = getattr(function, "__name__", "")
    if not name.isidentifier():
        raise TypeError(f"tool {function!r} has no name; give a function made by `def`")
    return name


def parameters_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The parameters of a function as the JSON Schema of an object.

    Raises:
        TypeError: A parameter has no annotation, one that is unknown or no JSON, or is `*args` or
            `**kwargs`.
    """
    place = f"tool {name_of(function)}"
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise TypeError(f"{place}: {error}; annotations are read as the module has them") from None
    fields: dict[str, Any] = {}
    for number, (name, parameter) in enumerate(inspect.signature(function).parameters.items()):
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"{place}: *{name} cannot be described to a model")
        if name not in hints:
            raise TypeError(f"{place}: parameter {name!r} needs an annotation")
        default = ... if parameter.default is parameter.empty else parameter.default
        # The alias is the name: `json` or `_x` may be a parameter but not a pydantic field.
        fields[f"p{number}"] = (hints[name], Field(default, alias=name))
    try:
        schema: dict[str, Any] = create_model("Parameters", **fields).model_json_schema()
    except PydanticUserError as error:
        raise TypeError(f"{place}: a parameter is no JSON: {error.message}") from None
    schema.pop("title", None)
    return schema


def description_of(function: Callable[..., Any]) -> str:
    """What a function says of itself; of a class, its own words and not those of its base."""
    if isinstance(function, type):
        return inspect.cleandoc(function.__dict__.get("__doc__") or "")
    return inspect.getdoc(function) or ""
