"""The errors scout raises, and what each one means for a call that is under way.

A class is a policy: it says whether the same key is tried again (`again`), what
happens to the key (`key_effect`) and to the circuit (`circuit_effect`), and whether
the next candidate gets its turn (`onward`). Nothing else in scout decides that.

    ScoutError
      ConfigurationError                 a setting, key, row or price is wrong (refused at load)
        RegistrationError                a provider cannot be registered
      CallError                          one call failed; carries who, where, what was sent
        ProviderError                    the vendor, or the way to it
          AuthenticationError            rotate     key disabled        alive     if no key is left
          PermissionDeniedError          rotate     blocked for model   alive     next
          QuotaExhaustedError            rotate     exhausted           alive     next
          RateLimitedError               as told    cooling             alive     next
          ServerError                    back off   -                   failure   next
            OverloadedError              back off   -                   failure   next
          ConnectionFailedError          back off   -                   failure   next
          ProviderTimeoutError           never      -                   failure   next
          StreamInterruptedError         unseen     by cause            failure   next, if unseen
          MalformedResponseError         once       -                   repeated  next
          ContextLengthError             never      -                   alive     larger window
          ContentFilteredError           never      -                   alive     explicit chain
          ModelNotFoundError             never      -                   alive     replacement first
          GenerationFailedError          once       -                   alive     next
          InvalidRequestError            never      -                   alive     nobody
          ProviderBugError               never      -                   neutral   next
        LocalError                       scout itself said no, nothing was sent
          BudgetExceededError            never      -                   neutral   one that fits
          BudgetUnavailableError         never      -                   neutral   nobody
          UnknownPriceError              never      -                   neutral   one that is priced
          UnsupportedCallError           never      -                   neutral   next
          CircuitOpenError               never      -                   neutral   next
          NoUsableKeyError               never      -                   neutral   next
          DeadlineExceededError          never      -                   neutral   nobody
        AllCandidatesFailedError         several candidates, none answered; names who returns first
      QualityCheckError                  a check of a quality loop raised; carries the best answer

Cancellation is no error of scout's: it passes through untouched.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from scout.llm.intent_types import Chosen
    from scout.llm.quality import QualityResponse
    from scout.llm.types import AttemptRecord, Usage

DOCS_BASE = ""
"""Address of the guide, with its closing slash; it has none yet. `docs_base` overrides it."""

_ERROR_PAGE = "reference/errors/"
"""The page of the guide that describes every error, relative to the guide's address."""


