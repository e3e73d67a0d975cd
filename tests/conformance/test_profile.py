"""Profiles: deviations as data, unknown and contradictory fields refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout_conformance import Deviation, Outcome, Profile, Verdict, run
from scout_conformance.profile import folder_beside, load
from scout_conformance.violation import KitError
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.rows import ROWS

KNOWN = ("SC-ERR-010", "SC-ERR-011")
DEVIATION = {"check": "SC-ERR-010", "reason": "a gateway", "issue": "ACME-7"}


def _profile(folder: Path, value: object) -> Path:
    (folder / "profile.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_a_folder_without_a_profile_has_samples_alone(tmp_path: Path) -> None:
    """The file is optional, and so is the folder."""
    assert load(tmp_path) == Profile(samples=tmp_path)
    assert load(None) == Profile()


def test_deviations_are_read(tmp_path: Path) -> None:
    """Check, reason and issue."""
    profile = load(_profile(tmp_path, {"deviations": [DEVIATION]}))
    assert profile.deviation("SC-ERR-010") == Deviation("SC-ERR-010", "a gateway", "ACME-7")
    assert profile.deviation("SC-ERR-011") is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"deviatons": []}, "field 'deviatons' is unknown; known: deviations"),
        ({"deviations": {}}, "deviations must be a list"),
        ({"deviations": [{**DEVIATION, "until": 1}]}, "deviations: field 'until' is unknown"),
        ({"deviations": [{"check": "SC-ERR-010"}]}, "field 'issue' is missing"),
        ([], "a JSON object is expected, not list"),
    ],
)
def test_a_profile_that_is_wrong_is_refused(tmp_path: Path, value: object, message: str) -> None:
    """With the name of the field."""
    with pytest.raises(KitError, match=message):
        load(_profile(tmp_path, value))


@pytest.mark.parametrize(
    ("deviations", "message"),
    [
        ((Deviation("SC-ERR-999", "x", "y"),), "which is no check"),
        ((Deviation("SC-ERR-010", "x", "y"),) * 2, "deviates twice"),
        ((Deviation("SC-ERR-010", " ", "y"),), "needs reason and issue"),
    ],
)
def test_a_deviation_that_makes_no_sense_is_refused(
    deviations: tuple[Deviation, ...], message: str
) -> None:
    """Before anything is run."""
    with pytest.raises(KitError, match=message):
        Profile(deviations).validated(KNOWN)


def test_a_module_in_a_shared_folder_needs_its_name_on_its_samples(tmp_path: Path) -> None:
    """Two single-file providers side by side keep their samples apart."""
    module = tmp_path / "acme_scout.py"
    (tmp_path / "wire_samples").mkdir()
    assert folder_beside(module, in_package=False) is None
    assert folder_beside(module, in_package=True) == tmp_path / "wire_samples"
    (tmp_path / "acme_scout_wire_samples").mkdir()
    assert folder_beside(module, in_package=False) == tmp_path / "acme_scout_wire_samples"


def test_a_declared_deviation_keeps_a_provider_conformant() -> None:
    """What hangs on it is judged by itself, and has to be declared as well."""
    (unpriced,) = (animal for animal in ROWS if animal.fails == {"SC-PRC-001"})
    ids = ("SC-PRC-001", "SC-PRC-002")
    deviations = tuple(Deviation(one, "the price is secret", "ACME-8") for one in ids)
    with unpriced.enter() as target:
        one_only = run(target, profile=Profile(deviations[:1]))
        both = run(target, profile=Profile(deviations))
    assert one_only.ids(Outcome.FAIL) == {"SC-PRC-002"}
    assert both.ids(Outcome.DEVIATION) == set(ids)
    assert both.verdict is Verdict.CONFORMANT
    (result,) = (one for one in both.results if one.id == "SC-PRC-001")
    assert result.reason == "the price is secret (ACME-8)"


def test_a_deviation_that_holds_after_all_is_stale() -> None:
    """It fails until it is taken out."""
    profile = Profile((Deviation("SC-ERR-010", "was true once", "ACME-9"),))
    report = run(ACME, profile=profile, checks=["SC-ERR-010"])
    assert report.ids(Outcome.STALE) == {"SC-ERR-010"}
    assert report.verdict is Verdict.NON_CONFORMANT
