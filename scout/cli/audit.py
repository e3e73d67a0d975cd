"""The commands on an audit log: is it as it was written, what happened last, what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from scout.audit_chain import Row, canonical
from scout.audit_read import rows
from scout.audit_report import Route, Summary, summarise
from scout.audit_verify import AuditReport
from scout.audit_verify import verify as verified
from scout.cli.ends import REFUSED, fail
from scout.cli.helps import PlainCommand, PlainGroup
from scout.cli.screen import AsJson, ends, show_json, show_line, show_table, show_text, working
from scout.cli.tables import counted
from scout.config import Settings
from scout.llm.cost import usd
from scout.spend_plot import printable

app = typer.Typer(
    cls=PlainGroup,
    help="Look into an audit log.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

MOST_CALLS: Final = 1_000_000
"""So many calls are some gigabytes of rows."""

LogFile: TypeAlias = Annotated[
    Path | None, typer.Argument(help="The log; by default the one of SCOUT_AUDIT_PATH.")
]
Since: TypeAlias = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day, in UTC.")
]
Until: TypeAlias = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, in UTC.")
]


@app.command(
    cls=PlainCommand,
    short_help="Check that a log is as it was written.",
    epilog=ends("scout audit verify", "scout audit verify calls.jsonl --anchor 5f0c... --json"),
)
def verify(
    path: LogFile = None,
    anchor: Annotated[
        str | None, typer.Option(help="Hash of a row that was noted elsewhere.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Check that a log is as it was written; exit code 1 where it is not."""
    path = _log_file(path)
    try:
        with working("reading the log"):
            report = verified(path, anchor=anchor)
    except OSError as error:
        fail(str(error))
    if json:
        problems = [str(problem) for problem in report.problems]
        told = {**asdict(report), "problems": problems}
        show_json({"path": path, "is_intact": report.is_intact, **told})
    else:
        for line in _verdict(path, report):
            show_text(line)
    raise typer.Exit(0 if report.is_intact else REFUSED)


@app.command(
    cls=PlainCommand, epilog=ends("scout audit tail -n 3", "scout audit tail --json | jq .outcome")
)
def tail(
    path: LogFile = None,
    count: Annotated[int, typer.Option("-n", min=1, max=MOST_CALLS, help="How many calls.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="As JSON lines.")] = False,
) -> None:
    """Show the last calls, each with its steps."""
    found = deque((row for row in _rows(path) if row and row.kind == "call"), maxlen=count)
    for row in found:
        if json:
            typer.echo(printable(canonical(row.body).decode()))
            continue
        for line in _told(row):
            show_text(printable(line))


@app.command(
    cls=PlainCommand,
    epilog=ends("scout audit report", "scout audit report --since 2026-11-01 --json"),
)
def report(
    path: LogFile = None, since: Since = None, until: Until = None, json: AsJson = False
) -> None:
    """Sum up how calls ended, who answered, and how fast."""
    days = {
        "since": since.date() if since else None,
        "until": until.date() if until else None,
    }
    summary = summarise(_rows(path), **days)
    if json:
        show_json(_summed(summary))
    else:
        _show(summary)


def _summed(summary: Summary) -> dict[str, Any]:
    """A summary as JSON has it."""
    return {
        "outcomes": dict(summary.outcomes),
        "lost_rows": summary.lost_rows,
        "unreadable": summary.unreadable,
        "routes": [
            {
                "provider": provider,
                "model": model,
                "requests": route.requests,
                "outcomes": dict(route.outcomes),
                "median_us": route.duration_us(0.5),
                "p95_us": route.duration_us(0.95),
                "cost_usd": usd(route.nano_usd),
            }
            for (provider, model), route in summary.routes.items()
        ],
    }


def _show(summary: Summary) -> None:
    titles = ("provider/model", "requests", "ok", "median s", "p95 s", "usd")
    show_table(titles, _routes(summary), spare=("median s",))
    for (provider, model), route in summary.routes.items():
        for name, count in route.failures.items():
            show_line(printable(f"{count} {name} from {provider}/{model}"))
    told = ", ".join(f"{count} {name}" for name, count in summary.outcomes.most_common())
    show_line(f"{counted(summary.outcomes.total(), 'call')}: {told or 'none'}")
    if summary.lost_rows:
        show_line(f"{summary.lost_rows} rows could not be written", "yellow")
    if summary.unreadable:
        advice = f"{summary.unreadable} lines are no rows: scout audit verify says which"
        show_line(advice, "yellow")


def log_file(path: Path | None) -> Path | None:
    """The log that is meant: the one given, else that of the settings."""
    return path if path is not None else Settings().audit_path


def _log_file(path: Path | None) -> Path:
    found = log_file(path)
    return found if found is not None else fail("name an audit log, or set SCOUT_AUDIT_PATH")


def _rows(path: Path | None) -> list[Row | None]:
    try:
        return list(rows(_log_file(path)))
    except OSError as error:
        fail(str(error))


def _verdict(path: Path, report: AuditReport) -> list[str]:
    lines = [str(problem) for problem in report.problems]
    counted = f"rows {report.rows}, writers {report.writers}, files {report.files}"
    notes = [
        f"{report.lost_rows} rows could not be written" if report.lost_rows else "",
        f"{report.torn} pieces of rows were put aside" if report.torn else "",
        f"it goes on after {report.begins_after}" if report.begins_after else "",
        f"anchor {report.last}" if report.last else "",
    ]
    verdict = "INTACT" if report.is_intact else "NOT INTACT"
    return [*lines, f"{path}: {verdict} ({counted})", *(f"  {note}" for note in notes if note)]


def _told(row: Row) -> list[str]:
    body: Any = row.body
    cost = body["cost_nano_usd"]
    price = "price unknown" if cost is None else f"${usd(cost):f}"
    head = f"{row.at}  {body['outcome']}  {body['latency_us'] / 1e6:.3f} s  {price}  {body['id']}"
    return [head, *map(_step, body["attempts"])]


def _step(step: Any) -> str:
    key = f" key {step['key_id']}" if step["key_id"] else ""
    took = f" in {step['duration_us'] / 1e6:.3f} s" if step["sent"] != "no" else ""
    where = f"{step['provider']}/{step['model']}{key}"
    return (
        f"{step['started_us'] / 1e6:10.3f} s  {where} -> {step['outcome']}{took}: {step['reason']}"
    )


def _routes(summary: Summary) -> Iterator[tuple[object, ...]]:
    routes = sorted(summary.routes.items(), key=lambda item: -item[1].requests)
    for (provider, model), route in routes:
        times = (_seconds(route, 0.5), _seconds(route, 0.95))
        counts = (route.requests, route.outcomes["ok"])
        yield printable(f"{provider}/{model}"), *counts, *times, f"{usd(route.nano_usd):f}"


def _seconds(route: Route, share: float) -> str:
    duration_us = route.duration_us(share)
    return "-" if duration_us is None else f"{duration_us / 1e6:.3f}"
