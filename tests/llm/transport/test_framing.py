"""What the framers owe a wire: the same events, however the bytes were cut on their way."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.llm.transport.framing import (
    MAX_EVENT_BYTES,
    Frame,
    FrameTooLargeError,
    NDJSONFramer,
    SSEFramer,
    framer_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scout.llm.transport.framing import Framer

Framing = Literal["sse", "ndjson"]

# --- the slow, obvious parsers that the framers are held against ----------------------------


def read_sse_slowly(body: bytes) -> list[Frame]:
    """The standard's own words, a line at a time, on the whole body."""
    frames: list[Frame] = []
    event = b""
    data: list[bytes] = []
    lines = re.split(rb"\r\n|\n|\r", body.removeprefix(b"\xef\xbb\xbf"))
    for line in [*lines, b""]:  # the end of the body counts as the blank line
        if line == b"":
            if data:
                frames.append(Frame(event.decode("utf-8", "replace"), b"\n".join(data)))
            event, data = b"", []
            continue
        field, value = line.split(b":", 1) if b":" in line else (line, b"")
        value = value[1:] if value[:1] == b" " else value
        if field == b"data":
            data.append(value)
        if field == b"event":
            event = value
    return frames


def read_ndjson_slowly(body: bytes) -> list[Frame]:
    """Every line that holds something."""
    lines = body.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [Frame("", line.strip()) for line in lines if line.strip()]


SLOWLY = {"sse": read_sse_slowly, "ndjson": read_ndjson_slowly}


def read(framer: Framer, pieces: Iterable[bytes]) -> list[Frame]:
    """Feed all pieces and end the body."""
    frames = [frame for piece in pieces for frame in framer.feed(piece)]
    return frames + framer.flush()


def cut(body: bytes, at: Iterable[int]) -> list[bytes]:
    """Cut a body at these places."""
    return [body[a:b] for a, b in pairwise([0, *sorted(at), len(body)])]


# --- bodies: well formed, odd, and built from the pieces that make trouble ------------------

TROUBLE = [
    b"\r", b"\n", b"\r\n", b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r\n", b"\xef\xbb\xbf", b":", b" ",
    b"data:", b"data: ", b"data", b"event: ", b"event:", b"id: 7", b"retry: 10", b": keep-alive",
    b"dataset: 1", b'{"text": "hi"}', b"[DONE]", "zażółć".encode(), b"\xff", b"\x00", b"   ",
]  # fmt: skip
bodies = st.lists(st.sampled_from(TROUBLE), max_size=30).map(b"".join)


@st.composite
def cut_bodies(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """A body and one way in which it may arrive, empty pieces included."""
    body = draw(bodies)
    places = st.lists(st.integers(0, len(body)), max_size=12)
    return body, cut(body, draw(places))


@pytest.mark.parametrize("framing", ["sse", "ndjson"])
@settings(deadline=None)  # the machine may be busy; time is not what is tested
@given(cut_bodies())
def test_any_cut_of_any_body_gives_what_the_slow_parser_gives(
    framing: Framing, body_and_pieces: tuple[bytes, list[bytes]]
) -> None:
    """Packets, line ends and oddities change nothing about the frames."""
    body, pieces = body_and_pieces
    expected = SLOWLY[framing](body)

    assert read(framer_for(framing), pieces) == expected
    assert read(framer_for(framing), [body]) == expected
    assert read(framer_for(framing), cut(body, range(1, len(body)))) == expected


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "delta", "message_stop"]),
            st.lists(
                st.text(st.characters(codec="utf-8", exclude_characters="\r\n")),
                min_size=1,
                max_size=3,
            ),
        ),
        max_size=8,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.data(),
)
def test_what_was_sent_is_what_is_read(
    events: list[tuple[str, list[str]]], line_end: str, data: st.DataObject
) -> None:
    """An encoder's events come back with their names and with every byte of their data."""
    text = "".join(
        (f"event: {name}{line_end}" if name else "")
        + "".join(f"data: {line}{line_end}" for line in lines)
        + line_end
        for name, lines in events
    )
    body = text.encode()
    pieces = cut(body, data.draw(st.lists(st.integers(0, len(body)), max_size=20)))

    expected = [Frame(name, "\n".join(lines).encode()) for name, lines in events]
    assert read(SSEFramer(), pieces) == expected


