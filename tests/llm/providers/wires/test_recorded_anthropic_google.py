"""The Anthropic and Gemini wires against recorded traffic, read here a second, simpler way."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scout import errors
from scout.llm.providers.base import Wire
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.types import FinishReason, Message, ProviderResult, TextDelta
from tests.llm.providers.wires.asking import NOW_S, call, encoded
from tests.llm.providers.wires.recorded import Row, cut, each, read_stream, rows

CLAUDE: Wire = AnthropicMessages()
GEMINI: Wire = Gemini()
CLAUDE_ROWS = rows("anthropic")
GEMINI_ROWS = rows("google")
CLAUDE_SOUND = [r for r in CLAUDE_ROWS if r.api == "messages" and r.reply.status == 200]
GEMINI_SOUND = [
    r for r in GEMINI_ROWS if r.api.endswith("generate_content") and r.reply.status == 200
]
SPLITS = 5  # random ways to cut each stream
SHORT_BYTES = 2_500  # a stream up to this is cut at every byte, which stays under a second


@dataclass(frozen=True)
class Reading:
    """What a recorded body says, in the words of this test."""

    text: str
    calls: list[tuple[str, Any]]
    finish: FinishReason
    usage: tuple[int, int, int, int, int]
    model: str | None


def _as_reading(result: ProviderResult) -> Reading:
    usage = result.usage
    return Reading(
        result.text,
        [(call.name, call.arguments) for call in result.tool_calls],
        result.finish,
        (
            usage.input_tokens,
            usage.cache_read_tokens,
            usage.cache_write_tokens,
            usage.output_tokens,
            usage.reasoning_tokens,
        ),
        result.served_model,
    )


def _events(body: str) -> Iterator[Any]:
    """The JSON of each event of a stream, by lines."""
    for line in body.replace("\r\n", "\n").split("\n"):
        if line.startswith("data:") and line[5:].strip() not in ("", "[DONE]"):
            yield json.loads(line[5:])


def _is_stream(row: Row) -> bool:
    """Whether the body is cut into events: some streams were recorded as one JSON array."""
    return row.reply.body.lstrip()[:1] not in (b"{", b"[")


def _ways(row: Row) -> Iterator[list[bytes]]:
    """The body in pieces: whole, at every byte where it is short, at random borders."""
    body = row.reply.body
    yield [body]
    if len(body) <= SHORT_BYTES:
        yield [body[place : place + 1] for place in range(len(body))]
    for seed in range(SPLITS):
        yield cut(body, random.Random(seed))


# --- Claude -------------------------------------------------------------------------------------

CLAUDE_STOPS = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "tool_use": FinishReason.TOOL_CALLS,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "refusal": FinishReason.CONTENT_FILTER,
}


def _claude_message(row: Row) -> dict[str, Any]:
    """The whole message; of a stream, put together from its events."""
    body = row.reply.body.decode()
    if not _is_stream(row):
        return dict(json.loads(body))
    message = _put_together(_events(body))
    for block in message["content"]:
        if block.get("partial_json"):
            block["input"] = json.loads(block["partial_json"])
    return message


def _put_together(events: Iterator[Any]) -> dict[str, Any]:
    message: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        kind, index = event["type"], event.get("index", 0)
        if kind == "message_start":
            message |= {**event["message"], "content": message.get("content", [])}
        elif kind == "content_block_start":
            blocks[index] = event["content_block"]
            message["content"].append(blocks[index])
        elif kind == "content_block_delta":
            for name, piece in event["delta"].items():
                if name in ("text", "thinking", "signature", "partial_json"):
                    blocks[index][name] = blocks[index].get(name, "") + piece
        elif kind == "message_delta":
            message["stop_reason"] = event["delta"]["stop_reason"]
            message["usage"] |= event["usage"]
    return message


def _read_claude(row: Row) -> Reading:
    message = _claude_message(row)
    blocks, usage = message["content"], message["usage"]
    thought = (usage.get("output_tokens_details") or {}).get("thinking_tokens", 0)
    return Reading(
        "".join(block["text"] for block in blocks if block["type"] == "text"),
        [(block["name"], block["input"]) for block in blocks if block["type"] == "tool_use"],
        CLAUDE_STOPS.get(message["stop_reason"], FinishReason.OTHER),
        (
            usage["input_tokens"],
            usage.get("cache_read_input_tokens") or 0,
            usage.get("cache_creation_input_tokens") or 0,
            usage["output_tokens"] - thought,
            thought,
        ),
        message["model"],
    )


# --- Gemini -------------------------------------------------------------------------------------

GEMINI_STOPS = {
    "STOP": FinishReason.STOP,
    1: FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    2: FinishReason.LENGTH,
    "SAFETY": FinishReason.CONTENT_FILTER,
    "RECITATION": FinishReason.CONTENT_FILTER,
    "PROHIBITED_CONTENT": FinishReason.CONTENT_FILTER,
    "BLOCKLIST": FinishReason.CONTENT_FILTER,
    "SPII": FinishReason.CONTENT_FILTER,
}


def _gemini_chunks(row: Row) -> list[dict[str, Any]]:
    body = row.reply.body.decode()
    if _is_stream(row):
        return list(_events(body))
    whole = json.loads(body)
    return whole if isinstance(whole, list) else [whole]


def _candidates(row: Row) -> list[dict[str, Any]]:
    return [chunk["candidates"][0] for chunk in _gemini_chunks(row) if chunk.get("candidates")]


def _parts(row: Row) -> list[dict[str, Any]]:
    contents = [candidate.get("content") or {} for candidate in _candidates(row)]
    return [part for content in contents for part in content.get("parts") or ()]


def _read_gemini(row: Row) -> Reading:
    chunks, parts = _gemini_chunks(row), _parts(row)
    counts = [chunk["usageMetadata"] for chunk in chunks if "usageMetadata" in chunk][-1]
    usage = {name: count for name, count in counts.items() if count is not None}
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    told = [c["finishReason"] for c in _candidates(row) if c.get("finishReason")]
    finish = GEMINI_STOPS.get(told[-1], FinishReason.OTHER) if told else FinishReason.OTHER
    cached = usage.get("cachedContentTokenCount", 0)
    return Reading(
        "".join(part.get("text", "") for part in parts if not part.get("thought")),
        [(call["name"], call.get("args", {})) for call in calls],
        FinishReason.TOOL_CALLS if calls and finish is FinishReason.STOP else finish,
        (
            usage["promptTokenCount"] - cached + usage.get("toolUsePromptTokenCount", 0),
            cached,
            0,
            usage.get("candidatesTokenCount", 0),
            usage.get("thoughtsTokenCount", 0),
        ),
        next((chunk["modelVersion"] for chunk in chunks if "modelVersion" in chunk), None),
    )


# --- answers ------------------------------------------------------------------------------------


def _check(row: Row, wire: Wire, read: Callable[[Row], Reading]) -> None:
    """Compare the wire's reading with the simple one, streams however they are cut."""
    expected = read(row)
    if not _is_stream(row):
        assert _as_reading(wire.decode(row.reply, NOW_S)) == expected
        return
    for pieces in _ways(row):
        events, result = read_stream(wire, pieces)
        shown = "".join(event.text for event in events if isinstance(event, TextDelta))
        assert _as_reading(result) == expected
        assert shown == result.text


