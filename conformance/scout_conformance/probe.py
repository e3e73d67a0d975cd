"""Imports a provider in a process of its own and watches what its module does meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scout_conformance.targets import Target
from scout_conformance.violation import KitError

TIMEOUT_S = 60.0
"""An import that takes longer hangs; a healthy one takes a fraction of a second."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """What an import did.

    Attributes:
        io: Sockets, processes and written files, a line each.
        environment: Variables that the provider's own code read.
        output: What it printed.
        cpu_s: Processor time, scout's own modules already being loaded.
    """

    io: tuple[str, ...]
    environment: tuple[str, ...]
    output: str
    cpu_s: float


def watch_import(target: Target) -> ImportRecord:
    """Import a provider and report what that did.

    Raises:
        KitError: The process ended without a report.
    """
    address = target.spec if target.module is None else _address(target)
    command = [sys.executable, str(Path(__file__).with_name("probed.py"))]
    order = {
        "path": [str(Path(entry).absolute()) if entry else str(Path.cwd()) for entry in sys.path],
        "address": address,
        "in_file": target.module is None,
        "root": str(target.root or target.file or ""),
    }
    try:
        ended = subprocess.run(  # noqa: S603 -- our own script, this very interpreter
            command,
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise KitError(f"importing {address} did not end within {TIMEOUT_S:g} s") from None
    if ended.returncode != 0:
        raise KitError(f"importing {address} in a fresh process failed: {ended.stderr[-2000:]}")
    found = json.loads(ended.stdout)
    return ImportRecord(
        tuple(found["io"]), tuple(found["environment"]), found["output"], found["cpu_s"]
    )


def _address(target: Target) -> str:
    return target.entry.value.replace(" ", "") if target.entry is not None else target.spec
