"""How Gemini answers are read, whole and in chunks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    GenerationFailedError,
    OverloadedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    StreamInterruptedError,
)
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)
from tests.llm.providers.wires.asking import NOW_S, fed, reply, streamed

WIRE = Gemini()
COUNTS = {"promptTokenCount": 10, "candidatesTokenCount": 4, "totalTokenCount": 14}


def _chunk(*parts: dict[str, Any], finish: object = None, **more: Any) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
    return {
        "candidates": [candidate],
        "usageMetadata": COUNTS,
        "modelVersion": "some-1-002",
        "responseId": "resp1",
        **more,
    }


def _text(text: str, **more: object) -> dict[str, Any]:
    return {"text": text, **more}


def _called(name: str = "weather", **call: object) -> dict[str, Any]:
    return {"functionCall": {"name": name, **call}}


def _read(*parts: dict[str, Any], finish: object = "STOP", **more: Any) -> ProviderResult:
    return WIRE.decode(reply(_chunk(*parts, finish=finish, **more)), NOW_S)


# --- whole --------------------------------------------------------------------------------------


def test_a_plain_answer_is_read() -> None:
    """Texts join; finish, usage, served model and the id of the response are there."""
    assert _read(_text("Hel"), _text("lo")) == ProviderResult(
        "Hello", usage=Usage(10, 0, 0, 4, 0), served_model="some-1-002", request_id="resp1"
    )


def test_thoughts_are_reasoning_and_other_parts_are_passed_over() -> None:
    """Code that the vendor ran, pictures and kinds to come are no text."""
    result = _read(
        _text("Hm.", thought=True),
        {"executableCode": {"language": "PYTHON", "code": "1"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
        {"inlineData": {"mimeType": "image/png", "data": "QUJD"}},
        {"fromTheFuture": {}},
        _text("Two.", thought=False),
    )
    assert (result.text, result.reasoning) == ("Two.", "Hm.")


def test_tool_calls_turn_a_stop_into_a_wish_to_have_them_called() -> None:
    """The vendor says STOP all the same."""
    result = _read(_called(args={"town": "Bonn"}, id="c1"), _called("clock", id="c2"))
    assert result.tool_calls == (
        ToolCall("c1", "weather", {"town": "Bonn"}),
        ToolCall("c2", "clock", {}),
    )
    assert result.finish is FinishReason.TOOL_CALLS
    assert _read(_called(), finish="MAX_TOKENS").finish is FinishReason.LENGTH


def test_ids_are_made_up_where_the_vendor_sends_none() -> None:
    """Each call has its own, the same whenever the answer is read, another in another answer."""
    first, again = (_read(_called(), _called()).tool_calls for _ in range(2))
    other = _read(_called(), _called(), responseId="resp2").tool_calls
    ids = {call.id for call in (*first, *other)}
    assert first == again
    assert len(ids) == 4
    assert all(ids)


def test_arguments_that_are_no_object_are_malformed() -> None:
    """They are kept as text."""
    assert _read(_called(args=[1])).tool_calls[0].malformed == "[1]"


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("STOP", FinishReason.STOP),
        (1, FinishReason.STOP),
        ("MAX_TOKENS", FinishReason.LENGTH),
        (2, FinishReason.LENGTH),
        ("CONTINUATION", FinishReason.LENGTH),
        ("SAFETY", FinishReason.CONTENT_FILTER),
        (3, FinishReason.CONTENT_FILTER),
        ("RECITATION", FinishReason.CONTENT_FILTER),
        ("PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
        ("BLOCKLIST", FinishReason.CONTENT_FILTER),
        ("SPII", FinishReason.CONTENT_FILTER),
        ("MODEL_ARMOR", FinishReason.CONTENT_FILTER),
        ("ESCALATION", FinishReason.CONTENT_FILTER),
        ("PUP_LIMITED_DISABLED", FinishReason.CONTENT_FILTER),
        ("IMAGE_SAFETY", FinishReason.CONTENT_FILTER),
        ("IMAGE_PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
        ("IMAGE_RECITATION", FinishReason.CONTENT_FILTER),
        (4, FinishReason.CONTENT_FILTER),
        (6, FinishReason.OTHER),
        (7, FinishReason.CONTENT_FILTER),
        (8, FinishReason.CONTENT_FILTER),
        (9, FinishReason.CONTENT_FILTER),
        (11, FinishReason.CONTENT_FILTER),
        ("LANGUAGE", FinishReason.OTHER),
        ("OTHER", FinishReason.OTHER),
        ("MALFORMED_FUNCTION_CALL", FinishReason.OTHER),
        ("FROM_THE_FUTURE", FinishReason.OTHER),
        (99, FinishReason.OTHER),
        ("FINISH_REASON_UNSPECIFIED", FinishReason.OTHER),
        (None, FinishReason.OTHER),
    ],
)
def test_each_finish_reason_has_its_meaning(reason: object, finish: FinishReason) -> None:
    """By name or by number; unknown ones and none at all are OTHER, never a clean stop."""
    assert _read(_text("Hi"), finish=reason).finish is finish


@pytest.mark.parametrize(
    "reason",
    [
        "MALFORMED_FUNCTION_CALL",
        "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS",
        "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE",
        10,
        12,
        13,
    ],
)
def test_a_generation_that_failed_with_nothing_to_show_is_an_error(reason: object) -> None:
    """The vendor could not use what its model wrote; once more may do."""
    body = _chunk(finish=reason)
    body["candidates"][0]["finishMessage"] = "Malformed function call: print(weather)"
    with pytest.raises(GenerationFailedError, match="print") as caught:
        WIRE.decode(reply(body), NOW_S)
    assert caught.value.request_id == "resp1"


@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "JAILBREAK", 1, 99])
def test_a_blocked_prompt_is_filtered_content(reason: object) -> None:
    """No candidates, and a reason why."""
    body = {"promptFeedback": {"blockReason": reason}, "usageMetadata": COUNTS, "responseId": "r"}
    with pytest.raises(ContentFilteredError) as caught:
        WIRE.decode(reply(body), NOW_S)
    assert caught.value.request_id == "r"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "SAFETY"),
        (2, "OTHER"),
        (3, "BLOCKLIST"),
        (4, "PROHIBITED_CONTENT"),
        (5, "IMAGE_SAFETY"),
        (6, "OTHER"),
    ],
)
def test_a_reason_that_came_as_a_number_is_told_by_its_name(number: int, name: str) -> None:
    """In the vendor's own order; 0 is none, so that nothing was blocked and nothing came."""
    with pytest.raises(ContentFilteredError) as caught:
        WIRE.decode(reply({"promptFeedback": {"blockReason": number}}), NOW_S)
    assert caught.value.provider_code == name
    with pytest.raises(ValueError, match="no candidate"):
        WIRE.decode(reply({"promptFeedback": {"blockReason": 0}}), NOW_S)


