"""The command that shows the settings in force, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer
from pydantic import SecretStr

from scout.cli.screen import AsJson, show_json, show_table, told
from scout.cli.settings_schema import settings_schema
from scout.config import Settings, settings_file
from scout.config_files import Origin

_SECRET = ("api_keys", "ledger_url")
_DEFAULT = Origin("default", "")

LONGEST: Final = 160
"""Characters of a mapping in a table: two lines."""


def config(
    *,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only those that are not as they come.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="The JSON Schema of scout.toml, for editors.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show the settings in force and where each came from; secrets are counted, not shown.

    A setting is given in code, by its variable (SCOUT_TIMEOUT_S for timeout_s), or in a file:
    the nearest scout.toml, or pyproject.toml with a table [tool.scout], up to the root of the
    project; SCOUT_CONFIG names another file. The first of these that says something decides.
    """
    if schema:
        show_json(settings_schema())
        return
    with told():
        settings, file = Settings(), settings_file()
        origins = settings.origins()
    shown = [name for name in Settings.model_fields if name in origins or not changed]
    if json:
        show_json({name: _told(name, settings, origins.get(name, ())) for name in shown})
        return
    if not shown:
        typer.echo("every setting is as it comes")
        return
    rows = (
        (name, _cell(_shown(name, getattr(settings, name))), _places(origins.get(name, ())))
        for name in shown
    )
    show_table(("setting", "value", "given by"), rows, prose=("value", "given by"))
    typer.echo(f"\nfile: {file.name if file else 'none'}", err=True)


def _told(name: str, settings: Settings, origins: tuple[Origin, ...]) -> dict[str, Any]:
    first = origins[0] if origins else _DEFAULT
    return {
        "value": _shown(name, getattr(settings, name)),
        "from": first.kind,
        "places": [origin.place for origin in origins if origin.place],
        "variable": f"SCOUT_{name.upper()}",
    }


def _places(origins: tuple[Origin, ...]) -> str:
    return " before ".join(one.place or one.kind for one in origins) or "default"


def _shown(name: str, value: Any) -> Any:
    """A value as it may be seen."""
    if name == "api_keys":
        counts = (
            (provider, 1 if isinstance(keys, str | SecretStr) else len(keys))
            for provider, keys in value.items()
        )
        return {provider: f"{count} set" for provider, count in counts}
    if name in _SECRET:
        return None if value is None else "set"
    return dict(value) if isinstance(value, Mapping) else value


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        listed = ", ".join(f"{key}={_inner(inner)}" for key, inner in value.items())
        too_long = len(listed) > LONGEST
        return f"{len(value)} entries, which --json shows" if too_long else listed or "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else str(value)


def _inner(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return " ".join(f"{key}:{inner}" for key, inner in value.items())
