"""Writes the tables of the guide from the live objects, so that they cannot say anything else.

`python -m tools.gen_docs` writes `docs/_generated/*.md` and the JSON Schema of the settings; with
`--check` it writes nothing and fails, with a diff, where one of them is out of date.
"""

from __future__ import annotations

import difflib
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from benchmarks.ledgers import __main__ as ledgers
from benchmarks.speed import page as speed
from scout import errors
from scout.cli.advice import ADVICE, error_kinds
from scout.cli.app import app
from scout.cli.ends import EXIT_CODES
from scout.cli.settings_schema import settings_schema
from scout.config import Settings
from scout.llm.circuit_breaker import CircuitPolicy
from scout.llm.providers.base import Model, Provider, Timeouts
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.retry import RetryPolicy
from scout_conformance.standard import AREAS, catalogue
from scout_conformance.zoo import BROKEN
from tools import (
    api_snapshot,
    fault_matrix,
    guide_tables,
    intent_report,
    kill_matrix,
    outage,
    versions,
)
from tools.drift import matrix
from tools.import_picture import picture
from tools.markdown import attributes, code, fields_of, literal, summary, table
from tools.mutation import page as mutation
from tools.pictures import PICTURES, drawn
from tools.provider_tables import prefixes, prices, providers
from tools.tier_tables import ladders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from enum import Enum

    from scout_conformance.standard import Check

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_generated"
SCHEMA = ROOT / "docs" / "reference" / "scout.schema.json"
NOTE = "<!-- Written by tools/gen_docs.py; change the code that it reads, not this file. -->\n\n"


def error_table() -> str:
    """Every call error with its policy."""
    return table(
        ("error", "same key again", "the key", "the circuit", "next candidate"),
        (
            (_error_link(kind), *(_word(getattr(kind, name)) for name in POLICY))
            for kind in _call_errors()
            if kind.__subclasses__() == [] or kind is errors.ServerError
        ),
    )


POLICY = ("again", "key_effect", "circuit_effect", "onward")


def _call_errors() -> Iterator[type[errors.CallError]]:
    kinds = (getattr(errors, name) for name in errors.__all__)
    yield from (kind for kind in kinds if issubclass(kind, errors.CallError))


def _error_link(kind: type[errors.ScoutError]) -> str:
    return f"[`{kind.__name__}`](#{kind.code})"


def _word(value: Enum) -> str:
    return str(value.value).replace("_", " ")


def error_entries() -> str:
    """Every error under its code, with its meaning and its own attributes."""
    return "\n".join(map(_error_entry, sorted(named_errors(), key=lambda kind: kind.code)))


def named_errors() -> list[type[errors.ScoutError]]:
    """Every error of scout, the testing kit's and the audit log's among them."""
    return list(error_kinds().values())


def _error_entry(kind: type[errors.ScoutError]) -> str:
    own = "".join(f"- `{name}`: {meaning}\n" for name, meaning in attributes(kind).items())
    base = kind.__mro__[1]
    beneath = f" A {_error_link(base)}." if issubclass(base, errors.ScoutError) else ""
    head = f"### `{kind.__name__}` {{#{kind.code}}}"
    does = f"**scout**: {_policy_words(kind)}\n\n" if issubclass(kind, errors.CallError) else ""
    said = _example(kind.code)
    told = f"{head}\n\n{summary(kind)}{beneath}\n\n{said}{does}**You**: {ADVICE[kind.code]}\n"
    return told + (f"\n{own}" if own else "")


def examples_of_errors() -> Mapping[str, str]:
    """What each error said when `docs/snippets/every_error.py` raised it."""
    raised = (ROOT / "docs" / "snippets" / "every_error.out").read_text("utf-8")
    return dict(line.split(": ", 1) for line in raised.splitlines())


def _example(code: str) -> str:
    said = examples_of_errors().get(code)
    return f"**Says**, for example: {said}\n\n" if said else ""


def _policy_words(kind: type[errors.CallError]) -> str:
    """What scout does by itself, in the words of the legend."""
    return "; ".join(f"{name} *{_word(getattr(kind, given))}*" for given, name in _SHORT.items())


_SHORT = {
    "again": "same key again",
    "key_effect": "the key",
    "circuit_effect": "the circuit",
    "onward": "next candidate",
}


def settings() -> str:
    """Every setting, the variable that sets it, its default and its reason."""
    prefix = str(Settings.model_config["env_prefix"])
    reasons = attributes(Settings)
    return table(
        ("setting", "variable", "default", "what it does, and why this number"),
        (
            (f"`{name}`", f"`{prefix}{name.upper()}`", _default(field), reasons[name])
            for name, field in Settings.model_fields.items()
        ),
    )


def _default(field: Any) -> str:
    return literal(field.get_default(call_default_factory=True))


def checks() -> str:
    """Each sentence of the contract, under its id."""
    return "\n".join(
        f"## {title.capitalize()}\n\n" + "\n".join(map(_check, found))
        for area, title in AREAS.items()
        if (found := [check for check in catalogue().values() if check.area == area])
    )


def _check(check: Check) -> str:
    broken = "; ".join(animal.name for animal in BROKEN if check.id in animal.fails)
    required = ", ".join(f"[{name}](#{name.lower()})" for name in check.requires)
    facts = [
        f"**Why.** {check.why}",
        f"**Fix.** {check.fix}",
        f"**Says nothing without** {code(check.needs)}." if check.needs else "",
        f"**Blocked where one of these fails:** {required}." if required else "",
        f"**Proved by broken providers that it catches:** {broken}." if broken else "",
    ]
    head = f"### {check.id} {{#{check.id.lower()}}}\n\n{check.level}: {check.sentence}"
    return "\n\n".join([head, *filter(None, facts)]) + "\n"


