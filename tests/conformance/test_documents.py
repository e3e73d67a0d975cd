"""Reports as files: one verdict in every format, no key, no foreign markup, no request."""

from __future__ import annotations

import dataclasses
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scout.errors import ServerError
from scout.llm.providers.base import WireReply
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import ProviderResult
from scout_conformance import FORMATS, KitError, Report, document, run, write
from scout_conformance.frozen import report_schema
from scout_conformance.subject import KEYS
from scout_conformance.zoo.acme import ACME
from tests.conformance.schemas import Validator

CHECKS = ("SC-WIR-001", "SC-WIR-030", "SC-ERR-010", "SC-RTG-003", "SC-DOC-001")
MARKUP = "</style></pre><script>alert(1)</script><img src=http://evil.example/x>|`````[a](b)\x1b[31m\ud800"


class _Attacking(OpenAIChat):
    """Says its keys, and what would break out of a page, wherever it is heard."""

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        raise ZeroDivisionError(f"{KEYS[0]} {KEYS[1]} {MARKUP} {reply.status}")

    def classify(self, reply: WireReply, now_s: float) -> ServerError:
        return ServerError(f"{KEYS[0]} {KEYS[2]} {MARKUP}", provider="acme", model="m")


@pytest.fixture(scope="module")
def attacked() -> list[Report]:
    """Reports on a provider that attacks them, two of them under a name that does."""
    row = dataclasses.replace(ACME, wire=_Attacking(), model_prefixes=())
    one = run(row, checks=CHECKS)
    return [one, dataclasses.replace(one, provider=f"x.py:<b>{KEYS[0]}`|")]


@pytest.fixture(scope="module")
def whole() -> Report:
    """A conformant report."""
    return run(ACME)


class _Page(HTMLParser):
    """Collects the tags, their attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _written(suffix: str, reports: list[Report], folder: Path) -> str:
    path = folder / f"report{suffix}"
    write(path, reports)
    return path.read_text("utf-8")


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_format_shows_a_key(suffix: str, attacked: list[Report], tmp_path: Path) -> None:
    """Not from an exception, a body, or the name of a provider."""
    assert attacked[0].verdict.value == "NON-CONFORMANT"
    text = _written(suffix, attacked, tmp_path)
    assert not [key for key in KEYS if key in text]
    assert "\x1b" not in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_the_one_verdict(suffix: str, whole: Report, tmp_path: Path) -> None:
    """All of them ask the same function."""
    part = run(ACME, checks=["SC-ERR-010"])
    assert "conformant" in _written(suffix, [whole], tmp_path).lower()
    worse = _written(suffix, [whole, part], tmp_path).lower()
    assert "incomplete" in worse
    assert "non-conformant" not in worse


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_run_gives_the_same_bytes(suffix: str, whole: Report) -> None:
    """No date, no duration, no order of a set."""
    assert FORMATS[suffix]([whole]) == FORMATS[suffix]([run(ACME)])


def test_an_unknown_ending_is_refused(whole: Report, tmp_path: Path) -> None:
    """With the endings that there are."""
    with pytest.raises(KitError, match=r"report.docx: ends in none of .json, .html, .md, .svg"):
        write(tmp_path / "report.docx", [whole])


def test_the_json_keeps_its_published_schema(attacked: list[Report], whole: Report) -> None:
    """Every field, of good reports and of attacked ones, and nothing beside."""
    validator = Validator(report_schema())
    content = json.loads(document([whole, *attacked]))
    assert validator.violations(content) == []
    content["reports"][0]["results"][0].update(outcome="GOOD", extra=1)
    del content["reports"][0]["seed"]
    assert validator.violations(content) == [
        "$.reports[0].seed is missing",
        "$.reports[0].results[0].outcome is none of the known words",
        "$.reports[0].results[0].extra is unknown",
    ]


def test_the_page_fetches_nothing_and_runs_nothing(attacked: list[Report]) -> None:
    """Own style, no script, no address; what a provider says stays text."""
    page = _Page(FORMATS[".html"](attacked))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "b"} & set(page.tags)
    assert not [value for name, value in page.attributes if name in {"src", "srcset", "action"}]
    assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
    assert "<script>alert(1)</script>" in page.text
    assert "url(" not in FORMATS[".html"](attacked)
    assert "@import" not in FORMATS[".html"](attacked)


def test_the_page_can_be_read_by_everybody(whole: Report, attacked: list[Report]) -> None:
    """A language, headings, a caption and scopes, a label, both colour schemes; ids used once."""
    text = FORMATS[".html"]([whole, *attacked])
    page = _Page(text)
    assert ("lang", "en") in page.attributes
    assert {"main", "nav", "h1", "h2", "caption", "label"} <= set(page.tags)
    assert page.tags.count("th") == sum(name == "scope" for name, _ in page.attributes)
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert "prefers-color-scheme: dark" in text
    assert all(result.id in page.text for result in whole.results)


def test_what_does_not_hold_is_open_on_the_page(attacked: list[Report]) -> None:
    """And what holds is folded."""
    text = FORMATS[".html"](attacked[:1])
    opened = set(re.findall(r"<details open><summary>.*?<code>(SC-[\w-]+)", text))
    assert opened == {one.id for one in attacked[0].results if one.outcome in {"FAIL", "WARN"}}
    assert opened


def test_the_markdown_cannot_be_broken_out_of(attacked: list[Report]) -> None:
    """A fence is longer than any run of backticks within; a name has no markup."""
    text = FORMATS[".md"](attacked)
    assert text.startswith("## \N{CROSS MARK} acme: NON-CONFORMANT")
    outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", text)
    assert "script" not in outside
    assert "<b>" not in outside
    rows = [line for line in outside.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1


def test_the_badge_is_one_line_of_svg(whole: Report, attacked: list[Report]) -> None:
    """It says what it shows to those who do not see it, and quotes the name of the provider."""
    root = ET.fromstring(FORMATS[".svg"]([whole]))  # noqa: S314 -- our own
    assert root.get("aria-label") == "scout contract 1.0 | acme: conformant"
    assert "".join(root.itertext()).count("conformant") == 2
    other = ET.fromstring(FORMATS[".svg"](attacked[1:]))  # noqa: S314 -- our own
    assert "x.py:<b>" in str(other.get("aria-label"))
    assert FORMATS[".svg"]([]).count("incomplete") == 3
