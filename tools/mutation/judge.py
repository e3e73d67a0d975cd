"""Judges one mutant by the contract: the first check that notices it kills it."""

from __future__ import annotations

import importlib
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import FrameType, MappingProxyType, ModuleType
from typing import TYPE_CHECKING

from scout_conformance.engine import Engine
from scout_conformance.profile import Profile
from scout_conformance.standard import catalogue
from scout_conformance.subject import Subject
from scout_conformance.targets import of_object
from scout_conformance.verdict import Outcome
from scout_conformance.zoo.acme import ACME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scout.llm.providers.base import Provider

ROOT = Path(__file__).parents[2]
LONGEST_S = 60
"""A mutant that runs longer hangs, which nobody would overlook."""

NOTICED = (Outcome.FAIL, Outcome.WARN, Outcome.HARNESS_ERROR)


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is mutated.

    Attributes:
        modules: Importable names of the modules that are mutated.
        package: All modules below it are imported anew with each mutant.
        wire: Module and class of the wire.
        row: The row that the wire is put into: a module and attribute, or empty for Acme's.
        samples: Folder of the row's own samples.
        one_in: How many mutants stand for one that is judged in a full run.
    """

    modules: tuple[str, ...]
    package: str
    wire: str
    row: str = ""
    samples: Path | None = None
    one_in: int = 1


_WIRES = "scout.llm.providers.wires"
_NATIVE = ROOT / "examples" / "acme_native" / "src" / "acme_native_scout"

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "acme_native": Target(
            ("acme_native_scout.wire",),
            "acme_native_scout",
            "acme_native_scout.wire:AcmeWire",
            "acme_native_scout:ACME_NATIVE",
            _NATIVE / "wire_samples",
        ),
        "openai_chat": Target(
            tuple(
                f"{_WIRES}.openai_{part}"
                for part in ("chat", "request", "answer", "stream", "usage")
            ),
            _WIRES,
            f"{_WIRES}.openai_chat:OpenAIChat",
            one_in=4,
        ),
    }
)


def source_of(module: str) -> str:
    """The source of a module."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(f"{module} has no source")
    return Path(spec.origin).read_text("utf-8")


def killer_of(target: Target, module: str, source: str, first: Sequence[str] = ()) -> str:
    """The check that notices a mutant, or why it could not live; empty where it survives.

    Args:
        target: What is mutated.
        module: The module of the mutant.
        source: Its source.
        first: Checks that are asked before the others, since they have noticed much so far.
    """
    try:
        with _alarm(), _imported_anew(target.package, module, source):
            return _noticed_by(_row(target), target, first)
    except TimeoutError:
        return "it hangs"
    except Exception as error:  # noqa: BLE001 -- a mutant may raise anything while it is imported
        return f"it cannot be imported: {type(error).__name__}"


def _noticed_by(row: Provider, target: Target, first: Sequence[str]) -> str:
    engine = Engine(Subject.of(of_object(row), Profile(samples=target.samples)))
    for check_id in dict.fromkeys((*first, *catalogue())):
        if engine.result(check_id).outcome in NOTICED:
            return check_id
    return ""


def _row(target: Target) -> Provider:
    module, _, attribute = target.wire.partition(":")
    wire = getattr(importlib.import_module(module), attribute)
    if not target.row:
        return replace(ACME, wire=wire(output_limit_field="max_completion_tokens"))
    place, _, name = target.row.partition(":")
    row: Provider = getattr(importlib.import_module(place), name)
    return replace(row, wire=wire())


class _Finder(MetaPathFinder, Loader):
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
def _imported_anew(package: str, module: str, source: str) -> Iterator[None]:
    """Modules of a package are imported again, one of them as a mutant, and then put back."""

    def own() -> dict[str, ModuleType]:
        return {n: m for n, m in sys.modules.items() if n == package or n.startswith(f"{package}.")}

    before, finder = own(), _Finder(module, source)
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


@contextmanager
def _alarm() -> Iterator[None]:
    """Raise where it takes too long."""

    def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- signal's signature
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
