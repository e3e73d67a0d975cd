"""Keeps generated cases that failed as files, and tries them again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scout_conformance.violation import Case, KitError

FORMAT: Final = "scout-conformance/replay/1"
"""Name of the format; a change of its meaning changes the number."""

FOLDER: Final = ".scout/replay"
"""Where a run that explores keeps what it finds, below the folder that it was started in."""

_FIELDS: Final = ("format", "provider", "check", "site", "case")


@dataclass(frozen=True, slots=True)
class Replay:
    """A saved case.

    Attributes:
        provider: The provider, as it was named.
        check: Id of the check.
        case: What it was tried with.
        path: Where it was read, empty where it was not.
    """

    provider: str
    check: str
    case: Case
    path: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The name of its file: the same case has the same one, on every system."""
        digest = hashlib.sha256(self.text().encode()).hexdigest()[:10]
        provider = re.sub(r"[^A-Za-z0-9_.]+", "-", self.provider).strip("-.")[-60:]
        return f"{provider}-{self.check}-{digest}.json"

    def text(self) -> str:
        """The file: the same bytes for the same case, and nothing of the machine in it."""
        fields = (FORMAT, self.provider, self.check, self.case.site, self.case.value)
        return json.dumps(dict(zip(_FIELDS, fields, strict=True)), indent=2) + "\n"

    def save(self, below: Path) -> str:
        """Write it below a folder; returns where, from there, with forward slashes."""
        folder = below / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.name).write_text(self.text(), encoding="utf-8", newline="\n")
        return f"{FOLDER}/{self.name}"

    @classmethod
    def read(cls, path: Path) -> Replay:
        """Read a file.

        Raises:
            KitError: It is not what `text` writes.
        """
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise KitError(f"{path}: no saved case: {error}") from None
        if not isinstance(fields, dict) or fields.get("format") != FORMAT:
            raise KitError(f"{path}: no saved case: its format is not {FORMAT!r}")
        odd = sorted(set(_FIELDS) ^ set(fields))
        if odd:
            problem = "missing" if odd[0] in _FIELDS else "unknown"
            raise KitError(f"{path}: field {odd[0]!r} is {problem}")
        provider, check, site = (str(fields[name]) for name in ("provider", "check", "site"))
        return cls(provider, check, Case(site, _tupled(fields["case"])), path.as_posix())


class Replays:
    """The saved cases of a run, and which of them were met by a check.

    Args:
        found: The cases.
    """

    def __init__(self, found: Iterable[Replay] = ()) -> None:
        self._found = tuple(found)
        self._met: set[str] = set()

    def cases(self, site: str) -> Iterator[Any]:
        """The cases of a sentence."""
        self._met.add(site)
        return (one.case.value for one in self._found if one.case.site == site)

    def file_of(self, replay: Replay) -> str:
        """Where a case was read, empty where it is none of these."""
        text = replay.text()
        return next((one.path for one in self._found if one.text() == text), "")

    def unmet(self, check_id: str) -> tuple[str, ...]:
        """The sentences of a check's cases that no check has asked for."""
        sites = {one.case.site for one in self._found if one.check == check_id}
        return tuple(sorted(sites - self._met))


def read_all(paths: Iterable[Path]) -> list[Replay]:
    """Read files, and all files of folders.

    Raises:
        KitError: One is not there, or is no saved case.
    """
    found: list[Replay] = []
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise KitError(f"{path}: there is no saved case in this folder")
        found += map(Replay.read, files)
    return found


def _tupled(value: Any) -> Any:
    """Lists as the tuples that they were."""
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
