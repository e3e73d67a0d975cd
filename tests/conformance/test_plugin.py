"""The pytest side, as an author meets it: real processes, in a directory of the author's own."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scout_conformance import catalogue
from scout_conformance.frozen import required
from tests.conformance.pytests import run_pytest

ACME_SOURCE = Path(__file__).parents[2] / "examples/acme/src/acme_scout/__init__.py"

HOSTILE = """
import pytest

@pytest.fixture(autouse=True)
def engine():
    raise RuntimeError("an autouse fixture of the author's")

@pytest.fixture
def subject():
    raise RuntimeError("a fixture whose name clashes")

def pytest_collection_modifyitems(items):
    for item in items:
        assert item.function.__name__
        assert item.module.__name__
        assert item.cls is None
        assert item.originalname
        assert list(item.fixturenames) == []
        assert dict(item.funcargs) == {}

def pytest_runtest_call(item):
    import warnings
    warnings.simplefilter("error")
"""

HOSTILE_INI = """
[pytest]
addopts = --strict-markers --strict-config -p no:cacheprovider
python_functions = nothing_at_all
python_files = *.py
filterwarnings = error
xfail_strict = true
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of acme, by another name, without a prefix, in a file."""
    source = ACME_SOURCE.read_text("utf-8").replace('"acme', '"other').replace("anvil", "hammer")
    path = tmp_path / "other.py"
    path.write_text(source.replace('("other-",)', "()"), encoding="utf-8")
    return path


@pytest.fixture
def own_tests(tmp_path: Path) -> Path:
    """An author's directory with a test that fails at import."""
    (tmp_path / "test_own.py").write_text("raise RuntimeError('own test was imported')\n")
    return tmp_path


def test_an_empty_directory_is_enough(tmp_path: Path) -> None:
    """One option, no file: a verdict, a JSON report, JUnit properties; twice the same bytes."""
    reports = ("--scout-report=one.json", "--junitxml=junit.xml")
    one = run_pytest(tmp_path, "--scout-provider=acme", "-p", "no:cacheprovider", *reports)
    assert (one.code, len(one.verdicts)) == (0, 1), one.output
    assert one.verdicts[0].startswith("acme: CONFORMANT (")
    two = run_pytest(
        tmp_path,
        *("--scout-provider=acme", "-p", "no:cacheprovider", "-n", "2"),
        "--scout-report=two.json",
    )
    assert two.verdicts == one.verdicts
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"one.json", "two.json", "junit.xml"}
    document = json.loads((tmp_path / "one.json").read_text("utf-8"))
    (report,) = document["reports"]
    assert (report["provider"], report["verdict"]) == ("acme", "CONFORMANT")
    assert {result["id"] for result in report["results"]} == set(catalogue())
    cases = list(ET.parse(tmp_path / "junit.xml").iter("testcase"))  # noqa: S314 -- our own file
    assert len(cases) == len(catalogue())
    names = {p.get("name") for p in cases[0].iter("property")}
    told = ("provider", "contract", "since", "id", "level", "outcome")
    assert names == {f"scout_{name}" for name in told}
    (suite,) = ET.parse(tmp_path / "junit.xml").iter("testsuite")  # noqa: S314 -- our own file
    properties = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    assert properties == {"scout_contract": "1.0", "scout_verdict:acme": "CONFORMANT"}


def test_a_misspelt_name_is_a_usage_error(tmp_path: Path) -> None:
    """Exit code 4, what is near, what is installed, and no traceback."""
    ended = run_pytest(tmp_path, "--scout-provider=acne")
    assert ended.code == 4
    assert "did you mean 'acme'? Installed: groq" in ended.output
    assert "Traceback" not in ended.output


def test_an_id_can_be_pasted_back(tmp_path: Path) -> None:
    """It runs alone, without the option, and the verdict is not green."""
    ended = run_pytest(tmp_path, "scout::acme::SC-ERR-010", "-v")
    assert "scout::acme::SC-ERR-010 PASSED" in ended.output
    assert ended.code == 1
    assert ended.verdicts == [f"acme: INCOMPLETE (1 passed, {len(required()) - 1} not run)"]


