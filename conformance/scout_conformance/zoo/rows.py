"""Broken rows: a field of the row that is wrong by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scout.llm.providers.base import NoKey
from scout.llm.types import PriceRow
from scout_conformance.profile import Profile
from scout_conformance.samples import BUILT_IN
from scout_conformance.zoo.acme import ACME_MODELS, ACME_PRICING
from scout_conformance.zoo.animal import Animal, altered

SMALL, LARGE = ACME_MODELS
GONE = date(2025, 1, 31)
SOON = date(2099, 1, 31)


def _priced(**changes: Any) -> dict[str, PriceRow]:
    """Acme's prices with other fields in the row of the large model."""
    large: Any = {**ACME_PRICING[LARGE.id], **changes}
    return {**ACME_PRICING, LARGE.id: large}


def _without(name: str) -> dict[str, PriceRow]:
    large: Any = {key: value for key, value in ACME_PRICING[LARGE.id].items() if key != name}
    return {**ACME_PRICING, LARGE.id: large}


def _moved(model_id: str) -> dict[str, Any]:
    """The large model under another id."""
    return {
        "models": (SMALL, replace(LARGE, id=model_id)),
        "pricing": {SMALL.id: ACME_PRICING[SMALL.id], model_id: ACME_PRICING[LARGE.id]},
    }


ROWS: tuple[Animal, ...] = (
    altered("a prefix that a built-in provider has", "REG-003", model_prefixes=("acme-", "gemini")),
    altered("no variable for the key", "REG-009", api_key_env=()),
    altered("a key that is asked for and not sent", "REG-013", auth=NoKey()),
    altered(
        "a default model that was shut down",
        "REG-010",
        models=(replace(SMALL, shutdown_on=GONE, replacement=LARGE.id), LARGE),
    ),
    altered(
        "a dying model without an heir", "REG-011", models=(SMALL, replace(LARGE, shutdown_on=SOON))
    ),
    altered(
        "streams by its samples and not by its row",
        "REG-012",
        capabilities=frozenset({"tools"}),
        profile=Profile(samples=BUILT_IN / "openai_chat"),
    ),
    altered("an id that is its own address", "RTG-001", **_moved(f"acme/{SMALL.id}")),
    altered("an id that is somebody's address", "RTG-002", **_moved("groq/openai/gpt-oss-20b")),
    altered("a prefix that is not registered", "RTG-003", model_prefixes=("acmee-",)),
    altered("no prefix at all", "RTG-003", model_prefixes=()),
    altered("a second prefix that fits no model", "RTG-004", model_prefixes=("acme-", "acne-")),
    altered("a prefix of one letter", "RTG-005", model_prefixes=("acme-", "a")),
    altered(
        "a prefix of somebody else's family",
        "RTG-005",
        model_prefixes=("acme-", "mistral-"),
        **_moved("mistral-by-acme"),
    ),
    altered("a model without a price row", "PRC-001", pricing={SMALL.id: ACME_PRICING[SMALL.id]}),
    altered("a price that has run out", "PRC-002", pricing=_priced(valid_until=GONE)),
    altered("a price without its date", "PRC-003", pricing=_without("as_of")),
    altered(
        "prices per token",
        "PRC-004",
        pricing=_priced(
            input_per_million=2.5e-6, output_per_million=1e-5, cache_read_per_million=2.5e-7
        ),
    ),
    altered(
        "input and output price swapped",
        "PRC-005",
        pricing=_priced(input_per_million=10.0, output_per_million=2.5),
    ),
    altered(
        "a model without its longest answer",
        "BUD-001",
        models=(SMALL, replace(LARGE, max_output_tokens=None)),
    ),
    altered("no page of the vendor", "DOC-001", docs_url=""),
    altered("a model without a source", "DOC-002", models=(SMALL, replace(LARGE, source=""))),
    altered(
        "an answer longer than the window",
        "PRC-007",
        models=(SMALL, replace(LARGE, context_window_tokens=8_000, max_output_tokens=16_000)),
    ),
)
