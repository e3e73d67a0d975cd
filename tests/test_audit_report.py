"""What the calls of a log came to, summed up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scout.audit_chain import Row
from scout.audit_report import Route, summarise


def row(
    outcome: str, *steps: tuple[str, int], day: int = 22, lost: int = 0, kind: str = "call"
) -> Row:
    """A row of a call with steps that ended so and took so long."""
    attempts = [
        {
            "provider": "groq",
            "model": "m",
            "outcome": end,
            "duration_us": took,
            "cost_nano_usd": None if end == "skipped" else 5,
        }
        for end, took in steps
    ]
    body: dict[str, Any] = {"outcome": outcome, "attempts": attempts}
    at = f"2026-11-{day}T12:00:00.000000+00:00"
    return Row("w", 1, "", 1, "", at, kind, lost, [], body, "")


def test_calls_and_requests_are_counted_by_their_end() -> None:
    """A call that was answered at the second try is one answer and one failure of its route."""
    summary = summarise(
        [
            row("ok", ("ServerError", 9), ("ok", 30)),
            row("ok", ("skipped", 0), ("ok", 10)),
            row("ServerError", ("ServerError", 8), ("RateLimitedError", 1)),
        ]
    )
    assert summary.outcomes == {"ok": 2, "ServerError": 1}
    route = summary.routes["groq", "m"]
    assert (route.requests, route.outcomes["ok"], route.nano_usd) == (5, 2, 25)
    assert list(route.failures.items()) == [("ServerError", 2), ("RateLimitedError", 1)]
    assert route.durations_us == [30, 10]


def test_what_is_no_call_and_what_is_missing_is_told_apart() -> None:
    """Lines that are no rows, rows that could not be written, first rows of writers."""
    summary = summarise([None, row("ok", lost=3), row("", kind="opened", lost=2), None])
    assert (summary.unreadable, summary.lost_rows, summary.outcomes.total()) == (2, 5, 1)


def test_days_bound_what_counts() -> None:
    """Both ends included."""
    rows = [row("ok", day=day) for day in (20, 21, 22, 23)]
    assert summarise(rows, since=date(2026, 11, 21)).outcomes.total() == 3
    assert summarise(rows, until=date(2026, 11, 21)).outcomes.total() == 2
    both = summarise(rows, since=date(2026, 11, 22), until=date(2026, 11, 22))
    assert both.outcomes.total() == 1


@pytest.mark.parametrize(
    ("durations", "share", "wanted"),
    [([], 0.5, None), ([7], 0.95, 7), ([3, 1, 2], 0.5, 2), (list(range(100)), 0.95, 95)],
)
def test_a_share_of_the_answers_took_at_most(
    durations: list[int], share: float, wanted: int | None
) -> None:
    """A percentile is one of the durations."""
    assert Route(durations_us=durations).duration_us(share) == wanted
