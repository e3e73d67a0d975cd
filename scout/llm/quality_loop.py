"""Obeys the plan of a quality loop: asks the router for drafts and the checks for scores."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol, Self, TypeAlias

from pydantic import BaseModel

from scout.errors import CallError, DeadlineExceededError, QualityCheckError
from scout.llm.clock import Clock
from scout.llm.quality import (
    Draft,
    Drafted,
    Judgement,
    QualityCheck,
    QualityEvent,
    QualityResponse,
    QualityRound,
    RoundStarted,
    Score,
)
from scout.llm.quality_plan import (
    Assess,
    Assessed,
    Choose,
    Generate,
    Goal,
    Picked,
    QualityAnswer,
    RoundStep,
    cost_of,
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
        max_output_tokens: int | None = None,
        noted: str,
    ) -> LLMResponse:
        """Answer a prompt; one with a form is a check's, one without is a draft.

        `noted` stands beside the call in records: what it is for.
        """
        ...


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges, and who is told.

    Attributes:
        ask: Makes a call.
        checks: Judge each draft.
        on_round: Told of each complete round.
        clock: The time.
        id_of: The id of the model that a name leads to.
        pick: Chooses the tiers, where a goal has none.
    """

    ask: Ask
    checks: Sequence[QualityCheck]
    on_round: OnRound | None
    clock: Clock
    id_of: Callable[[str], str] = str
    pick: Callable[[Choose], Awaitable[Picked]] | None = None


class QualityStream:
    """A quality loop that tells what it does: iterate over its events, then read `response`.

    It holds nothing between two events; whoever stops iterating has ended the loop.
    """

    def __init__(self, goal: Goal, bench: Bench) -> None:
        self._plan = plan_quality(goal, bench.clock.now)
        self._bench = bench
        self._step: RoundStep | None = None
        self._response: QualityResponse | None = None

    @property
    def response(self) -> QualityResponse:
        """The best answer, once the loop is over.

        Raises:
            RuntimeError: It is not.
        """
        if self._response is None:
            raise RuntimeError("the loop is not over yet; iterate over it first")
        return self._response

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> QualityEvent:
        if self._response is not None:
            raise StopAsyncIteration
        answer = None if self._step is None else await _obey(self._step, self._bench)
        try:
            step = self._plan.send(answer)
            while isinstance(step, Choose):
                step = self._plan.send(await _picked(step, self._bench))
        except StopIteration as end:
            self._response = end.value
            raise StopAsyncIteration from None
        self._step = step
        return _event_of(step)


async def run_quality_loop(goal: Goal, bench: Bench) -> QualityResponse:
    """Obey the plan of a loop to its end.

    Raises:
        CallError: No round came to a draft.
        QualityCheckError: A check raised; `response` on it is the best answer so far.
    """
    stream = QualityStream(goal, bench)
    async for event in stream:
        if isinstance(event, QualityRound) and bench.on_round is not None:
            bench.on_round(event)
    return stream.response


async def _picked(step: Choose, bench: Bench) -> Picked:
    if bench.pick is None:
        raise TypeError("a goal without tiers needs a bench that picks them")
    return await bench.pick(step)


def _event_of(step: RoundStep) -> QualityEvent:
    if isinstance(step, Generate):
        return RoundStarted(step.number, step.move, step.model, step.reason)
    return Drafted(step.number, step.draft) if isinstance(step, Assess) else step


async def _obey(step: RoundStep, bench: Bench) -> QualityAnswer:
    if isinstance(step, Assess):
        return await _assess(step, bench)
    if not isinstance(step, Generate):
        return None
    if step.timeout_s <= 0:
        return DeadlineExceededError("the loop's deadline is over")
    try:
        return await bench.ask(
            step.messages,
            model=step.model,
            timeout_s=step.timeout_s,
            max_cost_usd=step.max_cost_usd,
            noted=f"round {step.number}, {step.move}",
        )
    except CallError as error:
        return error


# -- judging --


