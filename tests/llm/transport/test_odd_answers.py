"""Whatever a provider's own wire makes of an odd body, callers get a sound answer or an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from scout.errors import MalformedResponseError, ProviderBugError
from scout.llm.providers.base import Provider, StreamDecoder, WireReply
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.transport.exchange import read_answer
from scout.llm.transport.reading import StreamReading
from scout.llm.types import ProviderResult, StreamEvent, TextDelta, Usage, UsageUpdate
from tests.llm.router.bench import row

REPLY = WireReply(200, {}, b"{}")
ODD: Any = [None, -1, 2.5, True, "7", 10.0**30]


class Careless(OpenAIChat):
    """Hands on what it finds."""

    __slots__ = ()
    make: Callable[[], ProviderResult]
    events: Iterable[Any] = ()

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """As the test said."""
        return type(self).make()

    def stream_decoder(self) -> StreamDecoder:
        """As the test said."""
        return _Decoder(type(self))


class _Decoder:
    def __init__(self, kind: type[Careless]) -> None:
        self._kind = kind
        self.ended = False

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        if data == b"end":
            self.ended = True
        return self._kind.events

    def finish(self) -> ProviderResult:
        return self._kind.make()


def careless(make: Callable[[], Any], events: Iterable[Any] = ()) -> Provider:
    """A row whose wire makes this."""
    fields = {"make": staticmethod(make), "events": events, "__slots__": ()}
    return row("a", "a-1", wire=type("Told", (Careless,), fields)())


@pytest.mark.parametrize("count", ODD)
@pytest.mark.parametrize("name", ["input_tokens", "cache_read_tokens", "reasoning_tokens"])
def test_counts_that_are_no_counts_make_an_answer_malformed(name: str, count: Any) -> None:
    """No budget is ever settled with them."""
    usage = Usage(**{name: count})
    with pytest.raises(MalformedResponseError, match="no count"):
        read_answer(careless(lambda: ProviderResult("hi", usage=usage)), REPLY, 0.0)


@pytest.mark.parametrize("text", [None, 42, ["hi"], {}])
def test_a_text_that_is_no_text_makes_an_answer_malformed(text: Any) -> None:
    """In one piece and at the end of a stream."""
    provider = careless(lambda: ProviderResult(text))
    with pytest.raises(MalformedResponseError, match="instead of a text"):
        read_answer(provider, REPLY, 0.0)
    reading = StreamReading(provider, 2**20)
    with pytest.raises(MalformedResponseError, match="instead of a text"):
        reading.feed(b"data: end\n\n")


@pytest.mark.parametrize("text", [None, 42, ["hi"]])
def test_a_piece_that_is_no_text_ends_the_stream_after_what_came(text: Any) -> None:
    """What came before it is handed on first."""
    first = TextDelta("hel")
    reading = StreamReading(careless(lambda: ProviderResult(""), [first, TextDelta(text)]), 2**20)
    assert reading.feed(b"data: 1\n\n") == [first]
    assert isinstance(reading.failure, MalformedResponseError)
    alone = StreamReading(careless(lambda: ProviderResult(""), [TextDelta(text)]), 2**20)
    with pytest.raises(MalformedResponseError):
        alone.feed(b"data: 1\n\n")


def test_an_update_of_usage_that_is_none_is_not_charged() -> None:
    """A stream that breaks off is charged by the last sound one."""
    updates = [UsageUpdate(Usage(7)), UsageUpdate(Usage(-7))]
    reading = StreamReading(careless(lambda: ProviderResult(""), updates), 2**20)
    reading.feed(b"data: 1\n\n")
    assert reading.partial_usage == Usage(7)


@pytest.mark.parametrize("kind", [AttributeError, IndexError, RecursionError, KeyError, TypeError])
def test_a_body_of_another_shape_is_no_bug_of_the_provider(kind: type[Exception]) -> None:
    """Wires that walk through a body without care raise these."""

    def make() -> ProviderResult:
        raise kind("'NoneType' object has no attribute 'get'")

    with pytest.raises(MalformedResponseError, match="NoneType"):
        read_answer(careless(make), REPLY, 0.0)


def test_other_exceptions_are_bugs_of_the_provider() -> None:
    """No body accounts for them."""
    with pytest.raises(ProviderBugError):
        read_answer(careless(lambda: 1 // 0), REPLY, 0.0)
