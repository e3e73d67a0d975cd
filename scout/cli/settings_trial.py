"""Whether settings that are well-formed can be used: what else would show at the first call."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scout.cli.findings import Finding, Level
from scout.config import Settings
from scout.errors import ConfigurationError
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.router import Router

FILES: Final = ("audit_path", "cache_path", "ledger_path")
"""Settings that are files to write to; those that stand in them are not touched."""

_MADE: Final = "audit_path"
"""The one whose folder is made where there is none."""


def trial(settings: Settings, registry: ProviderRegistry) -> Iterator[Finding]:
    """What a router, or the first call to a provider, would refuse."""
    for name in FILES:
        path = getattr(settings, name)
        problem = "" if path is None else _unusable(path, is_made=name == _MADE)
        if problem:
            yield Finding(Level.PROBLEM, f"setting {name}", problem, "name another file")
    dry = settings.model_copy(update=dict.fromkeys(FILES))
    try:
        with Router(dry, registry=registry) as router:
            yield from _providers(router, settings, registry)
    except ConfigurationError as error:
        yield Finding(Level.PROBLEM, "settings", str(error), "mend it")


def _providers(router: Router, settings: Settings, registry: ProviderRegistry) -> Iterator[Finding]:
    """Limits and paces, which only a provider's own row says the rest of."""
    known = registry.names()
    for name in dict.fromkeys((*settings.timeouts, *settings.pacing)):
        if name not in known:
            continue  # told as a name that leads nowhere
        try:
            router.candidates(f"{name}/{registry.get(name).default_model}")
            router.keys(name)
        except ConfigurationError as error:
            yield Finding(Level.PROBLEM, f"settings of {name}", str(error), "mend it")


def _unusable(path: Path, *, is_made: bool) -> str:
    """Why a file cannot be written to, empty where it can be."""
    if path.is_dir():
        return f"{path} is a folder"
    folder = path.absolute().parent
    if is_made:
        folder = next(each for each in (folder, *folder.parents) if each.exists())
    if not folder.is_dir():
        return f"there is no folder {folder}"
    if not os.access(path if path.exists() else folder, os.W_OK):
        return f"{path} cannot be written to"
    return ""
