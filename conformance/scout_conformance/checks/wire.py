"""WIR: what a call means reaches the vendor, exactly; what comes back is judged in `answers`."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict, replace
from typing import Any

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    ModelNotFoundError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import WireRequest
from scout.llm.types import ImagePart, Message, TextPart, ToolCall
from scout_conformance import expect, words
from scout_conformance.generate import BOUNDARY_TEXTS, each, texts
from scout_conformance.standard import MUST, check
from scout_conformance.subject import Subject
from scout_conformance.violation import KitError, NotApplicable, Violation

REQUIRED_ERRORS = (
    AuthenticationError,
    RateLimitedError,
    ServerError,
    ContextLengthError,
    ModelNotFoundError,
)
"""Classes that every vendor has a body for, and that a router cannot do without."""

REQUEST = ("SC-REG-001", "SC-WIR-010")


@check(
    "SC-WIR-001",
    MUST,
    "There are wire samples of its dialect: an answer, a stream and a tool call where it claims "
    "them, and the five errors that every vendor has.",
    why="Without bodies as the vendor sends them nobody can say what the wire makes of them.",
    fix="Put the files that are named into a folder wire_samples beside the provider's module.",
)
def samples_are_there(subject: Subject) -> None:
    """All that is needed is there and can be read."""
    sent = f"read the wire samples of dialect {subject.wire.dialect!r}"
    try:
        subject.samples.load_all()
        missing = _missing_samples(subject)
    except KitError as error:
        raise Violation(sent=sent, expected="samples that can be read", got=str(error)) from None
    if missing:
        raise Violation(sent=sent, expected=", ".join(missing), got="no such file")


@check(
    "SC-WIR-010",
    MUST,
    "A call becomes one HTTP request below base_url, with a JSON body.",
    why="Everything else that is sent hangs on this.",
    fix="Return WireRequest(path, json) with a path that starts with a slash.",
)
def encodes_a_request(subject: Subject) -> None:
    """The plainest call is encoded for every model."""
    for model in subject.provider.models:
        call = replace(expect.plain_call(subject), model=model.id)
        request = expect.encoded(subject, call)
        try:
            json.dumps(dict(request.json), allow_nan=False)
            is_json = True
        except (TypeError, ValueError):
            is_json = False
        is_sent = request.method.upper() in ("POST", "PUT", "PATCH")
        if not (request.path.startswith("/") and "://" not in request.path and is_json and is_sent):
            expected = "POST to a path below base_url that starts with '/', with a body of JSON"
            raise Violation(
                sent=words.of_call(call),
                expected=expected,
                got=words.of_request(request),
            )


@check(
    "SC-WIR-011",
    MUST,
    "The model id reaches the vendor unchanged.",
    why="The vendor serves, and bills, what the request names.",
    fix="Use call.model as it is, in the body or in the path.",
    requires=REQUEST,
)
def model_id_reaches(subject: Subject) -> None:
    """For each model."""
    for model in subject.provider.models:
        call = replace(expect.plain_call(subject), model=model.id)
        expect.reaches(subject, call, "the model id", model.id)


@check(
    "SC-WIR-012",
    MUST,
    "A user's text reaches the vendor character by character.",
    why="A prompt that is trimmed, escaped or re-encoded asks something else.",
    fix="Put the text into the JSON body as it is; the transport encodes it.",
    requires=REQUEST,
)
def text_reaches(subject: Subject) -> None:
    """Texts of every script."""

    def reaches(text: str) -> None:
        expect.reaches(subject, expect.plain_call(subject, text), "the text", text)

    each(subject.options, reaches, boundary=BOUNDARY_TEXTS, strategy=texts)


@check(
    "SC-WIR-013",
    MUST,
    "A system prompt reaches the vendor.",
    why="It holds the application's rules; an answer without them may be harmful.",
    fix="Send the messages of role 'system' where the vendor expects its instructions.",
    requires=REQUEST,
)
def system_prompt_reaches(subject: Subject) -> None:
    """The instructions are in the request, also where they come in two turns."""
    rules = (Message("system", "Answer in rhymes."), Message("system", "Never swear."))
    call = replace(expect.plain_call(subject), messages=(*rules, Message("user", "Say hello.")))
    for rule in rules:
        expect.reaches(subject, call, "the system prompt", rule.text)


@check(
    "SC-WIR-014",
    MUST,
    "The turns of a conversation reach the vendor in their order.",
    why="A model answers the last turn in the light of the others.",
    fix="Encode every message, oldest first.",
    requires=REQUEST,
)
def turns_keep_their_order(subject: Subject) -> None:
    """Three turns, in a row."""
    said = ("First I ask.", "Then I answer.", "Last I ask again.")
    roles = ("user", "assistant", "user")
    turns = tuple(Message(role, text) for role, text in zip(roles, said, strict=True))  # type: ignore[arg-type]  # the three are roles
    call = replace(expect.plain_call(subject), messages=turns)
    request = expect.encoded(subject, call)
    body = json.dumps(dict(request.json), ensure_ascii=False)
    places = [body.find(text) for text in said]
    if -1 in places or places != sorted(places):
        raise Violation(
            sent=words.of_call(call),
            expected="all three texts in this order",
            got=words.of_request(request),
        )


@check(
    "SC-WIR-015",
    MUST,
    "The output limit reaches the vendor.",
    why="It bounds the bill; a budget reserves exactly that much.",
    fix="Set the field of the wire that names the limit, such as OpenAIChat.output_limit_field.",
    requires=REQUEST,
)
def output_limit_reaches(subject: Subject) -> None:
    """The number stands in the body."""
    _needs_parameter(subject, "max_output_tokens")
    call = expect.plain_call(subject, max_output_tokens=1237)
    expect.reaches(subject, call, "the output limit", 1237)


@check(
    "SC-WIR-016",
    MUST,
    "The temperature reaches the vendor where the caller set one, and only there.",
    why="A value that the caller did not choose changes answers, and some models refuse it.",
    fix="Send call.temperature as it is, nought too; leave the field out where it is None.",
    requires=REQUEST,
)
def temperature_reaches(subject: Subject) -> None:
    """Set: there, nought too. Not set: no trace."""
    _needs_parameter(subject, "temperature")
    call = expect.plain_call(subject, temperature=0.375)
    expect.reaches(subject, call, "the temperature", 0.375)
    expect.differ(subject, expect.plain_call(subject, temperature=0.0), expect.plain_call(subject))
    request = expect.encoded(subject, expect.plain_call(subject))
    if any("temperature" in text.lower() for text in expect.strings_of(request)):
        raise Violation(
            sent=words.of_call(expect.plain_call(subject)),
            expected="no temperature",
            got=words.of_request(request),
        )


@check(
    "SC-WIR-017",
    MUST,
    "Stop sequences reach the vendor.",
    why="Without them the answer runs on, is billed, and breaks what parses it.",
    fix="Send call.stop under the vendor's own name for it.",
    requires=REQUEST,
)
def stop_reaches(subject: Subject) -> None:
    """Both of two."""
    _needs_parameter(subject, "stop")
    call = expect.plain_call(subject, stop=("<<end>>", "\nUser:"))
    for text in call.stop:
        expect.reaches(subject, call, "the stop sequence", text)


@check(
    "SC-WIR-018",
    MUST,
    "The same call makes the same request, and is not changed by it.",
    why="A retry has to repeat what was asked; vendors' caches go by the exact body.",
    fix="Take no time, random number or counter into encode(), and change no argument.",
    requires=REQUEST,
)
def request_is_deterministic(subject: Subject) -> None:
    """Twice the same, with another one in between."""
    call = _rich_call(subject)
    before, said = deepcopy(call), words.of_call(call)
    first = expect.encoded(subject, call)
    expect.encoded(subject, expect.plain_call(subject, "Something else."))
    second = expect.encoded(subject, call)
    if first != second:
        expected, got = words.difference(_parts(first), _parts(second), "request")
        raise Violation(sent=f"{said}, twice", expected=expected, got=got)
    if call != before:
        due, got = words.difference(asdict(before), asdict(call), "call")
        raise Violation(sent=said, expected=f"{due}, as it was before", got=got)


@check(
    "SC-WIR-019",
    MUST,
    "A call that wants a stream makes another request than one that does not.",
    why="The vendor has to be told; otherwise scout waits for a stream that never comes.",
    fix="Send the vendor's switch where call.stream is set: a field, a path or a parameter.",
    needs=("stream",),
    requires=REQUEST,
)
def stream_is_asked_for(subject: Subject) -> None:
    """The two differ."""
    plain = expect.plain_call(subject)
    stream = replace(plain, stream=True)
    if expect.encoded(subject, plain) == expect.encoded(subject, stream):
        raise Violation(
            sent=words.of_call(stream),
            expected="a request that asks for a stream",
            got=f"the same as without: {words.of_request(expect.encoded(subject, stream))}",
        )


@check(
    "SC-WIR-020",
    MUST,
    "A tool reaches the vendor with its name, description and parameters.",
    why="The model chooses and fills tools by these words alone.",
    fix="Encode call.tools in the vendor's format.",
    needs=("tools",),
    requires=REQUEST,
)
def tools_reach(subject: Subject) -> None:
    """Every word of it, and of the one beside it."""
    call = replace(_tool_call(subject), tools=(expect.WEATHER, expect.TRAINS))
    for tool in call.tools:
        expect.reaches(subject, call, "the tool's name", tool.name)
        expect.reaches(subject, call, "the tool's description", tool.description)
        for parameter in tool.parameters["properties"]:
            expect.reaches(subject, call, "the tool's parameter", parameter)


@check(
    "SC-WIR-021",
    MUST,
    "A tool's result reaches the vendor together with the call that it answers.",
    why="Vendors refuse a result whose call they cannot find.",
    fix="Encode assistant turns with tool_calls, and turns of role 'tool'.",
    needs=("tools",),
    requires=REQUEST,
)
def tool_results_reach(subject: Subject) -> None:
    """Name, argument and result of one round."""
    asked = ToolCall("call_4Tz", expect.WEATHER.name, {"place": "Brixen", "days": 2})
    turns = (
        Message("user", "What will the weather be?"),
        Message("assistant", "", tool_calls=(asked,)),
        Message("tool", "Sunny, 23 degrees.", tool_call_id=asked.id),
    )
    call = replace(_tool_call(subject), messages=turns)
    for what, text in (
        ("the tool's name", asked.name),
        ("the argument", "Brixen"),
        ("the tool's result", "Sunny, 23 degrees."),
    ):
        expect.reaches(subject, call, what, text)
    sample = subject.samples.tools
    shown = sum(text.count(asked.id) for text in expect.strings_of(expect.encoded(subject, call)))
    if sample is not None and "tool_id" in sample.names and shown < 2:
        raise Violation(
            sent=words.of_call(call),
            expected=f"the id {asked.id!r} with the call and with its result",
            got=words.of_request(expect.encoded(subject, call)),
            fix="Send ToolCall.id with the call, and tool_call_id with the result.",
        )


@check(
    "SC-WIR-022",
    MUST,
    "A response schema reaches the vendor.",
    why="The application parses the answer by it.",
    fix="Encode call.response_schema, or do not claim 'json_schema'.",
    needs=("json_schema",),
    requires=REQUEST,
)
def schema_reaches(subject: Subject) -> None:
    """Its property names are in the request."""
    model = subject.model_with("json_schema") or subject.model
    call = expect.plain_call(subject, response_schema=expect.WEATHER.parameters, model=model.id)
    for name in ("place", "days"):
        expect.reaches(subject, call, "the schema's property", name)


@check(
    "SC-WIR-023",
    MUST,
    "A seed reaches the vendor.",
    why="Whoever claims repeatable answers has to pass on what makes them so.",
    fix="Encode call.seed, or do not claim 'seed'.",
    needs=("seed",),
    requires=REQUEST,
)
def seed_reaches(subject: Subject) -> None:
    """The number stands in the body, and nought is one."""
    model = subject.model_with("seed") or subject.model
    call = expect.plain_call(subject, seed=90_417, model=model.id)
    expect.reaches(subject, call, "the seed", 90_417)
    expect.differ(subject, replace(call, seed=0), replace(call, seed=None))


@check(
    "SC-WIR-024",
    MUST,
    "An image reaches the vendor beside the text.",
    why="Whoever claims vision and drops the image answers about nothing.",
    fix="Encode ImagePart, or do not claim 'vision'.",
    needs=("vision",),
    requires=REQUEST,
)
def images_reach(subject: Subject) -> None:
    """Text and the image's own bytes."""
    model = subject.model_with("vision") or subject.model
    data = "iVBORw0KGgoAAAANSUhEUg=="
    image = ImagePart(f"data:image/png;base64,{data}", "image/png")
    turn = Message("user", (TextPart("What is this?"), image))
    call = replace(expect.plain_call(subject), messages=(turn,), model=model.id)
    expect.reaches(subject, call, "the text", "What is this?")
    expect.reaches(subject, call, "the image", data)


