"""Puts a request into the bytes of HTTP/1.1, and lets no byte of it become another one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import Final, NamedTuple

import httpx

_NAME: Final = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET: Final = re.compile(rb"[\x21-\x7e]+")
_VALUE: Final = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_PORTS: Final = {"http": 80, "https": 443}


class Place(NamedTuple):
    """Where a connection leads."""

    is_tls: bool
    host: str
    port: int
    server_name: str


class Http1Request(NamedTuple):
    """The bytes of one request.

    Attributes:
        method: Its method.
        head: Request line and headers, and the empty line after them.
        content: The body, where it is known as a whole.
        pieces: The body, where it is not; as they are written.
    """

    method: str
    head: bytes
    content: bytes = b""
    pieces: AsyncIterator[bytes] | None = None

    @classmethod
    def of(cls, request: httpx.Request) -> Http1Request:
        """Read an httpx request.

        Raises:
            httpx.LocalProtocolError: It cannot be written without saying something else.
            TypeError: Its body is a sync stream.
        """
        fields = request.headers.raw
        head = head_of(request.method, request.url, fields) + b"\r\n"
        stream = request.stream
        if isinstance(stream, httpx.ByteStream):
            framing = _Framing(fields)
            return cls(request.method, head, framing.piece(b"".join(stream)) + framing.end())
        if isinstance(stream, httpx.AsyncByteStream):
            return cls(request.method, head, pieces=_framed(aiter(stream), _Framing(fields)))
        raise TypeError("an async transport cannot send a body that is a sync stream")


def place_of(url: httpx.URL, server_name: str | None = None) -> Place:
    """Where a request for this address goes.

    Raises:
        httpx.UnsupportedProtocol: Not by HTTP.
    """
    port = _PORTS.get(url.scheme)
    if port is None or not url.host:
        raise httpx.UnsupportedProtocol(f"{url.scheme}://{url.host} is no http or https origin")
    host = url.raw_host.decode("ascii")
    return Place(url.scheme == "https", host, url.port or port, server_name or host)


def head_of(method: str, url: httpx.URL, fields: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Request line and headers; an empty line is still to come.

    Raises:
        httpx.LocalProtocolError: One of them would be read as something else.
    """
    verb = method.encode()
    if not (_NAME.fullmatch(verb) and _TARGET.fullmatch(url.raw_path)):
        raise httpx.LocalProtocolError(f"Illegal request line: {method!r} {url.raw_path[:200]!r}")
    head = [b"%b %b HTTP/1.1\r\n" % (verb, url.raw_path)]
    for name, value in fields:
        if not _NAME.fullmatch(name):
            raise httpx.LocalProtocolError(f"Illegal header name {name!r}")
        if not _VALUE.fullmatch(value):  # which may be a key, and is not shown
            raise httpx.LocalProtocolError(f"Illegal character in the header {name.decode()}")
        head.append(b"%b: %b\r\n" % (name, value))
    return b"".join(head)


class _Framing:
    """How a body says where it ends: by its length, or by chunks."""

    def __init__(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        said = {name.lower(): value for name, value in fields}
        length = said.get(b"content-length", b"0")
        if not length.isdigit():
            raise httpx.LocalProtocolError(f"Content-Length is no length: {length!r}")
        self._is_chunked = b"transfer-encoding" in said
        self._left = 0 if self._is_chunked else int(length)

    def piece(self, data: bytes) -> bytes:
        """A piece as it is written; what is past the length would be read as the next request."""
        if self._is_chunked:
            return b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        self._left -= len(data)
        if self._left < 0:
            raise httpx.LocalProtocolError("Too much data for declared Content-Length")
        return data

    def end(self) -> bytes:
        """What is written after the last piece."""
        if self._left:
            raise httpx.LocalProtocolError("Too little data for declared Content-Length")
        return b"0\r\n\r\n" if self._is_chunked else b""


async def _framed(pieces: AsyncIterator[bytes], framing: _Framing) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield framing.piece(piece)
    yield framing.end()
