"""One HTTP/1.1 connection: writes a request, and waits for what comes.

Sockets and TLS are the event loop's. What is here is the order of things: who waits for what,
and when a connection can serve another request.
"""

from __future__ import annotations

import asyncio
import functools
import select
from collections.abc import Callable
from typing import Final, cast

import httpx

from scout.errors import Sent
from scout.llm.transport.http1_request import Http1Request, Place
from scout.llm.transport.http1_response import Http1Response
from scout.llm.transport.sent import mark_sent

_PIECE_BYTES: Final = 64 * 1024
"""Written at once before the socket is waited for: the high-water mark of asyncio's buffer."""

_MOST_UNREAD_BYTES: Final = 256 * 1024
"""Kept for a slow reader before the vendor is kept waiting."""

_SILENCE: Final = (httpx.ReadTimeout, "nothing came")
_STANDSTILL: Final = (httpx.WriteTimeout, "the request's body was not taken")


class Connection(asyncio.Protocol):
    """One connection, lent to one exchange at a time.

    Args:
        loop: Whose it is.
        place: Where it leads.
        on_free: Called at the end of each exchange.
        on_lost: Called when the connection has gone while nobody had it.

    Attributes:
        idle_since_s: The loop's time at the end of the last exchange.
    """

    __slots__ = (
        "_is_lent",
        "_is_paused",
        "_is_sent",
        "_is_stuck",
        "_look",
        "_loop",
        "_on_free",
        "_on_lost",
        "_response",
        "_silence_s",
        "_transport",
        "_waiter",
        "idle_since_s",
        "place",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        place: Place,
        on_free: Callable[[Connection], None],
        on_lost: Callable[[Connection], None],
    ) -> None:
        self.place = place
        self.idle_since_s = 0.0
        self._loop = loop
        self._on_free = on_free
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._is_lent = False
        self._response = Http1Response()
        self._waiter: asyncio.Future[None] | None = None
        self._silence_s: float | None = None
        self._is_sent = False  # all of the request, to the loop at least
        self._is_stuck = False  # the loop's buffer is full
        self._is_paused = False  # the vendor is kept waiting

    @property
    def is_stale(self) -> bool:
        """Whether an idle connection is closed, or has something to read: that can only be its end.

        The loop drops a connection when it sees it closed. It may be late: the end may lie
        in the kernel unseen. To ask before writing is what makes a fresh connection safe.
        """
        transport = self._transport
        return transport is None or transport.is_closing() or bool(self._look())

    @property
    def is_open(self) -> bool:
        """Whether it can be written to, as far as the loop knows."""
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(
        self, request: Http1Request, *, write_s: float | None, silence_s: float | None
    ) -> Http1Response:
        """Write a request, and give the response as soon as its head is here."""
        response, transport = self._response, self._transport
        response.begin(request.method)
        self._is_lent = True
        self._silence_s = silence_s
        can_be_sent = transport is not None and not transport.is_closing()
        try:
            if transport is None or not can_be_sent:
                raise httpx.WriteError("the connection was closed before the request was written")
            if request.pieces is None and len(request.content) <= _PIECE_BYTES:
                transport.write(request.head + request.content)
                self._is_sent = not self._is_stuck
            else:
                await self._write(request, write_s)
            while response.is_awaited():
                await self._change(silence_s, _SILENCE)
            if not response.status and response.failure is not None:
                raise response.failure
        except BaseException as error:
            mark_sent(error, Sent.MAYBE if can_be_sent else Sent.NO)
            self.close()
            raise
        return response

    async def read(self) -> bytes:
        """The next bytes of the body; none at its end, and then the exchange is over."""
        response = self._response
        while not response.unread_bytes:
            if response.is_over:
                self.close()
                if response.failure is not None:
                    raise response.failure
                return b""
            await self._change(self._silence_s, _SILENCE)
        if self._is_paused:
            self._is_paused = False
            if self._transport is not None:
                self._transport.resume_reading()
        return response.take()

    def close(self) -> None:
        """End the exchange; a connection whose response is not here as a whole is dropped."""
        if not self._is_lent:
            return
        self._is_lent, response = False, self._response
        if self._waiter is not None:  # somebody else still reads: what comes next is not for them
            response.end(ConnectionAbortedError("the answer was closed while it was read"))
            self._wake()
        if not (response.is_complete and response.keeps_alive and self._is_sent):
            self.abort()
        self._on_free(self)

    def abort(self) -> None:
        """Drop the connection: whatever is unsent or unread by now is of no use to anyone."""
        if self._transport is not None:
            self._transport.abort()

    async def _write(self, request: Http1Request, write_s: float | None) -> None:
        self._is_sent = True
        await self._put(request.head, write_s)
        if request.pieces is not None:
            async for piece in request.pieces:
                await self._put(piece, write_s)
        else:
            view = memoryview(request.content)
            for start in range(0, len(view), _PIECE_BYTES):
                await self._put(view[start : start + _PIECE_BYTES], write_s)

    async def _put(self, piece: bytes | memoryview, write_s: float | None) -> None:
        """Write a piece, unless an answer is here already or none will ever be."""
        response, transport = self._response, self._transport
        if not response.is_awaited() or transport is None or transport.is_closing():
            self._is_sent = False
            return
        transport.write(piece)
        while self._is_stuck and response.is_awaited():
            await self._change(write_s, _STANDSTILL)
        if self._is_stuck:
            self._is_sent = False

    async def _change(
        self, limit_s: float | None, lateness: tuple[type[httpx.TimeoutException], str]
    ) -> None:
        """Wait for something to happen to the connection."""
        waiter = self._waiter = self._loop.create_future()
        timer: asyncio.TimerHandle | None = None
        if limit_s is not None:
            kind, what = lateness
            timer = self._loop.call_later(limit_s, _end, waiter, kind, f"{what} in {limit_s} s")
        try:
            await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    # --- what the loop calls -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there, TLS included."""
        self._transport = cast("asyncio.Transport", transport)
        self._look = _look_at(transport.get_extra_info("socket").fileno())

    def data_received(self, data: bytes) -> None:
        """Something has come."""
        response = self._response
        if not self._is_lent:
            self.abort()  # nobody asked for it
            return
        response.feed(data)
        if response.failure is not None:
            self.abort()
        elif response.unread_bytes > _MOST_UNREAD_BYTES and not response.is_over:
            self._is_paused = True
            cast("asyncio.Transport", self._transport).pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """The vendor says no more; the loop would wait until it had read all of the request."""
        if self._is_lent:
            self._response.end(None)
            self._wake()

    def pause_writing(self) -> None:
        """The loop's buffer is full."""
        self._is_stuck = True

    def resume_writing(self) -> None:
        """The loop's buffer has room."""
        self._is_stuck = False
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._transport = None
        if self._is_lent:
            self._response.end(exc)
            self._wake()
        else:
            self._on_lost(self)

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


def _look_at(descriptor: int) -> Callable[[], object]:
    """A look at whether a socket has something to read, without waiting for it."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return functools.partial(poll.poll, 0)
    return lambda: select.select([descriptor], [], [], 0)[0]  # Windows knows no poll


def _end(waiter: asyncio.Future[None], kind: type[httpx.TimeoutException], message: str) -> None:
    if not waiter.done():
        waiter.set_exception(kind(message))
