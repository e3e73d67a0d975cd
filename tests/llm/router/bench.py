"""A router before vendors that reply from a script, blocking or not, in virtual time."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from scout.config import Settings
from scout.llm.catalog import Catalog
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.keys import KeyView
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.router import Router
from scout.testing import VirtualClock, run_virtual

T = TypeVar("T")

FOREVER_S = 10_000.0
"""Longer than any limit; a vendor that takes it hangs."""

RATES = {"input_per_million": 1.0, "output_per_million": 2.0}


@dataclass(frozen=True)
class Reply:
    """What a vendor does with one request.

    Attributes:
        status: HTTP status.
        body: The whole body, or its pieces with the pause before each.
        headers: Further headers.
        after_s: Seconds before the head.
        breaks: What the transport raises instead of the head, or after the last piece.
    """

    status: int = 200
    body: bytes | Sequence[tuple[float, bytes]] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_s: float = 0.0
    breaks: Callable[[httpx.Request], Exception] | None = None

    @property
    def pieces(self) -> Sequence[tuple[float, bytes]]:
        """The body in pieces."""
        return [(0.0, self.body)] if isinstance(self.body, bytes) else self.body


def says(text: str = "fine", *, after_s: float = 0.0, usage: bool = True, **extra: Any) -> Reply:
    """A whole answer."""
    message = {"role": "assistant", "content": text, **extra}
    told = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    answer = {
        "id": "r-1",
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        **({"usage": told} if usage else {}),
    }
    return Reply(body=json.dumps(answer).encode(), headers=_JSON, after_s=after_s)


def streams(
    *texts: str,
    pause_s: float = 0.0,
    whole: bool = True,
    usage: bool = True,
    breaks: Callable[[httpx.Request], Exception] | None = None,
    tail: Sequence[tuple[float, bytes]] = (),
) -> Reply:
    """A streamed answer; `whole=False` stops after the texts, or breaks there."""
    pieces = [(pause_s, event({"content": text})) for text in texts]
    if whole:
        pieces.append((0.0, event({}, finish="stop")))
        if usage:
            pieces.append((0.0, event(None, usage=True)))
        pieces.append((0.0, b"data: [DONE]\n\n"))
    return Reply(body=(*pieces, *tail), headers=_SSE, breaks=breaks)


def event(
    delta: Mapping[str, Any] | None, *, finish: str | None = None, usage: bool = False
) -> bytes:
    """One event of a stream."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    told = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    data = {"id": "r-1", "model": "m", "choices": choices, **({"usage": told} if usage else {})}
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    """An error; headers with underscores for dashes."""
    body = {"error": {"message": message, "type": "error", "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body).encode(), {**_JSON, **named})


def hangs() -> Reply:
    """Accepts and is silent."""
    return Reply(after_s=FOREVER_S)


def stalls(*texts: str) -> Reply:
    """Begins a stream and is silent then."""
    return streams(*texts, whole=False, tail=[(FOREVER_S, b"")])


def refuses(kind: type[httpx.TransportError] = httpx.ConnectError) -> Reply:
    """No connection, or one that breaks."""
    return Reply(breaks=lambda request: kind("refused", request=request))


def resets(*texts: str) -> Reply:
    """A stream that is reset after its texts."""
    return streams(
        *texts, whole=False, breaks=lambda request: httpx.ReadError("reset", request=request)
    )


_JSON = {"content-type": "application/json"}
_SSE = {"content-type": "text/event-stream"}


def row(name: str, *models: str | Model, **fields: Any) -> Provider:
    """A vendor that speaks as OpenAI does."""
    listed = tuple(Model(model) if isinstance(model, str) else model for model in models)
    usual: dict[str, Any] = {
        "name": name,
        "base_url": f"https://api.{name}.example/v1",
        "api_key_env": (f"{name.upper()}_TEST_KEY",),
        "model_prefixes": (f"{name}-",),
        "models": listed,
        "default_model": listed[0].id,
        "wire": OpenAIChat(),
        "capabilities": frozenset({"stream", "tools", "json_schema"}),
        "pricing": {model.id: dict(RATES) for model in listed},
    }
    return Provider(**{**usual, **fields})


class Stage:
    """Rows `a` with model `a-1` and `b` with `b-1`, a script for each, one router before them.

    Args:
        script: Replies by provider, in order; the last is repeated.
        keys: Keys of each provider.
        rows: Other rows.
        settings: Fields of `Settings`.

    Attributes:
        asked: Requests so far.
        at_s: When each came.
        unclosed: Responses that were opened and not closed.
    """

    def __init__(
        self,
        script: Mapping[str, Sequence[Reply]],
        *,
        keys: int = 1,
        rows: Sequence[Provider] = (),
        **settings: Any,
    ) -> None:
        self.clock = VirtualClock(now_s=0.0)
        self.script = {name: list(replies) for name, replies in script.items()}
        self.asked: list[httpx.Request] = []
        self.at_s: list[float] = []
        self.unclosed = 0
        registry = ProviderRegistry(Catalog())
        self.rows = tuple(rows) or (row("a", "a-1"), row("b", "b-1"))
        for provider in self.rows:
            registry.register(provider)
        usual: dict[str, Any] = {
            "api_keys": {
                provider.name: [f"sk-{provider.name}-{number}" for number in range(1, keys + 1)]
                for provider in self.rows
            },
            "default_fallback": False,
        }
        self.router = Router(
            Settings(**{**usual, **settings}),
            registry=registry,
            transport=httpx.MockTransport(self._reply),
            sync_transport=_SyncMock(self),
            clock=self.clock,
            rng=random.Random(7),
        )

    def play(self, main: Coroutine[Any, Any, T]) -> T:
        """Run to the end, in virtual time."""
        return run_virtual(main, clock=self.clock)

    @property
    def hosts(self) -> str:
        """Whom the requests went to, a letter each."""
        return "".join(request.url.host.split(".")[1] for request in self.asked)

    @property
    def keys_used(self) -> list[str]:
        """Number of the key of each request."""
        return [request.headers["authorization"].rpartition("-")[2] for request in self.asked]

    def keys(self, provider: str = "a") -> tuple[KeyView, ...]:
        """How the keys of a provider stand."""
        return self.router.keys(provider, f"{provider}-1")

    def check_nothing_left(self) -> None:
        """No key leased, no response open, no money set aside, no probe out."""
        for provider in self.rows:
            assert [key.in_flight for key in self.router.keys(provider.name)] == [0] * len(
                self.router.keys(provider.name)
            )
        assert self.unclosed == 0
        assert not self.router.budget.ledger.held()

    def take(self, request: httpx.Request) -> Reply:
        """The reply to a request, whose body has been read."""
        self.asked.append(request)
        self.at_s.append(self.clock.now())
        replies = self.script[request.url.host.split(".")[1]]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        reply = self.take(request)
        await asyncio.sleep(reply.after_s)
        if reply.breaks is not None and not reply.body:
            raise reply.breaks(request)
        stream = _AsyncPieces(self, reply, request)
        self.unclosed += 1
        return httpx.Response(reply.status, headers=reply.headers, stream=stream)


class _AsyncPieces(httpx.AsyncByteStream):
    def __init__(self, stage: Stage, reply: Reply, request: httpx.Request) -> None:
        self._stage, self._reply, self._request = stage, reply, request
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for pause_s, piece in self._reply.pieces:
            await asyncio.sleep(pause_s)
            yield piece
        if self._reply.breaks is not None:
            raise self._reply.breaks(self._request)

    async def aclose(self) -> None:
        self._stage.unclosed -= not self._closed
        self._closed = True


class _SyncMock(httpx.BaseTransport):
    """As the async one; silence ends in the timeout that the request carries."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        reply = self._stage.take(request)
        _silence(self._stage, reply.after_s, request)
        if reply.breaks is not None and not reply.body:
            raise reply.breaks(request)
        self._stage.unclosed += 1
        stream = _SyncPieces(self._stage, reply, request)
        return httpx.Response(reply.status, headers=reply.headers, stream=stream)


class _SyncPieces(httpx.SyncByteStream):
    def __init__(self, stage: Stage, reply: Reply, request: httpx.Request) -> None:
        self._stage, self._reply, self._request = stage, reply, request
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        for pause_s, piece in self._reply.pieces:
            _silence(self._stage, pause_s, self._request)
            yield piece
        if self._reply.breaks is not None:
            raise self._reply.breaks(self._request)

    def close(self) -> None:
        self._stage.unclosed -= not self._closed
        self._closed = True


def _silence(stage: Stage, seconds: float, request: httpx.Request) -> None:
    read_s = request.extensions["timeout"]["read"]
    if seconds > read_s:
        stage.clock.sleep(read_s)
        raise httpx.ReadTimeout("silent", request=request)
    stage.clock.sleep(seconds)
