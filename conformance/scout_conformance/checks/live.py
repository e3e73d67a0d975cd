"""LIV: what the vendor itself says, on request; newer than the frozen contract, never scored."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from scout.errors import CallError
from scout.llm.types import LLMResponse
from scout_conformance.live.recording import SuspectError, sample_of, write
from scout_conformance.live.session import LiveCall
from scout_conformance.live.shape import differences
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.violation import NotApplicable, Untried, Violation

SINCE = "1.1"
ASKED = ("SC-REG-001", "SC-REG-003", "SC-WIR-010", "SC-SEC-001", "SC-SEC-002")
"""What has to hold before a real key is sent anywhere."""


@check(
    "SC-LIV-001",
    MUST,
    "Each living model answers a call.",
    why="A row is copied from a page; only the vendor knows which ids it serves, and to whom.",
    fix="Correct the id or the path, or take the model out; the error says what the vendor said.",
    needs=("live",),
    requires=ASKED,
    since=SINCE,
)
def models_answer(subject: Subject) -> None:
    """One call each, with the author's own key."""
    for call in subject.live.calls:
        if isinstance(call.outcome, CallError):
            raise Violation(
                sent=f"one call to {call.model!r}",
                expected="an answer",
                got=f"{type(call.outcome).__name__}: {call.outcome}",
            )
    _all_were_asked(subject)


@check(
    "SC-LIV-002",
    SHOULD,
    "The vendor's answer has the shape of the sample.",
    why="The whole contract is judged by the samples; where they are wrong, so is the verdict.",
    fix="Correct reply.json by the recording, and the wire by reply.json.",
    needs=("live",),
    requires=("SC-REG-001", "SC-WIR-001", "SC-LIV-001"),
    since=SINCE,
)
def answers_have_the_declared_shape(subject: Subject) -> None:
    """What the wire reads is there, and of the same kind."""
    sample = subject.samples.reply
    if sample is None:
        raise NotApplicable("there is no sample of an answer")
    for call in _answers(subject):
        found = list(differences(sample.body, _body(call)))
        if found:
            raise Violation(
                sent=f"one call to {call.model!r}", expected=f"{sample.name}", got="; ".join(found)
            )


@check(
    "SC-LIV-003",
    MUST,
    "The vendor tells what a call used, and the row prices it.",
    why="Estimates stand in for both, and a budget is only as good as its figures.",
    fix="Read the vendor's usage in decode(), and add the model's price.",
    needs=("live",),
    requires=("SC-REG-001", "SC-PRC-001", "SC-LIV-001"),
    since=SINCE,
)
def usage_is_told(subject: Subject) -> None:
    """No estimate, and a cost."""
    for call in _answers(subject):
        answer = call.outcome
        if not isinstance(answer, LLMResponse) or answer.usage.estimated or answer.cost_usd is None:
            got = "an estimate" if answer is not None else "nothing"
            raise Violation(
                sent=f"one call to {call.model!r}", expected="usage and a cost", got=got
            )


@check(
    "SC-LIV-004",
    MUST,
    "What the vendor answers can be recorded without a secret in it.",
    why="Samples are published with the package; nothing is written where a text looks like a key.",
    fix="Find out what the vendor repeats; record by hand what is harmless.",
    needs=("live",),
    requires=("SC-REG-001", "SC-LIV-001"),
    since=SINCE,
)
def answers_are_recorded(subject: Subject) -> None:
    """Scrubbed, looked through, and written beside the other samples; all of them or none."""
    folder, today = subject.profile.samples, datetime.now(UTC).date()
    if folder is None:
        raise NotApplicable("no folder of samples lies beside the provider")
    samples = {}
    for call in _answers(subject):
        text = call.outcome.text if isinstance(call.outcome, LLMResponse) else ""
        try:
            samples[call.model] = sample_of(call.exchanges[-1], text, subject.live.keys, today)
        except SuspectError as suspicion:
            raise Violation(
                sent=f"one call to {call.model!r}",
                expected="an answer without a secret; nothing was written",
                got=str(suspicion),
            ) from None
    for model, sample in samples.items():
        write(folder, model, sample)


def _body(call: LiveCall) -> object:
    """The body of the answer; None where it is no JSON, which is no shape at all."""
    try:
        return json.loads(call.exchanges[-1].body)
    except ValueError:
        return None


def _answers(subject: Subject) -> tuple[LiveCall, ...]:
    _all_were_asked(subject)
    return subject.live.answers


def _all_were_asked(subject: Subject) -> None:
    """Nothing is said of a model that the ceiling left no room for.

    Raises:
        Untried: There is one.
    """
    for call in subject.live.calls:
        if call.outcome is None:
            ceiling = subject.options.live_max_usd
            raise Untried(f"the ceiling of ${ceiling:g} leaves no room for {call.model!r}")
