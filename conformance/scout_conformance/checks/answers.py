"""WIR, second room: what the vendor says comes back, exactly, or not at all."""

from __future__ import annotations

from contextlib import redirect_stdout, suppress
from dataclasses import replace
from functools import partial
from io import StringIO

from scout.llm.providers.base import WireReply
from scout.llm.types import FinishReason, ProviderResult
from scout_conformance import expect, words
from scout_conformance.generate import BOUNDARY_TEXTS, each, texts
from scout_conformance.hostile import UNREADABLE, with_unknown_fields
from scout_conformance.samples import ReplySample
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import SECOND_CALL, expected_result, fill_twice
from scout_conformance.violation import KitError, NotApplicable, Violation

SAMPLES = ("SC-REG-001", "SC-WIR-001")
ANSWER = (*SAMPLES, "SC-WIR-030")


@check(
    "SC-WIR-030",
    MUST,
    "The text of an answer comes back character by character.",
    why="It is what the caller pays for.",
    fix="Read the text where the vendor's answer holds it, without trimming or joining by spaces.",
    requires=SAMPLES,
)
def text_comes_back(subject: Subject) -> None:
    """Texts of every script."""
    sample = _reply_sample(subject)

    def comes_back(text: str) -> None:
        reply = sample.reply(subject.samples.answer(pieces=(text,)).bindings())
        got = expect.decoded(subject, reply).text
        expect.same("the text", sent=words.of_reply(reply), expected=text, got=got)

    each(subject.options, comes_back, boundary=BOUNDARY_TEXTS, strategy=texts)


@check(
    "SC-WIR-031",
    MUST,
    "Input and output tokens of an answer come back as the vendor counts them.",
    why="They are the bill, and what a budget is settled with.",
    fix="Read the vendor's usage; where it is absent, return Usage(estimated=True).",
    requires=ANSWER,
)
def usage_comes_back(subject: Subject) -> None:
    """Two plain counts."""
    sample = _reply_sample(subject)
    answer = subject.samples.answer()
    if not {"input_tokens", "output_tokens"} <= sample.names:
        raise NotApplicable("the sample of an answer shows no usage")
    reply = sample.reply(answer.bindings())
    got = expect.decoded(subject, reply).usage
    expect.same("usage", sent=words.of_reply(reply), expected=answer.usage, got=got)


@check(
    "SC-WIR-032",
    MUST,
    "Each word of the vendor for why it stopped is understood.",
    why="An answer that was cut at the limit must not pass for a whole one.",
    fix="Map the vendor's finish reasons to FinishReason; finish.json lists what is expected.",
    requires=ANSWER,
)
def finish_comes_back(subject: Subject) -> None:
    """Every word of finish.json."""
    sample = _reply_sample(subject)
    for word, meaning in subject.samples.finish.items():
        reply = sample.reply(subject.samples.answer(finish=word).bindings())
        got = expect.decoded(subject, reply).finish
        expect.same("finish", sent=words.of_reply(reply), expected=meaning, got=got)


@check(
    "SC-WIR-033",
    MUST,
    "An unknown word for why it stopped is OTHER, and no error.",
    why="Vendors add words; an answer that was paid for must not be thrown away.",
    fix="Map what is not known to FinishReason.OTHER.",
    requires=ANSWER,
)
def unknown_finish_is_other(subject: Subject) -> None:
    """A word that nobody knows."""
    sample = _reply_sample(subject)
    if "finish" not in sample.names:
        raise NotApplicable("the sample of an answer shows no finish reason")
    reply = sample.reply(subject.samples.answer(finish="brand_new_reason").bindings())
    got = expect.decoded(subject, reply).finish
    expect.same("finish", sent=words.of_reply(reply), expected=FinishReason.OTHER, got=got)


@check(
    "SC-WIR-034",
    MUST,
    "A tool call comes back with its id, name and arguments.",
    why="The application runs what it says.",
    fix="Read tool calls into ToolCall; parse arguments that the vendor sends as text.",
    needs=("tools",),
    requires=SAMPLES,
)
def tool_calls_come_back(subject: Subject) -> None:
    """Exactly the one that was sent."""
    sample = subject.samples.tools
    if sample is None:
        raise KitError("tools.json is missing")
    answer = subject.samples.answer()
    reply = sample.reply(answer.bindings())
    sent, result = words.of_reply(reply), expect.decoded(subject, reply)
    due = expected_result(answer, sample.names, result.finish)
    got = tuple((call.name, dict(call.arguments)) for call in result.tool_calls)
    tools = tuple((call.name, dict(call.arguments)) for call in due.tool_calls)
    expect.same("tool calls", sent=sent, expected=tools, got=got)
    if "tool_id" in sample.names:
        ids = [call.id for call in result.tool_calls]
        expect.same("tool call ids", sent=sent, expected=[answer.tool.id], got=ids)


