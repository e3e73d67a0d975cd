"""Leads a provider through moves in any order, with a model beside it that knows what is due.

A walk is data: `(("limit", 0, 7), ("ask",), ("rest", 8))`. Named walks come first; Hypothesis
writes further ones with a `RuleBasedStateMachine` and shrinks what fails to the shortest walk.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeAlias

from scout.errors import CallError
from scout_conformance.generate import each_by
from scout_conformance.stage import Stage, play
from scout_conformance.violation import Violation

if TYPE_CHECKING:
    from scout.llm.types import LLMResponse
    from scout_conformance.subject import Options, Subject
    from scout_conformance.vendor import Heard, Repertoire, Says, Script

Move: TypeAlias = tuple[Any, ...]
"""A move and its arguments: `("limit", 0, 7)`."""

Walk: TypeAlias = tuple[Move, ...]

STEPS = 14
"""Longest generated walk; the named ones go where it takes more."""


class Model(ABC):
    """What a contract knows of a provider, and the vendor that is played to it.

    Attributes:
        moves: The arguments that each move may have; a move is the method of that name.
        named: Walks that have led to faults before.
        keys: How many keys the provider is given.
        speed: How many times as fast a real server's time runs.
        settings: Settings other than the defaults.
        is_shrunk: Whether a named walk that fails is shortened; not where what fails may be a
            state that outlives a walk.
        stage: Where the walk is played.
    """

    moves: ClassVar[Mapping[str, tuple[Move, ...]]]
    named: ClassVar[tuple[Walk, ...]]
    keys: ClassVar[int] = 1
    speed: ClassVar[float] = 20.0
    settings: ClassVar[Mapping[str, Any]] = {}
    is_shrunk: ClassVar[bool] = True
    stage: Stage

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._lines: list[str] = []
        self._began_s = 0.0

    @abstractmethod
    def script(self, says: Repertoire) -> Script:
        """What the vendor answers, as the walk stands."""

    async def follow(self, walk: Walk, stage: Stage) -> None:
        """Take every move of a walk."""
        self.stage, self._began_s = stage, stage.clock.now()
        for name, *arguments in walk:
            await getattr(self, name)(*arguments)

    async def rest(self, seconds: float) -> None:
        """Let time pass."""
        self.note(f"{seconds:g} s pass")
        self.stage.sleep(seconds)

    def note(self, what: str) -> None:
        """Write a line of the record."""
        self._lines.append(f"t={self.now_s - self._began_s:.4g}s {what}")

    @property
    def now_s(self) -> float:
        """The time."""
        return self.stage.clock.now()

    def answered(self, since: int, outcome: LLMResponse | CallError) -> list[tuple[Heard, Says]]:
        """What the vendor heard and said since some request; noted in the record."""
        vendor = self.stage.vendor
        found = list(zip(vendor.heard[since:], vendor.said[since:], strict=True))
        for heard, said in found:
            key = "the vendor" if heard.key is None else f"key#{heard.key}"
            at_s = heard.at_s - self._began_s
            self._lines.append(f"t={at_s:.4g}s request -> {key} answers HTTP {said.status}")
        if not found:
            self.note(f"request -> nothing is sent: {named(outcome)}")
        return found

    def fails(self, expected: str, got: str) -> NoReturn:
        """Say what went wrong, with the walk that led there.

        Raises:
            Violation: Always.
        """
        raise Violation(sent="\n".join(_gathered(self._lines)), expected=expected, got=got)


def named(outcome: LLMResponse | CallError) -> str:
    """An outcome in a word or two."""
    return type(outcome).__name__ if isinstance(outcome, CallError) else "an answer"


def lead(subject: Subject, make: type[Model]) -> None:
    """Lead a provider through the named walks of a model, then through generated ones."""

    def walk(moves: Walk) -> None:
        model = make(subject)
        play(
            subject,
            model.script,
            partial(model.follow, moves),
            keys=model.keys,
            speed=model.speed,
            **model.settings,
        )

    each_by(
        subject.options,
        walk,
        site=f"models.{make.__name__}",
        boundary=(),
        generate=partial(_write_walks, make),
    )


def _gathered(lines: Sequence[str]) -> Iterator[str]:
    """The lines, those that only repeat what was said before in one."""
    for _, alike in groupby(lines, key=lambda line: line.partition(" ")[2]):
        first, *further = alike
        yield f"{first}, {len(further) + 1} times" if further else first


def _as_it_is(walk: Walk, run: Callable[[Walk], None]) -> None:
    run(walk)


def _shortest(walk: Walk, run: Callable[[Walk], None]) -> None:
    """Run a walk; one that fails is run again without each move that it fails without as well.

    Raises:
        Violation: That of the shortest walk.
    """
    try:
        run(walk)
    except Violation:
        for at in reversed(range(len(walk))):
            _shortest((*walk[:at], *walk[at + 1 :]), run)
        raise


def _write_walks(make: type[Model], options: Options, run: Callable[[Walk], None]) -> None:
    """Take the named walks, then those that a state machine writes; what fails is shrunk."""
    for named_walk in make.named:
        (_shortest if make.is_shrunk else _as_it_is)(named_walk, run)
    from hypothesis import seed  # noqa: PLC0415 -- see the module docstring of generate
    from hypothesis import strategies as st  # noqa: PLC0415 -- as above
    from hypothesis.stateful import (  # noqa: PLC0415 -- as above
        RuleBasedStateMachine,
        rule,
        run_state_machine_as_test,
    )

    from scout_conformance.generate import settings_of  # noqa: PLC0415 -- as above

    class Writer(RuleBasedStateMachine):
        """Every move may follow every other."""

        def __init__(self) -> None:
            super().__init__()
            self.walk: list[Move] = []

        def teardown(self) -> None:
            run(tuple(self.walk))

    def writing(name: str) -> Callable[[Any, Move], None]:
        def write(self: Writer, arguments: Move) -> None:
            self.walk.append((name, *arguments))

        write.__name__ = name
        return write

    for name, choices in make.moves.items():
        setattr(Writer, name, rule(arguments=st.sampled_from(list(choices)))(writing(name)))
    examples = max(options.examples // 3, 1)
    run_state_machine_as_test(
        seed(options.seed)(Writer), settings=settings_of(options, examples=examples, steps=STEPS)
    )
