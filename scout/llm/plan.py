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

from collections.abc import Generator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from scout.errors import (
    CallError,
    CircuitEffect,
    ContextLengthError,
    DeadlineExceededError,
    LocalError,
    ModelNotFoundError,
    Onward,
    ProviderBugError,
    ProviderError,
    Sent,
)
from scout.llm.dispatch import Candidate, replacement_of
from scout.llm.job import Conclusion, Job, Shared
from scout.llm.leases import Lease, give_back, record_outcome, record_pace, take_lease
from scout.llm.outcome import (
    cut_short,
    fault_of,
    final_error,
    fit_call,
    larger_of,
    misfit,
    served_by,
    usage_of_failure,
    usage_so_far,
    with_usage,
)
from scout.llm.purse import Purse
from scout.llm.retry import RetryContext
from scout.llm.steps import (
    Abandoned,
    Answer,
    Ended,
    Follow,
    Heard,
    Interrupted,
    Limits,
    Opened,
    Outgrown,
    Reserve,
    Send,
    Sleep,
    Step,
)
from scout.llm.trail import Trail
from scout.llm.turn import WAKE_MARGIN_S, Turn
from scout.llm.types import ProviderResult, Usage

if TYPE_CHECKING:
    from scout.llm.providers.client import ProviderClient

Plan: TypeAlias = Generator[Step, Answer, Conclusion]
Answered: TypeAlias = ProviderResult | Abandoned

Verdict: TypeAlias = tuple[Answered | CallError, ProviderError | None, Usage | None]
"""What a call gets of a request, what went wrong with it, what it used."""

_ENDS_OF_STREAM: Final = (Ended, Interrupted)


def plan_call(
    job: Job, shared: Shared, context: RetryContext | None = None, trail: Trail | None = None
) -> Plan:
    """Plan one call.

    Args:
        job: What is asked, of whom, until when.
        shared: Keys, circuits, clock.
        context: Bound on sends, where several calls share one.
        trail: Takes the records, where somebody else reads them too.

    Yields:
        Steps for a driver.

    Returns:
        How the call ended.

    Raises:
        CallError: No candidate answered; `attempts` tells every step.
    """
    return _CallPlan(job, shared, context or RetryContext(), trail or Trail(shared.clock)).run()


