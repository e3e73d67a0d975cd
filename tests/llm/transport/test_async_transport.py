"""What `AsyncTransport` owes beside httpx's classes: its connections, and the truth of them."""

from __future__ import annotations

import asyncio
import errno
import functools
import gc
import os
import random
import socket
import ssl
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.async_pool import Pool
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import CHUNKED, OK, FaultServer, answer, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

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


# --- connections are kept, and given up ------------------------------------------------------


@in_loop
async def test_calls_in_turn_share_a_connection() -> None:
    """Connecting costs more than a short answer."""
    with FaultServer(reply(answer(b"ok"), then="serve")) as server:
        async with calling() as client:
            for _ in range(5):
                assert (await client.post(server.url(), content=b"q")).content == b"ok"

    assert (len(server.requests), server.connections) == (5, 1)


@in_loop
async def test_calls_in_turn_share_a_connection_under_tls(certificate: Path) -> None:
    """What TLS 1.3 sends on its own after the handshake is not taken for an end."""
    trust = ssl.create_default_context(cafile=certificate)
    with FaultServer(reply(answer(b"ok"), then="serve"), certificate) as server:
        async with calling(verify=trust) as client:
            for _ in range(5):
                assert (await client.post(server.url(), content=b"q")).content == b"ok"

    assert (len(server.requests), server.connections) == (5, 1)


@in_loop
async def test_an_answer_that_is_not_read_costs_its_connection() -> None:
    """The rest of a body must not be read as the next answer."""
    endless = reply(OK + b"content-length: 1000000\r\n\r\nabc", then="stall")
    with FaultServer(endless) as server:
        async with calling() as client:
            for _ in range(2):
                async with client.stream("POST", server.url(), content=b"q") as response:
                    assert await anext(response.aiter_raw()) == b"abc"
            await until(lambda: server.open_connections == 0)

    assert server.connections == 2


@in_loop
async def test_an_answer_that_is_there_but_not_looked_at_keeps_its_connection() -> None:
    """A driver that only wants the status pays nothing for that."""
    with FaultServer(reply(answer(b"x" * 100), then="serve")) as server:
        async with calling() as client:
            for _ in range(3):
                async with client.stream("POST", server.url(), content=b"q") as response:
                    assert response.status_code == 200

    assert server.connections == 1


@in_loop
@pytest.mark.parametrize(
    ("end", "error"), [("close", httpx.RemoteProtocolError), ("reset", httpx.ReadError)]
)
async def test_what_came_before_a_fault_reaches_a_slow_reader(
    end: str, error: type[httpx.TransportError]
) -> None:
    """The end of a connection overtakes nothing: the partial text is money."""
    script = reply(OK + b"content-length: 100\r\n\r\n", b"ab", b"cd", then=end)
    with FaultServer(script) as server:
        async with calling() as client, client.stream("POST", server.url()) as response:
            await until(lambda: server.open_connections == 0)
            await asyncio.sleep(0.05)  # the end has reached the client as well
            stream = response.aiter_raw()
            assert await anext(stream) == b"abcd"
            with pytest.raises(error):
                await anext(stream)


@in_loop
async def test_a_body_that_broke_gives_its_connection_back_by_itself() -> None:
    """Whoever reads the stream to its bitter end need not close it as well."""
    transport = AsyncTransport(max_connections=1)
    with FaultServer(reply(OK + b"content-length: 9\r\n\r\n", b"abc")) as server:
        for _ in range(2):  # the second would wait for the only connection
            request = httpx.Request("POST", server.url(), extensions={"timeout": {"pool": 0.5}})
            response = await transport.handle_async_request(request)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            with pytest.raises(httpx.RemoteProtocolError):
                async for _ in response.stream:
                    pass
    await transport.aclose()


async def stalls_the_first(peer: Peer) -> None:
    """Never end the first answer, give all others."""
    if peer.server.connections == 1:
        await reply(CHUNKED, then="stall")(peer)
    await reply(answer(b"ok"), then="serve")(peer)


@in_loop
async def test_an_idle_connection_is_closed_when_its_time_is_over() -> None:
    """Also where nobody makes another call: a vendor's front end would close it later, unseen."""
    transport = AsyncTransport(keepalive_s=0.1)
    with FaultServer(reply(answer(b"ok"), then="serve")) as server:
        for _ in range(2):
            request = httpx.Request("POST", server.url(), content=b"q")
            await (await transport.handle_async_request(request)).aread()
            await until(lambda: server.open_connections == 0)
    await transport.aclose()

    assert (len(server.requests), server.connections) == (2, 2)


