"""STR, second room: what a stream tells beside its text: tool calls, and the model that serves."""

from __future__ import annotations

from scout_conformance import expect, words
from scout_conformance.generate import splits
from scout_conformance.samples import StreamSample
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import expected_result
from scout_conformance.violation import NotApplicable

STREAM = ("SC-REG-001", "SC-WIR-001")


@check(
    "SC-STR-005",
    MUST,
    "The fragments of a tool call join, wherever they are cut.",
    why="Arguments come in arbitrary pieces; one that is lost or parsed alone breaks the call.",
    fix="Collect the fragments by index and parse them when the stream has ended.",
    needs=("stream", "tools"),
    requires=STREAM,
)
def tool_fragments_join(subject: Subject) -> None:
    """Cut in two at every place, and into single characters."""
    sample = subject.samples.tools_stream
    if sample is None:
        raise NotApplicable("there is no sample of a streamed tool call")
    answer = subject.samples.answer()
    whole = (answer.arguments,)
    for fragments in (whole, *splits(answer.arguments)) if _is_cut(sample) else (whole,):
        cut = subject.samples.answer(fragments=fragments)
        frames = sample.frames(cut)
        result = expect.streamed(subject, frames).result
        due = expected_result(cut, sample.names, result.finish).tool_calls
        expect.same(
            "tool calls",
            sent=words.of_frames(frames),
            expected=[(call.name, dict(call.arguments)) for call in due],
            got=[(call.name, dict(call.arguments)) for call in result.tool_calls],
        )
        if "tool_id" in sample.names:
            ids = [call.id for call in result.tool_calls]
            expect.same(
                "tool call ids",
                sent=words.of_frames(frames),
                expected=[cut.tool.id],
                got=ids,
                fix="Keep the id that the vendor's first fragment of the call has.",
            )


@check(
    "SC-STR-014",
    SHOULD,
    "The model that a stream says it is served by comes back.",
    why="Vendors reroute streams as well; what is billed is what answered.",
    fix="Set served_model from the event that names the model, and return it from finish().",
    needs=("stream",),
    requires=(*STREAM, "SC-STR-001"),
)
def served_model_comes_back(subject: Subject) -> None:
    """As the sample says it, in a text and in a tool call."""
    samples, answer = subject.samples, subject.samples.answer()
    tools = samples.tools_stream if subject.model_with("tools") else None
    told = [one for one in (samples.stream, tools) if one is not None and "model" in one.names]
    if not told:
        raise NotApplicable("the sample of a stream names no model")
    for sample in told:
        frames = sample.frames(answer)
        got = expect.streamed(subject, frames).result.served_model
        expect.same("served_model", sent=words.of_frames(frames), expected=answer.model, got=got)


@check(
    "SC-STR-015",
    MUST,
    "A tool call that is handed on while a stream runs is the call of its result.",
    why="Whoever shows a call as it comes, and whoever runs it at the end, must mean the same.",
    fix="Yield a ToolCallDelta for each piece: id and name with the first, one index with all.",
    needs=("stream", "tools"),
    requires=(*STREAM, "SC-STR-005"),
)
def handed_on_calls_agree(subject: Subject) -> None:
    """Id, name and arguments, in three pieces, where a call is handed on at all."""
    sample = subject.samples.tools_stream
    if sample is None:
        raise NotApplicable("there is no sample of a streamed tool call")
    whole = subject.samples.answer().arguments
    pieces = (whole[:5], whole[5:9], whole[9:]) if _is_cut(sample) else (whole,)
    frames = sample.frames(subject.samples.answer(fragments=pieces))
    got = expect.streamed(subject, frames)
    called = got.result.tool_calls
    due = [(call.id, call.name, dict(call.arguments)) for call in called]
    handed_on = got.handed_on()
    if handed_on:
        sent = words.of_frames(frames)
        expect.same("calls that are handed on", sent=sent, expected=due, got=handed_on)


def _is_cut(sample: StreamSample) -> bool:
    return "tool_arguments" in sample.names
