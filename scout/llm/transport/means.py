"""What a driver obeys a plan with besides its sender: keys, money, and who writes down the end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from scout.errors import BudgetExceededError, BudgetUnavailableError
from scout.llm.answer_cache import AnswerCache, KeptAnswer, read, written
from scout.llm.budget import Account
from scout.llm.fleeting import fleeting
from scout.llm.providers.base import Provider
from scout.llm.providers.keys import ApiKey
from scout.llm.steps import (
    Answer,
    Recall,
    Record,
    Remember,
    Reserve,
    Reserved,
    Settle,
    Step,
)

_log = logging.getLogger(__name__)
_OF_CACHE: Final = (Recall, Remember)
_RESERVED: Final = Reserved()

Keys: TypeAlias = Callable[[Provider, str], ApiKey]
"""Gives the key for a provider and a key id."""


@fleeting
class Means:
    """What a session obeys a plan with, besides its sender.

    Attributes:
        keys: Gives the keys.
        account: Money, where the call is budgeted.
        sleep: Waits, where nothing is awaited.
        record: Writes down how the call ended, where calls are recorded.
        cache: Keeps answers, where they are kept.
        wall: Seconds since the epoch, for what is kept.
    """

    keys: Keys
    account: Account | None = None
    sleep: Callable[[float], None] = lambda _: None
    record: Callable[[Record], None] = lambda _: None
    cache: AnswerCache | None = None
    wall: Callable[[], float] = time.time

    def is_quick(self, step: Step) -> bool:
        """Whether a step takes microseconds, so that an event loop may wait for it."""
        if isinstance(step, _OF_CACHE):
            return self.cache is None or self.cache.is_local
        is_local = self.account is None or self.account.is_local
        return is_local and not isinstance(step, Record)

    def keep(self, step: Step) -> Answer:
        """Obey a step that moves money, or a record; a `Send` is noted before it goes out.

        A charge that the store does not take is logged: the answer is not lost for it, and the
        reservation, which stays open, is charged in full when its lease is over.
        """
        if isinstance(step, Record):
            self.record(step)
            return None
        if isinstance(step, _OF_CACHE):
            return None if self.cache is None else self._kept(self.cache, step)
        try:
            return None if self.account is None else self._move(self.account, step)
        except BudgetExceededError as error:
            return error
        except BudgetUnavailableError as error:
            if not isinstance(step, Settle):
                return error
            _log.error("a charge of %d nano-USD waits: %s", step.spent_nano_usd, error)
            return None

    def _kept(self, cache: AnswerCache, step: Recall | Remember) -> KeptAnswer | None:
        """Look up or keep an answer; no call fails for a cache that does."""
        try:
            if isinstance(step, Recall):
                entry = cache.get(step.key)
                return None if entry is None else read(entry)
            kept = written(KeptAnswer(step.result, self.wall()))
            if kept is not None:
                cache.put(step.key, kept, step.lasts_s)
        except Exception as error:  # noqa: BLE001 -- a store of the user's own may raise anything
            _log.warning("the answer cache failed: %s: %s", type(error).__name__, error)
        return None

    def _move(self, account: Account, step: Step) -> Answer:
        if isinstance(step, Reserve):
            account.reserve(step.amount_nano_usd)
            return _RESERVED
        if isinstance(step, Settle):
            self._settle(account, step)
        else:
            account.dispatch()
        return None

    def _settle(self, account: Account, step: Settle) -> None:
        if step.spent_nano_usd:
            provider, model = step.candidate.key if step.candidate else ("", "")
            labels = {"provider": provider, "model": model}
            account.commit(step.spent_nano_usd, labels, final=step.final)
        elif step.final:
            account.release()
