"""A router, a provider and a scripted vendor: where a check plays its scene.

Before the vendor that stands in for the transport time is virtual. Before the one on a real
socket it is real: a scene that waits for limits says how many times as fast it may run.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr

from scout.config import GivenSettings, Settings
from scout.errors import CallError, ConnectionFailedError
from scout.llm.circuit_breaker import CircuitView
from scout.llm.providers.keys import KeyView
from scout.llm.router import Router
from scout.llm.types import LLMResponse
from scout.testing import VirtualClock, run_virtual
from scout.testing.clock import run_on
from scout_conformance.hurried import HurriedClock, HurriedLoop
from scout_conformance.loopback import LoopbackVendor
from scout_conformance.offline import offline
from scout_conformance.samples import WALL_S
from scout_conformance.subject import KEYS, Subject, VendorKind
from scout_conformance.vendor import Repertoire, Script, ScriptedVendor
from scout_conformance.violation import Untried, Violation

PLAYED = (
    *("SC-REG-001", "SC-REG-003", "SC-RTG-001", "SC-WIR-001", "SC-WIR-030"),
    "SC-SEC-009",
)
"""What has to hold before a scene means anything."""

KEYED = (*PLAYED, "SC-SEC-003")
"""What has to hold, too, before an answer of the vendor's means what the scene takes it for."""

DEADLINE_S = 600.0
"""Deadline of a call on a stage: long, so that it is the provider's own limits that show."""

REAL_S = 25.0
"""Longest scene before a real server, in the machine's own seconds."""

SLACK_S = 2.5
"""What a loaded machine may take for calls that wait for nothing, before a real server."""

LAG_S = 0.5
"""How late, in the machine's own seconds, a limit may be noticed before a real server."""


class Stage:
    """One router with this provider registered, before a vendor that follows a script.

    Args:
        subject: The provider.
        vendor: The vendor, with the time that it goes by.
        keys: How many keys the provider is given.
        settings: Settings other than the defaults.

    Attributes:
        clock: The time.
        vendor: The vendor, with the record of what it heard.
        router: The router.
        slack_s: How much longer than virtual time may this vendor's take.
    """

    def __init__(
        self,
        subject: Subject,
        vendor: ScriptedVendor | LoopbackVendor,
        *,
        keys: int = 3,
        settings: dict[str, Any],
    ) -> None:
        self.subject = subject
        self.vendor = vendor
        self.clock = vendor.clock
        self.slack_s = 0.0
        if isinstance(vendor, LoopbackVendor):
            self.slack_s = SLACK_S + LAG_S * vendor.hurried.speed
        self.is_unreached = False
        self.model = f"{subject.provider.name}/{subject.model.id}"
        self.router = Router(
            _settings(subject, keys, settings),
            transport=vendor.transport(),
            sync_transport=vendor.sync_transport(),
            clock=vendor.clock,
            rng=random.Random(subject.options.seed),  # noqa: S311 -- jitter that can be repeated
        )

    async def call(self, model: str | None = None) -> LLMResponse | CallError:
        """One plain call, its error as a value."""
        try:
            return await self.router.call("Say hello.", model=model or self.model, fallbacks=[])
        except CallError as error:
            return self._noted(error)

    async def streamed(self) -> LLMResponse | CallError:
        """One plain stream, read to its end, its error as a value."""
        try:
            stream = self.router.stream("Say hello.", model=self.model, fallbacks=[])
            async with stream as events:
                async for _ in events:
                    pass
        except CallError as error:
            return self._noted(error)
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

    async def until_heard(self, count: int) -> None:
        """Wait until the vendor has heard so many requests, a second at most."""
        for _ in range(100):
            if len(self.vendor.heard) >= count:
                return
            await asyncio.sleep(0.01)

    @property
    def began_s(self) -> float:
        """When the vendor heard its first request.

        Raises:
            Violation: It heard none.
        """
        if not self.vendor.heard:
            self.fails("a request", "none")
        return self.vendor.heard[0].at_s

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

    def _noted(self, error: CallError) -> CallError:
        """The error, and whether it says that nothing could be reached."""
        self.is_unreached = self.is_unreached or isinstance(error, ConnectionFailedError)
        return error


def play(
    subject: Subject,
    script: Callable[[Repertoire], Script],
    scene: Callable[[Stage], Awaitable[None]],
    *,
    keys: int = 3,
    speed: float = 1.0,
    is_scripted: bool = False,
    **settings: Any,
) -> None:
    """Play a scene to its end.

    Args:
        subject: The provider.
        script: Makes what the vendor does, out of what the samples let it say.
        scene: What the application does; raises `Violation` where it sees one.
        keys: How many keys the provider is given.
        speed: How many times as fast a real server's time runs; virtual time needs none.
        is_scripted: Whether no real server will do, whatever the row and the run ask for.
        **settings: Fields of `Settings` other than the defaults.

    Raises:
        WentElsewhere: The provider's code opened a connection where it needs none.
    """
    said = script(Repertoire(subject))
    row = subject.provider
    with subject.registered(), canary_in_environment(subject):
        if is_scripted or subject.vendor_kind is VendorKind.RESPX:
            clock = VirtualClock(wall_s=WALL_S)
            scripted = ScriptedVendor(said, clock, row.origin)
            stage = Stage(subject, scripted, keys=keys, settings=settings)
            run_virtual(_offline(stage, scene), clock=clock)
            return
        real = LoopbackVendor(said, HurriedClock(speed, WALL_S), row.origin, row.transport)
        try:
            stage = Stage(subject, real, keys=keys, settings=settings)
            _play_for_real(stage, real, scene)
        finally:
            real.close()


async def _offline(stage: Stage, scene: Callable[[Stage], Awaitable[None]]) -> None:
    with offline(stage.subject.target.root):
        await _whole(stage, scene)


async def _whole(stage: Stage, scene: Callable[[Stage], Awaitable[None]]) -> None:
    try:
        await scene(stage)
    finally:
        await stage.router.aclose()


def _play_for_real(
    stage: Stage, vendor: LoopbackVendor, scene: Callable[[Stage], Awaitable[None]]
) -> None:
    """Play before a server on a real socket.

    Raises:
        Untried: The row's own transport goes elsewhere, or the scene takes too long.
    """
    clock = vendor.hurried
    try:
        run_on(_bounded(_closing(stage, vendor, scene), clock), lambda: HurriedLoop(clock))
    except Violation:
        if stage.is_unreached and not vendor.heard:
            raise Untried("The row's own transport does not lead where it is told.") from None
        raise


async def _closing(
    stage: Stage, vendor: LoopbackVendor, scene: Callable[[Stage], Awaitable[None]]
) -> None:
    try:
        await _whole(stage, scene)
    finally:
        await vendor.aclose()


async def _bounded(scene: Coroutine[Any, Any, None], clock: HurriedClock) -> None:
    """A scene within the machine's own time.

    Raises:
        Untried: It takes longer.
    """
    task = asyncio.create_task(scene)
    while not task.done():
        await asyncio.wait({task}, timeout=clock.speed / 10)
        if clock.real_s > REAL_S and not task.done():
            task.cancel()
            await asyncio.wait({task})
            raise Untried(f"It takes more than {REAL_S:g} s of real time.")
    await task


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
