"""Groq, as a row: open-weight models behind the OpenAI dialect."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import GROQ_PRICES
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat

_LISTED: Final = "litellm 1.106.2 and genai-prices 0.2.3, read 2026-11-22"
_SCHEMA: Final = frozenset({"stream", "tools", "json_object", "json_schema", "seed"})


def _oss(model_id: str) -> Model:
    return Model(model_id, 131_072, 65_536, capabilities=_SCHEMA, source=_LISTED)


def _off(model_id: str, window: int | None, on: date, replacement: str) -> Model:
    """A model that is shut down, for all but holders of a committed-spend contract."""
    told = "the vendor's deprecations, as users and mirrors quote them, read 2026-11-22"
    return Model(model_id, window, shutdown_on=on, replacement=replacement, source=told)


GROQ_MODELS: Final = (
    _oss("openai/gpt-oss-120b"),
    _oss("openai/gpt-oss-20b"),
    _oss("openai/gpt-oss-safeguard-20b"),
    Model("qwen/qwen3.8-27b", 131_072, 16_384, source=_LISTED),
    _off("llama-3.3-70b-versatile", 131_072, date(2026, 8, 16), "openai/gpt-oss-120b"),
    _off("llama-3.1-8b-instant", 131_072, date(2026, 8, 16), "openai/gpt-oss-20b"),
    _off(
        "meta-llama/llama-4-scout-17b-16e-instruct",
        None,
        date(2026, 7, 17),
        "openai/gpt-oss-120b",
    ),
    _off("gemma2-9b-it", None, date(2025, 10, 8), "llama-3.1-8b-instant"),
    _off("mixtral-8x7b-32768", 32_768, date(2025, 3, 20), "openai/gpt-oss-20b"),
    _off("gemma-7b-it", None, date(2024, 12, 18), "gemma2-9b-it"),
)
"""Groq's chat models, the living first; the rest serves records and old names."""

GROQ: Final = Provider(
    name="groq",
    base_url="https://api.groq.com/openai/v1",
    api_key_env=("GROQ_API_KEY",),
    model_prefixes=("llama", "mixtral", "gemma", "openai/gpt-oss", "qwen/", "meta-llama/"),
    models=GROQ_MODELS,
    default_model="openai/gpt-oss-120b",
    wire=OpenAIChat(output_limit_field="max_completion_tokens"),
    capabilities=frozenset({"stream", "tools", "json_object", "seed"}),
    pricing=GROQ_PRICES,
    docs_url="https://console.groq.com/docs/api-reference",
)
