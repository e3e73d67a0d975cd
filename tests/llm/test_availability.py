"""Models that go: told in time, left out when gone, replaced, and billed for what they are."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from scout.errors import ModelNotFoundError
from scout.llm.availability import (
    ModelShutdownWarning,
    listed_as,
    log_substitute,
    shutdown_note,
    warn_of_shutdown,
)
from scout.llm.providers.base import Model
from scout.llm.providers.google import GOOGLE
from scout.llm.router import Router
from tests.llm.virtual import Said, Script, Stage, row

TODAY = date(2026, 9, 21)  # where a virtual clock starts
HEIR = Model("acme-new")


def _ending(in_days: int, replacement: str | None = "acme-new") -> Model:
    ends = TODAY + timedelta(days=in_days)
    return Model("acme-old", shutdown_on=ends, replacement=replacement)


def _stage(old: Model, script: Script = lambda _: Said(), **settings: Any) -> Stage:
    acme = row(HEIR, old, prices={"acme-new": 9.0, "acme-old": 1.0})
    return Stage((acme,), script, settings)


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    """Each test is a process of its own, as far as telling once goes."""
    warn_of_shutdown.cache_clear()
    log_substitute.cache_clear()
    yield
    warn_of_shutdown.cache_clear()
    log_substitute.cache_clear()


# -- before the end --


@pytest.mark.parametrize(
    ("in_days", "note"),
    [
        (31, ""),
        (30, "its vendor turns 'acme-old' off on 2026-10-21; 'acme-new' takes its place"),
        (1, "its vendor turns 'acme-old' off on 2026-09-22; 'acme-new' takes its place"),
        (0, "its vendor turned 'acme-old' off on 2026-09-21; 'acme-new' takes its place"),
        (-9, "its vendor turned 'acme-old' off on 2026-09-12; 'acme-new' takes its place"),
    ],
)
def test_the_end_of_a_model_is_told_from_some_days_before(in_days: int, note: str) -> None:
    """At the day that is set and after it, not sooner."""
    assert shutdown_note(_ending(in_days), TODAY, 30) == note


def test_a_model_without_an_end_or_without_an_heir_promises_none() -> None:
    """What is not known is not said."""
    assert shutdown_note(HEIR, TODAY, 30) == ""
    assert shutdown_note(_ending(1, None), TODAY, 30).endswith("off on 2026-09-22")


def _warnings(stage: Stage, calls: int = 1, **arguments: Any) -> list[warnings.WarningMessage]:
    async def main() -> None:
        for _ in range(calls):
            await stage.router.call("Hi", **arguments)

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        stage.play(main())
    return told


def test_a_call_of_a_model_that_will_go_warns_once_at_the_callers_line() -> None:
    """Not at every call, and not at a line of scout's own."""
    (told,) = _warnings(_stage(_ending(9)), calls=3, model="acme-old")
    assert told.category is ModelShutdownWarning
    assert str(told.message).startswith("acme: its vendor turns 'acme-old' off on 2026-09-30")
    assert told.filename == __file__


def test_a_second_router_of_the_process_does_not_warn_again() -> None:
    """Once is for the process."""
    assert len(_warnings(_stage(_ending(9)), model="acme-old")) == 1
    assert _warnings(_stage(_ending(9)), model="acme-old") == []


def test_how_long_ahead_is_a_setting() -> None:
    """Zero days: on the day itself."""
    assert _warnings(_stage(_ending(9), shutdown_notice_days=0), model="acme-old") == []
    assert len(_warnings(_stage(_ending(0), shutdown_notice_days=0), model="acme-old")) == 1


def test_a_fallback_that_will_go_is_told_as_well() -> None:
    """It is needed when something else has failed already."""
    assert len(_warnings(_stage(_ending(9)), model="acme-new", fallbacks=["acme-old"])) == 1


def test_the_record_of_the_call_says_why_and_until_when() -> None:
    """`explain()` of the call and of a dry run."""
    stage = _stage(_ending(9))
    (candidate,) = stage.router.candidates("acme-old", fallbacks=[])
    assert candidate.reason.endswith(
        "turns 'acme-old' off on 2026-09-30; 'acme-new' takes its place"
    )
    with pytest.warns(ModelShutdownWarning):
        response = stage.play(stage.router.call("Hi", model="acme-old"))
    assert "off on 2026-09-30" in response.explain()


# -- gone --


def _gone(body: dict[str, Any]) -> Said:
    if body["model"] == "acme-old":
        return Said("The model does not exist.", status=404, code="model_not_found")
    return Said("Hello.")


def test_a_model_that_is_gone_is_set_aside_and_its_replacement_answers() -> None:
    """The second call does not ask for it again; both say why."""
    old = Model("acme-old", replacement="acme-new")
    stage = _stage(old, _gone)
    first = stage.play(stage.router.call("Hi", model="acme-old", fallbacks=[]))
    assert stage.models == ["acme-old", "acme-new"]
    assert (first.model, first.is_substituted) == ("acme-new", False)
    assert "replacement of 'acme-old'" in first.explain()
    second = stage.play(stage.router.call("Hi", model="acme-old", fallbacks=[]))
    assert stage.models == ["acme-old", "acme-new", "acme-new"]
    assert [step.outcome for step in second.attempts] == ["skipped", "ok"]
    assert "unknown a short while ago" in second.explain()