class Sent(StrEnum):
    """Whether bytes of a request reached the vendor, and so whether it may be billed."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


class Again(StrEnum):
    """Whether the same candidate is asked again after an error."""

    NEVER = "never"
    ROTATE = "rotate"
    AS_TOLD = "as_told"
    BACK_OFF = "back_off"
    ONCE = "once"


class KeyEffect(StrEnum):
    """What an error does to the API key it happened on."""

    NONE = "none"
    DISABLE = "disable"
    BLOCK_MODEL = "block_model"
    EXHAUST = "exhaust"
    COOL = "cool"


class CircuitEffect(StrEnum):
    """What an error tells the circuit breaker."""

    ALIVE = "alive"
    FAILURE = "failure"
    REPEATED = "repeated"
    NEUTRAL = "neutral"


class Onward(StrEnum):
    """Which further candidates an error leaves open."""

    NEXT = "next"
    LARGER_WINDOW = "larger_window"
    EXPLICIT_CHAIN = "explicit_chain"
    REPLACEMENT_FIRST = "replacement_first"
    NOBODY = "nobody"


class ScoutError(Exception):
    """Base of everything scout raises.

    Attributes:
        code: Stable name of the error, used in records and as the anchor of its docs.
    """

    code: ClassVar[str] = "scout_error"

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.guide_at(DOCS_BASE)

    @classmethod
    def docs_link(cls, base: str = DOCS_BASE) -> str:
        """Where the guide explains this error.

        Args:
            base: Address of the guide, with its closing slash; empty for a relative link.
        """
        return f"{base}{_ERROR_PAGE}#{cls.code}"

    def guide_at(self, base: str) -> None:
        """Let a traceback end with where the guide explains this error, and how to read it offline.

        Args:
            base: Address of the guide, with its closing slash; empty for a relative link.
        """
        others = [note for note in getattr(self, "__notes__", ()) if _ERROR_PAGE not in note]
        told = f"docs: {self.docs_link(base)} (offline: scout explain {self.code})"
        self.__notes__ = [told, *others]


class ConfigurationError(ScoutError):
    """A setting, key, provider row or price is wrong; the message names it and the remedy."""

    code = "configuration"


class RegistrationError(ConfigurationError):
    """A provider cannot be registered: its name, prefix or wire contradicts what is there."""

    code = "registration"


class CallError(ScoutError):
    """One call failed.

    Attributes:
        provider: Name of the provider row, where one was involved.
        model: The model id that was asked.
        key_id: Public name of the API key, such as `groq#1`; never the secret.
        status: HTTP status of the reply, or None where there was none.
        provider_code: The vendor's own error code, as text.
        retry_after_s: Seconds until the vendor (or scout) allows another try, where known.
        sent: Whether request bytes reached the vendor.
        output_started: Whether content had already been handed to the caller.
        request_id: The vendor's id of the request.
        attempts: Every step of the call so far, in order.
        chosen: Where a call that names no model began, and why.
    """

    code = "call_failed"
    again: Again = Again.NEVER
    key_effect: KeyEffect = KeyEffect.NONE
    circuit_effect: CircuitEffect = CircuitEffect.NEUTRAL
    onward: Onward = Onward.NEXT

    def __init__(
        self,
        message: str,
        *,
        provider: str | None = None,
        model: str | None = None,
        key_id: str | None = None,
        status: int | None = None,
        provider_code: str | None = None,
        retry_after_s: float | None = None,
        sent: Sent = Sent.YES,
        output_started: bool = False,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.model = model
        self.key_id = key_id
        self.status = status
        self.provider_code = provider_code
        self.retry_after_s = retry_after_s
        self.sent = sent
        self.output_started = output_started
        self.request_id = request_id
        self.attempts: tuple[AttemptRecord, ...] = ()
        self.chosen: Chosen | None = None

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later without a change by the caller."""
        passes = self.again in (Again.AS_TOLD, Again.BACK_OFF, Again.ONCE)
        failed = self.circuit_effect is CircuitEffect.FAILURE
        return passes or failed or self.retry_after_s is not None

    def __str__(self) -> str:
        place = "/".join(part for part in (self.provider, self.model) if part)
        facts = [f"HTTP {self.status}" if self.status else "", self.provider_code or ""]
        facts += [f"key {self.key_id}" if self.key_id else ""]
        if self.retry_after_s is not None:
            facts.append(f"again in {self.retry_after_s:.3g} s")
        noted = ", ".join(fact for fact in facts if fact)
        head = f"{place}: " if place else ""
        tail = f" ({noted})" if noted else ""
        return f"{head}{self.message}{tail} [{self.code}]"

    def explain(self) -> str:
        """Every candidate, send, skip and wait of the call, a line each."""
        first = () if self.chosen is None else (str(self.chosen),)
        return "\n".join([*first, *(str(attempt) for attempt in self.attempts), str(self)])

    def redact(self, secret: str) -> None:
        """Take a secret out of every text of this error, should a vendor have echoed it."""
        if not secret:
            return
        self.message = self.message.replace(secret, "***")
        self.args = (self.message,)
        for name in ("provider_code", "request_id"):
            text = getattr(self, name)
            if isinstance(text, str):
                setattr(self, name, text.replace(secret, "***"))


class ProviderError(CallError):
    """The vendor answered with an error, or could not be reached."""

    code = "provider_error"


class AuthenticationError(ProviderError):
    """The vendor refuses this key; scout disables it until reload and goes to the next key."""

    code = "authentication"
    again = Again.ROTATE
    key_effect = KeyEffect.DISABLE
    circuit_effect = CircuitEffect.ALIVE


