"""Says the table of tiers in Markdown: a table a ladder, under the intents that share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scout.llm.tier_table import TIERS, Ladder
from tools.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterable


def ladders() -> str:
    """Every ladder, tier by tier, cheap to dear."""
    groups: dict[Ladder, list[str]] = {}
    for intent, ladder in TIERS.items():
        groups.setdefault(ladder, []).append(str(intent))
    return "\n".join(_ladder(intents, ladder) for ladder, intents in groups.items())


def _ladder(intents: Iterable[str], ladder: Ladder) -> str:
    rows = ((number, code(names)) for number, names in enumerate(ladder, 1))
    return f"{code(intents)}:\n\n{table(('tier', 'models'), rows)}"
