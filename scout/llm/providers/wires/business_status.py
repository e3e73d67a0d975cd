"""Reads a vendor's own status inside a reply, for vendors that answer 200 whatever happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scout.llm.providers.wires.error_table import ErrorFacts

_TRAILING_CODE: Final = re.compile(r"\((\d{3,6})\)\W{0,3}$", re.ASCII)
_TAIL_CHARS: Final = 40


@dataclass(frozen=True, slots=True)
class BusinessStatus:
    """Where a vendor says beside HTTP that it failed.

    Attributes:
        group: Name of the object that holds its status.
        code: Name of the code in it; 0 means success, everything else failure.
        message: Name of the message in it.
        filter_flags: Names of fields, beside `group`, that are true where a filter struck.
    """

    group: str
    code: str
    message: str
    filter_flags: tuple[str, ...] = ()

    def is_failure(self, body: Mapping[str, Any]) -> bool:
        """Whether a decoded body tells a code other than 0."""
        group = body.get(self.group)
        if not group or not isinstance(group, Mapping):
            return False
        return group.get(self.code) not in (None, 0, "0", "")

    def is_filtered(self, body: Mapping[str, Any]) -> bool:
        """Whether a decoded body says that its content was filtered."""
        return any(body.get(flag) is True for flag in self.filter_flags)

    def envelope(self, body: object) -> object:
        """The body with its failure in the place where other vendors have theirs."""
        if not isinstance(body, Mapping) or not self.is_failure(body):
            return body
        group = body[self.group]
        error = {"code": group.get(self.code), "message": group.get(self.message)}
        ids = (body.get("request_id"), body.get("trace_id"), body.get("id"))
        return {"error": error, "request_id": next(filter(None, ids), None)}

    def coded(self, facts: ErrorFacts) -> ErrorFacts:
        """The facts with the code that stands in parentheses at the end of the message."""
        found = _TRAILING_CODE.search(facts.message[-_TAIL_CHARS:])
        return facts if found is None else replace(facts, code=found[1])
