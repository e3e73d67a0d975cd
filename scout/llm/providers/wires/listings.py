"""How a vendor lists its models, by dialect: what to ask, and what the answer says.

Source: the vendors' references of their list endpoints, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from scout.llm.providers.base import WireRequest


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One model as its vendor lists it; None where the vendor does not say.

    Attributes:
        id: The vendor's id.
        context_window_tokens: Longest prompt, or prompt and answer, as the vendor counts.
        max_output_tokens: Longest answer.
        input_usd_per_million: Price of prompt tokens.
        output_usd_per_million: Price of the answer's tokens.
        ends_on: The day it will be turned off.
        answers: Whether it answers texts with texts.
    """

    id: str
    context_window_tokens: int | None = None
    max_output_tokens: int | None = None
    input_usd_per_million: Decimal | None = None
    output_usd_per_million: Decimal | None = None
    ends_on: date | None = None
    answers: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list, and the query that asks for the next part; empty at the end."""

    models: tuple[ListedModel, ...]
    following: tuple[tuple[str, str], ...] = ()


class ModelListing(Protocol):
    """A vendor's list endpoint; a wire offers it as `listing`."""

    def request(self, query: tuple[tuple[str, str], ...] = ()) -> WireRequest:
        """What to ask for, from the beginning or with the query of a page."""
        ...

    def read(self, body: Any) -> Page:
        """Read a page.

        Raises:
            KeyError, TypeError, ValueError: The body is no list of models.
        """
        ...


@dataclass(frozen=True, slots=True)
class OpenAIListing:
    """`GET /models`, as OpenAI has it, and what others add: windows, limits, prices, ends."""

    path: str = "/models"

    def request(self, query: tuple[tuple[str, str], ...] = ()) -> WireRequest:
        """The first page has no query."""
        return WireRequest(self.path, {}, method="GET", query=query)

    def read(self, body: Any) -> Page:
        """Read `data`; a list of its own stands for it with some vendors."""
        entries = _entries({"data": body} if isinstance(body, list) else body, "data")
        links = _object(_object(body).get("links"))
        following = tuple(parse_qsl(urlsplit(str(links.get("next") or "")).query))
        return Page(tuple(map(_openai_model, entries)), following)


def _openai_model(entry: Mapping[str, Any]) -> ListedModel:
    served = _object(entry.get("top_provider"))
    prices = _object(entry.get("pricing"))
    window = _first(entry, "context_window", "context_length", "max_context_length")
    limit = _first(entry, "max_completion_tokens", "max_output_tokens")
    return ListedModel(
        str(entry["id"]),
        _tokens(window if window is not None else served.get("context_length")),
        _tokens(limit if limit is not None else served.get("max_completion_tokens")),
        _per_million(prices.get("prompt")),
        _per_million(prices.get("completion")),
        _day(entry.get("expiration_date")),
        False if entry.get("active") is False else None,
    )


@dataclass(frozen=True, slots=True)
class AnthropicListing:
    """`GET /models` of the messages API, a thousand at a time."""

    path: str = "/models"
    page_size: int = 1000

    def request(self, query: tuple[tuple[str, str], ...] = ()) -> WireRequest:
        """Pages go by the last id of the one before."""
        size = ("limit", str(self.page_size))
        return WireRequest(self.path, {}, method="GET", query=(size, *query))

    def read(self, body: Any) -> Page:
        """Read `data`, whose limits newer answers tell."""
        models = tuple(
            ListedModel(
                str(entry["id"]),
                _tokens(entry.get("max_input_tokens")),
                _tokens(entry.get("max_tokens")),
            )
            for entry in _entries(body, "data")
        )
        more = body.get("has_more") and body.get("last_id")
        return Page(models, (("after_id", str(body["last_id"])),) if more else ())


@dataclass(frozen=True, slots=True)
class GeminiListing:
    """`GET /models` of the Gemini API, a thousand at a time."""

    path: str = "/models"
    page_size: int = 1000

    def request(self, query: tuple[tuple[str, str], ...] = ()) -> WireRequest:
        """Pages go by a token."""
        size = ("pageSize", str(self.page_size))
        return WireRequest(self.path, {}, method="GET", query=(size, *query))

    def read(self, body: Any) -> Page:
        """Read `models`; what cannot generate content is no answering model."""
        models = tuple(
            ListedModel(
                str(entry["name"]).removeprefix("models/"),
                _tokens(entry.get("inputTokenLimit")),
                _tokens(entry.get("outputTokenLimit")),
                answers="generateContent" in (entry.get("supportedGenerationMethods") or ()),
            )
            for entry in _entries(body, "models")
        )
        token = body.get("nextPageToken")
        return Page(models, (("pageToken", str(token)),) if token else ())


OPENAI_LISTING: Final = OpenAIListing()
ANTHROPIC_LISTING: Final = AnthropicListing()
GEMINI_LISTING: Final = GeminiListing()


def _entries(body: Any, name: str) -> Sequence[Mapping[str, Any]]:
    """The entries of a list.

    Raises:
        KeyError, TypeError: There is none; a body without any says nothing of the models.
    """
    entries = body[name]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise TypeError(f"{name}: no list of objects")
    return entries


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(entry: Mapping[str, Any], *names: str) -> Any:
    found: Iterable[Any] = (entry[name] for name in names if entry.get(name) is not None)
    return next(iter(found), None)


def _tokens(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_count else None


def _per_million(usd_per_token: Any) -> Decimal | None:
    """A price per token, told as text; a negative one means that it depends."""
    try:
        price = Decimal(str(usd_per_token)) * 10**6
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
