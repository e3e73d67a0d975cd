"""CIR: a vendor that is down is left alone, and noticed when it is back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from scout.errors import CircuitOpenError, InvalidRequestError, RateLimitedError, ServerError
from scout.llm.circuit_breaker import CircuitState
from scout_conformance.models.circuit import MANY_CALLS, RECOVERY_S, CircuitModel
from scout_conformance.models.walk import lead
from scout_conformance.stage import KEYED, Stage, play
from scout_conformance.standard import MUST, check
from scout_conformance.subject import Subject
from scout_conformance.vendor import Heard, Repertoire, Says, Script, in_turn

OPENS = (*KEYED, "SC-ERR-013", "SC-ERR-022", "SC-CIR-001")

MANY_MISTAKES = 12
"""More than twice what opens scout's own circuit."""

HURRY = 4.0
"""Before a real server the shortest rest of an open circuit still lasts a second."""


@check(
    "SC-CIR-001",
    MUST,
    "When the vendor is down the circuit opens, and calls are refused without a request.",
    why="Hammering a vendor in trouble keeps it there, and every caller waits in vain.",
    fix="Leave Provider.circuit out, or let it open within 30 failures in a row.",
    requires=(*KEYED, "SC-ERR-013", "SC-ERR-022"),
)
def opens_and_refuses(subject: Subject) -> None:
    """Thirty calls against HTTP 500, and one more."""

    async def scene(stage: Stage) -> None:
        await _trip(stage)
        heard = len(stage.vendor.heard)
        outcome = await stage.call()
        refused = isinstance(outcome, CircuitOpenError) and len(stage.vendor.heard) == heard
        if not refused:
            sent = len(stage.vendor.heard) - heard
            stage.fails("CircuitOpenError and no request", f"{_name(outcome)}, {sent} requests")

    play(subject, lambda says: in_turn(says.error(ServerError)), scene, speed=HURRY)


@check(
    "SC-CIR-002",
    MUST,
    "A vendor that is back is noticed within a minute, and the circuit closes.",
    why="An open circuit is an outage of its own.",
    fix="Leave Provider.circuit out, or keep open_cap_s at 30 seconds or so.",
    requires=OPENS,
)
def recovery_is_noticed(subject: Subject) -> None:
    """Down, a minute of rest, up."""
    down = _Switch()

    async def scene(stage: Stage) -> None:
        await _trip(stage)
        down.is_down = False
        stage.sleep(RECOVERY_S)
        await stage.answered()
        if stage.circuit().state is not CircuitState.CLOSED:
            stage.fails("a closed circuit after the answer", f"{stage.circuit().state}")

    play(subject, down.script, scene, speed=HURRY)


@check(
    "SC-CIR-003",
    MUST,
    "A caller's mistakes do not open the circuit.",
    why="One bad prompt would shut the vendor for everybody.",
    fix="Let 400 mean InvalidRequestError; its policy spares the circuit.",
    requires=(*OPENS, "SC-ERR-014", "SC-ERR-023"),
)
def mistakes_do_not_trip(subject: Subject) -> None:
    """Twelve calls that the vendor refuses with 400."""
    _stays_closed(subject, InvalidRequestError)


@check(
    "SC-CIR-004",
    MUST,
    "Rate limits do not open the circuit.",
    why="A limit is the key's; another key, or a little patience, is all it takes.",
    fix="Let 429 mean RateLimitedError; its policy spares the circuit.",
    requires=(*OPENS, "SC-ERR-012", "SC-ERR-021"),
)
def limits_do_not_trip(subject: Subject) -> None:
    """Twelve calls that the vendor answers with 429."""
    _stays_closed(subject, RateLimitedError)


@check(
    "SC-CIR-005",
    MUST,
    "While it is tried whether the vendor is back, one request is made and not many.",
    why="A vendor that has just recovered falls over under the first wave.",
    fix="Use scout's own circuit: admit() gives one permit while half open.",
    requires=(*OPENS, "SC-CIR-002"),
)
def one_probe(subject: Subject) -> None:
    """Five callers at once after the rest."""
    down = _Switch()

    async def scene(stage: Stage) -> None:
        await _trip(stage)
        down.wait_s = 1.0
        heard = len(stage.vendor.heard)
        stage.sleep(RECOVERY_S)
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(stage.call())
            await stage.until_heard(heard + 1)
            await asyncio.sleep(0.4)
            sent = len(stage.vendor.heard) - heard
        if sent != 1:
            stage.fails("one request while the first is under way", f"{sent} requests")

    play(subject, down.script, scene, speed=HURRY)


