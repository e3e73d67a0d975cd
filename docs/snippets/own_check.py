"""A check of one's own, run from a module of one's own."""

from __future__ import annotations

from scout_conformance import Level, Violation, check, run
from scout_conformance.subject import Subject


@check(
    "SC-X-001",
    Level.MUST,
    "The page is one of Groq's.",
    why="Users look there.",
    fix="Name a page of the vendor in docs_url.",
)
def page_is_the_vendors(subject: Subject) -> None:
    """Reads the row."""
    page = subject.provider.docs_url
    if not page.startswith("https://console.groq.com/"):
        raise Violation(sent="the row", expected="a page of Groq", got=page)


if __name__ == "__main__":
    report = run("groq", own=[__file__], checks=["SC-X-001"])
    for result in report.results:
        print(result.id, result.outcome)
