"""A driver for plans with no transport: scripted outcomes, virtual time, and a book of it all."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scout.errors import BudgetExceededError, CallError, ProviderError, ProviderTimeoutError
from scout.llm.circuit_breaker import CircuitPolicy, CircuitState
from scout.llm.dispatch import Candidate
from scout.llm.job import Conclusion, Job, Shared
from scout.llm.plan import Plan, plan_call
from scout.llm.providers.base import Model, Provider, Timeouts
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import ApiKey
from scout.llm.retry import RetryContext, RetryPolicy
from scout.llm.steps import (
    Abandoned,
    Answer,
    Ended,
    Follow,
    Interrupted,
    Opened,
    Reserve,
    Reserved,
    Send,
    Settle,
    Sleep,
    Step,
)
from scout.llm.types import Call, Message, ProviderResult, Usage
from scout.testing import VirtualClock
from tests.llm.rows import SilentWire

MOST_STEPS = 500
"""No plan takes more; one that does is running wild."""

ANSWER = ProviderResult("fine", usage=Usage(input_tokens=3, output_tokens=5))

PRICE = {"input_per_million": 1.0, "output_per_million": 2.0}


@dataclass(frozen=True)
class Took:
    """An outcome that comes after some seconds."""

    seconds: float
    outcome: Outcome


@dataclass(frozen=True)
class Hangs:
    """Silence past a limit of the `Send`."""

    limit: str = "first_token_s"


@dataclass(frozen=True)
class Streams:
    """A stream that opens, and then ends, breaks off or is left."""

    end: ProviderResult | Callable[[], ProviderError] | Abandoned | str
    seen: bool = False
    seconds: float = 0.0


Outcome: TypeAlias = (
    ProviderResult | type[ProviderError] | Callable[[], ProviderError] | Took | Hangs | Streams
)
Script: TypeAlias = Mapping[str, Sequence[Outcome]] | Callable[[Send], Outcome]


def vendor(
    name: str,
    *models: str | Model,
    price: Mapping[str, Any] | None = PRICE,
    **fields: Any,
) -> Provider:
    """A row; its first model is the default, all models cost the same."""
    listed = tuple(Model(model) if isinstance(model, str) else model for model in models)
    return Provider(
        name=name,
        base_url=f"https://api.{name}.example/v1",
        api_key_env=(f"{name.upper()}_API_KEY",),
        model_prefixes=(),
        models=listed,
        default_model=listed[0].id,
        wire=SilentWire(),
        pricing={} if price is None else {model.id: price for model in listed},  # type: ignore[misc]
        **fields,
    )


def candidate(row: Provider, model: str = "") -> Candidate:
    """A model of a row, its default where none is named."""
    found = row.model(model or row.default_model)
    assert found is not None
    return Candidate(row, found, f"asked for {found.id}")


@dataclass
class Bench:
    """What the plans of one router share, and what happened to them.

    Attributes:
        keys: How many keys each provider has, or their groups; one where it is not named.
        jitter: What the dice always show, from 0 to 1.
        limit_nano: Money limit; None for no budget.
    """

    keys: Mapping[str, int | Sequence[str]] = field(default_factory=dict)
    jitter: float = 0.5
    limit_nano: int | None = None
    max_in_flight: int | None = None
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(now_s=0.0))
    clients: dict[str, ProviderClient] = field(default_factory=dict)
    steps: list[tuple[float, Step]] = field(default_factory=list)
    reserved_nano: int = 0
    spent_nano: int = 0

    def __post_init__(self) -> None:
        self.shared = Shared(self.client, self.clock, random=lambda: self.jitter)

    # -- what a router has --

    def client(self, provider: Provider) -> ProviderClient:
        """Keys and circuits of a provider."""
        if provider.name not in self.clients:
            self.clients[provider.name] = provider.client(
                provider,
                self._api_keys(provider.name),
                lambda: self.jitter,
                max_in_flight=self.max_in_flight,
            )
        return self.clients[provider.name]

    def _api_keys(self, name: str) -> list[ApiKey]:
        wanted = self.keys.get(name, 1)
        groups = [""] * wanted if isinstance(wanted, int) else wanted
        return [
            ApiKey(f"{name}#{number}", f"secret-{number}", group)
            for number, group in enumerate(groups, 1)
        ]

    def job(self, *candidates: Candidate, timeout_s: float = 120.0, **fields: Any) -> Job:
        """A job that starts now."""
        call = fields.pop("call", Call("", (Message("user", "x" * 40),), max_output_tokens=100))
        budgeted = fields.pop("budgeted", self.limit_nano is not None)
        return Job(call, candidates, self.clock.now() + timeout_s, budgeted=budgeted, **fields)

    def plan(self, job: Job, context: RetryContext | None = None) -> Plan:
        """A plan for a job."""
        return plan_call(job, self.shared, context)

    # -- driving --

    def run(
        self, job: Job, script: Script, *, context: RetryContext | None = None
    ) -> Conclusion | CallError:
        """Drive a plan to its end; its error is given back as a value."""
        return self.drive(self.plan(job, context), script)

    def drive(self, plan: Plan, script: Script) -> Conclusion | CallError:
        """Obey a plan; outcomes come by provider, by `provider/model`, or from a function."""
        play = Play(script)
        answer: Answer = None
        try:
            for _ in range(MOST_STEPS):
                step = plan.send(answer)
                self.steps.append((self.clock.now(), step))
                answer = self.obey(step, play)
        except StopIteration as end:
            conclusion: Conclusion = end.value
            return conclusion
        except CallError as error:
            return error
        raise AssertionError(f"a plan took more than {MOST_STEPS} steps")

    def obey(self, step: Step, play: Play) -> Answer:
        """Answer one step."""
        if isinstance(step, Reserve):
            return self.reserve(step)
        if isinstance(step, Settle):
            return self.settle(step)
        if isinstance(step, Sleep):
            self.clock.sleep(step.seconds)
            return None
        if isinstance(step, Follow):
            return self._end_of(play.opened)
        return self._answer(step, play.next(step), play)

    def reserve(self, step: Reserve) -> Answer:
        """Set money aside, within the limit."""
        held = self.spent_nano + self.reserved_nano + step.amount_nano_usd
        if self.limit_nano is not None and held > self.limit_nano:
            return BudgetExceededError("over the limit")
        self.reserved_nano += step.amount_nano_usd
        return Reserved()

    def settle(self, step: Settle) -> None:
        """Charge, and give the rest back at the end; for one call at a time."""
        self.reserved_nano -= min(self.reserved_nano, step.spent_nano_usd)
        self.spent_nano += step.spent_nano_usd
        if step.final:
            self.reserved_nano = 0

    def _answer(self, send: Send, outcome: Outcome, play: Play) -> Answer:
        if isinstance(outcome, Took):
            self.clock.sleep(outcome.seconds)
            return self._answer(send, outcome.outcome, play)
        if isinstance(outcome, Hangs):
            self.clock.sleep(getattr(send.limits, outcome.limit))
            late = ProviderTimeoutError(f"silent past {outcome.limit}")
            late.limit = outcome.limit
            return labelled(late, send)
        if isinstance(outcome, Streams):
            play.opened = (send, outcome)
            return Opened(0.25)
        if isinstance(outcome, ProviderResult):
            return outcome
        return labelled(made(outcome), send)

    def _end_of(self, opened: tuple[Send, Streams] | None) -> Answer:
        assert opened is not None, "Follow without Opened"
        send, stream = opened
        self.clock.sleep(stream.seconds)
        if isinstance(stream.end, ProviderResult):
            return Ended(stream.end, output_started=stream.seen)
        if isinstance(stream.end, Abandoned):
            return stream.end
        if isinstance(stream.end, str):
            self.clock.sleep(getattr(send.limits, stream.end))
            late = ProviderTimeoutError(f"silent past {stream.end}")
            late.limit = stream.end
            return Interrupted(labelled(cut(late), send), output_started=stream.seen)
        error = made(stream.end)
        return Interrupted(labelled(error, send), output_started=stream.seen)

    # -- what happened --

    @property
    def sends(self) -> list[Send]:
        """All requests, in order."""
        return [step for _, step in self.steps if isinstance(step, Send)]

    @property
    def sent_to(self) -> list[str]:
        """Model and number of the key of each request, such as `a/m#1`."""
        return [
            f"{'/'.join(send.candidate.key)}#{send.key_id.partition('#')[2]}" for send in self.sends
        ]

    @property
    def sent_at(self) -> list[float]:
        """When each request was made."""
        return [at_s for at_s, step in self.steps if isinstance(step, Send)]

    @property
    def sleeps(self) -> list[float]:
        """All waits, in order."""
        return [step.seconds for _, step in self.steps if isinstance(step, Sleep)]

    def check_nothing_left(self) -> None:
        """No key leased, no probe out, no money set aside."""
        for name, client in self.clients.items():
            assert [key.in_flight for key in client.key_states] == [0] * len(client.key_states), (
                name
            )
            for model, circuit in client._circuits.items():
                assert circuit._probe_since_s is None, f"a probe of {name}/{model} is still out"
        assert self.reserved_nano == 0

    def open_circuit(self, target: Candidate) -> None:
        """Fail a circuit until it is open."""
        breaker = self.client(target.provider).circuit(target.model.id)
        for _ in range(breaker.policy.consecutive_failures):
            permit = breaker.admit(self.clock.now())
            assert permit is not None
            breaker.record(permit, ProviderTimeoutError.circuit_effect, self.clock.now())
        assert breaker.view(self.clock.now()).state is CircuitState.OPEN


class Play:
    """Where a script stands."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._left = (
            {} if callable(script) else {name: iter(outcomes) for name, outcomes in script.items()}
        )
        self.opened: tuple[Send, Streams] | None = None

    def next(self, send: Send) -> Outcome:
        """The outcome of the next request."""
        if callable(self._script):
            return self._script(send)
        provider, model = send.candidate.key
        for name in (
            f"{provider}/{model}",
            f"{provider}#{send.key_id.partition('#')[2]}",
            provider,
        ):
            if name in self._left:
                try:
                    return next(self._left[name])
                except StopIteration:
                    raise AssertionError(f"{name} was asked once more than scripted") from None
        raise AssertionError(f"{provider}/{model} was asked and has no script")


