"""Broken wires: what is said to the vendor."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scout.llm.providers.base import Provider, WireRequest
from scout.llm.types import (
    Call,
    Message,
    ProviderResult,
    TextPart,
)
from scout_conformance.profile import Profile
from scout_conformance.zoo.animal import Animal, altered
from scout_conformance.zoo.meddling import (
    Body,
    Meddled,
    meddled,
    with_body,
    with_field,
    without_field,
)

SHOWN = Path(__file__).parent / "request_shown"
"""Samples that show one request, beside those of the dialect."""

UNSHOWN = Path(__file__).parent / "choices_unshown"
"""Samples that do not tell how the dialect says the choice of tools."""

_COUNTER = itertools.count()


def _keep_messages(call: Call, *roles: str) -> Call:
    return replace(call, messages=tuple(turn for turn in call.messages if turn.role in roles))


def _trimmed(call: Call) -> Call:
    turns = (
        replace(turn, content=turn.content.strip()) if isinstance(turn.content, str) else turn
        for turn in call.messages
    )
    return replace(call, messages=tuple(turns))


def _texts_only(call: Call) -> Call:
    def only_text(turn: Message) -> Message:
        if isinstance(turn.content, str):
            return turn
        return replace(turn, content=tuple(p for p in turn.content if isinstance(p, TextPart)))

    return replace(call, messages=tuple(map(only_text, call.messages)))


def _counted(_: Call, request: WireRequest) -> WireRequest:
    return with_body(request, lambda body: {**body, "user": f"request-{next(_COUNTER)}"})


def _no_slash(_: Call, request: WireRequest) -> WireRequest:
    return replace(request, path=request.path.removeprefix("/"))


def _with_demo_key(_: Call, request: WireRequest) -> WireRequest:
    return replace(request, headers=(("x-api-key", "demo"),))


def _without_nought(name: str) -> Callable[[Call, WireRequest], WireRequest]:
    def drop(_: Call, request: WireRequest) -> WireRequest:
        return with_body(
            request, lambda body: {k: v for k, v in body.items() if k != name or v != 0}
        )

    return drop


def _renamed(_: Call, request: WireRequest) -> WireRequest:
    limit = "max_completion_tokens"
    return with_body(
        request,
        lambda body: {("token_limit" if k == limit else k): v for k, v in body.items()},
    )


def _renamed_schema(_: Call, request: WireRequest) -> WireRequest:
    """The schema of each tool under the name that another dialect has for it."""

    def change(body: Body) -> Body:
        if "tools" not in body:
            return body
        tools = [one["function"] for one in body["tools"]]
        renamed = [
            {("input_schema" if k == "parameters" else k): v for k, v in one.items()}
            for one in tools
        ]
        return {**body, "tools": [{"type": "function", "function": one} for one in renamed]}

    return with_body(request, change)


def _loose_results(_: Call, request: WireRequest) -> WireRequest:
    """The id of the call that a result answers, under a name that the dialect does not have."""

    def change(body: Body) -> Body:
        turns = [
            {("call_id" if k == "tool_call_id" else k): v for k, v in turn.items()}
            for turn in body["messages"]
        ]
        return {**body, "messages": turns}

    return with_body(request, change)


def _choice(said: str, **words: Any) -> Callable[[Call, WireRequest], WireRequest]:
    """Says one choice of tools otherwise; no word at all where none is given."""

    def change(call: Call, request: WireRequest) -> WireRequest:
        known = call.tool_choice if call.tool_choice in ("auto", "none", "required") else "named"
        if not call.tools or known != said:
            return request
        return with_body(
            request, lambda body: {**{k: v for k, v in body.items() if k != "tool_choice"}, **words}
        )

    return change


def _without_calls(call: Call) -> Call:
    """Sends an answer back as it was read, and loses its tool calls on the way."""
    turns = (replace(one, tool_calls=()) if one.vendor_state else one for one in call.messages)
    return replace(call, messages=tuple(turns))


def _kept(result: ProviderResult) -> ProviderResult:
    return replace(result, vendor_state={"answer": result.text})


def _switched(_: Call, request: WireRequest) -> WireRequest:
    return with_body(
        request, lambda body: {("streaming" if k == "stream" else k): v for k, v in body.items()}
    )


def _last_rule(call: Call) -> Call:
    rules = [turn for turn in call.messages if turn.role == "system"]
    return replace(call, messages=tuple(t for t in call.messages if t not in rules[:-1]))


def _one_id(call: Call) -> Call:
    turns = (
        replace(turn, tool_call_id="call_0") if turn.role == "tool" else turn
        for turn in call.messages
    )
    return replace(call, messages=tuple(turns))


def _emptied(call: Call) -> Call:
    for tool in call.tools:
        tool.parameters.pop("additionalProperties", None)  # type: ignore[attr-defined]  # this is what is broken
    return call


class _Remembering(Meddled):
    """Says what it was asked before as well."""

    asked: list[Message] = []  # noqa: RUF012 -- shared on purpose: this is what is broken

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        turns = (*self.asked[-1:], *call.messages)
        self.asked.append(call.messages[-1])
        return Meddled.encode(self, replace(call, messages=turns), provider)


REQUESTS: tuple[Animal, ...] = (
    altered("a dialect without samples", "WIR-001", wire=Meddled(dialect="acme_chat")),
    meddled("a path without its slash", "WIR-010", on_request=_no_slash),
    meddled("always the same model", "WIR-011", on_request=with_field(model="acme-small-1")),
    meddled("the user's text trimmed", "WIR-012", on_call=_trimmed),
    meddled(
        "no system prompt",
        "WIR-013",
        on_call=lambda call: _keep_messages(call, "user", "assistant", "tool"),
    ),
    meddled(
        "the turns reversed",
        "WIR-014",
        on_call=lambda call: replace(call, messages=call.messages[::-1]),
    ),
    meddled(
        "no output limit",
        "WIR-015",
        on_call=lambda call: replace(call, max_output_tokens=None),
    ),
    meddled("a temperature of its own", "WIR-016", on_request=with_field(temperature=0.7)),
    meddled("no stop sequences", "WIR-017", on_request=without_field("stop")),
    meddled("a counter in the body", "WIR-018", on_request=_counted),
    meddled(
        "a stream that is not asked for",
        "WIR-019",
        on_call=lambda call: replace(call, stream=False),
    ),
    meddled("no tools", "WIR-020", on_request=without_field("tools")),
    meddled(
        "no tool results",
        "WIR-021",
        on_call=lambda call: _keep_messages(call, "system", "user", "assistant"),
    ),
    meddled("no response schema", "WIR-022", on_request=without_field("response_format")),
    meddled("a schema under another dialect's name", "WIR-028", on_request=_renamed_schema),
    meddled("results that name no call", "WIR-028", on_request=_loose_results),
    meddled("tools that cannot be forbidden", "WIR-029", on_request=_choice("none")),
    meddled(
        "a demand in another dialect's word",
        "WIR-029",
        on_request=_choice("required", tool_choice="any"),
    ),
    meddled(
        "any tool in place of the named one",
        "WIR-029",
        on_request=_choice("named", tool_choice="required"),
    ),
    meddled(
        "a tool that is demanded unasked",
        "WIR-029",
        on_request=_choice("auto", tool_choice="required"),
    ),
    altered(
        "a choice of tools that is dropped",
        "WIR-040",
        wire=Meddled(on_request=without_field("tool_choice")),
        profile=Profile(samples=UNSHOWN),
    ),
    meddled(
        "an answer sent back without its calls",
        "WIR-041",
        on_result=_kept,
        on_call=_without_calls,
    ),
    meddled("a seed that is dropped", "WIR-023", claims="seed", on_request=without_field("seed")),
    meddled("an image that is dropped", "WIR-024", claims="vision", on_call=_texts_only),
    meddled("no system prompt but the last", "WIR-013", on_call=_last_rule),
    meddled(
        "a temperature of nought is none", "WIR-016", on_request=_without_nought("temperature")
    ),
    altered("a wire that remembers", "WIR-018", wire=_Remembering()),
    meddled("a call that is changed", "WIR-018", on_call=_emptied),
    meddled("one tool of two", "WIR-020", on_call=lambda call: replace(call, tools=call.tools[:1])),
    meddled("results of some other call", "WIR-021", on_call=_one_id),
    meddled(
        "a seed of nought is none", "WIR-023", claims="seed", on_request=_without_nought("seed")
    ),
    meddled(
        "JSON that is not asked for",
        "WIR-022",
        "WIR-025",
        claims="json_object",
        on_call=lambda call: replace(call, response_schema=None),
    ),
    meddled("a limit under a name of its own", "WIR-026", on_request=_renamed),
    meddled("a switch for streams under a name of its own", "WIR-026", on_request=_switched),
    altered(
        "a path that the vendor does not have",
        "WIR-027",
        wire=Meddled(path="/chat/completion"),
        profile=Profile(samples=SHOWN),
    ),
    meddled(
        "a request without a body",
        "WIR-010",
        on_request=lambda _, request: replace(request, method="GET"),
    ),
    meddled("a credential in the wire", "SEC-002", on_request=_with_demo_key),
)
