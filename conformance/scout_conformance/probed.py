"""Runs in the process that `probe` starts: imports one provider under watch, prints a record."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_IO_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "os.posix_spawn",
        "os.fork",
        "os.remove",
        "os.mkdir",
        "os.rename",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_READERS = ("os.py", "_collections_abc.py")


class Watch:
    """Notes what happens between `begin` and `end`."""

    def __init__(self, root: str) -> None:
        self.io: dict[str, None] = {}
        self.environment: dict[str, None] = {}
        self._root = root
        self._on = False

    def begin(self) -> None:
        """Start noting."""
        sys.addaudithook(self._hear)
        environ: Any = type(os.environ)
        read = environ.__getitem__

        def noted(mapping: Any, key: str) -> str:
            self._note_read(key)
            return str(read(mapping, key))

        environ.__getitem__ = noted
        self._on = True

    def end(self) -> None:
        """Stop noting."""
        self._on = False

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event in _IO_EVENTS:
            self.io[f"{event} {_said(args)}"] = None
        elif event == "open" and _writes(args):
            self.io[f"writes {args[0]}"] = None

    def _note_read(self, key: str) -> None:
        frame = sys._getframe(2)
        while frame.f_back is not None and _is_reader(frame.f_code.co_filename):
            frame = frame.f_back
        if self._on and self._root and frame.f_code.co_filename.startswith(self._root):
            self.environment[key] = None


def _is_reader(path: str) -> bool:
    """Whether a frame is the standard library's own way to the environment."""
    return path.startswith("<frozen ") or path.endswith(_READERS)


def main() -> None:
    """Read an order from the command line, print the record."""
    order = json.loads(sys.argv[1])
    sys.path[:] = order["path"]
    sys.dont_write_bytecode = True
    from scout.llm.catalog import CATALOG  # noqa: PLC0415 -- only now is the path right
    from scout.llm.providers.registry import provider_at, provider_in_file  # noqa: PLC0415

    CATALOG.built_in()
    printed = io.StringIO()
    watch = Watch(order["root"])
    load = provider_in_file if order["in_file"] else provider_at
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        began = time.process_time()
        watch.begin()
        load(order["address"])
        watch.end()
        spent = time.process_time() - began
    record = {
        "io": list(watch.io),
        "environment": list(watch.environment),
        "output": printed.getvalue(),
        "cpu_s": spent,
    }
    sys.stdout.write(json.dumps(record))


def _writes(args: tuple[Any, ...]) -> bool:
    path, mode, flags = args
    if isinstance(path, str) and Path(path) == Path(os.devnull):
        return False
    by_mode = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    return by_mode or (mode is None and bool(flags & _WRITING))


def _said(args: tuple[Any, ...]) -> str:
    return " ".join(str(arg) for arg in args if isinstance(arg, str | tuple | list | bytes))[:200]


if __name__ == "__main__":
    main()
