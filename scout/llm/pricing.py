"""What a token costs: the price rows as a read-only view, and the rate that holds at a moment."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from scout.llm.catalog import CATALOG, Catalog
from scout.llm.lookup import look_up
from scout.llm.types import OffPeakRates, PriceRow, Rates

NANO: Final = 10**9
"""Nano-dollars in a dollar."""

_MILLION: Final = 10**6

FALLBACK_PRICE: Final[PriceRow] = {"input_per_million": 10.0, "output_per_million": 50.0}
"""What `estimate_cost_usd` takes for a model that nobody has priced.

The dearest of the built-in rates: an estimate that is wrong should be too high. Nothing that
is charged, budgeted or reported ever uses it.
"""


class UnpricedModelWarning(UserWarning):
    """A cost was estimated with `FALLBACK_PRICE`, because the model has no price row."""


@dataclass(frozen=True, slots=True)
class Price:
    """The rates that hold for one request, exact, in nano-dollars per million tokens.

    Attributes:
        input_nano_per_million: Prompt tokens that no cache served.
        output_nano_per_million: Answer and reasoning tokens alike.
        cache_read_nano_per_million: Prompt tokens read from the vendor's cache.
        cache_write_nano_per_million: Prompt tokens written to it.
    """

    input_nano_per_million: int
    output_nano_per_million: int
    cache_read_nano_per_million: int
    cache_write_nano_per_million: int

    @property
    def dearest_input_nano_per_million(self) -> int:
        """The most that a prompt token costs: none is read from a cache."""
        return max(self.input_nano_per_million, self.cache_write_nano_per_million)

    @property
    def input_per_million(self) -> Decimal:
        """US dollars per million prompt tokens."""
        return _usd(self.input_nano_per_million)

    @property
    def output_per_million(self) -> Decimal:
        """US dollars per million tokens of the answer."""
        return _usd(self.output_nano_per_million)

    @property
    def cache_read_per_million(self) -> Decimal:
        """US dollars per million prompt tokens that the vendor's cache served."""
        return _usd(self.cache_read_nano_per_million)

    @property
    def cache_write_per_million(self) -> Decimal:
        """US dollars per million prompt tokens that were written to the vendor's cache."""
        return _usd(self.cache_write_nano_per_million)

    @property
    def is_free(self) -> bool:
        """Whether no bucket costs anything."""
        return not any(
            (
                self.input_nano_per_million,
                self.output_nano_per_million,
                self.cache_read_nano_per_million,
                self.cache_write_nano_per_million,
            )
        )


