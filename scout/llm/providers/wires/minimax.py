"""MiniMax: the OpenAI chat dialect with a status of its own inside every answer.

Codes and limits: MiniMax API reference, error codes and OpenAI-compatible text API, read
2026-11-22. Its command-line client reads 1028 and 1030 as quota, and so does this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    InvalidRequestError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.business_status import BusinessStatus
from scout.llm.providers.wires.error_table import ErrorTable, Rule
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.providers.wires.openai_errors import OPENAI_ERRORS

MINIMAX_ERRORS: Final[ErrorTable] = OPENAI_ERRORS.preceded_by(
    # requests, tokens and connections per minute; too steep a rise
    Rule(RateLimitedError, codes={"1002", "1039", "1041", "2045"}),
    Rule(AuthenticationError, codes={"1004", "2049"}),
    # balance; plan quotas; the plan's window of five hours. The first may come as HTTP 500.
    Rule(QuotaExhaustedError, codes={"1008", "1028", "1030", "2056"}),
    Rule(PermissionDeniedError, codes={"2061"}),  # another key's plan may hold the model
    Rule(ContentFilteredError, codes={"1026", "1027"}),
    Rule(
        ContextLengthError,
        codes={"2013"},
        says={"context window", "context length", "tokens exceed"},
    ),
    Rule(InvalidRequestError, codes={"2013", "1042"}),
    Rule(ServerError, codes={"1000", "1001", "1013", "1024", "1033"}),
)
"""Errors of MiniMax, by its own codes first."""

BASE_RESP: Final = BusinessStatus(
    group="base_resp",
    code="status_code",
    message="status_msg",
    filter_flags=("input_sensitive", "output_sensitive"),
)
"""The status that stands in every answer of MiniMax."""


@dataclass(frozen=True, slots=True)
class MiniMaxChat(OpenAIChat):
    """The wire of MiniMax: `OpenAIChat` with MiniMax's own defaults, and no code of its own.

    The lowest temperature is 0.01: the vendor takes (0, 1] and answers 0 with an error. A tool
    cannot be forced. Pieces of a stream may repeat all before them, and its last event does. The
    thinking inside the text goes back with a turn that calls tools, as the vendor asks.
    """

    output_limit_field: str = "max_completion_tokens"
    temperature_range: tuple[float, float] | None = (0.01, 1.0)
    can_force_tools: bool = False
    returned_fields: tuple[str, ...] = ("content", "reasoning_details")
    repeats_text: bool = True
    errors: ErrorTable = MINIMAX_ERRORS
    business_status: BusinessStatus | None = BASE_RESP
    dialect: str = "minimax"
