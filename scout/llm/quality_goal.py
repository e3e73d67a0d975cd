"""From the arguments of a quality loop to its goal, and to the calls that it makes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from scout.errors import ModelNotFoundError
from scout.llm.arguments import finite, listed, texts, whole
from scout.llm.ask import Ask
from scout.llm.messages import as_messages
from scout.llm.quality import Draft, QualityCheck, Score
from scout.llm.quality_checks import DEFAULT_CHECKS
from scout.llm.quality_loop import Bench, OnRound
from scout.llm.quality_plan import Choose, Goal, Picked
from scout.llm.router_state import RouterState
from scout.llm.types import LLMResponse, ProviderResult


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a loop, beyond a call.

    Raises:
        TypeError: One is of a type that it cannot be.
        ValueError: The threshold is not from 0 to 1, there is no round, or no tier.
    """

    checks: Sequence[QualityCheck]
    threshold: float
    max_rounds: int
    tiers: Sequence[str] | None
    on_round: OnRound | None

    def __post_init__(self) -> None:
        finite("threshold", self.threshold)
        whole("max_rounds", self.max_rounds)
        listed("checks", self.checks, "checks")
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}; give a score from 0 to 1")
        if self.max_rounds < 1:
            raise ValueError(f"max_rounds is {self.max_rounds}; give 1 or more")
        if self.tiers is None:
            return
        texts("tiers", self.tiers)
        if not self.tiers:
            raise ValueError("tiers is empty; name at least one model")


def quality_goal(state: RouterState, ask: Ask, wish: Wish) -> tuple[Goal, Bench]:
    """What a loop is after, and who makes and judges its drafts."""
    clock = state.clock
    timeout_s = state.settings.timeout_s if ask.timeout_s is None else ask.timeout_s
    limit = None if ask.max_cost_usd is None else Decimal(str(ask.max_cost_usd))
    by_intent = wish.tiers is None and ask.model is None and bool(state.settings.intent)
    goal = Goal(
        messages=as_messages(ask.prompt, ask.system),
        tiers=() if by_intent else tuple(wish.tiers or (ask.model,)),
        threshold=wish.threshold,
        max_rounds=wish.max_rounds,
        deadline_s=clock.now() + timeout_s,
        max_cost_usd=limit,
    )
    form = (FitsFormat(ask),) * (ask.response_format is not None)
    caller = _Caller(state, dataclasses.replace(ask, judged=True))
    checks: tuple[QualityCheck, ...] = (*DEFAULT_CHECKS, *form, *wish.checks)
    return goal, Bench(caller, checks, wish.on_round, clock, caller.id_of, caller.pick)


@dataclass(frozen=True, slots=True)
class FitsFormat:
    """The draft is what `response_format` asks for; a loop has it mended where it is not."""

    ask: Ask

    def __call__(self, draft: Draft) -> Score:
        """Score 1, or 0 with the first place that is wrong."""
        problem = self.ask.fault(ProviderResult(draft.text, draft.tool_calls))
        if problem is None:
            return Score(1.0)
        return Score(0.0, f"The answer does not have the form that was asked for: {problem}.")


@dataclass(frozen=True, slots=True)
class _Caller:
    """Makes the calls of one loop, with the arguments that the caller gave.

    In records each has the id of the loop and its own step, so that rounds can be told together.
    """

    state: RouterState
    ask: Ask
    id: str = field(default_factory=lambda: uuid4().hex)

    def id_of(self, name: str) -> str:
        """The id of the model that a name leads to; the name itself where it leads nowhere."""
        try:
            return self.state.candidates(name, ())[0].model.id
        except ModelNotFoundError:
            return name

    async def pick(self, step: Choose) -> Picked:
        """The ladder of what is asked."""
        from scout.llm.quality_tiers import pick_tiers  # noqa: PLC0415 -- where none are given

        return await pick_tiers(self.state, self.ask, self, step)

    async def __call__(
        self,
        prompt: Any,
        *,
        model: str | None,
        timeout_s: float,
        max_cost_usd: Decimal | None,
        form: type[BaseModel] | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        noted: str,
    ) -> LLMResponse:
        bounds: dict[str, Any] = {
            "metadata": {**(self.ask.metadata or {}), "quality_loop": self.id, "step": noted},
            "prompt": prompt,
            "model": model,
            "system": system,
            "timeout_s": timeout_s,
            "max_cost_usd": max_cost_usd,
        }
        if form is None:
            asked = dataclasses.replace(self.ask, **bounds)
        else:
            asked = Ask(
                **bounds,
                max_output_tokens=max_output_tokens,
                response_format=form,
                scopes=self.ask.scopes,
            )
        started_s = self.state.clock.now()
        conclusion = await self.state.session(asked).run()
        return self.state.response(asked, conclusion, started_s)
