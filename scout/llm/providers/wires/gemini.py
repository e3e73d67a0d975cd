"""The Gemini API: how Google's models are asked and how they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from scout.llm.providers.base import WireRequest
from scout.llm.providers.wires.gemini_answer import GeminiAnswer
from scout.llm.providers.wires.gemini_errors import GEMINI_ERRORS, error_in, gemini_facts
from scout.llm.providers.wires.gemini_request import (
    calling_of,
    contents_of,
    declarations_of,
    instruction_of,
)
from scout.llm.providers.wires.listings import GEMINI_LISTING, ModelListing
from scout.llm.providers.wires.schema_instruction import abilities_of, schema_instruction

if TYPE_CHECKING:
    from scout.errors import ProviderError
    from scout.llm.providers.base import Provider, WireReply
    from scout.llm.providers.wires.error_table import ErrorTable
    from scout.llm.types import Call, ProviderResult


@dataclass(frozen=True, slots=True)
class Gemini:
    """The wire of `generateContent` and `streamGenerateContent`.

    An answer's JSON Schema is sent where the model offers `json_schema`, else told in words.

    Attributes:
        max_temperature: The API takes 0 to 2; what is above is sent as 2.
        tool_schema_field: Where the JSON Schema of a tool's arguments goes.
        answer_schema_field: Where the JSON Schema of the answer goes.
        unsigned_models: Beginnings of the ids of models that know no thought signatures, or can
            do without; all others refuse a tool call in the conversation that bears none.
        schema_or_tools: Beginnings of the ids of models that answer 400 to a schema beside tools;
            these are told the schema in words.
        errors: What its errors mean.
        listing: How the vendor lists its models.
        dialect: Name of the dialect.
        framing: How a stream is cut.
    """

    max_temperature: float = 2.0
    tool_schema_field: str = "parametersJsonSchema"
    answer_schema_field: str = "responseJsonSchema"
    unsigned_models: tuple[str, ...] = ("gemini-1", "gemini-2", "gemma-", "learnlm-")
    schema_or_tools: tuple[str, ...] = ("gemini-1", "gemini-2", "gemma-", "learnlm-")
    errors: ErrorTable = GEMINI_ERRORS
    listing: ModelListing = GEMINI_LISTING
    dialect: str = "gemini"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call as `POST /models/{model}:generateContent`, or as its streaming sister."""
        able = abilities_of(call, provider)
        if call.tools and _is_one_of(call, self.schema_or_tools):
            able -= {"json_schema", "json_object"}
        body = self._conversation(call, able)
        config = self._config(call, provider, able)
        if config:
            body["generationConfig"] = config
        if call.tools:
            body["tools"] = declarations_of(call.tools, self.tool_schema_field)
            if call.tool_choice != "auto":
                body["toolConfig"] = calling_of(call.tool_choice)
        name = quote(call.model if "/" in call.model else f"models/{call.model}", safe="/")
        if call.stream:
            return WireRequest(f"/{name}:streamGenerateContent", body, query=(("alt", "sse"),))
        return WireRequest(f"/{name}:generateContent", body)

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read a whole answer.

        Raises:
            ProviderError: The body is an error, the prompt was blocked, or the generation failed.
            KeyError, TypeError, ValueError: The body is not an answer.
        """
        body = reply.json()
        if error_in(body) is not None:
            raise self.classify(reply, now_s)
        answer = GeminiAnswer(self.errors)
        answer.take(body)
        return answer.whole()

    def stream_decoder(self) -> GeminiAnswer:
        """A decoder for one stream."""
        return GeminiAnswer(self.errors)

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Name the error in a reply."""
        return self.errors.error(gemini_facts(reply, now_s))

    def _conversation(self, call: Call, able: frozenset[str]) -> dict[str, Any]:
        """Turns and system prompt; a system prompt alone is said as the user's turn."""
        signed = not _is_one_of(call, self.unsigned_models)
        contents = contents_of(call.messages, signed=signed)
        told = call.response_schema is not None and "json_schema" not in able
        own = schema_instruction(call.response_schema or {}) if told else ""
        instruction = instruction_of(call.messages, own)
        if instruction is None:
            return {"contents": contents}
        if not contents:
            return {"contents": [{"role": "user", **instruction}]}
        return {"contents": contents, "systemInstruction": instruction}

    def _config(self, call: Call, provider: Provider, able: frozenset[str]) -> dict[str, Any]:
        config: dict[str, Any] = {}
        if call.max_output_tokens is not None:
            model = provider.model(call.model)
            most = (model and model.max_output_tokens) or call.max_output_tokens
            config["maxOutputTokens"] = min(call.max_output_tokens, most)
        if call.temperature is not None:
            config["temperature"] = min(max(call.temperature, 0.0), self.max_temperature)
        if call.stop:
            config["stopSequences"] = list(call.stop)
        if call.seed is not None:
            config["seed"] = call.seed
        if call.response_schema is not None and able & {"json_schema", "json_object"}:
            config["responseMimeType"] = "application/json"
            if "json_schema" in able:
                config[self.answer_schema_field] = dict(call.response_schema)
        return config


def _is_one_of(call: Call, beginnings: tuple[str, ...]) -> bool:
    return call.model.rpartition("/")[2].startswith(beginnings)
