"""How often a call is sent, and when: a model of one key before a vendor of every mood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scout.errors import (
    InvalidRequestError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    ServerError,
)
from scout_conformance.models.walk import Model, Move, Walk, named

if TYPE_CHECKING:
    from scout_conformance.subject import Subject
    from scout_conformance.vendor import Heard, Repertoire, Says, Script

MOST_SENDS = 6
"""More than twice scout's own bound for one candidate; past it an outage is made worse."""

OUTAGE_S = 45.0
"""How long a caller may be kept when the vendor is down; scout's own policy takes a second."""

_STATUS: Mapping[str, type[ProviderError]] = {
    "500": ServerError,
    "503": OverloadedError,
    "400": InvalidRequestError,
}
_DOWN: Move = ("500",) * 12
_TOLD: Move = ("429:7", "answer")


class RetryModel(Model):
    """One key; each call meets the answers that its move names, one after the other."""

    moves: ClassVar[Mapping[str, tuple[Move, ...]]] = {
        "ask": (
            *(("answer",), ("500", "answer"), ("503", "503", "answer"), ("400", "answer")),
            *(_TOLD, ("429:7", "429:7", "answer"), ("429:600", "answer"), ("500", "400"), _DOWN),
        ),
        "rest": ((1,), (8,), (61,), (700,)),
    }
    named: ClassVar[tuple[Walk, ...]] = (
        (*(("ask", "answer"),) * 8, ("ask", *_DOWN)),
        (("ask", *_TOLD), ("rest", 61), ("ask", *_TOLD), ("ask", "429:7", "429:7", "answer")),
        (("ask", "429:600", "answer"), ("rest", 61), ("ask", "answer"), ("rest", 700), ("ask",)),
        (("ask", "500", "400"), ("ask", "400"), ("rest", 61), ("ask", "503", "503", "answer")),
    )

    speed: ClassVar[float] = 60.0

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._moods: list[str] = []
        self._not_before_s = 0.0

    def script(self, says: Repertoire) -> Script:
        """The moods of the call, and answers after them."""

        def decide(heard: Heard) -> Says:  # noqa: ARG001 -- the mood is the walk's
            mood = self._moods.pop(0) if self._moods else "answer"
            if mood == "answer":
                return says.answer()
            status, colon, told = mood.partition(":")
            if colon:
                return says.error(RateLimitedError, retry_after_s=int(told))
            return says.error(_STATUS[status])

        return decide

    async def ask(self, *moods: str) -> None:
        """One call; bounded in sends and time, never sent again where that cannot help."""
        self._moods = list(moods)
        since, began_s = len(self.stage.vendor.heard), self.now_s
        outcome = await self.stage.call()
        took_s = self.now_s - began_s
        found = self.answered(since, outcome)
        waits_s = 0.0
        for number, (heard, said) in enumerate(found, 1):
            if heard.at_s < self._not_before_s:
                early_s = self._not_before_s - heard.at_s
                self.fails("no request before its time", f"one that is {early_s:.3g} s early")
            if said.told_s is not None:
                self._not_before_s = heard.at_s + said.told_s
                waits_s += min(said.told_s, OUTAGE_S)
            is_final = said.is_answer or said.meaning == InvalidRequestError.__name__
            if is_final and number < len(found):
                self.fails(f"nothing sent after HTTP {said.status}", "another request")
        if len(found) > MOST_SENDS:
            self.fails(f"at most {MOST_SENDS} requests", f"{len(found)}")
        if took_s > OUTAGE_S + waits_s + self.stage.slack_s:
            self.fails(f"an end within {OUTAGE_S:g} s", f"{named(outcome)} after {took_s:.3g} s")
