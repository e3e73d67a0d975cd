"""Reports as one HTML file: it fetches nothing and runs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from scout_conformance import terminal
from scout_conformance.report import Report, Result, worst
from scout_conformance.standard import REVISION, title_of
from scout_conformance.verdict import UNMET, Outcome

_HELD = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})


def page(reports: Sequence[Report]) -> str:
    """A page with a part for each provider."""
    verdict = worst(reports)
    names = ", ".join(report.provider for report in reports) or "nothing"
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(names)}: {verdict} (scout contract {REVISION})</title>\n"
        f"<style>\n{_style()}</style>\n</head>\n"
    )
    choice = (
        '<p class="choice"><input type="checkbox" id="only"> '
        '<label for="only">Show only what does not hold</label></p>\n'
    )
    parts = "".join(_part(number, report) for number, report in enumerate(reports))
    return (
        f'{head}<body>\n<main>\n<p class="over">scout contract {REVISION}</p>\n'
        f"{_contents(reports)}{choice}{parts}</main>\n</body>\n</html>\n"
    )


def _style() -> str:
    return (files("scout_conformance") / "documents" / "page.css").read_text(encoding="utf-8")


def _contents(reports: Sequence[Report]) -> str:
    """Links to the parts, where there is more than one."""
    if len(reports) < 2:
        return ""
    links = "".join(
        f'<li><a href="#p{number}">{escape(report.provider)}</a> {_chip(report.verdict)}</li>\n'
        for number, report in enumerate(reports)
    )
    return f'<nav aria-label="Providers"><ul>\n{links}</ul></nav>\n'


def _part(number: int, report: Report) -> str:
    name = escape(report.provider)
    return (
        f'<article id="p{number}" aria-labelledby="h{number}">\n'
        f'<h1 id="h{number}">{name} {_chip(report.verdict)}</h1>\n'
        f'<p class="sum">{escape(terminal.verdict_line(report))}</p>\n'
        f"{_bar(report)}{_missing(report)}{_table(report)}{_areas(report)}</article>\n"
    )


def _chip(word: str) -> str:
    return f'<span class="chip {_class(word)}">{escape(word)}</span>'


def _class(word: str) -> str:
    """A class of the stylesheet for an outcome or a verdict."""
    return "o-" + "".join(letter for letter in word.lower() if letter.isalpha())


def _bar(report: Report) -> str:
    """How the outcomes divide, for the eye; the table says the same for everybody."""
    counts = Counter(result.outcome for result in report.results)
    pieces = "".join(
        f'<span class="{_class(outcome)}" style="flex:{counts[outcome]}"></span>'
        for outcome in terminal.SHOWN
        if counts[outcome]
    )
    return f'<div class="bar" aria-hidden="true">{pieces}</div>\n'


def _missing(report: Report) -> str:
    if not report.missing:
        return ""
    ids = ", ".join(report.missing)
    return (
        f"<details><summary>{len(report.missing)} checks of the contract were not run</summary>"
        f"<p>{escape(ids)}</p></details>\n"
    )


def _table(report: Report) -> str:
    head, *rows = _cells(report)
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>\n"
        for row in rows
    )
    return (
        '<div class="scroll"><table>\n<caption>Checks by area</caption>\n'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def _cells(report: Report) -> Iterable[list[str]]:
    counts = Counter(result.outcome for result in report.results)
    columns = [outcome for outcome in terminal.SHOWN if counts[outcome]]
    yield ["area", *(terminal.SHOWN[outcome] for outcome in columns)]
    for area, found in report.by_area().items():
        title = f"{area} {title_of(area)}"
        yield [title, *(str(found[outcome] or "\N{MIDDLE DOT}") for outcome in columns)]


def _areas(report: Report) -> str:
    return "".join(
        f"<section>\n<h2>{escape(title_of(area).capitalize())}</h2>\n"
        + "".join(_result(one, report.provider) for one in report.results if one.area == area)
        + "</section>\n"
        for area in report.by_area()
    )


def _result(result: Result, spec: str) -> str:
    """A check, folded; one that does not hold is open."""
    is_open = " open" if result.outcome in UNMET | {Outcome.HARNESS_ERROR} else ""
    held = ' class="held"' if result.outcome in _HELD else ""
    scored = "" if result.is_scored else ' <span class="note">not scored</span>'
    return (
        f"<details{held}{is_open}><summary>{_chip(result.outcome)} <code>{result.id}</code> "
        f'<span class="note">{result.level}</span> {escape(result.sentence)}{scored}</summary>\n'
        f"<dl>\n{_fields(result, spec)}</dl></details>\n"
    )


def _fields(result: Result, spec: str) -> str:
    named = [(name, getattr(result, name)) for name in ("reason", "sent", "expected", "got")]
    told = [
        *named,
        ("at", "\n".join(result.frames)),
        ("fix", result.fix),
        ("docs", result.docs),
        ("rerun", terminal.rerun(result, spec)),
    ]
    return "".join(
        f"<dt>{name}</dt><dd><pre>{escape(value)}</pre></dd>\n" for name, value in told if value
    )
