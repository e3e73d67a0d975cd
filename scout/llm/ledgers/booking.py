"""What each ledger operation does to one reservation and its accounts: pure, engines store it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scout.llm.budget import Limit, Stage
from scout.llm.fleeting import fleeting

# Members of an enum are looked up by a function of its own, several times a call.
_RESERVED: Final = Stage.RESERVED
_DISPATCHED: Final = Stage.DISPATCHED
_COMMITTED: Final = Stage.COMMITTED
_RELEASED: Final = Stage.RELEASED


@dataclass(slots=True)
class Booking:
    """One reservation.

    Attributes:
        accounts: Where it counts.
        held: Nano-USD set aside.
        spent: Nano-USD charged by commits.
        presumed: Nano-USD charged when its lease expired, because nobody could tell.
        stage: Where it stands.
        until_s: When its lease is over.
        steps: Steps that have had their effect; a call has a few.
    """

    accounts: tuple[str, ...]
    held: int = 0
    spent: int = 0
    presumed: int = 0
    stage: Stage = _RESERVED
    until_s: float = 0.0
    steps: tuple[str, ...] = ()


@fleeting
class Change:
    """What to add to every account of a booking.

    Attributes:
        spent: To what is spent.
        reserved: To what is reserved.
        journal: Lines for the journal: kind and amount.
    """

    spent: int = 0
    reserved: int = 0
    journal: tuple[tuple[str, int], ...] = ()


NOTHING = Change()


def refusing(amount: int, limits: Sequence[Limit], taken: Mapping[str, int]) -> Limit | None:
    """The first limit that an amount would exceed, beside what is spent and reserved there.

    Args:
        amount: Nano-USD.
        limits: Each of them holds.
        taken: What is spent and reserved by account; nothing where one is not named.
    """
    for limit in limits:
        if taken.get(limit.account, 0) + amount > limit.limit_nano_usd:
            return limit
    return None


def reserve(booking: Booking, step: str, amount: int, until_s: float) -> Change:
    """Add to what is held; the caller has asked `refusing` first.

    Raises:
        ValueError: The booking has ended.
    """
    if booking.stage.is_final:
        raise ValueError(f"the reservation is {booking.stage} and cannot hold more")
    booking.steps += (step,)
    booking.held += amount
    booking.until_s = max(booking.until_s, until_s)
    return Change(0, amount)


def dispatch(booking: Booking) -> Change:
    """A request is going out."""
    if booking.stage is _RESERVED:
        booking.stage = _DISPATCHED
    return NOTHING


def commit(booking: Booking, step: str, spent: int, *, final: bool = False) -> Change:
    """Charge, and end it where that was its last attempt."""
    charged = NOTHING if step in booking.steps else _charge(booking, step, spent)
    if not final:
        return charged
    return Change(charged.spent, charged.reserved - _end(booking), charged.journal)


def _charge(booking: Booking, step: str, spent: int) -> Change:
    """Charge; after an expiry the truth replaces what was presumed."""
    booking.steps += (step,)
    booking.spent += spent
    if booking.stage.is_final:
        presumed, booking.presumed = booking.presumed, 0
        lines = (("spent", spent), *((("corrected", -presumed),) if presumed else ()))
        return Change(spent - presumed, 0, lines)
    covered = min(booking.held, spent)
    booking.held -= covered
    booking.stage = _RESERVED  # that request is accounted for; the next one is dispatched anew
    return Change(spent, -covered, (("spent", spent),))


def release(booking: Booking) -> Change:
    """End it and give back the rest; an ended one stays as it is."""
    return Change(0, -_end(booking))


def _end(booking: Booking) -> int:
    """End it, and say what it still held."""
    if booking.stage.is_final:
        return 0
    held, booking.held = booking.held, 0
    booking.stage = _COMMITTED if booking.spent else _RELEASED
    return held


def expire(booking: Booking) -> Change:
    """Its process is gone: charge what is held if a request was out, else give it back."""
    if booking.stage.is_final:
        return NOTHING
    was_out = booking.stage is _DISPATCHED
    held, booking.held = booking.held, 0
    booking.stage = Stage.EXPIRED
    if not was_out or not held:
        return Change(0, -held)
    booking.presumed = held
    return Change(held, -held, (("expired", held),))
