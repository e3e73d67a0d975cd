"""Anthropic's Claude models, as a row."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import ANTHROPIC_PRICES
from scout.llm.providers.base import HeaderKey, Model, Provider
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages

_LISTED: Final = "litellm 1.106.2, genai-prices 0.2.3 and platform.claude.com, read 2026-11-22"
_OFF: Final = "the table in the package anthropic 2.12.0 and release notes, read 2026-11-22"
_NO_SAMPLING: Final = frozenset({"temperature"})


def _claude(model_id: str, *, rejects: frozenset[str] = _NO_SAMPLING) -> Model:
    """A Claude with a window of a million tokens; the newer ones refuse a temperature."""
    return Model(model_id, 1_000_000, 128_000, rejects=rejects, source=_LISTED)


def _small(model_id: str) -> Model:
    return Model(model_id, 200_000, 64_000, source=_LISTED)


def _off(model_id: str, on: date, replacement: str, answer: int | None = None) -> Model:
    return Model(model_id, 200_000, answer, shutdown_on=on, replacement=replacement, source=_OFF)


CLAUDE_MODELS: Final = (
    _claude("claude-sonnet-5-5"),
    _claude("claude-opus-5-5"),
    _claude("claude-haiku-5-5"),
    _claude("claude-fable-5-2"),
    _claude("claude-fable-5-1"),
    _claude("claude-opus-5"),
    _claude("claude-sonnet-5"),
    _claude("claude-opus-4-8"),
    _claude("claude-opus-4-7"),
    _claude("claude-opus-4-6", rejects=frozenset()),
    _claude("claude-sonnet-4-6", rejects=frozenset()),
    _small("claude-opus-4-5"),
    _small("claude-opus-4-5-20251101"),
    _small("claude-haiku-4-5"),
    _small("claude-haiku-4-5-20251001"),
    # The replacement takes the same parameters at the same price.
    _off("claude-sonnet-4-5", date(2026, 11, 30), "claude-sonnet-4-6", 64_000),
    _off("claude-sonnet-4-5-20250929", date(2026, 11, 30), "claude-sonnet-4-6", 64_000),
    _off("claude-opus-4-1", date(2026, 8, 5), "claude-opus-4-8"),
    _off("claude-opus-4-1-20250805", date(2026, 8, 5), "claude-opus-4-8"),
    _off("claude-opus-4-0", date(2026, 6, 15), "claude-opus-4-8"),
    _off("claude-opus-4-20250514", date(2026, 6, 15), "claude-opus-4-8"),
    _off("claude-sonnet-4-0", date(2026, 6, 15), "claude-sonnet-4-6"),
    _off("claude-sonnet-4-20250514", date(2026, 6, 15), "claude-sonnet-4-6"),
    _off("claude-3-7-sonnet-20250219", date(2026, 2, 19), "claude-sonnet-4-6"),
    _off("claude-3-5-haiku-20241022", date(2026, 2, 19), "claude-haiku-4-5"),
    _off("claude-3-opus-20240229", date(2026, 1, 5), "claude-opus-4-8"),
)
"""Claude models, the default first; the last ones are shut down or about to be."""

ANTHROPIC: Final = Provider(
    name="anthropic",
    base_url="https://api.anthropic.com/v1",
    api_key_env=("ANTHROPIC_API_KEY",),
    model_prefixes=("claude",),
    models=CLAUDE_MODELS,
    default_model="claude-sonnet-5-5",
    wire=AnthropicMessages(),
    capabilities=frozenset({"stream", "tools", "json_schema", "vision"}),
    pricing=ANTHROPIC_PRICES,
    docs_url="https://platform.claude.com/docs/en/api/overview",
    auth=HeaderKey("x-api-key"),
)
