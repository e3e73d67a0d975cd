"""DeepSeek, as a row: the OpenAI dialect with thinking in the open."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import DEEPSEEK_PRICES
from scout.llm.providers.base import Model, Provider, Timeouts
from scout.llm.providers.wires.openai_chat import OpenAIChat

_PAGE: Final = "api-docs.deepseek.com, pricing, October 2026"
_NEWS: Final = "api-docs.deepseek.com, updates, as genai-prices 0.2.3 quotes them"
_OFF: Final = "litellm 1.106.2 and reports of users, read 2026-11-22"


def _thinker(model_id: str, source: str = _PAGE) -> Model:
    return Model(model_id, 1_000_000, 393_216, source=source)


def _off(model_id: str, answer: int) -> Model:
    ended = date(2026, 7, 24)
    return Model(
        model_id, 131_072, answer, shutdown_on=ended, replacement="deepseek-flash", source=_OFF
    )


DEEPSEEK_MODELS: Final = (
    _thinker("deepseek-flash"),
    _thinker("deepseek-v4-pro"),
    _thinker("deepseek-v4-flash", _NEWS),
    _off("deepseek-chat", 8_192),
    _off("deepseek-reasoner", 65_536),
)
"""DeepSeek's chat models, the default first."""

DEEPSEEK: Final = Provider(
    name="deepseek",
    base_url="https://api.deepseek.com",
    api_key_env=("DEEPSEEK_API_KEY",),
    model_prefixes=("deepseek",),
    models=DEEPSEEK_MODELS,
    default_model="deepseek-flash",
    # Its models think unless told not to. Then no tool can be forced on them, and the thinking
    # of a turn that called tools must come back with it.
    wire=OpenAIChat(can_force_tools=False, returned_fields=("reasoning_content",)),
    capabilities=frozenset({"stream", "tools", "json_object"}),
    pricing=DEEPSEEK_PRICES,
    docs_url="https://api-docs.deepseek.com",
    # It queues a request, for up to ten minutes, where others answer 503, and its answers begin
    # with thinking: twice the usual patience tells a queue from a dead route.
    timeouts=Timeouts(first_token_s=20.0, answer_s=120.0),
)
