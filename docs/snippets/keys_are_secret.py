"""A key is in no text."""

# --8<-- [start:secret]
from scout import CallError
from scout.testing import ScriptedVendor, fails

keys = {"groq": ["sk-not-to-be-seen"]}

with ScriptedVendor() as vendor, vendor.router(keys=keys) as router:
    vendor.script(fails("bad_key"))
    try:
        router.call_sync("Hi", model="quick", fallbacks=[])
    except CallError as error:
        texts = [repr(error), error.explain(), repr(router.settings)]
    print(router.keys("groq")[0].key_id, router.keys("groq")[0].status)

print(any("sk-not" in str(text) for text in texts))
# --8<-- [end:secret]
