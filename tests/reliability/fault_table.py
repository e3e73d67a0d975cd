"""The fault wall A to D as a table: what a vendor does, and what a call must come to.

Written from the design and from what vendors document, and from no code: for each fault and each
way to ask, the class of the error or the whole answer; for each class, how often it is tried
again. `fault_cells.py` plays it, `test_fault_matrix.py` holds scout to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

from scout.testing import (
    Step,
    alters,
    answers,
    breaks,
    closes,
    compresses,
    cuts,
    drops,
    fails,
    garbles,
    half_closes,
    hangs,
    interrupts,
    limits,
    misdeclares,
    mixes_line_ends,
    murmurs,
    omits,
    redirects,
    replies,
    resets,
    rewrites,
    splits,
    splits_characters,
    stalls,
    streams,
)

TEXT: Final = "Grüße aus 東京, one two three 🌍."
ANSWER: Final = "whole answer"
"""The outcome of a call that is answered in full."""

KEYS: Final = 3
CAP_S: Final = 20.0
"""The longest wait that scout takes on itself; a vendor that asks for more is left."""


class Mode(StrEnum):
    """The ways to ask."""

    PLAIN = "plain"
    CALL = "call over a stream"
    STREAM = "stream"


class Scene(StrEnum):
    """What surrounds the vendor, where the fault is not in a reply."""

    ORDINARY = "ordinary"
    REFUSED = "refused"
    NO_NAME = "no such name"
    BAD_CERTIFICATE = "bad certificate"
    MUTE_HANDSHAKE = "mute handshake"
    REUSED = "second call over the connection of the first"


Sends: TypeAlias = int | tuple[int, int]


@dataclass(frozen=True)
class Policy:
    """What an error class means for a call with one candidate and three keys (design, section 6).

    Attributes:
        sends: Requests where the fault never ends: how many, or from how many to how many.
        recovers: Whether a vendor that is sound again at the next request gives the answer.
        ends_as: The class that comes out in the end, where it is another.
    """

    sends: Sends
    recovers: bool
    ends_as: str = ""


POLICIES: Final[Mapping[str, Policy]] = {
    # each key is tried once, then none is left
    "AuthenticationError": Policy(3, recovers=True, ends_as="NoUsableKeyError"),
    "PermissionDeniedError": Policy(3, recovers=True),
    "QuotaExhaustedError": Policy(3, recovers=True),
    # Where the vendor names no time, keys come back after jitter: soon, or not before the bound.
    "RateLimitedError": Policy((3, 6), recovers=True),
    # the same candidate again, with backoff
    "OverloadedError": Policy(3, recovers=True),
    "ServerError": Policy(3, recovers=True),
    "ConnectionFailedError": Policy(3, recovers=True),
    "StreamInterruptedError": Policy(3, recovers=True),
    # once more
    "MalformedResponseError": Policy(2, recovers=True),
    "GenerationFailedError": Policy(2, recovers=True),
    # never again
    "ProviderTimeoutError": Policy(1, recovers=False),
    "ContextLengthError": Policy(1, recovers=False),
    "ContentFilteredError": Policy(1, recovers=False),
    "ModelNotFoundError": Policy(1, recovers=False),
    "InvalidRequestError": Policy(1, recovers=False),
}
SEEN: Final = Policy(1, recovers=False)
"""Once the caller has seen a part of a stream, nothing is tried again behind his back."""


@dataclass(frozen=True)
class Fault:
    """One fault of the wall.

    Attributes:
        wall: Its letter.
        name: What happens, in a few words.
        step: What the vendor does; by dialect where they differ, and then the others are not
            concerned.
        plain: What a plain call comes to.
        call: What a call over a stream comes to; as `plain` where empty.
        stream: What a stream comes to; as `call` where empty.
        seen: Whether the reader of a stream has seen a part of it by then.
        but: Outcomes that differ, by dialect, or dialect and mode: `gemini`, `gemini plain`.
        keys: API keys at hand.
        sends: Requests where the fault never ends, where the policy does not say.
        settings: Settings that the fault needs.
        scene: What surrounds the vendor.
        text: The answer, where it is a particular one.
        recovers: Whether a sound vendor gives the answer, where the policy does not say.
    """

    wall: str
    name: str
    step: Step | Mapping[str, Step]
    plain: str
    call: str = ""
    stream: str = ""
    seen: bool = False
    but: Mapping[str, str] = field(default_factory=dict)
    keys: int = KEYS
    sends: Sends | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    scene: Scene = Scene.ORDINARY
    text: str = TEXT
    recovers: bool | None = None

    def outcome(self, dialect: str, mode: Mode) -> str:
        """The class or the answer that a fault that never ends comes to."""
        word = mode.name.lower()
        keys = [f"{dialect} {word}", dialect]
        told = next((self.but[key] for key in keys if key in self.but), "")
        by_mode = {
            Mode.PLAIN: self.plain,
            Mode.CALL: self.call or self.plain,
            Mode.STREAM: self.stream or self.call or self.plain,
        }
        return told or by_mode[mode]

    def _policy(self, outcome: str, mode: Mode) -> Policy:
        if self.seen and mode is Mode.STREAM and outcome == "StreamInterruptedError":
            return SEEN
        return POLICIES[outcome]

    def expected(self, dialect: str, mode: Mode, *, lasting: bool) -> tuple[str, Sends]:
        """Outcome and number of requests, for a fault that lasts or one that happens once."""
        outcome = self.outcome(dialect, mode)
        if outcome == ANSWER:
            return ANSWER, 1 if self.sends is None else self.sends
        policy = self._policy(outcome, mode)
        if not lasting:
            recovers = policy.recovers if self.recovers is None else self.recovers
            return (ANSWER, 2) if recovers else (outcome, 1)
        sends = policy.sends if self.sends is None or policy is SEEN else self.sends
        return policy.ends_as or outcome, sends

    def step_for(self, dialect: str) -> Step | None:
        """What the vendor does; None where the dialect is not concerned."""
        return self.step.get(dialect) if isinstance(self.step, Mapping) else self.step

    def has_a_once(self, dialect: str, mode: Mode) -> bool:
        """Whether it is worth playing once: it is an error, and one of a reply."""
        return self.outcome(dialect, mode) != ANSWER and self.scene is Scene.ORDINARY


OPENAI, ANTHROPIC, GEMINI, MINIMAX = "openai_chat", "anthropic_messages", "gemini", "minimax"
DIALECTS: Final = (OPENAI, ANTHROPIC, GEMINI, MINIMAX)

TIMEOUT, INTERRUPTED = "ProviderTimeoutError", "StreamInterruptedError"
MALFORMED, FAILED = "MalformedResponseError", "ConnectionFailedError"

_LATER_S: Final = 30.0
"""Past every limit of the matrix: a vendor that pauses this long is silent."""

_SOON_S: Final = 0.15
"""Within every limit of the matrix."""


# -- A: before an answer --

BEFORE: Final = (
    Fault("A", "connection refused", answers(TEXT), FAILED, sends=0, scene=Scene.REFUSED),
    Fault("A", "DNS failure", answers(TEXT), FAILED, sends=0, scene=Scene.NO_NAME),
    Fault("A", "bad certificate", answers(TEXT), FAILED, sends=0, scene=Scene.BAD_CERTIFICATE),
    Fault("A", "handshake stall", answers(TEXT), TIMEOUT, sends=0, scene=Scene.MUTE_HANDSHAKE),
    Fault("A", "reset before headers", resets(), FAILED),
    Fault("A", "closed before headers", closes(), FAILED),
    Fault(
        "A",
        "keep-alive connection dropped while idle",
        drops(TEXT),
        ANSWER,
        sends=2,
        scene=Scene.REUSED,
    ),
    Fault("A", "accepted and silent", hangs(), TIMEOUT),
    Fault("A", "slow headers, too slow", answers(TEXT).slowly(head_after_s=_LATER_S), TIMEOUT),
    Fault("A", "slow headers, in time", answers(TEXT).slowly(head_after_s=_SOON_S), ANSWER),
    Fault(
        "A", "slow first token, too slow", answers(TEXT).slowly(content_after_s=_LATER_S), TIMEOUT
    ),
    Fault("A", "slow first token, in time", answers(TEXT).slowly(content_after_s=_SOON_S), ANSWER),
)

# -- B: while answering --


def _broken(name: str, step: Step, plain: str, **more: Any) -> Fault:
    """Broken off after two tokens: a stream is interrupted, a plain answer is not whole."""
    return Fault("B", name, step, plain, INTERRUPTED, INTERRUPTED, seen=True, **more)


def _unread(name: str, step: Step, plain: str, streamed: str, **more: Any) -> Fault:
    """Broken before any content: nobody has seen a thing."""
    return Fault("B", name, step, plain, streamed, streamed, **more)


_MEGABYTES: Final = "x" * (2 * 2**20)
_SMALL: Final = {"max_event_bytes": 2**20, "max_reply_bytes": 2**20}

WHILE: Final = (
    _broken("reset mid-body", resets(TEXT, after_tokens=2), FAILED),
    _unread("reset before the first token", resets(TEXT, after_tokens=0), FAILED, FAILED),
    _broken("closed mid-body", breaks(TEXT, after_tokens=2), FAILED),
    _broken("half-close", half_closes(TEXT, after_tokens=2), FAILED),
    Fault(
        "B",
        "slow drip, in time",
        answers("a b c d").slowly(piece_every_s=0.02),
        ANSWER,
        text="a b c d",
    ),
    _broken(
        "slow drip past the total limit", answers(TEXT * 8).slowly(piece_every_s=0.25), TIMEOUT
    ),
    _broken("stall mid-stream", stalls(TEXT, after_tokens=2), TIMEOUT),
    _unread("stall before the first token", stalls(TEXT, after_tokens=0), TIMEOUT, TIMEOUT),
    _broken("cut mid-answer, HTTP sound", cuts(TEXT, after_tokens=2), MALFORMED),
    _unread("cut before the first token", cuts(TEXT, after_tokens=0), MALFORMED, INTERRUPTED),
    Fault(
        "B",
        "end marker missing, finish reason given",
        omits("marker", said=TEXT),
        ANSWER,
    ),
    Fault(
        "B",
        "finish reason missing, end marker given",
        omits("finish", said=TEXT),
        ANSWER,
        # Gemini has no end marker: its finish reason is the end.
        but={f"{GEMINI} call": INTERRUPTED, f"{GEMINI} stream": INTERRUPTED},
        seen=True,
    ),
    Fault(
        "B",
        "finish reason and end marker missing",
        omits("finish", "marker", said=TEXT),
        ANSWER,
        INTERRUPTED,
        seen=True,
    ),
    Fault(
        "B",
        "error event first",
        interrupts("overloaded", TEXT),
        "OverloadedError",
        but={
            MINIMAX: "ServerError",
            f"{OPENAI} call": "ServerError",
            f"{OPENAI} stream": "ServerError",
        },
    ),
    Fault(
        "B",
        "error event after text",
        interrupts("overloaded", TEXT, after_tokens=2),
        "OverloadedError",
        INTERRUPTED,
        seen=True,
        but={f"{MINIMAX} plain": "ServerError"},
    ),
    Fault(
        "B",
        "rate limit first in a stream",
        interrupts("rate_limit", TEXT),
        "RateLimitedError",
    ),
    Fault(
        "B",
        "rate limit after text",
        interrupts("rate_limit", TEXT, after_tokens=2),
        "RateLimitedError",
        INTERRUPTED,
        seen=True,
        sends=(3, 6),
    ),
    _broken("malformed chunk after text", garbles(TEXT, after_tokens=2), MALFORMED),
    _unread("malformed chunk first", garbles(TEXT, after_tokens=0), MALFORMED, MALFORMED),
    _unread("keep-alive comments only", murmurs(TEXT), TIMEOUT, TIMEOUT),
    _broken("keep-alive comments only, after text", murmurs(TEXT, after_tokens=2), TIMEOUT),
    Fault("B", "UTF-8 split across packets", splits_characters(TEXT), ANSWER),
    Fault("B", "CRLF, CR and LF mixed", mixes_line_ends(TEXT), ANSWER),
    Fault("B", "split at every byte", splits("a ü", size=1), ANSWER, text="a ü"),
    Fault("B", "an event of megabytes", answers(_MEGABYTES), ANSWER, text=_MEGABYTES),
    _unread("an event past its bound", answers(_MEGABYTES), MALFORMED, MALFORMED, settings=_SMALL),
)

# -- C: bodies --


def _change(path: Mapping[str, tuple[Any, ...]], value: Any) -> Mapping[str, Step]:
    """The answer with another value at a place of its document, in each dialect's own words."""
    return {dialect: alters(_setter(place, value), TEXT) for dialect, place in path.items()}


