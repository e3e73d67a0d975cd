"""A vendor on loopback that does what a script says, so that code that calls models can be tested.

No network, no key and no patching: a `Router` is pointed at it, requests travel over real TCP.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from scout.errors import ScoutError
from scout.llm.clock import Clock
from scout.llm.cost import cost_nano_usd, usd
from scout.llm.intent_types import IntentDetector
from scout.llm.pricing import effective_price
from scout.llm.providers.base import HeaderKey, Provider
from scout.llm.providers.registry import built_in
from scout.llm.router import Router
from scout.llm.types import Usage
from scout.testing.asked import MOUNT, Asked
from scout.testing.dialects.base import Dialect
from scout.testing.dialects.table import dialect_of
from scout.testing.reply import Reply, raw_reply
from scout.testing.script import Step, answers
from scout.testing.scripted import scripted_router
from scout.testing.server import LoopbackServer
from scout.testing.virtual import Respond

if TYPE_CHECKING:
    from scout.telemetry import Observer

_SOON_S: Final = 5.0
"""How long `assert_quiet` waits for connections to be closed: loopback needs milliseconds."""


class ScriptError(ScoutError):
    """A script asks for what its vendor cannot do; the request was answered with a 500."""

    code = "script"


@dataclass(slots=True)
class _Script:
    """Steps for the requests that match; the last one is repeated."""

    steps: tuple[Step, ...]
    model: str | None
    key: str | None
    provider: str | None
    next: int = 0

    def fit(self, asked: Asked) -> int:
        """How closely a request matches: the number of conditions, -1 where one does not hold."""
        wanted = (self.model, self.key, self.provider)
        found = (asked.model, asked.key, asked.provider)
        pairs = [pair for pair in zip(wanted, found, strict=True) if pair[0] is not None]
        return len(pairs) if all(want == have for want, have in pairs) else -1

    def take(self) -> Step:
        step = self.steps[min(self.next, len(self.steps) - 1)]
        self.next += 1
        return step


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request and what was replied to it."""

    asked: Asked
    step: Step
    usage: Usage | None


