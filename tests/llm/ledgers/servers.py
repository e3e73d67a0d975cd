"""A real Redis server for tests: started on loopback, stopped again, missing loudly in CI."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest
import redis

BINARIES = ("redis-server", "valkey-server")
START_S = 10.0


class RedisServer:
    """One server in a folder of its own.

    Args:
        folder: Where it keeps its files.
        options: Further settings, such as `--appendfsync always`.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address for clients."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        place = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder))
        quiet = ("--save", "", "--loglevel", "warning")
        self.process = subprocess.Popen([binary(), *place, *quiet, *self._options])
        client = redis.Redis(port=self.port, socket_timeout=1)
        end_s = time.monotonic() + START_S
        while True:
            try:
                client.ping()
                break
            except redis.RedisError:
                if time.monotonic() > end_s or self.process.poll() is not None:
                    raise
                time.sleep(0.02)
        client.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it, paused or not."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(10)


def binary() -> str:
    """The server's path; a missing one fails in CI and skips elsewhere."""
    found = next(filter(None, map(shutil.which, BINARIES)), None)
    if found is None:
        reason = "neither redis-server nor valkey-server is installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
