"""A router, a provider and a scripted vendor in virtual time: where a check plays its scene."""

from __future__ import annotations

import os
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr

from scout.config import GivenSettings, Settings
from scout.errors import CallError
from scout.llm.circuit_breaker import CircuitView
from scout.llm.providers.keys import KeyView
from scout.llm.router import Router
from scout.llm.types import LLMResponse
from scout.testing import VirtualClock, run_virtual
from scout_conformance.samples import WALL_S
from scout_conformance.subject import KEYS, Subject
from scout_conformance.vendor import Repertoire, Script, ScriptedVendor
from scout_conformance.violation import Violation

DEADLINE_S = 600.0
"""Deadline of a call on a stage: long, so that it is the provider's own limits that show."""


class Stage:
    """One router with this provider registered, before a vendor that follows a script.

    Args:
        subject: The provider.
        script: What the vendor does.
        keys: How many keys the provider is given.
        settings: Settings other than the defaults.

    Attributes:
        clock: Virtual time.
        vendor: The vendor, with the record of what it heard.
        router: The router.
    """

    def __init__(
        self, subject: Subject, script: Script, *, keys: int = 3, settings: dict[str, Any]
    ) -> None:
        self.subject = subject
        self.clock = VirtualClock(wall_s=WALL_S)
        self.vendor = ScriptedVendor(script, self.clock, subject.provider.origin)
        self.model = f"{subject.provider.name}/{subject.model.id}"
        self.router = Router(
            _settings(subject, keys, settings),
            transport=self.vendor.transport(),
            sync_transport=self.vendor.sync_transport(),
            clock=self.clock,
            rng=random.Random(subject.options.seed),  # noqa: S311 -- jitter that can be repeated
        )

    async def call(self, model: str | None = None) -> LLMResponse | CallError:
        """One plain call, its error as a value."""
        try:
            return await self.router.call("Say hello.", model=model or self.model, fallbacks=[])
        except CallError as error:
            return error

    async def streamed(self) -> LLMResponse | CallError:
        """One plain stream, read to its end, its error as a value."""
        try:
            stream = self.router.stream("Say hello.", model=self.model, fallbacks=[])
            async with stream as events:
                async for _ in events:
                    pass
        except CallError as error:
            return error
        return stream.response

    async def answered(self) -> LLMResponse:
        """One plain call that has to be answered.

        Raises:
            Violation: It was not.
        """
        outcome = await self.call()
        if isinstance(outcome, CallError):
            self.fails("an answer", f"{type(outcome).__name__}: {outcome}")
            raise outcome
        return outcome

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.sleep(seconds)

    def key_views(self, model: str = "") -> tuple[KeyView, ...]:
        """How the keys stand."""
        return self.router.keys(self.subject.provider.name, model or self.subject.model.id)

    def circuit(self) -> CircuitView:
        """How the circuit of the default model stands."""
        return self.router.circuit(self.subject.provider.name, self.subject.model.id)

    def fails(self, expected: str, got: str) -> None:
        """Say what went wrong, with the record of the vendor.

        Raises:
            Violation: Always.
        """
        raise Violation(sent=self.vendor.record(), expected=expected, got=got)


def play(
    subject: Subject,
    script: Callable[[Repertoire], Script],
    scene: Callable[[Stage], Awaitable[None]],
    *,
    keys: int = 3,
    **settings: Any,
) -> None:
    """Play a scene to its end, in virtual time.

    Args:
        subject: The provider.
        script: Makes what the vendor does, out of what the samples let it say.
        scene: What the application does; raises `Violation` where it sees one.
        keys: How many keys the provider is given.
        **settings: Fields of `Settings` other than the defaults.
    """
    with subject.registered(), canary_in_environment(subject):
        stage = Stage(subject, script(Repertoire(subject)), keys=keys, settings=settings)

        async def whole() -> None:
            try:
                await scene(stage)
            finally:
                await stage.router.aclose()

        run_virtual(whole(), clock=stage.clock)


def _settings(subject: Subject, keys: int, changes: dict[str, Any]) -> Settings:
    """The defaults, whatever the environment says, with changes."""
    secrets = tuple(SecretStr(key) for key in KEYS[:keys])
    own = {
        "api_keys": {subject.provider.name: secrets},
        "upstream_stream": "never",
        "timeout_s": DEADLINE_S,
        "default_fallback": False,
    }
    return GivenSettings(**{**own, **changes})


@contextmanager
def canary_in_environment(subject: Subject) -> Iterator[None]:
    """Hold a canary in the variables of the row, so that a wire that reads them shows it."""
    names = subject.provider.api_key_env
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, KEYS[0]))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
