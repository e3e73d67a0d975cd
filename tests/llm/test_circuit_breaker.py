"""The circuit breaker: when it opens, who probes, whose word counts; against a simple model too."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)

from scout.errors import CircuitEffect, ConfigurationError
from scout.llm.circuit_breaker import CircuitBreaker, CircuitPolicy, CircuitState, Permit

ALIVE, FAILURE = CircuitEffect.ALIVE, CircuitEffect.FAILURE
NEUTRAL, REPEATED = CircuitEffect.NEUTRAL, CircuitEffect.REPEATED


def breaker(jitter: float = 0.0, **policy: float) -> CircuitBreaker:
    """A breaker whose dice always show `jitter`."""
    return CircuitBreaker(CircuitPolicy(**policy), lambda: jitter)  # type: ignore[arg-type]


def outcome(circuit: CircuitBreaker, effect: CircuitEffect, now_s: float = 0.0) -> None:
    """One call that is admitted and ends at once."""
    permit = circuit.admit(now_s)
    assert permit is not None
    circuit.record(permit, effect, now_s)


def opened(jitter: float = 0.0, **policy: float) -> CircuitBreaker:
    """A breaker that was opened at time 0."""
    circuit = breaker(jitter, **policy)
    for _ in range(circuit.policy.consecutive_failures):
        outcome(circuit, FAILURE)
    assert circuit.view(0.0).state is CircuitState.OPEN
    return circuit


def test_five_failures_in_a_row_open_it() -> None:
    """Four do not, and an answer in between starts the count anew."""
    circuit = breaker()
    for effect in (FAILURE, FAILURE, FAILURE, FAILURE):
        outcome(circuit, effect)
    assert circuit.view(0.0).state is CircuitState.CLOSED
    outcome(circuit, FAILURE)
    assert circuit.view(0.0).state is CircuitState.OPEN
    assert circuit.admit(0.0) is None


def test_half_of_the_last_calls_failing_opens_it() -> None:
    """The rate counts from the fifth call on, and reaching it is enough."""
    circuit = breaker()
    for effect in (FAILURE, ALIVE, FAILURE, ALIVE):
        outcome(circuit, effect)
    assert circuit.view(0.0).state is CircuitState.CLOSED  # 2 of 4: too few calls to tell
    outcome(circuit, ALIVE)
    assert circuit.view(0.0).state is CircuitState.CLOSED  # 2 of 5
    outcome(circuit, FAILURE)
    assert circuit.view(0.0).state is CircuitState.OPEN  # 3 of 6
    fifth = breaker()
    for effect in (FAILURE, ALIVE, FAILURE, ALIVE, FAILURE):
        outcome(fifth, effect)
    assert fifth.view(0.0).state is CircuitState.OPEN  # 3 of 5


def test_only_the_last_twenty_calls_count() -> None:
    """Ten old answers make room for ten failures, not in a row."""
    circuit = breaker(consecutive_failures=100)
    for _ in range(20):
        outcome(circuit, ALIVE)
    for _ in range(9):
        outcome(circuit, FAILURE)
    assert circuit.view(0.0).calls == 20
    assert circuit.view(0.0).state is CircuitState.CLOSED  # 9 of 20
    outcome(circuit, FAILURE)
    assert circuit.view(0.0).state is CircuitState.OPEN  # 10 of 20


def test_outcomes_older_than_the_window_say_nothing() -> None:
    """A failure a minute ago is no reason to open now."""
    circuit = breaker(consecutive_failures=100)
    for _ in range(4):
        outcome(circuit, FAILURE, 0.0)
    for _ in range(4):
        outcome(circuit, ALIVE, 31.0)
    outcome(circuit, FAILURE, 31.0)
    view = circuit.view(31.0)
    assert (view.state, view.calls, view.failures) == (CircuitState.CLOSED, 5, 1)


@pytest.mark.parametrize("effect", [ALIVE, NEUTRAL])
def test_what_shows_the_vendor_alive_never_opens_it(effect: CircuitEffect) -> None:
    """Throttling, bad keys and the caller's own faults are no failures of the route."""
    circuit = breaker()
    for _ in range(50):
        outcome(circuit, effect)
    assert circuit.view(0.0).state is CircuitState.CLOSED


def test_a_neutral_outcome_does_not_break_a_run_of_failures() -> None:
    """It says nothing in either direction."""
    circuit = breaker()
    for effect in (FAILURE, FAILURE, NEUTRAL, FAILURE, FAILURE, NEUTRAL, FAILURE):
        outcome(circuit, effect)
    assert circuit.view(0.0).state is CircuitState.OPEN


