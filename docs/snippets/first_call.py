"""A first call: two keys, a vendor on this machine, and no network."""

# --8<-- [start:call]
from scout.testing import ScriptedVendor, answers, limits

with ScriptedVendor() as vendor, vendor.router(keys=2) as router:
    vendor.script(limits(retry_after_s=30), answers("Hello!"))
    response = router.call_sync("Say hello.", model="quick")

print(response.text)
print(response.provider, response.model, response.cost_usd)
for attempt in response.attempts:
    print(attempt.key_id, attempt.outcome)
# --8<-- [end:call]
