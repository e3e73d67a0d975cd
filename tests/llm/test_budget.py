"""Limits by scope and window: which hold for a call, what they refuse, and what money may be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scout.errors import BudgetExceededError, ConfigurationError
from scout.llm.budget import Balance, BudgetService, Entry, Limit, Stage, Window, to_nano
from scout.llm.ledgers.memory import MemoryLedger

CENT = 10**7
NOON = 1_795_348_800.0
"""2026-11-22, 12:00 UTC."""


class Wall:
    """Wall time by hand."""

    def __init__(self) -> None:
        self.at_s = NOON

    def __call__(self) -> float:
        """Seconds since the epoch."""
        return self.at_s


def _service(wall: Wall | None = None, **limits: float) -> BudgetService:
    wall = wall or Wall()
    named = {name.replace("__", "/").replace("_", ":"): usd for name, usd in limits.items()}
    return BudgetService(MemoryLedger(wall), named, wall)


def test_a_call_falls_under_the_global_limit_and_those_of_its_scopes() -> None:
    """A limit for each of a kind, and one for a name, both hold."""
    service = _service(**{"global": 1, "team": 0.5, "team_search": 0.2, "user": 0.1})
    limits = service.limits_for({"team": "search", "project": "x"})
    assert limits == (
        Limit("global", 100 * CENT),
        Limit("team:search", 20 * CENT),
    )


@pytest.mark.parametrize(("each", "own"), [(0.5, 0.2), (0.2, 0.5)])
def test_a_kind_and_a_name_share_an_account_whose_money_counts_once(
    each: float, own: float
) -> None:
    """Two rules name the same team: what it spends is charged once, and the lower limit holds."""
    service = _service(team=each, team_search=own)
    account = service.open("one", {"team": "search"}, 60)
    account.reserve(15 * CENT)
    assert service.balance("team:search") == Balance(0, 15 * CENT)
    account.commit(15 * CENT, {})
    account.release()
    assert service.balance("team:search") == Balance(15 * CENT, 0)
    with pytest.raises(BudgetExceededError, match=r"\$0\.05"):
        service.open("two", {"team": "search"}, 60).reserve(6 * CENT)


def test_a_window_counts_by_itself_and_the_next_begins_empty() -> None:
    """What was spent yesterday stays yesterday's."""
    wall = Wall()
    service = _service(wall, global__day=0.1)
    account = service.open("one", {}, 60)
    account.reserve(8 * CENT)
    account.commit(8 * CENT, {})
    account.release()
    with pytest.raises(BudgetExceededError, match=r"global@2026-11-22 has \$0\.02"):
        service.open("two", {}, 60).reserve(3 * CENT)
    wall.at_s += 86_400
    service.open("three", {}, 60).reserve(3 * CENT)
    assert service.balance(window=Window.DAY) == Balance(0, 3 * CENT)
    assert service.ledger.balance("global@2026-11-22") == Balance(8 * CENT, 0)


def test_a_call_across_midnight_stays_in_the_window_in_which_it_began() -> None:
    """A closed window changes by its own calls alone."""
    wall = Wall()
    service = _service(wall, global__day=1)
    account = service.open("late", {}, 60)
    account.reserve(5 * CENT)
    wall.at_s += 86_400
    account.commit(2 * CENT, {})
    account.release()
    assert service.ledger.balance("global@2026-11-22") == Balance(2 * CENT, 0)
    assert service.balance(window=Window.DAY) == Balance()


@pytest.mark.parametrize(
    ("window", "name"),
    [
        (Window.LIFETIME, ""),
        (Window.HOUR, "2026-11-22T12"),
        (Window.DAY, "2026-11-22"),
        (Window.MONTH, "2026-11"),
    ],
)
def test_windows_are_named_by_their_beginning_in_utc(window: Window, name: str) -> None:
    """So that every process names them alike."""
    assert window.start(NOON) == name


def test_hours_and_months_are_windows_too() -> None:
    """Each limit counts in the window that it names."""
    service = _service(global__hour=1, team_search__month=0.5)
    assert service.limits_for({"team": "search"}) == (
        Limit("global@2026-11-22T12", 100 * CENT),
        Limit("team:search@2026-11", 50 * CENT),
    )


def test_a_limit_that_is_not_the_call_s_hides_none_that_is() -> None:
    """Whatever stands first; and without any limit none is."""
    service = _service(**{"team": 0.5, "global": 1})
    assert service.limits_for({}) == (Limit("global", 100 * CENT),)
    assert (service.is_limited, _service().is_limited) == (True, False)


def test_what_is_spent_and_what_is_held_count_together() -> None:
    """In a look, in a refusal, and in what it says is left."""
    service = _service(**{"global": 1})
    account = service.open("one", {}, 60)
    account.reserve(30 * CENT)
    account.commit(10 * CENT, {})
    assert service.balance() == Balance(10 * CENT, 20 * CENT)
    assert service.check(70 * CENT, {}) is None
    assert service.check(71 * CENT, {}) == Limit("global", 100 * CENT)
    with pytest.raises(BudgetExceededError, match=r"global has \$0\.7\d* of"):
        service.open("two", {}, 60).reserve(71 * CENT)


