"""What calls cost: a model of the account that they are charged to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scout.errors import CallError, InvalidRequestError
from scout.llm.cost import cost_nano_usd
from scout.llm.pricing import effective_price
from scout_conformance.models.walk import Model, Move, Walk, named
from scout_conformance.templates import usage_of
from scout_conformance.violation import NotApplicable

if TYPE_CHECKING:
    from scout.llm.types import LLMResponse, Usage
    from scout_conformance.subject import Subject
    from scout_conformance.vendor import Heard, Repertoire, Says, Script

COUNTS: tuple[tuple[int, ...], ...] = (
    (10, 0, 0, 5, 0),
    (1_000, 90, 0, 500, 45),
    (1, 2, 3, 4, 5),
)
"""Tokens per bucket: a short call, a long one, some of each."""


class BudgetModel(Model):
    """Every call belongs to one account with more money than it can spend."""

    moves: ClassVar[Mapping[str, tuple[Move, ...]]] = {
        "ask": tuple((number,) for number in range(len(COUNTS))),
        "err": ((),),
        "forbid": ((),),
    }
    named: ClassVar[tuple[Walk, ...]] = (
        (("ask", 0), ("ask", 1), ("err",), ("ask", 0), ("ask", 2)),
        (("err",), ("err",), ("ask", 1), ("forbid",), ("ask", 0)),
    )
    is_shrunk: ClassVar[bool] = False
    settings: ClassVar[Mapping[str, Any]] = {"budget_usd": {"global": 1_000_000.0}}

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        sample = subject.samples.reply
        shown = sample.names if sample is not None else frozenset()
        if subject.model.id not in subject.provider.pricing:
            raise NotApplicable("the default model has no price row")
        if not any(name.endswith("_tokens") for name in shown):
            raise NotApplicable("the sample of an answer shows no usage")
        self._shown = shown
        self._next: Usage | None = None
        self._spent_nano = 0

    def script(self, says: Repertoire) -> Script:
        """An answer that used what the move says, or a mistake."""
        mistake = says.error(InvalidRequestError)

        def decide(_: Heard) -> Says:
            return mistake if self._next is None else says.answer(usage=self._next)

        return decide

    async def ask(self, number: int) -> None:
        """One call whose usage is known."""
        self._next = usage = usage_of(COUNTS[number], shown_by=self._shown)
        outcome = await self._call()
        if isinstance(outcome, CallError):
            self.fails("an answer", named(outcome))
        self._spent_nano += self._cost(usage)
        self._balances()

    async def err(self) -> None:
        """One call that the vendor refuses as wrong: nothing was used."""
        self._next = None
        await self._call()
        self._balances()

    async def forbid(self) -> None:
        """One call that may cost nothing: not sent, unless it is free."""
        self._next = usage = usage_of(COUNTS[0], shown_by=self._shown)
        if not self._cost(usage):
            return
        since = len(self.stage.vendor.heard)
        self.note("a call that may cost nothing")
        try:
            await self.stage.router.call(
                "Say hello.", model=self.stage.model, fallbacks=[], max_cost_usd=0.0
            )
        except CallError as error:
            if len(self.stage.vendor.heard) > since:
                self.fails("no request", f"{named(error)} after one")
            self._balances()
            return
        self.fails("BudgetExceededError and no request", "an answer")

    async def _call(self) -> LLMResponse | CallError:
        since = len(self.stage.vendor.heard)
        outcome = await self.stage.call()
        self.answered(since, outcome)
        return outcome

    def _cost(self, usage: Usage) -> int:
        row = self.subject.provider.pricing[self.subject.model.id]
        at = datetime.fromtimestamp(self.stage.clock.wall(), UTC)
        price = effective_price(row, at=at, prompt_tokens=usage.prompt_tokens)
        if price is None:
            raise NotApplicable("the price row of the default model has run out")
        return cost_nano_usd(usage, price)

    def _balances(self) -> None:
        """What is spent is what was used, and nothing is held between calls."""
        balance = self.stage.router.budget.balance()
        self.note(f"the account: {balance.spent_nano_usd} nano-dollars spent")
        if balance.spent_nano_usd != self._spent_nano:
            self.fails(f"{self._spent_nano} nano-dollars", f"{balance.spent_nano_usd}")
        if balance.reserved_nano_usd:
            self.fails("nothing held between calls", f"{balance.reserved_nano_usd} nano-dollars")
