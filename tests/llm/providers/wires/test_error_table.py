"""Error tables, the reading of envelopes, and what a vendor's message may become."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    InvalidRequestError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import WireReply
from scout.llm.providers.wires.error_envelope import facts_in, facts_of
from scout.llm.providers.wires.error_table import ErrorFacts, ErrorTable, Rule
from scout.llm.providers.wires.error_text import MESSAGE_CHARS, clean_text, told_wait_s

NOON_S = datetime(2026, 5, 15, 12, tzinfo=UTC).timestamp()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "detail", "errors", "code", "type", "message", "status"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _reply(body: object, status: int = 400, **headers: str) -> WireReply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return WireReply(status, {name.replace("_", "-"): v for name, v in headers.items()}, raw)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, MalformedResponseError),
        (400, InvalidRequestError),
        (401, AuthenticationError),
        (402, QuotaExhaustedError),
        (403, PermissionDeniedError),
        (404, ModelNotFoundError),
        (408, ServerError),
        (409, ServerError),
        (413, InvalidRequestError),
        (418, InvalidRequestError),
        (422, InvalidRequestError),
        (429, RateLimitedError),
        (498, OverloadedError),
        (499, ServerError),
        (500, ServerError),
        (502, ServerError),
        (503, OverloadedError),
        (504, ServerError),
        (529, OverloadedError),
        (599, ServerError),
    ],
)
def test_a_status_alone_has_a_class(status: int, error: type[ProviderError]) -> None:
    """Without any rule the HTTP status decides."""
    assert ErrorTable().class_of(ErrorFacts(status)) is error


def test_the_first_rule_that_holds_decides() -> None:
    """Rules are tried in the order in which they stand."""
    table = ErrorTable(
        (Rule(QuotaExhaustedError, statuses={429}), Rule(RateLimitedError, statuses={429}))
    )
    assert table.class_of(ErrorFacts(429)) is QuotaExhaustedError


def test_every_condition_of_a_rule_must_hold() -> None:
    """Status, code, type, param, words and their absence are joined by and."""
    rule = Rule(
        ContextLengthError,
        statuses={400},
        codes={"c"},
        types={"t"},
        params={"p"},
        says={"too long"},
        unless={"image"},
    )
    table = ErrorTable((rule,))
    sound = {"status": 400, "code": "C", "type": "T", "param": "P", "message": "Too LONG"}
    assert table.class_of(ErrorFacts(**sound)) is ContextLengthError  # type: ignore[arg-type]
    for name, other in [
        ("status", 422),
        ("code", "x"),
        ("type", "x"),
        ("param", "x"),
        ("message", "too short"),
        ("message", "image too long"),
    ]:
        facts = ErrorFacts(**{**sound, name: other})  # type: ignore[arg-type]
        assert table.class_of(facts) is InvalidRequestError


def test_a_single_text_is_one_condition_and_not_its_letters() -> None:
    """An author who forgets the comma of a tuple gets the rule that was meant."""
    table = ErrorTable((Rule(ContextLengthError, says="too long"),))
    assert table.class_of(ErrorFacts(400, message="o")) is InvalidRequestError
    assert table.class_of(ErrorFacts(400, message="it is too long")) is ContextLengthError


def test_the_detail_is_searched_and_not_shown() -> None:
    """Quota names and other texts of an envelope decide without reaching a log."""
    table = ErrorTable((Rule(QuotaExhaustedError, says=("perday",)),))
    error = table.error(ErrorFacts(429, message="slow down", detail="RequestsPerDayPerProject"))
    assert type(error) is QuotaExhaustedError
    assert "PerDay" not in str(error)


def test_rules_of_one_vendor_stand_before_the_shared_ones() -> None:
    """`preceded_by` gives a new table and leaves the old one as it was."""
    shared = ErrorTable((Rule(RateLimitedError, codes={"7"}),))
    own = shared.preceded_by(Rule(AuthenticationError, codes={"7"}))
    assert own.class_of(ErrorFacts(400, "7")) is AuthenticationError
    assert shared.class_of(ErrorFacts(400, "7")) is RateLimitedError


def test_a_vendor_code_is_never_read_as_a_status() -> None:
    """A business code of 1429, or of 503 beside a 400, says nothing about HTTP."""
    assert ErrorTable().class_of(facts_of(_reply({"code": 503}), 0.0)) is InvalidRequestError
    inside = facts_in({"error": {"code": 1429, "message": "no"}})
    assert (inside.status, inside.code) == (200, "1429")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "no", "code": "c", "type": "t"}},
        [{"error": {"message": "no", "code": "c", "type": "t"}}],
        {"detail": {"error": {"message": "no", "code": "c", "type": "t"}}},
        {"detail": [{"msg": "no", "code": "c", "type": "t"}]},
        {"errors": [{"message": "no", "code": "c", "type": "t"}]},
        {"message": "no", "code": "c", "type": "t"},
        {"error": "no", "code": "c", "type": "t"},
        {"detail": "no", "code": "c", "type": "t"},
        {"code": "c", "error": {"message": "no", "type": "t"}},
    ],
)
def test_an_envelope_is_read_wherever_the_error_lies(body: object) -> None:
    """Object, text, list-wrapped, under `detail`, flat: the same facts."""
    facts = facts_of(_reply(body), 0.0)
    assert (facts.message, facts.code, facts.type) == ("no", "c", "t")


@pytest.mark.parametrize(
    ("code", "text"),
    [("c", "c"), (1008, "1008"), (None, ""), (True, ""), ({"a": 1}, ""), (["x"], "x")],
)
def test_a_code_may_be_of_any_type(code: object, text: str) -> None:
    """Text, number, null or nonsense: it becomes a text."""
    assert facts_of(_reply({"error": {"code": code, "message": "no"}}), 0.0).code == text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the vendor gave no reason"),
        (b"null", "the vendor gave no reason"),
        (b"[]", "the vendor gave no reason"),
        (b"{}", "the vendor gave no reason"),
        (b'["overloaded"]', "overloaded"),
        (b"upstream connect error", "upstream connect error"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (
            b"<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head></html>",
            "a web page instead of an answer: '502 Bad Gateway'",
        ),
        (b"<html>" + b"<p>" * 10_000, "a web page, not an answer"),
    ],
)
def test_a_body_of_any_kind_has_a_message(body: bytes, message: str) -> None:
    """Empty, plain text, broken UTF-8 and web pages: no dump, no crash."""
    error = ErrorTable().error(facts_of(_reply(body, 502), 0.0))
    assert type(error) is ServerError
    assert error.message == message


@given(body=JSON, status=st.sampled_from([200, 302, 400, 429, 500]))
def test_reading_an_envelope_never_raises(body: object, status: int) -> None:
    """Whatever the JSON holds, there are facts and an error."""
    error = ErrorTable().error(facts_of(_reply(body, status), 0.0))
    assert isinstance(error, ProviderError)
    assert len(error.message) <= MESSAGE_CHARS + 4


def test_a_redirect_says_why_it_is_refused() -> None:
    """The reason of a 3xx is scout's own, whatever its page says."""
    error = ErrorTable().error(facts_of(_reply(b"<html>Moved</html>", 307), 0.0))
    assert type(error) is MalformedResponseError
    assert "redirect refused" in error.message


