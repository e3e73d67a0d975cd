"""The audit log as its writers see it: private, shared, mended, rotated, and what it loses."""

from __future__ import annotations

import fcntl
import itertools
import json
import logging
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from scout.audit import AuditError, AuditLog
from scout.audit_files import locked
from scout.audit_read import rows
from scout.audit_verify import Fault, verify
from scout.errors import ConfigurationError

LATER_S = 3600.0
"""No test lasts so long: what waits for it waits for ever."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a log may be made."""
    return tmp_path / "audit.jsonl"


def fill(log: AuditLog, count: int, start: int = 0) -> None:
    """Write rows that bear a number."""
    for number in range(start, start + count):
        log.append({"n": number})


def numbers(path: Path) -> list[int]:
    """The numbers of the rows, in the order of the log."""
    return [row.body["n"] for row in rows(path) if row is not None and row.kind == "call"]


def head_rows(path: Path) -> int:
    """How many rows the head beside a log knows."""
    known: int = json.loads(path.with_name(path.name + ".head").read_bytes())["rows"]
    return known


def test_each_writer_says_who_it_is_and_its_rows_follow(path: Path) -> None:
    """The first row of a writer is `opened`; all rows are numbered, by writer and by line."""
    with AuditLog(path, wall=lambda: 1_790_000_000.25) as log:
        fill(log, 2)
    first, *others = (row for row in rows(path) if row is not None)
    assert (first.kind, first.seq, first.line, first.prev, first.above) == ("opened", 1, 1, "", "")
    assert first.body == {"pid": os.getpid()}
    assert [(row.kind, row.seq, row.line, row.body["n"]) for row in others] == [
        ("call", 2, 2, 0),
        ("call", 3, 3, 1),
    ]
    assert others[0].at == "2026-09-21T14:13:20.250000+00:00"
    assert others[1].prev == others[1].above == others[0].hash
    assert verify(path).is_intact


def test_a_log_that_is_opened_again_goes_on(path: Path) -> None:
    """A second writer begins a chain of its own below the rows of the first."""
    for start in (0, 3):
        with AuditLog(path) as log:
            fill(log, 3, start)
    assert numbers(path) == [0, 1, 2, 3, 4, 5]
    report = verify(path)
    assert report.is_intact
    assert (report.rows, report.writers) == (8, 2)


# -- privacy --


def test_all_files_are_private(path: Path) -> None:
    """Mode 0600, whatever the umask allows."""
    before = os.umask(0)
    try:
        with AuditLog(path, max_bytes=1) as log:
            fill(log, 3)
        with path.open("ab") as file:
            file.write(b"torn")
        AuditLog(path)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {"audit.jsonl", "audit.jsonl.torn", "audit.jsonl.1.head"} < modes.keys()
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644])
def test_a_file_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    """The message says how to mend it."""
    path.touch()
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match=rf"has mode {mode:04o}.* run: chmod 600 {path}"):
        AuditLog(path)


@pytest.mark.parametrize("beside", ["head", "torn", "lock"])
def test_what_stands_beside_must_be_private_as_well(path: Path, beside: str) -> None:
    """A head that others can write says nothing; torn rows are rows."""
    other = path.with_name(f"{path.name}.{beside}")
    other.touch()
    other.chmod(0o644)
    with pytest.raises(ConfigurationError, match=f"{other.name} has mode 0644"):
        AuditLog(path)


def test_a_folder_is_no_log(path: Path) -> None:
    """Nor is a pipe or a device."""
    path.mkdir()
    with pytest.raises(ConfigurationError, match="is no regular file"):
        AuditLog(path)


# -- a torn tail --


def test_a_torn_tail_is_put_aside_and_told_of(path: Path) -> None:
    """The bytes are kept as they were, the next row says that they were there."""
    with AuditLog(path) as log:
        fill(log, 3)
    whole = path.read_bytes()
    torn = whole.splitlines(keepends=True)[-1][:-7]
    path.write_bytes(whole + torn)
    with AuditLog(path) as log:
        assert path.read_bytes() == whole
        fill(log, 1, start=3)
    assert path.with_name("audit.jsonl.torn").read_bytes() == torn + b"\n"
    assert numbers(path) == [0, 1, 2, 3]
    opened = [row for row in rows(path) if row is not None and row.kind == "opened"][-1]
    told = {"what": "torn", "bytes": len(torn), "moved_to": "audit.jsonl.torn"}
    assert list(opened.found) == [told]
    report = verify(path)
    assert report.is_intact
    assert report.torn == 1