@in_loop
async def test_a_connection_that_is_used_again_and_again_is_kept() -> None:
    """Its time begins anew with each use."""
    transport = AsyncTransport(keepalive_s=0.4)
    with FaultServer(reply(answer(b"ok"), then="serve")) as server:
        for _ in range(6):
            request = httpx.Request("POST", server.url(), content=b"q")
            await (await transport.handle_async_request(request)).aread()
            await asyncio.sleep(0.12)
    await transport.aclose()

    assert (len(server.requests), server.connections) == (6, 1)


@in_loop
async def test_an_idle_connection_makes_room_for_one_to_another_place() -> None:
    """The limit is on all that are open; the one used least lately goes."""
    serve = reply(answer(b"ok"), then="serve")
    with FaultServer(serve) as one, FaultServer(serve) as two, FaultServer(serve) as three:
        async with calling(max_connections=2) as client:
            for server in (one, two, three, two):
                assert (await client.post(server.url(), content=b"q")).content == b"ok"
            await until(lambda: one.open_connections == 0)
            assert [one.connections, two.connections, three.connections] == [1, 1, 1]
            assert [two.open_connections, three.open_connections] == [1, 1]


@in_loop
async def test_a_reader_that_lags_keeps_the_vendor_waiting() -> None:
    """Its memory does not fill with what it has not read; in the end all of it is there."""
    piece, count = b"x" * 65_536, 256
    body = OK + b"content-length: %d\r\n\r\n" % (len(piece) * count)
    with FaultServer(reply(body, *[piece] * count)) as server:
        async with calling() as client, client.stream("POST", server.url()) as response:
            await asyncio.sleep(0.5)
            (connection,) = pool_of(client)._lent
            assert connection._response.unread_bytes < 2 * 262_144
            assert len(await response.aread()) == len(piece) * count


@in_loop
async def test_a_connection_whose_request_was_answered_early_is_not_used_again() -> None:
    """The vendor would read the rest of the old request as the next one."""

    async def refuses_early(peer: Peer) -> None:
        await peer.head()
        await peer.send(answer(b"too large", status=b"413 Content Too Large"))
        await asyncio.sleep(0.1)
        while await peer.reader.read(1 << 20):
            pass

    with FaultServer(refuses_early) as server:
        async with calling() as client:
            for _ in range(2):
                response = await client.post(server.url(), content=b"x" * 8_000_000)
                assert (response.status_code, response.content) == (413, b"too large")

    assert server.connections == 2


@in_loop
async def test_an_answer_ends_with_what_a_vendor_says_and_not_with_what_it_reads() -> None:
    """It refuses an upload, says no more, and leaves the rest of it lie."""
    refusal = b"HTTP/1.1 413 Content Too Large\r\nconnection: close\r\n\r\ntoo large"

    async def refuses(peer: Peer) -> None:
        await peer.head()
        await peer.send(refusal)
        peer.writer.write_eof()
        await peer.server.stopped()

    with FaultServer(refuses) as server:
        async with calling() as client:
            response = await client.post(server.url(), content=b"q" * 50_000_000)
    assert (response.status_code, response.content) == (413, b"too large")


@in_loop
async def test_an_answer_closed_by_somebody_else_ends_its_reader_at_once() -> None:
    """Who reads would otherwise wait for what can no longer come."""
    with FaultServer(reply(OK + b"content-length: 5\r\n\r\nab", then="stall")) as server:
        async with calling() as client:
            request = client.build_request("POST", server.url(), content=b"q")
            response = await client.send(request, stream=True)
            reader = asyncio.create_task(response.aread())
            await asyncio.sleep(0.05)
            started_s = time.monotonic()
            await response.stream.aclose()  # type: ignore[union-attr]
            with pytest.raises(httpx.ReadError, match="closed while it was read"):
                await reader
            assert time.monotonic() - started_s < CALL_S / 2
            assert (pool_of(client)._lent, pool_of(client)._slots_taken) == (set(), 0)


