"""Runs a provider's own code, so that whatever it raises comes out as one of scout's errors."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scout.errors import MalformedResponseError, ProviderBugError, ProviderError, Sent
from scout.llm.providers.base import Provider

_HOME = str(Path(__file__).parents[2])
_MALFORMED = (KeyError, TypeError, ValueError, IndexError)


@contextmanager
def provider_code(provider: Provider, what: str, *, malformed: bool = True) -> Iterator[None]:
    """Run a provider's own code: what it may not raise comes out as `ProviderBugError`.

    Args:
        provider: Whose code it is.
        what: Which function, for the message.
        malformed: Whether KeyError, TypeError and ValueError mean an undecodable reply.
    """
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001 -- foreign code may raise anything
        raise translated(provider, what, error, malformed=malformed) from None


def translated(
    provider: Provider, what: str, error: Exception, *, malformed: bool
) -> ProviderError:
    """What an exception out of a provider's own code means."""
    if malformed and isinstance(error, _MALFORMED):
        said = f"{type(error).__name__}: {error}"[:300]
        return MalformedResponseError(f"the reply cannot be read: {said}", status=200)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_HOME)] or frames[-1:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in own)
    said = f"{type(error).__name__}: {error}"[:300]
    return ProviderBugError(
        f"{provider.name}'s {what} raised {said} (at {places}); this is a bug of the provider, "
        "not of the call",
        sent=Sent.YES if what in ("decode", "classify", "stream_decoder") else Sent.NO,
    )
