"""The aiohttp side of the async transport: one request in, one response or one httpx error out.

Imported at the first request, since aiohttp costs a quarter of a second to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import httpx
from multidict import CIMultiDict
from yarl import URL

from scout.errors import Sent
from scout.llm.transport.aiohttp_body import Body
from scout.llm.transport.aiohttp_connector import Connector
from scout.llm.transport.sent import mark_sent

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from aiohttp.client_reqrep import ClientRequest, ClientResponse

_LONGEST_HEADER_BYTES = 64 * 1024
"""aiohttp's own 8 KiB refuses what httpx takes, such as the policy headers of a gateway's page."""

_SHORTEST_READ_S = 0.001
"""aiohttp reads 0 as no limit; httpx reads it as a limit that has passed."""


class Session:
    """Sends httpx requests over one `aiohttp.ClientSession`, which adds nothing to them."""

    def __init__(
        self, tls_context: Callable[[], ssl.SSLContext], *, max_connections: int, keepalive_s: float
    ) -> None:
        self._tls_context = tls_context
        self._client = aiohttp.ClientSession(
            auto_decompress=False,
            connector=Connector(max_connections=max_connections, keepalive_s=keepalive_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_field_size=_LONGEST_HEADER_BYTES,
            max_line_size=_LONGEST_HEADER_BYTES,
            middlewares=(_in_httpx_errors,),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            trust_env=False,
        )

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request, once, and give the response as soon as its head is there."""
        url = request.url
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(f"{url.scheme}://{url.host} is no http or https origin")
        limits = request.extensions.get("timeout", {})
        body = _body_of(request, limits.get("write"))
        try:
            response = await self._client.request(
                request.method,
                URL(f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}", encoded=True),
                allow_redirects=False,
                data=body,
                headers=_headers_of(request),
                server_hostname=request.extensions.get("sni_hostname"),
                ssl=self._tls_context() if url.scheme == "https" else True,
                timeout=_timeout_of(limits),
            )
        except ValueError as error:  # a header, length or URL that aiohttp refuses to write
            raise httpx.LocalProtocolError(str(error)) from error
        except httpx.TransportError as error:
            if body is not None and body.failure is not None:
                sent = Sent.MAYBE if body.is_begun else Sent.NO
                raise mark_sent(body.failure, sent) from error
            raise
        if response.status == 101:
            response.close()
            raise httpx.RemoteProtocolError("the vendor switched to a protocol nobody asked for")
        return _response_of(response)

    async def close(self) -> None:
        """Close every connection, also those in use."""
        await self._client.close()


class ResponseStream(httpx.AsyncByteStream):
    """The body of a response, in whatever pieces it arrives.

    A plain iterator: nothing is left to be finalised where a caller stops early.
    """

    def __init__(self, response: ClientResponse) -> None:
        self._response = response
        self._content = response.content

    def __aiter__(self) -> ResponseStream:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await self._content.readany()
        except (aiohttp.ClientError, aiohttp.http.HttpProcessingError, OSError) as error:
            chunk = self._unread_when(error)
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Give the connection back; one whose body was not read to its end is closed."""
        self._response.close()

    def _unread_when(self, error: Exception) -> bytes:
        """Give what came before the error first, which aiohttp would drop; then raise it."""
        buffer = self._content._buffer  # no public way past an exception
        unread = b"".join(buffer)
        buffer.clear()
        if not unread:
            self._response.close()
            raise httpx_error(error) from error
        return unread


def _headers_of(request: httpx.Request) -> CIMultiDict[str]:
    """The request's headers; a repeated one in one spelling, or aiohttp keeps the last alone."""
    spelling: dict[bytes, str] = {}
    headers = CIMultiDict[str]()
    for name, value in request.headers.raw:
        lowered = name.lower()
        if lowered not in spelling:
            spelling[lowered] = name.decode("ascii")
        if lowered != b"transfer-encoding":  # aiohttp says itself that it sends chunks
            headers.add(spelling[lowered], value.decode("utf-8"))
    return headers


def _body_of(request: httpx.Request, write_s: float | None) -> Body | None:
    stream = request.stream
    if isinstance(stream, httpx.ByteStream):
        content = b"".join(stream)
        return Body(content, write_s) if content else None
    if isinstance(stream, httpx.AsyncByteStream):
        return Body(aiter(stream), write_s)
    raise TypeError("an async transport cannot send a body that is a sync stream")


def _timeout_of(limits: Mapping[str, float | None]) -> aiohttp.ClientTimeout:
    read_s = limits.get("read")
    return aiohttp.ClientTimeout(
        connect=limits.get("pool"),  # both as `Connector` reads them
        sock_connect=limits.get("connect"),
        sock_read=read_s if read_s is None else max(read_s, _SHORTEST_READ_S),
    )


def _response_of(response: ClientResponse) -> httpx.Response:
    version = response.version
    return httpx.Response(
        response.status,
        headers=response.raw_headers,
        stream=ResponseStream(response),
        extensions={
            "http_version": b"HTTP/1.0" if version == aiohttp.HttpVersion10 else b"HTTP/1.1",
            "reason_phrase": (response.reason or "").encode("utf-8", "surrogateescape"),
        },
    )


async def _in_httpx_errors(
    req: ClientRequest, handler: aiohttp.ClientHandlerType
) -> ClientResponse:
    """Raise what httpx would, in here: aiohttp sends some methods again after its own errors."""
    try:
        return await handler(req)
    except (aiohttp.ClientError, OSError) as error:
        failed = httpx_error(error)
        if isinstance(req.body, Body) and not req.body.is_begun:
            mark_sent(failed, Sent.NO)
        raise failed from error


def httpx_error(error: Exception) -> httpx.TransportError:
    """Translate what aiohttp raises once a connection is there."""
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout("nothing came within the read limit")
    if isinstance(error, OSError):
        return httpx.ReadError(str(error))
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return httpx.RemoteProtocolError("the connection was closed without an answer")
    if isinstance(error, aiohttp.ClientPayloadError):
        return httpx.RemoteProtocolError(f"the answer is incomplete: {error}")
    detail = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return httpx.RemoteProtocolError(f"the answer is not HTTP: {' '.join(detail.split())}")
