"""Connections are kept where they can serve again, and given up where they cannot."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.async_pool import Pool
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import OK, FaultServer, answer, reply
from tests.llm.transport.on_a_loop import CALL_S, calling, in_loop, pool_of, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.llm.transport.fault_server import Peer


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
