"""The virtual clock and its loop: time passes only where somebody sleeps."""

from __future__ import annotations

import asyncio
import time

import pytest

from scout.testing import StuckError, VirtualClock, run_virtual


def test_an_hour_of_sleep_takes_no_time() -> None:
    """Sleeping moves the virtual clock and not the real one."""
    clock = VirtualClock(now_s=0.0)
    began = time.monotonic()
    assert run_virtual(asyncio.sleep(3600, "done"), clock=clock) == "done"
    assert clock.now() == pytest.approx(3600)
    assert time.monotonic() - began < 1.0


def test_timers_fire_in_their_order_whoever_set_them_first() -> None:
    """Two sleepers wake by their times, and a timeout beats a longer sleep."""
    clock, woken = VirtualClock(now_s=0.0), list[tuple[str, float]]()

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((name, clock.now()))

    async def main() -> None:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            for name, seconds in (("late", 7.0), ("second", 2.0), ("first", 1.0)):
                group.create_task(sleeper(name, seconds))

    with pytest.raises(TimeoutError):
        run_virtual(main(), clock=clock)
    assert [name for name, _ in woken] == ["first", "second"]
    assert [at_s for _, at_s in woken] == pytest.approx([1.0, 2.0])
    assert clock.now() == pytest.approx(5.0)


def test_waiting_for_nothing_is_an_error_and_not_a_hang() -> None:
    """A future that nobody resolves ends in StuckError."""

    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(StuckError, match="forever"):
        run_virtual(main(), clock=VirtualClock())


def test_time_stands_still_while_a_thread_works() -> None:
    """Work handed to a thread ends before any timer that is set fires."""
    clock = VirtualClock(now_s=0.0)

    def work() -> str:
        time.sleep(0.02)
        return "worked"

    async def main() -> str:
        async with asyncio.timeout(0.001):
            return await asyncio.to_thread(work)

    assert run_virtual(main(), clock=clock) == "worked"
    assert clock.now() == 0.0


def test_it_runs_where_another_loop_is_running() -> None:
    """A caller that is itself async gets a loop in a thread."""

    async def outer() -> str:
        return run_virtual(asyncio.sleep(10, "inner"), clock=VirtualClock())

    assert asyncio.run(outer()) == "inner"


def test_tasks_that_are_left_are_cancelled() -> None:
    """Nothing outlives the run."""
    ended: list[str] = []

    async def lingers() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    async def main() -> None:
        task = asyncio.create_task(lingers())
        await asyncio.sleep(0)
        assert not task.done()

    run_virtual(main(), clock=VirtualClock())
    assert ended == ["cancelled"]


def test_wall_time_goes_along_and_never_backwards() -> None:
    """`wall` moves with `now`; a negative sleep is refused."""
    clock = VirtualClock(now_s=5.0, wall_s=100.0)
    clock.sleep(2.5)
    assert (clock.now(), clock.wall()) == (7.5, 102.5)
    with pytest.raises(ValueError, match="sleep"):
        clock.sleep(-1)
