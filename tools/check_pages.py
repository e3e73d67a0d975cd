"""Judges every page of a built site in a real Chromium: accessible, and asking nobody else.

`python -m tools.check_pages site` runs axe-core's rules of WCAG A and AA on all pages, in light
and in dark, and looks what is copied from a session; `--pictures FOLDER` also takes screenshots of
some, as a desk and a phone show them.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.browser import Scheme, browser, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from tools.browser import Tab

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PICTURED = (
    *("index.html", "guides/adding_a_provider/index.html", "reference/api/calling/index.html"),
    *("reference/kill_matrix/index.html", "reference/reliability/index.html"),
    *("concepts/architecture/index.html", "concepts/resilience/index.html"),
)
DESK, PHONE = 1280, 390
"""Widths of a window, in CSS pixels."""
UNPASTABLE = """[...document.querySelectorAll(".highlight code")]
  .filter((code) => code.querySelector(".gp"))
  .map((code) => code.closest("[data-copy]")?.getAttribute("data-copy") ?? code.textContent)
  .filter((copied) => !copied.trim() || /^([$]|>>>)/m.test(copied))"""
"""Sessions whose button would copy a prompt, or nothing."""


def axe() -> str:
    """The source of axe-core, from the package that bundles it."""
    found = importlib.util.find_spec("axe_playwright_python")
    places = found.submodule_search_locations if found else None
    if not places:
        raise FileNotFoundError("no axe-core: pip install --no-deps axe-playwright-python")
    return (Path(places[0]) / "axe.min.js").read_text("utf-8")


async def judged(tab: Tab, address: str, site: Path) -> AsyncIterator[str]:
    """What is wrong with each page, a line each."""
    script = axe()
    rules = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    for page in sorted(site.rglob("*.html")):
        name = page.relative_to(site).as_posix()
        await tab.open(f"{address}/{name}")
        await tab.run(f"{script}; 0")
        result = await tab.run(f"axe.run(document, {rules})")
        for violation in result["violations"]:
            for line in _told(violation):
                yield f"{name}: {line}"
        for copied in await tab.run(UNPASTABLE):
            yield f"{name}: a session is copied as {copied[:60]!r}"
    for url in sorted({url for url in tab.asked if not _is_own(url, address)}):
        yield f"a page asks {url}"


def _is_own(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "blob:", "about:"))


def _told(violation: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {' '.join(node['target'][0:1])}: {node['html'][:120]}"
        for node in violation["nodes"]
    ]


async def pictures(tab: Tab, address: str, folder: Path, scheme: Scheme) -> None:
    """Take some pages as a desk shows them and as a phone does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PICTURED:
        stem = name.removesuffix("/index.html").removesuffix(".html").replace("/", "-")
        for device, width in (("desk", DESK), ("phone", PHONE)):
            await tab.look(scheme, width)
            await tab.open(f"{address}/{name}")
            await tab.picture(folder / f"{stem}-{device}-{scheme}.png")


async def check(site: Path, folder: Path | None, schemes: Iterable[Scheme]) -> int:
    """Judge a site; 1 where something is wrong.

    A site remembers the scheme of the first visit, so each scheme has a browser of its own.
    """
    found = 0
    with served(site) as address:
        for scheme in schemes:
            async with browser() as tab:
                await tab.look(scheme, DESK)
                async for line in judged(tab, address, site):
                    print(f"{scheme}: {line}", flush=True)
                    found += 1
                if folder:
                    await pictures(tab, address, folder, scheme)
    print(f"{site.name}: {found} violations in {len(list(site.rglob('*.html')))} pages")
    return 1 if found else 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--pictures", type=Path, help="folder for screenshots")
    parser.add_argument("--scheme", choices=SCHEMES, action="append", help="only this one")
    given = parser.parse_args()
    return asyncio.run(check(given.site.resolve(), given.pictures, given.scheme or SCHEMES))


if __name__ == "__main__":
    sys.exit(main())
