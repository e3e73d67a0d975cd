"""Writes the JSON Schema of a file of settings, by which an editor completes and checks it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, Final

from scout.config import Settings
from scout.llm.pacing import Pace
from scout.llm.providers.base import Timeouts

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

INNER: Final[Mapping[str, Any]] = {"timeouts": Timeouts, "pacing": Pace}
"""Settings whose tables, by provider, have the fields of a class."""

_ENTRY = re.compile(r"^ {4}(\w+): ", re.MULTILINE)
_RATE: Final = {"type": "number", "exclusiveMinimum": 0}


def settings_schema() -> dict[str, Any]:
    """The schema of `scout.toml`, and of the table `[tool.scout]`."""
    drawn = Settings.model_json_schema()
    said = meanings()
    return {
        "$schema": DRAFT,
        "title": "Settings of scout",
        "description": inspect.cleandoc(Settings.__doc__ or "").partition("\n\n")[0],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"description": said[name], **_property(name, drawn["properties"][name])}
            for name in Settings.model_fields
        },
    }


def meanings() -> dict[str, str]:
    """What the docstring of the settings says of each."""
    _, _, listed = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")
    _, *parts = _ENTRY.split(listed)
    return {
        name: " ".join(text.split()) for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def _property(name: str, drawn: Mapping[str, Any]) -> dict[str, Any]:
    if name in INNER:
        table = {inner.name: _inner(inner) for inner in fields(INNER[name])}
        known = {"type": "object", "properties": table, "additionalProperties": False}
        return {"type": "object", "additionalProperties": known}
    cleaned: dict[str, Any] = _without_null(drawn)
    return cleaned


def _inner(field: Field[Any]) -> dict[str, Any]:
    return {"type": "boolean"} if "bool" in str(field.type) else dict(_RATE)


def _without_null(drawn: Any) -> Any:
    """A schema as TOML needs it: there is no null, and titles repeat the names."""
    if isinstance(drawn, list):
        return [_without_null(each) for each in drawn if each != {"type": "null"}]
    if not isinstance(drawn, Mapping):
        return drawn
    left = {
        name: _without_null(value)
        for name, value in drawn.items()
        if name not in ("title", "writeOnly") and (name, value) != ("default", None)
    }
    if len(left.get("anyOf", ())) == 1:
        left |= left.pop("anyOf")[0]
    return left