def test_an_unknown_id_is_a_usage_error(tmp_path: Path) -> None:
    """Pasted or to be explained."""
    assert run_pytest(tmp_path, "scout::acme::SC-ERR-999").code == 4
    explained = run_pytest(tmp_path, "--scout-explain", "SC-ERR-999")
    assert (explained.code, "'SC-ERR-999' is no check" in explained.output) == (4, True)


def test_a_failure_is_told_exactly(broken: Path) -> None:
    """No traceback, no log, and a line that can be pasted to see it again."""
    ended = run_pytest(broken.parent, "--scout-provider=other.py:ACME", "-k", "RTG-003 or KEY-001")
    assert ended.code == 1
    assert "SC-RTG-003 MUST  PROVIDER_MAP leads from a new version" in ended.output
    assert "Traceback" not in ended.output
    assert "Captured" not in ended.output
    (rerun,) = (line for line in ended.output.splitlines() if line.startswith("  rerun"))
    again = run_pytest(broken.parent, *rerun.split()[2:])
    assert again.verdicts == [
        f"other.py:ACME: NON-CONFORMANT (1 failed, {len(required()) - 1} not run)"
    ]


def test_the_last_failures_can_be_run_again(broken: Path) -> None:
    """`--lf` knows the items by their ids."""
    options = ("--scout-provider=other.py:ACME", "-q")
    run_pytest(broken.parent, *options, "-k", "RTG-001 or RTG-002 or RTG-003")
    ended = run_pytest(broken.parent, *options, "--lf")
    (verdict,) = ended.verdicts
    assert verdict.startswith("other.py:ACME: NON-CONFORMANT (1 failed, ")


def test_without_the_option_the_plugin_is_inert(tmp_path: Path) -> None:
    """No header, no import of scout, no item, no fixture."""
    (tmp_path / "test_own.py").write_text(
        "import sys\ndef test_own(request):\n"
        "    assert not [name for name in sys.modules if name.split('.')[0] == 'scout']\n"
        "    assert 'scout_conformance' not in sys.modules\n"
    )
    ended = run_pytest(tmp_path, "-v")
    assert (ended.code, "1 passed" in ended.output) == (0, True), ended.output
    assert "scout contract" not in ended.output
    assert ended.verdicts == []
    assert "scout_conformance" not in run_pytest(tmp_path, "--fixtures", "-q").output


@pytest.mark.claim("contract-alone", "`--scout-provider` without a path runs the contract only")
def test_with_no_path_the_contract_runs_alone(own_tests: Path) -> None:
    """The author's tests are not even imported."""
    ended = run_pytest(own_tests, "--scout-provider=acme", "-k", "SC-REG-001")
    assert "1 passed" in ended.output
    assert "own test was imported" not in ended.output


@pytest.mark.parametrize("further", [("test_own.py",), ("--scout-with-tests",)])
def test_with_a_path_or_the_option_both_run(own_tests: Path, further: tuple[str, ...]) -> None:
    """The contract and the author's tests."""
    (own_tests / "test_own.py").write_text("def test_own(): pass\n")
    ended = run_pytest(own_tests, "--scout-provider=acme", *further, "-k", "SC-REG-001 or own")
    assert "2 passed" in ended.output, ended.output


def test_a_setting_makes_a_plain_run_judge_as_well(own_tests: Path) -> None:
    """`scout_providers` in the author's configuration; a path given runs that path alone."""
    (own_tests / "test_own.py").write_text("def test_own(): pass\n")
    (own_tests / "pytest.ini").write_text("[pytest]\nscout_providers = acme\n")
    assert "2 passed" in run_pytest(own_tests, "-k", "SC-REG-001 or own").output
    ended = run_pytest(own_tests, "test_own.py")
    assert ("1 passed" in ended.output, ended.verdicts) == (True, [])


def test_several_providers_have_a_verdict_each(tmp_path: Path) -> None:
    """Repeated, or separated by commas."""
    ended = run_pytest(
        tmp_path, "--scout-provider=acme,groq", "--scout-provider=openai", "-k", "SC-REG-001"
    )
    names = [line.partition(":")[0] for line in ended.verdicts]
    assert names == ["acme", "groq", "openai"]


