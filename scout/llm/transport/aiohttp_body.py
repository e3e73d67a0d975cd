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
        if isinstance(self._content, bytes) and len(self._content) <= _PIECE_BYTES // 2:
            self._note_beginning(writer)
            await writer.write(self._content)  # never waits: the kernel or the buffer takes it
            return
        try:
            await self._write_pieces(writer, content_length)
        except aiohttp.ClientError:
            raise
        except Exception as error:
            self.failure = error
            raise

    async def _write_pieces(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        left = content_length
        async for piece in self._pieces():
            if left is not None:
                left -= len(piece)
                if left < 0:
                    raise httpx.LocalProtocolError("Too much data for declared Content-Length")
            self._note_beginning(writer)
            try:
                async with asyncio.timeout(self._write_s):
                    await writer.write(piece)
                    await writer.drain()
            except TimeoutError as error:
                slow = f"the request body was not taken within {self._write_s} s"
                raise httpx.WriteTimeout(slow) from error
        if left:
            raise httpx.LocalProtocolError("Too little data for declared Content-Length")

    async def _pieces(self) -> AsyncIterator[bytes | memoryview]:
        if isinstance(self._content, bytes):
            view = memoryview(self._content)
            for start in range(0, len(view), _PIECE_BYTES):
                yield view[start : start + _PIECE_BYTES]
        else:
            async for piece in self._content:
                yield piece

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
