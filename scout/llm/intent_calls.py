"""Makes the calls that a detector asks for, inside the call whose intent is in question.

They run under its deadline, its money and its record, and may use a part of the first two.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scout.errors import CallError, DeadlineExceededError, UnsupportedCallError
from scout.llm.ask import Ask
from scout.llm.cost import nano_usd, spent_usd
from scout.llm.intent_guessing import guess_intent
from scout.llm.plan import plan_call
from scout.llm.retry import RetryContext
from scout.llm.steps import Settle

if TYPE_CHECKING:
    from scout.llm.intent_types import IntentDetector, IntentGuess, LabelRequest
    from scout.llm.job import Conclusion, Job
    from scout.llm.plan import Plan
    from scout.llm.router_state import RouterState
    from scout.llm.steps import Answer, Step
    from scout.llm.trail import Trail
    from scout.llm.types import LLMResponse

SHARE_OF_TIME: Final = 4
"""A question for the intent may take a quarter of what the call has left."""

SHARE_OF_MONEY: Final = 10
"""It may cost a tenth of what the call may cost."""

LEAST_S: Final = 0.2
"""It is not asked where it would have less: no vendor answers within."""

SENDS: Final = 2
"""It may be sent once more, such as with another key, and no oftener."""

Asking: TypeAlias = "Generator[Step, Answer, tuple[LLMResponse | CallError, int | None]]"


@dataclass(frozen=True, slots=True)
class Guessed:
    """What a prompt wants, who says so, and what it cost to be told, None without a price."""

    guess: IntentGuess
    by: str
    cost_nano_usd: int | None


def ask_for_intent(
    state: RouterState, detector: IntentDetector, job: Job, trail: Trail
) -> Generator[Step, Answer, Guessed]:
    """Have a detector guess, and make the calls that it asks for.

    Args:
        state: The router's keys, circuits and names.
        detector: Says what a prompt wants.
        job: The call whose intent is in question.
        trail: Where its steps are noted.

    Yields:
        The steps of those calls; what they set aside is kept for the call itself.

    Returns:
        The guess.
    """
    steps = guess_intent(detector, job.call.messages)
    spent: int | None = 0
    try:
        request = next(steps)
        while True:
            answer, cost = yield from _asked(state, request, job, trail, spent or 0)
            spent = None if spent is None or cost is None else spent + cost
            request = steps.send(answer)
    except StopIteration as end:
        guess, by = end.value
        return Guessed(guess, by, spent)


def _asked(state: RouterState, request: LabelRequest, job: Job, trail: Trail, spent: int) -> Asking:
    """The answer of a model to a detector, or why there is none, and its cost."""
    started_s, noted = state.clock.now(), len(trail.records)
    timeout_s = time_for(request, job.deadline_s - started_s)
    if timeout_s is None:
        return DeadlineExceededError("too little time is left to ask for the intent"), 0
    try:
        ask = label_ask(request, timeout_s)
        label_job = _label_job(state, ask, job, spent)
    except CallError as error:
        return error, 0
    except (AttributeError, TypeError, ValueError) as error:  # the detector is somebody's own
        return UnsupportedCallError(f"no question: {error}"), 0
    plan = plan_call(label_job, state.shared, RetryContext(SENDS), trail)
    try:
        conclusion = yield from held_open(plan)
    except CallError as error:
        paid_usd = spent_usd(trail.records[noted:])
        return error, None if paid_usd is None else nano_usd(paid_usd)
    return state.response(ask, conclusion, started_s), conclusion.cost_nano_usd


def _label_job(state: RouterState, ask: Ask, job: Job, spent: int) -> Job:
    limit = job.max_cost_nano_usd
    candidates = tuple(
        dataclasses.replace(one, reason=f"asked what the prompt wants: {one.reason}")
        for one in state.candidates(ask.model, ())
    )
    return dataclasses.replace(
        job,
        call=ask.call(),
        candidates=candidates,
        content_candidates=(),
        deadline_s=state.clock.now() + (ask.timeout_s or 0),
        streaming=False,
        upstream_stream="never",
        max_cost_nano_usd=None if limit is None else max(0, limit - spent) // SHARE_OF_MONEY,
        fault=ask.fault,
        larger=None,
    )


def time_for(request: LabelRequest, left_s: float) -> float | None:
    """How long a question for the intent may take, None where that is too little."""
    timeout_s = min(request.timeout_s, left_s / SHARE_OF_TIME)
    return None if timeout_s < LEAST_S else timeout_s


def label_ask(request: LabelRequest, timeout_s: float) -> Ask:
    """A question for the intent as a call.

    Raises:
        ValueError, TypeError: It is no question.
    """
    return Ask(
        prompt=request.prompt,
        system=request.system,
        model=request.model,
        max_output_tokens=request.max_output_tokens,
        response_format=request.form,
        timeout_s=timeout_s,
        cache=False,
    )


def held_open(plan: Plan) -> Plan:
    """Obey a plan whose call goes on after it: what is set aside is not given back at its end.

    It is where the plan is ended from outside, since nothing comes after it then.
    """
    resume: Callable[[Any], Step] = plan.send
    argument: Any = None
    is_left = False
    while True:
        try:
            step = resume(argument)
        except StopIteration as end:
            conclusion: Conclusion = end.value
            return conclusion
        if isinstance(step, Settle) and step.final and not is_left:
            step = dataclasses.replace(step, final=False)
        try:
            resume, argument = plan.send, (yield step)
        except GeneratorExit:  # nobody is there to settle any more: the lease will expire
            raise
        except BaseException as left:  # noqa: BLE001 -- the plan settles and re-raises it
            resume, argument, is_left = plan.throw, left, True
