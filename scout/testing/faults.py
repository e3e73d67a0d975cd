"""How a scripted vendor fails: silence, broken connections, spoilt streams and bodies.

Each of these takes the answer to spoil as a text or as another step, so that they combine:
`cuts(answers("Hi", tool_calls=[...]))`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias

from scout.testing.asked import Asked
from scout.testing.dialects.base import Dialect, ErrorKind, sse
from scout.testing.reply import (
    Ending,
    Framing,
    Piece,
    Reply,
    Role,
    cut_at,
    json_reply,
    kept,
    resplit,
)
from scout.testing.script import GREETING, Said, Step, step_of

_KEEP_ALIVE: Final = Piece(b": keep-alive\n\n", Role.NOISE)
_BLANK: Final = Piece(b"\n", Role.NOISE)
_MANY: Final = 100_000


def interrupts(kind: ErrorKind, said: Said = GREETING, *, after_tokens: int = 0) -> Step:
    """Begins to stream an answer and sends an error in the middle; plain, just the error."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        error = dialect.error(kind)
        if not asked.streams:
            return json_reply(error.body, error.status, error.headers)
        whole = begun.reply(asked, dialect)
        event = Piece(sse(error.body, error.event), Role.NOISE)
        return replace(whole, pieces=(*kept(whole.pieces, after_tokens), event), usage=None)

    return Step(f"interrupts({kind!r}, after_tokens={after_tokens})", reply)


# -- silence and broken connections --


def hangs() -> Step:
    """Takes the request and never says a word."""
    return Step("hangs()", lambda *_: Reply(has_head=False, ending=Ending.SILENT))


def closes() -> Step:
    """Takes the request and closes the connection, as a stale one is closed."""
    return Step("closes()", lambda *_: Reply(has_head=False, ending=Ending.CLOSED))


def drops(said: Said = GREETING) -> Step:
    """Answers well, and closes the connection behind it without having said so."""
    return _ending("drops", said, Ending.DROPPED, None)


def resets(said: Said = GREETING, *, after_tokens: int | None = None) -> Step:
    """Tears the connection down: before a status line, or in the midst of the answer."""
    if after_tokens is None:
        return Step("resets()", lambda *_: Reply(has_head=False, ending=Ending.RESET))
    return _ending("resets", said, Ending.RESET, after_tokens)


