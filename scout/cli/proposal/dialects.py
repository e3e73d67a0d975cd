"""Tells which of scout's dialects a vendor speaks, by letting scout's own wires read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Final
from urllib.parse import urlsplit

from scout.cli.proposal.recordings import Recording
from scout.cli.proposal.scrub import is_credential
from scout.cli.scaffold import WIRES, WIRES_AT
from scout.errors import ProviderError
from scout.llm.providers.base import Wire

OWN_HEADERS: Final = {"anthropic_messages": "x-api-key", "gemini": "x-goog-api-key"}
"""How the key travels where the vendor of a dialect wants no bearer."""

_PATHS: Final = ("/v1/text/chatcompletion_v2", "/chat/completions", "/v1/messages")
"""Paths of the dialects that have one for all models."""

_NOW_S: Final = 1_790_000_000.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one wire makes of recordings.

    Attributes:
        wire: Name of the dialect.
        read: Names of the successes that it reads.
        unread: Names of those that it does not.
    """

    wire: str
    read: tuple[str, ...]
    unread: tuple[str, ...]


def wire_of(dialect: str) -> Wire:
    """The wire of a dialect, as it comes."""
    module, kind = WIRES[dialect]
    made: Wire = getattr(import_module(f"{WIRES_AT}.{module}"), kind)()
    return made


def dialect_of(recordings: Iterable[Recording]) -> Reading | None:
    """The dialect whose wire reads most of the successes, None where none reads any."""
    good = [one for one in recordings if one.status is not None and not one.is_error]
    readings = [_reading(dialect, good) for dialect in WIRES]
    if any("base_resp" in one.body for one in good):
        readings.reverse()  # MiniMax's answers are OpenAI's with this beside them
    best = max(readings, key=lambda reading: len(reading.read))
    return best if best.read else None


def _reading(dialect: str, good: list[Recording]) -> Reading:
    wire = wire_of(dialect)
    read = {one.name for one in good if _reads(wire, one)}
    names = [one.name for one in good]
    return Reading(
        dialect,
        tuple(name for name in names if name in read),
        tuple(name for name in names if name not in read),
    )


def _reads(wire: Wire, one: Recording) -> bool:
    """Whether a wire finds an answer in a success: a text, or a tool call."""
    try:
        if one.framing:
            if one.framing != wire.framing:
                return False
            decoder = wire.stream_decoder()
            for event, data in one.events:
                for _ in decoder.feed(event, data.encode()):
                    pass
            result = decoder.finish()
        else:
            result = wire.decode(one.reply(), _NOW_S)
    except (ProviderError, KeyError, TypeError, ValueError, AttributeError):
        return False
    return bool(result.text or result.tool_calls or result.reasoning)


def base_url_of(url: str, dialect: str | None) -> str:
    """The address below which a dialect's paths stand: of an own one, all but the last part."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if dialect == "gemini":
        path = path.partition("/models/")[0]
    else:
        own = f"/{path.rpartition('/')[2]}"
        path = path.removesuffix(next((one for one in _PATHS if path.endswith(one)), own))
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else ""


def auth_of(recordings: Iterable[Recording], dialect: str | None) -> str | None:
    """How the key travelled, None where no request shows it."""
    for one in recordings:
        carried = [name for name in one.request_headers if is_credential(name) and name != "cookie"]
        if "authorization" in carried:
            return "bearer"
        if carried:
            return carried[0]
    return OWN_HEADERS.get(dialect or "")