class PermissionDeniedError(ProviderError):
    """The key may not use this model; scout blocks the pair and goes to the next key."""

    code = "permission_denied"
    again = Again.ROTATE
    key_effect = KeyEffect.BLOCK_MODEL
    circuit_effect = CircuitEffect.ALIVE


class QuotaExhaustedError(ProviderError):
    """Money or a long quota of the key is gone; scout leaves the key out until its reset."""

    code = "quota_exhausted"
    again = Again.ROTATE
    key_effect = KeyEffect.EXHAUST
    circuit_effect = CircuitEffect.ALIVE


class RateLimitedError(ProviderError):
    """The key asked too often; another key is tried at once, else scout waits as told."""

    code = "rate_limited"
    again = Again.AS_TOLD
    key_effect = KeyEffect.COOL
    circuit_effect = CircuitEffect.ALIVE


class ServerError(ProviderError):
    """The vendor failed on its own side (500, 502, 504)."""

    code = "server_error"
    again = Again.BACK_OFF
    circuit_effect = CircuitEffect.FAILURE


class OverloadedError(ServerError):
    """The vendor has no capacity right now (503, 529)."""

    code = "overloaded"


class ConnectionFailedError(ProviderError):
    """No connection: name resolution, refusal, TLS, or a reset before an answer."""

    code = "connection_failed"
    again = Again.BACK_OFF
    circuit_effect = CircuitEffect.FAILURE


class ProviderTimeoutError(ProviderError):
    """The vendor was silent past its connect, first-token, idle, answer or total limit.

    Attributes:
        limit: Name of the limit, such as `first_token_s`.
    """

    code = "provider_timeout"
    circuit_effect = CircuitEffect.FAILURE
    limit: str = "answer_s"


class StreamInterruptedError(ProviderError):
    """A stream ended before its end marker.

    Attributes:
        partial_text: What had arrived.
        partial_usage: Usage so far; an estimate where the vendor had told less than came.
        cause: The classified error inside the stream, where the vendor sent one.
    """

    code = "stream_interrupted"
    again = Again.BACK_OFF
    circuit_effect = CircuitEffect.FAILURE

    partial_text: str = ""
    partial_usage: Usage | None = None
    cause: ProviderError | None = None

    def because(self, cause: ProviderError) -> StreamInterruptedError:
        """Let the cause decide what happens to key and circuit.

        Where the route itself is sound, the cause also says what comes next: a limited key is
        left for another one, a policy's refusal is not asked for again.
        """
        self.cause = cause
        self.key_effect = cause.key_effect
        self.circuit_effect = cause.circuit_effect
        if cause.circuit_effect in (CircuitEffect.ALIVE, CircuitEffect.NEUTRAL):
            self.again, self.onward = cause.again, cause.onward
        self.retry_after_s = cause.retry_after_s
        self.provider_code = cause.provider_code
        return self


class MalformedResponseError(ProviderError):
    """The vendor answered 200 with a body that is empty, undecodable or not an answer."""

    code = "malformed_response"
    again = Again.ONCE
    circuit_effect = CircuitEffect.REPEATED


class ContextLengthError(ProviderError):
    """The prompt does not fit the model's context window.

    Attributes:
        needed_tokens: How long the prompt is, counted or estimated, where known.
        window_tokens: How large the window is, where known.
    """

    code = "context_length"
    circuit_effect = CircuitEffect.ALIVE
    onward = Onward.LARGER_WINDOW
    needed_tokens: int | None = None
    window_tokens: int | None = None


class ContentFilteredError(ProviderError):
    """The vendor's content policy refused the prompt or the answer."""

    code = "content_filtered"
    circuit_effect = CircuitEffect.ALIVE
    onward = Onward.EXPLICIT_CHAIN


class ModelNotFoundError(ProviderError):
    """The model is unknown or gone; scout sets it aside and tries its named replacement."""

    code = "model_not_found"
    circuit_effect = CircuitEffect.ALIVE
    onward = Onward.REPLACEMENT_FIRST


