"""The router: a user's handle on keys, circuits, budgets and clients, and the default one."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from scout.llm.ask import Ask
from scout.llm.blocking import run_blocking

# What a router stands on is imported when one is made: who imports scout need not pay for it.
if TYPE_CHECKING:
    import httpx

    from scout.audit import AuditLog
    from scout.config import Settings
    from scout.llm.answer_cache import AnswerCache
    from scout.llm.ask import CallOptions, FormT, Prompt, ResponseFormat, Tools
    from scout.llm.budget import BudgetService, Ledger
    from scout.llm.circuit_breaker import CircuitView
    from scout.llm.clock import Clock
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import IntentDetector
    from scout.llm.model_news import ModelNews
    from scout.llm.prompt_size import TokenCounter
    from scout.llm.providers.base import Provider
    from scout.llm.providers.keys import KeyView
    from scout.llm.providers.registry import ProviderRegistry
    from scout.llm.quality import QualityCheck, QualityResponse, QualityRound
    from scout.llm.quality_loop import QualityStream
    from scout.llm.route_plan import RoutePlan
    from scout.llm.streams import LLMStream, LLMStreamSync
    from scout.llm.types import LLMResponse, Tool, ToolChoice
    from scout.telemetry import Observer

LIST_TIMEOUT_S = 30.0
"""For the whole list of one vendor; the endpoints answer within a second."""


class Router:
    """Routes calls and owns what outlives them: keys, circuits, budgets, clients.

    Use it as a context manager, or close it; `call_llm` and its siblings share a default one.

    Args:
        settings: Read from the environment where absent.
        registry: The process's own providers where absent.
        ledger: Where budgets are kept; this process's memory where absent.
        audit: Where calls are written down; where the settings say, if absent. You close it.
        cache: Where answers are kept; where the settings say, if absent. You close it.
        transport: Instead of scout's own, for async calls; you close it.
        sync_transport: Instead of httpx's own, for sync calls; you close it.
        clock: The time, for tests.
        rng: The dice for jitter, for tests.
        token_counter: Counts tokens as a model's own tokenizer does; scout estimates otherwise.
        detector: Says what a prompt wants that comes without a model; by default as
            `Settings.intent` says. Where that is off, nobody is asked.
        observers: Are told what each call does, while it does it; see `scout.telemetry`.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        registry: ProviderRegistry | None = None,
        ledger: Ledger | None = None,
        audit: AuditLog | None = None,
        cache: AnswerCache | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sync_transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        token_counter: TokenCounter | None = None,
        detector: IntentDetector | None = None,
        observers: Sequence[Observer] = (),
    ) -> None:
        from scout.llm.router_state import RouterState  # noqa: PLC0415 -- see the top

        self._state = RouterState(
            settings,
            registry=registry,
            ledger=ledger,
            audit=audit,
            cache=cache,
            transport=transport,
            sync_transport=sync_transport,
            clock=clock,
            rng=rng,
            token_counter=token_counter,
            detector=detector,
            observers=observers,
        )

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._state.settings

    @property
    def budget(self) -> BudgetService:
        """The budgets of this router."""
        return self._state.budget

    @overload
    async def call(
        self,
        prompt: Prompt,
        *,
        response_format: None = None,
        tools: Tools = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[None]: ...
    @overload
    async def call(
        self,
        prompt: Prompt,
        *,
        response_format: type[FormT],
        tools: tuple[()] = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[FormT]: ...
    @overload
    async def call(
        self,
        prompt: Prompt,
        *,
        response_format: type[FormT],
        tools: Tools,
        **options: Unpack[CallOptions],
    ) -> LLMResponse[FormT | None]: ...
    @overload
    async def call(
        self,
        prompt: Prompt,
        *,
        response_format: ResponseFormat | None = None,
        tools: Tools = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[Any]: ...
    async def call(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
    ) -> LLMResponse:
        """Answer a prompt; the arguments are those of `call_llm`."""
        started_s = self._state.clock.now()
        ask = Ask(
            prompt,
            model,
            system,
            max_output_tokens,
            temperature,
            stop,
            seed,
            tools,
            tool_choice,
            response_format,
            fallbacks,
            timeout_s,
            max_cost_usd,
            scopes,
            metadata,
            cache,
        )
        conclusion = await self._state.session(ask).run()
        return self._state.response(ask, conclusion, started_s)

    @overload
    def call_sync(
        self,
        prompt: Prompt,
        *,
        response_format: None = None,
        tools: Tools = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[None]: ...
    @overload
    def call_sync(
        self,
        prompt: Prompt,
        *,
        response_format: type[FormT],
        tools: tuple[()] = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[FormT]: ...
    @overload
    def call_sync(
        self,
        prompt: Prompt,
        *,
        response_format: type[FormT],
        tools: Tools,
        **options: Unpack[CallOptions],
    ) -> LLMResponse[FormT | None]: ...
    @overload
    def call_sync(
        self,
        prompt: Prompt,
        *,
        response_format: ResponseFormat | None = None,
        tools: Tools = (),
        **options: Unpack[CallOptions],
    ) -> LLMResponse[Any]: ...
    def call_sync(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
    ) -> LLMResponse:
        """Answer a prompt, blocking; the arguments are those of `call_llm`."""
        started_s = self._state.clock.now()
        ask = Ask(
            prompt,
            model,
            system,
            max_output_tokens,
            temperature,
            stop,
            seed,
            tools,
            tool_choice,
            response_format,
            fallbacks,
            timeout_s,
            max_cost_usd,
            scopes,
            metadata,
            cache,
        )
        conclusion = self._state.sync_session(ask).run()
        return self._state.response(ask, conclusion, started_s)

    def stream(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
        on_interrupt: Literal["raise", "restart"] = "raise",
    ) -> LLMStream:
        """Answer a prompt as a stream; the arguments are those of `stream_llm`."""
        ask = Ask(
            prompt=prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            temperature=temperature,
            stop=stop,
            seed=seed,
            tools=tools,
            tool_choice=tool_choice,
            response_format=response_format,
            fallbacks=fallbacks,
            timeout_s=timeout_s,
            max_cost_usd=max_cost_usd,
            scopes=scopes,
            metadata=metadata,
            cache=cache,
            streaming=True,
            restart=on_interrupt == "restart",
        )
        from scout.llm.streams import LLMStream  # noqa: PLC0415 -- see the top

        return LLMStream(self._state, ask)

    def stream_sync(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
        on_interrupt: Literal["raise", "restart"] = "raise",
    ) -> LLMStreamSync:
        """Answer a prompt as a stream, blocking; the arguments are those of `stream_llm`."""
        ask = Ask(
            prompt=prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            temperature=temperature,
            stop=stop,
            seed=seed,
            tools=tools,
            tool_choice=tool_choice,
            response_format=response_format,
            fallbacks=fallbacks,
            timeout_s=timeout_s,
            max_cost_usd=max_cost_usd,
            scopes=scopes,
            metadata=metadata,
            cache=cache,
            streaming=True,
            restart=on_interrupt == "restart",
        )
        from scout.llm.streams import LLMStreamSync  # noqa: PLC0415 -- see the top

        return LLMStreamSync(self._state, ask)

    async def quality_loop(
        self,
        prompt: Prompt,
        *,
        checks: Sequence[QualityCheck] = (),
        threshold: float = 0.8,
        max_rounds: int = 3,
        tiers: Sequence[str] | None = None,
        on_round: Callable[[QualityRound], None] | None = None,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
    ) -> QualityResponse:
        """Answer a prompt well; the arguments are those of `generate_with_quality_loop`."""
        ask = Ask(
            prompt=prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            temperature=temperature,
            stop=stop,
            seed=seed,
            tools=tools,
            tool_choice=tool_choice,
            response_format=response_format,
            fallbacks=fallbacks,
            timeout_s=timeout_s,
            max_cost_usd=max_cost_usd,
            scopes=scopes,
            metadata=metadata,
            cache=cache,
        )
        from scout.llm.quality_goal import Wish, quality_goal  # noqa: PLC0415 -- see the top
        from scout.llm.quality_loop import run_quality_loop  # noqa: PLC0415 -- see the top

        wish = Wish(checks, threshold, max_rounds, tiers, on_round)
        return await run_quality_loop(*quality_goal(self._state, ask, wish))

    def stream_quality_loop(
        self,
        prompt: Prompt,
        *,
        checks: Sequence[QualityCheck] = (),
        threshold: float = 0.8,
        max_rounds: int = 3,
        tiers: Sequence[str] | None = None,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        tool_choice: ToolChoice = "auto",
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        timeout_s: float | None = None,
        max_cost_usd: Decimal | float | None = None,
        scopes: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        cache: bool | None = None,
    ) -> QualityStream:
        """Answer a prompt well, and tell how; the arguments are those of `stream_quality_loop`."""
        ask = Ask(
            prompt=prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            temperature=temperature,
            stop=stop,
            seed=seed,
            tools=tools,
            tool_choice=tool_choice,
            response_format=response_format,
            fallbacks=fallbacks,
            timeout_s=timeout_s,
            max_cost_usd=max_cost_usd,
            scopes=scopes,
            metadata=metadata,
            cache=cache,
        )
        from scout.llm.quality_goal import Wish, quality_goal  # noqa: PLC0415 -- see the top
        from scout.llm.quality_loop import QualityStream  # noqa: PLC0415 -- see the top

        wish = Wish(checks, threshold, max_rounds, tiers, None)
        return QualityStream(*quality_goal(self._state, ask, wish))

    async def check_models(
        self, *providers: str, timeout_s: float = LIST_TIMEOUT_S
    ) -> tuple[ModelNews, ...]:
        """Ask vendors for their lists of models, and tell what our rows have otherwise.

        Args:
            providers: Names; none for all that have a key.
            timeout_s: For the list of each vendor.

        Returns:
            Every difference; a vendor whose list could not be had is told as not checked.

        Raises:
            ConfigurationError: No such provider.
        """
        from scout.llm.model_check import check_models  # noqa: PLC0415 -- see the top

        return await check_models(self._state, providers, timeout_s)

    def check_models_sync(
        self, *providers: str, timeout_s: float = LIST_TIMEOUT_S
    ) -> tuple[ModelNews, ...]:
        """Check models as `check_models` does, blocking the calling thread."""
        return run_blocking(
            lambda: self.check_models(*providers, timeout_s=timeout_s), "Router.check_models"
        )

    def route(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        system: str | None = None,
        max_output_tokens: int | None = None,
        seed: int | None = None,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        response_format: ResponseFormat | None = None,
        fallbacks: Sequence[str] | None = None,
        max_cost_usd: Decimal | float | None = None,
        streaming: bool = False,
    ) -> RoutePlan:
        """Say whom a call would ask, in which order, why and for how much; sends nothing.

        Args:
            prompt: A user's text, or the turns of a conversation, as `call_llm` takes it.
            model: An id, `provider/id`, nickname or prefix; None leaves the choice to scout.
            system: A system prompt to stand before the turns.
            max_output_tokens: Output limit; None for the model's own.
            seed: For vendors that can repeat an answer.
            tools: What the model may call.
            response_format: A pydantic model or a JSON Schema that the answer must match.
            fallbacks: Models tried in order when the first cannot answer.
            max_cost_usd: The most that the call may cost.
            streaming: Whether the answer is read as a stream.

        Returns:
            Every model that is considered, with its price, and why it is asked or not: as things
            stand now, keys and circuits included. A detector that asks a model is answered that
            this is a dry run.

        Raises:
            ModelNotFoundError: A name leads nowhere.
            ValueError, TypeError: An argument is wrong.
        """
        from scout.llm.dry_run import plan_route  # noqa: PLC0415 -- no call pays for it

        ask = Ask(
            prompt=prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            seed=seed,
            tools=tools,
            response_format=response_format,
            fallbacks=fallbacks,
            max_cost_usd=max_cost_usd,
            streaming=streaming,
        )
        return plan_route(self._state, ask)

    def candidates(
        self, model: str | None = None, *, fallbacks: Sequence[str] | None = None
    ) -> tuple[Candidate, ...]:
        """Whom a name leads to, in order, and why; None stands for the default provider.

        Whom a call asks that names no model depends on its prompt: see `route`.

        Raises:
            ModelNotFoundError: A name leads nowhere.
        """
        return self._state.candidates(model, fallbacks)

    def provider(self, name: str) -> Provider:
        """The row of a registered provider.

        Raises:
            ConfigurationError: No such provider.
        """
        return self._state.registry.get(name)

    def circuit(self, provider: str, model: str) -> CircuitView:
        """How the circuit of a model stands.

        Raises:
            ConfigurationError: No such provider.
        """
        state = self._state
        client = state.client(state.registry.get(provider))
        with state.shared.lock:
            return client.circuit(model).view(state.clock.now())

    def keys(self, provider: str, model: str = "") -> tuple[KeyView, ...]:
        """How the keys of a provider stand, without their secrets.

        Args:
            provider: Its name.
            model: For which model; empty for a key's worst.

        Raises:
            ConfigurationError: No such provider.
        """
        state = self._state
        client = state.client(state.registry.get(provider))
        with state.shared.lock:
            return client.views(state.clock.now(), model)

    async def aclose(self) -> None:
        """Close the clients of the running event loop, and the blocking one."""
        await self._state.sender.aclose()
        self.close()

    def close(self) -> None:
        """Close the blocking client; those of an event loop end with their loop."""
        self._state.sync_sender.close()
        self._state.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _Default:
    """The router of those who bring none; made at the first call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._router: Router | None = None

    def get(self) -> Router:
        with self._lock:
            if self._router is None:
                self._router = Router()
            return self._router

    def set(self, router: Router | None) -> None:
        with self._lock:
            self._router = router


_DEFAULT = _Default()


def default_router() -> Router:
    """The router that `call_llm` and its siblings use where they are given none."""
    return _DEFAULT.get()


def set_default_router(router: Router | None) -> None:
    """Replace the default router; None makes a new one at the next call."""
    _DEFAULT.set(router)
