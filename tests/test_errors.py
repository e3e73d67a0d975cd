"""The policy of every error, held against the table of the design and the drawing in the module."""

from __future__ import annotations

import inspect
import pickle
import re
import traceback

import pytest

import scout.testing
from scout import errors
from scout.errors import (
    AllCandidatesFailedError,
    AuthenticationError,
    BudgetExceededError,
    BudgetUnavailableError,
    CallError,
    CircuitOpenError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    DeadlineExceededError,
    GenerationFailedError,
    InvalidRequestError,
    LocalError,
    MalformedResponseError,
    ModelNotFoundError,
    NoUsableKeyError,
    OverloadedError,
    PermissionDeniedError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    QualityCheckError,
    QuotaExhaustedError,
    RateLimitedError,
    ScoutError,
    Sent,
    ServerError,
    StreamInterruptedError,
    UnknownPriceError,
    UnsupportedCallError,
)
from scout.llm.types import AttemptRecord

# class: (same candidate again, the key, the circuit, which candidates are left)
POLICY = {
    AuthenticationError: ("rotate", "disable", "alive", "next"),
    PermissionDeniedError: ("rotate", "block_model", "alive", "next"),
    QuotaExhaustedError: ("rotate", "exhaust", "alive", "next"),
    RateLimitedError: ("as_told", "cool", "alive", "next"),
    OverloadedError: ("back_off", "none", "failure", "next"),
    ServerError: ("back_off", "none", "failure", "next"),
    ConnectionFailedError: ("back_off", "none", "failure", "next"),
    ProviderTimeoutError: ("never", "none", "failure", "next"),
    StreamInterruptedError: ("back_off", "none", "failure", "next"),
    MalformedResponseError: ("once", "none", "repeated", "next"),
    ContextLengthError: ("never", "none", "alive", "larger_window"),
    ContentFilteredError: ("never", "none", "alive", "explicit_chain"),
    ModelNotFoundError: ("never", "none", "alive", "replacement_first"),
    GenerationFailedError: ("once", "none", "alive", "next"),
    InvalidRequestError: ("never", "none", "alive", "nobody"),
    ProviderBugError: ("never", "none", "neutral", "next"),
    BudgetExceededError: ("never", "none", "neutral", "next"),
    BudgetUnavailableError: ("never", "none", "neutral", "nobody"),
    UnknownPriceError: ("never", "none", "neutral", "next"),
    UnsupportedCallError: ("never", "none", "neutral", "next"),
    CircuitOpenError: ("never", "none", "neutral", "next"),
    NoUsableKeyError: ("never", "none", "neutral", "next"),
    DeadlineExceededError: ("never", "none", "neutral", "nobody"),
    AllCandidatesFailedError: ("never", "none", "neutral", "nobody"),
}
BASES = {CallError, ProviderError, LocalError}

# The drawing's words for the values above, where they differ from the values.
DRAWN = {
    "key disabled": "disable",
    "blocked for model": "block_model",
    "exhausted": "exhaust",
    "cooling": "cool",
    "-": "none",
    "as told": "as_told",
    "back off": "back_off",
    "larger window": "larger_window",
    "explicit chain": "explicit_chain",
    "replacement first": "replacement_first",
}
# What the drawing says in words of its own, and what it means.
OWN_WORDS = {
    ("AuthenticationError", "if no key is left"): "next",
    ("StreamInterruptedError", "unseen"): "back_off",
    ("StreamInterruptedError", "by cause"): "none",
    ("StreamInterruptedError", "next, if unseen"): "next",
    ("BudgetExceededError", "one that fits"): "next",
    ("UnknownPriceError", "one that is priced"): "next",
}


def _family(base: type[ScoutError]) -> set[type[ScoutError]]:
    found = {base}
    for child in base.__subclasses__():
        found |= _family(child)
    return found


def _drawing() -> list[tuple[int, str, list[str]]]:
    """Indentation, class name and further columns of every line of the drawn tree."""
    text = inspect.cleandoc(errors.__doc__ or "")
    lines = [line for line in text.splitlines() if re.match(r" +\w+Error\b", line)]
    split = [re.split(r" {2,}", line.strip()) for line in lines]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    return [(depth, parts[0], parts[1:]) for depth, parts in zip(depths, split, strict=True)]


@pytest.mark.parametrize("kind", POLICY, ids=lambda kind: kind.__name__)
def test_a_class_is_the_policy_of_its_row(kind: type[CallError]) -> None:
    """Again, key, circuit and onward are those of the design's table."""
    said = (kind.again, kind.key_effect, kind.circuit_effect, kind.onward)
    assert tuple(map(str, said)) == POLICY[kind]


