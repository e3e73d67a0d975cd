"""OpenAI, as a row: the dialect that most others speak."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import OPENAI_PRICES
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat

_LISTED: Final = "litellm 1.106.2 and genai-prices 0.2.3, read 2026-11-22"
_REASONING: Final = frozenset({"temperature", "stop"})


def _thinker(
    model_id: str,
    window: int = 1_050_000,
    answer: int = 128_000,
    *,
    off: date | None = None,
    replacement: str | None = None,
) -> Model:
    """A reasoning model: it thinks in silence, and refuses a temperature and stop texts."""
    return Model(
        model_id,
        window,
        answer,
        thinks_first=True,
        rejects=_REASONING,
        shutdown_on=off,
        replacement=replacement,
        source=_LISTED,
    )


OPENAI_MODELS: Final = (
    _thinker("gpt-6.1-sol"),
    _thinker("gpt-6-sol"),
    _thinker("gpt-6-luna"),
    _thinker("gpt-5.6"),
    _thinker("gpt-5.6-terra"),
    _thinker("gpt-5.6-luna"),
    _thinker("gpt-5.5"),
    _thinker("gpt-5.4-mini", 400_000),
    _thinker("gpt-5", 400_000),
    _thinker("gpt-5-mini", 400_000),
    _thinker("gpt-5-nano", 400_000),
    Model("gpt-4.1", 1_047_576, 32_768, source=_LISTED),
    Model("gpt-4.1-mini", 1_047_576, 32_768, source=_LISTED),
    Model("gpt-4o", 128_000, 16_384, source=_LISTED),
    Model("gpt-4o-mini", 128_000, 16_384, source=_LISTED),
    # The vendor's dates; the replacements are scout's choice, by price.
    _thinker("o3", 200_000, 100_000, off=date(2026, 12, 11), replacement="gpt-6.1-sol"),
    _thinker("o4-mini", 200_000, 100_000, off=date(2026, 10, 23), replacement="gpt-5.4-mini"),
    _thinker("o3-mini", 200_000, 100_000, off=date(2026, 10, 23), replacement="gpt-5.4-mini"),
    Model(
        "gpt-4.1-nano",
        1_047_576,
        32_768,
        shutdown_on=date(2026, 10, 23),
        replacement="gpt-6-luna",
        source=_LISTED,
    ),
)
"""OpenAI's chat models, the default first."""

OPENAI: Final = Provider(
    name="openai",
    base_url="https://api.openai.com/v1",
    api_key_env=("OPENAI_API_KEY",),
    model_prefixes=("gpt", "o3", "o4"),
    models=OPENAI_MODELS,
    default_model="gpt-6.1-sol",
    wire=OpenAIChat(output_limit_field="max_completion_tokens"),
    capabilities=frozenset({"stream", "tools", "json_schema", "json_object", "vision", "seed"}),
    pricing=OPENAI_PRICES,
    docs_url="https://developers.openai.com/api/docs",
)
