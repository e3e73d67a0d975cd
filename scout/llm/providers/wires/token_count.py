"""Reads a vendor's token counts, so that an odd one is no crash and no absurd bill."""

from __future__ import annotations

from typing import Final

_MOST: Final = 10**12
"""A thousand thousand times the largest window: past it a number is no count of tokens."""


def token_count(told: object) -> int:
    """A count of tokens; 0 for what is absent or negative.

    Raises:
        TypeError: It is no number.
        ValueError: It is no whole number, or beyond all reason.
    """
    if told is None:
        return 0
    if type(told) is int and 0 <= told <= _MOST:  # what vendors send
        return told
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise TypeError(f"{type(told).__name__} instead of a count of tokens")
    if not told <= _MOST:
        raise ValueError("a number beyond all reason instead of a count of tokens")
    count = max(0, told)
    if count != int(count):
        raise ValueError("a broken number instead of a count of tokens")
    return int(count)
