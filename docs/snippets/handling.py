"""A call that nobody can answer, and what its error tells."""

# --8<-- [start:handling]
from scout import CallError, RateLimitedError
from scout.testing import ScriptedVendor, limits

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(limits(retry_after_s=90))
    try:
        router.call_sync("Hi", model="quick", fallbacks=[])
    except RateLimitedError as error:
        print("limited, again in", f"{error.retry_after_s:.0f} s")
    except CallError as error:
        print(error.explain())
# --8<-- [end:handling]
