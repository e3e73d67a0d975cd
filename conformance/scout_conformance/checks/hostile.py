"""HST: whatever a vendor sends, the wire answers with a value or a typed error, and never falls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scout.llm.providers.base import WireReply
from scout_conformance import expect, words
from scout_conformance.blame import describe
from scout_conformance.hostile import MONSTERS, ODD_VALUES, paths_of, with_each_node_replaced
from scout_conformance.samples import WALL_S, encode_body
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.violation import NotApplicable, Violation

SAMPLES = ("SC-REG-001", "SC-WIR-001")


@check(
    "SC-HST-001",
    MUST,
    "An answer of the wrong shape or size is an answer or a typed error.",
    why="Any other exception is a bug report instead of a fallback, and may end the process.",
    fix="Read bodies with WireReply.json(), and look at types before you use them.",
    requires=(*SAMPLES, "SC-WIR-030", "SC-WIR-035", "SC-WIR-036"),
)
def hostile_answers(subject: Subject) -> None:
    """Each part of an answer replaced by null, lists, numbers; and bodies of monstrous shape."""
    sample = subject.samples.reply
    if sample is None:
        return
    whole = _json(sample.reply(subject.samples.answer().bindings()))
    for body in (*MONSTERS, *map(encode_body, with_each_node_replaced(whole, ODD_VALUES))):
        reply = WireReply(200, {"content-type": "application/json"}, body)
        _contained(lambda: subject.wire.decode(reply, WALL_S), words.of_reply(reply))  # noqa: B023 -- called at once


@check(
    "SC-HST-002",
    MUST,
    "An event of the wrong shape or size is read or is a typed error.",
    why="A stream that falls over takes the reader's program with it.",
    fix="Parse events with scout.llm.json_body.parse_json, and look at types before you use them.",
    needs=("stream",),
    requires=(*SAMPLES, "SC-STR-001", "SC-STR-007", "SC-STR-008"),
)
def hostile_events(subject: Subject) -> None:
    """Each part of an event replaced; and events of monstrous shape."""
    sample = subject.samples.stream
    if sample is None:
        return
    for event, data in sample.filled(subject.samples.answer()):
        odd = [] if isinstance(data, str) else with_each_node_replaced(data, ODD_VALUES)
        for body in (*MONSTERS, *map(encode_body, odd)):
            sent = words.of_frames([(event, body)])
            _contained(lambda: _read(subject, event, body), sent)  # noqa: B023 -- called at once


@check(
    "SC-HST-003",
    MUST,
    "An error of monstrous size or depth is still classified.",
    why="Proxies answer with anything at all; the status is what is left to go by.",
    fix="Read the body with WireReply.json() in a try block of ValueError.",
    requires=(*SAMPLES, "SC-ERR-040"),
)
def monstrous_errors(subject: Subject) -> None:
    """Deep, long, and numbers beyond reason."""
    for body in MONSTERS:
        expect.classified(subject, WireReply(500, {}, body))


@check(
    "SC-HST-004",
    MUST,
    "A megabyte of text comes back whole, and soon.",
    why="Long answers are real; a wire that works in squares of their length stops the world.",
    fix="Collect pieces in a list and join them once.",
    needs=("stream",),
    requires=(*SAMPLES, "SC-STR-001"),
)
def long_streams_are_read(subject: Subject) -> None:
    """Five hundred pieces of two thousand characters."""
    sample = subject.samples.stream
    if sample is None:
        raise NotApplicable("there is no sample of a stream")
    pieces = tuple(f"{number:04d} {'x' * 1_995}" for number in range(500))
    frames = sample.frames(subject.samples.answer(pieces=pieces))
    got = expect.streamed(subject, frames).result.text
    if got != "".join(pieces):
        raise Violation(
            sent=words.of_frames(frames),
            expected=f"{sum(map(len, pieces))} characters",
            got=f"{len(got)} characters",
        )


@check(
    "SC-HST-005",
    SHOULD,
    "An error of the vendor's with a part of another shape is still classified.",
    why="Vendors change their errors without notice; what its status says must not be lost.",
    fix="Look at types before you use them; leave out what is not what it should be.",
    requires=(*SAMPLES, "SC-ERR-040", "SC-HST-003"),
)
def odd_errors(subject: Subject) -> None:
    """Each part of the samples' errors replaced by null, lists, numbers."""
    for reply in _one_of_each_shape(subject):
        for body in map(encode_body, with_each_node_replaced(_json(reply), ODD_VALUES)):
            expect.classified(subject, WireReply(reply.status, reply.headers, body))


def _one_of_each_shape(subject: Subject) -> list[WireReply]:
    """Error replies of the samples whose bodies have different fields."""
    whole = [one.wire_reply() for one in subject.samples.errors if one.stream_event is None]
    told = [reply for reply in whole if reply.status >= 400]
    return list({frozenset(paths_of(_json(reply))): reply for reply in told}.values())


def _json(reply: WireReply) -> Any:
    """The body as JSON; None where it is none, which has no nodes to replace."""
    try:
        return reply.json()
    except ValueError:
        return None


def _read(subject: Subject, event: str, data: bytes) -> None:
    """One event, by a fresh decoder."""
    decoder = subject.wire.stream_decoder()
    list(decoder.feed(event, data))


def _contained(call: Callable[[], Any], sent: str) -> None:
    """A call gives a value, or raises what scout takes for an unreadable body.

    Raises:
        Violation: It raised something else.
    """
    try:
        call()
    except expect.UNREADABLE:
        return
    except Exception as error:
        expected = f"an answer, or {expect.REFUSAL}"
        raise Violation(sent=sent, expected=expected, got=describe(error)) from error
