"""A first call to Lumen, played on this machine."""

# --8<-- [start:call]
from scout.testing import ScriptedVendor, answers

from lumen_scout import LUMEN

with ScriptedVendor() as vendor:
    vendor.script(answers("Light is both."))
    with vendor.router(vendor.provider_row(LUMEN)) as router:
        response = router.call_sync(
            "Wave or particle?", model="lumen-small-1", max_output_tokens=50
        )
    sent = vendor.requests[-1]

print(sent.method, sent.path)
print(sent.json["model"], sent.json["max_completion_tokens"])
print(response.text, response.cost_usd)
# --8<-- [end:call]
