"""Ledgers of several processes: nothing overspent, nothing acknowledged lost, nothing left held."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import redis

from scout.errors import BudgetUnavailableError, ConfigurationError
from scout.llm.budget import Balance, Ledger, Limit
from scout.llm.ledgers.redis import RedisLedger
from scout.llm.ledgers.sqlite import SQLiteLedger
from tests.llm.ledgers.servers import RedisServer
from tests.llm.ledgers.writer import COST, opened

KILLS = int(os.environ.get("SCOUT_KILLS", "12"))
"""Rounds of killing; the session `soak` makes a hundred of them."""

FOREVER = 10**9
ROOT = Path(__file__).parents[3]


def _writer(engine: str, place: str, name: str, count: int = FOREVER) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.llm.ledgers.writer", engine, place, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _await_opening(writers: list[subprocess.Popen[str]]) -> None:
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"


def _acknowledged(process: subprocess.Popen[str]) -> set[str]:
    lines = process.communicate(timeout=10)[0].splitlines(keepends=True)
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {words[1] for words in whole if words[0] == "committed"}


def _await_quiet(ledger: Ledger) -> None:
    """Wait until a server has worked off what dead writers had still sent it."""
    before, now = None, ledger.balance("global")
    while before != now:
        time.sleep(0.3)
        before, now = now, ledger.balance("global")


def _settled(ledger: Ledger, acknowledged: set[str]) -> None:
    """Every acknowledged commit is in the journal, and the books balance."""
    _await_quiet(ledger)
    spent: dict[str, int] = {}
    for entry in ledger.journal():
        spent[entry.reservation] = spent.get(entry.reservation, 0) + entry.nano_usd
    assert acknowledged <= spent.keys()
    assert all(spent[call] == COST for call in acknowledged)
    assert ledger.balance("global") == Balance(sum(spent.values()), sum(ledger.held().values()))


def _reaped(ledger: Ledger) -> None:
    """After all leases are over nothing is held."""
    time.sleep(0.5)
    ledger.reap()
    assert ledger.held() == {}
    assert ledger.balance("global").reserved_nano_usd == 0


@pytest.fixture(params=["sqlite", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """An engine that processes share, and where it is."""
    if request.param == "sqlite":
        yield "sqlite", str(tmp_path / "budget.sqlite")
        return
    server = RedisServer(tmp_path)
    server.start()
    yield "redis", server.url
    server.stop()


def test_writers_that_are_killed_lose_nothing_acknowledged(place: tuple[str, str]) -> None:
    """Two writers, killed at any instant, again and again; also during their first opening."""
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for round_number in range(KILLS):
        writers = [_writer(*place, f"w{round_number}.{number}") for number in range(2)]
        if round_number % 3:
            _await_opening(writers)
            time.sleep(dice.uniform(0.0, 0.25))
        else:
            time.sleep(dice.uniform(0.3, 1.2))  # somewhere in their first opening
        for writer in writers:
            writer.kill()
            acknowledged |= _acknowledged(writer)
    ledger = opened(*place)
    _settled(ledger, acknowledged)
    _reaped(ledger)
    _settled(ledger, acknowledged)
    assert acknowledged
    ledger.close()


def test_a_redis_that_is_killed_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Under `appendfsync always`, while two writers go on."""
    options = ("--appendonly", "yes", "--appendfsync", "always")
    with RedisServer(tmp_path, *options) as server:
        writers = [_writer("redis", server.url, f"w{number}") for number in range(2)]
        _await_opening(writers)
        for _ in range(KILLS):
            time.sleep(0.4)
            server.kill()
            server.start()
        time.sleep(0.4)
        for writer in writers:
            writer.kill()
        acknowledged = set().union(*(_acknowledged(writer) for writer in writers))
        ledger = RedisLedger(server.url)
        _settled(ledger, acknowledged)
        _reaped(ledger)
        assert acknowledged
        ledger.close()


def test_eight_processes_admit_together_exactly_what_fits(place: tuple[str, str]) -> None:
    """A limit for 100 calls, 8 processes with 125 first calls each."""
    engine, where = place
    script = (
        "import sys\n"
        "from scout.llm.budget import Limit\n"
        "from tests.llm.ledgers.writer import opened\n"
        "ledger = opened(sys.argv[1], sys.argv[2])\n"
        "calls = [f'{sys.argv[3]}-{n}' for n in range(125)]\n"
        "got = [ledger.reserve(c, '1', 1, (Limit('global', 100),), 60) is None for c in calls]\n"
        "print(sum(got))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, engine, where, str(number)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(8)
    ]
    admitted = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(admitted) == 100
    ledger = opened(engine, where)
    assert ledger.balance("global") == Balance(0, 100)
    ledger.close()


def test_a_flushed_script_cache_is_no_loss(redis_server: RedisServer) -> None:
    """The server forgot the scripts; they are sent again."""
    ledger = RedisLedger(redis_server.url, prefix="{flushed}")
    ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
    ledger._server.script_flush()
    ledger.commit("call", "2", 3, {})
    assert ledger.balance("global") == Balance(3, 2)
    ledger.close()


def _losing_its_first_reply(
    name: str, script: Callable[..., object], lost: list[str]
) -> Callable[..., object]:
    def run(*, keys: list[str], args: tuple[object, ...]) -> object:
        result = script(keys=keys, args=args)
        if name not in lost:
            lost.append(name)
            raise redis.ConnectionError("the reply was lost")
        return result

    return run


