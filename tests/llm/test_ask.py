"""The arguments of a call: the same in every signature, and what they say of an answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_overloads

import pytest
from pydantic import BaseModel

from scout.llm.ask import Ask, CallOptions
from scout.llm.router import Router, call_llm, call_llm_sync
from scout.llm.types import FinishReason, LLMResponse, ProviderResult, ToolCall

CALLS = [call_llm, call_llm_sync, Router.call, Router.call_sync]
DECISIVE = {"prompt", "response_format", "tools"}


class City(BaseModel):
    """A form."""

    name: str


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__qualname__)
def test_the_overloads_name_every_argument(function: Callable[..., Any]) -> None:
    """Those that the type of an answer depends on, and the others by their shared name."""
    written = set(inspect.signature(function).parameters) - {"self", "router"}
    assert written == DECISIVE | set(CallOptions.__annotations__)
    assert len(get_overloads(function)) == 4


@pytest.mark.parametrize(
    ("tools", "calls", "wanted"),
    [(False, False, True), (False, True, True), (True, False, True), (True, True, False)],
)
def test_only_who_was_given_tools_may_ask_for_one_instead_of_answering(
    tools: bool, calls: bool, wanted: bool
) -> None:
    """So that a form that was asked for without tools is never None."""
    ask = Ask(prompt="x", response_format=City, tools=[len] if tools else [])
    asked = (ToolCall("1", "len", {}),) if calls else ()
    result = ProviderResult("no JSON", tool_calls=asked)
    assert ask.wants_form(result) is wanted
    assert (ask.fault(result) is not None) is wanted


def test_a_form_that_was_cut_is_told_with_the_limit_that_cut_it() -> None:
    """An end of input in the midst of a string says little to who set the limit."""
    ask = Ask(prompt="x", response_format=City)
    cut = ProviderResult('{"name": "Be', finish=FinishReason.LENGTH)
    assert "raise max_output_tokens" in (ask.fault(cut) or "")
    assert "max_output_tokens" not in (ask.fault(ProviderResult('{"name": "Be')) or "")
    whole = ProviderResult('{"name": "Bern"}', finish=FinishReason.LENGTH)
    assert ask.fault(whole) is None


def test_a_response_is_one_class_whatever_its_form() -> None:
    """The form is for type checkers; `isinstance` and pickles see one class."""
    response = LLMResponse[City](text="x", model="m", provider="p", parsed=City(name="Bern"))
    assert isinstance(response, LLMResponse)
    assert response.parsed.name == "Bern"
    assert LLMResponse(text="x", model="m", provider="p").parsed is None
