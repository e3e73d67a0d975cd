"""Which rate holds: by date, by hour, by length; what is unknown stays unknown."""

from __future__ import annotations

import decimal
import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm import pricing
from scout.llm.catalog import CATALOG, Catalog, Offer
from scout.llm.pricing import (
    FALLBACK_PRICE,
    PRICING,
    PriceBook,
    UnpricedModelWarning,
    effective_price,
    estimate_cost_usd,
    flat_price,
    nano_per_million,
    price_of,
    rates_within,
)
from scout.llm.types import PriceRow
from tests.llm.rows import gone, priced, provider, without_plugins

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday

PLAIN: PriceRow = {"input_per_million": 1.25, "output_per_million": 10.0}
TIERED: PriceRow = {
    **PLAIN,
    "cache_read_per_million": 0.125,
    "tiers": (
        {"above_tokens": 100, "input_per_million": 2.5, "output_per_million": 15.0},
        {"above_tokens": 1000, "input_per_million": 5.0, "output_per_million": 30.0},
    ),
}
PROMOTED: PriceRow = {
    **PLAIN,
    "valid_until": date(2026, 12, 31),
    "then": {"input_per_million": 2.5, "output_per_million": 20.0},
}
HOURLY: PriceRow = {
    "input_per_million": 0.3,
    "output_per_million": 1.2,
    "off_peak": {
        "input_per_million": 0.15,
        "output_per_million": 0.6,
        "peak_hours_utc": ((1, 4), (6, 10)),
        "peak_weekdays": (0, 1, 2, 3, 4),
    },
}


def input_usd(row: PriceRow, at: datetime | None = None, prompt_tokens: int = 0) -> Decimal | None:
    """The input rate that holds, in dollars per million."""
    price = effective_price(row, at=at, prompt_tokens=prompt_tokens)
    return None if price is None else price.input_per_million


def test_a_plain_row_holds_always() -> None:
    """A rate is exact: what was written, in nano-dollars per million tokens."""
    price = effective_price(PLAIN)
    assert price is not None
    assert price.input_nano_per_million == 1_250_000_000
    assert price.output_per_million == Decimal(10)


def test_a_row_is_flat_where_nothing_of_a_request_changes_its_price() -> None:
    """Neither the day, nor the hour, nor the length of the prompt."""
    assert flat_price(PLAIN) == effective_price(PLAIN, at=NOON)
    for row in (TIERED, PROMOTED, HOURLY):
        assert flat_price(row) is None


def test_a_cached_rate_that_is_absent_is_the_inputs() -> None:
    """Never free because nobody wrote it down."""
    price = effective_price(PLAIN)
    assert price is not None
    assert price.cache_read_per_million == price.cache_write_per_million == Decimal("1.25")


def test_cached_tokens_have_the_rates_that_are_written_down() -> None:
    """One for what is read from the cache, one for what is written to it."""
    row: PriceRow = {
        **PLAIN,
        "cache_read_per_million": 0.125,
        "cache_write_per_million": 1.5,
    }
    price = effective_price(row)
    assert price is not None
    assert (price.cache_read_per_million, price.cache_write_per_million) == (
        Decimal("0.125"),
        Decimal("1.5"),
    )


@pytest.mark.parametrize(("write", "dearest"), [(1.5, 1_500_000_000), (0.5, 1_250_000_000)])
def test_a_prompt_token_costs_at_most_what_it_costs_to_be_written(
    write: float, dearest: int
) -> None:
    """Or what it costs plain, where that is dearer."""
    price = effective_price({**PLAIN, "cache_write_per_million": write})
    assert price is not None
    assert price.dearest_input_nano_per_million == dearest


@pytest.mark.parametrize("dear", ["input", "output", "cache_read", "cache_write", None])
def test_what_costs_something_in_one_bucket_is_not_free(dear: str | None) -> None:
    """Free is what costs nothing in any."""
    rates = {"input_per_million": 0.0, "output_per_million": 0.0, "cache_read_per_million": 0.0}
    rates["cache_write_per_million"] = 0.0
    if dear is not None:
        rates[f"{dear}_per_million"] = 0.01
    price = effective_price(rates)  # type: ignore[arg-type] # a plain row
    assert price is not None
    assert price.is_free is (dear is None)


@pytest.mark.parametrize(
    ("prompt_tokens", "dollars"),
    [
        (0, [1.25]),
        (100, [1.25]),
        (101, [1.25, 2.5]),
        (1001, [1.25, 2.5, 5.0]),
        (None, [1.25, 2.5, 5.0]),
    ],
)
def test_rates_in_reach_are_those_of_every_shorter_prompt(
    prompt_tokens: int | None, dollars: list[float]
) -> None:
    """A prompt of unknown length may meet them all."""
    assert [rates["input_per_million"] for rates in rates_within(TIERED, prompt_tokens)] == dollars
    assert rates_within(PLAIN, prompt_tokens) == [PLAIN]


