"""Opens and lends connections, so that what fails before the first byte is known to be unsent."""

from __future__ import annotations

import asyncio
import functools
import select
from typing import TYPE_CHECKING

import aiohttp
import httpx
from aiohttp.client_proto import ResponseHandler

from scout.errors import Sent
from scout.llm.transport.sent import mark_sent

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace


class Connector(aiohttp.TCPConnector):
    """Hands out connections within httpx's limits; whatever fails in here, nothing was sent.

    aiohttp bounds the wait for a free slot and the opening of a connection together,
    httpx bounds each. A request's `timeout.connect` is read as the limit of the wait,
    `timeout.sock_connect` as that of the opening, DNS and TLS included.
    """

    def __init__(self, *, max_connections: int, keepalive_s: float) -> None:
        super().__init__(
            keepalive_timeout=keepalive_s,
            limit=max_connections,
            resolver=aiohttp.ThreadedResolver(),  # as httpx resolves: the system's getaddrinfo
        )
        protocol: type[ResponseHandler] = Protocol
        self._factory = functools.partial(protocol, loop=self._loop)
        self._waits: dict[ClientRequest, asyncio.Timeout] = {}

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 -- aiohttp's signature
    ) -> Connection:
        """Give a connection that is open, as far as the kernel knows."""
        try:
            connection, is_new = await self._obtain(req, traces, timeout)
            while not is_new and _is_stale(connection):
                connection.close()
                connection, is_new = await self._obtain(req, traces, timeout)
        except aiohttp.ClientError as error:
            where = f"{req.url.host}:{req.url.port}"
            failed = httpx.ConnectError(f"cannot connect to {where}: {error.__cause__ or error}")
            raise mark_sent(failed, Sent.NO) from error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if self.closed and task is not None and not task.cancelling():
                closed = httpx.ConnectError("the transport was closed during the call")
                raise mark_sent(closed, Sent.NO) from error
            mark_sent(error, Sent.NO)
            raise
        return connection

    async def _obtain(
        self, req: ClientRequest, traces: list[Trace], limits: aiohttp.ClientTimeout
    ) -> tuple[Connection, bool]:
        """Take an idle connection, or wait for a slot and open one; True where it is new."""
        is_free = self._available_connections(req.connection_key) > 0
        wait = asyncio.timeout(None if is_free else limits.connect)
        self._waits[req] = wait
        try:
            async with wait:
                opening = aiohttp.ClientTimeout(sock_connect=limits.sock_connect)
                connection = await super().connect(req, traces, opening)
                is_new = req not in self._waits
        except TimeoutError as error:
            full = httpx.PoolTimeout(f"no connection was free within {limits.connect} s")
            raise mark_sent(full, Sent.NO) from error
        finally:
            if self._waits.pop(req, None) is not None:
                # aiohttp does not wake the next in line where the one that it woke has left.
                self._release_waiter()
        return connection, is_new

    async def _create_connection(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 -- aiohttp's signature
    ) -> ResponseHandler:
        self._waits.pop(req).reschedule(None)
        try:
            async with asyncio.timeout(timeout.sock_connect):
                return await super()._create_connection(req, traces, timeout)
        except TimeoutError as error:
            where = f"{req.url.host}:{req.url.port}"
            slow = httpx.ConnectTimeout(f"no connection to {where} in {timeout.sock_connect} s")
            raise mark_sent(slow, Sent.NO) from error


class Protocol(ResponseHandler):
    """Ends connections in two cases where aiohttp 3.14 leaves somebody waiting.

    A reader: a malformed chunk in a packet of its own leaves it waiting for ever, a reset
    passes as the end of a body that has no length, and else as a mere early end.
    A socket: closed with bytes unsent, or without the farewell of a TLS peer that has
    gone silent, it stays open for seconds or for good.
    """

    def close(self) -> None:
        """Close at once: whatever is unsent or unread by now is of no use to anyone."""
        if self.transport is not None:
            self.transport.abort()
        super().close()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the body that was being read with what ended the connection."""
        body, failure = self._payload, exc or self.exception()
        if body is None or body.is_eof() or failure is None:
            super().connection_lost(exc)
            return
        body.set_exception(failure)  # wakes a reader that waits
        super().connection_lost(exc)
        body.set_exception(failure)  # for one that comes later; aiohttp has put its own there


def _is_stale(connection: Connection) -> bool:
    """Whether an idle connection has something to read, which can only be its end.

    The loop drops a connection when it sees it closed. It may be late: the end may lie
    in the kernel unseen. To ask before writing is what makes a fresh connection safe.
    """
    transport = connection.transport
    sock = transport.get_extra_info("socket") if transport is not None else None
    if sock is None or sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock.fileno()], [], [], 0)[0])  # Windows knows no poll
