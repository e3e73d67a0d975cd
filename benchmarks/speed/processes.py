"""Starts the vendor on one core and the clients on the other."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.arms_table import Arm, Measure

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENT_CORE, VENDOR_CORE = 0, 1
START_S = 10.0
RUN_S = 400.0


class Vendor:
    """The vendor's process."""

    def __enter__(self) -> str:
        """Start it, and give its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "benchmarks.speed.vendor", str(port)]
        self._process = subprocess.Popen(command, cwd=ROOT)
        _pin(self._process.pid, VENDOR_CORE)
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


def run_arm(
    arm: Arm, python: Path, url: str, measures: Sequence[Measure], scale: float
) -> dict[str, Any]:
    """One run of an arm: what it measured, by the name of the measure; empty where it failed."""
    orders = json.dumps([measure.order(scale) for measure in measures])
    return run_python([str(python), str(HERE / "client.py"), arm.module, url, orders])


def run_python(command: Sequence[str]) -> dict[str, Any]:
    """Run a program on the client's core, and read the last line of JSON that it prints."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        _pin(process.pid, CLIENT_CORE)
        out, told = process.communicate(timeout=RUN_S)
    for line in told.splitlines():
        if "left out" in line:
            say(f"  {line}")
    lines = [line for line in out.splitlines() if line.startswith("{")]
    if process.returncode or not lines:
        say(f"  failed: {told.strip().splitlines()[-1:]}")
        return {}
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def _pin(pid: int, core: int) -> None:
    """Give a process a core of its own, where the system knows how and there is more than one."""
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_setaffinity") and cores > 1:
        os.sched_setaffinity(pid, {core % cores})


def say(line: str) -> None:
    """Progress, for the person who waits."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
