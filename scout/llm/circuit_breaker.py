"""Leaves a failing model alone for a while, and asks one caller at a time whether it is back.

Pure state: the clock and the dice are handed in, nothing here waits or locks. The owner
(`Router`) calls every method under its one lock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scout.errors import CircuitEffect, ConfigurationError


class CircuitState(StrEnum):
    """Where a circuit stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class CircuitPolicy:
    """When a circuit opens and how long it stays so.

    Attributes:
        failure_rate: Share of failures among the last calls that opens it, 0 to 1.
        window_calls: How many calls are looked back on.
        window_s: How far back, in seconds; older outcomes say nothing of now.
        minimum_calls: Below this many calls a rate is chance.
        consecutive_failures: This many in a row open it whatever the rate.
        open_s: First rest, in seconds.
        open_cap_s: Longest rest; a recovery is noticed within it.
        jitter: Share by which a rest is shortened at random, so that many processes
            do not probe at once.
        probe_lease_s: After this long without an outcome a probe counts as lost.
    """

    failure_rate: float = 0.5
    window_calls: int = 20
    window_s: float = 30.0
    minimum_calls: int = 5
    consecutive_failures: int = 5
    open_s: float = 5.0
    open_cap_s: float = 30.0
    jitter: float = 0.2
    probe_lease_s: float = 330.0

    def __post_init__(self) -> None:
        if not 0 < self.failure_rate <= 1:
            rate = self.failure_rate
            raise ConfigurationError(f"circuit.failure_rate is {rate}; give 0 < x <= 1")
        if not 0 <= self.jitter < 1:
            raise ConfigurationError(f"circuit.jitter is {self.jitter}; give 0 <= x < 1")
        for name in ("window_calls", "minimum_calls", "consecutive_failures"):
            if not getattr(self, name) >= 1:
                raise ConfigurationError(
                    f"circuit.{name} is {getattr(self, name)}; give at least 1"
                )
        for name in ("window_s", "open_s", "open_cap_s", "probe_lease_s"):
            if not 0 < getattr(self, name) < float("inf"):
                raise ConfigurationError(
                    f"circuit.{name} is {getattr(self, name)}; give seconds above 0"
                )
        for low, high in (("minimum_calls", "window_calls"), ("open_s", "open_cap_s")):
            if getattr(self, low) > getattr(self, high):
                raise ConfigurationError(
                    f"circuit.{low} is {getattr(self, low)}, above circuit.{high}, "
                    f"{getattr(self, high)}; lower the one or raise the other"
                )


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send one request; its outcome counts only in the generation that gave it."""

    generation: int
    probe: bool


@dataclass(frozen=True, slots=True)
class CircuitView:
    """A circuit as seen from outside.

    Attributes:
        state: Where it stands; an open circuit whose rest is over shows as half open.
        calls: Outcomes in the window.
        failures: Failures among them.
        retry_after_s: Seconds until a probe is admitted, 0 where calls are.
    """

    state: CircuitState
    calls: int
    failures: int
    retry_after_s: float


class CircuitBreaker:
    """The circuit of one (provider, origin, model).

    Args:
        policy: When it opens and for how long.
        random: Gives a number from 0 to 1, for the jitter.
    """

    __slots__ = (
        "_failures_in_row",
        "_generation",
        "_open_until_s",
        "_outcomes",
        "_permit",
        "_probe_since_s",
        "_random",
        "_rest_s",
        "_state",
        "_suspect",
        "policy",
    )

    def __init__(self, policy: CircuitPolicy, random: Callable[[], float]) -> None:
        self.policy = policy
        self._random = random
        self._state = CircuitState.CLOSED
        self._generation = 0
        self._outcomes: deque[tuple[float, bool]] = deque(maxlen=policy.window_calls)
        self._failures_in_row = 0
        self._open_until_s = 0.0
        self._rest_s = policy.open_s
        self._probe_since_s: float | None = None
        self._suspect = False
        self._permit = Permit(0, probe=False)

    def admit(self, now_s: float) -> Permit | None:
        """Give a permit, or None while the circuit is open or its one probe is out."""
        if self._state is CircuitState.CLOSED:
            return self._permit
        if self._state is CircuitState.OPEN and now_s >= self._open_until_s:
            self._enter(CircuitState.HALF_OPEN)
        if self._state is CircuitState.HALF_OPEN and self._probe_is_free(now_s):
            self._enter(CircuitState.HALF_OPEN)
            self._probe_since_s = now_s
            return Permit(self._generation, probe=True)
        return None

    def retry_after_s(self, now_s: float) -> float:
        """Seconds until `admit` may give a permit; 0 where it would now.

        A probe that is out is expected back within a first rest.
        """
        if self._state is CircuitState.OPEN:
            return max(0.0, self._open_until_s - now_s)
        if self._state is CircuitState.HALF_OPEN and self._probe_since_s is not None:
            left_s = self._probe_since_s + self.policy.probe_lease_s - now_s
            return max(0.0, min(self.policy.open_s, left_s))
        return 0.0

    def record(self, permit: Permit, effect: CircuitEffect, now_s: float) -> None:
        """Take the outcome of a permit; one from an earlier generation is ignored."""
        if permit.generation != self._generation:
            return
        if effect is CircuitEffect.ALIVE:
            self._suspect = False
            self._succeed(permit, now_s)
            return
        if effect is CircuitEffect.REPEATED:
            effect = self._repeated(permit)
        elif effect is CircuitEffect.FAILURE:
            self._suspect = False
        if effect is CircuitEffect.FAILURE:
            self._fail(permit, now_s)
        elif permit.probe:
            self._probe_since_s = None

    def give_back(self, permit: Permit) -> None:
        """Return a permit without an outcome, as when the caller left."""
        if permit.generation == self._generation and permit.probe:
            self._probe_since_s = None

    def view(self, now_s: float) -> CircuitView:
        """How it stands now."""
        self._forget(now_s)
        rest = self.retry_after_s(now_s)
        over = self._state is CircuitState.OPEN and rest == 0
        state = CircuitState.HALF_OPEN if over else self._state
        failures = sum(failed for _, failed in self._outcomes)
        return CircuitView(state, len(self._outcomes), failures, rest)

    def _probe_is_free(self, now_s: float) -> bool:
        since = self._probe_since_s
        return since is None or now_s - since >= self.policy.probe_lease_s

    def _repeated(self, permit: Permit) -> CircuitEffect:
        """A first odd answer is chance, a second in a row (or that of a probe) is a failure."""
        again = self._suspect or permit.probe
        self._suspect = True
        return CircuitEffect.FAILURE if again else CircuitEffect.NEUTRAL

    def _succeed(self, permit: Permit, now_s: float) -> None:
        if permit.probe:
            self._rest_s = self.policy.open_s
            self._enter(CircuitState.CLOSED)
            return
        self._failures_in_row = 0
        self._outcomes.append((now_s, False))

    def _fail(self, permit: Permit, now_s: float) -> None:
        if permit.probe:
            self._rest_s = min(self._rest_s * 2, self.policy.open_cap_s)
            self._open(now_s)
            return
        self._failures_in_row += 1
        self._outcomes.append((now_s, True))
        if self._is_tripped(now_s):
            self._open(now_s)

    def _is_tripped(self, now_s: float) -> bool:
        if self._failures_in_row >= self.policy.consecutive_failures:
            return True
        self._forget(now_s)
        calls = len(self._outcomes)
        failures = sum(failed for _, failed in self._outcomes)
        return calls >= self.policy.minimum_calls and failures >= self.policy.failure_rate * calls

    def _forget(self, now_s: float) -> None:
        horizon = now_s - self.policy.window_s
        while self._outcomes and self._outcomes[0][0] < horizon:
            self._outcomes.popleft()

    def _open(self, now_s: float) -> None:
        self._enter(CircuitState.OPEN)
        self._open_until_s = now_s + self._rest_s * (1 - self.policy.jitter * self._random())

    def _enter(self, state: CircuitState) -> None:
        """Begin a new generation: outcomes of older permits no longer count."""
        self._state = state
        self._generation += 1
        self._permit = Permit(self._generation, probe=False)
        self._failures_in_row = 0
        self._probe_since_s = None
        self._suspect = False
        self._outcomes.clear()
