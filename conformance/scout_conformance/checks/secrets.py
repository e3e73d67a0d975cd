"""SEC: the key travels in its header, and is seen nowhere else."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from pydantic import SecretStr

from scout.errors import (
    AuthenticationError,
    CallError,
    InvalidRequestError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.keys import ApiKey
from scout_conformance import expect, words
from scout_conformance.blame import describe
from scout_conformance.offline import WentElsewhere
from scout_conformance.stage import PLAYED, Stage, canary_in_environment, play
from scout_conformance.standard import MUST, check
from scout_conformance.subject import KEYS, Subject, carries
from scout_conformance.vendor import Repertoire, Says, Script, in_turn
from scout_conformance.violation import Violation

_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "api-key"})


@check(
    "SC-SEC-001",
    MUST,
    "The key stands in no body, path or query of a request.",
    why="Bodies and addresses are logged by vendors, proxies and tools; a key there is public.",
    fix="Leave the key to Provider.auth, which puts it into a header at send time.",
    requires=PLAYED,
)
def key_is_in_no_body(subject: Subject) -> None:
    """A whole request, as the vendor gets it."""

    async def scene(stage: Stage) -> None:
        await stage.call()
        for heard in stage.vendor.heard:
            place = "body" if _holds(heard.body.decode("utf-8", "replace")) else ""
            place = place or ("address" if _holds(heard.url) else "")
            if place:
                stage.fails("a request whose key is in a header alone", f"the key in the {place}")

    play(subject, lambda says: in_turn(says.answer()), scene)


@check(
    "SC-SEC-002",
    MUST,
    "A wire sets no credentials of its own.",
    why="What a wire sends goes with every key and to every vendor that shares the wire.",
    fix="Take the header out of WireRequest.headers and describe it in Provider.auth.",
    requires=("SC-REG-001", "SC-WIR-010"),
)
def wire_sets_no_credentials(subject: Subject) -> None:
    """No such header, and no key from the environment, in what encode() returns."""
    call = expect.plain_call(subject)
    with canary_in_environment(subject):
        request = expect.encoded(subject, call)
    named = [name for name, _ in request.headers if name.lower() in _CREDENTIALS]
    if named or any(_holds(value) for _, value in request.headers):
        raise Violation(
            sent=words.of_call(call),
            expected="no credentials in WireRequest.headers",
            got=f"header {named[0]!r}" if named else "a key from the environment",
        )


@check(
    "SC-SEC-003",
    MUST,
    "The key reaches the vendor.",
    why="Without it every call is refused.",
    fix="Say in Provider.auth how the vendor wants the key: Bearer(), HeaderKey('x-api-key').",
    needs=("key", "visible-key"),
    requires=PLAYED,
)
def key_reaches_the_vendor(subject: Subject) -> None:
    """In some header of the request."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        if stage.vendor.asked == [0]:
            return
        expected = "one request that carries the key"
        if not stage.vendor.heard and isinstance(outcome, CallError):
            raise Violation(
                sent="a call with one key",
                expected=expected,
                got=f"none: {describe(outcome)}",
                fix="Mend what the authentication raises.",
            )
        stage.fails(expected, _carried(stage.vendor.asked))

    play(subject, lambda says: in_turn(says.answer()), scene, keys=1)


@check(
    "SC-SEC-007",
    MUST,
    "The key stands in one header of a request.",
    why="Headers such as Referer and Cookie are logged; nobody looks for a key there.",
    fix="Send the key in the header that the vendor reads, and in no other.",
    needs=("key", "visible-key"),
    requires=(*PLAYED, "SC-SEC-002", "SC-SEC-003"),
)
def key_is_in_one_header(subject: Subject) -> None:
    """A whole request, as the vendor gets it."""

    async def scene(stage: Stage) -> None:
        await stage.call()
        for heard in stage.vendor.heard:
            names = sorted({name for name, value in heard.headers if _holds(value)})
            if len(names) > 1:
                stage.fails("the key in one header", f"the key in {', '.join(names)}")

    play(subject, lambda says: in_turn(says.answer()), scene, keys=1)


@check(
    "SC-SEC-008",
    MUST,
    "What is sent hangs on the key.",
    why="An authentication that sends nothing, or the same for every key, is none.",
    fix="Let the httpx.Auth of the row sign or set the header with the key it was made for.",
    needs=("key",),
    requires=(*PLAYED, "SC-SEC-003"),
)
def what_is_sent_hangs_on_the_key(subject: Subject) -> None:
    """The same call with two different keys."""
    sent: list[tuple[object, ...]] = []

    async def scene(stage: Stage) -> None:
        await stage.call()
        sent.extend((one.url, sorted(one.headers), one.body) for one in stage.vendor.heard[:1])
        if len(sent) == 2 and sent[0] == sent[1]:
            stage.fails("two requests that differ", "the same request with both keys")

    for key in KEYS[:2]:
        own = {subject.provider.name: (SecretStr(key),)}
        play(subject, lambda says: in_turn(says.answer()), scene, api_keys=own)


