"""Reads recorded exchanges with a vendor, in the forms in which people have them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from scout.llm.providers.base import WireReply
from scout.llm.transport.framing import framer_for

_STATUS_IN_NAME = re.compile(r"(?<!\d)([45]\d\d)(?!\d)")
_REQUEST_NAME = re.compile(r"(^|[._-])(req|request)([._-]|$)", re.IGNORECASE)
_ERROR_NAME = re.compile(r"err(or)?s?([._/-]|$)", re.IGNORECASE)
_HEAD = re.compile(r"HTTP/[\d.]+ (\d{3})[^\n]*\n")
_MAX_BYTES: Final = 16 * 2**20
"""Of one file; a recording of more is not one."""

UNKNOWN_STATUS: Final = 0
"""An error whose status nobody wrote down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One exchange, or the half of one.

    Attributes:
        name: Where it stands, for people.
        request: The request's JSON, None where it was not recorded.
        url: Where it went, empty where that is not known.
        request_headers: What it carried, by lower-case name.
        status: HTTP status; None where there is no reply, `UNKNOWN_STATUS` for some error.
        headers: Headers of the reply, by lower-case name.
        body: The reply, as it came.
    """

    name: str
    request: Any = None
    url: str = ""
    request_headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def json(self) -> Any:
        """The reply as one JSON document, None where it is none."""
        return parsed(self.body)

    @property
    def is_error(self) -> bool:
        """Whether the vendor refused."""
        return self.status is not None and (self.status >= 400 or self.status == UNKNOWN_STATUS)

    @property
    def framing(self) -> Literal["sse", "ndjson", ""]:
        """How the reply is cut into events; empty for one that is not a stream."""
        lines = [line for line in self.body.splitlines() if line.strip()]
        if any(line.startswith(("data:", "event:")) for line in lines[:20]):
            return "sse"
        several = len(lines) > 1 and self.json is None
        return "ndjson" if several and all(parsed(line) is not None for line in lines) else ""

    @property
    def events(self) -> list[tuple[str, str]]:
        """Name and payload of each event of a stream."""
        if not self.framing:
            return []
        framer = framer_for(self.framing)
        frames = [*framer.feed(self.body.encode()), *framer.flush()]
        return [(frame.event, frame.data.decode()) for frame in frames if frame.data]

    def reply(self) -> WireReply:
        """The reply as a wire reads it."""
        return WireReply(self.status or 400, self.headers, self.body.encode())


def parsed(text: str) -> Any:
    """What a JSON text holds, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_recordings(folder: Path) -> list[Recording]:
    """All recordings below a folder.

    Understood are bodies (`.json`, `.sse`, `.ndjson`, `.txt`), what `curl -i` prints, exchanges as
    `{"request": ..., "response": ...}` one a file or one a line, and HAR files.

    Raises:
        ValueError: There is none, or one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found = [one for path in paths for one in _in_file(path, path.relative_to(folder).as_posix())]
    if not found:
        raise ValueError(f"{folder} holds no recording; put bodies there as .json, .sse or .ndjson")
    return _joined(found)


def _in_file(path: Path, name: str) -> Iterator[Recording]:
    if path.name.startswith(".") or path.suffix.lower() in (".md", ".gz", ".png"):
        return
    text = _read(path, name)
    document = parsed(text)
    log = document.get("log") if isinstance(document, dict) else None
    lines = [parsed(line) for line in text.splitlines() if line.strip()]
    if isinstance(log, dict):
        for number, entry in enumerate(log.get("entries", ())):
            yield _from_har(entry, f"{name}#{number}")
    elif lines and all(isinstance(line, dict) and "response" in line for line in lines):
        for number, line in enumerate(lines, 1):
            yield _from_exchange(line, f"{name}:{number}")
    elif document is None and path.suffix.lower() == ".json":
        raise ValueError(f"{name} is no JSON; a stream is kept as .sse or .ndjson")
    else:
        yield _in_document(text, document, name)


def _read(path: Path, name: str) -> str:
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError(f"{name} is larger than {_MAX_BYTES // 2**20} MiB, and no recording")
    try:
        return path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ValueError(f"{name} is no text in UTF-8") from None


def _in_document(text: str, document: Any, name: str) -> Recording:
    """One file that holds one exchange, or the half of one."""
    if isinstance(document, dict) and {"response", "request"} <= set(document):
        return _from_exchange(document, name)
    if document is not None and _REQUEST_NAME.search(name.rpartition("/")[2].rpartition(".")[0]):
        return Recording(name=name, request=document)
    return _from_text(text, document, name)


def _from_text(text: str, document: Any, name: str) -> Recording:
    """A reply: with its head as `curl -i` prints it, with its status beside it, or bare."""
    head = _HEAD.match(text)
    if head:
        lines, _, body = text[head.end() :].partition("\n\n")
        pairs = (line.partition(":") for line in lines.splitlines())
        headers = {key.strip().lower(): value.strip() for key, _, value in pairs}
        return Recording(name=name, status=int(head[1]), headers=headers, body=body)
    if isinstance(document, dict) and {"status", "body"} <= set(document):
        return _from_exchange({"response": document}, name)
    told = _STATUS_IN_NAME.search(name)
    unsaid = UNKNOWN_STATUS if _ERROR_NAME.search(name) else 200
    return Recording(name=name, status=int(told[1]) if told else unsaid, body=text)


def _from_exchange(told: Mapping[str, Any], name: str) -> Recording:
    request, response = told.get("request"), told["response"]
    asked = request if isinstance(request, dict) else {}
    is_wrapped = any(key in asked for key in ("json", "body", "url"))
    body = asked.get("json", asked.get("body")) if is_wrapped else request
    reply = response if isinstance(response, dict) and "body" in response else {"body": response}
    status = reply.get("status", told.get("status", 200))
    return Recording(
        name=name,
        request=parsed(body) if isinstance(body, str) else body,
        url=str(asked.get("url") or ""),
        request_headers=_headers(asked.get("headers")),
        status=status if isinstance(status, int) else UNKNOWN_STATUS,
        headers=_headers(reply.get("headers")),
        body=_text(reply["body"]),
    )


def _from_har(entry: Any, name: str) -> Recording:
    try:
        request, response = entry["request"], entry["response"]
        return Recording(
            name=name,
            request=parsed(request.get("postData", {}).get("text", "")),
            url=request["url"],
            request_headers={one["name"].lower(): one["value"] for one in request["headers"]},
            status=response["status"],
            headers={one["name"].lower(): one["value"] for one in response["headers"]},
            body=response["content"].get("text", ""),
        )
    except (AttributeError, KeyError, TypeError):
        raise ValueError(f"{name} is no exchange as HAR files hold them") from None


def _headers(told: Any) -> dict[str, str]:
    if not isinstance(told, Mapping):
        return {}
    return {str(key).lower(): str(value) for key, value in told.items()}


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _joined(found: list[Recording]) -> list[Recording]:
    """Requests that stand alone, joined to the reply of the same name: `a.request`, `a.reply`."""
    alone = {_stem(one.name): one for one in found if one.status is None}
    joined = []
    for one in found:
        request = alone.get(_stem(one.name))
        if one.status is not None and one.request is None and request is not None:
            joined.append(replace(one, request=request.request))
        else:
            joined.append(one)
    return joined


def _stem(name: str) -> str:
    """What a request and its reply have in common."""
    return re.sub(r"[._-]?(request|response|reply|req|res)([._-]|$)", ".", name.rsplit(".", 1)[0])
