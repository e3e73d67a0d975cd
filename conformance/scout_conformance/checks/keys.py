"""KEY: a key that cannot be used is left out, another one answers, and it comes back when told."""

from __future__ import annotations

from collections.abc import Callable

from scout.errors import (
    AuthenticationError,
    CallError,
    NoUsableKeyError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
)
from scout_conformance.models.keys import KeysModel
from scout_conformance.models.walk import lead
from scout_conformance.stage import KEYED, Stage, play
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.vendor import Repertoire, Script, by_key, in_turn
from scout_conformance.violation import NotApplicable

MOVES_ON = (*KEYED, "SC-ERR-020", "SC-KEY-001")
RESTS = (*MOVES_ON, "SC-ERR-030", "SC-KEY-002")

TOLD_S = 7
"""Retry-After in these scenes: longer than any backoff, shorter than any cap."""


@check(
    "SC-KEY-001",
    MUST,
    "A refused key is left out, and the call is answered with the next one.",
    why="One revoked key among three must not cost a single answer.",
    fix="Let lease_key() of your ProviderClient skip keys whose status is not READY, "
    "or use scout's own.",
    needs=("key", "visible-key"),
    requires=(*KEYED, "SC-ERR-010", "SC-ERR-020"),
)
def refused_key_is_left_out(subject: Subject) -> None:
    """Two calls; the bad key is asked once."""

    async def scene(stage: Stage) -> None:
        for _ in range(4):
            await stage.answered()
        if stage.vendor.asked.count(0) != 1:
            stage.fails("key#0 is asked once and then left out", _asked(stage))

    play(subject, _first_key_gets(AuthenticationError), scene)


@check(
    "SC-KEY-002",
    MUST,
    "A limited key rests, and another one answers at once.",
    why="The limit is per key; waiting while another key is free wastes the caller's time.",
    fix="Let record_key_failure() cool the key, and lease_key() take another.",
    needs=("key", "visible-key"),
    requires=(*MOVES_ON, "SC-ERR-012", "SC-ERR-030"),
)
def limited_key_rests(subject: Subject) -> None:
    """No wait, and no request with that key before its time."""

    async def scene(stage: Stage) -> None:
        began_s = stage.clock.now()
        for _ in range(4):
            await stage.answered()
        took_s = stage.clock.now() - began_s
        if took_s > stage.slack_s:
            stage.fails("answers at once", f"a wait of {took_s:.3g} s")
        if stage.vendor.asked.count(0) != 1:
            stage.fails(f"key#0 is asked once within {TOLD_S} s", _asked(stage))

    play(subject, _first_key_is_limited, scene)


@check(
    "SC-KEY-003",
    MUST,
    "A limited key is used again when its time has come.",
    why="A key that never returns is a key that is paid for and not used.",
    fix="Let the key be READY once Retry-After has passed.",
    needs=("key", "visible-key"),
    requires=RESTS,
)
def limited_key_returns(subject: Subject) -> None:
    """It answers when the other one is refused, once its time has come."""

    def script(says: Repertoire) -> Script:
        limited = says.error(RateLimitedError, retry_after_s=TOLD_S)
        refused = says.error(AuthenticationError)
        first, later = by_key((limited,), says.answer()), by_key((says.answer(),), refused)
        return lambda heard: first(heard) if heard.number < 2 else later(heard)

    async def scene(stage: Stage) -> None:
        await stage.answered()
        stage.sleep(TOLD_S + 1)
        for _ in range(2):
            await stage.answered()
        if stage.vendor.asked.count(0) < 2:
            stage.fails(f"key#0 is asked again after {TOLD_S} s", _asked(stage))

    play(subject, script, scene, keys=2)


@check(
    "SC-KEY-004",
    MUST,
    "A key whose quota is spent stays out for at least half an hour.",
    why="Money does not return in seconds; asking on only earns a ban.",
    fix="Let the vendor's code for spent money mean QuotaExhaustedError.",
    needs=("key", "visible-key"),
    requires=(*MOVES_ON, "SC-ERR-021"),
)
def spent_key_stays_out(subject: Subject) -> None:
    """Half an hour later it is still not asked."""

    async def scene(stage: Stage) -> None:
        for _ in range(4):
            await stage.answered()
            stage.sleep(600)
        if stage.vendor.asked.count(0) != 1:
            stage.fails("key#0 is asked once in half an hour", _asked(stage))

    play(subject, _first_key_gets(QuotaExhaustedError), scene)


@check(
    "SC-KEY-005",
    MUST,
    "Moving to another key costs no retry.",
    why="With two bad keys of three the third still has to answer.",
    fix="Leave max_rotations of the row's RetryPolicy at 2 or more.",
    needs=("key", "visible-key"),
    requires=MOVES_ON,
)
def rotation_is_free(subject: Subject) -> None:
    """Two refused, the third answers, in one call."""

    def script(says: Repertoire) -> Script:
        refused = says.error(AuthenticationError)
        return by_key((refused, refused), says.answer())

    async def scene(stage: Stage) -> None:
        await stage.answered()
        if stage.vendor.asked != [0, 1, 2]:
            stage.fails("one request with each key", _asked(stage))

    play(subject, script, scene)


