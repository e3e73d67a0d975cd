"""OpenTelemetry hears of calls in its own words: spans that nest, and two histograms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from scout.errors import CallError
from scout.telemetry_otel import OpenTelemetryObserver
from scout.testing import ScriptedVendor, answers, fails, limits, replies


@dataclass(frozen=True)
class Backend:
    """An OpenTelemetry SDK that keeps what it is told."""

    observer: OpenTelemetryObserver
    tracers: TracerProvider
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader

    def spans(self) -> tuple[ReadableSpan, ...]:
        """Every span that has ended, in that order."""
        return self.exporter.get_finished_spans()

    def points(self) -> dict[str, list[Any]]:
        """The data points of each metric."""
        data = self.reader.get_metrics_data()
        assert data is not None
        metrics = data.resource_metrics[0].scope_metrics[0].metrics
        return {metric.name: list(metric.data.data_points) for metric in metrics}


@pytest.fixture
def backend() -> Iterator[Backend]:
    """A backend of its own, so that no global state is touched."""
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers = TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    meters = MeterProvider(metric_readers=[reader])
    observer = OpenTelemetryObserver(tracer_provider=tracers, meter_provider=meters)
    yield Backend(observer, tracers, exporter, reader)
    meters.shutdown()
    tracers.shutdown()


def test_a_call_is_a_span_below_the_current_one_and_above_its_requests(backend: Backend) -> None:
    """Two requests are children of the call, and the call is a child of the application's span."""
    tracer = backend.tracers.get_tracer("application")
    with ScriptedVendor() as vendor, tracer.start_as_current_span("job") as job:
        vendor.script(limits(retry_after_s=30), answers("Hello"))
        with vendor.router(keys=2, observers=[backend.observer]) as router:
            response = router.call_sync("Hi", model="quick")
    limited, answered, call, _ = backend.spans()
    assert call.parent is not None
    assert call.parent.span_id == job.get_span_context().span_id
    for request in (limited, answered):
        assert request.kind is SpanKind.CLIENT
        assert request.parent is not None
        assert request.parent.span_id == call.context.span_id
        assert call.start_time <= request.start_time <= request.end_time <= call.end_time
    assert limited.status.status_code is StatusCode.ERROR
    assert limited.attributes["error.type"] == "RateLimitedError"
    assert answered.status.status_code is StatusCode.UNSET
    assert call.name == "chat quick"
    assert call.attributes["gen_ai.response.model"] == response.served_model
    assert call.attributes["gen_ai.usage.input_tokens"] == response.usage.prompt_tokens
    assert call.attributes["gen_ai.provider.name"] == response.provider


def test_a_failed_call_is_a_failed_span_and_a_duration_by_error(backend: Backend) -> None:
    """The class of the error is on the span and cuts the histogram; no tokens are counted."""
    with ScriptedVendor() as vendor:
        vendor.script(fails(400))
        with vendor.router(observers=[backend.observer]) as router, pytest.raises(CallError) as it:
            router.call_sync("Hi", model="quick", fallbacks=())
    call = backend.spans()[-1]
    assert call.status.status_code is StatusCode.ERROR
    points = backend.points()
    (duration,) = points["gen_ai.client.operation.duration"]
    assert duration.attributes["error.type"] == type(it.value).__name__
    assert "gen_ai.client.token.usage" not in points


def test_durations_and_tokens_are_histograms(backend: Backend) -> None:
    """Tokens are cut by kind, and sum up to the usage of the answers."""
    with ScriptedVendor() as vendor, vendor.router(observers=[backend.observer]) as router:
        vendor.script(answers("Hello there"))
        made = [router.call_sync("Hi", model="quick") for _ in range(3)]
    points = backend.points()
    (duration,) = points["gen_ai.client.operation.duration"]
    assert duration.count == 3
    tokens = {
        point.attributes["gen_ai.token.type"]: point.sum
        for point in points["gen_ai.client.token.usage"]
    }
    assert tokens == {
        "input": sum(one.usage.prompt_tokens for one in made),
        "output": sum(one.usage.output_tokens for one in made),
    }


@pytest.mark.claim("told-tokens", "The second counts tokens only where the vendor tells them.")
def test_tokens_that_scout_counted_itself_are_no_histogram(backend: Backend) -> None:
    """A guess would be summed up with what was metered."""
    silent = {"role": "assistant", "content": "Hi"}
    body = {"id": "x", "choices": [{"index": 0, "finish_reason": "stop", "message": silent}]}
    with ScriptedVendor() as vendor, vendor.router(observers=[backend.observer]) as router:
        vendor.script(replies(body))
        answer = router.call_sync("Hi", model="quick", max_output_tokens=20)
    assert answer.usage.estimated
    assert set(backend.points()) == {"gen_ai.client.operation.duration"}


def test_a_candidate_that_is_passed_over_is_an_event_of_the_call(backend: Backend) -> None:
    """Nothing was sent to it, so it has no span of its own."""
    with (
        ScriptedVendor() as vendor,
        vendor.router(keys={"groq": ["k"]}, observers=[backend.observer]) as router,
    ):
        keyless = router.provider("anthropic").default_model
        router.call_sync("Hi", model=keyless, fallbacks=["quick"])
    *requests, call = backend.spans()
    assert len(requests) == 1
    assert [event.name for event in call.events] == ["skipped"]
    assert (
        call.events[0].attributes["gen_ai.request.model"]
        != call.attributes["gen_ai.response.model"]
    )
