"""The frozen contract: what counts was published once, and stays what it was."""

from __future__ import annotations

import dataclasses

import pytest

from scout_conformance import Check, Engine, Outcome, Report, Result, Subject, Verdict, catalogue
from scout_conformance.frozen import report_schema, required, retired
from scout_conformance.standard import AREAS, REVISION
from scout_conformance.targets import of_object
from scout_conformance.zoo.acme import ACME

NEWER = "SC-DOC-998"


@pytest.mark.parametrize("check_id", required())
def test_a_published_check_stays_what_it_was(check_id: str) -> None:
    """Never removed, never another sentence under its id, never another level.

    A better wording of the same requirement is written into the contract's file as well, by hand;
    another requirement gets an id of its own.
    """
    check, published = catalogue()[check_id], required()[check_id]
    assert (check.level, check.sentence) == (published.level, published.sentence)


def test_a_check_that_is_not_published_says_so() -> None:
    """Whoever adds one gives it the revision to come; and none uses an id that was given up."""
    further = {one.id: one.since for one in catalogue().values() if one.id not in required()}
    assert REVISION not in further.values()
    assert not retired() & catalogue().keys()
    assert not retired() & required().keys()


def test_a_published_check_hangs_on_published_ones_alone() -> None:
    """Otherwise a newer check could block one that counts."""
    hanging = {name for one in required() for name in catalogue()[one].requires}
    assert hanging <= required().keys()


def _outcomes(changes: dict[str, Outcome]) -> Report:
    held = dict.fromkeys(required(), Outcome.PASS)
    sample = next(iter(catalogue().values()))
    results = [
        Result.of(dataclasses.replace(sample, id=name), outcome, "", None, ())
        for name, outcome in {**held, **changes}.items()
    ]
    return Report.of("acme", results)


def test_a_newer_check_is_listed_and_has_no_say() -> None:
    """Neither in the verdict, nor in the counts, nor in the exit code."""
    report = _outcomes({NEWER: Outcome.FAIL})
    assert (report.verdict, report.exit_code) == (Verdict.CONFORMANT, 0)
    assert [(one.id, one.fails_the_run) for one in report.unscored] == [(NEWER, False)]
    assert report.counts == {Outcome.PASS: len(required())}
    assert report.to_json()["results"][-1]["scored"] is False


def test_an_own_check_fails_the_run_and_not_the_verdict() -> None:
    """The contract says nothing about it; its author wants to know."""
    report = _outcomes({"SC-X-001": Outcome.FAIL})
    assert (report.verdict, report.exit_code) == (Verdict.CONFORMANT, 1)


def test_a_required_check_that_was_not_tried_is_missing() -> None:
    """However many others were tried instead."""
    results = [one for one in _outcomes({NEWER: Outcome.PASS}).results if one.id != "SC-ERR-010"]
    report = Report.of("acme", results)
    assert (report.verdict, report.missing) == (Verdict.INCOMPLETE, ("SC-ERR-010",))


def test_a_newer_check_that_fails_is_not_scored_by_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the catalogue to the report."""

    def failing(subject: Subject) -> None:
        """Fails."""
        raise AssertionError(subject.provider.name)

    sample = next(iter(catalogue().values()))
    newer = dataclasses.replace(sample, id=NEWER, since="1.1", run=failing, requires=())
    engine = Engine(Subject.of(of_object(ACME)))
    engine.checks[newer.id] = newer
    report = engine.run([newer.id])
    assert report.ids(Outcome.FAIL) == {NEWER}
    assert report.verdict is Verdict.INCOMPLETE


def test_areas_leave_the_authors_letter_free() -> None:
    """`SC-X-...` never becomes one of the contract's."""
    assert "X" not in AREAS
    assert isinstance(catalogue()["SC-REG-001"], Check)


def test_the_schema_names_itself() -> None:
    """The report points at it by this name."""
    assert report_schema()["$id"] == "scout-conformance/report/1"
