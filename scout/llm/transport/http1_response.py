"""One HTTP/1.1 response, parsed as it arrives; the parser is llhttp, that of Node.js."""

from __future__ import annotations

from typing import Final

import httptools
import httpx

LONGEST_HEAD_BYTES: Final = 100 * 1024
"""After which its end must be here, as with h11; far above the policy headers of any gateway.

A trailer, and whatever else comes without bringing any of the body, has the same bound.
"""

_VERSIONS: Final = {"1.0": b"HTTP/1.0"}
_LENGTHS: Final = (b"content-length", b"transfer-encoding")


class Http1Response:
    """What has come of the response under way; one after another on the same connection.

    Attributes:
        status: Once the head is here; 0 before.
        headers: As sent.
        reason: As sent.
        is_complete: Whether all of it is here.
        keeps_alive: Whether the connection can serve another request after it.
        failure: Why there will be no more of it.
        unread_bytes: How much of the body nobody has taken yet.
    """

    __slots__ = (
        "_bodiless_bytes",
        "_method",
        "_parser",
        "_pieces",
        "failure",
        "headers",
        "is_complete",
        "keeps_alive",
        "reason",
        "status",
        "unread_bytes",
    )

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.begin("")

    def begin(self, method: str) -> None:
        """Forget the last response: a request of this method is written."""
        self._method = method  # the answer to HEAD has a length and no body
        self._pieces: list[bytes] = []
        self._bodiless_bytes = 0  # since a head or a trailer began
        self.status = 0
        self.reason = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False
        self.keeps_alive = False
        self.failure: httpx.TransportError | None = None
        self.unread_bytes = 0

    def is_awaited(self) -> bool:
        """Whether its head is still to come."""
        return not self.status and self.failure is None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.is_complete or self.failure is not None

    @property
    def http_version(self) -> bytes:
        """As httpx names it."""
        return _VERSIONS.get(self._parser.get_http_version(), b"HTTP/1.1")

    def feed(self, data: bytes) -> None:
        """Take what has come."""
        if self.is_over:
            self.keeps_alive = False  # nobody asked for more
            return
        unread_bytes = self.unread_bytes
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(f"the answer is not HTTP: {error}")
        if self.unread_bytes > unread_bytes:
            self._bodiless_bytes = 0
        elif not self.is_over:
            self._bodiless_bytes += len(data)
            if self._bodiless_bytes > LONGEST_HEAD_BYTES:
                self._fail(f"the answer's {'trailer' if self.status else 'head'} has no end")

    def end(self, error: Exception | None) -> None:
        """The connection is gone; an answer without a length ends with it."""
        self.keeps_alive = False
        if self.is_over:
            return
        if error is not None:
            self.failure = httpx.ReadError(str(error))
        elif not self.status:
            self._fail("the connection was closed without an answer")
        elif any(name.lower() in _LENGTHS for name, _ in self.headers):
            self._fail("the answer is incomplete: the connection was closed in its midst")
        else:
            self.is_complete = True

    def take(self) -> bytes:
        """What has come of the body since the last time."""
        pieces = self._pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self.unread_bytes = 0
        return data

    def _fail(self, message: str) -> None:
        """Note what is wrong, unless all of the answer was here before."""
        self.keeps_alive = False
        if not self.is_over:
            self.failure = httpx.RemoteProtocolError(message)

    # --- what the parser calls ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A response begins: the first, the one after an early hint, or one nobody asked for."""
        if self.is_over:
            raise ValueError("more came than the answer")  # ends the parsing
        self.headers = []
        self.reason = b""

    def on_status(self, reason: bytes) -> None:
        """The reason, or a part of it."""
        self.reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; what a trailer says comes too late to be one (RFC 9110, section 6.5.1)."""
        if not self.status:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is here; that of an early hint is passed by."""
        status = self._parser.get_status_code()
        if status == 101:
            self._fail("the vendor switched to a protocol that nobody asked for")
        elif status < 100:  # which may have a body, unlike a hint
            self._fail(f"the answer is not HTTP: its status is {status}")
        elif status >= 200:
            self.status = status
            self.keeps_alive = self._parser.should_keep_alive()
            if self._method == "HEAD":
                self.is_complete, self.keeps_alive = True, False

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        self._pieces.append(data)
        self.unread_bytes += len(data)

    def on_message_complete(self) -> None:
        """The response is here as a whole, or an early hint is."""
        self.is_complete = bool(self.status)
