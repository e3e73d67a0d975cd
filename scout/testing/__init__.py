"""What an application needs to test its own code: vendors that obey a script, and time that jumps.

```python
from scout.testing import ScriptedVendor, answers, limits

with ScriptedVendor() as vendor, vendor.router(keys=2) as router:
    vendor.script(limits(retry_after_s=30), answers("Hello"), model="gpt-4o-mini")
    assert router.call_sync("Hi", model="gpt-4o-mini").text == "Hello"
    vendor.assert_sends(2)
```

`scout.testing.pytest_plugin` has the same as fixtures.
"""

from __future__ import annotations

from scout.testing.asked import Asked
from scout.testing.clock import StuckError, VirtualClock, run_virtual
from scout.testing.dialects.base import (
    Dialect,
    ErrorKind,
    Events,
    UnknownToDialectError,
    VendorError,
)
from scout.testing.dialects.table import DIALECTS
from scout.testing.faults import (
    alters,
    breaks,
    closes,
    compresses,
    cuts,
    drops,
    garbles,
    half_closes,
    hangs,
    interrupts,
    misdeclares,
    mixes_line_ends,
    murmurs,
    omits,
    resets,
    rewrites,
    splits,
    splits_characters,
    stalls,
)
from scout.testing.reply import Ending, Framing, Piece, Reply, Role
from scout.testing.script import Step, answers, fails, limits, redirects, replies, streams
from scout.testing.scripted import scripted_router
from scout.testing.vendor import ScriptedVendor, ScriptError

__all__ = [
    "DIALECTS",
    "Asked",
    "Dialect",
    "Ending",
    "ErrorKind",
    "Events",
    "Framing",
    "Piece",
    "Reply",
    "Role",
    "ScriptError",
    "ScriptedVendor",
    "Step",
    "StuckError",
    "UnknownToDialectError",
    "VendorError",
    "VirtualClock",
    "alters",
    "answers",
    "breaks",
    "closes",
    "compresses",
    "cuts",
    "drops",
    "fails",
    "garbles",
    "half_closes",
    "hangs",
    "interrupts",
    "limits",
    "misdeclares",
    "mixes_line_ends",
    "murmurs",
    "omits",
    "redirects",
    "replies",
    "resets",
    "rewrites",
    "run_virtual",
    "scripted_router",
    "splits",
    "splits_characters",
    "stalls",
    "streams",
]
