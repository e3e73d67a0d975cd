"""The OpenAI dialect against recorded traffic of four vendors, by a reading of its own."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    InvalidRequestError,
    ModelNotFoundError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import Wire
from scout.llm.providers.wires.minimax import MiniMaxChat
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from tests.llm.providers.wires.recorded import Row, cut, each, read_stream, rows

ROWS = rows("groq", "deepseek", "openai", "minimax")
CHAT = [row for row in ROWS if row.api == "chat_completions"]
SOUND = [row for row in CHAT if row.reply.status == 200 and b'"choices"' in row.reply.body]
PLAIN = [row for row in SOUND if not row.stream]
STREAMS = [row for row in SOUND if row.stream]
FAILED = [row for row in ROWS if row.reply.status >= 400]
FAILED_INSIDE = [row for row in CHAT if row.reply.status == 200 and row not in SOUND]
SHORT_BYTES = 2_500  # a stream up to this is cut at every byte, which stays under a second

FINISHES = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "content_filter": FinishReason.CONTENT_FILTER,
}
EXPECTED_BY_CODE: dict[object, type[ProviderError]] = {
    "invalid_api_key": AuthenticationError,
    "model_not_found": ModelNotFoundError,
    "model_decommissioned": ModelNotFoundError,
    "context_length_exceeded": ContextLengthError,
    "insufficient_quota": QuotaExhaustedError,
    "rate_limit_exceeded": RateLimitedError,
}
EXPECTED_BY_STATUS: dict[int, type[ProviderError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    402: QuotaExhaustedError,
    404: ModelNotFoundError,
    429: RateLimitedError,
    500: ServerError,
}
EXPECTED_BY_WORDS = {
    "context window exceeds": ContextLengthError,
    "maximum context length": ContextLengthError,
    "The model 'dall-e-3' does not exist": ModelNotFoundError,
}


def _wire(row: Row) -> Wire:
    return MiniMaxChat() if row.provider == "minimax" else OpenAIChat()


def _expected_error(row: Row) -> type[ProviderError]:
    body = row.reply.body.decode()
    for words, error in EXPECTED_BY_WORDS.items():
        if words in body:
            return error
    code = json.loads(body)["error"].get("code")
    return EXPECTED_BY_CODE.get(code) or EXPECTED_BY_STATUS[row.reply.status]


def _chunks(row: Row) -> list[dict[str, Any]]:
    """The JSON of a body, without any framer or decoder of scout's."""
    text = row.reply.body.decode()
    if not row.stream:
        return [json.loads(text)]
    found = re.findall(r"^data:\s?(\{.*\})\s*$", text, flags=re.MULTILINE)
    return [json.loads(line) for line in found]


def _expected(row: Row) -> dict[str, Any]:
    """What the body says, read with the simplest possible means."""
    chunks = _chunks(row)
    choices = [choice for chunk in chunks for choice in chunk.get("choices") or []]
    messages = [choice.get("message") or choice.get("delta") or {} for choice in choices]
    text = "".join(message.get("content") or "" for message in messages)
    thought = "".join(
        message.get("reasoning_content") or message.get("reasoning") or "" for message in messages
    )
    if (block := re.match(r"\s*<think>(.*?)</think>\s*", text, flags=re.DOTALL)) is not None:
        thought += block[1]
        text = text[block.end() :]
    finishes = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    usages = [chunk.get("usage") or chunk.get("x_groq", {}).get("usage") for chunk in chunks]
    return {
        "text": text,
        "reasoning": thought,
        "tools": _tools(messages),
        "finish": FINISHES[finishes[-1]] if finishes else FinishReason.OTHER,
        "usage": next((usage for usage in reversed(usages) if usage), None),
        "model": next(chunk["model"] for chunk in chunks if chunk.get("model")),
    }


def _tools(messages: list[dict[str, Any]]) -> list[tuple[str, str, object]]:
    calls: dict[int, list[str]] = {}
    for message in messages:
        for position, entry in enumerate(message.get("tool_calls") or []):
            call = calls.setdefault(entry.get("index", position), ["", "", ""])
            call[0] += entry.get("id") or ""
            call[1] += entry["function"].get("name") or ""
            call[2] += entry["function"].get("arguments") or ""
    return [(call[0], call[1], _loaded(call[2])) for call in calls.values()]


