"""REG: the row is there, is sound in itself, and loading it has no effect on anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from scout.errors import ConfigurationError
from scout.llm.lookup import is_shut_down
from scout.llm.providers.base import NoKey
from scout.llm.types import Call, ImagePart, Message, TextPart
from scout_conformance import expect, words
from scout_conformance.blame import describe
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.targets import built_in_rows
from scout_conformance.violation import NotApplicable, Violation

IMAGE = "iVBORw0KGgoAAAANSUhEUg=="

_WIRE = ("dialect", "framing", "encode", "decode", "stream_decoder", "classify")

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


@check(
    "SC-REG-001",
    MUST,
    "A sound Provider row stands where its name or address leads.",
    why="Whatever else a package does, scout reads one row; without it there is no provider.",
    fix="Let the entry point name a Provider, or a function without parameters that returns one.",
    requires=(),
)
def is_there(subject: Subject) -> None:
    """Loading gives a row, with a wire in it."""
    try:
        wire = subject.provider.wire
    except ConfigurationError as error:
        raise Violation(
            sent=f"load {subject.target.spec}",
            expected="a Provider whose fields agree with each other",
            got=describe(error),
            fix="Mend what the message names.",
        ) from error
    if isinstance(wire, type):
        raise Violation(
            sent=f"read the wire of {subject.target.spec}",
            expected="a wire",
            got=f"the class {wire.__name__}",
            fix=f"Make one of it: wire={wire.__name__}().",
        )
    lacks = [name for name in _WIRE if getattr(wire, name, None) is None]
    if lacks or wire.framing not in ("sse", "ndjson"):
        raise Violation(
            sent=f"read the wire of {subject.target.spec}",
            expected=f"{', '.join(_WIRE)}, with framing 'sse' or 'ndjson'",
            got=f"no {lacks[0]}" if lacks else f"framing {wire.framing!r}",
            fix="Give the wire of the row all of these, or take one of scout's.",
        )


@check(
    "SC-REG-002",
    MUST,
    "The entry point has the provider's own name.",
    why="Users write that name in settings and on command lines; two names for one thing mislead.",
    fix="Give the entry point in the group scout.providers the value of Provider.name.",
    needs=("entry-point",),
)
def entry_point_has_its_name(subject: Subject) -> None:
    """The two names are equal."""
    entry = subject.target.entry
    name = entry.name if entry is not None else ""
    if name != subject.provider.name:
        raise Violation(
            sent=f"entry point {name!r} in the group scout.providers",
            expected=f"a Provider named {name!r}",
            got=f"a Provider named {subject.provider.name!r}",
        )


@check(
    "SC-REG-003",
    MUST,
    "It registers beside the built-in providers without a conflict.",
    why="A name, prefix or nickname that is taken keeps the whole provider out of the catalog.",
    fix="Choose another name, a longer prefix or another nickname, as the message says.",
    needs=("third-party",),
)
def registers(subject: Subject) -> None:
    """Registration succeeds."""
    others = ", ".join(built_in_rows())
    try:
        with subject.registered():
            pass
    except ConfigurationError as error:
        raise Violation(
            sent=f"register {subject.provider.name!r} beside {others}",
            expected="no conflict",
            got=describe(error),
        ) from error


@check(
    "SC-REG-004",
    SHOULD,
    "Loading it again gives an equal row.",
    why="An application that loads a provider by hand, which an entry point has already loaded, "
    "would be told that two different providers share a name.",
    fix="Make the wire a frozen dataclass, so that two of the same fields are equal.",
)
def loads_equal(subject: Subject) -> None:
    """Two loads compare equal."""
    if subject.target.module is None and subject.target.file is not None:
        raise NotApplicable("a file is read anew each time, and makes classes anew")
    again = subject.target.load()
    if again != subject.provider:
        raise Violation(
            sent=f"load {subject.target.spec} twice",
            expected="two equal rows",
            got="two rows that differ",
        )


@check(
    "SC-REG-009",
    MUST,
    "The row names the environment variables that hold its keys.",
    why="A user who has installed the provider has to know where to put the key.",
    fix='Set api_key_env=("ACME_API_KEY",): upper case, digits and underscores.',
    needs=("key",),
)
def names_key_variables(subject: Subject) -> None:
    """There is one, and each is a variable name."""
    names = subject.provider.api_key_env
    if not names or not all(_VARIABLE.fullmatch(name) for name in names):
        raise Violation(
            sent="read api_key_env",
            expected="one or more names such as ACME_API_KEY",
            got=repr(names),
        )


@check(
    "SC-REG-013",
    MUST,
    "A row that names variables for a key sends that key.",
    why="Its user sets the key, sees no complaint, and every call is refused.",
    fix="Say in Provider.auth how the key travels, or leave api_key_env empty beside NoKey().",
)
def sends_the_key_it_asks_for(subject: Subject) -> None:
    """Not both `NoKey()` and variables."""
    row = subject.provider
    if isinstance(row.auth, NoKey) and row.api_key_env:
        raise Violation(
            sent=f"read auth beside api_key_env {row.api_key_env!r}",
            expected="an authentication that sends the key",
            got="NoKey()",
        )


@check(
    "SC-REG-010",
    MUST,
    "The default model is not past its shutdown date.",
    why="Whoever names only the provider gets that model, and with it an error.",
    fix="Make a living model the default, or correct shutdown_on.",
)
def default_model_lives(subject: Subject) -> None:
    """It is still served."""
    row, today = subject.provider, datetime.now(UTC).date()
    model = row.model(row.default_model)
    if model is not None and is_shut_down(model, today):
        raise Violation(
            sent=f"default_model {model.id!r}",
            expected="a model that is still served",
            got=f"one that was shut down on {model.shutdown_on}",
        )


@check(
    "SC-REG-011",
    SHOULD,
    "A model with a shutdown date names its replacement.",
    why="Calls by nickname or prefix then move on by themselves instead of failing that day.",
    fix="Set Model.replacement to the id of the model that takes its place.",
)
def dying_models_have_heirs(subject: Subject) -> None:
    """Each has an heir."""
    for model in subject.provider.models:
        if model.shutdown_on is not None and model.replacement is None:
            raise Violation(
                sent=f"model {model.id!r}, shutdown_on {model.shutdown_on}",
                expected="a replacement",
                got="none",
            )


@check(
    "SC-REG-012",
    SHOULD,
    "What its own samples and its own wire show, its row claims.",
    why="Scout never streams and never offers a tool where the row does not say that it can.",
    fix="Add the capability to Provider.capabilities, or take the sample away.",
    requires=("SC-REG-001", "SC-WIR-001"),
)
def claims_what_it_serves(subject: Subject) -> None:
    """Samples beside the provider imply capabilities, and so does what its own wire says."""
    folder = subject.profile.samples
    shown = {path.stem.partition(".")[0] for path in folder.iterdir()} if folder else set()
    for capability, stems in (("stream", {"stream"}), ("tools", {"tools", "tools_stream"})):
        if shown & stems and subject.model_with(capability) is None:
            raise Violation(
                sent=f"wire sample {min(shown & stems)}",
                expected=f"capability {capability!r} in the row",
                got=f"capabilities {sorted(subject.provider.capabilities)}",
            )
    if subject.dialect_folder is None:
        _claims_what_it_says(subject)


def _claims_what_it_says(subject: Subject) -> None:
    """A wire of the author's own says nothing to the vendor that the row does not claim."""
    plain = expect.plain_call(subject)
    picture = Message("user", (TextPart("Say hello."), ImagePart(f"data:image/png;base64,{IMAGE}")))
    schema = {"type": "object", "properties": {"zz": {"type": "string"}}}
    for claims, call in (
        (("json_schema", "json_object"), replace(plain, response_schema=schema)),
        (("seed",), replace(plain, seed=90_417)),
        (("vision",), replace(plain, messages=(picture,))),
    ):
        if not any(map(subject.model_with, claims)) and _is_said(subject, call, plain):
            raise Violation(
                sent=words.of_call(call),
                expected=f"capability {claims[0]!r} in the row, since the wire says it",
                got=f"capabilities {sorted(subject.provider.capabilities)}",
            )


def _is_said(subject: Subject, call: Call, plain: Call) -> bool:
    """Whether the wire makes another request of a call, and does not refuse it."""
    try:
        request = subject.wire.encode(call, subject.provider)
    except Exception:  # noqa: BLE001 -- however an author's wire refuses what it cannot say
        return False
    if call.messages != plain.messages:
        return any(IMAGE in text for text in expect.strings_of(request))
    return request != subject.wire.encode(plain, subject.provider)
