"""A vendor on loopback that speaks raw bytes, and so does to a client what no library would.

It runs on a thread and a loop of its own, since it serves blocking clients as well.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_STALL_S = 20.0
"""No script outlives this, whatever a test forgets."""

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"


class ClientGone(Exception):  # noqa: N818 -- an event, not a fault
    """The client closed the connection."""


class Peer:
    """The server's end of one connection."""

    def __init__(
        self, server: FaultServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer

    async def head(self) -> bytes:
        """Read the head of a request and count it as one."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError) as gone:
            raise ClientGone from gone
        self.server.requests.append(head)
        return head

    async def request(self) -> bytes:
        """Read one whole request, by its length or its chunks."""
        head = await self.head()
        body = b""
        try:
            if b"transfer-encoding: chunked" in head.lower():
                while not body.endswith(b"\r\n0\r\n\r\n"):
                    body += await self.reader.readuntil(b"\r\n")
            elif b"content-length:" in head.lower():
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, OSError) as gone:
            raise ClientGone from gone
        self.server.requests[-1] += body
        return head + body

    async def send(self, *pieces: bytes) -> None:
        """Write the pieces as packets of their own."""
        for number, piece in enumerate(pieces):
            if number:
                await asyncio.sleep(0.02)  # long enough for the client to see the last one alone
            self.writer.write(piece)
            try:
                await self.writer.drain()
            except OSError as gone:
                raise ClientGone from gone

    async def stall(self) -> None:
        """Say nothing, swallow everything, until the client has gone."""
        with suppress(OSError):
            while await self.reader.read(65536):
                pass

    def reset(self) -> None:
        """Tear the connection down with an RST, what is unsent with it."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script: TypeAlias = Callable[[Peer], Awaitable[None]]


class FaultServer:
    """Plays one script for every connection, and remembers what it was asked."""

    def __init__(self, script: Script, certificate: Path | None = None) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.connections = 0
        self.open_connections = 0
        self.port = 0
        self.tls_names: list[str | None] = []
        self.tls_protocols: list[str | None] = []
        self._stopped = asyncio.Event()
        self._scripts: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
            self._tls.set_alpn_protocols(["h2", "http/1.1"])
            self._tls.sni_callback = self._note_name
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def url(self, path: str = "/v1/chat") -> str:
        """Where this server is."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def stopped(self) -> None:
        """Wait until the test is over."""
        await self._stopped.wait()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        await asyncio.sleep(0.01)  # CPython leaks a connection accepted while its server closes
        self._server.close()
        self._stopped.set()
        for script, writer in self._scripts.items():
            script.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._scripts, return_exceptions=True)
        for writer in self._scripts.values():
            with suppress(OSError):
                await writer.wait_closed()

    def _note_name(self, _: object, name: str | None, __: ssl.SSLContext) -> None:
        self.tls_names.append(name)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tls is not None:
            tls = writer.get_extra_info("ssl_object")
            self.tls_protocols.append(tls.selected_alpn_protocol())
        self.connections += 1
        self.open_connections += 1
        script = self._loop.create_task(self._play(Peer(self, reader, writer)))
        self._scripts[script] = writer

    async def _play(self, peer: Peer) -> None:
        try:
            async with asyncio.timeout(LONGEST_STALL_S):
                await self.script(peer)
        except (ClientGone, TimeoutError):
            pass  # the client left, or a test forgot its end
        finally:
            self.open_connections -= 1
            peer.writer.close()


def answer(body: bytes = b"{}", *, status: bytes = b"200 OK", headers: bytes = b"") -> bytes:
    """A whole response."""
    length = b"content-length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\n" + length + headers + b"\r\n" + body


def reply(*pieces: bytes, then: str = "close") -> Script:
    """Read one request, send these packets, then close, reset, stall or serve the next."""

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(*pieces)
        while then == "serve":
            await peer.request()
            await peer.send(*pieces)
        if then == "reset":
            await asyncio.sleep(0.02)  # as between packets
            peer.reset()
        if then == "stall":
            await peer.stall()

    return script


def self_signed(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody vouches for, with its key in the same file."""
    key, certificate, both = folder / "key.pem", folder / "cert.pem", folder / "vendor.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


def refused_port() -> int:
    """Give a port of loopback on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port
