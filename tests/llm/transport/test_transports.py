"""All transports tell the same story of every fault: the same class, the same knowledge.

`AsyncTransport` under `httpx.AsyncClient`, `BlockingTransport` and `httpx.HTTPTransport` under
`httpx.Client` meet the same server. Where httpx differs by its nature, and `BlockingTransport`
with it, since both stand on httpcore, the row says why and holds both ends.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from scout.errors import Sent
from tests.llm.transport.arms import ARMS, Ask, send
from tests.llm.transport.fault_server import (
    CHUNKED,
    OK,
    FaultServer,
    answer,
    refused_port,
    reply,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.llm.transport.arms import Arm
    from tests.llm.transport.fault_server import Peer, Script

both_arms = pytest.mark.parametrize("arm", ARMS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One row: what the vendor does, what the caller gets.

    Attributes:
        says: What the vendor does.
        script: How it does it.
        error: The class that all raise; None where the answer is whole.
        received: What the caller had of the body by then.
        why_httpx_differs: Why httpx itself ends otherwise; its own end is `httpx_error`,
            or a whole answer of `httpx_received`.
    """

    says: str
    script: Script
    error: type[httpx.HTTPError] | None
    received: bytes = b""
    why_httpx_differs: str = ""
    httpx_error: type[httpx.HTTPError] | None = None
    httpx_received: bytes = b""

    def error_of(self, arm: Arm) -> type[httpx.HTTPError] | None:
        """The class that this transport raises."""
        return self.httpx_error if self._differs(arm) else self.error

    def received_by(self, arm: Arm) -> bytes:
        """What this transport's caller has of the body."""
        is_whole = self._differs(arm) and self.httpx_error is None
        return self.httpx_received if is_whole else self.received

    def _differs(self, arm: Arm) -> bool:
        return arm != "async" and bool(self.why_httpx_differs)


async def reset_unread(peer: Peer) -> None:
    """Tear down without a look at what came."""
    await asyncio.sleep(0.05)  # until the request is there
    peer.reset()


async def close_unread(peer: Peer) -> None:
    """Hang up without a look at what came."""
    await asyncio.sleep(0.05)


BEFORE_AN_ANSWER = [
    Fault("resets without reading", reset_unread, httpx.ReadError),
    Fault("closes without reading", close_unread, httpx.RemoteProtocolError),
    Fault("resets after the request", reply(then="reset"), httpx.ReadError),
    Fault("closes after the request", reply(), httpx.RemoteProtocolError),
    Fault("accepts and is silent", reply(then="stall"), httpx.ReadTimeout),
    Fault("stalls in the status line", reply(b"HTTP/1.", then="stall"), httpx.ReadTimeout),
    Fault("stalls in the headers", reply(OK + b"content-", then="stall"), httpx.ReadTimeout),
    Fault("closes in the headers", reply(OK + b"content-"), httpx.RemoteProtocolError),
    Fault("resets in the headers", reply(OK + b"content-", then="reset"), httpx.ReadError),
    Fault("speaks SSH", reply(b"SSH-2.0-x\r\n\r\n", then="stall"), httpx.RemoteProtocolError),
    Fault("speaks TLS", reply(b"\x15\x03\x01\x00\x02\x02\x46\r\n"), httpx.RemoteProtocolError),
    Fault(
        "has a status of two digits", reply(b"HTTP/1.1 20 OK\r\n\r\n"), httpx.RemoteProtocolError
    ),
    Fault(
        "sends a header of 300 kB",
        reply(OK + b"x: " + b"a" * 300_000 + b"\r\n\r\n", then="stall"),
        httpx.RemoteProtocolError,
    ),
    Fault(
        "sends a header that is none",
        reply(OK + b"nonsense\r\n\r\n", then="stall"),
        httpx.RemoteProtocolError,
    ),
    Fault(
        "sends a length that is none",
        reply(OK + b"content-length: many\r\n\r\n", then="stall"),
        httpx.RemoteProtocolError,
    ),
    Fault(
        "sends two lengths",
        reply(OK + b"content-length: 1\r\ncontent-length: 2\r\n\r\nab", then="stall"),
        httpx.RemoteProtocolError,
    ),
    Fault(
        "switches protocols unasked",
        reply(
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
            then="stall",
        ),
        httpx.RemoteProtocolError,
    ),
]

