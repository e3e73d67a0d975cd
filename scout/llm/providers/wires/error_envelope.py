"""Reads the facts out of an error body, whatever its shape; nothing in here ever raises."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scout.llm.providers.wires.error_table import STATUS_ERRORS, ErrorFacts
from scout.llm.providers.wires.error_text import clean_text, told_wait_s
from scout.llm.retry import parse_retry_after, retry_after_s

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scout.llm.providers.base import WireReply

_DEPTH: Final = 5  # list, error, list, detail and the object itself: deeper is no envelope
_TEXT_BYTES: Final = 4000  # of a body that is no JSON; no more of it is ever shown
_INSIDE: Final = ("error", "errors", "detail")
_MESSAGES: Final = ("message", "msg", "error_message", "status_msg", "reason", "title")
_NAMED: Final = (*_INSIDE, *_MESSAGES)
_STATUSES: Final = ("status_code", "http_code", "http_status", "status")
_REQUEST_HEADERS: Final = ("x-request-id", "request-id", "x-ds-trace-id", "trace-id", "cf-ray")
_OWN_STATUSES: Final = frozenset(STATUS_ERRORS) | {500, 501, 502, 504, 520, 521, 522, 524}
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


def facts_of(reply: WireReply, now_s: float) -> ErrorFacts:
    """The facts of a whole reply with an error in it.

    The body may be an error object, a text, wrapped in a list or under `detail`, a web page,
    plain text or nothing.
    """
    return facts_in(body_of(reply), status=reply.status, headers=reply.headers, now_s=now_s)


def body_of(reply: WireReply) -> object:
    """What the body's JSON holds, or the beginning of the body as text where it is no JSON."""
    try:
        decoded: object = reply.json()
    except ValueError:
        return reply.body[:_TEXT_BYTES].decode("utf-8", "replace")
    return decoded


def facts_in(
    body: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] = _NO_HEADERS,
    now_s: float | None = None,
) -> ErrorFacts:
    """The facts of a decoded body, or of one event of a stream.

    Args:
        body: What the JSON held, or a text.
        status: HTTP status. Where it is below 400, a status that the error itself names counts,
            such as `"status_code": 400` inside a stream.
        headers: Header values by lower-case name.
        now_s: Seconds since the epoch, None where no clock is at hand.
    """
    levels = tuple(_levels(body))
    inner = levels[-1] if levels else {}
    message = _message(inner) if levels else _text(body)
    if isinstance(body, list) and not levels:
        message = _text(next(iter(body), ""))
    return ErrorFacts(
        status=_status(inner, status) if 200 <= status < 300 else status,
        code=_first(levels, "code"),
        type=_text(inner.get("type")),
        message=message,
        param=_text(inner.get("param")),
        retry_after_s=_wait_s(headers, inner, message, now_s),
        request_id=_request_id(levels, headers),
    )


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The vendor's id of a request, from the reply's headers."""
    for name in _REQUEST_HEADERS:
        if headers.get(name):
            return clean_text(headers[name], 200)
    return None


def _levels(body: object) -> Iterator[Mapping[str, Any]]:
    """The objects from the outermost to the one that holds the message."""
    node = body
    for _ in range(_DEPTH):
        if isinstance(node, list):
            node = next((item for item in node if isinstance(item, dict)), None)
        if not isinstance(node, dict):
            return
        yield node
        level = node
        node = next((level[key] for key in _INSIDE if _holds_more(level.get(key))), None)


def _holds_more(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, dict) for item in value)
    return isinstance(value, dict) and bool(value)


def _message(level: Mapping[str, Any]) -> str:
    named = [_text(level[key]) for key in _NAMED if key in level]
    told = list(dict.fromkeys(text for text in named if text))
    return ": ".join(told[:2])


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "; ".join(item.strip() for item in value[:5] if isinstance(item, str))
    return ""


def _first(levels: tuple[Mapping[str, Any], ...], key: str) -> str:
    return next((text for level in reversed(levels) if (text := _text(level.get(key)))), "")


def _status(inner: Mapping[str, Any], status: int) -> int:
    """The HTTP status that an error inside a 200 names, where it is one that vendors send."""
    told = [_text(inner.get(key)) for key in _STATUSES]
    if isinstance(inner.get("code"), int):
        told.append(_text(inner["code"]))
    for text in told:
        if text.isascii() and text.isdigit() and len(text) == 3 and int(text) in _OWN_STATUSES:
            return int(text)
    return status


def _wait_s(
    headers: Mapping[str, str], inner: Mapping[str, Any], message: str, now_s: float | None
) -> float | None:
    told = retry_after_s(headers, now_s or 0.0)
    if told is None:
        told = parse_retry_after(_text(inner.get("retry_after")), now_s or 0.0)
    return told_wait_s(message, now_s) if told is None else told


def _request_id(levels: tuple[Mapping[str, Any], ...], headers: Mapping[str, str]) -> str | None:
    told = _first(levels, "request_id") or _first(levels, "trace_id")
    return clean_text(told, 200) if told else request_id_of(headers)
