"""Runs a provider's own code, so that whatever it raises comes out as one of scout's errors."""

from __future__ import annotations

import traceback
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from scout.errors import MalformedResponseError, ProviderBugError, ProviderError, Sent
from scout.llm.providers.base import Provider
from scout.llm.types import ProviderResult, Usage

_HOME = str(Path(__file__).parents[2])
MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)
"""What reading a body raises that has another shape, also where a wire reads it without care."""

_counts_of = attrgetter(*(field.name for field in fields(Usage) if field.name.endswith("_tokens")))
_WHOLE = {int}
_SENT_WHERE = {
    "transport": Sent.MAYBE,
    "decode": Sent.YES,
    "classify": Sent.YES,
    "stream_decoder": Sent.YES,
}


class provider_code:  # noqa: N801 -- reads as `with provider_code(...)`, and costs a third so
    """Run a provider's own code: what it may not raise comes out as `ProviderBugError`.

    Args:
        provider: Whose code it is.
        what: Which function, for the message.
        malformed: Whether what a body of the wrong shape raises means an undecodable reply.
    """

    __slots__ = ("_malformed", "_provider", "_what")

    def __init__(self, provider: Provider, what: str, *, malformed: bool = True) -> None:
        self._provider = provider
        self._what = what
        self._malformed = malformed

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, ProviderError):
            raise translated(self._provider, self._what, error, malformed=self._malformed) from None


def translated(
    provider: Provider, what: str, error: Exception, *, malformed: bool
) -> ProviderError:
    """What an exception out of a provider's own code means."""
    if malformed and isinstance(error, MALFORMED):
        said = f"{type(error).__name__}: {error}"[:300]
        return MalformedResponseError(f"the reply cannot be read: {said}", status=200)
    said = f"{type(error).__name__}: {error}"[:300]
    return ProviderBugError(
        f"{provider.name}'s {what} raised {said} (at {_places(error)}); this is a bug of the "
        "provider, not of the call",
        sent=_SENT_WHERE.get(what, Sent.NO),
    )


def sound(result: ProviderResult) -> ProviderResult:
    """The answer of a provider's own code, if its text is a text and its counts are counts.

    Raises:
        TypeError: The wire has handed on what the vendor sent, whatever it was.
    """
    if type(result.text) is not str:
        raise TypeError(f"{type(result.text).__name__} instead of a text")
    if not is_counted(result.usage):
        raise TypeError(f"{result.usage!r} holds what is no count"[:200])
    return result


def is_counted(usage: Usage) -> bool:
    """Whether every bucket is a whole number, 0 or more."""
    counts = _counts_of(usage)
    return set(map(type, counts)) == _WHOLE and min(counts) >= 0


def without_frames(error: BaseException) -> BaseException:
    """An exception that is no outcome, freed of the frames below: they hold keys in headers."""
    if isinstance(error, Exception):
        error.add_note(f"raised at {_places(error)}")
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _places(error: BaseException) -> str:
    """Where an exception comes from: the frames that are not scout's, or else the last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_HOME)] or frames[-1:]
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in own)
