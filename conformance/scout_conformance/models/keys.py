"""What keys may do: a model of three keys before a vendor that refuses, limits and empties them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scout.errors import (
    AuthenticationError,
    CallError,
    NoUsableKeyError,
    QuotaExhaustedError,
    RateLimitedError,
)
from scout_conformance.models.walk import Model, Move, Walk, named
from scout_conformance.violation import NotApplicable

if TYPE_CHECKING:
    from scout_conformance.subject import Subject
    from scout_conformance.vendor import Heard, Repertoire, Says, Script

SPENT_S = 1_800.0
"""A key without money stays out for half an hour at least."""

_EACH: tuple[Move, ...] = ((0,), (1,), (2,))


class KeysModel(Model):
    """Three keys; the vendor revokes, limits and empties them."""

    moves: ClassVar[Mapping[str, tuple[Move, ...]]] = {
        "ask": ((),),
        "limit": tuple((key, told_s) for key in range(3) for told_s in (7, 50)),
        "revoke": _EACH,
        "empty": _EACH,
        "rest": ((1,), (8,), (60,), (1_900,)),
    }
    named: ClassVar[tuple[Walk, ...]] = (
        (
            *(("limit", 0, 7), ("ask",), ("rest", 8), ("ask",), ("ask",), ("ask",)),
            *(("limit", 0, 50), ("ask",), ("ask",), ("ask",), ("rest", 8), ("ask",), ("ask",)),
        ),
        (("revoke", 0), ("ask",), ("limit", 1, 7), ("ask",), ("rest", 8), *(("ask",),) * 4),
        (("revoke", 0), ("ask",), ("empty", 1), *(("ask",),) * 5),
        (("empty", 0), ("ask",), ("revoke", 1), ("ask",), ("rest", 60), *(("ask",),) * 3),
        (("revoke", 0), ("revoke", 1), ("revoke", 2), ("ask",), ("rest", 1_900), ("ask",)),
    )
    keys: ClassVar[int] = 3

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._revoked: set[int] = set()
        self._limited_until_s: dict[int, float] = {}
        self._empty_until_s: dict[int, float] = {}
        self._refused: set[int] = set()
        self._rests_until_s: dict[int, float] = {}

    def script(self, says: Repertoire) -> Script:
        """Goes by the key."""
        answer, refused = says.answer(), says.error(AuthenticationError)
        try:
            spent = says.error(QuotaExhaustedError)
        except NotApplicable:  # the vendor has no word for it, so that no key is ever empty
            spent = answer

        def decide(heard: Heard) -> Says:
            key = -1 if heard.key is None else heard.key
            if key in self._revoked:
                return refused
            if heard.at_s < self._empty_until_s.get(key, 0.0):
                return spent
            left_s = self._limited_until_s.get(key, 0.0) - heard.at_s
            if left_s <= 0:
                return answer
            return says.error(RateLimitedError, retry_after_s=math.ceil(left_s))

        return decide

    async def limit(self, key: int, told_s: int) -> None:
        """The vendor limits a key."""
        self.note(f"the vendor limits key#{key} for {told_s} s")
        self._limited_until_s[key] = self.now_s + told_s

    async def revoke(self, key: int) -> None:
        """The vendor revokes a key, for good."""
        self.note(f"the vendor revokes key#{key}")
        self._revoked.add(key)

    async def empty(self, key: int) -> None:
        """The account of a key has no money for some hours."""
        self.note(f"the account of key#{key} is empty")
        self._empty_until_s[key] = self.now_s + 6 * SPENT_S

    async def ask(self) -> None:
        """One call; no key that may not, and an answer wherever a key can give one."""
        able = [key for key in range(self.keys) if self._may(key, self.now_s) and self._can(key)]
        heard = len(self.stage.vendor.heard)
        outcome = await self.stage.call()
        for one, said in self.answered(heard, outcome):
            self._judge(one)
            self._learn(one, said)
        if able and isinstance(outcome, CallError):
            self.fails(f"an answer with key#{able[0]}", named(outcome))
        if len(self._refused) == self.keys and not isinstance(outcome, NoUsableKeyError):
            self.fails("NoUsableKeyError, all keys being refused", named(outcome))
        held = [view.key_id for view in self.stage.key_views() if view.in_flight]
        if held:
            self.fails("every lease given back", f"leases held of {', '.join(held)}")

    def _may(self, key: int, at_s: float) -> bool:
        """Whether the provider was told nothing against a key."""
        return key not in self._refused and at_s >= self._rests_until_s.get(key, 0.0)

    def _can(self, key: int) -> bool:
        """Whether the vendor would answer a key now."""
        until_s = max(self._limited_until_s.get(key, 0.0), self._empty_until_s.get(key, 0.0))
        return key not in self._revoked and self.now_s >= until_s

    def _judge(self, heard: Heard) -> None:
        if heard.key is None or self._may(heard.key, heard.at_s):
            return
        told = "refused it" if heard.key in self._refused else "told it to wait"
        self.fails(f"no request with key#{heard.key}: the vendor {told}", "one")

    def _learn(self, heard: Heard, said: Says) -> None:
        """What the provider knows of a key from now on."""
        if heard.key is None:
            return
        if said.meaning == AuthenticationError.__name__:
            self._refused.add(heard.key)
        elif said.meaning == QuotaExhaustedError.__name__:
            self._rests_until_s[heard.key] = heard.at_s + SPENT_S
        elif said.told_s is not None:
            self._rests_until_s[heard.key] = heard.at_s + said.told_s
