"""Replays the terminal sessions of the guide in a real terminal, and compares or writes them anew.

A session is a file such as `docs/snippets/keys.console`:

    #: scene = "keys"
    #: columns = 80
    # --8<-- [start:session]
    $ scout keys groq
    provider  key     read from     state
    groq      groq#1  GROQ_API_KEY  looks like a key
    # --8<-- [end:session]

Lines that begin with `#:` are TOML: `scene` names who else is there (`tools/console_scenes.py`),
`columns` is the width of the terminal, `prompt` is what a program says before it reads a line
(lines of the session that begin with it are what is typed), `varies` are patterns of what differs
from one run to the next. A line that begins with `$ ` is a command, run by the shell in a
pseudo-terminal and in an empty folder; what follows is what the terminal then shows, and
`[exit code 1]` how the command ended, where that is not with 0.

`python -m tools.console FILE...` writes what the commands say now; `--check` compares.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tools.console_scenes import scene
from tools.terminal import Terminal

ROOT: Final = Path(__file__).parents[1]
DIRECTIVE: Final = "#: "
MARK: Final = "# --8<--"
COMMAND: Final = "$ "
VARIES: Final = (r"\d+\.\d+ s\b",)
"""What always differs: how long something took."""


@dataclass(frozen=True, slots=True)
class Session:
    """A file of commands, and of what they said.

    Attributes:
        head: Its directives, as they are written.
        steps: Each command with the lines that follow it.
        scene: Who else is there.
        columns: Width of the terminal.
        prompt: What a program says before it reads a line; empty where none does.
        varies: Patterns of what differs from one run to the next.
    """

    head: tuple[str, ...]
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    scene: str = "empty"
    columns: int = 80
    prompt: str = ""
    varies: tuple[str, ...] = field(default=())

    def typed(self, said: Sequence[str]) -> list[str]:
        """What was typed into a program, out of the lines of its session."""
        if not self.prompt:
            return []
        lines = [line for line in said if line.startswith(self.prompt)]
        return [line.removeprefix(self.prompt) for line in lines]

    def alike(self, line: str) -> str:
        """A line without what differs from one run to the next."""
        for pattern in (*VARIES, *self.varies):
            line = re.sub(pattern, "~", line)
        return line.rstrip()


def read(text: str) -> Session:
    """Read a session.

    Raises:
        ValueError: It says something before its first command.
    """
    head = tuple(line for line in text.splitlines() if line.startswith(DIRECTIVE))
    given: Mapping[str, Any] = tomllib.loads("\n".join(line.removeprefix("#:") for line in head))
    steps: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith((DIRECTIVE, MARK)):
            continue
        if line.startswith(COMMAND):
            steps.append((line.removeprefix(COMMAND), []))
        elif steps:
            steps[-1][1].append(line)
        elif line:
            raise ValueError(f"{line!r} stands before the first command")
    varies = tuple(given.get("varies", ()))
    rest = {name: value for name, value in given.items() if name != "varies"}
    return Session(head, tuple((told, tuple(said)) for told, said in steps), varies=varies, **rest)


def replay(session: Session) -> Session:
    """Run the commands of a session, and return it with what they say now."""
    with scene(session.scene) as env, tempfile.TemporaryDirectory() as folder:
        environment = {**_environment(folder), **env}
        terminal = Terminal(session.columns, environment, Path(folder), prompt=session.prompt)
        steps = [(told, _said(terminal, told, session.typed(said))) for told, said in session.steps]
    kept = (session.scene, session.columns, session.prompt, session.varies)
    return Session(session.head, tuple(steps), *kept)


def _said(terminal: Terminal, command: str, typed: Sequence[str]) -> tuple[str, ...]:
    lines, code = terminal.run(command, typed)
    return (*lines, f"[exit code {code}]") if code else tuple(lines)


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the machine but where programs are."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    given = {"PATH": programs, "HOME": folder, "TERM": "xterm", "LANG": "C.UTF-8"}
    return {**given, "PYTHONWARNINGS": "error", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def write(session: Session) -> str:
    """The session as a file."""
    lines = [*session.head, f"{MARK} [start:session]"]
    for command, said in session.steps:
        lines += [f"{COMMAND}{command}", *said]
    return "\n".join([*lines, f"{MARK} [end:session]"]) + "\n"


def differences(path: Path) -> list[str]:
    """A diff of what a session's file says and of what its commands say now."""
    old = read(path.read_text("utf-8"))
    new = replay(old)
    return list(difflib.unified_diff(_compared(old), _compared(new), path.name, "now", lineterm=""))


def _compared(session: Session) -> list[str]:
    return [session.alike(line) for line in write(session).splitlines()]


def _sessions(words: Sequence[str]) -> Iterator[Path]:
    given = [Path(word) for word in words if word != "--check"]
    yield from given or sorted(ROOT.glob("docs/snippets/*.console"))


def main() -> int:
    """Write sessions anew, or compare them where `--check` is given."""
    words = sys.argv[1:]
    failed = 0
    for path in _sessions(words):
        if "--check" in words:
            found = differences(path)
            failed += bool(found)
            print(*found, sep="\n", end="\n" if found else "")
        else:
            path.write_text(write(replay(read(path.read_text("utf-8")))), "utf-8")
            print(f"{path.name} written")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
