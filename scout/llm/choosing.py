"""Chooses the models of a call that names none: has its intent guessed, then climbs a ladder."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scout.errors import (
    CallError,
    ConfigurationError,
    DeadlineExceededError,
    ModelNotFoundError,
    ProviderBugError,
    Sent,
    UnsupportedCallError,
)
from scout.llm.ask import Ask
from scout.llm.circuit_breaker import CircuitState
from scout.llm.intent import detect_intent
from scout.llm.intent_guessing import guess_intent
from scout.llm.intent_types import Intent
from scout.llm.plan import plan_call
from scout.llm.prompt_size import PromptSize
from scout.llm.providers.keys import choose, earliest_return_s
from scout.llm.retry import RetryContext
from scout.llm.steps import Settle
from scout.llm.tier_table import TIERS
from scout.llm.tiers import Needs, Obstacle, Selection, select

if TYPE_CHECKING:
    from datetime import date

    from scout.llm.catalog import Snapshot
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import IntentDetector, IntentGuess, LabelRequest
    from scout.llm.job import Conclusion, Job
    from scout.llm.plan import Plan
    from scout.llm.router_state import RouterState
    from scout.llm.steps import Answer, Step
    from scout.llm.trail import Trail
    from scout.llm.types import AttemptRecord, Call, LLMResponse

SHARE_OF_TIME: Final = 4
"""A question for the intent may take a quarter of what the call has left."""

SHARE_OF_MONEY: Final = 10
"""It may cost a tenth of what the call may cost."""

LEAST_S: Final = 0.2
"""It is not asked where it would have less: no vendor answers within."""

SENDS: Final = 2
"""It may be sent once more, such as with another key, and no oftener."""

Asking: TypeAlias = "Generator[Step, Answer, tuple[LLMResponse | CallError, int | None]]"


Ladder: TypeAlias = "tuple[tuple[Candidate, ...], ...]"


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A ladder, and what its names were looked up in."""

    rows: Snapshot
    today: date
    ladder: Ladder


