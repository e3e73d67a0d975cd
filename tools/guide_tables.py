"""Tables about the guide itself: what it answers, what it claims, and a list of it for machines."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped]  # it ships no types

from scout_conformance.templates import ANSWER_NAMES, RETRY_NAMES
from scout_conformance.tool_words import TOOL_NAMES
from tools.docs_gate.claims import claimed, proved
from tools.docs_gate.coverage import topics
from tools.docs_gate.pages import Page, pages_of, whole
from tools.docs_gate.sentences import plain, sentences
from tools.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


def questions() -> str:
    """What readers ask, and where the answer is."""
    titles = {page.name: title(page) for page in pages_of(ROOT) if page.name.startswith("docs/")}
    return table(
        ("question", "page"),
        (
            (topic["question"], f"[{titles[f'docs/{name}']}](../{topic['page']})")
            for topic in topics(ROOT)
            if (name := topic["page"].partition("#")[0])
        ),
    )


def claims() -> str:
    """Each promise of the guide, the page that makes it, the tests that prove it."""
    tests: defaultdict[str, list[str]] = defaultdict(list)
    for proof in proved(ROOT):
        path, _, name = proof.place.partition("::")
        tests[proof.id].append(f"`{name}` in `{path}`")
    found = {(claim.text, claim.place): claim for claim in claimed(pages_of(ROOT))}
    return table(
        ("the guide says", "on", "proved by"),
        (
            (claim.text, _link(claim.place), "; ".join(sorted(set(tests[claim.id]))))
            for claim in sorted(found.values(), key=lambda claim: (claim.place, claim.text))
        ),
    )


def placeholders() -> str:
    """What may stand in a wire sample in place of a value."""
    return table(
        ("placeholder", "stands for"),
        (
            *((f'`"${name}"`', meaning) for name, meaning in ANSWER_NAMES.items()),
            *((f'`"${name}"`', f"in an error: {told}") for name, told in RETRY_NAMES.items()),
            *(
                (f'`"${name}"`', f"in tools_request.json: {told}")
                for name, told in TOOL_NAMES.items()
            ),
        ),
    )


def _link(place: str) -> str:
    name = PurePosixPath(place).stem.replace("_", " ")
    if not place.startswith("docs/"):
        return f"`{place}`"
    return f"[{name}](../{place.removeprefix('docs/')})"


def title(page: Page) -> str:
    """The first heading of a page."""
    source = whole(ROOT, page.name)
    return plain(next(line for line in source.splitlines() if line.startswith("# ")))


def llms() -> str:
    """The guide as a list for machines, in the form of llms.txt; addresses are relative."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    pages = {page.name: page for page in pages_of(ROOT)}
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}"]
    for section, names in _sections(config["nav"]):
        lines += ["", f"## {section}", ""]
        lines += [_entry(pages[f"docs/{name}"], name) for name in names]
    return "\n".join(lines) + "\n"


def _sections(nav: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    yield "Start", [name for entry in nav for name in entry.values() if isinstance(name, str)]
    for entry in nav:
        for section, below in entry.items():
            if isinstance(below, list):
                yield section, list(_names(below))


def _names(nav: Any) -> Iterator[str]:
    for entry in nav:
        for below in entry.values() if isinstance(entry, dict) else [entry]:
            if isinstance(below, str):
                yield below
            else:
                yield from _names(below)


def _entry(page: Page, name: str) -> str:
    address = name.removesuffix("index.md").removesuffix(".md")
    address += "/" if address and not address.endswith("/") else ""
    said = [one.text for one in sentences(page) if not one.raw.lstrip().startswith(("#", "|", "!"))]
    return f"- [{title(page)}]({address or './'})" + (f": {said[0]}" if said else "")