def _setter(place: tuple[Any, ...], value: Any) -> Callable[[Any], Any]:
    def change(document: Any) -> Any:
        node = document
        for key in place[:-1]:
            if not (isinstance(node, list) or key in node):
                return document
            if isinstance(node, list) and not node:
                return document
            node = node[key]
        if isinstance(node, list) or place[-1] in node:
            node[place[-1]] = value
        return document

    return change


_PLACE_OF_ANSWERS: Final = {
    OPENAI: ("choices",),
    MINIMAX: ("choices",),
    GEMINI: ("candidates",),
    ANTHROPIC: ("content",),
}


def _without(document: Any) -> Any:
    return {k: v for k, v in document.items() if k not in ("choices", "candidates", "content")}


def _odd_field(raw: bytes) -> Step:
    """The answer with a value that no JSON writer makes, in a field that nobody reads."""
    marked = alters(lambda document: {"x_odd": "@@", **document}, TEXT)
    return rewrites(b'"@@"', raw, marked)


def _hidden(kind: Any) -> Mapping[str, Step]:
    """An error body of the dialect behind a 200."""
    return {
        OPENAI: replies({"error": {"message": "Too busy.", "type": "overloaded_error"}}),
        ANTHROPIC: replies(
            {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}
        ),
        GEMINI: replies({"error": {"code": 503, "status": "UNAVAILABLE", "message": "x"}}),
        MINIMAX: fails("overloaded"),
    }


