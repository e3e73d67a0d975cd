"""What a router owns: keys, circuits, budgets and clients, and how a call becomes a plan."""

from __future__ import annotations

import dataclasses
import os
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from scout.config import Settings, read_keys
from scout.errors import (
    ConfigurationError,
    ContextLengthError,
    ModelNotFoundError,
    ProviderBugError,
    ScoutError,
    Sent,
)
from scout.llm.answer_cache import AnswerCache
from scout.llm.ask import Ask
from scout.llm.budget import BudgetService, Ledger, to_nano
from scout.llm.caches.choice import cache_for
from scout.llm.clock import Clock, SystemClock
from scout.llm.cost import usd
from scout.llm.dispatch import Candidate
from scout.llm.job import Conclusion, Job, Shared
from scout.llm.leads import Leads
from scout.llm.ledgers.memory import MemoryLedger
from scout.llm.model_notices import ModelNotices
from scout.llm.pacing import Pace
from scout.llm.plan import Plan, plan_call
from scout.llm.prompt_size import TokenCounter
from scout.llm.providers.base import NoKey, Provider
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.recorded import recorded
from scout.llm.remembered import Memory, remembered
from scout.llm.retry import RetryContext
from scout.llm.tier_table import default_tiers
from scout.llm.trail import Trail
from scout.llm.transport.async_sender import AsyncSender
from scout.llm.transport.drivers import AsyncSession, SyncSession
from scout.llm.transport.means import Means
from scout.llm.transport.sync_sender import SyncSender
from scout.llm.types import (
    LLMResponse,
)
from scout.llm.windows import larger_windows

if TYPE_CHECKING:
    import httpx

    from scout.audit import AuditLog
    from scout.llm.choosing import Chooser
    from scout.llm.intent_types import IntentDetector
    from scout.telemetry import Observer, Watch

_NO_KEY_SECRET = "no-key-is-sent"  # noqa: S105 -- stands in where a provider wants none


def ledger_for(settings: Settings, wall: Callable[[], float]) -> Ledger:
    """The ledger that the settings name: a server, a file, or this process's memory."""
    if settings.ledger_url is not None:
        try:
            from scout.llm.ledgers.redis import RedisLedger  # noqa: PLC0415 -- an extra
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"ledger_url needs the package {error.name}, which is not installed; install "
                "scout-core with its extra 'redis', or unset it"
            ) from None

        return RedisLedger(settings.ledger_url.get_secret_value())
    if settings.ledger_path is None:
        return MemoryLedger(wall)
    from scout.llm.ledgers.sqlite import SQLiteLedger  # noqa: PLC0415 -- only where it is used

    return SQLiteLedger(settings.ledger_path, wall)


