"""A second source finds the price row that is wrong, old or alone, and says where it shows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from scout.errors import ConfigurationError
from scout.llm.catalog import Catalog
from scout.llm.price_compare import PriceComparison, Status, compare_prices, genai_prices
from scout.llm.price_source import Listing, as_price
from scout.llm.pricing import Price, effective_price, price_at
from scout.llm.types import PriceRow
from tests.llm.rows import provider
from tools.compare_prices import BUILT_IN, findings, main
from tools.price_exceptions import EXCEPTIONS, NOT_LISTED

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
AS_OF = date(2026, 11, 1)
PLAIN: PriceRow = {"input_per_million": 1.0, "output_per_million": 4.0, "as_of": AS_OF}
DEAR = price_at({"input_per_million": 2.0, "output_per_million": 4.0})
OURS = price_at(PLAIN)

Rates = Callable[[datetime, int], Price]


@dataclass
class Other:
    """A second source that is made up."""

    rates: Rates = field(default=lambda at, tokens: OURS)
    listed: Listing | None = field(default_factory=lambda: Listing("m"))

    def listing(self, provider: str, model: str) -> Listing | None:
        """The same for every model."""
        return self.listed

    def price(self, provider: str, model: str, at: datetime, prompt_tokens: int) -> Price:
        """As the test has it."""
        return self.rates(at, prompt_tokens)


def compared(row: Mapping[str, Any], other: Other, **options: Any) -> PriceComparison:
    """What comes out for one row."""
    catalog = Catalog()
    catalog.add(provider("acme", ["m"], pricing={"m": row}))
    (one,) = compare_prices(catalog, source=other, **{"at": NOON, **options})
    return one


def test_a_row_that_is_the_same_is_the_same() -> None:
    """With the day on which it was read, and how long ago that was."""
    assert compared(PLAIN, Other()) == PriceComparison("acme", "m", Status.SAME, AS_OF, 21, (), "m")


def test_a_rate_that_differs_is_named_with_both_figures() -> None:
    """Only the buckets that differ."""
    one = compared(PLAIN, Other(lambda *_: DEAR))
    assert one.status is Status.DIFFERS
    assert one.differences == (
        "input 1 here, 2 there, cache read 1 here, 2 there, cache write 1 here, 2 there",
    )


@pytest.mark.parametrize("known_to", ["both", "us", "them"])
def test_a_rate_of_long_prompts_is_compared_whoever_knows_of_it(known_to: str) -> None:
    """One token above each bound of either side."""
    tier: Any = {"above_tokens": 100, "input_per_million": 9.0, "output_per_million": 4.0}
    row = PLAIN if known_to == "them" else {**PLAIN, "tiers": (tier,)}
    bounds = () if known_to == "us" else (100,)

    def rates(_: datetime, tokens: int) -> Price:
        return DEAR if tokens > 100 and known_to != "us" else OURS

    one = compared(row, Other(rates, Listing("m", bounds_tokens=bounds)))
    here, there = (9 if known_to != "them" else 1), (2 if known_to != "us" else 1)
    assert len(one.differences) == 1
    assert one.differences[0].startswith(f"above 100 tokens: input {here} here, {there} there")


def test_a_price_that_begins_later_is_compared_on_its_first_day() -> None:
    """Also one that only the second source has announced."""
    row: PriceRow = {**PLAIN, "valid_until": date(2026, 12, 31), "then": {**PLAIN}}
    listing = Listing("m", starts=(date(2026, 1, 1), date(2027, 2, 1)))

    def rates(at: datetime, _: int) -> Price:
        return DEAR if at.date() >= date(2027, 1, 1) else OURS

    one = compared(row, Other(rates, listing))
    assert [line.partition(":")[0] for line in one.differences] == ["from 2027-01-01"]
    announced = compared(PLAIN, Other(rates, listing))
    assert [line.partition(":")[0] for line in announced.differences] == ["from 2027-02-01"]


def test_a_price_that_ended_here_and_not_there_differs() -> None:
    """The row names no successor."""
    one = compared({**PLAIN, "valid_until": date(2026, 11, 10)}, Other())
    assert one.differences == ("no price here, one there",)


@pytest.mark.parametrize("day", [21, 22, 23], ids=["Saturday", "Sunday", "Monday"])
@pytest.mark.parametrize("known_to", ["us", "them"])
def test_busy_hours_are_compared_on_a_weekday(known_to: str, day: int) -> None:
    """The second source knows no weekends; on Sunday both would be right."""
    busy: Any = {
        "input_per_million": 0.5,
        "output_per_million": 4.0,
        "peak_hours_utc": ((1, 4),),
        "peak_weekdays": (0, 1, 2, 3, 4),
    }
    calm = price_at(busy)

    def rates(at: datetime, _: int) -> Price:
        assert at.weekday() == 0
        return OURS if 1 <= at.hour < 4 or known_to == "us" else calm

    hours = (time(1), time(4)) if known_to == "them" else ()
    row: Any = {**PLAIN, "off_peak": busy} if known_to == "us" else PLAIN
    at = NOON.replace(day=day)
    one = compared(row, Other(rates, Listing("m", hours=hours)), at=at)
    assert [line.partition(": ")[0] for line in one.differences] == ["at 04:00 UTC"]
    other = Other(rates, Listing("m", hours=(time(1),)))
    both = compared({**PLAIN, "off_peak": busy}, other, at=at)
    assert (both.status is Status.SAME) == (known_to == "them")


@pytest.mark.parametrize(
    ("age_days", "status"), [(90, Status.SAME), (91, Status.STALE), (None, Status.STALE)]
)
def test_a_row_that_was_read_long_ago_is_stale(age_days: int | None, status: Status) -> None:
    """And so is one that does not say when it was read."""
    row = {key: value for key, value in PLAIN.items() if key != "as_of"}
    if age_days is not None:
        row["as_of"] = date.fromordinal(NOON.date().toordinal() - age_days)
    one = compared(row, Other(), max_age_days=90)
    assert (one.status, one.age_days) == (status, age_days)


def test_a_model_that_nobody_else_lists_is_unknown_there() -> None:
    """Which is no fault, but no confirmation either."""
    one = compared(PLAIN, Other(listed=None))
    assert (one.status, one.listed_as) == (Status.UNKNOWN_THERE, "")
    assert compared(PLAIN, Other(listed=None), max_age_days=1).status is Status.STALE


def test_rates_are_read_exactly() -> None:
    """In whole nano-dollars, or not at all."""
    one = Decimal("0.000000001")
    assert as_price(one, one, one, one).input_nano_per_million == 1
    with pytest.raises(ValueError, match="more than nine decimals"):
        as_price(one / 2, one, one, one)


# -- the built-in rows and genai-prices, as it is pinned --


def test_the_second_source_is_read_as_it_means_it() -> None:
    """Tiers, dates, hours, other names for the same model, and what it does not have."""
    source = genai_prices()
    tiered = source.listing("anthropic", "claude-haiku-5-5")
    assert tiered is not None
    assert tiered.bounds_tokens == [100_000]
    above = source.price("anthropic", "claude-haiku-5-5", NOON, 100_001)
    assert (above.input_per_million, above.cache_write_per_million) == (
        Decimal("0.5"),
        Decimal("0.625"),
    )
    at_bound = source.price("anthropic", "claude-haiku-5-5", NOON, 100_000)
    assert at_bound.input_per_million == Decimal("0.1")
    dated = source.listing("google", "gemini-4-argon")
    assert dated is not None
    assert date(2026, 12, 1) in dated.starts
    hourly = source.listing("deepseek", "deepseek-flash")
    assert hourly is not None
    assert {time(1), time(4), time(6), time(10)} == set(hourly.hours)
    alias = source.listing("openai", "gpt-5.6")
    assert alias is not None
    assert alias.model == "gpt-5.6-sol"
    assert source.listing("minimax", "MiniMax-Text-01") is None


def built_in_rows(at: datetime) -> list[PriceComparison]:
    """The comparison of the rows that come with scout."""
    return [one for one in compare_prices(at=at) if one.provider in BUILT_IN]


def test_every_built_in_row_agrees_or_is_argued() -> None:
    """Now, after each price that ends, and at each hour; and no argument is left over."""
    rows = built_in_rows(NOON)
    assert len(rows) > 80
    assert list(findings(rows)) == []
    assert {Status.SAME, Status.DIFFERS, Status.UNKNOWN_THERE} == {one.status for one in rows}
    for reasons in EXCEPTIONS.values():
        assert all(len(reason) > 40 for reason in reasons.values()), "an argument, not a word"


def test_a_built_in_row_that_is_altered_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is of the rows themselves, not of a copy."""
    rows = {one.model: one for one in built_in_rows(NOON)}
    assert rows["gpt-4o-mini"].status is Status.SAME
    real = effective_price

    def altered(row: PriceRow, **options: Any) -> Price | None:
        price = real(row, **options)
        is_meant = price is not None and price.input_per_million == Decimal("0.15")
        return DEAR if is_meant else price

    monkeypatch.setattr("scout.llm.price_compare.effective_price", altered)
    found = list(findings(built_in_rows(NOON)))
    assert any(line.startswith("openai/gpt-4o-mini differs: input 2 here") for line in found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"differences": ("input 1 here, 2 there",)}, "acme/m differs: input 1 here, 2 there"),
        ({"status": Status.STALE}, "acme/m is old: it was read on 2026-11-01; read it again"),
        (
            {"status": Status.STALE, "as_of": None},
            "acme/m is old: it was read on an unknown day; read it again",
        ),
        ({"listed_as": ""}, "acme/m is not listed there"),
    ],
)
def test_what_nobody_argued_is_a_finding(change: dict[str, Any], said: str) -> None:
    """A difference, an old row, a row without a second source."""
    facts: dict[str, Any] = {
        "provider": "acme",
        "model": "m",
        "status": Status.SAME,
        "as_of": AS_OF,
        "age_days": 21,
        "differences": (),
        "listed_as": "m",
    }
    assert list(findings([PriceComparison(**facts)], {}, {})) == []
    assert list(findings([PriceComparison(**(facts | change))], {}, {})) == [said]


