"""DOC: who installs a provider finds out what it is, what it offers and where to read on."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from scout_conformance.standard import SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.violation import NotApplicable, Violation


@check(
    "SC-DOC-001",
    SHOULD,
    "The row names the vendor's own description of its API.",
    why="It is the first thing that anybody needs who has to mend the provider.",
    fix="Set Provider.docs_url to the https address of the page.",
)
def names_the_vendors_page(subject: Subject) -> None:
    """`docs_url` is an address."""
    url = subject.provider.docs_url
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc:
        raise Violation(sent="read docs_url", expected="an https address", got=repr(url))


@check(
    "SC-DOC-002",
    SHOULD,
    "Every model says where its facts were read.",
    why="Windows and limits change; a fact without a source cannot be checked.",
    fix="Set Model.source to the page and the day.",
)
def models_name_their_source(subject: Subject) -> None:
    """None is left empty."""
    for model in subject.provider.models:
        if not model.source.strip():
            raise Violation(sent=f"model {model.id!r}", expected="a source", got="none")


@check(
    "SC-DOC-003",
    SHOULD,
    "The module has a docstring.",
    why="help() and the documentation of whoever uses it begin with it.",
    fix="Write one sentence at the top of the module: which vendor, over which dialect.",
    needs=("own-module",),
)
def module_has_a_docstring(subject: Subject) -> None:
    """There is one."""
    name = subject.target.module
    if name is None:
        raise NotApplicable("it was read from a file, which is no installed module")
    if not (sys.modules[name].__doc__ or "").strip():
        raise Violation(sent=f"module {name}", expected="a docstring", got="none")


@check(
    "SC-DOC-004",
    SHOULD,
    "Its distribution has a summary and says that it needs scout-core.",
    why="Installers choose versions by it, and people choose packages.",
    fix='Set description and dependencies = ["scout-core>=..."] in pyproject.toml.',
    needs=("entry-point",),
)
def distribution_is_described(subject: Subject) -> None:
    """By its metadata."""
    entry = subject.target.entry
    if entry is None or entry.dist is None:
        raise NotApplicable("its distribution is not known")
    about, needed = entry.dist.metadata, entry.dist.requires or []
    lacking = [] if about["Summary"] else ["a summary"]
    if not any(line.replace("_", "-").lower().startswith("scout-core") for line in needed):
        lacking.append("scout-core among its requirements")
    if lacking:
        raise Violation(
            sent=f"metadata of {entry.dist.name}", expected=" and ".join(lacking), got="none"
        )