@pytest.mark.parametrize(
    ("told", "day"), [("2026-10-01T00:00:00Z", date(2026, 10, 1)), ("soon", None), (7, None)]
)
def test_the_day_of_a_model_s_retirement_is_read(told: object, day: date | None) -> None:
    """One that cannot be read is no reason to lose an answer."""
    result = _read(_text("Hi"), modelStatus={"retirementTime": told})
    assert (result.text, result.retires_on) == ("Hi", day)


def test_a_thought_that_is_signed_is_kept_as_a_thought() -> None:
    """It goes back as it came, and is no text of the answer."""
    thought = {"text": "hm", "thought": True, "thoughtSignature": "c2ln"}
    result = _read(thought, _text("Hi"))
    assert (result.text, result.reasoning) == ("Hi", "hm")
    assert thought in result.vendor_state["gemini_parts"]


def test_a_feedback_without_a_reason_blocks_nothing() -> None:
    """Safety ratings alone stand beside many an answer."""
    assert _read(_text("Hi"), promptFeedback={"safetyRatings": []}).text == "Hi"


@pytest.mark.parametrize("content", [None, {}, {"parts": None}, {"role": "model"}])
def test_an_answer_may_have_no_content(content: object) -> None:
    """All tokens went into thinking: the finish reason says so."""
    body = _chunk(finish="MAX_TOKENS")
    body["candidates"][0]["content"] = content
    result = WIRE.decode(reply(body), NOW_S)
    assert (result.text, result.finish) == ("", FinishReason.LENGTH)


