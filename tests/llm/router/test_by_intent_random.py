"""Whatever vendors do: a call without a model keeps its time, its money and its word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import CallError
from scout.llm.intent_asking import RoutedIntentDetector
from scout.llm.intent_types import Intent
from scout.llm.quality_plan import cost_of
from scout.llm.types import LLMResponse
from tests.llm.virtual import Said, Stage, row

MODELS = ("acme-small", "acme-middle", "acme-large")
PRICES = {"acme-small": 1.0, "acme-middle": 5.0, "acme-large": 25.0, "acme-label": 0.5}
LADDERS = {str(intent): list(MODELS) for intent in Intent}
OUTPUT_TOKENS = 100
SLACK_S = 0.01
"""A deadline is held to within what the event loop's timers are."""

LABELS = ('{"intent": "code", "effort": "high"}', '{"intent": "chat", "effort": "low"}', "Hm.")
SAID = st.builds(
    Said,
    text=st.sampled_from(LABELS),
    after_s=st.sampled_from([0.0, 0.1, 1.0, 3.0, 40.0]),
    status=st.sampled_from([200, 200, 200, 400, 401, 404, 429, 500, 503]),
    tokens=st.tuples(st.just(20), st.integers(1, OUTPUT_TOKENS)),
)


def _stage(replies: list[Said]) -> Stage:
    left = list(replies)
    script: Callable[[Any], Said] = lambda _: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
    return Stage(
        (row(*MODELS, "acme-label", prices=PRICES),),
        script,
        {"tiers": LADDERS, "budget_usd": {"global": 1}},
        {"detector": RoutedIntentDetector("acme-label")},
    )


@settings(max_examples=200, deadline=None)
@given(
    replies=st.lists(SAID, min_size=1, max_size=8),
    timeout_s=st.sampled_from([0.5, 2.0, 10.0, 100.0]),
    max_cost_usd=st.sampled_from([None, 0.0, 0.0001, 0.003, 0.02]),
    fallbacks=st.sampled_from([None, [], ["acme-middle"]]),
)
def test_a_call_without_a_model_keeps_time_and_money_and_tells_all(
    replies: list[Said],
    timeout_s: float,
    max_cost_usd: float | None,
    fallbacks: list[str] | None,
) -> None:
    """An answer or an error, both with the guess; nothing stays reserved, all is accounted for."""
    stage = _stage(replies)
    call = stage.router.call(
        "Hello there!",
        timeout_s=timeout_s,
        max_cost_usd=max_cost_usd,
        max_output_tokens=OUTPUT_TOKENS,
        fallbacks=fallbacks,
    )
    ended: LLMResponse | CallError
    try:
        ended = stage.play(call)
    except CallError as error:
        ended = error
    assert stage.elapsed_s <= timeout_s + SLACK_S
    cost = cost_of(ended) if isinstance(ended, CallError) else ended.cost_usd
    assert cost is not None
    assert max_cost_usd is None or cost <= Decimal(str(max_cost_usd))
    balance = stage.router.budget.balance()
    assert balance.reserved_nano_usd == 0
    assert Decimal(balance.spent_nano_usd).scaleb(-9) == cost
    assert ended.chosen is not None
    assert ended.explain().startswith("intent ")
    sent = [step.model for step in ended.attempts if step.key_id is not None]
    assert sent == stage.models
