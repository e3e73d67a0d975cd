"""The command that says what was spent: as a table, as bars, as a picture, as CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from scout.cli.audit import Since, Until
from scout.cli.ends import fail
from scout.cli.screen import console, show_line, show_table
from scout.cli.tables import counted
from scout.config import Settings
from scout.errors import ScoutError
from scout.llm.budget import Ledger
from scout.llm.clock import SystemClock
from scout.llm.cost import usd
from scout.llm.router_state import ledger_for
from scout.spend import Charge, SpendReport, audit_charges, ledger_charges
from scout.spend import spend as added_up
from scout.spend_plot import bars, printable, svg


def spend(
    *,
    by: Annotated[
        list[str] | None,
        typer.Option(help="model, provider, day, scope, or scope:KIND; may be repeated."),
    ] = None,
    audit: Annotated[Path | None, typer.Option(help="Read this audit log.")] = None,
    ledger: Annotated[
        str | None, typer.Option(help="Read this ledger: a file, or a redis:// address.")
    ] = None,
    since: Since = None,
    until: Until = None,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    plot: Annotated[bool, typer.Option("--plot", help="As bars.")] = False,
    picture: Annotated[
        Path | None, typer.Option("--svg", help="Write the bars to this file, as a picture.")
    ] = None,
) -> None:
    """Say what was spent; without a source, that of the settings."""
    try:
        report = _added_up(_charges(audit, ledger), by or ["model"], since, until)
    except (OSError, ScoutError, ValueError) as error:
        fail(str(error))
    if picture is not None:
        picture.write_text(svg(report), encoding="utf-8")
    if csv:
        typer.echo(report.csv(), nl=False)
    elif json:
        typer.echo(report.json())
    else:
        _show(report, plot=plot)


def _added_up(
    charges: Iterable[Charge | None],
    by: list[str],
    since: datetime | None,
    until: datetime | None,
) -> SpendReport:
    days = (moment.date() if moment else None for moment in (since, until))
    first, last = days
    return added_up(charges, by, since=first, until=last)


def _charges(audit: Path | None, ledger: str | None) -> Iterable[Charge | None]:
    """The charges of the source that is named, else of the audit log or ledger in the settings.

    Raises:
        ValueError: Two are named, or none.
    """
    settings = Settings()
    if audit is not None and ledger is not None:
        raise ValueError("give --audit or --ledger: the same calls may stand in both")
    if ledger is None and (audit or settings.audit_path) is not None:
        return audit_charges(audit or settings.audit_path or "")
    with closing(_ledger(ledger, settings)) as opened:
        return list(ledger_charges(opened.journal()))


def _ledger(named: str | None, settings: Settings) -> Ledger:
    if named is not None and "://" in named:
        settings = settings.model_copy(update={"ledger_url": SecretStr(named)})
    elif named is not None:
        changes = {"ledger_url": None, "ledger_path": Path(named)}
        settings = settings.model_copy(update=changes)
    elif settings.ledger_url is None and settings.ledger_path is None:
        raise ValueError("name a source: --audit, --ledger, SCOUT_AUDIT_PATH or SCOUT_LEDGER_PATH")
    path = settings.ledger_path
    if settings.ledger_url is None and path is not None and not path.exists():
        raise ValueError(f"there is no ledger at {path}")
    return ledger_for(settings, SystemClock.wall)


def _show(report: SpendReport, *, plot: bool) -> None:
    if plot:
        for line in bars(report, console().width):
            show_line(line)
    else:
        titles = (*report.by, "usd", "calls", "requests", "unpriced")
        show_table(titles, _rows(report), spare=("unpriced", "requests"))
    total = report.total
    counts = f"{counted(total.requests, 'request')} of {counted(len(total.calls), 'call')}"
    show_line(f"${usd(total.nano_usd):f} in {counts}")
    if total.unpriced:
        show_line(f"{total.unpriced} requests have no price and are not in it", "yellow")
    if report.unreadable:
        advice = f"{report.unreadable} lines are no rows: scout audit verify says which"
        show_line(advice, "yellow")


def _rows(report: SpendReport) -> Iterator[tuple[object, ...]]:
    for names, row in report.rows.items():
        counts = (len(row.calls), row.requests, row.unpriced)
        yield *map(printable, names), f"{usd(row.nano_usd):f}", *counts
