"""Cuts a streamed body into events while its bytes arrive, so that a wire never sees packets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, NamedTuple

MAX_EVENT_BYTES = 8 * 1024 * 1024
"""Bound of one event: above the largest inline image a vendor streams, far below a memory fault."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Frame(NamedTuple):
    """One event of a streamed body.

    Attributes:
        event: The name the vendor gave it, empty where it gave none.
        data: What it carries, as sent; several `data:` lines are joined by a newline.
    """

    event: str
    data: bytes


class FrameTooLargeError(ValueError):
    """An event outgrew its bound; the stream cannot be read on."""

    def __init__(self, max_event_bytes: int) -> None:
        super().__init__(
            f"an event of the stream is larger than {max_event_bytes} bytes; "
            "raise max_event_bytes if the vendor really sends such events"
        )
        self.max_event_bytes = max_event_bytes


class Framer(ABC):
    """Collects bytes until a block is whole, then has `_frame` read it.

    How the bytes were cut on their way makes no difference to the frames. Bytes are
    looked at once: an event of megabytes in small pieces costs linear time.
    """

    __slots__ = ("_at_start", "_max_bytes", "_overflowed", "_pending", "_pending_bytes")

    _separator: ClassVar[bytes]

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_bytes = max_event_bytes
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._at_start = True
        self._overflowed = False

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take the next bytes of the body, give the events they complete.

        Raises:
            FrameTooLargeError: An event outgrew its bound. The events before it are
                given first; then every further call raises.
        """
        if self._overflowed:
            raise FrameTooLargeError(self._max_bytes)
        if not self._completes_a_block(chunk):
            self._keep(chunk)
            return []
        if self._pending:
            chunk = b"".join((*self._pending, chunk))
        *blocks, rest = chunk.split(self._separator)
        self._pending = [rest] if rest else []
        self._pending_bytes = len(rest)
        if self._at_start:
            self._at_start = False
            blocks[0] = blocks[0].removeprefix(_BYTE_ORDER_MARK)
        return self._frames(blocks, may_overflow=len(chunk) > self._max_bytes)

    def flush(self) -> list[Frame]:
        """Give the event that the end of the body completes, if there is one.

        Call it only where the body ended cleanly: what a cut leaves behind is no event.

        Raises:
            FrameTooLargeError: As for `feed`.
        """
        if self._overflowed:
            raise FrameTooLargeError(self._max_bytes)
        block = b"".join(self._pending).removesuffix(b"\n")
        if self._at_start:
            block = block.removeprefix(_BYTE_ORDER_MARK)
        self._pending = []
        self._pending_bytes = 0
        return self._frames([block], may_overflow=True)

    @abstractmethod
    def _frame(self, block: bytes) -> Frame | None:
        """Read one block, which is free of the separator; None where it holds no event."""

    @abstractmethod
    def _completes_a_block(self, chunk: bytes) -> bool:
        """Whether the separator ends in `chunk`, given what is pending."""

    def _keep(self, chunk: bytes) -> None:
        if not chunk:
            return
        self._pending.append(chunk)
        self._pending_bytes += len(chunk)
        # A pending block may already hold the first byte of its separator.
        if self._pending_bytes > self._max_bytes + 1:
            self._overflow()

    def _frames(self, blocks: list[bytes], *, may_overflow: bool) -> list[Frame]:
        frames: list[Frame] = []
        for block in blocks:
            if may_overflow and len(block) > self._max_bytes:
                if not frames:
                    self._overflow()
                self._overflowed = True
                break
            frame = self._frame(block)
            if frame is not None:
                frames.append(frame)
        return frames

    def _overflow(self) -> None:
        self._overflowed = True
        self._pending = []
        raise FrameTooLargeError(self._max_bytes)


class SSEFramer(Framer):
    r"""Server-sent events: fields in lines, a blank line ends an event.

    Lines end with CR, LF or CRLF, in any mixture. Comments, `id`, `retry`, unknown
    fields and events without a `data` line give nothing.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, read 2026-11-20.
    One liberty: an event that the end of the body cuts off from its blank line is given
    by `flush`, since vendors leave that line out.

    >>> SSEFramer().feed(b'event: delta\ndata: {"text": "hi"}\n\n: keep-alive\n\n')
    [Frame(event='delta', data=b'{"text": "hi"}')]
    """

    __slots__ = ("_after_cr",)

    _separator = b"\n\n"

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        super().__init__(max_event_bytes)
        self._after_cr = False

    def feed(self, chunk: bytes) -> list[Frame]:  # noqa: D102 -- said in the base class
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_plain_line_ends(chunk)
        return super().feed(chunk)

    def _with_plain_line_ends(self, chunk: bytes) -> bytes:
        """Make every line end an LF, also where a CRLF was cut in two."""
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _completes_a_block(self, chunk: bytes) -> bool:
        if b"\n\n" in chunk:
            return True
        pending = self._pending
        return bool(pending) and chunk[:1] == b"\n" and pending[-1][-1:] == b"\n"

    def _frame(self, block: bytes) -> Frame | None:
        if block[:6] == b"data: " and b"\n" not in block:  # what nearly every event looks like
            return Frame("", block[6:])
        event = ""
        data: list[bytes] = []
        for line in block.split(b"\n"):
            field, _, value = line.partition(b":")
            if field == b"data":
                data.append(value.removeprefix(b" "))
            elif field == b"event":
                event = value.removeprefix(b" ").decode("utf-8", "replace")
        return Frame(event, b"\n".join(data)) if data else None


class NDJSONFramer(Framer):
    r"""Newline-delimited JSON: one document a line, blank lines mean nothing.

    >>> NDJSONFramer().feed(b'{"a": 1}\r\n\n{"b": 2}\n')
    [Frame(event='', data=b'{"a": 1}'), Frame(event='', data=b'{"b": 2}')]
    """

    __slots__ = ()

    _separator = b"\n"

    def _completes_a_block(self, chunk: bytes) -> bool:
        return b"\n" in chunk

    def _frame(self, block: bytes) -> Frame | None:
        data = block.strip()
        return Frame("", data) if data else None


def framer_for(
    framing: Literal["sse", "ndjson"], *, max_event_bytes: int = MAX_EVENT_BYTES
) -> Framer:
    """Build the framer that a wire asks for."""
    return SSEFramer(max_event_bytes) if framing == "sse" else NDJSONFramer(max_event_bytes)