@check(
    "SC-KEY-006",
    MUST,
    "When every key is refused the call ends with NoUsableKeyError, each key asked once.",
    why="The operator has to read 'no key is left', and locked accounts stay locked for longer.",
    fix="Let lease_key() raise NoUsableKeyError where no key is READY.",
    needs=("key", "visible-key"),
    requires=(*MOVES_ON, "SC-KEY-005", "SC-ERR-041"),
)
def no_key_is_left(subject: Subject) -> None:
    """Two calls, three requests."""

    async def scene(stage: Stage) -> None:
        for _ in range(2):
            outcome = await stage.call()
            if not isinstance(outcome, NoUsableKeyError):
                stage.fails("NoUsableKeyError", _named(outcome))
        if stage.vendor.asked != [0, 1, 2]:
            stage.fails("one request with each key", _asked(stage))

    play(subject, lambda says: in_turn(says.error(AuthenticationError)), scene)


@check(
    "SC-KEY-007",
    SHOULD,
    "Healthy keys are used in turns, the one that rested longest first.",
    why="Limits are per key: even use gets the most out of all of them.",
    fix="Let lease_key() take the least recently used key, or use scout's own.",
    needs=("key", "visible-key"),
    requires=MOVES_ON,
)
def keys_take_turns(subject: Subject) -> None:
    """Six calls, each key twice, never twice in a row."""

    async def scene(stage: Stage) -> None:
        for _ in range(6):
            await stage.answered()
        if stage.vendor.asked != [0, 1, 2] * 2:
            turns = ", ".join(f"key#{number}" for number in (0, 1, 2, 0, 1, 2))
            stage.fails(f"requests with {turns}", _asked(stage))

    play(subject, lambda says: in_turn(says.answer()), scene)


@check(
    "SC-KEY-008",
    MUST,
    "Every lease of a key is given back, after answers and after errors.",
    why="A lease that is lost counts against the key's limit for good.",
    fix="Call super().release_key() in your ProviderClient.",
    needs=("key", "visible-key"),
    requires=MOVES_ON,
)
def leases_are_given_back(subject: Subject) -> None:
    """Nothing is in flight when nothing is."""

    def script(says: Repertoire) -> Script:
        return by_key(
            (says.error(RateLimitedError), says.error(AuthenticationError)), says.answer()
        )

    async def scene(stage: Stage) -> None:
        for _ in range(3):
            await stage.call()
        held = [view.key_id for view in stage.key_views() if view.in_flight]
        if held:
            stage.fails("no lease held", f"leases held of {', '.join(held)}")

    play(subject, script, scene)


@check(
    "SC-KEY-009",
    MUST,
    "A key that may not use one model is still used for the others.",
    why="Keys are bought for some models; one refusal must not take the key out altogether.",
    fix="Let 403 mean PermissionDeniedError, and record_key_failure() block the pair only.",
    needs=("key", "visible-key"),
    requires=(*MOVES_ON, "SC-ERR-011"),
)
def forbidden_is_per_model(subject: Subject) -> None:
    """Refused for the default model, used for another."""
    row = subject.provider
    others = [model.id for model in row.models if model.id != subject.model.id]
    sample = subject.samples.error(PermissionDeniedError)
    if not others:
        raise NotApplicable("the row has one model only")
    if sample is None:
        raise NotApplicable("no sample means PermissionDeniedError")

    async def scene(stage: Stage) -> None:
        first = await stage.call()
        second = await stage.call(f"{row.name}/{others[0]}")
        if not isinstance(first, CallError) or isinstance(second, CallError):
            stage.fails("a refusal, and then an answer of the other model", _named(second))

    play(
        subject,
        lambda says: in_turn(says.error(PermissionDeniedError), says.answer()),
        scene,
        keys=1,
    )


@check(
    "SC-KEY-010",
    MUST,
    "Whatever happens in whatever order, no key is used that may not be, and none is missed.",
    why="Keys fail one after the other, and more than once; each state has to survive the next.",
    fix="Change a key's state in record_key_failure() and record_key_success() alone, and let "
    "super() do it.",
    needs=("key", "visible-key"),
    requires=(
        *RESTS,
        "SC-KEY-003",
        "SC-KEY-004",
        "SC-KEY-005",
        "SC-KEY-006",
        "SC-KEY-008",
        "SC-RTY-003",
    ),
)
def keys_hold_in_any_order(subject: Subject) -> None:
    """Three keys are limited, revoked and emptied in walks that a state machine writes."""
    lead(subject, KeysModel)


def _first_key_gets(means: type[ProviderError]) -> Callable[[Repertoire], Script]:
    return lambda says: by_key((says.error(means),), says.answer())


def _first_key_is_limited(says: Repertoire) -> Script:
    return by_key((says.error(RateLimitedError, retry_after_s=TOLD_S),), says.answer())


def _asked(stage: Stage) -> str:
    return "requests with " + ", ".join(f"key#{heard.key}" for heard in stage.vendor.heard)


def _named(outcome: object) -> str:
    return f"{type(outcome).__name__}: {outcome}" if isinstance(outcome, CallError) else "an answer"
