"""ERR: each failure of the vendor is named for what it is, since its name is its policy."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import formatdate

from scout.errors import (
    AuthenticationError,
    CircuitEffect,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    KeyEffect,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import WireReply
from scout_conformance import expect, words
from scout_conformance.hostile import ERROR_BODIES, with_long_texts
from scout_conformance.samples import WALL_S, ErrorSample
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.templates import RETRY_NAMES
from scout_conformance.violation import NotApplicable, Violation

SAMPLES = ("SC-REG-001", "SC-WIR-001")

MAX_MESSAGE = 4_000

_POLICY = ("again", "key_effect", "circuit_effect", "onward")


@check(
    "SC-ERR-010",
    MUST,
    "A 401 means that the key is refused.",
    why="Retried, it locks accounts; taken for an outage, it opens the circuit for all keys.",
    fix="Let classify() give AuthenticationError for 401 where no vendor code says otherwise.",
)
def unauthorized_is_authentication(subject: Subject) -> None:
    """Whatever the body says, or does not say."""
    _each_body_means(subject, (401,), AuthenticationError)


@check(
    "SC-ERR-011",
    MUST,
    "A 403 means that this key may not, and another one might.",
    why="Retried with the same key it fails forever; as the caller's fault no key is tried.",
    fix="Let classify() give PermissionDeniedError for 403.",
)
def forbidden_is_the_keys_matter(subject: Subject) -> None:
    """PermissionDeniedError, or AuthenticationError where the vendor makes no difference."""
    _each_body_means(subject, (403,), PermissionDeniedError, AuthenticationError)


@check(
    "SC-ERR-012",
    MUST,
    "A 429 means that this key has to wait.",
    why="Taken for a server error it opens the circuit, and the other keys are never asked.",
    fix="Let classify() give RateLimitedError for 429, unless its code says that money is gone.",
)
def too_many_requests_is_rate_limited(subject: Subject) -> None:
    """Whatever the body says, or does not say."""
    _each_body_means(subject, (429,), RateLimitedError)


@check(
    "SC-ERR-013",
    MUST,
    "A 5xx means that the vendor has failed, not the key and not the caller.",
    why="It is what may be tried again, and what a circuit counts.",
    fix="Let classify() give ServerError or OverloadedError for 500, 502, 503, 504 and 529.",
)
def server_errors_are_the_vendors(subject: Subject) -> None:
    """Every usual status, and those of proxies in between, with every odd body."""
    _each_body_means(subject, (500, 502, 503, 504, 507, *range(520, 528), 529, 530), ServerError)


@check(
    "SC-ERR-014",
    MUST,
    "A 400, 404, 413 or 422 is no fault of the key and no outage.",
    why="A caller's mistake would take keys out or open the circuit for everybody else.",
    fix="Let classify() give InvalidRequestError, or ModelNotFoundError for 404.",
)
def request_errors_are_the_callers(subject: Subject) -> None:
    """The key stays, the circuit stays."""
    for status in (400, 404, 413, 422):
        for reply in _replies(status):
            error = expect.classified(subject, reply)
            harmless = (
                error.key_effect is KeyEffect.NONE
                and error.circuit_effect is not CircuitEffect.FAILURE
            )
            if not harmless:
                raise Violation(
                    sent=words.of_reply(reply),
                    expected="an error that spares the key and the circuit",
                    got=words.of_error(error),
                )


@check(
    "SC-ERR-015",
    SHOULD,
    "A 402 means that this key's money is gone.",
    why="It is what the status was kept for; as a mistake of the caller's no other key is tried.",
    fix="Let classify() give QuotaExhaustedError for 402.",
)
def payment_required_is_spent(subject: Subject) -> None:
    """Whatever the body says, or does not say."""
    _each_body_means(subject, (402,), QuotaExhaustedError)


@check(
    "SC-ERR-020",
    MUST,
    "The vendor's own words for a refused key are understood.",
    why="Some vendors say it with 400 or inside a 200; the status alone does not tell.",
    fix="Add the vendor's code to the wire's error table.",
    requires=(*SAMPLES, "SC-ERR-010", "SC-ERR-011"),
)
def samples_of_refused_keys(subject: Subject) -> None:
    """Samples that mean AuthenticationError or PermissionDeniedError."""
    _each_sample_means_it(subject, (AuthenticationError, PermissionDeniedError))


@check(
    "SC-ERR-021",
    MUST,
    "The vendor's own words for a limit and for spent money are understood.",
    why="A limit is over in seconds, a spent quota is not; mixed up, calls wait or hammer.",
    fix="Add the vendor's code to the wire's error table.",
    requires=(*SAMPLES, "SC-ERR-012"),
)
def samples_of_limits(subject: Subject) -> None:
    """Samples that mean RateLimitedError or QuotaExhaustedError."""
    _each_sample_means_it(subject, (RateLimitedError, QuotaExhaustedError))


@check(
    "SC-ERR-022",
    MUST,
    "The vendor's own words for a failure of its own are understood.",
    why="What may be tried again has to be told from what may not.",
    fix="Add the vendor's code to the wire's error table.",
    requires=(*SAMPLES, "SC-ERR-013"),
)
def samples_of_outages(subject: Subject) -> None:
    """Samples that mean ServerError or OverloadedError."""
    _each_sample_means_it(subject, (ServerError, OverloadedError))


@check(
    "SC-ERR-023",
    MUST,
    "The vendor's own words for a fault of the request are understood.",
    why="A prompt that is too long goes to a larger window, an unknown model to its replacement.",
    fix="Add the vendor's code to the wire's error table.",
    requires=(*SAMPLES, "SC-ERR-014"),
)
def samples_of_request_faults(subject: Subject) -> None:
    """Samples of too long, unknown model, filtered, failed generation, invalid."""
    _each_sample_means_it(
        subject,
        (
            ContextLengthError,
            ModelNotFoundError,
            ContentFilteredError,
            GenerationFailedError,
            InvalidRequestError,
        ),
    )


@check(
    "SC-ERR-030",
    MUST,
    "Retry-After on a 429 is understood in each of its forms.",
    why="Asked again too early the vendor lengthens the ban; without the time scout has to guess.",
    fix="Fill retry_after_s of the error with scout.llm.retry.retry_after_s(headers, now_s).",
    requires=("SC-REG-001", "SC-ERR-012"),
)
def retry_after_is_understood(subject: Subject) -> None:
    """Whole seconds, a fraction, a date, milliseconds."""
    forms = {
        "retry-after": ("7", "7.5", formatdate(WALL_S + 90, usegmt=True)),
        "retry-after-ms": ("1500",),
    }
    due_s = {"7": 7.0, "7.5": 7.5, "1500": 1.5}
    for header, values in forms.items():
        for value in values:
            reply = WireReply(429, {header: value}, b'{"error": {"message": "slow down"}}')
            _waits(subject, reply, due_s.get(value, 90.0))


@check(
    "SC-ERR-031",
    MUST,
    "The time that the vendor's own error names is understood.",
    why="Many vendors name it in the body only.",
    fix="Read it in the wire and fill retry_after_s, a moment less now_s; "
    "scout.llm.retry.parse_retry_after helps.",
    requires=(*SAMPLES, "SC-ERR-021", "SC-ERR-030"),
)
def named_times_are_understood(subject: Subject) -> None:
    """Generated seconds where the sample has a placeholder, else what it writes out."""
    for sample in _whole_replies(subject):
        timed = not sample.reply.names.isdisjoint(RETRY_NAMES)
        for seconds in (1, 7, 61) if timed else ():
            _waits(subject, sample.wire_reply(seconds), float(seconds))
        if sample.retry_after_s is not None:
            _waits(subject, sample.wire_reply(), sample.retry_after_s)


@check(
    "SC-ERR-032",
    MUST,
    "A Retry-After that makes no sense is ignored.",
    why="A proxy's nonsense must not crash a call or hold a key back for years.",
    fix="Leave retry_after_s None where the value is no time; scout's own parser does.",
    requires=("SC-REG-001", "SC-ERR-012"),
)
def nonsense_times_are_ignored(subject: Subject) -> None:
    """No crash, no negative wait."""
    for value in ("soon", "-5", "", "nan", "inf", "1e999", "\u0667", "7;7", "9" * 400):
        reply = WireReply(429, {"retry-after": value}, b"{}")
        error = expect.classified(subject, reply)
        wait_s = error.retry_after_s
        if wait_s is not None and not 0 <= wait_s < float("inf"):
            raise Violation(
                sent=words.of_reply(reply),
                expected="retry_after_s None, or 0 and more",
                got=repr(wait_s),
            )


@check(
    "SC-ERR-040",
    MUST,
    "Every status from 400 to 599 with any body is a ProviderError.",
    why="An exception out of the wire is a bug report instead of a fallback.",
    fix="Let classify() read bodies with care: empty, HTML, lists and texts all occur.",
)
def every_status_is_classified(subject: Subject) -> None:
    """A sweep."""
    for status in range(400, 600):
        for reply in _replies(status)[:: 1 if status % 100 == 0 else 4]:
            error = expect.classified(subject, reply)
            if error.status != status:
                raise Violation(
                    sent=words.of_reply(reply), expected=f"status={status}", got=repr(error.status)
                )


@check(
    "SC-ERR-041",
    MUST,
    "An error class of the provider's own keeps the policy of the class that it extends.",
    why="Scout goes by the policy: a refused key that may be retried ends up locked.",
    fix="Raise scout's own classes; a subclass may add fields and change nothing else.",
    requires=(
        *(*SAMPLES, "SC-ERR-020", "SC-ERR-021", "SC-ERR-022", "SC-ERR-023"),
        *("SC-CIR-003", "SC-CIR-004", "SC-RTY-004"),
    ),
)
def policies_are_kept(subject: Subject) -> None:
    """What each sample becomes does what its class says."""
    for sample in _whole_replies(subject):
        reply = sample.wire_reply()
        error = expect.classified(subject, reply)
        parent = next(one for one in type(error).__mro__ if one.__module__ == "scout.errors")
        for name in _POLICY:
            expect.same(
                name,
                sent=words.of_reply(reply),
                expected=getattr(parent, name),
                got=getattr(error, name),
            )


@check(
    "SC-ERR-042",
    SHOULD,
    "An error repeats the vendor's reason, in a bounded text.",
    why="It is what the person who reads the log has to go by.",
    fix="Take the message out of the body, at most some hundred characters of it.",
    requires=(*SAMPLES, "SC-ERR-023"),
)
def messages_tell_the_reason(subject: Subject) -> None:
    """Something is said, and a megabyte is not."""
    for sample in _whole_replies(subject):
        reply = sample.wire_reply()
        _says_something_short(subject, reply)
        longer = WireReply(reply.status, reply.headers, with_long_texts(reply.body))
        _says_something_short(subject, longer)


@check(
    "SC-ERR-043",
    MUST,
    "The vendor's own error code is reported where the samples name it.",
    why="It is the word to search the vendor's documentation for.",
    fix="Fill provider_code of the error.",
    requires=(*SAMPLES, "SC-ERR-021", "SC-ERR-023"),
)
def vendor_codes_are_reported(subject: Subject) -> None:
    """As the sample says it."""
    named = [sample for sample in _whole_replies(subject) if sample.provider_code is not None]
    if not named:
        raise NotApplicable("no sample names a provider_code")
    for sample in named:
        reply = sample.wire_reply()
        got = expect.classified(subject, reply).provider_code
        sent = words.of_reply(reply)
        expect.same("provider_code", sent=sent, expected=sample.provider_code, got=got)


@check(
    "SC-ERR-044",
    MUST,
    "Retry-After on an answer is no error.",
    why="Vendors send it with answers that are whole, to slow the next request down.",
    fix="Look at the status first.",
    requires=(*SAMPLES, "SC-WIR-030"),
)
def retry_after_on_an_answer(subject: Subject) -> None:
    """The answer is read."""
    sample = subject.samples.reply
    if sample is None:
        return
    reply = sample.reply(subject.samples.answer().bindings())
    slowed = WireReply(reply.status, {**reply.headers, "retry-after": "30"}, reply.body)
    expect.decoded(subject, slowed)


def _replies(status: int) -> list[WireReply]:
    return [WireReply(status, {}, body) for body in ERROR_BODIES]


def _each_body_means(
    subject: Subject, statuses: Iterable[int], *allowed: type[ProviderError]
) -> None:
    for status in statuses:
        for reply in _replies(status):
            _means(subject, reply, allowed)


def _means(subject: Subject, reply: WireReply, allowed: tuple[type[ProviderError], ...]) -> None:
    error = expect.classified(subject, reply)
    if not isinstance(error, allowed):
        raise Violation(
            sent=words.of_reply(reply),
            expected=" or ".join(one.__name__ for one in allowed),
            got=words.of_error(error),
        )


def _whole_replies(subject: Subject) -> list[ErrorSample]:
    return [sample for sample in subject.samples.errors if sample.stream_event is None]


def _each_sample_means_it(subject: Subject, classes: tuple[type[ProviderError], ...]) -> None:
    for sample in _whole_replies(subject):
        if sample.means in classes:
            _means(subject, sample.wire_reply(), (sample.means,))


def _says_something_short(subject: Subject, reply: WireReply) -> None:
    message = expect.classified(subject, reply).message
    if not message.strip() or len(message) > MAX_MESSAGE:
        raise Violation(
            sent=words.of_reply(reply),
            expected=f"a message of 1 to {MAX_MESSAGE:,} characters",
            got=f"{len(message)} characters",
        )


def _waits(subject: Subject, reply: WireReply, due_s: float) -> None:
    got = expect.classified(subject, reply).retry_after_s
    if got is None or abs(got - due_s) > 1e-6:
        raise Violation(
            sent=words.of_reply(reply), expected=f"retry_after_s={due_s:g}", got=repr(got)
        )