def test_a_tail_that_another_process_tears_meanwhile_is_mended(path: Path) -> None:
    """A log that is open long sees it at its next row."""
    with AuditLog(path) as log:
        fill(log, 1)
        with path.open("ab") as file:
            file.write(b'{"above":')
        fill(log, 1, start=1)
        with path.open("ab") as file:
            file.write(b"\0" * 200_000)
        fill(log, 1, start=2)
    assert numbers(path) == [0, 1, 2]
    torn = path.with_name("audit.jsonl.torn").read_bytes()
    assert torn == b'{"above":\n' + b"\0" * 200_000 + b"\n"
    report = verify(path)
    assert report.is_intact
    assert report.torn == 2


def test_a_row_that_lacks_only_its_end_is_kept(path: Path) -> None:
    """It is whole and its seal is good: nothing is put aside."""
    with AuditLog(path) as log:
        fill(log, 3)
    path.write_bytes(path.read_bytes()[:-1])
    with AuditLog(path) as log:
        fill(log, 1, start=3)
    assert numbers(path) == [0, 1, 2, 3]
    assert not path.with_name("audit.jsonl.torn").exists()
    assert verify(path).is_intact


def test_a_file_whose_last_line_is_damaged_is_put_aside(path: Path) -> None:
    """Nothing can be chained to it; it is kept as it is, and the log goes on in a new file."""
    with AuditLog(path) as log:
        fill(log, 3)
    damaged = path.read_bytes().replace(b'"n":2', b'"n":9')
    path.write_bytes(damaged)
    with AuditLog(path) as log:
        fill(log, 1, start=3)
    assert path.with_name("audit.jsonl.1").read_bytes() == damaged
    report = verify(path)
    assert report.first is not None
    assert (report.first.fault, report.first.file.name, report.first.line) == (
        Fault.FLIP,
        "audit.jsonl.1",
        4,
    )
    assert report.rows == 5
    (opened,) = (row for row in rows(path) if row is not None and row.found)
    assert list(opened.found) == [{"what": "damaged", "moved_to": "audit.jsonl.1"}]


# -- full files --


def test_a_full_file_is_put_aside_and_linked(path: Path) -> None:
    """The first row of a new file names the last of the old; each full file keeps its head."""
    with AuditLog(path, max_bytes=1000) as log:
        fill(log, 20)
    full = sorted(path.parent.glob("audit.jsonl.[0-9]"), key=lambda file: file.name)
    assert len(full) > 3
    assert all(1000 <= file.stat().st_size < 1500 for file in full)
    for old, new in zip(full, [*full[1:], path], strict=True):
        last, first = old.read_bytes().splitlines()[-1], new.read_bytes().splitlines()[0]
        assert json.loads(first)["above"] == json.loads(last)["hash"]
        assert head_rows(old) == len(old.read_bytes().splitlines())
    report = verify(path)
    assert report.is_intact
    assert (report.files, report.rows) == (len(full) + 1, 21)
    assert numbers(path) == list(range(20))


def test_old_files_may_be_taken_away_from_the_front_only(path: Path) -> None:
    """What is left says what it follows; a file from the middle is missed."""
    with AuditLog(path, max_bytes=1) as log:
        fill(log, 5)
    names = [path.with_name(f"audit.jsonl.{number}") for number in (1, 2, 3)]
    last = json.loads(names[0].read_bytes().splitlines()[-1])["hash"]
    names[0].unlink()
    names[0].with_name("audit.jsonl.1.head").unlink()
    report = verify(path)
    assert report.is_intact
    assert report.begins_after == last
    names[2].unlink()
    first = verify(path).first
    assert first is not None
    assert (first.fault, first.file.name, first.line) == (Fault.GAP, "audit.jsonl.4", 1)


