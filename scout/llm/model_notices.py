"""Tells users of a router what becomes of the models that they call."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from scout.llm.availability import log_substitute, shutdown_note, warn_of_shutdown
from scout.llm.model_ids import is_same_model

if TYPE_CHECKING:
    from scout.llm.clock import Clock
    from scout.llm.dispatch import Candidate
    from scout.llm.types import ProviderResult


class ModelNotices:
    """Notes, warnings and log lines about models that go, or are not what they seem.

    Args:
        clock: The time.
        notice_days: How long before its end a model is spoken of.
    """

    __slots__ = ("_clock", "_notice_days")

    def __init__(self, clock: Clock, notice_days: int) -> None:
        self._clock = clock
        self._notice_days = notice_days

    def today(self) -> date:
        """The day, in UTC."""
        return datetime.fromtimestamp(self._clock.wall(), UTC).date()

    def described(self, candidate: Candidate) -> Candidate:
        """The candidate, with what is to be known of its end in its reason."""
        note = self._note(candidate)
        if not note:
            return candidate
        return dataclasses.replace(candidate, reason=f"{candidate.reason}; {note}")

    def before(self, candidates: Iterable[Candidate]) -> None:
        """Warn, once in a process, of each model that a call may ask and that is about to go."""
        for candidate in candidates:
            note = self._note(candidate)
            if note:
                warn_of_shutdown(f"{candidate.provider.name}: {note}")

    def after(self, candidate: Candidate, result: ProviderResult) -> None:
        """Tell, once in a process, what an answer says: the model will go, or was another one."""
        provider, model = candidate.key
        if result.served_model is not None and not is_same_model(model, result.served_model):
            log_substitute(provider, model, result.served_model)
        if result.retires_on is not None:
            told = dataclasses.replace(candidate.model, shutdown_on=result.retires_on)
            note = shutdown_note(told, self.today(), self._notice_days)
            if note:
                warn_of_shutdown(f"{provider}: {note}, as it says in its answer")

    def _note(self, candidate: Candidate) -> str:
        if candidate.model.shutdown_on is None:
            return ""
        return shutdown_note(candidate.model, self.today(), self._notice_days)
