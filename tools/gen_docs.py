"""Writes the tables of the guide from the live objects, so that they cannot say anything else.

python tools/gen_docs.py            write docs/_generated/*.md
python tools/gen_docs.py --check    fail, with a diff, where one of them is out of date
"""

from __future__ import annotations

import ast
import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from griffe import Docstring, DocstringSectionAttributes

from scout import errors
from scout.config import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from enum import Enum

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_generated"
NOTE = "<!-- Written by tools/gen_docs.py; change the code that it reads, not this file. -->\n"


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


def error_table() -> str:
    """Every call error with its policy."""
    return table(
        ("error", "same key again", "the key", "the circuit", "next candidate"),
        (
            (_error_link(kind), *(_word(getattr(kind, name)) for name in POLICY))
            for kind in _call_errors()
            if kind.__subclasses__() == [] or kind is errors.ServerError
        ),
    )


POLICY = ("again", "key_effect", "circuit_effect", "onward")


def _call_errors() -> Iterator[type[errors.CallError]]:
    kinds = (getattr(errors, name) for name in errors.__all__)
    yield from (kind for kind in kinds if issubclass(kind, errors.CallError))


def _error_link(kind: type[errors.ScoutError]) -> str:
    return f"[`{kind.__name__}`](#{kind.code})"


def _word(value: Enum) -> str:
    return str(value.value).replace("_", " ")


def error_entries() -> str:
    """Every error under its code, with its meaning and its own attributes."""
    kinds = [getattr(errors, name) for name in errors.__all__]
    named = [kind for kind in kinds if issubclass(kind, errors.ScoutError)]
    return "\n".join(_error_entry(kind) for kind in sorted(named, key=lambda kind: kind.code))


def _error_entry(kind: type[errors.ScoutError]) -> str:
    own = "".join(f"- `{name}`: {meaning}\n" for name, meaning in attributes(kind).items())
    base = kind.__mro__[1]
    beneath = f" A {_error_link(base)}." if issubclass(base, errors.ScoutError) else ""
    head = f"### `{kind.__name__}` {{#{kind.code}}}"
    return f"{head}\n\n{summary(kind)}{beneath}\n" + (f"\n{own}" if own else "")


def settings() -> str:
    """Every setting, the variable that sets it, its default and its reason."""
    prefix = str(Settings.model_config["env_prefix"])
    reasons = attributes(Settings)
    return table(
        ("setting", "variable", "default", "what it does, and why this number"),
        (
            (f"`{name}`", f"`{prefix}{name.upper()}`", _default(field), reasons[name])
            for name, field in Settings.model_fields.items()
        ),
    )


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    return f"`{value:,}`" if type(value) in (int, float) else f"`{value!r}`"


def layers() -> str:
    """The import order that the test holds, drawn with the lowest row at the bottom."""
    source = (ROOT / "tests" / "test_import_direction.py").read_text("utf-8")
    order = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    rows = "".join(_layer(names, 46 * place) for place, names in enumerate(reversed(order)))
    size = f"viewBox='0 0 {LAYER_WIDTH} {46 * len(order)}'"
    style = "style='width:100%;font:12px monospace' fill='currentColor'"
    title = "Modules of scout; each row imports only from itself and from the rows below"
    return f"<svg role='img' aria-label='{title}' {size} {style}>{rows}</svg>\n"


LAYER_WIDTH = 760


def _layer(names: tuple[str, ...], top: int) -> str:
    """One row of boxes, and the arrow to the row below."""
    shapes, left = "", 24.0
    for name in names:
        short = name.removeprefix("scout.llm.").removeprefix("scout.")
        width = 7.3 * len(short) + 16
        box = f"x='{left:.0f}' y='{top + 2}' width='{width:.0f}' height='28' rx='4'"
        shapes += f"<rect {box} fill='none' stroke='currentColor'/>"
        shapes += f"<text x='{left + 8:.0f}' y='{top + 20}'>{short}</text>"
        left += width + 10
    return shapes + f"<text x='6' y='{top + 42}'>\u2193</text>"


PARTIALS: Mapping[str, Callable[[], str]] = {
    "errors_policy.md": error_table,
    "errors.md": error_entries,
    "settings.md": settings,
    "layers.md": layers,
}


def out_of_date(folder: Path = FOLDER) -> list[str]:
    """A diff for each partial that is not what the live objects say, or that nobody writes."""
    diffs = []
    for name in sorted({*PARTIALS, *(path.name for path in folder.glob("*.md"))}):
        path = folder / name
        old = path.read_text("utf-8") if path.exists() else ""
        new = NOTE + PARTIALS[name]() if name in PARTIALS else ""
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), name, "live", lineterm="")
        diffs += ["\n".join(diff)] if old != new else []
    return diffs


def main() -> int:
    """Write the partials, or compare them where `--check` is given."""
    if "--check" in sys.argv[1:]:
        diffs = out_of_date()
        print(*diffs, sep="\n", end="\n" if diffs else "")
        print(f"docs/_generated: {len(diffs)} of {len(PARTIALS)} out of date")
        return 1 if diffs else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PARTIALS.items():
        (FOLDER / name).write_text(NOTE + write(), "utf-8")
    print(f"docs/_generated: {len(PARTIALS)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
