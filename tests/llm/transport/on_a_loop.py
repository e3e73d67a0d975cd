"""What the tests of the async transport share: a loop, a client, and looks at what is left."""

from __future__ import annotations

import asyncio
import functools
import os
import socket
import ssl
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scout.llm.transport.async_pool import Pool
from scout.llm.transport.async_transport import AsyncTransport
from tests.llm.transport.fault_server import CHUNKED, answer, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.llm.transport.fault_server import Peer

CALL_S = 2.0
"""Far above what loopback needs, far below what a hang would take."""


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test in an event loop of its own, to the end of its last task."""

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        asyncio.run(_bounded(test(**fixtures)))

    return run


async def _bounded(test: Awaitable[None]) -> None:
    raised: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: raised.append(context))
    async with asyncio.timeout(60):
        await test
    await asyncio.sleep(0)
    assert raised == []  # what the loop's callbacks raise would only be logged


@asynccontextmanager
async def calling(
    limits: httpx.Timeout | float = CALL_S,
    *,
    max_connections: int = 1000,
    verify: ssl.SSLContext | bool = True,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client for one test, closed at its end."""
    transport = AsyncTransport(max_connections=max_connections, verify=verify)
    async with httpx.AsyncClient(transport=transport, timeout=limits, trust_env=False) as client:
        yield client


def pool_of(client: httpx.AsyncClient) -> Pool:
    """The pool behind a client."""
    pool: Pool = client._transport._pool  # type: ignore[attr-defined]
    return pool


async def until(condition: Callable[[], bool]) -> None:
    """Wait for the server's thread or the loop's next ticks."""
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("what the test waited for did not come within 2 s")


def open_files() -> int:
    """How many descriptors this process has open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 -- a count of names


async def stalls_the_first(peer: Peer) -> None:
    """Never end the first answer, give all others."""
    if peer.server.connections == 1:
        await reply(CHUNKED, then="stall")(peer)
    await reply(answer(b"ok"), then="serve")(peer)


def slow_names(monkeypatch: pytest.MonkeyPatch, delay_s: float) -> None:
    """Make every look-up of a name take so long."""
    resolve = socket.getaddrinfo

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(delay_s)
        return resolve(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)


async def one_call(client: httpx.AsyncClient, url: str, *, read: bool) -> None:
    """Send a request; read the answer, or leave it."""
    async with client.stream("POST", url, content=b"q" * 100) as response:
        if read:
            await response.aread()
