"""Sums up what the calls of an audit log came to: how they ended, who answered, how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from scout.audit_chain import Row


@dataclass(slots=True)
class Route:
    """What the requests to one model of one provider came to.

    Attributes:
        outcomes: How many ended how: `ok`, or the class of an error.
        durations_us: How long each took that was answered.
        nano_usd: What they cost, as far as a price is known.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    durations_us: list[int] = field(default_factory=list)
    nano_usd: int = 0

    @property
    def requests(self) -> int:
        """How many there were."""
        return self.outcomes.total()

    @property
    def failures(self) -> Mapping[str, int]:
        """How many failed, by class, the most frequent first."""
        return {name: count for name, count in self.outcomes.most_common() if name != "ok"}

    def duration_us(self, share: float) -> int | None:
        """How long the given share of the answers took at most, None without an answer."""
        ordered = sorted(self.durations_us)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


@dataclass(slots=True)
class Summary:
    """What the calls of a log came to.

    Attributes:
        outcomes: How many calls ended how.
        routes: What the requests came to, by provider and model.
        lost_rows: How many calls could not be written down.
        unreadable: Lines that are no rows.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    lost_rows: int = 0
    unreadable: int = 0

    def _add(self, body: Mapping[str, Any]) -> None:
        self.outcomes[body["outcome"]] += 1
        for step in body["attempts"]:
            if step["outcome"] == "skipped":
                continue
            route = self.routes.setdefault((step["provider"], step["model"]), Route())
            route.outcomes[step["outcome"]] += 1
            route.nano_usd += step["cost_nano_usd"] or 0
            if step["outcome"] == "ok":
                route.durations_us.append(step["duration_us"])


def summarise(
    rows: Iterable[Row | None], *, since: date | None = None, until: date | None = None
) -> Summary:
    """Sum up the rows of a log.

    Args:
        rows: As `scout.audit_read.rows` gives them.
        since: First day that counts, UTC.
        until: Last day that counts, UTC.
    """
    summary = Summary()
    for row in rows:
        if row is None:
            summary.unreadable += 1
            continue
        day = datetime.fromisoformat(row.at).astimezone(UTC).date()
        if (since is not None and day < since) or (until is not None and day > until):
            continue
        summary.lost_rows += row.lost
        if row.kind == "call":
            summary._add(row.body)
    return summary
