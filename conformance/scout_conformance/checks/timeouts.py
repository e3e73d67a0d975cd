"""TMO: a vendor that says nothing, or nothing more, is given up in time for somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scout.errors import CallError, StreamInterruptedError
from scout_conformance.stage import KEYED, Stage, play
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.vendor import Repertoire, Script, in_turn

STREAMED = (*KEYED, "SC-STR-001", "SC-STR-002")

HURRY = 40.0
"""Before a real server a minute of these scenes takes a second and a half."""

SILENCE_S = 10_000.0
"""Longer than any limit: the vendor is silent for good."""

PATIENCE = 10.0
"""The same for waits of a few seconds."""

SLOW_S = 5.0
"""How long a whole answer may take on any day; most take longer."""

GAP_S = 3.0
"""How long the next event of a stream may take, at least."""

ANSWER_S = 120.0
"""Twice scout's own limit for an answer that is not streamed."""

FIRST_TOKEN_S = 90.0
"""Three times what scout grants a model that thinks before it speaks."""

IDLE_S = 60.0
"""Four times scout's own limit between two pieces."""


@check(
    "SC-TMO-001",
    MUST,
    "A vendor that stays silent is given up within two minutes.",
    why="The caller waits all that time, and the fallback has not been asked yet.",
    fix="Lower Timeouts.answer_s of the row, or leave Provider.timeouts out.",
    requires=KEYED,
)
def silence_ends(subject: Subject) -> None:
    """One call, one request, no answer."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        took_s = stage.clock.now() - stage.began_s
        if not isinstance(outcome, CallError) or took_s > ANSWER_S + stage.slack_s:
            stage.fails(f"an error within {ANSWER_S:g} s", f"{took_s:.3g} s of waiting")

    play(
        subject,
        lambda says: in_turn(replace(says.answer(), wait_s=SILENCE_S)),
        scene,
        keys=1,
        speed=HURRY,
    )


@check(
    "SC-TMO-002",
    MUST,
    "A stream that does not begin is given up within a minute and a half.",
    why="A dead route shows by its silence; the sooner it is left, the sooner another answers.",
    fix="Lower Timeouts.first_token_s of the row, or leave Provider.timeouts out.",
    needs=("stream",),
    requires=STREAMED,
)
def a_silent_stream_ends(subject: Subject) -> None:
    """A stream is asked for; nothing comes."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.streamed()
        took_s = stage.clock.now() - stage.began_s
        if not isinstance(outcome, CallError) or took_s > FIRST_TOKEN_S + stage.slack_s:
            stage.fails(f"an error within {FIRST_TOKEN_S:g} s", f"{took_s:.3g} s of waiting")

    play(
        subject,
        lambda says: in_turn(replace(says.stream(), wait_s=SILENCE_S)),
        scene,
        keys=1,
        speed=HURRY,
    )


@check(
    "SC-TMO-003",
    MUST,
    "A stream that stalls is StreamInterruptedError within a minute.",
    why="A reader who has seen half an answer has to be told that no more will come.",
    fix="Lower Timeouts.idle_s of the row, or leave Provider.timeouts out.",
    needs=("stream",),
    requires=(*STREAMED, "SC-STR-013"),
)
def a_stalled_stream_ends(subject: Subject) -> None:
    """A piece of text, and then silence."""
    _ends_while_idle(subject, _stalled)


@check(
    "SC-TMO-004",
    SHOULD,
    "Events without content are no progress.",
    why="A vendor that only keeps the connection alive would hold a reader for minutes.",
    fix="Let feed() yield nothing for an empty piece: no TextDelta('').",
    needs=("stream",),
    requires=(*STREAMED, "SC-TMO-003", "SC-TMO-005"),
)
def empty_events_are_no_progress(subject: Subject) -> None:
    """A piece of text, and then empty ones, one every few seconds."""
    _ends_while_idle(subject, _babbling)


@check(
    "SC-TMO-005",
    MUST,
    "A vendor that takes five seconds to answer is waited for.",
    why="Models think and queues are long; a limit below that gives up on vendors in health.",
    fix="Raise the limits of Provider.timeouts, or leave it out.",
    requires=(*KEYED, "SC-STR-013"),
)
def patience_is_shown(subject: Subject) -> None:
    """An answer after five seconds, and a stream whose events are seconds apart."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        if isinstance(outcome, CallError):
            stage.fails("an answer", f"{type(outcome).__name__} after {SLOW_S:g} s of waiting")

    async def streamed_scene(stage: Stage) -> None:
        outcome = await stage.streamed()
        if isinstance(outcome, CallError):
            stage.fails("an answer", f"{type(outcome).__name__} while events still came")

    def slow(says: Repertoire) -> Script:
        return in_turn(replace(says.answer(), wait_s=SLOW_S))

    play(subject, slow, scene, keys=1, speed=PATIENCE)
    if subject.model_with("stream") and subject.samples.stream:
        play(
            subject,
            lambda says: in_turn(replace(says.stream(), gap_s=_gap_s(says))),
            streamed_scene,
            keys=1,
            speed=PATIENCE,
        )


def _gap_s(says: Repertoire) -> float:
    """Between two events, so that neither the first piece of text nor the next is late."""
    return min(GAP_S, SLOW_S / (says.first_piece() + 1))


def _stalled(says: Repertoire) -> Script:
    whole = says.stream()
    return in_turn(replace(whole, chunks=whole.chunks[: says.first_piece() + 1], end_s=SILENCE_S))


def _babbling(says: Repertoire) -> Script:
    whole, empty = says.stream(), says.stream(pieces=("", "", ""))
    piece = says.first_piece()
    chunks = (*whole.chunks[: piece + 1], *([empty.chunks[piece]] * 200))
    return in_turn(replace(whole, chunks=chunks, gap_s=2.0))


def _ends_while_idle(subject: Subject, script: Callable[[Repertoire], Script]) -> None:
    async def scene(stage: Stage) -> None:
        outcome = await stage.streamed()
        took_s = stage.clock.now() - stage.began_s
        if not isinstance(outcome, StreamInterruptedError) or took_s > IDLE_S + stage.slack_s:
            got = f"{type(outcome).__name__} after {took_s:.3g} s"
            stage.fails(f"StreamInterruptedError within {IDLE_S:g} s", got)

    play(subject, script, scene, keys=1, speed=HURRY)
