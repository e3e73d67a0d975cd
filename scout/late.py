"""Doors that open late: what a package shows is imported when somebody first asks for it.

`import scout` then costs what its caller uses. A door lists its names once for the type checker,
as imports under `TYPE_CHECKING`, and once for the interpreter, by the module that has them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def late_names(
    door: str, homes: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package that shows names of other modules.

    Args:
        door: Name of the package.
        homes: Names that it shows, by the module that has them.
    """
    home_of = {name: home for home, names in homes.items() for name in names}
    shown = vars(sys.modules[door])

    def get(name: str) -> Any:
        home = home_of.get(name)
        if home is None:
            raise AttributeError(f"module {door!r} has no attribute {name!r}", name=name, obj=door)
        shown[name] = value = getattr(import_module(home), name)
        return value

    def names() -> list[str]:
        return sorted({*shown, *home_of})

    return get, names
