"""Holds calls to their money: checked before a request, reserved, committed, given back.

All amounts are integers of nano-US-dollars; one cent is ten million. A call has one
reservation; each request adds its worst case to it, what was spent is committed, and what is
left when the call ends goes back. A commit is never refused: the money is gone whatever the
limit says, and the overrun shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from scout.errors import BudgetExceededError, ConfigurationError
from scout.llm.cost import usd

GLOBAL = "global"
"""The scope that every call belongs to."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that a call falls under.

    Attributes:
        scope: Whose limit, such as `global` or `team:search`.
        limit_nano_usd: The most that may be spent and reserved together; 0 is a limit.
    """

    scope: str
    limit_nano_usd: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How a scope stands.

    Attributes:
        spent_nano_usd: Committed.
        reserved_nano_usd: Set aside by calls that are under way.
    """

    spent_nano_usd: int = 0
    reserved_nano_usd: int = 0


class Ledger(Protocol):
    """Keeps balances; each operation is atomic and happens in all scopes or in none."""

    def reserve(
        self, reservation: str, amount_nano_usd: int, limits: Sequence[Limit]
    ) -> Limit | None:
        """Add to a reservation, or name the first limit that it would exceed."""
        ...

    def commit(self, reservation: str, spent_nano_usd: int) -> None:
        """Move spent money out of a reservation; more than it holds is an overrun."""
        ...

    def release(self, reservation: str) -> None:
        """End a reservation and give back what is left; again, it has no effect."""
        ...

    def balance(self, scope: str) -> Balance:
        """How a scope stands; zeros where nothing was ever reserved."""
        ...


class BudgetService:
    """Applies limits by scope.

    Args:
        ledger: Where balances are kept.
        limits_usd: US dollars by scope: `global`, `team` (each team by itself) or
            `team:search` (that team alone).

    Raises:
        ConfigurationError: A limit is negative, not finite, or finer than a nano-dollar.
    """

    def __init__(self, ledger: Ledger, limits_usd: Mapping[str, Decimal | float]) -> None:
        self._ledger = ledger
        self._limits = {scope: to_nano(scope, limit) for scope, limit in limits_usd.items()}

    @property
    def is_limited(self) -> bool:
        """Whether any limit is set."""
        return bool(self._limits)

    def limits_for(self, scopes: Mapping[str, str]) -> tuple[Limit, ...]:
        """The limits that a call with these scopes falls under, the global one first."""
        limits = [Limit(GLOBAL, self._limits[GLOBAL])] if GLOBAL in self._limits else []
        for kind, name in scopes.items():
            scope = f"{kind}:{name}"
            limit = self._limits.get(scope, self._limits.get(kind))
            if limit is not None:
                limits.append(Limit(scope, limit))
        return tuple(limits)

    def check(self, amount_nano_usd: int, scopes: Mapping[str, str]) -> Limit | None:
        """The first limit that an amount would exceed now, or None; reserves nothing."""
        for limit in self.limits_for(scopes):
            balance = self._ledger.balance(limit.scope)
            held = balance.spent_nano_usd + balance.reserved_nano_usd
            if held + amount_nano_usd > limit.limit_nano_usd:
                return limit
        return None

    def reserve(self, reservation: str, amount_nano_usd: int, scopes: Mapping[str, str]) -> None:
        """Set money aside for a request, on top of what the call holds.

        Raises:
            BudgetExceededError: A limit refuses; nothing was set aside in any scope.
            ValueError: The amount is negative.
        """
        if amount_nano_usd < 0:
            raise ValueError(f"amount_nano_usd is {amount_nano_usd}; give 0 or more")
        refused = self._ledger.reserve(reservation, amount_nano_usd, self.limits_for(scopes))
        if refused is not None:
            raise self._exceeded(refused, amount_nano_usd)

    def commit(self, reservation: str, spent_nano_usd: int) -> None:
        """Charge what an attempt cost; never refused.

        Raises:
            ValueError: The amount is negative.
        """
        if spent_nano_usd < 0:
            raise ValueError(f"spent_nano_usd is {spent_nano_usd}; give 0 or more")
        self._ledger.commit(reservation, spent_nano_usd)

    def release(self, reservation: str) -> None:
        """End a call: what it still holds goes back."""
        self._ledger.release(reservation)

    def balance(self, scope: str = GLOBAL) -> Balance:
        """How a scope stands."""
        return self._ledger.balance(scope)

    def _exceeded(self, limit: Limit, amount: int) -> BudgetExceededError:
        balance = self._ledger.balance(limit.scope)
        left = limit.limit_nano_usd - balance.spent_nano_usd - balance.reserved_nano_usd
        error = BudgetExceededError(
            f"may cost up to ${usd(amount):f} and {limit.scope} has ${usd(max(0, left)):f} of "
            f"${usd(limit.limit_nano_usd):f} left"
        )
        error.scope = limit.scope
        return error


def to_nano(name: str, amount_usd: Decimal | float) -> int:
    """US dollars as whole nano-dollars.

    Raises:
        ConfigurationError: Negative, not finite, or finer than a nano-dollar.
    """
    amount = Decimal(str(amount_usd))
    if not amount.is_finite() or amount < 0:
        raise ConfigurationError(f"{name} is {amount_usd}; give US dollars, 0 or more")
    nano = amount.scaleb(9)
    if nano != nano.to_integral_value():
        raise ConfigurationError(f"{name} is {amount_usd}; it has more than nine decimals")
    return int(nano)
