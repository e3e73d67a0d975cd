"""Compares the shape of a real reply with the one that a sample declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scout_conformance.templates import names_in

READ = frozenset({"text", "finish", "input_tokens", "output_tokens"})
"""Placeholders of what every wire reads; where the vendor sends none of it, the sample is wrong."""


def differences(declared: Any, real: Any, place: str = "body") -> Iterator[str]:
    """Where a reply lacks what the sample says that the wire reads, or has another kind of it.

    Args:
        declared: A template.
        real: The reply.
        place: Where the two stand.
    """
    if isinstance(declared, Mapping):
        if not isinstance(real, Mapping):
            yield f"{place}: {_kind(real)} instead of an object"
            return
        for key, value in declared.items():
            if key in real:
                yield from differences(value, real[key], f"{place}.{key}")
            elif names_in(value) & READ:
                yield f"{place}.{key}: absent"
    elif isinstance(declared, list):
        yield from _in_list(declared, real, place)
    elif real is not None and _kind_of_template(declared) not in ("null", _kind(real)):
        yield f"{place}: {_kind(real)} instead of {_kind_of_template(declared)}"


def _in_list(declared: list[Any], real: Any, place: str) -> Iterator[str]:
    if not isinstance(real, list):
        yield f"{place}: {_kind(real)} instead of a list"
        return
    for at, value in enumerate(declared):
        if at < len(real):
            yield from differences(value, real[at], f"{place}[{at}]")
        elif names_in(value) & READ:
            yield f"{place}[{at}]: absent"


def _kind_of_template(declared: Any) -> str:
    names = names_in(declared)
    if names and all(name.endswith("_tokens") or name == "created" for name in names):
        return "a number"
    return _kind(declared)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a flag"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"
