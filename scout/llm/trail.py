"""The record of one call: every candidate, send, skip and wait, in order.

Each failed send is logged, without content and without a secret; the rest is for `explain()`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from scout.errors import CallError, Sent
from scout.llm.cost import usd
from scout.llm.types import CACHED, AttemptRecord

if TYPE_CHECKING:
    from scout.llm.clock import Clock
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import Chosen
    from scout.llm.tiers import Selection

_log = logging.getLogger(__name__)


class Trail:
    """Collects the records of one call.

    Args:
        clock: The time; a trail begins when it is made.
        told: Is told of each record as it is made, where somebody watches the call.

    Attributes:
        records: What has been noted so far.
        chosen: Where the call began and why, if it named no model.
        candidates: Whom it asks then.
    """

    __slots__ = ("_clock", "_told", "candidates", "chosen", "records", "started_s")

    def __init__(self, clock: Clock, told: Callable[[AttemptRecord], None] | None = None) -> None:
        self._clock = clock
        self._told = told
        self.records: tuple[AttemptRecord, ...] = ()
        self.started_s = clock.now()
        self.chosen: Chosen | None = None
        self.candidates: tuple[Candidate, ...] = ()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the call began."""
        return self._clock.now() - self.started_s

    def chose(self, selection: Selection) -> None:
        """Note where a call begins that names no model, and who is left out."""
        self.chosen = selection.chosen
        for rung in selection.dropped:
            self.skipped(rung.candidate, rung.dropped)

    def _note(self, record: AttemptRecord) -> None:
        self.records += (record,)
        if self._told is not None:
            self._told(record)

    def skipped(self, candidate: Candidate, reason: str, *, waited_s: float = 0.0) -> None:
        """Note a candidate that was passed over, or given up after a wait."""
        provider, model = candidate.key
        self._note(
            AttemptRecord(
                provider=provider,
                model=model,
                started_s=self._clock.now() - self.started_s,
                outcome="skipped",
                waited_s=waited_s,
                reason=reason,
            )
        )

    def recalled(self, candidate: Candidate, at_s: float) -> None:
        """Note an answer that was kept, and given again without a request."""
        provider, model = candidate.key
        age_s = max(0.0, self._clock.wall() - at_s)
        self._note(
            AttemptRecord(
                provider=provider,
                model=model,
                started_s=self._clock.now() - self.started_s,
                outcome=CACHED,
                cost_usd=usd(0),
                reason=f"{candidate.reason}; the answer of {age_s:.3g} s ago",
            )
        )

    def left(
        self,
        candidate: Candidate,
        key_id: str,
        left: BaseException,
        started_s: float,
        cost_nano: int | None,
    ) -> None:
        """Note a request that was still out when something else ended the call."""
        provider, model = candidate.key
        self._note(
            AttemptRecord(
                provider=provider,
                model=model,
                key_id=key_id,
                started_s=started_s - self.started_s,
                duration_s=self._clock.now() - started_s,
                outcome=type(left).__name__,
                sent=Sent.MAYBE,
                cost_usd=None if cost_nano is None else usd(cost_nano),
                reason="the call ended while the request was out; its prompt is charged",
            )
        )

    def sent(
        self,
        candidate: Candidate,
        key_id: str,
        error: CallError | None,
        *,
        started_s: float,
        waited_s: float,
        cost_nano: int | None,
        note: str,
    ) -> None:
        """Note a request and how it ended."""
        provider, model = candidate.key
        began_s = started_s - self.started_s
        duration_s = self._clock.now() - started_s
        cost_usd = None if cost_nano is None else usd(cost_nano)
        if error is None:
            outcome, sent, reason = "ok", Sent.YES, candidate.reason
        else:
            outcome, sent, reason = type(error).__name__, error.sent, error.message
        if note:
            reason = f"{reason}; {note}" if reason else note
        self._note(
            AttemptRecord(
                provider,
                model,
                key_id,
                began_s,
                duration_s,
                outcome,
                waited_s,
                sent,
                cost_usd,
                reason,
            )
        )
        if error is not None:
            _log.warning(
                "%s from %s/%s, key %s, after waiting %.3g s, again in %s s",
                type(error).__name__,
                provider,
                model,
                key_id,
                waited_s,
                "?" if error.retry_after_s is None else f"{error.retry_after_s:.3g}",
            )