class GenerationFailedError(ProviderError):
    """The model produced what is of no use: a broken tool call, or not the form asked for."""

    code = "generation_failed"
    again = Again.ONCE
    circuit_effect = CircuitEffect.ALIVE


class InvalidRequestError(ProviderError):
    """The request itself is at fault; no key and no other provider would take it."""

    code = "invalid_request"
    circuit_effect = CircuitEffect.ALIVE
    onward = Onward.NOBODY


class ProviderBugError(ProviderError):
    """A provider's own code raised something it may not raise; the frames are its own."""

    code = "provider_bug"


class LocalError(CallError):
    """Scout itself said no, before a request was sent or in the middle of a stream.

    Attributes:
        partial_text: What had come of a stream that was ended.
        partial_usage: Its usage so far, where the vendor had told it.
    """

    code = "refused"
    partial_text: str = ""
    partial_usage: Usage | None = None

    def __init__(
        self,
        message: str,
        *,
        provider: str | None = None,
        model: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(
            message, provider=provider, model=model, retry_after_s=retry_after_s, sent=Sent.NO
        )


class BudgetExceededError(LocalError):
    """The call would spend more than a limit allows, or a stream outgrew its reservation.

    Attributes:
        scope: Name of the limit that refused.
    """

    code = "budget_exceeded"
    scope: str = ""


class BudgetUnavailableError(LocalError):
    """A limit is set and the store that keeps it cannot be used; nothing is spent unseen."""

    code = "budget_unavailable"
    onward = Onward.NOBODY


class UnknownPriceError(LocalError):
    """A budget is set and the model has no price, so its cost cannot be bounded."""

    code = "unknown_price"


class UnsupportedCallError(LocalError):
    """The model lacks something that the call needs, such as tools or images."""

    code = "unsupported_call"


class CircuitOpenError(LocalError):
    """The circuit of this model is open: it failed too often and is being left alone."""

    code = "circuit_open"


class NoUsableKeyError(LocalError):
    """No API key of the provider can be used now; `retry_after_s` says when the next returns."""

    code = "no_usable_key"


class DeadlineExceededError(LocalError):
    """The caller's own time for the whole call is over."""

    code = "deadline_exceeded"
    onward = Onward.NOBODY


class AllCandidatesFailedError(CallError):
    """Several candidates were tried or skipped and none answered.

    Attributes:
        errors: The last error of each candidate, in the order in which they were considered.
    """

    code = "all_candidates_failed"
    onward = Onward.NOBODY
    errors: tuple[CallError, ...] = ()

    @property
    def retryable(self) -> bool:
        """Whether one of the candidates may answer later."""
        return super().retryable or any(error.retryable for error in self.errors)


class QualityCheckError(ScoutError):
    """A check of a quality loop raised an exception; the answer it was to judge is not lost.

    Attributes:
        check: Name of the check.
        response: The best answer so far, with the rounds that led to it.
    """

    code = "quality_check"

    def __init__(self, message: str, *, check: str = "") -> None:
        super().__init__(message)
        self.check = check
        self.response: QualityResponse | None = None


__all__ = [
    "Again",
    "AllCandidatesFailedError",
    "AuthenticationError",
    "BudgetExceededError",
    "BudgetUnavailableError",
    "CallError",
    "CircuitEffect",
    "CircuitOpenError",
    "ConfigurationError",
    "ConnectionFailedError",
    "ContentFilteredError",
    "ContextLengthError",
    "DeadlineExceededError",
    "GenerationFailedError",
    "InvalidRequestError",
    "KeyEffect",
    "LocalError",
    "MalformedResponseError",
    "ModelNotFoundError",
    "NoUsableKeyError",
    "Onward",
    "OverloadedError",
    "PermissionDeniedError",
    "ProviderBugError",
    "ProviderError",
    "ProviderTimeoutError",
    "QualityCheckError",
    "QuotaExhaustedError",
    "RateLimitedError",
    "RegistrationError",
    "ScoutError",
    "Sent",
    "ServerError",
    "StreamInterruptedError",
    "UnknownPriceError",
    "UnsupportedCallError",
]
