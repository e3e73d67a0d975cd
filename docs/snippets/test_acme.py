"""A test of one's own: a limited key gives way, and the answer is paid."""

# --8<-- [start:test]
from acme_scout import ACME

from scout.testing import ScriptedVendor, answers, limits


def test_a_limited_key_gives_way_to_the_next() -> None:
    """One request is limited, the other one is answered and paid."""
    with ScriptedVendor() as vendor:
        vendor.script(limits(retry_after_s=30), answers("Hi!"))
        row = vendor.provider_row(ACME)
        with vendor.router(row, keys=2) as router:
            response = router.call_sync("Hello", model="anvil")
        vendor.assert_sends(2)
        assert response.text == "Hi!"
        assert response.cost_usd == vendor.cost_usd


# --8<-- [end:test]
test_a_limited_key_gives_way_to_the_next()
