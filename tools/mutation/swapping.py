"""Puts a mutant in the place of what it was made of: a function's code, or a whole module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from inspect import unwrap
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec


class Finder(MetaPathFinder, Loader):
    """Finds the mutant under the module's name."""

    def __init__(self, module: str, source: str) -> None:
        self._module = module
        self._source = source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 -- importlib's signature
        target: ModuleType | None = None,  # noqa: ARG002 -- likewise
    ) -> ModuleSpec | None:
        """The mutant, or nothing."""
        if fullname != self._module:
            return None
        return spec_from_loader(fullname, self, origin="<mutant>")

    def exec_module(self, module: ModuleType) -> None:
        """Run it."""
        exec(compile(self._source, "<mutant>", "exec"), vars(module))  # noqa: S102 -- our own source


@contextmanager
def imported_anew(package: str, module: str, source: str) -> Iterator[None]:
    """Modules of a package are imported again, one of them as a mutant, and then put back."""

    def own() -> dict[str, ModuleType]:
        return {n: m for n, m in sys.modules.items() if n == package or n.startswith(f"{package}.")}

    before, finder = own(), Finder(module, source)
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in own():
            del sys.modules[name]
        sys.modules.update(before)


def swapped(module: str, function: str, source: str) -> bool:
    """Give the function of an imported module the code that it has in a mutant.

    Args:
        module: The module, imported already.
        function: Its name in the module, after that of its class.
        source: The mutant.

    Returns:
        Whether it could be done; where not, the module has to be imported as a mutant.
    """
    changed: CodeType | None = compile(source, "<mutant>", "exec")
    holder: object = sys.modules[module]
    for name in function.split("."):
        changed = _inside(changed, name)
        holder = vars(holder).get(name) if hasattr(holder, "__dict__") else None
    found = _function(holder)
    if changed is None or found is None or found.__code__.co_freevars != changed.co_freevars:
        return False
    found.__code__ = changed
    return True


def _inside(code: CodeType | None, name: str) -> CodeType | None:
    """The one code of a name inside another; nothing where there are several."""
    if code is None:
        return None
    found = [one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name]
    return found[0] if len(found) == 1 else None


def _function(held: object) -> FunctionType | None:
    """The function behind a method, a property or a decorator; nothing where it is remembered."""
    if hasattr(held, "cache_clear"):
        return None
    for inside in ("fget", "__func__", "func"):
        held = getattr(held, inside, held) if not isinstance(held, FunctionType) else held
    held = unwrap(held) if callable(held) else held
    return held if isinstance(held, FunctionType) else None
