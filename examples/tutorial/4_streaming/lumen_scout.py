"""Lumen's models for scout: one row of data over the OpenAI chat dialect."""

from datetime import date

from scout import ContentFilteredError, QuotaExhaustedError
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.error_table import Rule
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import PriceRow

LUMEN_MODELS = (
    Model(
        id="lumen-small-1",
        context_window_tokens=64_000,
        max_output_tokens=8_192,
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

LUMEN_ERRORS = OpenAIChat().errors.preceded_by(
    Rule(QuotaExhaustedError, codes={"lamp_empty"}),
    Rule(ContentFilteredError, codes={"too_dark"}),
)
# --8<-- [start:wire]
LUMEN_WIRE = OpenAIChat(
    output_limit_field="max_completion_tokens",
    errors=LUMEN_ERRORS,
    # Lumen ends each stream with its marker, and says so.
    end_marker_required=True,
)
# --8<-- [end:wire]

LUMEN = Provider(
    name="lumen",
    base_url="https://api.lumen.example/v1",
    api_key_env=("LUMEN_API_KEY",),
    model_prefixes=("lumen-",),
    models=LUMEN_MODELS,
    default_model="lumen-small-1",
    pricing=LUMEN_PRICING,
    wire=LUMEN_WIRE,
    capabilities=frozenset({"stream", "tools"}),
    docs_url="https://docs.lumen.example/api",
)
