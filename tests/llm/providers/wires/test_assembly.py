"""The assembly of an answer from pieces, and the splitting of thinking from text."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import StreamInterruptedError
from scout.llm.providers.wires.assembly import (
    Assembly,
    arguments_text,
    made_up_id,
    parse_arguments,
)
from scout.llm.providers.wires.thinking import FreshText, ThinkSplitter
from scout.llm.types import (
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)


def test_pieces_add_up_to_a_result() -> None:
    """Text, thinking, usage, finish and names end up where they belong."""
    assembly = Assembly()
    assembly.served_model, assembly.request_id = "m", "r"
    assert assembly.add_reasoning("hm") == ReasoningDelta("hm")
    assert assembly.add_text("a") == TextDelta("a")
    assert assembly.add_text("b") == TextDelta("b")
    assert assembly.set_usage(Usage(1)) == UsageUpdate(Usage(1))
    assembly.finish = FinishReason.LENGTH
    result = assembly.result()
    assert (result.text, result.reasoning, result.usage) == ("ab", "hm", Usage(1))
    assert (result.finish, result.served_model, result.request_id) == ("length", "m", "r")


def test_a_character_that_is_cut_in_two_is_made_whole() -> None:
    """Halves of an emoji that come in two pieces; one that stays alone is replaced."""
    assembly = Assembly()
    pieces = ["a\ud83d", "\ude00b", "ü", "\ude00", "\ud83d", "c", "\ud83d"]
    handed = [assembly.add_text(piece).text for piece in pieces]
    assert handed == ["a", "😀b", "ü", "\ufffd", "", "\ufffdc", ""]
    assert assembly.result().text == "".join(handed)
    assert assembly.add_reasoning("\ud83d").text + assembly.add_reasoning("\ude00").text == "😀"


def test_usage_is_replaced_and_never_added() -> None:
    """A vendor that tells its usage three times is billed once."""
    assembly = Assembly()
    for _ in range(3):
        assembly.set_usage(Usage(5, output_tokens=2))
    assert assembly.result().usage == Usage(5, output_tokens=2)


def test_without_usage_the_result_says_that_it_is_estimated() -> None:
    """Zeros that nobody told are marked."""
    assert Assembly().result().usage == Usage(estimated=True)


def test_a_finish_that_was_never_told_is_other() -> None:
    """Nothing is made up about why the model stopped."""
    assert Assembly().result().finish is FinishReason.OTHER


def test_an_interruption_keeps_what_had_come() -> None:
    """Text and usage go into the error."""
    assembly = Assembly()
    assembly.add_text("half")
    assembly.set_usage(Usage(3))
    error = assembly.interrupted("cut")
    assert type(error) is StreamInterruptedError
    assert (error.partial_text, error.partial_usage) == ("half", Usage(3))


def test_fragments_are_joined_by_their_index() -> None:
    """Two calls whose pieces alternate stay apart; id and name come once."""
    assembly = Assembly()
    deltas = [
        assembly.add_tool_fragment(0, "a", "f", ""),
        assembly.add_tool_fragment(1, "b", "g", '{"y"'),
        assembly.add_tool_fragment(0, None, None, '{"x":'),
        assembly.add_tool_fragment(1, "", "", ":2}"),
        assembly.add_tool_fragment(0, None, None, "1}"),
    ]
    assert deltas[0] == ToolCallDelta(0, "a", "f", "")
    assert deltas[3] == ToolCallDelta(1, "", "", ":2}")
    calls = assembly.result().tool_calls
    assert [(c.id, c.name, c.arguments) for c in calls] == [
        ("a", "f", {"x": 1}),
        ("b", "g", {"y": 2}),
    ]


@pytest.mark.parametrize("fragments", [
    [(None, "a", "f", '{"x":'), (None, None, None, "1}")],
    [(None, "a", "f", '{"x":'), (None, "a", "f", "1}")],
    [(0, "a", "f", '{"x":'), (0, "a", "f", "1}")],
    [(0, "a", "f", '{"x":'), (0, None, "f", "1}"), (0, None, "f", "")],
    [(0, "a", "f", ""), (0, "b", "f", '{"x":1}')],
    [(0, "a", "f", '{"x":'), (0, "b", "f", "1}")],
    [(0, None, "f", '{"x":'), (0, "a", None, "1}")],
    [(None, None, "f", '{"x":'), (None, "a", None, "1}")],
    [(0, "a", None, ""), (0, None, "f", '{"x":1}')],
    [(5, "a", "f", {"x": 1})],
    [(0, "a", "f", None), (0, None, None, '{"x":1}'), (0, None, None, None)],
])  # fmt: skip
def test_fragments_of_one_call_are_one_call(fragments: list[tuple]) -> None:  # type: ignore[type-arg]
    """With or without index, id and name on the first piece or on each, or late."""
    assembly = Assembly()
    for fragment in fragments:
        assembly.add_tool_fragment(*fragment)
    (call,) = assembly.result().tool_calls
    assert (call.id, call.name, call.arguments) == ("a", "f", {"x": 1})


@pytest.mark.parametrize("fragments", [
    [(0, "a", "f", '{"x":1}'), (0, "b", "f", '{"x":1}')],
    [(None, "a", "f", '{"x":1}'), (None, "b", "f", '{"x":1}')],
    [(None, "a", "f", ""), (None, "b", "f", ""), (None, "a", None, "{}")],
    [(None, None, "f", '{"x":1}'), (None, None, "f", '{"x":1}')],
    [(None, None, "f", ""), (None, None, "g", "")],
])  # fmt: skip
def test_fragments_of_two_calls_are_two_calls(fragments: list[tuple]) -> None:  # type: ignore[type-arg]
    """Vendors that number every call 0, or none, still make themselves understood."""
    assembly = Assembly()
    for fragment in fragments:
        assembly.add_tool_fragment(*fragment)
    assert len(assembly.result().tool_calls) == 2


def test_the_fragments_that_are_handed_on_add_up() -> None:
    """Who joins the deltas has the same call as who reads the result."""
    assembly = Assembly()
    pieces = [(0, None, "get_", ""), (0, "late", "weather", ""), (0, None, None, '{"a":1}')]
    deltas = [assembly.add_tool_fragment(*piece) for piece in pieces]
    assert "".join(delta.name for delta in deltas) == "get_weather"
    assert [delta.id for delta in deltas if delta.id][-1] == "late"
    (call,) = assembly.result().tool_calls
    assert (call.id, call.name, call.arguments) == ("late", "get_weather", {"a": 1})


def test_odd_fragments_cost_linear_time() -> None:
    """Fragments that each claim to begin a call are read in a moment, 30 MB of them."""
    assembly = Assembly()
    assembly.add_tool_fragment(0, "id", "f", '{"a":"')
    began_s = time.process_time()
    for number in range(300):
        assembly.add_tool_fragment(0, f"id{number}", "f", "x" * 100_000 + "}")
    took_s = time.process_time() - began_s
    assert len(assembly.result().tool_calls) == 1
    assert took_s < 1.0  # 0.01 s; 5 s where each fragment has all before it parsed again


@pytest.mark.parametrize(
    ("raw", "arguments", "malformed"),
    [
        ('{"a": 1}', {"a": 1}, None),
        ("", {}, None),
        (" \n", {}, None),
        ("null", {}, None),
        (None, {}, None),
        ({"a": 1}, {"a": 1}, None),
        ("[1]", {}, "[1]"),
        ([1], {}, "[1]"),
        ('{"a": ', {}, '{"a": '),
        ('"text"', {}, '"text"'),
        ('{"a": NaN}', {}, '{"a": NaN}'),
        ("[" * 100_000, {}, "[" * 100_000),
    ],
)
def test_arguments_are_read_however_they_are_written(
    raw: object, arguments: object, malformed: str | None
) -> None:
    """A JSON object in any form, or the raw text marked as malformed."""
    assert parse_arguments(raw) == (arguments, malformed)


def test_arguments_nested_without_end_are_a_value_error() -> None:
    """Nesting that JSON cannot say again is malformed and no crash."""
    nested: object = 1
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(ValueError, match="too deeply"):
        arguments_text(nested)


def test_an_id_that_is_missing_is_made_up_the_same_way_each_time() -> None:
    """Equal for the same answer and place, different for another turn."""
    assert made_up_id("r", 0) == made_up_id("r", 0)
    assert len({made_up_id("r", 0), made_up_id("r", 1), made_up_id("s", 0)}) == 3
    assert len(made_up_id("\ud800", 10**9)) <= 40  # the longest id that OpenAI takes


def test_a_whole_call_is_announced_in_one_piece() -> None:
    """Id, name and arguments in a single delta."""
    assembly = Assembly()
    assert assembly.add_tool_call("a", "f", {"x": 1}) == ToolCallDelta(0, "a", "f", '{"x": 1}')
    assert assembly.has_tool_calls


def _split(pieces: list[str]) -> tuple[str, str]:
    splitter = ThinkSplitter()
    parts = [*(splitter.feed(piece) for piece in pieces), splitter.close()]
    return "".join(thought for thought, _ in parts), "".join(text for _, text in parts)


@pytest.mark.parametrize(
    ("text", "thought", "answer"),
    [
        ("<think>hm</think>\n\nyes", "hm", "yes"),
        ("\n<think>\nhm\n</think>yes", "\nhm\n", "yes"),
        ("<think>never closed", "never closed", ""),
        ("<think>hm</think>", "hm", ""),
        ("<think></think>yes", "", "yes"),
        ("<think>a</thin b</think>yes", "a</thin b", "yes"),
        ("yes", "", "yes"),
        ("  yes", "", "  yes"),
        ("", "", ""),
        ("<thin", "", "<thin"),
        ("<thinking>no", "", "<thinking>no"),
        ("say <think>x</think>", "", "say <think>x</think>"),
        ("<think>a</think>b<think>c</think>", "a", "b<think>c</think>"),
        (" " * 200 + "<think>x</think>", "", " " * 200 + "<think>x</think>"),
    ],
)
def test_thinking_at_the_start_is_no_answer(text: str, thought: str, answer: str) -> None:
    """Split alike in one piece and letter by letter."""
    assert _split([text]) == (thought, answer)
    assert _split(list(text)) == (thought, answer)


@given(st.data(), st.text(alphabet="<think>/ a\n", max_size=40))
def test_thinking_is_split_alike_however_the_text_is_cut(data: st.DataObject, text: str) -> None:
    """Where the network cuts makes no difference."""
    text = data.draw(st.sampled_from(["", "<think>", " <think>a</think>"])) + text
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[i:j] for i, j in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert _split(pieces) == _split([text])


def test_text_that_repeats_itself_is_heard_once() -> None:
    """Cumulative pieces give their new part."""
    fresh = FreshText()
    pieces = ["The", "The user", "The user", "The user asks"]
    assert [fresh.of(piece) for piece in pieces] == ["The", " user", "", " asks"]


@pytest.mark.parametrize(
    "pieces",
    [["The", " user", " asks"], ["ha", "ha", "ha"], ["a", "b", "ab"], ["\n", "\n", "x"], ["", "a"]],
)
def test_text_in_increments_is_left_alone(pieces: list[str]) -> None:
    """Short pieces that happen to repeat are the text's own."""
    fresh = FreshText()
    assert "".join(fresh.of(piece) for piece in pieces) == "".join(pieces)


def test_a_long_piece_that_comes_again_is_a_repeat() -> None:
    """A vendor repeats finished thinking beside each piece of the answer."""
    fresh = FreshText()
    assert [fresh.of("I think so.") for _ in range(3)] == ["I think so.", "", ""]


def test_arguments_survive_the_way_to_text_and_back() -> None:
    """What a vendor sends as an object is handed on as its JSON text."""
    held = {"ü": [1, None, "x"]}
    assert json.loads(arguments_text(held)) == held
