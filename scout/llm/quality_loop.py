"""Obeys the plan of a quality loop: asks the router for drafts and the checks for scores."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from pydantic import BaseModel

from scout.errors import CallError, DeadlineExceededError
from scout.llm.clock import Clock
from scout.llm.quality import (
    Assess,
    Assessed,
    Draft,
    Generate,
    Goal,
    Judgement,
    QualityCheck,
    QualityResponse,
    QualityRound,
    QualityStep,
    Score,
    plan_quality,
)
from scout.llm.types import LLMResponse

OnRound: TypeAlias = Callable[[QualityRound], None]


class Ask(Protocol):
    """One call of the router, as a loop makes it."""

    async def __call__(
        self,
        prompt: Any,
        *,
        model: str | None,
        timeout_s: float,
        max_cost_usd: Decimal | None,
        form: type[BaseModel] | None = None,
        system: str | None = None,
    ) -> LLMResponse:
        """Answer a prompt."""
        ...


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges, and who is told.

    Attributes:
        ask: Makes a call.
        checks: Judge each draft.
        on_round: Told of each complete round.
        clock: The time.
    """

    ask: Ask
    checks: Sequence[QualityCheck]
    on_round: OnRound | None
    clock: Clock


async def run_quality_loop(goal: Goal, bench: Bench) -> QualityResponse:
    """Obey the plan of a loop to its end.

    Raises:
        CallError: The first round failed.
        ValueError: A check returned no score.
    """
    plan = plan_quality(goal, bench.clock.now)
    answer: Any = None
    try:
        while True:
            step: QualityStep = plan.send(answer)
            answer = await _obey(step, bench)
    except StopIteration as end:
        response: QualityResponse = end.value
        return response


async def _obey(step: QualityStep, bench: Bench) -> LLMResponse | CallError | Assessed | None:
    if isinstance(step, Generate):
        if step.timeout_s <= 0:
            return DeadlineExceededError("the loop's deadline is over")
        try:
            return await bench.ask(
                step.messages,
                model=step.model,
                timeout_s=step.timeout_s,
                max_cost_usd=step.max_cost_usd,
            )
        except CallError as error:
            return error
    if isinstance(step, Assess):
        return await _assess(step, bench)
    if bench.on_round is not None:
        bench.on_round(step)
    return None


class _Purse:
    """Asks on behalf of checks, and keeps what it costs."""

    def __init__(self, step: Assess, bench: Bench) -> None:
        self._step = step
        self._bench = bench
        self._ends_s = bench.clock.now() + step.timeout_s
        self.spent = Decimal(0)

    async def ask(
        self, prompt: str, *, model: str | None, form: type[BaseModel], system: str
    ) -> LLMResponse:
        left_s = self._ends_s - self._bench.clock.now()
        if left_s <= 0:
            raise DeadlineExceededError("the loop's deadline is over")
        limit = self._step.max_cost_usd
        response = await self._bench.ask(
            prompt,
            model=model,
            timeout_s=left_s,
            max_cost_usd=None if limit is None else max(Decimal(0), limit - self.spent),
            form=form,
            system=system,
        )
        self.spent += response.cost_usd or 0
        return response


async def _assess(step: Assess, bench: Bench) -> Assessed:
    """Each check's score; a judge that cannot be asked leaves the draft to the other checks."""
    purse = _Purse(step, bench)
    draft = replace(step.draft, ask=purse.ask)
    scores: list[tuple[str, Score]] = []
    for check in bench.checks:
        try:
            scores.append((name_of(check), await _score(check, draft)))
        except CallError as error:
            scores.append((f"{name_of(check)} (not asked: {error.code})", Score(1.0)))
    return Assessed(tuple(scores), purse.spent)


async def _score(check: QualityCheck, draft: Draft) -> Score:
    judged = check(draft)
    verdict: Judgement = await judged if inspect.isawaitable(judged) else judged
    if isinstance(verdict, Score):
        return verdict
    if isinstance(verdict, bool | int | float):
        return Score(float(verdict))
    raise ValueError(
        f"the check {name_of(check)} returned {type(verdict).__name__}; return a Score, a number "
        "from 0 to 1, or a truth value"
    )


def name_of(check: QualityCheck) -> str:
    """A check's name for records: that of the function or class."""
    return getattr(check, "__name__", None) or type(check).__name__


def run_blocking(make: Callable[[], Awaitable[QualityResponse]]) -> QualityResponse:
    """Run a loop in the calling thread, on an event loop of its own.

    Raises:
        RuntimeError: An event loop runs in this thread already; await the async form there.
    """

    async def main() -> QualityResponse:
        return await make()

    return asyncio.run(main())
