"""Groq, as a row: open-weight models behind the OpenAI dialect."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import GROQ_PRICES
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat

_READ: Final = "litellm 1.106.2 and genai-prices 0.2.3, read 2026-11-22"
_OFF: Final = "reports of users and of genai-prices, read 2026-11-22; the replacement is scout's"
_SCHEMA: Final = frozenset({"stream", "tools", "json_object", "json_schema", "seed"})

GROQ_MODELS: Final = (
    Model("openai/gpt-oss-120b", 131_072, 65_536, capabilities=_SCHEMA, source=_READ),
    Model("openai/gpt-oss-20b", 131_072, 65_536, capabilities=_SCHEMA, source=_READ),
    Model("openai/gpt-oss-safeguard-20b", 131_072, 65_536, capabilities=_SCHEMA, source=_READ),
    Model("qwen/qwen3.8-27b", 131_072, 16_384, source=_READ),
    Model(
        "llama-3.3-70b-versatile",
        131_072,
        shutdown_on=date(2026, 8, 16),
        replacement="openai/gpt-oss-120b",
        source=_OFF,
    ),
    Model(
        "llama-3.1-8b-instant",
        131_072,
        shutdown_on=date(2026, 8, 16),
        replacement="openai/gpt-oss-20b",
        source=_OFF,
    ),
    Model(
        "mixtral-8x7b-32768",
        32_768,
        shutdown_on=date(2025, 3, 20),
        replacement="openai/gpt-oss-20b",
        source=_OFF,
    ),
    Model(
        "gemma2-9b-it",
        8_192,
        shutdown_on=date(2025, 10, 8),
        replacement="openai/gpt-oss-20b",
        source=_OFF,
    ),
    Model(
        "gemma-7b-it",
        8_192,
        shutdown_on=date(2024, 12, 18),
        replacement="openai/gpt-oss-20b",
        source=_OFF,
    ),
)

GROQ: Final = Provider(
    name="groq",
    base_url="https://api.groq.com/openai/v1",
    api_key_env=("GROQ_API_KEY",),
    model_prefixes=("llama", "mixtral", "gemma", "openai/gpt-oss", "qwen/"),
    models=GROQ_MODELS,
    default_model="openai/gpt-oss-120b",
    wire=OpenAIChat(output_limit_field="max_completion_tokens"),
    capabilities=frozenset({"stream", "tools", "json_object", "seed"}),
    pricing=GROQ_PRICES,
    docs_url="https://console.groq.com/docs/api-reference",
)
