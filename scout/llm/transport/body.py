"""Reads the body of a reply, its compression undone, and never more of it than a bound.

httpx's own reading undoes a whole packet at once, so that a bomb is unpacked before anybody can
weigh it, and leaves generators behind, for the event loop to finish, where a reader stops early.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from scout.errors import MalformedResponseError

if TYPE_CHECKING:
    import httpx

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

    Iterating raises `MalformedResponseError` past the bound, and where the compression is
    broken.

    Args:
        response: Whose body it is.
        max_bytes: The bound.
    """

    def __init__(self, response: httpx.Response, max_bytes: int) -> None:
        self._response = response
        self._decoder = _decoder_of(response, max_bytes)
        stream = cast("httpx.AsyncByteStream", response.stream)
        # An `httpx.Auth` that wants to see the body has read it already.
        is_read = response.is_stream_consumed
        self._pieces = _once(response.content) if is_read else aiter(stream)

    def __aiter__(self) -> AsyncBody:
        return self

    async def __anext__(self) -> bytes:
        while not self._decoder.overflows:
            data = self._decoder.feed(await anext(self._pieces))
            if data:
                return data
        raise _too_large()

    async def read(self) -> bytes:
        """All of it."""
        return b"".join([data async for data in self])

    async def read_some(self) -> bytes:
        """What there is within the bound and can be decoded, for a reply that is an error."""
        parts: list[bytes] = []
        with suppress(MalformedResponseError):
            async for data in self:
                parts.append(data)  # noqa: PERF401 -- what came before a failure is kept
        return b"".join(parts)

    async def aclose(self) -> None:
        """Close the response; what was not read is dropped with its connection."""
        try:
            if isinstance(self._pieces, AsyncGenerator):
                await self._pieces.aclose()
        finally:
            await self._response.aclose()


class SyncBody:
    """The decoded pieces of a body, blocking; see `AsyncBody`."""

    def __init__(self, response: httpx.Response, max_bytes: int) -> None:
        self._response = response
        self._decoder = _decoder_of(response, max_bytes)
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


def _decoder_of(response: httpx.Response, max_bytes: int) -> BodyDecoder:
    is_read = response.is_stream_consumed  # and then decoded as well
    encoding = "" if is_read else response.headers.get("content-encoding", "")
    return BodyDecoder(encoding, max_bytes)


def _too_large() -> MalformedResponseError:
    return MalformedResponseError("the reply is larger than max_reply_bytes", status=200)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
