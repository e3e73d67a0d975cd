"""One candidate's turn in a call: what it has used up of its bounds, and what it may still do.

A turn makes at most `max_sends` requests, and `max_rotations` more with other keys. A request is
repeated in one of three ways: with another key at once, which is a rotation; with whichever key
returns first, which is a retry; after a pause, which is a retry as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scout.errors import (
    Again,
    CallError,
    KeyEffect,
    NoUsableKeyError,
    ProviderError,
    ProviderTimeoutError,
    StreamInterruptedError,
)
from scout.llm.retry import next_wait_s
from scout.llm.steps import Limits

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.providers.client import ProviderClient
    from scout.llm.types import Call

THINKING_FACTOR = 3
"""How many times longer a model that thinks before it speaks may take to its first token."""

WAKE_MARGIN_S = 0.001
"""Added to a wait for a key, so that no timer that fires early undercuts what was told."""

BUSY_POLL_S = 0.01
"""First pause where all keys are in use (`max_in_flight_per_key`); it doubles up to the cap."""

BUSY_POLL_CAP_S = 0.25
"""Longest such pause: a key that comes free is noticed within it."""

SAME_WAIT_S = 1.0
"""A vendor's own number stands in its error as long as it is right to the second."""


@dataclass(slots=True)
class Turn:
    """What a candidate has used up.

    Attributes:
        candidate: Whose turn it is.
        client: Its keys.
        has_next: Whether another candidate waits behind it.
        call: What it is asked.
        note: What was left out of the call for it.
        retries: Repeats that cost a retry.
        rotations: Repeats with another key at once.
        polls: Pauses because all keys were in use.
        granted: What the repeat that is under way was granted as, until it has cost its price.
        waited_s: Pauses since the last record.
        last: The last error.
    """

    candidate: Candidate
    client: ProviderClient
    has_next: bool
    call: Call
    note: str
    retries: int = 0
    rotations: int = 0
    polls: int = 0
    granted: Literal["", "rotation", "retry"] = ""
    waited_s: float = 0.0
    last: ProviderError | None = None

    # -- repeats and their waits --

    def wait_after(self, error: ProviderError, random: Callable[[], float]) -> float | None:
        """Seconds until the request is repeated, or None: not again."""
        self.last = error
        self.granted = ""
        if error.again in (Again.ROTATE, Again.AS_TOLD) and self._rotate():
            return 0.0
        if error.again is Again.AS_TOLD:
            return 0.0 if self._retry() else None
        wait_s = next_wait_s(error, self.retries + 1, self.client.retry, random)
        if wait_s is None or not self.client.retry_budget.allows_retry:
            return None
        return wait_s if self._retry() else None

    def wait_for_key(self, refusal: CallError) -> float | None:
        """Seconds until a key returns, or None: the next candidate's turn.

        A turn whose key was just limited waits as told; one that finds all keys cooling or in
        use waits only where there is nobody else to ask.
        """
        wait_s = refusal.retry_after_s
        if not isinstance(refusal, NoUsableKeyError) or wait_s is None:
            return None
        limited = self.last is not None and self.last.again is Again.AS_TOLD
        if self.has_next and (not limited or wait_s == 0):
            return None
        if wait_s == 0:
            return self._poll()
        if wait_s > self.client.retry.cap_s or not self._pay_for_wait():
            return None
        return wait_s + WAKE_MARGIN_S

    def speaking_for(self, refusal: CallError) -> CallError:
        """The error that stands for a candidate which is refused a further request.

        The vendor's own word where there is one; that no key is left where the keys are bad.
        """
        last = self.last
        if last is None:
            return refusal
        if isinstance(refusal, NoUsableKeyError) and last.key_effect is KeyEffect.DISABLE:
            refusal.__cause__ = last
            return refusal
        told, left_s = last.retry_after_s, refusal.retry_after_s
        if left_s is not None and (told is None or abs(told - left_s) > SAME_WAIT_S):
            last.retry_after_s = left_s
        return last

    def _rotate(self) -> bool:
        if self.rotations >= self.client.retry.max_rotations:
            return False
        self.rotations += 1
        self.granted = "rotation"
        return True

    def _retry(self) -> bool:
        if self.retries + 1 >= self.client.retry.max_sends:
            return False
        self.retries += 1
        self.granted = "retry"
        return True

    def _pay_for_wait(self) -> bool:
        """A wait costs a retry, once: a rotation that found no other key becomes one."""
        if self.granted == "rotation":
            self.rotations -= 1
        paid = self.granted == "retry" or self._retry()
        self.granted = ""
        return paid

    def _poll(self) -> float:
        """A pause until a key may have come free; not a repeat, since nothing was sent."""
        self.polls += 1
        return min(BUSY_POLL_CAP_S, BUSY_POLL_S * 2.0 ** min(self.polls - 1, 10))

    # -- time --

    def share_s(self, remaining_s: float) -> float:
        """What a candidate may use of the time left: half, while another waits behind it."""
        return remaining_s / (2 if self.has_next else 1)

    def limits(self, remaining_s: float, *, replayable: bool) -> Limits:
        """The provider's limits, cut so that a hung candidate leaves time for the next.

        Args:
            remaining_s: What the call has left.
            replayable: Whether the answer may begin anew at the next candidate after its first
                content; where it may not, a stall may last as long as the call has time.
        """
        times, share_s = self.candidate.provider.timeouts, self.share_s(remaining_s)
        connect_s = min(times.connect_s, share_s)
        first_token_s = min(self._first_token_s, share_s)
        idle_s = min(times.idle_s, share_s if replayable else remaining_s)
        answer_s = min(times.answer_s, share_s)
        total_s = min(times.total_s, remaining_s)
        return Limits(connect_s, first_token_s, idle_s, answer_s, total_s)

    def is_own_timeout(self, error: ProviderError, limits: Limits) -> bool:
        """Whether a timeout was the caller's deadline and not the vendor's limit."""
        late = error.cause if isinstance(error, StreamInterruptedError) else error
        if not isinstance(late, ProviderTimeoutError) or late.status is not None:
            return False
        cut: float = getattr(limits, late.limit)
        full: float = getattr(self.candidate.provider.timeouts, late.limit)
        return cut < (self._first_token_s if late.limit == "first_token_s" else full)

    @property
    def _first_token_s(self) -> float:
        factor = THINKING_FACTOR if self.candidate.model.thinks_first else 1
        return self.candidate.provider.timeouts.first_token_s * factor
