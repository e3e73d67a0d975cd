"""Streams through a router: read, left, cancelled, broken and begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from scout.errors import (
    AllCandidatesFailedError,
    BudgetExceededError,
    GenerationFailedError,
    ProviderTimeoutError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.router import set_default_router, stream_llm, stream_llm_sync
from scout.llm.types import Finished, Restarted, StreamEvent, TextDelta, UsageUpdate
from tests.llm.router.bench import (
    Reply,
    Stage,
    event,
    fails,
    hangs,
    resets,
    row,
    says,
    stalls,
    streams,
)

Reads = Callable[..., tuple[list[StreamEvent], Any]]


@pytest.fixture(params=["async", "sync"])
def read(request: pytest.FixtureRequest) -> Reads:
    """Read a stream in both ways; the events, and the stream itself."""

    async def read_async(stage: Stage, options: dict[str, Any], most: int) -> Any:
        events = []
        async with stage.router.stream("hi", **options) as stream:
            async for item in stream:
                events.append(item)
                if len(events) == most:
                    break
        return events, stream

    def run(stage: Stage, *, most: int = 1_000, **options: Any) -> tuple[list[StreamEvent], Any]:
        options = {"model": "a-1", **options}
        if request.param == "async":
            found: tuple[list[StreamEvent], Any] = stage.play(read_async(stage, options, most))
            return found
        events: list[StreamEvent] = []
        with stage.router.stream_sync("hi", **options) as stream:
            for item in stream:
                events.append(item)
                if len(events) == most:
                    break
        return events, stream

    return run


def texts(events: list[StreamEvent]) -> list[str]:
    """What a reader would show."""
    return [item.text for item in events if isinstance(item, TextDelta)]


def test_a_stream_gives_its_events_and_then_its_response(read: Reads) -> None:
    """Text as it comes, the usage, the whole result; then the response with its cost."""
    stage = Stage({"a": [streams("hel", "lo", pause_s=0.5)]})
    events, stream = read(stage)
    assert texts(events) == ["hel", "lo"]
    assert isinstance(events[-1], Finished)
    assert any(isinstance(item, UsageUpdate) for item in events)
    assert stream.response.text == "hello"
    assert stream.response.first_token_s == pytest.approx(0.5)
    assert [attempt.outcome for attempt in stream.response.attempts] == ["ok"]
    stage.check_nothing_left()


def test_a_provider_that_answers_whole_is_read_as_a_stream_all_the_same(read: Reads) -> None:
    """Whether it cannot stream or does not care to."""
    for fields in ({"capabilities": frozenset()}, {}):
        stage = Stage({"a": [says("whole")]}, rows=[row("a", "a-1", **fields)])
        events, stream = read(stage)
        assert texts(events) == ["whole"]
        assert stream.response.text == "whole"
        stage.check_nothing_left()


def test_what_breaks_before_the_first_content_is_survived(read: Reads) -> None:
    """The request is made on entering, and nothing is committed until there is content."""
    stage = Stage({"a": [fails(500), streams(whole=False), hangs()], "b": [streams("b")]})
    events, stream = read(stage, fallbacks=["b-1"])
    assert texts(events) == ["b"]
    assert stage.hosts == "aaab"
    assert stream.response.provider == "b"
    stage.check_nothing_left()


def test_a_call_that_fails_fails_on_entering(read: Reads) -> None:
    """With all that was tried."""
    stage = Stage({"a": [fails(500)], "b": [fails(500)]})
    with pytest.raises(AllCandidatesFailedError) as caught:
        read(stage, fallbacks=["b-1"])
    assert len(caught.value.attempts) == 6
    stage.check_nothing_left()


@pytest.mark.parametrize(
    "reply",
    [resets("half ", "an ans"), streams("half ", "an ans", whole=False), stalls("half ", "an ans")],
    ids=["reset", "cut", "stalled"],
)
def test_a_stream_that_breaks_after_content_says_what_came(read: Reads, reply: Reply) -> None:
    """No retry, no other key, no other provider."""
    stage = Stage({"a": [reply], "b": [streams("b")]}, keys=2)
    with pytest.raises(StreamInterruptedError) as caught:
        read(stage, fallbacks=["b-1"])
    assert caught.value.partial_text == "half an ans"
    assert caught.value.output_started
    assert stage.hosts == "a"
    assert [attempt.outcome for attempt in caught.value.attempts] == ["StreamInterruptedError"]
    stage.check_nothing_left()


def test_a_stalled_stream_names_its_limit(read: Reads) -> None:
    """The cause is the silence, fifteen seconds of it."""
    stage = Stage({"a": [stalls("half")]})
    with pytest.raises(StreamInterruptedError) as caught:
        read(stage)
    assert isinstance(caught.value.cause, ProviderTimeoutError)
    assert caught.value.cause.limit == "idle_s"
    assert stage.clock.now() == pytest.approx(15.0)


def test_keep_alive_comments_are_no_progress(read: Reads) -> None:
    """A stream that only murmurs is left like one that is silent."""
    murmurs = [(1.0, b": still here\n\n")] * 100
    stage = Stage({"a": [streams("half", whole=False, tail=murmurs)]})
    with pytest.raises(StreamInterruptedError):
        read(stage)
    assert stage.clock.now() <= 17.0


def test_a_stream_begins_anew_where_that_was_asked_for(read: Reads) -> None:
    """The reader is told that what came is void, once per beginning."""
    stage = Stage({"a": [resets("half "), resets("third ")], "b": [streams("whole")]})
    options = {"fallbacks": ["b-1"], "on_interrupt": "restart"}
    events, stream = read(stage, **options)
    shown = [item.text if isinstance(item, TextDelta) else type(item).__name__ for item in events]
    assert [item for item in shown if item != "UsageUpdate"] == [
        "half ",
        "Restarted",
        "third ",
        "Restarted",
        "third ",
        "Restarted",
        "whole",
        "Finished",
    ]
    assert stream.response.text == "whole"
    stage.check_nothing_left()


def test_a_whole_answer_after_a_broken_stream_is_shown_whole(read: Reads) -> None:
    """The second provider does not stream: its text is given behind the word that all is void."""
    rows = [row("a", "a-1"), row("b", "b-1", capabilities=frozenset())]
    stage = Stage({"a": [resets("half ")], "b": [says("whole")]}, rows=rows)
    events, stream = read(stage, fallbacks=["b-1"], on_interrupt="restart")
    restarts = [index for index, item in enumerate(events) if isinstance(item, Restarted)]
    assert texts(events[restarts[-1] :]) == ["whole"]
    assert stream.response.text == "whole"


def test_a_whole_answer_after_an_unseen_broken_stream_is_not_lost(read: Reads) -> None:
    """The first stream opened and broke before anything was handed over."""
    rows = [row("a", "a-1"), row("b", "b-1", capabilities=frozenset())]
    opened = Reply(
        body=((0.0, event({"tool_calls": [{"index": 0, "id": "1", "function": {"name": "f"}}]})),),
        headers={"content-type": "text/event-stream"},
    )
    stage = Stage({"a": [opened], "b": [says("whole")]}, rows=rows)
    with pytest.raises(StreamInterruptedError):
        read(stage, fallbacks=["b-1"])  # a piece of a tool call is content
    stage = Stage({"a": [fails(503)], "b": [says("whole")]}, rows=rows)
    events, _ = read(stage, fallbacks=["b-1"])
    assert texts(events) == ["whole"]


class Place(BaseModel):
    """Where."""

    city: str


def test_a_form_that_was_read_and_is_wrong_is_told_and_not_replaced(read: Reads) -> None:
    """The reader has seen it; another answer behind it would be taken for the same."""
    stage = Stage({"a": [streams("no ", "json")]})
    with pytest.raises(GenerationFailedError) as caught:
        read(stage, response_format=Place)
    assert caught.value.output_started
    assert stage.hosts == "a"
    stage.check_nothing_left()


def test_a_form_that_is_right_is_parsed(read: Reads) -> None:
    """As with a call."""
    _, stream = read(Stage({"a": [streams('{"city":', '"Bern"}')]}), response_format=Place)
    assert stream.response.parsed == Place(city="Bern")


def test_the_response_is_there_only_at_the_end(read: Reads) -> None:
    """And says so before."""
    _, stream = read(Stage({"a": [streams("hel", "lo")]}), most=1)
    with pytest.raises(RuntimeError, match="not read to its end"):
        _ = stream.response


def test_a_stream_that_is_left_is_paid_for_and_given_back(read: Reads) -> None:
    """The prompt and what came; key released, connection closed, nothing reserved."""
    stage = Stage({"a": [streams("x" * 40, "y" * 40, pause_s=1.0)]}, budget_usd={"global": 1})
    read(stage, most=1)
    stage.check_nothing_left()
    prompt_tokens = 1 + 8  # two bytes of text, and what a turn costs
    assert stage.router.budget.balance().spent_nano_usd == prompt_tokens * 1_000 + 10 * 2_000
    assert stage.clock.now() == pytest.approx(1.0)


def test_thinking_that_was_shown_is_paid_for_when_it_is_left() -> None:
    """It is output as well, though no text."""
    thought = Reply(
        body=((0.0, event({"reasoning_content": "x" * 400})), (0.0, event({"content": "y"}))),
        headers={"content-type": "text/event-stream"},
    )
    stage = Stage({"a": [thought]}, budget_usd={"global": 1})

    async def main() -> None:
        async with stage.router.stream("hi", model="a-1") as stream:
            await anext(stream)

    stage.play(main())
    stage.check_nothing_left()
    assert stage.router.budget.balance().spent_nano_usd >= 9 * 1_000 + 100 * 2_000


def test_a_stream_may_be_read_by_another_task() -> None:
    """Opened in one, read in a second, closed in the first."""
    stage = Stage({"a": [streams("hel", "lo", pause_s=1.0)]})

    async def main() -> list[str]:
        async with stage.router.stream("hi", model="a-1") as stream:

            async def consume() -> list[str]:
                return [text async for text in stream.text()]

            return await asyncio.create_task(consume())

    assert stage.play(main()) == ["hel", "lo"]
    stage.check_nothing_left()


def test_two_tasks_may_take_turns_with_a_stream() -> None:
    """Whoever asks gets the next events."""
    stage = Stage({"a": [streams("a", "b", "c", "d", pause_s=1.0)]})

    async def main() -> list[str]:
        async with stage.router.stream("hi", model="a-1") as stream:
            taken = [await asyncio.create_task(anext(stream)) for _ in range(4)]
        return texts(taken)

    assert stage.play(main()) == ["a", "b", "c", "d"]
    stage.check_nothing_left()


def test_a_cancellation_while_reading_is_paid_for_and_says_nothing_of_the_vendor() -> None:
    """The task is gone, key and connection are back, the prompt and what came are charged."""
    stage = Stage({"a": [stalls("x" * 40)]}, budget_usd={"global": 1})

    async def consume() -> None:
        async with stage.router.stream("hi", model="a-1") as stream:
            async for _ in stream:
                pass

    async def main() -> int:
        task = asyncio.create_task(consume())
        await asyncio.sleep(5.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(asyncio.all_tasks())

    assert stage.play(main()) == 1
    stage.check_nothing_left()
    assert stage.router.budget.balance().spent_nano_usd == 9 * 1_000 + 10 * 2_000
    assert stage.router.circuit("a", "a-1").calls == 0


def test_an_exception_of_the_reader_s_own_leaves_nothing_behind(read: Reads) -> None:
    """It passes through, and the stream is closed."""
    stage = Stage({"a": [streams("hel", "lo")]}, budget_usd={"global": 1})

    def consume() -> None:
        with stage.router.stream_sync("hi", model="a-1") as stream:
            next(stream)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        consume()
    stage.check_nothing_left()


def test_a_stream_that_was_not_entered_says_so() -> None:
    """Instead of waiting for nothing."""
    stage = Stage({"a": [streams("x")]})

    async def main() -> None:
        await anext(stage.router.stream("hi", model="a-1"))

    with pytest.raises(RuntimeError, match="open the session first"):
        stage.play(main())


def test_a_stream_is_entered_once(read: Reads) -> None:
    """It holds one answer; a second use says so, and spends nothing."""
    stage = Stage({"a": [streams("hel", "lo")]}, budget_usd={"global": 1})
    _, stream = read(stage, most=1)

    async def enter() -> None:
        await stream.__aenter__()

    again = (lambda: stage.play(enter())) if hasattr(stream, "aclose") else stream.__enter__
    with pytest.raises(RuntimeError, match="entered once"):
        again()
    stage.check_nothing_left()


def test_a_second_reader_at_the_same_time_is_told_and_disturbs_nobody() -> None:
    """The first one has the whole answer, and its money is accounted for."""
    stage = Stage({"a": [streams("hel", "lo", pause_s=1.0)]}, budget_usd={"global": 1})

    async def main() -> tuple[list[str], BaseException]:
        async with stage.router.stream("hi", model="a-1") as stream:

            async def consume() -> list[str]:
                return [text async for text in stream.text()]

            first, second = asyncio.create_task(consume()), asyncio.create_task(consume())
            await asyncio.wait([first, second])
            error = second.exception()
            assert error is not None
            return first.result(), error

    whole, refused = stage.play(main())
    assert whole == ["hel", "lo"]
    assert isinstance(refused, RuntimeError)
    assert "read by another" in str(refused)
    stage.check_nothing_left()


def test_a_broken_stream_stays_broken(read: Reads) -> None:
    """Closing it after the error does nothing, and does not hide the error."""
    stage = Stage({"a": [resets("half")]})

    async def main() -> None:
        stream = stage.router.stream("hi", model="a-1")
        await stream.__aenter__()
        with pytest.raises(StreamInterruptedError):
            async for _ in stream:
                pass
        await stream.aclose()
        await stream.aclose()

    stage.play(main())
    stage.check_nothing_left()


def test_the_functions_use_the_default_router() -> None:
    """As `call_llm` does."""
    stage = Stage({"a": [streams("hel", "lo")]})
    set_default_router(stage.router)

    async def main() -> list[str]:
        async with stream_llm("hi", model="a-1") as stream:
            return [text async for text in stream.text()]

    try:
        assert stage.play(main()) == ["hel", "lo"]
        with stream_llm_sync("hi", model="a-1") as stream:
            assert list(stream.text()) == ["hel", "lo"]
    finally:
        set_default_router(None)


def test_a_stream_that_outgrows_its_money_is_ended_with_what_came(read: Reads) -> None:
    """The vendor ignores the output limit: what was read is given, and the overrun is charged."""
    stage = Stage({"a": [streams(*["word "] * 100)]}, budget_usd={"global": "0.00003"})
    with pytest.raises(BudgetExceededError, match="may cost up to") as caught:
        read(stage, max_output_tokens=5)
    assert caught.value.partial_text.startswith("word word")
    assert caught.value.output_started
    stage.check_nothing_left()


def test_an_error_inside_a_stream_before_content_is_that_error(read: Reads) -> None:
    """Retried like any other."""
    inside = Reply(
        body=b'data: {"error": {"message": "boom", "type": "server_error"}}\n\n',
        headers={"content-type": "text/event-stream"},
    )
    stage = Stage({"a": [inside, streams("fine")]})
    events, stream = read(stage)
    assert texts(events) == ["fine"]
    assert stream.response.attempts[0].outcome == ServerError.__name__
