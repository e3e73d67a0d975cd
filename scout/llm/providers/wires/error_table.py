"""Which error class a vendor's reply means: a table of rules, so that no wire guesses in code.

A wire hands over the facts of a reply (`ErrorFacts`) and a table (`ErrorTable`). The first
rule whose every condition holds names the class; where none does, the HTTP status does. Rules
stand in the order of their confidence: status and code, then type, then message. A vendor's
own code is compared with codes only, never with a range of HTTP statuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scout.errors import (
    AuthenticationError,
    InvalidRequestError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.error_text import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scout.errors import ProviderError

STATUS_ERRORS: Final[Mapping[int, type[ProviderError]]] = MappingProxyType(
    {
        400: InvalidRequestError,
        401: AuthenticationError,
        402: QuotaExhaustedError,
        403: PermissionDeniedError,
        404: ModelNotFoundError,
        408: ServerError,  # the vendor waited for our bytes: its side or the way to it
        409: ServerError,  # a lock inside the vendor; every official SDK tries again
        413: InvalidRequestError,  # too many bytes; too many tokens is a rule of the dialect
        422: InvalidRequestError,
        425: ServerError,
        429: RateLimitedError,
        498: OverloadedError,  # Groq's flex tier has no capacity
        499: ServerError,  # the vendor, or a proxy of its own, gave the request up
        503: OverloadedError,
        529: OverloadedError,
    }
)
"""What a status means where no rule knows better; other 4xx are the caller's, 5xx the vendor's."""


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """What a vendor's error says, whatever its envelope.

    Attributes:
        status: HTTP status; 200 for an error inside an answer or a stream.
        code: The vendor's code as text, empty where it sent none.
        type: The vendor's type as text, empty where it sent none.
        message: The vendor's message, as it came.
        param: The field of the request that the vendor names, empty where it names none.
        detail: Further texts of the envelope; rules search them, nobody is shown them.
        retry_after_s: Seconds that the vendor asks to wait, from header or body.
        request_id: The vendor's id of the request.
    """

    status: int
    code: str = ""
    type: str = ""
    message: str = ""
    param: str = ""
    detail: str = ""
    retry_after_s: float | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of an error table: a class, and conditions that must all hold.

    An absent condition always holds. Codes, types and params are compared whole, messages by
    substring; none of them minds case.

    Attributes:
        error: The class this row names.
        statuses: HTTP statuses, any of which must be the reply's.
        codes: Vendor codes, as text.
        types: Vendor types, as text.
        params: Names of request fields.
        says: Substrings, any of which must stand in the message or detail.
        unless: Substrings, none of which may stand there.
    """

    error: type[ProviderError]
    statuses: Collection[int] = ()
    codes: Collection[str] = ()
    types: Collection[str] = ()
    params: Collection[str] = ()
    says: Collection[str] = ()
    unless: Collection[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "statuses", frozenset(self.statuses))
        for name in ("codes", "types", "params", "says", "unless"):
            value = getattr(self, name)
            texts = (value,) if isinstance(value, str) else value
            object.__setattr__(self, name, frozenset(text.casefold() for text in texts))

    def holds(self, facts: ErrorFacts, said: str) -> bool:
        """Whether every condition holds.

        Args:
            facts: The reply, its code, type and param in lower case.
            said: Message and detail in lower case.
        """
        if self.statuses and facts.status not in self.statuses:
            return False
        if self.codes and facts.code not in self.codes:
            return False
        if self.types and facts.type not in self.types:
            return False
        if self.params and facts.param not in self.params:
            return False
        if self.says and not any(text in said for text in self.says):
            return False
        return not any(text in said for text in self.unless)


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """The rules of one dialect, in the order in which they are tried.

    Examples:
        >>> from scout.errors import ContextLengthError
        >>> rule = Rule(ContextLengthError, statuses=frozenset({400}), says=("is too long",))
        >>> ErrorTable((rule,)).rules[0].error.code
        'context_length'

    Attributes:
        rules: Tried first to last; the first that holds decides.
    """

    rules: tuple[Rule, ...] = ()

    def preceded_by(self, *rules: Rule) -> ErrorTable:
        """This table with further rules before its own: what one vendor does otherwise."""
        return ErrorTable((*rules, *self.rules))

    def class_of(self, facts: ErrorFacts) -> type[ProviderError]:
        """The class that the facts mean, by rule, else by status."""
        said = f"{facts.message}\n{facts.detail}".casefold()
        folded = ErrorFacts(
            facts.status, facts.code.casefold(), facts.type.casefold(), param=facts.param.casefold()
        )
        for rule in self.rules:
            if rule.holds(folded, said):
                return rule.error
        return status_error(facts.status)

    def error(self, facts: ErrorFacts) -> ProviderError:
        """The error itself, its texts bounded and without organisation ids or markup."""
        error = self.class_of(facts)
        named = facts.code or facts.type
        return error(
            _said(facts),
            status=facts.status,
            provider_code=clean_text(named, 100) or None,
            retry_after_s=facts.retry_after_s,
            request_id=facts.request_id,
        )


def status_error(status: int) -> type[ProviderError]:
    """The class that a status alone means."""
    named = STATUS_ERRORS.get(status)
    if named is not None:
        return named
    if 300 <= status < 400:
        return MalformedResponseError
    return InvalidRequestError if 400 <= status < 500 else ServerError


def _said(facts: ErrorFacts) -> str:
    if 300 <= facts.status < 400:
        return "redirect refused: a key goes to its provider's own origin only"
    return clean_text(facts.message) or "the vendor gave no reason"
