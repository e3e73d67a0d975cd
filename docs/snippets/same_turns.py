"""A conversation of a vendor's SDK, asked through scout as it is."""

# --8<-- [start:turns]
from scout import call_llm_sync
from scout.testing import ScriptedVendor, answers

turns = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi"},
]

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("Hello!"))
    answer = call_llm_sync(turns, model="quick", router=router)

print(answer.text, answer.cost_usd)
# --8<-- [end:turns]
