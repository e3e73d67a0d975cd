"""Decides, step by step, what a call does next; pure, so that one program serves every driver.

`plan_call` is a generator. It yields a step (`Reserve`, `Send`, `Follow`, `Sleep`, `Settle`), is
sent the answer, and returns a `Conclusion` or raises the error of the call. A driver that is
cancelled throws the cancellation in and obeys the steps that still come; it never closes a plan.

    for each candidate              skipped where it cannot serve the call
      circuit permit                refused: next candidate
        key lease                   none: wait as told, or next candidate
          reservation               refused: next candidate that is priced and fits
            one request
          outcome -> key, circuit, retry budget, money
        another key, a wait, or the next candidate, as the class of the error says
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from scout.errors import (
    Again,
    CallError,
    CircuitEffect,
    DeadlineExceededError,
    KeyEffect,
    LocalError,
    ModelNotFoundError,
    NoUsableKeyError,
    Onward,
    ProviderError,
    ProviderTimeoutError,
    Sent,
)
from scout.llm.dispatch import Candidate
from scout.llm.job import Conclusion, Job, Shared
from scout.llm.leases import Lease, Leases
from scout.llm.outcome import (
    fault_of,
    final_error,
    fit_call,
    is_larger,
    misfit,
    usage_of_failure,
    with_usage,
)
from scout.llm.providers.client import ProviderClient
from scout.llm.purse import Purse
from scout.llm.retry import RetryContext, next_wait_s
from scout.llm.steps import (
    Abandoned,
    Answer,
    Ended,
    Follow,
    Interrupted,
    Limits,
    Opened,
    Outgrown,
    Send,
    Sleep,
    Step,
)
from scout.llm.tokens import estimate_usage
from scout.llm.trail import Trail
from scout.llm.types import Call, ProviderResult, Usage

THINKING_FACTOR = 3
"""How many times longer a model that thinks before it speaks may take to its first token."""

WAKE_MARGIN_S = 0.001
"""Added to a wait for a key, so that no timer that fires early undercuts what was told."""

Plan: TypeAlias = Generator[Step, Answer, Conclusion]
Answered: TypeAlias = ProviderResult | Abandoned


def plan_call(job: Job, shared: Shared, context: RetryContext | None = None) -> Plan:
    """Plan one call.

    Args:
        job: What is asked, of whom, until when.
        shared: Keys, circuits, clock.
        context: Bound on sends, where several calls share one.

    Yields:
        Steps for a driver.

    Returns:
        How the call ended.

    Raises:
        CallError: No candidate answered; `attempts` tells every step.
    """
    return _CallPlan(job, shared, context or RetryContext()).run()


@dataclass(slots=True)
class _Turn:
    """One candidate's turn: what it has used up of its bounds."""

    candidate: Candidate
    client: ProviderClient
    has_next: bool
    call: Call
    note: str
    failures: int = 0
    rotations: int = 0
    key_waits: int = 0
    waited_s: float = 0.0
    last: ProviderError | None = None


