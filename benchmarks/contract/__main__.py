"""Runs the whole contract on a provider, again and again, and holds the best run to its bounds.

`nox -s contract_speed`. The best of the rounds counts, since whatever else the machine does can
only add. `--check` ends with 1 where a bound is passed; other arguments go to pytest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.contract.stopwatch import OUT

ROOT = Path(__file__).parents[2]
ROUNDS = 5
BOUNDS: Mapping[str, Mapping[str, float]] = {
    "": {"wall_s": 3.0, "cpu_s": 2.0, "collection_s": 0.05},
    "--scout-loopback": {"wall_s": 60.0},
}
"""Further arguments -> what a run may take; processor time is that of all its processes."""


def main() -> None:
    """Measure, print, and compare."""
    arguments = sys.argv[1:]
    check = "--check" in arguments
    given = [argument for argument in arguments if argument != "--check"]
    slow = []
    for more, bounds in BOUNDS.items():
        rounds = 1 if more else ROUNDS
        runs = [measured([*given, *filter(None, [more])]) for _ in range(rounds)]
        for name, bound in bounds.items():
            best = min(run[name] for run in runs)
            within = "within" if best <= bound else "PAST"
            sys.stdout.write(f"{more or 'plain':<18} {name:<13} {best:7.3f}  {within} {bound:g}\n")
            slow += [name] if best > bound else []
    sys.exit(1 if check and slow else 0)


def measured(arguments: list[str]) -> dict[str, float]:
    """One run in a process of its own, in an empty folder: seconds by name.

    Raises:
        RuntimeError: It was not conformant.
    """
    command = [sys.executable, "-m", "pytest", "-p", "benchmarks.contract.stopwatch"]
    command += ["-p", "no:cacheprovider", "--scout-provider=acme", *arguments]
    with tempfile.TemporaryDirectory(prefix="scout-contract-") as folder:
        out = Path(folder, "stopwatch.json")
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        env = {**os.environ, OUT: str(out), "PYTHONPATH": path}
        ended = subprocess.run(  # noqa: S603 -- our own command
            command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
        )
        if ended.returncode != 0:
            raise RuntimeError(
                f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout}"
            )
        found: dict[str, float] = json.loads(out.read_text("utf-8"))
        return found


if __name__ == "__main__":
    main()
