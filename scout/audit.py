"""The audit log: one row for each call, chained by hashes, so that a change to it shows.

Rows are JSON lines, appended by any number of threads and processes. Each carries its writer,
the writer's own sequence, and the hash of the row above, so that `verify` finds a row that was
altered, taken out or moved; a head file beside the log shows a tail that was cut off. Whoever can
rewrite the log and its head together can still make up a history: against such an adversary only
an anchor elsewhere helps, such as the last hash, every hour, in a system of somebody else's.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from scout.audit_book import Book
from scout.audit_chain import Json
from scout.audit_files import Places
from scout.audit_writer import Writer
from scout.errors import ConfigurationError, ScoutError

_log = logging.getLogger(__name__)

MAX_BYTES: Final = 64 * 2**20
"""Size at which a file is put aside: some 50,000 calls, verified in seconds."""

SYNC_EVERY_S: Final = 0.2
"""How long a row may be in the machine's memory only: what a power cut may take."""

SYNC_EVERY_ROWS: Final = 256
"""How many rows may be there only."""


class AuditError(ScoutError):
    """A row could not be written, and the log is one that must not lose any."""

    code = "audit"


class AuditLog:
    """An append-only log in one file, which other threads and processes may share.

    Args:
        path: The file; made with mode 0600, and refused where others can reach it.
        content: Whether rows hold prompts and answers; by default they hold neither.
        strict: Whether a row is on the disk before the call that it tells of returns. Otherwise
            a row survives the death of the process at once, and a power cut after `sync_every_s`.
        max_bytes: Size at which a file is put aside as `path.1`, `path.2`, ...; None for never.
        sync_every_s: How long a row may wait for the disk.
        sync_every_rows: How many rows may.
        on_open_error: `raise`, or `log` and go on without rows until the file can be used.
        on_write_error: `log`, since no answer should be lost for the sake of its record, or
            `raise` an `AuditError` to the caller. Either way the next row says how many are lost.
        wall: Seconds since the epoch.

    Raises:
        ConfigurationError: The file cannot be used.

    Examples:
        >>> from scout import Router
        >>> with Router(audit=AuditLog("audit.jsonl")) as router:
        ...     router.circuit("groq", "openai/gpt-oss-20b").state.name
        'CLOSED'
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        content: bool = False,
        strict: bool = False,
        max_bytes: int | None = MAX_BYTES,
        sync_every_s: float = SYNC_EVERY_S,
        sync_every_rows: int = SYNC_EVERY_ROWS,
        on_open_error: Literal["raise", "log"] = "raise",
        on_write_error: Literal["raise", "log"] = "log",
        wall: Callable[[], float] = time.time,
    ) -> None:
        if sys.platform == "win32":
            raise ConfigurationError("the audit log needs the file locks of POSIX; leave it out")
        self.path = Path(path)
        self.content = content
        self.strict = strict
        self._raises = on_write_error == "raise"
        self._sync_every_s = sync_every_s
        self._sync_every_rows = sync_every_rows
        self._wall = wall
        self._book = Book(Places(self.path.absolute()), max_bytes)
        self._writers: dict[int, Writer] = {}
        weakref.finalize(self, _sync_own, self._writers)
        try:
            self._book.open()
        except OSError as error:
            if on_open_error == "raise":
                raise ConfigurationError(f"audit_path: {error}") from error
            _log.error("audit file %s cannot be used: %s", self.path, error)

    @property
    def lost_rows(self) -> int:
        """How many rows of this process could not be written and are not yet told of."""
        return self._writer().lost

    def append(self, body: Mapping[str, Json], kind: str = "call") -> None:
        """Write one row; where the log is strict, it is on the disk when this returns.

        Raises:
            AuditError: It could not be written, and `on_write_error` is `raise`.
            TypeError: The body holds something else than texts, whole numbers and their like.
        """
        writer = self._writer()
        at = datetime.fromtimestamp(self._wall(), UTC).isoformat(timespec="microseconds")
        try:
            writer.append(kind, body, at)
            if self.strict or writer.unsynced >= self._sync_every_rows:
                writer.sync()
            else:
                writer.sync_within(self._sync_every_s)
        except OSError as error:
            self._failed(writer, error)

    def sync(self) -> None:
        """Put all rows of this process on the disk.

        Raises:
            OSError: The disk does not take them.
        """
        self._writer().sync()

    def close(self) -> None:
        """Put all rows on the disk; a row that comes later is still written."""
        self._writer().sync_or_log()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"AuditLog({str(self.path)!r})"

    def _writer(self) -> Writer:
        """This process's writer: a forked child is a writer of its own."""
        pid = os.getpid()
        return self._writers.get(pid) or self._writers.setdefault(pid, Writer(self._book))

    def _failed(self, writer: Writer, error: OSError) -> None:
        if self._raises:
            raise AuditError(f"audit file {self.path}: {error}") from error
        if writer.lost & (writer.lost - 1) == 0:  # the first, then ever more rarely
            message = "audit file %s: %s; %d rows are lost since the last one written"
            _log.error(message, self.path, error, writer.lost)


def _sync_own(writers: Mapping[int, Writer]) -> None:
    """When a log ends, put on the disk what this process wrote; a parent's rows are its own."""
    writer = writers.get(os.getpid())
    if writer is not None:
        writer.sync_or_log()
