"""The life of an `AsyncTransport`: its loop, its end, its TLS context."""

from __future__ import annotations

import asyncio
import gc
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import FaultServer, answer, reply
from tests.llm.transport.on_a_loop import CALL_S, in_loop, slow_names, until

if TYPE_CHECKING:
    pass


def test_one_transport_serves_two_loops_in_turn(caplog: pytest.LogCaptureFixture) -> None:
    """Closed in the first, it opens anew in the second, and nobody warns of anything."""
    transport = AsyncTransport()

    async def call(url: str) -> bytes:
        request = httpx.Request("POST", url, content=b"q")
        response = await transport.handle_async_request(request)
        body = await response.aread()
        await transport.aclose()
        return body

    with FaultServer(reply(answer(b"ok"), then="serve")) as server:
        assert [asyncio.run(call(server.url())) for _ in range(2)] == [b"ok", b"ok"]
    gc.collect()
    assert not caplog.records


def test_a_transport_of_another_loop_says_so() -> None:
    """Rather than hang on a connection that another loop waits for."""
    transport = AsyncTransport()

    async def call(url: str) -> None:
        response = await transport.handle_async_request(httpx.Request("GET", url))
        await response.aread()

    with FaultServer(reply(answer(b"ok"), then="serve")) as server, asyncio.Runner() as first:
        first.run(call(server.url()))
        with pytest.raises(RuntimeError, match="another event loop"):
            asyncio.run(call(server.url()))
        first.run(transport.aclose())


@in_loop
async def test_closing_ends_calls_under_way_with_an_error() -> None:
    """Not with a cancellation that nobody asked for, and not with a hang."""
    with FaultServer(reply(then="stall")) as server:
        transport = AsyncTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport, timeout=CALL_S) as client:
            sent = asyncio.create_task(client.post(server.url(), content=b"q"))
            await until(lambda: len(server.requests) == 1)
            queued = asyncio.create_task(client.post(server.url(), content=b"q"))
            await asyncio.sleep(0.02)
            await transport.aclose()
            ends = await asyncio.gather(sent, queued, return_exceptions=True)

    assert [type(end) for end in ends] == [httpx.RemoteProtocolError, httpx.ConnectError]
    assert isinstance(ends[1], httpx.ConnectError)
    assert sent_of(ends[1]) is Sent.NO


@in_loop
async def test_closing_ends_a_call_that_is_still_connecting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The connection that comes too late is dropped, and nothing is sent over it."""
    slow_names(monkeypatch, 0.2)
    with FaultServer(reply(answer())) as server:
        transport = AsyncTransport()
        request = httpx.Request("POST", server.url(), content=b"q")
        call = asyncio.create_task(transport.handle_async_request(request))
        await asyncio.sleep(0.05)
        await transport.aclose()
        with pytest.raises(httpx.ConnectError, match="closed during the call") as caught:
            await call
        await until(lambda: server.connections == 1 and server.open_connections == 0)

    assert sent_of(caught.value) is Sent.NO
    assert server.requests == []


@in_loop
async def test_closing_twice_or_unused_is_fine() -> None:
    """An application's clean-up need not know whether there was a call."""
    transport = AsyncTransport()
    await transport.aclose()
    await transport.aclose()


def test_a_tls_context_is_made_once_and_at_need() -> None:
    """It costs 25 ms; a given one is used as it is."""
    given = ssl.create_default_context()
    lazy = AsyncTransport()

    assert AsyncTransport(verify=given)._tls_context() is given
    assert lazy._verify is True
    assert lazy._tls_context() is lazy._tls_context()
    assert lazy._tls_context().verify_mode is ssl.CERT_REQUIRED
