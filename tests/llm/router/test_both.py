"""Async and sync are one program: the same script gives the same trail, answer and bill."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.errors import CallError
from scout.llm.types import AttemptRecord, LLMResponse
from scout.testing import ScriptedVendor, answers
from tests.llm.router.bench import (
    Reply,
    Stage,
    fails,
    hangs,
    refuses,
    resets,
    says,
    stalls,
    streams,
)

REPLIES: dict[str, Callable[[], Reply]] = {
    "answers": lambda: says("fine"),
    "streams": lambda: streams("fi", "ne"),
    "no usage": lambda: streams("fine", usage=False),
    "empty": lambda: says(""),
    "cut": lambda: streams("half", whole=False),
    "cut at once": lambda: streams(whole=False),
    "reset": lambda: resets("half"),
    "refused": refuses,
    "hangs": hangs,
    "stalls": lambda: stalls("half"),
    "400": lambda: fails(400),
    "401": lambda: fails(401),
    "403": lambda: fails(403),
    "404": lambda: fails(404),
    "429": lambda: fails(429),
    "429, 2 s": lambda: fails(429, retry_after="2"),
    "429, 1 h": lambda: fails(429, retry_after="3600"),
    "500": lambda: fails(500),
    "503, 1 s": lambda: fails(503, retry_after="1"),
    "html": lambda: Reply(body=b"<html>", headers={"content-type": "text/html"}),
}
SILENT = {"hangs", "stalls"}
"""Where the caller's own limits end a request: a blocking read may overshoot and shift times."""

NAMES = st.lists(st.sampled_from(sorted(REPLIES.keys() - SILENT)), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    a=NAMES,
    b=NAMES,
    keys=st.integers(1, 3),
    timeout_s=st.sampled_from([3.0, 30.0, 300.0]),
    limit=st.sampled_from([None, 50]),
    budget_usd=st.sampled_from([{}, {"global": 0.01}, {"global": 0.0002}]),
)
@example(["429, 2 s", "500"], ["streams"], 1, 30.0, None, {"global": 0.01})
def test_the_same_script_gives_the_same_trail(
    a: Sequence[str],
    b: Sequence[str],
    keys: int,
    timeout_s: float,
    limit: int | None,
    budget_usd: dict[str, float],
) -> None:
    """Step by step, whatever the vendors do."""
    awaited, blocking = _both_ways(a, b, keys, budget_usd, timeout_s=timeout_s, limit=limit)
    assert _told(awaited, exact=True) == _told(blocking, exact=True)


@pytest.mark.parametrize("silent", sorted(SILENT))
def test_silence_gives_the_same_trail_but_for_its_times(silent: str) -> None:
    """With a fallback that answers, and with one that is silent too."""
    for b in ("streams", "hangs"):
        awaited, blocking = _both_ways([silent], [b], 2, {}, timeout_s=30.0, limit=None)
        assert _told(awaited, exact=False) == _told(blocking, exact=False)


def _both_ways(
    a: Sequence[str],
    b: Sequence[str],
    keys: int,
    budget_usd: dict[str, float],
    *,
    timeout_s: float,
    limit: int | None,
) -> tuple[LLMResponse | CallError, LLMResponse | CallError]:
    """What a call comes to, awaited and blocking."""
    script = {"a": [REPLIES[name]() for name in a], "b": [REPLIES[name]() for name in b]}
    options = {"fallbacks": ["b-1"], "timeout_s": timeout_s, "max_output_tokens": limit}
    one, other = (Stage(script, keys=keys, budget_usd=budget_usd) for _ in range(2))
    awaited = _outcome(lambda: one.play(one.router.call("hi", model="a-1", **options)))
    blocking = _outcome(lambda: other.router.call_sync("hi", model="a-1", **options))
    for each in (one, other):
        each.check_nothing_left()
    assert one.router.budget.balance() == other.router.budget.balance()
    return awaited, blocking


def _outcome(run: Callable[[], LLMResponse]) -> LLMResponse | CallError:
    try:
        return run()
    except CallError as error:
        return error


def _told(outcome: LLMResponse | CallError, *, exact: bool) -> list[Any]:
    """What a call came to, without what may differ."""
    end: list[Any] = [type(outcome).__name__]
    if isinstance(outcome, LLMResponse):
        end += [outcome.text, outcome.provider, outcome.usage, outcome.cost_usd]
    else:
        end += [outcome.provider, outcome.key_id, outcome.status, outcome.sent]
    return [*end, *(_step(attempt, exact) for attempt in outcome.attempts)]


def _step(attempt: AttemptRecord, exact: bool) -> tuple[Any, ...]:
    times = (attempt.started_s, attempt.duration_s, attempt.waited_s) if exact else ()
    return (
        attempt.provider,
        attempt.key_id,
        attempt.outcome,
        attempt.sent,
        attempt.cost_usd,
        *(round(seconds, 3) for seconds in times),
    )


# -- loops and threads, over real sockets --


@pytest.fixture(scope="module")
def vendor() -> Any:
    """A vendor on loopback that always answers."""
    with ScriptedVendor() as found:
        found.script(answers("fine"))
        yield found


MODEL = "groq/openai/gpt-oss-20b"


def test_two_event_loops_in_one_process_both_work_and_leave_no_warning(
    vendor: ScriptedVendor,
) -> None:
    """The clients of the first end with it; nobody hears of an unclosed session."""
    router = vendor.router()

    async def main() -> str:
        first = await router.call("hi", model=MODEL)
        async with router.stream("hi", model=MODEL) as stream:
            texts = [text async for text in stream.text()]
        return first.text + "".join(texts)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asyncio.run(main()) == "finefine"
        assert asyncio.run(main(), debug=True) == "finefine"
        gc.collect()
    router.close()


def test_a_router_that_nobody_closes_leaves_no_warning(vendor: ScriptedVendor) -> None:
    """It is dropped with its loop; the loop's own shutdown has closed its clients."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asyncio.run(vendor.router().call("hi", model=MODEL)).text == "fine"
        gc.collect()


def test_a_stream_that_is_left_to_the_loop_leaves_no_warning(vendor: ScriptedVendor) -> None:
    """Not even one that was neither read nor closed."""
    router = vendor.router()

    async def main() -> None:
        stream = router.stream("hi", model=MODEL)
        await stream.__aenter__()
        await anext(stream)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(main())
        gc.collect()
    assert [key.in_flight for key in router.keys("groq")] == [0]


def test_many_threads_share_a_router(vendor: ScriptedVendor) -> None:
    """Each blocks by itself; every key is given back."""
    router = vendor.router(keys=3)
    texts: list[str] = []

    def work() -> None:
        texts.extend(router.call_sync("hi", model=MODEL).text for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["fine"] * 40
    assert [key.in_flight for key in router.keys("groq")] == [0, 0, 0]
    router.close()


def test_a_loop_in_each_of_several_threads_shares_a_router(vendor: ScriptedVendor) -> None:
    """Clients belong to their loop, state to the router."""
    router = vendor.router()
    texts: list[str] = []

    async def main() -> list[str]:
        calls = (router.call("hi", model=MODEL) for _ in range(5))
        return [response.text for response in await asyncio.gather(*calls)]

    def work() -> None:
        texts.extend(asyncio.run(main()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["fine"] * 20


def test_a_blocking_call_works_where_a_loop_is_running(vendor: ScriptedVendor) -> None:
    """As in a notebook; it blocks that loop, which is the caller's choice."""
    router = vendor.router()

    async def main() -> str:
        return router.call_sync("hi", model=MODEL).text

    assert asyncio.run(main()) == "fine"
    router.close()
