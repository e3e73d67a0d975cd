"""How long the reads of a thread may take; apart from the transport that obeys, which is dear."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scout.llm.clock import Clock


class Deadline(threading.local):
    """When the reads of the calling thread must end; each thread has its own.

    Args:
        clock: The time.

    Attributes:
        until_s: That moment on the clock; infinity for none.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.until_s = math.inf

    def bound(self, timeout: float | None) -> float | None:
        """The shorter of a read's own limit and of what is left, never below 0."""
        left_s = self.until_s - self._clock.now()
        if math.isinf(left_s):
            return timeout
        return max(0.0, left_s if timeout is None else min(timeout, left_s))
