"""A response is what its bytes say, however they are cut, and no bytes at all break its reader."""

from __future__ import annotations

from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.transport.http1_response import LONGEST_HEAD_BYTES, Http1Response

OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = {
    "by length": OK + b"X-One: 1\r\nContent-Length: 5\r\n\r\nwhole",
    "in chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nwho\r\n2;x=y\r\nle\r\n0\r\n\r\n",
    "after a hint": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    + OK
    + b"content-length: 0\r\n\r\n",
    "with a trailer": OK
    + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Encoding: gzip\r\n\r\n",
    "without a body": b"HTTP/1.1 204 No Content\r\nx-two: 2\r\n\r\n",
    "for good": OK + b"connection: close\r\ncontent-length: 2\r\n\r\nok",
    "of old": b"HTTP/1.0 200 Fine\r\ncontent-length: 2\r\n\r\nok",
}


def read(pieces: list[bytes], *, ends: bool = False, method: str = "POST") -> Http1Response:
    """What comes of these packets, and perhaps of the end of the connection behind them."""
    response = Http1Response()
    response.begin(method)
    for piece in pieces:
        response.feed(piece)
    if ends:
        response.end(None)
    return response


def cut(data: bytes, places: set[int]) -> list[bytes]:
    """The same bytes in packets."""
    borders = sorted({0, len(data), *(place for place in places if place < len(data))})
    return [data[start:end] for start, end in pairwise(borders)]


@given(st.sampled_from(sorted(WHOLE)), st.sets(st.integers(1, 200)))
def test_a_response_is_the_same_however_it_is_cut(name: str, places: set[int]) -> None:
    """Also in the midst of a name, a number or the end of a line."""
    at_once, in_packets = read([WHOLE[name]]), read(cut(WHOLE[name], places))
    assert at_once.is_complete
    for one in (at_once, in_packets):
        assert one.failure is None
    assert in_packets.is_complete
    parts = ("status", "headers", "reason", "keeps_alive", "http_version", "unread_bytes")
    assert [getattr(in_packets, p) for p in parts] == [getattr(at_once, p) for p in parts]
    assert in_packets.take() == at_once.take()


@pytest.mark.parametrize(
    ("name", "keeps"),
    [("by length", True), ("in chunks", True), ("for good", False), ("of old", False)],
)
def test_a_connection_serves_on_where_both_sides_mean_it(name: str, keeps: bool) -> None:
    """By the vendor's word, or by the version of the protocol."""
    assert read([WHOLE[name]]).keeps_alive is keeps


def test_one_response_follows_another() -> None:
    """Nothing of the last one is left."""
    response = read([WHOLE["by length"]])
    response.begin("POST")
    assert (response.status, response.headers, response.is_complete) == (0, [], False)
    response.feed(WHOLE["in chunks"])
    assert (response.status, response.take(), response.is_complete) == (200, b"whole", True)


@given(st.sampled_from(sorted(WHOLE)), st.binary(min_size=1), st.booleans())
def test_what_follows_a_whole_answer_costs_the_connection_and_not_the_answer(
    name: str, surplus: bytes, is_together: bool
) -> None:
    """It could be somebody else's answer, put there to be taken for the next one."""
    whole, after = WHOLE[name], WHOLE["by length"] + surplus
    response = read([whole + after] if is_together else [whole, after])
    plain = read([whole])
    assert response.is_complete
    assert not response.keeps_alive
    assert (response.status, response.headers) == (plain.status, plain.headers)
    assert response.take() == plain.take()


damaged = st.builds(
    lambda whole, start, length, instead: whole[:start] + instead + whole[start + length :],
    st.sampled_from(sorted(WHOLE.values())),
    st.integers(0, 100),
    st.integers(0, 20),
    st.binary(max_size=20),
)


@given(st.one_of(st.binary(), damaged), st.sets(st.integers(1, 200)))
def test_no_bytes_at_all_break_the_reader(data: bytes, places: set[int]) -> None:
    """It ends whole or with an error of httpx's, and never by raising one itself."""
    response = read(cut(data, places), ends=True)
    assert response.is_complete != (response.failure is not None)
    assert response.failure is None or isinstance(response.failure, httpx.RemoteProtocolError)
    assert not response.keeps_alive
    assert isinstance(response.take(), bytes)


def test_the_answer_to_head_has_a_length_and_no_body() -> None:
    """It is whole with its head; its connection is not trusted with another."""
    response = read([OK + b"content-length: 5\r\n\r\n"], method="HEAD")
    assert response.is_complete
    assert not response.keeps_alive


def test_a_head_without_end_is_refused() -> None:
    """It would fill the memory; a large body behind a small head is none of its length."""
    start, endless = OK + b"x: ", b"a" * LONGEST_HEAD_BYTES
    assert "head has no end" in str(read([start, endless]).failure)
    large = OK + b"content-length: %d\r\n\r\n" % (2 * len(endless)) + 2 * endless
    assert read([large]).take() == 2 * endless


def test_a_trailer_is_no_header() -> None:
    """It could contradict what the body was read by, depending on how the packets were cut."""
    assert read([WHOLE["with a trailer"]]).headers == [(b"Transfer-Encoding", b"chunked")]


@pytest.mark.parametrize("endless", [b"x: y\r\n", b"a" * 6])
def test_a_trailer_without_end_is_refused(endless: bytes) -> None:
    """Nobody waits for its bytes: it would fill the memory until the call's time is over."""
    start = OK + b"transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n"
    many = [endless * 1000] * (LONGEST_HEAD_BYTES // (len(endless) * 1000) + 1)
    response = read([start, *many])
    assert response.take() == b"ok"
    assert "trailer has no end" in str(response.failure)


def test_a_long_stream_of_small_packets_is_no_trailer() -> None:
    """The sizes of its chunks may come alone, and are more than a trailer in the end."""
    response = read(
        [OK + b"transfer-encoding: chunked\r\n\r\n", *([b"1\r\n", b"x\r\n"] * LONGEST_HEAD_BYTES)]
    )
    assert response.failure is None
    assert response.unread_bytes == LONGEST_HEAD_BYTES


def test_a_status_that_is_none_is_refused() -> None:
    """Such an answer may have a body, which would be the beginning of the next one's."""
    odd = b"HTTP/1.1 099 Odd\r\ncontent-length: 3\r\n\r\nodd"
    response = read([odd + WHOLE["by length"]])
    assert "its status is 99" in str(response.failure)
    assert not response.status
