"""Providers: rows, the registry that knows them, and the client that looks after one."""

from typing import TYPE_CHECKING

from scout.late import late_names as _late_names

if TYPE_CHECKING:
    from scout.llm.providers.anthropic import CLAUDE_MODELS
    from scout.llm.providers.base import (
        AuthFactory,
        Bearer,
        HeaderKey,
        Model,
        NoKey,
        Provider,
        StreamDecoder,
        Timeouts,
        Wire,
        WireReply,
        WireRequest,
    )
    from scout.llm.providers.client import ProviderClient
    from scout.llm.providers.deepseek import DEEPSEEK_MODELS
    from scout.llm.providers.google import GEMINI_MODELS
    from scout.llm.providers.groq import GROQ_MODELS
    from scout.llm.providers.keys import KeyState, is_permanent_error
    from scout.llm.providers.minimax import MINIMAX_MODELS
    from scout.llm.providers.openai import OPENAI_MODELS
    from scout.llm.providers.registry import ProviderRegistry
    from scout.llm.types import ProviderResult
else:
    __getattr__, __dir__ = _late_names(
        __name__,
        {
            "scout.llm.providers.anthropic": ("CLAUDE_MODELS",),
            "scout.llm.providers.base": (
                "AuthFactory",
                "Bearer",
                "HeaderKey",
                "Model",
                "NoKey",
                "Provider",
                "StreamDecoder",
                "Timeouts",
                "Wire",
                "WireReply",
                "WireRequest",
            ),
            "scout.llm.providers.client": ("ProviderClient",),
            "scout.llm.providers.deepseek": ("DEEPSEEK_MODELS",),
            "scout.llm.providers.google": ("GEMINI_MODELS",),
            "scout.llm.providers.groq": ("GROQ_MODELS",),
            "scout.llm.providers.keys": (
                "KeyState",
                "is_permanent_error",
            ),
            "scout.llm.providers.minimax": ("MINIMAX_MODELS",),
            "scout.llm.providers.openai": ("OPENAI_MODELS",),
            "scout.llm.providers.registry": ("ProviderRegistry",),
            "scout.llm.types": ("ProviderResult",),
        },
    )

__all__ = [
    "CLAUDE_MODELS",
    "DEEPSEEK_MODELS",
    "GEMINI_MODELS",
    "GROQ_MODELS",
    "MINIMAX_MODELS",
    "OPENAI_MODELS",
    "AuthFactory",
    "Bearer",
    "HeaderKey",
    "KeyState",
    "Model",
    "NoKey",
    "Provider",
    "ProviderClient",
    "ProviderRegistry",
    "ProviderResult",
    "StreamDecoder",
    "Timeouts",
    "Wire",
    "WireReply",
    "WireRequest",
    "is_permanent_error",
]
