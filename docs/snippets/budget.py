"""A team's money for a day, a call's own limit, and what is left."""

# --8<-- [start:budget]
from scout import BudgetExceededError
from scout.llm.budget import Window
from scout.testing import ScriptedVendor

limits = {"global/month": 500, "team/day": 5, "team:search/day": 0.00001}

given = {"budget_usd": limits}
with ScriptedVendor() as vendor, vendor.router(settings=given) as router:
    for number in range(1, 4):
        try:
            answer = router.call_sync(
                "Hi",
                model="quick",
                max_output_tokens=20,
                scopes={"team": "search"},
                max_cost_usd=0.01,
            )
            print(number, answer.cost_usd)
        except BudgetExceededError as error:
            print(number, type(error).__name__)
    spent = router.budget.balance("team:search", window=Window.DAY)

print("requests:", vendor.sends())
print("nano-dollars:", spent.spent_nano_usd, spent.reserved_nano_usd)
# --8<-- [end:budget]