@in_loop
async def test_what_became_idle_as_others_were_dropped_is_dropped_in_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A coarse clock says the same time twice."""
    with FaultServer(reply(answer(), then="serve")) as server:
        async with calling() as client:
            await client.post(server.url(), content=b"q")
            pool = pool_of(client)
            first, pool._reaper = pool._reaper, None
            assert first is not None
            first.cancel()
            [[idle]] = pool._idle.values()
            monkeypatch.setattr(pool._loop, "time", lambda: idle.idle_since_s)
            pool._reap()
            monkeypatch.undo()
            later: asyncio.TimerHandle | None = pool._reaper
            assert later is not None
            assert later.when() == idle.idle_since_s + pool._keepalive_s


@in_loop
async def test_what_a_vendor_says_unasked_costs_the_connection() -> None:
    """It would be taken for the answer to the next request."""

    async def talks_on(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer(b"ok"), answer(b"not asked for"))
        await peer.stall()

    with FaultServer(talks_on) as server:
        async with calling() as client:
            for _ in range(2):
                assert (await client.post(server.url(), content=b"q")).content == b"ok"
                await until(lambda: server.open_connections == 0)

    assert server.connections == 2


@in_loop
async def test_the_answer_to_head_leaves_nothing_behind() -> None:
    """It tells a length and has no body; the next call is not led astray."""
    with FaultServer(reply(OK + b"content-length: 5\r\n\r\n", then="serve")) as server:
        async with calling() as client:
            for _ in range(2):
                assert (await client.head(server.url())).headers["content-length"] == "5"


# --- a connection that the vendor has closed meanwhile ---------------------------------------


def once(status: bytes = b"200 OK") -> Callable[[Peer], Awaitable[None]]:
    """Answer one request as if the connection would stay, then close it."""
    return reply(answer(b"ok", status=status))


@in_loop
async def test_a_connection_closed_while_idle_is_not_used_again() -> None:
    """The loop saw the end and dropped it."""
    with FaultServer(once()) as server:
        async with calling() as client:
            for _ in range(3):
                assert (await client.post(server.url(), content=b"q")).content == b"ok"
                await until(lambda: server.open_connections == 0)

    assert (len(server.requests), server.connections) == (3, 3)


@in_loop
async def test_an_end_that_the_loop_has_not_seen_yet_is_found_in_the_kernel() -> None:
    """A busy application reuses connections before its loop learns that they have died."""
    with FaultServer(once()) as server:
        async with calling() as client:
            first = [client.post(server.url(), content=b"q") for _ in range(5)]
            assert [r.content for r in await asyncio.gather(*first)] == [b"ok"] * 5
            time.sleep(0.2)  # noqa: ASYNC251 -- the loop is kept from looking, that is the point
            again = [client.post(server.url(), content=b"q") for _ in range(5)]
            assert [r.content for r in await asyncio.gather(*again)] == [b"ok"] * 5

    assert (len(server.requests), server.connections) == (10, 10)


@in_loop
@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
@pytest.mark.parametrize(
    ("end", "error"), [("close", httpx.RemoteProtocolError), ("reset", httpx.ReadError)]
)
async def test_a_request_that_ends_its_connection_is_sent_once(
    method: str, end: str, error: type[httpx.TransportError]
) -> None:
    """It may have been read and billed: no layer below the plan may send it again."""

    async def second_time_lucky(peer: Peer) -> None:
        if len(peer.server.requests) == 0:
            await peer.request()
            await peer.send(answer(b"ok"))
        await peer.request()
        if end == "reset":
            peer.reset()

    with FaultServer(second_time_lucky) as server:
        async with calling() as client:
            await client.request(method, server.url(), content=b"q")
            with pytest.raises(error) as caught:
                await client.request(method, server.url(), content=b"q")

    assert sent_of(caught.value) is Sent.MAYBE
    assert (len(server.requests), server.connections) == (2, 1)


@in_loop
async def test_a_connection_that_ends_before_the_first_byte_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loop learns of the end between lending the connection and writing to it."""
    lend = Pool.lend

    async def lend_and_lose(self: Pool, *args: Any, **kwargs: Any) -> Any:
        connection = await lend(self, *args, **kwargs)
        connection.abort()
        return connection

    monkeypatch.setattr(Pool, "lend", lend_and_lose)
    with FaultServer(reply(answer(b"ok"))) as server:
        async with calling() as client:
            for body in (b"q", b"q" * 100_000):
                with pytest.raises(httpx.TransportError) as caught:
                    await client.post(server.url(), content=body)
                assert sent_of(caught.value) is Sent.NO

    assert server.requests == []


# --- limits ----------------------------------------------------------------------------------


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


def slow_names(monkeypatch: pytest.MonkeyPatch, delay_s: float) -> None:
    """Make every look-up of a name take so long."""
    resolve = socket.getaddrinfo

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(delay_s)
        return resolve(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)


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


# --- bodies ----------------------------------------------------------------------------------


