"""What a provider client adds to its keys: order of use, rests, accounts, words for the caller."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scout.errors import (
    NoUsableKeyError,
    OverloadedError,
    QuotaExhaustedError,
    RateLimitedError,
)
from scout.llm.circuit_breaker import CircuitPolicy
from scout.llm.providers.client import EXHAUSTED_S, LEAST_REST_S, ProviderClient
from scout.llm.providers.keys import ApiKey, KeyStatus
from scout.llm.retry import RetryPolicy
from tests.llm.plan.bench import vendor

ROW = vendor("p", "m", "n")


def client(
    count: int = 3, *, jitter: float = 1.0, groups: str = "", **options: object
) -> ProviderClient:
    """A client with so many keys; a letter for each one's account."""
    keys = [
        ApiKey(f"p#{number}", f"s-{number}", groups[number - 1 : number])
        for number in range(1, count + 1)
    ]
    return ProviderClient(ROW, keys, lambda: jitter, **options)  # type: ignore[arg-type]


def leased(keys: ProviderClient, times: int, model: str = "m") -> str:
    """Numbers of the keys that are leased one after the other."""
    return "".join(keys.lease_key(model, 0.0).key_id[-1] for _ in range(times))


def test_keys_take_turns() -> None:
    """Least recently used first, in the order they were given at the start."""
    assert leased(client(), 7) == "1231231"


def test_a_key_that_was_away_is_next_when_it_returns() -> None:
    """It was used longest ago."""
    keys = client()
    keys.lease_key("m", 0.0)
    keys.record_key_failure("p#1", RateLimitedError("x", retry_after_s=9.0), model="m", now_s=0.0)
    assert leased(keys, 3) == "232"
    assert keys.lease_key("m", 9.0).key_id == "p#1"


@pytest.mark.parametrize(
    ("error", "rest_s"),
    [
        (RateLimitedError("x", retry_after_s=7.5), 7.5),
        (RateLimitedError("x", retry_after_s=0.25), 0.25),
        (RateLimitedError("x", retry_after_s=0.0), LEAST_REST_S),
        (RateLimitedError("x", retry_after_s=-5.0), LEAST_REST_S),
        (RateLimitedError("x", retry_after_s=float("nan")), LEAST_REST_S),
        (RateLimitedError("x"), 1.0),
        (QuotaExhaustedError("x", retry_after_s=90.0), 90.0),
        (QuotaExhaustedError("x", retry_after_s=0.0), LEAST_REST_S),
        (QuotaExhaustedError("x"), EXHAUSTED_S),
    ],
)
def test_a_key_rests_as_long_as_it_was_told(error: RateLimitedError, rest_s: float) -> None:
    """Where nobody said, a limit is backed off from and a quota rests for long."""
    keys = client(1)
    keys.record_key_failure("p#1", error, model="m", now_s=100.0)
    with pytest.raises(NoUsableKeyError) as caught:
        keys.lease_key("m", 100.0)
    assert caught.value.retry_after_s == pytest.approx(rest_s)


def test_limits_in_a_row_that_name_no_time_are_backed_off_from_longer() -> None:
    """One, two, four seconds and so on to the cap; an answer starts anew."""
    keys, rests = client(1), []
    for now_s in (0.0, 100.0, 200.0, 300.0, 400.0, 500.0):
        keys.record_key_failure("p#1", RateLimitedError("x"), model="m", now_s=now_s)
        rests.append(keys.views(now_s, "m")[0].returns_in_s)
    assert rests == pytest.approx([1.0, 2.0, 4.0, 8.0, 16.0, 20.0])
    keys.record_key_success("p#1", model="m")
    keys.record_key_failure("p#1", RateLimitedError("x"), model="m", now_s=600.0)
    assert keys.views(600.0, "m")[0].returns_in_s == pytest.approx(1.0)


def test_keys_of_one_account_rest_together() -> None:
    """A 429 on one passes over the others of its group; for this model alone."""
    keys = client(4, groups="rrbb")
    keys.record_key_failure("p#1", RateLimitedError("x", retry_after_s=9.0), model="m", now_s=0.0)
    assert leased(keys, 4) == "3434"
    assert leased(keys, 2, "n") == "12"


