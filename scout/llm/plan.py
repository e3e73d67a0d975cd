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
from typing import TYPE_CHECKING, TypeAlias

from scout.errors import (
    CallError,
    ContextLengthError,
    ModelNotFoundError,
    Onward,
    ProviderBugError,
    ProviderError,
    Sent,
)
from scout.llm.attempts import Answered, Attempts
from scout.llm.dispatch import Candidate, replacement_of
from scout.llm.job import Conclusion, Job, Shared
from scout.llm.leases import take_lease
from scout.llm.outcome import (
    final_error,
    fit_call,
    larger_of,
    misfit,
)
from scout.llm.retry import RetryContext
from scout.llm.steps import (
    Answer,
    Sleep,
    Step,
)
from scout.llm.trail import Trail
from scout.llm.turn import Turn
from scout.llm.types import ProviderResult

if TYPE_CHECKING:
    from scout.llm.providers.client import ProviderClient

Plan: TypeAlias = Generator[Step, Answer, Conclusion]


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


class _CallPlan(Attempts):
    """Asks one candidate after the other."""

    __slots__ = ("_considered", "_failures", "_queue")

    def __init__(self, job: Job, shared: Shared, context: RetryContext, trail: Trail) -> None:
        super().__init__(job, shared, context, trail)
        self._queue = job.candidates
        self._considered: tuple[tuple[str, str], ...] = ()
        self._failures: tuple[tuple[CallError, float], ...] = ()

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

    def _may_repeat(self) -> bool:
        return not self._is_committed and self._context.admits(self._purse.prompt_tokens)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.wall(), UTC).date()

    def _fitting(self, wait_s: float | None, turn: Turn) -> float | None:
        """The wait, if it ends while this candidate still has time."""
        fits = wait_s is not None and wait_s < turn.share_s(self._remaining_s())
        return wait_s if fits else None

    # -- ends --

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