class Chooser:
    """Chooses models by intent.

    Args:
        state: The router's keys, circuits and names.
        detector: Says what a prompt wants; as the settings say where absent.
    """

    def __init__(self, state: RouterState, detector: IntentDetector | None = None) -> None:
        self._state = state
        self._ladders: dict[str, _Resolved] = {}
        self.detector = detector or self._detector()

    def _detector(self) -> IntentDetector:
        if self._state.settings.intent != "ask":
            return detect_intent
        from scout.llm.intent_asking import RoutedIntentDetector  # noqa: PLC0415 -- where wanted

        return RoutedIntentDetector()

    def check(self) -> None:
        """Hold the ladders of the settings to models that exist.

        Raises:
            ConfigurationError: One does not, or means nothing of what is registered.
        """
        for intent, ladder in self._state.settings.tiers.items():
            names = [name for tier in ladder for name in tier if ladder != TIERS[Intent(intent)]]
            for name in names:
                try:
                    self._state.lead(name)
                except ModelNotFoundError as error:
                    raise ConfigurationError(f"tiers[{str(intent)!r}]: {error.message}") from None

    # -- a call --

    def planned(
        self,
        ask: Ask,
        job: Job,
        trail: Trail,
        begin: Callable[[Job], Plan],
    ) -> Plan:
        """Plan a call whose model is not named.

        Args:
            ask: Its arguments.
            job: What is known of it; the candidates are those that stand behind the ladder.
            trail: Where its steps are noted.
            begin: Plans it once its candidates are known.

        Yields:
            What the detector asks, then the steps of the call.

        Returns:
            How it ended, the guess included.
        """
        guess, by, spent = yield from self._guess(job, trail)
        if job.max_cost_nano_usd is not None and spent:
            left = max(0, job.max_cost_nano_usd - spent)
            job = dataclasses.replace(job, max_cost_nano_usd=left)
        selection = self.select(guess, self.needs(job), by)
        trail.chose(selection, self.candidates(selection, ask, job))
        job = dataclasses.replace(job, candidates=trail.candidates)
        self._state.announce(job.candidates[:1])
        try:
            conclusion = yield from begin(job)
        except CallError as error:
            error.chosen = selection.chosen
            error.attempts = error.attempts or trail.records
            raise
        cost = conclusion.cost_nano_usd
        total = None if cost is None or spent is None else cost + spent
        return dataclasses.replace(conclusion, cost_nano_usd=total, chosen=selection.chosen)

    def needs(self, job: Job) -> Needs:
        """What a call asks of a model."""
        return Needs(
            call=job.call,
            size=PromptSize(job.call, job.counter),
            at=datetime.fromtimestamp(self._state.clock.wall(), UTC),
            streaming=job.streaming,
            priced=(job.budgeted or job.max_cost_nano_usd is not None) and not job.unpriced_allowed,
            max_cost_nano_usd=job.max_cost_nano_usd,
            standing=self.standing,
        )

    def select(self, guess: IntentGuess, needs: Needs, by: str = "") -> Selection:
        """The models of a guess."""
        return select(guess, self._ladder(guess.intent, needs.at.date()), needs, by)

    def _ladder(self, intent: str, today: date) -> Ladder:
        """The models of an intent; looked up anew each day, and when a provider is registered."""
        rows = self._state.registry.catalog.built_in()
        known = self._ladders.get(intent)
        if known is None or known.rows is not rows or known.today != today:
            names = self._state.settings.tiers[intent]
            ladder = tuple(tuple(self._tier(tier)) for tier in names)
            # A look-up may have read the rows of installed packages.
            rows = self._state.registry.catalog.built_in()
            known = self._ladders[intent] = _Resolved(rows, today, ladder)
        return known.ladder

    def _tier(self, names: Sequence[str]) -> Iterator[Candidate]:
        """The models of a tier; the table names some that a registry of one's own lacks."""
        for name in names:
            try:
                yield from self._state.lead(name)
            except ModelNotFoundError:
                continue

    def candidates(self, selection: Selection, ask: Ask, job: Job) -> tuple[Candidate, ...]:
        """Whom a call asks: its ladder, who stands behind it, and the default last."""
        if ask.fallbacks is not None:
            found = [*selection.kept[:1], *job.candidates]
        else:
            left_out = {rung.candidate.key for rung in selection.dropped}
            found = [*selection.kept, *job.candidates]
            last = self._state.last_resort(found)
            found += [one for one in last if one.key not in left_out]
        return tuple(found or self._state.lead(None))

    def standing(self, candidate: Candidate) -> Obstacle | None:
        """What keeps a model from being asked now."""
        _, model = candidate.key
        try:
            client = self._state.client(candidate.provider)
        except ProviderBugError as error:
            return Obstacle(error.message)
        now_s = self._state.clock.now()
        with self._state.shared.lock:
            keys = client.key_states
            if not keys:
                names = " or ".join(candidate.provider.api_key_env)
                return Obstacle(f"no API key; set {names}" if names else "no API key")
            if client.is_set_aside(model, now_s):
                return Obstacle("its vendor called it unknown a short while ago", passes=True)
            circuit = client.circuit(model).view(now_s)
            if circuit.state is CircuitState.OPEN:
                rest = f"its circuit is open for {circuit.retry_after_s:.3g} s"
                return Obstacle(rest, passes=True)
            if choose(keys, model, now_s) is None:
                states = ", ".join(f"{key.key_id} {key.status(model, now_s)}" for key in keys)
                back_s = earliest_return_s(keys, model, now_s)
                return Obstacle(f"no usable API key: {states}", passes=back_s is not None)
        return None

    # -- asking for the intent --

    def _guess(
        self, job: Job, trail: Trail
    ) -> Generator[Step, Answer, tuple[IntentGuess, str, int | None]]:
        """What the prompt wants, who says so, and what it cost to be told."""
        steps = guess_intent(self.detector, job.call.messages)
        spent: int | None = 0
        try:
            request = next(steps)
            while True:
                answer, cost = yield from self._asked(request, job, trail, spent or 0)
                spent = None if spent is None or cost is None else spent + cost
                request = steps.send(answer)
        except StopIteration as end:
            guess, by = end.value
            return guess, by, spent

    def _asked(self, request: LabelRequest, job: Job, trail: Trail, spent: int) -> Asking:
        """The answer of a model to a detector, or why there is none, and its cost."""
        state = self._state
        timeout_s = time_for(request, job.deadline_s - state.clock.now())
        if timeout_s is None:
            return DeadlineExceededError("too little time is left to ask for the intent"), 0
        noted, started_s = len(trail.records), state.clock.now()
        try:
            ask = label_ask(request, timeout_s)
            plan = self._label_plan(ask, ask.call(), job, trail, spent)
            conclusion = yield from held_open(plan)
        except CallError as error:
            return error, _cost(trail.records[noted:])
        except (TypeError, ValueError) as error:
            return UnsupportedCallError(f"no question: {error}"), 0
        return state.response(ask, conclusion, started_s), conclusion.cost_nano_usd

    def _label_plan(self, ask: Ask, call: Call, job: Job, trail: Trail, spent: int) -> Plan:
        state, limit = self._state, job.max_cost_nano_usd
        candidates = tuple(
            dataclasses.replace(one, reason=f"asked what the prompt wants: {one.reason}")
            for one in state.candidates(ask.model, ())
        )
        label_job = dataclasses.replace(
            job,
            call=call,
            candidates=candidates,
            content_candidates=(),
            deadline_s=state.clock.now() + (ask.timeout_s or 0),
            streaming=False,
            upstream_stream="never",
            max_cost_nano_usd=None if limit is None else max(0, limit - spent) // SHARE_OF_MONEY,
            fault=ask.fault,
            larger=None,
        )
        return plan_call(label_job, state.shared, RetryContext(SENDS), trail)


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


def _cost(attempts: Iterable[AttemptRecord]) -> int | None:
    """What these steps cost, None where one has no price."""
    costs = [step.cost_usd for step in attempts if step.sent is not Sent.NO]
    known = [int(cost.scaleb(9)) for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


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
