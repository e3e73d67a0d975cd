"""Judges mutants by unit tests, in a process of its own that forks a child for each of them.

`python -m tools.mutation.workshop` reads a job from standard input and writes a line for each
mutant as soon as it is judged. All tests are collected once; a child then gives one function the
code of the mutant and runs them until one fails. What cannot be changed in this way, and what
survived it although it had run while the module was imported, is judged again in a child that
imports the mutant as a module.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import hypothesis
import pytest

from tools.mutation.children import run_in_child
from tools.mutation.swapping import Finder, swapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ARGUMENTS: Final = (
    *("-q", "-x", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is here before pytest
)
_SLOWER: Final = 5
"""A mutant may take so many times as long as what it was made of."""

_AT_LEAST_S: Final = 15.0
_LONGEST_S: Final = 36_000.0


@dataclass(frozen=True, slots=True)
class Part:
    """The mutants of one module, and the tests that judge them.

    Attributes:
        module: Its importable name.
        tests: Files and folders of tests.
        without: Tests with one of these words in their name are left out.
        first: Tests that are asked before the others.
        mutants: Of each the function to change, or none, and the source of the module.
    """

    module: str
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    mutants: tuple[tuple[str, str], ...] = ()

    def asked(self, items: Sequence[pytest.Item], took_s: Mapping[str, float]) -> list[pytest.Item]:
        """The items that judge it: what noticed much or is fast comes first."""
        first = {name: at for at, name in enumerate(self.first)}
        return sorted(
            (item for item in items if self._is_mine(item.nodeid)),
            key=lambda one: (first.get(one.nodeid, len(first)), took_s.get(one.nodeid, 0.0)),
        )

    def _is_mine(self, node: str) -> bool:
        return node.startswith(self.tests) and not any(word in node for word in self.without)


@dataclass(slots=True, eq=False)
class Failures:
    """A plugin of pytest that remembers the first failure."""

    first: str = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember it."""
        if report.failed and not self.first:
            self.first = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module of tests that cannot be imported fails as well."""
        if report.failed and not self.first:
            self.first = report.nodeid


@dataclass(slots=True, eq=False)
class Warm:
    """A plugin of pytest that judges mutants with what was collected, instead of running it.

    Attributes:
        parts: What is to be judged.
        tell: Called with the part, the number of a mutant and what noticed it.
        measured: Whether the tests first run with nothing changed.
        left: Those that have to be judged as a module.
        took_s: How long each test takes.
        ran: Functions of the modules that ran before the first test, while all was imported.
    """

    parts: Sequence[Part]
    tell: Callable[[int, int, str], None]
    measured: bool
    left: list[tuple[int, int]] = field(default_factory=list)
    took_s: dict[str, float] = field(default_factory=dict)
    ran: set[tuple[str, str]] = field(default_factory=set)

    def pytest_sessionstart(self) -> None:
        """Begin to notice what runs."""
        names = {part.module for part in self.parts}

        def notice(frame: FrameType, event: str, arg: object) -> None:  # noqa: ARG001 -- sys's signature
            if event == "call" and (module := frame.f_globals.get("__name__")) in names:
                self.ran.add((module, frame.f_code.co_qualname))

        sys.setprofile(notice)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge the mutants of all parts."""
        sys.setprofile(None)
        for at, part in enumerate(self.parts):
            importlib.import_module(part.module)  # some are imported where they are used
            items = part.asked(session.items, {})
            took_s = self._measure(part, session, items) if self.measured else {}
            self.took_s.update(took_s)
            self._judge(at, part, session, part.asked(items, took_s), sum(took_s.values()))
        return True

    def _measure(
        self, part: Part, session: pytest.Session, items: list[pytest.Item]
    ) -> dict[str, float]:
        took_s = run_in_child(lambda: _durations(session, items), _LONGEST_S)
        if not isinstance(took_s, dict) or not took_s:
            raise ValueError(f"{part.module}: {took_s or 'no test'} fails with nothing changed")
        return took_s

    def _judge(
        self, at: int, part: Part, session: pytest.Session, items: list[pytest.Item], took_s: float
    ) -> None:
        for number, (function, source) in enumerate(part.mutants):
            killer = run_in_child(
                lambda f=function, s=source: _warm(session, items, part.module, f, s),  # type: ignore[misc]  # bound early
                _limit_s(took_s),
            )
            if killer is None or (killer == "" and (part.module, function) in self.ran):
                self.left.append((at, number))
            else:
                self.tell(at, number, str(killer))


