"""The old per-provider calls: they warn, name what replaces them, and still work."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from scout.llm.routing import Router, default_router

if TYPE_CHECKING:
    from scout.llm.ask import Prompt
    from scout.llm.types import LLMResponse


class OldCall(Protocol):
    """How the per-provider calls are called."""

    def __call__(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        timeout_s: float | None = None,
        router: Router | None = None,
    ) -> Awaitable[LLMResponse]:
        """Answer a prompt with a model of one provider."""
        ...


def _old_call(provider: str) -> OldCall:
    name = f"call_{provider}_async"

    async def old(
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        timeout_s: float | None = None,
        router: Router | None = None,
    ) -> LLMResponse:
        chosen = router or default_router()
        rest = model or chosen.provider(provider).default_model
        asked = f"{provider}/{rest}"
        warnings.warn(
            f"{name} is deprecated; use call_llm(prompt, model={asked!r})",
            DeprecationWarning,
            stacklevel=2,
        )
        return await chosen.call(
            prompt,
            model=asked,
            system=system,
            max_output_tokens=max_output_tokens,
            temperature=temperature,
            timeout_s=timeout_s,
        )

    old.__name__ = old.__qualname__ = name
    old.__doc__ = (
        f"Answer a prompt with a model of {provider}.\n\n"
        f"Deprecated: use `call_llm` with `model` set to `{provider}/` and a model id."
    )
    return old


call_groq_async = _old_call("groq")
call_google_async = _old_call("google")
call_anthropic_async = _old_call("anthropic")
call_minimax_async = _old_call("minimax")
call_deepseek_async = _old_call("deepseek")
