"""Says values, dataclasses and docstrings in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from griffe import Docstring, DocstringSectionAttributes

if TYPE_CHECKING:
    from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a pipe inside a cell is escaped."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return "".join("| " + " | ".join(map(_cell, line)) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "-"


def code(values: Iterable[object]) -> str:
    """Values as inline code, comma-separated."""
    return ", ".join(f"`{value}`" for value in values)


def summary(documented: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((documented.__doc__ or "").strip().split("\n\n")[0].split())


def attributes(documented: type) -> Mapping[str, str]:
    """What the `Attributes:` section of a class says of each attribute."""
    sections = Docstring(documented.__doc__ or "").parse("google", warnings=False)
    return {
        entry.name: " ".join(entry.description.split())
        for section in sections
        if isinstance(section, DocstringSectionAttributes)
        for entry in section.value
    }


def fields_of(kind: type) -> str:
    """The fields of a dataclass, with their defaults and what its docstring says of each."""
    meanings = attributes(kind)
    return table(
        ("field", "default", "meaning"),
        (
            (f"`{field.name}`", _field_default(field), meanings[field.name])
            for field in fields(kind)
        ),
    )


def _field_default(field: Field[Any]) -> str:
    if field.default_factory is not MISSING:
        return literal(field.default_factory())
    return "required" if field.default is MISSING else literal(field.default)


def literal(value: object) -> str:
    """A default value as a reader would write it; of a larger object only its kind."""
    if isinstance(value, type):
        return f"`{value.__name__}`"
    if is_dataclass(value):
        return f"`{type(value).__name__}`"
    if isinstance(value, Mapping) and value:
        return "a table"
    if not value and isinstance(value, tuple | frozenset | Mapping | str):
        return "none"
    return f"`{value:,}`" if type(value) in (int, float) else f"`{value!r}`"
