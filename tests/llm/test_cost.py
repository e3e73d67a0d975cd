"""Usage times price, exactly; and the bound that a reservation needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.catalog import Catalog
from scout.llm.cost import (
    cost_nano_usd,
    get_provider_for_model,
    is_free_model,
    nano_usd,
    spent_usd,
    usd,
    worst_case_nano_usd,
)
from scout.llm.pricing import Price, effective_price
from scout.llm.types import AttemptRecord, PriceRow, Usage
from tests.llm.rows import gone, priced, provider

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_dollar_and_a_quarter_per_million_is_1250_nano_dollars_a_token() -> None:
    """The unit of every ledger."""
    price = effective_price({"input_per_million": 1.25, "output_per_million": 10.0}, at=NOW)
    assert price is not None
    assert cost_nano_usd(Usage(input_tokens=1), price) == 1250
    assert cost_nano_usd(Usage(output_tokens=1), price) == 10_000


def test_every_bucket_is_billed_once_and_at_its_own_rate() -> None:
    """Cached tokens at their rates, reasoning as output: a known answer."""
    row: PriceRow = {
        "input_per_million": 3.0,
        "output_per_million": 15.0,
        "cache_read_per_million": 0.3,
        "cache_write_per_million": 3.75,
    }
    price = effective_price(row, at=NOW)
    assert price is not None
    usage = Usage(
        input_tokens=1000,
        cache_read_tokens=10_000,
        cache_write_tokens=2000,
        output_tokens=500,
        reasoning_tokens=1500,
    )
    # 3.0 m$ + 3.0 m$ + 7.5 m$ + 7.5 m$ + 22.5 m$
    assert usd(cost_nano_usd(usage, price)) == Decimal("0.0435")


def test_part_of_a_nano_dollar_counts_as_one() -> None:
    """$0.0375 a million is 37.5 nano-dollars a token; a bill is never understated."""
    price = effective_price({"input_per_million": 0.0375, "output_per_million": 0.0}, at=NOW)
    assert price is not None
    assert [cost_nano_usd(Usage(input_tokens=n), price) for n in (0, 1, 2, 3)] == [0, 38, 75, 113]


RATE = st.integers(0, 10**12)
PRICES = st.builds(Price, RATE, RATE, RATE, RATE)
TOKENS = st.integers(0, 10**10)
USAGES = st.builds(Usage, TOKENS, TOKENS, TOKENS, TOKENS, TOKENS)


@given(USAGES, PRICES)
def test_cost_is_the_exact_sum_rounded_up_once(usage: Usage, price: Price) -> None:
    """Held against fractions of dollars."""
    dollars = (
        usage.input_tokens * Fraction(price.input_per_million)
        + usage.cache_read_tokens * Fraction(price.cache_read_per_million)
        + usage.cache_write_tokens * Fraction(price.cache_write_per_million)
        + (usage.output_tokens + usage.reasoning_tokens) * Fraction(price.output_per_million)
    ) / 10**6
    assert cost_nano_usd(usage, price) == ceil(dollars * 10**9)


@given(st.integers(0, 10**30))
def test_nano_dollars_become_dollars_without_loss(nano: int) -> None:
    """More digits than the decimal context holds, too."""
    assert Fraction(usd(nano)) == Fraction(nano, 10**9)


DOLLARS = st.integers(0, 10**5).map(lambda cents: cents / 100)


@st.composite
def rows(draw: st.DrawFn) -> PriceRow:
    """Rows with cached rates, tiers, hours and an end, each sometimes."""

    def rates() -> PriceRow:
        row: PriceRow = {"input_per_million": draw(DOLLARS), "output_per_million": draw(DOLLARS)}
        if draw(st.booleans()):
            row["cache_write_per_million"] = draw(DOLLARS)
        if draw(st.booleans()):
            row["cache_read_per_million"] = min(draw(DOLLARS), row["input_per_million"])
        return row

    row = rates()
    bounds = sorted(draw(st.sets(st.integers(1, 1000), max_size=3)))
    row["tiers"] = tuple({**rates(), "above_tokens": bound} for bound in bounds)  # type: ignore[typeddict-unknown-key] # built from parts
    if draw(st.booleans()):
        row["valid_until"] = NOW.date()
        row["then"] = rates()
    return row


@given(row=rows(), bound=st.integers(0, 1200), data=st.data())
def test_no_request_costs_more_than_its_worst_case(
    row: PriceRow, bound: int, data: st.DataObject
) -> None:
    """Whatever part was cached, however short the prompt, also past midnight."""
    worst = worst_case_nano_usd(row, bound, 100, NOW)
    prompt = data.draw(st.integers(0, bound))
    read = data.draw(st.integers(0, prompt))
    write = data.draw(st.integers(0, prompt - read))
    output = data.draw(st.integers(0, 100))
    usage = Usage(prompt - read - write, read, write, output, 100 - output)
    at = NOW + data.draw(st.sampled_from([timedelta(0), timedelta(hours=13)]))
    price = effective_price(row, at=at, prompt_tokens=prompt)
    assert price is not None
    assert worst is not None
    assert cost_nano_usd(usage, price) <= worst


def test_a_worst_case_is_not_dearer_than_it_must_be() -> None:
    """A tier out of reach does not count."""
    row: PriceRow = {
        **priced(cost=1),  # type: ignore[typeddict-item] # a plain row
        "tiers": ({"above_tokens": 100, "input_per_million": 9.0, "output_per_million": 9.0},),
    }
    assert worst_case_nano_usd(row, 100, 10, NOW) == 100 * 1000 + 10 * 2000
    assert worst_case_nano_usd(row, 101, 10, NOW) == 101 * 9000 + 10 * 9000


def test_at_worst_the_whole_prompt_is_written_to_a_cache() -> None:
    """Where that is dearer than reading it afresh."""
    row: PriceRow = {**priced(cost=1), "cache_write_per_million": 1.25}  # type: ignore[typeddict-item] # a plain row
    assert worst_case_nano_usd(row, 1000, 0, NOW) == 1_250_000


def test_a_price_that_ended_has_no_worst_case() -> None:
    """Unknown is not 0."""
    row: PriceRow = {**priced(), "valid_until": date(2020, 1, 1)}  # type: ignore[typeddict-item] # a plain row
    assert worst_case_nano_usd(row, 1, 1, NOW) is None


@pytest.fixture
def shop() -> Catalog:
    """A vendor with a priced, a free, a half free, an unpriced and a replaced model."""
    free = {"input_per_million": 0, "output_per_million": 0}
    tier = {"above_tokens": 10, "input_per_million": 1, "output_per_million": 1}
    catalog = Catalog()
    catalog.add(
        provider(
            "acme",
            ["a-1", "free", "half", "later", "unpriced", gone("a-0", "free")],
            prefixes=["a-"],
            pricing={
                "a-1": priced("ace"),
                "free": {**free, "nickname": "gratis"},
                "half": {**free, "tiers": (tier,)},
                "later": {**priced(), "valid_until": date(2020, 1, 1), "then": free},
                "a-0": priced("old"),
            },
        )
    )
    return catalog


@pytest.mark.parametrize("name", ["a-1", "acme/x", "ace", "a-unheard-of", "unpriced"])
def test_a_provider_is_known_for_every_name_that_leads_to_it(shop: Catalog, name: str) -> None:
    """By id, address, nickname and prefix."""
    assert get_provider_for_model(name, catalog=shop) == "acme"


def test_a_name_that_leads_nowhere_has_no_provider(shop: Catalog) -> None:
    """And raises nothing."""
    assert get_provider_for_model("unheard-of", catalog=shop) is None


@pytest.mark.parametrize(
    ("name", "is_free"),
    [
        ("free", True),
        ("acme/free", True),
        ("gratis", True),
        ("later", True),
        ("old", True),
        ("half", False),
        ("a-1", False),
        ("a-0", False),
        ("unpriced", False),
        ("a-unheard-of", False),
        ("unheard-of", False),
    ],
)
def test_only_what_is_declared_free_is_free(shop: Catalog, name: str, is_free: bool) -> None:
    """Two zeros in every tier; an unknown price is not a free one."""
    assert is_free_model(name, catalog=shop) is is_free


def test_tomorrows_price_counts_where_a_call_may_end_tomorrow() -> None:
    """And no later one; a price that holds on both days is one price."""
    today = NOW.date()
    dearer = {"input_per_million": 5.0, "output_per_million": 5.0}
    row: PriceRow = {**priced(cost=1), "then": dearer}  # type: ignore[typeddict-item] # a plain row
    for left, dearest in ((0, 5000), (1, 1000)):
        row["valid_until"] = today + timedelta(days=left)
        assert worst_case_nano_usd(row, 1, 0, NOW) == dearest
    last: PriceRow = {**priced(cost=1), "valid_until": today}  # type: ignore[typeddict-item] # a plain row
    assert worst_case_nano_usd(last, 1, 0, NOW) == 1000


def test_dollars_become_nano_dollars_again() -> None:
    """What a ledger counts in, to the last digit."""
    assert [nano_usd(usd(nano)) for nano in (0, 1, 43_500_000)] == [0, 1, 43_500_000]


def attempt(outcome: str, cost: str | None) -> AttemptRecord:
    """A step of a call."""
    cost_usd = None if cost is None else Decimal(cost)
    return AttemptRecord(provider="acme", model="a-1", outcome=outcome, cost_usd=cost_usd)


def test_a_call_costs_what_its_steps_cost_together() -> None:
    """A failure may be charged as well; a candidate that was passed over needs no price."""
    steps = [attempt("skipped", None), attempt("ServerError", "0.25"), attempt("ok", "0.5")]
    assert spent_usd(steps) == Decimal("0.75")
    assert spent_usd([attempt("skipped", None)]) == 0


def test_a_call_with_a_step_of_unknown_price_has_no_price() -> None:
    """Unknown is not 0."""
    assert spent_usd([attempt("ServerError", None), attempt("ok", "0.5")]) is None
