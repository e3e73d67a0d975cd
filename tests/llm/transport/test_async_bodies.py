"""What is written and read is what was meant, byte for byte."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.transport.sent import sent_of
from tests.llm.transport.fault_server import FaultServer, answer, reply
from tests.llm.transport.on_a_loop import calling, in_loop, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.llm.transport.fault_server import Peer


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
