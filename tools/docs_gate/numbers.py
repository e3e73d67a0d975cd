"""Holds each number that a page writes in its prose to the object that has it."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import operator
import re
from decimal import Decimal
from string import ascii_letters
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from tools.docs_gate.claims import is_claimed
from tools.docs_gate.live import MISSING, STATUS, allowed, resolve
from tools.docs_gate.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.docs_gate.namespace import Namespace
    from tools.docs_gate.pages import Page, Problem

WORDS = {
    word: number
    for number, words in {
        0: ("zero",),
        0.5: ("half",),
        2: ("two", "twice"),
        3: ("three",),
        4: ("four",),
        5: ("five",),
        6: ("six",),
        7: ("seven",),
        8: ("eight",),
        9: ("nine",),
        10: ("ten",),
        11: ("eleven",),
        12: ("twelve", "dozen"),
        15: ("fifteen",),
        20: ("twenty",),
        30: ("thirty",),
        40: ("forty",),
        45: ("forty-five",),
        50: ("fifty",),
        60: ("sixty",),
        90: ("ninety",),
        100: ("hundred",),
        1000: ("thousand",),
        1_000_000: ("million",),
    }.items()
    for word in words
}
_UNITS = (
    "second|minute|hour|day|week|month|year|token|request|send|try|trie|retry|retrie|attempt|key"
    "|round|provider|model|check|percent|dollar|cent|byte|kilobyte|megabyte|character|call|dialect"
    "|error|candidate|setting|command|area|time|rotation|process|processe|failure|answer|tier"
    "|animal|broken provider|row|page|test|connection|thread|line|state|layer|step|limit|wire"
)
_DIGITS = re.compile(r"(?<![\w.#/-])(?:\d[\d,_]*(?:\.\d+)*)(?:[a-zA-Z%]{1,3})?(?![\w/-]*\w)")
_SPELT = re.compile(
    rf"(?<!per )\b(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})\b"
    rf"(?=[\s-]+(?:[a-z-]+\s+)?(?:{_UNITS})s?\b)",
    re.IGNORECASE,
)
_BOUND = re.compile(r"<!--\s*= *(.*?)\s*-->", re.DOTALL)
_OPERATORS = {ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Add: operator.add}
_OPERATORS |= {ast.Sub: operator.sub}
_EXEMPT = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/reference/changelog.md")


def number_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Numbers that no object, claim or status code answers for, and those that differ."""
    for page in pages:
        if page.name in _EXEMPT:
            continue
        for sentence in sentences(page):
            yield from _in_sentence(page, sentence.start, sentence.end, names)


def _in_sentence(page: Page, start: int, end: int, names: Namespace) -> Iterator[Problem]:
    raw = page.source[start:end]
    found = _numbers(page, start, end, allowed(names.root)["words"])
    bound: set[int] = set()
    for note in _BOUND.finditer(raw):
        before = [one for one in found if one.end() <= start + note.start()]
        if not before:
            yield page.problem(start + note.start(), note[1], "stands behind no number")
            continue
        bound.add(before[-1].start())
        wrong = _difference(before[-1][0], note[1], names)
        if wrong:
            yield page.problem(before[-1].start(), before[-1][0], wrong)
    if is_claimed(raw):
        return
    for one in found:
        if one.start() not in bound and not _is_status(one[0]):
            say = "a number needs an object (`<!-- = Timeouts.idle_s -->` behind it) or a claim"
            yield page.problem(one.start(), one[0], say)


def _numbers(page: Page, start: int, end: int, words: Iterable[str]) -> list[re.Match[str]]:
    """Numbers in digits and in words, but for those inside an allowed word."""
    text = page.plain
    within = [
        (found.start(), found.end())
        for word in words
        if any(letter.isdigit() for letter in word)
        for found in re.finditer(re.escape(word), text[start:end])
    ]
    found = [*_DIGITS.finditer(text, start, end), *_SPELT.finditer(text, start, end)]
    return sorted(
        (one for one in found if not any(a <= one.start() - start < b for a, b in within)),
        key=lambda one: one.start(),
    )


def _is_status(text: str) -> bool:
    return text.isdigit() and int(text) in STATUS


def _difference(text: str, expression: str, names: Namespace) -> str:
    written = _figure(text)
    try:
        live = evaluate(expression, names)
    except (LookupError, TypeError, ValueError, SyntaxError) as error:
        return f"{expression!r} leads to no number: {error}"
    if isinstance(live, str):
        return "" if written == live else f"{expression} is {live}"
    return "" if Decimal(written) == Decimal(f"{live:.12g}") else f"{expression} is {live:.12g}"


def _figure(text: str) -> str:
    """A number in words or with its unit, as digits."""
    if text.lower() in WORDS:
        return str(WORDS[text.lower()])
    return text.rstrip(f"{ascii_letters}%").replace(",", "").replace("_", "").rstrip(".")


def evaluate(expression: str, names: Namespace) -> Any:
    """The value of a dotted name, a `len(...)`, or a product, quotient, sum of such."""
    return _value(ast.parse(expression, mode="eval").body, names)


def _value(node: ast.expr, names: Namespace) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id="len"), args=[of]):
            return len(_value(of, names))
        case _:
            return default_of(ast.unparse(node), names)


def default_of(dotted: str, names: Namespace) -> Any:
    """The default of a field or parameter, or the value of a constant."""
    if dotted in names.facts:
        return names.facts[dotted]
    head, _, last = dotted.rpartition(".")
    owner = resolve(head, names) if head else MISSING
    if inspect.isclass(owner) or inspect.isfunction(owner):
        return _default(owner, last)
    return _resolved(dotted, names) if owner is MISSING else getattr(owner, last)


def _default(owner: Any, name: str) -> Any:
    if inspect.isclass(owner) and issubclass(owner, BaseModel):
        return owner.model_fields[name].get_default(call_default_factory=True)
    if inspect.isclass(owner) and dataclasses.is_dataclass(owner):
        field = {one.name: one for one in dataclasses.fields(owner)}[name]
        return field.default if field.default is not dataclasses.MISSING else _made(field)
    parameters = inspect.signature(owner).parameters
    return parameters[name].default if name in parameters else getattr(owner, name)


def _made(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is dataclasses.MISSING:
        raise ValueError(f"{field.name} has no default")
    return field.default_factory()


def _resolved(dotted: str, names: Namespace) -> Any:
    """A public name, or one that is dotted from a public instance."""
    value = resolve(dotted, names)
    if value is not MISSING:
        return value
    head, _, last = dotted.rpartition(".")
    if not head:
        raise LookupError(f"nothing is called {dotted!r}")
    return getattr(default_of(head, names), last)