_NOTHING_SAID: Final = {ANTHROPIC: ANSWER}

BODIES: Final = (
    Fault("C", "empty 200", replies(b""), MALFORMED),
    Fault(
        "C",
        "empty event stream",
        streams(),
        MALFORMED,
        INTERRUPTED,
    ),
    Fault(
        "C",
        "HTML with 200",
        replies(b"<!doctype html><p>Hi</p>", media_type="text/html"),
        MALFORMED,
    ),
    Fault("C", "HTML with 503", fails(503), "OverloadedError"),
    Fault("C", "truncated JSON", replies(b'{"id": "x", "cho'), MALFORMED),
    Fault("C", "JSON of another kind", replies([1, "two"]), MALFORMED),
    Fault(
        "C",
        "the list of answers is null",
        _change(_PLACE_OF_ANSWERS, None),
        MALFORMED,
        INTERRUPTED,
        but={f"{ANTHROPIC} call": ANSWER, f"{ANTHROPIC} stream": ANSWER},
    ),
    Fault(
        "C",
        "the list of answers is empty",
        _change(_PLACE_OF_ANSWERS, []),
        MALFORMED,
        INTERRUPTED,
        but={f"{ANTHROPIC} call": ANSWER, f"{ANTHROPIC} stream": ANSWER},
    ),
    Fault(
        "C",
        "the list of answers is absent",
        alters(_without, TEXT),
        MALFORMED,
        INTERRUPTED,
        but={f"{ANTHROPIC} call": ANSWER, f"{ANTHROPIC} stream": ANSWER},
    ),
    Fault(
        "C",
        "the list of answers is a number",
        _change(_PLACE_OF_ANSWERS, 7),
        MALFORMED,
        but={f"{ANTHROPIC} call": ANSWER, f"{ANTHROPIC} stream": ANSWER},
    ),
    Fault(
        "C",
        "content is null",
        {
            OPENAI: alters(_setter(("choices", 0, "message", "content"), None), TEXT),
            MINIMAX: alters(_setter(("choices", 0, "message", "content"), None), TEXT),
            GEMINI: alters(_setter(("candidates", 0, "content"), None), TEXT),
        },
        MALFORMED,
        ANSWER,
        but={f"{GEMINI} call": MALFORMED, f"{GEMINI} stream": MALFORMED},
    ),
    Fault("C", "content is empty", answers(""), MALFORMED),
    Fault(
        "C",
        "content is a list of parts",
        {
            dialect: replies(
                {
                    "id": "x",
                    "choices": [
                        {
                            "message": {"content": [{"type": "text", "text": TEXT}]},
                            "finish_reason": "stop",
                        }
                    ],
                }
            )
            for dialect in (OPENAI, MINIMAX)
        },
        ANSWER,
    ),
    Fault(
        "C",
        "error inside a 200",
        _hidden("overloaded"),
        "OverloadedError",
        but={MINIMAX: "ServerError"},
    ),
    Fault("C", "NaN", _odd_field(b"NaN"), MALFORMED),
    Fault("C", "Infinity", _odd_field(b"-Infinity"), MALFORMED),
    Fault("C", "an integer of 5,000 digits", _odd_field(b"9" * 5000), MALFORMED),
    Fault("C", "2,000 levels of nesting", _odd_field(b"[" * 2000 + b"]" * 2000), MALFORMED),
    Fault("C", "duplicate keys", _odd_field(b'1, "x_odd": 2'), ANSWER),
    Fault("C", "gzip", compresses(TEXT), ANSWER),
    Fault("C", "gzip corrupt", compresses(TEXT, how="corrupt"), MALFORMED),
    Fault(
        "C",
        "gzip bomb",
        compresses(TEXT, how="bomb", bomb_bytes=16 * 2**20),
        MALFORMED,
        settings=_SMALL,
    ),
    Fault(
        "C",
        "content-length too long",
        misdeclares(TEXT, by=10),
        FAILED,
        # The end marker is here, so that what is missing behind it is nobody's loss.
        ANSWER,
        but={f"{GEMINI} call": INTERRUPTED, f"{GEMINI} stream": INTERRUPTED},
        seen=True,
    ),
    # The answer ends where its length says; what is left over costs the connection. Anthropic's
    # reason to stop comes before the part that is cut.
    Fault(
        "C",
        "content-length too short",
        misdeclares(TEXT, by=-30),
        MALFORMED,
        INTERRUPTED,
        but={f"{ANTHROPIC} call": ANSWER, f"{ANTHROPIC} stream": ANSWER},
        seen=True,
    ),
)

