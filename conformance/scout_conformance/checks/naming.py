"""WIR, third room: what is asked for stands under the name that the dialect has for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scout_conformance import expect, words
from scout_conformance.standard import MUST, check
from scout_conformance.subject import Subject
from scout_conformance.violation import NotApplicable, Violation

REQUEST = ("SC-REG-001", "SC-WIR-010")


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
    requires=(*REQUEST, "SC-WIR-001", "SC-WIR-011", "SC-WIR-015", "SC-WIR-016", "SC-WIR-017"),
)
def names_are_the_dialects(subject: Subject) -> None:
    """Model, temperature, limit, stop and seed; where the body holds one at all."""
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
        subject, **{k: v for k, v in values.items() if k not in subject.model.rejects}
    )
    request = expect.encoded(subject, call)
    sought = {**values, "model": call.model}
    for what, known in names.items():
        for name in _names_of(request.json, sought[what]):
            if name not in known:
                raise Violation(
                    sent=words.of_call(call),
                    expected=f"{what} under {' or '.join(known)}",
                    got=f"{name!r} in {words.of_request(request)}",
                )


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
