"""The old per-provider calls: they work, and say what replaces them."""

from __future__ import annotations

import asyncio
import inspect

import pytest

import scout
from scout.llm import deprecated
from scout.llm.deprecated import OldCall
from scout.testing import ScriptedVendor, answers

PROVIDERS = ("groq", "google", "anthropic", "minimax", "deepseek")


def old_call(provider: str) -> OldCall:
    """The old call of a provider."""
    found: OldCall = getattr(deprecated, f"call_{provider}_async")
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_old_call_answers_and_names_its_successor(provider: str) -> None:
    """With the default model of its provider, at the line of the caller."""

    async def main() -> scout.LLMResponse:
        async with vendor.router() as router:
            with pytest.warns(DeprecationWarning, match="use call_llm") as warned:
                response = await old_call(provider)("hi", router=router, max_output_tokens=50)
        assert warned[0].filename == __file__
        assert f"call_{provider}_async is deprecated" in str(warned[0].message)
        assert f"model='{provider}/" in str(warned[0].message)
        return response

    with ScriptedVendor() as vendor:
        vendor.script(answers("fine"))
        response = asyncio.run(main())
    assert (response.text, response.provider) == ("fine", provider)
    assert response.model == scout.ProviderRegistry().get(provider).default_model


def test_an_old_call_takes_a_model_of_its_provider() -> None:
    """By its id alone."""

    async def main() -> scout.LLMResponse:
        async with vendor.router() as router:
            with pytest.warns(DeprecationWarning, match="'groq/openai/gpt-oss-20b'"):
                return await old_call("groq")("hi", model="openai/gpt-oss-20b", router=router)

    with ScriptedVendor() as vendor:
        vendor.script(answers("fine"))
        assert asyncio.run(main()).model == "openai/gpt-oss-20b"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_old_call_is_a_coroutine_function_with_its_own_name(provider: str) -> None:
    """So that those who look at it see what they always saw."""
    call = old_call(provider)
    assert inspect.iscoroutinefunction(call)
    assert getattr(call, "__name__", "") == f"call_{provider}_async"
    assert "Deprecated" in (call.__doc__ or "")