@check(
    "SC-WIR-038",
    MUST,
    "Several tool calls in one answer all come back, in their order, each with an id of its own.",
    why="Models ask for two things at once; the one that is lost is never done.",
    fix="Read every tool call of the answer; make up an id where the vendor sends none.",
    needs=("tools",),
    requires=(*SAMPLES, "SC-WIR-034"),
)
def several_tool_calls_come_back(subject: Subject) -> None:
    """The sample's call, and another one beside it."""
    sample = subject.samples.tools
    if sample is None:
        raise KitError("tools.json is missing")
    answer, other = subject.samples.answer(), subject.samples.answer(tool=SECOND_CALL)
    body = fill_twice(sample.body, "tool_name", answer.bindings(), other.bindings())
    if body is None:
        raise NotApplicable("the sample of a tool call shows it in no list")
    reply = replace(sample, body=body).reply(answer.bindings())
    sent, calls = words.of_reply(reply), expect.decoded(subject, reply).tool_calls
    due = [(call.name, dict(call.arguments)) for call in (answer.tool, other.tool)]
    got = [(call.name, dict(call.arguments)) for call in calls]
    expect.same("tool calls", sent=sent, expected=due, got=got)
    expect.same("different ids", sent=sent, expected=2, got=len({call.id for call in calls}))


@check(
    "SC-WIR-035",
    MUST,
    "Fields that the wire does not know are ignored.",
    why="Vendors add fields without notice.",
    fix="Read the fields that are needed, and nothing else.",
    requires=ANSWER,
)
def unknown_fields_are_ignored(subject: Subject) -> None:
    """One more in every object of the body."""
    sample, answer = _reply_sample(subject), subject.samples.answer()
    plain = expect.decoded(subject, sample.reply(answer.bindings()))
    richer = replace(sample, body=with_unknown_fields(sample.body))
    reply = richer.reply(answer.bindings())
    got = expect.decoded(subject, reply)
    if (got.text, got.usage, got.finish) != (plain.text, plain.usage, plain.finish):
        raise Violation(
            sent=words.of_reply(reply),
            expected=f"{words.of_result(plain)}, {plain.usage}",
            got=f"{words.of_result(got)}, {got.usage}",
        )


@check(
    "SC-WIR-036",
    MUST,
    "A 200 whose body is no answer is an error and never an empty answer.",
    why="An empty answer that passes for a real one reaches the user, and no fallback is tried.",
    fix="Let decode() raise KeyError, TypeError or ValueError where the answer is not there.",
    requires=SAMPLES,
)
def unreadable_answers_are_errors(subject: Subject) -> None:
    """Empty, HTML, cut, lists, nulls."""
    for body in (*UNREADABLE, _cut_in_half(subject)):
        reply = WireReply(200, {"content-type": "application/json"}, body)
        got = expect.ask(
            partial(_answer_or_none, subject, reply),
            sent=words.of_reply(reply),
            expected=expect.REFUSAL,
        )
        if got is not None:
            raise Violation(
                sent=words.of_reply(reply),
                expected=expect.REFUSAL,
                got=words.of_result(got),
            )


@check(
    "SC-WIR-037",
    SHOULD,
    "The model that the vendor served comes back.",
    why="Vendors reroute; a caller who pays for one model should see that another answered.",
    fix="Put the model id of the answer into ProviderResult.served_model.",
    requires=ANSWER,
)
def served_model_comes_back(subject: Subject) -> None:
    """As the sample says it."""
    sample, answer = _reply_sample(subject), subject.samples.answer()
    if "model" not in sample.names:
        raise NotApplicable("the sample of an answer names no model")
    reply = sample.reply(answer.bindings())
    got = expect.decoded(subject, reply).served_model
    expect.same("served_model", sent=words.of_reply(reply), expected=answer.model, got=got)


@check(
    "SC-WIR-039",
    MUST,
    "Encoding and reading print nothing.",
    why="A command whose output is read by a program breaks by one stray line.",
    fix="Remove the print, or use logging.",
    requires=ANSWER,
)
def nothing_is_printed(subject: Subject) -> None:
    """A call, an answer, a stream and an error, with nothing on standard output."""
    sample, answer, stream = (
        _reply_sample(subject),
        subject.samples.answer(),
        subject.samples.stream,
    )
    with redirect_stdout(StringIO()) as printed:
        expect.encoded(subject, expect.plain_call(subject))
        expect.decoded(subject, sample.reply(answer.bindings()))
        expect.classified(subject, WireReply(500, {}, b"{}"))
        if stream is not None and subject.model_with("stream") is not None:
            with suppress(Violation):  # whether it can be read is SC-STR-001's to say
                expect.streamed(subject, stream.frames(answer))
    if printed.getvalue():
        raise Violation(sent="a call", expected="no output", got=repr(printed.getvalue()[:200]))


def _reply_sample(subject: Subject) -> ReplySample:
    sample = subject.samples.reply
    if sample is None:
        raise KitError("reply.json is missing")
    return sample


def _cut_in_half(subject: Subject) -> bytes:
    whole = _reply_sample(subject).reply(subject.samples.answer().bindings()).body
    return whole[: len(whole) // 2]


def _answer_or_none(subject: Subject, reply: WireReply) -> ProviderResult | None:
    try:
        return subject.wire.decode(reply, 0.0)
    except expect.UNREADABLE:
        return None
