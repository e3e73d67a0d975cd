"""Imports a provider in a process of its own and watches what its module does meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
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


class ImportWatch:
    """One watched import; it may run while other checks do.

    Args:
        target: The provider.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start the process, if it was not started before."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 -- our own script, this interpreter
                [sys.executable, str(Path(__file__).with_name("probed.py")), self._order()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )

    @cached_property
    def record(self) -> ImportRecord:
        """What the import did; waits for its end.

        Raises:
            KitError: The process ended without a record.
        """
        self.begin()
        assert self._process is not None  # noqa: S101 -- just begun
        try:
            output, errors = self._process.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.close()
            raise KitError(f"importing {self._address} takes over {TIMEOUT_S:g} s") from None
        if self._process.returncode != 0:
            raise KitError(f"importing {self._address} alone failed: {errors[-2000:]}")
        found = json.loads(output)
        return ImportRecord(
            tuple(found["io"]), tuple(found["environment"]), found["output"], found["cpu_s"]
        )

    def close(self) -> None:
        """End the process and free its pipes."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        process.communicate()
        self._process = None

    @property
    def _address(self) -> str:
        entry = self._target.entry
        return self._target.spec if entry is None else entry.value.replace(" ", "")

    def _order(self) -> str:
        path = [str(Path(entry).absolute()) if entry else str(Path.cwd()) for entry in sys.path]
        return json.dumps(
            {
                "path": path,
                "address": self._address,
                "in_file": self._target.module is None,
                "root": str(self._target.root or self._target.file or ""),
            }
        )
