"""Runs a command in a pseudo-terminal, types into it, and knows what its screen shows."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

LINES: Final = 50
LONGEST_S: Final = 60.0
"""How long a command may take; none of the guide's takes a tenth of it."""

_CODE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[=>]|\x1b\][^\x07]*\x07|(\r\n|[\r\n\x08\x07])")


class Terminal:
    """A terminal of a certain width.

    Args:
        columns: Its width.
        environment: What programs find in theirs.
        folder: Where they run.
        prompt: What a program says at the beginning of a line before it reads one.
    """

    def __init__(
        self, columns: int, environment: Mapping[str, str], folder: Path, *, prompt: str = ""
    ) -> None:
        self._columns = columns
        self._environment = dict(environment)
        self._folder = folder
        self._prompt = prompt.encode()

    def run(self, command: str, typed: Sequence[str] = ()) -> tuple[list[str], int]:
        """Run a command to its end; return the lines on the screen, and its exit code."""
        heard, code = self.heard(command, typed)
        return shown(heard.decode("utf-8", "replace")), code

    def heard(self, command: str, typed: Sequence[str] = ()) -> tuple[bytes, int]:
        """Run a command to its end; return all that it sent, and its exit code.

        Args:
            command: For the shell.
            typed: Lines that are typed, each once the program has asked for it. A `^C` is the key.

        Raises:
            TimeoutError: It does not end.
        """
        ours, theirs = pty.openpty()
        size = struct.pack("HHHH", LINES, self._columns, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        name = os.ttyname(theirs)  # who opens it first in a session of his own, controls it
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec < {name} > {name} 2>&1\ntrap : INT\n{command}"],
            cwd=self._folder,
            env=self._environment,
            start_new_session=True,
        )
        try:
            heard = self._converse(process, ours, list(typed))
        finally:
            process.kill()
            code = process.wait()
            os.close(theirs)
            os.close(ours)
        return heard, code

    def _converse(self, process: subprocess.Popen[bytes], ours: int, typed: list[str]) -> bytes:
        """Read until the program ends, and type the next line wherever it asks for one."""
        heard, answered = b"", 0
        until = time.monotonic() + LONGEST_S
        while True:
            if time.monotonic() > until:
                raise TimeoutError(f"no end after {LONGEST_S:g} s; so far: {heard[-500:]!r}")
            has_ended = process.poll() is not None  # before the last look, so that nothing is lost
            if select.select([ours], [], [], 0 if has_ended else 0.05)[0]:
                heard += os.read(ours, 65536)
            elif has_ended:
                return heard
            asks = self._prompt and heard[answered:].rsplit(b"\n")[-1].endswith(self._prompt)
            if asks and typed:
                answered = len(heard)
                os.write(ours, typed.pop(0).replace("^C", "\x03").encode() + b"\n")


def shown(heard: str) -> list[str]:
    """The lines that a screen shows in the end: no colours, and what was overwritten is gone."""
    lines: list[list[str]] = [[]]
    row = column = at = 0
    for match in _CODE.finditer(heard):
        column = _put(lines, row, column, heard[at : match.start()])
        at = match.end()
        row, column = _moved(lines, row, column, match)
    _put(lines, row, column, heard[at:])
    told = ["".join(line).rstrip() for line in lines]
    while told and not told[-1]:
        told.pop()
    return told


def _put(lines: list[list[str]], row: int, column: int, text: str) -> int:
    line = lines[row]
    line += [" "] * (column - len(line))
    line[column : column + len(text)] = text
    return column + len(text)


def _moved(lines: list[list[str]], row: int, column: int, code: re.Match[str]) -> tuple[int, int]:
    """Where the cursor is after a control character or sequence."""
    count = int(code[1]) if (code[1] or "").isdigit() else 1
    if code[3] in ("\n", "\r\n"):
        row += 1
        lines += [[]] * (row == len(lines))
        return row, 0 if code[3] == "\r\n" else column
    if code[3] == "\r" or code[2] == "G":
        return row, 0
    if code[3] == "\x08":
        return row, max(column - 1, 0)
    if code[2] == "A":
        return max(row - count, 0), column
    if code[2] == "K":
        del lines[row][0 if code[1] == "2" else column :]
    elif code[2] == "J":
        del lines[row][column:], lines[row + 1 :]
    return row, column
