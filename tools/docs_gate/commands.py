"""Holds a command line that a page writes to the commands and options there are."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tools.docs_gate.live import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.docs_gate.namespace import Namespace

FREE = frozenset(
    {
        *("pip", "git", "cd", "mkdir", "cp", "cat", "ls", "uv", "mkdocs", "mike", "grep", "rg"),
        *("echo", "chmod", "curl", "docker", "ollama", "vllm", "jq", "sed", "redis-server"),
    }
)
"""Programs of others, whose own options nobody here can check."""

PYTEST = frozenset(
    {
        *("-q", "-k", "-x", "-p", "-v", "-m", "-n", "-s", "-ra", "--co", "--collect-only"),
        *("--lf", "--junitxml"),
    }
)
NOX = frozenset({"-s", "-R", "-l", "--list", "-r", "-k", "--sessions", "--version"})


def command_problem(text: str, names: Namespace) -> str | None:
    """What is wrong with a command; empty where nothing is, None where it is no command."""
    line = re.sub(r"^(?:\$ )", "", text.strip())
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return None
    while words and re.fullmatch(r"[A-Z][A-Z0-9_]*=.*", words[0]):
        wrong = _variable(words.pop(0), names)
        if wrong:
            return wrong
    return _program(words, names) if words else None


def _program(words: list[str], names: Namespace) -> str | None:
    program, *rest = words
    if program.startswith("-"):
        return _any_options(words, names)
    program = program.rpartition("/")[2]
    judge = _PROGRAMS.get(program)
    if judge is None:
        return "" if program in FREE else None
    return judge(rest, names)


def _variable(word: str, names: Namespace) -> str:
    name = word.partition("=")[0]
    base = re.sub(r"_\d+$", "", name)
    known = {*names.words, *allowed(names.root)["code"]}
    return "" if {name, base} & known else f"nothing reads the variable {name!r}"


def _scout(words: list[str], names: Namespace) -> str:
    path = "scout"
    rest = list(words)
    while rest and f"{path} {rest[0]}" in names.commands:
        path += f" {rest.pop(0)}"
    below = [name for name in names.commands if name.startswith(f"{path} ")]
    if rest and below and not rest[0].startswith("-"):
        return f"`{path}` has no command {rest[0]!r}"
    return _options(rest, names.commands[path], path)


def _options(words: list[str], known: frozenset[str], program: str) -> str:
    for word in _before_files(words):
        option = word.partition("=")[0]
        if option.startswith("-") and option != "-" and option not in known:
            return f"`{program}` has no option {option!r}"
    return ""


def _any_options(words: list[str], names: Namespace) -> str:
    """Options that stand alone belong to some program of ours, or to pytest."""
    known = names.options | PYTEST | NOX
    return _options(words, known.union(*names.commands.values()), "no program")


def _before_files(words: list[str]) -> Iterator[str]:
    for word in words:
        if word in ("--", "|", ">", "&&", ";"):
            return
        yield word


def _pytest(words: list[str], names: Namespace) -> str:
    return _options(words, names.options | PYTEST, "pytest")


def _export(words: list[str], names: Namespace) -> str:
    return next(filter(None, (_variable(word, names) for word in words)), "")


def _nox(words: list[str], names: Namespace) -> str:
    wrong = _options(words, NOX, "nox")
    if wrong:
        return wrong
    own = list(_before_files(words))
    sessions = own[own.index("-s") + 1 :] if "-s" in own else []
    unknown = [name for name in sessions if name.partition("(")[0] not in names.sessions]
    return f"nox has no session {unknown[0]!r}" if unknown else ""


def _python(words: list[str], names: Namespace) -> str | None:
    if words[:1] != ["-m"]:
        script = next((word for word in words if word.endswith(".py")), None)
        return "" if script is None or script in names.files else f"there is no {script!r}"
    module = words[1] if len(words) > 1 else ""
    if module in {"venv", "pip"}:
        return ""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        found = None
    return "" if found else f"there is no module {module!r}"


_PROGRAMS: Mapping[str, Callable[[list[str], Namespace], str | None]] = MappingProxyType(
    {
        "scout": _scout,
        "pytest": _pytest,
        "nox": _nox,
        "export": _export,
        "python": _python,
        "python3": _python,
    }
)
