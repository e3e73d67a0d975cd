"""Puts an httpx request into the bytes of HTTP/1.1, and lets no byte of it become another one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Final

import httpx

_TOKEN: Final = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_ENDS: Final = (b"\r", b"\n", b"\0")


class Http1Request:
    """The bytes of one request.

    Args:
        request: What httpx wants to be sent.

    Attributes:
        method: Its method.
        head: Request line and headers, ready to be written.
        content: The body, where it is known as a whole.
        pieces: The body, where it is not.

    Raises:
        httpx.LocalProtocolError: It cannot be written without saying something else.
        TypeError: Its body is a sync stream.
    """

    __slots__ = ("_is_chunked", "_left", "content", "head", "method", "pieces")

    def __init__(self, request: httpx.Request) -> None:
        fields = request.headers.raw
        self.method = request.method
        self.head = _head_of(request.method.encode("ascii"), request.url.raw_path, fields)
        self._left, self._is_chunked = _framing_of(fields)
        self.content = b""
        self.pieces: AsyncIterator[bytes] | None = None
        stream = request.stream
        if isinstance(stream, httpx.ByteStream):
            self.content = self.framed(b"".join(stream)) + self.end()
        elif isinstance(stream, httpx.AsyncByteStream):
            self.pieces = aiter(stream)
        else:
            raise TypeError("an async transport cannot send a body that is a sync stream")

    def framed(self, piece: bytes) -> bytes:
        """A piece of the body as it is written.

        Raises:
            httpx.LocalProtocolError: It is past the declared length, and would be read as the
                next request.
        """
        if self._is_chunked:
            return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""
        self._left -= len(piece)
        if self._left < 0:
            raise httpx.LocalProtocolError("Too much data for declared Content-Length")
        return piece

    def end(self) -> bytes:
        """What is written after the last piece.

        Raises:
            httpx.LocalProtocolError: The body is shorter than declared.
        """
        if self._left:
            raise httpx.LocalProtocolError("Too little data for declared Content-Length")
        return b"0\r\n\r\n" if self._is_chunked else b""


def _head_of(method: bytes, target: bytes, fields: list[tuple[bytes, bytes]]) -> bytes:
    lines = [b"%b %b HTTP/1.1" % (method, target)]
    for name, value in fields:
        if not _is_token(name):
            raise httpx.LocalProtocolError(f"Illegal header name {name!r}")
        lines.append(b"%b: %b" % (name, value))
    head = b"\r\n".join(lines)
    breaks = len(lines) - 1
    if not _is_token(method) or [head.count(end) for end in _ENDS] != [breaks, breaks, 0]:
        raise httpx.LocalProtocolError("Illegal character in the request line or a header value")
    return head + b"\r\n\r\n"


def _framing_of(fields: list[tuple[bytes, bytes]]) -> tuple[int, bool]:
    """How long the body is said to be, and whether it comes in chunks instead."""
    left = 0
    for name, value in fields:
        lowered = name.lower()
        if lowered == b"transfer-encoding":
            return 0, True
        if lowered == b"content-length":
            if not value.isdigit():
                raise httpx.LocalProtocolError(f"Content-Length is no length: {value!r}")
            left = int(value)
    return left, False


@lru_cache(maxsize=1024)
def _is_token(name: bytes) -> bool:
    return _TOKEN.fullmatch(name) is not None
