"""Where a built-in price row differs from the second source, and why it is right all the same.

An exception holds for one difference, word for word: another one is reported again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_LONG_CONTEXT = (
    "the rates above 200,000 tokens were those of the context of a million, a beta that ended on "
    "2026-04-30; a longer prompt is an error now, and costs nothing"
)
_LONG_CONTEXT_RATES = (
    "above 200000 tokens: input 3 here, 6 there, output 15 here, 22.5 there, "
    "cache read 0.3 here, 0.6 there, cache write 3.75 here, 7.5 there"
)
_CACHE_WRITE = (
    "a write to the cache is listed there for less than the input itself, which no page of the "
    "vendor confirms; without a rate of its own it is charged as input, the safe side"
)
_CACHE_WRITE_RATES = "cache write 0.6 here, 0.375 there"
_LAST_PRICE = (
    "the id is shut down since 2026-07-24; the row keeps its last price, that of V3.2, where the "
    "second source keeps those of V3 and R1 of the year before"
)

EXCEPTIONS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("anthropic", "claude-sonnet-4-5"): {_LONG_CONTEXT_RATES: _LONG_CONTEXT},
    ("anthropic", "claude-sonnet-4-5-20250929"): {_LONG_CONTEXT_RATES: _LONG_CONTEXT},
    ("minimax", "MiniMax-M2.7-highspeed"): {_CACHE_WRITE_RATES: _CACHE_WRITE},
    ("minimax", "MiniMax-M2.5-highspeed"): {_CACHE_WRITE_RATES: _CACHE_WRITE},
    ("minimax", "MiniMax-M2.1-highspeed"): {_CACHE_WRITE_RATES: _CACHE_WRITE},
    ("deepseek", "deepseek-chat"): {
        "at 00:30 UTC: input 0.28 here, 0.27 there, output 0.42 here, 1.1 there, "
        "cache read 0.028 here, 0.07 there, cache write 0.28 here, 0.27 there": _LAST_PRICE,
        "at 16:30 UTC: input 0.28 here, 0.135 there, output 0.42 here, 0.55 there, "
        "cache read 0.028 here, 0.035 there, cache write 0.28 here, 0.135 there": _LAST_PRICE,
    },
    ("deepseek", "deepseek-reasoner"): {
        "at 00:30 UTC: input 0.28 here, 0.55 there, output 0.42 here, 2.19 there, "
        "cache read 0.028 here, 0.14 there, cache write 0.28 here, 0.55 there": _LAST_PRICE,
        "at 16:30 UTC: input 0.28 here, 0.135 there, output 0.42 here, 0.55 there, "
        "cache read 0.028 here, 0.035 there, cache write 0.28 here, 0.135 there": _LAST_PRICE,
    },
}
"""By provider and model: the difference as it is reported, and the argument."""

NOT_LISTED: Final[Mapping[tuple[str, str], str]] = {
    ("minimax", "MiniMax-Text-01"): "the second source lists the model under no id of the vendor's",
}
"""Rows that have no second source, and why that is so."""
