"""Holds what docstrings say of settings and policies to what these are: names and numbers."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from scout.config import Settings
from scout.llm.circuit_breaker import CircuitPolicy
from scout.llm.providers.base import Timeouts
from scout.llm.retry import RetryPolicy
from tools.docs_gate.numbers import WORDS
from tools.docs_gate.pages import Page, Problem
from tools.docs_gate.vocabulary import span_problem
from tools.markdown import attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.docs_gate.namespace import Namespace

TOLD = (
    *("errors.md", "settings.md", "commands.md", "checks.md"),
    *("fields_provider.md", "fields_model.md", "fields_openai_chat.md"),
    *("policy_timeouts.md", "policy_retry.md", "policy_circuit.md"),
)
"""Generated tables whose words somebody wrote, in a docstring."""

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_SECONDS |= {"month": 2_592_000, "year": 31_536_000}
_UNITS = {"_s": 1, "_days": 86_400}
_COUNTS = "|".join(WORDS)
_LENGTH = re.compile(
    rf"(?<!of )\b(?P<count>\d+(?:\.\d+)?|an?|{_COUNTS}) (?P<unit>{'|'.join(_SECONDS)})s?\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"-?[\d,_.]+|true|false")


def told(root: Path) -> Iterator[Page]:
    """The generated tables whose words somebody wrote."""
    for name in TOLD:
        path = root / "docs" / "_generated" / name
        yield Page(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def reason_problems(_: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Names in generated tables that lead nowhere, and reasons for another number."""
    for page in told(names.root):
        for span in page.spans:
            wrong = "" if _FIGURE.fullmatch(span.text) else span_problem(span.text, names)
            if wrong:
                yield page.problem(span.start, span.text, f"{wrong} (in a docstring)")
    for kind in (Settings, Timeouts, RetryPolicy, CircuitPolicy):
        yield from length_problems(kind)


def length_problems(kind: type) -> Iterator[Problem]:
    """A length of time in a reason is the default's, or none of the sentence's business."""
    reasons = attributes(kind)
    for name, default in _defaults(kind):
        unit = next((size for end, size in _UNITS.items() if name.endswith(end)), None)
        if unit is None or not isinstance(default, int | float):
            continue
        lengths = [_seconds(found) for found in _LENGTH.finditer(reasons[name])]
        if lengths and default * unit not in lengths:
            place = f"{kind.__module__}.{kind.__name__}.{name}"
            say = f"its reason speaks of {lengths[0]:g} s, its default is {default * unit:g} s"
            yield Problem(place, 1, name, say)


def _defaults(kind: type) -> Iterator[tuple[str, Any]]:
    if issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            yield name, field.default
    elif dataclasses.is_dataclass(kind):
        for one in dataclasses.fields(kind):
            yield one.name, one.default


def _seconds(found: re.Match[str]) -> float:
    count = found["count"].lower()
    size = 1 if count in ("a", "an") else WORDS.get(count)
    return float(count if size is None else size) * _SECONDS[found["unit"].lower()]
