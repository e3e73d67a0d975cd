"""What a planted drift is, and how it is put into a copy of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NotPlantedError(Exception):
    """The text that a drift changes is no longer there; say what to change instead."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which code and guide part.

    Attributes:
        name: What somebody did, in a few words; unique.
        kind: The sort of drift.
        path: The file, or a glob of files, that is changed.
        old: A regular expression that is found there.
        new: What stands there instead; as in `re.sub`.
        gate: The gate that is asked first; where it says nothing, all others are.
        every: Whether each find is replaced, and not only the first.
    """

    name: str
    kind: str
    path: str
    old: str
    new: str
    gate: str
    every: bool = False

    def plant(self, root: Path) -> dict[Path, str | None]:
        """Change the files; returns what they held before, None for one that is new.

        Raises:
            NotPlantedError: Nothing there matches.
        """
        if not self.old:
            path = root / self.path
            path.write_text(self.new, "utf-8")
            return {path: None}
        before: dict[Path, str | None] = {}
        for path in self._files(root):
            text = path.read_text("utf-8")
            changed = re.sub(
                self.old, self.new, text, count=0 if self.every else 1, flags=re.MULTILINE
            )
            if changed != text:
                before[path] = text
                path.write_text(changed, "utf-8")
                if not self.every:
                    break
        if not before:
            raise NotPlantedError(f"{self.name}: nothing in {self.path} matches {self.old!r}")
        return before

    def is_possible(self, root: Path) -> bool:
        """Whether what it changes is still there."""
        if not self.old:
            return not (root / self.path).exists()
        texts = (path.read_text("utf-8") for path in self._files(root))
        return any(re.search(self.old, text, re.MULTILINE) for text in texts)

    def _files(self, root: Path) -> Iterator[Path]:
        yield from sorted(root.glob(self.path))


def restore(before: dict[Path, str | None]) -> None:
    """Take a drift out again."""
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
