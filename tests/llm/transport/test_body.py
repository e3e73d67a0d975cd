"""Bodies are decoded up to their bound and no further, whole or in any pieces."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from itertools import islice

import httpx
import pytest

from scout.errors import MalformedResponseError
from scout.llm.transport.arrival import Head, HttpxArrival
from scout.llm.transport.body import AsyncBody, BodyDecoder, SyncBody

TEXT = b"Hello, hello, hello. " * 50
PLENTY = 2**20


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that arrives in pieces of some size."""

    def __init__(self, data: bytes, size: int) -> None:
        self.pieces = [data[start : start + size] for start in range(0, len(data), size)]
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece

    def close(self) -> None:
        """Note it."""
        self.closed += 1

    async def aclose(self) -> None:
        """Note it."""
        self.closed += 1


def _deflated(data: bytes, wbits: int) -> bytes:
    compress = zlib.compressobj(wbits=wbits)
    return compress.compress(data) + compress.flush()


ENCODED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    " X-GZIP": gzip.compress(TEXT),
    "deflate": _deflated(TEXT, zlib.MAX_WBITS),
    "Deflate": _deflated(TEXT, -zlib.MAX_WBITS),  # the bare stream, which some servers send
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("size", [1, 7, PLENTY])
def test_each_compression_is_undone_however_it_is_cut(encoding: str, size: int) -> None:
    """In both ways to read, from single bytes to one piece."""

    async def read() -> bytes:
        response = httpx.Response(200, stream=Pieces(ENCODED[encoding], size))
        return await AsyncBody(HttpxArrival(response), encoding, PLENTY).read()

    assert asyncio.run(read()) == TEXT
    response = httpx.Response(200, stream=Pieces(ENCODED[encoding], size))
    assert b"".join(SyncBody(response, encoding, PLENTY)) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_body_past_its_bound_is_refused_and_one_at_its_bound_is_not(encoding: str) -> None:
    """What lies within is given first."""

    def body(bound: int) -> SyncBody:
        response = httpx.Response(200, stream=Pieces(ENCODED[encoding], 100))
        return SyncBody(response, encoding, bound)

    assert b"".join(body(len(TEXT))) == TEXT
    pieces = body(len(TEXT) - 1)
    assert b"".join(islice(pieces, _pieces_within(encoding))) == TEXT[:-1]
    with pytest.raises(MalformedResponseError, match="max_reply_bytes"):
        next(pieces)


def _pieces_within(encoding: str) -> int:
    """Pieces of a hundred bytes that give any text: the head of gzip may give none."""
    decoder = BodyDecoder(encoding, PLENTY)
    return sum(bool(decoder.feed(piece)) for piece in Pieces(ENCODED[encoding], 100).pieces)


def test_a_bomb_costs_no_more_memory_than_the_bound() -> None:
    """A hundred megabytes of zeros are never unpacked, though they come in one packet."""
    bomb = gzip.compress(bytes(100 * 2**20))
    decoder = BodyDecoder("gzip", PLENTY)
    tracemalloc.start()
    assert decoder.feed(bomb) == bytes(PLENTY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert decoder.overflows
    assert peak < 4 * PLENTY  # the bytes, their copy at the bound, and the packet


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", ENCODED["gzip"][:10] + bytes(byte ^ 0xFF for byte in ENCODED["gzip"][10:])),
        ("deflate", b"\xff" * 50),
        ("br", b"anything"),
        ("gzip, gzip", gzip.compress(ENCODED["gzip"])),
    ],
    ids=["no gzip", "broken gzip", "no deflate", "unasked", "twice"],
)
def test_what_cannot_be_undone_is_malformed(encoding: str, data: bytes) -> None:
    """Broken, or in a compression that nobody asked for."""
    response = httpx.Response(200, stream=Pieces(data, 10))
    with pytest.raises(MalformedResponseError, match="compress"):
        list(SyncBody(response, encoding, PLENTY))


def test_of_an_error_what_can_be_read_is_read() -> None:
    """An error is told by its status; its body is cut, and broken compression ends it."""

    async def read(encoding: str, data: bytes, bound: int) -> bytes:
        response = httpx.Response(503, stream=Pieces(data, 10))
        return await AsyncBody(HttpxArrival(response), encoding, bound).read_some()

    assert asyncio.run(read("", TEXT, 15)) == TEXT[:15]
    assert asyncio.run(read("gzip", b"broken", PLENTY)) == b""
    assert asyncio.run(read("br", TEXT, PLENTY)) == b""


def test_a_body_that_was_read_already_is_read_again() -> None:
    """An `httpx.Auth` may want to see the reply first; its decoded content is used."""
    headers = {"content-encoding": "gzip"}
    stream = Pieces(ENCODED["gzip"], 10)

    async def read() -> bytes:
        response = httpx.Response(200, headers=headers, stream=stream)
        await response.aread()
        arrival = HttpxArrival(response)
        head = Head.of(200, arrival.fields, is_decoded=arrival.is_decoded)
        return await AsyncBody(arrival, head.encoding, PLENTY).read()

    assert asyncio.run(read()) == TEXT
    response = httpx.Response(200, headers=headers, stream=stream)
    response.read()
    assert b"".join(SyncBody(response, "", PLENTY)) == TEXT


def test_a_reader_that_stops_early_leaves_no_generator_behind() -> None:
    """Closing ends the stream's own generator at once: the loop has nothing to finish."""

    async def main() -> set[str]:
        stream = Pieces(TEXT, 10)
        body = AsyncBody(HttpxArrival(httpx.Response(200, stream=stream)), "", PLENTY)
        assert await body.piece() == TEXT[:10]
        await body.aclose()
        assert stream.closed == 1
        del body
        return {task.get_name() for task in asyncio.all_tasks()}

    assert len(asyncio.run(main())) == 1