def _limit_s(took_s: float) -> float:
    return max(_AT_LEAST_S, _SLOWER * took_s)


def _durations(session: pytest.Session, items: Sequence[pytest.Item]) -> dict[str, float] | str:
    """How long each test takes where nothing is changed, or the first that fails."""
    took_s: dict[str, float] = {}
    began_s = time.perf_counter()
    for item, failed in _run(session, items):
        if failed:
            return failed
        took_s[item.nodeid] = time.perf_counter() - began_s
        began_s = time.perf_counter()
    return took_s


def _warm(
    session: pytest.Session, items: Sequence[pytest.Item], module: str, function: str, source: str
) -> str | None:
    """The first test that notices a changed function, empty where none; None: not to be changed."""
    if not function or not swapped(module, function, source):
        return None
    return next((failed for _, failed in _run(session, items) if failed), "")


def _run(
    session: pytest.Session, items: Sequence[pytest.Item]
) -> Iterator[tuple[pytest.Item, str]]:
    """Run tests as pytest does; with each the first that failed so far."""
    failures = Failures()
    session.config.pluginmanager.register(failures)
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item, failures.first


@dataclass(slots=True, eq=False)
class Asked:
    """A plugin of pytest that keeps the tests of a part, in the part's order."""

    part: Part
    took_s: Mapping[str, float]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put them in order."""
        items[:] = self.part.asked(items, self.took_s)


def _cold(part: Part, source: str, took_s: Mapping[str, float]) -> str:
    """The first test that notices a mutant that is imported as a module."""
    failures = Failures()
    sys.meta_path.insert(0, Finder(part.module, source))
    code = pytest.main([*_ARGUMENTS, *part.tests], plugins=[failures, Asked(part, took_s)])
    return "" if code == pytest.ExitCode.OK else failures.first or "no test can be collected"


def judge(parts: Sequence[Part], tell: Callable[[int, int, str], None], *, measured: bool) -> None:
    """Judge all mutants; each is told with its part, its number and what noticed it."""
    warm = run_in_child(lambda: _warmly(Warm(parts, tell, measured)), _LONGEST_S)
    if not isinstance(warm, list):
        raise RuntimeError(f"the tests do not run: {warm}")  # noqa: TRY004 -- a child said so
    left, took_s = warm
    for at, number in left:
        part, source = parts[at], parts[at].mutants[number][1]
        limit_s = _AT_LEAST_S + _limit_s(sum(took_s.values()))
        killer = run_in_child(lambda p=part, s=source: _cold(p, s, took_s), limit_s)  # type: ignore[misc]  # bound early
        tell(at, number, str(killer))


def _warmly(plugin: Warm) -> list[Any] | str:
    failures = Failures()
    tests = sorted({name for part in plugin.parts for name in part.tests})
    code = pytest.main([*_ARGUMENTS, *tests], plugins=[plugin, failures])
    return (
        [plugin.left, plugin.took_s] if code == pytest.ExitCode.OK else failures.first or str(code)
    )


def main() -> None:
    """Judge the job on standard input."""
    job = json.load(sys.stdin)
    parts = [
        Part(**{**told, **{name: tuple(told[name]) for name in ("tests", "without", "first")}})
        for told in job["parts"]
    ]
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)  # what the tests say is no part of the answer
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )
    hypothesis.settings.load_profile("mutation")
    judge(parts, lambda *told: print(json.dumps(told), file=out), measured=job["measured"])


if __name__ == "__main__":
    main()
