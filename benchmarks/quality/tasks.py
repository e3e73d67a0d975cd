"""Tasks whose answers can be checked: sums, facts as JSON, small functions.

Each task knows its right answer, how a wrong one looks that checks can see, and how one looks
that they cannot: a true sum of misread numbers, a well-formed wrong fact, a function that
passes the tests it is shown and no others.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from scout.llm.quality import Draft, QualityCheck, Score
from scout.llm.quality_checks import ArithmeticHolds, CodeParses

TAG: Final = re.compile(r"\[task (\d+)\]")
"""Stands in each prompt, so that a scripted model knows which task it is asked."""


class Lamp(BaseModel):
    """What the fact tasks ask for."""

    name: str
    year: int
    price_eur: int


@dataclass(frozen=True, slots=True)
class Task:
    """One question with a known answer.

    Attributes:
        number: Its number, which stands in the prompt.
        kind: `sum`, `facts` or `code`.
        prompt: What is asked.
        right: A right answer.
        seen: A wrong answer that the checks can see.
        unseen: A wrong answer that they cannot.
        difficulty: In logits: 0 is as hard as the average.
    """

    number: int
    kind: str
    prompt: str
    right: str
    seen: str
    unseen: str
    difficulty: float

    @property
    def form(self) -> type[BaseModel] | None:
        """What `response_format` is asked for."""
        return Lamp if self.kind == "facts" else None

    @property
    def checks(self) -> tuple[QualityCheck, ...]:
        """What a caller can check who does not know the answer."""
        return _CHECKS.get(self.kind, ())

    def is_right(self, text: str) -> bool:
        """Whether an answer is right, as only the author of the task can tell."""
        return text == self.right


SPREAD: Final = 1.6
"""Standard deviation of the difficulty: some tasks are easy for all models, some for none."""


def make_tasks(count: int, seed: int) -> tuple[Task, ...]:
    """So many tasks, a third of each kind."""
    rng = random.Random(f"{seed}/tasks")
    kinds = (_sum, _facts, _code)
    return tuple(
        Task(number, difficulty=rng.gauss(0.0, SPREAD), **kinds[number % 3](number, rng))
        for number in range(count)
    )


def _sum(number: int, rng: random.Random) -> dict[str, Any]:
    left, right = rng.randint(100, 9999), rng.randint(100, 9999)
    misread = left + rng.choice((-100, -10, 10, 100))
    total = left + right
    return {
        "kind": "sum",
        "prompt": f"[task {number}] What is {left} + {right}? Write the whole sum out.",
        "right": f"{left} + {right} = {total}",
        "seen": f"{left} + {right} = {total + rng.choice((-110, -11, 9, 90))}",
        "unseen": f"{misread} + {right} = {misread + right}",
    }


def _facts(number: int, rng: random.Random) -> dict[str, Any]:
    name = rng.choice(("Alba", "Brio", "Cora", "Dora", "Elva")) + str(rng.randint(2, 99))
    year, price = rng.randint(1950, 2020), rng.randint(20, 900)
    lamp = {"name": name, "year": year, "price_eur": price}
    return {
        "kind": "facts",
        "prompt": (
            f"[task {number}] Give name, year and price_eur as JSON: the lamp {name}, first built "
            f"in {year} and repriced in {year + rng.randint(1, 9)}, is sold for {price} euros."
        ),
        "right": json.dumps(lamp),
        "seen": json.dumps({**lamp, "price_eur": f"{price} euros"}),
        "unseen": json.dumps({**lamp, "year": year + rng.randint(1, 9)}),
    }


_SHOWN: Final = (1, 2, 3)
"""Inputs whose results a code task shows."""


def _code(number: int, rng: random.Random) -> dict[str, Any]:
    factor, offset = rng.randint(2, 9), rng.randint(1, 9)
    shown = ", ".join(f"f({x}) = {factor * x + offset}" for x in _SHOWN)
    return {
        "kind": "code",
        "prompt": f"[task {number}] Write f in Python, for any whole number: {shown}.",
        "right": _function(f"x * {factor} + {offset}"),
        "seen": rng.choice((_function(f"x * {factor} +"), _function(f"x * {factor}"))),
        "unseen": _function(f"abs(x) * {factor} + {offset}"),
    }


def _function(body: str) -> str:
    return f"```python\ndef f(x):\n    return {body}\n```"


def passes_tests(draft: Draft) -> Score:
    """The function of a code task gives the results that the prompt shows."""
    expected = {int(x): int(y) for x, y in re.findall(r"f\((\d+)\) = (-?\d+)", draft.question)}
    code = re.search(r"```python\n(.*?)```", draft.text, re.DOTALL)
    if code is None:
        return Score(0.0, "There is no block of Python.")
    try:
        function = _loaded(code[1])
        wrong = [x for x, y in expected.items() if function(x) != y]
    except SyntaxError as error:
        return Score(0.3, f"The code has a syntax error: {error.msg}.")
    if not wrong:
        return Score(1.0)
    failed = f"f({wrong[0]}) gives {function(wrong[0])}, not {expected[wrong[0]]}."
    return Score(max(0.3, 1 - len(wrong) / len(expected)), failed)


_CHECKS: Final[Mapping[str, tuple[QualityCheck, ...]]] = {
    "sum": (ArithmeticHolds(),),
    "code": (CodeParses(), passes_tests),
}
"""Beside these, `response_format` checks the facts."""


def _loaded(code: str) -> Callable[[int], int]:
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 -- the code is one of the three texts above
    function: Callable[[int], int] = names["f"]
    return function


def by_number(tasks: tuple[Task, ...]) -> Callable[[str], Task]:
    """Finds the task that a text asks for."""
    found = {task.number: task for task in tasks}

    def task_in(text: str) -> Task:
        tag = TAG.search(text)
        if tag is None:
            raise LookupError(f"no task is named in {text[:80]!r}")
        return found[int(tag[1])]

    return task_in
