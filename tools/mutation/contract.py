"""Judges one mutant by the contract: the first check that notices it kills it."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from scout_conformance.engine import Engine
from scout_conformance.profile import Profile
from scout_conformance.standard import catalogue
from scout_conformance.subject import Subject
from scout_conformance.targets import of_object
from scout_conformance.verdict import Outcome
from scout_conformance.zoo.acme import ACME
from tools.mutation.swapping import imported_anew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scout.llm.providers.base import Provider
    from tools.mutation.targets import Contract

LONGEST_S: Final = 60
"""A mutant that runs longer hangs, which nobody would overlook."""

_NOTICED: Final = (Outcome.FAIL, Outcome.WARN, Outcome.HARNESS_ERROR)


def killer_of(rules: Contract, module: str, source: str, first: Sequence[str] = ()) -> str:
    """The check that notices a mutant, or why it could not live; empty where it survives.

    Args:
        rules: The row and the wire that are judged.
        module: The module of the mutant.
        source: Its source.
        first: Checks that are asked before the others, since they have noticed much so far.
    """
    try:
        with _alarm(), imported_anew(rules.package, module, source):
            return _noticed_by(_row(rules), rules, first)
    except TimeoutError:
        return "it hangs"
    except Exception as error:  # noqa: BLE001 -- a mutant may raise anything while it is imported
        return f"it cannot be imported: {type(error).__name__}"


def _noticed_by(row: Provider, rules: Contract, first: Sequence[str]) -> str:
    engine = Engine(Subject.of(of_object(row), Profile(samples=rules.samples)))
    for check_id in dict.fromkeys((*first, *catalogue())):
        if engine.result(check_id).outcome in _NOTICED:
            return check_id
    return ""


def _row(rules: Contract) -> Provider:
    wire = _named(rules.wire)
    if rules.row:
        own: Provider = _named(rules.row)
        return replace(own, wire=wire())
    if rules.like:
        like: Provider = _named(rules.like)
        return replace(ACME, wire=wire(), auth=like.auth, capabilities=like.capabilities)
    return replace(ACME, wire=wire(output_limit_field="max_completion_tokens"))


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


@contextmanager
def _alarm() -> Iterator[None]:
    """Raise where it takes too long."""

    def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- signal's signature
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
