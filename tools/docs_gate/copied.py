"""Holds what a page shows to what a reader can run: who copies it has every name it uses."""

from __future__ import annotations

import ast
import builtins
import symtable
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.docs_gate.pages import INCLUDE, Fence, Page, Problem, part_of

if TYPE_CHECKING:
    from tools.docs_gate.namespace import Namespace

_GIVEN = frozenset({*dir(builtins), "__name__", "__file__"})
_EXAMPLES = "examples/"


def copied_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Names that the Python on a page uses and that no reader has."""
    for page in pages:
        bound: set[str] = set()
        for fence, code in _python(page, names.root):
            shown = bound | bound_names(code)
            for name in sorted(used_names(code) - shown - _GIVEN):
                if not _is_found(name, page, names.root):
                    say = "is bound by no block before; show that, or name its folder in examples"
                    yield Problem(page.name, fence.line, name, say)
            for module in sorted(_modules(code) & example_modules(names.root).keys()):
                if not _named(page) & example_modules(names.root)[module]:
                    folder = min(example_modules(names.root)[module])
                    say = f"is a module of {folder}, which the page does not name"
                    yield Problem(page.name, fence.line, module, say)
            bound = shown


def bound_names(code: str) -> set[str]:
    """What a piece of code binds at its top."""
    return {one.get_name() for one in _table(code).get_symbols() if _is_bound(one)}


def used_names(code: str) -> set[str]:
    """What a piece of code reads from its top, in whatever scope it does so."""
    return set(_used(_table(code)))


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _used(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        is_top = table.get_type() == "module" or symbol.is_global()
        if is_top and symbol.is_referenced():
            yield symbol.get_name()
    for child in table.get_children():
        yield from _used(child)


def _table(code: str) -> symtable.SymbolTable:
    return symtable.symtable(code, "<page>", "exec")


def _modules(code: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def _python(page: Page, root: Path) -> Iterator[tuple[Fence, str]]:
    for fence in page.fences:
        if fence.language == "python":
            parts = [
                part_of((root / found["path"]).read_text("utf-8"), found["part"])
                for found in INCLUDE.finditer(fence.body)
                if (root / found["path"]).is_file()
            ]
            yield fence, textwrap.dedent("".join(parts))


def _named(page: Page) -> set[str]:
    return {span.text.rstrip("/") for span in page.spans if span.text.startswith(_EXAMPLES)}


def _is_found(name: str, page: Page, root: Path) -> bool:
    return any(name in _bound_below(root / folder) for folder in _named(page))


@cache
def _bound_below(folder: Path) -> frozenset[str]:
    """What the modules of a folder bind."""
    files = [path for path in folder.rglob("*.py") if "tests" not in path.parts]
    return frozenset(name for path in files for name in bound_names(path.read_text("utf-8")))


@cache
def example_modules(root: Path) -> dict[str, frozenset[str]]:
    """The modules of the examples, each with the folders that a page may name for it."""
    found: dict[str, set[str]] = {}
    for path in (root / _EXAMPLES).rglob("*.py"):
        at = path.parent if path.name == "__init__.py" else path
        if (at.parent / "__init__.py").is_file() or path.name == "conftest.py":
            continue  # inside a package, which is found by itself
        package = at.parent.parent if at.parent.name == "src" else at.parent
        found.setdefault(at.stem, set()).add(package.relative_to(root).as_posix())
    return {name: frozenset(folders) for name, folders in found.items()}
