"""A stream of Lumen's, whole and cut off."""

# --8<-- [start:stream]
from scout import StreamInterruptedError
from scout.testing import ScriptedVendor, answers, cuts, omits

from lumen_scout import LUMEN

POEM = "Light falls on leaves"

with ScriptedVendor() as vendor:
    row = vendor.provider_row(LUMEN)
    for step in (
        answers(POEM),
        cuts(POEM, after_tokens=2),
        omits("marker", said=POEM),
    ):
        vendor.script(step)
        with vendor.router(row) as router:
            try:
                with router.stream_sync(
                    "A line, please.", model="lumen-small-1"
                ) as stream:
                    print("|".join(stream.text()))
            except StreamInterruptedError as error:
                print("cut off after", repr(error.partial_text))
# --8<-- [end:stream]
