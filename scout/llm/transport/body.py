"""Reads the body of a reply, its compression undone, and never more of it than a bound.

httpx's own reading undoes a whole packet at once, so that a bomb is unpacked before anybody can
weigh it, and leaves generators behind, for the event loop to finish, where a reader stops early.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from scout.errors import MalformedResponseError

if TYPE_CHECKING:
    import httpx

    from scout.llm.transport.arrival import Arrival

ACCEPTED: Final = "gzip, deflate"
"""The compressions that are asked for, and undone."""

_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_NAMES: Final = ("gzip", "x-gzip")


class BodyDecoder:
    """Undoes the compression of one body, up to a bound.

    Args:
        encoding: What `content-encoding` says.
        max_bytes: How many decoded bytes are given at most.

    Attributes:
        overflows: Whether there were more.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        self._left = max_bytes
        self._inflate = zlib.decompressobj(_GZIP) if self._encoding in _GZIP_NAMES else None
        self._head = b""
        self.overflows = False

    def feed(self, data: bytes) -> bytes:
        """Decode the next bytes; nothing is decoded past the bound.

        Raises:
            MalformedResponseError: They are not what the compression makes, or it is one that
                was not asked for.
        """
        if self._encoding == "deflate" and self._inflate is None:
            data = self._begin_deflate(data)
        if self._inflate is not None:
            data = self._inflated(self._inflate, data)
        elif self._encoding not in ("", "identity", "deflate"):
            named = self._encoding[:40]
            raise MalformedResponseError(f"the body is compressed as {named!r}", status=200)
        if len(data) > self._left:
            self.overflows = True
            data = data[: self._left]
        self._left -= len(data)
        return data

    def _begin_deflate(self, data: bytes) -> bytes:
        """Tell by its first two bytes whether a stream has zlib's head, which some leave out."""
        data = self._head + data
        if len(data) < 2:
            self._head = data
            return b""
        has_head = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)
        return data

    def _inflated(self, inflate: zlib._Decompress, data: bytes) -> bytes:
        try:
            return inflate.decompress(data, self._left + 1)  # one, to know that there is more
        except zlib.error:
            message = "the body's compression is broken"
            raise MalformedResponseError(message, status=200) from None


class AsyncBody:
    """The decoded pieces of a body, for one reader; `aclose` ends it wherever it stands.

    Args:
        arrival: Whose body it is.
        encoding: How it is compressed.
        max_bytes: The bound.
    """

    def __init__(self, arrival: Arrival, encoding: str, max_bytes: int) -> None:
        self._arrival = arrival
        self._decoder = BodyDecoder(encoding, max_bytes)

    async def piece(self) -> bytes:
        """The next piece; none at the end.

        Raises:
            MalformedResponseError: More than the bound came, or the compression is broken.
        """
        while not self._decoder.overflows:
            data = await self._arrival.read()
            if not data:
                return b""
            data = self._decoder.feed(data)
            if data:
                return data
        raise _too_large()

    async def read(self) -> bytes:
        """All of it."""
        parts = []
        while data := await self.piece():
            parts.append(data)
        return b"".join(parts)

    async def read_some(self) -> bytes:
        """What there is within the bound and can be decoded, for a reply that is an error."""
        parts: list[bytes] = []
        with suppress(MalformedResponseError):
            while data := await self.piece():
                parts.append(data)
        return b"".join(parts)

    async def aclose(self) -> None:
        """Leave the response; what was not read is dropped with its connection."""
        await self._arrival.aclose()


class SyncBody:
    """The decoded pieces of a body, blocking; see `AsyncBody`."""

    def __init__(self, response: httpx.Response, encoding: str, max_bytes: int) -> None:
        self._response = response
        self._decoder = BodyDecoder(encoding, max_bytes)
        stream = cast("httpx.SyncByteStream", response.stream)
        is_read = response.is_stream_consumed
        self._pieces = iter((response.content,) if is_read else stream)

    def __iter__(self) -> SyncBody:
        return self

    def __next__(self) -> bytes:
        while not self._decoder.overflows:
            data = self._decoder.feed(next(self._pieces))
            if data:
                return data
        raise _too_large()

    def close(self) -> None:
        """Close the response; what was not read is dropped with its connection."""
        self._response.close()


def _too_large() -> MalformedResponseError:
    return MalformedResponseError("the reply is larger than max_reply_bytes", status=200)
