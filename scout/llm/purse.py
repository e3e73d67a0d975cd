"""The money of one call: what it may cost at worst, what it has cost, who refuses it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from scout.errors import BudgetExceededError, LocalError, UnknownPriceError
from scout.llm.cost import cost_nano_usd, most_nano_usd, usd, worst_case_nano_usd
from scout.llm.pricing import Price, effective_price
from scout.llm.prompt_size import PromptSize
from scout.llm.steps import Answer, Reserve, Settle
from scout.llm.types import Call, Usage

if TYPE_CHECKING:
    from scout.llm.clock import Clock
    from scout.llm.dispatch import Candidate
    from scout.llm.job import Job

UNKNOWN_OUTPUT_TOKENS = 32_768
"""Output limit that a reservation assumes where neither caller nor model states one.

No model of the built-in rows without a stated limit writes more in one answer.
"""

_NOTHING: Final[tuple[int, Candidate | None]] = (0, None)


class Purse:
    """Reserves and charges for one call.

    Args:
        job: Its limits.
        clock: For prices that go by the date or the hour.
    """

    __slots__ = (
        "_clock",
        "_held_nano",
        "_job",
        "_topped_nano",
        "_unsettled",
        "_worst_of_attempt",
        "size",
        "spent_nano",
        "unpriced",
    )

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job = job
        self._clock = clock
        self.size = PromptSize(job.call, job.counter)
        self._held_nano: int | None = None
        self._worst_of_attempt = 0
        self._topped_nano = 0
        self._unsettled = _NOTHING
        self.spent_nano = 0
        self.unpriced = False

    @property
    def prompt_tokens(self) -> int:
        """About how long the prompt is."""
        return self.size.estimate

    @property
    def cost_nano(self) -> int | None:
        """What the call has cost so far, None where an attempt has no price."""
        return None if self.unpriced else self.spent_nano

    def needed(self, candidate: Candidate, call: Call) -> Reserve | LocalError | None:
        """What is to be set aside for one request, its worst case, or why it may not be made.

        What an earlier attempt of the call left over counts: only the difference is added.
        """
        job = self._job
        if not job.budgeted and job.max_cost_nano_usd is None:
            return None
        worst = self._worst_nano(candidate, call)
        if worst is None:
            return None if job.unpriced_allowed else _unpriced(candidate)
        self._worst_of_attempt, self._topped_nano = worst, 0
        if job.max_cost_nano_usd is not None:
            left = job.max_cost_nano_usd - self.spent_nano
            if worst > left:
                return _over_own_limit(candidate, worst, left)
        held = self._held_nano
        if not job.budgeted or (held is not None and held >= worst):
            return None
        return Reserve(worst - (held or 0))

    def reserved(self, candidate: Candidate, step: Reserve, answer: Answer) -> LocalError | None:
        """Note what the budget said to a step; its refusal, if it is one."""
        if isinstance(answer, LocalError):
            answer.provider, answer.model = candidate.key
            return answer
        self._held_nano = (self._held_nano or 0) + step.amount_nano_usd
        return None

    def output_bound(self, candidate: Candidate, call: Call) -> int | None:
        """How much output of an answer is paid for, None where nobody counts."""
        job = self._job
        limited = job.budgeted or job.max_cost_nano_usd is not None
        if not limited or candidate.price is None:
            return None
        return call.max_output_tokens or candidate.model.max_output_tokens or UNKNOWN_OUTPUT_TOKENS

    def needed_beyond(
        self, candidate: Candidate, output_tokens: int
    ) -> Reserve | LocalError | None:
        """What is to be set aside for further output of a stream, or why it may not go on."""
        price = self._price(candidate, self.prompt_tokens)
        if price is None:
            return _unpriced(candidate)
        more = cost_nano_usd(Usage(output_tokens=output_tokens), price)
        limit = self._job.max_cost_nano_usd
        self._topped_nano += more
        left = None if limit is None else limit - self.spent_nano - self._worst_of_attempt
        if left is not None and self._topped_nano > left:
            return _over_own_limit(candidate, self._topped_nano, max(0, left))
        return Reserve(more) if self._job.budgeted else None

    def charge(self, candidate: Candidate, usage: Usage | None) -> int | None:
        """Add the cost of one attempt; 0 where nothing was used, None where it has no price."""
        if usage is None:
            return 0
        price = self._price(candidate, usage.prompt_tokens)
        if price is None:
            self.unpriced = True
            return None
        cost = cost_nano_usd(usage, price)
        self.spent_nano += cost
        self._unsettled = cost, candidate
        return cost

    def due(self, *, final: bool = False) -> Settle | None:
        """What the budget, where there is one, is to be told: the last charge; at the end, that."""
        (spent, candidate), self._unsettled = self._unsettled, _NOTHING
        if not self._job.budgeted or not (spent or final):
            return None
        self._held_nano = max(0, (self._held_nano or 0) - spent)
        return Settle(spent, final, candidate)

    def _price(self, candidate: Candidate, prompt_tokens: int) -> Price | None:
        row = candidate.price
        if row is None:
            return None
        flat = candidate.flat_price
        return flat or effective_price(row, at=self._now(), prompt_tokens=prompt_tokens)

    def _worst_nano(self, candidate: Candidate, call: Call) -> int | None:
        row = candidate.price
        if row is None:
            return None
        known = candidate.model.max_output_tokens or UNKNOWN_OUTPUT_TOKENS
        output = call.max_output_tokens or known
        if candidate.flat_price is not None:
            return most_nano_usd([candidate.flat_price], self.size.bound, output)
        return worst_case_nano_usd(row, self.size.bound, output, at=self._now())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.wall(), UTC)


def _unpriced(candidate: Candidate) -> UnknownPriceError:
    provider, model = candidate.key
    message = "a budget is set and the model has no price; price it, or allow unknown prices"
    return UnknownPriceError(message, provider=provider, model=model)


def _over_own_limit(candidate: Candidate, worst: int, left: int) -> BudgetExceededError:
    provider, model = candidate.key
    refusal = BudgetExceededError(
        f"may cost up to ${usd(worst):f} and the call has ${usd(left):f} left; raise "
        "max_cost_usd or lower max_output_tokens",
        provider=provider,
        model=model,
    )
    refusal.scope = "call"
    return refusal
