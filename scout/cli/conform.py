"""The command that judges whether providers keep the contract."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from scout.cli.ends import fail


def conform(
    names: Annotated[
        list[str],
        typer.Argument(help="Names, module:attribute, path/to/file.py:ATTR, or 'all'."),
    ],
    report: Annotated[
        list[Path] | None,
        typer.Option(help="Write a report; the ending is its format: .json, .html, .md, .svg."),
    ] = None,
    checks: Annotated[
        list[str] | None, typer.Option(help="Also run the SC-X checks of this module or .py file.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Start of generated values.")] = 0,
    explore: Annotated[
        int | None, typer.Option(help="Try this many generated cases per check.")
    ] = None,
) -> None:
    """Judge whether providers keep scout's contract."""
    kit, console = contract_kit(), Console(highlight=False)
    options = kit.Options(seed=seed, **({"examples": explore, "explore": True} if explore else {}))
    try:
        for path in report or ():
            kit.format_of(path)
        targets = kit.find(names)
        reports = [kit.run(target, options=options, own=checks or ()) for target in targets]
    except kit.KitError as error:
        fail(str(error))
    for one in reports:
        _show(kit, console, one)
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


def _show(kit: Any, console: Console, report: Any) -> None:
    for result in kit.terminal.unmet(report):
        text = kit.terminal.failure(result, report.provider, width=console.width)
        console.print(text, markup=False, soft_wrap=True)
        console.print()
    for line in kit.terminal.table(report):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    style = f"bold {kit.terminal.colour(report.verdict)}"
    console.print(kit.terminal.verdict_line(report), style=style, markup=False, soft_wrap=True)
