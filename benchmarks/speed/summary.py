"""From rounds to medians, spreads and ratios, and to whether each promise holds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks.speed.arms_table import (
    BARE,
    CHUNK,
    FAILOVER,
    IMPORT_BASE,
    IMPORT_SCOUT,
    KEYS,
    LITELLM,
    LITELLM_ROUTER,
    MANY,
    MEASURES,
    ONE,
    SCOUT,
    TENSORZERO,
    Arm,
    Measure,
)

Round = Mapping[str, Mapping[str, Any]]
GROWTH_MIB = 4.0
"""What a process may grow by after its first half of the calls: noise of the allocator."""

FLAT = 1.5
"""A curve is flat where its end is no more than this above its beginning."""


def of_rounds(arms: Sequence[Arm], rounds: Sequence[Round]) -> dict[str, Any]:
    """The tables of all measures, imports and ratios."""
    return {
        "measures": {
            measure.name: {
                arm.name: row for arm in arms if (row := _row(rounds, measure, arm)) is not None
            }
            for measure in (*MEASURES, *KEYS)
        },
        "imports": {
            arm.name: _import_row(rounds, arm) for arm in (*arms, IMPORT_BASE, IMPORT_SCOUT)
        },
        "ratios": _ratios(rounds),
    }


def _row(rounds: Sequence[Round], measure: Measure, arm: Arm) -> dict[str, float | None] | None:
    values = [line[measure.unit] for line in _lines(rounds, arm, measure.name)]
    if not values:
        return None
    speeds = [line["calls_per_s"] for line in _lines(rounds, arm, measure.name)]
    return {
        "median": round(statistics.median(values), 2),
        "least": round(min(values), 2),
        "most": round(max(values), 2),
        "calls_per_s": round(statistics.median(speeds), 1),
        "to_scout": _ratio(rounds, arm, SCOUT, measure.name, measure.unit),
    }


def _import_row(rounds: Sequence[Round], arm: Arm) -> dict[str, float]:
    lines = _lines(rounds, arm, "import")
    return {
        unit: round(statistics.median(line[unit] for line in lines), 1)
        for unit in ("cpu_ms", "wall_ms", "rss_mib")
        if lines
    }


def _lines(rounds: Sequence[Round], arm: Arm, name: str) -> list[Mapping[str, float]]:
    return [one[arm.module][name] for one in rounds if name in one.get(arm.module, {})]


def _ratio(rounds: Sequence[Round], over: Arm, under: Arm, name: str, unit: str) -> float | None:
    """The median of the ratios within each round."""
    ratios = [
        one[over.module][name][unit] / one[under.module][name][unit]
        for one in rounds
        if name in one.get(over.module, {}) and name in one.get(under.module, {})
    ]
    return round(statistics.median(ratios), 3) if ratios else None


def _ratios(rounds: Sequence[Round]) -> dict[str, float | None]:
    def ratio(over: Arm, under: Arm, measure: Measure, unit: str = "") -> float | None:
        return _ratio(rounds, over, under, measure.name, unit or measure.unit)

    extra = [
        ours[SCOUT.module][CHUNK.name][CHUNK.unit] - ours[BARE.module][CHUNK.name][CHUNK.unit]
        for ours in rounds
        if all(CHUNK.name in ours.get(arm.module, {}) for arm in (SCOUT, BARE))
    ]
    return {
        "speed_to_litellm_router": ratio(SCOUT, LITELLM_ROUTER, MANY, "calls_per_s"),
        "speed_to_bare": ratio(SCOUT, BARE, MANY, "calls_per_s"),
        "speed_to_tensorzero": ratio(SCOUT, TENSORZERO, MANY, "calls_per_s"),
        "cpu_to_tensorzero": ratio(SCOUT, TENSORZERO, MANY),
        "one_to_bare": ratio(SCOUT, BARE, ONE),
        "one_to_litellm_router": ratio(SCOUT, LITELLM_ROUTER, ONE),
        "chunk_extra_us": round(statistics.median(extra), 2) if extra else None,
        "chunk_to_litellm": ratio(SCOUT, LITELLM, CHUNK),
        "failover_to_bare": ratio(SCOUT, BARE, FAILOVER),
        "import": _ratio(rounds, IMPORT_SCOUT, IMPORT_BASE, "import", "cpu_ms"),
    }


Claim = tuple[str, str, float | None, Callable[[float], bool]]


def claims(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each promise with what was found; None where an arm of it did not run."""
    return [
        {
            "claim": claim,
            "bound": bound,
            "found": found,
            "holds": None if found is None else holds(found),
        }
        for claim, bound, found, holds in (*_of_ratios(result["ratios"]), *_others(result))
    ]