def breaks(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Closes the connection in the midst of the answer, which HTTP can tell from an end."""
    return _ending("breaks", said, Ending.CLOSED, after_tokens)


def half_closes(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Ends its own side of the connection in the midst of the answer, and goes on listening."""
    return _ending("half_closes", said, Ending.HALF_CLOSED, after_tokens)


def stalls(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Says nothing more in the midst of the answer, with the connection open."""
    return _ending("stalls", said, Ending.SILENT, after_tokens)


def cuts(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Ends in the midst of the answer as if it were whole, so that only its content can tell."""
    return _ending("cuts", said, Ending.WHOLE, after_tokens)


def _ending(name: str, said: Said, ending: Ending, after_tokens: int | None) -> Step:
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if after_tokens is None:
            return replace(whole, ending=ending)
        pieces = kept(whole.pieces, after_tokens)
        missing = 0
        if ending is not Ending.WHOLE:
            missing = len(whole.body) - sum(len(piece.data) for piece in pieces)
        return replace(whole, pieces=pieces, ending=ending, length_offset=missing, usage=None)

    return Step(f"{name}({begun.name}, after_tokens={after_tokens})", reply)


# -- spoilt streams --


def murmurs(said: Said = GREETING, *, after_tokens: int = 0, every_s: float = 0.05) -> Step:
    """Sends keep-alive comments and never a further word; plain, blank lines before the body."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        noise = (_KEEP_ALIVE if asked.streams else _BLANK,) * _MANY
        first = kept(whole.pieces, after_tokens) if asked.streams else ()
        return replace(
            whole,
            pieces=(*first, *noise),
            framing=Framing.CHUNKED,
            piece_every_s=every_s,
            usage=None,
        )

    return Step(f"murmurs(after_tokens={after_tokens})", reply)


def omits(*roles: Literal["finish", "marker"], said: Said = GREETING) -> Step:
    """Streams an answer without what says why it stopped, or without its end marker."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        pieces = tuple(piece for piece in whole.pieces if piece.role not in roles)
        return replace(whole, pieces=pieces)

    return Step(f"omits({', '.join(roles)})", reply)


def garbles(
    said: Said = GREETING, *, after_tokens: int = 1, garbage: bytes = b'data: {"broken": \n\n'
) -> Step:
    """Puts an event that cannot be read among those of a stream; plain, garbage in the body."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        first = kept(whole.pieces, after_tokens)
        rest = whole.pieces[len(first) :]
        return replace(whole, pieces=(*first, Piece(garbage, Role.NOISE), *rest))

    return Step(f"garbles(after_tokens={after_tokens})", reply)


def splits(said: Said = GREETING, *, size: int = 1, every_s: float = 0.0) -> Step:
    """Sends the body in packets of so many bytes, whatever they cut in two."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        pieces = resplit(whole.pieces, size)
        return replace(whole, pieces=pieces, piece_every_s=every_s, in_packets=True)

    return Step(f"splits(size={size})", reply)


def splits_characters(said: Said = "Grüße, 世界 🌍", *, every_s: float = 0.01) -> Step:
    """Sends the body in packets that each end within a character of several bytes."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        inside = (place for place, byte in enumerate(whole.body) if byte & 0xC0 == 0x80)
        return replace(whole, pieces=cut_at(whole.pieces, inside), piece_every_s=every_s)

    return Step("splits_characters()", reply)


def mixes_line_ends(said: Said = GREETING) -> Step:
    """Ends the lines of a stream with LF, CRLF and CR in turn."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        ends = (b"\n", b"\r\n", b"\r")
        pieces = tuple(
            replace(piece, data=piece.data.replace(b"\n", ends[number % 3]))
            for number, piece in enumerate(whole.pieces)
        )
        return replace(whole, pieces=pieces) if asked.streams else whole

    return Step("mixes_line_ends()", reply)


# -- spoilt bodies --


def alters(change: Callable[[Any], Any], said: Said = GREETING) -> Step:
    """Answers with a changed document: the body, or each event of a stream.

    Args:
        change: Gives the document that is sent instead of the one it is given.
        said: The answer to change.
    """
    begun = step_of(said)

    def alter(data: bytes) -> bytes:
        return json.dumps(change(json.loads(data)), ensure_ascii=False).encode()

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if not asked.streams:
            return replace(whole, pieces=(Piece(alter(whole.body)),))
        pieces = (replace(piece, data=_by_event(piece.data, alter)) for piece in whole.pieces)
        return replace(whole, pieces=tuple(pieces))

    return Step(f"alters({getattr(change, '__name__', 'a function')})", reply)


def _by_event(data: bytes, alter: Callable[[bytes], bytes]) -> bytes:
    head = b"data: "
    lines = data.split(b"\n")
    changed = (
        head + alter(line.removeprefix(head)) if line.startswith(head + b"{") else line
        for line in lines
    )
    return b"\n".join(changed)


def rewrites(old: bytes, new: bytes, said: Said = GREETING) -> Step:
    """Answers with some bytes in place of others, such as a number that no JSON writer makes."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if not asked.streams:
            return replace(whole, pieces=(Piece(whole.body.replace(old, new)),))
        pieces = (replace(piece, data=piece.data.replace(old, new)) for piece in whole.pieces)
        return replace(whole, pieces=tuple(pieces))

    return Step(f"rewrites({old!r})", reply)


Compression: TypeAlias = Literal["sound", "corrupt", "bomb"]


def compresses(
    said: Said = GREETING, *, how: Compression = "sound", bomb_bytes: int = 2**20
) -> Step:
    """Sends the body gzipped: soundly, with bytes flipped, or as a bomb of so many zeros."""
    begun = step_of(said)
    bomb = gzip.compress(bytes(bomb_bytes), 1) if how == "bomb" else b""

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        data = bomb or gzip.compress(whole.body)
        if how == "corrupt":
            data = data[:10] + bytes(byte ^ 0xFF for byte in data[10:])
        headers = {**whole.headers, "content-encoding": "gzip"}
        return replace(whole, headers=headers, pieces=(Piece(data),))

    return Step(f"compresses(how={how!r})", reply)


def misdeclares(said: Said = GREETING, *, by: int = 10) -> Step:
    """Declares a body longer than it is, or shorter with a negative number, and then closes."""
    begun = step_of(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        return replace(whole, framing=Framing.LENGTH, length_offset=by, ending=Ending.CLOSED)

    return Step(f"misdeclares(by={by})", reply)
