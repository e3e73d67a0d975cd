"""Runs every arm beside every other, in interleaved rounds, and writes what each cost.

`nox -s bench` installs the peers in environments of their own and runs this. The vendor has one
core, the client the other. Figures are medians over rounds; ratios are taken within a round and
then their median, so that a machine that slows down in between changes no verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.speed.arms_table import ARMS, MEASURES, SCOUT, Arm, Measure

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results.json"
CLIENT_CORE, VENDOR_CORE = 0, 1
START_S = 10.0
RUN_S = 300


def main() -> None:
    """Parse the command line, run, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=Path, required=True, help="where peers go")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual calls")
    parser.add_argument("--only", nargs="*", default=[], help="modules of the arms to run")
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    arms = [arm for arm in ARMS if not options.only or arm.module in options.only]
    pythons = {arm.module: environment(arm, options.environments) for arm in arms}
    arms = [arm for arm in arms if pythons[arm.module] is not None]
    with Vendor() as url:
        rounds = [
            one_round(arms, pythons, url, options.scale, number, options.rounds)
            for number in range(options.rounds)
        ]
    options.output.write_text(json.dumps(report(arms, rounds), indent=1) + "\n", "utf-8")
    say(f"written: {options.output}")


def environment(arm: Arm, folder: Path) -> Path | None:
    """The interpreter of an arm's environment, made where it is not there yet.

    None where the peer cannot be installed here; the run goes on without it, and says so.
    """
    home = folder / arm.environment
    python = home / "bin" / "python"
    wanted = "\n".join(arm.requirements) or str(ROOT)
    stamp = home / "installed"
    if not arm.requirements or not stamp.exists() or stamp.read_text("utf-8") != wanted:
        say(f"installing {arm.environment}")
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        asked = [*install, *(arm.requirements or (str(ROOT),))]
        if subprocess.run(asked, check=False).returncode:
            say(f"{arm.name} cannot be installed and is left out")
            return None
        stamp.write_text(wanted, "utf-8")
    return python


class Vendor:
    """The vendor's process, on a core of its own."""

    def __enter__(self) -> str:
        """Start it, and give its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "benchmarks.speed.vendor", str(port)]
        self._process = subprocess.Popen(command, cwd=ROOT)
        os.sched_setaffinity(self._process.pid, {VENDOR_CORE % (os.cpu_count() or 1)})
        end_s = time.monotonic() + START_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                if time.monotonic() > end_s:
                    raise
                time.sleep(0.05)
            else:
                return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(10)


Round = dict[str, dict[str, dict[str, float]]]


def one_round(
    arms: list[Arm], pythons: dict[str, Path | None], url: str, scale: float, number: int, of: int
) -> Round:
    """Every measure of every arm, once."""
    found: Round = {}
    for measure in MEASURES:
        for arm in arms:
            say(f"round {number + 1} of {of}: {measure.name}: {arm.name}")
            count = max(measure.concurrency, int(measure.calls * scale / arm.weight))
            count -= count % measure.concurrency
            line = client(pythons[arm.module], arm, measure, url, count)
            found.setdefault(measure.name, {})[arm.module] = line
    for arm in arms:
        imported = client(pythons[arm.module], arm, None, url, 0)
        found.setdefault("import", {})[arm.module] = imported
    return found


def client(
    python: Path | None, arm: Arm, measure: Measure | None, url: str, count: int
) -> dict[str, float]:
    """One run of one arm in its own process and environment."""
    function, concurrency = (measure.function, measure.concurrency) if measure else ("import", 1)
    arguments = [arm.module, function, url, str(count), str(concurrency)]
    done = subprocess.run(
        ["taskset", "-c", str(CLIENT_CORE), str(python), str(HERE / "client.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        cwd=HERE,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        say(f"  {arm.module} failed: {done.stderr.strip().splitlines()[-1:]}")
        return {}
    figures: dict[str, float] = json.loads(lines[-1])
    return figures


def report(arms: list[Arm], rounds: list[Round]) -> dict[str, object]:
    """Medians, spreads and ratios to scout, by measure and arm."""
    measures = {}
    for measure in MEASURES:
        rows = {}
        for arm in arms:
            values = _values(rounds, measure.name, arm.module, measure.unit)
            if values:
                rows[arm.name] = {
                    "median": round(statistics.median(values), 2),
                    "least": round(min(values), 2),
                    "most": round(max(values), 2),
                    "calls_per_s": _median(rounds, measure.name, arm.module, "calls_per_s"),
                    "to_scout": _ratio(rounds, measure, arm),
                }
        measures[measure.name] = rows
    imports = {
        arm.name: {
            unit: _median(rounds, "import", arm.module, unit)
            for unit in ("cpu_s", "wall_s", "rss_kib")
        }
        for arm in arms
    }
    machine = {"python": platform.python_version(), "cores": os.cpu_count() or 0}
    versions = {arm.name: " ".join(arm.requirements) or "this checkout" for arm in arms}
    note = "upstream_stream is `never` for scout's plain calls"
    return {
        "machine": machine,
        "rounds": len(rounds),
        "note": note,
        "versions": versions,
        "measures": measures,
        "import": imports,
    }


def _values(rounds: list[Round], measure: str, module: str, unit: str) -> list[float]:
    lines = (one.get(measure, {}).get(module, {}) for one in rounds)
    return [line[unit] for line in lines if unit in line]


def _median(rounds: list[Round], measure: str, module: str, unit: str) -> float | None:
    values = _values(rounds, measure, module, unit)
    return round(statistics.median(values), 3) if values else None


def _ratio(rounds: list[Round], measure: Measure, arm: Arm) -> float | None:
    ratios = []
    for one in rounds:
        lines = one.get(measure.name, {})
        ours = lines.get(SCOUT.module, {}).get(measure.unit)
        theirs = lines.get(arm.module, {}).get(measure.unit)
        if ours and theirs:
            ratios.append(theirs / ours)
    return round(statistics.median(ratios), 2) if ratios else None


def say(line: str) -> None:
    """Progress, for the person who waits."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
