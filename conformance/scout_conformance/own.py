"""Checks of an author's own, `SC-X-...`: found by entry point, module or file."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from scout_conformance.blame import describe
from scout_conformance.standard import OWN, Check, is_own
from scout_conformance.violation import KitError

GROUP = "scout_conformance.checks"
"""Entry point group; each entry names a module that holds checks."""


def own_checks(addresses: Iterable[str] = ()) -> dict[str, Check]:
    """The checks that authors have added, by id.

    Args:
        addresses: Importable modules, or paths of `.py` files, beside those that installed
            packages announce.

    Raises:
        KitError: A module cannot be imported, holds no check, or holds one whose id is not of
            the form `SC-X-...` or is taken.
    """
    announced = {entry.value.replace(" ", "") for entry in entry_points(group=GROUP)}
    found: dict[str, Check] = {}
    for address in dict.fromkeys([*sorted(announced), *addresses]):
        for one in _checks_of(address):
            if found.setdefault(one.id, one) is not one:
                raise KitError(f"{address}: {one.id} is defined twice")
    return found


def _checks_of(address: str) -> list[Check]:
    module = _module(address)
    checks = [value for value in vars(module).values() if isinstance(value, Check)]
    own = [one for one in checks if one.run.__module__ == module.__name__]
    if not own:
        raise KitError(f"{address}: holds no check; decorate a function with @check({OWN}...)")
    for one in own:
        if not is_own(one.id):
            raise KitError(f"{address}: {one.id} is not yours to give; write {OWN}...")
    return own


def _module(address: str) -> ModuleType:
    try:
        return _in_file(address) if address.endswith(".py") else importlib.import_module(address)
    except (Exception, SystemExit) as error:
        raise KitError(f"{address}: cannot be imported: {describe(error)}") from error


def _in_file(address: str) -> ModuleType:
    """Import a file under a name of its own, since others may have a module called so."""
    path = Path(address).resolve()
    name = f"_scout_own_{path.stem}_{sha256(str(path).encode()).hexdigest()[:8]}"
    known = sys.modules.get(name)
    if known is not None:
        return known
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise KitError("there is no such file")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
