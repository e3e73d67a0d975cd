"""Real time that hurries, for scenes before a real server: a minute's limit in a second or so."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Sequence
from typing import Final

_EPOCH_S: Final = 1_790_000_000.0


class HurriedClock:
    """The machine's time, as many times as fast; a sleep leaps, as it does in virtual time.

    Args:
        speed: Seconds of this clock in one of the machine's.
        wall_s: Seconds since the epoch at the start.
    """

    def __init__(self, speed: float, wall_s: float = _EPOCH_S) -> None:
        self.speed = speed
        self._wall_s = wall_s
        self._began_s = time.monotonic()
        self._leapt_s = 0.0

    def now(self) -> float:
        """Seconds since this clock was made."""
        return self.real_s * self.speed + self._leapt_s

    @property
    def real_s(self) -> float:
        """The machine's own seconds since this clock was made."""
        return time.monotonic() - self._began_s

    def wall(self) -> float:
        """Seconds since the epoch."""
        return self._wall_s + self.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once: nobody is waiting for anything meanwhile."""
        self._leapt_s += seconds


class HurriedLoop(asyncio.SelectorEventLoop):
    """An event loop over real sockets whose time is a hurried clock's.

    Args:
        clock: The time.
    """

    def __init__(self, clock: HurriedClock) -> None:
        self._clock = clock
        super().__init__(_HurriedSelector(clock.speed))

    def time(self) -> float:
        """The clock's time."""
        return self._clock.now()


class _HurriedSelector(selectors.DefaultSelector):
    """Waits for sockets as long as a hurried clock means by its seconds."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Sequence[tuple[selectors.SelectorKey, int]]:  # type: ignore[override]
        return super().select(None if timeout is None else timeout / self._speed)
