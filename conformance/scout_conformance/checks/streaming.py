"""STR: a stream gives the same answer as one piece would, and a cut one never passes for whole."""

from __future__ import annotations

from scout.errors import ProviderError, StreamInterruptedError
from scout.llm.types import FinishReason, TextDelta, Usage, UsageUpdate
from scout_conformance import expect, words
from scout_conformance.blame import describe
from scout_conformance.generate import BOUNDARY_TEXTS, each, pieces
from scout_conformance.hostile import HTML, with_unknown_fields
from scout_conformance.samples import ErrorSample, StreamSample, encode_body
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import expected_result
from scout_conformance.violation import KitError, NotApplicable, Violation

STREAM = ("SC-REG-001", "SC-WIR-001")
READ = (*STREAM, "SC-STR-001")

Frames = list[tuple[str, bytes]]
"""Events of a stream: name and payload."""


@check(
    "SC-STR-001",
    MUST,
    "The pieces of a stream join to the answer, in the result and in what is handed on.",
    why="Whoever reads the stream and whoever reads the result must see the same text.",
    fix="Yield a TextDelta for each piece exactly as it came; join them without anything between. "
    "Where the vendor's pieces hold all before them, write $text_so_far in the sample, and yield "
    "what is new: the rest after Assembly.text.",
    needs=("stream",),
    requires=STREAM,
)
def pieces_join(subject: Subject) -> None:
    """Boundary texts in two pieces, and generated ones in many."""
    sample = _stream_sample(subject)

    def join(parts: tuple[str, ...]) -> None:
        frames = sample.frames(subject.samples.answer(pieces=parts))
        got = expect.streamed(subject, frames)
        sent = words.of_frames(frames)
        expect.same("the text", sent=sent, expected="".join(parts), got=got.result.text)
        expect.same("deltas that join to", sent=sent, expected="".join(parts), got=got.text)

    halves = [(text[: len(text) // 2], text[len(text) // 2 :]) for text in BOUNDARY_TEXTS]
    letters = tuple("a b\n c\t\r\nd")  # white space is a piece like any other
    boundary = [*halves, letters, ("", "a", "", "b")]
    each(subject.options, join, boundary=boundary, strategy=pieces)


@check(
    "SC-STR-002",
    MUST,
    "A stream that ends before the vendor said so is StreamInterruptedError.",
    why="A truncated answer that passes for a whole one is the worst thing a router can do.",
    fix="Let finish() raise StreamInterruptedError until the end marker or finish reason came.",
    needs=("stream",),
    requires=READ,
)
def a_cut_is_an_error(subject: Subject) -> None:
    """Cut after every event before the end."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    frames = sample.frames(answer)
    for length in range(sample.ends_at(answer)):
        cut = frames[:length]
        try:
            got = words.of_result(expect.read_stream(subject, cut).result)
        except StreamInterruptedError:
            continue
        except ProviderError as error:
            got = describe(error)
        raise Violation(
            sent=f"{words.of_frames(cut)}\nand then the end of the body",
            expected="StreamInterruptedError",
            got=got,
        )


@check(
    "SC-STR-003",
    MUST,
    "Usage in a stream is taken once, however often it is told.",
    why="Some vendors repeat it on several events; added up it doubles the bill.",
    fix="Let a later usage replace an earlier one.",
    needs=("stream",),
    requires=(*READ, "SC-STR-011"),
)
def usage_counts_once(subject: Subject) -> None:
    """The last event with usage, once and twice."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    if not {"input_tokens", "output_tokens"} <= sample.names:
        raise NotApplicable("the sample of a stream shows no usage")
    frames = sample.frames(answer)
    due = expected_result(answer, sample.names, FinishReason.STOP).usage
    _usage_is(subject, frames, due)
    told = sample.usage_places(answer)
    if told:
        frames.insert(told[-1], frames[told[-1]])
    _usage_is(subject, frames, due)


@check(
    "SC-STR-004",
    MUST,
    "The reason to stop is the same in a stream as in one piece.",
    why="An answer cut at the limit must be seen to be cut, streamed or not.",
    fix="Read the vendor's finish word in the stream decoder too.",
    needs=("stream",),
    requires=(*READ, "SC-WIR-032"),
)
def finish_comes_back(subject: Subject) -> None:
    """Every word of finish.json."""
    sample = _stream_sample(subject)
    if "finish" not in sample.names:
        raise NotApplicable("the sample of a stream shows no finish reason")
    for word, meaning in subject.samples.finish.items():
        frames = sample.frames(subject.samples.answer(finish=word))
        got = expect.streamed(subject, frames).result.finish
        expect.same("finish", sent=words.of_frames(frames), expected=meaning, got=got)


@check(
    "SC-STR-006",
    MUST,
    "An error inside a stream is raised as its class, first event or later.",
    why="A vendor that fails after HTTP 200 would otherwise pass for one that said nothing.",
    fix="Let feed() raise what classify() makes of the event.",
    needs=("stream",),
    requires=READ,
)
def errors_inside_are_raised(subject: Subject) -> None:
    """At the start and after the first piece."""
    errors = [error for error in subject.samples.errors if error.stream_event is not None]
    if not errors:
        raise NotApplicable("the samples show no error inside a stream")
    whole = _stream_sample(subject).frames(subject.samples.answer())
    for error in errors:
        for before in (0, 2):
            _raises(subject, [*whole[:before], error.frame()], error)


@check(
    "SC-STR-007",
    MUST,
    "An event that cannot be read is an error and is not skipped.",
    why="A piece of the answer is missing then, and nobody would know.",
    fix="Let feed() raise KeyError, TypeError or ValueError.",
    needs=("stream",),
    requires=READ,
)
def malformed_events_are_errors(subject: Subject) -> None:
    """Cut JSON and HTML in the place of a piece."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    frames = sample.frames(answer)
    place = sample.places(answer, "text")[0]
    event, data = frames[place]
    for broken in (data[: len(data) // 2], HTML):
        spoilt = [*frames[:place], (event, broken), *frames[place + 1 :]]
        try:
            got = expect.read_stream(subject, spoilt).result
        except expect.UNREADABLE:
            continue
        raise Violation(
            sent=f"{words.of_frames(spoilt)}\nof which one is {words.of_bytes(broken)}",
            expected=expect.REFUSAL,
            got=words.of_result(got),
        )


@check(
    "SC-STR-008",
    MUST,
    "Fields that the decoder does not know are ignored.",
    why="Vendors add fields, and padding against eavesdroppers, without notice.",
    fix="Read the fields that are needed, and nothing else.",
    needs=("stream",),
    requires=READ,
)
def unknown_fields_are_ignored(subject: Subject) -> None:
    """One more in every object of every event."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    richer = [
        (event, encode_body(with_unknown_fields(data))) for event, data in sample.filled(answer)
    ]
    got = expect.streamed(subject, richer)
    sent = words.of_frames(richer)
    expect.same("the text", sent=sent, expected=answer.text, got=got.result.text)


@check(
    "SC-STR-009",
    MUST,
    "Two streams at once do not mix.",
    why="A decoder that is shared gives one caller another caller's text.",
    fix="Make a new decoder in every call of stream_decoder(), without shared state.",
    needs=("stream",),
    requires=READ,
)
def streams_do_not_mix(subject: Subject) -> None:
    """Two decoders, fed in turns."""
    sample = _stream_sample(subject)
    answers = [subject.samples.answer(pieces=(letter * 3, letter)) for letter in "ab"]
    decoders = [subject.wire.stream_decoder() for _ in answers]
    streams = [sample.frames(answer) for answer in answers]
    for pair in zip(*streams, strict=True):
        for decoder, (event, data) in zip(decoders, pair, strict=True):
            list(decoder.feed(event, data))
    for decoder, answer, frames in zip(decoders, answers, streams, strict=True):
        got = decoder.finish().text
        sent = f"two streams in turns, to a decoder each; this one: {words.of_frames(frames)}"
        expect.same("the text", sent=sent, expected=answer.text, got=got)


@check(
    "SC-STR-010",
    SHOULD,
    "An interrupted stream keeps the text that had come.",
    why="A caller who has waited for a long answer may want what there is of it.",
    fix="Set partial_text of the StreamInterruptedError.",
    needs=("stream",),
    requires=(*READ, "SC-STR-002"),
)
def interruption_keeps_text(subject: Subject) -> None:
    """Everything up to the cut."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    cut = sample.frames(answer)[: sample.ends_at(answer) - 1]
    try:
        expect.read_stream(subject, cut)
    except StreamInterruptedError as error:
        sent = f"{words.of_frames(cut)}\nand then the end of the body"
        expect.same("partial_text", sent=sent, expected=answer.text, got=error.partial_text)


@check(
    "SC-STR-011",
    MUST,
    "The decoder says that it has ended at the end, and not before.",
    why="Scout stops reading then: too early loses the rest, or the usage that is told last.",
    fix="Let ended be true only after the vendor's end marker.",
    needs=("stream",),
    requires=READ,
)
def ended_is_the_end(subject: Subject) -> None:
    """Not before the last event with content, finish reason or usage."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    frames = sample.frames(answer)
    last = max([sample.ends_at(answer), *(place + 1 for place in sample.usage_places(answer))])
    decoder = subject.wire.stream_decoder()
    for place, (event, data) in enumerate(frames[:last], 1):
        list(decoder.feed(event, data))
        if decoder.ended and place < last:
            raise Violation(
                sent=words.of_frames(frames[:place]),
                expected=f"ended is False until event {last}",
                got="ended is True",
            )


@check(
    "SC-STR-012",
    MUST,
    "Usage that is handed on while a stream runs is the usage of its result.",
    why="A stream that breaks off is charged by what was handed on until then.",
    fix="Yield UsageUpdate with the buckets that finish() returns.",
    needs=("stream",),
    requires=(*READ, "SC-STR-003"),
)
def usage_updates_agree(subject: Subject) -> None:
    """The last update, where there is one."""
    sample, answer = _stream_sample(subject), subject.samples.answer()
    frames = sample.frames(answer)
    got = expect.streamed(subject, frames)
    updates = [event.usage for event in got.events if isinstance(event, UsageUpdate)]
    if updates:
        sent = words.of_frames(frames)
        expect.same("the last UsageUpdate", sent=sent, expected=got.result.usage, got=updates[-1])


@check(
    "SC-STR-013",
    MUST,
    "A piece of text is handed on when it has come, and not at the end.",
    why="A stream that is held back shows nothing for as long as the whole answer takes.",
    fix="Yield a TextDelta from feed() as soon as the event that holds the piece was read.",
    needs=("stream",),
    requires=READ,
)
def pieces_are_handed_on(subject: Subject) -> None:
    """Of three sentences something is seen before the third has come."""
    sample = _stream_sample(subject)
    answer = subject.samples.answer(pieces=("It will rain. ", "Take a coat. ", "Or stay in."))
    frames = sample.frames(answer)[: sample.places(answer, "text")[-1]]
    decoder = subject.wire.stream_decoder()
    seen = [item for event, data in frames for item in decoder.feed(event, data)]
    if not any(isinstance(item, TextDelta) and item.text for item in seen):
        raise Violation(sent=words.of_frames(frames), expected="a TextDelta", got="none so far")


def _stream_sample(subject: Subject) -> StreamSample:
    sample = subject.samples.stream
    if sample is None:
        raise KitError("the sample of a stream is missing")
    return sample


def _usage_is(subject: Subject, frames: Frames, due: Usage) -> None:
    got = expect.streamed(subject, frames).result.usage
    expect.same("usage", sent=words.of_frames(frames), expected=due, got=got)


def _raises(subject: Subject, frames: Frames, due: ErrorSample) -> None:
    sent = words.of_frames(frames)
    try:
        got = words.of_result(expect.read_stream(subject, frames).result)
    except StreamInterruptedError as error:
        if isinstance(error.cause, due.means):
            return
        got = describe(error)
    except ProviderError as error:
        if isinstance(error, due.means):
            return
        got = words.of_error(error)
    raise Violation(sent=sent, expected=due.means.__name__, got=got)
