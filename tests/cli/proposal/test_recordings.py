"""The forms in which people keep what a vendor said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout.cli.proposal.recordings import UNKNOWN_STATUS, Recording, read_recordings

BODY = {"text": "Hello there."}


def _one(folder: Path, name: str, text: str) -> Recording:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    (found,) = read_recordings(folder)
    return found


def test_a_bare_body_is_a_success(tmp_path: Path) -> None:
    """Nothing else says so."""
    found = _one(tmp_path, "reply.json", json.dumps(BODY))
    assert (found.status, found.json, found.is_error) == (200, BODY, False)


@pytest.mark.parametrize(
    ("name", "status"),
    [("429.json", 429), ("errors/too_long.400.json", 400), ("errors/odd.json", UNKNOWN_STATUS)],
)
def test_a_name_tells_the_status(name: str, status: int, tmp_path: Path) -> None:
    """Of an error whose body was kept alone; else only that it is one."""
    found = _one(tmp_path, name, json.dumps({"error": "no"}))
    assert (found.status, found.is_error) == (status, True)


def test_what_curl_prints_has_status_and_headers(tmp_path: Path) -> None:
    """`curl -i`, with the line ends of HTTP."""
    text = "HTTP/2 503 \r\nRetry-After: 4\r\ncontent-type: text/html\r\n\r\n<html></html>"
    found = _one(tmp_path, "down.txt", text)
    assert (found.status, found.headers["retry-after"]) == (503, "4")
    assert found.body == "<html></html>"


def test_an_exchange_has_both_halves(tmp_path: Path) -> None:
    """However the request's body was kept."""
    request = {"url": "https://x.example/v1/ask", "headers": {"X-Key": "k"}, "body": '{"a": 1}'}
    told = {"request": request, "response": {"status": 201, "body": BODY}}
    found = _one(tmp_path, "exchange.json", json.dumps(told))
    assert (found.request, found.url, found.status) == ({"a": 1}, request["url"], 201)
    assert found.request_headers == {"x-key": "k"}
    assert found.json == BODY


def test_lines_of_exchanges_are_recordings_each(tmp_path: Path) -> None:
    """One a line, and not a stream."""
    line = json.dumps({"request": {"json": {"a": 1}}, "response": {"status": 200, "body": BODY}})
    (tmp_path / "all.jsonl").write_text(f"{line}\n{line}\n", encoding="utf-8")
    found = read_recordings(tmp_path)
    assert [one.name for one in found] == ["all.jsonl:1", "all.jsonl:2"]


def test_a_har_file_is_read(tmp_path: Path) -> None:
    """What browsers and proxies export."""
    header = [{"name": "Authorization", "value": "Bearer k"}]
    request = {"url": "https://x.example/v1/ask", "headers": header, "postData": {"text": "{}"}}
    response = {"status": 200, "headers": [], "content": {"text": json.dumps(BODY)}}
    har = {"log": {"entries": [{"request": request, "response": response}]}}
    found = _one(tmp_path, "session.har", json.dumps(har))
    assert (found.request, found.json) == ({}, BODY)
    assert found.request_headers == {"authorization": "Bearer k"}


@pytest.mark.parametrize(
    ("text", "framing", "events"),
    [
        ("event: a\ndata: {}\n\ndata: [DONE]\n\n", "sse", [("a", "{}"), ("", "[DONE]")]),
        ('{"a": 1}\n{"a": 2}\n', "ndjson", [("", '{"a": 1}'), ("", '{"a": 2}')]),
        ('{\n"a": 1\n}\n', "", []),
    ],
)
def test_a_stream_is_told_from_a_document(
    text: str, framing: str, events: list[tuple[str, str]], tmp_path: Path
) -> None:
    """By its lines, whatever the file is called."""
    found = _one(tmp_path, "answer.txt", text)
    assert (found.framing, found.events) == (framing, events)


def test_a_request_of_its_own_joins_its_reply(tmp_path: Path) -> None:
    """By the name that both have."""
    (tmp_path / "a.request.json").write_text('{"model": "m"}', encoding="utf-8")
    (tmp_path / "a.reply.json").write_text(json.dumps(BODY), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(BODY), encoding="utf-8")
    found = {one.name: one.request for one in read_recordings(tmp_path)}
    assert found == {
        "a.request.json": {"model": "m"},
        "a.reply.json": {"model": "m"},
        "b.json": None,
    }


def test_a_folder_without_recordings_says_what_to_put_there(tmp_path: Path) -> None:
    """Also one with a note in it."""
    (tmp_path / "README.md").write_text("soon", encoding="utf-8")
    with pytest.raises(ValueError, match=r"put bodies there as \.json"):
        read_recordings(tmp_path)


def test_bytes_are_no_recording(tmp_path: Path) -> None:
    """Named, instead of a traceback."""
    (tmp_path / "picture.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"picture\.bin is no text"):
        read_recordings(tmp_path)
