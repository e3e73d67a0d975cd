"""Results as data: what each check said, the verdict over all, and JSON that never varies."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from scout_conformance.frozen import required
from scout_conformance.standard import AREAS, REVISION, Check, Level, catalogue, is_own
from scout_conformance.subject import KEYS, VendorKind
from scout_conformance.verdict import FAILURES, OPEN_QUESTIONS, Outcome, Verdict, decide_all
from scout_conformance.violation import Violation

SCHEMA = "scout-conformance/report/1"
"""Name of the JSON format; a change of its meaning changes the number."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What a vendor may send and neither a terminal, nor XML, nor UTF-8 can bear."""

MAX_TEXT = 2_000
"""Longest text of one field; what a provider sends may be megabytes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one check said.

    Attributes:
        id: Id of the check.
        level: How binding it is.
        sentence: Its requirement.
        outcome: PASS, FAIL, ...
        reason: Why it is no plain PASS or FAIL, in a sentence.
        blocked_by: The failed check at the root, where it is BLOCKED.
        sent: What was sent.
        expected: What was due.
        got: What came.
        fix: How to mend it.
        docs: Where the guide explains it.
        frames: The author's frames, where the author's code raised.
        case: The generated case that it failed with, as JSON; empty where it was no such case.
        replay: The file that keeps the case, where it was saved.
    """

    id: str
    level: Level
    sentence: str
    outcome: Outcome
    reason: str = ""
    blocked_by: str = ""
    sent: str = ""
    expected: str = ""
    got: str = ""
    fix: str = ""
    docs: str = ""
    frames: tuple[str, ...] = ()
    case: str = ""
    replay: str = ""

    @classmethod
    def of(
        cls,
        check: Check,
        outcome: Outcome,
        reason: str,
        violation: Violation | None,
        frames: tuple[str, ...],
    ) -> Result:
        """The result of a check, with no key in any of its texts."""
        blocked_by = reason if outcome is Outcome.BLOCKED else ""
        return cls(
            check.id,
            check.level,
            check.sentence,
            outcome,
            presentable(f"{blocked_by} failed" if blocked_by else reason),
            blocked_by,
            presentable(violation.sent) if violation else "",
            presentable(violation.expected) if violation else "",
            presentable(violation.got) if violation else "",
            presentable(violation.fix or check.fix) if violation else "",
            check.docs,
            tuple(map(presentable, frames)),
            _case(violation),
        )

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Result:
        """Read what `to_json` wrote."""
        known = {name: fields[name] for name in cls.__dataclass_fields__ if name in fields}
        known |= {
            "level": Level(fields["level"]),
            "outcome": Outcome(fields["outcome"]),
            "frames": tuple(fields["frames"]),
        }
        return cls(**known)

    @property
    def area(self) -> str:
        """The three letters of its area; X for an author's own check."""
        return self.id.split("-")[1]

    @property
    def is_scored(self) -> bool:
        """Whether it has a say in the verdict: its check belongs to the frozen contract."""
        return self.id in required()

    @property
    def is_own(self) -> bool:
        """Whether it is a check of the author's own."""
        return is_own(self.id)

    @property
    def fails_the_run(self) -> bool:
        """Whether a run that holds it may not end well; of newer checks only live ones do that."""
        counts = self.is_scored or self.is_own or self.area == "LIV"
        return counts and self.outcome in FAILURES | OPEN_QUESTIONS

    def to_json(self) -> dict[str, Any]:
        """As JSON: every field, always."""
        fields = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        return {**fields, "scored": self.is_scored}


