"""Two routers share one file of balances, as two processes do."""

# --8<-- [start:shared]
from decimal import Decimal

from scout import BudgetExceededError, Router
from scout.testing import ScriptedVendor

shared = {
    "ledger_path": "budget.sqlite",
    "budget_usd": {"global/day": 0.000008},
}


def ask(router: Router) -> Decimal | None:
    """Ask for a short answer, and say what it cost."""
    return router.call_sync(
        "Hi", model="quick", max_output_tokens=20
    ).cost_usd


with ScriptedVendor() as vendor:
    with vendor.router(settings=shared) as first:
        print(ask(first))
    with vendor.router(settings=shared) as second:
        try:
            ask(second)
        except BudgetExceededError as error:
            print(type(error).__name__)
# --8<-- [end:shared]