def checklist() -> str:
    """Every check as a line to tick off, with what mends it."""
    return "\n".join(
        f"## {title.capitalize()}\n\n" + "".join(map(_line, found))
        for area, title in AREAS.items()
        if (found := [check for check in catalogue().values() if check.area == area])
    )


def _line(check: Check) -> str:
    link = f"[{check.id}](../reference/contract.md#{check.id.lower()})"
    return f"- {link} {check.level}: {check.sentence}\n"


def commands() -> str:
    """Each command of `scout`, with its arguments and options."""
    return "\n".join(
        _command(path, found) for path, found in _below("scout", _group()) if path != "scout"
    )


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command and the commands below it, each with its full name."""
    yield path, command
    for name, found in getattr(command, "commands", {}).items():
        yield from _below(f"{path} {name}", found)


def _group() -> TyperGroup:
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("the app has a single command; write its page anew")
    return group


def _command(name: str, command: Any) -> str:
    rows = [
        (
            _names_of(given),
            "required" if given.required else literal(given.default),
            given.help or "",
        )
        for given in command.params
        if isinstance(given, TyperOption | TyperArgument)
    ]
    described = table(("argument or option", "default", "meaning"), rows) if rows else ""
    depth = "#" * name.count(" ")
    return f"#{depth} `{name}`\n\n{command.help}\n\n{_examples(command)}{described}"


def _examples(command: Any) -> str:
    """The examples of a command's help, as they are typed."""
    _, _, listed = (command.epilog or "").partition("Examples:\n")
    lines = [line.removeprefix("  ") for line in listed.partition("\n\n")[0].splitlines()]
    return "\n".join(["```sh", *lines, "```\n\n"]) if lines else ""


def exit_codes() -> str:
    """What each exit code of `scout` means."""
    return table(
        ("exit code", "meaning"), ((f"`{code}`", told) for code, told in EXIT_CODES.items())
    )


def _names_of(given: TyperOption | TyperArgument) -> str:
    if isinstance(given, TyperOption):
        return code((*given.opts, *given.secondary_opts))
    return f"`{given.name}`"


PARTIALS: Mapping[str, Callable[[], str]] = {
    "errors_policy.md": error_table,
    "errors.md": error_entries,
    "settings.md": settings,
    "commands.md": commands,
    "exit_codes.md": exit_codes,
    "providers.md": providers,
    "prefixes.md": prefixes,
    "prices.md": prices,
    "tiers.md": ladders,
    "intent.md": intent_report.report,
    "checks.md": checks,
    "checklist.md": checklist,
    "fields_provider.md": partial(fields_of, Provider),
    "fields_model.md": partial(fields_of, Model),
    "fields_openai_chat.md": partial(fields_of, OpenAIChat),
    "policy_timeouts.md": partial(fields_of, Timeouts),
    "policy_retry.md": partial(fields_of, RetryPolicy),
    "policy_circuit.md": partial(fields_of, CircuitPolicy),
    "layers.md": partial(picture, ROOT),
    **{f"picture_{name}.md": partial(drawn, name) for name in PICTURES},
    "fault_matrix.md": fault_matrix.page,
    "outage.md": outage.page,
    "ledger_speed.md": ledgers.page,
    "speed_claims.md": speed.claims_page,
    "speed_calls.md": speed.calls_page,
    "speed_others.md": speed.others_page,
    "compatibility.md": versions.compatibility,
    "contracts.md": versions.contracts,
    "dependencies.md": versions.dependencies,
    "kills.md": kill_matrix.kills,
    "killers.md": kill_matrix.killers,
    "seams.md": kill_matrix.seams,
    "mutation.md": mutation.page,
    "seam_heat.md": kill_matrix.heat,
    "conformance_results.md": kill_matrix.results,
    "drift.md": matrix.page,
    "questions.md": guide_tables.questions,
    "claims.md": guide_tables.claims,
    "placeholders.md": guide_tables.placeholders,
    "api.txt": api_snapshot.snapshot,
    "../llms.txt": guide_tables.llms,
}


def schema() -> str:
    """The JSON Schema of `scout.toml`, as the site offers it to editors."""
    return json.dumps(settings_schema(), indent=2, ensure_ascii=False) + "\n"


def written(name: str) -> str:
    """A partial as it has to stand in its file; what machines read bears no note."""
    return (NOTE if name.endswith(".md") else "") + PARTIALS[name]()


def out_of_date(folder: Path = FOLDER) -> list[str]:
    """A diff for each partial that is not what the live objects say, or that nobody writes."""
    diffs = []
    for name in sorted({*PARTIALS, *(path.name for path in folder.glob("*.md"))}):
        diffs += _diff(folder / name, written(name) if name in PARTIALS else "")
    return diffs


def _diff(path: Path, new: str) -> list[str]:
    old = path.read_text("utf-8") if path.exists() else ""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), path.name, "live", lineterm="")
    return ["\n".join(lines)] if old != new else []


def main() -> int:
    """Write the partials, or compare them where `--check` is given."""
    if "--check" in sys.argv[1:]:
        diffs = [*out_of_date(), *_diff(SCHEMA, schema())]
        print(*diffs, sep="\n", end="\n" if diffs else "")
        print(f"docs/_generated: {len(diffs)} of {len(PARTIALS)} out of date")
        return 1 if diffs else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PARTIALS:
        (FOLDER / name).write_text(written(name), "utf-8")
    SCHEMA.write_text(schema(), "utf-8")
    print(f"docs/_generated: {len(PARTIALS)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
