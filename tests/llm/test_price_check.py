"""A wrong price row is refused with the value, the place and the remedy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from scout.llm.price_check import price_problems

GOOD: dict[str, Any] = {
    "input_per_million": 1.25,
    "output_per_million": 10,
    "nickname": "galaxy_brain",
    "cache_read_per_million": 0.125,
    "cache_write_per_million": 0,
    "tiers": ({"above_tokens": 200_000, "input_per_million": 2.5, "output_per_million": 15.0},),
    "off_peak": {
        "input_per_million": 0.5,
        "output_per_million": 5.0,
        "peak_hours_utc": ((1, 4), (6, 24)),
        "peak_weekdays": (0, 6),
    },
    "valid_until": date(2026, 12, 31),
    "then": {"input_per_million": 2.5, "output_per_million": 20.0},
    "as_of": date(2026, 11, 22),
    "source": "the price page",
}


def with_change(path: str, value: object) -> dict[str, Any]:
    """The good row with one value changed, or taken out where the value is `...`."""

    def change(row: Any, keys: list[str]) -> Any:
        key, *rest = keys
        if isinstance(row, tuple):
            items = list(row)
            items[int(key)] = change(items[int(key)], rest) if rest else value
            return tuple(items)
        changed = {**row, key: change(row[key], rest) if rest else value}
        return {k: v for k, v in changed.items() if v is not ...}

    changed: dict[str, Any] = change(GOOD, path.split("."))
    return changed


def test_a_sound_row_has_no_problem() -> None:
    """With every field that there is."""
    assert list(price_problems(GOOD, "row")) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("input_per_million", ..., "row: input_per_million is None"),
        ("output_per_million", "10", "row: output_per_million is '10'"),
        ("input_per_million", True, "row: input_per_million is True"),
        ("input_per_million", -0.1, "row: input_per_million is -0.1"),
        ("input_per_million", float("nan"), "row: input_per_million is nan"),
        ("input_per_million", float("inf"), "row: input_per_million is inf"),
        ("input_per_million", 2_000_000, "0 to 100000"),
        ("input_per_million", 1.25e-10, "is it per token?"),
        ("cache_read_per_million", None, "row: cache_read_per_million is None"),
        ("cached_per_million", 1.0, "row: 'cached_per_million' is unknown; known are"),
        ("nickname", "Galaxy Brain", "row: nickname is 'Galaxy Brain'"),
        ("nickname", "a/b", "no '/'"),
        ("nickname", "", "row: nickname is ''"),
        ("nickname", 5, "row: nickname is 5"),
        ("tiers", 5, "row: tiers is 5"),
        ("tiers.0", 5, "row: tiers[0] is 5"),
        ("tiers.0.above_tokens", 0, "row: tiers[0]: above_tokens is 0; give a whole number"),
        ("tiers.0.above_tokens", 2.5, "row: tiers[0]: above_tokens is 2.5"),
        ("tiers.0.above_tokens", ..., "row: tiers[0]: above_tokens is None"),
        ("tiers.0.output_per_million", -1, "row: tiers[0]: output_per_million is -1"),
        ("tiers", GOOD["tiers"] * 2, "row: tiers[1]: above_tokens is 200000"),
        ("off_peak", 5, "row: off_peak is 5"),
        ("off_peak.peak_hours_utc", ..., "row: off_peak: peak_hours_utc is None"),
        ("off_peak.peak_hours_utc", (), "row: off_peak: peak_hours_utc is ()"),
        ("off_peak.peak_hours_utc", ((4, 1),), "peak_hours_utc is ((4, 1),)"),
        ("off_peak.peak_hours_utc", ((4, 4),), "peak_hours_utc is ((4, 4),)"),
        ("off_peak.peak_hours_utc", ((0, 25),), "peak_hours_utc is ((0, 25),)"),
        ("off_peak.peak_hours_utc", (1, 4), "peak_hours_utc is (1, 4)"),
        ("off_peak.peak_weekdays", (7,), "peak_weekdays is (7,)"),
        ("off_peak.peak_weekdays", ([],), "peak_weekdays is ([],)"),
        ("off_peak.input_per_million", None, "row: off_peak: input_per_million is None"),
        ("valid_until", ..., "row: 'then' never begins"),
        ("valid_until", "2026-12-31", "row: valid_until is '2026-12-31'"),
        ("then.input_per_million", -1, "row: then: input_per_million is -1"),
        ("then", 5, "row: then is 5"),
        ("as_of", datetime(2026, 11, 22, tzinfo=UTC), "row: as_of is datetime.datetime"),
        ("source", None, "row: source is None"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(path: str, value: object, said: str) -> None:
    """One change, one problem, and it says what is there and what belongs there."""
    problems = list(price_problems(with_change(path, value), "row"))
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize("row", [None, 5, "x", [], ()])
def test_a_row_that_is_none_is_named(row: Any) -> None:
    """Whatever stands in its place."""
    problems = list(price_problems(row, "row"))
    assert len(problems) == 1
    assert "give a mapping" in problems[0]
