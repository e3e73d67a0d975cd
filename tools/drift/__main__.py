"""Plants each drift in a copy of the repository and asks the gates: `python -m tools.drift`.

`--short` takes one of each kind, for CI; names as arguments take those. What came of each is kept
in `tools/drift/results.json`, from which the guide's matrix is made.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.docs_gate.claims import proved
from tools.drift import ALL
from tools.drift.plant import Drift, restore

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("results.json")
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".nox", ".venv", "__pycache__", ".*_cache", ".hypothesis", "site", ".benchmarks"),
    *("*.egg-info", ".scout"),
)
_PYTHON = sys.executable
_PYTEST = (_PYTHON, "-m", "pytest", "-q", "--no-header", "-rfE", "-p", "no:cacheprovider")


def _proving() -> list[str]:
    """The files of tests that prove a sentence of the guide."""
    return sorted({claim.place.partition("::")[0] for claim in proved(ROOT)})


EXAMPLES = (
    *("tests/docs/test_snippets.py", "tests/docs/test_readme.py", "tests/docs/test_consoles.py"),
    "tests/test_doctests.py",
)
GATES: dict[str, tuple[tuple[str, ...], ...]] = {
    "words": ((_PYTHON, "-m", "tools.docs_gate"),),
    "tables": ((_PYTHON, "-m", "tools.gen_docs", "--check"),),
    "spelling": ((_PYTHON, "-m", "codespell_lib", "docs", "README.md", "CONTRIBUTING.md"),),
    "examples": ((*_PYTEST, *EXAMPLES),),
    "claims": ((*_PYTEST, "-m", "claim", *_proving()),),
    "site": (
        (_PYTHON, "-m", "mkdocs", "build", "--strict", "-d", "site"),
        (_PYTHON, "-m", "tools.check_site", "site"),
    ),
}
"""What the sessions `docs` and `tests` run, from the quickest to the slowest."""

QUICK = ("words", "tables")
LONGEST_S = 900


def ask(gate: str, root: Path) -> list[str]:
    """What a gate says of a copy, a line each; nothing where it is content."""
    paths = [root, root / "conformance", *root.glob("examples/*/src")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_MKDOCS_2_WARNING": "1",
    }
    for command in GATES[gate]:
        ran = subprocess.run(
            command,
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        if ran.returncode:
            lines = [line for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
            if command[: len(_PYTEST)] == _PYTEST:  # the rest names folders that differ each time
                return [line for line in lines if line.startswith(("FAILED", "ERROR"))] or lines
            return lines
    return []


class Before(dict[str, frozenset[str]]):
    """What each gate says of the copy without any drift; asked once, when it is needed."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def __missing__(self, gate: str) -> frozenset[str]:
        lines = ask(gate, self.root)
        print(f"without drift, {gate} says {len(lines)} lines", flush=True)
        self[gate] = frozenset(lines)
        return self[gate]


def noticed(drift: Drift, root: Path, before: Before) -> tuple[str, str]:
    """The gate that notices a drift and what it says; two empty texts where none does."""
    for gate in (drift.gate, *(name for name in GATES if name != drift.gate)):
        known = before[gate]
        changed = drift.plant(root)
        try:
            new = [line for line in ask(gate, root) if line not in known]
        finally:
            restore(changed)
        if new:
            return gate, _telling(new)
    return "", ""


def _telling(lines: list[str]) -> str:
    """The line that says most: not the frame of a traceback, not the end of a summary."""
    marked = [line for line in lines if line.startswith(("-", "+", "E  ", "WARNING", "docs/"))]
    told = [line for line in marked or lines if not line.startswith(("---", "+++"))]
    return " ".join((told or lines)[0].split())[:160]


def short() -> Iterator[Drift]:
    """The first drift of each kind that a quick gate notices."""
    seen: set[str] = set()
    for drift in ALL:
        if drift.kind not in seen and drift.gate in QUICK:
            seen.add(drift.kind)
            yield drift


def run(drifts: Iterable[Drift]) -> list[dict[str, str]]:
    """Plant one after another; what came of each."""
    results = []
    with tempfile.TemporaryDirectory(prefix="drift-") as folder:
        root = Path(folder) / "repository"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT)
        before = Before(root)
        for drift in drifts:
            gate, said = noticed(drift, root, before)
            print(f"{gate or 'NOT NOTICED':<12} {drift.kind}: {drift.name}: {said}", flush=True)
            results.append(
                {"drift": drift.name, "kind": drift.kind, "noticed_by": gate, "said": said}
            )
    return results


def _keep(results: list[dict[str, str]]) -> None:
    """Write down what came of each drift; of those that were not planted now, what came before."""
    known = {result["drift"]: result for result in json.loads(RESULTS.read_text("utf-8"))}
    known |= {result["drift"]: result for result in results}
    rows = [known[drift.name] for drift in ALL if drift.name in known]
    RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    """Plant, tell, and fail where a drift went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="names of drifts")
    parser.add_argument("--short", action="store_true", help="one of each kind")
    given = parser.parse_args()
    chosen = [drift for drift in ALL if not given.names or drift.name in given.names]
    results = run(short() if given.short else chosen)
    missed = [result for result in results if not result["noticed_by"]]
    if not given.short:
        _keep(results)
    print(f"{len(results) - len(missed)} of {len(results)} drifts noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
