"""A pytest plugin that writes how long a session and its collection took."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest

OUT = "SCOUT_STOPWATCH"
"""Variable that names the file to write."""


class Stopwatch:
    """Starts with the session, stops behind the verdict."""

    def __init__(self) -> None:
        self._began_s = 0.0
        self._began_cpu_s = 0.0
        self._collected_s = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Start."""
        self._began_s, self._began_cpu_s = time.perf_counter(), _cpu_s()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Time the collection."""
        began_s = time.perf_counter()
        result = yield
        self._collected_s = time.perf_counter() - began_s
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Stop, and write."""
        found = {
            "wall_s": time.perf_counter() - self._began_s,
            "cpu_s": _cpu_s() - self._began_cpu_s,
            "collection_s": self._collected_s,
        }
        Path(os.environ[OUT]).write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Bring it in, once, and not in workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(), "scout-stopwatch")


def _cpu_s() -> float:
    """Processor time of this process and of those that it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
