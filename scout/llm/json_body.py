"""JSON from a vendor, read so that a hostile body is a ValueError and never a crash."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from itertools import accumulate
from typing import Any, Final, NoReturn

MAX_DEPTH: Final = 500
"""Deepest nesting that is read: ten times what any vendor sends, half of what Python's own
recursion bears on every version, so that one reply means the same on all of them."""

# A text matches also where its end is missing, so that no character is looked at twice.
_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.?[^"\\]*)*(?:"|\Z)|[\[\]{}]', re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def parse_json(body: bytes | str) -> Any:
    """Parse one JSON document.

    Raises:
        ValueError: Not JSON, not UTF-8, `NaN` or `Infinity`, an integer of more than
            4,300 digits, or more than `MAX_DEPTH` levels of nesting.
    """
    text = body if isinstance(body, str) else body.removeprefix(BOM_UTF8).decode()
    text = text.strip(" \t\r\n\x00")
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise ValueError("JSON is nested too deeply")
    try:
        document, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
    if end != len(text):
        raise ValueError(f"something stands behind the JSON, from character {end}")
    return document


def _depth(text: str) -> int:
    """The deepest nesting of a document; brackets inside its texts are none."""
    steps = (_STEPS.get(token, 0) for token in _TOKEN.findall(text))
    return max(accumulate(steps), default=0)
