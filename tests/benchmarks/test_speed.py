"""The benchmark of speed: its arithmetic, its tables and pictures, and what was committed."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks.speed import page
from benchmarks.speed.arms_table import ARMS, BARE, CHUNK, KEYS, MANY, MEASURES, ONE, SCOUT
from benchmarks.speed.plot import bars, curves
from benchmarks.speed.processes import HERE, Vendor, run_arm, run_python
from benchmarks.speed.scaling import SIZES, point
from benchmarks.speed.summary import claims, growth_mib, of_rounds
from benchmarks.speed.vendor import CHUNKS


def _line(cpu_us: float) -> dict[str, float]:
    return {"cpu_us": cpu_us, "cpu_us_per_unit": cpu_us / 500, "calls_per_s": 1e6 / cpu_us}


def _round(slow: float, scout_us: float, bare_us: float) -> dict[str, Any]:
    names = (ONE.name, MANY.name, CHUNK.name)
    return {
        arm.module: {
            "import": {"cpu_ms": 100.0, "wall_ms": 100.0, "rss_mib": 30.0},
            **{name: _line(slow * cpu_us) for name in names},
        }
        for arm, cpu_us in ((SCOUT, scout_us), (BARE, bare_us))
    }


def _parsed(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 -- our own


def test_a_ratio_is_taken_within_its_round() -> None:
    """A machine that is three times slower in one round changes figures, and no ratio."""
    rounds = [_round(1.0, 220.0, 200.0), _round(3.0, 220.0, 200.0), _round(1.1, 231.0, 210.0)]
    found = of_rounds(ARMS, rounds)
    assert found["ratios"]["one_to_bare"] == pytest.approx(1.1)
    assert found["ratios"]["speed_to_bare"] == pytest.approx(0.909, abs=1e-3)
    row = found["measures"][ONE.name][SCOUT.name]
    assert (row["least"], row["median"], row["most"]) == (220.0, 254.1, 660.0)


def test_an_arm_that_did_not_run_is_told_and_proves_nothing() -> None:
    """Without litellm there is no ratio to it, and the promise counts as not measured."""
    found = of_rounds(ARMS, [_round(1.0, 220.0, 200.0)])
    assert found["ratios"]["one_to_litellm_router"] is None
    rows = claims({**found, "memory": {}, "held": {}, "scaling": {}, "contract_s": []})
    verdicts = {row["claim"]: row["holds"] for row in rows}
    assert verdicts["CPU of one call at a time, to litellm Router"] is None
    assert verdicts["CPU of one call at a time, to httpx, same transport"] is True


@pytest.mark.parametrize(("last", "holds"), [(140.0, True), (160.0, False)])
def test_a_curve_that_rises_is_no_promise_kept(last: float, holds: bool) -> None:
    """Flat means that the largest size costs little more than the smallest."""
    found = of_rounds(ARMS, [_round(1.0, 220.0, 200.0)])
    scaling = {"keys": [(1, 100.0), (1_000, last)]}
    rows = claims({**found, "memory": {}, "held": {}, "scaling": scaling, "contract_s": []})
    assert [row["holds"] for row in rows if "keys" in row["claim"]] == [holds]


def test_growth_counts_from_the_middle_of_the_calls_to_after_the_cancelled_ones() -> None:
    """What a process takes while it warms up is no leak; what comes later is."""
    memory = {"rss_mib": [40.0, 44.0, 45.0, 45.5], "rss_mib_after": 46.0}
    assert growth_mib(memory) == 2.0
    assert growth_mib(None) is None


def test_pictures_are_well_formed_and_show_every_arm() -> None:
    """Bars carry each name and figure; curves each dimension; without figures nothing breaks."""
    rows = {
        "scout & co": {"median": 20.0, "least": 18.0, "most": 30.0},
        "peer": {"median": 200.0, "least": 190.0, "most": 260.0},
    }
    texts = [node.text for node in _parsed(bars("one", "CPU", rows)).iter() if node.text]
    assert {"scout & co", "peer", "20", "200"} <= set(texts)
    drawn = curves({"keys": [(1, 200.0), (1000, 210.0)], "models": [(10, 190.0), (10_000, 220.0)]})
    assert {"keys", "models"} <= {node.text for node in _parsed(drawn).iter()}
    _parsed(bars("none", "nothing", {}))
    _parsed(curves({}))


def test_every_measure_is_offered_by_scout_and_every_arm_has_its_file() -> None:
    """No measure is without its subject, and no arm a name alone."""
    sources = {arm.module: HERE / "arms" / f"{arm.module}.py" for arm in ARMS}
    assert [module for module, path in sources.items() if not path.exists()] == []
    text = sources[SCOUT.module].read_text("utf-8")
    assert [m for m in (*MEASURES, *KEYS) if f"async def {m.function}(" not in text] == []


def test_an_arm_runs_in_a_process_of_its_own_against_the_vendor() -> None:
    """Every measure brings what it says: answers, 500 chunks, the second key's answer."""
    failover = next(measure for measure in MEASURES if measure.function == "failover")
    with Vendor() as url:
        found = run_arm(SCOUT, Path(sys.executable), url, [ONE, CHUNK, failover, KEYS[1]], 0.01)
    assert found["import"]["cpu_ms"] > 0
    assert found[ONE.name]["units"] == 1
    assert found[CHUNK.name]["units"] == CHUNKS
    assert found[failover.name]["units"] == 1
    assert found[KEYS[1].name]["calls_per_s"] > 0


def test_streams_are_held_open_together_and_left() -> None:
    """Each has brought its first text when the memory is read."""
    with Vendor() as url:
        found = run_python([sys.executable, "-m", "benchmarks.speed.held", url, "30"])
    assert found["streams"] == 30
    assert 0 < found["rss_mib"] < 1024


@pytest.mark.parametrize("dimension", list(SIZES))
def test_a_point_of_a_curve_can_be_taken(dimension: str) -> None:
    """Each dimension grows what it names; the calls behind a point are answered."""
    size = SIZES[dimension][1]
    assert asyncio.run(point(dimension, size, calls=20)) > 0


def test_the_committed_results_are_whole_and_their_pictures_are_theirs() -> None:
    """Every arm and measure stands in them, and the pictures are drawn from them."""
    found = json.loads(page.RESULTS.read_text("utf-8"))
    assert set(found["versions"]) == {arm.name for arm in ARMS}
    assert set(found["measures"]) == {measure.name for measure in (*MEASURES, *KEYS)}
    for name, (title, measure) in page.PICTURES.items():
        drawn = bars(name.removesuffix(".svg"), title, found["measures"][measure.name])
        assert page.RESULTS.with_name(name).read_text("utf-8") == drawn
    assert page.RESULTS.with_name("scaling.svg").read_text("utf-8") == curves(found["scaling"])


def test_every_promise_was_found_kept_when_it_was_last_measured() -> None:
    """Read anew from the figures; results with a broken promise are no results to commit."""
    found = json.loads(page.RESULTS.read_text("utf-8"))
    assert claims(found) == found["claims"]
    assert [row["claim"] for row in found["claims"] if not row["holds"]] == []


def test_the_page_marks_figures_of_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads them is told to read ratios."""
    found = json.loads(page.RESULTS.read_text("utf-8"))
    for busy in (True, False):
        machine = {**found["machine"], "is_busy": busy}
        monkeypatch.setattr(page, "_results", lambda machine=machine: {**found, "machine": machine})
        assert ("had other work" in page.claims_page()) == busy
