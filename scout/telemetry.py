"""Tells an application what each call does while it does it: the events, and whom they are told.

An observer is handed to `Router(observers=...)`. It sees names, times, tokens and money, and
neither prompts nor answers nor keys; only the reason of a step may quote an error message of the
vendor. It is called where the call runs, so it has to be quick; what it raises is logged and
hurts nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from scout.llm.cost import spent_usd
from scout.llm.types import AttemptRecord, Usage

if TYPE_CHECKING:
    from scout.llm.job import Conclusion
    from scout.llm.plan import Plan
    from scout.llm.trail import Trail

_log = logging.getLogger(__name__)

ABANDONED: Final = "abandoned"
"""Outcome of a call whose stream the caller left."""


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call begins.

    Attributes:
        call_id: The same in all events of the call, in the audit log and in the ledger.
        model: The name that the caller gave, None where scout chooses.
        streaming: Whether the caller reads a stream.
        scopes: Whose money it is.
        metadata: What the caller said of the call.
        wall_s: When, in seconds since the epoch.
    """

    call_id: str
    model: str | None
    streaming: bool
    scopes: Mapping[str, str]
    metadata: Mapping[str, str]
    wall_s: float


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A request has ended, a candidate was passed over, or a kept answer was found.

    Attributes:
        call_id: Of the call.
        attempt: The step, as `explain()` tells it.
        wall_s: When it ended, in seconds since the epoch.
    """

    call_id: str
    attempt: AttemptRecord
    wall_s: float


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call is over.

    Attributes:
        call_id: Of the call.
        outcome: `ok`, `abandoned` where the caller left the stream, or the class name of the
            error or cancellation.
        provider: Who answered, None where nobody did.
        model: The model that answered, None where none did.
        served_model: The model that the vendor says it used.
        usage: Tokens of the answer.
        cost_usd: Price of all requests of the call, None where one has none.
        latency_s: How long the call took.
        first_token_s: Until the first content, None where the answer was not read as a stream.
        finish: Why the model stopped, None where none answered.
        wall_s: When, in seconds since the epoch.
    """

    call_id: str
    outcome: str
    provider: str | None
    model: str | None
    served_model: str | None
    usage: Usage
    cost_usd: Decimal | None
    latency_s: float
    first_token_s: float | None
    finish: str | None
    wall_s: float


CallEvent: TypeAlias = CallStarted | StepTaken | CallEnded
"""What an observer is told, in this order: a start, steps, an end."""


class Observer(Protocol):
    """Whoever wants to know: a function, or an object that is called."""

    def __call__(self, event: CallEvent, /) -> None:
        """Take note of an event, quickly.

        It may be called from the event loop of an async call and from the thread of a blocking
        one, from several threads at once.
        """
        ...


@dataclass(frozen=True, slots=True)
class Watch:
    """Tells the observers of a router about one call.

    Attributes:
        observers: Whom to tell.
        call_id: Of the call.
        wall: Seconds since the epoch.
        model: The name that the caller gave.
        streaming: Whether the caller reads a stream.
        scopes: Whose money it is.
        metadata: What the caller said of the call.
    """

    observers: Sequence[Observer]
    call_id: str
    wall: Callable[[], float]
    model: str | None = None
    streaming: bool = False
    scopes: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)

    def started(self) -> None:
        """The call begins."""
        self._tell(
            CallStarted(
                self.call_id,
                self.model,
                self.streaming,
                dict(self.scopes),
                dict(self.metadata),
                self.wall(),
            )
        )

    def step(self, attempt: AttemptRecord) -> None:
        """A step was taken."""
        self._tell(StepTaken(self.call_id, attempt, self.wall()))

    def over(self, plan: Plan, trail: Trail) -> Plan:
        """Obey a plan, and tell of its beginning and its end, whatever that is.

        Yields:
            The steps of the plan.

        Returns:
            What the plan returns.
        """
        self.started()
        try:
            conclusion = yield from plan
        except BaseException as error:
            self._tell(self._end(error, trail))
            raise
        self._tell(self._end(conclusion, trail))
        return conclusion

    def _end(self, outcome: Conclusion | BaseException, trail: Trail) -> CallEnded:
        error = outcome if isinstance(outcome, BaseException) else None
        answered = None if isinstance(outcome, BaseException) else outcome
        result = None if answered is None else answered.result
        candidate = None if answered is None or result is None else answered.candidate
        return CallEnded(
            call_id=self.call_id,
            outcome=_named(error) if error is not None else ABANDONED if result is None else "ok",
            provider=None if candidate is None else candidate.key[0],
            model=None if candidate is None else candidate.key[1],
            served_model=None if result is None else result.served_model,
            usage=Usage() if result is None else result.usage,
            cost_usd=spent_usd(trail.records),
            latency_s=trail.elapsed_s,
            first_token_s=None if answered is None else answered.first_token_s,
            finish=None if result is None else str(result.finish),
            wall_s=self.wall(),
        )

    def _tell(self, event: CallEvent) -> None:
        for observer in self.observers:
            try:
                observer(event)
            except Exception as error:  # noqa: BLE001 -- no call fails for who watches it
                _log.warning(
                    "observer %r failed on %s: %s: %s",
                    getattr(observer, "__qualname__", type(observer).__qualname__),
                    type(event).__name__,
                    type(error).__name__,
                    error,
                )


def _named(error: BaseException) -> str:
    return ABANDONED if isinstance(error, GeneratorExit) else type(error).__name__
