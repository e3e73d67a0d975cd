"""A vendor on a real socket: it answers by the same scripts, and judges a row's own transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx

from scout.llm.transport.async_transport import AsyncTransport
from scout.testing.reply import Ending, Framing, Piece, Reply, raw_reply
from scout.testing.server import LoopbackServer
from scout_conformance.vendor import Says, Script, Vendor, token_for

if TYPE_CHECKING:
    from scout.testing.asked import Asked
    from scout_conformance.hurried import HurriedClock

LONGEST_S: Final = 30.0
"""No connection lives longer, whatever a script says and a client forgets."""

MakeTransport = Callable[[], httpx.AsyncBaseTransport]


class LoopbackVendor(Vendor):
    """A vendor on a free port of 127.0.0.1; it runs in a thread of its own until `close`.

    Requests are led to it whatever their address says, so that the row stays as it is and no
    name is looked up; what the row's authentication sends to a token's address comes here too.

    Args:
        script: Decides.
        clock: The time; the vendor's own waits hurry by it.
        origin: Where calls go, as the row says.
        make_transport: The row's own transport, None for scout's.
    """

    def __init__(
        self,
        script: Script,
        clock: HurriedClock,
        origin: str,
        make_transport: MakeTransport | None = None,
    ) -> None:
        super().__init__(script, clock, origin)
        self.hurried = clock
        self._problems: list[Exception] = []
        self._server = LoopbackServer(self._respond, longest_s=LONGEST_S)
        self._server.start()
        self._led = Led(make_transport or AsyncTransport, self._server.port)
        self._sync_led = _SyncLed(self._server.port)

    def transport(self) -> httpx.AsyncBaseTransport:
        """The way to the vendor, for async calls."""
        return self._led

    def sync_transport(self) -> httpx.BaseTransport:
        """The way to the vendor, for blocking calls."""
        return self._sync_led

    async def aclose(self) -> None:
        """Close the way to it, on the loop that used it."""
        await self._led.aclose()

    def close(self) -> None:
        """Close the port and every connection.

        Raises:
            Exception: A script failed.
        """
        self._sync_led.close()
        self._server.stop()
        if self._problems:
            raise self._problems[0]

    def _respond(self, asked: Asked, _: int) -> Reply:
        request = self._as_sent(asked)
        if self.is_for_credentials(request):
            return raw_reply(token_for(request).content, 200, "application/json")
        try:
            return self._reply(self.hear(request))
        except Exception as error:  # noqa: BLE001 -- raised again by close(), in the check's thread
            self._problems.append(error)
            return raw_reply(b"the script failed", 500, "text/plain")

    def _as_sent(self, asked: Asked) -> httpx.Request:
        """The request with the address that it had before it was led here."""
        host = asked.headers.get("host", "")
        own = not host or host == urlsplit(self._server.origin).netloc
        scheme = urlsplit(self.origin).scheme or "http"
        place = self.origin if own else f"{scheme}://{host}"
        query = f"?{urlencode(asked.query)}" if asked.query else ""
        url = f"{place}{quote(asked.path)}{query}"
        return httpx.Request(asked.method, url, headers=asked.headers, content=asked.body)

    def _reply(self, said: Says) -> Reply:
        """What a script says as bytes on a socket; silence at the end has no end."""
        whole = len(said.chunks) < 2 and not said.gap_s and not said.end_s
        return Reply(
            status=said.status,
            headers=dict(said.headers),
            pieces=tuple(map(Piece, said.chunks)),
            framing=Framing.LENGTH if whole else Framing.CHUNKED,
            ending=Ending.SILENT if said.end_s else Ending.WHOLE,
            head_after_s=said.wait_s / self.hurried.speed,
            content_after_s=said.gap_s / self.hurried.speed,
            piece_every_s=said.gap_s / self.hurried.speed,
            in_packets=not whole,
        )


class Led(httpx.AsyncBaseTransport):
    """Leads every request to the loopback vendor, by way of another transport.

    Args:
        make: Makes the transport, at the first request.
        port: Where the vendor listens.
    """

    def __init__(self, make: MakeTransport, port: int) -> None:
        self._make = make
        self._port = port
        self._inner: httpx.AsyncBaseTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there; its `Host` says where it was meant to go."""
        if self._inner is None:
            self._inner = self._make()
        return await self._inner.handle_async_request(_led(request, self._port))

    async def aclose(self) -> None:
        """Close the transport, if there was a request."""
        if self._inner is not None:
            await self._inner.aclose()


class _SyncLed(httpx.BaseTransport):
    """The same for blocking calls."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner: httpx.HTTPTransport | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._inner is None:
            self._inner = httpx.HTTPTransport(trust_env=False)
        return self._inner.handle_request(_led(request, self._port))

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()


def _led(request: httpx.Request, port: int) -> httpx.Request:
    url = request.url.copy_with(scheme="http", host="127.0.0.1", port=port)
    return httpx.Request(
        request.method,
        url,
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions,
    )