@dataclass(frozen=True, slots=True)
class Report:
    """What a run said about one provider.

    Attributes:
        provider: How the provider was named.
        results: Results in the order of the contract.
        missing: Checks of the frozen contract that were not tried.
        seed: Start of the generated values.
        vendor: Before whom scenes were played: `respx`, or `loopback` and why.
    """

    provider: str
    results: tuple[Result, ...]
    missing: tuple[str, ...]
    seed: int = 0
    vendor: str = VendorKind.RESPX.value

    @classmethod
    def of(
        cls,
        provider: str,
        results: Iterable[Result],
        *,
        seed: int = 0,
        vendor: str = VendorKind.RESPX.value,
    ) -> Report:
        """A report on results in any order."""
        by_id = {result.id: result for result in results}
        order = [*catalogue(), *sorted(by_id.keys() - catalogue().keys())]
        tried = tuple(by_id[check_id] for check_id in order if check_id in by_id)
        missing = tuple(check_id for check_id in required() if check_id not in by_id)
        return cls(provider, tried, missing, seed, vendor)

    @property
    def verdict(self) -> Verdict:
        """The one word for all of it."""
        return decide_all({one.id: one.outcome for one in self.results}, required=required())

    @property
    def exit_code(self) -> int:
        """That of the verdict, unless a check of the author's own fails, or a live one."""
        others = any(not one.is_scored and one.fails_the_run for one in self.results)
        return 1 if others else self.verdict.exit_code

    @property
    def counts(self) -> Counter[Outcome]:
        """How many checks of the frozen contract said what."""
        return Counter(result.outcome for result in self.results if result.is_scored)

    @property
    def unscored(self) -> tuple[Result, ...]:
        """Results of checks that have no say: newer than the contract, or the author's own."""
        return tuple(result for result in self.results if not result.is_scored)

    def ids(self, *outcomes: Outcome) -> frozenset[str]:
        """Ids of the checks with one of these outcomes."""
        return frozenset(result.id for result in self.results if result.outcome in outcomes)

    def by_area(self) -> dict[str, Counter[Outcome]]:
        """How many checks of each area said what, in the order of the contract."""
        present = {result.area for result in self.results}
        areas = [area for area in AREAS if area in present] + sorted(present - set(AREAS))
        return {
            area: Counter(result.outcome for result in self.results if result.area == area)
            for area in areas
        }

    def to_json(self) -> dict[str, Any]:
        """As JSON; the same inputs give the same text, whatever the day or the machine."""
        return {
            "provider": self.provider,
            "verdict": self.verdict.value,
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome},
            "missing": list(self.missing),
            "seed": self.seed,
            "vendor": self.vendor,
            "results": [result.to_json() for result in self.results],
        }


def _case(violation: Violation | None) -> str:
    """The generated case of a violation as JSON, empty where there is none."""
    if violation is None or violation.case is None:
        return ""
    case = {"site": violation.case.site, "case": violation.case.value}
    return without_keys(json.dumps(case))


def document(reports: Iterable[Report]) -> str:
    """The JSON document of a run over one or more providers."""
    content = {
        "schema": SCHEMA,
        "contract": REVISION,
        "versions": {name: _version(name) for name in ("scout-core", "scout-conformance")},
        "reports": [report.to_json() for report in reports],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def without_keys(text: str, instead: str = "<key>") -> str:
    """A text without any of the keys that the kit gave the provider."""
    for key in KEYS:
        text = text.replace(key, instead).replace(quote(key, safe=""), instead)
    return text


def worst(reports: Iterable[Report]) -> Verdict:
    """The verdict that a whole run deserves; of no report at all, INCOMPLETE."""
    verdicts = {report.verdict for report in reports} or {Verdict.INCOMPLETE}
    order = (Verdict.NON_CONFORMANT, Verdict.INCOMPLETE, Verdict.CONFORMANT)
    return next(verdict for verdict in order if verdict in verdicts)


def presentable(text: str) -> str:
    """A text that may be shown: bounded, encodable, and without any of the kit's keys."""
    text = _CONTROL.sub(_spelt, without_keys(text))
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}... ({len(text)} characters)"


def _spelt(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def _plain(value: Any) -> Any:
    """Exactly JSON's own types: an enum would not travel between processes."""
    if isinstance(value, tuple):
        return list(value)
    return str(value.value) if isinstance(value, StrEnum) else value


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
