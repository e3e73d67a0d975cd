"""In virtual time a scripted vendor does what it does over sockets, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from scout.errors import (
    CallError,
    ScoutError,
    StreamInterruptedError,
)
from scout.llm.router import Router
from scout.testing import (
    ScriptedVendor,
    Step,
    VirtualClock,
    answers,
    breaks,
    closes,
    compresses,
    cuts,
    fails,
    hangs,
    limits,
    resets,
    run_virtual,
    stalls,
)

MODEL = "openai/gpt-oss-20b"
REAL_S = 5.0
"""What a test may really take: the waits that it tells of are longer."""

WORDS = "One two three four five six seven eight nine ten."


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that is never asked over its socket."""
    with ScriptedVendor() as scripted:
        yield scripted
        assert scripted.connections == 0


@pytest.fixture(autouse=True)
def _is_quick() -> Iterator[None]:
    """Every test here tells of longer waits than it takes."""
    began_s = time.monotonic()
    yield
    assert time.monotonic() - began_s < REAL_S


def _sync(router: Router, clock: VirtualClock) -> str:
    return router.call_sync("Hi", model=MODEL, fallbacks=()).text


def _async(router: Router, clock: VirtualClock) -> str:
    async def main() -> str:
        async with router:
            return (await router.call("Hi", model=MODEL, fallbacks=())).text

    return run_virtual(main(), clock=clock)


FACES = pytest.mark.parametrize("call", [_sync, _async], ids=["sync", "async"])
Face = Callable[[Router, VirtualClock], str]


@FACES
def test_a_wait_that_the_vendor_names_passes_at_once(call: Face, vendor: ScriptedVendor) -> None:
    """One key, limited for fifteen seconds: the clock has moved, the test has not waited."""
    clock = VirtualClock()
    began_s = clock.now()
    vendor.script(limits(retry_after_s=15), answers("Hello!"))
    with vendor.router(clock=clock) as router:
        assert call(router, clock) == "Hello!"
    assert clock.now() - began_s == pytest.approx(15, abs=1)
    assert vendor.requests[1].at_s == pytest.approx(15, abs=1)


@FACES
def test_a_silent_vendor_is_given_up_in_time(call: Face, vendor: ScriptedVendor) -> None:
    """By the limits of real life, without living through them."""
    clock = VirtualClock()
    began_s = clock.now()
    vendor.script(hangs())
    with (
        vendor.router(clock=clock, settings={"timeout_s": 90}) as router,
        pytest.raises(CallError),
    ):
        call(router, clock)
    assert 5 < clock.now() - began_s <= 180  # a blocking read may overshoot its deadline by itself


@FACES
def test_a_moment_that_the_vendor_names_is_the_clocks(call: Face, vendor: ScriptedVendor) -> None:
    """Dates are told by the same clock that they are read by."""
    clock = VirtualClock()
    began_s = clock.now()
    vendor.script(limits(retry_after_s=15, told="date"), answers("Hello!"))
    with vendor.router(clock=clock) as router:
        assert call(router, clock) == "Hello!"
    assert clock.now() - began_s == pytest.approx(15, abs=1.5)


@FACES
@pytest.mark.parametrize(
    "step",
    [
        closes(),
        resets(),
        resets(WORDS, after_tokens=2),
        breaks(WORDS),
        stalls(WORDS),
        cuts(WORDS),
        compresses(WORDS, how="corrupt"),
        fails("overloaded"),
    ],
    ids=repr,
)
def test_what_breaks_once_is_asked_again(call: Face, step: Step, vendor: ScriptedVendor) -> None:
    """As over sockets: the second answer is whole."""
    clock = VirtualClock()
    vendor.script(step, answers("Hello!"))
    with vendor.router(clock=clock) as router:
        assert call(router, clock) == "Hello!"
    vendor.assert_sends(2)


def test_a_compressed_answer_is_read(vendor: ScriptedVendor) -> None:
    """Headers arrive as they were sent."""
    clock = VirtualClock()
    vendor.script(compresses("Hello!"))
    with vendor.router(clock=clock) as router:
        assert _sync(router, clock) == "Hello!"


def test_a_stream_comes_in_its_pieces_and_times(vendor: ScriptedVendor) -> None:
    """A piece every two seconds, twenty seconds in all, and no time at all."""
    clock = VirtualClock()
    began_s = clock.now()
    vendor.script(answers(WORDS).slowly(piece_every_s=2))

    async def read() -> list[tuple[float, str]]:
        async with (
            vendor.router(clock=clock) as router,
            router.stream("Count", model=MODEL) as stream,
        ):
            return [(clock.now() - began_s, piece) async for piece in stream.text()]

    pieces = run_virtual(read(), clock=clock)
    assert "".join(text for _, text in pieces) == WORDS
    times = [at_s for at_s, _ in pieces]
    assert times == sorted(times)
    assert times[-1] >= 18


def test_a_stream_that_is_cut_tells_what_had_come(vendor: ScriptedVendor) -> None:
    """Half an answer is never a whole one, in virtual time either."""
    clock = VirtualClock()
    vendor.script(cuts(WORDS, after_tokens=3))
    with (
        vendor.router(clock=clock) as router,
        router.stream_sync("Count", model=MODEL) as stream,
        pytest.raises(StreamInterruptedError) as caught,
    ):
        list(stream.text())
    assert WORDS.startswith(caught.value.partial_text)
    assert caught.value.partial_text


def test_ten_callers_share_an_hour(vendor: ScriptedVendor) -> None:
    """Each waits for a vendor that is too slow; all give up within their deadline, at once."""
    clock = VirtualClock()
    began_s = clock.now()
    vendor.script(answers("Late.").slowly(head_after_s=3000))

    async def main() -> list[object]:
        async with vendor.router(clock=clock, settings={"timeout_s": 60}) as router:
            calls = (router.call("Hi", model=MODEL, fallbacks=()) for _ in range(10))
            return list(await asyncio.gather(*calls, return_exceptions=True))

    outcomes = run_virtual(main(), clock=clock)
    assert len(outcomes) == 10
    assert all(isinstance(one, ScoutError) for one in outcomes)
    assert 5 < clock.now() - began_s <= 60


def test_money_is_held_to_a_limit(vendor: ScriptedVendor) -> None:
    """In words that list every request."""
    clock = VirtualClock()
    with vendor.router(clock=clock) as router:
        _sync(router, clock)
    vendor.assert_cost(at_most_usd=0.01)
    with pytest.raises(AssertionError, match=r"where at most 0 was expected:\n.*gpt-oss-20b"):
        vendor.assert_cost(at_most_usd=0)
