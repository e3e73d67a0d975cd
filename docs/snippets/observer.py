"""An observer prints what a call does, while it does it."""

# --8<-- [start:observer]
from scout.telemetry import CallEnded, CallEvent, CallStarted
from scout.testing import ScriptedVendor, answers, limits


def tell(event: CallEvent) -> None:
    """Print one event."""
    if isinstance(event, CallStarted):
        print("start", event.model, dict(event.metadata))
    elif isinstance(event, CallEnded):
        print("end", event.outcome, event.model, event.cost_usd)
    else:
        step = event.attempt
        print("step", step.key_id, step.outcome)


with ScriptedVendor() as vendor:
    vendor.script(limits(retry_after_s=30), answers("Hello!"))
    with vendor.router(keys=2, observers=[tell]) as router:
        router.call_sync("Hi", model="quick", metadata={"job": "tea"})
# --8<-- [end:observer]