@in_loop
@pytest.mark.parametrize(
    ("declared", "what", "written"),
    [("4", "Too much", b"abc"), ("9", "Too little", b"abcdef")],
)
async def test_a_stream_that_breaks_its_declared_length_is_refused(
    declared: str, what: str, written: bytes
) -> None:
    """Too much would be read as the next request, too little would be waited for.

    Over httpx's own transport h11's error comes through, outside of httpx's tree.
    """

    async def pieces() -> AsyncIterator[bytes]:
        yield b"abc"
        await asyncio.sleep(0.02)  # long enough for the vendor to have read it
        yield b"def"
        await asyncio.sleep(0.02)

    bodies: list[bytes] = []

    async def reads_to_the_end(peer: Peer) -> None:
        await peer.head()
        bodies.append(b"")
        while piece := await peer.reader.read(100):
            bodies[0] += piece

    with FaultServer(reads_to_the_end) as server:
        headers = {"content-length": declared}
        async with calling() as client:
            with pytest.raises(httpx.LocalProtocolError, match=what) as caught:
                await client.post(server.url(), content=pieces(), headers=headers)
            await until(lambda: server.open_connections == 0)

    assert sent_of(caught.value) is Sent.MAYBE
    assert bodies == [written]


@in_loop
@pytest.mark.parametrize(("declared", "what"), [("2", "Too much"), ("9", "Too little")])
async def test_bytes_that_break_their_declared_length_are_not_even_begun(
    declared: str, what: str
) -> None:
    """Here the length is known beforehand."""
    with FaultServer(reply(answer())) as server:
        headers = {"content-length": declared}
        async with calling() as client:
            with pytest.raises(httpx.LocalProtocolError, match=what) as caught:
                await client.post(server.url(), content=b"abcdef", headers=headers)

    assert sent_of(caught.value) is Sent.NO
    assert server.requests == []


@in_loop
async def test_cookies_are_left_alone_however_odd() -> None:
    """A vendor's cookie is neither kept nor parsed into an error."""
    odd = b'set-cookie: =;,"\x01\xff; a=b=c; path\r\nset-cookie: k=v\r\nset-cookie:\r\n'
    with FaultServer(
        reply(answer(b"ok", headers=odd.replace(b"\x01", b"")), then="serve")
    ) as server:
        transport = AsyncTransport()
        named = server.url().replace("127.0.0.1", "localhost")  # addresses get no cookies anyway
        for _ in range(2):
            response = await transport.handle_async_request(httpx.Request("GET", named))
            assert await response.aread() == b"ok"
        await transport.aclose()

    assert b"cookie" not in server.requests[1].lower()


@in_loop
async def test_an_error_of_the_body_s_own_source_comes_through() -> None:
    """It is the caller's; the half-written request is given up with its connection."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"abc"
        raise KeyError("the source broke")

    with FaultServer(reply(answer())) as server:
        async with calling() as client:
            with pytest.raises(KeyError, match="the source broke"):
                await client.post(server.url(), content=pieces())
            await until(lambda: server.open_connections == 0)


@in_loop
async def test_a_sync_stream_is_refused() -> None:
    """Httpx's client refuses it too; this is for who calls the transport alone."""
    request = httpx.Request("POST", "http://127.0.0.1:1/", content=iter([b"a"]))
    transport = AsyncTransport()

    with pytest.raises(TypeError, match="sync stream"):
        await transport.handle_async_request(request)
    await transport.aclose()


@in_loop
async def test_an_address_without_a_host_is_refused() -> None:
    """Httpx's client refuses it too, in the same words; this is for who calls without it."""
    transport = AsyncTransport()
    with pytest.raises(httpx.UnsupportedProtocol):
        await transport.handle_async_request(httpx.Request("GET", "http:///v1"))
    await transport.aclose()


@in_loop
async def test_a_header_is_written_byte_for_byte() -> None:
    """Whatever its encoding: the wire asked for these bytes."""
    with FaultServer(reply(answer())) as server:
        async with calling() as client:
            await client.post(server.url(), headers=[(b"x-tag", b"caf\xe9 \xc3\xa9")])

    assert b"\r\nx-tag: caf\xe9 \xc3\xa9\r\n" in server.requests[0]


# --- cancellation ----------------------------------------------------------------------------


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


async def one_call(client: httpx.AsyncClient, url: str, *, read: bool) -> None:
    """Send a request; read the answer, or leave it."""
    async with client.stream("POST", url, content=b"q" * 100) as response:
        if read:
            await response.aread()


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


# --- its life --------------------------------------------------------------------------------


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
