"""Chooses the models of a call that names none: has its intent guessed, then climbs a ladder."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from scout.errors import (
    AllCandidatesFailedError,
    CallError,
    ConfigurationError,
    ModelNotFoundError,
    ProviderBugError,
    Sent,
)
from scout.llm.ask import Ask
from scout.llm.circuit_breaker import CircuitState
from scout.llm.intent import detect_intent
from scout.llm.intent_calls import ask_for_intent
from scout.llm.intent_types import Intent
from scout.llm.prompt_size import PromptSize
from scout.llm.providers.keys import choose, earliest_return_s
from scout.llm.steps import Settle
from scout.llm.tier_table import TIERS
from scout.llm.tiers import Needs, Obstacle, Selection, select

if TYPE_CHECKING:
    from datetime import date

    from scout.llm.catalog import Snapshot
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_calls import Guessed
    from scout.llm.intent_types import IntentDetector, IntentGuess
    from scout.llm.job import Job
    from scout.llm.plan import Plan
    from scout.llm.router_state import RouterState
    from scout.llm.trail import Trail

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
        try:
            guessed = yield from ask_for_intent(self._state, self.detector, job, trail)
            chosen_job = self._chosen(guessed, ask, job, trail)
        except GeneratorExit:  # nobody is there to settle any more: the lease will expire
            raise
        except BaseException as error:
            if job.budgeted:
                yield Settle(0, final=True)
            _tell(error, trail)
            raise
        try:
            conclusion = yield from begin(chosen_job)
        except CallError as error:
            _tell(error, trail)
            raise
        cost, spent = conclusion.cost_nano_usd, guessed.cost_nano_usd
        total = None if cost is None or spent is None else cost + spent
        return dataclasses.replace(conclusion, cost_nano_usd=total, chosen=trail.chosen)

    def _chosen(self, guessed: Guessed, ask: Ask, job: Job, trail: Trail) -> Job:
        """The call, with the models of its intent and what the question left of its money."""
        if job.max_cost_nano_usd is not None and guessed.cost_nano_usd:
            left = max(0, job.max_cost_nano_usd - guessed.cost_nano_usd)
            job = dataclasses.replace(job, max_cost_nano_usd=left)
        selection = self.select(guessed.guess, self.needs(job), guessed.by)
        trail.chose(selection)
        trail.candidates = self.candidates(selection, ask, job)
        self._state.announce(trail.candidates[:1])
        return dataclasses.replace(job, candidates=trail.candidates)

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
        return tuple(found or self._default(selection))

    def _default(self, selection: Selection) -> list[Candidate]:
        """The default provider, where nobody else is left."""
        try:
            return list(self._state.lead(None))
        except ModelNotFoundError as error:
            told = [f"{rung.candidate.model.id}: {rung.dropped}" for rung in selection.dropped]
            if not told:
                raise
            message = f"no model can be asked: {'; '.join(told)}"
            raise AllCandidatesFailedError(message, sent=Sent.NO) from error

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


def _tell(error: BaseException, trail: Trail) -> None:
    """Have the error of a call say what was guessed, and every step."""
    if isinstance(error, CallError):
        error.chosen = trail.chosen
        error.attempts = error.attempts or trail.records
