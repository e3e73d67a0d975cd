"""The server behind a scripted vendor: plain sockets on loopback, in a thread of its own.

It does to a client what no HTTP library would, so it is none: it reads a request, asks what to
reply, and obeys the reply to the letter.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, TypeVar

from scout.testing.asked import Asked, read_request
from scout.testing.reply import Ending, Framing, Reply, Role

T = TypeVar("T")

_HOST: Final = "127.0.0.1"
_HEAD_BYTES: Final = 2**20
_STOP_S: Final = 10.0
_CLOSE_S: Final = 0.5
_LINGER_NOT: Final = struct.pack("ii", 1, 0)

Respond = Callable[[Asked, int], Reply]
"""Gives the reply to a request, which came over the connection of this number."""


class _Gone(Exception):  # noqa: N818 -- an event, not a fault
    """The client has closed its side."""


class LoopbackServer:
    """Accepts on a free port of 127.0.0.1 and replies as it is told.

    Args:
        respond: Gives the reply to each request; it runs in the server's thread.
        longest_s: No connection lives longer, whatever a script says and a client forgets.
        tls: Certificate and key, to serve https.

    Attributes:
        port: Where it listens, once it has started.
        connections: Connections accepted so far.
        open_connections: Those that are open now.
    """

    def __init__(
        self, respond: Respond, *, longest_s: float = 60.0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._respond = respond
        self._longest_s = longest_s
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="scripted-vendor", daemon=True)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.connections = 0

    @property
    def open_connections(self) -> int:
        """Connections that are open now."""
        return len(self._tasks)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://{_HOST}:{self.port}"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        self._on_loop(self._listen())

    def stop(self) -> None:
        """Close every socket, end the loop and join the thread."""
        self._on_loop(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_S)

    def refuse(self) -> None:
        """Close the port and every connection: whoever connects now is refused."""
        self._on_loop(self._hang_up())

    def listen_again(self) -> None:
        """Open the same port again."""
        self._on_loop(self._listen())

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def _on_loop(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(_STOP_S)

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(
            self._protocol, _HOST, self.port, ssl=self._tls, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _protocol(self) -> _Protocol:
        reader = asyncio.StreamReader(_HEAD_BYTES, self._loop)
        return _Protocol(reader, self._accept, self._loop)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = _Connection(reader, writer, self.connections)
        task = self._loop.create_task(self._serve(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: _Connection) -> None:
        try:
            async with asyncio.timeout(self._longest_s):
                keep = True
                while keep:
                    asked = await connection.request()
                    keep = await connection.obey(self._respond(asked, connection.number))
        except (_Gone, ConnectionError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            await connection.close()


class _Protocol(asyncio.StreamReaderProtocol):
    """Knows when the client has gone, also while nothing is being read."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        accept: Callable[[asyncio.StreamReader, asyncio.StreamWriter], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(reader, accept, loop)
        self.gone = asyncio.Event()

    def eof_received(self) -> bool | None:
        self.gone.set()
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()
        super().connection_lost(exc)


class _Connection:
    """The server's end of one connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self._reader = reader
        self._writer = writer
        protocol = writer.transport.get_protocol()
        if not isinstance(protocol, _Protocol):
            raise TypeError("a connection was accepted by another protocol")
        self._gone = protocol.gone
        self.number = number
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def request(self) -> Asked:
        """Read the next request.

        Raises:
            _Gone: The client left instead.
        """
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            first, *lines = head[:-4].decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ", 2)
            named = (line.partition(":") for line in lines)
            headers = {name.strip().lower(): value.strip() for name, _, value in named}
            body = await self._body(headers)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise _Gone from error
        return read_request(method, target, headers, body)

    async def obey(self, reply: Reply) -> bool:
        """Send a reply; returns whether the connection may serve a further request."""
        await self._pause(reply.head_after_s)
        if reply.has_head:
            await self._send(reply)
        if reply.ending is Ending.SILENT:
            await self._gone.wait()
        elif reply.ending is Ending.HALF_CLOSED:
            self._writer.write_eof()
            await self._gone.wait()
        elif reply.ending is Ending.RESET:
            self._reset()
        return reply.keeps_connection

    async def close(self) -> None:
        """Close the socket; what a client does not take soon is dropped."""
        self._writer.close()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._writer.wait_closed()
        except (TimeoutError, ConnectionError, ssl.SSLError):
            self._writer.transport.abort()

    async def _send(self, reply: Reply) -> None:
        ended = reply.ending in (Ending.WHOLE, Ending.DROPPED) and reply.framing is Framing.CHUNKED
        tail = b"0\r\n\r\n" if ended else b""
        if not (reply.content_after_s or reply.piece_every_s or reply.in_packets):
            body = b"".join(reply.framed(piece.data) for piece in reply.pieces)
            await self._write(reply.head() + body + tail)
            return
        await self._write(reply.head())
        waited = False
        for number, piece in enumerate(reply.pieces):
            if piece.role is not Role.OPENING and not waited:
                waited = True
                await self._pause(reply.content_after_s)
            if number:
                await self._pause(reply.piece_every_s)
            await self._write(reply.framed(piece.data))
            await asyncio.sleep(0)  # not to keep every other connection waiting
        await self._write(tail)

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the client leaves meanwhile.

        Raises:
            _Gone: It has left.
        """
        if seconds <= 0:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._gone.wait()
                raise _Gone

    async def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                parts.append(await self._reader.readexactly(size))
                await self._reader.readexactly(2)
            await self._reader.readexactly(2)
            return b"".join(parts)
        return await self._reader.readexactly(int(headers.get("content-length", "0")))

    def _reset(self) -> None:
        """Tear the connection down with an RST, and what is unsent with it."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._writer.transport.abort()
