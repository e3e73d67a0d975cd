"""Has mutants judged: by the contract in this process, by unit tests in one of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tools.mutation.contract import killer_of
from tools.mutation.targets import ROOT, Target, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.mutation.mutants import Mutant

_COPIED: Final = ("scout", "tests", "conformance", "tools", "examples", "docs", "pyproject.toml")
_ASKED_FIRST: Final = 8

Chosen = tuple[str, "Mutant"]


def by_contract(
    target: Target, mutants: Sequence[Chosen], known: Mapping[str, Any], *, measured: bool
) -> Iterator[str]:
    """The check that notices each mutant; those that noticed much are asked first.

    Args:
        target: What is judged.
        mutants: Of it, these.
        known: What is known of the target.
        measured: Whether the target first runs with nothing changed, which nobody may notice.
    """
    if target.contract is None:
        raise LookupError("no contract judges this target")
    own = target.modules[0]
    if measured and (wrong := killer_of(target.contract, own, source_of(own))):
        raise ValueError(f"{own}: {wrong} fails with nothing changed")
    seen = Counter({name: n for name, n in known.get("killers", {}).items() if _is_check(name)})
    for module, mutant in mutants:
        first = [name for name, _ in seen.most_common(_ASKED_FIRST)]
        killer = killer_of(target.contract, module, mutant.source, first)
        if _is_check(killer):
            seen[killer] += 1
        yield killer


def _is_check(killer: str) -> bool:
    return killer.startswith("SC-")


def by_tests(
    judged: Sequence[tuple[Target, Sequence[Chosen], Mapping[str, Any]]], *, measured: bool
) -> Iterator[tuple[int, int, str]]:
    """What of the unit tests notices each mutant, in the order in which they are judged.

    Args:
        judged: Targets, the mutants to judge of each, and what is known of the target.
        measured: Whether the tests first run with nothing changed, which has to be green and
            tells which of them are fast; else those that noticed much are asked first.

    Yields:
        Places of the target and of the mutant in what was given, and the name of a test.
    """
    jobs, places = [], []
    for at, (target, mutants, known) in enumerate(judged):
        for module in dict.fromkeys(name for name, _ in mutants):
            own = [(n, one) for n, (name, one) in enumerate(mutants) if name == module]
            jobs.append(_job(target, module, [one for _, one in own], known))
            places.append((at, [number for number, _ in own]))
    for part, number, killer in _workshop({"parts": jobs, "measured": measured}):
        at, numbers = places[part]
        yield at, numbers[number], killer


def _job(
    target: Target, module: str, mutants: Sequence[Mutant], known: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "module": module,
        "tests": target.tests,
        "without": target.without,
        "first": [name for name in known.get("killers", ()) if not _is_check(name)],
        "mutants": [(one.function, one.source) for one in mutants],
    }


def _workshop(job: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Hand a job to a process that works in a copy of the tree."""
    with _copy_of_the_tree() as folder, tempfile.TemporaryFile("w+") as said:
        paths = (str(folder), str(folder / "conformance"), os.environ.get("PYTHONPATH", ""))
        worker = subprocess.Popen(
            [sys.executable, "-m", "tools.mutation.workshop"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        with worker:
            if worker.stdin is None or worker.stdout is None:
                raise RuntimeError("the workshop has no pipes")
            with worker.stdin:
                json.dump(job, worker.stdin)
            for line in worker.stdout:
                part, number, killer = json.loads(line)
                yield part, number, killer
        if worker.returncode:
            said.seek(0)
            raise RuntimeError(f"the workshop failed:\n{said.read()[-4000:]}")


@contextmanager
def _copy_of_the_tree() -> Iterator[Path]:
    """A folder with what the tests read, so that nobody's change gets in between."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        for one in _COPIED:
            if (ROOT / one).is_dir():
                shutil.copytree(ROOT / one, folder / one)
            else:
                shutil.copy2(ROOT / one, folder / one)
        yield folder
