"""What every store of answers does, whichever it is, and what becomes of a broken file."""

from __future__ import annotations

import logging
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.config import Settings
from scout.llm.answer_cache import AnswerCache
from scout.llm.caches.choice import cache_for
from scout.llm.caches.memory import ENTRY_BYTES, MemoryCache
from scout.llm.caches.sqlite import SQLiteCache
from scout.testing import VirtualClock

ROOM = 10_000


@pytest.fixture
def clock() -> VirtualClock:
    """Time that stands still."""
    return VirtualClock()


@pytest.fixture(params=["memory", "sqlite"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: VirtualClock
) -> Iterator[AnswerCache]:
    """Each store, empty."""
    made: AnswerCache = (
        MemoryCache(ROOM, clock.wall)
        if request.param == "memory"
        else SQLiteCache(tmp_path / "answers.db", ROOM, clock.wall)
    )
    yield made
    made.close()


def test_what_was_put_is_got_to_the_byte(store: AnswerCache) -> None:
    """And nothing else is there."""
    entry = bytes(range(256))
    assert store.get("a") is None
    store.put("a", entry, 60)
    assert store.get("a") == entry
    assert store.get("b") is None


def test_a_later_entry_takes_the_place_of_an_earlier_one(store: AnswerCache) -> None:
    """Its room too: a thousand of them do not fill the store."""
    store.put("b", b"other", 60)
    for number in range(1000):
        store.put("a", b"%d" % number, 60)
    assert (store.get("a"), store.get("b")) == (b"999", b"other")


def test_an_entry_expires(store: AnswerCache, clock: VirtualClock) -> None:
    """At its time, and not for being read."""
    store.put("a", b"x", 60)
    clock.sleep(59.9)
    assert store.get("a") == b"x"
    clock.sleep(0.1)
    assert store.get("a") is None


def test_old_entries_make_room_for_new_ones(store: AnswerCache) -> None:
    """The bound holds whatever is put; the newest is always there."""
    for number in range(50):
        store.put(f"k{number}", bytes(1000), 60)
        assert store.get(f"k{number}") is not None
    left = [number for number in range(50) if store.get(f"k{number}")]
    assert len(left) == ROOM // (1000 + ENTRY_BYTES)
    assert left == list(range(50 - len(left), 50))


def test_what_has_expired_makes_room_first(store: AnswerCache, clock: VirtualClock) -> None:
    """What is still good is kept."""
    store.put("good", bytes(4000), 600)
    store.put("over", bytes(4000), 1)
    clock.sleep(2)
    assert store.get("over") is None
    store.put("new", bytes(4000), 600)
    assert store.get("good") is not None


def test_an_entry_larger_than_the_room_is_not_kept(store: AnswerCache) -> None:
    """And drives nobody out, but for the one it was to replace."""
    store.put("a", b"x", 60)
    store.put("b", b"old", 60)
    store.put("b", bytes(ROOM), 60)
    assert (store.get("a"), store.get("b")) == (b"x", None)


def test_threads_may_use_it_at_once(store: AnswerCache) -> None:
    """No exception, no entry mixed up with another."""
    wrong: list[object] = []

    def work(name: str) -> None:
        try:
            for number in range(40):
                store.put(f"{name}{number % 5}", name.encode() * 10, 60)
                found = store.get(f"{name}{number % 5}")
                wrong.extend([found] if found not in (None, name.encode() * 10) else [])
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["put", "get", "sleep"]), st.sampled_from("abc"), st.integers(0, 4000)
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(OPERATIONS)
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_store_gives_the_last_entry_of_a_key_or_none(
    kind: str, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    """Against a model that forgets nothing but what has expired."""
    clock = VirtualClock()
    store: AnswerCache = (
        MemoryCache(ROOM, clock.wall)
        if kind == "memory"
        else SQLiteCache(tmp_path_factory.mktemp("c") / "a.db", ROOM, clock.wall)
    )
    model: dict[str, tuple[bytes, float]] = {}
    for step, key, number in steps:
        if step == "sleep":
            clock.sleep(number / 1000)
        elif step == "put":
            entry = key.encode() * number
            store.put(key, entry, number / 500 + 0.001)
            model[key] = (entry, clock.wall() + number / 500 + 0.001)
            assert store.get(key) == entry
        else:
            kept, until_s = model.get(key, (b"", 0.0))
            found = store.get(key)
            assert found is None or (found == kept and clock.wall() < until_s)
    store.close()


# -- which one --


def test_the_settings_say_which(tmp_path: Path, clock: VirtualClock) -> None:
    """None, memory, or a file; the path alone turns nothing on."""
    path = tmp_path / "answers.db"
    assert cache_for(Settings(cache_path=path), clock.wall) is None
    assert isinstance(cache_for(Settings(cache=True), clock.wall), MemoryCache)
    made = cache_for(Settings(cache=True, cache_path=path), clock.wall)
    assert isinstance(made, SQLiteCache)
    assert (MemoryCache.is_local, SQLiteCache.is_local) == (True, False)


def test_closing_the_memory_forgets_everything(clock: VirtualClock) -> None:
    """Also how much room was taken."""
    store = MemoryCache(ROOM, clock.wall)
    store.put("a", bytes(9000), 60)
    store.close()
    assert store.get("a") is None
    store.put("b", bytes(9000), 60)
    assert store.get("b") is not None


def test_memory_drops_what_was_used_longest_ago(clock: VirtualClock) -> None:
    """What is asked for stays."""
    store = MemoryCache(ROOM, clock.wall)
    for key in "abc":
        store.put(key, bytes(3000), 60)
    store.get("a")
    store.put("d", bytes(3000), 60)
    assert [key for key in "abcd" if store.get(key)] == ["a", "c", "d"]


# -- the file --


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a file may be."""
    return tmp_path / "answers.db"


def test_the_file_outlives_its_store_and_is_its_owners_alone(
    file: Path, clock: VirtualClock
) -> None:
    """Answers may be private."""
    first = SQLiteCache(file, ROOM, clock.wall)
    first.put("a", b"x", 60)
    first.close()
    second = SQLiteCache(file, ROOM, clock.wall)
    assert second.get("a") == b"x"
    second.close()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_stores_share_a_file_and_its_bound(file: Path, clock: VirtualClock) -> None:
    """As two processes do."""
    one, other = (SQLiteCache(file, ROOM, clock.wall) for _ in range(2))
    for number in range(20):
        (one if number % 2 else other).put(f"k{number}", bytes(1000), 60)
    found = [number for number in range(20) if one.get(f"k{number}")]
    assert found == list(range(20 - ROOM // (1000 + ENTRY_BYTES), 20))
    one.close()
    other.close()


PROGRAM = """
import sys, time
from scout.llm.caches.sqlite import SQLiteCache
store = SQLiteCache(sys.argv[1], 10_000_000, time.time)
for number in range(60):
    store.put(f"{sys.argv[2]}{number}", sys.argv[2].encode() * 100, 600)
store.close()
"""


def test_processes_may_use_a_file_at_once(file: Path) -> None:
    """Nothing that was put is lost."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(file)]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    store = SQLiteCache(file, 10_000_000, lambda: 0.0)
    for name in "abc":
        for number in range(60):
            assert store.get(f"{name}{number}") == name.encode() * 100
    store.close()


def _rubbish(file: Path) -> None:
    file.write_bytes(b"this is no database at all, whatever its name says" * 100)


def _torn(file: Path) -> None:
    store = SQLiteCache(file, ROOM, lambda: 0.0)
    for number in range(5):
        store.put(str(number), bytes(1500), 60)
    store.close()
    data = bytearray(file.read_bytes())
    data[4096:8192] = bytes(4096)
    file.write_bytes(bytes(data))


def _folder(file: Path) -> None:
    file.mkdir()


def _nowhere(file: Path) -> None:
    file.parent.rmdir()


@pytest.mark.parametrize("spoil", [_rubbish, _torn, _folder, _nowhere])
def test_a_file_that_cannot_be_used_is_an_empty_one(
    file: Path,
    clock: VirtualClock,
    spoil: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No call fails for it; a line says why nothing is kept."""
    spoil(file)
    store = SQLiteCache(file, ROOM, clock.wall)
    with caplog.at_level(logging.WARNING, "scout.llm.caches"):
        store.put("a", b"x", 60)
        store.get("a")
    assert "cannot be used" in caplog.text
    store.close()


def test_a_file_that_another_process_holds_is_not_waited_for_long(
    file: Path, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is asked for anew instead."""
    monkeypatch.setattr("scout.llm.caches.sqlite.BUSY_S", 0.05)
    store = SQLiteCache(file, ROOM, clock.wall)
    store.put("a", b"x", 60)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store.put("b", b"y", 60)
    holder.execute("ROLLBACK")
    holder.close()
    assert (store.get("a"), store.get("b")) == (b"x", None)
    store.close()


def test_a_file_of_another_version_is_emptied(file: Path, clock: VirtualClock) -> None:
    """It is only a cache."""
    store = SQLiteCache(file, ROOM, clock.wall)
    store.put("a", b"x", 60)
    store.close()
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version=7")
    db.close()
    again = SQLiteCache(file, ROOM, clock.wall)
    assert again.get("a") is None
    again.put("a", b"y", 60)
    assert again.get("a") == b"y"
    again.close()


def test_an_entry_of_another_type_is_a_miss(file: Path, clock: VirtualClock) -> None:
    """Somebody has written into the file."""
    store = SQLiteCache(file, ROOM, clock.wall)
    store.put("a", b"x", 60)
    db = sqlite3.connect(file)
    db.execute("UPDATE answers SET entry = 'text'")
    db.commit()
    db.close()
    assert store.get("a") is None
    store.close()
