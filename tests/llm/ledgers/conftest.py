"""Every engine behind the `Ledger` protocol, each with a clock that tests can move."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from scout.llm.budget import Ledger
from scout.llm.ledgers.memory import MemoryLedger
from scout.llm.ledgers.redis import RedisLedger
from scout.llm.ledgers.sqlite import SQLiteLedger
from tests.llm.ledgers.servers import RedisServer

ENGINES = ("memory", "sqlite", "redis")


@dataclass
class Engine:
    """A ledger, and how to make another on the same store."""

    name: str
    ledger: Ledger
    again: Callable[[], Ledger]
    later: Callable[[float], None]


class Wall:
    """Wall time that can be moved on."""

    def __init__(self) -> None:
        self.offset_s = 0.0

    def __call__(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset_s

    def later(self, seconds: float) -> None:
        """Move on."""
        self.offset_s += seconds


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for the session."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn, empty."""
    wall = Wall()
    if request.param == "memory":
        ledger: Ledger = MemoryLedger(wall)
        made = Engine("memory", ledger, lambda: ledger, wall.later)
    elif request.param == "sqlite":
        path = tmp_path / "budget.sqlite"
        again = lambda: SQLiteLedger(path, wall)  # noqa: E731 -- one factory, used twice
        made = Engine("sqlite", again(), again, wall.later)
    else:
        server: RedisServer = request.getfixturevalue("redis_server")
        prefix = f"{{{uuid4().hex}}}"
        connect = lambda: RedisLedger(server.url, prefix=prefix)  # noqa: E731 -- as above
        made = Engine("redis", connect(), connect, time.sleep)
    yield made
    made.ledger.close()
