"""What a test needs to run scout without waiting: a clock that jumps, and a loop that obeys it.

A minute of backoff takes no time under `run_virtual`: whenever nothing is ready to run, the
clock leaps to the next timer. Use it with a transport that does no real I/O, such as
`httpx.MockTransport`.
"""

from __future__ import annotations

import asyncio
import selectors
import threading
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from scout.errors import ScoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from _typeshed import FileDescriptorLike

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_EPOCH_S = 1_790_000_000.0
"""Wall time at which a virtual clock starts: 2026-09-21, so that dates look like today's."""

_THREAD_WAIT_S = 0.05
"""How long the loop really waits at a time for a thread that works for it."""


class StuckError(ScoutError):
    """A coroutine waits for something that nothing will ever wake."""

    code = "stuck"


class VirtualClock:
    """A clock that stands still until somebody sleeps on it.

    Args:
        now_s: Monotonic start, in seconds.
        wall_s: Seconds since the epoch at that moment.
    """

    __slots__ = ("_now_s", "_wall_offset_s")

    def __init__(self, now_s: float = 1_000.0, wall_s: float = _EPOCH_S) -> None:
        self._now_s = now_s
        self._wall_offset_s = wall_s - now_s

    def now(self) -> float:
        """Monotonic seconds."""
        return self._now_s

    def wall(self) -> float:
        """Seconds since the epoch."""
        return self._now_s + self._wall_offset_s

    def sleep(self, seconds: float) -> None:
        """Advance by this many seconds, at once.

        Raises:
            ValueError: Time would run backwards.
        """
        if not seconds >= 0:
            raise ValueError(f"cannot sleep {seconds!r} seconds")
        self._now_s += seconds


def run_virtual(main: Coroutine[Any, Any, T], *, clock: VirtualClock) -> T:
    """Run a coroutine on an event loop of its own whose time is the clock's.

    Timers fire in order and without waiting. Tasks that are left at the end are cancelled,
    async generators are closed, the loop is closed. May be called where another loop runs.

    Args:
        main: What to run.
        clock: Advances as `main` sleeps.

    Returns:
        What `main` returned.

    Raises:
        StuckError: Nothing is ready, no timer is set and no thread works: it would wait forever.

    Examples:
        >>> clock = VirtualClock(now_s=0.0)
        >>> run_virtual(asyncio.sleep(3600, "an hour later"), clock=clock), clock.now()
        ('an hour later', 3600.0)
    """
    return run_on(main, lambda: _VirtualLoop(clock))


def run_on(main: Coroutine[Any, Any, T], make_loop: Callable[[], asyncio.AbstractEventLoop]) -> T:
    """Run a coroutine on a loop that is made for it; may be called where another loop runs."""

    def run() -> T:
        with asyncio.Runner(loop_factory=make_loop) as runner:
            return runner.run(main)

    return aside(run)


def aside(work: Callable[[], T]) -> T:
    """Do some work here, or in a thread of its own where an event loop runs already."""
    if asyncio._get_running_loop() is None:
        return work()
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- handed to the caller, whatever it is
            outcome.set_exception(error)

    thread = threading.Thread(target=run, name="scout-virtual-loop")
    thread.start()
    thread.join()
    return outcome.result()


def virtual_runner(clock: VirtualClock) -> asyncio.Runner:
    """A runner of several coroutines, one after the other, on one loop in virtual time."""
    return asyncio.Runner(loop_factory=lambda: _VirtualLoop(clock))


class _VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` is a virtual clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._working = 0
        super().__init__(_LeapingSelector(clock, lambda: self._working > 0))

    def time(self) -> float:
        return self._clock.now()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Count the thread's work, so that time stands still meanwhile."""
        self._working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    async def shutdown_default_executor(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 -- the signature is the event loop's
    ) -> None:
        """Count the thread that joins the others as one that works."""
        self._working += 1
        await super().shutdown_default_executor(*(() if timeout is None else (timeout,)))
        self._working -= 1

    def _worked(self, _: asyncio.Future[Any]) -> None:
        self._working -= 1


class _LeapingSelector(selectors.BaseSelector):
    """Instead of waiting for the next timer, moves the clock to it."""

    def __init__(self, clock: VirtualClock, threads_work: Callable[[], bool]) -> None:
        self._inner = selectors.DefaultSelector()
        self._clock = clock
        self._threads_work = threads_work

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._inner.select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self._threads_work():
            return self._inner.select(_THREAD_WAIT_S)
        if timeout is None:
            raise StuckError("nothing is ready and no timer is set: this would wait forever")
        self._clock.sleep(timeout)
        return ready

    def register(
        self, fileobj: FileDescriptorLike, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        return self._inner.register(fileobj, events, data)

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        return self._inner.unregister(fileobj)

    def modify(
        self, fileobj: FileDescriptorLike, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        return self._inner.modify(fileobj, events, data)

    def get_key(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        return self._inner.get_key(fileobj)

    def get_map(self) -> Any:
        return self._inner.get_map()

    def close(self) -> None:
        self._inner.close()


__all__ = ["StuckError", "VirtualClock", "run_virtual"]
