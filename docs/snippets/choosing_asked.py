"""The model behind the nickname `router` is asked what a prompt wants."""

import re

# --8<-- [start:asked]
from scout.testing import ScriptedVendor, answers

with ScriptedVendor() as vendor:
    label = answers('{"intent": "math", "effort": "high"}')
    vendor.script(label, model="gemini-2.5-flash-lite")
    with vendor.router(settings={"intent": "ask"}) as router:
        response = router.call_sync("The one with the circle, please.")
# --8<-- [end:asked]

# Times differ from run to run.
print(re.sub(r" *\d+\.\d+ s", " 0.01 s", response.explain()))
