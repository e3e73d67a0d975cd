"""httpx's API over asyncio: no connection lost to a cancellation, and errors that tell the truth.

httpx 0.28 over httpcore 1.0.9 loses pool slots for good when tasks are cancelled early, and
its pool costs milliseconds a call under load. Faults come out of this transport as exactly
the classes that httpx's own raises; `scout.llm.transport.sent` says what had left by then.
"""

from __future__ import annotations

import asyncio
import ssl

import httpx

from scout.llm.transport.async_pool import Pool
from scout.llm.transport.http1_connection import Connection, Place
from scout.llm.transport.http1_request import Http1Request
from scout.llm.transport.pool_limits import KEEPALIVE_S, MAX_CONNECTIONS

_PORTS = {"http": 80, "https": 443}


class AsyncTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests over HTTP/1.1 connections of its own.

    It belongs to the event loop of its first request until `aclose`. Limits are those of
    the request's `timeout` extension: `pool` for a free connection, `connect` for opening
    one (DNS and TLS included), `write` for each 64 KiB of the body, `read` for each silence.

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

        Raises:
            httpx.TransportError: The class that httpx's own transport raises for the fault.
            RuntimeError: The transport is in use by another event loop.
        """
        pool = self._pool or self._open()
        if self._loop is not asyncio.get_running_loop():
            raise RuntimeError(
                "this AsyncTransport is in use by another event loop; make one for each loop, "
                "or `await transport.aclose()` before the first loop ends"
            )
        written = Http1Request(request)
        limits = request.extensions.get("timeout", {})
        connection = await pool.lend(
            _place_of(request), wait_s=limits.get("pool"), connect_s=limits.get("connect")
        )
        response = await connection.exchange(
            written, write_s=limits.get("write"), silence_s=limits.get("read")
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=ResponseStream(connection),
            extensions={"http_version": response.http_version, "reason_phrase": response.reason},
        )

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


class ResponseStream(httpx.AsyncByteStream):
    """The body of a response, in whatever pieces it arrives.

    A plain iterator: nothing is left to be finalised where a caller stops early.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection

    def __aiter__(self) -> ResponseStream:
        return self

    async def __anext__(self) -> bytes:
        if self._connection is None:
            raise StopAsyncIteration
        data = await self._connection.read()
        if not data:
            self._connection = None  # it may be another call's by now
            raise StopAsyncIteration
        return data

    async def aclose(self) -> None:
        """Give the connection back; one whose body was not read to its end is closed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _place_of(request: httpx.Request) -> Place:
    """Where a request goes.

    Raises:
        httpx.UnsupportedProtocol: Not by HTTP.
    """
    url = request.url
    port = _PORTS.get(url.scheme)
    if port is None or not url.host:
        raise httpx.UnsupportedProtocol(f"{url.scheme}://{url.host} is no http or https origin")
    host = url.raw_host.decode("ascii")
    name = request.extensions.get("sni_hostname") or host
    return Place(port == 443, host, url.port or port, name)
