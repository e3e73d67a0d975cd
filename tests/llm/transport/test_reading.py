"""A streamed body as it is read: events, the answer or its failure, and what came until then."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import (
    MalformedResponseError,
    ProviderBugError,
    RateLimitedError,
    StreamInterruptedError,
)
from scout.llm.providers.base import Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.transport.reading import StreamReading, has_content
from scout.llm.types import TextDelta, Usage, UsageUpdate
from tests.llm.router.bench import event, row

DONE = b"data: [DONE]\n\n"
USAGE = event(None, usage=True)
TOOL_CALL = {"index": 0, "id": "1", "function": {"name": "f" * 4, "arguments": "x" * 36}}
ERROR = b'data: {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}\n\n'


def reading(provider: Provider | None = None, max_event_bytes: int = 2**20) -> StreamReading:
    """A reading of one stream."""
    return StreamReading(provider or row("a", "a-1"), max_event_bytes)


def test_a_stream_is_whole_at_its_end_marker() -> None:
    """The result is there as soon as the marker is."""
    one = reading()
    assert one.feed(event({"content": "hel"})) == [TextDelta("hel")]
    one.feed(event({"content": "lo"}, finish="stop") + USAGE)
    assert one.result is None
    one.feed(DONE + b"data: garbage behind the end\n\n")
    assert one.result is not None
    assert (one.result.text, one.partial_text) == ("hello", "hello")


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), max_size=30))
def test_a_stream_reads_the_same_however_its_bytes_arrive(sizes: list[int]) -> None:
    """Cut anywhere, in characters too."""
    whole = event({"content": "grüße, 世界"}) + event({}, finish="stop") + USAGE + DONE
    one, left = reading(), whole
    for size in sizes:
        one.feed(left[:size])
        left = left[size:]
    one.feed(left)
    assert one.result is not None
    assert one.result.text == "grüße, 世界"


def test_what_came_before_a_failure_is_handed_on_first() -> None:
    """The failure is kept until the events are read."""
    one = reading()
    assert one.feed(event({"content": "half"}) + ERROR) == [TextDelta("half")]
    assert isinstance(one.failure, RateLimitedError)
    with pytest.raises(RateLimitedError):
        reading().feed(ERROR)


def test_an_end_without_a_marker_is_an_interruption() -> None:
    """With the text that came."""
    one = reading()
    one.feed(event({"content": "half"}))
    with pytest.raises(StreamInterruptedError):
        one.end()


def test_an_event_that_is_too_large_is_malformed() -> None:
    """Before it is held in memory."""
    with pytest.raises(MalformedResponseError):
        reading(max_event_bytes=100).feed(b"data: " + b"x" * 200)


def test_a_failure_is_told_with_what_came() -> None:
    """A classified error becomes the cause of the interruption; an interruption stays itself."""
    one = reading()
    one.feed(event({"content": "half"}))
    broken = one.interrupted(RateLimitedError("slow down", retry_after_s=3.0))
    assert isinstance(broken.cause, RateLimitedError)
    assert (broken.partial_text, broken.retry_after_s) == ("half", 3.0)
    same = StreamInterruptedError("cut")
    assert one.interrupted(same) is same
    assert same.partial_text == "half"


def test_a_decoder_that_breaks_is_a_bug_and_one_that_cannot_read_is_not() -> None:
    """KeyError and the like mean a malformed event; anything else is the provider's own."""

    class Broken(OpenAIChat):
        __slots__ = ()

        def stream_decoder(self) -> object:  # type: ignore[override]
            class Decoder:
                ended = False

                def feed(self, name: str, data: bytes) -> list[object]:
                    raise KeyError("choices") if b"key" in data else RuntimeError("bug")

            return Decoder()

    provider = row("a", "a-1", wire=Broken())
    with pytest.raises(MalformedResponseError, match="KeyError"):
        reading(provider).feed(b"data: key\n\n")
    with pytest.raises(ProviderBugError, match="a's stream_decoder raised RuntimeError: bug"):
        reading(provider).feed(b"data: other\n\n")


@pytest.mark.parametrize(
    ("deltas", "usage"),
    [
        ([], None),
        ([{"content": "x" * 40}], Usage(output_tokens=10, estimated=True)),
        ([{"reasoning_content": "x" * 40}], Usage(output_tokens=10, estimated=True)),
        (
            [
                {
                    "tool_calls": [
                        {
                            "index": 0,
                            "id": "1",
                            "function": {"name": "f" * 4, "arguments": "x" * 36},
                        }
                    ]
                }
            ],
            Usage(output_tokens=10, estimated=True),
        ),
    ],
)
def test_usage_so_far_counts_all_output_that_came(
    deltas: list[dict[str, object]], usage: Usage | None
) -> None:
    """Text, thinking and tool calls; nothing where nothing came."""
    one = reading()
    for delta in deltas:
        one.feed(event(delta))
    assert one.partial_usage == usage


def test_usage_so_far_is_the_vendor_s_word_and_at_least_what_came() -> None:
    """An early word on usage is no last word."""
    one = reading()
    one.feed(USAGE)
    assert one.partial_usage == Usage(input_tokens=10, output_tokens=5)
    one.feed(event({"content": "x" * 80}))
    assert one.partial_usage == Usage(input_tokens=10, output_tokens=20, estimated=True)
    assert one.output_estimate == 80 // 3


def test_usage_and_keep_alives_are_no_content() -> None:
    """They are no progress."""
    assert not has_content([UsageUpdate(Usage())])
    assert has_content([UsageUpdate(Usage()), TextDelta("x")])
