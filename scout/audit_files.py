"""The files of an audit log: where they stand, that nobody else may read them, and their lock."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

LOCK_TIMEOUT_S: Final = 5.0
"""How long a writer waits for another one: each holds the lock for milliseconds."""

_LOCK_POLL_S: Final = 0.0005
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files of one log are.

    Attributes:
        log: The file that is written.
    """

    log: Path

    @property
    def lock(self) -> Path:
        """Held while anything changes."""
        return self._beside("lock")

    @property
    def head(self) -> Path:
        """What is on the disk for certain: how many rows, and the hash of the last."""
        return self._beside("head")

    @property
    def torn(self) -> Path:
        """Pieces of rows whose writer died."""
        return self._beside("torn")

    def full(self) -> list[Places]:
        """The files that were full, oldest first: `.1`, `.2`, ..., each with its head."""
        found = []
        for path in self.log.parent.glob(f"{escape(self.log.name)}.*"):
            number = path.name[len(self.log.name) + 1 :]
            if number.isascii() and number.isdigit():
                found.append((int(number), path))
        return [Places(path) for _, path in sorted(found)]

    def next_full(self) -> Places:
        """The name under which this file is put aside when it is full."""
        full = self.full()
        number = int(full[-1].log.name.rpartition(".")[2]) + 1 if full else 1
        return Places(self._beside(str(number)))

    def _beside(self, end: str) -> Path:
        return self.log.with_name(f"{self.log.name}.{end}")


def open_private(path: Path, flags: int) -> int:
    """Open a file, made where it is missing, that nobody else may read."""
    return os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)


def refuse_shared(path: Path) -> None:
    """Refuse what is no file, and a file that others may read or write.

    Raises:
        PermissionError: It is one; the message names the remedy.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise PermissionError(f"{path} is no regular file; name another one")
    if mode & 0o077:
        raise PermissionError(
            f"{path} has mode {stat.S_IMODE(mode):04o}, so that others can reach it; "
            f"run: chmod 600 {path}"
        )


@contextmanager
def locked(
    path: Path, *, timeout_s: float = LOCK_TIMEOUT_S, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Keep every other writer out, in this process and in others.

    The file is opened anew each time, so that a forked child never shares the lock.

    Raises:
        TimeoutError: Another writer did not let go.
        OSError: The file cannot be opened.
    """
    handle = _acquire(path, timeout_s, sleep)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _acquire(path: Path, timeout_s: float, sleep: Callable[[float], None]) -> int:
    waited_s = 0.0
    while True:
        handle = open_private(path, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, handle):
                return handle
        except BlockingIOError:
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if waited_s >= timeout_s:
            raise TimeoutError(f"another writer holds {path} for more than {timeout_s:g} s")
        sleep(_LOCK_POLL_S)
        waited_s += _LOCK_POLL_S


def _is_still(path: Path, handle: int) -> bool:
    """Whether the file that was locked is the one that others will lock."""
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False


def write_all(handle: int, data: bytes) -> None:
    """Write all of it; one write, unless the disk takes less."""
    while data:
        data = data[os.write(handle, data) :]


def replace_file(path: Path, data: bytes) -> None:
    """Put new contents in place at once, and on the disk before this returns."""
    new = path.with_name(f"{path.name}.new")
    handle = open_private(new, os.O_WRONLY | os.O_TRUNC)
    try:
        write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
