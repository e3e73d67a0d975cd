"""A call as spans of OpenTelemetry."""

# --8<-- [start:otel]
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import (
    InMemorySpanExporter,
)

from scout.telemetry_otel import OpenTelemetryObserver
from scout.testing import ScriptedVendor, answers, limits

kept = InMemorySpanExporter()  # an exporter of your backend instead
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))

observer = OpenTelemetryObserver(tracer_provider=provider)

with ScriptedVendor() as vendor:
    vendor.script(limits(retry_after_s=30), answers("Hello!"))
    with vendor.router(keys=2, observers=[observer]) as router:
        router.call_sync("Hi", model="quick")

for span in kept.get_finished_spans():
    told = span.attributes or {}
    print(span.name, span.kind.name, told.get("error.type", "ok"))
# --8<-- [end:otel]
