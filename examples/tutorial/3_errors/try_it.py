"""What Lumen's codes mean, tried on this machine."""

# --8<-- [start:errors]
from scout import CallError
from scout.testing import ScriptedVendor, fails, limits, replies

from lumen_scout import LUMEN

CODES = ("lamp_empty", "too_dark", "something_new")

with ScriptedVendor() as vendor:
    row = vendor.provider_row(LUMEN)
    for code in CODES:
        body = {"error": {"code": code, "message": "Sorry."}}
        vendor.script(replies(body, status=400))
        with vendor.router(row) as router:
            try:
                router.call_sync("Hi", model="lumen-small-1")
            except CallError as error:
                print(f"{code:15}", type(error).__name__)
    for step in (limits(retry_after_s=90), fails("server_error")):
        vendor.script(step)
        with vendor.router(row) as router:
            try:
                router.call_sync("Hi", model="lumen-small-1")
            except CallError as error:
                print(f"{error.status!s:15}", type(error).__name__)
# --8<-- [end:errors]
