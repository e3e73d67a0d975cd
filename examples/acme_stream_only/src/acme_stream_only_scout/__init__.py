"""Acme's models for scout: one row of data over a wire of their own, in JSON lines."""

from datetime import date

from scout.llm.providers.base import Model, Provider
from scout.llm.types import PriceRow

from acme_stream_only_scout.wire import AcmeWire

ACME_STREAM_ONLY_MODELS = (
    Model(
        id="lines-small-1",
        context_window_tokens=128_000,
        max_output_tokens=16_384,
        source="Acme's model page, read 2026-11-20",
    ),
    Model(
        id="lines-large-1",
        context_window_tokens=400_000,
        max_output_tokens=32_768,
        thinks_first=True,
        source="Acme's model page, read 2026-11-20",
    ),
)

ACME_STREAM_ONLY_PRICING: dict[str, PriceRow] = {
    "lines-small-1": {
        "input_per_million": 0.15,
        "output_per_million": 0.60,
        "cache_read_per_million": 0.015,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
    "lines-large-1": {
        "input_per_million": 2.00,
        "output_per_million": 8.00,
        "cache_read_per_million": 0.20,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
}

ACME_STREAM_ONLY = Provider(
    name="acme-stream-only",
    base_url="https://lines.acme.example",
    api_key_env=("ACME_STREAM_ONLY_API_KEY",),
    model_prefixes=("lines-",),
    models=ACME_STREAM_ONLY_MODELS,
    default_model="lines-small-1",
    pricing=ACME_STREAM_ONLY_PRICING,
    wire=AcmeWire(),
    capabilities=frozenset({"stream", "tools", "json_schema"}),
    docs_url="https://docs.acme.example/lines",
)
