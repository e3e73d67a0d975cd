"""Google's Gemini API, as a row."""

from __future__ import annotations

from datetime import date
from typing import Final

from scout.llm.price_rows import GOOGLE_PRICES
from scout.llm.providers.base import HeaderKey, Model, Provider
from scout.llm.providers.wires.gemini import Gemini

_LISTED: Final = "litellm 1.106.2 and genai-prices 0.2.3, read 2026-11-22"
_OFF: Final = "ai.google.dev, models and deprecations, as quoted on 2026-11-22"
_WINDOW: Final = 1_048_576
_ANSWER: Final = 65_536


def _gemini(model_id: str, *, thinks_first: bool = True) -> Model:
    """A Gemini; all but the small ones think before they speak, and keep it to themselves."""
    return Model(model_id, _WINDOW, _ANSWER, thinks_first=thinks_first, source=_LISTED)


def _ending(
    model_id: str, on: date, replacement: str, *, thinks_first: bool = True, source: str = _OFF
) -> Model:
    return Model(
        model_id,
        _WINDOW,
        _ANSWER,
        thinks_first=thinks_first,
        shutdown_on=on,
        replacement=replacement,
        source=source,
    )


_CATALOGUE: Final = "shut down by 2026-10-13, by the vendor's list of models (genai-prices 0.2.3)"

GEMINI_MODELS: Final = (
    _gemini("gemini-3.8-flash"),
    Model("gemini-4-argon", _WINDOW, _WINDOW, thinks_first=True, source=_LISTED),
    _gemini("gemini-3.7-flash"),
    _gemini("gemini-3.6-flash"),
    _gemini("gemini-3.5-flash"),
    _gemini("gemini-3.5-flash-lite"),
    _gemini("gemini-3.1-pro-preview"),
    _gemini("gemini-3-flash-preview"),
    _gemini("gemini-2.5-flash-lite", thinks_first=False),
    _ending("gemini-3.1-flash-lite", date(2027, 5, 7), "gemini-3.5-flash-lite"),
    # From this day on the vendor answers the two with their replacements, at their prices.
    _ending("gemini-2.5-pro", date(2026, 12, 1), "gemini-3.8-flash"),
    _ending("gemini-2.5-flash", date(2026, 12, 1), "gemini-3.5-flash-lite"),
    _ending("gemini-3-pro-preview", date(2026, 3, 9), "gemini-3.1-pro-preview"),
    _ending(
        "gemini-2.0-flash",
        date(2026, 10, 13),
        "gemini-2.5-flash-lite",
        thinks_first=False,
        source=_CATALOGUE,
    ),
    _ending(
        "gemini-2.0-flash-lite",
        date(2026, 10, 13),
        "gemini-2.5-flash-lite",
        thinks_first=False,
        source=_CATALOGUE,
    ),
    Model("gemma-4-31b-it", 262_144, 32_768, thinks_first=True, source=_LISTED),
    Model(
        "gemma-3-27b-it",
        131_072,
        8_192,
        capabilities=frozenset({"stream", "vision"}),
        source=_LISTED,
    ),
)
"""Google's text models, the default first."""

GOOGLE: Final = Provider(
    name="google",
    base_url="https://generativelanguage.googleapis.com/v1beta",
    # Google's own library prefers the first where both are set.
    api_key_env=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    # Groq's gemma models were older ones: the longer prefixes tell the two apart.
    model_prefixes=("gemini", "gemma-3", "gemma-4"),
    models=GEMINI_MODELS,
    default_model="gemini-3.8-flash",
    wire=Gemini(),
    capabilities=frozenset({"stream", "tools", "json_schema", "vision", "seed"}),
    pricing=GOOGLE_PRICES,
    docs_url="https://ai.google.dev/gemini-api/docs",
    auth=HeaderKey("x-goog-api-key"),
)
