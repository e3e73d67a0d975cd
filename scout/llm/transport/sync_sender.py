"""Makes one request over `httpx.Client`, within its limits, and reads what comes back.

A blocking read cannot be ended from outside. scout's own transport ends it at the limit that is
in force; over another transport each read is bounded by the silence it may last, so that the
total of a request may overshoot by one read.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

from scout.errors import MalformedResponseError, ProviderBugError, ProviderError, Sent
from scout.llm.providers.base import Provider
from scout.llm.providers.keys import ApiKey
from scout.llm.steps import Ended, Interrupted, Send
from scout.llm.transport.arrival import Head
from scout.llm.transport.async_sender import DRAIN_S
from scout.llm.transport.auth import Authentication
from scout.llm.transport.body import SyncBody
from scout.llm.transport.deadline import Deadline
from scout.llm.transport.exchange import (
    MAX_ERROR_BYTES,
    exchange_error,
    is_stream,
    labelled,
    note_headers,
    read_answer,
    transport_error,
)
from scout.llm.transport.foreign import provider_code, without_frames
from scout.llm.transport.reading import StreamReading, has_content
from scout.llm.transport.request_builder import RequestBuilder
from scout.llm.types import ProviderResult, StreamEvent

if TYPE_CHECKING:
    from scout.llm.clock import Clock


class SyncSender:
    """Sends for one router, from any thread; a row with a transport of its own has its own client.

    Args:
        clock: The time.
        max_event_bytes: Largest event of a stream.
        max_reply_bytes: Largest decoded reply.
        transport: Instead of scout's own; it is not closed here.

    Attributes:
        deadline: Ends the reads of the calling thread, over scout's own transport.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        max_event_bytes: int,
        max_reply_bytes: int,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.clock = clock
        self.max_event_bytes = max_event_bytes
        self.max_reply_bytes = max_reply_bytes
        self.deadline = Deadline(clock)
        self._transport = transport
        self._authentication = Authentication()
        self._builder = RequestBuilder(bounds_reads=True)
        self._clients: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()

    def send(self, step: Send, key: ApiKey) -> ProviderResult | ProviderError | SyncStream:
        """Make one request.

        Returns:
            The answer, an error as a value, or a stream whose first content is here.
        """
        try:
            return _SyncExchange(self, step, key).run()
        except ProviderError as error:
            return labelled(error, step, key)
        except BaseException as error:  # noqa: BLE001 -- passed on, without what it may show
            raise without_frames(error) from None

    def open(self, step: Send, key: ApiKey) -> httpx.Response:
        """Send the request and give the response as soon as its head is there."""
        request = self._builder.build(step, key).for_httpx()
        auth = self._authentication.of(step, key)
        return self._client(step.candidate.provider).send(request, stream=True, auth=auth)

    def drains(self, provider: Provider) -> bool:
        """Whether what follows an answer can be waited for a moment, and no longer."""
        return self._transport is None and provider.transport is None

    def close(self) -> None:
        """Close the client."""
        with self._lock:
            clients, self._clients = self._clients, {}
        if self._transport is None:
            for client in clients.values():
                client.close()

    def _client(self, provider: Provider) -> httpx.Client:
        own = provider.transport if self._transport is None else None
        name = provider.name if own else ""
        with self._lock:
            client = self._clients.get(name)
            if client is None:
                transport = self._transport or self._made(provider)
                client = httpx.Client(transport=transport, trust_env=False, timeout=None)  # noqa: S113 -- limits are scout's own
                self._clients[name] = client
            return client

    def _made(self, provider: Provider) -> httpx.BaseTransport:
        if provider.transport is not None:
            with provider_code(provider, "transport", malformed=False):
                transport: object = provider.transport()
            if not isinstance(transport, httpx.BaseTransport):
                raise ProviderBugError(
                    f"{provider.name}'s transport, a {type(transport).__name__}, cannot make "
                    "blocking calls: make it an httpx.BaseTransport as well, or call without "
                    "`_sync`",
                    sent=Sent.NO,
                )
            return transport
        # Async calls need no httpcore, which costs as much to import as half of scout.
        from scout.llm.transport.blocking import BlockingTransport  # noqa: PLC0415

        return BlockingTransport(self.deadline)


