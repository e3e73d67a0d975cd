"""Checks of an author's own: added by a module, a file or an entry point, and told apart."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from scout_conformance import KitError, Outcome, Profile, Report, Verdict, catalogue, own, run
from scout_conformance.own import own_checks
from scout_conformance.profile import Deviation
from scout_conformance.zoo.acme import ACME
from tests.conformance.pytests import run_pytest

SOURCE = '''
from scout_conformance import Level, Violation, check

@check("SC-X-{number}", Level.{level}, "The row names a page.", why="Ours do.", fix="Add docs_url.")
def names_a_page(subject):
    """Reads the row."""
    {body}
'''
VIOLATING = 'raise Violation(sent="the row", expected="a page of ours", got="none")'


def _source(body: str = "pass", number: str = "001", level: str = "MUST") -> str:
    return SOURCE.format(number=number, level=level, body=body)


def _file(folder: Path, text: str, name: str = "our_checks.py") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def _run(address: str, profile: Profile | None = None) -> Report:
    return run(ACME, own=[address], checks=["SC-X-001"], profile=profile)


def test_an_own_check_holds_beside_the_contract(tmp_path: Path) -> None:
    """It is reported under an area of its own, after all others, and changes no verdict."""
    report = run(ACME, own=[_file(tmp_path, _source())])
    assert report.verdict is Verdict.CONFORMANT
    assert report.results[-1].id == "SC-X-001"
    assert list(report.by_area())[-1] == "X"
    assert len(report.results) == len(catalogue()) + 1


@pytest.mark.parametrize(
    ("body", "outcome", "got"),
    [
        (VIOLATING, Outcome.FAIL, "none"),
        ("assert not subject.provider.name, 'a name'", Outcome.FAIL, "AssertionError: a name"),
        ("1 / 0", Outcome.FAIL, "ZeroDivisionError: division by zero"),
    ],
)
def test_an_own_check_that_does_not_hold_is_told_like_any_other(
    tmp_path: Path, body: str, outcome: Outcome, got: str
) -> None:
    """A violation, an assertion, or an exception; never a fault of the kit."""
    report = _run(_file(tmp_path, _source(body)))
    assert [(one.outcome, one.got, one.docs) for one in report.results] == [(outcome, got, "")]
    assert report.exit_code == 1


def test_an_own_should_is_a_warning(tmp_path: Path) -> None:
    """As in the contract."""
    report = _run(_file(tmp_path, _source(VIOLATING, level="SHOULD")))
    assert report.ids(Outcome.WARN) == {"SC-X-001"}


def test_a_deviation_from_an_own_check_can_be_declared(tmp_path: Path) -> None:
    """As from one of the contract's."""
    profile = Profile((Deviation("SC-X-001", "our page moves", "ACME-7"),))
    report = _run(_file(tmp_path, _source(VIOLATING)), profile)
    assert report.ids(Outcome.DEVIATION) == {"SC-X-001"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = 1", "holds no check"),
        ("1 / 0", "cannot be imported: ZeroDivisionError"),
        (_source().replace("SC-X-001", "SC-DOC-901"), "SC-DOC-901 is not yours to give"),
        (_source().replace("SC-X-001", "OURS-1"), "'OURS-1' is no check id"),
        (_source() + _source().replace("names_a_page", "again"), "SC-X-001 is defined twice"),
        (
            _source().replace("why=", "requires=('SC-X-999',), why="),
            "SC-X-001 requires SC-X-999, which does not exist",
        ),
    ],
)
def test_a_module_that_is_wrong_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """With its address and what is wrong, before anything runs."""
    with pytest.raises(KitError, match=complaint):
        _run(_file(tmp_path, text))


def test_a_module_that_is_not_there_is_refused() -> None:
    """By address or by path."""
    for address in ("no_such_module_here", "no/such/file.py"):
        with pytest.raises(KitError, match=f"{address}: cannot be imported"):
            own_checks([address])


def test_an_installed_package_can_bring_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an entry point; every run of the suite has them then."""
    _file(tmp_path, _source(number="AB-007"), "house_rules_of_acme.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = EntryPoint("house", "house_rules_of_acme", own.GROUP)
    monkeypatch.setattr(own, "entry_points", lambda group: EntryPoints([entry]).select(group=group))
    assert list(own_checks()) == ["SC-X-AB-007"]
    assert list(own_checks(["house_rules_of_acme"])) == ["SC-X-AB-007"]
    monkeypatch.delitem(sys.modules, "house_rules_of_acme")


def test_pytest_runs_own_checks_of_a_setting(tmp_path: Path) -> None:
    """They are listed, explained, collected, pasted, reported; and one that fails ends red."""
    _file(tmp_path, _source(VIOLATING))
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\npythonpath = .\nscout_checks = our_checks\n", encoding="utf-8"
    )
    ended = run_pytest(tmp_path, "--scout-provider=acme")
    assert ended.code == 1
    assert ended.verdicts[0].startswith("acme: CONFORMANT (")
    assert ended.verdicts[0].endswith(", 1 own failed)")
    assert "expected  a page of ours" in ended.output
    parallel = run_pytest(tmp_path, "--scout-provider=acme", "-n", "2")
    assert (parallel.code, parallel.verdicts) == (1, ended.verdicts)
    assert "SC-X-001  MUST" in run_pytest(tmp_path, "--scout-list").output
    assert "Ours do." in run_pytest(tmp_path, "--scout-explain", "SC-X-001").output
    pasted = run_pytest(tmp_path, "scout::acme::SC-X-001")
    assert "1 failed" in pasted.output


def test_pytest_runs_own_checks_of_a_file(tmp_path: Path) -> None:
    """By the option; one that holds is green, one that is not there a usage error."""
    path = Path(_file(tmp_path, _source(), "own.py")).name
    ended = run_pytest(tmp_path, "--scout-provider=acme", f"--scout-checks={path}")
    assert (ended.code, ended.verdicts[0][-14:]) == (0, ", 1 own passed)"[-14:])
    refused = run_pytest(tmp_path, "--scout-provider=acme", "--scout-checks=none.py")
    assert (refused.code, "none.py: cannot be imported" in refused.output) == (4, True)
