"""The commands on keys and on the installation as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Annotated, Final

import typer

from scout.cli.findings import Finding, KeyFound, Level, findings, keys_of
from scout.cli.names import provider_names
from scout.cli.screen import (
    AsJson,
    console,
    show_json,
    show_line,
    show_table,
    told,
    width_of,
    working,
)
from scout.cli.settings_findings import settings_findings, settings_or_finding
from scout.cli.settings_trial import trial
from scout.cli.tables import hanging
from scout.config import Settings
from scout.llm.model_news import ModelChange
from scout.llm.providers.base import NoKey, Provider
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.router import Router

_STYLES: Final[Mapping[Level, str]] = {
    Level.OK: "",
    Level.NOTE: "yellow",
    Level.PROBLEM: "bold red",
}


def keys(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROVIDER", help="Only of these providers.", autocompletion=provider_names
        ),
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Say which keys would be used, where each was read, and whether it can be one.

    No part of a key is shown. Exit code 1 says that one of them cannot be right.
    """
    with told():
        registry, settings = ProviderRegistry(), Settings()
        rows = [registry.get(name) for name in names] if names else registry.providers()
        found = {row.name: keys_of(settings, row) for row in rows}
    if json:
        show_json({name: [asdict(key) for key in each] for name, each in found.items()})
    else:
        lines = (line for row in rows for line in _lines(row, found[row.name]))
        show_table(("provider", "key", "read from", "state"), lines, prose=("state",))
    wrong = any(key.problem for each in found.values() for key in each)
    raise typer.Exit(1 if wrong else 0)


def doctor(
    *,
    connect: Annotated[
        bool, typer.Option("--connect", help="Ask each vendor that has a key for its models.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Look at packages, plugins, settings and keys, and say what is wrong.

    Exit code 1 says that something has to be mended.
    """
    with told():
        registry = ProviderRegistry()
        settings, found = settings_or_finding()
        if not found:
            found = [*settings_findings(settings, registry), *trial(settings, registry)]
        found += findings(settings, registry)
        if connect:
            found += _connected(settings)
    if json:
        show_json([asdict(one) for one in found])
    else:
        _show(found)
    raise typer.Exit(1 if any(one.level is Level.PROBLEM for one in found) else 0)


def _show(found: Iterable[Finding]) -> None:
    """Each finding on a line, or on as many as the terminal needs; what is right first."""
    out = console()
    for one in sorted(found, key=lambda one: list(Level).index(one.level)):
        advice = f" -> {one.advice}" if one.advice else ""
        for line in hanging(f"{one.level:<9}", f"{one.about}: {one.said}{advice}", width_of(out)):
            show_line(line, _STYLES[one.level], out)


def _lines(row: Provider, found: tuple[KeyFound, ...]) -> list[tuple[str, str, str, str]]:
    if isinstance(row.auth, NoKey):
        return [(row.name, "-", "-", "needs none")]
    if not found:
        return [(row.name, "-", "-", f"none; set {' or '.join(row.api_key_env)}")]
    return [(row.name, key.key_id, key.source, key.problem or "looks like a key") for key in found]


def _connected(settings: Settings) -> list[Finding]:
    """Whether each vendor that has a key answers it."""
    with Router(settings) as router, working("asking the vendors"):
        news = router.check_models_sync()
    failed = [one for one in news if one.change is ModelChange.UNCHECKED]
    told_of = [Finding(Level.PROBLEM, f"{one.provider} answers", one.advice) for one in failed]
    return told_of or [Finding(Level.OK, "vendors", "all that have a key answer")]
