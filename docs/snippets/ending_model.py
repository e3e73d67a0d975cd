"""A model that will be turned off: before the day, and after."""

# --8<-- [start:ending]
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from acme_scout import ACME

from scout.testing import ScriptedVendor

today = datetime.now(UTC).date()


def ends(on: date) -> None:
    """Ask a small model that ends on that day, by its nickname."""
    small, large = ACME.models
    small = replace(small, shutdown_on=on, replacement=large.id)
    row = replace(ACME, models=(small, large), default_model=large.id)
    with ScriptedVendor() as vendor:
        router = vendor.router(vendor.provider_row(row))
        with router, warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            answer = router.call_sync("Hi", model="anvil")
        print(answer.model, [one.category.__name__ for one in heard])


ends(on=today + timedelta(days=300))
ends(on=today + timedelta(days=3))
ends(on=today - timedelta(days=3))
# --8<-- [end:ending]
