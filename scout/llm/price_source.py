"""What `price_compare` asks of a second source of prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

from scout.llm.pricing import Price


@dataclass(frozen=True, slots=True)
class Listing:
    """What a second source has on a model.

    Attributes:
        model: Its id there, where that is another one.
        bounds_tokens: Lengths of the prompt above which other rates hold.
        starts: Days on which other rates begin.
        hours: Times of the day, UTC, at which other rates begin or end.
    """

    model: str
    bounds_tokens: Sequence[int] = ()
    starts: Sequence[date] = ()
    hours: Sequence[time] = ()


class SecondSource(Protocol):
    """Somebody else's prices."""

    def listing(self, provider: str, model: str) -> Listing | None:
        """What there is on a model, None where there is nothing."""
        ...

    def price(self, provider: str, model: str, at: datetime, prompt_tokens: int) -> Price:
        """The rates that hold for one request."""
        ...


def as_price(input_: Decimal, output: Decimal, read: Decimal, write: Decimal) -> Price:
    """Rates in dollars per million tokens, exact, as a `Price`.

    Raises:
        ValueError: One of them has more than nine decimals.
    """
    nano = [rate.scaleb(9) for rate in (input_, output, read, write)]
    for rate in nano:
        if rate != rate.to_integral_value():
            raise ValueError(f"a rate of {rate.scaleb(-9)} has more than nine decimals")
    return Price(*(int(rate) for rate in nano))
