"""Reads the prices of the package genai-prices, the second source of `price_compare`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Final

from genai_prices import Usage, calc_price
from genai_prices.types import (
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from scout.llm.price_source import Listing, as_price
from scout.llm.pricing import Price

_ONE: Final = Usage(input_tokens=1)
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_KEYS: Final = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok")


class GenaiPrices:
    """The prices that come with the installed version."""

    def listing(self, provider: str, model: str) -> Listing | None:
        """See `SecondSource.listing`."""
        try:
            found = calc_price(
                _ONE, model, provider_id=provider, genai_request_timestamp=_EPOCH
            ).model
        except LookupError:
            return None
        starts, hours = [], []
        for conditional in _conditional(found):
            if isinstance(conditional.constraint, StartDateConstraint):
                starts.append(conditional.constraint.start_date)
            elif isinstance(conditional.constraint, TimeOfDateConstraint):
                hours += [conditional.constraint.start_time, conditional.constraint.end_time]
        bounds = sorted({bound for price in _prices(found) for bound in _bounds(price)})
        return Listing(found.id, bounds, starts, [_in_utc(hour) for hour in hours])

    def price(self, provider: str, model: str, at: datetime, prompt_tokens: int) -> Price:
        """See `SecondSource.price`; a cached rate that is absent there is the input's, as here."""
        found = calc_price(_ONE, model, provider_id=provider, genai_request_timestamp=at)
        rates = [_rate(found.model_price, key, prompt_tokens) for key in _KEYS]
        prompt = rates[0] or Decimal(0)
        read, write = (prompt if rate is None else rate for rate in rates[2:])
        return as_price(prompt, rates[1] or Decimal(0), read, write)


def _conditional(model: ModelInfo) -> list[ConditionalPrice]:
    return model.prices if isinstance(model.prices, list) else []


def _prices(model: ModelInfo) -> Iterator[ModelPrice]:
    if isinstance(model.prices, ModelPrice):
        yield model.prices
    for conditional in _conditional(model):
        yield conditional.prices


def _bounds(price: ModelPrice) -> Iterator[int]:
    for key in _KEYS:
        rate = getattr(price, key)
        if isinstance(rate, TieredPrices):
            yield from (tier.start for tier in rate.tiers)


def _rate(price: ModelPrice, key: str, prompt_tokens: int) -> Decimal | None:
    rate: Decimal | TieredPrices | None = getattr(price, key)
    if not isinstance(rate, TieredPrices):
        return rate
    passed = [tier.price for tier in rate.tiers if prompt_tokens > tier.start]
    return passed[-1] if passed else rate.base


def _in_utc(moment: time) -> time:
    if moment.tzinfo is None:
        return moment
    return datetime.combine(_EPOCH, moment).astimezone(UTC).time()
