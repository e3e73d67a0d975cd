"""WIR, fourth room: tools, calls, results and the choice of tools, as the dialect says them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scout.llm.providers.base import WireRequest
from scout.llm.types import Call, Message, ProviderResult, Tool, ToolCall
from scout_conformance import expect, words
from scout_conformance.samples import encode_body
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import SECOND_CALL
from scout_conformance.tool_words import CHOICES, Lack, ToolWords, bindings_of, lack_of, spelt
from scout_conformance.violation import NotApplicable, Violation

REQUEST = ("SC-REG-001", "SC-WIR-010", "SC-WIR-001", "SC-WIR-020")

ASKED = ToolCall("call_4Tz", expect.WEATHER.name, {"place": "Brixen", "days": 2})
SAID = "Sunny, 23 degrees."

NAMED = expect.TRAINS.name
"""The tool that is asked for by name: the second one, since the first may be anybody's default."""


@check(
    "SC-WIR-028",
    MUST,
    "A tool, its call and its result stand under the names that the dialect has for them.",
    why="A schema under another name is a tool without arguments; a result without the id of its "
    "call is refused.",
    fix="Correct the name in encode(), or show in tools_request.json how this vendor says it.",
    needs=("tools",),
    requires=(*REQUEST, "SC-WIR-014", "SC-WIR-021"),
)
def tools_are_in_the_dialects_words(subject: Subject) -> None:
    """Two tools on offer, a call of one, and its result."""
    shown = _shown(subject)
    call = replace(_offer(subject), messages=_round_of(ASKED))
    request = expect.encoded(subject, call)
    bindings = {**bindings_of(expect.WEATHER, ASKED, said=SAID), "model": call.model}
    lack = lack_of(shown.body, _plain(request), bindings)
    if lack:
        raise _missed(call, lack)


@check(
    "SC-WIR-029",
    MUST,
    "The choice of tools stands in the request in the dialect's words.",
    why="A demand in another vendor's word is refused or ignored, and the model answers in prose, "
    "or calls what it was told to leave alone.",
    fix="Encode call.tool_choice as the vendor spells it. Where the vendor cannot be made to call "
    "a tool, set can_force_tools=False on the wire; where it has words of its own, show them in "
    "tools_request.json.",
    needs=("tools",),
    requires=REQUEST,
)
def the_choice_is_in_the_dialects_words(subject: Subject) -> None:
    """auto, none, required, and the second of two tools by its name."""
    shown = _shown(subject)
    if not shown.choices:
        raise NotApplicable("tools_request.json shows no tool_choice")
    for choice in CHOICES:
        call = _choosing(subject, choice)
        request = expect.encoded(subject, call)
        problem = _problem(shown, choice, _plain(request), can_force=_can_force(subject))
        if problem and not (choice == "none" and _offers_nothing(request)):
            raise Violation(
                sent=f"{words.of_call(call)} with tool_choice={choice!r}"
                if choice == "auto"
                else words.of_call(call),
                expected=problem,
                got=_told(shown, request),
            )


@check(
    "SC-WIR-040",
    SHOULD,
    "To forbid tools, to demand one and to name one each make a request of their own.",
    why="A choice that is dropped leaves the model to do as it likes.",
    fix="Encode call.tool_choice; where the vendor has no word to forbid tools, leave them out. "
    "Where it cannot be made to call one, give the wire can_force_tools = False.",
    needs=("tools",),
    requires=REQUEST,
)
def each_choice_is_told(subject: Subject) -> None:
    """None of them is the request that leaves the choice to the model."""
    shown = subject.samples.tool_words
    if shown is not None and shown.choices:
        raise NotApplicable("tools_request.json shows the words; SC-WIR-029 looks for them")
    choices = CHOICES if _can_force(subject) else ("auto", "none")
    calls = [_choosing(subject, choice) for choice in choices]
    seen: dict[str, str] = {}
    for call in calls:
        request = expect.encoded(subject, call)
        same_as = seen.setdefault(json.dumps(_plain(request), sort_keys=True), call.tool_choice)
        if same_as != call.tool_choice:
            raise Violation(
                sent=words.of_call(call),
                expected=f"another request than for tool_choice={same_as!r}",
                got="the same one, field for field",
            )


@check(
    "SC-WIR-041",
    MUST,
    "A tool call that was read in an answer goes back to the vendor, with its result.",
    why="The vendor looks for the call that a result answers; where the turn came back changed, "
    "it refuses the whole conversation.",
    fix="Encode tool_calls of an assistant turn also where it has vendor_state, and keep the "
    "vendor's own ids in decode() and in the stream decoder.",
    needs=("tools",),
    requires=("SC-REG-001", "SC-WIR-001", "SC-WIR-010", "SC-WIR-021", "SC-WIR-034", "SC-STR-005"),
)
def read_calls_go_back(subject: Subject) -> None:
    """The call of tools.json, and that of its stream: name, argument and id in the next request."""
    tool = Tool(SECOND_CALL.name, "Books a seat.", {"type": "object", "properties": {}})
    for sent, result, has_id in _answers_with_a_call(subject):
        turn = Message(
            "assistant",
            result.text,
            tool_calls=result.tool_calls,
            vendor_state=result.vendor_state,
        )
        results = [Message("tool", SAID, tool_call_id=call.id) for call in result.tool_calls]
        call = replace(
            _offer(subject), tools=(tool,), messages=(Message("user", "Go."), turn, *results)
        )
        request = expect.encoded(subject, call)
        _holds(request, f"{sent}\nthen {words.of_call(call)}", has_id=has_id)


