"""PRC: what a call costs is known, is this provider's own price, and counts no token twice."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

from scout.llm.cost import cost_nano_usd
from scout.llm.lookup import is_shut_down
from scout.llm.pricing import UnpricedModelWarning, effective_price, estimate_cost_usd
from scout.llm.types import PriceRow, Rates, Usage
from scout_conformance import expect, words
from scout_conformance.generate import counts, each
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import USAGE_NAMES, usage_of
from scout_conformance.violation import NotApplicable, Violation

LEAST, MOST = 0.0005, 2_000.0
"""US dollars per million tokens between which every published price has stood so far."""


BOUNDARY_COUNTS: tuple[tuple[int, ...], ...] = (
    (10, 90, 0, 5, 0),
    (10, 0, 0, 5, 45),
    (1, 2, 3, 4, 5),
)
"""Counts per bucket: mostly cached, mostly reasoning, some of each."""


@check(
    "SC-PRC-001",
    MUST,
    "Every living model has a price row under its exact id, two zeros where it is free.",
    why="A model without a price cannot be budgeted; guessing would bill the wrong amount.",
    fix="Add the row to Provider.pricing: input_per_million and output_per_million in US dollars.",
)
def every_model_is_priced(subject: Subject) -> None:
    """No model is unpriced."""
    row, today = subject.provider, datetime.now(UTC).date()
    for model in row.models:
        if model.id not in row.pricing and not is_shut_down(model, today):
            raise Violation(
                sent=f"price of {model.id!r}",
                expected="a price row",
                got=f"rows for {', '.join(row.pricing) or 'no model at all'}",
            )


@check(
    "SC-PRC-002",
    MUST,
    "estimate_cost_usd uses the row's own rates today.",
    why="A row that has run out leaves the estimate to the fallback price, which is a guess.",
    fix="Give the row that follows in 'then', or take 'valid_until' away.",
    requires=("SC-REG-001", "SC-REG-003", "SC-PRC-001"),
)
def estimate_uses_the_row(subject: Subject) -> None:
    """A thousand tokens in and out cost what the row says."""
    row, today = subject.provider, datetime.now(UTC).date()
    with subject.registered(), warnings.catch_warnings():
        warnings.simplefilter("error", UnpricedModelWarning)
        for model in row.models:
            if is_shut_down(model, today):
                continue
            name = f"{row.name}/{model.id}"
            sent = f"estimate_cost_usd({name!r}, 1000, 1000)"
            try:
                got = estimate_cost_usd(name, 1000, 1000)
            except UnpricedModelWarning:
                expected = f"the price of pricing[{model.id!r}] on {today}"
                fallback = "the fallback price, since no rate of the row is valid on that day"
                raise Violation(sent=sent, expected=expected, got=fallback) from None
            if not got >= 0:
                raise Violation(sent=sent, expected="0 or more", got=repr(got))


@check(
    "SC-PRC-003",
    SHOULD,
    "Every price row says where and when it was read.",
    why="Prices change; a row without a date cannot be trusted or checked by age.",
    fix='Add as_of=date(...) and source="the vendor\'s price page" to the row.',
)
def prices_are_dated(subject: Subject) -> None:
    """Each has `as_of` and `source`."""
    for model_id, price in subject.provider.pricing.items():
        for name in ("as_of", "source"):
            if not price.get(name):
                raise Violation(
                    sent=f"price of {model_id!r}", expected=f"a value for {name!r}", got="none"
                )


@check(
    "SC-PRC-004",
    SHOULD,
    "Prices are in US dollars per million tokens.",
    why="Per token and per thousand are the usual slips; they are wrong by factors of a thousand.",
    fix="Multiply: a vendor's 0.00000125 per token is 1.25 per million.",
)
def prices_are_per_million(subject: Subject) -> None:
    """Each rate is within what vendors have ever asked, or zero."""
    for model_id, price in subject.provider.pricing.items():
        for rates in _rates(price):
            for name in ("input_per_million", "output_per_million"):
                value = rates[name]
                if value and not LEAST <= value <= MOST:
                    raise Violation(
                        sent=f"price of {model_id!r}",
                        expected=f"rates from {LEAST:g} to {MOST:,.0f} US dollars a million",
                        got=f"{name}={value:.12f}".rstrip("0"),
                    )


@check(
    "SC-PRC-005",
    SHOULD,
    "Output costs no less than input, and cached input no more.",
    why="No vendor prices it the other way round; two swapped columns do.",
    fix="Compare the columns with the vendor's price page.",
)
def prices_are_in_order(subject: Subject) -> None:
    """Cached, then input, then output."""
    for model_id, price in subject.provider.pricing.items():
        for rates in _rates(price):
            prompt, answer = rates["input_per_million"], rates["output_per_million"]
            cached = rates.get("cache_read_per_million", prompt)
            if not cached <= prompt <= answer:
                raise Violation(
                    sent=f"price of {model_id!r}",
                    expected="cached input <= input <= output",
                    got=f"cached {cached}, input {prompt}, output {answer}",
                )


@check(
    "SC-PRC-006",
    MUST,
    "Cached and reasoning tokens are billed once.",
    why="Vendors put them inside or beside the totals; counted twice they double the bill.",
    fix="Let decode() fill the five buckets of Usage so that they are disjoint.",
    requires=("SC-REG-001", "SC-WIR-001", "SC-WIR-031"),
)
def tokens_are_billed_once(subject: Subject) -> None:
    """Usage in all buckets that the samples show comes to the known amount."""
    sample = subject.samples.reply
    rows = list(subject.provider.pricing.values())
    if sample is None or not rows or not {n for n in sample.names if n.endswith("_tokens")}:
        raise NotApplicable("the sample of an answer shows no usage, or nothing is priced")
    price = effective_price(rows[0])
    if price is None:
        raise NotApplicable("the first price row has run out")

    def costs_once(numbers: tuple[int, ...]) -> None:
        usage = usage_of(numbers, shown_by=sample.names)
        reply = sample.reply(subject.samples.answer(usage=usage).bindings())
        got = expect.decoded(subject, reply).usage
        due, billed = cost_nano_usd(usage, price), cost_nano_usd(got, price)
        if due != billed or got.total_tokens != usage.total_tokens:
            raise Violation(
                sent=words.of_reply(reply),
                expected=f"{due} nano-dollars for {_said(usage)}",
                got=f"{billed} nano-dollars for {_said(got)}",
            )

    each(
        subject.options,
        costs_once,
        boundary=BOUNDARY_COUNTS,
        strategy=counts,
    )


@check(
    "SC-PRC-007",
    MUST,
    "No model claims a longer answer than its context window.",
    why="Scout plans prompts by what the window leaves; a negative rest refuses every call.",
    fix="Correct context_window_tokens and max_output_tokens; leave out what is not known.",
)
def limits_agree(subject: Subject) -> None:
    """max_output_tokens <= context_window_tokens, both positive."""
    for model in subject.provider.models:
        window, most = model.context_window_tokens, model.max_output_tokens
        sound = all(limit is None or limit > 0 for limit in (window, most))
        if not sound or (window is not None and most is not None and most > window):
            raise Violation(
                sent=f"model {model.id!r}",
                expected="0 < max_output_tokens <= context_window_tokens",
                got=f"max_output_tokens={most}, context_window_tokens={window}",
            )


def _rates(price: PriceRow) -> Iterator[Rates]:
    """The rates of a row and of its tiers."""
    yield price
    yield from price.get("tiers", ())


def _said(usage: Usage) -> str:
    return ", ".join(
        f"{name}={getattr(usage, name)}" for name in USAGE_NAMES if getattr(usage, name)
    )
