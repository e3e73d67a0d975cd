"""The dialects that scripted vendors speak, by the names of the wires that read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scout.testing.dialects.anthropic_messages import AnthropicMessagesDialect
from scout.testing.dialects.base import Dialect
from scout.testing.dialects.gemini import GeminiDialect
from scout.testing.dialects.minimax import MiniMaxDialect
from scout.testing.dialects.openai_chat import OpenAIChatDialect

_KNOWN: Final[tuple[Dialect, ...]] = (
    OpenAIChatDialect(),
    AnthropicMessagesDialect(),
    GeminiDialect(),
    MiniMaxDialect(),
)
DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {dialect.name: dialect for dialect in _KNOWN}
)
"""By name."""


def dialect_of(named: str | Dialect) -> Dialect:
    """A dialect by its name, or as it is.

    Raises:
        ValueError: No scripted dialect has this name.
    """
    if not isinstance(named, str):
        return named
    found = DIALECTS.get(named)
    if found is None:
        known = ", ".join(DIALECTS)
        raise ValueError(
            f"no scripted dialect is called {named!r}; pass dialect= one of {known}, or a Dialect "
            "of your own: guides/testing_a_provider/#a-vendor-with-a-wire-of-its-own"
        )
    return found
