"""Makes a JSON Schema strict, as vendors want it that hold a model to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scout.llm.types import JsonSchema

_MAPS: Final = ("properties", "$defs", "definitions")
_FOREIGN: Final = (
    "allOf",
    "oneOf",
    "not",
    "if",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "prefixItems",
)
_DEPTH: Final = 64  # vendors allow 10 levels at most; past this a schema is no schema


def strict_schema(schema: JsonSchema) -> dict[str, Any] | None:
    """The schema with every property required and none added; None where it cannot be strict.

    A model then fills every property, those with a default included. A schema with a free-form
    object, or with words that strict mode does not know, cannot be strict.

    Source: OpenAI, guide on structured outputs, read 2026-11-22.
    """
    try:
        strict = _strict(schema, _DEPTH)
    except (TypeError, ValueError):
        return None
    return strict if "properties" in strict else None


def _strict(schema: object, depth: int) -> dict[str, Any]:
    if not isinstance(schema, Mapping) or not depth or any(word in schema for word in _FOREIGN):
        raise ValueError("no strict schema")
    made = {name: value for name, value in schema.items() if name != "default"}
    for name in _MAPS:
        if name in made:
            inner = dict(made[name])
            made[name] = {key: _strict(value, depth - 1) for key, value in inner.items()}
    if "anyOf" in made:
        made["anyOf"] = [_strict(value, depth - 1) for value in made["anyOf"]]
    if "items" in made:
        made["items"] = _strict(made["items"], depth - 1)
    if made.get("type") == "object" or "properties" in made:
        _close(made)
    return made


def _close(made: dict[str, Any]) -> None:
    if "properties" not in made or made.get("additionalProperties") not in (None, False):
        raise ValueError("an object of any properties cannot be strict")
    made["additionalProperties"] = False
    made["required"] = list(made["properties"])
