"""Routing of LLM calls: what an application calls, and the values that it gets."""

from scout.llm.budget import BudgetService
from scout.llm.circuit_breaker import CircuitBreaker, CircuitPolicy, CircuitState
from scout.llm.cost import get_provider_for_model, is_free_model
from scout.llm.deprecated import (
    call_anthropic_async,
    call_deepseek_async,
    call_google_async,
    call_groq_async,
    call_minimax_async,
)
from scout.llm.dispatch import DEFAULT_PROVIDER, PROVIDER_MAP
from scout.llm.pricing import PRICING, estimate_cost_usd, price_of
from scout.llm.retry import RetryContext, RetryPolicy, call_with_retries
from scout.llm.router import (
    Router,
    call_llm,
    call_llm_sync,
    default_router,
    set_default_router,
    stream_llm,
    stream_llm_sync,
)
from scout.llm.streams import LLMStream, LLMStreamSync
from scout.llm.types import (
    AttemptRecord,
    Call,
    FinishReason,
    Finished,
    ImagePart,
    LLMResponse,
    Message,
    ProviderResult,
    ReasoningDelta,
    Restarted,
    StreamEvent,
    TextDelta,
    TextPart,
    Tool,
    ToolCall,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)

__all__ = [
    "DEFAULT_PROVIDER",
    "PRICING",
    "PROVIDER_MAP",
    "AttemptRecord",
    "BudgetService",
    "Call",
    "CircuitBreaker",
    "CircuitPolicy",
    "CircuitState",
    "FinishReason",
    "Finished",
    "ImagePart",
    "LLMResponse",
    "LLMStream",
    "LLMStreamSync",
    "Message",
    "ProviderResult",
    "ReasoningDelta",
    "Restarted",
    "RetryContext",
    "RetryPolicy",
    "Router",
    "StreamEvent",
    "TextDelta",
    "TextPart",
    "Tool",
    "ToolCall",
    "ToolCallDelta",
    "Usage",
    "UsageUpdate",
    "call_anthropic_async",
    "call_deepseek_async",
    "call_google_async",
    "call_groq_async",
    "call_llm",
    "call_llm_sync",
    "call_minimax_async",
    "call_with_retries",
    "default_router",
    "estimate_cost_usd",
    "get_provider_for_model",
    "is_free_model",
    "price_of",
    "set_default_router",
    "stream_llm",
    "stream_llm_sync",
]