def test_a_prompt_of_unsaid_length_meets_no_tier(shop: Catalog) -> None:
    """Not even one that begins at the first token."""
    tier = {"above_tokens": 0, "input_per_million": 9.0, "output_per_million": 9.0}
    row: PriceRow = {**PLAIN, "tiers": (tier,)}  # type: ignore[typeddict-item] # a plain row
    shop.add(provider("coil", ["c-1"], pricing={"c-1": row}))  # type: ignore[dict-item] # likewise
    for price in (effective_price(row), price_of("c-1", catalog=shop)):
        assert price is not None
        assert price.input_per_million == Decimal("1.25")


@pytest.mark.parametrize(
    ("prompt_tokens", "usd"), [(0, "1.25"), (100, "1.25"), (101, "2.5"), (1000, "2.5"), (1001, "5")]
)
def test_a_tier_begins_one_token_above_its_bound(prompt_tokens: int, usd: str) -> None:
    """The whole request is billed at the rate of the last bound that it passed."""
    assert input_usd(TIERED, NOON, prompt_tokens) == Decimal(usd)


@pytest.mark.parametrize(
    ("at", "usd"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "1.25"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2.5"),
        (datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), "1.25"),
    ],
)
def test_an_introductory_price_ends_with_its_last_day_in_utc(at: datetime, usd: str) -> None:
    """`then` holds from the next day on."""
    assert input_usd(PROMOTED, at) == Decimal(usd)


def test_a_price_that_ended_without_a_successor_is_unknown() -> None:
    """It is not carried on by guesswork."""
    row: PriceRow = {**PLAIN, "valid_until": date(2026, 1, 31)}
    assert input_usd(row, datetime(2026, 1, 31, tzinfo=UTC)) == Decimal("1.25")
    assert input_usd(row, datetime(2026, 2, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("at", "usd"),
    [
        (datetime(2026, 11, 23, 0, 59, tzinfo=UTC), "0.15"),
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "0.3"),
        (datetime(2026, 11, 23, 3, 59, tzinfo=UTC), "0.3"),
        (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), "0.15"),
        (datetime(2026, 11, 23, 9, 59, tzinfo=UTC), "0.3"),
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "0.15"),
        (datetime(2026, 11, 27, 7, 0, tzinfo=UTC), "0.3"),
        (datetime(2026, 11, 28, 7, 0, tzinfo=UTC), "0.15"),
        (datetime(2026, 11, 29, 7, 0, tzinfo=UTC), "0.15"),
        (datetime(2026, 11, 23, 11, 0, tzinfo=timezone(timedelta(hours=8))), "0.3"),
        (datetime(2026, 11, 23, 2, 0, tzinfo=timezone(timedelta(hours=8))), "0.15"),
        (None, "0.3"),
    ],
)
def test_busy_hours_cost_more_and_an_unknown_hour_is_busy(at: datetime | None, usd: str) -> None:
    """Windows are in UTC, from and up to; without a moment the dearer rate is stated."""
    assert input_usd(HOURLY, at) == Decimal(usd)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """Hours and dates mean nothing without one."""
    with pytest.raises(ValueError, match="time zone"):
        effective_price(PLAIN, at=datetime(2026, 11, 23))  # noqa: DTZ001 -- the point


def test_a_negative_prompt_is_refused() -> None:
    """It would be a bug of the caller, not a discount."""
    with pytest.raises(ValueError, match="prompt_tokens is -1"):
        effective_price(PLAIN, prompt_tokens=-1)


RATES = st.integers(0, 10**14).map(lambda nano: (nano, nano / 10**9))


@given(RATES)
def test_a_rate_means_what_its_digits_say(rate: tuple[int, float]) -> None:
    """A float is read as it is written, in any decimal context."""
    _, usd = rate
    with decimal.localcontext(decimal.Context(prec=3)):
        try:
            nano = nano_per_million(usd)
        except ValueError:
            assert Fraction(repr(usd)) * 10**9 % 1 != 0
        else:
            assert nano == Fraction(repr(usd)) * 10**9


def test_more_decimals_than_nano_dollars_are_refused() -> None:
    """A price per token, mistaken for one per million, is found out."""
    with pytest.raises(ValueError, match="nine decimals"):
        nano_per_million(1.25e-10)


@pytest.fixture
def shop() -> Catalog:
    """Two vendors, one model of which both offer, and one that is gone."""
    catalog = Catalog()
    catalog.add(
        provider(
            "acme",
            ["a-1", "same", gone("a-0", "a-1"), "unpriced"],
            prefixes=["a-"],
            pricing={"a-1": priced(cost=1), "same": priced("ace", 2), "a-0": priced("old", 9)},
        )
    )
    catalog.add(provider("bolt", ["same"], pricing={"same": priced(cost=4)}))
    return catalog


@pytest.mark.parametrize(
    ("name", "usd"),
    [
        ("a-1", 1),
        ("acme/a-1", 1),
        ("ace", 2),
        ("same", 2),
        ("bolt/same", 4),
        ("a-0", 9),
        ("old", 1),
        ("unpriced", None),
        ("a-unheard-of", None),
        ("acme/unheard-of", None),
        ("unheard-of", None),
    ],
)
def test_a_price_is_found_by_every_name_and_unknown_stays_unknown(
    shop: Catalog, name: str, usd: int | None
) -> None:
    """A model that nobody priced costs `None`: not 0, and not what its neighbour costs."""
    price = price_of(name, at=NOON, catalog=shop)
    assert (price and price.input_per_million) == usd


