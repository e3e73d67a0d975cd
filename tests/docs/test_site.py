"""The built site: strict, whole, and asking nobody."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scout import errors
from scout_conformance import catalogue
from tools import check_site
from tools.docs_gate.namespace import subclasses

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide, built as the `docs` session builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """All pages, with their anchors, scripts, styles and pictures."""
    assert not check_site.problems(site)


def test_every_error_links_to_its_entry(site: Path) -> None:
    """The link of an error, and that of a check, names a page and an anchor that exist."""
    links = [kind.docs_link() for kind in subclasses(errors.ScoutError)]
    links += [check.docs for check in catalogue().values()]
    for page in {link.partition("#")[0] for link in links}:
        there = check_site.Page((site / page / "index.html").read_text("utf-8")).ids
        assert {link.partition("#")[2] for link in links if link.startswith(page)} <= there


@pytest.mark.parametrize(
    "door",
    [
        *("scout", "scout.errors", "scout.llm", "scout.llm.providers", "scout.testing"),
        "scout_conformance",
    ],
)
def test_every_public_name_is_in_the_reference(site: Path, door: str) -> None:
    """What a door offers is described on some page, under its own anchor."""
    pages = (site / "reference" / "api").rglob("*.html")
    ids = {anchor for page in pages for anchor in check_site.Page(page.read_text("utf-8")).ids}
    described = {anchor.rpartition(".")[2] for anchor in ids if anchor.startswith("scout")}
    promised = {name for name in importlib.import_module(door).__all__ if name[0] != "_"}
    assert promised <= described


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="nowhere/">', "links to nowhere/, which is not there"),
        ('<a href="#gone">', "links to #gone, which has no such anchor"),
        ('<script src="https://cdn.example/x.js">', "loads https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "loads //cdn.example/x.css"),
        ('<img src="missing.png">', "loads missing.png, which is not there"),
    ],
)
def test_a_fault_of_the_site_is_found(tmp_path: Path, html: str, problem: str) -> None:
    """The walk can fail, for each kind of fault."""
    (tmp_path / "index.html").write_text(f'<p id="here"></p><a href="#here"></a>{html}', "utf-8")
    assert check_site.problems(tmp_path) == [f"index.html: {problem}"]


def test_a_style_that_loads_from_elsewhere_is_found(tmp_path: Path) -> None:
    """Style sheets are read as well as pages."""
    (tmp_path / "index.html").write_text("<p></p>", "utf-8")
    (tmp_path / "a.css").write_text("@import 'https://fonts.example/a.css';", "utf-8")
    assert check_site.problems(tmp_path) == ["a.css: loads https://fonts.example/a.css"]
