"""Whoever leaves, at whatever moment, leaves no connection, socket or place in line behind."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import CHUNKED, FaultServer, answer, reply
from tests.llm.transport.on_a_loop import (
    CALL_S,
    calling,
    in_loop,
    one_call,
    open_files,
    pool_of,
    stalls_the_first,
    until,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.llm.transport.fault_server import Peer


async def busy_vendor(peer: Peer) -> None:
    """Serve at uneven speed: some answers whole, some in pieces, some slowly."""
    dice = random.Random(peer.server.connections)
    while True:
        await peer.request()
        if dice.random() < 0.5:
            await asyncio.sleep(dice.random() * 0.01)
            await peer.send(answer(b"x" * dice.randrange(2000)))
        else:
            await peer.send(CHUNKED, b"3\r\nabc\r\n", b"0\r\n\r\n")


async def cancelled_somewhere(client: httpx.AsyncClient, url: str, dice: random.Random) -> None:
    """Start a call and cancel it after some ticks of the loop, or some milliseconds."""
    call = asyncio.create_task(one_call(client, url, read=dice.random() < 0.8))
    if dice.random() < 0.6:
        for _ in range(dice.randrange(12)):
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(dice.random() * 0.03)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


def test_no_connection_is_lost_to_2000_cancellations() -> None:
    """Afterwards ten connections serve twenty calls, and nothing is left of the others."""

    async def storm(url: str) -> None:
        async with calling(httpx.Timeout(CALL_S, pool=10), max_connections=10) as client:
            dice = random.Random(7)
            for _ in range(50):
                await asyncio.gather(*(cancelled_somewhere(client, url, dice) for _ in range(40)))
            calls = (one_call(client, url, read=True) for _ in range(20))
            async with asyncio.timeout(5):
                await asyncio.gather(*calls)
            await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
            pool = pool_of(client)
            assert (pool._lent, pool._slots_taken, len(pool._queue)) == (set(), 0, 0)

    with FaultServer(busy_vendor) as server:
        before = open_files()
        asyncio.run(storm(server.url()))
        for _ in range(200):
            if server.open_connections == 0 and open_files() <= before:
                break
            time.sleep(0.01)
        assert (server.open_connections, open_files()) == (0, before)
    assert len(server.requests) > 200  # the storm did reach the vendor


@in_loop
async def test_the_next_in_line_is_woken_where_the_one_woken_leaves() -> None:
    """A slot is free, its heir is cancelled in that very tick: it goes on to the one behind."""
    with FaultServer(stalls_the_first) as server:
        async with calling(max_connections=1) as client:
            async with client.stream("POST", server.url(), content=b"q") as first:
                heir = asyncio.create_task(one_call(client, server.url(), read=True))
                await asyncio.sleep(0.02)
                next_in_line = asyncio.create_task(one_call(client, server.url(), read=True))
                await asyncio.sleep(0.02)
                await first.aclose()
                heir.cancel()
            async with asyncio.timeout(5):
                await next_in_line


@in_loop
async def test_a_cancelled_call_knows_whether_it_was_sent() -> None:
    """Who leaves while the connection is being opened has spent nothing."""

    async def silent(peer: Peer) -> None:
        await peer.stall()

    with FaultServer(silent) as server:
        async with calling() as client:
            with pytest.raises(TimeoutError) as opening:
                async with asyncio.timeout(0.2):
                    await client.post(server.url().replace("http:", "https:"), content=b"q")
    with FaultServer(reply(then="stall")) as server:
        async with calling() as client:
            call = asyncio.create_task(client.post(server.url(), content=b"q"))
            await until(lambda: len(server.requests) == 1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError) as waiting:
                await call

    assert sent_of(opening.value) is Sent.NO
    assert sent_of(waiting.value) is Sent.MAYBE


@in_loop
async def test_a_cancelled_upload_leaves_no_socket_behind() -> None:
    """A peer that reads nothing would keep a closed socket open for what is unsent."""

    async def reads_nothing(peer: Peer) -> None:
        await peer.head()
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await peer.server.stopped()

    with FaultServer(reads_nothing) as server:
        async with calling(httpx.Timeout(None)) as client:
            call = asyncio.create_task(client.post(server.url(), content=b"q" * 32_000_000))
            await until(lambda: server.open_connections == 1)
            await asyncio.sleep(0.1)
            before = open_files()
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            await until(lambda: open_files() == before - 1)


@in_loop
async def test_a_tls_peer_that_has_gone_silent_keeps_no_socket(certificate: Path) -> None:
    """It never answers the farewell of TLS; the socket is closed all the same."""

    async def silent_for_ever(peer: Peer) -> None:
        await peer.request()
        await peer.send(CHUNKED, b"3\r\nabc\r\n")
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await peer.server.stopped()

    with FaultServer(silent_for_ever, certificate) as server:
        async with calling(verify=False) as client:
            before = open_files()
            async with client.stream("POST", server.url(), content=b"q") as response:
                assert await anext(response.aiter_raw()) == b"abc"
                held = open_files()
            await until(lambda: open_files() == held - 1)
            assert open_files() == before + 1  # the server's own end