def test_the_price_book_shows_what_is_registered(shop: Catalog) -> None:
    """By exact id, read-only, and live."""
    book = PriceBook(shop)
    assert set(book) == {"a-1", "same", "a-0"}
    assert len(book) == 3
    assert book["same"]["input_per_million"] == 2
    for name in ("ace", "acme/a-1", "unpriced", "unheard-of"):
        assert name not in book
    shop.add(provider("coil", ["c-1"], pricing={"c-1": priced()}))
    assert "c-1" in book
    assert not hasattr(book, "__setitem__")
    book["same"]["input_per_million"] = 0
    assert book["same"]["input_per_million"] == 2
    assert repr(book) == "<PriceBook of 4 models>"


def test_the_price_of_an_installed_package_is_in_the_book_by_its_id() -> None:
    """The built-in rows are looked at first, the others after them."""
    row = provider("coil", ["c-1"], pricing={"c-1": priced(cost=7)})
    book = PriceBook(Catalog(installed=lambda: [Offer("coil", "coil_scout:COIL", row)]))
    assert book["c-1"]["input_per_million"] == 7


def test_an_estimate_has_the_given_signature() -> None:
    """Callers pass three things by position or by these names."""
    signature = inspect.signature(estimate_cost_usd)
    assert (
        str(signature) == "(model_id: 'str', input_tokens: 'int', output_tokens: 'int') -> 'float'"
    )


@pytest.fixture
def registered_shop(shop: Catalog) -> object:
    """The same vendors in the catalog that everybody sees, for one test."""
    with without_plugins():
        for row in shop.complete().providers.values():
            CATALOG.add(row)
        CATALOG.add(provider("dear", ["d-1", "h-1"], pricing={"d-1": TIERED, "h-1": HOURLY}))
        yield


@pytest.mark.usefixtures("registered_shop")
class TestEstimates:
    """What `estimate_cost_usd` makes of rows of every kind."""

    @pytest.mark.parametrize("name", ["a-1", "acme/a-1"])
    def test_an_estimate_is_tokens_times_rates(self, name: str) -> None:
        """A million in at $1, half a million out at $2."""
        assert estimate_cost_usd(name, 1_000_000, 500_000) == 2.0

    def test_a_nickname_is_a_model_name(self) -> None:
        """`ace` costs what its model costs."""
        assert estimate_cost_usd("ace", 1_000_000, 0) == 2.0

    def test_a_long_prompt_is_estimated_at_its_tier(self) -> None:
        """The prompt decides the tier, for the answer as well."""
        assert estimate_cost_usd("d-1", 101, 1_000_000) == pytest.approx(15.0 + 101 * 2.5e-6)

    def test_an_estimate_does_not_depend_on_the_hour(self) -> None:
        """It is made at the dearer rate, at whatever time it is asked for."""
        assert estimate_cost_usd("h-1", 1_000_000, 0) == 0.3

    @pytest.mark.parametrize("name", ["unheard-of", "a-unheard-of", "unpriced"])
    @pytest.mark.claim(
        "unknown-estimate",
        "Only `estimate_cost_usd` always answers: for an unknown model it takes a "
        "documented, dear price, and warns with `UnpricedModelWarning`.",
    )
    def test_an_unknown_price_is_estimated_high_and_warned_about(self, name: str) -> None:
        """The fallback row is used, and the warning names the model."""
        with pytest.warns(UnpricedModelWarning, match=name) as caught:
            cost = estimate_cost_usd(name, 1_000_000, 1_000_000)
        assert cost == FALLBACK_PRICE["input_per_million"] + FALLBACK_PRICE["output_per_million"]
        assert cost == 60.0  # the dearest of the built-in rates when the row was written
        assert caught[0].filename == __file__

    @pytest.mark.parametrize("tokens", [(-1, 0), (0, -1)])
    def test_negative_tokens_are_refused(self, tokens: tuple[int, int]) -> None:
        """They would lower a bill."""
        with pytest.raises(ValueError, match="_tokens is -1; give 0 or more"):
            estimate_cost_usd("a-1", *tokens)

    @given(st.integers(0, 10**9), st.integers(0, 10**9))
    def test_an_estimate_is_the_nearest_float_to_the_exact_sum(
        self, input_tokens: int, output_tokens: int
    ) -> None:
        """Rounded once, at the end."""
        exact = Fraction("0.3") * input_tokens + Fraction("1.2") * output_tokens
        assert estimate_cost_usd("h-1", input_tokens, output_tokens) == float(exact / 10**6)


def test_the_public_price_book_is_the_one_of_the_process() -> None:
    """`PRICING` follows every registration."""
    with without_plugins():
        CATALOG.add(provider("acme", ["a-1"], pricing={"a-1": priced(cost=3)}))
        assert PRICING["a-1"]["input_per_million"] == 3
    assert "a-1" not in PRICING
    assert pricing.PRICING is PRICING
