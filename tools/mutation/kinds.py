"""Why a mutant may live, by kind: what it changes does nothing, or what is left to others."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

UNARGUED: Final = "not argued yet"

EQUIVALENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "type name": "A name or a default that only a type checker reads, or nobody.",
        "words": "The words of a message for people.",
        "faster way": "A shorter way to what the longer one comes to as well.",
        "same outcome": "A case of its own for what the lines after it come to by themselves.",
        "same number": "Both values come to the same: a bound that is never met, another spelling.",
        "no effect": "Nobody reads it, or it is written again before anybody does.",
        "own name": "A number or a word of our own that is only compared with itself.",
    }
)
"""Nothing that a caller, a vendor or a record could tell apart."""

GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not in the samples": "The samples show no such reply.",
        "edge": "At the very edge of a range, which no vendor comes near.",
        "by other facts": "Other facts of the same reply tell as well.",
        "thinking": "Thinking is billed as output: the bill is the same in either bucket.",
    }
)
"""What a check or a test could notice, and does not."""

KINDS: Final[Mapping[str, str]] = MappingProxyType({**EQUIVALENT, **GAPS})
