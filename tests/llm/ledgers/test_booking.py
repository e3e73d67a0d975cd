"""What each operation does to a reservation, whichever engine keeps it."""

from __future__ import annotations

import pytest

from scout.llm.budget import Stage
from scout.llm.ledgers.booking import (
    NOTHING,
    Booking,
    Change,
    commit,
    dispatch,
    expire,
    release,
    reserve,
)


def told(change: Change) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """What a change adds: spent, reserved, journal."""
    return change.spent, change.reserved, change.journal


def held(amount: int = 100, *, out: bool = False) -> Booking:
    """A reservation, with its request on the way where it is out."""
    booking = Booking(("global",))
    reserve(booking, "r1", amount, 60.0)
    if out:
        dispatch(booking)
    return booking


def test_a_fresh_booking_holds_and_owes_nothing() -> None:
    """And lasts until somebody says how long."""
    booking = Booking(("global",))
    assert (booking.held, booking.spent, booking.presumed, booking.until_s) == (0, 0, 0, 0.0)
    assert (booking.stage, booking.steps) == (Stage.RESERVED, ())


def test_what_nothing_is_done_to_adds_nothing() -> None:
    """Neither a request that goes out nor a reservation that ended already."""
    booking = held()
    assert told(dispatch(booking)) == told(NOTHING) == (0, 0, ())
    release(booking)
    for end in (release, expire, dispatch):
        assert told(end(booking)) == (0, 0, ())


def test_a_commit_charges_what_was_spent_and_frees_so_much() -> None:
    """Past what is held it frees all of it; each commit counts, and each is in the journal."""
    booking = held(100, out=True)
    assert told(commit(booking, "c1", 30)) == (30, -30, (("spent", 30),))
    assert booking.stage is Stage.RESERVED
    assert told(commit(booking, "c2", 90)) == (90, -70, (("spent", 90),))
    assert (booking.spent, booking.held) == (120, 0)


def test_the_last_commit_gives_the_rest_back() -> None:
    """In the same change."""
    booking = held(100, out=True)
    assert told(commit(booking, "c1", 30, final=True)) == (30, -100, (("spent", 30),))
    assert (booking.stage, booking.held) == (Stage.COMMITTED, 0)


def test_a_call_that_spent_nothing_is_released_and_not_committed() -> None:
    """Its stage tells whether anything was bought, and it holds nothing more."""
    booking = held(100)
    assert told(release(booking)) == (0, -100, ())
    assert (booking.stage, booking.held) == (Stage.RELEASED, 0)


def test_a_call_that_died_with_its_request_out_is_charged_in_full() -> None:
    """Until the truth arrives, which counts once and takes back what was presumed."""
    booking = held(100, out=True)
    assert told(expire(booking)) == (100, -100, (("expired", 100),))
    assert (booking.stage, booking.held, booking.presumed) == (Stage.EXPIRED, 0, 100)
    assert told(commit(booking, "c1", 30)) == (-70, 0, (("spent", 30), ("corrected", -100)))
    assert told(commit(booking, "c2", 5)) == (5, 0, (("spent", 5),))
    assert told(commit(booking, "c2", 5)) == (0, 0, ())
    assert booking.presumed == 0


def test_a_call_that_died_before_it_sent_anything_gets_its_money_back() -> None:
    """Nothing is presumed of it."""
    booking = held(100)
    assert told(expire(booking)) == (0, -100, ())
    assert (booking.stage, booking.held, booking.presumed) == (Stage.EXPIRED, 0, 0)


def test_an_ended_reservation_is_not_added_to() -> None:
    """The message says how it ended."""
    booking = held()
    release(booking)
    with pytest.raises(ValueError, match="released and cannot hold more"):
        reserve(booking, "r2", 1, 60.0)


def test_a_lease_is_lengthened_and_never_shortened() -> None:
    """A second sum for a shorter time leaves the first its time."""
    booking = held()
    reserve(booking, "r2", 1, 30.0)
    assert booking.until_s == 60.0
