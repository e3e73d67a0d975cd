"""Ends a plan with a step that has it written down how the call went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scout.llm.steps import Record

if TYPE_CHECKING:
    from scout.llm.job import Conclusion
    from scout.llm.plan import Plan
    from scout.llm.trail import Trail


def recorded(plan: Plan, trail: Trail) -> Plan:
    """Obey a plan and record its end, whatever it is: an answer, an error, a cancellation.

    Args:
        plan: The plan.
        trail: Where the plan notes what it does.

    Yields:
        The steps of the plan, then a `Record`.

    Returns:
        What the plan returns.
    """
    try:
        conclusion = yield from plan
    except GeneratorExit:  # nobody is there to write it down any more
        raise
    except BaseException as error:
        yield _record(error, trail)
        raise
    yield _record(conclusion, trail)
    return conclusion


def _record(outcome: Conclusion | BaseException, trail: Trail) -> Record:
    return Record(outcome, trail.records, trail.elapsed_s, trail.chosen, trail.candidates)
