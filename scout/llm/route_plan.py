"""What a dry run tells: every model that a call considers, its price, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from scout.llm.intent_types import Chosen


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A model that a call considers.

    Attributes:
        provider: Name of the provider row.
        model: The model id.
        tier: Its tier on the ladder of the intent, from 1; None for one that is named.
        reason: Why it is considered.
        dropped: Why it is not asked, as things stand; empty where it is.
        prompt_usd: What the prompt costs there, None where nobody knows the price.
        estimate_usd: What prompt and answer cost, the answer being of usual length.
        worst_usd: The most that one request may cost.
    """

    provider: str
    model: str
    tier: int | None
    reason: str
    dropped: str
    prompt_usd: Decimal | None
    estimate_usd: Decimal | None
    worst_usd: Decimal | None

    def __str__(self) -> str:
        tier = "" if self.tier is None else f"tier {self.tier}, "
        cost = "price unknown" if self.estimate_usd is None else f"about ${self.estimate_usd:f}"
        why = f"not asked: {self.dropped}" if self.dropped else self.reason
        return f"{self.provider}/{self.model}: {tier}{cost}; {why}"


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Whom a call would ask; nothing was sent.

    Attributes:
        chosen: Where a call that names no model begins, and why; None where a model is named.
        asked_first: The model that a real call asks for the intent, before all else; empty where
            it asks none.
        prompt_tokens: About how long the prompt is.
        answer_tokens: How long the answer is taken to be.
        rows: Every model once, in the order in which they are considered.
    """

    chosen: Chosen | None
    asked_first: str
    prompt_tokens: int
    answer_tokens: int
    rows: tuple[RouteRow, ...]

    @property
    def candidates(self) -> tuple[RouteRow, ...]:
        """Whom it would ask, in order; empty where nobody can be asked as things stand."""
        return tuple(row for row in self.rows if not row.dropped)

    def __str__(self) -> str:
        head = [] if self.chosen is None else [str(self.chosen)]
        return "\n".join([*head, *map(str, self.rows)])
