"""Acme's models for scout: one row of data over the OpenAI chat dialect."""

from datetime import date

from scout.llm.providers.base import AuthFactory, Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import PriceRow

from acme_oauth_scout.auth import LOGIN, TokenAuth

ACME_OAUTH_MODELS = (
    Model(
        id="oauth-small-1",
        context_window_tokens=128_000,
        max_output_tokens=16_384,
        source="Acme's model page, read 2026-11-20",
    ),
    Model(
        id="oauth-large-1",
        context_window_tokens=400_000,
        max_output_tokens=32_768,
        thinks_first=True,
        source="Acme's model page, read 2026-11-20",
    ),
)

ACME_OAUTH_PRICING: dict[str, PriceRow] = {
    "oauth-small-1": {
        "input_per_million": 0.15,
        "output_per_million": 0.60,
        "cache_read_per_million": 0.015,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
    "oauth-large-1": {
        "input_per_million": 2.00,
        "output_per_million": 8.00,
        "cache_read_per_million": 0.20,
        "as_of": date(2026, 11, 20),
        "source": "Acme's price page",
    },
}

ACME_OAUTH = Provider(
    name="acme-oauth",
    base_url="https://oauth.acme.example/v1",
    api_key_env=("ACME_OAUTH_CLIENT_SECRET",),
    model_prefixes=("oauth-",),
    models=ACME_OAUTH_MODELS,
    default_model="oauth-small-1",
    pricing=ACME_OAUTH_PRICING,
    wire=OpenAIChat(),
    auth=AuthFactory(TokenAuth),
    auth_origins=(LOGIN,),
    capabilities=frozenset({"stream", "tools", "json_schema"}),
    docs_url="https://docs.acme.example/oauth",
)