def test_no_call_error_is_without_a_row() -> None:
    """A class that is added to the tree has to be added to the table."""
    assert {kind for kind in _family(CallError) if kind.__module__ == errors.__name__} == {
        *POLICY,
        *BASES,
    }


def test_every_class_has_a_code_of_its_own() -> None:
    """Codes are anchors of the guide, so no two classes share one."""
    assert scout.testing.StuckError in _family(ScoutError)
    ours = [kind for kind in _family(ScoutError) if kind.__module__.startswith("scout.")]
    codes = [kind.code for kind in ours]
    assert len(set(codes)) == len(codes)
    assert all("code" in vars(kind) for kind in ours)


def test_a_code_is_the_name_of_its_class() -> None:
    """Records and links hold codes for years; five have words of their own."""
    own = {
        "ScoutError": "scout_error",
        "CallError": "call_failed",
        "ProviderError": "provider_error",
        "LocalError": "refused",
        "ServerError": "server_error",
    }
    for kind in _family(ScoutError):
        if kind.__module__ == errors.__name__:
            words = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__.removesuffix("Error")).lower()
            assert kind.code == own.get(kind.__name__, words)


def test_the_drawing_lists_every_class_below_its_parent() -> None:
    """Whoever reads the module's docstring sees the tree as it is."""
    parents: dict[int, str] = {}
    drawn: dict[str, str] = {}
    for depth, name, _ in _drawing():
        drawn[name] = parents.get(depth - 2, "Exception")
        parents[depth] = name
    ours = {kind for kind in _family(ScoutError) if kind.__module__ == errors.__name__}
    assert drawn == {kind.__name__: kind.__base__.__name__ for kind in ours if kind.__base__}