class _Purse:
    """Asks on behalf of checks, and keeps what it costs."""

    def __init__(self, step: Assess, bench: Bench) -> None:
        self._number = step.number
        self._limit = step.max_cost_usd
        self._bench = bench
        self._ends_s = bench.clock.now() + step.timeout_s
        self._spent = Decimal(0)
        self._unpriced = False

    @property
    def left_s(self) -> float:
        return self._ends_s - self._bench.clock.now()

    @property
    def cost_usd(self) -> Decimal | None:
        return None if self._unpriced else self._spent

    async def ask(
        self,
        prompt: str,
        *,
        model: str | None,
        form: type[BaseModel],
        system: str,
        max_output_tokens: int | None = None,
    ) -> LLMResponse:
        if self.left_s <= 0:
            raise DeadlineExceededError("the loop's deadline is over")
        try:
            response = await self._bench.ask(
                prompt,
                model=model,
                timeout_s=self.left_s,
                max_cost_usd=self._left_usd(),
                form=form,
                system=system,
                max_output_tokens=max_output_tokens,
                noted=f"round {self._number}, judge",
            )
        except CallError as error:
            self._charge(cost_of(error))
            raise
        self._charge(response.cost_usd)
        return response

    def _left_usd(self) -> Decimal | None:
        return None if self._limit is None else max(Decimal(0), self._limit - self._spent)

    def _charge(self, cost_usd: Decimal | None) -> None:
        self._spent += cost_usd or 0
        self._unpriced = self._unpriced or cost_usd is None


async def _assess(step: Assess, bench: Bench) -> Assessed:
    """Each check's score.

    Checks that are awaited, and so may cost money, come last, and are left out of a draft that
    another check has found unusable: the worst check decides.
    """
    purse = _Purse(step, bench)
    draft = replace(step.draft, ask=purse.ask, id_of=bench.id_of)
    scores: list[tuple[str, Score]] = []
    unasked: list[tuple[str, str]] = []
    fault: QualityCheckError | None = None
    for check in sorted(bench.checks, key=_is_awaited):
        if _is_awaited(check) and any(score.value == 0 for _, score in scores):
            continue
        name = name_of(check)
        try:
            scores.append((name, await _score(check, draft, purse.left_s)))
        except CallError as error:
            unasked.append((name, error.code))
        except Exception as error:  # noqa: BLE001 -- a user's check may raise anything
            unasked.append((name, type(error).__name__))
            fault = _fault_of(name, error)
            break
    return Assessed(tuple(scores), tuple(unasked), purse.cost_usd, fault)


async def _score(check: QualityCheck, draft: Draft, timeout_s: float) -> Score:
    judged = check(draft)
    verdict = await _awaited(judged, timeout_s) if inspect.isawaitable(judged) else judged
    if isinstance(verdict, Score):
        return verdict
    if isinstance(verdict, bool | int | float):
        return Score(float(verdict))
    raise TypeError(
        f"it returned {type(verdict).__name__}; return a Score, a number from 0 to 1, or a truth "
        "value"
    )


async def _awaited(judged: Awaitable[Judgement], timeout_s: float) -> Judgement:
    """The verdict of a check that is awaited, within the deadline of the loop."""
    bound = asyncio.timeout(timeout_s)
    try:
        async with bound:
            return await judged
    except TimeoutError:
        if bound.expired():
            raise DeadlineExceededError("the loop's deadline ended the check") from None
        raise


def _fault_of(name: str, error: Exception) -> QualityCheckError:
    said = f"the check {name} raised {type(error).__name__}: {error}"
    fault = QualityCheckError(f"{said}; mend the check, the answer is in `response`", check=name)
    fault.__cause__ = error
    return fault


def name_of(check: QualityCheck) -> str:
    """A check's name for records: that of the function or class."""
    return getattr(check, "__name__", None) or type(check).__name__


def _is_awaited(check: QualityCheck) -> bool:
    is_coroutine = inspect.iscoroutinefunction
    return is_coroutine(check) or is_coroutine(getattr(check, "__call__", None))  # noqa: B004 -- the method itself is looked at
