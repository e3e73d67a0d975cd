"""The command that shows the settings in force, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from scout.cli.screen import AsJson, show_json, show_table, told
from scout.config import Settings

_SECRET = ("api_keys", "ledger_url")


def config(
    *,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only those that are not as they come.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show the settings in force and where each came from; secrets are counted, not shown."""
    with told():
        settings = Settings()
    prefix = str(Settings.model_config["env_prefix"])
    given = settings.model_fields_set
    found = {
        name: {
            "value": _shown(name, getattr(settings, name)),
            "from": "environment" if name in given else "default",
            "variable": f"{prefix}{name.upper()}",
        }
        for name in Settings.model_fields
        if name in given or not changed
    }
    if json:
        show_json(found)
    else:
        rows = ((name, *map(_cell, one.values())) for name, one in found.items())
        show_table(("setting", "value", "from", "variable"), rows)


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
        return ", ".join(f"{key}={inner}" for key, inner in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else str(value)
