"""Finds and reads the file of settings, and knows on which line each of them stands."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from scout.errors import ConfigurationError

NAMES: Final = ("scout.toml", "pyproject.toml")
"""Files that may hold settings; the first that a folder has is the one that is read."""

PROJECT_MARKS: Final = (".git", ".hg", ".jj")
"""What the root of a project holds: where its history is kept. The search ends there."""

Place: TypeAlias = tuple[str, ...]
"""Names from the outermost table to a value."""

PATHS: Final = ("audit_path", "cache_path", "key_files", "ledger_path")
"""Settings that are paths, or hold them."""

_TOOL_TABLE = re.compile(r"""^\s*\[\s*tool\s*\.\s*["']?scout["']?\s*[].]""", re.MULTILINE)
_PASSWORD = re.compile(r"://[^/@]*:[^/@]+@")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A file of settings, as it was read.

    Attributes:
        path: Where it is.
        text: What stands there.
        values: Settings by name, as they are written.
    """

    path: Path
    text: str
    values: Mapping[str, Any]

    def where(self, *place: str) -> str:
        """File and line of a setting, such as `scout.toml:3`; the file alone where it has none."""
        line = line_of(self.text, (*_root(self.path), *place))
        return f"{self.name}:{line}" if line else self.name

    def blamed(self, values: Any, place: Place) -> str:
        """File and line of a value that is wrong; empty where it was given elsewhere.

        Args:
            values: All settings, put together.
            place: Of the value that is wrong.
        """
        given, written = values, self.values
        for name in place:
            if not isinstance(given, Mapping) or not isinstance(written, Mapping):
                break
            if name not in given or name not in written:
                return ""
            given, written = given[name], written[name]
        return self.where(*place) if place and given == written else ""

    @property
    def name(self) -> str:
        """Its path, from the working directory where it is in it."""
        try:
            return str(self.path.relative_to(Path.cwd()))
        except (ValueError, FileNotFoundError):  # it lies elsewhere, or the directory is gone
            return str(self.path)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting was given.

    Attributes:
        kind: `code`, `environment`, `file`, or `default`.
        place: The variable, or file and line; empty for code.
    """

    kind: Literal["code", "environment", "file", "default"]
    place: str


def load_file(named: str | None, known: Collection[str]) -> SettingsFile | None:
    """The file of settings that holds, with its relative paths taken from its own folder.

    Args:
        named: Path of the file; None looks for it from the working directory, an empty text
            says that there is none.
        known: Names of all settings.

    Raises:
        ConfigurationError: It cannot be read, names a setting that there is not, or holds a
            secret that others can read.
    """
    path = _nearest() if named is None else Path(named).expanduser() if named else None
    if path is None:
        return None
    file = read_file(path)
    refuse_unknown(file, known)
    refuse_exposed(file)
    values = {name: _beside(path, name, value) for name, value in file.values.items()}
    return SettingsFile(path, file.text, values)


def _nearest() -> Path | None:
    try:
        here = Path.cwd()
    except FileNotFoundError:  # the working directory was deleted, and whatever lay there with it
        return None
    return find_file(here)


def find_file(folder: Path) -> Path | None:
    """The file of settings that holds in a folder, None where there is none.

    It is the nearest, from the folder up to the root of its project, which is the first folder
    with a `.git`, `.hg` or `.jj`. Without a project only the folder itself is looked into: a
    file further up, such as in a shared temporary folder, may be anybody's.
    """
    for each in _up_to_root(folder):
        for path in (each / name for name in NAMES):
            if _is_file(path) and (not _root(path) or _TOOL_TABLE.search(_text_of(path))):
                return path
    return None


def read_file(path: Path) -> SettingsFile:
    """Read a file of settings; of a `pyproject.toml` its table `[tool.scout]`.

    Raises:
        ConfigurationError: It cannot be read, or is no TOML.
    """
    import tomllib  # noqa: PLC0415 -- only where there is a file

    text = _text_of(path)
    try:
        values = tomllib.loads(text)
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise ConfigurationError(f"{path} is no TOML: {error}") from None
    for name in _root(path):
        values = values.get(name, {})
        if not isinstance(values, dict):
            raise ConfigurationError(f"{path}: {name!r} is no table")
    return SettingsFile(path, text, values)


def refuse_unknown(file: SettingsFile, known: Collection[str]) -> None:
    """Hold a file to the settings that there are.

    Raises:
        ConfigurationError: One of its names is none; the message has its line and a near name.
    """
    for name in file.values:
        if name not in known:
            raise ConfigurationError(f"{file.where(name)}: {unknown(name, known)}")


def unknown(name: str, known: Collection[str]) -> str:
    """That a setting does not exist, and which one may be meant."""
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else "; scout config lists them"
    return f"no setting is called {name!r}{hint}"


def refuse_exposed(file: SettingsFile) -> None:
    """Hold a file with secrets in it to being its owner's alone.

    Raises:
        ConfigurationError: Others can read it, or it is a `pyproject.toml`, which is passed on
            with the code.
    """
    name = _secret_in(file.values)
    if name is None:
        return
    if _root(file.path):
        raise ConfigurationError(
            f"{file.where(name)}: {name} holds a secret, and this file is passed on with the "
            "code; use the environment, key_files, or a scout.toml that is not"
        )
    mode = file.path.stat().st_mode
    if is_exposed(mode):
        raise ConfigurationError(
            f"{file.where(name)}: {name} holds a secret, and others can read the file "
            f"(mode {stat.filemode(mode)}); run: chmod 600 {file.name}"
        )


def is_exposed(mode: int) -> bool:
    """Whether anybody but the owner of a file can read or change it."""
    return os.name == "posix" and bool(mode & (stat.S_IRWXG | stat.S_IRWXO))


def line_of(text: str, place: Place) -> int:
    """The line on which a TOML text gives the value at a place, or the nearest table above it.

    Returns:
        The number of the line, from 1; 0 where the text says nothing of it.
    """
    best, best_line = 0, 0
    for line, written in _statements(text):
        depth = min(len(written), len(place))
        if depth > best and written[:depth] == place[:depth]:
            best, best_line = depth, line
    return best_line


def _statements(text: str) -> Iterator[tuple[int, Place]]:
    """The line at which each statement begins, and the places that it gives values to."""
    import tomllib  # noqa: PLC0415 -- only where there is a file

    table: Place = ()
    chunk, begin = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        chunk, begin = (f"{chunk}\n{line}", begin) if chunk else (line, number)
        try:
            given = tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue  # it goes on in the next line
        is_table = chunk.lstrip().startswith("[")
        places = list(_places(given))
        table = places[0] if is_table and places else table
        yield from ((begin, place if is_table else (*table, *place)) for place in places)
        chunk = ""


def _places(given: Any, above: Place = ()) -> Iterator[Place]:
    """Every place in a mapping at which a value or an empty table stands."""
    if isinstance(given, list) and above and given and isinstance(given[-1], dict):
        given = given[-1]
    if not isinstance(given, dict) or not given:
        if above:
            yield above
        return
    for name, inner in given.items():
        yield from _places(inner, (*above, name))


def _secret_in(values: Mapping[str, Any]) -> str | None:
    """The name of the first setting that holds a secret, None where none does."""
    if values.get("api_keys"):
        return "api_keys"
    return "ledger_url" if _PASSWORD.search(str(values.get("ledger_url", ""))) else None


def _up_to_root(folder: Path) -> Sequence[Path]:
    upward = (folder, *folder.parents)
    for count, each in enumerate(upward, 1):
        if any(_is_there(each / mark) for mark in PROJECT_MARKS):
            return upward[:count]
    return upward[:1]


def _beside(file: Path, name: str, value: Any) -> Any:
    """A path as it is meant in a file: from the file's own folder."""
    if name in PATHS and isinstance(value, Mapping):
        return {inner: _beside(file, name, path) for inner, path in value.items()}
    if name in PATHS and isinstance(value, str):
        return file.parent / Path(value).expanduser()
    return value


def _root(path: Path) -> Place:
    """The table of a file in which its settings stand."""
    return ("tool", "scout") if path.name == "pyproject.toml" else ()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be looked into
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"the settings file {path} cannot be read: {error}") from None