def test_the_number_of_a_full_file_is_never_given_again(path: Path) -> None:
    """Also where the older ones were taken away, and past 9."""
    with AuditLog(path, max_bytes=1) as log:
        fill(log, 12)
        for number in range(1, 11):
            path.with_name(f"audit.jsonl.{number}").unlink()
        fill(log, 2, start=12)
    names = {file.name for file in path.parent.glob("audit.jsonl.*")}
    assert {"audit.jsonl.11", "audit.jsonl.12", "audit.jsonl.13"} < names
    assert verify(path).is_intact


def test_a_death_between_the_two_renames_is_made_good(path: Path) -> None:
    """The head follows its file when the next row is written."""
    with AuditLog(path) as log:
        fill(log, 3)
    path.rename(path.with_name("audit.jsonl.1"))
    with AuditLog(path) as log:
        fill(log, 1, start=3)
    assert head_rows(path.with_name("audit.jsonl.1")) == 4
    report = verify(path)
    assert report.is_intact
    assert report.rows == 6


# -- the disk --


def test_a_strict_row_is_on_the_disk_when_append_returns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file was synced after it was written, and the head, which is on the disk, knows it."""
    synced: dict[int, int] = {}
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        status = os.fstat(handle)
        synced[status.st_ino] = status.st_size

    monkeypatch.setattr(os, "fsync", fsync)
    with AuditLog(path, strict=True) as log:
        for number in range(5):
            log.append({"n": number})
            status = path.stat()
            assert synced[status.st_ino] == status.st_size
            head = path.with_name("audit.jsonl.head").stat()
            assert synced[head.st_ino] == head.st_size
            assert head_rows(path) == number + 2


def test_rows_reach_the_disk_by_their_number(path: Path) -> None:
    """A burst is synced every so many rows."""
    with AuditLog(path, sync_every_rows=10, sync_every_s=LATER_S) as log:
        fill(log, 9)  # and the first row of the writer
        assert head_rows(path) == 10
        fill(log, 9)
        assert head_rows(path) == 10
        fill(log, 1)
        assert head_rows(path) == 20


def test_rows_reach_the_disk_by_the_time(path: Path) -> None:
    """Somebody else sees to it while the application goes on, again and again."""
    log = AuditLog(path, sync_every_s=0.01)
    for known in (4, 7):
        fill(log, 3)
        pause = threading.Event()
        for _ in range(1000):
            if head_rows(path) == known:
                break
            pause.wait(0.01)
        assert head_rows(path) == known


def test_the_head_is_never_set_back(path: Path) -> None:
    """A writer that syncs late knows less than the one that was quicker."""
    slow, quick = (AuditLog(path, sync_every_s=LATER_S) for _ in range(2))
    fill(slow, 2)
    fill(quick, 3)
    quick.sync()
    assert head_rows(path) == 7
    slow.sync()
    assert head_rows(path) == 7


def test_rows_reach_the_disk_when_the_log_is_closed(path: Path) -> None:
    """And a row that comes later is still written."""
    log = AuditLog(path, sync_every_s=LATER_S)
    fill(log, 3)
    assert head_rows(path) == 0
    log.close()
    assert head_rows(path) == 4
    fill(log, 1, start=3)
    assert numbers(path) == [0, 1, 2, 3]


def test_threads_share_a_log(path: Path) -> None:
    """Every row is there once, in one chain."""
    with AuditLog(path, max_bytes=20_000) as log:
        threads = [threading.Thread(target=fill, args=(log, 50, 50 * at)) for at in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(numbers(path)) == list(range(400))
    report = verify(path)
    assert report.is_intact
    assert report.writers == 1


def test_two_logs_of_one_process_share_a_file(path: Path) -> None:
    """Each sees what the other wrote."""
    with AuditLog(path) as one, AuditLog(path) as other:
        for number in range(10):
            (one, other)[number % 2].append({"n": number})
    assert numbers(path) == list(range(10))
    assert verify(path).is_intact


# -- what cannot be written --


def move_away(path: Path) -> Path:
    """Make a log unwritable, also for root: its folder is somewhere else."""
    return path.parent.rename(path.parent.with_name("elsewhere"))


def test_a_row_that_cannot_be_written_loses_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, ever more rarely, and counted; the next row says how many were lost."""
    path = tmp_path / "logs" / "audit.jsonl"
    log = AuditLog(path)
    fill(log, 1)
    away = move_away(path)
    with caplog.at_level(logging.ERROR):
        fill(log, 5, start=1)
    assert log.lost_rows == 5
    assert [record.args[-1] for record in caplog.records if record.args] == [1, 2, 4]
    away.rename(path.parent)
    fill(log, 1, start=6)
    assert log.lost_rows == 0
    assert numbers(path) == [0, 6]
    report = verify(path)
    assert report.is_intact
    assert report.lost_rows == 5
    log.close()


