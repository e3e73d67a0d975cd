"""What scripted vendors say is what the wires read: written from the documents, not from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider, WireReply
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.minimax import MINIMAX
from scout.llm.providers.openai import OPENAI
from scout.llm.transport.reading import StreamReading
from scout.llm.types import FinishReason, ProviderResult, ToolCall, Usage
from scout.testing.asked import Asked
from scout.testing.dialects.base import STATUSES, Dialect, ErrorKind, UnknownToDialectError
from scout.testing.dialects.table import DIALECTS, dialect_of

DOCS = Path(__file__).parents[2] / "docs"
ROWS = {row.wire.dialect: row for row in (OPENAI, ANTHROPIC, GOOGLE, MINIMAX)}
CALLS = (ToolCall("call_1", "weather", {"city": "Köln"}), ToolCall("call_2", "time", {}))
ANSWERS = {
    "text": ProviderResult("Hello there, world.", usage=Usage(11, 0, 0, 5, 0)),
    "cache": ProviderResult("Yes.", usage=Usage(7, 4, 0, 5, 3)),
    "length": ProviderResult("One two", finish=FinishReason.LENGTH, usage=Usage(1, 0, 0, 2, 0)),
    "tools": ProviderResult("", CALLS, finish=FinishReason.TOOL_CALLS, usage=Usage(9, 0, 0, 8, 0)),
    "thinking": ProviderResult("42", usage=Usage(3, 0, 0, 1, 6), reasoning="Let me think."),
}
ERRORS: dict[ErrorKind, type[ProviderError]] = {
    "bad_key": AuthenticationError,
    "no_permission": PermissionDeniedError,
    "no_money": QuotaExhaustedError,
    "daily_quota": QuotaExhaustedError,
    "rate_limit": RateLimitedError,
    "tokens_per_minute": RateLimitedError,
    "context_length": ContextLengthError,
    "content_filter": ContentFilteredError,
    "model_gone": ModelNotFoundError,
    "invalid": InvalidRequestError,
    "too_large": InvalidRequestError,
    "generation_failed": GenerationFailedError,
    "no_capacity": OverloadedError,
    "overloaded": OverloadedError,
    "server_error": ServerError,
    "timeout": ServerError,
}
# What a vendor says otherwise than the kind's name: MiniMax has no word for "overloaded".
OWN = {("minimax", "overloaded"): ServerError}


def _asked(*, streams: bool) -> Asked:
    options = {"stream_options": {"include_usage": True}}
    return Asked("POST", "/", {}, {}, b"", options, model="some-model", streams=streams)


@pytest.fixture(params=sorted(DIALECTS))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Each dialect in turn."""
    return DIALECTS[request.param]


@pytest.fixture
def row(dialect: Dialect) -> Provider:
    """A built-in row whose wire reads the dialect."""
    return ROWS[dialect.name]


def _same(read: ProviderResult, said: ProviderResult) -> None:
    assert (read.text, read.tool_calls, read.finish) == (said.text, said.tool_calls, said.finish)
    assert (read.usage, read.reasoning) == (said.usage, said.reasoning)
    assert read.served_model == "some-model"


@pytest.mark.parametrize("name", ANSWERS)
def test_a_whole_answer_is_read_as_it_was_meant(dialect: Dialect, row: Provider, name: str) -> None:
    """Text, tool calls, thinking, finish reason and every bucket of usage survive the way."""
    body = json.dumps(dialect.whole(ANSWERS[name], _asked(streams=False))).encode()
    _same(row.wire.decode(WireReply(200, {}, body), 0.0), ANSWERS[name])


@pytest.mark.parametrize("name", ANSWERS)
def test_a_streamed_answer_is_read_as_it_was_meant(
    dialect: Dialect, row: Provider, name: str
) -> None:
    """The same answer, event by event."""
    events = dialect.events(ANSWERS[name], _asked(streams=True))
    reading = StreamReading(row, 2**20)
    for event in (*events.opening, *events.content, *events.finish, *events.marker):
        reading.feed(event)
    if reading.result is None:
        reading.end()
    assert reading.result is not None
    _same(reading.result, ANSWERS[name])


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_is_read_as_its_class(dialect: Dialect, row: Provider, kind: ErrorKind) -> None:
    """Each error of each vendor is what its kind says, or the vendor has no such error."""
    expected = OWN.get((dialect.name, kind), ERRORS[kind])
    try:
        error = dialect.error(kind)
    except UnknownToDialectError:
        return
    reply = WireReply(error.status, {}, json.dumps(error.body).encode())
    read: ProviderError
    if error.status >= 300:
        read = row.wire.classify(reply, 0.0)
    else:
        with pytest.raises(ProviderError) as caught:
            row.wire.decode(reply, 0.0)
        read = caught.value
    assert type(read) is expected


def test_every_vendor_has_the_errors_that_all_vendors_have(dialect: Dialect) -> None:
    """Only four kinds are some vendors' own."""
    own = {"content_filter", "generation_failed", "no_capacity"}
    for kind in STATUSES.keys() - own:
        assert dialect.error(kind).body


def test_a_dialect_is_found_by_name_and_an_unknown_name_is_told() -> None:
    """A dialect of one's own is taken as it is; a wrong name lists the right ones."""
    own = DIALECTS["gemini"]
    assert dialect_of("gemini") is own
    assert dialect_of(own) is own
    with pytest.raises(ValueError, match=r"'gemeni'.*openai_chat"):
        dialect_of("gemeni")


def test_who_has_a_wire_of_his_own_is_led_to_the_page_that_says_how_to_play_it() -> None:
    """The message ends with a page of the guide and a heading that it has."""
    with pytest.raises(ValueError, match="guides/") as caught:
        dialect_of("zephyr")
    page, _, anchor = str(caught.value).split()[-1].partition("/#")
    headings = (DOCS / f"{page}.md").read_text("utf-8").lower().splitlines()
    assert f"## {anchor.replace('-', ' ')}" in headings
