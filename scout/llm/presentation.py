"""How answers show themselves: a line for logs, Markdown for notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from decimal import Decimal

    from scout.llm.types import AttemptRecord, ToolCall, Usage

SHORT: Final = 60
"""Characters of an answer in its `repr`: enough to know it again, few enough for a log."""

_LOADS = (re.compile(r"<[a-zA-Z/!?]"), re.compile(r"!\[.*\](\(|\[|:)", re.DOTALL))
"""What makes Markdown load or run something: HTML, and images in any of their forms."""

_TITLES = ("at", "asked", "key", "outcome", "took", "cost", "why")


class Explanation(str):
    """An account of a call: text as it is, a table in a notebook."""

    __slots__ = ("_markdown",)
    _markdown: str

    def __new__(cls, text: str, markdown: str) -> Self:
        """A text that also knows its Markdown."""
        made = super().__new__(cls, text)
        made._markdown = markdown
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (str(self), self._markdown)

    def _repr_markdown_(self) -> str:
        return self._markdown


def shortened(text: str) -> str:
    """The beginning of a text, in quotes, on one line."""
    return repr(text if len(text) <= SHORT else text[: SHORT - 1] + "…")


def call_text(call: ToolCall) -> str:
    """A tool call as Python would write it."""
    given = call.arguments.items() if call.malformed is None else [("malformed", call.malformed)]
    return f"{call.name}({', '.join(f'{name}={value!r}' for name, value in given)})"


def money(cost_usd: Decimal | None) -> str:
    """Dollars, or that nobody knows."""
    return "price unknown" if cost_usd is None else f"${cost_usd:f}"


def tokens(usage: Usage) -> str:
    """What went in and came out, and how much of it was thought or cached."""
    wrote = usage.output_tokens + usage.reasoning_tokens
    about = "about " if usage.estimated else ""
    return f"{about}{usage.prompt_tokens} + {wrote} tokens"


def answer_markdown(text: str, calls: Sequence[ToolCall], footer: str) -> str:
    """An answer, and who gave it, for a notebook.

    An answer is Markdown as a rule, and shown as such, but for one with images or HTML: a notebook
    would load from wherever the model says. It is shown as it came.
    """
    shown = literal(text) if any(risky.search(text) for risky in _LOADS) else text
    asked = [f"- asks for `{call_text(call).replace('`', chr(39))}`" for call in calls]
    return "\n\n".join(filter(None, [shown, "\n".join(asked), f"*{escaped(footer)}*"]))


def literal(text: str) -> str:
    """A text in a code block that nothing in it can end."""
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def attempts_markdown(attempts: Iterable[AttemptRecord]) -> str:
    """The steps of a call as a table, a line each."""
    lines = [_TITLES, ("---",) * len(_TITLES), *map(_cells, attempts)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(attempt: AttemptRecord) -> Sequence[str]:
    took = f"{attempt.duration_s:.3f} s" if attempt.sent != "no" else ""
    waited = f", waited {attempt.waited_s:.3g} s" if attempt.waited_s else ""
    told = (
        f"{attempt.started_s:.3f} s{waited}",
        f"{attempt.provider}/{attempt.model}",
        attempt.key_id or "",
        attempt.outcome,
        took,
        "" if attempt.cost_usd is None else f"${attempt.cost_usd:f}",
        attempt.reason,
    )
    return [escaped(cell) for cell in told]


def escaped(text: str) -> str:
    """A text on one line in which Markdown finds nothing."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]<>|~#!$&])", r"\\\1", line)
