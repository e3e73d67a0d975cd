"""Writes a request's body within its limit, and knows whether it was begun."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.abc import AbstractStreamWriter

_PIECE_BYTES = 64 * 1024
"""Written at once before the socket is waited for: the high-water mark of asyncio's buffer."""


class Body(aiohttp.Payload):
    """A request's body, written within a limit.

    Attributes:
        is_begun: True once a byte of the request, head included, was handed to the kernel.
        failure: What ended the writing, where the connection was not to blame.
    """

    def __init__(self, content: bytes | AsyncIterator[bytes], write_s: float | None) -> None:
        super().__init__(content)
        self._content = content
        self._write_s = write_s
        self.is_begun = False
        self.failure: Exception | None = None

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Write it all, and no more than its declared length."""
        try:
            if isinstance(self._content, bytes):
                await self._write_bytes(writer, self._content, content_length)
            else:
                await self._write_stream(writer, self._content, content_length)
        except aiohttp.ClientError:
            raise
        except Exception as error:
            self.failure = error
            raise

    async def _write_bytes(
        self, writer: AbstractStreamWriter, content: bytes, content_length: int | None
    ) -> None:
        _check_length(len(content), content_length, is_end=True)
        if len(content) <= _PIECE_BYTES // 2:
            self._note_beginning(writer)
            await writer.write(content)  # never waits: the kernel or the buffer takes it
            return
        view = memoryview(content)
        for start in range(0, len(view), _PIECE_BYTES):
            await self._write_piece(writer, view[start : start + _PIECE_BYTES])

    async def _write_stream(
        self,
        writer: AbstractStreamWriter,
        pieces: AsyncIterator[bytes],
        content_length: int | None,
    ) -> None:
        written = 0
        async for piece in pieces:
            written += len(piece)
            _check_length(written, content_length, is_end=False)
            await self._write_piece(writer, piece)
        _check_length(written, content_length, is_end=True)

    async def _write_piece(self, writer: AbstractStreamWriter, piece: bytes | memoryview) -> None:
        self._note_beginning(writer)
        try:
            async with asyncio.timeout(self._write_s):
                await writer.write(piece)
                await writer.drain()
        except TimeoutError as error:
            slow = f"the request body was not taken within {self._write_s} s"
            raise httpx.WriteTimeout(slow) from error

    def _note_beginning(self, writer: AbstractStreamWriter) -> None:
        """Writing to a closing transport raises at once; anything else may send."""
        transport = writer.transport
        if transport is not None and not transport.is_closing():
            self.is_begun = True

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write it all (the older of aiohttp's two ways)."""
        await self.write_with_length(writer, None)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Give bytes as text; a stream has none."""
        if not isinstance(self._content, bytes):
            raise TypeError("a streamed body cannot be decoded")
        return self._content.decode(encoding, errors)


def _check_length(written: int, content_length: int | None, *, is_end: bool) -> None:
    """Hold a body to its header: what is too much would be read as the next request."""
    if content_length is None:
        return
    if written > content_length:
        raise httpx.LocalProtocolError("Too much data for declared Content-Length")
    if is_end and written < content_length:
        raise httpx.LocalProtocolError("Too little data for declared Content-Length")
