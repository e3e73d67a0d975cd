"""When a vendor is asked: a model of its outages, their ends, and callers who leave."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from scout.errors import CallError, CircuitOpenError, InvalidRequestError, ServerError
from scout_conformance.models.walk import Model, Move, Walk, named

if TYPE_CHECKING:
    from scout.llm.types import LLMResponse
    from scout_conformance.subject import Subject
    from scout_conformance.vendor import Heard, Repertoire, Says, Script

MANY_CALLS = 30
"""By then a circuit has opened: six times as many failures as scout's own policy takes."""

RECOVERY_S = 60.0
"""Within this time a vendor that is back has to be noticed."""

_REST: Move = ("rest", 61)
_LONG_OUTAGE: Walk = (("outage",), *((_REST, ("ask",)) * 4))


class CircuitModel(Model):
    """A vendor that goes down and comes back."""

    moves: ClassVar[Mapping[str, tuple[Move, ...]]] = {
        "ask": ((),),
        "outage": ((),),
        "mend": ((),),
        "rest": ((1,), (20,), (61,)),
        "mistake": ((),),
        "leave": ((),),
    }
    named: ClassVar[tuple[Walk, ...]] = (
        (("outage",), ("mend",), _REST, ("ask",)) * 2,
        (*_LONG_OUTAGE, ("mend",), _REST, ("ask",)),
        (("outage",), ("mend",), _REST, ("leave",), ("leave",), ("ask",)),
        (("outage",), ("mend",), _REST, ("mistake",), ("ask",), ("ask",)),
    )

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._is_down = False
        self._is_mistaken = False
        self._wait_s = 0.0
        self._failed_s = -math.inf

    def script(self, says: Repertoire) -> Script:
        """HTTP 500 while it is down, 400 for a mistake, answers otherwise."""
        failure, mistake = says.error(ServerError), says.error(InvalidRequestError)
        answer = says.answer()

        def decide(_: Heard) -> Says:
            said = failure if self._is_down else answer
            return replace(mistake if self._is_mistaken else said, wait_s=self._wait_s)

        return decide

    async def outage(self) -> None:
        """The vendor goes down; callers go on until they are refused."""
        self.note("the vendor goes down")
        self._is_down = True
        for _ in range(MANY_CALLS):
            outcome, sent = await self._call()
            if isinstance(outcome, CircuitOpenError) and not sent:
                return
        self.fails(f"CircuitOpenError within {MANY_CALLS} calls", "requests with every call")

    async def mend(self) -> None:
        """The vendor is back."""
        self.note("the vendor is back")
        self._is_down = False

    async def ask(self) -> None:
        """One call; answered where the vendor is up and nothing speaks against it."""
        due = self._must_send() and not self._is_down
        outcome, _ = await self._call()
        if due and isinstance(outcome, CallError):
            self.fails("an answer", named(outcome))

    async def mistake(self) -> None:
        """One call that the vendor refuses with 400, which says nothing against the vendor."""
        due = self._must_send()
        self._is_mistaken = True
        outcome, sent = await self._call()
        self._is_mistaken = False
        if due and not sent:
            self.fails("a request", named(outcome))

    async def leave(self) -> None:
        """One caller who leaves before the answer comes."""
        due = self._must_send()
        self._wait_s = 1.0
        since = len(self.stage.vendor.heard)
        leaving = asyncio.create_task(self.stage.call())
        await self.stage.until_heard(since + 1)
        self._wait_s = 0.0
        sent = len(self.stage.vendor.heard) - since
        self.note(f"request -> {sent} sent, and the caller leaves")
        leaving.cancel()
        await asyncio.wait([leaving])
        if due and not sent:
            self.fails("a request", "none")

    def _must_send(self) -> bool:
        """Whether the last word was an answer, or the last failure is a minute ago."""
        return self.now_s - self._failed_s >= RECOVERY_S

    async def _call(self) -> tuple[LLMResponse | CallError, int]:
        since = len(self.stage.vendor.heard)
        outcome = await self.stage.call()
        found = self.answered(since, outcome)
        for heard, said in found:
            if said.meaning == ServerError.__name__:
                self._failed_s = heard.at_s
            elif said.is_answer:
                self._failed_s = -math.inf
        return outcome, len(found)