class PriceBook(Mapping[str, PriceRow]):
    """The price rows of a catalog by exact model id; rows appear as providers are registered.

    It is a view to read: each row is a copy, and a change to it changes no price.
    """

    def __init__(self, catalog: Catalog = CATALOG) -> None:
        self._catalog = catalog

    def __getitem__(self, model_id: str) -> PriceRow:
        home = self._catalog.built_in().homes.get(model_id)
        home = home or self._catalog.complete().homes.get(model_id)
        price = None if home is None else home.price
        if price is None:
            raise KeyError(model_id)
        return {**price}  # budgets go by the row itself

    def __iter__(self) -> Iterator[str]:
        homes = self._catalog.complete().homes
        return (model_id for model_id, home in homes.items() if home.price is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<PriceBook of {len(self)} models>"


PRICING: Final = PriceBook()
"""Every price row that is registered, by exact model id."""


def price_of(
    model: str,
    *,
    at: datetime | None = None,
    prompt_tokens: int = 0,
    catalog: Catalog = CATALOG,
) -> Price | None:
    """The rates of a model for one request, None where nobody knows them.

    Args:
        model: Any name that `call_llm` takes: id, `provider/id`, nickname or prefix.
        at: The moment of the request, with its time zone. None means today, and for rates
            that go by the hour the dearer ones.
        prompt_tokens: Length of the whole prompt, cached or not; long ones may cost more.
        catalog: Where to look.

    Raises:
        ValueError: `at` has no time zone, or `prompt_tokens` is negative.
    """
    found = look_up(model, _day(at), catalog)
    row = None if found is None else found.price
    return None if row is None else effective_price(row, at=at, prompt_tokens=prompt_tokens)


def effective_price(
    row: PriceRow, *, at: datetime | None = None, prompt_tokens: int = 0
) -> Price | None:
    """What a row says for one request: by date, then by hour, then by length of the prompt.

    Args:
        row: A price row.
        at: As in `price_of`.
        prompt_tokens: As in `price_of`.

    Returns:
        None where the row ended and names no successor.

    Raises:
        ValueError: As in `price_of`.
    """
    if prompt_tokens < 0:
        raise ValueError(f"prompt_tokens is {prompt_tokens}; give 0 or more")
    now = row_on(row, _day(at))
    if now is None:
        return None
    off_peak = now.get("off_peak")
    if off_peak is not None and at is not None and not _is_peak(off_peak, at.astimezone(UTC)):
        return price_at(off_peak)
    rates: Rates = now
    for tier in now.get("tiers", ()):
        if prompt_tokens > tier["above_tokens"]:
            rates = tier
    return price_at(rates)


def flat_price(row: PriceRow) -> Price | None:
    """The price of a row that asks for no date, hour or length of the prompt, else None."""
    varies = "valid_until" in row or "off_peak" in row or "tiers" in row
    return None if varies else price_at(row)


def row_on(row: PriceRow, day: date) -> PriceRow | None:
    """The row that holds on a day: itself, or what follows once it ended."""
    current: PriceRow | None = row
    while current is not None and "valid_until" in current and day > current["valid_until"]:
        current = current.get("then")
    return current


def estimate_cost_usd(model_id: str, input_tokens: int, output_tokens: int) -> float:
    """What a request would cost in US dollars, without cache and at the dearest hour.

    A model that has no price row is taken to cost `FALLBACK_PRICE`, with a warning; use
    `price_of` where "unknown" must stay unknown.

    Args:
        model_id: Any name that `call_llm` takes.
        input_tokens: Length of the prompt.
        output_tokens: Length of the answer, reasoning included.

    Raises:
        ValueError: A number of tokens is negative.
    """
    for name, tokens in (("input_tokens", input_tokens), ("output_tokens", output_tokens)):
        if tokens < 0:
            raise ValueError(f"{name} is {tokens}; give 0 or more")
    price = price_of(model_id, prompt_tokens=input_tokens)
    if price is None:
        warnings.warn(
            f"model {model_id!r} has no price row; its cost is estimated at "
            f"{FALLBACK_PRICE['input_per_million']:g}/{FALLBACK_PRICE['output_per_million']:g} "
            "dollars per million tokens",
            UnpricedModelWarning,
            stacklevel=2,
        )
        price = price_at(FALLBACK_PRICE)
    nano_millionths = (
        input_tokens * price.input_nano_per_million + output_tokens * price.output_nano_per_million
    )
    return nano_millionths / (NANO * _MILLION)


def nano_per_million(usd: float) -> int:
    """A rate in US dollars as whole nano-dollars, exactly as it is written.

    Raises:
        ValueError: It has more than nine decimals, or is no finite number.
    """
    numerator, denominator = Decimal(repr(usd)).as_integer_ratio()
    nano, rest = divmod(numerator * NANO, denominator)
    if rest:
        raise ValueError(f"{usd!r} has more than nine decimals")
    return nano


def price_at(rates: Rates) -> Price:
    """Rates as exact integers; a cached rate that is absent is the input's."""
    prompt = rates["input_per_million"]
    return _price(
        prompt,
        rates["output_per_million"],
        rates.get("cache_read_per_million", prompt),
        rates.get("cache_write_per_million", prompt),
    )


@lru_cache(maxsize=4096)  # a price is read from the same few numbers at every call
def _price(prompt: float, output: float, cache_read: float, cache_write: float) -> Price:
    return Price(*map(nano_per_million, (prompt, output, cache_read, cache_write)))


def _is_peak(rates: OffPeakRates, at: datetime) -> bool:
    in_hours = any(start <= at.hour < end for start, end in rates["peak_hours_utc"])
    return in_hours and at.weekday() in rates["peak_weekdays"]


def _day(at: datetime | None) -> date:
    if at is None:
        return datetime.now(UTC).date()
    if at.tzinfo is UTC:
        return at.date()
    if at.tzinfo is None:
        raise ValueError(f"at is {at.isoformat()} without a time zone; give one, such as UTC")
    return at.astimezone(UTC).date()


def _usd(nano: int) -> Decimal:
    return Decimal(f"{nano}e-9")  # exact, whatever the decimal context


def rates_within(row: PriceRow, prompt_tokens: int | None) -> list[Rates]:
    """The rates that a prompt of up to so many tokens may meet; None for a prompt of any length.

    What holds off peak or later is not among them.
    """
    tiers = [
        tier
        for tier in row.get("tiers", ())
        if prompt_tokens is None or prompt_tokens > tier["above_tokens"]
    ]
    return [row, *tiers]
