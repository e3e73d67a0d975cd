"""Holds the pages to what exists, in both directions: nothing left out, nothing left over."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped]  # it ships no types

from scout.config import Settings
from scout.errors import ScoutError
from scout.llm.catalog import Catalog
from scout.llm.providers.registry import built_in
from scout_conformance import catalogue
from tools.docs_gate.namespace import subclasses
from tools.docs_gate.pages import Page, Problem, includes, line_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.docs_gate.namespace import Namespace

MAX_PRICE_AGE_DAYS = 180
"""How old a price may be that the guide shows; vendors change theirs a few times a year."""


def coverage_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Everything that has no place in the guide, and every place that holds nothing."""
    read = list(pages)
    yield from _parts(read, names.root)
    yield from _nav(read, names.root)
    yield from _topics(names.root)
    yield from _pictures(read)
    for page, what, told, live in _sets(names):
        for missing in sorted(live - told):
            yield Problem(page, 1, missing, f"this {what} has no place on the page")
        for left in sorted(told - live):
            yield Problem(page, 1, left, f"there is no such {what}")


def _parts(pages: list[Page], root: Path) -> Iterator[Problem]:
    """Generated tables, snippets and their outputs are each shown somewhere."""
    shown = {path for _, path, _, _ in includes(pages)}
    made = [*root.glob("docs/_generated/*.md"), *root.glob("docs/snippets/*.console")]
    for path in sorted([*made, *root.glob("docs/snippets/*.py")]):
        name = path.relative_to(root).as_posix()
        narrow = re.search(r"_\d+\.console$", name)  # the same session on a narrow terminal
        if name not in shown and not narrow and not any(path.name in page.source for page in pages):
            yield Problem(name, 1, path.name, "no page shows it")


def _nav(pages: list[Page], root: Path) -> Iterator[Problem]:
    """The navigation has every page, once."""
    config = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    listed = list(_leaves(config["nav"]))
    there = {page.name.removeprefix("docs/") for page in pages if page.name.startswith("docs/")}
    for name in sorted(there - set(listed)):
        yield Problem("mkdocs.yml", 1, name, "is a page, and not in nav")
    for name in sorted(set(listed) - there):
        yield Problem("mkdocs.yml", 1, name, "is in nav, and no page")
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield Problem("mkdocs.yml", 1, name, "is in nav twice")


def _leaves(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from _leaves(value)
    else:
        for value in nav:
            yield from _leaves(value)


def topics(root: Path) -> list[dict[str, Any]]:
    """What readers ask, and the page that answers it: `docs/topics.toml`."""
    loaded: list[dict[str, Any]] = tomllib.loads(
        (root / "docs" / "topics.toml").read_text("utf-8")
    )["topic"]
    return loaded


def _topics(root: Path) -> Iterator[Problem]:
    """Each question has its page, and the page speaks of what the question is about."""
    tables = [file.read_text("utf-8") for file in root.glob("docs/_generated/fields_*.md")]
    for topic in topics(root):
        page = f"docs/{topic['page'].partition('#')[0]}"
        if not (root / page).is_file():
            yield Problem("docs/topics.toml", 1, topic["page"], "is no page")
            continue
        # A word in a drawing, or in passing in a list of fields, is no answer.
        text = re.sub(r"<svg\b.*?</svg>", "", whole(root, page), flags=re.DOTALL)
        for table in tables:
            text = text.replace(table.strip(), "")
        for word in topic["mentions"]:
            if word not in text:
                say = f"is not mentioned, and the question {topic['question']!r} is about it"
                yield Problem(page, 1, word, say)


def _pictures(pages: list[Page]) -> Iterator[Problem]:
    """A picture says in words what it shows."""
    for page in pages:
        for found in re.finditer(r"!\[([^\]]*)\]", page.prose):
            if page.name.startswith("docs/") and len(found[1].split()) < 3:
                yield page.problem(found.start(), found[0], "say in the alt text what it shows")
        for found in re.finditer(r"<(svg|img)\b[^>]*>", page.source):
            if not re.search(r"(aria-label|alt)=['\"][^'\"]{10,}", found[0]):
                line = line_of(page.source, found.start())
                yield Problem(page.name, line, found[1], "say in aria-label or alt what it shows")


def _sets(names: Namespace) -> Iterator[tuple[str, str, set[str], set[str]]]:
    """Page, kind of thing, what the page has, what exists."""
    root = names.root
    rows = Catalog(built_in).built_in().providers
    page = "docs/reference/providers.md"
    text = whole(root, page)
    yield page, "provider", set(re.findall(r"^## ([\w-]+)$", text, re.MULTILINE)), set(rows)
    models = {model.id for row in rows.values() for model in row.models}
    yield page, "model", set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)), models
    page = "docs/reference/errors.md"
    told = set(re.findall(r"^### `\w+` \{#(\w+)\}", whole(root, page), re.MULTILINE))
    yield page, "error code", told, {kind.code for kind in public_errors()}
    page = "docs/reference/contract.md"
    told = set(re.findall(r"^### (SC-[\w-]+) ", whole(root, page), re.MULTILINE))
    yield page, "check", told, set(catalogue())
    page = "docs/reference/settings.md"
    told = set(re.findall(r"^\| `(\w+)` \| `SCOUT_", whole(root, page), re.MULTILINE))
    yield page, "setting", told, set(Settings.model_fields)
    page = "docs/reference/cli.md"
    text = whole(root, page)
    told = {f"scout {name}" for name in re.findall(r"^#+ `scout ([\w -]+)`", text, re.MULTILINE)}
    yield page, "command", told, set(names.commands) - {"scout"}
    options = {option for found in names.commands.values() for option in found} - {"--help"}
    told = set(
        re.findall(r"`(--?[\w-]+)`", " ".join(re.findall(r"^\| (`-[^|]*)\|", text, re.MULTILINE)))
    )
    yield page, "option", told, options - names.commands["scout"]


def public_errors() -> list[type[ScoutError]]:
    """Every error of scout, whether a door offers it or somebody forgot to."""
    return [kind for kind in subclasses(ScoutError) if kind.__module__.startswith("scout")]


def old_prices(today: date) -> Iterator[str]:
    """Rows of prices that nobody has looked at for too long."""
    for name, row in Catalog(built_in).built_in().providers.items():
        for model, price in row.pricing.items():
            age = (today - price.get("as_of", date.min)).days
            if age > MAX_PRICE_AGE_DAYS:
                yield f"{name}: the price of {model} is {age} days old; read it again"