def test_an_error_carries_what_its_reply_told() -> None:
    """Status, code, wait and request id are fields."""
    reply = _reply(
        {"error": {"message": "no", "code": 7}}, 429, retry_after="2.5", x_request_id="req_1"
    )
    error = ErrorTable().error(facts_of(reply, 0.0))
    assert (error.status, error.provider_code) == (429, "7")
    assert (error.retry_after_s, error.request_id) == (2.5, "req_1")


def test_the_request_id_of_the_body_comes_before_the_header() -> None:
    """Anthropic and MiniMax write it beside the error."""
    reply = _reply({"error": {"message": "no"}, "request_id": "r"}, x_request_id="h")
    assert facts_of(reply, 0.0).request_id == "r"


@pytest.mark.parametrize(
    ("inner", "status"),
    [
        ({"status_code": 400}, 400),
        ({"http_code": "401"}, 401),
        ({"code": 503}, 503),
        ({"code": "503"}, 200),
        ({"status": 200}, 200),
        ({"status_code": 1002}, 200),
        ({"status": "INVALID_ARGUMENT"}, 200),
    ],
)
def test_an_error_inside_a_200_may_name_its_status(inner: object, status: int) -> None:
    """A status that vendors really send counts; anything else stays a 200."""
    assert facts_in({"error": inner}).status == status


