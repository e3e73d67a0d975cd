"""Moments in the life of a connection that a real socket meets too rarely to wait for them."""

from __future__ import annotations

import asyncio

import pytest

from scout.llm.transport.http1_connection import Connection
from scout.llm.transport.http1_request import Http1Request, Place

PLACE = Place(is_tls=False, host="127.0.0.1", port=80, server_name="127.0.0.1")
ANSWER = b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n"


class Wire(asyncio.Transport):
    """The loop's side of a connection: notes what is written, and does what a test says then."""

    def __init__(self, connection: Connection) -> None:
        super().__init__({"socket": self})
        self.connection = connection
        self.written: list[bytes] = []
        self.is_aborted = False
        connection.connection_made(self)

    def fileno(self) -> int:
        """As of a socket."""
        return 0

    def is_closing(self) -> bool:
        """Whether it was aborted."""
        return self.is_aborted

    def abort(self) -> None:
        """Note it."""
        self.is_aborted = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Note it; from the second piece on the buffer is full."""
        self.written.append(bytes(data))
        if len(self.written) == 2:
            self.connection.pause_writing()


@pytest.mark.parametrize("is_answered", [True, False])
def test_an_answer_and_room_to_write_in_one_tick_leave_a_request_cut(is_answered: bool) -> None:
    """What was not written the vendor still waits for: nobody else may write to it."""
    freed: list[Connection] = []

    async def main() -> Wire:
        loop = asyncio.get_running_loop()
        connection = Connection(loop, PLACE, freed.append, freed.append)
        wire = Wire(connection)
        request = Http1Request("POST", b"POST / HTTP/1.1\r\n\r\n", b"x" * 300_000)
        call = loop.create_task(connection.exchange(request, write_s=None, silence_s=None))
        await asyncio.sleep(0)
        if is_answered:
            connection.data_received(ANSWER)
        connection.resume_writing()
        await asyncio.sleep(0)
        if not is_answered:
            connection.data_received(ANSWER)
        response = await call
        assert response.status == 413
        assert await connection.read() == b""
        return wire

    wire = asyncio.run(main())
    assert len(freed) == 1
    assert wire.is_aborted is is_answered
    assert (sum(map(len, wire.written)) > 300_000) is not is_answered


def test_a_reader_overtaken_by_a_close_takes_nothing_of_the_next_answer() -> None:
    """The answer comes, somebody closes it, and another call begins before the reader wakes."""
    kept: list[Connection] = []

    async def main() -> bytes:
        loop = asyncio.get_running_loop()
        connection = Connection(loop, PLACE, kept.append, kept.append)
        wire = Wire(connection)
        request = Http1Request("POST", b"POST / HTTP/1.1\r\n\r\n")
        call = loop.create_task(connection.exchange(request, write_s=None, silence_s=None))
        await asyncio.sleep(0)
        connection.data_received(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n")
        await call
        reader = loop.create_task(connection.read())
        await asyncio.sleep(0)
        connection.data_received(b"ok")
        connection.close()
        assert wire.is_aborted  # so that no other call can have it
        return await reader

    assert asyncio.run(main()) == b"ok"
    assert len(kept) == 1
