"""Vendors are asked for their lists as for anything else: with keys, retries, limits, records."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from scout.errors import ConfigurationError
from scout.llm.model_news import ModelChange
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.groq import GROQ
from scout.testing import ScriptedVendor, Step, fails, hangs, replies
from scout.testing.asked import Asked
from scout.testing.dialects.base import Dialect
from scout.testing.reply import Reply, json_reply
from tests.llm.rows import provider


def _listed(row: Provider, **changes: Mapping[str, Any]) -> dict[str, Any]:
    """A list in the OpenAI dialect that says what the row says, but for some models."""
    return {
        "data": [
            {"id": model.id, "context_window": model.context_window_tokens}
            | dict(changes.get(model.id, {}))
            for model in row.models
            if model.shutdown_on is None
        ]
    }


def test_a_vendor_is_asked_once_with_its_key_and_without_a_body() -> None:
    """A GET to the list, as the row's calls are addressed."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(replies(_listed(GROQ)))
        with vendor.router(row) as router:
            assert router.check_models_sync("groq") == ()
        (asked,) = vendor.requests
    assert (asked.method, asked.path, asked.body) == ("GET", "/openai/v1/models", b"")
    assert asked.key == "groq-key-1"


def test_what_the_list_says_otherwise_is_told() -> None:
    """New, gone, and a window that changed."""
    listed = _listed(GROQ, **{"openai/gpt-oss-20b": {"context_window": 262_144}})
    listed["data"] = [one for one in listed["data"] if one["id"] != "openai/gpt-oss-120b"]
    listed["data"].append({"id": "new/model-1"})
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(replies(listed))
        with vendor.router(row) as router:
            found = router.check_models_sync("groq")
    assert {(one.model, one.change) for one in found} == {
        ("openai/gpt-oss-120b", ModelChange.GONE),
        ("openai/gpt-oss-20b", ModelChange.WINDOW),
        ("new/model-1", ModelChange.NEW),
    }


def _paged(pages: Mapping[str, dict[str, Any]], cursor: str) -> Step:
    """Answers with the page that the query names."""

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        return json_reply(pages[asked.query.get(cursor, "")])

    return Step("pages", reply)


def test_all_pages_of_a_list_are_read() -> None:
    """Anthropic's go by id, and its required header goes with each."""
    ids = [model.id for model in ANTHROPIC.models if model.shutdown_on is None]
    pages: dict[str, dict[str, Any]] = {
        "": {"data": [{"id": one} for one in ids[:2]], "has_more": True, "last_id": ids[1]},
        ids[1]: {"data": [{"id": one} for one in ids[2:]], "has_more": False},
    }
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(ANTHROPIC)
        vendor.script(_paged(pages, "after_id"))
        with vendor.router(row) as router:
            found = router.check_models_sync("anthropic")
        assert {asked.headers["anthropic-version"] for asked in vendor.requests} == {"2023-06-01"}
        vendor.assert_sends(2)
    ending = {model.id for model in ANTHROPIC.models if model.shutdown_on is not None}
    assert {one.model for one in found} <= ending


def _unchecked(vendor: ScriptedVendor, row: Provider, **limits: float) -> str:
    """Why the list of a vendor could not be had."""
    with vendor.router(row) as router:
        (news,) = router.check_models_sync(row.name, **limits)
    assert (news.provider, news.model) == (row.name, "*")
    assert news.change is ModelChange.UNCHECKED
    return news.advice


def test_a_list_without_an_end_is_given_up() -> None:
    """A vendor that always names a next page."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GOOGLE)
        vendor.script(replies({"models": [], "nextPageToken": "again"}))
        assert "more than 20 pages" in _unchecked(vendor, row)
        vendor.assert_sends(20)


def test_a_hiccup_is_retried_and_a_bad_key_is_left_for_the_next() -> None:
    """The list is asked for under the same plan as a call."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(fails("bad_key"), key="groq-key-1")
        vendor.script(fails("overloaded"), replies(_listed(GROQ)), key="groq-key-2")
        with vendor.router(row, keys=2) as router:
            assert router.check_models_sync("groq") == ()
        vendor.assert_sends(3)


def test_a_refusal_is_told_without_the_key() -> None:
    """Classified by the row's own wire."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(fails("bad_key"))
        said = _unchecked(vendor, row)
    assert "groq#1 disabled" in said
    assert "groq-key-1" not in said


def test_a_body_that_is_no_list_is_no_vendor_without_models() -> None:
    """It is malformed, and asked for once more."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(replies({"message": "hello"}))
        assert "malformed_response" in _unchecked(vendor, row)
        vendor.assert_sends(2)


def test_a_silent_vendor_is_not_waited_for_past_the_limit() -> None:
    """The limit is for the whole list."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(hangs())
        assert "deadline_exceeded" in _unchecked(vendor, row, timeout_s=0.2)


def test_without_a_name_every_provider_with_a_key_is_asked() -> None:
    """At once."""
    with ScriptedVendor() as vendor:
        rows = [vendor.provider_row(row) for row in (GROQ, GOOGLE, ANTHROPIC)]
        vendor.script(replies(_listed(GROQ)), provider="groq")
        vendor.script(replies({"models": []}), provider="google")
        keys = {"groq": ["a"], "google": ["b"], "anthropic": []}
        with vendor.router(*rows, keys=keys) as router:
            found = router.check_models_sync()
        assert {asked.provider for asked in vendor.requests} == {"groq", "google"}
    assert {one.provider for one in found} == {"google"}


def test_one_vendor_that_fails_hides_nobody_elses_news() -> None:
    """Each is told by itself."""
    with ScriptedVendor() as vendor:
        rows = [vendor.provider_row(row) for row in (GROQ, GOOGLE)]
        vendor.script(fails("bad_key"), provider="groq")
        vendor.script(replies({"models": []}), provider="google")
        with vendor.router(*rows) as router:
            found = router.check_models_sync("groq", "google")
    assert [one.change for one in found if one.provider == "groq"] == [ModelChange.UNCHECKED]
    assert ModelChange.GONE in {one.change for one in found if one.provider == "google"}


def test_a_wire_without_a_list_says_so() -> None:
    """A wire of one's own need not have one; a provider that is not there is an error."""
    own = provider("own", ["own-1"])
    with ScriptedVendor() as vendor, vendor.router(own) as router:
        (news,) = router.check_models_sync("own")
        assert "has no `listing`" in news.advice
        with pytest.raises(ConfigurationError, match="no provider is called 'nobody'"):
            router.check_models_sync("nobody")


def test_the_blocking_form_refuses_inside_an_event_loop() -> None:
    """And names the one to await."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        vendor.script(replies(json.dumps(_listed(GROQ))))

        async def inside() -> None:
            async with vendor.router(row) as router:
                with pytest.raises(RuntimeError, match=r"await Router\.check_models instead"):
                    router.check_models_sync("groq")
                assert await router.check_models("groq") == ()

        asyncio.run(inside())
