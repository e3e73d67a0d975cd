"""Processes that write one audit log, and die: run by `tests/test_audit_processes.py`.

It is a program of its own, since it forks, kills and limits itself.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from scout.audit import AuditLog
from scout.audit_files import locked
from scout.audit_read import rows
from scout.audit_verify import verify

MAX_BYTES = 20_000
"""Small, so that files are put aside while writers die."""


def together(path: Path, writers: int, count: int) -> None:
    """Several processes write at once; all rows are there, in one chain."""
    children = [_child(lambda at=at: _fill(path, count, at, MAX_BYTES)) for at in range(writers)]
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert len(_tags(path)) == len(set(_tags(path))) == writers * count
    report = verify(path)
    assert report.is_intact, report.first
    assert report.writers == writers


def _fill(path: Path, count: int, at: int, max_bytes: int | None = None) -> None:
    with AuditLog(path, max_bytes=max_bytes) as log:
        for number in range(count):
            log.append({"tag": f"{at}-{number}"})


def killed(path: Path, rounds: int, strict: int) -> None:
    """Two writers are killed again and again: no row that was acknowledged is lost."""
    dice = random.Random(rounds)
    acknowledged: list[str] = []
    for at in range(rounds):
        doomed = [_doomed(path, f"{at}{name}", bool(strict)) for name in "ab"]
        if at % 2:  # of the other rounds many end while the log is being opened
            acknowledged += [said.readline().rstrip() for _, said in doomed]
        time.sleep(dice.uniform(0, 0.03))
        for child, said in doomed:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged += [line[:-1] for line in said if line.endswith("\n")]
            said.close()
        AuditLog(path).close()
        report = verify(path)
        assert report.is_intact, (at, report.first)
    written = _tags(path)
    assert len(acknowledged) >= rounds
    assert set(acknowledged) <= set(written)
    assert len(written) == len(set(written))
    print(f"{rounds} rounds, {len(acknowledged)} rows acknowledged, {verify(path)}")  # noqa: T201


def _doomed(path: Path, name: str, strict: bool) -> tuple[int, TextIO]:
    ears, mouth = os.pipe()

    def write() -> None:
        log = AuditLog(path, strict=strict, max_bytes=MAX_BYTES, sync_every_s=0.001)
        for number in range(1_000_000):
            log.append({"tag": f"{name}-{number}", "text": "x" * 500})
            os.write(mouth, f"{name}-{number}\n".encode())

    child = _child(write)
    os.close(mouth)
    return child, os.fdopen(ears)


def torn(path: Path, rounds: int, seed: int) -> None:
    """A writer that is killed in the middle of a write leaves a piece of a row, never lost."""
    dice = random.Random(seed)
    pieces = 0
    for at in range(rounds):
        os.waitpid(_child(lambda at=at: _write_half(path, at, dice)), 0)
        before = path.read_bytes()
        piece = before[before.rfind(b"\n") + 1 :]
        _fill(path, 1, at)
        assert path.read_bytes().startswith(before[: len(before) - len(piece)])
        assert not piece or path.with_name(f"{path.name}.torn").read_bytes().endswith(piece + b"\n")
        pieces += bool(piece)
    report = verify(path)
    assert report.is_intact, report.first
    assert report.torn == pieces > rounds // 2


def _write_half(path: Path, at: int, dice: random.Random) -> None:
    real = os.write

    def write(handle: int, data: bytes) -> int:
        if data.endswith(b"}\n") and b'"kind":"call"' in data:
            real(handle, data[: dice.randrange(len(data))])
            os.kill(os.getpid(), signal.SIGKILL)
        return real(handle, data)

    os.write = write
    dice.seed(at)
    _fill(path, 1, at)


def forked(path: Path, count: int) -> None:
    """A child that is forked while its parent holds the lock goes on in a chain of its own."""
    log = AuditLog(path)
    log.append({"tag": "before"})
    with locked(path.with_name(f"{path.name}.lock")):
        child = _child(lambda: [log.append({"tag": f"child-{n}"}) for n in range(count)])
        time.sleep(0.05)
    for number in range(count):
        log.append({"tag": f"parent-{number}"})
    assert os.waitpid(child, 0)[1] == 0
    log.close()
    assert len(_tags(path)) == 2 * count + 1
    report = verify(path)
    assert report.is_intact, report.first
    assert report.writers == 2


def full(path: Path, limit: int) -> None:
    """A disk that takes only so many bytes: what is there stays whole, what is lost is counted."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    log = AuditLog(path)
    log.append({"tag": "first"})
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    for number in range(20):
        log.append({"tag": f"{number}", "text": "x" * 300})
    lost = log.lost_rows
    assert 0 < lost < 20
    assert path.read_bytes().endswith(b"}\n"), "the piece that the disk took was not taken back"
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    log.append({"tag": "last"})
    log.close()
    report = verify(path)
    assert report.is_intact, report.first
    assert report.lost_rows == lost
    assert len(_tags(path)) == 22 - lost
    assert not path.with_name(f"{path.name}.torn").exists()


def ended(path: Path) -> None:
    """A process that ends without closing its log leaves a head that knows all rows."""
    log = AuditLog(path, sync_every_s=3600)
    log.append({"tag": "last"})


def _tags(path: Path) -> list[str]:
    return [row.body["tag"] for row in rows(path) if row is not None and row.kind == "call"]


def _child(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 -- a child never runs on as its parent
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), *map(int, sys.argv[3:]))
