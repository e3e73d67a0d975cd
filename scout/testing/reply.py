"""What a scripted vendor sends back: bytes, when they go out, and how it ends, all as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from scout.llm.types import Usage

_REASONS: Final[Mapping[int, str]] = {status.value: status.phrase for status in HTTPStatus}


class Role(StrEnum):
    """What a piece of a body is to the answer."""

    OPENING = "opening"
    CONTENT = "content"
    FINISH = "finish"
    MARKER = "marker"
    NOISE = "noise"


class Ending(StrEnum):
    """How a reply ends."""

    WHOLE = "whole"
    CLOSED = "closed"
    HALF_CLOSED = "half_closed"
    RESET = "reset"
    SILENT = "silent"
    DROPPED = "dropped"


class Framing(StrEnum):
    """How a body says where it ends."""

    LENGTH = "length"
    CHUNKED = "chunked"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a body that goes out in one go."""

    data: bytes
    role: Role = Role.CONTENT


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, from its first byte to what becomes of the connection.

    Attributes:
        status: HTTP status.
        headers: Further headers.
        pieces: The body, in order.
        framing: How the body says where it ends.
        has_head: False where not even a status line is sent.
        ending: What comes behind the last piece. `whole` keeps the connection, `dropped` ends
            well and then closes it without a word; `closed`, `half_closed` and `reset` break
            off, `silent` says nothing more and waits for the client to leave.
        length_offset: Added to the true length where the body's length is declared.
        head_after_s: Pause before the status line.
        content_after_s: Pause before the first piece of content.
        piece_every_s: Pause between two pieces; with 0 they go out together.
        in_packets: Whether each piece is a packet of its own, also without a pause.
        usage: What the vendor says it used, None where it does not answer in full.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    framing: Framing = Framing.LENGTH
    has_head: bool = True
    ending: Ending = Ending.WHOLE
    length_offset: int = 0
    head_after_s: float = 0.0
    content_after_s: float = 0.0
    piece_every_s: float = 0.0
    in_packets: bool = False
    usage: Usage | None = None

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(piece.data for piece in self.pieces)

    @property
    def keeps_connection(self) -> bool:
        """Whether a further request may come over the same connection."""
        lies = self.length_offset != 0 or self.framing is Framing.CONNECTION
        return self.ending is Ending.WHOLE and not lies

    def head(self) -> bytes:
        """Status line and headers, as bytes."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.framing is Framing.CHUNKED:
            headers["transfer-encoding"] = "chunked"
        elif self.framing is Framing.LENGTH:
            headers["content-length"] = str(len(self.body) + self.length_offset)
        else:
            headers["connection"] = "close"
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Scripted')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join((*lines, "", "")).encode("latin-1")

    def framed(self, data: bytes) -> bytes:
        """Bytes of the body as they stand on the wire."""
        if self.framing is not Framing.CHUNKED or not data:
            return data
        return b"%x\r\n%s\r\n" % (len(data), data)


def kept(pieces: Iterable[Piece], tokens: int) -> tuple[Piece, ...]:
    """The pieces up to and with as many of content, and nothing of the end."""
    return tuple(_until(pieces, tokens))


def _until(pieces: Iterable[Piece], tokens: int) -> Iterator[Piece]:
    left = tokens
    for piece in pieces:
        if piece.role in (Role.FINISH, Role.MARKER) or (piece.role is Role.CONTENT and not left):
            return
        left -= piece.role is Role.CONTENT
        yield piece


def resplit(pieces: Iterable[Piece], size: int) -> tuple[Piece, ...]:
    """The same body in pieces of so many bytes."""
    body = b"".join(piece.data for piece in pieces)
    return tuple(Piece(body[start : start + size]) for start in range(0, len(body), size))


def cut_at(pieces: Iterable[Piece], places: Iterable[int]) -> tuple[Piece, ...]:
    """The same body, cut at these places."""
    body = b"".join(piece.data for piece in pieces)
    edges = sorted({0, *(place for place in places if 0 < place < len(body)), len(body)})
    return tuple(
        Piece(body[start:end]) for start, end in zip(edges, islice(edges, 1, None), strict=False)
    )


def json_reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON document."""
    data = json.dumps(body, ensure_ascii=False).encode()
    return raw_reply(data, status, "application/json", headers)


def raw_reply(
    data: bytes, status: int = 200, media_type: str = "", headers: Mapping[str, str] | None = None
) -> Reply:
    """Bytes of some type."""
    typed = {"content-type": media_type} if media_type else {}
    pieces = (Piece(data),) if data else ()
    return Reply(status=status, headers={**typed, **(headers or {})}, pieces=pieces)
