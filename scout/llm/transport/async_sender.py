"""Makes one request over an httpx transport, within its limits, and reads what comes back."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

import httpx

from scout.errors import MalformedResponseError, ProviderError
from scout.llm.providers.base import Provider
from scout.llm.providers.keys import ApiKey
from scout.llm.steps import Ended, Interrupted, Limits, Send
from scout.llm.transport.arrival import Arrival, Head, HttpxArrival
from scout.llm.transport.auth import Authentication
from scout.llm.transport.body import AsyncBody
from scout.llm.transport.exchange import (
    MAX_ERROR_BYTES,
    exchange_error,
    is_stream,
    labelled,
    note_headers,
    read_answer,
    transport_error,
)
from scout.llm.transport.foreign import without_frames
from scout.llm.transport.reading import StreamReading, has_content
from scout.llm.transport.request_builder import RequestBuilder
from scout.llm.types import ProviderResult, StreamEvent

if TYPE_CHECKING:
    from scout.llm.clock import Clock
    from scout.llm.transport.async_transport import AsyncTransport

DRAIN_S = 0.02
"""How long the end of a body is waited for once the answer is whole.

The last bytes of a chunked body come with the end marker or right behind it; a vendor that holds
the connection open instead costs this once, and the connection.
"""

_Loops = weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, "_Clients"]


class AsyncSender:
    """Sends for one router; each event loop has clients of its own, for good.

    Args:
        clock: For errors that name a time of day.
        max_event_bytes: Largest event of a stream.
        max_reply_bytes: Largest decoded reply.
        transport: Instead of scout's own, for every provider; it is not closed here.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        max_event_bytes: int,
        max_reply_bytes: int,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.clock = clock
        self.max_event_bytes = max_event_bytes
        self.max_reply_bytes = max_reply_bytes
        self._transport = transport
        self._authentication = Authentication()
        self._builder = RequestBuilder(bounds_reads=False)
        self._loops: _Loops = weakref.WeakKeyDictionary()

    async def send(self, step: Send, key: ApiKey) -> ProviderResult | ProviderError | AsyncStream:
        """Make one request.

        Returns:
            The answer, an error as a value, or a stream whose first content is here.
        """
        try:
            return await _AsyncExchange(self, step, key).run()
        except ProviderError as error:
            return labelled(error, step, key)
        except BaseException as error:  # noqa: BLE001 -- passed on, without what it may show
            raise without_frames(error) from None

    async def open(self, step: Send, key: ApiKey) -> Arrival:
        """Send the request and give the response as soon as its head is there."""
        request = self._builder.build(step, key)
        provider = step.candidate.provider
        clients = self._loops.get(asyncio.get_running_loop()) or self._begin()
        client = clients.known(provider) or await clients.new(provider)
        auth = self._authentication.of(step, key)
        if auth is not None:
            sent = client.http.send(request.for_httpx(), stream=True, auth=auth)
        elif client.connections is not None:
            return await client.connections.send(
                request.target.place, request.for_http1(), request.waits
            )
        else:
            sent = client.transport.handle_async_request(request.for_httpx())
        return HttpxArrival(await sent)

    async def aclose(self) -> None:
        """Close the clients of the running loop."""
        clients = self._loops.pop(asyncio.get_running_loop(), None)
        if clients is not None:
            await clients.aclose()

    def _begin(self) -> _Clients:
        clients = self._loops[asyncio.get_running_loop()] = _Clients(self._transport)
        return clients


class _Client:
    """A transport for good, and the httpx client around it.

    The client runs a row's own `httpx.Auth`. Requests that need none go to the transport itself:
    what the client would do besides, cookies, redirects and environment, is what scout leaves out.

    Attributes:
        connections: The transport, where it is scout's own: it takes requests in bytes.
        http: The client.
        transport: The transport.
    """

    __slots__ = ("connections", "http", "transport")

    def __init__(
        self, transport: httpx.AsyncBaseTransport, connections: AsyncTransport | None
    ) -> None:
        self.transport = transport
        self.connections = connections
        self.http = httpx.AsyncClient(transport=transport, trust_env=False, timeout=None)  # noqa: S113 -- limits are scout's own


class _Clients:
    """The clients of one event loop: one for all providers, one more per own transport."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None) -> None:
        self._given = transport
        self._clients: dict[str, _Client] = {}
        self._holders: list[AsyncGenerator[None, None]] = []

    def known(self, provider: Provider) -> _Client | None:
        """The client of a provider, where there is one already."""
        return self._clients.get(self._name(provider))

    async def new(self, provider: Provider) -> _Client:
        """A client of its own, or the one for all who need none of their own."""
        own = provider.transport if self._given is None else None
        client = self._clients[self._name(provider)] = self._made(own)
        await self._hold(client.http)
        return client

    def _name(self, provider: Provider) -> str:
        return "" if provider.transport is None or self._given is not None else provider.name

    def _made(self, own: Callable[[], httpx.AsyncBaseTransport] | None) -> _Client:
        if self._given is not None:
            return _Client(_Kept(self._given), None)
        if own is not None:
            return _Client(own(), None)
        from scout.llm.transport.async_transport import AsyncTransport  # noqa: PLC0415 -- at need

        connections = AsyncTransport()
        return _Client(connections, connections)

    async def aclose(self) -> None:
        self._clients.clear()
        while self._holders:
            await self._holders.pop().aclose()

    async def _hold(self, client: httpx.AsyncClient) -> None:
        """Let the loop's own shutdown close the client: it closes async generators."""
        holder = _holding(client)
        await anext(holder)
        self._holders.append(holder)


