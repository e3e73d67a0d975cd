"""MiniMax, as a row: its OpenAI-compatible surface on the international host."""

from __future__ import annotations

from typing import Final

from scout.llm.price_rows import MINIMAX_PRICES
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.minimax import MiniMaxChat

_PRICED: Final = "genai-prices 0.2.3, read 2026-11-22"
_PAGE: Final = "genai-prices 0.2.3 and vercel.com's page of the model, read 2026-11-22"
_LISTED: Final = "litellm 1.106.2 and genai-prices 0.2.3, read 2026-11-22"


def _m2(model_id: str) -> Model:
    """An M2: litellm tells of a window of a million; users measured 200,000, as priced here."""
    return Model(model_id, 204_800, source=_PRICED)


MINIMAX_MODELS: Final = (
    Model("MiniMax-M3", 1_000_000, 128_000, source=_LISTED),
    Model("MiniMax-M3.1-Flash", 1_000_000, 524_288, rejects=frozenset({"stop"}), source=_PAGE),
    _m2("MiniMax-M2.7"),
    _m2("MiniMax-M2.7-highspeed"),
    _m2("MiniMax-M2.5"),
    _m2("MiniMax-M2.5-highspeed"),
    _m2("MiniMax-M2.1"),
    _m2("MiniMax-M2.1-highspeed"),
    _m2("MiniMax-M2"),
    Model("MiniMax-M1", source=_PRICED),
    Model(
        "MiniMax-Text-01",
        1_000_192,
        capabilities=frozenset({"stream", "tools", "json_schema"}),
        source=_PRICED,
    ),
)
"""MiniMax's text models, the default first.

The abab models are older still. Nobody confirms when they end, and nobody prices them, so that
they have no row: the prefix `abab6` hands their ids through.
"""

MINIMAX: Final = Provider(
    name="minimax",
    # Keys of the Chinese host, api.minimaxi.com, are refused here: register a row of its own.
    base_url="https://api.minimax.io/v1",
    api_key_env=("MINIMAX_API_KEY",),
    model_prefixes=("minimax", "MiniMax", "abab6"),
    models=MINIMAX_MODELS,
    default_model="MiniMax-M3",
    wire=MiniMaxChat(),
    capabilities=frozenset({"stream", "tools"}),
    pricing=MINIMAX_PRICES,
    docs_url="https://platform.minimax.io/docs",
)
