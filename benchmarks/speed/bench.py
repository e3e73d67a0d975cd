"""Runs every arm beside every other, in interleaved rounds, and writes what each cost.

`nox -s bench` runs all of it in a quarter of an hour; `-- --quick` a piece of each in two minutes,
`-- --install-only` builds the peers' environments and measures nothing. The vendor has one core,
the client the other. Figures are medians over rounds; a ratio is taken within a round and then
its median, so that a machine that slows down in between changes no verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed import summary
from benchmarks.speed.arms_table import (
    ARMS,
    IMPORT_BASE,
    IMPORT_SCOUT,
    KEYS,
    MEASURES,
    MEMORY,
    MEMORY_ARMS,
    SCOUT,
    Arm,
)
from benchmarks.speed.environments import interpreters
from benchmarks.speed.page import write_pictures
from benchmarks.speed.processes import ROOT, Vendor, run_arm, run_python, say

RESULTS = Path(__file__).parent / "results"
ROUNDS, QUICK_ROUNDS, QUICK_SCALE = 5, 1, 0.1
HELD_STREAMS = 10_000
MOST_AT_ONCE = 1_280
"""Calls at once of the largest measure, shared out: a tenth of the work goes up to 128."""

BUSY = 0.5
"""Load average from which on the machine is said to have had other work."""

Rounds = list[dict[str, dict[str, Any]]]


def main() -> None:
    """Parse the command line, run, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=Path, required=True, help="where peers go")
    parser.add_argument("--install-only", action="store_true", help="measure nothing")
    parser.add_argument("--quick", action="store_true", help="a piece of each; writes nothing")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", nargs="*", default=[], help="modules of the arms to run")
    options = parser.parse_args()
    arms = [arm for arm in ARMS if not options.only or arm.module in options.only]
    pythons = interpreters(arms, options.environments)
    if options.install_only:
        return
    scale = QUICK_SCALE if options.quick else 1.0
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    found = everything([arm for arm in arms if arm.module in pythons], pythons, rounds, scale)
    print(summary.claims_table(found["claims"]))
    if not options.quick:
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(found, indent=1) + "\n"
        (RESULTS / "results.json").write_text(text, "utf-8")
        write_pictures(found, RESULTS)
        say(f"written: {RESULTS}; now run `python -m tools.gen_docs`")


def everything(
    arms: list[Arm], pythons: Mapping[str, Path], rounds: int, scale: float
) -> dict[str, Any]:
    """Measure all there is to measure."""
    load, started = os.getloadavg()[0], time.perf_counter()
    with Vendor() as url:
        found = [one_round(arms, pythons, url, scale, number, rounds) for number in range(rounds)]
        memory = {
            arm.name: run_arm(arm, pythons[arm.module], url, [MEMORY], scale).get(MEMORY.name)
            for arm in MEMORY_ARMS
            if arm.module in pythons
        }
        say("streams held open")
        count = str(int(HELD_STREAMS * scale))
        held = run_python([sys.executable, "-m", "benchmarks.speed.held", url, count])
    say("scaling")
    scaling = run_python([sys.executable, "-m", "benchmarks.speed.scaling", str(scale)])
    say("the contract suite")
    contract = [contract_run() for _ in range(rounds)]
    result = {
        "machine": machine(load),
        "rounds": rounds,
        "versions": {arm.name: " ".join(arm.requirements) or "this checkout" for arm in arms},
        **summary.of_rounds(arms, found),
        "memory": memory,
        "held": held,
        "scaling": scaling,
        "contract_s": contract,
    }
    result["claims"] = summary.claims(result)
    result["seconds"] = round(time.perf_counter() - started)
    return result


def one_round(
    arms: list[Arm], pythons: Mapping[str, Path], url: str, scale: float, number: int, of: int
) -> dict[str, dict[str, Any]]:
    """Every arm once, each in a process of its own; the order moves on with each round."""
    found: dict[str, dict[str, Any]] = {}
    turn = number % len(arms)
    for arm in (*arms[turn:], *arms[:turn]):
        say(f"round {number + 1} of {of}: {arm.name}")
        asked = (*MEASURES, *KEYS) if arm is SCOUT else MEASURES
        most_at_once = MOST_AT_ONCE * scale
        measures = [
            measure
            for measure in asked
            if number < measure.rounds and measure.concurrency <= most_at_once
        ]
        found[arm.module] = run_arm(arm, pythons[arm.module], url, measures, scale)
    for arm in (IMPORT_BASE, IMPORT_SCOUT):
        found[arm.module] = run_arm(arm, Path(sys.executable), url, (), scale)
    return found


def contract_run() -> float:
    """Seconds of wall time that the contract takes for an OpenAI-compatible provider."""
    command = [sys.executable, "-c", _CONTRACT]
    return float(run_python(command).get("seconds", 0.0))


_CONTRACT = """
import json, subprocess, sys, time
command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--scout-provider=groq"]
started = time.perf_counter()
run = subprocess.run(command, capture_output=True)
print(json.dumps({"seconds": time.perf_counter() - started}) if run.returncode == 0 else "failed")
"""


def machine(load: float) -> dict[str, Any]:
    """Where and when the figures were taken, and whether anybody else was at work there."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = (line for line in info.read_text("utf-8").splitlines() if "model name" in line)
        model = next(lines, ":").partition(":")[2].strip()
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": model,
        "cores": os.cpu_count() or 0,
        "load_before": round(load, 2),
        "is_busy": load > BUSY,
        "note": "upstream_stream is `never` for scout's plain calls",
    }


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
