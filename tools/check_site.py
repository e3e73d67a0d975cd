"""Walks a built site: every link and anchor leads somewhere, and no page asks elsewhere."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOADING_RELS = frozenset(
    {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "manifest"}
)
"""What a browser fetches by itself; a `canonical` or `next` link is only a statement."""

CSS_LOAD = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")


@dataclass
class Page(HTMLParser):
    """What one HTML page offers, refers to and loads."""

    html: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag's id, link or source."""
        values = {name: value or "" for name, value in attrs}
        self.ids.update(values[name] for name in ("id", "name") if name in values)
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and LOADING_RELS & set(values.get("rel", "").split()):
            self.loads.append(values["href"])
        if "src" in values:
            self.loads.append(values["src"])
        if "mermaid" in values.get("class", "").split():
            self.loads.append("https://the theme loads a script for class=mermaid")


def problems(site: Path) -> list[str]:
    """Everything wrong with a built site, a line each."""
    pages = {path: Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    if not pages:
        return [f"{site}: no page at all"]
    return [
        f"{path.relative_to(site)}: {problem}"
        for path, page in pages.items()
        for problem in _page_problems(site, path, page, pages)
    ] + list(_css_problems(site))


def _page_problems(site: Path, path: Path, page: Page, pages: Mapping[Path, Page]) -> Iterator[str]:
    for target in page.loads:
        if _is_elsewhere(target):
            yield f"loads {target}"
        elif not target.startswith("data:") and not _file(site, path, target).exists():
            yield f"loads {target}, which is not there"
    for target in page.links:
        if urlsplit(target).scheme or target.startswith("//"):
            continue
        there = _file(site, path, target)
        anchor = unquote(urlsplit(target).fragment)
        if not there.exists():
            yield f"links to {target}, which is not there"
        elif anchor and there in pages and anchor not in pages[there].ids:
            yield f"links to {target}, which has no such anchor"


def _is_elsewhere(target: str) -> bool:
    return target.startswith("//") or urlsplit(target).scheme in ("http", "https")


def _file(site: Path, page: Path, target: str) -> Path:
    """The file a browser would open; a folder means its index page."""
    path = unquote(urlsplit(target).path)
    start = site if path.startswith("/") else page.parent
    there = (start / path.lstrip("/")).resolve() if path else page
    return there / "index.html" if there.is_dir() else there


def _css_problems(site: Path) -> Iterator[str]:
    for path in sorted(site.rglob("*.css")):
        for target in CSS_LOAD.findall(path.read_text("utf-8")):
            yield f"{path.relative_to(site)}: loads {target}"


def main() -> int:
    """Print what is wrong with the site in the folder that the first argument names."""
    site = Path(sys.argv[1]).resolve()
    found = problems(site)
    for problem in found:
        print(problem)
    print(f"{site.name}: {len(found)} problems in {len(list(site.rglob('*.html')))} pages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
