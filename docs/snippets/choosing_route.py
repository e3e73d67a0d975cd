"""A dry run: every model that a call considers, and its price."""

# --8<-- [start:route]
from scout.testing import ScriptedVendor

LADDER = ("quick", ["gpt-6-luna", "workhorse"], "deep_thought")
KEYS = {"groq": ["made-up-1"], "anthropic": ["made-up-2"], "openai": []}
SETTINGS = {"tiers": {"summarize": LADDER}}

with (
    ScriptedVendor() as vendor,
    vendor.router(keys=KEYS, settings=SETTINGS) as router,
):
    plan = router.route(
        "Summarize this report in a sentence: sales were flat.",
        max_output_tokens=200,
        max_cost_usd=0.003,
    )

for row in plan.rows:
    place = f"tier {row.tier}" if row.tier else "behind the ladder"
    print(f"{row.model}, {place}, up to ${row.worst_usd}")
    print(f"  {row.dropped or 'asked'}")
# --8<-- [end:route]
