"""The values that travel between an application, the plan and a vendor's wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Literal, NotRequired, Self, TypeAlias, TypedDict

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypeVar

from scout.errors import Sent
from scout.llm.fleeting import fleeting
from scout.llm.function_schema import description_of, name_of, parameters_of
from scout.llm.intent_types import Chosen
from scout.llm.model_ids import is_same_model
from scout.llm.presentation import (
    Explanation,
    answer_markdown,
    attempts_markdown,
    call_text,
    escaped,
    money,
    shortened,
    tokens,
)

JsonSchema: TypeAlias = Mapping[str, Any]
"""A JSON Schema, as a mapping."""

ToolChoice: TypeAlias = str
"""`"auto"`, `"none"`, `"required"`, or the name of the one tool that must be called."""

Role: TypeAlias = Literal["system", "user", "assistant", "tool"]


def _empty() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class TextPart:
    """Text inside a message that also holds other parts."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image inside a user message.

    Attributes:
        url: Address of the image, or a `data:` URL that carries it in base64.
        media_type: Such as `image/png`; empty where the `url` says it.
    """

    url: str
    media_type: str = ""


Part: TypeAlias = TextPart | ImagePart


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish to have a tool called.

    Attributes:
        id: The vendor's id, or one made up by the wire where the vendor sends none.
        name: Name of the tool.
        arguments: Parsed arguments; empty where they could not be parsed.
        malformed: The raw text where it was no JSON object, else None.
    """

    id: str
    name: str
    arguments: Mapping[str, Any]
    malformed: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation.

    Attributes:
        role: Who speaks.
        content: Text, or parts in order.
        tool_calls: What an assistant turn asked for.
        tool_call_id: In a `tool` turn, the call that it answers.
        vendor_state: What a vendor wants back unchanged, such as thought signatures.
    """

    role: Role
    content: str | tuple[Part, ...] = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    vendor_state: Mapping[str, Any] = field(default_factory=_empty)

    @property
    def text(self) -> str:
        """The text of this turn, its parts joined."""
        if isinstance(self.content, str):
            return self.content
        return "".join(part.text for part in self.content if isinstance(part, TextPart))


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that a model may ask for.

    Attributes:
        name: Name the model uses.
        description: What it does, for the model.
        parameters: JSON Schema of its arguments, an object.
    """

    name: str
    description: str
    parameters: JsonSchema

    @classmethod
    def of(cls, function: Callable[..., Any] | Mapping[str, Any]) -> Tool:
        """Describe a Python function by its name, docstring and annotations.

        Args:
            function: The function; or a tool as OpenAI or Anthropic have it, as a mapping.

        Raises:
            TypeError: It has no name; a parameter has no annotation, or is `*args` or `**kwargs`.
            ValueError: A mapping is no function with a name, such as a tool of a vendor's own.
        """
        if isinstance(function, Mapping):
            return _written_tool(function)
        return cls(name_of(function), description_of(function), parameters_of(function))


def _written_tool(given: Mapping[str, Any]) -> Tool:
    kind = given.get("type", "function")
    inner = given.get("function", given)
    if not isinstance(inner, Mapping):
        raise TypeError(f"a tool has {inner!r} for its function; give a mapping")
    if kind != "function" and not (kind == "custom" and "input_schema" in given):
        raise ValueError(f"a tool of the type {kind!r} is the vendor's own; scout sends functions")
    if not inner.get("name"):
        raise ValueError("a tool has no name")
    schema = inner.get("parameters", inner.get("input_schema")) or {"type": "object"}
    return Tool(inner["name"], inner.get("description") or "", schema)


