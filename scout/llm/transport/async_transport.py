"""httpx's API over asyncio: no connection lost to a cancellation, and errors that tell the truth.

httpx 0.28 over httpcore 1.0.9 loses pool slots for good when tasks are cancelled early, and
its pool costs milliseconds a call under load. Faults come out of this transport as exactly
the classes that httpx's own raises; `scout.llm.transport.sent` says what had left by then.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence

import httpx

from scout.llm.transport.async_pool import Pool
from scout.llm.transport.http1_connection import Connection
from scout.llm.transport.http1_request import Http1Request, Place, place_of
from scout.llm.transport.http1_response import Http1Response
from scout.llm.transport.transport_limits import KEEPALIVE_S, MAX_CONNECTIONS, Waits


class AsyncTransport(httpx.AsyncBaseTransport):
    """Sends requests over HTTP/1.1 connections of its own.

    It belongs to the event loop of its first request until `aclose`.

    Args:
        verify: A TLS context to use, True for certifi's roots, False to trust anyone.
        max_connections: How many may be open at once, over all hosts; 0 for any number.
        keepalive_s: How long an idle connection is kept for the next request.
    """

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | bool = True,
        max_connections: int = MAX_CONNECTIONS,
        keepalive_s: float = KEEPALIVE_S,
    ) -> None:
        self._verify = verify
        self._max_connections = max_connections
        self._keepalive_s = keepalive_s
        self._pool: Pool | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, once, and give the response as soon as its head is there.

        Limits are those of the request's `timeout` extension, as `Waits` reads them.

        Raises:
            httpx.TransportError: The class that httpx's own transport raises for the fault.
            RuntimeError: The transport is in use by another event loop.
        """
        place = place_of(request.url, request.extensions.get("sni_hostname"))
        waits = Waits.of(request.extensions.get("timeout", {}))
        exchange = await self.send(place, Http1Request.of(request), waits)
        return httpx.Response(
            exchange.status,
            headers=exchange.fields,
            stream=exchange,
            extensions={"http_version": exchange.http_version, "reason_phrase": exchange.reason},
        )

    async def send(self, place: Place, request: Http1Request, waits: Waits) -> Exchange:
        """As `handle_async_request`, for a request whose bytes are there already."""
        pool = self._pool or self._open()
        if self._loop is not asyncio.get_running_loop():
            raise RuntimeError(
                "this AsyncTransport is in use by another event loop; make one for each loop, "
                "or `await transport.aclose()` before the first loop ends"
            )
        connection = pool.lend_idle(place) or await pool.lend(
            place, wait_s=waits.pool_s, connect_s=waits.connect_s
        )
        response = await connection.exchange(request, write_s=waits.write_s, silence_s=waits.read_s)
        return Exchange(connection, response)

    async def aclose(self) -> None:
        """Close all connections; a further request would open the transport anew."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _open(self) -> Pool:
        self._loop = asyncio.get_running_loop()
        self._pool = Pool(
            self._tls_context,
            max_connections=self._max_connections,
            keepalive_s=self._keepalive_s,
        )
        return self._pool

    def _tls_context(self) -> ssl.SSLContext:
        """Made at the first https request, since it costs 25 ms, and then kept."""
        if not isinstance(self._verify, ssl.SSLContext):
            self._verify = httpx.create_ssl_context(verify=self._verify, trust_env=False)
            self._verify.set_alpn_protocols(["http/1.1"])
        return self._verify


class Exchange(httpx.AsyncByteStream):
    """A response whose head is here, and its body, in whatever pieces it arrives.

    A plain iterator: nothing is left to be finalised where a caller stops early.

    Attributes:
        status: Of the response.
        fields: Its headers, as sent.
        reason: Its reason, as sent.
        http_version: As httpx names it.
        is_decoded: Never: a body comes as it was sent.
    """

    is_decoded = False

    def __init__(self, connection: Connection, response: Http1Response) -> None:
        self.status = response.status
        self.fields: Sequence[tuple[bytes, bytes]] = response.headers
        self.reason = response.reason
        self.http_version = response.http_version
        self._connection: Connection | None = connection

    async def read(self) -> bytes:
        """The next bytes of the body; none at its end."""
        connection = self._connection
        if connection is None:
            return b""
        data = await connection.read()
        if not data:
            self._connection = None  # it may be another call's by now
        return data

    async def aclose(self) -> None:
        """Give the connection back; one whose body was not read to its end is closed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __aiter__(self) -> Exchange:
        return self

    async def __anext__(self) -> bytes:
        data = await self.read()
        if not data:
            raise StopAsyncIteration
        return data