# --- single rules, by value -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "frames"),
    [
        (b"data: one\n\n", [Frame("", b"one")]),
        (b"data:one\n\n", [Frame("", b"one")]),
        (b"data:  one  \n\n", [Frame("", b" one  ")]),
        (b"data: a\ndata: b\ndata:\n\n", [Frame("", b"a\nb\n")]),
        (b"event: delta\ndata: x\n\n", [Frame("delta", b"x")]),
        (b"data: x\nevent: late\n\n", [Frame("late", b"x")]),
        (b"event: named\n\ndata: x\n\n", [Frame("", b"x")]),
        (b"id: 1\nretry: 3\ndata: x\n\n", [Frame("", b"x")]),
        (b": OPENROUTER PROCESSING\n\n", []),
        (b": comment\ndata: x\n\n", [Frame("", b"x")]),
        (b"event: ping\n\n", []),
        (b"\n\n\n\n", []),
        (b"", []),
        (b"data\n\n", [Frame("", b"")]),
        (b"data: \n\n", [Frame("", b"")]),
        (b"\xef\xbb\xbfdata: x\n\n", [Frame("", b"x")]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [Frame("", b"a")]),
        (b"data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r", [Frame("", b"a\nb\nc"), Frame("", b"d")]),
        (b"data: [DONE]", [Frame("", b"[DONE]")]),
        (b"data: [DONE]\r", [Frame("", b"[DONE]")]),
        (b"data: padded  ", [Frame("", b"padded  ")]),
        (b"event: \xff\ndata: x\n\n", [Frame("\N{REPLACEMENT CHARACTER}", b"x")]),
        (b"data:{}\n\ndata:{}\n", [Frame("", b"{}")] * 2),
    ],
)
def test_server_sent_events_follow_the_standard(body: bytes, frames: list[Frame]) -> None:
    """Each rule of the format, read whole and byte by byte."""
    assert read(SSEFramer(), [body]) == frames
    assert read(SSEFramer(), cut(body, range(1, len(body)))) == frames
    assert read_sse_slowly(body) == frames  # the table itself is right


@pytest.mark.parametrize(
    ("body", "frames"),
    [
        (b'{"a":1}\n{"b":2}\n', [Frame("", b'{"a":1}'), Frame("", b'{"b":2}')]),
        (b'{"a":1}\r\n\r\n  \n{"b":2}', [Frame("", b'{"a":1}'), Frame("", b'{"b":2}')]),
        (b'\xef\xbb\xbf{"a":1}\n', [Frame("", b'{"a":1}')]),
        (b"\n\r\n", []),
    ],
)
def test_newline_delimited_json_is_a_frame_a_line(body: bytes, frames: list[Frame]) -> None:
    """Blank lines and CRLF are tolerated, a last line without its newline is given."""
    assert read(NDJSONFramer(), [body]) == frames
    assert read(NDJSONFramer(), cut(body, range(1, len(body)))) == frames


def test_an_event_is_given_with_the_byte_that_ends_it() -> None:
    """Nothing waits for the next packet: the first token reaches the caller when it is there."""
    framer = SSEFramer()

    assert framer.feed(b"data: one\n") == []
    assert framer.feed(b"\n") == [Frame("", b"one")]
    assert framer.feed(b"data: two\r\n\r") == [Frame("", b"two")]
    assert framer.feed(b"\ndata: three\n\n") == [Frame("", b"three")]
    assert framer.flush() == []


def test_a_crlf_cut_in_two_is_one_line_end() -> None:
    """Only the LF that belongs to the CR is dropped; the next one is the blank line."""
    framer = SSEFramer()

    assert framer.feed(b"data: one\r") == []
    assert framer.feed(b"\n\ndata: two\r") == [Frame("", b"one")]
    assert framer.feed(b"\r") == [Frame("", b"two")]


