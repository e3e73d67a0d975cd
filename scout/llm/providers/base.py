"""What a provider is: a row of data, and a wire of pure functions between scout and a vendor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from scout.errors import ConfigurationError
from scout.llm.circuit_breaker import CircuitPolicy
from scout.llm.fleeting import fleeting
from scout.llm.json_body import parse_json
from scout.llm.providers.origins import origin_of, url_problems
from scout.llm.retry import RetryPolicy

if TYPE_CHECKING:
    from datetime import date

    import httpx

    from scout.errors import ProviderError
    from scout.llm.providers.client import ProviderClient
    from scout.llm.types import Call, PriceRow, ProviderResult, StreamEvent

Capability: TypeAlias = Literal["stream", "tools", "json_schema", "json_object", "vision", "seed"]
"""What a model can do, beyond answering a text with a text."""

CAPABILITIES: frozenset[str] = frozenset(
    {"stream", "tools", "json_schema", "json_object", "vision", "seed"}
)

DROPPABLE: frozenset[str] = frozenset({"temperature", "seed", "stop", "max_output_tokens"})
"""Parameters of a `Call` that are left out for a model that rejects them."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@fleeting
class WireRequest:
    """One HTTP request of a wire, relative to the provider's `base_url` and without its key.

    Attributes:
        path: Path below `base_url`, starting with a slash.
        json: The body.
        method: HTTP method.
        query: Query parameters, in order.
        headers: Further headers; authentication is the row's, never a wire's.
    """

    path: str
    json: Mapping[str, Any]
    method: str = "POST"
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@fleeting
class WireReply:
    """One HTTP reply, read to its end.

    Attributes:
        status: HTTP status.
        headers: Header values by lower-case name.
        body: Decoded bytes.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: The body is no JSON document.
        """
        return parse_json(self.body)


class StreamDecoder(Protocol):
    """Turns the framed events of one stream into `StreamEvent`s; made anew for each stream."""

    @property
    def ended(self) -> bool:
        """Whether the vendor's end marker has been seen, so that nothing more is read."""
        ...

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Take one framed event.

        Args:
            event: Name of the event, empty where the vendor names none.
            data: Its payload.

        Raises:
            ProviderError: The event carries an error of the vendor, classified.
            KeyError, IndexError, TypeError, ValueError, AttributeError: The event is malformed.
        """
        ...

    def finish(self) -> ProviderResult:
        """Conclude at the end of the body.

        Raises:
            StreamInterruptedError: The answer is not whole: no end marker, no finish reason.
        """
        ...


class Wire(Protocol):
    """Three pure functions and a decoder: how one dialect of HTTP says what a `Call` means.

    Attributes:
        dialect: Name of the dialect, such as `openai_chat`; contract samples go by it.
        framing: How a streamed body is cut into events.
    """

    @property
    def dialect(self) -> str: ...  # noqa: D102 -- said in the class docstring

    @property
    def framing(self) -> Literal["sse", "ndjson"]: ...  # noqa: D102 -- said in the class docstring

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call in the vendor's words; the key is not known here and cannot leak."""
        ...

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read a whole answer.

        Args:
            reply: A reply with a status below 400.
            now_s: Seconds since the epoch, for errors that name a time.

        Raises:
            ProviderError: An error inside a 200, classified.
            KeyError, IndexError, TypeError, ValueError, AttributeError: The body is no answer.
        """
        ...

    def stream_decoder(self) -> StreamDecoder:
        """A decoder for one stream."""
        ...

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Name the error in a reply with a status of 400 or more, whatever its body is."""
        ...


@dataclass(frozen=True, slots=True)
class Bearer:
    """`Authorization: Bearer <key>`, as most vendors want it."""

    def headers(self, key: str) -> tuple[tuple[str, str], ...]:
        """The headers that carry the key."""
        return (("Authorization", f"Bearer {key}"),)


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """The key alone in a named header, such as `x-api-key`."""

    name: str

    def headers(self, key: str) -> tuple[tuple[str, str], ...]:
        """The headers that carry the key."""
        return ((self.name, key),)


