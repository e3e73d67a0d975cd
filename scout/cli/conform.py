"""The command that judges whether providers keep the contract."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from scout.cli.ends import fail
from scout.cli.names import provider_names
from scout.cli.screen import AsJson, console, show_line, width_of, working
from scout.cli.tables import hanging


def conform(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Names, module:attribute, path/to/file.py:ATTR, or 'all'.",
            autocompletion=provider_names,
        ),
    ],
    *,
    report: Annotated[
        list[Path] | None,
        typer.Option(help="Write a report; the ending is its format: .json, .html, .md, .svg."),
    ] = None,
    checks: Annotated[
        list[str] | None, typer.Option(help="Also run the SC-X checks of this module or .py file.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Start of generated values.")] = 0,
    explore: Annotated[
        int | None, typer.Option(min=1, help="Try this many generated cases per check.")
    ] = None,
    loopback: Annotated[
        bool, typer.Option(help="Play scenes before a real server on loopback, in real time.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Judge whether providers keep scout's contract."""
    kit = contract_kit()
    more = {"examples": explore, "explore": True} if explore else {}
    options = kit.Options(seed=seed, loopback=loopback, **more)
    try:
        for path in report or ():
            kit.format_of(path)
        targets = kit.find(names)
        if not targets:
            fail("name a provider, or 'all' for everything that is installed")
        reports = []
        for target in targets:
            with working(f"judging {target.spec}"):
                reports.append(kit.run(target, options=options, own=checks or ()))
            if not json:
                _show(kit, console(), reports[-1])
    except kit.KitError as error:
        fail(str(error))
    if json:
        typer.echo(kit.report.without_keys(kit.document(reports), "(key)"), nl=False)
    for path in report or ():
        kit.write(path, reports)
    raise typer.Exit(max(one.exit_code for one in reports))


def contract_kit() -> Any:
    """The contract suite, which is a distribution of its own."""
    try:
        return import_module("scout_conformance")
    except ModuleNotFoundError as error:
        if error.name != "scout_conformance":
            raise
        return fail(
            "judging needs the distribution scout-conformance, which is not installed; "
            "install it from the folder conformance of the checkout, or from its wheel"
        )


def _show(kit: Any, out: Console, report: Any) -> None:
    for result in kit.terminal.unmet(report):
        text = kit.terminal.failure(result, report.provider, width=out.width)
        out.print(text, markup=False, soft_wrap=True)
        out.print()
    lines = kit.terminal.table(report, width=out.width)
    for line in (*lines, *kit.terminal.untried(report), *kit.terminal.played_before(report)):
        out.print(line, markup=False, soft_wrap=True)
    out.print()
    style = f"bold {kit.terminal.colour(report.verdict)}"
    for line in hanging("", kit.terminal.verdict_line(report), width_of(out), indent=4):
        show_line(line, style, out)
