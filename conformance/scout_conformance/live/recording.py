"""Makes a wire sample of a reply that the vendor really sent, or nothing where a secret shows.

It fails closed: a body is written only if every text in it has been looked at and none looks like
a credential. Headers are kept by a list of names that are known to be harmless.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scout_conformance.expect import leaves
from scout_conformance.live.session import Exchange
from scout_conformance.subject import KEYS, carries

FOLDER = "recorded"
"""Folder of recordings, among the samples; the contract judges by none of them."""

HARMLESS = frozenset({"content-type", "retry-after", "retry-after-ms", "server", "date"})
"""Headers that are kept; any other may name an account."""

VOLATILE = re.compile(r"(?i)(?:^|[_-])(?:id|fingerprint|signature|token|trace|nonce)$|Id$|ID$")
"""Names of fields whose text says nothing about the shape of an answer, and may name somebody."""

SECRET = re.compile(
    r"(?i)sk-[a-z0-9]|bearer\s|AKIA[0-9A-Z]{8}|ey[JK][a-z0-9_-]{8}|gh[pousr]_|xox[bap]-"
    r"|-----BEGIN|api[_-]?key\s*[=:]"
)
"""How credentials begin."""

_WORD = re.compile(r"[A-Za-z0-9+/=_.~-]{20,}")

MOST_BITS = 3.5
"""Bits of entropy per character from which a long word is taken for a secret; prose has fewer."""


class SuspectError(Exception):
    """Something in a reply looks like a secret; the message names the place, never the text."""


def sample_of(exchange: Exchange, text: str, secrets: Sequence[str], today: date) -> str:
    """A reply as a sample, with the answer's text as a placeholder.

    Args:
        exchange: The reply.
        text: The answer as scout read it.
        secrets: Keys that were in use.
        today: The day of the recording.

    Raises:
        SuspectError: Something in it looks like a secret, or it cannot be looked through.
    """
    try:
        body = _scrubbed(json.loads(exchange.body), text)
    except (ValueError, RecursionError):
        raise SuspectError("the body is no JSON that can be looked through") from None
    headers = {name: value for name, value in exchange.headers.items() if name in HARMLESS}
    fields = {"recorded_on": today.isoformat(), "source": "the vendor itself, scrubbed"}
    sample = {**fields, "status": exchange.status, "headers": headers, "body": body}
    _refuse_secrets(sample, (*secrets, *KEYS))
    return json.dumps(sample, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path, model: str, sample: str) -> Path:
    """Write a sample beside the others."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", model).strip("._") or "model"
    path = folder / FOLDER / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(sample, encoding="utf-8")
    return path


def _scrubbed(value: Any, text: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _scrubbed(item, text, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, text, name) for item in value]
    if not isinstance(value, str):
        return value
    if text and value == text:
        return "$text"
    return "scrubbed" if value and VOLATILE.search(name) else value.replace("$", "$$")


def _refuse_secrets(sample: Any, secrets: Iterable[str]) -> None:
    for text in _texts(sample):
        if any(carries(text, secret) for secret in secrets):
            raise SuspectError("a key stands in the reply")
        if SECRET.search(text):
            raise SuspectError("a text begins as credentials do")
        if any(is_random(word) for word in _WORD.findall(text)):
            raise SuspectError("a long word looks random, as secrets do")


def is_random(word: str) -> bool:
    """Whether a word has the entropy, and the mixture, of a secret."""
    kinds = (str.isdigit, str.isupper, str.islower)
    mixed = sum(any(map(kind, word)) for kind in kinds) >= 2
    shares = [count / len(word) for count in Counter(word).values()]
    return mixed and -sum(share * math.log2(share) for share in shares) >= MOST_BITS


def _texts(value: Any) -> Iterator[str]:
    """Every text, names of fields included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    else:
        yield from (leaf for leaf in leaves(value) if isinstance(leaf, str))
