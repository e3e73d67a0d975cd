"""httpx's API over aiohttp: no connection lost to a cancellation, and errors that tell the truth.

httpx 0.28 over httpcore 1.0.9 loses pool slots for good when tasks are cancelled early, and
its pool costs milliseconds a call under load. Faults come out of this transport as exactly
the classes that httpx's own raises; `scout.llm.transport.sent` says what had left by then.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from scout.llm.transport.aiohttp_session import Session

MAX_CONNECTIONS = 1000
"""Never what limits an application first: a process may hold 1,024 files by default."""

KEEPALIVE_S = 30.0
"""Half of the 60 s after which common load balancers drop an idle connection."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests over aiohttp's connections.

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
        self._session: Session | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, once, and give the response as soon as its head is there.

        Raises:
            httpx.TransportError: The class that httpx's own transport raises for the fault.
            RuntimeError: The transport is in use by another event loop.
        """
        session = self._session or self._open()
        if self._loop is not asyncio.get_running_loop():
            raise RuntimeError(
                "this AiohttpTransport is in use by another event loop; make one for each loop, "
                "or `await transport.aclose()` before the first loop ends"
            )
        return await session.send(request)

    async def aclose(self) -> None:
        """Close all connections; a further request would open the transport anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> Session:
        from scout.llm.transport.aiohttp_session import Session  # noqa: PLC0415 -- 250 ms

        self._loop = asyncio.get_running_loop()
        self._session = Session(
            self._tls_context,
            max_connections=self._max_connections,
            keepalive_s=self._keepalive_s,
        )
        return self._session

    def _tls_context(self) -> ssl.SSLContext:
        """Made at the first https request, since it costs 25 ms, and then kept."""
        if not isinstance(self._verify, ssl.SSLContext):
            self._verify = httpx.create_ssl_context(verify=self._verify, trust_env=False)
            self._verify.set_alpn_protocols(["http/1.1"])
        return self._verify
