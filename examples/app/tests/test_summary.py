"""The application as it is, against vendors that obey a script."""

from decimal import Decimal

import pytest
from scout import AllCandidatesFailedError
from scout.testing import ScriptedVendor, cuts, fails, limits

from rehearsal import MODEL, OTHER
from summary import summarise

pytestmark = pytest.mark.usefixtures("scout_router")


def test_a_summary_is_one_line(scout_vendor: ScriptedVendor) -> None:
    """Whatever the model makes of it."""
    scout_vendor.script("Short.\nAnd a second line.", model=MODEL)
    assert summarise("a long text") == "Short."


def test_a_limit_is_not_seen(scout_vendor: ScriptedVendor) -> None:
    """The first key has to wait a minute, the second answers."""
    scout_vendor.script(limits(retry_after_s=60), "Short.", model=MODEL)
    assert summarise("a long text") == "Short."
    scout_vendor.assert_sends(2, model=MODEL)


def test_another_vendor_steps_in(scout_vendor: ScriptedVendor) -> None:
    """Where the first one is down; the summary stays cheap."""
    scout_vendor.script(fails("overloaded"), model=MODEL)
    scout_vendor.script("Short.", model=OTHER)
    assert summarise("a long text") == "Short."
    scout_vendor.assert_sends(1, model=OTHER)
    assert scout_vendor.cost_usd < Decimal("0.001")


def test_half_a_summary_is_none(scout_vendor: ScriptedVendor) -> None:
    """A stream that is cut off never passes for a whole answer."""
    words = " ".join(["word"] * 40)
    scout_vendor.script(cuts(words, after_tokens=20))
    with pytest.raises(AllCandidatesFailedError):
        summarise("a long text")