async def _holding(client: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await client.aclose()


class _Kept(httpx.AsyncBaseTransport):
    """A transport that somebody else made and will close."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.handle_async_request = inner.handle_async_request  # type: ignore[method-assign]

    async def aclose(self) -> None:
        """Nothing: it is not ours."""


class _AsyncExchange:
    """One request and its reply, up to the first content."""

    def __init__(self, sender: AsyncSender, step: Send, key: ApiKey) -> None:
        self.sender = sender
        self.step = step
        self.key = key
        self.started_s = asyncio.get_running_loop().time()

    async def run(self) -> ProviderResult | AsyncStream:
        limit = "first_token_s" if self.step.call.stream else "answer_s"
        body: AsyncBody | None = None
        kept = False
        try:
            async with asyncio.timeout_at(self.started_s + _value(self.step.limits, limit)):
                arrival = await self.sender.open(self.step, self.key)
                head = Head.of(arrival.status, arrival.fields, is_decoded=arrival.is_decoded)
                bound = self.sender.max_reply_bytes if head.is_good else MAX_ERROR_BYTES
                body = AsyncBody(arrival, head.encoding, bound)
                note_headers(self.step, head, self.sender.clock.wall())
                outcome = await self._read(head, body)
                kept = isinstance(outcome, AsyncStream)
                return outcome
        except Exception as error:  # noqa: BLE001 -- told apart there, and raised
            provider, heard = self.step.candidate.provider, body is not None
            raise exchange_error(error, provider, limit=limit, heard=heard) from None
        finally:
            if body is not None and not kept:
                await body.aclose()

    async def _read(self, head: Head, body: AsyncBody) -> ProviderResult | AsyncStream:
        provider = self.step.candidate.provider
        if head.is_good and self.step.call.stream and is_stream(head, provider):
            stream = AsyncStream(self, body)
            await stream.start()
            return stream
        data = await (body.read() if head.is_good else body.read_some())
        return read_answer(provider, head.reply(data), self.sender.clock.wall())


class AsyncStream:
    """An opened stream: read by one task at a time, closed exactly once.

    Attributes:
        first_token_s: Seconds from the request to the first content.
    """

    def __init__(self, exchange: _AsyncExchange, body: AsyncBody) -> None:
        self._step = exchange.step
        self._key = exchange.key
        self._started_s = exchange.started_s
        self._body = body
        self._reading = StreamReading(
            self._step.candidate.provider, exchange.sender.max_event_bytes
        )
        self._events: list[StreamEvent] = []
        self._progress_s = self._started_s
        self.first_token_s = 0.0

    @property
    def partial(self) -> StreamReading:
        """What has come so far."""
        return self._reading

    async def start(self) -> None:
        """Read up to the first content; the caller bounds the time.

        Raises:
            ProviderError: The stream failed before there was any.
        """
        reading = self._reading
        while not has_content(self._events) and reading.result is None:
            if reading.failure is not None:
                raise reading.failure
            self._events += await self._more()
        self._progress_s = _now()
        self.first_token_s = self._progress_s - self._started_s

    async def read(self) -> list[StreamEvent] | Ended | Interrupted:
        """The next events, or how the stream ended; then it is closed."""
        if self._events:
            events, self._events = self._events, []
            return events
        if self._reading.result is not None:
            await self._drain()
            return Ended(self._reading.result)
        try:
            return await self._next()
        except ProviderError as error:
            await self.aclose()
            broken = self._reading.interrupted(error)
            return Interrupted(labelled(broken, self._step, self._key), output_started=False)

    async def aclose(self) -> None:
        """Close the response; what was not read is dropped with its connection."""
        await self._body.aclose()

    async def _drain(self) -> None:
        """Read what follows the end marker, so that the connection can serve another call."""
        try:
            async with asyncio.timeout(DRAIN_S):
                while await self._body.piece():
                    pass
        except (TimeoutError, httpx.HTTPError, MalformedResponseError):
            pass  # the answer is whole; the connection is dropped instead
        finally:
            await self.aclose()

    async def _next(self) -> list[StreamEvent]:
        if self._reading.failure is not None:
            raise self._reading.failure
        limits = self._step.limits
        idle_at, total_at = self._progress_s + limits.idle_s, self._started_s + limits.total_s
        limit = "idle_s" if idle_at < total_at else "total_s"
        try:
            async with asyncio.timeout_at(min(idle_at, total_at)):
                events = await self._more()
        except (TimeoutError, httpx.HTTPError) as error:
            raise transport_error(error, limit=limit, heard=True) from None
        if has_content(events):
            self._progress_s = _now()
        return events

    async def _more(self) -> list[StreamEvent]:
        data = await self._body.piece()
        return self._reading.feed(data) if data else self._reading.end()


def _value(limits: Limits, name: str) -> float:
    value: float = getattr(limits, name)
    return value


def _now() -> float:
    return asyncio.get_running_loop().time()