def test_a_request_that_costs_nothing_may_be_reserved_and_charged() -> None:
    """A free model under a limit."""
    account = _service(**{"global": 1}).open("one", {}, 60)
    account.reserve(0)
    account.commit(0, {})
    assert account.is_local


def test_stages_bear_the_names_that_stores_and_journals_hold() -> None:
    """They are read by other processes."""
    names = ["reserved", "dispatched", "committed", "released", "expired"]
    assert [str(stage) for stage in Stage] == names
    assert [stage.is_final for stage in Stage] == [False, False, True, True, True]
    assert Entry(0.0, "call", 1, ("global",)).kind == "spent"


def test_check_says_which_limit_refuses_and_reserves_nothing() -> None:
    """A look, not a step."""
    service = _service(**{"global": 1, "team": 0.5})
    assert service.check(60 * CENT, {"team": "a"}) == Limit("team:a", 50 * CENT)
    assert service.check(50 * CENT, {"team": "a"}) is None
    assert service.balance() == Balance()


@pytest.mark.parametrize(
    "scope",
    [
        "global/year",
        "global/",
        "",
        ":search",
        "global:x",
        "team:search/week",
        "Global",
        " global/day",
    ],
)
def test_a_scope_that_cannot_be_read_is_refused_by_name(scope: str) -> None:
    """At load, not at the first call."""
    with pytest.raises(ConfigurationError, match="budget_usd"):
        BudgetService(MemoryLedger(Wall()), {scope: 1}, Wall())


@pytest.mark.parametrize(
    ("amount", "nano"),
    [
        (1, 10**9),
        (0, 0),
        (Decimal("0.000000001"), 1),
        (0.1 + 0.2, 300_000_000),
        (1e-9, 1),
        (Decimal("9007199.254740991"), 2**53 - 1),
    ],
)
def test_money_is_whole_nano_dollars(amount: Decimal | float, nano: int) -> None:
    """Floats as people mean them, decimals as they are written."""
    assert to_nano("limit", amount) == nano


@pytest.mark.parametrize(
    "amount",
    [
        -1,
        float("nan"),
        float("inf"),
        1e-10,
        1.001e-9,
        Decimal("0.0000000001"),
        Decimal("0.30000000000000004"),
        10**7,
    ],
)
def test_what_is_no_amount_is_refused_with_its_name(amount: Decimal | float) -> None:
    """Negative, endless, too fine, too much."""
    with pytest.raises(ConfigurationError, match="limit is"):
        to_nano("limit", amount)


@pytest.mark.parametrize("amount", [-1, 2**53])
def test_an_amount_that_no_engine_counts_exactly_is_refused(amount: int) -> None:
    """Reserved or committed."""
    account = _service(**{"global": 1}).open("one", {}, 60)
    with pytest.raises(ValueError, match="nano-USD"):
        account.reserve(amount)
    with pytest.raises(ValueError, match="nano-USD"):
        account.commit(amount, {})


def test_dead_calls_are_reaped_now_and_then_and_not_at_every_call() -> None:
    """A look costs a store's round trip."""
    wall = Wall()
    service = _service(wall, **{"global": 1})
    service.open("dead", {}, 10).reserve(5 * CENT)
    wall.at_s += 20
    assert service.reap() == 0
    wall.at_s += 100
    assert service.reap() == 1
    assert service.balance() == Balance()


def test_a_call_counts_as_dead_a_minute_past_its_time_and_not_before() -> None:
    """It may still be settling; what had been sent by then is charged."""
    for waited_s, reaped in ((70, 0), (71, 1)):
        wall = Wall()
        service = _service(wall, **{"global": 1})
        account = service.open("dead", {}, 10)
        account.reserve(5 * CENT)
        account.dispatch()
        wall.at_s += waited_s
        assert service.reap() == reaped
        assert service.balance() == (Balance(5 * CENT, 0) if reaped else Balance(0, 5 * CENT))


def test_the_dead_are_looked_for_every_half_minute() -> None:
    """Not sooner, whatever there is to find."""
    wall = Wall()
    service = _service(wall, **{"global": 1})
    wall.at_s += 100
    assert service.reap() == 0
    service.ledger.reserve("dead", "1", CENT, service.limits_for({}), 1.0)
    wall.at_s += 29
    assert service.reap() == 0
    wall.at_s += 1
    assert service.reap() == 1


@pytest.mark.parametrize("ends", ["release", "last charge"])
def test_a_call_that_ends_has_the_dead_reaped(ends: str) -> None:
    """Nobody else would; a charge that is not the last has nobody looked for."""
    wall = Wall()
    service = _service(wall, **{"global": 1})
    service.open("dead", {}, 10).reserve(5 * CENT)
    wall.at_s += 200
    living = service.open("living", {}, 10)
    living.reserve(CENT)
    living.commit(0, {})
    assert service.ledger.held() == {"dead": 5 * CENT, "living": CENT}
    if ends == "release":
        living.release()
    else:
        living.commit(CENT, {}, final=True)
    assert service.ledger.held() == {}
