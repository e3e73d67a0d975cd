"""From usage to money, in whole nano-dollars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from scout.llm.catalog import CATALOG, Catalog
from scout.llm.lookup import look_up
from scout.llm.pricing import Price, price_at, rates_within, row_on

if TYPE_CHECKING:
    from scout.llm.types import AttemptRecord, PriceRow, Usage

_MILLION = 10**6


def get_provider_for_model(model: str, *, catalog: Catalog = CATALOG) -> str | None:
    """The name of the provider that a model name leads to, None where nothing matches.

    Args:
        model: Any name that `call_llm` takes: id, `provider/id`, nickname or prefix.
        catalog: Where to look.
    """
    found = look_up(model, _today(), catalog)
    return None if found is None else found.provider.name


def is_free_model(model: str, *, catalog: Catalog = CATALOG) -> bool:
    """Whether a model is declared to cost nothing; a model of unknown price is not free."""
    today = _today()
    found = look_up(model, today, catalog)
    row = None if found is None or found.price is None else row_on(found.price, today)
    return row is not None and all(price_at(rates).is_free for rates in rates_within(row, None))


def cost_nano_usd(usage: Usage, price: Price) -> int:
    """What one answer costs, in nano-dollars; a fraction of one counts as one.

    Reasoning is billed as output, which is what every vendor of a built-in row does.
    """
    nano_millionths = (
        usage.input_tokens * price.input_nano_per_million
        + usage.cache_read_tokens * price.cache_read_nano_per_million
        + usage.cache_write_tokens * price.cache_write_nano_per_million
        + (usage.output_tokens + usage.reasoning_tokens) * price.output_nano_per_million
    )
    return -(-nano_millionths // _MILLION)


def worst_case_nano_usd(
    row: PriceRow, prompt_tokens: int, output_tokens: int, at: datetime
) -> int | None:
    """The most that a request may cost: no cache hit, busy hours, the dearest tier in reach.

    Args:
        row: The price row of the model.
        prompt_tokens: No prompt will be longer than this.
        output_tokens: No answer, reasoning included, will be longer than this.
        at: When the request is sent; it may end on the next day, at that day's price.

    Returns:
        Nano-dollars, None where the price has ended and no other is known.
    """
    day = at.astimezone(UTC).date()
    today, tomorrow = row_on(row, day), row_on(row, day + timedelta(days=1))
    held = (today,) if tomorrow is today else (today, tomorrow)
    prices = [
        price_at(rates)
        for now in held
        if now is not None
        for rates in rates_within(now, prompt_tokens)
    ]
    return most_nano_usd(prices, prompt_tokens, output_tokens) if prices else None


def most_nano_usd(prices: Sequence[Price], prompt_tokens: int, output_tokens: int) -> int:
    """The most that a request may cost at any of these prices: nothing is read from a cache."""
    prompt = max([price.dearest_input_nano_per_million for price in prices])
    output = max([price.output_nano_per_million for price in prices])
    return -(-(prompt_tokens * prompt + output_tokens * output) // _MILLION)


def usd(nano_usd: int) -> Decimal:
    """Nano-dollars as dollars, exactly."""
    return Decimal(f"{nano_usd}e-9")


def nano_usd(cost_usd: Decimal) -> int:
    """Dollars of `usd` as nano-dollars again."""
    return int(cost_usd.scaleb(9))


def spent_usd(attempts: Iterable[AttemptRecord]) -> Decimal | None:
    """What the steps of a call cost together, None where one has no price.

    A candidate that was passed over costs nothing and has none.
    """
    costs = [attempt.cost_usd for attempt in attempts if attempt.outcome != "skipped"]
    known = [cost for cost in costs if cost is not None]
    return sum(known, usd(0)) if len(known) == len(costs) else None


def _today() -> date:
    return datetime.now(UTC).date()
