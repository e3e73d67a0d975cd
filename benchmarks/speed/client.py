"""Runs one arm in its own environment and prints what it cost, as one line of JSON.

`python client.py ARM URL ORDERS`, the orders a JSON list of measures. It imports nothing but the
standard library and the arm, so that an environment holds a peer and what that peer asks for.
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
from typing import Any

Call = Callable[[], Awaitable[int]]
"""One call; how many chunks it read, or 1."""

WARM_UPS = 20
MOST_S = 25.0
"""How long one measure may take; some pools lose connections when many calls begin at once."""

MEMORY_S = 300.0

CANCELLED = 10
"""In the measure of memory, one call is cancelled for so many that are not."""

SAMPLES = 10


def main(arm: str, url: str, orders: list[dict[str, Any]]) -> None:
    """Import, measure, print."""
    sys.path.insert(0, str(Path(__file__).parent / "arms"))
    cpu, wall = time.process_time(), time.perf_counter()
    module = importlib.import_module(arm)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    imported = {"cpu_ms": cpu * 1e3, "wall_ms": wall * 1e3, "rss_mib": _rss_kib() / 1024}
    measured = asyncio.run(_measured(module, url, orders)) if orders else {}
    print(json.dumps({"import": imported, **measured}))


async def _measured(module: object, url: str, orders: list[dict[str, Any]]) -> dict[str, Any]:
    """All on one loop, since some peers keep connections that belong to their first."""
    found = {}
    for order in orders:
        if hasattr(module, order["function"]):
            run, most_s = (_memory, MEMORY_S) if order["calls"] else (_timed, MOST_S)
            try:
                found[order["name"]] = await asyncio.wait_for(run(module, url, order), most_s)
            except TimeoutError:
                sys.stderr.write(f"{order['name']}: hung, or past {most_s:g} s; left out\n")
    return found


async def _timed(module: object, url: str, order: dict[str, Any]) -> dict[str, float]:
    """Call after call for a while, so many at once."""
    call: Call = await getattr(module, order["function"])(url)
    at_once: int = order["concurrency"]
    for _ in range(WARM_UPS):
        await call()
    calls, units, each = 0, 0, 1
    cpu, wall = time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < order["seconds"]:
        units += sum(await asyncio.gather(*(_worker(call, each) for _ in range(at_once))))
        calls += each * at_once
        each = min(2 * each, 32)  # the gathering itself is to cost next to nothing
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if not units:
        raise RuntimeError(f"no call of {order['name']!r} brought an answer")
    return {
        "calls": calls,
        "units": units / calls,
        "cpu_us": cpu / calls * 1e6,
        "cpu_us_per_unit": cpu / units * 1e6,
        "calls_per_s": calls / wall,
        "rss_mib": _rss_kib() / 1024,
    }


async def _memory(module: object, url: str, order: dict[str, Any]) -> dict[str, Any]:
    """What stays behind after many calls, some of them cancelled at whatever they were doing."""
    call: Call = await getattr(module, order["function"])(url)
    at_once: int = order["concurrency"]
    part = order["calls"] // SAMPLES // at_once
    samples = []
    for _ in range(SAMPLES):
        await asyncio.gather(*(_worker(call, part) for _ in range(at_once)))
        samples.append(_current_kib() / 1024)
    cancelled = 0
    for number in range(order["calls"] // CANCELLED):
        task = asyncio.ensure_future(call())
        for _ in range(number % 12):
            await asyncio.sleep(0)
        cancelled += task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    answered = sum(await asyncio.gather(*(call() for _ in range(at_once))))
    return {
        "calls": part * at_once * SAMPLES,
        "rss_mib": samples,
        "cancelled": cancelled,
        "rss_mib_after": _current_kib() / 1024,
        "answered_after": answered,
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
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
