"""The choice of tools: whoever says it in the vendor's words is fine, in whichever of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from scout.llm.providers.base import Provider, WireRequest
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import Call
from scout_conformance import Outcome, Result, run
from scout_conformance.zoo.acme import ACME

Choose = Callable[[Call], Mapping[str, Any]]


def _nothing(_: Call) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Google(Gemini):
    """Gemini's wire with a choice of its own."""

    choose: Choose = _nothing

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say the choice otherwise."""
        said = Gemini.encode(self, call, provider)
        rest = {name: value for name, value in said.json.items() if name != "toolConfig"}
        return replace(said, json={**rest, **self.choose(call)})


@dataclass(frozen=True, slots=True)
class Acme(OpenAIChat):
    """Acme's wire, without a word of the choice where the vendor has none."""

    output_limit_field: str = "max_completion_tokens"
    choices: tuple[str, ...] = ()

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Leave the tools out where they are forbidden, and say the choices that there are."""
        if call.tool_choice == "none":
            call = replace(call, tools=())
        said = OpenAIChat.encode(self, call, provider)
        known = call.tool_choice in self.choices
        kept = {k: v for k, v in said.json.items() if known or k != "tool_choice"}
        return replace(said, json=kept)


def _judged(row: Provider) -> Result:
    (result,) = run(row, checks=["SC-WIR-029"]).results
    return result


def _calling(mode: str, *names: str) -> Mapping[str, Any]:
    allowed = {"allowed_function_names": [*names]} if names else {}
    return {"tool_config": {"function_calling_config": {"mode": mode, **allowed}}}


def _in_snakes(call: Call) -> Mapping[str, Any]:
    """In the other spelling of the API, with all tools named where any will do."""
    names = [tool.name for tool in call.tools]
    known = {"auto": ("VALIDATED",), "none": ("NONE",), "required": ("ANY", *names)}
    return _calling(*known.get(call.tool_choice, ("ANY", call.tool_choice)))


def _the_first(call: Call) -> Mapping[str, Any]:
    """The first tool, where any will do."""
    if call.tool_choice == "required":
        return _calling("ANY", call.tools[0].name)
    return _in_snakes(call)


def _all_of_them(call: Call) -> Mapping[str, Any]:
    """All tools, where one is named."""
    if call.tool_choice in {tool.name for tool in call.tools}:
        return _calling("ANY", *(tool.name for tool in call.tools))
    return _in_snakes(call)


def test_another_spelling_of_the_same_is_fine() -> None:
    """An API that takes two spellings takes either."""
    assert _judged(replace(GOOGLE, wire=Google(choose=_in_snakes))).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("choose", "due"),
    [
        (_the_first, '{"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}} in the body'),
        (_all_of_them, '"allowedFunctionNames": ["find_trains"]}}} in the body'),
    ],
)
def test_another_choice_in_the_right_words_is_not(choose: Choose, due: str) -> None:
    """One tool is not any of them, and all of them are not the one."""
    result = _judged(replace(GOOGLE, wire=Google(choose=choose)))
    assert result.outcome is Outcome.FAIL
    assert result.expected.endswith(due)


def test_a_vendor_without_the_words_may_say_nothing() -> None:
    """Tools are left out where they are forbidden, and a wire says that it cannot force one."""
    unable = Acme(can_force_tools=False)
    assert _judged(replace(ACME, wire=unable)).outcome is Outcome.PASS
    silent = _judged(replace(ACME, wire=Acme()))
    assert silent.outcome is Outcome.FAIL
    assert silent.got == "no tool_choice in the body of the request"
    assert "can_force_tools=False" in silent.fix