@dataclass(frozen=True, slots=True)
class NoKey:
    """No authentication, as for a server on the same machine."""

    def headers(self, key: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 -- one shape for all
        """No headers."""
        return ()


@dataclass(frozen=True, slots=True)
class AuthFactory:
    """Authentication by an `httpx.Auth`, made per key: token refresh, request signing."""

    make: Callable[[str], httpx.Auth]

    def headers(self, key: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 -- one shape for all
        """No headers; the `httpx.Auth` sets them at send time."""
        return ()


Auth: TypeAlias = Bearer | HeaderKey | NoKey | AuthFactory


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a vendor may be silent, in seconds.

    Attributes:
        connect_s: TCP and TLS; a reachable host answers far sooner, a dead one never.
        first_token_s: From the request to the first content of a stream. Models that think
            before they speak get three times as long (`Model.thinks_first`).
        idle_s: Between two pieces of content; keep-alive comments do not count.
        answer_s: A whole answer that is not streamed.
        total_s: One request altogether, however steadily it trickles.
    """

    connect_s: float = 5.0
    first_token_s: float = 10.0
    idle_s: float = 15.0
    answer_s: float = 60.0
    total_s: float = 300.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value: object = getattr(self, name)
            if not _is_time(value):
                raise ConfigurationError(f"timeouts.{name} is {value!r}; give a number above 0")


def _is_time(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value < float("inf")


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a provider.

    Attributes:
        id: The vendor's id, exactly.
        context_window_tokens: Prompt and answer together, None where unknown.
        max_output_tokens: The longest answer, None where unknown.
        capabilities: What it can do; None means as the provider.
        thinks_first: Whether it reasons, silently, before the first content.
        rejects: Parameters of a `Call` that it answers with an error; scout leaves them out.
        shutdown_on: The day the vendor turns it off.
        replacement: The model id that takes its place.
        source: Where these facts were read, and when.
    """

    id: str
    context_window_tokens: int | None = None
    max_output_tokens: int | None = None
    capabilities: frozenset[str] | None = None
    thinks_first: bool = False
    rejects: frozenset[str] = frozenset()
    shutdown_on: date | None = None
    replacement: str | None = None
    source: str = ""


def _no_prices() -> Mapping[str, PriceRow]:
    return {}


def _default_client() -> type[ProviderClient]:
    from scout.llm.providers.client import ProviderClient  # noqa: PLC0415 -- it stands above the row

    return ProviderClient


@dataclass(frozen=True, slots=True)
class Provider:
    """One vendor as a row of data; what differs between vendors is a field, never a branch.

    Attributes:
        name: Lower-case name, unique among all registered providers.
        base_url: Address below which the wire's paths stand, `https` except on this machine.
        api_key_env: Environment variables that hold keys, most preferred first.
        model_prefixes: Beginnings of model names that lead here.
        models: The models, each with an exact id.
        default_model: The id used where no model is named, by `PROVIDER_MAP` and as the default.
        wire: The dialect.
        capabilities: What its models can do, where a model does not say otherwise.
        pricing: Price rows by exact model id.
        docs_url: The vendor's own description of its API.
        auth: How the key travels.
        auth_origins: Further origins that may see credentials, such as a token endpoint.
        timeouts: How long the vendor may be silent.
        retry: Retry policy, None for scout's own.
        circuit: Circuit policy, None for scout's own.
        client: The class that looks after keys and circuits.
        transport: Makes the HTTP transport, None for scout's own. For blocking calls it must be
            an `httpx.BaseTransport` as well, as `httpx.MockTransport` is: scout never goes past it.

    Raises:
        ConfigurationError: A field contradicts another or is not well-formed.
    """

    name: str
    base_url: str
    api_key_env: tuple[str, ...]
    model_prefixes: tuple[str, ...]
    models: tuple[Model, ...]
    default_model: str
    wire: Wire
    capabilities: frozenset[str] = frozenset()
    pricing: Mapping[str, PriceRow] = field(default_factory=_no_prices)
    docs_url: str = ""
    auth: Auth = Bearer()
    auth_origins: tuple[str, ...] = ()
    timeouts: Timeouts = Timeouts()
    retry: RetryPolicy | None = None
    circuit: CircuitPolicy | None = None
    client: type[ProviderClient] = field(default_factory=_default_client)
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None

    def __post_init__(self) -> None:
        for name in ("api_key_env", "model_prefixes", "models", "auth_origins", "capabilities"):
            object.__setattr__(self, name, _as_tuple(self, name))
        object.__setattr__(self, "capabilities", frozenset(self.capabilities))
        _check_row(self)

    @property
    def origin(self) -> str:
        """Scheme, host and port that the key may go to."""
        return origin_of(self.base_url)

    def model(self, model_id: str) -> Model | None:
        """The model with this exact id, or None."""
        return next((model for model in self.models if model.id == model_id), None)

    def capabilities_of(self, model: Model) -> frozenset[str]:
        """What a model can do: its own word, else the provider's."""
        return self.capabilities if model.capabilities is None else model.capabilities


def _as_tuple(row: Provider, name: str) -> tuple[object, ...]:
    value = getattr(row, name)
    if isinstance(value, str):
        raise ConfigurationError(
            f"provider {row.name!r}: {name} is the text {value!r}; give a tuple: ({value!r},)"
        )
    return tuple(value)


def _check_row(row: Provider) -> None:
    for problem in _problems(row):
        raise ConfigurationError(f"provider {row.name!r}: {problem}")


def _problems(row: Provider) -> Iterable[str]:
    if not _NAME.fullmatch(str(row.name)):
        yield "name must be lower-case letters, digits, '-' or '_', starting with a letter"
    yield from url_problems("base_url", row.base_url)
    for origin in row.auth_origins:
        yield from url_problems("auth_origins", origin)
    yield from _kind_problems(row)
    ids = [model.id for model in row.models]
    for model_id in ids:
        if not model_id or ids.count(model_id) > 1:
            yield f"model id {model_id!r} is empty or stands twice"
    if row.default_model not in ids:
        yield f"default_model {row.default_model!r} is not among models: {', '.join(ids)}"
    if any(not prefix for prefix in row.model_prefixes):
        yield "model_prefixes holds an empty prefix, which would claim every model"
    yield from _capability_problems(row.capabilities)
    for model in row.models:
        for problem in _model_problems(model):
            yield f"model {model.id!r}: {problem}"
    yield from _price_problems(row)


def _kind_problems(row: Provider) -> Iterable[str]:
    if not row.models:
        yield "models is empty; list at least one Model"
    models: tuple[Any, ...] = row.models
    for model in models:
        if not isinstance(model, Model):
            yield f"models holds {model!r}; give Model({model!r})"
    if not callable(getattr(row.wire, "encode", None)):
        yield f"wire is {row.wire!r}; give one that has encode, decode, stream_decoder, classify"


def _capability_problems(capabilities: frozenset[str]) -> Iterable[str]:
    for unknown in sorted(capabilities - CAPABILITIES):
        yield f"capability {unknown!r} is unknown; known: {', '.join(sorted(CAPABILITIES))}"


def _model_problems(model: Model) -> Iterable[str]:
    yield from _capability_problems(frozenset(model.capabilities or ()))
    for name in sorted(model.rejects - DROPPABLE):
        yield f"rejects {name!r}, which no call has; known: {', '.join(sorted(DROPPABLE))}"
    for name in ("context_window_tokens", "max_output_tokens"):
        value = getattr(model, name)
        if value is not None and value < 1:
            yield f"{name} is {value}; give 1 or more, or None where it is unknown"


def _price_problems(row: Provider) -> Iterable[str]:
    rows: Mapping[str, object] = row.pricing  # what a plugin wrote may be anything
    for model_id, price in rows.items():
        if not isinstance(price, Mapping):
            yield f"price of {model_id!r} is {price!r}; give a mapping of rates"
            return
        for name in ("input_per_million", "output_per_million"):
            value = price.get(name)
            sound = isinstance(value, int | float) and 0 <= value < float("inf")
            if not sound or isinstance(value, bool):
                yield f"price of {model_id!r}: {name} is {value!r}; give US dollars per million"