def made(outcome: Any) -> ProviderError:
    """An error of a script: a class, or a function that makes one."""
    error = outcome("scripted") if isinstance(outcome, type) else outcome()
    assert isinstance(error, ProviderError)
    return error


def labelled(error: ProviderError, send: Send) -> ProviderError:
    """An error as senders hand it over."""
    error.provider, error.model = send.candidate.key
    error.key_id = send.key_id
    return error


def cut(cause: ProviderError | None = None, text: str = "", **fields: Any) -> Any:
    """A cut stream, by a cause where there is one."""
    from scout.errors import StreamInterruptedError  # noqa: PLC0415 -- beside its only use

    broken = StreamInterruptedError("the stream broke off", **fields)
    broken.partial_text = text
    return broken if cause is None else broken.because(cause)


def told(kind: type[ProviderError], retry_after_s: float) -> Callable[[], ProviderError]:
    """An error that names a wait."""
    return lambda: kind("scripted", retry_after_s=retry_after_s)


def always(outcome: Outcome) -> Iterable[Outcome]:
    """The same outcome for ever."""
    return itertools.repeat(outcome)


def patient(**changes: Any) -> dict[str, Any]:
    """Fields of a row whose retry policy is changed."""
    return {"retry": dataclasses.replace(RetryPolicy(), **changes)}


def brittle(**changes: Any) -> dict[str, Any]:
    """Fields of a row whose circuit policy is changed."""
    return {"circuit": dataclasses.replace(CircuitPolicy(), **changes)}


def within(**changes: float) -> dict[str, Any]:
    """Fields of a row with other time limits."""
    return {"timeouts": Timeouts(**changes)}


def answered(outcome: Conclusion | CallError) -> Conclusion:
    """The conclusion of a call that must have succeeded."""
    assert isinstance(outcome, Conclusion), outcome
    return outcome


def failed(outcome: Conclusion | CallError) -> CallError:
    """The error of a call that must have failed."""
    assert isinstance(outcome, CallError), outcome
    return outcome


STREAMING = frozenset({"stream"})

A = candidate(vendor("a", "m"))
B = candidate(vendor("b", "n"))
C = candidate(vendor("c", "o"))
SA = candidate(vendor("a", "m", capabilities=STREAMING))
SB = candidate(vendor("b", "n", capabilities=STREAMING))