def test_only_the_first_candidate_is_read() -> None:
    """Further ones were not asked for."""
    body = _chunk(_text("one"), finish="STOP")
    other = {"content": {"parts": [_text("two")]}, "finishReason": "SAFETY", "index": 1}
    body["candidates"].append(other)
    result = WIRE.decode(reply(body), NOW_S)
    assert (result.text, result.finish) == ("one", FinishReason.STOP)


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        (COUNTS, Usage(10, 0, 0, 4, 0)),
        ({**COUNTS, "cachedContentTokenCount": 7}, Usage(3, 7, 0, 4, 0)),
        ({**COUNTS, "thoughtsTokenCount": 5}, Usage(10, 0, 0, 4, 5)),
        ({**COUNTS, "toolUsePromptTokenCount": 6}, Usage(16, 0, 0, 4, 0)),
        ({"promptTokenCount": 10, "thoughtsTokenCount": None}, Usage(10, 0, 0, 0, 0)),
        ({**COUNTS, "cachedContentTokenCount": 12}, Usage(0, 10, 0, 4, 0)),
        ({}, Usage(estimated=True)),
        (None, Usage(estimated=True)),
        ({"promptTokenCount": 0}, Usage(estimated=True)),
    ],
)
def test_the_buckets_of_usage_are_disjoint(told: object, usage: Usage) -> None:
    """The cache is inside the prompt, thoughts are beside the answer, tools add to the prompt."""
    assert _read(_text("Hi"), usageMetadata=told).usage == usage


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_error_inside_a_200_is_classified(wrapped: bool) -> None:
    """The body decides, not the status; some endpoints wrap it in a list."""
    error = {"error": {"code": 503, "message": "high demand", "status": "UNAVAILABLE"}}
    with pytest.raises(OverloadedError):
        WIRE.decode(reply([error] if wrapped else error), NOW_S)