def test_one_odd_answer_is_chance_and_a_second_in_a_row_a_failure() -> None:
    """An undecodable 200 counts from its repetition on; a good answer in between forgives it."""
    circuit = breaker()
    outcome(circuit, REPEATED)
    assert circuit.view(0.0).failures == 0
    outcome(circuit, REPEATED)
    assert circuit.view(0.0).failures == 1
    outcome(circuit, ALIVE)
    outcome(circuit, REPEATED)
    assert circuit.view(0.0).failures == 1


def test_it_rests_five_seconds_then_asks_one() -> None:
    """Nobody passes before, one after, and nobody beside that one."""
    circuit = opened()
    assert circuit.retry_after_s(0.0) == 5.0
    assert circuit.admit(4.999) is None
    assert circuit.view(5.0).state is CircuitState.HALF_OPEN
    assert circuit.retry_after_s(5.0) == 0.0
    permits = [circuit.admit(5.0) for _ in range(50)]
    assert [permit.probe for permit in permits if permit is not None] == [True]


def test_a_probe_that_is_answered_closes_it() -> None:
    """All is forgiven: the next rest is a short one again."""
    circuit = opened()
    outcome(circuit, FAILURE, 5.0)
    assert circuit.retry_after_s(5.0) == 10.0
    outcome(circuit, ALIVE, 15.0)
    view = circuit.view(15.0)
    assert (view.state, view.calls, view.failures) == (CircuitState.CLOSED, 0, 0)
    for _ in range(5):
        outcome(circuit, FAILURE, 15.0)
    assert circuit.retry_after_s(15.0) == 5.0


def test_a_probe_that_fails_doubles_the_rest_up_to_the_cap() -> None:
    """5, 10, 20, 30, 30: a recovery is noticed within half a minute."""
    circuit = opened()
    now_s, rests = 0.0, [circuit.retry_after_s(0.0)]
    for _ in range(4):
        now_s += rests[-1]
        outcome(circuit, FAILURE, now_s)
        rests.append(circuit.retry_after_s(now_s))
    assert rests == [5.0, 10.0, 20.0, 30.0, 30.0]


def test_an_odd_answer_to_a_probe_is_a_failure() -> None:
    """There is no second probe to compare it with."""
    circuit = opened()
    outcome(circuit, REPEATED, 5.0)
    assert circuit.view(5.0).state is CircuitState.OPEN


def test_the_rest_is_shortened_at_random_and_never_lengthened() -> None:
    """Many processes do not probe at once, and none later than promised."""
    assert opened(jitter=0.0).retry_after_s(0.0) == 5.0
    assert opened(jitter=0.5).retry_after_s(0.0) == 4.5
    assert opened(jitter=1.0).retry_after_s(0.0) == 4.0


@pytest.mark.parametrize("how", ["given back", "neutral"])
def test_a_probe_without_a_word_makes_room_for_the_next(how: str) -> None:
    """A caller that left, or an outcome that says nothing, neither closes nor opens it."""
    circuit = opened()
    permit = circuit.admit(5.0)
    assert permit is not None
    if how == "neutral":
        circuit.record(permit, NEUTRAL, 5.0)
    else:
        circuit.give_back(permit)
    assert circuit.view(5.0).state is CircuitState.HALF_OPEN
    successor = circuit.admit(5.0)
    assert successor is not None
    assert successor.probe
    circuit.record(permit, ALIVE, 5.0)  # what was given back has no say any more
    assert circuit.view(5.0).state is CircuitState.HALF_OPEN
    assert circuit.admit(5.0) is None


def test_a_probe_that_never_returns_is_given_up() -> None:
    """After its lease another is sent, and the lost one's word does not count."""
    circuit = opened()
    lost = circuit.admit(5.0)
    assert lost is not None
    assert circuit.retry_after_s(6.0) == 5.0  # it is expected back soon
    assert circuit.admit(334.9) is None
    assert circuit.retry_after_s(334.0) == 1.0
    successor = circuit.admit(335.0)
    assert successor is not None
    circuit.record(lost, FAILURE, 336.0)
    circuit.give_back(lost)  # nor does it make room for a second one
    assert circuit.view(336.0).state is CircuitState.HALF_OPEN
    assert circuit.admit(336.0) is None
    circuit.record(successor, ALIVE, 337.0)
    assert circuit.view(337.0).state is CircuitState.CLOSED