def test_no_key_says_which_variable_to_set() -> None:
    """Or that the row reads none."""
    with pytest.raises(NoUsableKeyError, match="no API key; set P_API_KEY"):
        client(0).lease_key("m", 0.0)
    nameless = ProviderClient(replace(ROW, api_key_env=()), [], lambda: 0.0)
    with pytest.raises(NoUsableKeyError, match="no API key is configured"):
        nameless.lease_key("m", 0.0)


def test_no_usable_key_tells_the_state_of_each() -> None:
    """By id, never by secret."""
    keys = client(2)
    keys.record_key_failure("p#1", RateLimitedError("x", retry_after_s=9.0), model="m", now_s=0.0)
    keys.record_key_failure("p#2", QuotaExhaustedError("x"), model="m", now_s=0.0)
    with pytest.raises(NoUsableKeyError, match="p#1 cooling, p#2 exhausted") as caught:
        keys.lease_key("m", 0.0)
    assert (caught.value.provider, caught.value.model) == ("p", "m")
    assert caught.value.retry_after_s == 9.0


def test_a_key_at_its_limit_of_requests_is_passed_over_until_one_ends() -> None:
    """Busy, and back at once."""
    keys = client(1, max_in_flight=2)
    assert leased(keys, 2) == "11"
    with pytest.raises(NoUsableKeyError, match="p#1 busy") as caught:
        keys.lease_key("m", 0.0)
    assert caught.value.retry_after_s == 0.0
    keys.release_key("p#1")
    assert keys.lease_key("m", 0.0).in_flight == 2


def test_a_model_that_is_gone_is_left_out_for_a_while() -> None:
    """And no other for it."""
    keys = client()
    keys.set_aside("m", 10.0)
    assert keys.is_set_aside("m", 9.9)
    assert not keys.is_set_aside("m", 10.0)
    assert not keys.is_set_aside("n", 0.0)


def test_a_row_s_policies_stand_before_the_router_s() -> None:
    """And those before scout's own."""
    own = vendor("q", "m", retry=RetryPolicy(max_sends=7), circuit=CircuitPolicy(open_s=2.0))
    given = {"retry": RetryPolicy(max_sends=5), "circuit": CircuitPolicy(open_s=3.0)}
    assert ProviderClient(own, [], lambda: 0.0, **given).retry.max_sends == 7  # type: ignore[arg-type]
    other = ProviderClient(ROW, [], lambda: 0.0, **given)  # type: ignore[arg-type]
    assert (other.retry.max_sends, other.circuit_policy.open_s) == (5, 3.0)
    assert ProviderClient(ROW, [], lambda: 0.0).retry == RetryPolicy()


def test_each_model_has_a_circuit_of_its_own() -> None:
    """And keeps it."""
    keys = client()
    assert keys.circuit("m") is keys.circuit("m")
    assert keys.circuit("m") is not keys.circuit("n")


def test_a_view_without_a_model_shows_a_key_s_worst() -> None:
    """The longest rest of all its models; by id, in their order."""
    keys = client(2)
    for model, wait_s in (("m", 5.0), ("n", 9.0)):
        error = RateLimitedError("x", retry_after_s=wait_s)
        keys.record_key_failure("p#2", error, model=model, now_s=0.0)
    first, second = keys.views(1.0)
    assert (first.key_id, first.status, first.returns_in_s) == ("p#1", KeyStatus.READY, 0.0)
    assert (second.status, second.returns_in_s) == (KeyStatus.COOLING, 8.0)
    assert "RateLimitedError" in second.reason
    assert keys.views(9.0)[1].status is KeyStatus.READY


def test_an_outage_is_no_fault_of_the_key() -> None:
    """Its state stays as it was."""
    keys = client(1)
    keys.record_key_failure("p#1", OverloadedError("x", retry_after_s=9.0), model="m", now_s=0.0)
    assert keys.views(0.0, "m")[0].status is KeyStatus.READY


def test_the_tenth_key_stands_after_the_ninth() -> None:
    """Views are in the order of the numbers and not of the letters."""
    assert [view.key_id for view in client(11).views(0.0)][8:] == ["p#9", "p#10", "p#11"]