def test_an_error_inside_a_200_knows_what_time_it_is() -> None:
    """A wait until a moment can be told in seconds there."""
    violation = {"violations": [{"quotaId": "RequestsPerDay"}]}
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "No.", "details": [violation]}
    with pytest.raises(QuotaExhaustedError) as caught:
        WIRE.decode(reply({"error": error}), NOW_S)
    assert caught.value.retry_after_s is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"candidates": []}',
        b'{"candidates": null}',
        b'{"candidates": [{}]}',
        b'{"candidates": {"content": 1}}',
        b'{"candidates": ["text"]}',
        b'{"candidates": [{"content": "text", "finishReason": "STOP"}]}',
        b'{"candidates": [{"content": ["text"], "finishReason": "STOP"}]}',
        b'{"candidates": [{"content": {"parts": "text"}, "finishReason": "STOP"}]}',
        b'{"candidates": [{"content": {"parts": [5]}, "finishReason": "STOP"}]}',
        b'{"candidates": [{"content": {"parts": [{"text": 5}]}}]}',
        b'{"candidates": [{"content": {"parts": [{"functionCall": "f"}]}}]}',
        b'{"candidates": [{"content": {"parts": [{"functionCall": {"args": {}}}]}}]}',
        b'{"candidates": [{"finishReason": []}, 1]}',
        b'{"candidates": [{"finishReason": {"a": 1}}]}',
        b'{"usageMetadata": {"promptTokenCount": 5}}',
        b'{"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 1e300}}',
    ],
)
def test_what_is_no_answer_is_malformed(body: bytes) -> None:
    """The three exceptions that a wire may raise for it, and no other."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        WIRE.decode(reply(body), NOW_S)


# --- streamed -----------------------------------------------------------------------------------


def test_a_stream_becomes_events_and_a_whole_answer() -> None:
    """Each chunk is a response of its own; the pieces are handed on as they come."""
    decoder = WIRE.stream_decoder()
    last = {**COUNTS, "candidatesTokenCount": 9, "thoughtsTokenCount": 2}
    events = fed(
        decoder,
        _chunk(_text("Hm.", thought=True)),
        _chunk(_text("Hel")),
        _chunk(_text("lo"), _called(id="c1", args={"n": 1}), finish="STOP", usageMetadata=last),
    )
    assert events == [
        ReasoningDelta("Hm."),
        UsageUpdate(Usage(10, 0, 0, 4, 0)),
        TextDelta("Hel"),
        TextDelta("lo"),
        ToolCallDelta(0, "c1", "weather", '{"n": 1}'),
        UsageUpdate(Usage(10, 0, 0, 9, 2)),
    ]
    result = decoder.finish()
    assert (result.text, result.reasoning) == ("Hello", "Hm.")
    assert result.finish is FinishReason.TOOL_CALLS
    assert result.usage == Usage(10, 0, 0, 9, 2)
    assert (result.served_model, result.request_id) == ("some-1-002", "resp1")


def test_the_last_counts_hold_and_nothing_is_added_up() -> None:
    """Each chunk tells the whole so far; one that tells nothing changes nothing."""
    later = {"promptTokenCount": 10, "candidatesTokenCount": 8, "totalTokenCount": 18}
    result = streamed(
        WIRE,
        _chunk(_text("a")),
        _chunk(_text("b"), usageMetadata=later),
        _chunk(_text("c"), usageMetadata=None, finish="STOP"),
    )
    assert result.usage == Usage(10, 0, 0, 8, 0)


def test_pieces_of_a_second_candidate_are_passed_over() -> None:
    """Candidates may take turns in a stream; the first to speak is the one that is read."""
    other = _chunk(_text("no"), finish="SAFETY")
    other["candidates"][0]["index"] = 1
    result = streamed(WIRE, _chunk(_text("Hi")), other, _chunk(finish="STOP"))
    assert (result.text, result.finish) == ("Hi", FinishReason.STOP)


def test_a_finish_reason_on_every_chunk_ends_nothing_early() -> None:
    """Older models said STOP with each piece; only the end of the body is the end."""
    decoder = WIRE.stream_decoder()
    fed(decoder, _chunk(_text("Hel"), finish="STOP"))
    assert not decoder.ended
    fed(decoder, _chunk(_text("lo"), finish="STOP"))
    assert decoder.finish().text == "Hello"


def test_a_chunk_after_the_finish_reason_may_bring_the_counts() -> None:
    """It has no candidates."""
    late = {"usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 5}}
    assert streamed(WIRE, _chunk(_text("Hi"), finish="STOP"), late).usage == Usage(11, 0, 0, 5, 0)


@pytest.mark.parametrize("chunks", [(), (_chunk(_text("Hi")),), ({"usageMetadata": COUNTS},)])
def test_a_stream_without_a_finish_reason_is_interrupted(chunks: tuple[Any, ...]) -> None:
    """There is no end marker, so that nothing else tells a whole answer from a cut one."""
    decoder = WIRE.stream_decoder()
    fed(decoder, *chunks)
    with pytest.raises(StreamInterruptedError) as caught:
        decoder.finish()
    assert caught.value.partial_text == ("Hi" if chunks and "candidates" in chunks[0] else "")


def test_chunks_may_be_wrapped_in_lists_and_a_stream_may_be_one_list() -> None:
    """Without `alt=sse` the API frames the chunks as one array."""
    chunks = [_chunk(_text("Hel")), _chunk(_text("lo"), finish="STOP")]
    decoder = WIRE.stream_decoder()
    for chunk in chunks:
        decoder.feed("", json.dumps([chunk]).encode())
    assert decoder.finish().text == "Hello"
    assert WIRE.decode(reply(chunks), NOW_S).text == "Hello"


def test_an_end_marker_of_a_proxy_ends_the_stream() -> None:
    """Proxies that speak both dialects add it; nothing counts after it."""
    decoder = WIRE.stream_decoder()
    fed(decoder, _chunk(_text("Hi"), finish="STOP"))
    assert list(decoder.feed("", b"[DONE] ")) == []
    assert decoder.ended
    assert list(decoder.feed("", b"nonsense")) == []
    assert decoder.finish().text == "Hi"


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        (429, "RESOURCE_EXHAUSTED", RateLimitedError),
        (503, "UNAVAILABLE", OverloadedError),
        (401, "", AuthenticationError),
    ],
)
def test_an_error_in_the_stream_has_its_class(
    code: int, status: str, expected: type[ProviderError], wrapped: bool
) -> None:
    """The error tells the status that the reply could not."""
    error = {"error": {"code": code, "message": "Sorry", "status": status}}
    decoder = WIRE.stream_decoder()
    fed(decoder, _chunk(_text("Hi")))
    with pytest.raises(expected):
        decoder.feed("", json.dumps([error] if wrapped else error).encode())


def test_a_prompt_blocked_in_a_stream_is_filtered_content() -> None:
    """It comes as the only chunk."""
    with pytest.raises(ContentFilteredError):
        fed(WIRE.stream_decoder(), {"promptFeedback": {"blockReason": "SAFETY"}})


def test_a_failed_generation_after_text_ends_as_other() -> None:
    """What was shown stays shown; it is no clean stop."""
    result = streamed(WIRE, _chunk(_text("Hi")), _chunk(finish="MALFORMED_FUNCTION_CALL"))
    assert (result.text, result.finish) == ("Hi", FinishReason.OTHER)
