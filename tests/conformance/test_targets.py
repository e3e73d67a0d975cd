"""Targets: by name, address and file; what is not there is refused with what is near."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scout.llm.providers.base import Provider
from scout_conformance import KitError, Outcome, Subject, UnknownProviderError, Verdict, find, run
from scout_conformance.targets import find_one, names

ACME_SOURCE = Path(__file__).parents[2] / "examples/acme/src/acme_scout/__init__.py"
OTHER = ACME_SOURCE.read_text("utf-8").replace('"acme', '"other').replace("anvil", "hammer")


@pytest.fixture
def other_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A provider of another name in a single importable file."""
    path = tmp_path / "other_provider.py"
    path.write_text(OTHER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "other_provider", raising=False)
    return path


def test_built_in_providers_are_found_by_name() -> None:
    """They come first, and are not imported from anywhere else."""
    assert names()[:2] == ("groq", "google")
    target = find_one("groq")
    assert target.is_built_in
    assert target.load().name == "groq"
    assert target.root is None


def test_a_list_names_each_provider_once() -> None:
    """Commas and repetition are the same."""
    assert [one.spec for one in find(["groq, google", "groq", ""])] == ["groq", "google"]
    assert [one.spec for one in find(["all"])] == list(names())


def test_an_address_is_found_without_being_installed(other_module: Path) -> None:
    """`module:attribute`."""
    target = find_one("other_provider:ACME")
    assert target.file == other_module
    assert not target.in_package
    assert target.load().name == "other"


def test_a_file_is_found_by_its_path(other_module: Path) -> None:
    """`path/to/file.py:ATTR`, judged to its end."""
    spec = f"{other_module}:ACME"
    report = run(spec)
    assert report.verdict is Verdict.CONFORMANT
    assert report.provider == spec
    assert report.ids(Outcome.NOT_APPLICABLE) >= {"SC-REG-002", "SC-DOC-004"}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("gorq", r"no provider is called 'gorq'; did you mean 'groq'\? Installed: groq, google"),
        ("zzz", r"no provider is called 'zzz'\. Installed: groq"),
        ("no_such_module:ACME", "there is no module 'no_such_module'"),
        ("no/such/file.py:ACME", "there is no file no/such/file.py"),
    ],
)
def test_what_is_not_there_is_refused(spec: str, message: str) -> None:
    """With what is near, and what is installed."""
    with pytest.raises(UnknownProviderError, match=message):
        find_one(spec)


def test_an_attribute_that_is_not_there_fails_the_first_check(other_module: Path) -> None:
    """The target exists; what stands there is judged."""
    report = run("other_provider:NOPE")
    assert report.ids(Outcome.FAIL) == {"SC-REG-001"}
    assert report.verdict is Verdict.NON_CONFORMANT


def test_a_provider_built_by_a_function_is_found(other_module: Path) -> None:
    """In any layout, under any name."""
    source = f"{OTHER}\n\ndef build_it() -> Provider:\n    return ACME\n"
    other_module.write_text(source, encoding="utf-8")
    provider = find_one("other_provider:build_it").load()
    assert isinstance(provider, Provider)


def test_samples_beside_the_module_are_found(other_module: Path) -> None:
    """A single file carries its name on its samples, a package does not."""
    assert Subject.of(find_one("other_provider:ACME")).profile.samples is None
    mine = other_module.with_name("other_provider_wire_samples")
    mine.mkdir()
    assert Subject.of(find_one("other_provider:ACME")).profile.samples == mine


def test_samples_beside_an_outer_package_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry point may name a module deep inside."""
    inner = tmp_path / "outer_package" / "vendors"
    inner.mkdir(parents=True)
    (tmp_path / "outer_package" / "__init__.py").touch()
    (inner / "__init__.py").touch()
    (inner / "one.py").write_text(OTHER, encoding="utf-8")
    samples = tmp_path / "outer_package" / "wire_samples"
    samples.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    subject = Subject.of(find_one("outer_package.vendors.one:ACME"))
    assert subject.profile.samples == samples
    for name in [name for name in sys.modules if name.startswith("outer_package")]:
        monkeypatch.delitem(sys.modules, name)


def test_a_profile_that_is_wrong_stops_the_run(other_module: Path) -> None:
    """Nobody is judged by a profile that is not understood."""
    folder = other_module.with_name("other_provider_wire_samples")
    folder.mkdir()
    (folder / "profile.json").write_text('{"deviation": []}', encoding="utf-8")
    with pytest.raises(KitError, match="field 'deviation' is unknown"):
        run("other_provider:ACME")
