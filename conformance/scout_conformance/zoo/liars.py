"""Broken rows that claim too little, wires that do nothing, and wires that always raise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from scout.llm.providers.base import CAPABILITIES, Provider, WireReply
from scout.llm.types import Call
from scout_conformance.profile import Profile
from scout_conformance.samples import BUILT_IN
from scout_conformance.zoo.animal import Animal, altered
from scout_conformance.zoo.meddling import Meddled

_OWN = Profile(samples=BUILT_IN / "openai_chat")
"""Samples that lie beside the provider, as those of a dialect of its own do."""


class _Idle:
    """Does nothing, in the shape of a wire."""

    dialect: str = "openai_chat"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> Any:
        """Nothing."""

    def decode(self, reply: WireReply, now_s: float) -> Any:
        """Nothing."""

    def stream_decoder(self) -> Any:
        """Nothing."""

    def classify(self, reply: WireReply, now_s: float) -> Any:
        """Nothing."""


class _Raising:
    """Raises whatever it is asked."""

    dialect: str = "openai_chat"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> Any:
        """Raise."""
        raise RuntimeError(f"{call.model} of {provider.name}")

    def decode(self, reply: WireReply, now_s: float) -> Any:
        """Raise."""
        raise RuntimeError(f"HTTP {reply.status} at {now_s}")

    def stream_decoder(self) -> Any:
        """Raise."""
        raise RuntimeError("no stream")

    def classify(self, reply: WireReply, now_s: float) -> Any:
        """Raise."""
        raise RuntimeError(f"HTTP {reply.status} at {now_s}")


class _Shapeless:
    """Speaks, and reads nothing."""

    def encode(self, call: Call, provider: Provider) -> Any:
        """Nothing."""


_NOTHING_READ = ("WIR-010", "WIR-030", "WIR-034", "STR-001", "STR-005")
_NOTHING_NAMED = tuple(f"ERR-{n:03d}" for n in (10, 11, 12, 13, 14, 15, 40))


def _understated(name: str, *capabilities: str) -> Animal:
    """A wire of its own that says all that there is, under a row that keeps some of it quiet."""
    claimed = CAPABILITIES - set(capabilities)
    own = Meddled(dialect="acme_chat")
    return altered(name, "REG-012", wire=own, capabilities=claimed, profile=_OWN)


def _liars() -> Iterable[Animal]:
    yield _understated("streams, and does not say so", "stream")
    yield _understated("offers tools, and does not say so", "tools")
    yield _understated("asks for JSON, and does not say so", "json_schema", "json_object")
    yield _understated("sees images, and does not say so", "vision")
    yield _understated("takes a seed, and does not say so", "seed")


LIARS: tuple[Animal, ...] = (
    *_liars(),
    altered("a wire that does nothing", *_NOTHING_READ, *_NOTHING_NAMED, wire=_Idle()),
    altered(
        "a wire that always raises",
        *(*_NOTHING_READ, *_NOTHING_NAMED, "WIR-036"),
        wire=_Raising(),
    ),
    altered("a wire without a shape", "REG-001", wire=_Shapeless()),
)
