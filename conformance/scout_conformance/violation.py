"""What a check raises: which words went out, which were due, which came, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """A generated case, so that it can be tried again.

    Attributes:
        site: The sentence that it was made for.
        value: The case: texts, numbers and tuples of them.
    """

    site: str
    value: Any


class Violation(Exception):  # noqa: N818 -- a verdict on a provider, not an error of the kit
    """A provider breaks a sentence of the contract.

    Attributes:
        sent: What was sent to the provider's code or to the vendor, in a wire sentence.
        expected: What the contract asks for.
        got: What came instead.
        fix: How to mend it; empty where the check's own advice holds.
        case: The generated case that it was found with, None where it was no generated one.
    """

    def __init__(self, *, sent: str, expected: str, got: str, fix: str = "") -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.sent = sent
        self.expected = expected
        self.got = got
        self.fix = fix
        self.case: Case | None = None


class NotApplicable(Exception):  # noqa: N818 -- likewise a verdict
    """A sentence of the contract says nothing about this provider.

    Attributes:
        reason: Why, such as the capability that the row does not declare.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Untried(Exception):  # noqa: N818 -- likewise a verdict
    """A sentence of the contract could not be tried here, and says nothing either way.

    Attributes:
        reason: Why, such as a transport that does not lead to the kit's vendor.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KitError(Exception):
    """The kit cannot judge: a sample, profile or target is not what its format asks for.

    Raised before a check runs, with the file or field that is wrong and the remedy.
    """
