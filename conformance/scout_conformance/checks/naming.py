"""WIR, third room: what is asked for stands under the name that the dialect has for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scout.llm.types import Call, Message
from scout_conformance import expect, words
from scout_conformance.standard import MUST, check
from scout_conformance.subject import Subject
from scout_conformance.templates import fill
from scout_conformance.violation import NotApplicable, Violation

REQUEST = ("SC-REG-001", "SC-WIR-010")


PROMPT = "Say hello to everybody."


@check(
    "SC-WIR-025",
    MUST,
    "A call that wants JSON makes another request than one that does not.",
    why="Whoever claims JSON answers and does not ask for them gets prose.",
    fix="Ask for JSON where call.response_schema is set, or do not claim 'json_object'.",
    needs=("json_object",),
    requires=REQUEST,
)
def json_is_asked_for(subject: Subject) -> None:
    """The two differ, by a field or by an instruction."""
    model = subject.model_with("json_object") or subject.model
    call = expect.plain_call(subject, response_schema=expect.WEATHER.parameters, model=model.id)
    expect.differ(subject, call, replace(call, response_schema=None))


@check(
    "SC-WIR-026",
    MUST,
    "What a call says stands under the name that the dialect has for it.",
    why="Vendors ignore names that they do not know: a limit under another one limits nothing.",
    fix="Correct the name of the field; names.json of the dialect's samples lists those it has.",
    requires=(
        *(*REQUEST, "SC-WIR-001", "SC-WIR-011", "SC-WIR-015", "SC-WIR-016", "SC-WIR-017"),
        *("SC-WIR-019", "SC-WIR-022"),
    ),
)
def names_are_the_dialects(subject: Subject) -> None:
    """Messages, model, temperature, limit, stop and seed; the switch for streams; a schema."""
    names = subject.samples.field_names
    if not names:
        raise NotApplicable("the samples list no names.json")
    values: dict[str, Any] = {
        "temperature": 0.375,
        "max_output_tokens": 1237,
        "stop": ("<<end>>",),
        "seed": 90_417,
    }
    call = expect.plain_call(
        subject, PROMPT, **{k: v for k, v in values.items() if k not in subject.model.rejects}
    )
    request = expect.encoded(subject, call)
    sought = {**values, "model": call.model}
    for what, known in names.items():
        if what in SWITCHES:
            _switches(subject, what, known)
            continue
        found = _names_of(request.json, sought[what]) if what in sought else _around(request.json)
        for name in found:
            if name not in known:
                raise Violation(
                    sent=words.of_call(call),
                    expected=f"{what} under {' or '.join(known)}",
                    got=f"{name!r} in {words.of_request(request)}",
                )


@check(
    "SC-WIR-027",
    MUST,
    "A call becomes the request that the samples show.",
    why="The vendor's page shows a request; whatever differs from it is ignored, or refused.",
    fix="Compare encode() with request.json, and request.json with the vendor's page.",
    requires=(*REQUEST, "SC-WIR-001", *(f"SC-WIR-0{number}" for number in range(12, 18))),
)
def the_request_is_as_shown(subject: Subject) -> None:
    """Rules, three turns, a limit, a temperature and a stop: what request.json has stands there."""
    shown = subject.samples.request
    if shown is None:
        raise NotApplicable("there is no request.json")
    call = _shown_call(subject)
    request = expect.encoded(subject, call)
    found = {"path": request.path, "body": _plain(request.json)}
    lacks = _lacking(fill(shown, {"model": call.model}), found, "request")
    if lacks:
        due, got = lacks
        raise Violation(sent=words.of_call(call), expected=f"{due}, as in request.json", got=got)


SHOWN: dict[str, Any] = {"max_output_tokens": 1237, "temperature": 0.375, "stop": ("<<end>>",)}
"""What the conversation of request.json asks for beside its turns."""


SWITCHES: dict[str, dict[str, Any]] = {
    "stream": {"stream": True},
    "response_schema": {"response_schema": expect.WEATHER.parameters},
}
"""What stands in no field of a value of its own: a field that is there when it is asked for."""


def _switches(subject: Subject, what: str, known: tuple[str, ...]) -> None:
    """One of the names is there where a row claims what it is for, and the call asks for it.

    Raises:
        Violation: None of them is.
    """
    claim = "json_schema" if what == "response_schema" else what
    model = subject.model_with(claim)
    if model is None:
        return
    call = expect.plain_call(subject, PROMPT, model=model.id, **SWITCHES[what])
    request = expect.encoded(subject, call)
    if not any(_values_under(request.json, name) for name in known):
        raise Violation(
            sent=words.of_call(call),
            expected=f"{what} under {' or '.join(known)}",
            got=words.of_request(request),
        )


def _values_under(value: Any, name: str) -> bool:
    """Whether a field of this name says something, at any depth."""
    if isinstance(value, Mapping):
        return bool(value.get(name)) or any(_values_under(one, name) for one in value.values())
    return isinstance(value, list | tuple) and any(_values_under(one, name) for one in value)


def _shown_call(subject: Subject) -> Call:
    """A conversation that asks for nothing that a row has to claim."""
    turns = (
        Message("system", "Be brief."),
        Message("user", "What will the weather be?"),
        Message("assistant", "Sunny."),
        Message("user", "And then?"),
    )
    wanted = {name: value for name, value in SHOWN.items() if name not in subject.model.rejects}
    return Call(subject.model.id, turns, **wanted)


def _plain(value: Any) -> Any:
    """Objects and lists as JSON has them."""
    return json.loads(json.dumps(value))


def _lacking(shown: Any, found: Any, place: str) -> tuple[str, str] | None:
    """What a sample shows where a request has it not, and what stands there; None for nothing."""
    if isinstance(shown, dict) and isinstance(found, dict):
        for name, value in shown.items():
            inner = f"{place}.{name}"
            if name not in found:
                there = ", ".join(found) or "nothing"
                return f"{inner}: {words.of_json(value)}", f"no {inner}; there is {there}"
            lacks = _lacking(value, found[name], inner)
            if lacks:
                return lacks
        return None
    if isinstance(shown, list) and isinstance(found, list) and len(shown) == len(found):
        pairs = enumerate(zip(shown, found, strict=True))
        return next(filter(None, (_lacking(*pair, f"{place}[{at}]") for at, pair in pairs)), None)
    if shown == found:
        return None
    return f"{place}: {words.of_json(shown)}", f"{place}: {words.of_json(found)}"


def _around(body: Mapping[str, Any]) -> list[str]:
    """Names of the fields, at the top, that hold the user's text somewhere."""
    return [name for name, value in body.items() if PROMPT in set(expect.leaves(value))]


def _names_of(value: Any, sought: Any) -> Iterator[str]:
    """Names of the fields that hold a value, at any depth; a list of one is as good as the one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if _is(inner, sought):
                yield str(name)
            yield from _names_of(inner, sought)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names_of(inner, sought)


def _is(value: Any, sought: Any) -> bool:
    if isinstance(value, list | tuple) and isinstance(sought, tuple):
        return list(value) == list(sought)
    return bool(type(value) is type(sought) and value == sought) or (value,) == sought
