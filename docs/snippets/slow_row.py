"""A vendor that queues requests: more patience, fewer retries."""

# --8<-- [start:slow]
from dataclasses import replace

from acme_scout import ACME

from scout import CallError, RetryPolicy
from scout.llm.providers.base import Timeouts
from scout.testing import ScriptedVendor, fails

SLOW = replace(
    ACME,
    # It queues a request for up to half a minute.
    timeouts=Timeouts(first_token_s=40, idle_s=40),
    # And what fails behind the queue fails again.
    retry=RetryPolicy(max_sends=2),
)

with ScriptedVendor() as vendor:
    vendor.script(fails("server_error"))
    with vendor.router(vendor.provider_row(SLOW)) as router:
        try:
            router.call_sync("Hi", model="acme-small-1")
        except CallError as error:
            print(type(error).__name__, vendor.sends(), "requests")
# --8<-- [end:slow]