class _SyncExchange:
    """One request and its reply, up to the first content."""

    def __init__(self, sender: SyncSender, step: Send, key: ApiKey) -> None:
        self.sender = sender
        self.step = step
        self.key = key
        self.started_s = sender.clock.now()

    def run(self) -> ProviderResult | SyncStream:
        limit = "first_token_s" if self.step.call.stream else "answer_s"
        response: httpx.Response | None = None
        kept = False
        self.sender.deadline.until_s = self.started_s + getattr(self.step.limits, limit)
        try:
            response = self.sender.open(self.step, self.key)
            outcome = self._read(response)
            kept = isinstance(outcome, SyncStream)
            return outcome
        except Exception as error:  # noqa: BLE001 -- told apart there, and raised
            provider, heard = self.step.candidate.provider, response is not None
            raise exchange_error(error, provider, limit=limit, heard=heard) from None
        finally:
            if response is not None and not kept:
                response.close()

    def check(self, limit: str) -> None:
        """Refuse to read on past a limit.

        Raises:
            TimeoutError: The limit is over.
        """
        if self.sender.clock.now() - self.started_s > getattr(self.step.limits, limit):
            raise TimeoutError(limit)

    def _read(self, response: httpx.Response) -> ProviderResult | SyncStream:
        provider: Provider = self.step.candidate.provider
        is_decoded = response.is_stream_consumed
        head = Head.of(response.status_code, response.headers.raw, is_decoded=is_decoded)
        note_headers(self.step, head, self.sender.clock.wall())
        bound = self.sender.max_reply_bytes if head.is_good else MAX_ERROR_BYTES
        body = SyncBody(response, head.encoding, bound)
        if head.is_good and self.step.call.stream and is_stream(head, provider):
            stream = SyncStream(self, response, body)
            stream.start()
            return stream
        data = self._whole(body) if head.is_good else self._some(body)
        return read_answer(provider, head.reply(data), self.sender.clock.wall())

    def _whole(self, body: SyncBody) -> bytes:
        parts = []
        for data in body:
            self.check("answer_s")
            parts.append(data)
        return b"".join(parts)

    def _some(self, body: SyncBody) -> bytes:
        """What there is of an error's body within its bound, and can be decoded."""
        parts: list[bytes] = []
        with suppress(MalformedResponseError):
            for data in body:
                self.check("answer_s")
                parts.append(data)
        return b"".join(parts)


class SyncStream:
    """An opened stream; see `AsyncStream`.

    Attributes:
        first_token_s: Seconds from the request to the first content.
    """

    def __init__(self, exchange: _SyncExchange, response: httpx.Response, body: SyncBody) -> None:
        self._exchange = exchange
        self._deadline = exchange.sender.deadline
        self._clock = exchange.sender.clock
        self._limits = exchange.step.limits
        self._body = body
        self._bound_silence(response)
        self._reading = StreamReading(
            exchange.step.candidate.provider, exchange.sender.max_event_bytes
        )
        self._events: list[StreamEvent] = []
        self._progress_s = exchange.started_s
        self.first_token_s = 0.0

    @property
    def partial(self) -> StreamReading:
        """What has come so far."""
        return self._reading

    def start(self) -> None:
        """Read up to the first content.

        Raises:
            ProviderError: The stream failed before there was any.
            TimeoutError: None came in time.
        """
        reading = self._reading
        while not has_content(self._events) and reading.result is None:
            if reading.failure is not None:
                raise reading.failure
            self._exchange.check("first_token_s")
            self._events += self._more()
        self._progress_s = self._clock.now()
        self.first_token_s = self._progress_s - self._exchange.started_s

    def read(self) -> list[StreamEvent] | Ended | Interrupted:
        """The next events, or how the stream ended; then it is closed."""
        if self._events:
            events, self._events = self._events, []
            return events
        if self._reading.result is not None:
            self._drain()
            return Ended(self._reading.result)
        try:
            return self._next()
        except ProviderError as error:
            self.close()
            broken = self._reading.interrupted(error)
            step, key = self._exchange.step, self._exchange.key
            return Interrupted(labelled(broken, step, key), output_started=False)

    def close(self) -> None:
        """Close the response; what was not read is dropped with its connection."""
        self._body.close()

    def _drain(self) -> None:
        """Read what follows the end marker, so that the connection can serve another call."""
        self._deadline.until_s = self._clock.now() + DRAIN_S
        try:
            if self._exchange.sender.drains(self._exchange.step.candidate.provider):
                for _ in self._body:
                    pass
        except (httpx.HTTPError, MalformedResponseError):
            pass  # the answer is whole; the connection is dropped instead
        finally:
            self.close()

    def _next(self) -> list[StreamEvent]:
        if self._reading.failure is not None:
            raise self._reading.failure
        idle_at = self._progress_s + self._limits.idle_s
        total_at = self._exchange.started_s + self._limits.total_s
        limit = "idle_s" if idle_at < total_at else "total_s"
        self._deadline.until_s = min(idle_at, total_at)
        try:
            if self._clock.now() > self._deadline.until_s:
                raise TimeoutError(limit)
            events = self._more()
        except (TimeoutError, httpx.HTTPError) as error:
            raise transport_error(error, limit=limit, heard=True) from None
        if has_content(events):
            self._progress_s = self._clock.now()
        return events

    def _more(self) -> list[StreamEvent]:
        try:
            chunk = next(self._body)
        except StopIteration:
            return self._reading.end()
        return self._reading.feed(chunk)

    def _bound_silence(self, response: httpx.Response) -> None:
        """From the head on, a read may last as long as the stream may idle.

        httpcore reads the limit anew where the body begins, from the request's own mapping.
        """
        timeout = response.request.extensions.get("timeout", {})
        timeout["read"] = max(self._limits.idle_s, self._limits.first_token_s)
