"""Makes the requests of one call: sets money aside, sends, follows, judges, and charges."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final, TypeAlias

from scout.errors import (
    CallError,
    CircuitEffect,
    DeadlineExceededError,
    LocalError,
    ProviderBugError,
    ProviderError,
    Sent,
)
from scout.llm.leases import Lease, give_back, record_outcome, record_pace
from scout.llm.outcome import (
    cut_short,
    fault_of,
    served_by,
    usage_of_failure,
    usage_so_far,
    with_usage,
)
from scout.llm.purse import Purse
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
    Step,
)
from scout.llm.turn import WAKE_MARGIN_S, Turn
from scout.llm.types import ProviderResult, Usage

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.job import Job, Shared
    from scout.llm.retry import RetryContext
    from scout.llm.trail import Trail

Answered: TypeAlias = ProviderResult | Abandoned

Verdict: TypeAlias = tuple[Answered | CallError, ProviderError | None, Usage | None]
"""What a call gets of a request, what went wrong with it, what it used."""

_ENDS_OF_STREAM: Final = (Ended, Interrupted)


class Attempts:
    """The requests of one call, made one at a time, and what they have come to.

    Args:
        job: What is asked, until when.
        shared: Keys, circuits, clock.
        context: Bound on sends.
        trail: Takes the records.
    """

    __slots__ = (
        "_clock",
        "_context",
        "_first_token_s",
        "_heard",
        "_job",
        "_purse",
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
        self._trail = trail
        self._first_token_s: float | None = None
        self._heard: Heard | None = None
        self._restart = ""
        self._seen = False

    @property
    def _is_committed(self) -> bool:
        """Whether the caller has seen content that may not be taken back."""
        return self._seen and not self._job.restart

    def _remaining_s(self) -> float:
        return self._job.deadline_s - self._clock.now()

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

    def _skip(self, candidate: Candidate, error: CallError, *, waited_s: float = 0.0) -> CallError:
        """Note a candidate that was passed over."""
        reason = f"{type(error).__name__}: {error.message}"
        self._trail.skipped(candidate, reason, waited_s=waited_s)
        return error
