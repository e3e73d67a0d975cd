"""Reshapes a JSON Schema for vendors that compile it into a grammar and refuse the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scout.llm.types import JsonSchema

_KEPT: Final = frozenset(
    {
        "type",
        "title",
        "description",
        "enum",
        "const",
        "default",
        "properties",
        "required",
        "items",
        "anyOf",
        "allOf",
        "$ref",
        "$defs",
        "definitions",
    }
)
_FORMATS: Final = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"}
)
_NAMED: Final = ("properties", "$defs", "definitions")
_LISTED: Final = ("anyOf", "allOf")
_UNSAID: Final = ("$schema", "$id", "$comment", "examples", "additionalProperties", "oneOf")


def closed_schema(schema: JsonSchema) -> dict[str, Any]:
    """A schema in which every object is closed and only constraints that a grammar can hold stand.

    What is left out, such as `maximum`, is told to the model in the description instead; the
    answer is checked against the caller's own schema afterwards.

    Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs, read
        2026-11-22.
    """
    if "$ref" in schema:  # beside a reference nothing else may stand, but for definitions
        kept = {key: schema[key] for key in ("$ref", "$defs", "definitions") if key in schema}
        return _with_inner(kept)
    if "oneOf" in schema and "anyOf" not in schema:
        schema = {**schema, "anyOf": schema["oneOf"]}
    kept = {key: value for key, value in schema.items() if _is_kept(key, value)}
    left_out = {
        key: value for key, value in schema.items() if key not in kept and key not in _UNSAID
    }
    if left_out:
        told = json.dumps(left_out, ensure_ascii=False, default=str)
        kept["description"] = "\n\n".join(filter(None, (kept.get("description"), told)))
    if _is_object(schema):
        kept["additionalProperties"] = False
    return _with_inner(kept)


def _is_kept(key: str, value: object) -> bool:
    if key == "format":
        return value in _FORMATS
    if key == "minItems":
        return value in (0, 1)
    return key in _KEPT


def _is_object(schema: JsonSchema) -> bool:
    told = schema.get("type")
    types = told if isinstance(told, list | tuple) else (told,)
    return "object" in types or "properties" in schema


def _with_inner(schema: dict[str, Any]) -> dict[str, Any]:
    for key in _NAMED:
        if isinstance(schema.get(key), Mapping):
            schema[key] = {name: _inner(value) for name, value in schema[key].items()}
    for key in _LISTED:
        if isinstance(schema.get(key), list | tuple):
            schema[key] = [_inner(value) for value in schema[key]]
    if "items" in schema:
        schema["items"] = _inner(schema["items"])
    return schema


def _inner(schema: object) -> object:
    return closed_schema(schema) if isinstance(schema, Mapping) else schema
