"""The built-in price rows as tables: US dollars per million tokens, with source and date.

`LL` and `GP` are the tables of the packages litellm 1.106.2 and genai-prices 0.2.3; `page` is
the vendor's own. A cached rate that is absent costs what the input costs.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scout.llm.types import OffPeakRates, PriceRow, PriceTier, Rates

READ_ON: Final = date(2026, 11, 22)
"""The day on which every row of this file was read."""

LL_GP: Final = "litellm 1.106.2 and genai-prices 0.2.3 agree"
LL: Final = "litellm 1.106.2"
GP: Final = "genai-prices 0.2.3"


def _rates(
    input_usd: float, output_usd: float, read: float | None = None, write: float | None = None
) -> Rates:
    rates: Rates = {"input_per_million": input_usd, "output_per_million": output_usd}
    if read is not None:
        rates["cache_read_per_million"] = read
    if write is not None:
        rates["cache_write_per_million"] = write
    return rates


def _row(
    rates: Rates,
    source: str,
    nickname: str | None = None,
    *,
    tiers: Sequence[PriceTier] = (),
    until: date | None = None,
    then: Rates | None = None,
    off_peak: OffPeakRates | None = None,
) -> PriceRow:
    row: PriceRow = {
        "input_per_million": rates["input_per_million"],
        "output_per_million": rates["output_per_million"],
        "as_of": READ_ON,
        "source": source,
    }
    if "cache_read_per_million" in rates:
        row["cache_read_per_million"] = rates["cache_read_per_million"]
    if "cache_write_per_million" in rates:
        row["cache_write_per_million"] = rates["cache_write_per_million"]
    if nickname is not None:
        row["nickname"] = nickname
    if tiers:
        row["tiers"] = tuple(tiers)
    if until is not None:
        row["valid_until"] = until
    if then is not None:
        row["then"] = _row(then, source)
    if off_peak is not None:
        row["off_peak"] = off_peak
    return row


def _above(tokens: int, rates: Rates) -> tuple[PriceTier, ...]:
    return ({**rates, "above_tokens": tokens},)


GROQ_PRICES: Final[Mapping[str, PriceRow]] = {
    "openai/gpt-oss-120b": _row(_rates(0.15, 0.60, 0.075), LL_GP),
    "openai/gpt-oss-20b": _row(_rates(0.075, 0.30, 0.0375), LL_GP, "quick"),
    "openai/gpt-oss-safeguard-20b": _row(_rates(0.075, 0.30, 0.0375), LL_GP),
    "qwen/qwen3.8-27b": _row(_rates(0.80, 4.00), LL_GP),
    # Off; kept so that old records can still be priced.
    "llama-3.3-70b-versatile": _row(_rates(0.59, 0.79), LL_GP),
    "llama-3.1-8b-instant": _row(_rates(0.05, 0.08), LL_GP),
    "mixtral-8x7b-32768": _row(_rates(0.24, 0.24), LL_GP),
    "gemma2-9b-it": _row(_rates(0.20, 0.20), GP),
    "gemma-7b-it": _row(_rates(0.07, 0.07), GP),
}

_FLASH_PROMO: Final = date(2026, 12, 31)


def _flash() -> PriceRow:
    later = _rates(1.50, 7.50, 0.15)
    return _row(_rates(0.75, 3.75, 0.075), LL_GP, until=_FLASH_PROMO, then=later)


GOOGLE_PRICES: Final[Mapping[str, PriceRow]] = {
    "gemini-4-argon": _row(
        _rates(2.00, 10.00, 0.10),
        LL_GP,
        until=date(2026, 11, 30),
        then=_rates(4.00, 20.00, 0.20),
    ),
    "gemini-3.8-flash": _flash(),
    "gemini-3.7-flash": _flash(),
    "gemini-3.6-flash": _flash(),
    "gemini-3.5-flash": _row(_rates(1.50, 9.00, 0.15), LL_GP),
    "gemini-3.5-flash-lite": _row(_rates(0.30, 2.50, 0.03), LL_GP),
    "gemini-3.1-flash-lite": _row(_rates(0.25, 1.50, 0.025), LL_GP),
    "gemini-3.1-pro-preview": _row(
        _rates(2.00, 12.00, 0.20), LL_GP, tiers=_above(200_000, _rates(4.00, 18.00, 0.40))
    ),
    "gemini-3-flash-preview": _row(_rates(0.50, 3.00, 0.05), LL_GP),
    "gemini-2.5-pro": _row(
        _rates(1.25, 10.00, 0.125),
        LL_GP,
        "galaxy_brain",
        tiers=_above(200_000, _rates(2.50, 15.00, 0.25)),
    ),
    "gemini-2.5-flash": _row(_rates(0.30, 2.50, 0.03), LL_GP),
    "gemini-2.5-flash-lite": _row(_rates(0.10, 0.40, 0.01), LL_GP, "router"),
    "gemma-4-31b-it": _row(_rates(0, 0), LL),
    "gemma-3-27b-it": _row(_rates(0, 0), LL),
}


def _claude(
    input_usd: float, output_usd: float, read: float, nickname: str | None = None, source: str = ""
) -> PriceRow:
    """A Claude row; a cache write for five minutes costs a quarter more than the input."""
    write = input_usd * 1.25
    return _row(_rates(input_usd, output_usd, read, write), source or LL_GP, nickname)


_CLAUDE_DOC: Final = f"{GP}; platform.claude.com, models overview"

ANTHROPIC_PRICES: Final[Mapping[str, PriceRow]] = {
    "claude-fable-5-2": _claude(8.00, 40.00, 0.20, source=_CLAUDE_DOC),
    "claude-fable-5-1": _claude(10.00, 50.00, 0.25),
    "claude-opus-5-5": _claude(4.00, 20.00, 0.20, "deep_thought"),
    "claude-sonnet-5-5": _claude(2.00, 10.00, 0.10, "workhorse"),
    "claude-haiku-5-5": _row(
        _rates(0.10, 0.50, 0.01, 0.125),
        LL_GP,
        tiers=_above(100_000, _rates(0.50, 2.50, 0.05, 0.625)),
    ),
    "claude-opus-5": _claude(5.00, 25.00, 0.50),
    "claude-sonnet-5": _claude(2.00, 10.00, 0.20),
    "claude-opus-4-8": _claude(5.00, 25.00, 0.50),
    "claude-opus-4-7": _claude(5.00, 25.00, 0.50),
    "claude-opus-4-6": _claude(5.00, 25.00, 0.50),
    "claude-sonnet-4-6": _claude(3.00, 15.00, 0.30),
    "claude-opus-4-5": _claude(5.00, 25.00, 0.50),
    "claude-haiku-4-5": _claude(1.00, 5.00, 0.10),
    "claude-sonnet-4-5": _claude(3.00, 15.00, 0.30),
}

MINIMAX_PRICES: Final[Mapping[str, PriceRow]] = {
    "MiniMax-M3.1-Flash": _row(_rates(0.15, 0.60, 0.015), GP),
    "MiniMax-M3": _row(
        _rates(0.30, 1.20, 0.06),
        LL_GP,
        "long_haul",
        tiers=_above(512_000, _rates(0.60, 2.40, 0.12)),
    ),
    "MiniMax-M2.7": _row(_rates(0.30, 1.20, 0.06, 0.375), GP),
    "MiniMax-M2.7-highspeed": _row(_rates(0.60, 2.40, 0.06), GP),
    "MiniMax-M2.5": _row(_rates(0.30, 1.20, 0.03), GP),
    "MiniMax-M2.5-highspeed": _row(_rates(0.60, 2.40), GP),
    "MiniMax-M2.1": _row(_rates(0.30, 1.20, 0.03), GP),
    "MiniMax-M2.1-highspeed": _row(_rates(0.60, 2.40), GP),
    "MiniMax-M2": _row(_rates(0.30, 1.20, 0.03), GP),
    "MiniMax-M1": _row(_rates(0.40, 2.20), GP),
    "MiniMax-Text-01": _row(_rates(0.20, 1.10), GP),
}

_DEEPSEEK_PAGE: Final = "api-docs.deepseek.com, pricing, October 2026"


def _deepseek(peak: Rates, off_peak: Rates, nickname: str | None = None) -> PriceRow:
    """A DeepSeek row at its peak rates, which hold in two windows on weekdays.

    Chinese public holidays are off peak as well; they are set year by year and are not known
    here, so on those days the price that scout states is too high, never too low.
    """
    hours = ((1, 4), (6, 10))
    calm: OffPeakRates = {**off_peak, "peak_hours_utc": hours, "peak_weekdays": (0, 1, 2, 3, 4)}
    return _row(peak, _DEEPSEEK_PAGE, nickname, off_peak=calm)


DEEPSEEK_PRICES: Final[Mapping[str, PriceRow]] = {
    "deepseek-flash": _deepseek(_rates(0.30, 1.20, 0.006), _rates(0.15, 0.60, 0.003), "thrifty"),
    "deepseek-v4-pro": _deepseek(_rates(1.32, 3.96, 0.044), _rates(0.66, 1.98, 0.022)),
    # The vendor serves this name with deepseek-flash, so it is billed as that.
    "deepseek-v4-flash": _deepseek(_rates(0.30, 1.20, 0.006), _rates(0.15, 0.60, 0.003)),
    # Off; kept so that old records can still be priced.
    "deepseek-chat": _row(_rates(0.28, 0.42, 0.028), LL),
    "deepseek-reasoner": _row(_rates(0.28, 0.42, 0.028), LL),
}

OPENAI_PRICES: Final[Mapping[str, PriceRow]] = {
    "gpt-6.1-sol": _row(_rates(2.00, 10.00, 0.10), LL, "all_rounder"),
    "gpt-6-sol": _row(_rates(2.00, 10.00, 0.20), LL),
    "gpt-6-luna": _row(_rates(0.10, 0.50, 0.01), LL),
    "gpt-5.6": _row(_rates(4.00, 20.00, 0.40), LL),
    "gpt-5.6-terra": _row(_rates(2.00, 12.00, 0.20), LL),
    "gpt-5.6-luna": _row(_rates(0.20, 1.20, 0.02), LL),
    "gpt-5.5": _row(_rates(5.00, 30.00, 0.50), LL),
    "gpt-5.4-mini": _row(_rates(0.75, 4.50, 0.075), LL),
    "gpt-4.1": _row(_rates(2.00, 8.00, 0.50), LL),
    "gpt-4o": _row(_rates(2.50, 10.00, 1.25), LL),
    "gpt-4o-mini": _row(_rates(0.15, 0.60, 0.075), LL),
}