def test_the_drawing_tells_the_policy_of_every_class() -> None:
    """The columns beside a class are its policy, word for word."""
    told = {name: columns for _, name, columns in _drawing() if len(columns) == 4}
    leaves = {kind.__name__: row for kind, row in POLICY.items()}
    del leaves["AllCandidatesFailedError"]  # the drawing tells it in a sentence
    assert told.keys() == leaves.keys()
    for name, columns in told.items():
        read = [OWN_WORDS.get((name, word), DRAWN.get(word, word)) for word in columns]
        assert tuple(read) == leaves[name], name


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        (AuthenticationError("x"), False),
        (PermissionDeniedError("x"), False),
        (QuotaExhaustedError("x"), False),
        (QuotaExhaustedError("x", retry_after_s=60.0), True),
        (RateLimitedError("x"), True),
        (OverloadedError("x"), True),
        (ServerError("x"), True),
        (ConnectionFailedError("x"), True),
        (ProviderTimeoutError("x"), True),
        (StreamInterruptedError("x"), True),
        (MalformedResponseError("x"), True),
        (ContextLengthError("x"), False),
        (ContentFilteredError("x"), False),
        (ModelNotFoundError("x"), False),
        (GenerationFailedError("x"), True),
        (InvalidRequestError("x"), False),
        (ProviderBugError("x"), False),
        (BudgetExceededError("x"), False),
        (CircuitOpenError("x", retry_after_s=5.0), True),
        (NoUsableKeyError("x"), False),
        (NoUsableKeyError("x", retry_after_s=5.0), True),
        (AllCandidatesFailedError("x"), False),
        (AllCandidatesFailedError("x", retry_after_s=5.0), True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_retryable_says_whether_the_same_call_may_succeed_later(
    error: CallError, retryable: bool
) -> None:
    """What passes by itself is retryable; what the caller has to mend is not."""
    assert error.retryable is retryable


def test_all_failed_is_retryable_where_one_candidate_is() -> None:
    """An outage of the second candidate passes, though the first has a bad key."""
    failed = AllCandidatesFailedError("x")
    failed.errors = (AuthenticationError("x"), ServerError("x"))
    assert failed.retryable
    failed.errors = (AuthenticationError("x"), ModelNotFoundError("x"))
    assert not failed.retryable


def test_a_message_names_place_facts_and_code() -> None:
    """`str` of an error has what a log line needs."""
    error = RateLimitedError(
        "too many tokens",
        provider="groq",
        model="gpt",
        key_id="groq#2",
        status=429,
        provider_code="tokens",
        retry_after_s=2.5,
    )
    assert str(error) == (
        "groq/gpt: too many tokens (HTTP 429, tokens, key groq#2, again in 2.5 s) [rate_limited]"
    )
    assert str(ScoutError("plain")) == "plain"


def test_an_error_explains_every_step_and_then_itself() -> None:
    """A line for each attempt, the error last."""
    error = ServerError("down", provider="a", model="m")
    error.attempts = (
        AttemptRecord("a", "m", outcome="ServerError", reason="down"),
        AttemptRecord("b", "n", outcome="skipped", reason="CircuitOpenError: open"),
    )
    lines = error.explain().splitlines()
    assert [line.split()[2] for line in lines[:2]] == ["a/m", "b/n"]
    assert lines[2] == str(error)


def test_a_link_leads_to_the_anchor_of_the_code() -> None:
    """Relative without a base, absolute with one."""
    assert ServerError("x").docs_link().endswith("#server_error")
    link = ServerError("x").docs_link("https://guide.example/")
    assert link == "https://guide.example/reference/errors/#server_error"


def test_a_traceback_ends_with_where_the_error_is_explained() -> None:
    """On the site that the settings name, and offline; a user's own notes stay."""
    error = ServerError("x")
    error.add_note("mine")
    link = "docs: reference/errors/#server_error (offline: scout explain server_error)"
    assert traceback.format_exception_only(error)[-2:] == [f"{link}\n", "mine\n"]
    error.guide_at("https://guide.example/")
    told = traceback.format_exception_only(error)[-2:]
    assert told == [link.replace("docs: ", "docs: https://guide.example/") + "\n", "mine\n"]


def test_a_secret_that_a_vendor_echoed_is_taken_out_of_every_text() -> None:
    """Message, vendor's code and request id are freed of the key; nothing happens without one."""
    error = AuthenticationError(
        "bad key k-canary-1", provider_code="k-canary-1", request_id="r-k-canary-1"
    )
    error.redact("")
    assert "k-canary-1" in str(error)
    error.redact("k-canary-1")
    assert "canary" not in f"{error}{error!r}{error.args}{vars(error)}"
    told = (error.message, error.provider_code, error.request_id)
    assert told == ("bad key ***", "***", "r-***")


def test_an_error_survives_a_pickle() -> None:
    """Errors cross process borders, as in a pool of workers, with all they know."""
    error = RateLimitedError("slow down", provider="a", retry_after_s=3.0, sent=Sent.YES)
    error.attempts = (AttemptRecord("a", "m"),)
    failed = AllCandidatesFailedError("none", retry_after_s=3.0)
    failed.errors = (error,)
    again = pickle.loads(pickle.dumps(failed))  # noqa: S301 -- our own bytes
    assert str(again) == str(failed)
    assert again.errors[0].attempts == error.attempts
    assert again.errors[0].retry_after_s == 3.0


def test_an_error_that_scout_refused_itself_was_not_sent() -> None:
    """Local errors never cost anything."""
    assert BudgetExceededError("x").sent is Sent.NO
    assert ServerError("x").sent is Sent.YES
    assert [str(sent) for sent in Sent] == ["no", "maybe", "yes"]


def test_an_error_of_which_nothing_was_said_claims_nothing() -> None:
    """No output was seen; a silence was that of a whole answer."""
    assert not ServerError("x").output_started
    assert ProviderTimeoutError("x").limit == "answer_s"


def test_a_check_that_raised_is_an_error_like_the_others() -> None:
    """With its message, its name and where it is explained."""
    error = QualityCheckError("it broke", check="length")
    assert (str(error), error.check, error.response) == ("it broke", "length", None)
    assert "#quality_check" in traceback.format_exception_only(error)[-1]


@pytest.mark.parametrize(
    ("cause", "again", "onward"),
    [
        (RateLimitedError("x", retry_after_s=2.0), "as_told", "next"),
        (AuthenticationError("x"), "rotate", "next"),
        (ContentFilteredError("x"), "never", "explicit_chain"),
        (InvalidRequestError("x"), "never", "nobody"),
        (ProviderBugError("x"), "never", "next"),
        (OverloadedError("x"), "back_off", "next"),
        (ProviderTimeoutError("x"), "back_off", "next"),
        (MalformedResponseError("x"), "back_off", "next"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_a_cut_stream_goes_by_its_cause(cause: ProviderError, again: str, onward: str) -> None:
    """Key and circuit by cause; where the vendor spoke, also what comes next."""
    broken = StreamInterruptedError("the stream broke off").because(cause)
    assert broken.cause is cause
    assert (broken.key_effect, broken.circuit_effect) == (cause.key_effect, cause.circuit_effect)
    assert broken.retry_after_s == cause.retry_after_s
    assert (broken.again, broken.onward) == (again, onward)