def _loaded(arguments: str) -> object:
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def _assert_as_told(result: ProviderResult, row: Row) -> None:
    told = _expected(row)
    assert result.text == told["text"]
    assert result.reasoning == told["reasoning"]
    assert result.finish == told["finish"]
    assert result.served_model == told["model"]
    calls = [(call.id, call.name, call.malformed or call.arguments) for call in result.tool_calls]
    assert calls == told["tools"]
    if told["usage"] is None:
        assert result.usage.estimated
        return
    assert result.usage.prompt_tokens == told["usage"]["prompt_tokens"]
    assert result.usage.total_tokens == told["usage"]["total_tokens"]
    details = told["usage"].get("prompt_tokens_details") or {}
    hit = told["usage"].get("prompt_cache_hit_tokens")  # DeepSeek's own word, now told twice
    assert result.usage.cache_read_tokens == (details.get("cached_tokens") or hit or 0)
    details = told["usage"].get("completion_tokens_details") or {}
    assert result.usage.reasoning_tokens == (details.get("reasoning_tokens") or 0)


def _assert_events_make_up(events: list[StreamEvent], result: ProviderResult) -> None:
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == result.text
    assert "".join(e.text for e in events if isinstance(e, ReasoningDelta)) == result.reasoning
    for index, call in enumerate(result.tool_calls):
        deltas = [e for e in events if isinstance(e, ToolCallDelta) and e.index == index]
        assert (deltas[0].id, deltas[0].name) == (call.id, call.name)
        arguments = "".join(delta.arguments for delta in deltas)
        assert _loaded(arguments) == (call.malformed or call.arguments)


@each(PLAIN)
def test_a_recorded_answer_is_read_as_its_body_says(row: Row) -> None:
    """Text, thinking, tool calls, finish, usage and model of a plain answer."""
    _assert_as_told(_wire(row).decode(row.reply, 0.0), row)


@each(STREAMS)
def test_a_recorded_stream_is_read_as_its_body_says(row: Row) -> None:
    """The same of a stream, and its events add up to its result."""
    events, result = read_stream(_wire(row), [row.reply.body])
    _assert_as_told(result, row)
    _assert_events_make_up(events, result)


@each(STREAMS)
def test_a_recorded_stream_reads_alike_however_it_is_cut(row: Row) -> None:
    """Cut at random byte borders, or at every one, it gives the same events and result."""
    whole = read_stream(_wire(row), [row.reply.body])
    chance = random.Random(row.number)
    for _ in range(5):
        assert read_stream(_wire(row), cut(row.reply.body, chance)) == whole
    if len(row.reply.body) <= SHORT_BYTES:
        singles = [bytes([byte]) for byte in row.reply.body]
        assert read_stream(_wire(row), singles) == whole


@each(STREAMS)
def test_a_recorded_stream_that_is_cut_off_is_never_a_whole_answer(row: Row) -> None:
    """Before its finish reason, a stream that ends is an interruption that keeps its text."""
    events = [chunk for chunk in _chunks(row) if chunk.get("choices")]
    decoder = _wire(row).stream_decoder()
    for chunk in events:
        if chunk["choices"][0].get("finish_reason"):
            break
        list(decoder.feed("", json.dumps(chunk).encode()))
    with pytest.raises(ProviderError, match="stream ended"):
        decoder.finish()


@each(FAILED)
def test_a_recorded_error_has_its_class(row: Row) -> None:
    """Each error row is classified as its own body says, by a table of the test's."""
    error = _wire(row).classify(row.reply, 0.0)
    assert type(error) is _expected_error(row)
    assert error.status == row.reply.status
    assert error.message


@each(FAILED_INSIDE)
def test_a_recorded_error_inside_a_200_has_its_class(row: Row) -> None:
    """A reply with status 200 and a failure in it is no answer."""
    assert b"2049" in row.reply.body, "a new row: say here what class it is"
    with pytest.raises(AuthenticationError):
        _wire(row).decode(row.reply, 0.0)
