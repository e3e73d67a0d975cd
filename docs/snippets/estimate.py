"""What a call will cost, before it is made, and what one has cost."""

# --8<-- [start:estimate]
from scout import estimate_cost_usd
from scout.testing import ScriptedVendor, answers

print(estimate_cost_usd("quick", input_tokens=10_000, output_tokens=500))

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("Hello!"))
    response = router.call_sync("Hi", model="quick")

print(response.cost_usd, response.usage.prompt_tokens)
# --8<-- [end:estimate]
