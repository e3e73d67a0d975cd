"""A validator of the part of JSON Schema that the report's schema uses; the rest it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_KNOWN = {
    *("$schema", "$id", "$ref", "$defs", "title", "description", "type", "const", "enum"),
    *("pattern", "minimum", "items", "properties", "required", "additionalProperties"),
}


class Validator:
    """Holds values to a schema.

    Args:
        schema: The whole schema, whose definitions `$ref` names.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema

    def violations(self, value: Any) -> list[str]:
        """Where a value is not what the schema asks for, a line each."""
        return list(self._found(value, self._schema, "$"))

    def _found(self, value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
        unknown = schema.keys() - _KNOWN
        if unknown:
            raise ValueError(f"{at}: this validator does not know {sorted(unknown)}")
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            yield from self._found(value, self._schema["$defs"][name], at)
        yield from (f"{at} {complaint}" for complaint in _complaints(value, schema))
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self._found(item, schema.get("items", {}), f"{at}[{number}]")
        if isinstance(value, dict):
            yield from self._members(value, schema, at)

    def _members(self, value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
        properties = schema.get("properties", {})
        absent = [name for name in schema.get("required", ()) if name not in value]
        yield from (f"{at}.{name} is missing" for name in absent)
        for name, item in value.items():
            if name in properties:
                yield from self._found(item, properties[name], f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}.{name} is unknown"


def _complaints(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the value itself, whatever it holds."""
    if "const" in schema and value != schema["const"]:
        yield f"is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield "is none of the known words"
    if "type" in schema and not _is_a(value, schema["type"]):
        yield f"is no {schema['type']}"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"does not match {schema['pattern']}"
    elif "minimum" in schema and value < schema["minimum"]:
        yield f"is less than {schema['minimum']}"


def _is_a(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))
