"""Writes the page of the guide from the committed results: tables, and pictures beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.speed.arms_table import CHUNK, FAILOVER, KEYS, MANY, MEASURES, ONE, UNPOOLED
from benchmarks.speed.plot import bars, curves
from benchmarks.speed.summary import claims_table, growth_mib

RESULTS = Path(__file__).parent / "results" / "results.json"
PICTURES = {
    "one.svg": ("CPU of one call at a time, in microseconds", ONE),
    "many.svg": ("CPU of a call, 128 at once, in microseconds", MANY),
    "chunk.svg": ("CPU of a streamed chunk, in microseconds", CHUNK),
    "failover.svg": ("CPU of a 429 and the second key's answer, in microseconds", FAILOVER),
}


def write_pictures(found: Mapping[str, Any], folder: Path) -> None:
    """Draw everything that has figures."""
    for name, (title, measure) in PICTURES.items():
        rows = found["measures"].get(measure.name, {})
        drawn = bars(name.removesuffix(".svg"), title, rows)
        (folder / name).write_text(drawn, "utf-8")
    (folder / "scaling.svg").write_text(curves(found["scaling"]), "utf-8")


def claims_page() -> str:
    """Where and when, and every promise with what was found."""
    found = _results()
    return f"{_where(found)}\n\n{claims_table(found['claims'])}"


def calls_page() -> str:
    """A table per measure."""
    found = _results()
    named = [measure.name for measure in (*MEASURES, *KEYS) if measure is not UNPOOLED]
    parts = [_measure(name, found["measures"].get(name, {})) for name in named]
    return "\n".join([*parts, _pooling(found["measures"])])


def others_page() -> str:
    """Imports, memory, streams held open, scaling, the contract."""
    found = _results()
    return "\n".join([_imports(found), _memory(found), _scaling(found), _contract(found)])


def _results() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    return found


def _where(found: Mapping[str, Any]) -> str:
    machine = found["machine"]
    at = f"{machine['processor'] or machine['system']}, {machine['cores']} cores"
    busy = (
        f" **The machine had other work** (load {machine['load_before']:g} before the run): read "
        "ratios, not figures."
        if machine["is_busy"]
        else ""
    )
    return (
        f"Taken {machine['when']} on {at}, Python {machine['python']}, {found['rounds']} rounds in "
        f"{found['seconds'] // 60} minutes; {machine['note']}.{busy}"
    )


def _measure(name: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    head = ("arm", "median us", "least to most", "of scout's", "calls a second")
    return f"### {name}\n\n" + _table(
        head,
        (
            (
                _marked(arm),
                f"{row['median']:,.1f}",
                f"{row['least']:,.1f} to {row['most']:,.1f}",
                "" if row["to_scout"] is None else f"{row['to_scout']:.2f} x",
                f"{row['calls_per_s']:,.0f}",
            )
            for arm, row in sorted(rows.items(), key=lambda item: item[1]["median"])
        ),
    )


def _pooling(measures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    pooled, unpooled = measures.get(ONE.name, {}), measures.get(UNPOOLED.name, {})
    head = ("arm", "one client for good, us", "a client for each call, us", "times")
    return "### Pooled connections against a client for each call\n\n" + _table(
        head,
        (
            (
                _marked(arm),
                f"{pooled[arm]['median']:,.0f}",
                f"{row['median']:,.0f}",
                f"{row['median'] / pooled[arm]['median']:.1f} x",
            )
            for arm, row in unpooled.items()
            if arm in pooled
        ),
    )


def _imports(found: Mapping[str, Any]) -> str:
    rows = sorted(
        (row["cpu_ms"], f"`{arm}`" if "import " in arm else _marked(arm), row["rss_mib"])
        for arm, row in found["imports"].items()
        if row
    )
    return "### Import\n\n" + _table(
        ("arm", "CPU ms", "memory MiB"),
        ((arm, f"{cpu:,.0f}", f"{mib:,.0f}") for cpu, arm, mib in rows),
    )


def _memory(found: Mapping[str, Any]) -> str:
    rows = (
        (
            _marked(arm),
            f"{row['calls']:,}",
            ", ".join(f"{mib:.1f}" for mib in row["rss_mib"][1::2]),
            f"{row['cancelled']:,}",
            f"{row['rss_mib_after']:.1f}",
            f"{growth_mib(row):.2f}",
        )
        for arm, row in found["memory"].items()
        if row
    )
    head = ("arm", "calls", "MiB on the way", "then cancelled", "MiB after", "grown since half")
    held = found["held"]
    streams = (
        f"{held['streams']:,} streams held open: {held['rss_mib']:,.0f} MiB for the whole process, "
        f"{held['kib_per_stream']:.0f} KiB each; {held['cpu_us_to_open']:,.0f} us of CPU to open "
        "one and read its first text.\n"
        if held
        else ""
    )
    return f"### Memory\n\n{_table(head, rows)}\n{streams}"


def _scaling(found: Mapping[str, Any]) -> str:
    rows = (
        (dimension, ", ".join(f"{size:,}: {cost:.0f}" for size, cost in curve))
        for dimension, curve in found["scaling"].items()
    )
    return "### Scaling\n\n" + _table(("what grows", "CPU us of a call at each size"), rows)


def _contract(found: Mapping[str, Any]) -> str:
    took = ", ".join(f"{seconds:.2f}" for seconds in found["contract_s"])
    return f"### The contract suite\n\nSeconds of `--scout-provider=groq`, each round: {took}.\n"


def _marked(arm: str) -> str:
    return f"**{arm}**" if arm.startswith("scout") else arm


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = list(head)
    lines = [f"| {' | '.join(cells)} |", f"| --- |{' --: |' * (len(cells) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
