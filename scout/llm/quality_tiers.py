"""Picks the tiers of a quality loop that was given none: the ladder of what its prompt wants."""

from __future__ import annotations

import dataclasses
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Final

from scout.errors import CallError, DeadlineExceededError, UnsupportedCallError
from scout.llm.intent_calls import LEAST_S, SHARE_OF_MONEY, label_ask, time_for
from scout.llm.intent_guessing import guess_intent
from scout.llm.quality_plan import Choose, Picked, cost_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scout.llm.ask import Ask
    from scout.llm.intent_types import IntentDetector, IntentGuess, LabelRequest
    from scout.llm.quality_loop import Ask as Caller
    from scout.llm.router_state import RouterState
    from scout.llm.types import LLMResponse, Message

_NANO: Final = Decimal("1e-9")


async def pick_tiers(state: RouterState, ask: Ask, caller: Caller, step: Choose) -> Picked:
    """The first model that can be asked of each tier, from where a call would begin upwards.

    Args:
        state: The router's keys, circuits and names.
        ask: The arguments of the loop.
        caller: Makes the calls of the loop.
        step: What is left for it.
    """
    timeout_s = max(step.timeout_s, LEAST_S)
    job = state.job(dataclasses.replace(ask, timeout_s=timeout_s, max_cost_usd=step.max_cost_usd))
    asking = _Asking(caller, state.clock.now, job.deadline_s, step.max_cost_usd)
    guess, by = await asking.guess(state.chooser.detector, job.call.messages)
    selection = state.chooser.select(guess, state.chooser.needs(job), by)
    tiers = tuple("/".join(one.key) for one in selection.climb())
    return Picked(tiers or (None,), selection.chosen, asking.cost_usd)


class _Asking:
    """Asks models on behalf of a detector, and keeps what it costs."""

    def __init__(
        self,
        caller: Caller,
        now: Callable[[], float],
        deadline_s: float,
        max_cost_usd: Decimal | None,
    ) -> None:
        self._caller = caller
        self._now = now
        self._deadline_s = deadline_s
        self._limit = max_cost_usd
        self._spent = Decimal(0)
        self._unpriced = False

    @property
    def cost_usd(self) -> Decimal | None:
        return None if self._unpriced else self._spent

    async def guess(
        self, detector: IntentDetector, messages: tuple[Message, ...]
    ) -> tuple[IntentGuess, str]:
        """What is asked, and who says so."""
        steps = guess_intent(detector, messages)
        try:
            request = next(steps)
            while True:
                answer = await self._answer(request)
                self._charge(cost_of(answer) if isinstance(answer, CallError) else answer.cost_usd)
                request = steps.send(answer)
        except StopIteration as end:
            guess, by = end.value
            return guess, by

    async def _answer(self, request: LabelRequest) -> LLMResponse | CallError:
        """The answer of a model, or why there is none."""
        timeout_s = time_for(request, self._deadline_s - self._now())
        if timeout_s is None:
            return DeadlineExceededError("too little time is left to ask for the intent")
        try:
            label_ask(request, timeout_s).call()
        except (AttributeError, TypeError, ValueError) as error:  # the detector is somebody's own
            return UnsupportedCallError(f"no question: {error}")
        try:
            return await self._caller(
                request.prompt,
                model=request.model,
                timeout_s=timeout_s,
                max_cost_usd=self._share(),
                form=request.form,
                system=request.system,
                max_output_tokens=request.max_output_tokens,
                noted="intent",
            )
        except CallError as error:
            return error

    def _share(self) -> Decimal | None:
        if self._limit is None:
            return None
        left = max(Decimal(0), self._limit - self._spent)
        return (left / SHARE_OF_MONEY).quantize(_NANO, ROUND_DOWN)

    def _charge(self, cost_usd: Decimal | None) -> None:
        self._spent += cost_usd or 0
        self._unpriced = self._unpriced or cost_usd is None