class _CallPlan:
    __slots__ = (
        "_clock",
        "_context",
        "_first_token_s",
        "_job",
        "_leases",
        "_purse",
        "_restart",
        "_shared",
        "_trail",
    )

    def __init__(self, job: Job, shared: Shared, context: RetryContext) -> None:
        self._job = job
        self._shared = shared
        self._clock = shared.clock
        self._context = context
        self._purse = Purse(job, shared.clock)
        self._leases = Leases(shared, job.set_aside_s)
        self._trail = Trail(shared.clock)
        self._first_token_s: float | None = None
        self._restart = ""

    def run(self) -> Plan:
        try:
            conclusion = yield from self._candidates()
        except BaseException:
            yield from self._purse.settle(0, final=True)
            raise
        yield from self._purse.settle(0, final=True)
        return conclusion

    # -- candidates --

    def _candidates(self) -> Plan:
        queue = deque(self._job.candidates)
        considered: set[tuple[str, str]] = set()
        errors: list[CallError] = []
        while queue and (not errors or self._context.admits(self._purse.prompt_tokens)):
            candidate = queue.popleft()
            if candidate.key in considered:
                continue
            considered.add(candidate.key)
            outcome = yield from self._candidate(candidate, has_next=bool(queue))
            if not isinstance(outcome, CallError):
                return self._conclude(candidate, outcome)
            errors.append(outcome)
            queue = self._onward(outcome, candidate, queue)
        error = final_error(errors)
        error.attempts = self._trail.records
        raise error

    def _onward(
        self, error: CallError, failed: Candidate, queue: deque[Candidate]
    ) -> deque[Candidate]:
        """The candidates that an error leaves open, in order."""
        if error.output_started or error.onward is Onward.NOBODY:
            return deque()
        if error.onward is Onward.EXPLICIT_CHAIN:
            return deque(self._job.content_candidates)
        if error.onward is Onward.LARGER_WINDOW:
            return deque(option for option in queue if is_larger(option, failed))
        if error.onward is Onward.REPLACEMENT_FIRST and failed.model.replacement:
            replacement = failed.provider.model(failed.model.replacement)
            if replacement is not None:
                reason = f"replaces {failed.model.id}"
                queue.appendleft(Candidate(failed.provider, replacement, reason))
        return queue

    def _candidate(
        self, candidate: Candidate, *, has_next: bool
    ) -> Generator[Step, Answer, Answered | CallError]:
        client = self._shared.client(candidate.provider)
        refusal = self._screen(candidate, client)
        if refusal is not None:
            return self._skip(candidate, refusal)
        call, note = fit_call(self._job.call, candidate, stream=self._reads_stream(candidate))
        turn = _Turn(candidate, client, has_next, call, note)
        while True:
            lease = self._leases.admit(candidate)
            if isinstance(lease, CallError):
                wait_s = self._wait_for_key(lease, turn)
                if wait_s is None:
                    return self._skip(candidate, _speaking_for(turn, lease), lease)
            else:
                outcome = yield from self._attempt(turn, lease)
                if not isinstance(outcome, ProviderError):
                    return outcome
                wait_s = self._wait_after(outcome, turn)
                if wait_s is None:
                    return outcome
            if wait_s > 0:
                turn.waited_s += wait_s
                yield Sleep(wait_s)

    def _screen(self, candidate: Candidate, client: ProviderClient) -> CallError | None:
        """Why a candidate is passed over without being asked, or None."""
        refusal = misfit(self._job.call, candidate, self._purse.prompt_tokens)
        if refusal is not None:
            return refusal
        provider, model = candidate.key
        if client.is_set_aside(model, self._clock.now()):
            message = "the vendor called this model unknown a short while ago"
            return ModelNotFoundError(message, provider=provider, model=model, sent=Sent.NO)
        return None

    def _reads_stream(self, candidate: Candidate) -> bool:
        """Whether the answer is read as a stream: the caller's wish, or so that a stall shows."""
        job = self._job
        if "stream" not in candidate.provider.capabilities_of(candidate.model):
            return False
        if job.streaming or job.upstream_stream == "always":
            return True
        limit = job.call.max_output_tokens
        is_long = limit is None or limit > job.stream_above_tokens
        return job.upstream_stream == "auto" and is_long

    # -- waits --

    def _wait_for_key(self, refusal: CallError, turn: _Turn) -> float | None:
        """Seconds until a key returns, or None: the next candidate's turn.

        A call whose key was just limited waits as told; one that finds all keys cooling waits
        only where there is nobody else to ask. A wait counts as a retry.
        """
        wait_s = refusal.retry_after_s
        if not isinstance(refusal, NoUsableKeyError) or wait_s is None:
            return None
        limited = turn.last is not None and turn.last.again is Again.AS_TOLD
        if turn.has_next and not limited:
            return None
        turn.key_waits += 1
        if turn.key_waits >= turn.client.retry.max_sends or wait_s > turn.client.retry.cap_s:
            return None
        if limited:
            turn.rotations -= 1
        return self._if_it_fits(wait_s + WAKE_MARGIN_S, turn)

    def _wait_after(self, error: ProviderError, turn: _Turn) -> float | None:
        """Seconds until the same candidate is asked again, or None: not again."""
        turn.last = error
        if error.output_started or not self._context.admits(self._purse.prompt_tokens):
            return None
        if error.again in (Again.ROTATE, Again.AS_TOLD):
            return self._rotate(error, turn)
        turn.failures += 1
        wait_s = next_wait_s(error, turn.failures, turn.client.retry, self._shared.random)
        if wait_s is None or not turn.client.retry_budget.allows_retry:
            return None
        return self._if_it_fits(wait_s, turn)

    def _rotate(self, error: ProviderError, turn: _Turn) -> float | None:
        """Move to another key at no cost while rotations are left; then it costs a retry."""
        if turn.rotations < turn.client.retry.max_rotations:
            turn.rotations += 1
            return 0.0
        turn.failures += 1
        spent = turn.failures + turn.key_waits >= turn.client.retry.max_sends
        return None if spent or error.again is Again.ROTATE else 0.0

    def _if_it_fits(self, wait_s: float, turn: _Turn) -> float | None:
        """The wait, if it ends while this candidate still has time."""
        return wait_s if wait_s < self._share_s(turn) else None

    def _remaining_s(self) -> float:
        return self._job.deadline_s - self._clock.now()

    def _share_s(self, turn: _Turn) -> float:
        """What a candidate may use of the time left: half, while another waits behind it."""
        return self._remaining_s() / (2 if turn.has_next else 1)

    # -- one request --

    def _attempt(self, turn: _Turn, lease: Lease) -> Generator[Step, Answer, Answered | CallError]:
        """Reserve, send once, and account for what came."""
        started_s = self._clock.now()
        limits = self._limits(turn)
        sending = False
        try:
            refusal = yield from self._purse.reserve(turn.candidate, turn.call)
            if refusal is None and self._remaining_s() <= 0:
                refusal = self._too_late(turn)
            if refusal is None:
                sending = True
                answer = yield from self._exchange(turn, lease, limits)
        except BaseException:
            self._leases.give_back(lease)
            if sending:
                unseen = estimate_usage(turn.call, "")
                cost_nano = self._purse.charge(turn.candidate, unseen)
                yield from self._purse.settle(cost_nano, candidate=turn.candidate)
            raise
        if refusal is not None:
            self._leases.give_back(lease)
            return self._skip(turn.candidate, refusal)
        outcome, error, usage = self._judge(answer, turn, limits)
        self._leases.record(lease, error)
        cost_nano = self._purse.charge(turn.candidate, usage)
        yield from self._purse.settle(cost_nano, candidate=turn.candidate)
        self._trail.sent(
            turn.candidate,
            lease.key_id,
            error,
            started_s=started_s,
            waited_s=turn.waited_s,
            cost_nano=cost_nano,
            note=turn.note,
        )
        turn.waited_s = 0.0
        return outcome

    def _exchange(
        self, turn: _Turn, lease: Lease, limits: Limits
    ) -> Generator[Step, Answer, Answer]:
        self._context.record_send(self._purse.prompt_tokens)
        answer = yield Send(turn.candidate, lease.key_id, turn.call, limits, self._restart)
        if isinstance(answer, Opened):
            self._first_token_s = answer.first_token_s
            self._restart = ""
            answer = yield from self._follow(turn)
        return answer

    def _follow(self, turn: _Turn) -> Generator[Step, Answer, Answer]:
        """Let a stream run; one that outgrows its reservation is topped up, else ended."""
        paid = self._purse.output_bound(turn.candidate, turn.call)
        answer = yield Follow(paid)
        while isinstance(answer, Outgrown) and paid is not None:
            refusal = yield from self._purse.top_up(turn.candidate, paid)
            if refusal is not None:
                return _ended_for_money(refusal, answer)
            paid *= 2
            answer = yield Follow(paid)
        return answer

    def _judge(
        self, answer: Answer, turn: _Turn, limits: Limits
    ) -> tuple[Answered | CallError, ProviderError | None, Usage | None]:
        """Read a driver's answer: what the call gets, what went wrong, what was used."""
        if isinstance(answer, Ended):
            answer = answer.result
        if isinstance(answer, ProviderResult):
            result = with_usage(answer, turn.call)
            fault = fault_of(result, turn.candidate, self._job.fault)
            return fault or result, fault, result.usage
        if isinstance(answer, LocalError):
            if answer.sent is Sent.NO:
                return answer, None, None
            told = answer.partial_usage
            return answer, None, told or estimate_usage(turn.call, answer.partial_text)
        if isinstance(answer, Abandoned):
            return answer, None, answer.usage or estimate_usage(turn.call, answer.text)
        if isinstance(answer, Interrupted):
            error, seen = answer.error, answer.output_started
            error.output_started = seen and not self._job.restart
            self._restart = error.message if seen else ""
            return error, error, usage_of_failure(error, turn.call)
        if isinstance(answer, ProviderError):
            outcome = self._own_deadline(answer, turn, limits)
            return outcome, answer, usage_of_failure(answer, turn.call)
        raise TypeError(f"a driver answered a Send with {type(answer).__name__}")

    def _own_deadline(self, error: ProviderError, turn: _Turn, limits: Limits) -> CallError:
        """A timeout that the caller's own deadline caused says nothing about the vendor."""
        if not isinstance(error, ProviderTimeoutError):
            return error
        full = _full_limits(turn.candidate)
        if getattr(limits, error.limit) >= getattr(full, error.limit):
            return error
        error.circuit_effect = CircuitEffect.NEUTRAL
        return self._too_late(turn) if self._remaining_s() <= WAKE_MARGIN_S else error

    def _limits(self, turn: _Turn) -> Limits:
        """The provider's limits, cut so that a hung candidate leaves time for the next."""
        full = _full_limits(turn.candidate)
        share_s, remaining_s = self._share_s(turn), self._remaining_s()
        return Limits(
            connect_s=min(full.connect_s, share_s),
            first_token_s=min(full.first_token_s, share_s),
            idle_s=min(full.idle_s, remaining_s),
            answer_s=min(full.answer_s, share_s),
            total_s=min(full.total_s, remaining_s),
        )

    def _too_late(self, turn: _Turn) -> DeadlineExceededError:
        provider, model = turn.candidate.key
        spent_s = self._clock.now() - self._trail.started_s
        message = f"the deadline of the call is over after {spent_s:.3g} s"
        return DeadlineExceededError(message, provider=provider, model=model)

    # -- records --

    def _skip(
        self, candidate: Candidate, error: CallError, reason: CallError | None = None
    ) -> CallError:
        """Note a candidate that was passed over."""
        self._trail.skipped(candidate, reason or error)
        return error

    def _conclude(self, candidate: Candidate, outcome: Answered) -> Conclusion:
        return Conclusion(
            result=outcome if isinstance(outcome, ProviderResult) else None,
            candidate=candidate,
            attempts=self._trail.records,
            cost_nano_usd=self._purse.cost_nano,
            first_token_s=self._first_token_s,
        )


def _ended_for_money(refusal: LocalError, so_far: Outgrown) -> LocalError:
    """The refusal, with what had come; no other candidate begins the answer anew."""
    refusal.onward = Onward.NOBODY
    refusal.partial_text, refusal.partial_usage = so_far.text, so_far.usage
    refusal.sent = Sent.YES
    return refusal


def _full_limits(candidate: Candidate) -> Limits:
    times = candidate.provider.timeouts
    factor = THINKING_FACTOR if candidate.model.thinks_first else 1
    return Limits(
        connect_s=times.connect_s,
        first_token_s=times.first_token_s * factor,
        idle_s=times.idle_s,
        answer_s=times.answer_s,
        total_s=times.total_s,
    )


def _speaking_for(turn: _Turn, refusal: CallError) -> CallError:
    """The error that stands for a candidate none of whose keys is left.

    The vendor's own word where a key was limited, spent or blocked; that no key is left where
    the keys themselves are bad.
    """
    last = turn.last
    if last is None or not isinstance(refusal, NoUsableKeyError):
        return refusal
    if last.key_effect is KeyEffect.DISABLE:
        refusal.__cause__ = last
        return refusal
    if last.retry_after_s is None:
        last.retry_after_s = refusal.retry_after_s
    return last
