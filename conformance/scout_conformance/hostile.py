"""Bodies that no vendor should send and every vendor has sent."""

from __future__ import annotations

from typing import Any

HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

UNREADABLE: tuple[bytes, ...] = (
    b"",
    HTML,
    b"{}",
    b"[]",
    b"null",
    b'"ok"',
    b"42",
    b"\xff\xfe\x00",
)
"""Bodies of a 200 in which there is no answer, whatever the dialect."""

ERROR_BODIES: tuple[bytes, ...] = (
    b"",
    HTML,
    b"{}",
    b"[]",
    b"null",
    b'"service unavailable"',
    b"service unavailable",
    b'{"error": "something broke"}',
    b'{"error": null}',
    b'[{"error": {"message": "something broke"}}]',
    b'{"detail": [{"msg": "something broke"}]}',
    b'{"error": {"code": 17, "message": ["something", "broke"]}}',
)
"""Bodies of an error that say nothing about its class, so that the status alone decides."""


def with_unknown_fields(value: Any) -> Any:
    """A copy of a JSON value with one more field in every object."""
    if isinstance(value, dict):
        inner = {key: with_unknown_fields(item) for key, item in value.items()}
        return {**inner, "zz_new_field": {"of": ["an", "unknown", "kind"], "at": 1.5}}
    if isinstance(value, list):
        return [with_unknown_fields(item) for item in value]
    return value