def test_a_log_that_must_not_lose_a_row_says_so(tmp_path: Path) -> None:
    """`on_write_error="raise"`: no answer without its record."""
    path = tmp_path / "logs" / "audit.jsonl"
    with AuditLog(path, on_write_error="raise") as log:
        fill(log, 1)
        away = move_away(path)
        with pytest.raises(AuditError, match="No such file"):
            fill(log, 1)
        away.rename(path.parent)


def test_a_log_that_cannot_be_opened_may_wait(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """`on_open_error="log"`: nothing is written while others could read it."""
    path.touch()
    path.chmod(0o644)
    with caplog.at_level(logging.ERROR):
        log = AuditLog(path, on_open_error="log")
        fill(log, 2)
    assert "run: chmod 600" in caplog.text
    assert path.read_bytes() == b""
    path.chmod(0o600)
    fill(log, 1)
    assert [row.lost for row in rows(path) if row is not None] == [2, 0]
    log.close()


def test_what_was_found_is_told_even_if_the_first_row_fails(tmp_path: Path) -> None:
    """A finding waits for the first row that can be written."""
    path = tmp_path / "logs" / "audit.jsonl"
    with AuditLog(path) as log:
        fill(log, 2)
    path.write_bytes(path.read_bytes() + b"{")
    log = AuditLog(path)
    away = move_away(path)
    fill(log, 1)
    away.rename(path.parent)
    fill(log, 1)
    log.close()
    assert verify(path).torn == 1


def test_a_body_that_has_no_one_spelling_is_a_bug(path: Path) -> None:
    """It is refused before anything is written."""
    body: dict[str, Any] = {"cost": 0.1}
    with AuditLog(path) as log:
        fill(log, 1)
        before = path.read_bytes()
        with pytest.raises(TypeError, match=r"0\.1 cannot stand in an audit row"):
            log.append(body)
        assert path.read_bytes() == before
        fill(log, 1)
    assert verify(path).is_intact


# -- the lock --


def test_a_lock_that_is_held_is_waited_for_and_then_given_up(path: Path) -> None:
    """A writer that hangs does not hang the others."""
    waits: list[float] = []
    with (
        locked(path),
        pytest.raises(TimeoutError, match="another writer holds"),
        locked(path, timeout_s=0.01, sleep=waits.append),
    ):
        pass
    assert sum(waits) == pytest.approx(0.01)
    with locked(path, timeout_s=0):
        pass


def test_a_lock_file_that_is_taken_away_is_no_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever locks a file that is gone already looks again, and does not run beside another."""
    real, times = fcntl.flock, itertools.count()

    def flock(handle: int, operation: int) -> None:
        real(handle, operation)
        if next(times) == 0:
            path.unlink()

    monkeypatch.setattr(fcntl, "flock", flock)
    with locked(path):
        other = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            real(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(other)


# -- the same number for another file --


def test_a_file_that_inherits_a_number_is_not_taken_for_the_old_one(path: Path) -> None:
    """File systems give the number of a file that is gone to the next one."""
    log = AuditLog(path, sync_every_s=LATER_S)
    fill(log, 5)
    with path.open("r+b") as file:  # as if: put aside by another process, taken away, made anew
        file.truncate(0)
        path.with_name("audit.jsonl.head").unlink()
        with AuditLog(path, sync_every_s=LATER_S) as other:
            fill(other, 1)
        log.sync()
        assert head_rows(path) == 2
        assert verify(path).is_intact
    fill(log, 1)
    log.close()
    assert [row.found for row in rows(path) if row is not None] == [[], [], []]
