"""Nothing that opens an account or names a person is kept of a recording."""

from __future__ import annotations

import pytest

from scout.cli.proposal.recordings import Recording
from scout.cli.proposal.scrub import REDACTED, Scrubber


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcDEF123456",
        "gsk_0123456789abcdef",
        "AIzaSyA-0123456789abcdef",
        "Bearer abc.def",
        "org-a1b2c3d4e5",
        "ada@vendor.example",
        "203.0.113.7",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ],
)
def test_a_secret_within_a_text_is_redacted(secret: str) -> None:
    """By its look, wherever it stands; the words around it stay."""
    scrubbed = Scrubber().text(f"Key {secret} is wrong.")
    assert secret not in scrubbed
    assert scrubbed.startswith("Key ")
    assert REDACTED in scrubbed


def test_the_key_of_the_recording_is_known() -> None:
    """However it looks, since the request carried it."""
    asked = Recording(name="a", request_headers={"x-vendor-key": "plain-words"}, body="")
    assert Scrubber.of([asked]).text("not plain-words") == f"not {REDACTED}"


def test_a_field_that_names_an_account_is_redacted() -> None:
    """Whatever stands in it; numbers, words and prose stay."""
    body = {"account": "abc", "user": {"id": 7, "name": "x"}, "tokens": 5, "text": "My user is ok."}
    assert Scrubber().document(body) == {
        "account": REDACTED,
        "user": {"id": 7, "name": "x"},
        "tokens": 5,
        "text": "My user is ok.",
    }


@pytest.mark.parametrize(
    "text",
    ["max_tokens_to_sample", "The context window is 128000 tokens.", "gpt-4o-mini-2024-07-18"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Else nobody could tell one error from another."""
    assert Scrubber().text(text) == text


def test_a_name_of_a_field_may_be_a_secret() -> None:
    """Such as the address of a user who has an entry of their own."""
    assert Scrubber().document([{"ada@vendor.example": 3}]) == [{REDACTED: 3}]
