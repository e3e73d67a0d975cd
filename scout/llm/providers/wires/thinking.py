"""Takes a model's thinking out of its answer, and new text out of text that repeats itself."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

_OPEN: Final = "<think>"
_CLOSE: Final = "</think>"
_BLANKS: Final = 64  # more blank characters than this before `<think>` are an answer's own
_REPEAT_CHARS: Final = 8  # a whole text shorter than this may come twice by chance: "ha", "ha"


class _Place(Enum):
    BEFORE = auto()
    INSIDE = auto()
    AFTER = auto()
    ANSWER = auto()


class ThinkSplitter:
    """Splits text that begins with `<think>...</think>` into thinking and answer, in pieces.

    Only a block at the very beginning is thinking; the same word later is the answer's own.
    Blank characters around the block belong to neither. A block that never closes is all
    thinking: the model ran out of tokens before it said anything.
    """

    __slots__ = ("_held", "_place")

    def __init__(self) -> None:
        self._held = ""
        self._place = _Place.BEFORE

    @property
    def is_past(self) -> bool:
        """Whether all that follows is answer, so that nothing needs to be split any more."""
        return self._place is _Place.ANSWER

    def feed(self, piece: str) -> tuple[str, str]:
        """Take a piece; gives the thinking and the answer in it, as far as they are certain."""
        text = self._held + piece
        self._held = ""
        if self._place is _Place.BEFORE:
            return self._before(text)
        if self._place is _Place.INSIDE:
            return self._inside(text)
        return "", self._answer(text)

    def close(self) -> tuple[str, str]:
        """Give what was held back, at the end of the text."""
        held, self._held = self._held, ""
        if self._place is _Place.INSIDE:
            return held, ""
        return "", held

    def _before(self, text: str) -> tuple[str, str]:
        begun = text.lstrip()
        if len(text) - len(begun) <= _BLANKS:
            if begun.startswith(_OPEN):
                self._place = _Place.INSIDE
                return self._inside(begun[len(_OPEN) :])
            if _OPEN.startswith(begun):
                self._held = text
                return "", ""
        self._place = _Place.ANSWER
        return "", text

    def _inside(self, text: str) -> tuple[str, str]:
        thinking, closed, rest = text.partition(_CLOSE)
        if closed:
            self._place = _Place.AFTER
            return thinking, self._answer(rest)
        keep = _begun(text, _CLOSE)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep], ""

    def _answer(self, text: str) -> str:
        if self._place is _Place.AFTER:
            text = text.lstrip()
            if text:
                self._place = _Place.ANSWER
        return text


def _begun(text: str, mark: str) -> int:
    """How many characters at the end of a text may be the beginning of a mark."""
    sizes = range(min(len(mark) - 1, len(text)), 0, -1)
    return next((size for size in sizes if text.endswith(mark[:size])), 0)


class FreshText:
    """Tells new text from repeated text, for vendors whose pieces may hold all text so far.

    A piece that begins with everything before it is taken as the whole text so far; the first
    one that does not shows that pieces are increments, and so they are to the end.
    """

    __slots__ = ("_grows", "_increments", "_seen")

    def __init__(self) -> None:
        self._seen = ""
        self._increments = False
        self._grows = False

    def of(self, piece: str) -> str:
        """The part of a piece that is new."""
        if self._increments:
            return piece
        seen = self._seen
        if not seen:
            self._seen = piece
            return piece
        if piece.startswith(seen) and (
            self._grows or len(piece) > len(seen) or len(piece) >= _REPEAT_CHARS
        ):
            self._grows = self._grows or len(piece) > len(seen)
            self._seen = piece
            return piece[len(seen) :]
        self._increments = True
        return piece
