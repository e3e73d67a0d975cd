"""How tools are said: a pattern fits whoever says it, and names the place where one does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scout.llm.types import Tool, ToolCall
from scout_conformance.samples import BUILT_IN, Samples
from scout_conformance.tool_words import ToolWords, bindings_of, lack_of
from scout_conformance.violation import KitError

TOOL = Tool(
    "look_up",
    "Looks it up.",
    {"type": "object", "properties": {"what": {"type": "string"}}, "required": ["what"]},
)
BOUND = bindings_of(TOOL, ToolCall("id-1", "look_up", {"what": "ä"}), said="Found.")


@pytest.mark.parametrize("folder", sorted(BUILT_IN.iterdir()), ids=lambda folder: folder.name)
def test_every_dialect_shows_how_it_says_tools(folder: Any) -> None:
    """With a tool, its call, its result, and the two words that every vendor has."""
    shown = Samples((folder,)).tool_words
    assert shown is not None
    assert {"auto", "none"} <= set(shown.choices)
    said = json.dumps(shown.body)
    assert all(f'"${name}"' in said for name in ("tool_name", "tool_parameters", "tool_result"))


def test_what_else_stands_in_a_request_does_not_matter() -> None:
    """Further fields, and further items before, between and after those that are shown."""
    shown: Any = {"turns": [{"by": "model"}, {"by": "tool"}]}
    found: dict[str, Any] = {
        "turns": [{"by": "user"}, {"by": "model", "x": 1}, {"y": 2}, {"by": "tool"}],
        "z": 0,
    }
    assert lack_of(shown, found, BOUND) is None
    assert lack_of(shown, {"turns": found["turns"][::-1]}, BOUND) is not None


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("$tool_arguments", '{"what": "ä"}'),
        ("$tool_arguments", '{"what":"\\u00e4"}'),
        ("$tool_input", {"what": "ä"}),
        ("$tool_result", "Found."),
        ("$tool_result", [{"type": "text", "text": "Found."}]),
        ("$tool_result", {"output": "Found."}),
        ("$tool_parameters", {**TOOL.parameters, "additionalProperties": False}),
        ("$tool_parameters", {"properties": {"what": {"type": "STRING"}}, "required": ["what"]}),
    ],
)
def test_honest_spellings_fit(shown: str, found: Any) -> None:
    """A vendor may want more, or the same in another form."""
    assert lack_of(shown, found, BOUND) is None


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("$tool_arguments", {"what": "ä"}),
        ("$tool_arguments", "{}"),
        ("$tool_arguments", "{"),
        ("$tool_input", '{"what": "ä"}'),
        ("$tool_id", "id-2"),
        ("$tool_result", "Found. "),
        ("$tool_parameters", {}),
        ("$tool_parameters", {"properties": {}, "required": ["what"]}),
        ("$tool_parameters", {"properties": {"what": {"type": "integer"}}, "required": ["what"]}),
        ("$tool_parameters", {"properties": {"what": {"type": "string"}}}),
    ],
)
def test_what_says_something_else_does_not_fit(shown: str, found: Any) -> None:
    """Nor does what says less."""
    assert lack_of(shown, found, BOUND) is not None


def test_the_place_that_lacks_something_is_named() -> None:
    """With what is due there, and what stands there instead."""
    shown: Any = {"tools": [{"function": {"name": "$tool_name", "parameters": "$tool_parameters"}}]}
    found = {"tools": [{"function": {"name": "other"}}, {"function": {"name": "look_up"}}]}
    lack = lack_of(shown, found, BOUND)
    assert lack is not None
    assert lack.place == "body.tools[1].function.parameters"
    assert lack.due == json.dumps(TOOL.parameters)
    assert lack.found == "no such field; there are 'name'"


def test_a_field_may_have_two_names() -> None:
    """As those of an API that takes both spellings."""
    assert (
        lack_of({"toolConfig|tool_config": {"mode": 1}}, {"tool_config": {"mode": 1}}, {}) is None
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"bodies": {}}, "field 'bodies' is unknown"),
        ({"body": {"x": "$tool_nmae"}}, "placeholder 'tool_nmae' is unknown"),
        ({"body": []}, "have to be JSON objects"),
        ({"tool_choice": {"never": {}}}, "tool_choice 'never' is unknown"),
        ({"tool_choice": {"none": "none"}}, "tool_choice none: show the fields of the body"),
    ],
)
def test_a_file_that_is_none_is_refused(fields: dict[str, Any], said: str) -> None:
    """With its name, and what is wrong with it."""
    with pytest.raises(KitError, match=said) as refused:
        ToolWords.of("tools_request.json", fields)
    assert str(refused.value).startswith("tools_request.json: ")
