"""Four ways to name a model, and where each leads; nothing is sent."""

# --8<-- [start:names]
from scout.testing import ScriptedVendor

NAMES = ("gpt-6.1-sol", "groq/openai/gpt-oss-20b", "quick", "claude")

with ScriptedVendor() as vendor, vendor.router() as router:
    for name in NAMES:
        (row,) = router.route("Hello", model=name).candidates
        print(f"{name} -> {row.provider}, {row.model}")
        print(f"  {row.reason}")
# --8<-- [end:names]
