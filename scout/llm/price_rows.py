"""The built-in price rows as tables: US dollars per million tokens, with source and date.

Each line reads input, output, cache read, cache write; an absent cached rate costs what the
input costs. Prices of models that are shut down stay, so that old records can be priced.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scout.llm.types import OffPeakRates, PriceRow, Rates

READ_ON: Final = date(2026, 11, 22)
"""The day on which every row of this file was read."""

# The price tables of two packages, litellm 1.106.2 and genai-prices 0.2.3, and vendors' pages.
LL: Final = "litellm 1.106.2"
GP: Final = "genai-prices 0.2.3"
BOTH: Final = f"{LL} and {GP}, which agree"
CLAUDE_PAGE: Final = f"{GP} and platform.claude.com, models overview"
DEEPSEEK_PAGE: Final = "api-docs.deepseek.com, pricing, October 2026"


def _rates(
    prompt: float, answer: float, read: float | None = None, write: float | None = None
) -> Rates:
    rates: Rates = {"input_per_million": prompt, "output_per_million": answer}
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
    above: tuple[int, Rates] | None = None,
    until: tuple[date, Rates] | None = None,
    off_peak: OffPeakRates | None = None,
) -> PriceRow:
    """A row; `above` so many tokens, or after `until` a day, other rates hold."""
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
    if above is not None:
        row["tiers"] = ({**above[1], "above_tokens": above[0]},)
    if until is not None:
        row["valid_until"], row["then"] = until[0], _row(until[1], source)
    if off_peak is not None:
        row["off_peak"] = off_peak
    return row


def _exact(usd: float) -> float:
    """A computed rate with no more decimals than a rate has."""
    return round(usd, 9)


GROQ_PRICES: Final[Mapping[str, PriceRow]] = {
    "openai/gpt-oss-120b": _row(_rates(0.15, 0.60, 0.075), BOTH),
    "openai/gpt-oss-20b": _row(_rates(0.075, 0.30, 0.0375), BOTH, "quick"),
    "openai/gpt-oss-safeguard-20b": _row(_rates(0.075, 0.30, 0.0375), GP),
    "qwen/qwen3.8-27b": _row(_rates(0.80, 4.00), BOTH),
    "llama-3.3-70b-versatile": _row(_rates(0.59, 0.79), GP),
    "llama-3.1-8b-instant": _row(_rates(0.05, 0.08), GP),
    "meta-llama/llama-4-scout-17b-16e-instruct": _row(_rates(0.11, 0.34), GP),
    "mixtral-8x7b-32768": _row(_rates(0.24, 0.24), GP),
    "gemma2-9b-it": _row(_rates(0.20, 0.20), GP),
    "gemma-7b-it": _row(_rates(0.07, 0.07), GP),
}


def _flash() -> PriceRow:
    """A Gemini Flash of the third generation, at half price to the end of the year."""
    later = date(2026, 12, 31), _rates(1.50, 7.50, 0.15)
    return _row(_rates(0.75, 3.75, 0.075), BOTH, until=later)


GOOGLE_PRICES: Final[Mapping[str, PriceRow]] = {
    "gemini-4-argon": _row(
        _rates(2.00, 10.00, 0.10), BOTH, until=(date(2026, 11, 30), _rates(4.00, 20.00, 0.20))
    ),
    "gemini-3.8-flash": _flash(),
    "gemini-3.7-flash": _flash(),
    "gemini-3.6-flash": _flash(),
    "gemini-3.5-flash": _row(_rates(1.50, 9.00, 0.15), BOTH),
    "gemini-3.5-flash-lite": _row(_rates(0.30, 2.50, 0.03), BOTH),
    "gemini-3.1-flash-lite": _row(_rates(0.25, 1.50, 0.025), BOTH),
    "gemini-3.1-pro-preview": _row(
        _rates(2.00, 12.00, 0.20), BOTH, above=(200_000, _rates(4.00, 18.00, 0.40))
    ),
    "gemini-3-pro-preview": _row(
        _rates(2.00, 12.00, 0.20), GP, above=(200_000, _rates(4.00, 18.00, 0.40))
    ),
    "gemini-3-flash-preview": _row(_rates(0.50, 3.00, 0.05), BOTH),
    "gemini-2.5-pro": _row(
        _rates(1.25, 10.00, 0.125),
        BOTH,
        "galaxy_brain",
        above=(200_000, _rates(2.50, 15.00, 0.25)),
    ),
    "gemini-2.5-flash": _row(_rates(0.30, 2.50, 0.03), BOTH),
    "gemini-2.5-flash-lite": _row(_rates(0.10, 0.40, 0.01), BOTH, "router"),
    "gemini-2.0-flash": _row(_rates(0.10, 0.40, 0.025), GP),
    "gemini-2.0-flash-lite": _row(_rates(0.075, 0.30), GP),
    "gemma-4-31b-it": _row(_rates(0, 0), BOTH),
    "gemma-3-27b-it": _row(_rates(0, 0), BOTH),
}


def _claude(
    prompt: float, answer: float, read: float, nickname: str | None = None, source: str = BOTH
) -> PriceRow:
    """A Claude row; a cache write for five minutes costs a quarter more than the input.

    One for an hour costs twice the input, and scout never asks for it.
    """
    return _row(_rates(prompt, answer, read, _exact(prompt * 1.25)), source, nickname)


ANTHROPIC_PRICES: Final[Mapping[str, PriceRow]] = {
    "claude-fable-5-2": _claude(8.00, 40.00, 0.20, source=CLAUDE_PAGE),
    "claude-fable-5-1": _claude(10.00, 50.00, 0.25),
    "claude-opus-5-5": _claude(4.00, 20.00, 0.20, "deep_thought"),
    "claude-sonnet-5-5": _claude(2.00, 10.00, 0.10, "workhorse"),
    "claude-haiku-5-5": _row(
        _rates(0.10, 0.50, 0.01, 0.125), BOTH, above=(100_000, _rates(0.50, 2.50, 0.05, 0.625))
    ),
    "claude-opus-5": _claude(5.00, 25.00, 0.50),
    "claude-sonnet-5": _claude(2.00, 10.00, 0.20),
    "claude-opus-4-8": _claude(5.00, 25.00, 0.50),
    "claude-opus-4-7": _claude(5.00, 25.00, 0.50),
    "claude-opus-4-6": _claude(5.00, 25.00, 0.50),
    "claude-sonnet-4-6": _claude(3.00, 15.00, 0.30),
    "claude-opus-4-5": _claude(5.00, 25.00, 0.50),
    "claude-opus-4-5-20251101": _claude(5.00, 25.00, 0.50),
    "claude-haiku-4-5": _claude(1.00, 5.00, 0.10),
    "claude-haiku-4-5-20251001": _claude(1.00, 5.00, 0.10),
    "claude-sonnet-4-5": _claude(3.00, 15.00, 0.30),
    "claude-sonnet-4-5-20250929": _claude(3.00, 15.00, 0.30),
    "claude-opus-4-1": _claude(15.00, 75.00, 1.50, source=GP),
    "claude-opus-4-1-20250805": _claude(15.00, 75.00, 1.50, source=GP),
    "claude-opus-4-0": _claude(15.00, 75.00, 1.50, source=GP),
    "claude-opus-4-20250514": _claude(15.00, 75.00, 1.50, source=GP),
    "claude-sonnet-4-0": _claude(3.00, 15.00, 0.30, source=GP),
    "claude-sonnet-4-20250514": _claude(3.00, 15.00, 0.30, source=GP),
    "claude-3-7-sonnet-20250219": _claude(3.00, 15.00, 0.30, source=GP),
    "claude-3-5-haiku-20241022": _claude(0.80, 4.00, 0.08, source=GP),
    "claude-3-opus-20240229": _claude(15.00, 75.00, 1.50, source=GP),
}

# Of the highspeed models a cache write is listed at less than the input, which nobody confirms:
# they stand here without one.
MINIMAX_PRICES: Final[Mapping[str, PriceRow]] = {
    "MiniMax-M3.1-Flash": _row(_rates(0.15, 0.60, 0.015), GP),
    "MiniMax-M3": _row(
        _rates(0.30, 1.20, 0.06), BOTH, "long_haul", above=(512_000, _rates(0.60, 2.40, 0.12))
    ),
    "MiniMax-M2.7": _row(_rates(0.30, 1.20, 0.06, 0.375), GP),
    "MiniMax-M2.7-highspeed": _row(_rates(0.60, 2.40, 0.06), GP),
    "MiniMax-M2.5": _row(_rates(0.30, 1.20, 0.03, 0.375), BOTH),
    "MiniMax-M2.5-highspeed": _row(_rates(0.60, 2.40, 0.03), GP),
    "MiniMax-M2.1": _row(_rates(0.30, 1.20, 0.03, 0.375), BOTH),
    "MiniMax-M2.1-highspeed": _row(_rates(0.60, 2.40, 0.03), GP),
    "MiniMax-M2": _row(_rates(0.30, 1.20, 0.03, 0.375), BOTH),
    "MiniMax-M1": _row(_rates(0.40, 2.20), GP),
    "MiniMax-Text-01": _row(_rates(0.20, 1.10), GP),
}


def _deepseek(peak: Rates, calm: Rates, nickname: str | None = None) -> PriceRow:
    """A DeepSeek row at its peak rates, which hold in two windows on weekdays.

    Chinese public holidays are off peak as well. They are set year by year and not known here,
    so that on those days the price is stated too high, never too low.
    """
    windows: OffPeakRates = {
        **calm,
        "peak_hours_utc": ((1, 4), (6, 10)),
        "peak_weekdays": (0, 1, 2, 3, 4),
    }
    return _row(peak, DEEPSEEK_PAGE, nickname, off_peak=windows)


DEEPSEEK_PRICES: Final[Mapping[str, PriceRow]] = {
    "deepseek-flash": _deepseek(_rates(0.30, 1.20, 0.006), _rates(0.15, 0.60, 0.003), "thrifty"),
    "deepseek-v4-pro": _deepseek(_rates(1.32, 3.96, 0.044), _rates(0.66, 1.98, 0.022)),
    # Another name of deepseek-flash since 2026-09-10, at its price.
    "deepseek-v4-flash": _deepseek(_rates(0.30, 1.20, 0.006), _rates(0.15, 0.60, 0.003)),
    "deepseek-chat": _row(_rates(0.28, 0.42, 0.028), LL),
    "deepseek-reasoner": _row(_rates(0.28, 0.42, 0.028), LL),
}


def _gpt(
    prompt: float,
    answer: float,
    read: float,
    nickname: str | None = None,
    *,
    write: float | None = None,
) -> PriceRow:
    """A GPT of a million tokens: a prompt of more than 272,000 is dearer.

    It costs twice as much, cache included, and its answer half as much again.
    """
    dear = _rates(prompt * 2, _exact(answer * 1.5), read * 2, None if write is None else write * 2)
    return _row(_rates(prompt, answer, read, write), BOTH, nickname, above=(272_000, dear))


OPENAI_PRICES: Final[Mapping[str, PriceRow]] = {
    "gpt-6.1-sol": _gpt(2.00, 10.00, 0.10, "all_rounder", write=2.50),
    "gpt-6-sol": _gpt(2.00, 10.00, 0.20, write=2.50),
    "gpt-6-luna": _gpt(0.10, 0.50, 0.01, write=0.125),
    "gpt-5.6": _gpt(4.00, 20.00, 0.40, write=5.00),
    "gpt-5.6-terra": _gpt(2.00, 12.00, 0.20, write=2.50),
    "gpt-5.6-luna": _gpt(0.20, 1.20, 0.02, write=0.25),
    "gpt-5.5": _gpt(5.00, 30.00, 0.50),
    "gpt-5.4-mini": _row(_rates(0.75, 4.50, 0.075), BOTH),
    "gpt-5": _row(_rates(1.25, 10.00, 0.125), BOTH),
    "gpt-5-mini": _row(_rates(0.25, 2.00, 0.025), BOTH),
    "gpt-5-nano": _row(_rates(0.05, 0.40, 0.005), BOTH),
    "gpt-4.1": _row(_rates(2.00, 8.00, 0.50), BOTH),
    "gpt-4.1-mini": _row(_rates(0.40, 1.60, 0.10), BOTH),
    "gpt-4.1-nano": _row(_rates(0.10, 0.40, 0.025), BOTH),
    "gpt-4o": _row(_rates(2.50, 10.00, 1.25), BOTH),
    "gpt-4o-mini": _row(_rates(0.15, 0.60, 0.075), BOTH),
    "o3": _row(_rates(2.00, 8.00, 0.50), BOTH),
    "o4-mini": _row(_rates(1.10, 4.40, 0.275), BOTH),
    "o3-mini": _row(_rates(1.10, 4.40, 0.55), BOTH),
}
