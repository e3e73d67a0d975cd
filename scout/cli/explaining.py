"""The command that says what the code of an error, or the id of a check, means."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from scout.cli.advice import ADVICE, error_kinds
from scout.cli.ends import fail
from scout.cli.names import error_codes
from scout.cli.screen import AsJson, console, show_json, width_of
from scout.cli.tables import hanging
from scout.config import Settings
from scout.errors import DOCS_BASE, CallError, ConfigurationError, ScoutError


def explain(
    code: Annotated[
        str,
        typer.Argument(
            help="Code or class of an error, or id of a check of the contract.",
            autocompletion=error_codes,
        ),
    ],
    *,
    json: AsJson = False,
) -> None:
    """Say what an error or a check means, and what to do."""
    described = _error(code) if not code.upper().startswith("SC-") else _check(code.upper())
    if json:
        show_json(described)
        return
    width = width_of(console())
    for name, text in described.items():
        lines = ["", *hanging("", text, width), ""] if name == "meaning" else None
        for line in lines or hanging(f"{name}: ", text, width):
            typer.echo(line)


def _error(code: str) -> Mapping[str, Any]:
    by_code = error_kinds()
    kinds = {**by_code, **{kind.__name__: kind for kind in by_code.values()}}
    kind = kinds.get(code)
    if kind is None:
        return fail(_unknown(code, [*kinds, *_checks()]))
    meaning = " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())
    head = {"error": kind.__name__, "code": kind.code, "meaning": meaning}
    docs = kind.docs_link(_docs_base())
    return {**head, **_policy(kind), "what you do": ADVICE[kind.code], "docs": docs}


def _docs_base() -> str:
    """Where the guide is; also somebody whose settings are wrong may ask what that means."""
    try:
        return Settings().docs_base
    except (ConfigurationError, ValidationError):
        return DOCS_BASE


def _policy(kind: type[ScoutError]) -> Mapping[str, str]:
    """What scout does by itself when a call meets this error."""
    if not issubclass(kind, CallError):
        return {}
    return {
        "same candidate again": _word(kind.again),
        "effect on the key": _word(kind.key_effect),
        "for the circuit": _word(kind.circuit_effect),
        "candidates after it": _word(kind.onward),
    }


def _check(check_id: str) -> Mapping[str, Any]:
    check = _checks().get(check_id)
    if check is None:
        return fail(_unknown(check_id, list(_checks())))
    head = {"check": check.id, "level": str(check.level), "meaning": check.sentence}
    return {**head, "why": check.why, "fix": check.fix, "docs": check.docs}


def _checks() -> Mapping[str, Any]:
    """The checks of the contract suite, where it is installed."""
    if find_spec("scout_conformance") is None:
        return {}
    found: Mapping[str, Any] = import_module("scout_conformance").catalogue()
    return found


def _unknown(code: str, known: list[str]) -> str:
    near = get_close_matches(code, known, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"nothing is called {code!r}{hint}"


def _word(value: str) -> str:
    return str(value).replace("_", " ")
