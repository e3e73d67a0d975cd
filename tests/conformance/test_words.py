"""What a failure says of calls, streams and values: enough to act on, and no more."""

from __future__ import annotations

from dataclasses import asdict

from scout.llm.types import Call, FinishReason, ImagePart, Message, TextPart, ToolCall, Usage
from scout_conformance import words


def test_a_call_tells_images_tool_calls_and_what_answers_which() -> None:
    """All that makes it different from the plainest one."""
    asked = ToolCall("id-1", "look_up", {"what": "ä"})
    turns = (
        Message("user", (TextPart("This?"), ImagePart("https://acme.example/a.png"))),
        Message("assistant", "", tool_calls=(asked,)),
        Message("tool", "Found.", tool_call_id="id-1"),
    )
    said = words.of_call(Call("acme-1", turns, tool_choice="none"))
    assert "user: 'This?' and 1 image" in said
    assert """assistant: '' calls look_up({"what": "ä"}) as 'id-1'""" in said
    assert "tool for 'id-1': 'Found.'" in said
    assert said.endswith("tool_choice='none')")


def test_of_a_long_text_beginning_and_end_are_shown() -> None:
    """The middle tells least: usage stands at the end of most answers."""
    said = words.shortened("a" * 1000 + "usage")
    assert said.startswith("aaa")
    assert said.endswith("ausage (1005 characters)")
    assert len(said) < 700


def test_of_a_long_stream_whole_events_are_left_out() -> None:
    """The first ones and the last ones are whole, and the number of the others is told."""
    frames = [("", f"event {number} {'x' * 200}".encode()) for number in range(50)]
    said = words.of_frames(frames)
    assert said.startswith("HTTP 200 and a stream of 50 events:\n- event 0 xxx")
    assert "\n- (45 more)\n- event 47" in said
    assert all(f"event {number} " in said for number in (0, 1, 47, 48, 49))
    assert "event 2 " not in said


def test_a_stream_of_few_events_is_shown_whole() -> None:
    """However long they are, each is bounded."""
    assert words.of_frames([]) == "HTTP 200 and a stream without an event"
    assert words.of_frames([("end", b"{}")]) == "HTTP 200 and a stream of 1 event:\n- end: {}"
    long = words.of_frames([("", b"x" * 5000)] * 3)
    assert " more)" not in long
    assert long.count("(5000 characters)") == 3


def test_a_difference_is_told_with_its_place() -> None:
    """At any depth; a field that one of the two has not is said to be missing there."""
    first = {"turns": [{"by": "user"}], "stop": None}
    assert words.difference(first, {"turns": [{"by": "tool"}], "stop": None}, "body") == (
        'body.turns[0].by: "user"',
        'body.turns[0].by: "tool"',
    )
    assert words.difference(first, {"turns": [{"by": "user"}]}, "body") == (
        "body.stop: null",
        "no body.stop",
    )
    assert words.difference([1], [1, 2], "body") == ("body: [1]", "body: [1, 2]")


def test_values_are_written_as_in_code() -> None:
    """No brackets of an enumeration's, no counts that are nought."""
    assert words.of_value(FinishReason.LENGTH) == "FinishReason.LENGTH"
    usage = Usage(input_tokens=3, estimated=True)
    assert words.of_value(usage) == "Usage(input_tokens=3, estimated=True)"
    assert set(asdict(usage)) > {"output_tokens"}
    assert words.of_value("a") == "'a'"
