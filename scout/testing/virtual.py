"""Hands requests to a scripted vendor without a socket, so that its pauses pass in virtual time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeAlias

import httpx

from scout.llm.clock import Clock
from scout.testing.asked import Asked, read_request
from scout.testing.reply import Ending, Framing, Piece, Reply, Role

Respond: TypeAlias = Callable[[Asked, float, float], Reply]
"""Decides what is replied to a request that came at some second, by both readings of a clock."""

_UNLIMITED_S = 3600.0
"""How long a silent vendor is waited for where the client sets no limit of its own."""


class VirtualTransport(httpx.AsyncBaseTransport):
    """Stands where a network would; use it on a loop that `run_virtual` made.

    Args:
        respond: Decides what is replied.
        clock: The time of the loop.
    """

    def __init__(self, respond: Respond, clock: Clock) -> None:
        self._respond = respond
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Give one request to the vendor, and its reply back, pauses and breaks included."""
        body = await request.aread()
        reply = self._respond(_asked(request, body), self._clock.now(), self._clock.wall())
        await asyncio.sleep(reply.head_after_s)
        if not reply.has_head:
            await _broken_async(reply)
        return httpx.Response(reply.status, headers=_headers(reply), stream=_AsyncBody(reply))


class VirtualSyncTransport(httpx.BaseTransport):
    """The same for blocking calls: a pause moves the clock.

    Args:
        respond: Decides what is replied.
        clock: The router's clock.
    """

    def __init__(self, respond: Respond, clock: Clock) -> None:
        self._respond = respond
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Give one request to the vendor, and its reply back, pauses and breaks included."""
        limit_s = request.extensions.get("timeout", {}).get("read") or _UNLIMITED_S
        reply = self._respond(
            _asked(request, request.read()), self._clock.now(), self._clock.wall()
        )
        _sleep(self._clock, reply.head_after_s, limit_s)
        if not reply.has_head:
            _break(reply, self._clock, limit_s)
        body = _SyncBody(reply, self._clock, limit_s)
        return httpx.Response(reply.status, headers=_headers(reply), stream=body)


class _AsyncBody(httpx.AsyncByteStream):
    """The pieces of a reply, each in its time."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for pause_s, piece in _timed(self._reply):
            await asyncio.sleep(pause_s)
            yield piece.data
        if _is_cut(self._reply):
            await _broken_async(self._reply)


class _SyncBody(httpx.SyncByteStream):
    """The same for blocking calls."""

    def __init__(self, reply: Reply, clock: Clock, limit_s: float) -> None:
        self._reply = reply
        self._clock = clock
        self._limit_s = limit_s

    def __iter__(self) -> Iterator[bytes]:
        for pause_s, piece in _timed(self._reply):
            _sleep(self._clock, pause_s, self._limit_s)
            yield piece.data
        if _is_cut(self._reply):
            _break(self._reply, self._clock, self._limit_s)


def _asked(request: httpx.Request, body: bytes) -> Asked:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return read_request(request.method, request.url.raw_path.decode("ascii"), headers, body)


def _headers(reply: Reply) -> list[tuple[str, str]]:
    headers = [(name, value) for name, value in reply.headers.items()]
    if reply.framing is Framing.LENGTH:
        headers.append(("content-length", str(len(reply.body) + reply.length_offset)))
    return headers


def _timed(reply: Reply) -> Iterator[tuple[float, Piece]]:
    """Each piece and the pause before it."""
    waited = False
    for number, piece in enumerate(reply.pieces):
        pause_s = reply.piece_every_s if number else 0.0
        if piece.role is not Role.OPENING and not waited:
            waited = True
            pause_s += reply.content_after_s
        yield pause_s, piece


def _is_cut(reply: Reply) -> bool:
    """Whether HTTP could tell that the body is not whole, or never comes to know."""
    return reply.ending not in (Ending.WHOLE, Ending.DROPPED) or reply.length_offset > 0


def _error(reply: Reply) -> httpx.TransportError:
    if reply.ending is Ending.RESET:
        return httpx.ReadError("the connection was reset")
    if not reply.has_head:
        return httpx.RemoteProtocolError("the connection was closed without an answer")
    return httpx.RemoteProtocolError("the connection was closed before the answer was whole")


async def _broken_async(reply: Reply) -> None:
    """Fail as the network would, or stay silent until whoever waits gives up.

    Raises:
        httpx.TransportError: The connection broke.
    """
    if reply.ending is Ending.SILENT:
        await asyncio.sleep(_UNLIMITED_S)
    raise _error(reply)


def _break(reply: Reply, clock: Clock, limit_s: float) -> None:
    """Fail as the network would, or let the time pass that the client waits.

    Raises:
        httpx.TransportError: The connection broke, or the wait was over.
    """
    if reply.ending is Ending.SILENT:
        _sleep(clock, math.inf, limit_s)
    raise _error(reply)


def _sleep(clock: Clock, pause_s: float, limit_s: float) -> None:
    """Move the clock; a pause that is longer than the client waits ends as it would.

    Raises:
        httpx.ReadTimeout: The pause is longer.
    """
    clock.sleep(min(pause_s, limit_s))
    if pause_s > limit_s:
        raise httpx.ReadTimeout("nothing came within the read limit")
