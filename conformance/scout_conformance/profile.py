"""What an author says about a provider beside its row: deviations, and where its samples are."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scout_conformance.violation import KitError

FOLDER = "wire_samples"
"""Name of the folder beside a provider's module that holds its samples and its profile."""

FILE = "profile.json"

_FIELDS = frozenset({"deviations"})
_DEVIATION_FIELDS = frozenset({"check", "reason", "issue"})


@dataclass(frozen=True, slots=True)
class Deviation:
    """A check that the provider is known to break.

    Attributes:
        check: Id of the check.
        reason: Why it is so, for a reader of the report.
        issue: Where it is being mended.
    """

    check: str
    reason: str
    issue: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the author says about a provider.

    Attributes:
        deviations: Checks that it is known to break; one that holds after all is STALE.
        samples: Folder of wire samples laid over those of the dialect, None where there is none.
    """

    deviations: tuple[Deviation, ...] = ()
    samples: Path | None = None

    def deviation(self, check_id: str) -> Deviation | None:
        """The declared deviation of a check, or None."""
        return next((one for one in self.deviations if one.check == check_id), None)

    def validated(self, known: Collection[str]) -> Profile:
        """This profile, if it makes sense.

        Raises:
            KitError: A deviation names no check, no reason, no issue, or one check twice.
        """
        seen: set[str] = set()
        for deviation in self.deviations:
            if deviation.check not in known:
                raise KitError(f"profile: deviation of {deviation.check!r}, which is no check")
            if deviation.check in seen:
                raise KitError(f"profile: {deviation.check} deviates twice; write one reason")
            if not deviation.reason.strip() or not deviation.issue.strip():
                raise KitError(f"profile: deviation of {deviation.check} needs reason and issue")
            seen.add(deviation.check)
        if self.samples is not None and not self.samples.is_dir():
            raise KitError(f"profile: samples {str(self.samples)!r} is no folder")
        return self


def folder_beside(module_file: Path, *, in_package: bool) -> Path | None:
    """The folder of samples that belongs to a module, or None.

    Args:
        module_file: The module that defines the provider.
        in_package: Whether its folder is the provider's own. Beside a single-file module in a
            shared folder the name has to carry the module's: `acme_scout_wire_samples`.
    """
    names = [f"{module_file.stem}_{FOLDER}"]
    names += [FOLDER] if in_package else []
    folders = (module_file.parent / name for name in names)
    return next((folder for folder in folders if folder.is_dir()), None)


def load(folder: Path | None) -> Profile:
    """Read the profile of a samples folder.

    Raises:
        KitError: The file has an unknown field or is not what a field asks for.
    """
    if folder is None:
        return Profile()
    path = folder / FILE
    if not path.is_file():
        return Profile(samples=folder)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise KitError(f"{FILE}: no JSON: {error}") from None
    _refuse_unknown("", fields, _FIELDS)
    deviations = fields.get("deviations", [])
    if not isinstance(deviations, list):
        raise KitError(f"{FILE}: deviations must be a list")
    return Profile(tuple(map(_deviation, deviations)), folder)


def _deviation(fields: Any) -> Deviation:
    _refuse_unknown("deviations: ", fields, _DEVIATION_FIELDS)
    missing = sorted(_DEVIATION_FIELDS - set(fields))
    if missing:
        raise KitError(f"{FILE}: deviations: field {missing[0]!r} is missing")
    return Deviation(*(str(fields[name]) for name in ("check", "reason", "issue")))


def _refuse_unknown(place: str, fields: Any, known: frozenset[str]) -> None:
    if not isinstance(fields, Mapping):
        raise KitError(f"{FILE}: {place}a JSON object is expected, not {type(fields).__name__}")
    unknown = sorted(set(fields) - known)
    if unknown:
        names = ", ".join(sorted(known))
        raise KitError(f"{FILE}: {place}field {unknown[0]!r} is unknown; known: {names}")
