"""Whether two ids name one model, for vendors answer an alias with the name of a release."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_DATE: Final = re.compile(r"-(?:\d{4}-\d\d-\d\d|\d{8}|\d{6}|\d\d-\d{4}|\d{4}|\d{3})$")
"""A release at the end of an id: 2024-07-18, 20250929, 09-2025, 0613, 001."""
_LATEST: Final = "-latest"
_QUALIFIER: Final = re.compile(r"preview|exp|experimental|[\d.]+")


@lru_cache(maxsize=16_384)  # a router meets the same few pairs at every call
def is_same_model(asked: str, served: str) -> bool:
    """Whether an answer's model id may stand for the one that was asked.

    The same id, with or without an address before it; an alias answered by a dated release, or
    a release by its alias; `...-latest` answered by a release of that family. Another version,
    size or date is another model.
    """
    if asked == served:
        return True
    asked, served = _bare(asked), _bare(served)
    if asked == served:
        return True
    if asked.endswith(_LATEST):
        return _is_release_of(asked.removesuffix(_LATEST), served)
    releases = (_DATE.search(asked), _DATE.search(served))
    return not all(releases) and _DATE.sub("", asked) == _DATE.sub("", served)


def _bare(model_id: str) -> str:
    return model_id.lower().rpartition("/")[2]


def _is_release_of(family: str, served: str) -> bool:
    """Whether an id has each word of a family, in order, and beside them only versions."""
    words = iter(family.split("-"))
    wanted = next(words, None)
    for word in _DATE.sub("", served).split("-"):
        if word == wanted:
            wanted = next(words, None)
        elif not _QUALIFIER.fullmatch(word):
            return False
    return wanted is None
