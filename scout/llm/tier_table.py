"""Which models serve which intent, cheap to dear: the table that holds where settings say nothing.

Names, not facts: what a model costs and can do stands in its provider's row. Each tier names
models of several vendors, the cheapest first, so that whoever has one key finds some of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, TypeAlias

from scout.llm.intent_types import Intent

Ladder: TypeAlias = tuple[tuple[str, ...], ...]
"""Tiers from cheap to dear; the models of one tier are equals, the first is asked first."""

SMALL: Final = ("quick", "router", "gpt-6-luna", "claude-haiku-5-5", "MiniMax-M3.1-Flash")
"""Quick and nearly free: enough where the answer stands in the prompt, or is small talk."""

MIDDLE: Final = ("openai/gpt-oss-120b", "thrifty", "long_haul", "gemini-3.8-flash")
"""Reason and know more, for a few times as much."""

LARGE: Final = ("deepseek-v4-pro", "workhorse", "all_rounder", "gemini-4-argon")
"""The vendors' large models of everyday use."""

TOP: Final = ("deep_thought",)
"""For what the others fail at."""

TIERS: Final[Mapping[Intent, Ladder]] = MappingProxyType(
    {
        # What is asked for is in the prompt: the small ones suffice until it gets long.
        Intent.CHAT: (SMALL, MIDDLE, LARGE),
        Intent.CLASSIFY: (SMALL, MIDDLE, LARGE),
        Intent.EXTRACTION: (SMALL, MIDDLE, LARGE),
        Intent.SUMMARIZE: (SMALL, MIDDLE, LARGE),
        Intent.TRANSLATE: (SMALL, MIDDLE, LARGE),
        # A small model makes facts up, and writes flat.
        Intent.FACTUAL: (MIDDLE, LARGE, TOP),
        Intent.CREATIVE: (MIDDLE, LARGE, TOP),
        # From one line to research: the whole range.
        Intent.CODE: (SMALL, MIDDLE, LARGE, TOP),
        Intent.MATH: (SMALL, MIDDLE, LARGE, TOP),
        Intent.REASONING: (SMALL, MIDDLE, LARGE, TOP),
    }
)
"""The ladder of each intent."""


def default_tiers() -> dict[str, Ladder]:
    """A copy of the table, such as settings hold."""
    return {str(intent): ladder for intent, ladder in TIERS.items()}


def read_tiers(given: Mapping[str, Sequence[str | Sequence[str]]]) -> Mapping[str, Ladder]:
    """The table, with the ladders of these intents instead of its own.

    Args:
        given: By intent, models from cheap to dear; equals stand together in a list.

    Raises:
        ValueError: There is no such intent, or a tier without a model.
    """
    return default_tiers() | {_intent(name): _ladder(name, given[name]) for name in given}


def _intent(name: str) -> str:
    try:
        return str(Intent(name))
    except ValueError:
        near = get_close_matches(str(name), list(Intent), n=1)
        meant = f"did you mean {str(near[0])!r}?" if near else f"there are: {', '.join(Intent)}"
        raise ValueError(f"tiers names the intent {name!r}; {meant}") from None


def _ladder(name: str, tiers: Sequence[str | Sequence[str]]) -> Ladder:
    ladder = tuple((tier,) if isinstance(tier, str) else tuple(tier) for tier in tiers)
    if not ladder or not all(ladder) or not all(model for tier in ladder for model in tier):
        raise ValueError(f"tiers[{str(name)!r}] has a tier without a model; name one, or leave it")
    return ladder
