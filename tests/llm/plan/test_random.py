"""Plans under random outcomes, several at once: what holds whatever vendors and callers do."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import (
    AuthenticationError,
    BudgetExceededError,
    CallError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.dispatch import Candidate
from scout.llm.job import Job
from scout.llm.plan import Plan
from scout.llm.providers.base import Model
from scout.llm.steps import (
    Abandoned,
    Answer,
    Ended,
    Follow,
    Interrupted,
    Opened,
    Outgrown,
    Reserve,
    Reserved,
    Send,
    Settle,
    Sleep,
)
from scout.llm.types import FinishReason, ProviderResult, Usage
from tests.llm.plan.bench import ANSWER, Bench, candidate, cut, labelled, vendor

MOST_STEPS = 3_000
LIMIT_NANO = 3_000_000  # a dozen worst cases of one request

KINDS: Sequence[type[ProviderError]] = (
    AuthenticationError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitedError,
    OverloadedError,
    ServerError,
    ConnectionFailedError,
    ProviderTimeoutError,
    StreamInterruptedError,
    MalformedResponseError,
    ContextLengthError,
    ContentFilteredError,
    ModelNotFoundError,
    GenerationFailedError,
    InvalidRequestError,
    ProviderBugError,
)


@dataclass(frozen=True)
class Fate:
    """What becomes of one request.

    Attributes:
        kind: `ok`, an error's class, or how a stream goes on.
        after_s: How long it takes, within its limits.
        told_s: What an error says of a wait.
        seen: Whether the caller has read some of a stream.
    """

    kind: str | type[ProviderError]
    after_s: float
    told_s: float | None
    seen: bool


FATES = st.builds(
    Fate,
    st.sampled_from(["ok", "empty", "withheld", "streamed", "left", "outgrown", "hangs", *KINDS]),
    st.sampled_from([0.0, 0.01, 1.0, 7.0, 40.0]),
    st.sampled_from([None, None, 0.0, 0.5, 3.0, 19.0, 25.0, 4_000.0]),
    st.booleans(),
)


class Leaves(BaseException):
    """Stands for a cancellation."""


@dataclass
class Caller:
    """One call that is under way."""

    plan: Plan
    job: Job
    held_nano: int = 0
    sends: list[Send] = field(default_factory=list)
    answer: Answer = None
    fate: Fate | None = None
    seen: bool = False
    heard: Callable[[], None] = lambda: None
    leaves_at: int = -1
    steps: int = 0


class World(Bench):
    """Several calls over the same keys, circuits and money; time goes to whoever is next."""

    def __init__(self, fates: Sequence[Fate], **fields: Any) -> None:
        super().__init__(**fields)
        self.fates = list(fates)
        self.drawn = 0
        self.not_before: dict[tuple[str, str], float] = {}
        self.outcomes: list[object] = []

    def play(self, callers: Sequence[Caller]) -> None:
        """Step every call to its end."""
        queue = [(self.clock.now(), number) for number in range(len(callers))]
        for _ in range(MOST_STEPS):
            if not queue:
                return
            at_s, number = heapq.heappop(queue)
            self.clock.sleep(max(0.0, at_s - self.clock.now()))
            after_s = self._step(callers[number])
            if after_s is not None:
                heapq.heappush(queue, (self.clock.now() + after_s, number))
        raise AssertionError("the plans run wild")

    def _step(self, caller: Caller) -> float | None:
        """One step of one call: seconds until its answer is there, None where the call ended."""
        try:
            if caller.steps == caller.leaves_at:
                step = caller.plan.throw(Leaves())
            else:
                caller.heard()
                step = caller.plan.send(caller.answer)
        except (StopIteration, CallError, Leaves) as end:
            self.outcomes.append(end)
            assert caller.held_nano == 0, "a reservation is left"
            return None
        caller.steps += 1
        return self._obey(caller, step)

    def _obey(self, caller: Caller, step: Any) -> float:
        caller.answer, caller.heard, after_s = None, _nothing, 0.0
        if isinstance(step, Reserve):
            caller.answer = self._set_aside(caller, step.amount_nano_usd)
        elif isinstance(step, Settle):
            self._charge(caller, step)
        elif isinstance(step, Sleep):
            assert self.clock.now() + step.seconds <= caller.job.deadline_s
            after_s = step.seconds
        elif isinstance(step, Send):
            after_s = self._send(caller, step)
        else:
            assert isinstance(step, Follow)
            caller.answer = self._end_of(caller, step)
        return after_s

    # -- money --

    def _set_aside(self, caller: Caller, amount: int) -> Answer:
        assert amount >= 0
        if self.spent_nano + self.reserved_nano + amount > LIMIT_NANO:
            return BudgetExceededError("over the limit")
        self.reserved_nano += amount
        caller.held_nano += amount
        return Reserved()

    def _charge(self, caller: Caller, step: Settle) -> None:
        covered = min(caller.held_nano, step.spent_nano_usd)
        assert covered == step.spent_nano_usd, "charged more than the worst case"
        self.spent_nano += step.spent_nano_usd
        given_back = caller.held_nano if step.final else covered
        caller.held_nano -= given_back
        self.reserved_nano -= given_back

    # -- requests --

    def _send(self, caller: Caller, step: Send) -> float:
        self._check(caller, step)
        caller.sends.append(step)
        caller.fate = fate = self.fates[self.drawn % len(self.fates)]
        self.drawn += 1
        limits, streams = step.limits, step.call.stream
        most_s = limits.first_token_s if streams else limits.answer_s
        if fate.kind == "hangs":
            late = ProviderTimeoutError("silent")
            late.limit = "first_token_s" if streams else "answer_s"
            caller.answer = labelled(late, step)
            return most_s
        if isinstance(fate.kind, type) and not (streams and fate.seen):
            caller.answer = self._error(caller, step, fate)
        elif streams:
            caller.answer = Opened(0.1)
        else:
            caller.answer = _whole(fate)
        return min(fate.after_s, most_s)

    def _end_of(self, caller: Caller, step: Follow) -> Answer:
        fate, send = caller.fate, caller.sends[-1]
        assert fate is not None
        seen = fate.seen and caller.job.streaming
        caller.seen = caller.seen or seen
        if isinstance(fate.kind, type):
            cause = self._error(caller, send, fate)
            broken = labelled(cut(cause, text="half"), send)
            return Interrupted(broken, output_started=caller.seen)
        if fate.kind == "left":
            return Abandoned("half", None, cancelled=fate.seen)
        if fate.kind == "outgrown" and step.output_tokens == send.call.max_output_tokens:
            return Outgrown("half", Usage(output_tokens=101), output_started=caller.seen)
        return Ended(_whole(fate), output_started=caller.seen)

    def _error(self, caller: Caller, send: Send, fate: Fate) -> ProviderError:
        assert isinstance(fate.kind, type)
        caller.heard = lambda: self._failure(send, fate)
        return labelled(fate.kind("drawn", retry_after_s=fate.told_s), send)

    def _failure(self, send: Send, fate: Fate) -> None:
        """Note what the plan hears now."""
        model, until_s = send.candidate.model.id, self.clock.now() + (fate.told_s or 0.0)
        if fate.kind is AuthenticationError:
            self._rest(send.key_id, "", math.inf)
        elif fate.kind is PermissionDeniedError:
            self._rest(send.key_id, model, math.inf)
        elif fate.kind in (RateLimitedError, QuotaExhaustedError):
            for key_id in self._group(send):
                self._rest(key_id, model if fate.kind is RateLimitedError else "", until_s)

    def _rest(self, key_id: str, model: str, until_s: float) -> None:
        before = self.not_before.get((key_id, model), 0.0)
        self.not_before[key_id, model] = max(before, until_s)

    def _group(self, send: Send) -> list[str]:
        states = self.client(send.candidate.provider).key_states
        group = next(key.group for key in states if key.key_id == send.key_id)
        return [key.key_id for key in states if key.group == group]

    # -- what holds at every request --

    def _check(self, caller: Caller, send: Send) -> None:
        assert self.clock.now() < caller.job.deadline_s, "sent after the deadline"
        assert not caller.seen or caller.job.restart, "replayed what the caller had seen"
        assert bool(send.restart) is caller.seen
        told = [self.not_before.get((send.key_id, m), 0.0) for m in (send.candidate.model.id, "")]
        assert self.clock.now() >= max(told), "a key was used before it was to return"
        order = [one.candidate.key for one in caller.sends]
        if order and send.candidate.key != order[-1]:
            assert send.candidate.key not in order, "a candidate was asked twice"
        limits = send.limits
        assert 0 < limits.first_token_s <= limits.total_s
        assert self.clock.now() + limits.total_s <= caller.job.deadline_s + 1e-9


def _nothing() -> None:
    pass


def _whole(fate: Fate) -> ProviderResult:
    if fate.kind == "empty":
        return ProviderResult("", usage=Usage(input_tokens=3))
    if fate.kind == "withheld":
        return ProviderResult("", finish=FinishReason.CONTENT_FILTER)
    return ANSWER


ROWS: Sequence[Callable[[frozenset[str]], Candidate]] = (
    lambda can: candidate(
        vendor("a", Model("old", replacement="new"), "new", capabilities=can), "old"
    ),
    lambda can: candidate(vendor("b", Model("m", context_window_tokens=9_000), capabilities=can)),
    lambda can: candidate(vendor("c", Model("m", context_window_tokens=90_000), capabilities=can)),
    lambda can: candidate(
        vendor("d", "m", price={"input_per_million": 0, "output_per_million": 0})
    ),
)


@settings(max_examples=250, deadline=None)
@given(
    fates=st.lists(FATES, min_size=1, max_size=40),
    rows=st.lists(st.sampled_from(ROWS), min_size=1, max_size=5),
    keys=st.lists(st.sampled_from(["", "red"]), min_size=0, max_size=4),
    callers=st.lists(
        st.tuples(
            st.sampled_from([0.5, 10.0, 120.0, 600.0]),  # time
            st.sampled_from(["call", "stream", "restart"]),
            st.sampled_from([-1, -1, 0, 1, 2, 3, 5, 8]),  # leaves at
        ),
        min_size=1,
        max_size=6,
    ),
    jitter=st.sampled_from([0.0, 0.5, 1.0]),
    most=st.sampled_from([None, 1]),
)
def test_whatever_happens_the_bounds_hold_and_nothing_is_left(
    fates: list[Fate],
    rows: list[Callable[[frozenset[str]], Candidate]],
    keys: list[str],
    callers: list[tuple[float, str, int]],
    jitter: float,
    most: int | None,
) -> None:
    """At most 6 sends a candidate and 12 a call; keys rest as told; all leases and money return."""
    options = [make(frozenset({"stream"})) for make in rows]
    names = {option.provider.name for option in options}
    world = World(
        fates, keys=dict.fromkeys(names, keys), jitter=jitter, max_in_flight=most, limit_nano=1
    )
    calls = [
        _caller(world, options, timeout_s, kind, leaves_at)
        for timeout_s, kind, leaves_at in callers
    ]
    world.play(calls)
    world.check_nothing_left()
    for call in calls:
        per_candidate = Counter(send.candidate.key for send in call.sends)
        assert all(count <= 6 for count in per_candidate.values())
        assert len(call.sends) <= 12
    assert len(world.outcomes) == len(calls)


def _caller(
    world: World, options: list[Candidate], timeout_s: float, kind: str, leaves_at: int
) -> Caller:
    job = world.job(
        *options,
        timeout_s=timeout_s,
        streaming=kind != "call",
        restart=kind == "restart",
        upstream_stream="always",
        content_candidates=tuple(options[-1:]),
        set_aside_s=60.0,
    )
    return Caller(world.plan(job), job, leaves_at=leaves_at)
