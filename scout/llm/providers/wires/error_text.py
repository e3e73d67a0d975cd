"""What a vendor's message may say to a person, and the wait it tells a machine."""

from __future__ import annotations

import re
from typing import Final

from scout.llm.retry import parse_retry_after

MESSAGE_CHARS: Final = 500
"""Longest message kept: a vendor's longest real one is under 400, a dumped page is not."""

_READ_CHARS: Final = 4 * MESSAGE_CHARS
# `organization_on_hold` and its kin are codes of errors, not ids: an id has a digit in it.
_ORGANISATION = re.compile(r"\b(org(?:anization(?=[-_][A-Za-z_-]*\d))?)([-_])[A-Za-z0-9_-]{6,}")
_KEY = re.compile(r"\b(?:sk|gsk|xai|pplx|csk)[-_][\w*-]{4,}|\bAIza[\w-]{10,}|(?<!\w)\*{3,}[\w-]+")
_SUSPECT = re.compile(r"org|sk|xai|pplx|AIza|\*")  # one of these stands in each of the two above
_MARKUP = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<\?xml)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)

_UNIT = (
    r"(?:ns|us|ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
    r"(?![a-z])"
)
_SPAN = rf"(?:\d{{1,12}}(?:\.\d{{1,20}})?\s?{_UNIT}(?:,?\s)?(?:and\s)?)+"
_MOMENT = (
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:\s?(?:Z|UTC)|[+-]\d\d:?\d\d)?)?"
)
_WAIT = re.compile(
    r"\b(?:try\sagain|retry|resets?|wait|available(?:\sagain)?)"
    r"\s(?:in|after|at|on|until|for)?\s?(?:about\s)?"
    rf"(?:(?P<span>{_SPAN})|(?P<moment>{_MOMENT})"
    r"|(?:(?<=in\s)|(?<=after\s)|(?<=for\s))(?P<seconds>\d{1,12}(?:\.\d{1,20})?)(?!\w))",
    re.IGNORECASE | re.ASCII,
)
_SPAN_PART = re.compile(rf"(\d+(?:\.\d+)?)\s?({_UNIT})", re.IGNORECASE | re.ASCII)
_UNIT_S: Final = (
    ("ns", 1e-9),
    ("us", 1e-6),
    ("ms", 1e-3),
    ("milli", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("d", 86400.0),
)


def clean_text(text: str, limit: int = MESSAGE_CHARS) -> str:
    """A vendor's text on one line, bounded, printable, without organisation ids, keys or markup.

    A text that is too long ends at a space, so that no secret is cut in two and then missed
    by whoever takes the secrets out.
    """
    if _MARKUP.match(text):
        return _page(text)
    words = " ".join(text[:_READ_CHARS].split())
    line = words if words.isprintable() else "".join(filter(str.isprintable, words))
    if _SUSPECT.search(line):
        line = _KEY.sub("***", _ORGANISATION.sub(r"\1\2***", line))
    if len(line) <= limit and len(text) <= _READ_CHARS:
        return line
    return f"{line[:limit].rpartition(' ')[0]} ...".lstrip()


def _page(text: str) -> str:
    title = _TITLE.search(text[:_READ_CHARS])
    name = " ".join(title.group(1).split()) if title else ""
    shown = "".join(char for char in name if char.isprintable())
    return f"a web page instead of an answer: {shown!r}" if shown else "a web page, not an answer"


def told_wait_s(message: str, now_s: float | None) -> float | None:
    """Seconds to wait that a message names in words, such as `try again in 1m2.5s`.

    Args:
        message: The vendor's message.
        now_s: Seconds since the epoch; None where no clock is at hand, and then only spans of
            time count, such as `7 minutes`, and no moments, such as `2026-05-15T15:00:00Z`.
    """
    found = _WAIT.search(" ".join(message[:_READ_CHARS].split()))
    if found is None:
        return None
    if found["span"]:
        parts = _SPAN_PART.findall(found["span"])
        return sum(float(number) * _unit_s(unit) for number, unit in parts)
    if found["seconds"]:
        return parse_retry_after(found["seconds"], 0.0)
    if now_s is None:
        return None
    return parse_retry_after(re.sub(r"\s?UTC$", "Z", found["moment"], flags=re.IGNORECASE), now_s)


def _unit_s(unit: str) -> float:
    folded = unit.lower()
    return next(seconds for beginning, seconds in _UNIT_S if folded.startswith(beginning))
