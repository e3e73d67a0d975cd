"""What a call tells of itself."""

import io
import re
import sys

shown, sys.stdout = sys.stdout, io.StringIO()

# --8<-- [start:explain]
from scout.testing import ScriptedVendor, answers, fails

with ScriptedVendor() as vendor, vendor.router(keys=2) as router:
    vendor.script(fails("bad_key"), answers("Hello!"))
    response = router.call_sync("Hi", model="quick")

print(response.explain())
# --8<-- [end:explain]

# Times differ from run to run.
said = sys.stdout.getvalue()
sys.stdout = shown
print(re.sub(r"\d+\.\d{3} s", "0.000 s", said), end="")
