"""Holds calls to their money: checked before a request, reserved, committed, given back.

All amounts are integers of nano-US-dollars; one cent is ten million. A call has one
reservation. Each request adds its worst case to it, what an attempt cost is committed, and what
is left when the call ends goes back:

    RESERVED <-> DISPATCHED -> COMMITTED    something was charged
             |              -> RELEASED     nothing was
             -> EXPIRED                     its process died: charged if a request was out

A commit is never refused: the money is gone whatever the limit says, and the overrun shows.
Every step carries a name, and the same step again has no effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol

from scout.errors import BudgetExceededError, ConfigurationError
from scout.llm.cost import usd
from scout.llm.fleeting import fleeting

GLOBAL = "global"
"""The scope that every call belongs to."""

LEASE_GRACE_S = 60.0
"""How long past its deadline a call may still settle before it counts as dead."""

REAP_EVERY_S = 30.0
"""How often a service looks for reservations of dead processes; a lease is longer than that."""

MAX_NANO_USD = 2**53 - 1
"""The largest amount every engine counts exactly, about nine million dollars."""


HOUR_S = 3600

HOURS_KEPT = 4096
"""For how many scopes and hours the limits are remembered; a process has far fewer at a time."""

FLOAT_DUST = Decimal("0.001")
"""What a float may be off a whole nano-dollar, so that `0.1 + 0.2` is thirty cents."""


class Window(StrEnum):
    """How long a limit counts before it begins anew, in UTC."""

    LIFETIME = ""
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def start(self, at_s: float) -> str:
        """Name of the window that a moment lies in; empty for a lifetime."""
        if self is Window.LIFETIME:
            return ""
        moment = datetime.fromtimestamp(at_s, UTC).isoformat()
        return moment[: _WINDOW_NAME_LENGTHS[self]]


_WINDOW_NAME_LENGTHS: Final = MappingProxyType(
    {
        Window.HOUR: len("2026-11-22T17"),
        Window.DAY: len("2026-11-22"),
        Window.MONTH: len("2026-11"),
    }
)
"""How much of a moment in ISO 8601 names each window."""


class Stage(StrEnum):
    """Where a reservation stands; the last three are final."""

    RESERVED = "reserved"
    DISPATCHED = "dispatched"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Whether nothing is held any more."""
        return self not in _OPEN


_OPEN: Final = (Stage.RESERVED, Stage.DISPATCHED)


@fleeting
class Limit:
    """One limit that a call falls under.

    Attributes:
        account: Where it counts: scope and window, such as `team:search@2026-11-22`.
        limit_nano_usd: The most that may be spent and reserved together; 0 is a limit.
    """

    account: str
    limit_nano_usd: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How an account stands.

    Attributes:
        spent_nano_usd: Committed.
        reserved_nano_usd: Set aside by calls that are under way.
    """

    spent_nano_usd: int = 0
    reserved_nano_usd: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger's journal.

    Attributes:
        at_s: When, in seconds since the epoch.
        reservation: Of which call.
        nano_usd: How much; negative where an earlier charge is corrected.
        accounts: Where it counts.
        labels: What for: provider, model, and the scopes of the call.
        kind: `spent`, `expired` or `corrected`.
    """

    at_s: float
    reservation: str
    nano_usd: int
    accounts: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = "spent"


