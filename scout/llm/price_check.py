"""Refuses a price row that is wrong, with the value, the place and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from scout.llm.pricing import nano_per_million

MAX_PER_MILLION: Final = 100_000.0
"""The dearest rate that is believed; past it the unit is wrong, not the vendor dear."""

_NICKNAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_REQUIRED = ("input_per_million", "output_per_million")
_RATES = (*_REQUIRED, "cache_read_per_million", "cache_write_per_million")
_ROW = frozenset(
    {*_RATES, "nickname", "tiers", "valid_until", "then", "off_peak", "as_of", "source"}
)
_TIER = frozenset({*_RATES, "above_tokens"})
_OFF_PEAK = frozenset({*_RATES, "peak_hours_utc", "peak_weekdays"})


def price_problems(row: object, place: str) -> Iterator[str]:
    """Everything that is wrong with a row, a sentence each.

    Args:
        row: The row as it was written.
        place: Where it stands, such as `price of 'acme-small-1'`.
    """
    yield from _rate_problems(row, place, _ROW)
    if not isinstance(row, Mapping):
        return
    yield from _fact_problems(row, place)
    yield from _tier_problems(row.get("tiers", ()), place)
    if "off_peak" in row:
        yield from _off_peak_problems(row["off_peak"], f"{place}: off_peak")
    if "then" in row:
        if "valid_until" not in row:
            yield f"{place}: 'then' never begins; give 'valid_until', the last day of this row"
        yield from price_problems(row["then"], f"{place}: then")


def _rate_problems(row: object, place: str, known: frozenset[str]) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield f"{place} is {row!r}; give a mapping with {', '.join(_REQUIRED)}"
        return
    for key in row.keys() - known:
        yield f"{place}: {key!r} is unknown; known are {', '.join(sorted(known))}"
    for key in _RATES:
        if key in _REQUIRED or key in row:
            yield from _amount_problems(row.get(key), f"{place}: {key}")


def _amount_problems(value: object, place: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"{place} is {value!r}; give US dollars per million tokens, as a number"
    elif not 0 <= value <= MAX_PER_MILLION:
        yield f"{place} is {value!r}; give US dollars per million tokens, 0 to {MAX_PER_MILLION:g}"
    else:
        try:
            nano_per_million(value)
        except ValueError as error:
            yield f"{place}: {error}; is it per token? Give US dollars per million"


def _fact_problems(row: Mapping[str, Any], place: str) -> Iterator[str]:
    nickname = row.get("nickname", "a")
    if not isinstance(nickname, str) or not _NICKNAME.fullmatch(nickname):
        yield (
            f"{place}: nickname is {nickname!r}; give up to 40 lower-case letters, digits, "
            "'_', '-', '.', and no '/'"
        )
    for key in ("valid_until", "as_of"):
        value = row.get(key, date.min)
        if not isinstance(value, date) or isinstance(value, datetime):
            yield f"{place}: {key} is {value!r}; give a datetime.date"
    if not isinstance(row.get("source", ""), str):
        yield f"{place}: source is {row['source']!r}; say in words where the price was read"


def _tier_problems(tiers: object, place: str) -> Iterator[str]:
    if not isinstance(tiers, tuple | list):
        yield f"{place}: tiers is {tiers!r}; give a tuple of tiers"
        return
    below = 0
    for at, tier in enumerate(tiers):
        where = f"{place}: tiers[{at}]"
        problems = list(_rate_problems(tier, where, _TIER))
        yield from problems
        above = None if problems else tier.get("above_tokens")
        if not problems and (type(above) is not int or above <= below):
            yield f"{where}: above_tokens is {above!r}; give a whole number above {below}"
        below = above if isinstance(above, int) else below


def _off_peak_problems(rates: object, place: str) -> Iterator[str]:
    problems = list(_rate_problems(rates, place, _OFF_PEAK))
    yield from problems
    if problems or not isinstance(rates, Mapping):
        return
    hours = rates.get("peak_hours_utc")
    if not isinstance(hours, tuple | list) or not hours or not all(map(_is_span, hours)):
        yield f"{place}: peak_hours_utc is {hours!r}; give pairs such as (1, 4), from 0 to 24"
    days = rates.get("peak_weekdays")
    if not isinstance(days, tuple | list) or not all(day in range(7) for day in days):
        yield f"{place}: peak_weekdays is {days!r}; give numbers from 0, Monday, to 6"


def _is_span(span: object) -> bool:
    match span:
        case (int(start), int(end)):
            return 0 <= start < end <= 24
        case _:
            return False
