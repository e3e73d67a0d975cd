"""Keeps answers to calls that are repeated word for word: the store's face, and one entry.

A key is a digest, so that nothing of a prompt is kept; an entry is the answer alone, with a
checksum, so that one that was damaged is no answer at all.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from scout.llm.types import FinishReason, ProviderResult, Usage

VERSION = 1
"""Of an entry; one of another version is a miss."""

_DIGEST_BYTES = sha256().digest_size
_WHOLE = (FinishReason.STOP, FinishReason.TOOL_CALLS)


class AnswerCache(Protocol):
    """Keeps entries by key until they expire or their room is needed.

    Neither operation raises where the store cannot be used: an entry that cannot be read is not
    there, one that cannot be written is not kept. Both may be called from any thread.

    Attributes:
        is_local: Whether an operation takes microseconds, so that an event loop may wait for it.
    """

    @property
    def is_local(self) -> bool: ...  # noqa: D102 -- said in the class docstring

    def get(self, key: str) -> bytes | None:
        """The entry, None where there is none or it has expired."""
        ...

    def put(self, key: str, entry: bytes, lasts_s: float) -> None:
        """Keep an entry for a while, in place of one of the same key; old ones make room."""
        ...

    def close(self) -> None:
        """Give files and connections back."""
        ...


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was kept.

    Attributes:
        result: The answer; nothing was used for it this time.
        at_s: When it was given, in seconds since the epoch.
    """

    result: ProviderResult
    at_s: float


def is_keepable(result: ProviderResult) -> bool:
    """Whether an answer is whole, so that it may stand for a later one."""
    return result.finish in _WHOLE and bool(result.text or result.tool_calls)


def written(answer: KeptAnswer) -> bytes | None:
    """An answer as an entry; None where JSON cannot hold all of it."""
    bare = dataclasses.replace(answer.result, usage=Usage())
    try:
        told = _results().dump_python(bare, mode="json")
        body = json.dumps({"version": VERSION, "at_s": answer.at_s, "result": told}).encode()
        same = _results().validate_python(json.loads(body)["result"]) == bare
    except ValueError:
        return None
    return sha256(body).digest() + body if same else None


def read(entry: bytes) -> KeptAnswer | None:
    """The answer in an entry; None where it is damaged or of another version."""
    digest, body = entry[:_DIGEST_BYTES], entry[_DIGEST_BYTES:]
    if sha256(body).digest() != digest:
        return None
    try:
        told = json.loads(body)
        if told["version"] != VERSION:
            return None
        return KeptAnswer(_results().validate_python(told["result"]), float(told["at_s"]))
    except (ValidationError, ValueError, KeyError, TypeError):
        return None


@cache
def _results() -> TypeAdapter[ProviderResult]:
    return TypeAdapter(ProviderResult)
