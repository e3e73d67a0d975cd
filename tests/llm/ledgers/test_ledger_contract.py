"""What every engine behind the `Ledger` protocol does; one text for all of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from scout.errors import ConfigurationError
from scout.llm.budget import Balance, Limit
from tests.llm.ledgers.conftest import Engine

GLOBAL = Limit("global", 100)
TEAM = Limit("team:a", 60)
LONG_S = 60.0
SHORT_S = 0.05


def test_what_is_reserved_is_held_in_every_account(engine: Engine) -> None:
    """Nothing is spent yet."""
    assert engine.ledger.reserve("call", "1", 40, (GLOBAL, TEAM), LONG_S) is None
    assert engine.ledger.balance("global") == Balance(0, 40)
    assert engine.ledger.balance("team:a") == Balance(0, 40)
    assert engine.ledger.held() == {"call": 40}


def test_a_refusal_names_its_limit_and_reserves_nowhere(engine: Engine) -> None:
    """All accounts or none."""
    assert engine.ledger.reserve("call", "1", 61, (GLOBAL, TEAM), LONG_S) == TEAM
    assert engine.ledger.balance("global") == Balance()
    assert engine.ledger.held() == {}


def test_a_limit_may_be_used_up_exactly_and_zero_is_a_limit(engine: Engine) -> None:
    """At most means at most."""
    assert engine.ledger.reserve("call", "1", 100, (GLOBAL,), LONG_S) is None
    nothing = Limit("nobody", 0)
    assert engine.ledger.reserve("other", "1", 1, (nothing,), LONG_S) == nothing
    assert engine.ledger.reserve("free", "1", 0, (nothing,), LONG_S) is None


def test_a_commit_moves_money_from_reserved_to_spent(engine: Engine) -> None:
    """The rest stays held until the call ends."""
    engine.ledger.reserve("call", "1", 40, (GLOBAL,), LONG_S)
    engine.ledger.commit("call", "2", 15, {"model": "m"})
    assert engine.ledger.balance("global") == Balance(15, 25)
    engine.ledger.release("call")
    assert engine.ledger.balance("global") == Balance(15, 0)


def test_the_last_commit_gives_the_rest_back_at_once(engine: Engine) -> None:
    """A charge and the end of its call are one step, and that step has its effect once."""
    engine.ledger.reserve("call", "1", 40, (GLOBAL,), LONG_S)
    for _ in range(3):
        engine.ledger.commit("call", "2", 15, {"model": "m"}, final=True)
    assert (engine.ledger.balance("global"), engine.ledger.held()) == (Balance(15, 0), {})
    engine.ledger.reserve("other", "1", 40, (GLOBAL,), LONG_S)
    engine.ledger.commit("other", "2", 5, {})
    engine.ledger.commit("other", "2", 5, {}, final=True)
    assert (engine.ledger.balance("global"), engine.ledger.held()) == (Balance(20, 0), {})


def test_a_commit_past_the_reservation_is_an_overrun_and_never_refused(engine: Engine) -> None:
    """The money is gone whatever the limit says."""
    engine.ledger.reserve("call", "1", 10, (GLOBAL,), LONG_S)
    engine.ledger.commit("call", "2", 130, {})
    assert engine.ledger.balance("global") == Balance(130, 0)
    assert engine.ledger.reserve("next", "1", 1, (GLOBAL,), LONG_S) == GLOBAL


def test_a_call_tops_its_reservation_up(engine: Engine) -> None:
    """A retry adds its own worst case."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), LONG_S)
    engine.ledger.reserve("call", "2", 30, (GLOBAL,), LONG_S)
    assert engine.ledger.held() == {"call": 60}
    assert engine.ledger.reserve("call", "3", 41, (GLOBAL,), LONG_S) == GLOBAL
    assert engine.ledger.held() == {"call": 60}


def test_every_step_has_its_effect_once(engine: Engine) -> None:
    """A repeated message counts once, before and after the end."""
    for _ in range(3):
        engine.ledger.reserve("call", "1", 30, (GLOBAL,), LONG_S)
    for _ in range(3):
        engine.ledger.dispatch("call")
        engine.ledger.commit("call", "2", 10, {})
    for _ in range(3):
        engine.ledger.release("call")
        engine.ledger.commit("call", "2", 10, {})
        engine.ledger.reserve("call", "1", 30, (GLOBAL,), LONG_S)
    assert engine.ledger.balance("global") == Balance(10, 0)


