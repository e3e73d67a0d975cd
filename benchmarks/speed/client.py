"""Runs one arm in its own environment and prints what it cost, as one line of JSON.

`python client.py ARM MEASURE URL COUNT CONCURRENCY`. It imports nothing but the standard library
and the arm, so that an environment holds a peer and what that peer asks for, and nothing else.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

Call = Callable[[], Awaitable[int]]
"""One call; how many chunks it read, or 1."""


def main(arm: str, measure: str, url: str, count: int, concurrency: int) -> None:
    """Measure, and print."""
    sys.path.insert(0, str(Path(__file__).parent / "arms"))
    before = time.process_time(), time.perf_counter()
    module = importlib.import_module(arm)
    imported = time.process_time() - before[0], time.perf_counter() - before[1]
    rss_import = _rss_kib()
    if measure == "import":
        print(json.dumps({"cpu_s": imported[0], "wall_s": imported[1], "rss_kib": rss_import}))
        return
    print(json.dumps(asyncio.run(_measured(module, measure, url, count, concurrency))))


async def _measured(
    module: object, measure: str, url: str, count: int, concurrency: int
) -> dict[str, float]:
    make = getattr(module, measure, None)
    if make is None:
        return {}
    call: Call = await make(url)
    for _ in range(min(20, count)):
        await call()
    rss_before, current_before = _rss_kib(), _current_kib()
    cpu, wall = time.process_time(), time.perf_counter()
    units = sum(
        await asyncio.gather(*(_worker(call, count // concurrency) for _ in range(concurrency)))
    )
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    calls = count // concurrency * concurrency
    return {
        "cpu_us": cpu / calls * 1e6,
        "cpu_us_per_unit": cpu / units * 1e6,
        "calls_per_s": calls / wall,
        "units": units / calls,
        "rss_kib": _rss_kib(),
        "rss_growth_kib": _rss_kib() - rss_before,
        "current_growth_kib": _current_kib() - current_before,
    }


async def _worker(call: Call, count: int) -> int:
    units = 0
    for _ in range(count):
        units += await call()
    return units


def _rss_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _current_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
