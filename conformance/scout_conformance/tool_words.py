"""How a dialect says tools, a call, its result and the choice of tools: a request as a pattern.

A pattern is JSON that a request has to hold: of an object the fields that are shown, of a list
an item for each that is shown, in their order. `"a|b"` is a field with two names. Whatever else
stands in the request is no concern of the pattern's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from scout.llm.types import Tool, ToolCall
from scout_conformance.templates import names_in
from scout_conformance.violation import KitError

TOOL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "model": "the model that is asked",
        "tool_name": "the name of the tool, in its offer, in a call and in the choice of tools",
        "tool_description": "what the tool does",
        "tool_parameters": "its schema; one that lost a property, a type or `required` is none",
        "tool_id": "the id of the call, where it is made and where it is answered",
        "tool_input": "its arguments, as an object",
        "tool_arguments": "its arguments, as a JSON text",
        "tool_result": "what the tool said: a text, or an object that holds it",
    }
)
"""Placeholders of `tools_request.json`, with what they stand for."""

CHOICES = ("auto", "none", "required", "named")
"""What `Call.tool_choice` may ask for; `named` is the name of a tool."""

Choices = Mapping[str, tuple[Mapping[str, Any], ...]]
"""What a request holds for each choice, in any of these forms."""


@dataclass(frozen=True, slots=True)
class ToolWords:
    """What `tools_request.json` shows.

    Attributes:
        body: What a request holds that offers a tool, after a call of it and its result.
        choices: What a request holds for each choice of tools; a vendor may lack one.
    """

    body: Mapping[str, Any]
    choices: Choices

    @classmethod
    def of(cls, name: str, fields: Mapping[str, Any]) -> ToolWords:
        """Read the content of a file.

        Raises:
            KitError: It is not what its format asks for.
        """
        _refuse_unknown(name, "field ", fields, ("body", "tool_choice", "note", "source"))
        _refuse_unknown(name, "placeholder ", names_in(fields), TOOL_NAMES)
        told = fields.get("tool_choice", {})
        body = fields.get("body", {})
        if not isinstance(told, dict) or not isinstance(body, dict):
            raise KitError(f"{name}: body and tool_choice have to be JSON objects")
        _refuse_unknown(name, "tool_choice ", told, CHOICES)
        return cls(body, {choice: _forms(name, choice, form) for choice, form in told.items()})

    @property
    def choice_fields(self) -> frozenset[str]:
        """Fields of a body that tell the choice of tools, under all their names."""
        forms = (form for forms in self.choices.values() for form in forms)
        return frozenset(name for form in forms for names in form for name in names.split("|"))


@dataclass(frozen=True, slots=True)
class Lack:
    """Where a request does not hold what a pattern shows.

    Attributes:
        place: Where, such as `body.tools[0].function.parameters`.
        due: What is shown there.
        found: What stands there instead.
    """

    place: str
    due: str
    found: str


def bindings_of(tool: Tool, call: ToolCall | None = None, *, said: str = "") -> dict[str, Any]:
    """What the placeholders stand for: a tool, a call of it and what it said."""
    told = {
        "tool_name": tool.name,
        "tool_description": tool.description,
        "tool_parameters": tool.parameters,
        "tool_result": said,
    }
    if call is None:
        return told
    arguments = dict(call.arguments)
    return {**told, "tool_id": call.id, "tool_input": arguments, "tool_arguments": arguments}


def lack_of(
    shown: Any, found: Any, bindings: Mapping[str, Any], place: str = "body"
) -> Lack | None:
    """The first place where a pattern does not fit, None where it does."""
    if isinstance(shown, Mapping):
        return _lack_of_object(shown, found, bindings, place)
    if isinstance(shown, list):
        return _lack_of_list(shown, found, bindings, place)
    if isinstance(shown, str) and shown[1:] in TOOL_NAMES and shown.startswith("$"):
        name = shown[1:]
        fits, due = _stands_for(name, bindings[name], found), bindings[name]
    else:
        fits, due = shown == found, shown
    return None if fits else Lack(place, _said(due), _said(found))


def _lack_of_object(
    shown: Mapping[str, Any], found: Any, bindings: Mapping[str, Any], place: str
) -> Lack | None:
    if not isinstance(found, Mapping):
        return Lack(place, f"an object with {_listed(shown)}", _said(found))
    for names, inner in shown.items():
        known = [name for name in names.split("|") if name in found]
        if not known:
            said = f"no such field; there are {_listed(found)}" if found else "an empty object"
            return Lack(f"{place}.{names.partition('|')[0]}", spelt(inner, bindings), said)
        lack = lack_of(inner, found[known[0]], bindings, f"{place}.{known[0]}")
        if lack:
            return lack
    return None


def _lack_of_list(
    shown: list[Any], found: Any, bindings: Mapping[str, Any], place: str
) -> Lack | None:
    if not isinstance(found, Sequence) or isinstance(found, str):
        return Lack(place, "a list", _said(found))
    at = 0
    for inner in shown:
        lacks = []
        for number, item in enumerate(found[at:], at):
            lack = lack_of(inner, item, bindings, f"{place}[{number}]")
            if lack is None:
                at = number + 1
                break
            lacks.append(lack)
        else:
            missing = Lack(f"{place}[{at}]", spelt(inner, bindings), "nothing there")
            return max(lacks, key=_nearness, default=missing)
    return None


def _nearness(lack: Lack) -> tuple[int, bool]:
    """How well an item fits that does not fit: the deeper it is missed, the better."""
    return lack.place.count("."), lack.found.startswith("no such field")


def _stands_for(name: str, due: Any, found: Any) -> bool:
    match name:
        case "tool_arguments":
            return bool(_json_or_none(found) == due)
        case "tool_parameters":
            return _is_schema(due, found)
        case "tool_result" | "tool_description":
            return any(text == due for text in _texts(found))
        case _:
            return bool(found == due)


def _is_schema(due: Mapping[str, Any], found: Any) -> bool:
    """Whether a schema still says what the tool's says; vendors spell types in capitals, too."""
    if not isinstance(found, Mapping) or not isinstance(found.get("properties"), Mapping):
        return False
    properties, asked = found["properties"], due["properties"]
    types = all(
        isinstance(properties.get(name), Mapping)
        and str(properties[name].get("type", "")).lower() == one["type"]
        for name, one in asked.items()
    )
    required = found.get("required")
    return types and isinstance(required, Sequence) and set(due["required"]) <= set(required)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def _json_or_none(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None


def spelt(shown: Any, bindings: Mapping[str, Any]) -> str:
    """A pattern in a line: its placeholders filled, its fields under the first of their names."""
    if isinstance(shown, str) and shown.startswith("$"):
        return _said(bindings.get(shown[1:], shown))
    if isinstance(shown, Mapping):
        return (
            "{"
            + ", ".join(f'"{k.partition("|")[0]}": {spelt(v, bindings)}' for k, v in shown.items())
            + "}"
        )
    if isinstance(shown, list):
        return "[" + ", ".join(spelt(one, bindings) for one in shown) + "]"
    return _said(shown)


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _listed(fields: Mapping[str, Any]) -> str:
    return ", ".join(repr(name) for name in fields)


def _forms(name: str, choice: str, form: Any) -> tuple[Mapping[str, Any], ...]:
    forms = form if isinstance(form, list) else [form]
    if not forms or not all(isinstance(one, dict) for one in forms):
        raise KitError(
            f"{name}: tool_choice {choice}: show the fields of the body, or leave it out"
        )
    return tuple(forms)


def _refuse_unknown(name: str, what: str, given: Any, known: Any) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise KitError(f"{name}: {what}{unknown[0]!r} is unknown; known: {', '.join(known)}")
