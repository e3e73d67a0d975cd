"""What callers do to a call, over real TCP: loops, threads, tasks, haste, and leaving early."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from scout.errors import DeadlineExceededError, StreamInterruptedError
from scout.llm.router import Router
from scout.llm.types import TextDelta
from scout.testing import ScriptedVendor, answers, breaks, hangs
from tests.reliability.descriptors import no_descriptor_left

MODEL = "gpt-4o-mini"
TEXT = "one two three"
THREADS = 16
CALLS = 10


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that every test leaves in peace."""
    with ScriptedVendor() as scripted:
        scripted.script(TEXT)
        yield scripted
        scripted.assert_quiet()


def _assert_nothing_is_out(router: Router) -> None:
    assert {key.in_flight for key in router.keys("openai")} == {0}


def test_one_router_serves_one_event_loop_after_another(vendor: ScriptedVendor) -> None:
    """Each `asyncio.run` has connections of its own, closed with its loop and without a warning."""
    with no_descriptor_left(), vendor.router() as router:
        for _ in range(3):
            assert asyncio.run(_call(router)) == TEXT
        vendor.assert_quiet()
    assert vendor.connections == 3


def test_one_router_serves_many_threads_and_loops_at_once(vendor: ScriptedVendor) -> None:
    """Half of them block, half have an event loop of their own; keys are shared fairly."""

    def work(number: int) -> list[str]:
        if number % 2:
            return [asyncio.run(_call(router)) for _ in range(CALLS)]
        return [router.call_sync("Hi", model=MODEL).text for _ in range(CALLS)]

    with no_descriptor_left():
        with vendor.router(keys=2) as router, ThreadPoolExecutor(THREADS) as threads:
            texts = [text for part in threads.map(work, range(THREADS)) for text in part]
            _assert_nothing_is_out(router)
        vendor.assert_quiet()  # its own ends of the connections count as well
    assert texts == [TEXT] * (THREADS * CALLS)
    used = [vendor.sends(key=f"openai-key-{number}") for number in (1, 2)]
    assert sum(used) == THREADS * CALLS
    assert max(used) - min(used) <= THREADS


def test_a_stream_opened_by_one_task_is_read_by_another(vendor: ScriptedVendor) -> None:
    """Limits, errors and the lease go with the stream and not with a task."""
    vendor.script(answers(TEXT).slowly(piece_every_s=0.02), breaks(TEXT, after_tokens=2))

    async def main() -> None:
        async with vendor.router() as router:
            for expected in (TEXT, "one two "):
                stream = router.stream("Hi", model=MODEL)
                await asyncio.create_task(stream.__aenter__())
                text = await asyncio.create_task(_read(stream.text()))
                await asyncio.create_task(stream.aclose())
                assert text == expected
                _assert_nothing_is_out(router)

    asyncio.run(main())


def test_who_breaks_out_of_a_stream_ends_it(vendor: ScriptedVendor) -> None:
    """The vendor sees the connection closed at once, and need not write the rest."""
    vendor.script(answers(TEXT * 1000).slowly(piece_every_s=0.01))

    async def main() -> None:
        async with vendor.router() as router:
            async with router.stream("Hi", model=MODEL) as stream:
                async for event in stream:
                    if isinstance(event, TextDelta):
                        break
            _assert_nothing_is_out(router)
            await asyncio.to_thread(vendor.assert_quiet)

    asyncio.run(main())
    with vendor.router() as router:
        with router.stream_sync("Hi", model=MODEL) as stream:
            for event in stream:
                if isinstance(event, TextDelta):
                    break
        _assert_nothing_is_out(router)
        vendor.assert_quiet()


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_deadline_ends_a_silence_and_nobody_is_blamed(
    vendor: ScriptedVendor, *, stream: bool
) -> None:
    """A caller in a hurry learns so in his own time; the vendor's circuit does not count it."""
    vendor.script(hangs())
    settings = {"upstream_stream": "always" if stream else "never"}
    with vendor.router(settings=settings) as router:
        for call in (router.call_sync, lambda *a, **k: asyncio.run(router.call(*a, **k))):
            began_s = time.monotonic()
            with pytest.raises(DeadlineExceededError):
                call("Hi", model=MODEL, timeout_s=0.2)
            assert 0.2 <= time.monotonic() - began_s < 1.2
        _assert_nothing_is_out(router)
        assert router.circuit("openai", MODEL).failures == 0


def test_a_hung_primary_leaves_time_for_the_fallback(vendor: ScriptedVendor) -> None:
    """Of a second, half is the primary's."""
    vendor.script(hangs(), model=MODEL).script("in time", model="claude-haiku-5-5")
    with vendor.router() as router:
        began_s = time.monotonic()
        response = router.call_sync(
            "Hi", model=MODEL, fallbacks=["claude-haiku-5-5"], timeout_s=1.0
        )
        assert time.monotonic() - began_s < 1.0
    assert response.text == "in time"


async def _call(router: Router) -> str:
    return (await router.call("Hi", model=MODEL)).text


async def _read(texts: AsyncIterator[str]) -> str:
    """What was seen, to the end or until it broke."""
    seen = ""
    with suppress(StreamInterruptedError):
        async for text in texts:
            seen += text
    return seen
