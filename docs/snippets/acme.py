"""Acme's models for scout: one row of data over the OpenAI chat dialect."""

# --8<-- [start:models]
from datetime import date

from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import PriceRow

ACME_MODELS = (
    Model(
        id="acme-small-1",
        context_window_tokens=128_000,
        max_output_tokens=16_384,
        source="Acme's model page, read 2026-11-20",
    ),
    Model(
        id="acme-large-1",
        context_window_tokens=400_000,
        max_output_tokens=32_768,
        thinks_first=True,
        source="Acme's model page, read 2026-11-20",
    ),
)
# --8<-- [end:models]

# --8<-- [start:pricing]
ACME_PRICING: dict[str, PriceRow] = {
    "acme-small-1": {
        "input_per_million": 0.20,
        "output_per_million": 0.80,
        "cache_read_per_million": 0.02,
        "nickname": "anvil",
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
    "acme-large-1": {
        "input_per_million": 2.50,
        "output_per_million": 10.00,
        "cache_read_per_million": 0.25,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
}
# --8<-- [end:pricing]

# --8<-- [start:row]
ACME = Provider(
    name="acme",
    base_url="https://api.acme.example/v1",
    api_key_env=("ACME_API_KEY",),
    model_prefixes=("acme-",),
    models=ACME_MODELS,
    default_model="acme-small-1",
    pricing=ACME_PRICING,
    wire=OpenAIChat(output_limit_field="max_completion_tokens"),
    capabilities=frozenset({"stream", "tools", "json_schema"}),
    docs_url="https://docs.acme.example/api",
)
# --8<-- [end:row]
