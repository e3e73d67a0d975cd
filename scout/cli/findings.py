"""What may be wrong with an installation and its keys: findings, and no secret in any of them."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from scout.config import Settings, read_keys
from scout.errors import ConfigurationError
from scout.llm.dispatch import DEFAULT_PROVIDER
from scout.llm.providers.base import NoKey, Provider
from scout.llm.providers.registry import ProviderRegistry

SHORTEST_KEY: Final = 12
"""Characters; the keys of the built-in vendors have 32 and more."""

_PLACEHOLDERS: Final = ("your", "changeme", "xxxx", "...", "<", "replace")
_PACKAGES: Final = ("scout-core", "httpx", "httptools", "pydantic", "scout-conformance")


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: How bad it is.
        about: What was looked at.
        said: What was found.
        advice: What to do, empty where nothing is to be done.
    """

    level: Level
    about: str
    said: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class KeyFound:
    """A key that would be used, without its secret.

    Attributes:
        provider: Whose.
        key_id: Public name.
        source: Where it was read: a variable, a file, or the settings.
        problem: Why it cannot be right, empty where it may be.
    """

    provider: str
    key_id: str
    source: str
    problem: str = ""


def key_problem(secret: str) -> str:
    """Why a text cannot be an API key, in words that do not show it; empty where it may be one."""
    if any(char.isspace() for char in secret):
        return "holds a space or a line break"
    if secret[:1] in "'\"" or secret[-1:] in "'\"":
        return "stands in quotes"
    if not (secret.isascii() and secret.isprintable()):
        return "holds characters that no key has"
    if any(word in secret.lower() for word in _PLACEHOLDERS):
        return "is a placeholder"
    return f"is shorter than {SHORTEST_KEY} characters" if len(secret) < SHORTEST_KEY else ""


def keys_of(settings: Settings, row: Provider) -> tuple[KeyFound, ...]:
    """The keys that a router would use for a provider, in its order.

    Raises:
        ConfigurationError: A file of keys cannot be used, or a key stands twice.
    """
    if isinstance(row.auth, NoKey):
        return ()
    given = settings.keys_of(row.name)
    if given is None:
        pairs: Sequence[tuple[str, str]] = read_keys(row.api_key_env)
    else:
        in_settings = row.name in settings.api_keys
        source = "settings" if in_settings else str(settings.key_files[row.name])
        pairs = [(source, secret) for secret in given]
    return tuple(
        KeyFound(row.name, f"{row.name}#{number}", source, key_problem(secret))
        for number, (source, secret) in enumerate(pairs, 1)
    )


def findings(settings: Settings, registry: ProviderRegistry) -> Iterator[Finding]:
    """Everything that can be seen without asking a vendor."""
    yield from _packages()
    yield from _plugins(registry)
    found: dict[str, tuple[KeyFound, ...]] = {}
    for row in registry.providers():
        try:
            found[row.name] = keys_of(settings, row)
        except ConfigurationError as error:
            yield Finding(Level.PROBLEM, f"keys of {row.name}", str(error))
    yield from _keys(found)


def _packages() -> Iterator[Finding]:
    yield Finding(Level.OK, "python", platform.python_version())
    for name in _PACKAGES:
        try:
            yield Finding(Level.OK, name, version(name))
        except PackageNotFoundError:
            advice = "install it to judge providers" if name == "scout-conformance" else ""
            yield Finding(Level.NOTE, name, "not installed", advice)


def _plugins(registry: ProviderRegistry) -> Iterator[Finding]:
    yield Finding(Level.OK, "providers", ", ".join(registry.names()))
    for failure in registry.failures():
        advice = f"mend {failure.target}, or uninstall its package"
        yield Finding(Level.PROBLEM, f"plugin {failure.name}", failure.reason, advice)
    for conflict in registry.conflicts():
        said = f"is served by {conflict.served_by}"
        advice = f"write {conflict.also_at!r} for the other one"
        yield Finding(Level.NOTE, f"model {conflict.model}", said, advice)


def _keys(found: dict[str, tuple[KeyFound, ...]]) -> Iterator[Finding]:
    for name, keys in found.items():
        for key in keys:
            level = Level.PROBLEM if key.problem else Level.OK
            said = f"{key.source} {key.problem or 'looks like a key'}"
            advice = f"write the key alone into {key.source}" if key.problem else ""
            yield Finding(level, f"key {key.key_id}", said, advice)
        if name == DEFAULT_PROVIDER and not keys:
            said = "has no key, and serves calls that name no model"
            yield Finding(Level.NOTE, name, said, "set its key, or name a model in each call")
    if not any(found.values()):
        yield Finding(Level.PROBLEM, "keys", "there are none", "scout keys says what may be set")