class ScriptedVendor:
    """A vendor, or several, on one port of 127.0.0.1; use it with `with`.

    It answers every request with a greeting until `script` says otherwise. It may be used from
    any thread and from asynchronous code alike: it runs in a thread of its own.

    Args:
        dialect: How it speaks to requests that come to `base_url` itself: `openai_chat`,
            `anthropic_messages`, `gemini`, `minimax`, or a `Dialect` of your own. Rows that
            `provider_row` makes bring their own.
        longest_s: No connection lives longer, whatever the script says.
        tls: Certificate and key, to serve https.

    Examples:
        >>> with ScriptedVendor() as vendor, vendor.router() as router:
        ...     _ = vendor.script(answers("Hi!"), model="gpt-4o-mini")
        ...     router.call_sync("Hello", model="gpt-4o-mini").text
        'Hi!'
    """

    def __init__(
        self,
        dialect: str | Dialect = "openai_chat",
        *,
        longest_s: float = 60.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._dialects: dict[str, Dialect] = {"": dialect_of(dialect)}
        self._rows: dict[str, Provider] = {}
        self._server = LoopbackServer(self._respond, longest_s=longest_s, tls=tls)
        self._lock = threading.Lock()
        self._scripts: list[_Script] = []
        self._exchanges: list[_Exchange] = []
        self._problems: list[str] = []
        self._started_s = time.monotonic()
        self._is_open = False

    # -- life --

    def start(self) -> Self:
        """Begin to listen; `with` does it for you."""
        self._server.start()
        self._started_s = time.monotonic()
        self._is_open = True
        return self

    def close(self) -> None:
        """Close every connection and end the thread; a second time does nothing.

        Raises:
            ScriptError: A step of the script failed.
        """
        if self._is_open:
            self._is_open = False
            self._server.stop()
        if self._problems:
            raise ScriptError("; ".join(self._problems))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except ScriptError:
            if exc is None:  # what went wrong in the block is the better news
                raise

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse connections inside the block, and drop those that are open."""
        self._server.refuse()
        try:
            yield
        finally:
            self._server.listen_again()

    # -- what it does --

    def script(
        self,
        *steps: Step | str,
        model: str | None = None,
        key: str | None = None,
        provider: str | None = None,
    ) -> Self:
        """Say what happens to requests: one step each, the last one over and over.

        A later script for the same requests replaces an earlier one; of several that fit, the
        one with the most conditions holds.

        Args:
            steps: What to do; a text is an answer.
            model: Only for requests for this model.
            key: Only for requests with this API key.
            provider: Only for requests to the row of this name.

        Raises:
            ValueError: There is no step.
        """
        if not steps:
            raise ValueError("a script needs a step, such as answers('Hello')")
        made = tuple(answers(step) if isinstance(step, str) else step for step in steps)
        with self._lock:
            self._scripts.insert(0, _Script(made, model, key, provider))
        return self

    # -- where it is --

    @property
    def base_url(self) -> str:
        """Its address."""
        return self._server.origin

    def provider_row(self, of: Provider, *, dialect: str | Dialect | None = None) -> Provider:
        """A copy of a row that leads here; paths below its address stay as they were.

        Args:
            of: The row.
            dialect: How its vendor speaks; by default that of its wire.
        """
        self._dialects[of.name] = dialect_of(of.wire.dialect if dialect is None else dialect)
        path = urlsplit(of.base_url).path.rstrip("/")
        row = replace(of, base_url=f"{self.base_url}{MOUNT}{of.name}{path}")
        self._rows[of.name] = row
        return row

    def router(
        self,
        *rows: Provider,
        keys: int | Mapping[str, Sequence[str]] = 1,
        settings: Mapping[str, Any] | None = None,
        observers: Sequence[Observer] = (),
        detector: IntentDetector | None = None,
        clock: Clock | None = None,
    ) -> Router:
        """A router that knows these rows and nobody else; see `scripted_router`.

        Args:
            rows: Made by `provider_row`, of this vendor or of several; all built-in providers,
                each of them played by this vendor, where absent.
            keys: How many made-up keys each provider has, or its keys by provider name.
            settings: Fields of `Settings`; the environment is not read.
            observers: Are told what each call does.
            detector: Says what a prompt wants that comes without a model.
            clock: A `VirtualClock`, for waits that take no time: requests are handed over
                without a socket then, and asynchronous code is run by `run_virtual`.
        """
        return scripted_router(
            *(rows or self._built_in()),
            keys=keys,
            settings=settings,
            observers=observers,
            detector=detector,
            clock=clock,
            respond=None if clock is None else self._at(clock.now()),
        )

    def _built_in(self) -> tuple[Provider, ...]:
        offered = (offer.provider for offer in built_in())
        return tuple(self.provider_row(row) for row in offered if row is not None)

    # -- what it saw --

    @property
    def requests(self) -> tuple[Asked, ...]:
        """Every request so far, in order."""
        with self._lock:
            return tuple(exchange.asked for exchange in self._exchanges)

    @property
    def open_connections(self) -> int:
        """Connections that are open now, idle ones included."""
        return self._server.open_connections

    @property
    def connections(self) -> int:
        """Connections that were opened so far."""
        return self._server.connections

    @property
    def cost_usd(self) -> Decimal:
        """What the whole answers cost, by the usage they told and the prices of their rows.

        Raises:
            LookupError: An answer has no price: it came from no row, or from one without it.
        """
        with self._lock:
            told = [(exchange.asked, exchange.usage) for exchange in self._exchanges]
        return usd(sum(self._nano(asked, usage) for asked, usage in told if usage is not None))

    def sends(
        self, *, model: str | None = None, key: str | None = None, provider: str | None = None
    ) -> int:
        """How many requests came, of those that match."""
        wanted = _Script((), model, key, provider)
        return sum(wanted.fit(asked) >= 0 for asked in self.requests)

    def assert_sends(
        self,
        count: int,
        *,
        model: str | None = None,
        key: str | None = None,
        provider: str | None = None,
    ) -> None:
        """Hold the number of requests to what is expected.

        Raises:
            AssertionError: It is another; the message lists every request.
        """
        found = self.sends(model=model, key=key, provider=provider)
        if found != count:
            raise AssertionError(f"{found} requests came where {count} were expected:\n{self}")

    def assert_cost(self, *, at_most_usd: Decimal | float) -> None:
        """Hold what the whole answers cost to a limit.

        Args:
            at_most_usd: US dollars.

        Raises:
            AssertionError: They cost more; the message lists every request.
            LookupError: An answer has no price.
        """
        if self.cost_usd > Decimal(str(at_most_usd)):
            raise AssertionError(
                f"the answers cost {self.cost_usd:f} USD where at most {at_most_usd} was "
                f"expected:\n{self}"
            )

    def assert_quiet(self, *, idle: int = 0) -> None:
        """Hold that every connection is closed, as it is once routers are.

        Args:
            idle: How many may be open, for routers that are still in use.

        Raises:
            AssertionError: More stay open.
        """
        until_s = time.monotonic() + _SOON_S
        while self.open_connections > idle and time.monotonic() < until_s:
            time.sleep(0.005)
        if self.open_connections > idle:
            raise AssertionError(f"{self.open_connections} connections are still open:\n{self}")

    def __str__(self) -> str:
        with self._lock:
            lines = [
                f"{exchange.asked.at_s:8.3f} s  {exchange.asked!r} -> {exchange.step!r}"
                for exchange in self._exchanges
            ]
        return "\n".join(lines) or "no requests came"

    # -- in the server's thread --

    def _at(self, started_s: float) -> Respond:
        """Replies without a connection, in the time of somebody else's clock."""
        return lambda asked, now_s, wall_s: self._answer(asked, 0, now_s - started_s, wall_s)

    def _respond(self, asked: Asked, number: int) -> Reply:
        return self._answer(asked, number, time.monotonic() - self._started_s, time.time())

    def _answer(self, asked: Asked, number: int, at_s: float, wall_s: float) -> Reply:
        dialect = self._dialects.get(asked.provider)
        known = dialect or self._dialects[""]
        model, streams = known.asks(asked)
        asked = replace(
            asked,
            key=asked.key or self._own_key(asked),
            model=model,
            streams=streams,
            at_s=at_s,
            wall_s=wall_s,
            connection=number,
        )
        with self._lock:
            step = self._step(asked)
        reply = self._reply(step, asked, known)
        with self._lock:
            self._exchanges.append(_Exchange(asked, step, reply.usage))
        return reply

    def _own_key(self, asked: Asked) -> str:
        """The key in a header that no other vendor has, as the row's `auth` names it."""
        row = self._rows.get(asked.provider)
        if row is None or not isinstance(row.auth, HeaderKey):
            return ""
        return asked.headers.get(row.auth.name.lower(), "")

    def _step(self, asked: Asked) -> Step:
        fitting = [script for script in self._scripts if script.fit(asked) >= 0]
        if not fitting:
            return answers()
        return max(fitting, key=lambda script: script.fit(asked)).take()

    def _reply(self, step: Step, asked: Asked, dialect: Dialect) -> Reply:
        try:
            return step.reply(asked, dialect)
        except Exception as error:  # noqa: BLE001 -- a step may call a user's function
            problem = f"{step!r} failed: {type(error).__name__}: {error}"
            self._problems.append(problem)
            return raw_reply(problem.encode(), 500, "text/plain")

    def _nano(self, asked: Asked, usage: Usage) -> int:
        row = self._rows.get(asked.provider)
        price = row.pricing.get(asked.model) if row is not None else None
        at = datetime.fromtimestamp(asked.wall_s, UTC)
        rates = effective_price(price, at=at, prompt_tokens=usage.prompt_tokens) if price else None
        if rates is None:
            raise LookupError(f"{asked!r} has no price")
        return cost_nano_usd(usage, rates)