def _result(row: Row, wire: Wire) -> ProviderResult:
    if _is_stream(row):
        return read_stream(wire, [row.reply.body])[1]
    return wire.decode(row.reply, NOW_S)


@each(CLAUDE_SOUND)
def test_each_claude_answer_is_read_however_it_is_cut(row: Row) -> None:
    """Text, tool calls, finish, usage and model are what the body says, streamed or not."""
    _check(row, CLAUDE, _read_claude)


@each(GEMINI_SOUND)
def test_each_gemini_answer_is_read_however_it_is_cut(row: Row) -> None:
    """Text, tool calls, finish, usage and model are what the body says, or why there is none."""
    if _candidates(row):
        _check(row, GEMINI, _read_gemini)
        return
    with pytest.raises(errors.ContentFilteredError):
        _result(row, GEMINI)


@each([row for row in GEMINI_SOUND if row.stream and not _is_stream(row)])
def test_a_gemini_stream_framed_as_an_array_is_read_by_the_decoder_as_well(row: Row) -> None:
    """A driver that cannot cut it may hand it over whole."""
    decoder = GEMINI.stream_decoder()
    list(decoder.feed("", row.reply.body))
    assert _as_reading(decoder.finish()) == _read_gemini(row)


@each(CLAUDE_SOUND)
def test_each_thinking_block_of_claude_is_kept_as_it_came(row: Row) -> None:
    """Thinking and its signature wait in the vendor's state, also where they came in pieces."""
    kinds = ("thinking", "redacted_thinking")
    sent = [block for block in _claude_message(row)["content"] if block["type"] in kinds]
    assert list(_result(row, CLAUDE).vendor_state.get("thinking_blocks", ())) == sent


