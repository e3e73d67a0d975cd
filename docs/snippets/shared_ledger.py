"""Two routers share one file of balances, as two processes do."""

import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
path = Path(folder.name) / "budget.sqlite"

# --8<-- [start:shared]
from scout import BudgetExceededError
from scout.testing import ScriptedVendor

shared = {"ledger_path": path, "budget_usd": {"global/day": 0.000008}}
asked = {"model": "quick", "max_output_tokens": 20}

with ScriptedVendor() as vendor:
    with vendor.router(settings=shared) as first:
        print(first.call_sync("Hi", **asked).cost_usd)
    with vendor.router(settings=shared) as second:
        try:
            second.call_sync("Hi", **asked)
        except BudgetExceededError as error:
            print(type(error).__name__)
# --8<-- [end:shared]
folder.cleanup()
