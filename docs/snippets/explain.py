"""What a call tells of itself."""

import re

# --8<-- [start:explain]
from scout.testing import ScriptedVendor, answers, fails

with ScriptedVendor() as vendor, vendor.router(keys=2) as router:
    vendor.script(fails("bad_key"), answers("Hello!"))
    response = router.call_sync("Hi", model="quick")

told = str(response.explain())
# --8<-- [end:explain]

# Times differ from run to run.
print(re.sub(r"\d+\.\d{3} s", "0.000 s", told))
