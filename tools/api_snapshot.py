"""Writes down the public API, so that a change of it is seen, and says which changes break callers.

`python -m tools.gen_docs` keeps `docs/_generated/api.txt`; `python -m tools.api_snapshot` prints
what would break for users of the API that the file holds, or of the file that is named.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import griffe
from pydantic import BaseModel

from tools.docs_gate.namespace import DOORS, members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "docs" / "_generated" / "api.txt"
_HEAD = "# module: "


def snapshot() -> str:
    """Every public name, of doors and of parts of a wire, and what it takes, holds and returns."""
    homes: dict[str, dict[str, Any]] = defaultdict(dict)
    parts = ["# Written by tools/gen_docs.py; a change of it is a change of the public API."]
    for door in DOORS:
        module = import_module(door)
        names = sorted(module.__all__)
        listed = "".join(f'    "{name}",\n' for name in names)
        parts.append(f"{_HEAD}{door}\n__all__ = [\n{listed}]")
        for name in names:
            value = getattr(module, name)
            homes[getattr(value, "__module__", door)][name] = value
    for name in _parts_of_wires():
        homes[name] |= _defined(import_module(name))
    for home in sorted(homes):
        if home.startswith("scout"):
            told = "\n".join(_stub(name, homes[home][name]) for name in sorted(homes[home]))
            parts.append(f"{_HEAD}{home}\n{told}")
    return "\n\n".join(parts) + "\n"


def _parts_of_wires() -> list[str]:
    """The modules that authors import for a wire, which no door offers."""
    page = ROOT / "docs" / "reference" / "api" / "wires.md"
    return re.findall(r"^::: ([\w.]+)", page.read_text("utf-8"), re.MULTILINE)


def _defined(module: ModuleType) -> dict[str, Any]:
    """Public classes and functions of a module's own."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }


def _stub(name: str, value: Any) -> str:
    if inspect.isclass(value):
        return "\n".join(_class(name, value))
    if inspect.isfunction(value):
        return _function(name, value, "")
    return f"{name}: {type(value).__name__}"


def _class(name: str, kind: type) -> Iterator[str]:
    bases = ", ".join(base.__name__ for base in kind.__bases__ if base is not object)
    yield f"class {name}({bases}):" if bases else f"class {name}:"
    if issubclass(kind, enum.Enum):
        yield from (f"    {one.name} = {str(one.value)!r}" for one in kind)
        return
    if issubclass(kind, BaseModel):
        yield from _fields(kind)
        return
    made = _function("__init__", kind, "    ")
    yield made or "    ..."
    for member in sorted(members(kind)):
        value = inspect.getattr_static(kind, member, None)
        inner = getattr(value, "__func__", value)
        if inspect.isfunction(inner):
            yield _function(member, inner, "    ")
        else:
            yield f"    {member}: {_annotation(kind, member, value)}"


def _fields(kind: type[BaseModel]) -> Iterator[str]:
    """The fields of a model as its source has them, since pydantic's own signature varies."""
    for name, field in kind.model_fields.items():
        default = "" if field.is_required() else f" = {_shown(field.default)}"
        yield f"    {name}: {_annotation(kind, name, None)}{default}"
    for member in sorted(members(kind) - kind.model_fields.keys()):
        value = inspect.getattr_static(kind, member, None)
        inner = getattr(value, "__func__", value)
        if inspect.isfunction(inner):
            yield _function(member, inner, "    ")


def _annotation(kind: type, member: str, value: Any) -> str:
    if isinstance(value, property):
        return str(inspect.signature(value.fget).return_annotation).strip("'") if value.fget else ""
    for base in kind.__mro__:
        found = inspect.get_annotations(base).get(member)
        if found is not None:
            return _plain(found)
    return type(value).__name__


def _function(name: str, value: Any, indent: str) -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    given = list(signature.parameters.values())
    if inspect.isclass(value):
        given.insert(0, inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD))
    told = [
        one.replace(default=_default(one), annotation=_written(one.annotation)) for one in given
    ]
    shown = inspect.Signature(told, return_annotation=_written(signature.return_annotation))
    head = "async def" if inspect.iscoroutinefunction(value) else "def"
    return f"{indent}{head} {name}{shown}: ..."


class _Text(str):
    """A text that is shown without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _written(annotation: Any) -> Any:
    empty = inspect.Parameter.empty
    return annotation if annotation is empty else _Text(_plain(annotation))


def _plain(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", text)


def _default(parameter: inspect.Parameter) -> Any:
    empty = inspect.Parameter.empty
    return empty if parameter.default is empty else _Text(_shown(parameter.default))


def _shown(value: Any) -> str:
    """A default as source; three dots where it has no short one, or one that varies."""
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, tuple) and all(isinstance(one, int | float | str) for one in value):
        return repr(value)
    is_short = dataclasses.is_dataclass(value) and not re.search("<|frozenset", repr(value))
    return repr(value) if is_short else "..."


def modules(text: str) -> Mapping[str, griffe.Module]:
    """The modules of a snapshot, as griffe reads them."""
    found = {}
    for part in text.split(_HEAD)[1:]:
        name, _, code = part.partition("\n")
        key = f"{name} (door)" if code.startswith("__all__") else name
        found[key] = griffe.visit(name.replace(".", "_"), Path(f"{name}.py"), code)
    return found


def breaks(old: str, new: str) -> list[str]:
    """What users of the old API would trip over in the new one, a line each."""
    before, after = modules(old), modules(new)
    found = [f"{name}: removed" for name in before.keys() - after.keys()]
    for name in sorted(before.keys() & after.keys()):
        found += [
            f"{name}: {breakage.as_dict()['kind']}: {breakage.obj.path}"
            for breakage in griffe.find_breaking_changes(before[name], after[name])
        ]
        gone = set(before[name].exports or ()) - set(after[name].exports or ())
        found += [f"{name}: no longer offers {one}" for one in sorted(map(str, gone))]
    return found


def main() -> int:
    """Print what breaks since the snapshot, or since the one that is named."""
    path = Path(sys.argv[1]) if sys.argv[1:] else SNAPSHOT
    found = breaks(path.read_text("utf-8"), snapshot())
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} changes that break callers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
