"""The model behind the nickname `router` is asked what a prompt wants."""

import io
import re
import sys

shown, sys.stdout = sys.stdout, io.StringIO()

# --8<-- [start:asked]
from scout.testing import ScriptedVendor, answers

with ScriptedVendor() as vendor:
    label = answers('{"intent": "math", "effort": "high"}')
    vendor.script(label, model="gemini-2.5-flash-lite")
    with vendor.router(settings={"intent": "ask"}) as router:
        response = router.call_sync("The one with the circle, please.")

print(response.explain())
# --8<-- [end:asked]

# Times differ from run to run.
said = sys.stdout.getvalue()
sys.stdout = shown
print(re.sub(r" *\d+\.\d+ s", " 0.01 s", said), end="")
