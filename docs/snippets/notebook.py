"""What a notebook shows of a response."""

from __future__ import annotations

# --8<-- [start:shown]
from scout.testing import ScriptedVendor, answers

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("**Hello!**"))
    response = router.call_sync("Say hello.", model="quick")

print(response)
print(repr(response).partition(", 0.")[0])
print(response._repr_markdown_().partition(", 0.")[0])
# --8<-- [end:shown]