def test_an_argument_holds_for_one_difference_only() -> None:
    """Another one is reported, and so is an argument that nothing needs any more."""
    one = PriceComparison("acme", "m", Status.DIFFERS, AS_OF, 1, ("new",), "m")
    assert list(findings([one], {("acme", "m"): {"old": "why"}}, {("acme", "m"): "why"})) == [
        "acme/m differs: new",
        "acme/m needs no exception any more: old",
        "acme/m is listed there",
    ]


def test_the_command_prints_the_table_and_fails_on_an_old_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`nox -s prices`: with a fixed day it passes, three months later the rows are too old."""
    assert main(["--at", "2026-11-22"]) == 0
    printed = capsys.readouterr().out
    assert "every difference is argued, no row is old" in printed
    assert "NOT ARGUED" not in printed
    assert main(["--at", "2027-02-21"]) == 1
    assert "openai/gpt-4o-mini is old: it was read on 2026-11-22" in capsys.readouterr().out
    assert main(["--at", "2027-02-21", "--max-age-days", "365"]) == 0


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is asked for only here."""
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    monkeypatch.delitem(sys.modules, "scout.llm.price_genai", raising=False)
    with pytest.raises(ConfigurationError, match="extra 'prices'"):
        compare_prices(at=NOON)


def test_every_argument_names_a_row() -> None:
    """No argument for what is not there."""
    known = {(one.provider, one.model) for one in built_in_rows(NOON)}
    assert EXCEPTIONS.keys() | NOT_LISTED.keys() <= known