def _holds(request: WireRequest, sent: str, *, has_id: bool) -> None:
    """The request holds the call that was read, and its result."""
    body = {**request.json, "tools": None}  # whose names are another check's
    texts = expect.strings_of(replace(request, json=body))
    argument = next(iter(SECOND_CALL.arguments))
    due = [("the tool's name", SECOND_CALL.name, 1), ("the argument", argument, 1)]
    due += [("the id", SECOND_CALL.id, 2)] if has_id else []
    for what, text, times in (*due, ("the tool's result", SAID, 1)):
        found = sum(text in one for one in texts)
        if found < times:
            often = "with the call and with its result" if times == 2 else "in the request"
            raise Violation(
                sent=sent,
                expected=f"{what} {text!r} {often}",
                got=f"{found} of {times} in {words.of_request(request)}",
            )


def _answers_with_a_call(subject: Subject) -> Iterator[tuple[str, ProviderResult, bool]]:
    """What was sent, what was read in it, and whether it had an id; whole, then as a stream."""
    answer, samples = subject.samples.answer(tool=SECOND_CALL), subject.samples
    if samples.tools is not None:
        reply = samples.tools.reply(answer.bindings())
        has_id = "tool_id" in samples.tools.names
        yield words.of_reply(reply), expect.decoded(subject, reply), has_id
    if samples.tools_stream is not None and subject.model_with("stream"):
        frames = samples.tools_stream.frames(answer)
        has_id = "tool_id" in samples.tools_stream.names
        yield words.of_frames(frames), expect.streamed(subject, frames).result, has_id


def _shown(subject: Subject) -> ToolWords:
    shown = subject.samples.tool_words
    if shown is None:
        raise NotApplicable("there is no tools_request.json")
    return shown


def _problem(shown: ToolWords, choice: str, body: Any, *, can_force: bool) -> str:
    """What a body should hold for a choice and does not; empty where it does."""
    if _is_said(shown, choice, body):
        return ""
    told = any(body.get(name) is not None for name in shown.choice_fields)
    leaves_it = not told or _says(shown, "auto", body)
    if leaves_it and _may_be_silent(shown, choice, can_force=can_force):
        return ""
    if choice not in shown.choices:
        return f"no {' or '.join(sorted(shown.choice_fields))}"
    forms = (spelt(form, bindings_of(expect.TRAINS)) for form in shown.choices[choice])
    return f"{' or '.join(forms)} in the body{', or nothing' if choice == 'auto' else ''}"


def _is_said(shown: ToolWords, choice: str, body: Any) -> bool:
    """Whether a body says a choice, and names the tool that is meant, or none or all of them."""
    tools = (expect.WEATHER, expect.TRAINS)
    named = [tool.name for tool in tools if _says(shown, "named", body, tool)]
    if choice == "named":
        return named == [NAMED]
    return _says(shown, choice, body) and len(named) != 1


def _may_be_silent(shown: ToolWords, choice: str, *, can_force: bool) -> bool:
    """Whether a request may leave the choice out: it is the default, or the vendor has no word."""
    is_force = choice in ("required", "named")
    return choice == "auto" or choice not in shown.choices or (is_force and not can_force)


def _says(shown: ToolWords, choice: str, body: Any, tool: Tool = expect.TRAINS) -> bool:
    """Whether a body has one of the forms of a choice, which may name a tool."""
    forms = shown.choices.get(choice, ())
    return any(lack_of(form, body, bindings_of(tool)) is None for form in forms)


def _told(shown: ToolWords, request: WireRequest) -> str:
    """What a request says of the choice, in all its fields for it."""
    fields = {name: request.json[name] for name in shown.choice_fields if name in request.json}
    names = " or ".join(sorted(shown.choice_fields))
    return words.of_json(fields) if fields else f"no {names} in the body of the request"


def _can_force(subject: Subject) -> bool:
    """Whether the wire says nothing else: a vendor may leave the choice to the model."""
    return bool(getattr(subject.wire, "can_force_tools", True))


def _offers_nothing(request: WireRequest) -> bool:
    texts = expect.strings_of(request)
    return not any(tool.name in text for tool in (expect.WEATHER, expect.TRAINS) for text in texts)


def _choosing(subject: Subject, choice: str) -> Call:
    return replace(_offer(subject), tool_choice=NAMED if choice == "named" else choice)


def _offer(subject: Subject) -> Call:
    """A call that offers two tools."""
    model = subject.model_with("tools") or subject.model
    return expect.plain_call(subject, model=model.id, tools=(expect.WEATHER, expect.TRAINS))


def _round_of(asked: ToolCall) -> tuple[Message, ...]:
    return (
        Message("user", "What will the weather be?"),
        Message("assistant", "", tool_calls=(asked,)),
        Message("tool", SAID, tool_call_id=asked.id),
    )


def _missed(call: Call, lack: Lack) -> Violation:
    return Violation(
        sent=words.of_call(call),
        expected=f"{words.shortened(lack.due)} in {lack.place}",
        got=words.shortened(lack.found),
    )


def _plain(request: WireRequest) -> Any:
    """The body as JSON has it."""
    return json.loads(encode_body(dict(request.json)))
