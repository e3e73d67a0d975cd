"""Tells OpenTelemetry what each call does: a span per call and per request, and two histograms.

Names follow the semantic conventions for generative AI of OpenTelemetry, which are still in
development there (read 2026-11). No prompt, answer or key is in any of it. Needs the extra `otel`;
without an SDK that is set up, OpenTelemetry itself drops what it is told.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final, TypeAlias

from opentelemetry import context, metrics, trace
from opentelemetry.trace import Span, SpanKind, StatusCode

from scout.errors import Sent
from scout.llm.types import AttemptRecord, Usage
from scout.telemetry import ABANDONED, CallEnded, CallEvent, CallStarted, StepTaken

Attributes: TypeAlias = dict[str, str | bool | int | float | tuple[str, ...]]

SCOPE: Final = "scout"
"""Name of the instrumentation."""

VENDORS: Final[Mapping[str, str]] = {"google": "gcp.gemini"}
"""Where the conventions name a vendor otherwise than its provider row."""

DURATION_BUCKETS_S: Final = (
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
)  # fmt: skip
"""Boundaries that the conventions advise for durations, in seconds."""

TOKEN_BUCKETS: Final = tuple(4**power for power in range(14))
"""Boundaries that the conventions advise for tokens."""

NANO: Final = 1_000_000_000


class OpenTelemetryObserver:
    """An observer that makes spans and metrics.

    A call is a span of kind internal, named `chat` and the model as the caller named it; it is a
    child of the span that is current where the call is made. Each request is a child of that, of
    kind client; a candidate that was passed over is an event on the span of the call.

    Args:
        tracer_provider: Where spans go; the global one where absent.
        meter_provider: Where metrics go; the global one where absent.

    Examples:
        >>> from scout import Router
        >>> router = Router(observers=[OpenTelemetryObserver()])
    """

    def __init__(
        self,
        *,
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        self._tracer = trace.get_tracer(SCOPE, tracer_provider=tracer_provider)
        meter = metrics.get_meter(SCOPE, meter_provider=meter_provider)
        self._duration = meter.create_histogram(
            "gen_ai.client.operation.duration",
            unit="s",
            description="How long a call took, retries and fallbacks included.",
            explicit_bucket_boundaries_advisory=DURATION_BUCKETS_S,
        )
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            unit="{token}",
            description="Tokens of an answer.",
            explicit_bucket_boundaries_advisory=TOKEN_BUCKETS,
        )
        self._spans: dict[str, tuple[Span, str]] = {}
        self._lock = threading.Lock()

    def __call__(self, event: CallEvent, /) -> None:
        """Take note of an event."""
        if isinstance(event, CallStarted):
            self._start(event)
        elif isinstance(event, StepTaken):
            self._step(event)
        else:
            self._end(event)

    def _start(self, event: CallStarted) -> None:
        asked = event.model or "auto"
        attributes: Attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": asked,
            "gen_ai.request.stream": event.streaming,
            "scout.call_id": event.call_id,
        }
        attributes |= {f"scout.metadata.{name}": text for name, text in event.metadata.items()}
        span = self._tracer.start_span(
            f"chat {asked}",
            kind=SpanKind.INTERNAL,
            attributes=attributes,
            start_time=_nano(event.wall_s),
        )
        with self._lock:
            self._spans[event.call_id] = (span, asked)

    def _step(self, event: StepTaken) -> None:
        with self._lock:
            found = self._spans.get(event.call_id)
        if found is None:
            return
        attempt = event.attempt
        if attempt.sent is Sent.NO and attempt.key_id is None:
            facts = {**_whom(attempt), "scout.reason": attempt.reason.partition(":")[0]}
            found[0].add_event(attempt.outcome, facts, timestamp=_nano(event.wall_s))
            return
        span = self._tracer.start_span(
            f"chat {attempt.model}",
            context=trace.set_span_in_context(found[0], context.Context()),
            kind=SpanKind.CLIENT,
            attributes=_of_request(attempt),
            start_time=_nano(event.wall_s - attempt.duration_s),
        )
        if attempt.outcome != "ok":
            span.set_status(StatusCode.ERROR, attempt.outcome)
        span.end(_nano(event.wall_s))

    def _end(self, event: CallEnded) -> None:
        with self._lock:
            found = self._spans.pop(event.call_id, None)
        if found is None:
            return
        span, asked = found
        of_call = _of_call(event)
        span.set_attributes(of_call)
        if event.outcome not in {"ok", ABANDONED}:
            span.set_status(StatusCode.ERROR, event.outcome)
        span.end(_nano(event.wall_s))
        self._measure(event, {"gen_ai.request.model": asked, **_dimensions(of_call)})

    def _measure(self, event: CallEnded, dimensions: Attributes) -> None:
        self._duration.record(event.latency_s, dimensions)
        if event.model is None or event.usage.estimated:  # the conventions want none then
            return
        counts = {"input": event.usage.prompt_tokens, "output": _output_tokens(event.usage)}
        for kind, count in counts.items():
            self._tokens.record(count, {**dimensions, "gen_ai.token.type": kind})


def _dimensions(of_call: Attributes) -> Attributes:
    """The attributes of which there are few values, so that a metric may be cut by them."""
    kept = (
        "gen_ai.operation.name",
        "gen_ai.provider.name",
        "gen_ai.response.model",
        "error.type",
    )
    return {name: of_call[name] for name in kept if name in of_call}


def _of_call(event: CallEnded) -> Attributes:
    told: Attributes = {"gen_ai.operation.name": "chat", "scout.outcome": event.outcome}
    if event.outcome not in {"ok", ABANDONED}:
        told["error.type"] = event.outcome
    if event.cost_usd is not None:
        told["scout.cost_usd"] = float(event.cost_usd)
    if event.first_token_s is not None:
        told["gen_ai.response.time_to_first_chunk"] = event.first_token_s
    if event.provider is None or event.model is None:
        return told
    told["gen_ai.provider.name"] = VENDORS.get(event.provider, event.provider)
    told["gen_ai.response.model"] = event.served_model or event.model
    told["gen_ai.usage.input_tokens"] = event.usage.prompt_tokens
    told["gen_ai.usage.output_tokens"] = _output_tokens(event.usage)
    if event.finish is not None:
        told["gen_ai.response.finish_reasons"] = (event.finish,)
    return told


def _of_request(attempt: AttemptRecord) -> Attributes:
    told: Attributes = {"gen_ai.operation.name": "chat", **_whom(attempt)}
    told["scout.sent"] = str(attempt.sent)
    told["scout.waited_s"] = attempt.waited_s
    if attempt.key_id is not None:
        told["scout.key_id"] = attempt.key_id
    if attempt.cost_usd is not None:
        told["scout.cost_usd"] = float(attempt.cost_usd)
    if attempt.outcome != "ok":
        told["error.type"] = attempt.outcome
    return told


def _whom(attempt: AttemptRecord) -> Attributes:
    return {
        "gen_ai.provider.name": VENDORS.get(attempt.provider, attempt.provider),
        "gen_ai.request.model": attempt.model,
    }


def _output_tokens(usage: Usage) -> int:
    """What was billed as output, thinking included."""
    return usage.output_tokens + usage.reasoning_tokens


def _nano(seconds: float) -> int:
    return int(seconds * NANO)
