"""Every wait of a request has a limit, and what it says of what was sent is true."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import CHUNKED, FaultServer, answer, reply
from tests.llm.transport.on_a_loop import (
    CALL_S,
    calling,
    in_loop,
    slow_names,
    stalls_the_first,
    until,
)

if TYPE_CHECKING:
    from tests.llm.transport.fault_server import Peer


@in_loop
async def test_the_wait_for_a_connection_has_a_limit_of_its_own() -> None:
    """It ends on time, whatever the limit of connecting is, and has sent nothing."""
    limits = httpx.Timeout(CALL_S, pool=0.2, connect=30)
    with FaultServer(reply(CHUNKED, then="stall")) as server:
        async with (
            calling(limits, max_connections=1) as client,
            client.stream("POST", server.url(), content=b"q"),
        ):
            started_s = time.monotonic()
            with pytest.raises(httpx.PoolTimeout) as caught:
                await client.post(server.url(), content=b"q")
            assert 0.15 < time.monotonic() - started_s < 5

    assert sent_of(caught.value) is Sent.NO
    assert len(server.requests) == 1


def test_httpx_itself_says_the_same_of_a_full_pool() -> None:
    """The other transport, for the class and for what was sent."""
    limits = httpx.Timeout(CALL_S, pool=0.2)
    transport = httpx.HTTPTransport(limits=httpx.Limits(max_connections=1), trust_env=False)
    with (
        FaultServer(reply(CHUNKED, then="stall")) as server,
        httpx.Client(transport=transport, timeout=limits) as client,
        client.stream("POST", server.url(), content=b"q"),
        pytest.raises(httpx.PoolTimeout) as caught,
    ):
        client.post(server.url(), content=b"q")

    assert sent_of(caught.value) is Sent.NO


@in_loop
async def test_the_limit_of_connecting_is_not_used_up_by_the_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call that waited long for its turn may still take its time to connect."""
    slow_names(monkeypatch, 1.0)
    limits = httpx.Timeout(CALL_S, pool=1.0)
    with FaultServer(stalls_the_first) as server:
        async with calling(limits, max_connections=1) as client:
            async with client.stream("POST", server.url(), content=b"q") as first:
                named = server.url().replace("127.0.0.1", "localhost")
                second = asyncio.create_task(client.post(named, content=b"q"))
                await asyncio.sleep(0.3)
                await first.aclose()
            assert (await second).content == b"ok"


@in_loop
async def test_the_look_up_of_a_name_counts_as_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blocking transport cannot bound it at all."""
    slow_names(monkeypatch, 1.0)
    async with calling(httpx.Timeout(CALL_S, connect=0.1)) as client:
        started_s = time.monotonic()
        with pytest.raises(httpx.ConnectTimeout) as caught:
            await client.post("http://localhost:1/", content=b"q")
        assert time.monotonic() - started_s < 0.9

    assert sent_of(caught.value) is Sent.NO


@in_loop
async def test_a_name_that_hangs_leaves_the_names_of_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look-up takes one of the loop's few threads: as many calls to it take no more."""
    resolve, asked = socket.getaddrinfo, []

    def hangs(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        if host == "hangs.test":
            time.sleep(1.0)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    with FaultServer(reply(answer(b"ok"), then="serve")) as server:
        async with calling(httpx.Timeout(CALL_S, connect=0.5)) as client:
            named = server.url().replace("127.0.0.1", "localhost")
            hung = [asyncio.create_task(client.post("http://hangs.test/")) for _ in range(100)]
            await asyncio.sleep(0.05)
            for url in (named, server.url()):
                assert (await client.post(url, content=b"q")).content == b"ok"
            errors = await asyncio.gather(*hung, return_exceptions=True)
            assert {type(error) for error in errors} == {httpx.ConnectTimeout}
            assert asked.count("hangs.test") == 1
            late = asyncio.create_task(client.post("http://hangs.test/", timeout=CALL_S))
            with pytest.raises(httpx.ConnectError, match="no answer"):
                await late


@in_loop
async def test_closing_ends_a_call_that_still_looks_a_name_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With an error: nobody has cancelled it."""
    slow_names(monkeypatch, 0.3)
    async with calling() as client:
        call = asyncio.create_task(client.post("http://localhost:1/", content=b"q"))
        await asyncio.sleep(0.05)
        await client._transport.aclose()
        with pytest.raises(httpx.ConnectError, match="the transport was closed"):
            await call


@in_loop
async def test_a_connection_reset_as_it_is_set_up_leaves_no_socket_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some systems say so by refusing to set an option."""
    set_option = socket.socket.setsockopt

    def refuses(sock: socket.socket, level: int, option: int, value: int) -> None:
        if option == socket.SO_KEEPALIVE and level == socket.SOL_SOCKET:
            raise OSError(errno.EINVAL, "Invalid argument")
        set_option(sock, level, option, value)

    with FaultServer(reply(answer())) as server:
        async with calling() as client:
            with monkeypatch.context() as patched:
                patched.setattr(socket.socket, "setsockopt", refuses)
                with pytest.raises(httpx.ConnectError, match="Invalid argument") as caught:
                    await client.post(server.url(), content=b"q")
                await until(lambda: server.connections == 1 and server.open_connections == 0)
    assert sent_of(caught.value) is Sent.NO


@in_loop
async def test_no_limit_means_no_limit() -> None:
    """None is handed through: the driver above has limits of its own."""

    async def slow(peer: Peer) -> None:
        await peer.request()
        await asyncio.sleep(0.3)
        await peer.send(answer(b"ok"))

    with FaultServer(slow) as server:
        async with calling(httpx.Timeout(None)) as client:
            assert (await client.post(server.url(), content=b"q")).content == b"ok"


@in_loop
async def test_a_limit_that_has_passed_ends_at_once() -> None:
    """A deadline leaves 0 s to read, which is not the same as no limit."""
    with FaultServer(reply(then="stall")) as server:
        async with calling(httpx.Timeout(CALL_S, read=0.0)) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.post(server.url(), content=b"q")
