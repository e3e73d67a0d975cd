"""The time that scout goes by, so that tests and simulations can bring their own."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Two readings and a pause."""

    def now(self) -> float:
        """Seconds that only grow, from an arbitrary start."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch."""
        ...

    def sleep(self, seconds: float) -> None:
        """Block for a while; the async driver sleeps on its event loop instead."""
        ...


class SystemClock:
    """The machine's own time."""

    now = staticmethod(time.monotonic)
    wall = staticmethod(time.time)
    sleep = staticmethod(time.sleep)
