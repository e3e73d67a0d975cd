"""Says results in plain text: a failure, the table by area, the line with the verdict."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable

from scout_conformance.report import Report, Result
from scout_conformance.standard import REVISION, Check, title_of
from scout_conformance.subject import VendorKind
from scout_conformance.verdict import FAILURES, OPEN_QUESTIONS, Outcome, Verdict

SHOWN = {
    Outcome.PASS: "passed",
    Outcome.FAIL: "failed",
    Outcome.STALE: "stale",
    Outcome.WARN: "warned",
    Outcome.DEVIATION: "deviating",
    Outcome.BLOCKED: "blocked",
    Outcome.UNTRIED: "untried",
    Outcome.HARNESS_ERROR: "kit errors",
    Outcome.NOT_APPLICABLE: "n/a",
}
"""What an outcome is called in counts, in the order in which they stand."""

_LABEL = 10


def node_id(spec: str, check_id: str) -> str:
    """The pytest node id of a check, which can be pasted back."""
    return f"scout::{spec}::{check_id}"


def rerun(result: Result, spec: str) -> str:
    """The command that tries a check again, for a shell: with the saved case, if there is one."""
    if result.replay:
        return f"pytest {shlex.quote(f'--scout-replay={result.replay}')}"
    return f"pytest {shlex.quote(node_id(spec, result.id))}"


def failure(result: Result, spec: str, *, width: int = 100) -> str:
    """Everything that its author has to know about a check that did not hold."""
    lines = wrapped(f"{result.id} {result.level}  {result.sentence}", width)
    if result.outcome is Outcome.HARNESS_ERROR:
        lines += ["", "The kit itself failed; nothing is said about the provider.", result.reason]
    elif result.outcome is Outcome.STALE:
        lines += _field("got", result.reason, width)
    else:
        for name in ("sent", "expected", "got"):
            lines += _field(name, getattr(result, name), width)
        lines += [line for frame in result.frames for line in _field("at", frame, width)]
        lines += _field("fix", result.fix, width)
    lines += _field("docs", result.docs, width)
    lines += _field("rerun", rerun(result, spec), 10_000)
    return "\n".join(lines)


def table(report: Report, *, width: int = 100) -> list[str]:
    """Counts by area, with a column for each outcome that occurs; no titles where it is narrow."""
    lines = _table(report, titled=True)
    fits = max(map(len, lines)) <= width
    return lines if fits else _table(report, titled=False)


def _table(report: Report, *, titled: bool) -> list[str]:
    counts = Counter(result.outcome for result in report.results)
    columns = [outcome for outcome in SHOWN if counts[outcome]]
    rows = [("area", *(SHOWN[outcome] for outcome in columns))]
    for area, per_outcome in report.by_area().items():
        cells = (str(per_outcome[outcome] or ".") for outcome in columns)
        rows.append((f"{area:<3}  {title_of(area)}" if titled else area, *cells))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    ]


def verdict_line(report: Report) -> str:
    """The provider, the verdict and the counts: `acme: CONFORMANT (50 passed)`."""
    counts = report.counts
    said = [f"{counts[outcome]} {name}" for outcome, name in SHOWN.items() if counts[outcome]]
    said = said or ["nothing ran"]
    if report.missing:
        said.append(f"{len(report.missing)} not run")
    own = Counter(result.outcome for result in report.results if result.is_own)
    said += [f"{own[outcome]} own {name}" for outcome, name in SHOWN.items() if own[outcome]]
    tried = (one for one in report.unscored if one.outcome is not Outcome.NOT_APPLICABLE)
    newer = sum(not one.is_own for one in tried)
    said += [f"{newer} not scored"] if newer else []
    return f"{report.provider}: {report.verdict} ({', '.join(said)})"


def unmet(report: Report) -> list[Result]:
    """The results that want a reader's eye, failures first."""
    order = (Outcome.FAIL, Outcome.STALE, Outcome.HARNESS_ERROR, Outcome.WARN)
    return [result for outcome in order for result in report.results if result.outcome is outcome]


def warning_line(result: Result) -> str:
    """A SHOULD that does not hold, in a line."""
    return f"{result.id} {result.level}  {result.sentence} Got: {result.got} Fix: {result.fix}"


def not_scored(report: Report) -> list[str]:
    """Checks that are newer than the contract and did not hold: news, and no failure."""
    lines = [
        f"{one.id} {one.outcome}  not scored: newer than contract {REVISION}. {one.sentence}"
        for one in report.unscored
        if not one.is_own and one.outcome in FAILURES | OPEN_QUESTIONS
    ]
    return ["", *lines] if lines else []


def untried(report: Report) -> list[str]:
    """Checks that could not be tried here, and why; the verdict is not green for it."""
    found = [one for one in report.results if one.outcome is Outcome.UNTRIED]
    lines = [f"{one.id} {one.outcome}  {one.sentence} {one.reason}" for one in found]
    return ["", *lines] if lines else []


def played_before(report: Report) -> list[str]:
    """Before whom scenes were played, where it was a real server."""
    return [] if report.vendor == VendorKind.RESPX else ["", f"vendor: {report.vendor}"]


def listing(checks: Iterable[Check]) -> str:
    """All checks, a line each."""
    return "\n".join(f"{one.id}  {one.level:<6}  {one.sentence}" for one in checks)


def explanation(check: Check, *, width: int = 100) -> str:
    """All that is known about a check."""
    lines = [f"{check.id} {check.level}  {check.sentence}"]
    lines += _field("why", check.why, width)
    lines += _field("fix", check.fix, width)
    lines += _field("needs", ", ".join(check.needs) or "nothing", width)
    lines += _field("requires", ", ".join(check.requires) or "nothing", width)
    lines += _field("since", f"contract {check.since}", width)
    lines += _field("docs", check.docs, width)
    return "\n".join(lines)


def wrapped(line: str, width: int) -> list[str]:
    """A line in as many as a terminal of this width needs; words stay whole."""
    return textwrap.wrap(
        line,
        max(24, width),
        subsequent_indent="    ",
        break_on_hyphens=False,
        break_long_words=False,
    ) or [""]


def colour(verdict: Verdict) -> str:
    """The colour of a verdict, by the names that terminals know."""
    return {Verdict.CONFORMANT: "green", Verdict.NON_CONFORMANT: "red"}.get(verdict, "yellow")


def _field(name: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    indent = " " * (_LABEL + 2)
    wrapped = [
        line
        for paragraph in text.split("\n")
        for line in textwrap.wrap(
            paragraph, max(24, width - len(indent)), break_on_hyphens=False, break_long_words=False
        )
        or [""]
    ]
    head = f"  {name.ljust(_LABEL)}{wrapped[0]}"
    return [head, *(f"{indent}{line}" for line in wrapped[1:])]
