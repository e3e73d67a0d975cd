"""What a caller asks of a router: the arguments of `call_llm`, and what follows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, TypedDict, TypeVar

from pydantic import BaseModel, PydanticUserError, ValidationError

from scout.llm.arguments import check_arguments
from scout.llm.fleeting import fleeting
from scout.llm.json_body import parse_json
from scout.llm.messages import as_messages, turns_of
from scout.llm.types import (
    Call,
    FinishReason,
    JsonSchema,
    Message,
    ProviderResult,
    Tool,
    ToolChoice,
    bare_json,
)

Prompt: TypeAlias = str | Sequence[Message | Mapping[str, Any] | BaseModel]
"""A text, or turns: `Message`s, mappings, or objects of OpenAI's and Anthropic's SDKs."""

ResponseFormat: TypeAlias = type[BaseModel] | JsonSchema
Tools: TypeAlias = Sequence[Tool | Callable[..., Any]]

FormT = TypeVar("FormT", bound=BaseModel)
"""The pydantic model that an answer is read as."""


class CallOptions(TypedDict, total=False):
    """The arguments of `call_llm` on which the type of its answer does not depend."""

    model: str | None
    system: str | None
    max_output_tokens: int | None
    temperature: float | None
    stop: Sequence[str]
    seed: int | None
    tool_choice: ToolChoice
    fallbacks: Sequence[str] | None
    timeout_s: float | None
    max_cost_usd: Decimal | float | None
    scopes: Mapping[str, str] | None
    metadata: Mapping[str, str] | None
    cache: bool | None


@fleeting
class Ask:
    """The arguments of one call, as `call_llm` takes them."""

    prompt: Prompt
    model: str | None = None
    system: str | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    stop: Sequence[str] = ()
    seed: int | None = None
    tools: Sequence[Tool | Callable[..., Any]] = ()
    tool_choice: ToolChoice = "auto"
    response_format: ResponseFormat | None = None
    fallbacks: Sequence[str] | None = None
    timeout_s: float | None = None
    max_cost_usd: Decimal | float | None = None
    scopes: Mapping[str, str] | None = None
    metadata: Mapping[str, str] | None = None
    cache: bool | None = None
    streaming: bool = False
    restart: bool = False
    judged: bool = False
    """Whether a quality loop judges the form of the answer, which is no fault of the call then."""

    def __post_init__(self) -> None:
        check_arguments(self)
        if not isinstance(self.prompt, str | list | tuple):
            object.__setattr__(self, "prompt", turns_of(self.prompt))

    def call(self) -> Call:
        """What is asked, whoever is asked."""
        return Call(
            "",
            as_messages(self.prompt, self.system),
            self.max_output_tokens,
            self.temperature,
            tuple(self.stop),
            tuple([tool if isinstance(tool, Tool) else Tool.of(tool) for tool in self.tools]),
            self.tool_choice,
            self._schema(),
            self.seed,
        )

    def wants_form(self, result: ProviderResult) -> bool:
        """Whether an answer is to be read as `response_format`: not where it asks for tools."""
        return self.response_format is not None and not (self.tools and result.tool_calls)

    def parsed(self, text: str) -> Any:
        """The answer as `response_format` wants it.

        Raises:
            ValueError: It is no JSON, or does not match.
        """
        if self.response_format is None:
            return None
        if isinstance(self.response_format, type):
            return self.response_format.model_validate_json(bare_json(text))
        return parse_json(bare_json(text))

    def fault(self, result: ProviderResult) -> str | None:
        """Why an answer does not match `response_format`, or None."""
        if not self.wants_form(result):
            return None
        wrong = self._misfit(result)
        if wrong is not None and result.finish is FinishReason.LENGTH:
            return f"the answer was cut at its output limit; raise max_output_tokens: {wrong}"
        return wrong

    def _misfit(self, result: ProviderResult) -> str | None:
        try:
            self.parsed(result.text)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the answer"
            return f"{place}: {first['msg']}"
        except ValueError as error:
            return str(error)
        return None

    def _schema(self) -> JsonSchema | None:
        if isinstance(self.response_format, type):
            return _schema_of(self.response_format)
        return self.response_format


def _schema_of(form: type[BaseModel]) -> JsonSchema:
    try:
        return form.model_json_schema()
    except PydanticUserError as error:
        raise TypeError(f"response_format {form.__name__} is no JSON: {error.message}") from None