@check(
    "SC-CIR-006",
    MUST,
    "A caller who leaves during the trial does not keep the circuit shut.",
    why="Callers give up; a permit that goes with them would shut the vendor out for minutes.",
    fix="Use scout's own circuit, or give the permit back in give_back().",
    requires=(*OPENS, "SC-CIR-002", "SC-CIR-005"),
)
def a_cancelled_probe_is_given_back(subject: Subject) -> None:
    """Cancelled while half open; the next caller is let through."""
    down = _Switch()

    async def scene(stage: Stage) -> None:
        await _trip(stage)
        down.is_down, down.wait_s = False, 1.0
        heard = len(stage.vendor.heard)
        stage.sleep(RECOVERY_S)
        leaving = asyncio.create_task(stage.call())
        await stage.until_heard(heard + 1)
        leaving.cancel()
        await asyncio.wait([leaving])
        await stage.answered()

    play(subject, down.script, scene, speed=HURRY)


@check(
    "SC-CIR-007",
    MUST,
    "Whatever happens in whatever order, an outage is left alone and its end is noticed.",
    why="The second outage, or the tenth refusal in a long one, is where home-made circuits stick.",
    fix="Leave Provider.circuit out, or keep open_cap_s at 30 seconds or so; use scout's circuit.",
    requires=(
        *OPENS,
        "SC-CIR-002",
        "SC-CIR-003",
        "SC-CIR-006",
        "SC-RTY-002",
        "SC-RTY-006",
        "SC-ERR-014",
    ),
)
def circuits_hold_in_any_order(subject: Subject) -> None:
    """Outages, recoveries, mistakes and callers who leave, in walks of a state machine."""
    lead(subject, CircuitModel)


@check(
    "SC-CIR-008",
    MUST,
    "A vendor that stays down is asked less than every other second.",
    why="A circuit that opens for moments hammers the vendor all the same.",
    fix="Leave Provider.circuit out, or keep open_s at a second and more.",
    requires=OPENS,
)
def an_outage_is_left_alone(subject: Subject) -> None:
    """Open; a caller every second for twenty seconds."""

    async def scene(stage: Stage) -> None:
        await _trip(stage)
        before = len(stage.vendor.heard)
        for _ in range(20):
            stage.sleep(1.0)
            await stage.call()
        asked = len(stage.vendor.heard) - before
        if asked >= 10:
            stage.fails("fewer than 10 requests in 20 s", f"{asked} requests")

    play(subject, lambda says: in_turn(says.error(ServerError)), scene, speed=5 * HURRY)


class _Switch:
    """A vendor that is down, and answers at once, until somebody says otherwise."""

    def __init__(self) -> None:
        self.is_down = True
        self.wait_s = 0.0

    def script(self, says: Repertoire) -> Script:
        """HTTP 500 while it is down, answers after it."""
        failure, answer = says.error(ServerError), says.answer()

        def decide(_: Heard) -> Says:
            said = failure if self.is_down else answer
            return replace(said, wait_s=self.wait_s)

        return decide


async def _trip(stage: Stage) -> None:
    """Call until the circuit opens.

    Raises:
        Violation: It did not.
    """
    for _ in range(MANY_CALLS):
        await stage.call()
        if stage.circuit().state is not CircuitState.CLOSED:
            return
    stage.fails(f"an open circuit after {MANY_CALLS} failed calls", "a closed one")


def _stays_closed(subject: Subject, means: type[InvalidRequestError | RateLimitedError]) -> None:
    async def scene(stage: Stage) -> None:
        for _ in range(MANY_MISTAKES):
            await stage.call()
            if stage.circuit().state is not CircuitState.CLOSED:
                stage.fails("a closed circuit", f"{stage.circuit().state}")
            stage.sleep(1.0)

    play(subject, lambda says: in_turn(says.error(means)), scene, speed=15 * HURRY)


def _name(outcome: object) -> str:
    return type(outcome).__name__