def test_an_outcome_from_before_the_trip_is_ignored() -> None:
    """A slow answer closes nothing, a slow failure opens nothing."""
    circuit = breaker()
    early = [circuit.admit(0.0) for _ in range(10)]
    for _ in range(5):
        outcome(circuit, FAILURE)
    assert early[0] is not None
    circuit.record(early[0], ALIVE, 1.0)
    assert circuit.view(1.0).state is CircuitState.OPEN
    outcome(circuit, ALIVE, 5.0)
    for permit in early[1:]:
        assert permit is not None
        circuit.record(permit, FAILURE, 6.0)
    view = circuit.view(6.0)
    assert (view.state, view.failures) == (CircuitState.CLOSED, 0)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"failure_rate": 0}, "failure_rate is 0"),
        ({"failure_rate": 1.5}, "failure_rate is 1.5"),
        ({"failure_rate": math.nan}, "failure_rate is nan"),
        ({"jitter": 1}, "jitter is 1"),
        ({"jitter": -0.1}, "jitter is -0.1"),
        ({"window_calls": 0}, "window_calls is 0; give at least 1"),
        ({"minimum_calls": 0}, "minimum_calls is 0"),
        ({"consecutive_failures": 0}, "consecutive_failures is 0"),
        ({"minimum_calls": 21}, "minimum_calls is 21, above circuit.window_calls, 20"),
        ({"window_s": 0}, "window_s is 0; give seconds above 0"),
        ({"open_s": -1}, "open_s is -1"),
        ({"open_s": math.inf}, "open_s is inf"),
        ({"probe_lease_s": math.nan}, "probe_lease_s is nan"),
        ({"open_cap_s": 4}, "open_s is 5.0, above circuit.open_cap_s, 4; lower"),
        ({"open_cap_s": math.nan}, "open_cap_s is nan"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(wrong: dict[str, float], says: str) -> None:
    """The message names field, value and remedy."""
    with pytest.raises(ConfigurationError, match=says):
        CircuitPolicy(**wrong)  # type: ignore[arg-type]


def test_a_policy_at_its_very_bounds_is_taken() -> None:
    """One call, half a second, and a rest that never grows."""
    circuit = breaker(
        failure_rate=1,
        window_calls=1,
        minimum_calls=1,
        consecutive_failures=1,
        window_s=0.5,
        open_s=0.5,
        open_cap_s=0.5,
        probe_lease_s=0.5,
    )
    outcome(circuit, FAILURE)
    assert circuit.retry_after_s(0.0) == 0.5


def test_states_bear_the_names_that_records_and_dashboards_show() -> None:
    """They are read outside of this process."""
    assert [str(state) for state in CircuitState] == ["closed", "open", "half_open"]


# -- against a model --


@dataclass(eq=False)
class Out:
    """A permit that is out, and the era of the model in which it was given."""

    permit: Permit
    era: int
    probe: bool


POLICY = CircuitPolicy(
    window_calls=6,
    window_s=30.0,
    minimum_calls=4,
    consecutive_failures=3,
    open_s=5.0,
    open_cap_s=20.0,
    jitter=0.0,
    probe_lease_s=60.0,
)


class CircuitMachine(RuleBasedStateMachine):
    """The breaker beside a model that keeps the whole history and decides from it."""

    permits = Bundle("permits")

    def __init__(self) -> None:
        super().__init__()
        self.circuit = CircuitBreaker(POLICY, lambda: 0.0)
        self.now_s = 0.0
        self.era = 0
        self.history: list[tuple[float, bool]] = []  # outcomes of this era, all of them
        self.open_until_s: float | None = None
        self.probing = False  # whether the rest is over and no answer came yet
        self.probe: tuple[Out, float] | None = None
        self.trips = 0  # in a row, without an answered probe between
        self.suspect = False

    @rule(seconds=st.sampled_from([0.0, 0.5, 1.0, 4.5, 5.0, 10.0, 20.0, 31.0, 60.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now_s += seconds

    @rule(target=permits)
    def admit(self) -> Out:
        """Somebody asks; a refusal is an Out that nobody will record."""
        permit = self.circuit.admit(self.now_s)
        expected = self._expect_admission()
        assert (permit is not None) is (expected is not None)
        if permit is None:
            return Out(Permit(-1, probe=False), -1, probe=False)
        out = Out(permit, self.era, probe=expected is True)
        assert permit.probe is out.probe
        if out.probe:
            self.probe = (out, self.now_s)
        return out

    @rule(out=consumes(permits), effect=st.sampled_from(CircuitEffect))
    def record(self, out: Out, effect: CircuitEffect) -> None:
        """A permit comes back with an outcome, perhaps late."""
        self.circuit.record(out.permit, effect, self.now_s)
        if self._is_current(out):
            self._apply(out, effect)

    @rule(out=consumes(permits))
    def give_back(self, out: Out) -> None:
        """A permit comes back without an outcome."""
        self.circuit.give_back(out.permit)
        if self._is_current(out) and out.probe:
            self.probe = None

    @rule(out=permits, effect=st.sampled_from(CircuitEffect))
    def record_one_twice(self, out: Out, effect: CircuitEffect) -> None:
        """A stale permit never has a say, however often it is used."""
        if not self._is_current(out):
            self.circuit.record(out.permit, effect, self.now_s)

    @invariant()
    def looks_the_same(self) -> None:
        """State, counts and the wait are the model's."""
        view = self.circuit.view(self.now_s)
        assert view.state is self._state()
        assert view.retry_after_s == pytest.approx(self._wait_s())
        recent = self._recent()
        assert (view.calls, view.failures) == (len(recent), sum(failed for _, failed in recent))

    @precondition(lambda self: self._state() is CircuitState.OPEN)
    @invariant()
    def never_rests_longer_than_the_cap(self) -> None:
        """A recovery is noticed within the cap."""
        assert self.circuit.retry_after_s(self.now_s) <= POLICY.open_cap_s

    # the model

    def _state(self) -> CircuitState:
        if self.open_until_s is not None and self.now_s < self.open_until_s and not self.probing:
            return CircuitState.OPEN
        if self.open_until_s is not None or self.probing:
            return CircuitState.HALF_OPEN
        return CircuitState.CLOSED

    def _wait_s(self) -> float:
        if self._state() is CircuitState.OPEN:
            assert self.open_until_s is not None
            return self.open_until_s - self.now_s
        if self._state() is CircuitState.HALF_OPEN and self.probe is not None:
            left_s = self.probe[1] + POLICY.probe_lease_s - self.now_s
            return max(0.0, min(POLICY.open_s, left_s))
        return 0.0

    def _expect_admission(self) -> bool | None:
        """None where it is refused, else whether it is a probe; begins an era for a probe."""
        state = self._state()
        if state is CircuitState.CLOSED:
            return False
        if state is CircuitState.OPEN:
            return None
        if self.probe is not None and self.now_s - self.probe[1] < POLICY.probe_lease_s:
            return None
        self.probing = True
        self._begin_era()
        return True

    def _is_current(self, out: Out) -> bool:
        if out.era != self.era:
            return False
        return not out.probe or (self.probe is not None and self.probe[0] is out)

    def _apply(self, out: Out, effect: CircuitEffect) -> None:
        if effect is REPEATED:
            effect = FAILURE if self.suspect or out.probe else NEUTRAL
            self.suspect = True
        elif effect is not NEUTRAL:
            self.suspect = False
        if out.probe:
            self.probe = None
            if effect is ALIVE:
                self._close()
            elif effect is FAILURE:
                self._open()
            return
        if effect is NEUTRAL:
            return
        self.history.append((self.now_s, effect is FAILURE))
        if effect is FAILURE and self._is_tripped():
            self._open()

    def _recent(self) -> list[tuple[float, bool]]:
        latest = self.history[-POLICY.window_calls :]
        return [item for item in latest if item[0] >= self.now_s - POLICY.window_s]

    def _is_tripped(self) -> bool:
        run = self.history[-POLICY.consecutive_failures :]
        if len(run) == POLICY.consecutive_failures and all(failed for _, failed in run):
            return True
        recent = self._recent()
        failures = sum(failed for _, failed in recent)
        return len(recent) >= POLICY.minimum_calls and failures * 2 >= len(recent)

    def _open(self) -> None:
        self._begin_era()
        rest_s = min(POLICY.open_s * 2**self.trips, POLICY.open_cap_s)
        self.trips += 1
        self.open_until_s = self.now_s + rest_s
        self.probing = False

    def _close(self) -> None:
        self._begin_era()
        self.open_until_s, self.probing, self.trips = None, False, 0

    def _begin_era(self) -> None:
        self.era += 1
        self.history.clear()
        self.probe = None
        self.suspect = False


TestCircuitAgainstItsModel = CircuitMachine.TestCase
TestCircuitAgainstItsModel.settings = settings(
    max_examples=200, stateful_step_count=60, deadline=None
)