def _of_ratios(ratios: Mapping[str, float | None]) -> Iterable[Claim]:
    at_128 = "calls a second, 128 at once, to"
    yield f"{at_128} litellm Router", "≥ 10", ratios["speed_to_litellm_router"], _least(10)
    yield f"{at_128} httpx, same transport", "≥ 0.85", ratios["speed_to_bare"], _least(0.85)
    yield f"{at_128} tensorzero, embedded", "≥ 1", ratios["speed_to_tensorzero"], _least(1)
    one = "CPU of one call at a time, to"
    yield f"{one} httpx, same transport", "≤ 1.15", ratios["one_to_bare"], _most(1.15)
    yield f"{one} litellm Router", "≤ 0.125", ratios["one_to_litellm_router"], _most(0.125)
    chunk = "CPU of a streamed chunk"
    yield f"{chunk}, over httpx, in us", "≤ 6", ratios["chunk_extra_us"], _most(6)
    yield f"{chunk}, to litellm", "≤ 0.05", ratios["chunk_to_litellm"], _most(0.05)
    failover = "CPU of a 429 and the second key, to two bare calls"
    yield failover, "≤ 1.2", ratios["failover_to_bare"], _most(1.2)
    yield (
        "CPU of importing scout, to httpx and pydantic-settings",
        "≤ 1.3",
        ratios["import"],
        _most(1.3),
    )


def _others(result: Mapping[str, Any]) -> Iterable[Claim]:
    grown = growth_mib(result["memory"].get(SCOUT.name))
    yield (
        "MiB grown in the second half of all calls and all cancelled",
        f"≤ {GROWTH_MIB:g}",
        (grown),
        _most(GROWTH_MIB),
    )
    held = result["held"]
    if held:
        claim = f"MiB of a process with {held['streams']:,} streams open"
        yield claim, "≤ 1024", round(held["rss_mib"], 1), _most(1024)
    for dimension, curve in result["scaling"].items():
        (low, first), (high, last) = curve[0], curve[-1]
        claim = f"CPU of a call, {dimension}: {high:,} to {low:,}"
        yield claim, f"≤ {FLAT:g}", round(last / first, 2), _most(FLAT)
    contract = [seconds for seconds in result["contract_s"] if seconds]
    if contract:
        took = round(statistics.median(contract), 2)
        yield "seconds of the contract for an OpenAI-compatible provider", "≤ 3", took, _most(3)


def growth_mib(memory: Mapping[str, Any] | None) -> float | None:
    """What a process grew by after half of its calls, those that were cancelled included."""
    if not memory:
        return None
    middle: float = memory["rss_mib"][len(memory["rss_mib"]) // 2 - 1]
    after: float = memory["rss_mib_after"]
    return round(after - middle, 2)


def _least(bound: float) -> Callable[[float], bool]:
    return lambda found: found >= bound


def _most(bound: float) -> Callable[[float], bool]:
    return lambda found: found <= bound


def claims_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """The promises as a table."""
    words = {True: "holds", False: "**does not hold**", None: "not measured"}
    lines = ["| what | promised | found | |", "| --- | --: | --: | --- |"]
    lines += [
        f"| {row['claim']} | {row['bound']} | {_number(row['found'])} | {words[row['holds']]} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _number(found: float | None) -> str:
    return "" if found is None else f"{found:,.3g}" if found < 1000 else f"{found:,.0f}"