class _CallPlan:
    __slots__ = (
        "_clock",
        "_considered",
        "_context",
        "_failures",
        "_first_token_s",
        "_heard",
        "_job",
        "_purse",
        "_queue",
        "_restart",
        "_seen",
        "_shared",
        "_trail",
    )

    def __init__(self, job: Job, shared: Shared, context: RetryContext, trail: Trail) -> None:
        self._job = job
        self._shared = shared
        self._clock = shared.clock
        self._context = context
        self._purse = Purse(job, shared.clock)
        self._queue = job.candidates
        self._considered: tuple[tuple[str, str], ...] = ()
        self._failures: tuple[tuple[CallError, float], ...] = ()
        self._trail = trail
        self._first_token_s: float | None = None
        self._heard: Heard | None = None
        self._restart = ""
        self._seen = False

    def run(self) -> Plan:
        try:
            conclusion = None
            while conclusion is None:
                candidate = self._next()
                outcome = yield from self._candidate(candidate)
                if isinstance(outcome, CallError):
                    self._failures += ((outcome, self._clock.now()),)
                    self._queue = self._onward(outcome, candidate)
                else:
                    conclusion = self._conclude(candidate, outcome)
            due = self._purse.due(final=True)
            if due is not None:
                yield due
            return conclusion
        except GeneratorExit:  # nobody is there to settle any more: the lease will expire
            raise
        except BaseException:
            due = self._purse.due(final=True)
            if due is not None:
                yield due
            raise

    # -- candidates --

    def _next(self) -> Candidate:
        """Who is asked next.

        Raises:
            CallError: Nobody is left; the error of the call.
        """
        while self._queue:
            candidate, self._queue = self._queue[0], self._queue[1:]
            if candidate.key in self._considered:
                continue
            self._considered += (candidate.key,)
            if not self._failures or self._context.admits(self._purse.prompt_tokens):
                return candidate
            self._trail.skipped(candidate, self._context.bound)
        raise self._failure()

    def _has_next(self) -> bool:
        """Whether somebody waits behind the candidate whose turn it is."""
        return bool(self._queue) and any(one.key not in self._considered for one in self._queue)

    def _onward(self, error: CallError, failed: Candidate) -> tuple[Candidate, ...]:
        """The candidates that an error leaves open, in order."""
        if self._is_committed or error.onward is Onward.NOBODY:
            return ()
        if error.onward is Onward.EXPLICIT_CHAIN:
            return self._job.content_candidates
        if isinstance(error, ContextLengthError):
            return larger_of(error, failed, self._queue, self._purse.size, self._job.larger)
        if error.onward is Onward.REPLACEMENT_FIRST:
            heir = replacement_of(failed, today=self._today())
            return self._queue if heir is None else (heir, *self._queue)
        return self._queue

    def _candidate(self, candidate: Candidate) -> Generator[Step, Answer, Answered | CallError]:
        client = self._screened(candidate)
        if isinstance(client, CallError):
            return self._skip(candidate, client)
        call, note = fit_call(self._job.call, candidate, stream=self._job.reads_stream(candidate))
        turn = Turn(candidate, client, self._has_next(), call, note)
        while True:
            lease = take_lease(self._shared, client, candidate)
            if isinstance(lease, CallError):
                wait_s = self._fitting(turn.wait_for_key(lease), turn)
                if wait_s is None:
                    self._skip(candidate, lease, waited_s=turn.waited_s)
                    return turn.speaking_for(lease)
            else:
                outcome = yield from self._attempt(turn, lease)
                if not isinstance(outcome, ProviderError) or not self._may_repeat():
                    return outcome
                wait_s = self._fitting(turn.wait_after(outcome, self._shared.random), turn)
                if wait_s is None:
                    return outcome
            if wait_s > 0:
                turn.waited_s += wait_s
                yield Sleep(wait_s)

    def _screened(self, candidate: Candidate) -> ProviderClient | CallError:
        """Who looks after a candidate, or why it is passed over without being asked."""
        refusal = misfit(self._job.call, candidate, self._purse.size)
        if refusal is not None:
            return refusal
        try:
            client = self._shared.client(candidate.provider)
        except ProviderBugError as error:
            return error
        if client.is_set_aside(candidate.model.id, self._clock.now()):
            provider, model = candidate.key
            message = "the vendor called this model unknown a short while ago"
            return ModelNotFoundError(message, provider=provider, model=model, sent=Sent.NO)
        return client

    # -- bounds --

    @property
    def _is_committed(self) -> bool:
        """Whether the caller has seen content that may not be taken back."""
        return self._seen and not self._job.restart

    def _may_repeat(self) -> bool:
        return not self._is_committed and self._context.admits(self._purse.prompt_tokens)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.wall(), UTC).date()

    def _remaining_s(self) -> float:
        return self._job.deadline_s - self._clock.now()

    def _fitting(self, wait_s: float | None, turn: Turn) -> float | None:
        """The wait, if it ends while this candidate still has time."""
        fits = wait_s is not None and wait_s < turn.share_s(self._remaining_s())
        return wait_s if fits else None

    # -- one request --

    def _attempt(self, turn: Turn, lease: Lease) -> Generator[Step, Answer, Answered | CallError]:
        """Reserve, send once, and account for what came."""
        started_s = self._clock.now()
        replayable = self._job.restart or not self._job.streaming
        limits = turn.limits(self._remaining_s(), replayable=replayable)
        out_since_s = None
        try:
            refusal = self._purse.needed(turn.candidate, turn.call)
            if isinstance(refusal, Reserve):
                refusal = self._purse.reserved(turn.candidate, refusal, (yield refusal))
            if refusal is None and self._remaining_s() <= 0:
                refusal = self._too_late(turn)
            answer: Answer = refusal
            if refusal is None:
                request, out_since_s = self._request(turn, lease, limits), self._clock.now()
                answer = yield request
                if isinstance(answer, Opened):
                    answer = yield from self._follow(turn, answer)
                out_since_s = None
            verdict = self._judge(answer, turn, limits)
        except BaseException as left:
            if out_since_s is not None:
                self._note_left(turn, lease, left, out_since_s)
            give_back(self._shared, lease)
            raise
        outcome = self._account(turn, lease, answer, verdict, started_s)
        due = self._purse.due() if isinstance(outcome, CallError) else None
        if due is not None:  # an answer ends the call, which settles as a whole
            yield due
        return outcome

    def _request(self, turn: Turn, lease: Lease, limits: Limits) -> Send:
        """The step that makes one request, which counts from here on."""
        self._context.record_send(self._purse.prompt_tokens)
        self._first_token_s = None
        self._heard = None if lease.client.pace is None else Heard()
        return Send(
            turn.candidate,
            lease.key.key_id,
            turn.call,
            limits,
            self._restart,
            self._context,
            self._heard,
        )

    def _follow(self, turn: Turn, opened: Opened) -> Generator[Step, Answer, Answer]:
        """Let a stream run; one that outgrows its reservation is topped up, else ended."""
        self._first_token_s = opened.first_token_s
        self._restart = ""
        paid = self._purse.output_bound(turn.candidate, turn.call)
        answer = yield Follow(paid)
        while isinstance(answer, Outgrown) and paid is not None:
            self._seen = self._seen or answer.output_started
            refusal = self._purse.needed_beyond(turn.candidate, paid)
            if isinstance(refusal, Reserve):
                refusal = self._purse.reserved(turn.candidate, refusal, (yield refusal))
            if refusal is not None:
                return cut_short(refusal, answer)
            paid *= 2
            answer = yield Follow(paid)
        return answer

    def _note_left(self, turn: Turn, lease: Lease, left: BaseException, out_since_s: float) -> None:
        """Charge a request that was still out when something else ended the call."""
        cost = self._purse.charge(turn.candidate, usage_so_far(None, turn.call, ""))
        self._trail.left(turn.candidate, lease.key.key_id, left, out_since_s, cost)

    def _judge(self, answer: Answer, turn: Turn, limits: Limits) -> Verdict:
        """Read a driver's answer."""
        if isinstance(answer, _ENDS_OF_STREAM):
            self._seen = self._seen or answer.output_started
        whole = answer.result if isinstance(answer, Ended) else answer
        if isinstance(whole, ProviderResult):
            result = with_usage(whole, turn.call)
            fault = self._fault(result, turn)
            return self._noted(fault) or result, fault, result.usage
        if isinstance(answer, LocalError):
            used = usage_so_far(answer.partial_usage, turn.call, answer.partial_text)
            return answer, None, used
        if isinstance(answer, Abandoned):
            return answer, None, usage_so_far(answer.usage, turn.call, answer.text)
        error = answer.error if isinstance(answer, Interrupted) else answer
        if isinstance(error, ProviderError):
            outcome = self._noted(self._own_deadline(error, turn, limits))
            return outcome or error, error, usage_of_failure(error, turn.call)
        raise TypeError(f"a driver answered a Send with {type(answer).__name__}")

    def _fault(self, result: ProviderResult, turn: Turn) -> ProviderError | None:
        """What is wrong with an answer; it is paid for also where the caller's own check breaks."""
        try:
            return fault_of(result, turn.candidate, self._job.fault)
        except Exception:
            self._purse.charge(turn.candidate, result.usage)
            raise

    def _noted(self, error: CallError | None) -> CallError | None:
        """The error, with what the caller has seen of the stream that it ends."""
        if error is not None and self._seen:
            error.output_started = True
            self._restart = self._restart or (error.message if self._job.restart else "")
        return error

    def _own_deadline(self, error: ProviderError, turn: Turn, limits: Limits) -> CallError:
        """A timeout that the caller's own deadline caused says nothing about the vendor."""
        if not turn.is_own_timeout(error, limits):
            return error
        error.circuit_effect = CircuitEffect.NEUTRAL
        if self._is_committed or self._remaining_s() > WAKE_MARGIN_S:
            return error
        late = self._too_late(turn)
        late.sent, late.key_id = error.sent, error.key_id
        return late

    def _account(
        self, turn: Turn, lease: Lease, answer: Answer, verdict: Verdict, started_s: float
    ) -> Answered | CallError:
        """Give the lease back, charge what was used, and note how the request ended."""
        outcome, error, usage = verdict
        if isinstance(outcome, LocalError) and outcome.sent is Sent.NO:
            give_back(self._shared, lease)
            return self._skip(turn.candidate, outcome, waited_s=turn.waited_s)
        if error is not None:
            error.key_id = lease.key.key_id
        if self._heard is not None:
            self._heard.tokens = usage.total_tokens if usage else 0
            record_pace(self._shared, lease, self._heard)
        bug = self._return_lease(lease, answer, error)
        served = served_by(turn.candidate, outcome)
        self._trail.sent(
            turn.candidate,
            lease.key.key_id,
            bug or error or (outcome if isinstance(outcome, LocalError) else None),
            started_s=started_s,
            waited_s=turn.waited_s,
            cost_nano=self._purse.charge(served, usage),
            note=turn.note if served is turn.candidate else f"{turn.note} {served.reason}".strip(),
        )
        turn.waited_s = 0.0
        return bug or outcome

    def _return_lease(
        self, lease: Lease, answer: Answer, error: ProviderError | None
    ) -> ProviderBugError | None:
        """Give the lease back with what it showed; the bug of a row's own client, if it has one."""
        if isinstance(answer, Abandoned) and answer.cancelled:
            give_back(self._shared, lease)
            return None
        return record_outcome(self._shared, lease, error, self._job.set_aside_s)

    def _too_late(self, turn: Turn) -> DeadlineExceededError:
        provider, model = turn.candidate.key
        spent_s = self._clock.now() - self._trail.started_s
        message = f"the deadline of the call is over after {spent_s:.3g} s"
        return DeadlineExceededError(message, provider=provider, model=model)

    # -- ends --

    def _skip(self, candidate: Candidate, error: CallError, *, waited_s: float = 0.0) -> CallError:
        """Note a candidate that was passed over."""
        reason = f"{type(error).__name__}: {error.message}"
        self._trail.skipped(candidate, reason, waited_s=waited_s)
        return error

    def _failure(self) -> CallError:
        """The error of the call, which tells every step and when the first candidate returns."""
        returns = [
            at_s + error.retry_after_s - self._clock.now()
            for error, at_s in self._failures
            if error.retry_after_s is not None
        ]
        soonest_s = max(0.0, min(returns)) if returns else None
        errors = [error for error, _ in self._failures]
        error = final_error(errors, soonest_s, is_committed=self._is_committed)
        error.output_started = error.output_started or self._seen
        error.attempts = self._trail.records
        error.guide_at(self._job.docs_base)
        return error

    def _conclude(self, candidate: Candidate, outcome: Answered) -> Conclusion:
        result = outcome if isinstance(outcome, ProviderResult) else None
        attempts, cost_nano = self._trail.records, self._purse.cost_nano
        return Conclusion(result, candidate, attempts, cost_nano, self._first_token_s)
