"""Holds the files around the pages: settings that they show, and how the site is built."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped]  # it ships no types
from pydantic import ValidationError

from scout.config import Settings
from scout.errors import ConfigurationError
from tools.docs_gate.pages import Problem, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tools.docs_gate.namespace import Namespace
    from tools.docs_gate.pages import Page

DEMANDED: Mapping[str, object] = {
    "strict": True,
    "theme.font": False,
    "validation.nav.omitted_files": "warn",
    "validation.nav.not_found": "warn",
    "validation.links.not_found": "warn",
    "validation.links.anchors": "warn",
    "validation.links.unrecognized_links": "warn",
    "plugins.mkdocstrings.handlers.python.inventories": [],
    "plugins.mkdocstrings.handlers.python.options.docstring_options.warn_unknown_params": True,
    "markdown_extensions.pymdownx.snippets.check_paths": True,
    "markdown_extensions.pymdownx.snippets.restrict_base_path": True,
}
"""Switches of the build without which a gate would look away."""

_PICTURE = re.compile(r"!\[[^\]]*\]\((?:https?:)?//[^)]*\)")
_ADDRESS = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w.-]+\.\w+[^\s'\")]*")
PLUGINS = frozenset({"search", "mkdocstrings"})
"""What works offline, under strict, and with the theme's successor."""


def file_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Settings in snippets that are none, options that nothing tells of, a build that is lax."""
    yield from snippet_problems(names.root)
    yield from build_problems(names.root)
    yield from _elsewhere(names.root)
    pages = list(pages)
    for page in pages:
        if page.name.startswith("docs/"):
            for found in _PICTURE.finditer(page.prose):
                yield page.problem(found.start(), found[0], "is a picture from elsewhere")
    told = "\n".join(page.source for page in pages)
    for option in sorted(names.options):
        if not re.search(rf"{re.escape(option)}(?![\w-])", told):
            yield Problem("docs", 1, option, "this option of pytest is on no page")


def _elsewhere(root: Path) -> Iterator[Problem]:
    """Scripts and styles that would have a reader's browser ask somebody else."""
    config = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    for key in ("extra_javascript", "extra_css"):
        for entry in config.get(key, ()):
            path = entry["path"] if isinstance(entry, dict) else entry
            if not (root / "docs" / path).is_file():
                yield Problem("mkdocs.yml", 1, path, f"{key} is no file of the guide")
    for path in sorted((root / "docs" / "assets").rglob("*")):
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text("utf-8")
            for found in _ADDRESS.finditer(text):
                name = path.relative_to(root).as_posix()
                yield Problem(name, line_of(text, found.start()), found[0], "is elsewhere")


def snippet_problems(root: Path) -> Iterator[Problem]:
    """A snippet that is a `scout.toml` is one that scout takes."""
    for path in sorted(root.glob("docs/snippets/*.toml")):
        text = path.read_text("utf-8")
        if not re.search(r"^#.*scout\.(?:toml|schema)", text, re.MULTILINE):
            continue
        try:
            Settings(**tomllib.loads(text))
        except (ConfigurationError, ValidationError, tomllib.TOMLDecodeError) as error:
            name = path.relative_to(root).as_posix()
            yield Problem(name, 1, path.name, " ".join(str(error).split()))


def build_problems(root: Path) -> Iterator[Problem]:
    """Switches of the site that somebody turned, and plugins that it does without."""
    config = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    named = {**config, "plugins": _named(config["plugins"])}
    named["markdown_extensions"] = _named(config["markdown_extensions"])
    for switch, value in DEMANDED.items():
        found = _at(named, switch)
        if found != value:
            yield Problem("mkdocs.yml", 1, switch, f"is {found!r}; the gates need {value!r}")
    for plugin in sorted(set(named["plugins"]) - PLUGINS):
        yield Problem("mkdocs.yml", 1, plugin, "is a plugin that the guide does without")
    for key in ("hooks", "not_in_nav"):
        if key in config:
            yield Problem("mkdocs.yml", 1, key, "hides from the gates what it does")


def _named(entries: list[Any]) -> dict[str, Any]:
    """A list of names and of mappings with one name each, as one mapping."""
    return {
        name: options
        for entry in entries
        for name, options in (entry.items() if isinstance(entry, dict) else [(entry, {})])
    }


def _at(value: Any, switch: str) -> Any:
    """What stands at a dotted place; a key may have dots of its own."""
    if not switch:
        return value
    parts = switch.split(".")
    for count in range(1, len(parts) + 1):
        key = ".".join(parts[:count])
        if isinstance(value, dict) and key in value:
            return _at(value[key], ".".join(parts[count:]))
    return None
