"""Records of failed requests in an application's log."""

# --8<-- [start:logging]
import logging
import sys

from scout.testing import ScriptedVendor, answers, fails

logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message)s")

with ScriptedVendor() as vendor, vendor.router(keys=2) as router:
    vendor.script(fails("bad_key"), answers("Hello!"))
    router.call_sync("Hi", model="quick")
# --8<-- [end:logging]