LENGTH_100 = OK + b"content-length: 100\r\n\r\n"
NO_LENGTH = OK + b"\r\n"
GZIPPED = b"content-encoding: gzip\r\n"

WHILE_ANSWERING = [
    Fault("resets mid-body", reply(LENGTH_100, b"abc", then="reset"), httpx.ReadError, b"abc"),
    Fault(
        "resets, head and all", reply(LENGTH_100 + b"abc", then="reset"), httpx.ReadError, b"abc"
    ),
    Fault("cuts by length", reply(LENGTH_100, b"abc"), httpx.RemoteProtocolError, b"abc"),
    Fault("cuts at once", reply(LENGTH_100 + b"abc"), httpx.RemoteProtocolError, b"abc"),
    Fault("stalls mid-body", reply(LENGTH_100, b"abc", then="stall"), httpx.ReadTimeout, b"abc"),
    Fault("resets mid-chunk", reply(CHUNKED, b"5\r\nabc", then="reset"), httpx.ReadError, b"abc"),
    Fault("cuts mid-chunk", reply(CHUNKED, b"5\r\nabc"), httpx.RemoteProtocolError, b"abc"),
    Fault(
        "cuts between chunks", reply(CHUNKED, b"3\r\nabc\r\n"), httpx.RemoteProtocolError, b"abc"
    ),
    Fault(
        "stalls between chunks",
        reply(CHUNKED, b"3\r\nabc\r\n", then="stall"),
        httpx.ReadTimeout,
        b"abc",
    ),
    Fault(
        "sends a chunk that is none, in a packet of its own",
        reply(CHUNKED, b"3\r\nabc\r\n", b"zz\r\n", then="stall"),
        httpx.RemoteProtocolError,
        b"abc",
    ),
    Fault(
        "sends a chunk that is none, with the head",
        reply(CHUNKED + b"zz\r\nabc\r\n", then="stall"),
        httpx.RemoteProtocolError,
    ),
    Fault(
        "resets a body without length",
        reply(NO_LENGTH, b"abc", then="reset"),
        httpx.ReadError,
        b"abc",
    ),
    Fault(
        "stalls in a body without length",
        reply(NO_LENGTH, b"abc", then="stall"),
        httpx.ReadTimeout,
        b"abc",
    ),
    Fault("sends gzip that is none", reply(answer(b"abc", headers=GZIPPED)), httpx.DecodingError),
    Fault(
        "sends more than its length",
        reply(OK + b"content-length: 3\r\n\r\nabcdef", then="stall"),
        None,  # the answer is whole, and paid for; the connection is dropped
        b"abc",
    ),
    Fault(
        "sends a length and chunks",
        reply(OK + b"content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        httpx.RemoteProtocolError,
        why_httpx_differs="h11 lets the chunks win; llhttp refuses what smugglers use",
        httpx_received=b"",
    ),
]


@both_arms
@pytest.mark.parametrize("fault", BEFORE_AN_ANSWER, ids=lambda fault: fault.says)
def test_a_fault_before_an_answer_has_one_story(fault: Fault, arm: Arm) -> None:
    """One class; the bytes went to the kernel, and nobody said what became of them."""
    with FaultServer(fault.script) as server:
        outcome = send(arm, Ask(server.url()))

    assert type(outcome.error) is fault.error, repr(outcome.error)
    assert outcome.sent is outcome.sent_with_response is Sent.MAYBE
    assert len(server.requests) <= 1
    assert outcome.took_s < 3


@both_arms
@pytest.mark.parametrize("fault", WHILE_ANSWERING, ids=lambda fault: fault.says)
def test_a_fault_while_answering_has_one_story(fault: Fault, arm: Arm) -> None:
    """One class, after the same bytes; who saw the head of a response knows it was sent."""
    with FaultServer(fault.script) as server:
        outcome = send(arm, Ask(server.url()))

    expected = fault.error_of(arm)
    assert (outcome.error if expected is None else type(outcome.error)) is expected
    assert outcome.received == fault.received_by(arm)
    if outcome.received and outcome.error is not None:
        assert (outcome.sent, outcome.sent_with_response) == (Sent.MAYBE, Sent.YES)
    assert len(server.requests) == 1
    assert outcome.took_s < 3


@both_arms
@pytest.mark.parametrize("how", ["reset", "close"])
def test_an_end_in_the_moment_of_accepting_is_an_error_of_the_network(how: str, arm: Arm) -> None:
    """The kernel decides whether the first byte left; what is said of it is then true."""

    async def at_once(peer: Peer) -> None:
        if how == "reset":
            peer.reset()

    with FaultServer(at_once) as server:
        outcome = send(arm, Ask(server.url()))

    assert type(outcome.error) in {httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError}
    assert outcome.sent in {Sent.NO, Sent.MAYBE}
    assert server.requests == []


@both_arms
def test_a_body_that_cannot_be_decoded_was_answered(arm: Arm) -> None:
    """Httpx raises this class itself, over either transport, once a body is there."""
    with FaultServer(reply(answer(b"no gzip", headers=GZIPPED))) as server:
        outcome = send(arm, Ask(server.url()))

    assert isinstance(outcome.error, httpx.DecodingError)
    assert outcome.sent is Sent.YES


# --- nothing left this machine ---------------------------------------------------------------


@both_arms
def test_a_refused_connection_sends_nothing(arm: Arm) -> None:
    """Nobody listens."""
    outcome = send(arm, Ask(f"http://127.0.0.1:{refused_port()}/"))

    assert type(outcome.error) is httpx.ConnectError
    assert outcome.sent is Sent.NO


@both_arms
def test_a_name_that_does_not_resolve_sends_nothing(
    arm: Arm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS fails as it does without a network; loopback has no server that could be asked."""

    def nobody(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    outcome = send(arm, Ask("http://vendor.invalid/"))

    assert type(outcome.error) is httpx.ConnectError
    assert "Name or service not known" in str(outcome.error)
    assert outcome.sent is Sent.NO


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port whose queue of connections is full: the kernel answers no further SYN."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for filler in fillers:
            filler.close()


@both_arms
def test_a_connection_that_is_not_taken_is_given_up(arm: Arm, full_backlog: int) -> None:
    """The connect limit holds where packets just vanish."""
    outcome = send(arm, Ask(f"http://127.0.0.1:{full_backlog}/"))

    assert type(outcome.error) is httpx.ConnectTimeout
    assert outcome.sent is Sent.NO
    assert 0.2 < outcome.took_s < 2


@both_arms
def test_a_handshake_that_stalls_is_a_connect_timeout(arm: Arm) -> None:
    """TCP is there, TLS never comes: still nothing of the request has left."""

    async def silent(peer: Peer) -> None:
        await peer.stall()

    with FaultServer(silent) as server:
        outcome = send(arm, Ask(server.url().replace("http:", "https:")))

    assert type(outcome.error) is httpx.ConnectTimeout
    assert outcome.sent is Sent.NO
    assert outcome.took_s < 2


@both_arms
def test_a_certificate_that_nobody_vouches_for_is_refused(arm: Arm, certificate: Path) -> None:
    """No byte of the request is shown to whoever that is."""
    with FaultServer(reply(answer()), certificate) as server:
        outcome = send(arm, Ask(server.url()))

    assert type(outcome.error) is httpx.ConnectError
    assert "CERTIFICATE_VERIFY_FAILED" in str(outcome.error)
    assert outcome.sent is Sent.NO
    assert server.requests == []


@both_arms
@pytest.mark.parametrize(
    ("says", "then"), [(b"", "reset"), (b"", "close"), (b"SSH-2.0-x\r\n", "stall")]
)
def test_a_handshake_that_fails_is_a_connect_error(arm: Arm, says: bytes, then: str) -> None:
    """What answers speaks no TLS."""

    async def after_the_hello(peer: Peer) -> None:
        await peer.reader.read(1)
        await peer.send(says)
        if then == "reset":
            peer.reset()
        if then == "stall":
            await peer.stall()

    with FaultServer(after_the_hello) as server:
        outcome = send(arm, Ask(server.url().replace("http:", "https:")))

    assert type(outcome.error) is httpx.ConnectError
    assert outcome.sent is Sent.NO


@both_arms
@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http:///v1", "https://"])
def test_an_address_that_is_not_of_http_is_refused(arm: Arm, url: str) -> None:
    """Httpx's own word for it."""
    outcome = send(arm, Ask(url))

    assert type(outcome.error) is httpx.UnsupportedProtocol
    assert outcome.sent is Sent.NO


@both_arms
def test_a_header_that_would_inject_another_is_refused(arm: Arm) -> None:
    """Neither transport writes such a head."""
    with FaultServer(reply(answer())) as server:
        outcome = send(arm, Ask(server.url(), headers={"x-tag": "a\r\nx-evil: b"}))

    assert type(outcome.error) is httpx.LocalProtocolError
    assert outcome.sent is Sent.NO
    assert server.requests == []


# --- the request's own side ------------------------------------------------------------------


@both_arms
def test_a_body_that_is_not_taken_runs_into_the_write_limit(arm: Arm) -> None:
    """A vendor that stops reading cannot hold a call."""

    async def reads_no_body(peer: Peer) -> None:
        await peer.head()
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await peer.server.stopped()

    with FaultServer(reads_no_body) as server:
        body = b"x" * 32_000_000  # more than the kernel buffers on both sides
        outcome = send(arm, Ask(server.url(), content=body))

    assert type(outcome.error) is httpx.WriteTimeout
    assert outcome.sent is Sent.MAYBE
    assert outcome.took_s < 5


@both_arms
def test_an_early_refusal_of_a_large_body_is_an_answer(arm: Arm) -> None:
    """A gateway says 413 before it has read all: that is the answer, not a broken pipe."""

    async def refuses(peer: Peer) -> None:
        await peer.head()
        await peer.send(answer(b"too large", status=b"413 Content Too Large"))
        await peer.stall()

    with FaultServer(refuses) as server:
        outcome = send(arm, Ask(server.url(), content=b"x" * 5_000_000))

    assert outcome.error is None
    assert outcome.response is not None
    assert outcome.response.status_code == 413
    assert outcome.received == b"too large"


@both_arms
@pytest.mark.parametrize("content", [b"", b"abc", b"x" * 3_000_000, [b"ab", b"", b"c"]])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_the_vendor_reads_what_httpx_would_write(
    arm: Arm, method: str, content: bytes | list[bytes]
) -> None:
    """Request line, headers and body are what the httpx request says, and nothing else."""
    headers = [("x-Tag", "one"), ("x-tag", "two"), ("accept-encoding", "identity")]
    with FaultServer(reply(answer())) as server:
        url = server.url("/v1/m%C3%B3del:go%7Ea%2fb?alt=sse&q=a%20b%2B+c")
        outcome = send(arm, Ask(url, method, content, headers, limit_s=5))

    assert outcome.error is None
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    line, *written = head.split(b"\r\n")
    assert line == method.encode() + b" /v1/m%C3%B3del:go%7Ea%2fb?alt=sse&q=a%20b%2B+c HTTP/1.1"
    assert outcome.response is not None
    meant = [name.lower() + b": " + value for name, value in outcome.response.request.headers.raw]
    assert sorted(_with_lower_name(header) for header in written) == sorted(meant)
    if isinstance(content, bytes):
        assert body == content
    else:
        assert body.endswith(b"0\r\n\r\n")
        assert b"".join(body.split(b"\r\n")[1::2]) == b"abc"


def _with_lower_name(header: bytes) -> bytes:
    name, colon, value = header.partition(b":")
    return name.lower() + colon + value


# --- whole answers ---------------------------------------------------------------------------


@both_arms
@pytest.mark.parametrize(
    ("script", "body"),
    [
        (reply(answer(b"whole")), b"whole"),
        (reply(CHUNKED, b"3\r\nwho\r\n", b"2\r\nle\r\n0\r\n\r\n"), b"whole"),
        (reply(NO_LENGTH, b"who", b"le"), b"whole"),
        (reply(b"HTTP/1.0 200 Fine\r\n\r\nwhole"), b"whole"),
        (reply(answer(gzip.compress(b"whole"), headers=GZIPPED)), b"whole"),
        (reply(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", answer(b"whole")), b"whole"),
        (reply(OK + b"x: " + b"a" * 50_000 + b"\r\ncontent-length: 5\r\n\r\nwhole"), b"whole"),
        (reply(*(bytes([c]) for c in answer(b"w"))), b"w"),
        (reply(b"HTTP/1.1 204 No Content\r\n\r\n", then="stall"), b""),
    ],
    ids=["length", "chunks", "no length", "1.0", "gzip", "hints", "large header", "drip", "204"],
)
def test_a_whole_answer_is_read_however_it_is_framed(arm: Arm, script: Script, body: bytes) -> None:
    """Also byte by byte, for as long as each silence is within the read limit."""
    with FaultServer(script) as server:
        outcome = send(arm, Ask(server.url()))

    assert outcome.error is None
    assert outcome.received == body


@both_arms
def test_the_head_of_an_answer_is_kept_as_sent(arm: Arm) -> None:
    """Reason, repeated headers, their order and their bytes."""
    head = b"HTTP/1.1 429 Slow d\xf6wn\r\nSet-Cookie: a=1\r\nX-Note: caf\xc3\xa9\r\nset-cookie: b=2"
    with FaultServer(reply(head + b"\r\ncontent-length: 0\r\n\r\n")) as server:
        response = send(arm, Ask(server.url())).response

    assert response is not None
    assert response.status_code == 429
    assert response.extensions["reason_phrase"] == b"Slow d\xf6wn"
    assert response.http_version == "HTTP/1.1"
    assert response.headers.raw == [
        (b"Set-Cookie", b"a=1"),
        (b"X-Note", b"caf\xc3\xa9"),
        (b"set-cookie", b"b=2"),
        (b"content-length", b"0"),
    ]


@both_arms
def test_a_redirect_is_an_answer_like_any_other(arm: Arm) -> None:
    """Nobody follows it: a key would go along."""
    elsewhere = b"location: http://127.0.0.1:1/\r\n"
    with FaultServer(reply(answer(b"", status=b"307 Elsewhere", headers=elsewhere))) as server:
        outcome = send(arm, Ask(server.url()))

    assert outcome.error is None
    assert outcome.response is not None
    assert outcome.response.status_code == 307
    assert len(server.requests) == 1


@both_arms
def test_a_trusted_certificate_is_accepted(arm: Arm, certificate: Path) -> None:
    """The context that is handed in decides."""
    trust = ssl.create_default_context(cafile=certificate)
    with FaultServer(reply(answer(b"secret")), certificate) as server:
        outcome = send(arm, Ask(server.url(), verify=trust))

    assert outcome.error is None
    assert outcome.received == b"secret"


@both_arms
def test_tls_speaks_http_1_1_to_the_name_that_is_asked_for(arm: Arm, certificate: Path) -> None:
    """Offered HTTP/2 as well, neither would understand the answer."""
    with FaultServer(reply(answer()), certificate) as server:
        name = {"sni_hostname": "vendor.example"}
        outcome = send(arm, Ask(server.url(), verify=False, extensions=name))

    assert outcome.error is None
    assert server.tls_names == ["vendor.example"]
    assert server.tls_protocols == ["http/1.1"]


UNDER_TLS = [
    Fault("cuts by length", reply(LENGTH_100, b"abc"), httpx.RemoteProtocolError, b"abc"),
    Fault("cuts mid-chunk", reply(CHUNKED, b"5\r\nabc"), httpx.RemoteProtocolError, b"abc"),
    Fault("stalls mid-body", reply(LENGTH_100, b"abc", then="stall"), httpx.ReadTimeout, b"abc"),
    Fault("is silent", reply(then="stall"), httpx.ReadTimeout),
    Fault("closes after the request", reply(), httpx.RemoteProtocolError),
    Fault(
        "resets mid-body",
        reply(LENGTH_100, b"abc", then="reset"),
        httpx.ReadError,
        b"abc",
        why_httpx_differs="blocking TLS sockets before Python 3.13 read a reset as an end",
        httpx_error=httpx.RemoteProtocolError,
    ),
    Fault(
        "resets a body without length",
        reply(NO_LENGTH, b"abc", then="reset"),
        httpx.ReadError,
        b"abc",
        why_httpx_differs="as above, and an end is all that such a body has",
        httpx_received=b"abc",
    ),
]


@both_arms
@pytest.mark.parametrize("fault", UNDER_TLS, ids=lambda fault: fault.says)
def test_faults_under_tls_have_the_same_class(fault: Fault, arm: Arm, certificate: Path) -> None:
    """Encryption changes an answer only where it changes what Python sees of a reset."""
    with FaultServer(fault.script, certificate) as server:
        outcome = send(arm, Ask(server.url(), verify=False))

    ends = {fault.error, fault.error_of(arm)}
    assert (type(outcome.error) if outcome.error else None) in ends
    assert outcome.received == fault.received
