"""httpx's API over httpcore's blocking connections, with limits that hold within a read.

httpx gives each read of a body the limit that held when the body began. A stream's limits move
with every piece of content, and what follows its end is waited for a moment only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

from scout.llm.transport.transport_limits import KEEPALIVE_S, MAX_CONNECTIONS

if TYPE_CHECKING:
    import ssl

    from scout.llm.transport.deadline import Deadline

_FAULTS: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class BlockingTransport(httpx.BaseTransport):
    """Sends httpx requests, from any thread.

    Args:
        deadline: Bounds each read of the thread that waits for it.
        verify: A TLS context to use, True for certifi's roots, False to trust anyone.
        max_connections: How many may be open at once, over all hosts.
        keepalive_s: How long an idle connection is kept for the next request.
    """

    def __init__(
        self,
        deadline: Deadline,
        *,
        verify: ssl.SSLContext | bool = True,
        max_connections: int = MAX_CONNECTIONS,
        keepalive_s: float = KEEPALIVE_S,
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(verify=verify, trust_env=False),
            max_connections=max_connections,
            keepalive_expiry=keepalive_s,
            network_backend=_Backend(deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, once, and give the response as soon as its head is there.

        Raises:
            httpx.TransportError: The class that httpx's own transport raises for the fault.
        """
        if not isinstance(request.stream, httpx.SyncByteStream):
            raise TypeError("a blocking transport cannot send a body that is an async stream")
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _in_httpx_errors():
            response = self._pool.handle_request(sent)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    """The body of a response, in whatever pieces it arrives."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _in_httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        with _in_httpx_errors():
            self._response.close()


class _Connection(httpcore.NetworkStream):
    """A connection whose reads keep to the deadline of the thread that reads."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left_s = self._deadline.bound(timeout)
        if left_s == 0:
            raise httpcore.ReadTimeout("the time for this read is over")
        return self._inner.read(max_bytes, left_s)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _Connection(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that keep to deadlines."""

    def __init__(self, deadline: Deadline) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        opened = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Connection(opened, self._deadline)


@contextmanager
def _in_httpx_errors() -> Iterator[None]:
    """Raise what httpx raises: its classes bear the names of httpcore's."""
    try:
        yield
    except _FAULTS as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise kind(str(error)) from error
