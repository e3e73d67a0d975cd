"""Bodies that no vendor should send and every vendor has sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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


MONSTERS: tuple[bytes, ...] = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"id": NaN, "usage": Infinity}',
    b'{"usage": {"prompt_tokens": ' + b"9" * 5_000 + b"}}",
    b'{"choices": [], "choices": null, "error": null, "error": {}}',
    b'"' + b"x" * 1_000_000 + b'"',
    b'"\\ud800"',
    b"\x00" * 1_000,
)
"""Bodies of monstrous depth, length and number."""

ODD_VALUES: tuple[Any, ...] = (None, "", "odd", [], {}, [None], 0, -1, 2.5, 10**30, True)
"""What stands in a vendor's field on a bad day."""


def with_each_node_replaced(value: Any, replacements: Sequence[Any]) -> Iterator[Any]:
    """Copies of a JSON value, in each of which one node is another value."""
    for path in paths_of(value):
        for replacement in replacements:
            yield _replaced(value, path, replacement)


def paths_of(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Where the nodes of a JSON value stand."""
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths_of(inner))


def _replaced(value: Any, path: tuple[str | int, ...], replacement: Any) -> Any:
    if not path:
        return replacement
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], replacement)
    return copy


def with_long_texts(body: bytes) -> bytes:
    """A JSON body whose sentences have a hundred thousand characters; another one as it is."""
    try:
        return json.dumps(_lengthened(json.loads(body))).encode()
    except ValueError:
        return body


def _lengthened(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lengthened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_lengthened(item) for item in value]
    is_sentence = isinstance(value, str) and " " in value
    return f"{value} {'and so on ' * 10_000}" if is_sentence else value


def with_unknown_fields(value: Any) -> Any:
    """A copy of a JSON value with one more field in every object."""
    if isinstance(value, dict):
        inner = {key: with_unknown_fields(item) for key, item in value.items()}
        return {**inner, "zz_new_field": {"of": ["an", "unknown", "kind"], "at": 1.5}}
    if isinstance(value, list):
        return [with_unknown_fields(item) for item in value]
    return value