# -- D: statuses --


def _status(name: str, step: Step | Mapping[str, Step], outcome: str, **more: Any) -> Fault:
    return Fault("D", name, step, outcome, **more)


def _limited(name: str, step: Step | Mapping[str, Step], **more: Any) -> Fault:
    return _status(name, step, "RateLimitedError", **more)


def _told(name: str, step: Step | Mapping[str, Step]) -> Fault:
    """Told to wait for longer than scout does: each key is tried once."""
    return _limited(name, step, sends=3)


def _only(kind: Any, *dialects: str) -> Mapping[str, Step]:
    """An error that some dialects have."""
    return {dialect: fails(kind) for dialect in dialects}


_REFUSAL: Final = replies(
    {"type": "message", "content": [], "stop_reason": "refusal", "usage": {"input_tokens": 3}}
)
_WAIT_S: Final = 0.2

STATUSES: Final = (
    _status("400 invalid", fails("invalid"), "InvalidRequestError"),
    _status("400 context overflow", fails("context_length"), "ContextLengthError"),
    _status(
        "400 content filter",
        {**_only("content_filter", OPENAI, GEMINI, MINIMAX), ANTHROPIC: _REFUSAL},
        "ContentFilteredError",
    ),
    _status(
        "400 failed tool generation",
        _only("generation_failed", OPENAI, GEMINI),
        "GenerationFailedError",
    ),
    _status("unknown model", fails("model_gone"), "ModelNotFoundError"),
    _status("bad key", fails("bad_key"), "AuthenticationError"),
    _status("401 without a body", replies(b"", status=401), "AuthenticationError"),
    _status("402", fails(402), "QuotaExhaustedError"),
    _status("403", fails("no_permission"), "PermissionDeniedError"),
    _status("404 of a gateway", fails(404), "ModelNotFoundError"),
    _status("408", fails(408), "ServerError"),
    _status("409", fails(409), "ServerError"),
    _status("413 bytes", fails("too_large"), "InvalidRequestError"),
    _limited("413 tokens per minute", fails("tokens_per_minute")),
    _status("422", fails(422), "InvalidRequestError"),
    _limited("429, Retry-After absent", fails("rate_limit")),
    _told("429, Retry-After integer", limits(60)),
    _told("429, Retry-After decimal", limits(60.5, told="decimal")),
    _told("429, Retry-After duration", limits(62.5, told="duration")),
    _told("429, Retry-After an HTTP date", limits(60, told="date")),
    _told("429, Retry-After absurd", limits(10**9)),
    _told("429, retry-after-ms", limits(60, told="milliseconds")),
    _told("429, RetryInfo", {GEMINI: limits(60, told="details")}),
    _told("429, try again in 1m2.5s", limits(62.5, told="message")),
    _told("429, resets at a time", limits(60, told="moment")),
    _limited("429, soon over, one key", limits(_WAIT_S, told="decimal"), keys=1, sends=3),
    _status("insufficient quota", fails("no_money"), "QuotaExhaustedError"),
    _status("quota per day", fails("daily_quota"), "QuotaExhaustedError"),
    _status("498", fails(498), "OverloadedError"),
    _status("500", fails(500), "ServerError"),
    _status("500 of the vendor", fails("server_error"), "ServerError"),
    _status("500 that means no money", _only("no_money", MINIMAX), "QuotaExhaustedError"),
    _status("502", fails(502), "ServerError"),
    _status("503", fails(503), "OverloadedError"),
    _status("504", fails(504), "ServerError"),
    _status("529", fails(529), "OverloadedError"),
    _status(
        "503 with a Retry-After past the cap",
        fails(503, retry_after_s=60),
        "OverloadedError",
        sends=1,
        recovers=False,
    ),
    _status("retry-after on a 200", answers(TEXT).with_headers(retry_after="60"), ANSWER),
    _status("3xx to another origin", redirects("https://elsewhere.invalid/v1"), MALFORMED),
)

FAULTS: Final = (*BEFORE, *WHILE, *BODIES, *STATUSES)
