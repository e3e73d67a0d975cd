"""What a scripted vendor was asked: one request, as it came over the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

MOUNT: Final = "/~"
"""Begins the path under which one server plays several vendors: `/~groq/openai/v1/...`."""

_KEY_HEADERS: Final = ("authorization", "x-api-key", "x-goog-api-key", "api-key")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a scripted vendor received.

    Attributes:
        method: HTTP method.
        path: Path, without the query and without what tells the vendors of one server apart.
        query: Query parameters.
        headers: Values by lower-case name.
        body: The body, as it came.
        json: What the body holds as JSON, None where it is none.
        key: The API key, from whichever header carried it; empty where none did.
        model: The model that was asked for; empty where the dialect cannot tell.
        streams: Whether a stream was asked for.
        provider: Name of the row that was asked, empty where the vendor plays only one.
        at_s: Seconds since the vendor started.
        wall_s: Seconds since the epoch, for replies that name a time of day.
        connection: Number of the connection, counted from 1.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    json: Any = field(repr=False)
    key: str = field(default="", repr=False)
    model: str = ""
    streams: bool = False
    provider: str = ""
    at_s: float = 0.0
    wall_s: float = field(default=0.0, repr=False)
    connection: int = 0


def read_request(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """Read a request; when it came, and what its dialect says of it, is filled in later.

    Args:
        method: HTTP method.
        target: The request's target, path and query.
        headers: Values by lower-case name.
        body: The body.
    """
    parts = urlsplit(target)
    provider, path = "", unquote(parts.path)
    if path.startswith(MOUNT):
        provider, _, path = path.removeprefix(MOUNT).partition("/")
        path = f"/{path}"
    return Asked(
        method=method,
        path=path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=body,
        json=_json(body),
        key=_key(headers),
        provider=provider,
    )


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _key(headers: Mapping[str, str]) -> str:
    found = next((headers[name] for name in _KEY_HEADERS if name in headers), "")
    return found.removeprefix("Bearer ")
