"""Reads API keys out of variables and files, and refuses files that others can read."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import SecretStr

from scout.config_files import is_exposed
from scout.errors import ConfigurationError

Key: TypeAlias = str | SecretStr
"""An API key as it is given; it is kept as a `SecretStr`."""

MAX_NUMBERED_KEYS: Final = 1000
"""How many `NAME_1`, `NAME_2`, ... are read; the numbering may start at 1 and has no gap."""


def read_key_file(path: Path) -> tuple[str, ...]:
    """Read API keys from a file, one a line.

    Raises:
        ConfigurationError: The file is missing, holds no key or one twice, or others can read it.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"the key file {path} cannot be read: {error}") from None
    if is_exposed(mode):
        raise ConfigurationError(
            f"the key file {path} can be read by others (mode {stat.filemode(mode)}); "
            f"run: chmod 600 {path}"
        )
    lines = [line.strip() for line in text.splitlines()]
    keys = tuple(line for line in lines if line and not line.startswith("#"))
    if not keys:
        raise ConfigurationError(f"the key file {path} holds no key; write one a line")
    if len(set(keys)) < len(keys):
        raise ConfigurationError(f"the key file {path} holds a key twice; remove one")
    return keys


def keys_in(names: Iterable[str], env: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Variable and key, of the first variable that holds any."""
    for name in names:
        found = [(name, key.strip()) for key in env.get(name, "").split(",") if key.strip()]
        found += _numbered(name, env)
        if found:
            return found
    return ()


def _numbered(name: str, env: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    found = []
    for number in range(1, MAX_NUMBERED_KEYS + 1):
        key = env.get(f"{name}_{number}", "").strip()
        if not key:
            break
        found.append((f"{name}_{number}", key))
    return found


def repetition(found: Sequence[tuple[str, str]]) -> str:
    """What is wrong where a key stands twice, else an empty text."""
    seen: dict[str, str] = {}
    for variable, key in found:
        if key in seen:
            return f"{variable} repeats the key of {seen[key]}; remove one"
        seen[key] = variable
    return ""


def as_secrets(keys: Any) -> Any:
    """One key or many as `SecretStr`s; what is neither is left for its type to be refused."""
    if isinstance(keys, str | SecretStr):
        keys = (keys,)
    if not isinstance(keys, list | tuple):
        return keys
    return tuple(SecretStr(key) if isinstance(key, str) else key for key in keys)


def revealed(keys: Key | Sequence[Key]) -> tuple[str, ...]:
    """One key or many, as they are sent."""
    several = (keys,) if isinstance(keys, str | SecretStr) else keys
    return tuple(key if isinstance(key, str) else key.get_secret_value() for key in several)