@each([row for row in GEMINI_SOUND if _candidates(row)])
def test_each_gemini_turn_goes_back_with_its_signatures(row: Row) -> None:
    """Every part that came with a signature returns as it came, in order."""
    result = _result(row, GEMINI)
    state = result.vendor_state
    turn = Message("assistant", result.text, result.tool_calls, vendor_state=state)
    contents = encoded(GEMINI, call("?", turn, model="gemini-2.5-flash"))["contents"]
    back = [part for content in contents[1:] for part in content["parts"]]
    assert _signed(back) == _signed(_parts(row))


def _signed(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts with a signature, without what may be made up: ids, placeholders, no arguments."""
    signed = [part for part in parts if part.get("thoughtSignature")]
    called = [part.get("functionCall") or {} for part in signed]
    return [
        {
            "text": part.get("text"),
            "signature": part["thoughtSignature"],
            "name": call.get("name"),
            "args": call.get("args") or {},
        }
        for part, call in zip(signed, called, strict=True)
    ]


# --- errors -------------------------------------------------------------------------------------

CLAUDE_ERRORS = (
    # status, type, words, class
    (400, "invalid_request_error", "prompt is too long", errors.ContextLengthError),
    (400, "invalid_request_error", "exceed context limit", errors.ContextLengthError),
    (400, "invalid_request_error", "credit balance", errors.QuotaExhaustedError),
    (400, "invalid_request_error", "usage limits", errors.QuotaExhaustedError),
    (400, "invalid_request_error", "", errors.InvalidRequestError),
    (401, "authentication_error", "", errors.AuthenticationError),
    (402, "billing_error", "", errors.QuotaExhaustedError),
    (403, "permission_error", "", errors.PermissionDeniedError),
    (404, "not_found_error", "", errors.ModelNotFoundError),
    (413, "request_too_large", "", errors.InvalidRequestError),
    (429, "rate_limit_error", "", errors.RateLimitedError),
    (500, "api_error", "", errors.ServerError),
    (504, "timeout_error", "", errors.ServerError),
    (529, "overloaded_error", "", errors.OverloadedError),
)
GEMINI_ERRORS = (
    (400, "INVALID_ARGUMENT", "API_KEY_INVALID", errors.AuthenticationError),
    (400, "INVALID_ARGUMENT", "input token count", errors.ContextLengthError),
    (400, "INVALID_ARGUMENT", "", errors.InvalidRequestError),
    (400, "FAILED_PRECONDITION", "", errors.PermissionDeniedError),
    (401, "UNAUTHENTICATED", "", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "leaked", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "unregistered callers", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "", errors.PermissionDeniedError),
    (404, "NOT_FOUND", "", errors.ModelNotFoundError),
    (429, "RESOURCE_EXHAUSTED", "PerDay", errors.QuotaExhaustedError),
    (429, "RESOURCE_EXHAUSTED", "", errors.RateLimitedError),
    (500, "INTERNAL", "", errors.ServerError),
    (503, "UNAVAILABLE", "", errors.OverloadedError),
    (504, "DEADLINE_EXCEEDED", "", errors.ServerError),
)


Table = tuple[tuple[int, str, str, type[errors.ProviderError]], ...]


def _expected(row: Row, table: Table) -> type[errors.ProviderError]:
    """The first line of the table that fits the status and whose words stand in the body."""
    status, body = row.reply.status, row.reply.body.decode()
    fits = (line for line in table if line[0] == status and line[1] in body and line[2] in body)
    return next(fits)[3]


@each([row for row in CLAUDE_ROWS if row.reply.status >= 400])
def test_each_claude_error_has_its_class(row: Row) -> None:
    """Status, type and message lead to one class, and the vendor's request id is kept."""
    error = CLAUDE.classify(row.reply, NOW_S)
    assert type(error) is _expected(row, CLAUDE_ERRORS)
    assert error.request_id == row.reply.json().get("request_id")


@each([row for row in GEMINI_ROWS if row.reply.status >= 400])
def test_each_gemini_error_has_its_class(row: Row) -> None:
    """Status, gRPC status, reason and quota lead to one class."""
    assert type(GEMINI.classify(row.reply, NOW_S)) is _expected(row, GEMINI_ERRORS)
