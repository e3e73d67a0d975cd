"""Says what does not hold as annotations, where a CI shows them beside the code."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scout_conformance import terminal
from scout_conformance.report import Report, Result
from scout_conformance.verdict import Outcome

_FRAME = re.compile(r"(?P<file>.+?):(?P<line>\d+) in ")


def for_ci(reports: Iterable[Report], environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The workflow commands of GitHub Actions, a line each; none elsewhere.

    Args:
        reports: What a run said.
        environment: Says who runs it.

    Source: "Workflow commands for GitHub Actions", docs.github.com, read 2026-11-22.
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        return
    for report in reports:
        for result in terminal.unmet(report):
            yield _annotation(result, report.provider)


def _annotation(result: Result, provider: str) -> str:
    kind = "warning" if result.outcome is Outcome.WARN else "error"
    told = [result.sentence]
    told += [f"Expected {result.expected}; got {result.got}."] if result.got else []
    told += [result.reason, result.fix, terminal.rerun(result, provider)]
    place = {**_place(result), "title": f"{result.id} {provider}"}
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{kind} {properties}::{_escaped(chr(10).join(filter(None, told)))}"


def _place(result: Result) -> dict[str, str]:
    """Where the author's own code raised, seen from where the run was started."""
    found = _FRAME.match(result.frames[-1]) if result.frames else None
    if found is None:
        return {}
    named = Path(found["file"])
    path = next((one for one in (named, Path("src") / named) if one.is_file()), None)
    return {"file": path.as_posix(), "line": found["line"]} if path else {}


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