def test_a_lost_reply_counts_once(redis_server: RedisServer) -> None:
    """The script ran, the answer never came, and the operation is sent again."""
    ledger = RedisLedger(redis_server.url, prefix="{lost}")
    lost: list[str] = []
    for name, script in list(ledger._scripts.items()):
        ledger._scripts[name] = _losing_its_first_reply(name, script, lost)
    ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
    ledger.commit("call", "2", 3, {})
    ledger.release("call")
    assert lost == ["reserve", "commit", "release"]
    assert ledger.balance("global") == Balance(3, 0)
    assert [entry.nano_usd for entry in ledger.journal()] == [3]
    ledger.close()


def test_a_server_that_is_away_is_a_typed_error(tmp_path: Path) -> None:
    """A limit is set and cannot be kept: nothing is spent unseen."""
    with RedisServer(tmp_path) as server:
        ledger = RedisLedger(server.url)
        server.kill()
        with pytest.raises(BudgetUnavailableError, match="cannot be used"):
            ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
        server.start()
        assert ledger.reserve("call", "1", 5, (Limit("global", 10),), 60) is None
        ledger.close()


def test_a_paused_server_is_given_up_in_time(tmp_path: Path) -> None:
    """A call does not hang on its budget."""
    with RedisServer(tmp_path) as server:
        ledger = RedisLedger(server.url)
        assert server.process is not None
        server.process.send_signal(signal.SIGSTOP)
        started_s = time.monotonic()
        with pytest.raises(BudgetUnavailableError):
            ledger.balance("global")
        assert time.monotonic() - started_s < 10
        server.process.send_signal(signal.SIGCONT)
        ledger.close()


def test_a_busy_file_is_waited_for_and_then_a_typed_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process holds the write lock for good."""
    monkeypatch.setattr("scout.llm.ledgers.sqlite.BUSY_S", 0.2)
    path = tmp_path / "budget.sqlite"
    ledger = SQLiteLedger(path, time.time)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(BudgetUnavailableError, match="locked"):
        ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert ledger.reserve("call", "1", 5, (Limit("global", 10),), 60) is None
    ledger.close()


def test_threads_wait_for_a_busy_file_side_by_side_and_not_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight calls against a file that somebody holds end after one wait, and a retry works."""
    monkeypatch.setattr("scout.llm.ledgers.sqlite.BUSY_S", 0.5)
    path = tmp_path / "budget.sqlite"
    ledger = SQLiteLedger(path, time.time)
    blocker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")

    def refused(number: int) -> bool:
        try:
            ledger.reserve(f"call-{number}", "1", 5, (Limit("global", 100),), 60)
        except BudgetUnavailableError:
            return True
        return False

    started_s = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(refused, range(8)))
    assert time.monotonic() - started_s < 2  # one after the other they would take four
    monkeypatch.setattr("scout.llm.ledgers.sqlite.BUSY_S", 10.0)
    threading.Timer(0.2, blocker.execute, ("ROLLBACK",)).start()
    assert ledger.reserve("call", "1", 5, (Limit("global", 100),), 60) is None
    ledger.close()
    blocker.close()


class _Struck(sqlite3.Connection):
    """Is interrupted as soon as a transaction has begun, once."""

    due = False

    def execute(self, sql: str, *given: object) -> sqlite3.Cursor:
        """Execute, and then let somebody press Ctrl-C."""
        found = super().execute(sql, *given)  # type: ignore[arg-type]
        if sql.startswith("BEGIN") and _Struck.due:
            _Struck.due = False
            raise KeyboardInterrupt
        return found


def test_an_interrupt_leaves_no_transaction_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would lock the file for every process, and refuse every call of this one."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", partial(connect, factory=_Struck))
    path = tmp_path / "budget.sqlite"
    ledger = SQLiteLedger(path, time.time)
    _Struck.due = True
    with pytest.raises(KeyboardInterrupt):
        ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
    other = connect(path, isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()
    assert ledger.reserve("call", "1", 5, (Limit("global", 10),), 60) is None
    ledger.close()


def test_a_file_that_cannot_be_opened_says_which(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(BudgetUnavailableError, match="nowhere"):
        SQLiteLedger(tmp_path / "nowhere" / "budget.sqlite", time.time)


def test_a_file_that_is_read_only_is_a_typed_error_and_no_crash() -> None:
    """A limit is set and cannot be kept; tried by a user who may only read."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "budget.sqlite"
        ledger = SQLiteLedger(path, time.time)
        ledger.reserve("call", "1", 5, (Limit("global", 10),), 60)
        ledger.close()
        path.chmod(0o444)
        Path(name).chmod(0o555)
        assert _as_nobody(lambda: _is_refused(path)) == 0
        Path(name).chmod(0o755)
        again = SQLiteLedger(path, time.time)
        assert again.balance("global") == Balance(0, 5)
        again.close()


def _is_refused(path: Path) -> bool:
    try:
        SQLiteLedger(path, time.time).reserve("other", "1", 1, (Limit("global", 10),), 60)
    except BudgetUnavailableError:
        return True
    return False


def _as_nobody(does: Callable[[], bool]) -> int:
    """Exit code of a child that drops root's rights first, which no file mode stops."""
    child = os.fork()
    if not child:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        os._exit(0 if does() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_file_of_a_newer_scout_is_refused(tmp_path: Path) -> None:
    """Nothing is guessed about another schema."""
    path = tmp_path / "budget.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(ConfigurationError, match="version 99"):
        SQLiteLedger(path, time.time)


def test_a_ledger_opens_anew_after_a_fork(tmp_path: Path) -> None:
    """A connection that came over a fork is never used."""
    ledger = SQLiteLedger(tmp_path / "budget.sqlite", time.time)
    ledger.reserve("parent", "1", 5, (Limit("global", 10),), 60)
    child = os.fork()
    if not child:
        refused = ledger.reserve("child", "1", 5, (Limit("global", 10),), 60)
        os._exit(0 if refused is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ledger.balance("global") == Balance(0, 10)
    ledger.close()
