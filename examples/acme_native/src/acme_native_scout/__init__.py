"""Acme's models for scout: one row of data over a wire of their own."""

from datetime import date

from scout.llm.providers.base import HeaderKey, Model, Provider
from scout.llm.types import PriceRow

from acme_native_scout.wire import AcmeWire

ACME_NATIVE_MODELS = (
    Model(
        id="native-small-1",
        context_window_tokens=128_000,
        max_output_tokens=16_384,
        source="Acme's model page, read 2026-11-20",
    ),
    Model(
        id="native-large-1",
        context_window_tokens=400_000,
        max_output_tokens=32_768,
        thinks_first=True,
        source="Acme's model page, read 2026-11-20",
    ),
)

ACME_NATIVE_PRICING: dict[str, PriceRow] = {
    "native-small-1": {
        "input_per_million": 0.15,
        "output_per_million": 0.60,
        "cache_read_per_million": 0.015,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
    "native-large-1": {
        "input_per_million": 2.00,
        "output_per_million": 8.00,
        "cache_read_per_million": 0.20,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
}

ACME_NATIVE = Provider(
    name="acme-native",
    base_url="https://native.acme.example/v2",
    api_key_env=("ACME_NATIVE_API_KEY",),
    model_prefixes=("native-",),
    models=ACME_NATIVE_MODELS,
    default_model="native-small-1",
    pricing=ACME_NATIVE_PRICING,
    wire=AcmeWire(),
    auth=HeaderKey("x-api-key"),
    capabilities=frozenset({"stream", "tools", "json_schema", "seed"}),
    docs_url="https://docs.acme.example/native",
)
