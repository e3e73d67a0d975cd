"""Wire samples: read from folders, laid over each other, refused where they are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout.errors import QuotaExhaustedError, RateLimitedError
from scout.llm.types import FinishReason
from scout_conformance.samples import BUILT_IN, Samples, sse_frame
from scout_conformance.templates import Answer
from scout_conformance.violation import KitError

OPENAI = BUILT_IN / "openai_chat"
DIALECTS = sorted(path.name for path in BUILT_IN.iterdir() if path.is_dir())


def _write(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return folder


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_kits_own_samples_can_be_read(dialect: str) -> None:
    """Every file of every dialect, and all that a verdict needs is among them."""
    samples = Samples((BUILT_IN / dialect,))
    samples.load_all()
    assert samples.reply is not None
    assert samples.stream is not None
    assert samples.tools is not None
    assert FinishReason.STOP in samples.finish.values()


def test_a_repeated_event_comes_once_per_piece() -> None:
    """The other events of a stream come once."""
    stream = Samples((OPENAI,)).stream
    assert stream is not None
    one = len(stream.frames(Answer(pieces=("a",))))
    assert len(stream.frames(Answer(pieces=("a", "b", "c")))) == one + 2


def test_a_stream_is_whole_with_its_finish_reason() -> None:
    """What comes after it, usage and end marker, may be missing."""
    stream = Samples((OPENAI,)).stream
    assert stream is not None
    answer = Answer(pieces=("a", "b"))
    frames = stream.frames(answer)
    assert b'"finish_reason": ""' in frames[stream.ends_at(answer) - 1][1]
    assert stream.places(answer, "text") == [1, 2]
    assert stream.usage_places(answer) == [4]


def test_a_file_beside_the_provider_is_laid_over_the_dialects(tmp_path: Path) -> None:
    """Its own error is added, its own answer replaces the dialect's."""
    _write(tmp_path, "reply.json", {"body": {"mine": "$text"}})
    quota = {"status": 402, "body": {"why": "no money"}, "means": "QuotaExhaustedError"}
    _write(tmp_path, "errors/quota.json", quota)
    samples = Samples((OPENAI, tmp_path))
    assert samples.reply is not None
    assert samples.reply.body == {"mine": "$text"}
    money = [one for one in samples.errors if one.means is QuotaExhaustedError]
    assert [one.reply.status for one in money] == [402]
    assert samples.stream is not None


def test_a_stream_of_json_lines_is_read(tmp_path: Path) -> None:
    """One document a line; blank lines mean nothing."""
    _write(tmp_path, "stream.ndjson", '{"delta": "$text"}\n\n{"done": true}\n')
    stream = Samples((tmp_path,)).stream
    assert stream is not None
    frames = stream.frames(Answer(pieces=("a", "b")))
    assert stream.body(frames) == b'{"delta": "a"}\n{"delta": "b"}\n{"done": true}\n'


def test_a_stream_that_repeats_its_text_is_shown_as_one(tmp_path: Path) -> None:
    """Each piece holds all before it; the places of the text are found all the same."""
    _write(tmp_path, "stream.ndjson", '{"so_far": "$text_so_far"}\n{"done": "$finish"}\n')
    stream = Samples((tmp_path,)).stream
    assert stream is not None
    answer = Answer(pieces=("a", "b"), finish="stop")
    bodies = [body for _, body in stream.filled(answer)]
    assert bodies == [{"so_far": "a"}, {"so_far": "ab"}, {"done": "stop"}]
    assert stream.places(answer, "text") == [0, 1]


def test_a_generated_time_reaches_header_and_body(tmp_path: Path) -> None:
    """Headers are texts, bodies keep numbers."""
    sample = {
        "status": 429,
        "headers": {"Retry-After": "$retry_after_s"},
        "body": {"wait_ms": "$retry_after_ms"},
        "means": "RateLimitedError",
    }
    error = Samples((_write(tmp_path, "errors/slow.json", sample),)).error(RateLimitedError)
    assert error is not None
    reply = error.wire_reply(9)
    assert (reply.headers["retry-after"], reply.json()) == ("9", {"wait_ms": 9000})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("reply.json", {"body": {}, "stauts": 200}, "field 'stauts' is unknown"),
        ("reply.json", {"status": 200}, "field 'body' is missing"),
        ("reply.json", {"body": {}, "status": "200"}, "status is '200'"),
        ("reply.json", "{", "no JSON"),
        ("reply.json", [1], "a JSON object is expected, not list"),
        ("reply.json", {"body": {"a": "$txet"}}, r"reply.json: placeholder \$txet is unknown"),
        ("stream.sse", 'data: {"a": "$txet"}\n\n', r"stream.sse: placeholder \$txet is unknown"),
        (
            "reply.json",
            {"body": {"a": "$retry_after_s"}},
            r"\$retry_after_s is unknown; known here: cache_read_tokens",
        ),
        (
            "errors/x.json",
            {"status": 429, "body": {"a": "$wait"}, "means": "RateLimitedError"},
            r"errors/x.json: placeholder \$wait is unknown; .* retry_at_ms",
        ),
        ("finish.json", {"stop": "stopped"}, "'stop' means 'stopped'; write one of stop"),
        ("stream.sse", ": nothing\n\n", "holds no event"),
        ("stream.sse", "data: {oops\n\n", "is no JSON"),
        ("errors/x.json", {"status": 400, "body": {}}, "means is None"),
        ("errors/x.json", {"status": 400, "body": {}, "means": "ValueError"}, "means is"),
        ("errors/x.json", {"status": 400, "body": {}, "means": "LocalError"}, "means is"),
    ],
)
def test_a_sample_that_is_wrong_is_refused(
    tmp_path: Path, name: str, content: object, message: str
) -> None:
    """With the field and what belongs there."""
    with pytest.raises(KitError, match=message):
        Samples((_write(tmp_path, name, content),)).load_all()


def test_an_event_of_several_lines_is_framed_line_by_line() -> None:
    """As server-sent events ask for it."""
    assert sse_frame("error", b"a\nb") == b"event: error\ndata: a\ndata: b\n\n"
