"""Reports as Markdown for a pull request: the verdict, the table by area, what does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from scout_conformance import terminal
from scout_conformance.report import Report, Result
from scout_conformance.standard import REVISION, title_of
from scout_conformance.verdict import Outcome, Verdict

_SIGN = {
    Verdict.CONFORMANT: "\N{WHITE HEAVY CHECK MARK}",
    Verdict.NON_CONFORMANT: "\N{CROSS MARK}",
    Verdict.INCOMPLETE: "\N{LARGE YELLOW CIRCLE}",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|~@&!])")


def markdown(reports: Sequence[Report]) -> str:
    """A section for each provider."""
    return "\n".join(map(_section, reports))


def _section(report: Report) -> str:
    name = text(report.provider)
    lines = [
        f"## {_SIGN[report.verdict]} {name}: {report.verdict}",
        "",
        text(terminal.verdict_line(report)) + f", scout contract {REVISION}.",
        "",
        *_table(report),
    ]
    for result in terminal.unmet(report):
        lines += ["", *_told(result, report.provider)]
    lines += _deviations(report)
    return "\n".join(lines) + "\n"


def _table(report: Report) -> list[str]:
    columns = [shown for shown in terminal.SHOWN if any(shown in row for row in _rows(report))]
    head = ["area", *(terminal.SHOWN[shown] for shown in columns)]
    rows = [
        [f"{area} {title_of(area)}", *(str(counts[shown] or "") for shown in columns)]
        for area, counts in report.by_area().items()
    ]
    rule = ["---", *("--:" for _ in columns)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def _rows(report: Report) -> list[set[Outcome]]:
    return [{one for one, count in row.items() if count} for row in report.by_area().values()]


def _told(result: Result, spec: str) -> Iterable[str]:
    """A check that does not hold, folded: the heading is enough for most readers."""
    head = f"{result.id} {result.level}, {result.outcome}: {result.sentence}"
    body = terminal.failure(result, spec)
    return ["<details>", f"<summary>{escape(head)}</summary>", "", fenced(body), "", "</details>"]


def _deviations(report: Report) -> list[str]:
    declared = [one for one in report.results if one.outcome is Outcome.DEVIATION]
    lines = [f"- {one.id} {text(one.sentence)} Declared: {text(one.reason)}" for one in declared]
    return ["", "Deviations that the author declares:", "", *lines] if lines else []


def text(words: str) -> str:
    """Words that mean themselves in Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def fenced(words: str) -> str:
    """Words in a fence that none of them can close."""
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{words}\n{fence}"
