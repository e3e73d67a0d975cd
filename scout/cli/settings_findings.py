"""What may be wrong with settings that are well-formed: names that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from scout.cli.findings import Finding, Level
from scout.cli.settings_schema import INNER
from scout.config import GivenSettings, Settings, foreign_variables, settings_file
from scout.errors import ConfigurationError, ModelNotFoundError
from scout.llm.dispatch import resolve
from scout.llm.providers.registry import ProviderRegistry

BY_PROVIDER: Final = ("api_keys", "key_files", "pacing", "timeouts")
"""Settings that are mappings from the name of a provider."""


def settings_or_finding() -> tuple[Settings, list[Finding]]:
    """The settings in force; where they cannot be, the defaults and why."""
    try:
        return Settings(), []
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        said = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except ConfigurationError as error:
        said = str(error)
    return GivenSettings(), [Finding(Level.PROBLEM, "settings", said, "mend it; defaults hold")]


def settings_findings(settings: Settings, registry: ProviderRegistry) -> Iterator[Finding]:
    """Where settings came from, and what in them leads nowhere."""
    yield from _given(settings)
    providers = registry.names()
    for setting in BY_PROVIDER:
        for name, inner in getattr(settings, setting).items():
            yield from _known(f"{setting}.{name}", "provider", name, providers)
            if setting in INNER:
                names = [field.name for field in fields(INNER[setting])]
                for each in inner:
                    yield from _known(f"{setting}.{name}.{each}", "limit", each, names)
    for model in (*settings.fallbacks, *settings.content_fallbacks):
        try:
            resolve(model, today=datetime.now(UTC).date(), catalog=registry.catalog)
        except ModelNotFoundError as error:
            yield Finding(Level.PROBLEM, f"fallback {model}", error.message, "name another model")


def _given(settings: Settings) -> Iterator[Finding]:
    origins: Mapping[str, Any] = settings.origins()
    file = settings_file()
    where = file.name if file else "none: scout.toml or [tool.scout] would be one"
    yield Finding(Level.OK, "settings file", where)
    for name in sorted(origins):
        said = " before ".join(one.place or one.kind for one in origins[name])
        yield Finding(Level.OK, f"setting {name}", f"given by {said}")
    for variable in foreign_variables():
        yield Finding(Level.NOTE, variable, "is no setting of scout", "scout config lists them")


def _known(place: str, kind: str, name: str, names: Collection[str]) -> Iterator[Finding]:
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        advice = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(names)}"
        said = f"no {kind} is called {name!r}"
        yield Finding(Level.PROBLEM, f"setting {place}", said, advice)