class Ledger(Protocol):
    """Keeps balances and a journal; each operation is atomic, in all accounts or in none.

    Attributes:
        is_local: Whether an operation takes microseconds, so that an event loop may wait for it.

    Raises:
        BudgetUnavailableError: From each operation, where the store cannot be used.
    """

    @property
    def is_local(self) -> bool: ...  # noqa: D102 -- said in the class docstring

    def reserve(
        self, reservation: str, step: str, amount_nano_usd: int, limits: Sequence[Limit],
        lease_s: float,
    ) -> Limit | None:  # fmt: skip
        """Add to a reservation and renew its lease, or name the first limit that refuses.

        Raises:
            ValueError: The reservation has ended.
        """
        ...

    def dispatch(self, reservation: str) -> None:
        """Note that a request is going out, so that a dead process's call is charged."""
        ...

    def commit(
        self, reservation: str, step: str, spent_nano_usd: int, labels: Mapping[str, str],
        *, final: bool = False,
    ) -> None:  # fmt: skip
        """Charge what an attempt cost; never refused, also after the lease expired.

        With `final` it was the last one, and what is left is given back at once.
        """
        ...

    def release(self, reservation: str) -> None:
        """End a reservation and give back what is left."""
        ...

    def reap(self) -> int:
        """End the reservations whose lease is over; how many there were."""
        ...

    def balance(self, account: str) -> Balance:
        """How an account stands; zeros where nothing was ever reserved."""
        ...

    def held(self) -> Mapping[str, int]:
        """What each open reservation holds, in nano-USD."""
        ...

    def journal(self, since_s: float = 0.0) -> Iterable[Entry]:
        """Every charge from a moment on, oldest first."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@dataclass(frozen=True, slots=True)
class _Rule:
    """One configured limit: `team:search/day` is 5 dollars."""

    kind: str
    name: str
    window: Window
    limit_nano_usd: int

    @classmethod
    def read(cls, scope: str, limit_usd: Decimal | float) -> _Rule:
        place, _, window = scope.partition("/")
        kind, _, name = place.partition(":")
        known_windows = [one.value for one in Window if one is not Window.LIFETIME]
        if window not in known_windows and "/" in scope:
            known = ", ".join(f"/{one}" for one in known_windows)
            raise ConfigurationError(f"budget_usd[{scope!r}]: the window is none of {known}")
        slip = place != place.strip() or (kind != GLOBAL and kind.lower() == GLOBAL)
        if not kind or (kind == GLOBAL and name) or slip:
            raise ConfigurationError(f"budget_usd[{scope!r}]: give global, team or team:search")
        nano = to_nano(f"budget_usd[{scope!r}]", limit_usd)
        return cls(kind, name, Window(window), nano)

    def account(self, name: str, at_s: float) -> str:
        scope = f"{self.kind}:{name}" if name else self.kind
        start = self.window.start(at_s)
        return f"{scope}@{start}" if start else scope


class BudgetService:
    """Applies limits by scope and window.

    Args:
        ledger: Where balances are kept.
        limits_usd: US dollars by scope and window: `global`, `team` (each team by itself),
            `team:search` (that team alone), each also with `/hour`, `/day` or `/month`.
        wall: Seconds since the epoch.

    Raises:
        ConfigurationError: A limit is negative, not finite, finer than a nano-dollar, or its
            scope cannot be read.
    """

    def __init__(
        self,
        ledger: Ledger,
        limits_usd: Mapping[str, Decimal | float],
        wall: Callable[[], float],
    ) -> None:
        self.ledger = ledger
        self._rules = tuple(_Rule.read(scope, limit) for scope, limit in limits_usd.items())
        self._kinds = tuple({rule.kind for rule in self._rules} - {GLOBAL})
        self._limits_within = lru_cache(maxsize=HOURS_KEPT)(self._limits_of)
        self._wall = wall
        self._reaped_s = wall()

    @property
    def is_limited(self) -> bool:
        """Whether any limit is set."""
        return bool(self._rules)

    def limits_for(self, scopes: Mapping[str, str]) -> tuple[Limit, ...]:
        """The limits that a call with these scopes falls under now.

        A rule for a name stands beside the rule for its kind: both hold, so the lower one of the
        account that they share does.
        """
        names = tuple([scopes.get(kind, "") for kind in self._kinds])
        return self._limits_within(int(self._wall() // HOUR_S), names)

    def _limits_of(self, hour: int, names: tuple[str, ...]) -> tuple[Limit, ...]:
        """The limits of an hour: every window begins with one."""
        scopes = dict(zip(self._kinds, names, strict=True))
        limits: dict[str, int] = {}
        for rule in self._rules:
            name = scopes.get(rule.kind, "")
            if rule.kind != GLOBAL and (not name or rule.name not in ("", name)):
                continue
            account = rule.account(name, hour * HOUR_S)
            limits[account] = min(limits.get(account, MAX_NANO_USD), rule.limit_nano_usd)
        return tuple(Limit(account, nano) for account, nano in limits.items())

    def check(self, amount_nano_usd: int, scopes: Mapping[str, str]) -> Limit | None:
        """The first limit that an amount would exceed now, or None; reserves nothing."""
        for limit in self.limits_for(scopes):
            balance = self.ledger.balance(limit.account)
            held = balance.spent_nano_usd + balance.reserved_nano_usd
            if held + amount_nano_usd > limit.limit_nano_usd:
                return limit
        return None

    def open(self, reservation: str, scopes: Mapping[str, str], lease_s: float) -> Account:
        """The money of one call; nothing is reserved yet.

        Args:
            reservation: An id that no other call has.
            scopes: Whose money, such as `{"team": "search"}`.
            lease_s: How long the call may take.
        """
        limits = self.limits_for(scopes)
        return Account(self.ledger, reservation, limits, lease_s, dict(scopes), reap=self.reap)

    def reap(self) -> int:
        """Settle what dead processes left; at most every `REAP_EVERY_S`, else 0."""
        now_s = self._wall()
        if now_s - self._reaped_s < REAP_EVERY_S:
            return 0
        self._reaped_s = now_s
        return self.ledger.reap()

    def balance(self, scope: str = GLOBAL, *, window: Window = Window.LIFETIME) -> Balance:
        """How a scope stands in its present window."""
        start = window.start(self._wall())
        return self.ledger.balance(f"{scope}@{start}" if start else scope)


class Account:
    """The money of one call: every step has a name, so that a repeated one has no effect.

    Args:
        ledger: Where it is kept.
        reservation: The id of the call.
        limits: What it falls under; fixed when the call begins.
        lease_s: How long the call may take.
        scopes: Noted with what is spent.
        reap: Called when the call is over, to settle what dead processes left.
    """

    __slots__ = ("_lease_s", "_ledger", "_limits", "_reap", "_reservation", "_scopes", "_step")

    def __init__(
        self,
        ledger: Ledger,
        reservation: str,
        limits: Sequence[Limit],
        lease_s: float,
        scopes: Mapping[str, str],
        *,
        reap: Callable[[], int] = int,
    ) -> None:
        self._reap = reap
        self._ledger = ledger
        self._reservation = reservation
        self._limits = tuple(limits)
        self._lease_s = lease_s + LEASE_GRACE_S
        self._scopes = scopes
        self._step = 0

    @property
    def is_local(self) -> bool:
        """Whether its operations take microseconds."""
        return self._ledger.is_local

    def reserve(self, amount_nano_usd: int) -> None:
        """Set money aside for a request, on top of what the call holds.

        Raises:
            BudgetExceededError: A limit refuses; nothing was set aside in any account.
            BudgetUnavailableError: The store cannot be used, so that nothing is spent.
            ValueError: The amount is negative.
        """
        step = self._next("reserve", amount_nano_usd)
        refused = self._ledger.reserve(
            self._reservation, step, amount_nano_usd, self._limits, self._lease_s
        )
        if refused is not None:
            raise self._exceeded(refused, amount_nano_usd)

    def dispatch(self) -> None:
        """Note that a request is going out."""
        self._ledger.dispatch(self._reservation)

    def commit(
        self, spent_nano_usd: int, labels: Mapping[str, str], *, final: bool = False
    ) -> None:
        """Charge what an attempt cost; never refused.

        Args:
            spent_nano_usd: What.
            labels: What for.
            final: Whether the call is over, as `release` says.

        Raises:
            BudgetUnavailableError: The store cannot be used; the reaper charges the worst case.
            ValueError: The amount is negative.
        """
        step = self._next("commit", spent_nano_usd)
        told = {**self._scopes, **labels}
        self._ledger.commit(self._reservation, step, spent_nano_usd, told, final=final)
        if final:
            self._reap()

    def release(self) -> None:
        """End the call: what it still holds goes back; now and then the dead are reaped too."""
        self._ledger.release(self._reservation)
        self._reap()

    def _next(self, kind: str, amount: int) -> str:
        if not 0 <= amount <= MAX_NANO_USD:
            raise ValueError(f"{kind}: {amount} nano-USD is not from 0 to {MAX_NANO_USD}")
        self._step += 1
        return f"{kind}-{self._step}"

    def _exceeded(self, limit: Limit, amount: int) -> BudgetExceededError:
        balance = self._ledger.balance(limit.account)
        left = limit.limit_nano_usd - balance.spent_nano_usd - balance.reserved_nano_usd
        error = BudgetExceededError(
            f"may cost up to ${usd(amount):f}, and {limit.account} has ${usd(max(0, left)):f} of "
            f"${usd(limit.limit_nano_usd):f} left"
        )
        error.scope = limit.account
        return error


def to_nano(name: str, amount_usd: Decimal | float) -> int:
    """US dollars as whole nano-dollars.

    Raises:
        ConfigurationError: Negative, not finite, too large, or finer than a nano-dollar.
    """
    amount = Decimal(str(amount_usd))
    if not amount.is_finite() or amount < 0:
        raise ConfigurationError(f"{name} is {amount_usd}; give US dollars, 0 or more")
    exact = amount.scaleb(9)
    nano = exact.to_integral_value()
    sum_of_floats = isinstance(amount_usd, float) and abs(exact - nano) < FLOAT_DUST
    if nano != exact and not sum_of_floats:
        raise ConfigurationError(f"{name} is {amount_usd}; it has more than nine decimals")
    if nano > MAX_NANO_USD:
        raise ConfigurationError(f"{name} is {amount_usd}; the most is ${usd(MAX_NANO_USD):f}")
    return int(nano)
