"""What an author says of a new vendor, held to the rules of a row before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from scout.errors import ConfigurationError
from scout.llm.providers.base import (
    Auth,
    Bearer,
    HeaderKey,
    Model,
    NoKey,
    Provider,
    Wire,
)
from scout.llm.types import PriceRow

WIRES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "openai_chat": ("openai_chat", "OpenAIChat"),
        "anthropic_messages": ("anthropic_messages", "AnthropicMessages"),
        "gemini": ("gemini", "Gemini"),
        "minimax": ("minimax", "MiniMaxChat"),
    }
)
"""Dialects that scout speaks: module and class of each."""

WIRES_AT: Final = "scout.llm.providers.wires"

OWN: Final = "own"
"""A wire over server-sent events, written into the package, to be changed."""

LINES: Final = "lines"
"""The same over JSON lines."""

TOKEN: Final = "token"  # noqa: S105 -- the word for it, not one of them
"""The key buys access tokens."""

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def stem_of(name: str, title: str) -> str:
    """What the classes of a provider's package begin with."""
    return re.sub(r"[^A-Za-z0-9]", "", title) or name.title().replace("-", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """What an author says of one model.

    Attributes:
        id: The vendor's id, exactly.
        input_price: US dollars per million tokens, as written; empty where unknown.
        output_price: The same for the answer.
        cache_read_price: The same for what the vendor's cache served, empty where unknown.
        context_window_tokens: Prompt and answer together, None where unknown.
        max_output_tokens: The longest answer, None where unknown.
        thinks_first: Whether it reasons before the first content.
        nickname: A short name, empty for none.
    """

    id: str
    input_price: str
    output_price: str
    cache_read_price: str = ""
    context_window_tokens: int | None = None
    max_output_tokens: int | None = None
    thinks_first: bool = False
    nickname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProvider:
    """What an author says of a vendor.

    Attributes:
        name: Name of the provider.
        title: How the vendor writes itself.
        base_url: Address below which the dialect's paths stand.
        variable: Environment variable of the key.
        prefix: Beginning of its model names.
        models: At least one; the first is the default.
        wire: Name of the dialect, `OWN` or `LINES`.
        wire_options: Arguments of the wire, as written.
        auth: How the key travels: `bearer`, `none`, `TOKEN`, or the name of a header.
        login_url: Address at which the key buys access tokens, for `TOKEN`.
        capabilities: What its models can do.
        docs_url: The vendor's own description of its API.
        read_on: The day on which models and prices were read.
        files: Further files inside its package, path and text; they go before those of a template.
    """

    name: str
    title: str
    base_url: str
    variable: str
    prefix: str
    models: tuple[NewModel, ...]
    wire: str = "openai_chat"
    wire_options: str = ""
    auth: str = "bearer"
    login_url: str = ""
    capabilities: tuple[str, ...] = ("stream", "tools", "json_schema")
    docs_url: str = ""
    read_on: date
    files: tuple[tuple[str, str], ...] = ()

    @property
    def constant(self) -> str:
        """Name of the row in its module."""
        return self.name.upper().replace("-", "_")

    @property
    def dialect(self) -> str:
        """Name of a wire that is written into its package."""
        return self.name.replace("-", "_")

    @property
    def package(self) -> str:
        """Name of the importable package."""
        return f"{self.name.replace('-', '_')}_scout"

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that hold a key: none where none travels."""
        return () if self.auth == "none" else (self.variable,)

    @property
    def has_own_wire(self) -> bool:
        """Whether the wire is written into its package."""
        return self.wire not in WIRES

    @property
    def login_origin(self) -> str:
        """Scheme and host of the place that sells tokens."""
        parts = urlsplit(self.login_url)
        return f"{parts.scheme}://{parts.netloc}"

    def row(self) -> Provider:
        """The row that is written, so that what is wrong is known before anything is.

        Raises:
            ConfigurationError: A field contradicts another or is not well-formed.
        """
        module, kind = WIRES["openai_chat" if self.has_own_wire else self.wire]
        wire: Wire = getattr(import_module(f"{WIRES_AT}.{module}"), kind)()
        prices: dict[str, PriceRow] = {
            model.id: {
                "input_per_million": float(model.input_price),
                "output_per_million": float(model.output_price),
            }
            for model in self.models
            if model.input_price and model.output_price
        }
        return Provider(
            name=self.name,
            base_url=self.base_url,
            api_key_env=self.variables,
            model_prefixes=(self.prefix,),
            models=tuple(Model(model.id) for model in self.models),
            default_model=self.models[0].id,
            wire=wire,
            capabilities=frozenset(self.capabilities),
            pricing=prices,
            docs_url=self.docs_url,
            auth=self._auth(),
            auth_origins=(self.login_origin,) if self.auth == TOKEN else (),
        )

    def _auth(self) -> Auth:
        if self.auth in ("bearer", TOKEN):  # a factory is written, and changes nothing else here
            return Bearer()
        if self.auth == "none":
            return NoKey()
        if not _HEADER.fullmatch(self.auth):
            raise ConfigurationError(
                f"auth {self.auth!r} is neither bearer, none, {TOKEN} nor the name of a header"
            )
        return HeaderKey(self.auth)
