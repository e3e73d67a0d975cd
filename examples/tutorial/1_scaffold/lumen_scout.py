"""Lumen's models for scout: one row of data over the OpenAI chat dialect."""

from datetime import date

from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import PriceRow

LUMEN_MODELS = (
    Model(
        id="lumen-small-1",
        source="Lumen's model page, read 2026-11-22",
    ),
)

LUMEN_PRICING: dict[str, PriceRow] = {
    "lumen-small-1": {
        "input_per_million": 0.20,
        "output_per_million": 0.80,
        "as_of": date(2026, 11, 22),
        "source": "Lumen's price page",
    },
}

LUMEN = Provider(
    name="lumen",
    base_url="https://api.lumen.example/v1",
    api_key_env=("LUMEN_API_KEY",),
    model_prefixes=("lumen-",),
    models=LUMEN_MODELS,
    default_model="lumen-small-1",
    pricing=LUMEN_PRICING,
    wire=OpenAIChat(),
    capabilities=frozenset({"stream", "tools"}),
    docs_url="",
)
