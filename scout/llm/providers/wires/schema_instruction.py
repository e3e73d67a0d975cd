"""Tells a model in words which JSON to answer with, where its vendor takes no schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider
    from scout.llm.types import Call, JsonSchema


def abilities_of(call: Call, provider: Provider) -> frozenset[str]:
    """What the model of a call can do; a model that the row does not list is taken as the row."""
    model = provider.model(call.model)
    return provider.capabilities if model is None else provider.capabilities_of(model)


def schema_instruction(schema: JsonSchema) -> str:
    """The sentence for a system prompt."""
    written = json.dumps(schema, ensure_ascii=False)
    return (
        "Your whole answer is one JSON document that satisfies the JSON Schema below, without "
        f"Markdown fences and without a word before or after it.\n\n{written}"
    )