def test_a_model_that_was_set_aside_is_asked_again_after_a_while() -> None:
    """A vendor's hiccup heals by itself."""
    stage = _stage(Model("acme-old", replacement="acme-new"), _gone, set_aside_s=600)
    stage.play(stage.router.call("Hi", model="acme-old"))
    stage.clock.sleep(601)
    stage.play(stage.router.call("Hi", model="acme-old"))
    assert stage.models.count("acme-old") == 2


def test_a_replacement_that_is_gone_itself_is_passed_over_for_its_own() -> None:
    """Rows form a chain; the first that lives answers."""
    past = TODAY - timedelta(days=1)
    middle = Model("acme-middle", shutdown_on=past, replacement="acme-new")
    old = Model("acme-old", replacement="acme-middle")
    stage = Stage((row(HEIR, old, middle),), _gone)
    stage.play(stage.router.call("Hi", model="acme-old", fallbacks=[]))
    assert stage.models == ["acme-old", "acme-new"]


def test_a_model_that_is_gone_without_a_replacement_is_an_error() -> None:
    """There is nobody else to ask, and the error says what was asked."""
    stage = _stage(Model("acme-old"), _gone)
    with pytest.raises(ModelNotFoundError) as caught:
        stage.play(stage.router.call("Hi", model="acme-old", fallbacks=[]))
    assert caught.value.model == "acme-old"
    assert stage.models == ["acme-old"]


# -- another model answers --


def _serves(model: str) -> Script:
    return lambda _: Said(served=model)


def test_another_model_that_answers_is_told_logged_once_and_billed_as_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Google keeps the names of retired models and bills their replacements."""
    stage = _stage(Model("acme-old"), _serves("acme-new"))
    with caplog.at_level(logging.WARNING, "scout.llm.availability"):
        for _ in range(2):
            response = stage.play(stage.router.call("Hi", model="acme-old"))
    assert (response.model, response.served_model) == ("acme-old", "acme-new")
    assert response.is_substituted
    assert response.cost_usd == Decimal("0.0018")  # 200 tokens at the price of acme-new
    assert "served it with another model, 'acme-new'" in response.explain()
    assert [record.getMessage() for record in caplog.records] == [
        "acme answers calls of 'acme-old' with another model, 'acme-new'"
    ]


def test_a_dated_release_is_no_other_model_and_costs_what_was_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An alias is answered by its release."""
    stage = _stage(Model("acme-old"), _serves("acme-old-2026-08-01"))
    response = stage.play(stage.router.call("Hi", model="acme-old"))
    assert not response.is_substituted
    assert "another model" not in response.explain()
    assert response.cost_usd == Decimal("0.0002")
    assert caplog.records == []


def test_a_model_that_no_row_lists_is_billed_as_the_one_that_was_asked() -> None:
    """No other price is known; that it was another model is told all the same."""
    stage = _stage(Model("acme-old"), _serves("made-up-1"))
    response = stage.play(stage.router.call("Hi", model="acme-old"))
    assert response.is_substituted
    assert response.cost_usd == Decimal("0.0002")


def test_a_release_of_a_listed_model_is_found_in_its_row() -> None:
    """Exact ids come first."""
    acme = row("acme-old", "acme-old-0613")
    assert listed_as(acme, "acme-old-0613") == Model("acme-old-0613")
    assert listed_as(acme, "acme-old-0714") == Model("acme-old")
    assert listed_as(acme, "other") is None


# -- what an answer says of its model --


def _gemini(retires: str) -> Stage:
    body = {
        "candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}],
        "modelVersion": "gemini-3.8-flash",
        "modelStatus": {"modelStage": "DEPRECATED", "retirementTime": retires},
    }
    stage = Stage((GOOGLE,))
    stage.router = Router(
        stage.router.settings,
        registry=stage.router._state.registry,
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body)),
        clock=stage.clock,
    )
    return stage


def test_a_retirement_in_the_answer_is_kept_and_told() -> None:
    """Gemini says it in `modelStatus`."""
    stage = _gemini("2026-10-01T00:00:00Z")
    with pytest.warns(ModelShutdownWarning, match="off on 2026-10-01, as it says in its answer"):
        response = stage.play(stage.router.call("Hi", model="gemini-3.8-flash"))
    assert response.retires_on == date(2026, 10, 1)


@pytest.mark.parametrize("told", ["2027-10-01T00:00:00Z", "soon", "", None, 7])
def test_a_retirement_far_away_or_unreadable_is_no_matter(told: Any) -> None:
    """The answer counts; nobody is warned of what is a year ahead or says nothing."""
    stage = _gemini(told)
    assert stage.play(stage.router.call("Hi", model="gemini-3.8-flash")).text == "Hi"