def test_an_lf_that_stands_for_itself_stays_one_in_a_packet_of_mixed_line_ends() -> None:
    """It ends the line that was begun; the CRLF behind it is the blank one."""
    framer = SSEFramer()

    assert framer.feed(b"data: one") == []
    assert framer.feed(b"\n\r\ndata: two\r\n\r\n") == [Frame("", b"one"), Frame("", b"two")]


# --- bounds ---------------------------------------------------------------------------------

FITS = b"data: " + b"x" * 94  # exactly the bound of 100 bytes used below


@pytest.mark.parametrize("step", [1, 7, 1000], ids=["byte-by-byte", "sevens", "whole"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_an_event_may_be_as_large_as_the_bound_and_no_larger(step: int, line_end: bytes) -> None:
    """The bound is exact, and does not depend on how the bytes arrive."""
    fits = FITS + line_end * 2
    grown = FITS + b"x" + line_end * 2

    framer = SSEFramer(100)
    assert read(framer, [fits[i : i + step] for i in range(0, len(fits), step)]) == [
        Frame("", b"x" * 94)
    ]
    assert read(SSEFramer(100), [FITS + line_end]) == [Frame("", b"x" * 94)]
    framer = SSEFramer(100)
    with pytest.raises(FrameTooLargeError, match="larger than 100 bytes"):
        read(framer, [grown[i : i + step] for i in range(0, len(grown), step)])


def test_the_bound_that_nobody_set_is_above_every_inline_image() -> None:
    """Eight mebibytes, which the guide promises."""
    assert MAX_EVENT_BYTES == 8 << 20


@pytest.mark.parametrize("framing", ["sse", "ndjson"])
def test_an_event_that_never_ends_is_refused_while_it_grows(framing: Framing) -> None:
    """A hostile stream costs the bound in memory, not what it cares to send."""
    framer = framer_for(framing, max_event_bytes=1000)
    assert len(framer.feed(b"data: 1\n\n" + b"x" * 400)) == 1
    assert framer.feed(b"x" * 600) == []
    assert framer.feed(b"x") == []  # might have been a line end, then the event still fits

    with pytest.raises(FrameTooLargeError):
        framer.feed(b"x")
    with pytest.raises(FrameTooLargeError):
        framer.feed(b"data: more\n\n")
    with pytest.raises(FrameTooLargeError):
        framer.flush()


@pytest.mark.parametrize("framing", ["sse", "ndjson"])
def test_what_came_before_an_event_too_large_is_still_given(framing: Framing) -> None:
    """Whole events of the same packet are handed over; the next call then raises."""
    framer = framer_for(framing, max_event_bytes=20)

    frames = framer.feed(b'data: "a"\n\n' + b"x" * 30 + b"\n\ndata: lost\n\n")

    assert len(frames) == 1
    assert b'"a"' in frames[0].data
    with pytest.raises(FrameTooLargeError):
        framer.flush()


def test_an_unfinished_event_too_large_is_refused_at_the_end_as_well() -> None:
    """What `flush` gives is bound like everything else."""
    framer = NDJSONFramer(20)
    framer.feed(b"x" * 21)

    with pytest.raises(FrameTooLargeError):
        framer.flush()


def test_an_event_of_megabytes_in_small_packets_is_read_in_linear_work() -> None:
    """An inline image of 8 MB in 1,400-byte packets is joined once, not at every packet."""
    value = b"x" * (MAX_EVENT_BYTES - len(b"data: "))
    body = b"data: " + value + b"\n\n"
    framer = SSEFramer()
    joined = 0
    for i in range(0, len(body) - 1400, 1400):
        assert framer.feed(body[i : i + 1400]) == []
        joined += len(framer._pending) == 1
    rest = body[i + 1400 :]

    assert framer.feed(rest) == [Frame("", value)]
    assert joined == 1  # only the first packet is alone
