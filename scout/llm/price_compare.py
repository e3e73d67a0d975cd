"""Holds the price rows against a second source, so that a wrong or old one is found by a machine.

The second source is the package genai-prices (extra `prices`), as it is installed; nothing is
asked of a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Final

from scout.errors import ConfigurationError
from scout.llm.catalog import CATALOG, Catalog
from scout.llm.cost import usd
from scout.llm.price_source import Listing, SecondSource
from scout.llm.pricing import Price, effective_price

if TYPE_CHECKING:
    from scout.llm.types import PriceRow

MAX_AGE_DAYS: Final = 90
"""Vendors change about every quarter what a model costs; an older row should be read again."""

_BUCKETS: Final = ("input", "output", "cache_read", "cache_write")


class Status(StrEnum):
    """What the second source says to a row."""

    SAME = "same"
    DIFFERS = "differs"
    STALE = "stale"
    """It says the same, or nothing, and the row was read too long ago, or nobody knows when."""
    UNKNOWN_THERE = "unknown there"


@dataclass(frozen=True, slots=True)
class PriceComparison:
    """One row, and what the second source says to it.

    Attributes:
        provider: Of the row.
        model: Of the row.
        status: How they compare.
        as_of: When the row was read.
        age_days: How long ago that was.
        differences: Where they differ, a line each.
        listed_as: The model's id in the second source, empty where it is not there.
    """

    provider: str
    model: str
    status: Status
    as_of: date | None
    age_days: int | None
    differences: tuple[str, ...]
    listed_as: str


def compare_prices(
    catalog: Catalog = CATALOG,
    *,
    at: datetime | None = None,
    max_age_days: int = MAX_AGE_DAYS,
    source: SecondSource | None = None,
) -> tuple[PriceComparison, ...]:
    """Compare every row of a catalog.

    Held against each other are the rates at a moment, those that begin later, those of each
    length of the prompt and of each hour of a weekday.

    Args:
        catalog: Whose rows.
        at: The moment, with its time zone; by default now.
        max_age_days: How old a row may be.
        source: Instead of genai-prices.

    Raises:
        ConfigurationError: The extra `prices` is not installed.
    """
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    other = source or genai_prices()
    return tuple(
        _compared(provider.name, model, row, at=moment, max_age_days=max_age_days, source=other)
        for provider in catalog.complete().providers.values()
        for model, row in provider.pricing.items()
    )


def genai_prices() -> SecondSource:
    """The package genai-prices as a second source.

    Raises:
        ConfigurationError: It is not installed.
    """
    try:
        from scout.llm.price_genai import GenaiPrices  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"comparing prices needs {error.name}; install scout-core with its extra 'prices'"
        ) from error
    return GenaiPrices()


def _compared(
    provider: str,
    model: str,
    row: PriceRow,
    *,
    at: datetime,
    max_age_days: int,
    source: SecondSource,
) -> PriceComparison:
    as_of = row.get("as_of")
    age_days = None if as_of is None else (at.date() - as_of).days
    listing = source.listing(provider, model)
    found = () if listing is None else tuple(_differences(provider, model, row, at, source))
    if found:
        status = Status.DIFFERS
    elif age_days is None or age_days > max_age_days:
        status = Status.STALE
    else:
        status = Status.UNKNOWN_THERE if listing is None else Status.SAME
    name = "" if listing is None else listing.model
    return PriceComparison(provider, model, status, as_of, age_days, found, name)


def _differences(
    provider: str, model: str, row: PriceRow, at: datetime, source: SecondSource
) -> Iterator[str]:
    """Each difference once, with the first moment and length at which it shows."""
    listing = source.listing(provider, model) or Listing(model)
    seen: set[tuple[Price | None, Price]] = set()
    for (when, moment), tokens in product(_moments(row, listing, at), _lengths(row, listing)):
        ours = effective_price(row, at=moment, prompt_tokens=tokens)
        theirs = source.price(provider, model, moment, tokens)
        if ours != theirs and (ours, theirs) not in seen:
            seen.add((ours, theirs))
            length = f"above {tokens - 1} tokens" if tokens else ""
            place = " ".join(part for part in (when, length) if part)
            yield f"{place}: {_told(ours, theirs)}" if place else _told(ours, theirs)


def _told(ours: Price | None, theirs: Price) -> str:
    """What two prices differ in: `input 3 here, 6 there`."""
    if ours is None:
        return "no price here, one there"
    pairs = [(bucket, _shown(ours, bucket), _shown(theirs, bucket)) for bucket in _BUCKETS]
    return ", ".join(
        f"{bucket.replace('_', ' ')} {here} here, {there} there"
        for bucket, here, there in pairs
        if here != there
    )


def _shown(price: Price, bucket: str) -> str:
    nano: int = getattr(price, f"{bucket}_nano_per_million")
    return f"{usd(nano).normalize():f}"


def _lengths(row: PriceRow, listing: Listing) -> list[int]:
    """Prompts of each length at which a rate may change: short, and one token above each bound."""
    ours = {tier["above_tokens"] for now in _chain(row) for tier in now.get("tiers", ())}
    return [0, *(bound + 1 for bound in sorted(ours | set(listing.bounds_tokens)))]


def _moments(row: PriceRow, listing: Listing, at: datetime) -> list[tuple[str, datetime]]:
    """Each day from now on, and each hour of it, at which a rate may change; and what to call it.

    Days are weekdays where hours count: the second source knows hours, and no weekends.
    """
    ends = [now["valid_until"] for now in _chain(row) if "valid_until" in now]
    starts = {*(end + timedelta(days=1) for end in ends), *listing.starts}
    later = sorted(day for day in starts if day > at.date())
    days = [("", at.date()), *((f"from {day}", day) for day in later)]
    hours = sorted({*listing.hours, *(time(hour % 24) for hour in _peak_hours(row))})
    if not hours:
        return [(when, datetime.combine(day, at.time(), UTC)) for when, day in days]
    return [
        (f"{when} at {hour:%H:%M} UTC".strip(), datetime.combine(_weekday(day), hour, UTC))
        for (when, day), hour in product(days, hours)
    ]


def _chain(row: PriceRow) -> Iterator[PriceRow]:
    current: PriceRow | None = row
    while current is not None:
        yield current
        current = current.get("then")


def _peak_hours(row: PriceRow) -> Iterator[int]:
    for now in _chain(row):
        for span in now["off_peak"]["peak_hours_utc"] if "off_peak" in now else ():
            yield from span


def _weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
