"""REG: the row is there, is sound in itself, and loading it has no effect on anything else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from scout.errors import ConfigurationError
from scout.llm.lookup import is_shut_down
from scout_conformance.blame import describe
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.targets import built_in_rows
from scout_conformance.violation import NotApplicable, Violation

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
    """Loading gives a row."""
    try:
        subject.provider  # noqa: B018 -- reading it loads it
    except ConfigurationError as error:
        raise Violation(
            sent=f"load {subject.target.spec}",
            expected="a Provider whose fields agree with each other",
            got=describe(error),
            fix="Mend what the message names.",
        ) from error


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
    "What its own wire samples show, its row claims.",
    why="Scout never streams and never offers a tool where the row does not say that it can.",
    fix="Add the capability to Provider.capabilities, or take the sample away.",
    requires=("SC-REG-001", "SC-WIR-001"),
)
def claims_what_it_serves(subject: Subject) -> None:
    """Samples beside the provider imply capabilities."""
    folder = subject.profile.samples
    shown = {path.stem.partition(".")[0] for path in folder.iterdir()} if folder else set()
    for capability, stems in (("stream", {"stream"}), ("tools", {"tools", "tools_stream"})):
        if shown & stems and subject.model_with(capability) is None:
            raise Violation(
                sent=f"wire sample {min(shown & stems)}",
                expected=f"capability {capability!r} in the row",
                got=f"capabilities {sorted(subject.provider.capabilities)}",
            )