def test_a_selection_is_never_green(tmp_path: Path) -> None:
    """By marker, or by a word that fits nothing."""
    by_marker = run_pytest(tmp_path, "--scout-provider=acme", "-m", "scout_should", "-q")
    assert by_marker.code == 1
    assert "INCOMPLETE" in by_marker.verdicts[0]
    nothing = run_pytest(tmp_path, "--scout-provider=acme", "-k", "no_such_check")
    assert nothing.code == 5
    assert nothing.verdicts[0].startswith("acme: INCOMPLETE (nothing ran")


def test_an_authors_conftest_and_settings_do_not_disturb(tmp_path: Path) -> None:
    """Autouse fixtures, clashing names, hooks that read items, warnings as errors."""
    (tmp_path / "conftest.py").write_text(HOSTILE)
    (tmp_path / "pytest.ini").write_text(HOSTILE_INI)
    for name in ("scout_conformance", "scout"):
        (tmp_path / f"a_{name}").mkdir()
    ended = run_pytest(tmp_path, "--scout-provider=acme")
    assert ended.code == 0, ended.output
    assert ended.verdicts[0].startswith("acme: CONFORMANT")


def test_folders_named_like_packages_are_no_hindrance(tmp_path: Path) -> None:
    """A pasted id begins with `scout`, and a repository is named like what it holds."""
    for name in ("scout", "scout_conformance", "acme_scout", "hypothesis"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.txt").write_text("nothing to import")
    ended = run_pytest(tmp_path, "scout::acme::SC-ERR-010", "scout::acme::SC-REG-001")
    assert "2 passed" in ended.output
    started = run_pytest(tmp_path / "scout", "--scout-provider=acme", "-k", "SC-WIR-012")
    assert "1 passed" in started.output


def test_checks_can_be_listed_and_explained(tmp_path: Path) -> None:
    """Without a provider."""
    listed = run_pytest(tmp_path, "--scout-list")
    assert listed.code == 0
    assert sum(line.startswith("SC-") for line in listed.output.splitlines()) == len(catalogue())
    explained = run_pytest(tmp_path, "--scout-explain", "sc-err-010")
    assert explained.code == 0
    assert explained.output.startswith("SC-ERR-010 MUST  A 401 means")
    for label in ("why", "fix", "needs", "requires", "since", "docs"):
        assert f"\n  {label} " in explained.output


def test_items_are_collected_without_a_verdict(tmp_path: Path) -> None:
    """`--collect-only` prints the ids and ends well."""
    ended = run_pytest(tmp_path, "--scout-provider=acme", "--collect-only", "-q")
    assert (ended.code, ended.verdicts) == (0, [])
    assert "scout::acme::SC-ERR-010" in ended.output.splitlines()


def test_a_report_of_unknown_format_is_refused(tmp_path: Path) -> None:
    """Before anything runs."""
    ended = run_pytest(tmp_path, "--scout-provider=acme", "--scout-report=report.docx")
    assert (ended.code, "ends in none of .json" in ended.output) == (4, True)


def test_a_profile_that_is_wrong_is_a_usage_error(broken: Path) -> None:
    """With the name of the field."""
    folder = broken.with_name("other_wire_samples")
    folder.mkdir()
    (folder / "profile.json").write_text('{"deviation": []}')
    ended = run_pytest(broken.parent, "--scout-provider=other.py:ACME")
    assert (ended.code, "field 'deviation' is unknown" in ended.output) == (4, True)


def test_exploring_tells_its_seed(tmp_path: Path) -> None:
    """So that a night's finding can be had again."""
    ended = run_pytest(
        tmp_path, "--scout-provider=acme", "--scout-explore=30", "--scout-seed=7", "-k", "WIR-012"
    )
    assert "scout contract 1.0: acme, seed 7" in ended.output
    assert "1 passed" in ended.output


def test_colour_is_for_those_who_want_it(tmp_path: Path) -> None:
    """NO_COLOR wins over a terminal; `--color=yes` without it colours the verdict."""
    options = ("--scout-provider=acme", "-k", "SC-REG-001", "-q")
    assert "\x1b[" not in run_pytest(tmp_path, *options).output
    assert "\x1b[" in run_pytest(tmp_path, *options, "--color=yes", NO_COLOR="").output
