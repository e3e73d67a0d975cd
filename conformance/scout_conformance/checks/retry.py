"""RTY: what may pass is tried again, a bounded number of times, and never before it is due."""

from __future__ import annotations

from itertools import pairwise

from scout.errors import CallError, InvalidRequestError, RateLimitedError, Sent, ServerError
from scout.llm.types import LLMResponse
from scout_conformance.models.retry import MOST_SENDS, OUTAGE_S, RetryModel
from scout_conformance.models.walk import lead
from scout_conformance.stage import KEYED, Stage, play
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.vendor import Repertoire, Script, in_turn
from scout_conformance.violation import NotApplicable

OUTAGE = (*KEYED, "SC-ERR-013", "SC-ERR-022")

HURRY = 20.0
"""Before a real server seven seconds of these scenes take a third of one."""

TOLD_S = 7


@check(
    "SC-RTY-001",
    SHOULD,
    "One failure of the vendor's does not fail a call.",
    why="Most failures are over by the next request.",
    fix="Leave Provider.retry out, or allow max_sends of 2 or more.",
    requires=OUTAGE,
)
def one_failure_is_survived(subject: Subject) -> None:
    """HTTP 500, and then an answer."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        if isinstance(outcome, CallError):
            stage.fails("an answer by the second request", f"{type(outcome).__name__}")

    play(subject, lambda says: in_turn(says.error(ServerError), says.answer()), scene, speed=HURRY)


@check(
    "SC-RTY-002",
    MUST,
    "A call sends a bounded number of requests to a vendor that is down.",
    why="Retries multiply: ten callers with ten tries each are a hundred requests.",
    fix="Keep max_sends of the row's RetryPolicy at 6 or below.",
    requires=OUTAGE,
)
def sends_are_bounded(subject: Subject) -> None:
    """Counted at the vendor."""

    async def scene(stage: Stage) -> None:
        outcome = await stage.call()
        sent = len(stage.vendor.heard)
        if isinstance(outcome, LLMResponse) or sent > MOST_SENDS:
            stage.fails(f"an error after at most {MOST_SENDS} requests", f"{sent} requests")

    play(subject, lambda says: in_turn(says.error(ServerError)), scene, speed=HURRY)


@check(
    "SC-RTY-003",
    MUST,
    "Retry-After is never undercut.",
    why="Vendors count requests that come too early, and lengthen the ban.",
    fix="Do not shorten retry_after_s in record_key_failure(), nor in the wire.",
    needs=("key",),
    requires=(*KEYED, "SC-ERR-021", "SC-ERR-030", "SC-KEY-002"),
)
def retry_after_is_kept(subject: Subject) -> None:
    """One key, told to wait; the next request is not earlier."""

    async def scene(stage: Stage) -> None:
        for _ in range(3):
            await stage.call()
        early = _gaps(stage)[:1]
        if early and early[0] < TOLD_S:
            stage.fails(f"{TOLD_S} s between the first two requests", f"{early[0]:.3g} s")

    def script(says: Repertoire) -> Script:
        return in_turn(says.error(RateLimitedError, retry_after_s=TOLD_S), says.answer())

    play(subject, script, scene, keys=1, speed=HURRY)


@check(
    "SC-RTY-004",
    MUST,
    "A request that the vendor calls wrong is sent once.",
    why="The same request is as wrong the second time, and is counted, and may be billed.",
    fix="Let 400 mean InvalidRequestError, which is never tried again.",
    requires=(*KEYED, "SC-ERR-014", "SC-ERR-023"),
)
def mistakes_are_sent_once(subject: Subject) -> None:
    """HTTP 400: one request."""

    async def scene(stage: Stage) -> None:
        await stage.call()
        if len(stage.vendor.heard) != 1:
            stage.fails("one request", f"{len(stage.vendor.heard)} requests")

    play(subject, lambda says: in_turn(says.error(InvalidRequestError)), scene, speed=HURRY)


@check(
    "SC-RTY-005",
    MUST,
    "There is a pause between two tries, and it is not the same for everybody.",
    why="Callers that fail together would return together, in waves.",
    fix="Leave base_s of the row's RetryPolicy above 0: waits are drawn at random up to it.",
    requires=OUTAGE,
)
def waits_are_jittered(subject: Subject) -> None:
    """Eight calls: the pauses before the second request differ."""

    async def scene(stage: Stage) -> None:
        gaps = set()
        for _ in range(8):
            outcome = await stage.call()
            gaps |= {round(wait_s, 9) for wait_s in _waits(outcome)[:1]}
            stage.sleep(120.0)
        if not gaps:
            raise NotApplicable("the row makes no second try")
        if len(gaps) < 2:
            stage.fails("pauses that differ", f"the same pause each time: {sorted(gaps)} s")

    play(subject, lambda says: in_turn(says.error(ServerError)), scene, speed=HURRY)


@check(
    "SC-RTY-006",
    MUST,
    "A vendor that is down keeps a caller for less than 45 seconds.",
    why="The fallback needs time too; nobody waits for minutes to be told no.",
    fix="Keep base_s and cap_s of the row's RetryPolicy low.",
    requires=(*OUTAGE, "SC-RTY-002"),
)
def outages_are_told_soon(subject: Subject) -> None:
    """The longest of five calls."""

    async def scene(stage: Stage) -> None:
        for _ in range(5):
            began_s = stage.clock.now()
            await stage.call()
            took_s = stage.clock.now() - began_s
            if took_s > OUTAGE_S + stage.slack_s:
                stage.fails(f"an error within {OUTAGE_S:g} s", f"one after {took_s:.3g} s")

    play(subject, lambda says: in_turn(says.error(ServerError)), scene, speed=HURRY)


@check(
    "SC-RTY-007",
    MUST,
    "Whatever a vendor answers in whatever order, a call keeps its bounds and what it was told.",
    why="A bound that holds for the first call and not for the tenth is none.",
    fix="Leave Provider.retry as it is made: a policy or client that changes as it goes forgets.",
    needs=("key",),
    requires=(*OUTAGE, "SC-RTY-002", "SC-RTY-003", "SC-RTY-004", "SC-RTY-006", "SC-ERR-012"),
)
def retries_hold_in_any_order(subject: Subject) -> None:
    """Calls that meet answers, outages, limits and refusals, in walks of a state machine."""
    lead(subject, RetryModel)


def _waits(outcome: LLMResponse | CallError) -> list[float]:
    """Seconds that a call meant to wait before each of its further requests."""
    sends = [record for record in outcome.attempts if record.sent is not Sent.NO]
    return [record.waited_s for record in sends[1:]]


def _gaps(stage: Stage) -> list[float]:
    """Seconds between one request and the next."""
    times = [heard.at_s for heard in stage.vendor.heard]
    return [later - earlier for earlier, later in pairwise(times)]
