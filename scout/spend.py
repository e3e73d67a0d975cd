"""Adds up what was spent, by model, provider, scope and day, to the last nano-dollar.

The charges come from the journal of a ledger, or from an audit log, which also knows the calls
that no budget watched over.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from scout.audit_read import rows as audit_rows
from scout.llm.cost import usd

if TYPE_CHECKING:
    from scout.audit_chain import Row
    from scout.llm.budget import Entry

NONE: Final = "(none)"
"""Stands where a charge has no scope, or names no model."""

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is a formula to a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What one request cost.

    Attributes:
        day: When, UTC.
        call: Id of its call.
        nano_usd: How much, None where nobody knows a price; negative where it corrects another.
        provider: Who was asked; empty where a process died before it could say.
        model: Which model.
        scopes: Whose money.
    """

    day: date
    call: str
    nano_usd: int | None
    provider: str
    model: str
    scopes: Mapping[str, str]


def ledger_charges(journal: Iterable[Entry]) -> Iterator[Charge]:
    """The charges of a ledger's journal."""
    for entry in journal:
        labels = dict(entry.labels)
        provider, model = labels.pop("provider", ""), labels.pop("model", "")
        day = datetime.fromtimestamp(entry.at_s, UTC).date()
        yield Charge(day, entry.reservation, entry.nano_usd, provider, model, labels)


def audit_charges(path: str | os.PathLike[str]) -> Iterator[Charge | None]:
    """The charges of an audit log, one for each request; None for a line that tells of none.

    Raises:
        FileNotFoundError: There is no such log.
    """
    for row in audit_rows(path):
        if row is None or (row.kind == "call" and "attempts" not in row.body):
            yield None
        elif row.kind == "call":
            yield from _row_charges(row)


def _row_charges(row: Row) -> Iterator[Charge]:
    day = datetime.fromisoformat(row.at).astimezone(UTC).date()
    for step in row.body["attempts"]:
        if step["outcome"] != "skipped":
            cost, scopes = step["cost_nano_usd"], row.body["scopes"]
            yield Charge(day, row.body["id"], cost, step["provider"], step["model"], scopes)


# -- by what --

Names: TypeAlias = Callable[[Charge], Sequence[str]]


def _scopes(charge: Charge) -> list[str]:
    return [f"{kind}:{name}" for kind, name in sorted(charge.scopes.items())] or [NONE]


DIMENSIONS: Final[Mapping[str, Names]] = {
    "model": lambda charge: [f"{charge.provider}/{charge.model}" if charge.model else NONE],
    "provider": lambda charge: [charge.provider or NONE],
    "day": lambda charge: [charge.day.isoformat()],
    "scope": _scopes,
}
"""What charges can be added up by; `scope:team` is the name of each team."""


def _dimension(name: str) -> Names:
    """How a charge is named in a dimension.

    Raises:
        ValueError: There is no such dimension.
    """
    kind = name.removeprefix("scope:")
    if kind != name and kind:
        return lambda charge: [charge.scopes.get(kind, NONE)]
    if name not in DIMENSIONS:
        known = ", ".join(DIMENSIONS)
        raise ValueError(f"{name!r} is nothing to add up by; take {known} or scope:KIND")
    return DIMENSIONS[name]


# -- sums --


@dataclass(slots=True)
class Sum:
    """What a group of charges comes to.

    Attributes:
        nano_usd: Together.
        requests: How many charges.
        unpriced: How many of them have no price, and so are not in the sum.
        calls: Ids of the calls that they belong to.
    """

    nano_usd: int = 0
    requests: int = 0
    unpriced: int = 0
    calls: set[str] = field(default_factory=set)

    def add(self, charge: Charge) -> None:
        """Add one more."""
        self.nano_usd += charge.nano_usd or 0
        self.requests += 1
        self.unpriced += charge.nano_usd is None
        self.calls.add(charge.call)

    def facts(self) -> dict[str, int | str]:
        """The sum in figures, exactly."""
        return {
            "usd": f"{usd(self.nano_usd):f}",
            "nano_usd": self.nano_usd,
            "calls": len(self.calls),
            "requests": self.requests,
            "unpriced": self.unpriced,
        }


@dataclass(slots=True)
class SpendReport:
    """What was spent.

    Attributes:
        by: The dimensions.
        rows: A sum for each name, or tuple of names: by day oldest first, else the dearest first.
            A charge of several scopes counts in each of them.
        total: All charges, each counted once.
        unreadable: Lines of an audit log that are no rows; what they told is not in any sum.
    """

    by: tuple[str, ...]
    rows: dict[tuple[str, ...], Sum]
    total: Sum
    unreadable: int = 0

    def csv(self) -> str:
        """A line for each row, in the form that spreadsheets read; texts are never formulas."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.by, *Sum().facts()])
        for names, row in self.rows.items():
            writer.writerow([*map(_cell, names), *row.facts().values()])
        return out.getvalue()

    def json(self) -> str:
        """The report as a JSON object; amounts in whole nano-dollars and as decimal text."""
        rows = [
            {**dict(zip(self.by, names, strict=True)), **row.facts()}
            for names, row in self.rows.items()
        ]
        facts = {"by": self.by, "rows": rows, "total": self.total.facts()}
        return json.dumps({**facts, "unreadable": self.unreadable}, indent=2, ensure_ascii=False)


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def spend(
    charges: Iterable[Charge | None],
    by: Sequence[str] = ("model",),
    *,
    since: date | None = None,
    until: date | None = None,
) -> SpendReport:
    """Add charges up.

    Args:
        charges: Of a ledger or an audit log.
        by: One dimension or more: `model`, `provider`, `scope`, `scope:team`, `day`.
        since: First day that counts, UTC.
        until: Last day that counts, UTC.

    Raises:
        ValueError: A dimension is unknown, none is given, or one stands twice.
    """
    if not by or len(set(by)) < len(by):
        raise ValueError(f"by is {', '.join(by) or 'empty'}; name each dimension once")
    dimensions = [_dimension(name) for name in by]
    report = SpendReport(tuple(by), {}, Sum())
    for charge in charges:
        if charge is None:
            report.unreadable += 1
        elif (since is None or charge.day >= since) and (until is None or charge.day <= until):
            report.total.add(charge)
            for names in _combined([names(charge) for names in dimensions]):
                report.rows.setdefault(names, Sum()).add(charge)
    report.rows = dict(sorted(report.rows.items(), key=_order(report.by)))
    return report


def _combined(names: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Every combination of a name from each dimension."""
    if not names:
        yield ()
        return
    for first in names[0]:
        for rest in _combined(names[1:]):
            yield (first, *rest)


_Item: TypeAlias = tuple[tuple[str, ...], Sum]


def _order(by: tuple[str, ...]) -> Callable[[_Item], tuple[object, ...]]:
    if by[0] == "day":
        return lambda item: (item[0][0], -item[1].nano_usd, item[0])
    return lambda item: (-item[1].nano_usd, item[0])
