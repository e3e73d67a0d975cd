"""Opens connections, and lends each to one exchange at a time, within httpx's limits.

Whatever fails in here, nothing of the request was sent.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import math
import socket
import ssl
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import aiohappyeyeballs
import httpx

from scout.errors import Sent
from scout.llm.transport.http1_connection import Connection
from scout.llm.transport.http1_request import Place
from scout.llm.transport.sent import mark_sent

_Addresses: TypeAlias = Sequence[aiohappyeyeballs.AddrInfoType]

_SECOND_FAMILY_S: Final = 0.25
"""How long IPv6 has before IPv4 is tried beside it (RFC 8305, section 8)."""


class Pool:
    """The connections of one event loop.

    A slot is the right to hold one connection. Who gives one up hands it to the next in line.

    Args:
        tls_context: Gives the context; called at the first connection that needs it.
        max_connections: How many may be open at once, over all places; 0 for any number.
        keepalive_s: How long an idle connection is kept for the next request.
    """

    def __init__(
        self, tls_context: Callable[[], ssl.SSLContext], *, max_connections: int, keepalive_s: float
    ) -> None:
        self._tls_context = tls_context
        self._most = max_connections
        self._keepalive_s = keepalive_s
        self._loop = asyncio.get_running_loop()
        self._lent: set[Connection] = set()
        self._slots_taken = 0
        self._idle: dict[Place, list[Connection]] = {}
        self._lookups: dict[tuple[str, int], asyncio.Future[_Addresses]] = {}
        self._queue: OrderedDict[asyncio.Future[None], None] = OrderedDict()
        self._reaper: asyncio.TimerHandle | None = None
        self._is_closed = False

    def lend_idle(self, place: Place) -> Connection | None:
        """Give an idle connection, where there is one that nobody else waits for."""
        connection = None if self._is_full else self._idle_one(place)
        if connection is not None:
            self._slots_taken += 1
            self._lent.add(connection)
        return connection

    async def lend(
        self, place: Place, *, wait_s: float | None, connect_s: float | None
    ) -> Connection:
        """Give a connection that is open, as far as the kernel knows, in turn."""
        try:
            if self._is_full:
                await self._turn(wait_s)
            else:
                self._slots_taken += 1
            try:
                connection = self._idle_one(place) or await self._opened(place, connect_s)
            except BaseException:
                self._free_slot()
                raise
        except BaseException as error:
            mark_sent(error, Sent.NO)
            raise
        self._lent.add(connection)
        return connection

    def close(self) -> None:
        """Drop every connection, also those in use, and send the queue away."""
        self._is_closed = True
        if self._reaper is not None:
            self._reaper.cancel()
        for idle in self._idle.values():
            for connection in idle:
                connection.abort()
        for connection in self._lent:
            connection.abort()
        for turn in self._queue:
            if not turn.done():
                turn.set_exception(_closed())
        for lookup in self._lookups.values():
            lookup.cancel()

    @property
    def _is_full(self) -> bool:
        return 0 < self._most <= self._slots_taken

    def _idle_one(self, place: Place) -> Connection | None:
        idle = self._idle.get(place)
        while idle:
            connection = idle.pop()
            if not connection.is_stale:
                return connection
            connection.abort()
        return None

    async def _turn(self, wait_s: float | None) -> None:
        """Wait for a slot."""
        turn: asyncio.Future[None] = self._loop.create_future()
        self._queue[turn] = None
        try:
            async with asyncio.timeout(wait_s):
                await turn
        except BaseException as error:
            self._queue.pop(turn, None)
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._free_slot()  # it came in the very moment in which this one left
            if isinstance(error, TimeoutError):
                late = f"no connection was free within {wait_s} s"
                raise httpx.PoolTimeout(late) from error
            raise

    def _free_slot(self) -> None:
        """Hand a slot to the next in line who still waits."""
        while self._queue:
            turn, _ = self._queue.popitem(last=False)
            if not turn.done():
                turn.set_result(None)
                return
        self._slots_taken -= 1

    async def _opened(self, place: Place, connect_s: float | None) -> Connection:
        self._make_room()
        tls = self._tls_context() if place.is_tls else None
        try:
            async with asyncio.timeout(connect_s):
                connection = await self._open(place, tls)
        except TimeoutError as error:
            late = f"no connection to {place.host}:{place.port} within {connect_s} s"
            raise httpx.ConnectTimeout(late) from error
        except (OSError, UnicodeError) as error:
            refused = f"cannot connect to {place.host}:{place.port}: {error}"
            raise httpx.ConnectError(refused) from error
        if self._is_closed:
            connection.abort()
            raise _closed()
        return connection

    async def _open(self, place: Place, tls: ssl.SSLContext | None) -> Connection:
        sock = await aiohappyeyeballs.start_connection(
            await self._addresses(place.host, place.port),
            happy_eyeballs_delay=_SECOND_FAMILY_S,
            loop=self._loop,
        )
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        except OSError:  # macOS says so of a connection that was reset by now
            sock.close()
            raise
        connection = Connection(self._loop, place, self._take_back, self._forget)
        await self._loop.create_connection(
            lambda: connection,
            sock=sock,
            ssl=tls,
            server_hostname=place.server_name if tls else None,
        )
        return connection

    async def _addresses(self, host: str, port: int) -> _Addresses:
        """Look a name up, once for all who ask for it at a time.

        It takes one of the loop's few threads, for as long as the resolver likes: calls by the
        hundred to a name that hangs must leave some for the names of others.
        """
        if _is_address(host):  # so that there is nothing to wait for
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        lookup = self._lookups.get((host, port))
        if lookup is None:
            found = self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            lookup = self._lookups[host, port] = asyncio.ensure_future(found)
            lookup.add_done_callback(functools.partial(self._looked_up, (host, port)))
        await asyncio.wait((lookup,))  # who leaves does not take it along
        if lookup.cancelled():
            raise _closed()
        return lookup.result()

    def _looked_up(self, name: tuple[str, int], lookup: asyncio.Future[_Addresses]) -> None:
        del self._lookups[name]
        if not lookup.cancelled():
            lookup.exception()  # seen, though everybody may have left

    def _make_room(self) -> None:
        """Drop the idle connection that was used least lately, where one more would be too many."""
        idle = [one for each in self._idle.values() for one in each if one.is_open]
        if self._most and self._slots_taken + len(idle) > self._most:
            min(idle, key=lambda connection: connection.idle_since_s).abort()

    def _take_back(self, connection: Connection) -> None:
        """The end of an exchange."""
        self._lent.discard(connection)
        if connection.is_open and not self._is_closed:
            connection.idle_since_s = self._loop.time()
            self._idle.setdefault(connection.place, []).append(connection)
            if self._reaper is None:
                self._reaper = self._loop.call_later(self._keepalive_s, self._reap)
        self._free_slot()

    def _forget(self, connection: Connection) -> None:
        """An idle connection is gone."""
        idle = self._idle.get(connection.place, [])
        if connection in idle:
            idle.remove(connection)

    def _reap(self) -> None:
        """Drop what was idle for too long, and look again when the next one will be."""
        self._reaper = None
        now_s, oldest_s = self._loop.time(), math.inf
        for idle in self._idle.values():
            for connection in idle:
                if now_s - connection.idle_since_s >= self._keepalive_s:
                    connection.abort()
                else:
                    oldest_s = min(oldest_s, connection.idle_since_s)
        if oldest_s < math.inf:
            self._reaper = self._loop.call_at(oldest_s + self._keepalive_s, self._reap)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _closed() -> httpx.ConnectError:
    return httpx.ConnectError("the transport was closed during the call")
