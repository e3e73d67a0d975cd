"""BUD: what a call may cost is known before it is made, and what it did cost afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from scout.llm.lookup import is_shut_down
from scout_conformance.models.budget import BudgetModel
from scout_conformance.models.walk import lead
from scout_conformance.stage import PLAYED
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.violation import Violation


@check(
    "SC-BUD-001",
    SHOULD,
    "Every living model states its longest answer.",
    why="A budget sets the worst case aside; where nobody knows it, it has to assume one.",
    fix="Set Model.max_output_tokens to what the vendor documents.",
)
def longest_answers_are_stated(subject: Subject) -> None:
    """None is left open."""
    today = datetime.now(UTC).date()
    for model in subject.provider.models:
        if model.max_output_tokens is None and not is_shut_down(model, today):
            raise Violation(sent=f"model {model.id!r}", expected="max_output_tokens", got="None")


@check(
    "SC-BUD-002",
    MUST,
    "Whatever was answered before, each call is charged what its own answer used.",
    why="A bill that depends on yesterday's errors can be explained to nobody.",
    fix="Keep nothing in the wire between two replies; read usage from the body at hand.",
    requires=(*PLAYED, "SC-PRC-002", "SC-PRC-006", "SC-ERR-014", "SC-ERR-023", "SC-RTY-004"),
)
def accounts_balance_in_any_order(subject: Subject) -> None:
    """Answers, mistakes and calls without money, in walks of a state machine."""
    lead(subject, BudgetModel)
