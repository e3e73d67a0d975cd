"""Reads the files of a folder of wire samples: JSON, server-sent events, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scout_conformance.violation import KitError


def json_in(path: Path) -> Any:
    """What a file of JSON holds.

    Raises:
        KitError: It holds none.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise KitError(f"{path.name}: no JSON: {error}") from None


def mapping_in(path: Path) -> Mapping[str, Any]:
    """The JSON object that a file holds.

    Raises:
        KitError: It holds something else.
    """
    value = json_in(path)
    if not isinstance(value, dict):
        raise KitError(f"{path.name}: a JSON object is expected, not {type(value).__name__}")
    return value


def sse_events(path: Path) -> list[tuple[str, Any]]:
    """The server-sent events of a file: name and payload."""
    events = []
    for block in path.read_text(encoding="utf-8").replace("\r\n", "\n").split("\n\n"):
        fields = [line.partition(":")[::2] for line in block.split("\n")]
        data = [value.strip() for field_name, value in fields if field_name == "data"]
        name = [value.strip() for field_name, value in fields if field_name == "event"]
        if data:
            events.append((name[-1] if name else "", _payload("\n".join(data))))
    return events


def ndjson_events(path: Path) -> list[tuple[str, Any]]:
    """The JSON lines of a file, as events without a name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [("", _payload(line)) for line in lines if line.strip()]


def _payload(text: str) -> Any:
    """JSON where it is an object or array, else the text itself, such as an end marker."""
    if not text.startswith(("{", "[{")):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise KitError(f"event {text[:60]!r} is no JSON: {error}") from None