def _parts(request: WireRequest) -> dict[str, Any]:
    """A request by its parts, the method left out."""
    rest = {"path": request.path, "query": request.query, "headers": request.headers}
    return {**rest, "body": request.json}


def _missing_samples(subject: Subject) -> list[str]:
    samples = subject.samples
    framing = subject.wire.framing
    missing = [] if samples.reply else ["reply.json"]
    streamed = samples.stream
    if subject.model_with("stream") and (streamed is None or streamed.framing != framing):
        missing.append(f"stream.{framing}")
    if subject.model_with("tools") and not samples.tools:
        missing.append("tools.json")
    absent = [means.__name__ for means in REQUIRED_ERRORS if samples.error(means) is None]
    return missing + [f"errors/*.json that means {name}" for name in absent]


def _needs_parameter(subject: Subject, name: str) -> None:
    if name in subject.model.rejects:
        raise NotApplicable(f"the row says that {subject.model.id!r} rejects {name!r}")


def _tool_call(subject: Subject, **changes: Any) -> Any:
    model = subject.model_with("tools") or subject.model
    tools = (deepcopy(expect.WEATHER),)
    return expect.plain_call(subject, tools=tools, model=model.id, **changes)


def _rich_call(subject: Subject) -> Any:
    """A call with everything that the row allows."""
    tools = (
        (deepcopy(expect.WEATHER),)
        if "tools" in subject.provider.capabilities_of(subject.model)
        else ()
    )
    turns = (Message("system", "Be brief."), Message("user", "Say hello."))
    return replace(expect.plain_call(subject), messages=turns, tools=tools, stop=("END",))