class RouterState:
    """Everything that outlives a call.

    Args:
        settings: Read from the environment where absent.
        registry: The process's own providers where absent.
        ledger: Where budgets are kept; this process's memory where absent.
        audit: Where calls are written down; where the settings say, if absent.
        cache: Where answers are kept; where the settings say, if absent.
        transport: Instead of scout's own, for async calls.
        sync_transport: Instead of httpx's own, for sync calls.
        clock: The time.
        rng: The dice, for jitter.
        token_counter: Counts tokens, where the user brings a tokenizer.
        detector: Says what a prompt wants; as the settings say, if absent.
        observers: Are told what each call does.
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
        self._token_counter = token_counter
        self._observers = tuple(observers)
        self._detector = detector
        self.settings = settings or Settings()
        self.registry = registry or ProviderRegistry()
        self.clock = clock or SystemClock()
        self._notices = ModelNotices(self.clock, self.settings.shutdown_notice_days)
        self._leads = Leads(self.settings, self.registry.catalog, self._notices)
        self.budget = BudgetService(
            ledger or ledger_for(self.settings, self.clock.wall),
            self.settings.budget_usd,
            self.clock.wall,
        )
        self.audit = audit or self._audit()
        self._own_cache = None if cache else cache_for(self.settings, self.clock.wall)
        self.cache = cache or self._own_cache
        dice = rng.random if rng is not None else random.random
        self.shared = Shared(self.client, self.clock, random=dice)
        self._means = Means(
            self.api_key, sleep=self.clock.sleep, cache=self.cache, wall=self.clock.wall
        )
        self._clients: dict[str, ProviderClient] = {}
        self._given_keys: list[ApiKey] = []
        self._making = threading.Lock()
        bounds = {
            "max_event_bytes": self.settings.max_event_bytes,
            "max_reply_bytes": self.settings.max_reply_bytes,
        }
        self.sender = AsyncSender(self.clock, transport=transport, **bounds)
        if self.settings.tiers != default_tiers():
            self.chooser.check()
        self.sync_sender = SyncSender(self.clock, transport=sync_transport, **bounds)

    def _audit(self) -> AuditLog | None:
        if self.settings.audit_path is None:
            return None
        from scout.llm.recorder import audit_for  # noqa: PLC0415 -- only where calls are recorded

        return audit_for(self.settings, self.clock.wall)

    # -- providers and keys --

    def client(self, provider: Provider) -> ProviderClient:
        """The keys and circuits of a provider, made at its first call."""
        client = self._clients.get(provider.name)
        if client is not None:
            return client
        with self._making:
            client = self._clients.get(provider.name)
            if client is None:
                client = self._clients[provider.name] = self._made(provider)
            return client

    def _made(self, provider: Provider) -> ProviderClient:
        try:
            client = provider.client(
                provider,
                self._keys(provider),
                self.shared.random,
                max_in_flight=self.settings.max_in_flight_per_key,
            )
            client.pace = self._pace(provider.name)
            return client
        except ScoutError:
            raise
        except Exception as error:  # noqa: BLE001 -- a row's own client class may raise anything
            message = f"{provider.client.__name__} raised {type(error).__name__}: {error}"
            raise ProviderBugError(message, provider=provider.name, sent=Sent.NO) from None

    def _pace(self, name: str) -> Pace | None:
        """The pace that the settings want of a provider's accounts."""
        wanted = self.settings.pacing.get(name)
        if wanted is None:
            return None
        known = Pace.__dataclass_fields__
        unknown = sorted(wanted.keys() - known.keys())
        if unknown:
            raise ConfigurationError(
                f"pacing[{name!r}] sets {unknown[0]!r}; known: {', '.join(known)}"
            )
        return Pace(**wanted)  # type: ignore[arg-type]  # a rate or a switch; Pace checks rates

    def api_key(self, provider: Provider, key_id: str) -> ApiKey:
        """The key itself, still wrapped.

        Raises:
            ProviderBugError: A row's own client has a bug.
        """
        try:
            return self.client(provider).api_key(key_id)
        except Exception as error:  # noqa: BLE001 -- a row's own client class may raise anything
            message = f"client.api_key raised {type(error).__name__}: {error}"
            raise ProviderBugError(message, provider=provider.name, sent=Sent.NO) from None

    def _account_of(self, provider: Provider) -> str:
        """A digest of a provider's keys, by which kept answers are told apart."""
        keys = [self.api_key(provider, key.key_id) for key in self.client(provider).key_states]
        told = "\n".join(sorted(f"{key.group} {key.reveal()}" for key in keys))
        return sha256(told.encode()).hexdigest()

    def close(self) -> None:
        """Close what was made here and is no client."""
        if self._own_cache is not None:
            self._own_cache.close()

    def _keys(self, provider: Provider) -> list[ApiKey]:
        try:
            return self._read_keys(provider)
        except ConfigurationError as error:
            raise error.with_traceback(None) from None  # the frames below hold keys

    def _read_keys(self, provider: Provider) -> list[ApiKey]:
        if isinstance(provider.auth, NoKey):
            return [ApiKey(f"{provider.name}#open", _NO_KEY_SECRET)]
        secrets = self.settings.keys_of(provider.name)
        if secrets is None:
            secrets = tuple(secret for _, secret in read_keys(provider.api_key_env))
        ids = [f"{provider.name}#{number}" for number in range(1, len(secrets) + 1)]
        groups = self.settings.key_groups
        keys = [
            ApiKey(key_id, secret, groups.get(key_id, ""))
            for key_id, secret in zip(ids, secrets, strict=True)
        ]
        self._given_keys += keys
        return keys

    # -- from a call to a plan --

    def session(self, ask: Ask) -> AsyncSession:
        """A session that makes this call on the running event loop."""
        plan, means = self._prepare(ask)
        return AsyncSession(plan, self.sender, means)

    def sync_session(self, ask: Ask) -> SyncSession:
        """A session that makes this call in the calling thread."""
        plan, means = self._prepare(ask)
        return SyncSession(plan, self.sync_sender, means)

    def candidates(
        self, model: str | None, fallbacks: Sequence[str] | None
    ) -> tuple[Candidate, ...]:
        """Whom a call asks, in order.

        Raises:
            ModelNotFoundError: A name leads nowhere.
        """
        found = self.lead(model) + self.behind(fallbacks)
        named = fallbacks is None and (model is None or self.settings.fallbacks)
        return found + self.last_resort(found) if named else found

    def lead(self, model: str | None) -> tuple[Candidate, ...]:
        """Where a name leads, with the limits and the notes of the settings.

        Raises:
            ModelNotFoundError: Nowhere.
        """
        return self._leads.to(model)

    def behind(self, fallbacks: Sequence[str] | None) -> tuple[Candidate, ...]:
        """Whom a call asks behind its model, by its own word or that of the settings.

        Raises:
            ModelNotFoundError: A name leads nowhere.
        """
        chain = self.settings.fallbacks if fallbacks is None else fallbacks
        return tuple([item for name in chain for item in self.lead(name)])

    def last_resort(self, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The default provider, where it is wanted, has a key and is not asked already."""
        if not self.settings.default_fallback:
            return ()
        try:
            (last,) = self.lead(None)
        except ModelNotFoundError:  # a registry of one's own need not hold it
            return ()
        asked = any(item.key == last.key for item in found)
        usable = not asked and self.client(last.provider).key_states
        return (last,) if usable else ()

    def announce(self, candidates: Iterable[Candidate]) -> None:
        """Warn of those that are about to be turned off."""
        self._notices.before(candidates)

    def _larger(self, error: ContextLengthError) -> list[Candidate]:
        """Whom else to ask with a prompt that was too long, where the choice is ours."""
        keyed = (row for row in self.registry.providers() if self.client(row).key_states)
        needed, window = error.needed_tokens or 0, error.window_tokens
        found = larger_windows(keyed, needed, window, self._notices.today())
        return [
            dataclasses.replace(item, provider=self._leads.timed(item.provider)) for item in found
        ]

    def job(self, ask: Ask) -> Job:
        """What a call asks, of whom; of one whose model is chosen, who stands behind that."""
        settings = self.settings
        chosen = ask.model is None and settings.intent
        found = self.behind(ask.fallbacks) if chosen else self.candidates(ask.model, ask.fallbacks)
        own_limit = None if ask.max_cost_usd is None else to_nano("max_cost_usd", ask.max_cost_usd)
        return Job(
            ask.call(),
            found,
            self.clock.now() + self._timeout_s(ask),
            self._chain(settings.content_fallbacks),
            ask.streaming,
            settings.upstream_stream,
            settings.stream_above_tokens,
            ask.restart,
            self.budget.is_limited,
            own_limit,
            settings.unknown_price == "allow",
            settings.set_aside_s,
            None if ask.response_format is None or ask.judged else ask.fault,
            self._token_counter,
            self._larger if ask.model is None else None,
            settings.docs_base,
        )

    def _timeout_s(self, ask: Ask) -> float:
        return self.settings.timeout_s if ask.timeout_s is None else ask.timeout_s

    def _prepare(self, ask: Ask) -> tuple[Plan, Means]:
        job = self.job(ask)
        self.announce(job.candidates)
        is_told = job.budgeted or self._observers or self.audit is not None
        call_id = os.urandom(16).hex() if is_told else ""
        account = None
        if job.budgeted:
            account = self.budget.open(call_id, ask.scopes or {}, self._timeout_s(ask))
        watch = self._watch(ask, call_id)
        trail = Trail(self.clock, None if watch is None else watch.step)
        if ask.model is None and self.settings.intent:
            begin = partial(self._planned, ask, trail)
            plan = self.chooser.planned(ask, job, trail, begin)
        else:
            plan = self._planned(ask, trail, job)
        means, record = self._means, self._means.record
        if self.audit is not None:
            from scout.audit_rows import Asked  # noqa: PLC0415 -- only where calls are recorded
            from scout.llm.recorder import Recorder  # noqa: PLC0415

            asked = Asked(call_id, ask.model, job, ask.scopes or {}, ask.metadata or {})
            record = Recorder(self.audit, asked, self._secrets)
            plan = recorded(plan, trail)
        if account is not None or self.audit is not None:
            means = Means(means.keys, account, means.sleep, record, means.cache, means.wall)
        return plan if watch is None else watch.over(plan, trail), means

    def _watch(self, ask: Ask, call_id: str) -> Watch | None:
        """Who is told of a call, None where nobody is."""
        if not self._observers:
            return None
        from scout.telemetry import Watch  # noqa: PLC0415 -- others need not pay for it

        scopes, metadata = ask.scopes or {}, ask.metadata or {}
        wall = self.clock.wall
        return Watch(self._observers, call_id, wall, ask.model, ask.streaming, scopes, metadata)

    def _planned(self, ask: Ask, trail: Trail, job: Job) -> Plan:
        """The plan of a call whose candidates are known."""
        settings = self.settings
        context = RetryContext(settings.max_sends_per_call, settings.resend_token_budget)
        plan = plan_call(job, self.shared, context, trail)
        if self.cache is None or ask.cache is False:
            return plan
        memory = Memory(
            ask.scopes or {}, self._account_of, settings.cache_ttl_s, wanted=bool(ask.cache)
        )
        return remembered(plan, job, trail, memory)

    @cached_property
    def chooser(self) -> Chooser:
        """Chooses the models of calls that name none; made at the first such call."""
        from scout.llm.choosing import Chooser  # noqa: PLC0415 -- others need not pay for it

        return Chooser(self, self._detector)

    def _secrets(self) -> list[str]:
        """Every key that was given to a provider's client."""
        return [key.reveal() for key in self._given_keys]

    def _chain(self, names: Sequence[str]) -> tuple[Candidate, ...]:
        return self.candidates(names[0], names[1:]) if names else ()

    # -- from a conclusion to a response --

    def response(self, ask: Ask, conclusion: Conclusion, started_s: float) -> LLMResponse:
        """What the caller gets."""
        result = conclusion.result
        if result is None:
            raise RuntimeError("the stream was left before its end; there is no response")
        provider, model = conclusion.candidate.key
        self._notices.after(conclusion.candidate, result)
        cost = conclusion.cost_nano_usd
        wanted = ask.wants_form(result) and not (ask.judged and ask.fault(result))
        return LLMResponse._of_call(
            text=result.text,
            tool_calls=result.tool_calls,
            parsed=ask.parsed(result.text) if wanted else None,
            finish=result.finish,
            usage=result.usage,
            reasoning=result.reasoning,
            cost_usd=None if cost is None else usd(cost),
            model=model,
            served_model=result.served_model,
            provider=provider,
            attempts=conclusion.attempts,
            latency_s=self.clock.now() - started_s,
            first_token_s=conclusion.first_token_s,
            vendor_state=result.vendor_state,
            retires_on=result.retires_on,
            chosen=conclusion.chosen,
        )
