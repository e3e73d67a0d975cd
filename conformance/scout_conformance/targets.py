"""Finds the provider that is meant, by name, `module:attribute` or `path/to/file.py:ATTR`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, partial
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from scout.llm.providers.registry import (
    ENTRY_POINTS,
    built_in,
    checked,
    provider_at,
    provider_in_file,
)
from scout_conformance.violation import KitError

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider


class UnknownProviderError(KitError):
    """Nothing of this name is there; the message offers what looks like it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A provider that is to be judged, and how it was found.

    Attributes:
        spec: What the user wrote; also its name in node ids and reports.
        load: Gives the row; raises what the author's module raises.
        module: Importable module that defines it, None for an object or a file.
        file: Source file of the module, None for an object.
        entry: Its entry point, None where it has none.
        is_built_in: Whether it comes with scout.
    """

    spec: str
    load: Callable[[], Provider]
    module: str | None = None
    file: Path | None = None
    entry: EntryPoint | None = None
    is_built_in: bool = False

    @property
    def is_watchable(self) -> bool:
        """Whether it has a module of its own, whose import can be watched."""
        return self.file is not None and not self.is_built_in

    @property
    def in_package(self) -> bool:
        """Whether the folder of `file` belongs to this provider alone."""
        by_path = self.module is None
        return by_path or self._is_init or "." in (self.module or "")

    @property
    def root(self) -> Path | None:
        """Folder or file that holds the author's code."""
        if self.file is None or self.is_built_in:
            return None
        return self.file.parent if self.in_package and self.module else self.file

    @property
    def _is_init(self) -> bool:
        return self.file is not None and self.file.name == "__init__.py"


@lru_cache(maxsize=1)
def built_in_rows() -> Mapping[str, Provider]:
    """The providers that come with scout, by name."""
    rows = {offer.name: offer.provider for offer in built_in() if offer.provider is not None}
    return MappingProxyType(rows)


def names() -> tuple[str, ...]:
    """Names of all providers that are installed, the built-in ones first; imports none of them."""
    known = tuple(built_in_rows())
    return (*known, *(name for name in sorted(_entries()) if name not in known))


def find(specs: Iterable[str]) -> tuple[Target, ...]:
    """The targets that the user named, each once; `all` stands for everything installed.

    Args:
        specs: Names, `module:attribute` or `path/to/file.py:ATTR`; each may be a
            comma-separated list.

    Raises:
        UnknownProviderError: One of them is not installed or not there.
    """
    wanted: dict[str, None] = {}
    for part in ",".join(specs).split(","):
        if spec := part.strip():
            wanted.update(dict.fromkeys(names() if spec == "all" else (spec,)))
    return tuple(map(find_one, wanted))


def find_one(spec: str) -> Target:
    """The target of one name or address.

    Raises:
        UnknownProviderError: There is nothing.
    """
    if ":" in spec:
        return _at_address(spec)
    row = built_in_rows().get(spec)
    if row is not None:
        module = f"scout.llm.providers.{spec}"
        return Target(spec, lambda: row, module, _file_of(module), is_built_in=True)
    entry = _entries().get(spec)
    if entry is None:
        raise UnknownProviderError(_unknown(spec))
    address = entry.value.replace(" ", "")
    module = address.partition(":")[0]
    return Target(spec, partial(provider_at, address), module, _file_of(module), entry)


def of_object(provider: Provider, spec: str = "") -> Target:
    """The target of a row that is at hand already."""
    return Target(spec or provider.name, lambda: checked(provider, "run()"))


def _at_address(spec: str) -> Target:
    place = spec.rpartition(":")[0]
    if place.endswith(".py"):
        if not Path(place).is_file():
            raise UnknownProviderError(f"{spec}: there is no file {place}")
        return Target(spec, partial(provider_in_file, spec), None, Path(place).resolve())
    file = _file_of(place)
    if file is None:
        raise UnknownProviderError(
            f"{spec}: there is no module {place!r}; install it, or put its folder on PYTHONPATH"
        )
    return Target(spec, partial(provider_at, spec), place, file)


def _file_of(module: str) -> Path | None:
    """Source file of a module, without running it; its parent packages are imported."""
    loaded = sys.modules.get(module)
    if loaded is not None and loaded.__file__:
        return Path(loaded.__file__).resolve()
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).resolve() if spec is not None and spec.origin else None


def _entries() -> dict[str, EntryPoint]:
    """Announced providers by name; of two with one name the first on the path holds."""
    return {entry.name: entry for entry in reversed(entry_points(group=ENTRY_POINTS))}


def _unknown(name: str) -> str:
    installed = names()
    near = get_close_matches(name.lower(), installed, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return (
        f"no provider is called {name!r}{hint} Installed: {', '.join(installed)}. A provider "
        "that is not installed is named module:attribute or path/to/file.py:ATTRIBUTE"
    )
