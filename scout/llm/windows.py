"""Finds a model whose window holds a prompt that another one's did not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scout.llm.dispatch import Candidate
from scout.llm.lookup import is_shut_down
from scout.llm.pricing import price_at, row_on

if TYPE_CHECKING:
    from datetime import date

    from scout.llm.providers.base import Provider

MAX_FOUND = 3
"""How many are tried; a prompt that three larger windows do not hold is too long."""

UNPRICED = float("inf")


def larger_windows(
    providers: Iterable[Provider], needed_tokens: int, window_tokens: int | None, today: date
) -> tuple[Candidate, ...]:
    """The cheapest models whose window is larger than one and holds so many tokens.

    Args:
        providers: Whose models may be asked.
        needed_tokens: How long the prompt is, counted or estimated.
        window_tokens: The window that was too small, None where it is unknown.
        today: The day that shutdown dates and prices are held against.
    """
    least = max(needed_tokens, (window_tokens or 0) + 1)
    fitting = [
        Candidate(provider, model, f"its window of {model.context_window_tokens:,} holds it")
        for provider in providers
        for model in provider.models
        if (model.context_window_tokens or 0) >= least and not is_shut_down(model, today)
    ]
    return tuple(sorted(fitting, key=lambda item: _price(item, today))[:MAX_FOUND])


def _price(item: Candidate, today: date) -> float:
    """What the prompt costs a million tokens; a long prompt is most of the bill."""
    held = None if item.price is None else row_on(item.price, today)
    return UNPRICED if held is None else price_at(held).input_nano_per_million
