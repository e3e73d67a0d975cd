"""Makes samples and rules of a vendor's recorded errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from scout.cli.proposal.leaves import Path, at, leaves
from scout.cli.proposal.recordings import UNKNOWN_STATUS, Recording
from scout.cli.proposal.scrub import Scrubber
from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import Wire
from scout.llm.providers.wires.error_table import status_error

NEEDED: Final = (
    AuthenticationError,
    RateLimitedError,
    ServerError,
    ContextLengthError,
    ModelNotFoundError,
)
"""Errors that every vendor has, and that the contract asks a wire of its own to show."""

_SAYS: Final[tuple[tuple[type[ProviderError], str], ...]] = (
    (QuotaExhaustedError, r"quota|balance|credit|billing|payment|insufficient funds|purse"),
    (
        ContextLengthError,
        r"context|too long|too many tokens|longer than|window|prompt.{0,20}exceeds",
    ),
    (ModelNotFoundError, r"model.{0,40}(not found|unknown|not exist|unsupported|decommission)"),
    (ModelNotFoundError, r"(unknown|no such|no|unsupported|invalid)[ _-]model"),
    (
        AuthenticationError,
        r"(api|access|invalid|bad|wrong|this)[ _-]?key|unauthori[sz]ed|credential",
    ),
    (ContentFilteredError, r"content.{0,12}(policy|filter)|safety|moderation"),
    (OverloadedError, r"overload|busy|at capacity|is loading|unavailable"),
    (RateLimitedError, r"rate.?limit|too many requests|slow down|too fast"),
    (PermissionDeniedError, r"permission|not allowed|forbidden"),
)
_ANY_STATUS: Final = {400, 402, 403, 404, 413, 422, 429, 500, UNKNOWN_STATUS}
"""Statuses that vendors use for more than one thing, so that the words decide."""

_DEFAULT_STATUS: Final = {
    AuthenticationError: 401,
    QuotaExhaustedError: 402,
    PermissionDeniedError: 403,
    ModelNotFoundError: 404,
    RateLimitedError: 429,
    OverloadedError: 503,
}
_WAITS: Final = {"retry-after": "$retry_after_s", "retry-after-ms": "$retry_after_ms"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recorded error and what it seems to mean.

    Attributes:
        recording: Where it comes from.
        means: The class.
        code: The vendor's word for it, empty where it has none.
        says: The beginning of its message.
    """

    recording: Recording
    means: type[ProviderError]
    code: str
    says: str

    @property
    def is_told_by_status(self) -> bool:
        """Whether scout knows as much by the status alone."""
        return status_error(self.recording.status or 400) is self.means


def refusals(
    recordings: Iterable[Recording], wire: Wire | None, scrubber: Scrubber
) -> list[Refusal]:
    """The recorded errors, each kind once; a wire of scout's names them where it can read them."""
    found = [_refusal(one, wire, scrubber) for one in recordings if one.is_error]
    kinds = {(one.means, one.recording.status, one.code): one for one in reversed(found)}
    return [one for one in found if kinds[one.means, one.recording.status, one.code] is one]


def _refusal(one: Recording, wire: Wire | None, scrubber: Scrubber) -> Refusal:
    body = one.json if one.json is not None else one.body
    codes, said = code_path(body), says_path(body)
    code = str(at(body, codes)) if codes else ""
    code = code if scrubber.text(code) == code else ""
    says = str(at(body, said)) if said else ""
    says = scrubber.text(body.strip() if isinstance(body, str) else says)
    if wire is not None:
        return Refusal(one, type(wire.classify(one.reply(), 0.0)), code, says)
    return Refusal(one, _meaning(one.status or UNKNOWN_STATUS, f"{code} {says}"), code, says)


def _meaning(status: int, said: str) -> type[ProviderError]:
    if status in _ANY_STATUS:
        for means, pattern in _SAYS:
            if re.search(pattern, said, re.IGNORECASE):
                return means
    return status_error(status) if status else status_error(400)


_CODES: Final = frozenset({"code", "type", "kind", "reason", "status", "error_code"})
_MESSAGES: Final = frozenset(
    {"message", "says", "detail", "error", "msg", "description", "title", "text"}
)


def word_path(body: Any, names: frozenset[str], pattern: str) -> Path | None:
    """The way to an error's code or message."""
    for leaf in leaves(body):
        fits = isinstance(leaf.value, str) and re.fullmatch(pattern, leaf.value, re.DOTALL)
        if fits and leaf.name in names:
            return leaf.path
    return None


def code_path(body: Any) -> Path | None:
    """The way to an error's code: a word without spaces."""
    return word_path(body, _CODES, r"[\w.-]{2,40}")


def says_path(body: Any) -> Path | None:
    """The way to an error's message."""
    return word_path(body, _MESSAGES, r".{4,}")


def error_samples(found: list[Refusal], scrubber: Scrubber) -> Iterator[tuple[str, str]]:
    """A file for each error with its meaning beside it; the kit's own have other names and stay."""
    taken: set[str] = set()
    for one in found:
        stem = one.means.code if one.means.code not in taken else f"{one.means.code}_{len(taken)}"
        taken.add(stem)
        told = one.recording
        body = told.json if told.json is not None else told.body
        status = told.status or _DEFAULT_STATUS.get(one.means, 400)
        fields: dict[str, Any] = {"status": status}
        waits = {name: hole for name, hole in _WAITS.items() if name in told.headers}
        if waits and one.means is RateLimitedError:
            fields["headers"] = waits
        fields["body"] = _escaped(scrubber.document(body))
        fields["means"] = one.means.__name__
        yield (
            f"wire_samples/errors/seen_{stem}.json",
            json.dumps(fields, indent=2, ensure_ascii=False) + "\n",
        )


def _escaped(value: Any) -> Any:
    """A dollar sign at the beginning of a text begins a placeholder, unless it is doubled."""
    if isinstance(value, dict):
        return {key: _escaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value


def missing(found: Iterable[Refusal]) -> list[str]:
    """Names of the errors that every vendor has and that nobody recorded."""
    seen = {one.means for one in found}
    return [means.__name__ for means in NEEDED if means not in seen]
