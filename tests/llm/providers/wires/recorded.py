"""Recorded traffic, read from the folder that SCOUT_WIRE_SAMPLES names; none of it is kept here."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scout.llm.providers.base import StreamDecoder, Wire, WireReply
from scout.llm.transport.framing import framer_for
from scout.llm.types import ProviderResult, StreamEvent

VARIABLE = "SCOUT_WIRE_SAMPLES"


@dataclass(frozen=True)
class Row:
    """One recorded exchange."""

    provider: str
    number: int
    api: str
    stream: bool
    reply: WireReply
    request: Any

    def __str__(self) -> str:
        kind = "stream" if self.stream else "plain"
        return f"{self.provider}-{self.number}-{kind}-{self.reply.status}"


def rows(*providers: str) -> list[Row]:
    """The recorded exchanges with these vendors; none where the variable is not set."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        return []
    found = [row for provider in providers for row in _rows_of(provider, Path(folder))]
    assert found, f"{VARIABLE} names {folder}, which holds no rows of {', '.join(providers)}"
    return found


def _rows_of(provider: str, folder: Path) -> Iterator[Row]:
    text = (folder / f"{provider}.jsonl").read_text("utf-8")
    for number, line in enumerate(text.splitlines()):
        raw = json.loads(line)
        told = raw["response"]
        headers = {name.lower(): value for name, value in told["headers"].items()}
        reply = WireReply(told["status"], headers, (told["body"] or "").encode())
        yield Row(provider, number, raw["api"], raw["stream"], reply, raw["request"])


def each(found: list[Row]) -> pytest.MarkDecorator:
    """Run a test once for each row; without rows it is skipped, with the reason."""
    if found:
        return pytest.mark.parametrize("row", found, ids=str)
    reason = f"{VARIABLE} is not set: recorded traffic is no part of this repository"
    skipped = pytest.param(None, marks=pytest.mark.skip(reason=reason))
    return pytest.mark.parametrize("row", [skipped], ids=["unset"])


def each_provider(providers: Iterable[str]) -> pytest.MarkDecorator:
    """Run a test once for each vendor with the file of its rows; skipped where there is none."""
    folder = os.environ.get(VARIABLE)
    if folder:
        found = [(provider, Path(folder) / f"{provider}.jsonl") for provider in providers]
        return pytest.mark.parametrize(("provider", "recorded"), found, ids=[p for p, _ in found])
    reason = f"{VARIABLE} is not set: recorded traffic is no part of this repository"
    skipped = pytest.param(None, None, marks=pytest.mark.skip(reason=reason))
    return pytest.mark.parametrize(("provider", "recorded"), [skipped], ids=["unset"])


def read_stream(
    wire: Wire, pieces: list[bytes], decoder: StreamDecoder | None = None
) -> tuple[list[StreamEvent], ProviderResult]:
    """Frame and decode a streamed body that arrives in these pieces."""
    decoder = decoder or wire.stream_decoder()
    framer = framer_for(wire.framing)
    events: list[StreamEvent] = []
    for piece in pieces:
        for frame in framer.feed(piece):
            events += decoder.feed(frame.event, frame.data)
    for frame in framer.flush():
        events += decoder.feed(frame.event, frame.data)
    return events, decoder.finish()


def cut(body: bytes, chance: random.Random, cuts: int = 40) -> list[bytes]:
    """A body cut at random byte borders."""
    places = sorted(chance.sample(range(len(body) + 1), min(cuts, len(body))))
    return [body[i:j] for i, j in zip([0, *places], [*places, len(body)], strict=True)]