def test_a_status_inside_the_body_never_beats_the_real_one() -> None:
    """The HTTP status of the reply is the stronger evidence."""
    assert facts_of(_reply({"error": {"status_code": 401}}, 500), 0.0).status == 500


@pytest.mark.parametrize(
    ("message", "wait_s"),
    [
        ("Please try again in 1m2.5s. Need more tokens?", 62.5),
        ("Please try again in 26ms.", 0.026),
        ("Please try again in 9m38.016s", 578.016),
        ("Please retry in 48.939935699s.", 48.939935699),
        ("Please retry after 26 seconds.", 26.0),
        ("try again in 7 minutes and 30 seconds", 450.0),
        ("try again in 2 hours", 7200.0),
        ("Rate limit: try again in 20", 20.0),
        ("used up, resets at 2026-05-15T15:00:00Z (2056)", 10_800.0),
        ("used up, resets at 2026-05-15 15:00:00 UTC", 10_800.0),
        ("resets at 2020-01-01T00:00:00Z", 0.0),
        ("Please try again later.", None),
        ("retry 3 times, then ask support", None),
        ("It takes 5 seconds", None),
        ("try again in " + "9" * 400 + "s", None),
    ],
)
def test_a_wait_is_read_out_of_a_message(message: str, wait_s: float | None) -> None:
    """Spans and moments, as vendors write them; nothing else."""
    assert told_wait_s(message, NOON_S) == pytest.approx(wait_s)


def test_without_a_clock_a_moment_is_no_wait() -> None:
    """Inside a stream no clock is at hand: a span counts, a moment does not."""
    assert told_wait_s("resets at 2026-05-15T15:00:00Z", None) is None
    assert told_wait_s("try again in 3s", None) == 3.0


def test_a_header_comes_before_the_message() -> None:
    """`retry-after` is meant for machines."""
    body = {"error": {"message": "try again in 9s"}}
    assert facts_of(_reply(body, 429, retry_after="4"), 0.0).retry_after_s == 4.0
    assert facts_of(_reply(body, 429, retry_after="soon"), 0.0).retry_after_s == 9.0
    assert facts_of(_reply({"error": {"retry_after": 6}}, 429), 0.0).retry_after_s == 6.0


@given(st.text())
def test_reading_a_wait_never_raises(message: str) -> None:
    """A wait is a number that is not negative, or none."""
    wait_s = told_wait_s(f"try again in {message}", NOON_S)
    assert wait_s is None or wait_s >= 0


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("in organization `org_01abcDEF23456789`", "in organization `org_***`"),
        ("of org-AbCdEf123456 on tokens", "of org-*** on tokens"),
        ("key sk-proj-abcdef123456 is bad", "key *** is bad"),
        ("key gsk_abcdef123456 is bad", "key *** is bad"),
        ("Your api key: ****6789 is invalid", "Your api key: *** is invalid"),
        ("two\r\nlines\tand \x1b[31mred\x00", "two lines and [31mred"),
        ("organisation of work", "organisation of work"),
    ],
)
def test_a_message_is_one_clean_line(text: str, clean: str) -> None:
    """No organisation id, no key, no control character."""
    assert clean_text(text) == clean


@given(st.integers(MESSAGE_CHARS - 45, MESSAGE_CHARS), st.integers(1, 40), st.sampled_from("x ."))
def test_a_long_message_never_ends_inside_a_word(before: int, length: int, filler: str) -> None:
    """So that a secret is either whole, and taken out later, or gone."""
    secret = "S" * length
    clean = clean_text(f"{filler * before} {secret} {'y ' * MESSAGE_CHARS}")
    assert len(clean) <= MESSAGE_CHARS + 4
    shown = clean.count("S")
    assert shown in (0, length)