def test_an_ended_reservation_holds_no_more(engine: Engine) -> None:
    """One end each."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), LONG_S)
    engine.ledger.release("call")
    with pytest.raises(ValueError, match=r"released|ended"):
        engine.ledger.reserve("call", "2", 1, (GLOBAL,), LONG_S)


def test_a_commit_to_an_unknown_reservation_is_an_error(engine: Engine) -> None:
    """Money without a call is a bug somewhere."""
    with pytest.raises(ConfigurationError, match="no reservation 'ghost'"):
        engine.ledger.commit("ghost", "1", 1, {})
    engine.ledger.release("ghost")
    engine.ledger.dispatch("ghost")


@pytest.mark.claim(
    "dead-are-settled",
    "When that is over, another process settles them: a request that was out is "
    "charged in full, since the vendor may have answered; money that was only set "
    "aside goes back.",
)
def test_a_dead_call_that_sent_nothing_gets_its_money_back(engine: Engine) -> None:
    """The reaper gives back what was only reserved."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), SHORT_S)
    engine.later(SHORT_S * 2)
    assert engine.ledger.reap() == 1
    assert engine.ledger.balance("global") == Balance(0, 0)
    assert engine.ledger.reap() == 0


@pytest.mark.claim(
    "dead-are-settled",
    "When that is over, another process settles them: a request that was out is "
    "charged in full, since the vendor may have answered; money that was only set "
    "aside goes back.",
)
def test_a_dead_call_that_was_out_is_charged_in_full(engine: Engine) -> None:
    """Nobody can tell what the vendor billed, so the worst case counts."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), SHORT_S)
    engine.ledger.dispatch("call")
    engine.later(SHORT_S * 2)
    engine.ledger.reap()
    assert engine.ledger.balance("global") == Balance(30, 0)
    assert [entry.kind for entry in engine.ledger.journal()] == ["expired"]


def test_a_dead_call_whose_request_was_settled_gets_the_rest_back(engine: Engine) -> None:
    """What is accounted for is not presumed again; a further request is out anew."""
    for call, sends in (("settled", 1), ("out again", 2)):
        engine.ledger.reserve(call, "1", 20, (GLOBAL,), SHORT_S)
        for step in ("2", "3")[:sends]:
            engine.ledger.dispatch(call)
            if step == "2":
                engine.ledger.commit(call, step, 7, {})
    engine.later(SHORT_S * 2)
    assert engine.ledger.reap() == 2
    assert engine.ledger.balance("global") == Balance(7 + 20, 0)


def test_the_truth_replaces_what_was_presumed(engine: Engine) -> None:
    """A slow process that was taken for dead still tells what it spent."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), SHORT_S)
    engine.ledger.dispatch("call")
    engine.later(SHORT_S * 2)
    engine.ledger.reap()
    engine.ledger.commit("call", "2", 12, {})
    engine.ledger.release("call")
    assert engine.ledger.balance("global") == Balance(12, 0)
    assert sum(entry.nano_usd for entry in engine.ledger.journal()) == 12


def test_a_lease_that_is_renewed_is_not_reaped(engine: Engine) -> None:
    """A further reservation of a call renews its lease, and never shortens it."""
    engine.ledger.reserve("call", "1", 30, (GLOBAL,), LONG_S)
    engine.ledger.reserve("call", "2", 1, (GLOBAL,), SHORT_S)
    engine.later(SHORT_S * 2)
    assert engine.ledger.reap() == 0


def test_the_journal_tells_what_was_spent_on_what(engine: Engine) -> None:
    """Its sum is what is spent."""
    for number, cost in enumerate((5, 7)):
        engine.ledger.reserve(f"call {number}", "1", 20, (GLOBAL, TEAM), LONG_S)
        engine.ledger.commit(f"call {number}", "2", cost, {"model": "m", "team": "a"})
        engine.ledger.release(f"call {number}")
    entries = list(engine.ledger.journal())
    assert [entry.nano_usd for entry in entries] == [5, 7]
    assert entries[0].accounts == ("global", "team:a")
    assert entries[0].labels == {"model": "m", "team": "a"}
    assert engine.ledger.balance("team:a").spent_nano_usd == 12


def test_another_opening_of_the_same_store_sees_it_all(engine: Engine) -> None:
    """Processes share balances."""
    engine.ledger.reserve("call", "1", 40, (GLOBAL,), LONG_S)
    other = engine.again()
    assert other.held() == {"call": 40}
    other.commit("call", "2", 4, {})
    other.release("call")
    assert engine.ledger.balance("global") == Balance(4, 0)
    if other is not engine.ledger:
        other.close()


def test_of_a_thousand_first_calls_exactly_a_hundred_are_admitted(engine: Engine) -> None:
    """Concurrent callers cannot overspend together."""

    def first_call(number: int) -> bool:
        return engine.ledger.reserve(f"call {number}", "1", 1, (GLOBAL,), LONG_S) is None

    with ThreadPoolExecutor(16) as threads:
        admitted = sum(threads.map(first_call, range(1000)))
    assert admitted == 100
    assert engine.ledger.balance("global") == Balance(0, 100)