@check(
    "SC-SEC-009",
    MUST,
    "What the provider sends goes through scout's transport: its own code opens no connection.",
    why="A request that goes past scout has no limit, no deadline and no guarded origin; a "
    "blocking one holds up every other call, and nobody sees where the key goes.",
    fix="Let the httpx.Auth of the row yield the request, which scout then sends, and list its "
    "origin in auth_origins. Measure in an observer of the Router. An HTTP stack of your own "
    "belongs into Provider.transport.",
    requires=PLAYED,
)
def opens_no_connection(subject: Subject) -> None:
    """An answer, a stream, and a failure of each kind that a key, a circuit or a retry minds."""

    async def scene(stage: Stage) -> None:
        for _ in range(5):
            await stage.call()
            if subject.model_with("stream"):
                await stage.streamed()

    def script(says: Repertoire) -> Script:
        failures = (AuthenticationError, RateLimitedError, ServerError, InvalidRequestError)
        return in_turn(says.answer(), *map(says.error, failures), says.answer())

    try:
        play(subject, script, scene, is_scripted=True)
    except WentElsewhere as gone:
        raise Violation(
            sent="calls and a stream, before a vendor that needs no socket",
            expected="no connection but the transport's",
            got=str(gone.attempt),
        ) from None


@check(
    "SC-SEC-004",
    MUST,
    "An error shows no key, even where the vendor repeats it.",
    why="Errors end up in logs, tickets and traces.",
    fix="Keep no request, header or body in an error; scout takes the key out of its texts.",
    needs=("key",),
    requires=PLAYED,
)
def errors_show_no_key(subject: Subject) -> None:
    """Text, repr, attributes, explanation and traceback with locals."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        if isinstance(outcome, CallError):
            for place, text in _texts(outcome):
                if _holds(text):
                    stage.fails("an error without the key", f"the key in its {place}")

    for means in (ServerError, InvalidRequestError, AuthenticationError):
        said = _echo(Repertoire(subject).error(means))
        play(subject, partial(_always, said), scene, keys=1)


@check(
    "SC-SEC-005",
    MUST,
    "No key is logged, at any level.",
    why="DEBUG is switched on when something is wrong, and then it is shared.",
    fix="Log names and ids; KeyState.key_id is made for that.",
    needs=("key",),
    requires=(*PLAYED, "SC-SEC-001"),
)
def no_key_is_logged(subject: Subject) -> None:
    """An answer, an error and a refused key, at DEBUG."""

    def script(says: Repertoire) -> Script:
        return in_turn(says.error(AuthenticationError), says.error(ServerError), says.answer())

    async def scene(stage: Stage) -> None:
        with _logged() as records:
            await stage.call()
            await stage.call()
        for record in records:
            text = f"{record.getMessage()} {record.__dict__}"
            if _holds(text):
                stage.fails("log records without a key", f"the key in a record of {record.name!r}")

    play(subject, script, scene)


@check(
    "SC-SEC-006",
    MUST,
    "The row, its client and its wire show no key when printed or pickled.",
    why="They are printed in debuggers and sent between processes.",
    fix="Keep secrets in ApiKey alone; hold no copy of key.reveal() in your ProviderClient.",
    requires=("SC-REG-001",),
)
def nothing_prints_a_key(subject: Subject) -> None:
    """`repr`, attributes and `pickle`."""
    row = subject.provider
    keys = [ApiKey(f"{row.name}#{n}", key) for n, key in enumerate(KEYS, 1)]
    with canary_in_environment(subject):
        client = row.client(row, keys, lambda: 0.5)
        shown = {
            "repr(provider)": repr(row),
            "repr(wire)": repr(row.wire),
            "repr(client)": repr(client),
            "vars(client)": repr(vars(client)),
            "client.views()": repr(client.views(0.0)),
            "pickle of the provider": _pickled(row),
            "pickle of the client": _pickled(client),
        }
    for place, text in shown.items():
        if _holds(text):
            raise Violation(sent=place, expected="no key in it", got="the key")


def _carried(asked: list[int | None]) -> str:
    """How many requests carried which key."""
    keys = ["no key" if one is None else f"key#{one}" for one in asked]
    return f"{len(keys)} request{'s' if len(keys) > 1 else ''} with {', '.join(keys) or 'no key'}"


def _holds(text: str) -> bool:
    return any(carries(text, key) for key in KEYS)


def _always(said: Says, _: Repertoire) -> Script:
    return in_turn(said)


def _echo(said: Says) -> Says:
    """The same answer from a vendor that repeats the key it was sent."""
    body = b"".join(said.chunks).replace(b'"message": "', f'"message": "{KEYS[0]} '.encode())
    return Says(said.status, (*said.headers, ("x-echo", KEYS[0])), (body,), meaning=said.meaning)


def _texts(error: BaseException) -> Iterator[tuple[str, str]]:
    yield "text", str(error)
    yield "repr", repr(error)
    yield "attributes", repr(vars(error))
    if isinstance(error, CallError):
        yield "explanation", error.explain()
    if error.__cause__ is not None:
        yield from _texts(error.__cause__)
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    yield "traceback", "".join(shown.format())


def _pickled(value: object) -> str:
    try:
        return pickle.dumps(value).decode("latin-1")
    except (TypeError, AttributeError, pickle.PicklingError):
        return ""


class _Keeper(logging.Handler):
    """Keeps every record."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _logged() -> Iterator[list[logging.LogRecord]]:
    """Every record of every logger."""
    handler = _Keeper(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler.records
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
