"""JSON from a vendor, read so that a hostile body is a ValueError and never a crash."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def parse_json(body: bytes | str) -> Any:
    """Parse one JSON document.

    Raises:
        ValueError: Not JSON, not UTF-8, `NaN` or `Infinity`, an integer of more than
            4,300 digits, or nesting deeper than the interpreter bears.
    """
    text = body if isinstance(body, str) else body.decode("utf-8-sig")
    try:
        return _DECODER.decode(text.strip(" \t\r\n\x00"))
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