@fleeting
class Call:
    """What is asked of one model, in no vendor's words.

    Attributes:
        model: The vendor's model id.
        messages: The conversation, oldest first; system turns may stand anywhere.
        max_output_tokens: Output limit, or None for the vendor's own.
        temperature: Sent only where the caller set it.
        stop: Texts at which the answer ends.
        tools: What the model may call.
        tool_choice: Whether it must.
        response_schema: JSON Schema that the answer must match.
        seed: For vendors that can repeat an answer.
        stream: Whether the answer is read as a stream.
    """

    model: str
    messages: tuple[Message, ...]
    max_output_tokens: int | None = None
    temperature: float | None = None
    stop: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice = "auto"
    response_schema: JsonSchema | None = None
    seed: int | None = None
    stream: bool = False

    def for_model(self, model: str, *, stream: bool) -> Call:
        """The same call, asked of one model; spelt out, for every call goes through here."""
        return Call(
            model,
            self.messages,
            self.max_output_tokens,
            self.temperature,
            self.stop,
            self.tools,
            self.tool_choice,
            self.response_schema,
            self.seed,
            stream,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer in five disjoint buckets; their sum is what was used.

    Attributes:
        input_tokens: Prompt tokens that no cache served.
        cache_read_tokens: Prompt tokens read from the vendor's cache.
        cache_write_tokens: Prompt tokens written to it.
        output_tokens: Tokens of the visible answer.
        reasoning_tokens: Tokens of thinking that are billed and not shown.
        estimated: True where the vendor sent no usage and scout counted by itself.
    """

    input_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    estimated: bool = False

    @property
    def total_tokens(self) -> int:
        """All five buckets together."""
        return self.prompt_tokens + self.output_tokens + self.reasoning_tokens

    @property
    def prompt_tokens(self) -> int:
        """The whole prompt, cached or not."""
        return self.input_tokens + self.cache_read_tokens + self.cache_write_tokens


class FinishReason(StrEnum):
    """Why a model stopped."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProviderResult:
    """One whole answer of a vendor, in no vendor's words.

    Attributes:
        text: The visible answer.
        tool_calls: What the model asks to have called.
        finish: Why it stopped.
        usage: Tokens, in disjoint buckets.
        reasoning: Thinking that the vendor shows, kept apart from the text.
        served_model: The model id in the answer, which may differ from the one asked.
        request_id: The vendor's id of the exchange.
        vendor_state: What must be sent back unchanged with this turn.
        retires_on: The day on which the vendor says it will turn the model off.
    """

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    finish: FinishReason = FinishReason.STOP
    usage: Usage = Usage()
    reasoning: str = ""
    served_model: str | None = None
    request_id: str | None = None
    vendor_state: Mapping[str, Any] = field(default_factory=_empty)
    retires_on: date | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of the visible answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A further piece of the thinking that the vendor shows."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A further piece of a tool call; `id` and `name` come with its first piece."""

    index: int
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class UsageUpdate:
    """Usage as told so far; a later one replaces an earlier one."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Restarted:
    """The stream begins again at another candidate; what came before is void."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The stream is whole."""

    result: ProviderResult


StreamEvent: TypeAlias = (
    TextDelta | ReasoningDelta | ToolCallDelta | UsageUpdate | Restarted | Finished
)


class Rates(TypedDict):
    """What tokens cost, in US dollars per million; a cached rate that is absent is the input's."""

    input_per_million: float
    output_per_million: float
    cache_read_per_million: NotRequired[float]
    cache_write_per_million: NotRequired[float]


class PriceTier(Rates):
    """Rates that hold for the whole request once its prompt is longer than `above_tokens`."""

    above_tokens: int


class OffPeakRates(Rates):
    """Rates that hold outside the vendor's busy hours; within them those of the row do.

    `peak_hours_utc` are pairs of whole hours, from and up to; `peak_weekdays` count from
    Monday, 0. On all other days no hour is busy.
    """

    peak_hours_utc: Sequence[tuple[int, int]]
    peak_weekdays: Sequence[int]


class PriceRow(Rates):
    """The price of one model: the dearest that holds now, and what makes it cheaper or dearer.

    `input_per_million` and `output_per_million` are required; two zeros declare a free model.
    `nickname` works as a model name. `as_of` is the day the price was read, `source` where.
    After `valid_until` the row `then` holds; where there is none, the price is unknown.
    """

    nickname: NotRequired[str]
    tiers: NotRequired[Sequence[PriceTier]]
    valid_until: NotRequired[date]
    then: NotRequired[PriceRow]
    off_peak: NotRequired[OffPeakRates]
    as_of: NotRequired[date]
    source: NotRequired[str]


CACHED = "cached"
"""Outcome of a step that gave a kept answer again."""


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One step of a call: a request that was sent, or a candidate that was passed over.

    Attributes:
        provider: Name of the provider row.
        model: The model id.
        key_id: Public name of the key, None where none was leased.
        started_s: Seconds since the call began.
        duration_s: How long the request took; 0 for a candidate that was passed over.
        outcome: `ok`, `skipped`, `cached`, or the class name of the error.
        waited_s: Pause before this step.
        sent: Whether bytes reached the vendor.
        cost_usd: What it cost, None where no price is known.
        reason: Why this step was taken or refused, in a sentence.
    """

    provider: str
    model: str
    key_id: str | None = None
    started_s: float = 0.0
    duration_s: float = 0.0
    outcome: str = "ok"
    waited_s: float = 0.0
    sent: Sent = Sent.NO
    cost_usd: Decimal | None = None
    reason: str = ""

    def __str__(self) -> str:
        key = f" key {self.key_id}" if self.key_id else ""
        wait = f" after waiting {self.waited_s:.3g} s" if self.waited_s else ""
        cost = f", ${self.cost_usd:f}" if self.cost_usd is not None else ""
        took = f" in {self.duration_s:.3f} s" if self.sent is not Sent.NO else ""
        head = f"{self.started_s:8.3f} s  {self.provider}/{self.model}{key}{wait}"
        why = f": {self.reason}" if self.reason else ""
        return f"{head} -> {self.outcome}{took}{cost}{why}"


ParsedT_co = TypeVar("ParsedT_co", covariant=True, default=Any)
"""What `parsed` is: a model where `response_format` is one, None without it."""


class LLMResponse(BaseModel, Generic[ParsedT_co], frozen=True):
    """The answer to a call, with what it cost and how it came about.

    Attributes:
        text: The visible answer.
        tool_calls: What the model asks to have called.
        parsed: The answer as the pydantic model or JSON that `response_format` asked for; None
            without it, and where the model asks for tools instead.
        finish: Why the model stopped.
        usage: Tokens in disjoint buckets.
        reasoning: Thinking that the vendor shows.
        cost_usd: Price of the whole call in US dollars, None where a price is unknown.
        model: The model id that was asked.
        served_model: The model id that the vendor says it used.
        provider: Name of the provider row.
        attempts: Every candidate, send, skip and wait, in order.
        latency_s: Seconds from the call to the whole answer.
        first_token_s: Seconds to the first content, None where the answer was not streamed.
        vendor_state: What goes back to the vendor with the next turn.
        retires_on: The day on which the vendor says it will turn the model off.
        chosen: Where a call that names no model began, and why; None where a model was named.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, protected_namespaces=())

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    parsed: ParsedT_co = None  # type: ignore[assignment]  # of a response without it, None
    finish: FinishReason = FinishReason.STOP
    usage: Usage = Usage()
    reasoning: str = ""
    cost_usd: Decimal | None = None
    model: str
    served_model: str | None = None
    provider: str
    attempts: tuple[AttemptRecord, ...] = ()
    latency_s: float = 0.0
    first_token_s: float | None = None
    vendor_state: Mapping[str, Any] = {}
    retires_on: date | None = None
    chosen: Chosen | None = None

    @property
    def is_substituted(self) -> bool:
        """Whether the vendor says that another model answered than the one that was asked.

        A dated release of the model that was asked is no other model.
        """
        return self.served_model is not None and not is_same_model(self.model, self.served_model)

    @property
    def is_cached(self) -> bool:
        """Whether this is the answer to an earlier call, given again; it cost and used nothing."""
        return any(attempt.outcome == CACHED for attempt in self.attempts)

    @classmethod
    def _of_call(cls, **fields: Any) -> Self:
        """A response of fields that are known to be right, every one of them given.

        What `model_construct` does, but for looking up defaults and aliases, which every call
        would pay for.
        """
        response = cls.__new__(cls)
        object.__setattr__(response, "__dict__", fields)
        object.__setattr__(response, "__pydantic_fields_set__", {*fields})
        object.__setattr__(response, "__pydantic_extra__", None)
        object.__setattr__(response, "__pydantic_private__", None)
        return response

    def explain(self) -> Explanation:
        """Every candidate, send, skip and wait of the call, a line each, and the sum."""
        first = () if self.chosen is None else (str(self.chosen),)
        text = "\n".join([*first, *(str(attempt) for attempt in self.attempts), self.summary()])
        words = [*map(escaped, first), attempts_markdown(self.attempts), escaped(self.summary())]
        return Explanation(text, "\n\n".join(words))

    def __str__(self) -> str:
        return self.text or "\n".join(map(call_text, self.tool_calls))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shortened(str(self))}, {self._footer()})"

    def _repr_markdown_(self) -> str:
        return answer_markdown(self.text, self.tool_calls, self._footer())

    def _footer(self) -> str:
        told = (
            str(self.finish),
            tokens(self.usage),
            money(self.cost_usd),
            f"{self.latency_s:.2f} s",
        )
        return ", ".join([f"{self.provider}/{self.model}", *told])

    def summary(self) -> str:
        """Who answered, how fast, for how much, in a line."""
        cost = money(self.cost_usd)
        asked = self.model
        other = ", another model" if self.is_substituted else ""
        told = self.served_model not in (None, asked)
        served = f" (served {self.served_model}{other})" if told else ""
        return f"answered by {self.provider}/{asked}{served} in {self.latency_s:.3f} s, {cost}"

    def message(self) -> Message:
        """This answer as the assistant's turn of the next call."""
        return Message(
            "assistant", self.text, tool_calls=self.tool_calls, vendor_state=self.vendor_state
        )


def bare_json(text: str) -> str:
    """A JSON answer without the code fence that some models put around it."""
    text = text.strip()
    if text.startswith("```") and text.endswith("```") and "\n" in text:
        return text[text.index("\n") + 1 : -3]
    return text
