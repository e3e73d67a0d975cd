"""A function that any framework can call: text in, text out."""

from __future__ import annotations

# --8<-- [start:function]
from scout import Router


class Scouted:
    """What a framework calls: it knows nothing of scout."""

    def __init__(self, router: Router, model: str) -> None:
        self._router = router
        self._model = model

    def __call__(self, prompt: str) -> str:
        """Answer a prompt."""
        return self._router.call_sync(prompt, model=self._model).text


# --8<-- [end:function]
from scout.testing import ScriptedVendor, answers

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("Hello!"))
    print(Scouted(router, "quick")("Say hello."))
