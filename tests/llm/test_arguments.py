"""Arguments that cannot be meant are refused by name, before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from scout.errors import ConfigurationError, ModelNotFoundError
from scout.llm.router import generate_with_quality_loop_sync
from scout.llm.types import Tool
from scout.testing import ScriptedVendor

MODEL = "gpt-4o-mini"
LOOK = Tool("look", "", {"type": "object"})


class Calls(BaseModel):
    """A form that no answer can have."""

    back: Callable[[int], int]


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"timeout_s": "5"}, TypeError, "timeout_s is '5'; give a number"),
    ({"timeout_s": True}, TypeError, "timeout_s is True"),
    ({"timeout_s": math.nan}, ValueError, "timeout_s is nan; give seconds above 0"),
    ({"max_output_tokens": 10.5}, TypeError, "max_output_tokens is 10.5; give a whole number"),
    ({"max_output_tokens": True}, TypeError, "max_output_tokens is True"),
    ({"max_output_tokens": 10**30}, ValueError, "give at most 2147483647"),
    ({"temperature": "0.5"}, TypeError, "temperature is '0.5'; give a number"),
    ({"temperature": math.nan}, ValueError, "temperature is nan; give a finite number"),
    ({"seed": 1.5}, TypeError, "seed is 1.5; give a whole number"),
    ({"max_cost_usd": "1"}, TypeError, "max_cost_usd is '1'; give US dollars as a number"),
    ({"max_cost_usd": True}, TypeError, "max_cost_usd is True"),
    ({"model": 5}, TypeError, "model is 5; give a text"),
    ({"system": 5}, TypeError, "system is 5; give a text"),
    ({"stop": "END"}, TypeError, "stop is the text 'END'; give a list of texts"),
    ({"stop": None}, TypeError, "stop is of type NoneType"),
    ({"stop": [1]}, TypeError, r"stop\[0\] is 1; give a text"),
    ({"fallbacks": MODEL}, TypeError, "give a list of model names"),
    ({"fallbacks": [None]}, TypeError, r"fallbacks\[0\] is None"),
    ({"scopes": "team"}, TypeError, "scopes is of type str; give a mapping"),
    ({"scopes": {"team": 0}}, TypeError, r"scopes\['team'\] is 0; give a text"),
    ({"scopes": {"team": ""}}, ValueError, r"scopes\['team'\] is empty"),
    ({"metadata": "abc"}, TypeError, "metadata is of type str; give a mapping"),
    ({"tools": None}, TypeError, "tools is of type NoneType; give a list"),
    ({"tools": len}, TypeError, "tools is of type builtin_function_or_method"),
    ({"tool_choice": "required"}, ValueError, "there are no tools"),
    ({"tools": [LOOK], "tool_choice": "peek"}, ValueError, "no tool; known: .*, look"),
    ({"tools": [Tool("look", "", 5)]}, TypeError, "tool look: parameters is 5"),  # type: ignore[arg-type]
    ({"tools": [Tool("", "", {})]}, TypeError, "a tool with the name ''; give a text"),
    ({"response_format": Calls}, TypeError, "response_format Calls is no JSON"),
    ({"response_format": "json"}, TypeError, "response_format is 'json'; give a class"),
    ({"response_format": int}, TypeError, "a class derived from pydantic.BaseModel"),
]


@pytest.mark.parametrize(("options", "error", "says"), REFUSED, ids=lambda value: str(value)[:40])
def test_an_argument_that_cannot_be_meant_is_refused_by_name(
    options: dict[str, Any], error: type[Exception], says: str
) -> None:
    """Neither the vendor nor the provider's code is asked, or blamed, for what is our caller's."""
    asked = {"model": MODEL, **options}
    with ScriptedVendor() as vendor, vendor.router() as router:
        with pytest.raises(error, match=says):
            router.call_sync("hi", **asked)
        with pytest.raises(error, match=says):
            router.stream_sync("hi", **asked).__enter__()
        vendor.assert_sends(0)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"threshold": "high"}, TypeError, "threshold is 'high'; give a number"),
        ({"threshold": math.nan}, ValueError, "threshold is nan"),
        ({"max_rounds": 1.5}, TypeError, "max_rounds is 1.5; give a whole number"),
        ({"checks": None}, TypeError, "checks is of type NoneType; give a list of checks"),
        ({"tiers": [None]}, TypeError, r"tiers\[0\] is None; give a text"),
        ({"max_cost_usd": math.nan}, ConfigurationError, "max_cost_usd is nan; give US dollars"),
        ({"max_cost_usd": -1}, ConfigurationError, "max_cost_usd is -1; give US dollars"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_argument_of_a_quality_loop_that_cannot_be_meant_is_refused_by_name(
    options: dict[str, Any], error: type[Exception], says: str
) -> None:
    """Before the first draft, in the words of any other call."""
    asked = {"tiers": [MODEL], **options}
    with ScriptedVendor() as vendor, vendor.router() as router:
        with pytest.raises(error, match=says):
            generate_with_quality_loop_sync("hi", router=router, **asked)
        vendor.assert_sends(0)


def test_what_is_odd_and_may_be_meant_is_asked() -> None:
    """A set of tools, an endless deadline, a price as a Decimal, turns that come one by one."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        turns: Any = ({"role": "user", "content": text} for text in ("look", "at"))
        options: dict[str, Any] = {"tools": {"look": LOOK}.values(), "metadata": {"try": 1}}
        router.call_sync(
            turns,
            tool_choice="look",
            timeout_s=math.inf,
            temperature=0,
            max_cost_usd=Decimal("0.5"),
            **options,
        )
        vendor.assert_sends(1)


def test_metadata_that_is_no_mapping_costs_nothing_where_calls_are_written_down(
    tmp_path: Path,
) -> None:
    """It is noticed before the answer is paid for, and not when its row is written."""
    with (
        ScriptedVendor() as vendor,
        vendor.router(settings={"audit_path": tmp_path / "audit.jsonl"}) as router,
    ):
        odd: Any = ["a"]
        with pytest.raises(TypeError, match="metadata"):
            router.call_sync("hi", model=MODEL, metadata=odd)
        vendor.assert_sends(0)


def test_a_scope_that_is_no_text_does_not_slip_past_its_limit() -> None:
    """A team whose name is the number 0 would fall under no rule for teams."""
    with (
        ScriptedVendor() as vendor,
        vendor.router(settings={"budget_usd": {"team": 0}}) as router,
    ):
        odd: Any = {"team": 0}
        with pytest.raises(TypeError, match="scopes"):
            router.call_sync("hi", model=MODEL, scopes=odd)
        vendor.assert_sends(0)


@pytest.mark.parametrize(
    "name",
    [
        "google/../../secret",
        "gemini-../../x",
        "gemini-2.5-flash\n",
        "google/ x",
        "openai//o3",
        "gpt-\0",
    ],
)
def test_a_name_that_no_vendor_has_leads_nowhere(name: str) -> None:
    """Some vendors have the name in the path of a request: with a key, it would ask elsewhere."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        with pytest.raises(ModelNotFoundError, match="no provider knows"):
            router.call_sync("hi", model=name)
        vendor.assert_sends(0)
