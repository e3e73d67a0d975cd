"""Takes secrets and people out of recorded bodies, before any of it is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from scout.cli.proposal.leaves import Leaf, changed
from scout.cli.proposal.recordings import Recording

REDACTED: Final = "REDACTED"

CREDENTIALS: Final = frozenset(
    {"authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "proxy-authorization"}
)
"""Headers that carry what opens an account."""

_SECRET = re.compile(
    r"\b(?:sk|gsk|pk|xai|pplx|csk|key|api|tok|ghp|xox[abp])[-_][\w*-]{8,}"
    r"|\bAIza[\w-]{10,}|\beyJ[\w-]{8,}\.[\w.-]+|\bBearer\s+\S+"
    r"|\b(?:org|proj|acct|user|cus|team|usr)[-_](?=[\w-]*\d)[\w-]{6,}"
    r"|[\w.+-]+@[\w-]+\.[\w.]+|\b(?:\d{1,3}\.){3}\d{1,3}\b"
)
_PRIVATE: Final = frozenset(
    {
        *("key", "secret", "password", "organization", "organisation", "account", "email"),
        *("user", "session", "cookie", "tenant", "project", "ip", "signature"),
    }
)
_LONG = re.compile(r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{24,}")
"""A run of letters and digits that no language has: an id at best, a key at worst."""


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Replaces what must not be kept.

    Attributes:
        known: Credentials that the recorded requests carried.
    """

    known: tuple[str, ...] = ()

    @classmethod
    def of(cls, recordings: Iterable[Recording]) -> Scrubber:
        """One that knows the credentials of these recordings."""
        told = (
            value.removeprefix("Bearer ").strip()
            for one in recordings
            for name, value in one.request_headers.items()
            if is_credential(name)
        )
        return cls(tuple(sorted({value for value in told if len(value) >= 6}, key=len)[::-1]))

    def text(self, text: str) -> str:
        """A text without credentials, addresses and account ids."""
        for secret in self.known:
            text = text.replace(secret, REDACTED)
        return _LONG.sub(REDACTED, _SECRET.sub(REDACTED, text))

    def leaf(self, leaf: Leaf) -> Any:
        """A value of a document, redacted where its name or its look says so."""
        if not isinstance(leaf.value, str):
            return leaf.value
        if leaf.own_words & _PRIVATE and leaf.value:
            return REDACTED
        return self.text(leaf.value)

    def document(self, value: Any) -> Any:
        """A copy of a document without what must not be kept."""
        return self.names(changed(value, self.leaf))

    def names(self, value: Any) -> Any:
        """A copy in which no name of a field is a secret, such as an address that has an entry."""
        if isinstance(value, dict):
            return {self.text(name): self.names(inner) for name, inner in value.items()}
        return [self.names(inner) for inner in value] if isinstance(value, list) else value


def is_credential(header: str) -> bool:
    """Whether a header carries what opens an account."""
    return header in CREDENTIALS or header.endswith(("-key", "-token", "-secret"))
