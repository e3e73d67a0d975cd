"""What has come back for a request, over scout's own connections or anybody's transport."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import NamedTuple, Protocol, cast

import httpx

from scout.llm.providers.base import WireReply


class Arrival(Protocol):
    """A response whose head is here.

    Attributes:
        status: Its status.
        fields: Its headers, as sent.
        is_decoded: Whether its compression is undone already.
    """

    status: int
    fields: Sequence[tuple[bytes, bytes]]
    is_decoded: bool

    async def read(self) -> bytes:
        """The next bytes of the body; none at its end."""

    async def aclose(self) -> None:
        """Leave it; what was not read is dropped with its connection."""


class HttpxArrival:
    """An httpx response, read piece by piece.

    Args:
        response: Opened as a stream.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.fields: Sequence[tuple[bytes, bytes]] = response.headers.raw
        # An `httpx.Auth` that wants to see the body has read it already.
        self.is_decoded = response.is_stream_consumed
        self._response = response
        stream = cast("httpx.AsyncByteStream", response.stream)
        self._pieces = _once(response.content) if self.is_decoded else aiter(stream)

    async def read(self) -> bytes:
        """The next bytes of the body; none at its end."""
        async for piece in self._pieces:
            if piece:
                return piece
        return b""

    async def aclose(self) -> None:
        """Close the response, and the generator that somebody may have made its stream of."""
        try:
            if isinstance(self._pieces, AsyncGenerator):
                await self._pieces.aclose()
        finally:
            await self._response.aclose()


class Head(NamedTuple):
    """The head of a response.

    Attributes:
        status: Its status.
        headers: Values by lower-case name; a repeated header is one, its values after commas.
        encoding: How the body is still compressed.
    """

    status: int
    headers: dict[str, str]
    encoding: str

    @property
    def is_good(self) -> bool:
        """Whether there is an answer, and no error."""
        return self.status < 300

    def reply(self, body: bytes) -> WireReply:
        """The whole reply, as wires read it."""
        return WireReply(self.status, self.headers, body)

    @classmethod
    def of(
        cls, status: int, fields: Sequence[tuple[bytes, bytes]], *, is_decoded: bool = False
    ) -> Head:
        """Read the headers as sent."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in fields:
            name, value = raw_name.lower().decode("ascii", "replace"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return cls(status, headers, "" if is_decoded else headers.get("content-encoding", ""))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
