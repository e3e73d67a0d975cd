"""Reserves, dispatches, commits and releases as fast as each engine can, and writes the table.

`nox -s ledgers`. One process, one thread, one open limit; a call is the four operations that the
router makes. Redis runs on loopback, where its round trip is the cost; a figure with `durable`
waits for the disk at every operation.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from scout.llm.budget import Ledger, Limit
from scout.llm.ledgers.memory import MemoryLedger
from scout.llm.ledgers.redis import RedisLedger
from scout.llm.ledgers.sqlite import SQLiteLedger
from tests.llm.ledgers.servers import RedisServer

RESULTS = Path(__file__).with_name("results.json")
LIMITS = (Limit("global", 2**50), Limit("team:a@2026-11-22", 2**50))
ROUNDS, ROUND_S = 5, 1.0


def main() -> None:
    """Measure every engine in interleaved rounds, and write the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = RedisServer(folder)
        server.start()
        try:
            found = measured(engines(folder, server))
        finally:
            server.stop()
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    sys.stdout.write(table(found))


def engines(folder: Path, server: RedisServer) -> dict[str, Ledger]:
    """Each engine, opened."""
    return {
        "memory": MemoryLedger(time.time),
        "SQLite": SQLiteLedger(folder / "plain.sqlite", time.time),
        "SQLite, durable": SQLiteLedger(folder / "durable.sqlite", time.time, durable=True),
        "Redis on loopback": RedisLedger(server.url),
    }


def measured(ledgers: dict[str, Ledger]) -> dict[str, list[float]]:
    """Calls a second of each engine, a figure per round."""
    found: dict[str, list[float]] = {name: [] for name in ledgers}
    for number in range(ROUNDS):
        for name, ledger in ledgers.items():
            found[name].append(round(_calls_a_second(ledger, f"{number}"), 1))
    for ledger in ledgers.values():
        ledger.close()
    return found


def _calls_a_second(
    ledger: Ledger, prefix: str, clock: Callable[[], float] = time.perf_counter
) -> float:
    started_s, calls = clock(), 0
    while clock() - started_s < ROUND_S:
        call = f"{prefix}-{calls}"
        ledger.reserve(call, "1", 1_000, LIMITS, 60.0)
        ledger.dispatch(call)
        ledger.commit(call, "2", 700, {"model": "m"})
        ledger.release(call)
        calls += 1
    return calls / (clock() - started_s)


def table(found: dict[str, list[float]]) -> str:
    """The figures for the guide, with a bar for the eye."""
    medians = {name: statistics.median(values) for name, values in found.items()}
    most = max(medians.values())
    lines = ["| ledger | calls a second, median | least to most | |", "| --- | --: | --: | --- |"]
    for name, values in found.items():
        bar = "█" * max(1, round(24 * medians[name] / most))
        spread = f"{min(values):,.0f} to {max(values):,.0f}"
        lines.append(f"| {name} | {medians[name]:,.0f} | {spread} | {bar} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The table of the committed figures."""
    return table(json.loads(RESULTS.read_text("utf-8")))


if __name__ == "__main__":
    main()
