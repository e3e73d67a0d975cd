"""How a row of the audit log becomes bytes, is sealed, and is read back with doubt.

A row is one line of JSON in its canonical form: keys sorted, no spaces, ASCII, no floats, and
`hash`, the SHA-256 of the same form without `hash`. A line that is not exactly the canonical form
of what it says was changed, whatever it means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""What a row may hold. Money is in nano-dollars and time in microseconds, so no float is."""

NOTHING: Final = ""
"""Stands for a hash where there is no row before."""

VERSION: Final = 1
"""Of the form of a row; one that is read must have it."""

MAX_ROW_BYTES: Final = 64 * 2**20
"""Longest line that is read; what is longer is no row."""


class BrokenRowError(ValueError):
    """A line is not a row as it was written; the message says how it shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, its seal found good.

    Attributes:
        writer: Id of the process and log object that wrote it.
        seq: Its number among the rows of this writer, from 1.
        prev: Hash of the writer's row before.
        line: Its number in the file, from 1.
        above: Hash of the row above, in the file or, for the first, in the file before.
        at: When it was written, UTC.
        kind: `call`, or `opened`: the first row of each writer.
        lost: How many rows of this writer could not be written before this one.
        found: What was found and mended when it was written, such as a torn tail.
        body: What it tells.
        hash: Its seal.
    """

    writer: str
    seq: int
    prev: str
    line: int
    above: str
    at: str
    kind: str
    lost: int
    found: Sequence[Mapping[str, Any]]
    body: Mapping[str, Any]
    hash: str


_TYPES: Final[Mapping[str, type]] = {
    "writer": str,
    "seq": int,
    "prev": str,
    "line": int,
    "above": str,
    "at": str,
    "kind": str,
    "lost": int,
    "found": list,
    "body": dict,
    "hash": str,
}


def canonical(value: Json) -> bytes:
    """The one way to write a value.

    Raises:
        TypeError: It holds a float, a key that is no text, or something JSON does not know.
    """
    _refuse_ambiguous(value)
    return _spelled(value)


def seal(facts: Mapping[str, Json]) -> tuple[bytes, str]:
    """The line of a mapping, with its hash in it, and the hash.

    Raises:
        TypeError: As `canonical`.
    """
    _refuse_ambiguous(facts)
    return _sealed(facts)


def unseal(line: bytes) -> Mapping[str, Any]:
    """What a sealed line says.

    Raises:
        BrokenRowError: It is no JSON object, its hash does not match, or it is not written in
            the canonical form.
    """
    if not line.endswith(b"\n"):
        raise BrokenRowError("the line has no end")
    facts = _parse(line[:-1])
    inner = {key: value for key, value in facts.items() if key != "hash"}
    again, digest = _sealed(inner)
    if facts.get("hash") != digest:
        raise BrokenRowError("its hash does not match what it says")
    if again != line:
        raise BrokenRowError("it is not written in the canonical form")
    return facts


def row_of(line: bytes) -> Row:
    """The row that a line holds.

    Raises:
        BrokenRowError: As `unseal`, or it is sealed and yet no row.
    """
    facts = unseal(line)
    if facts.get("v") != VERSION:
        raise BrokenRowError(f"it is of version {facts.get('v')!r}, known is {VERSION}")
    for name, wanted in _TYPES.items():
        if type(facts.get(name)) is not wanted:
            raise BrokenRowError(f"its field {name!r} is missing or no {wanted.__name__}")
    if not all(isinstance(finding, dict) for finding in facts["found"]):
        raise BrokenRowError("its field 'found' holds something else than objects")
    return Row(**{name: facts[name] for name in _TYPES})


def _spelled(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _sealed(facts: Mapping[str, Any]) -> tuple[bytes, str]:
    digest = hashlib.sha256(_spelled(facts)).hexdigest()
    return _spelled({**facts, "hash": digest}) + b"\n", digest


def _parse(line: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(line.decode("ascii"), parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise BrokenRowError("it is no JSON in ASCII") from error
    if type(facts) is not dict:
        raise BrokenRowError("it is no JSON object")
    return facts


def _no_float(text: str) -> None:
    raise ValueError(f"{text} is no whole number")


def _refuse_ambiguous(value: Any) -> None:
    """Floats have many spellings, and a key that is no text turns into one unasked."""
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key is {key!r}; give a text")
            _refuse_ambiguous(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_ambiguous(inner)
    else:
        raise TypeError(f"{value!r} cannot stand in an audit row; give text or a whole number")
