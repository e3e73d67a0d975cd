"""A row is checked when it is made: each mistake is named with its value and its remedy."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import ConfigurationError
from scout.llm.providers.base import (
    AuthFactory,
    Bearer,
    HeaderKey,
    Model,
    NoKey,
    Provider,
    Timeouts,
    WireReply,
)
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.origins import origin_of
from tests.llm.rows import SilentWire


def row(**fields: Any) -> Provider:
    """A row with other fields."""
    usual: dict[str, Any] = {
        "name": "acme",
        "base_url": "https://api.acme.example/v1",
        "api_key_env": ("ACME_API_KEY",),
        "model_prefixes": ("acme-",),
        "models": (Model("acme-1"),),
        "default_model": "acme-1",
        "wire": SilentWire(),
    }
    return Provider(**{**usual, **fields})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "Acme"}, "provider 'Acme': name must be lower-case"),
        ({"name": ""}, "name must be"),
        ({"name": "1acme"}, "name must be"),
        ({"name": "a" * 41}, "name must be"),
        ({"name": "acme/x"}, "name must be"),
        ({"base_url": "api.acme.example/v1"}, "base_url: 'api.acme.example/v1' has no scheme"),
        ({"base_url": ""}, "base_url: '' has no scheme"),
        ({"base_url": "https://"}, "has no scheme or host"),
        ({"base_url": "https://api.acme.example:99999"}, "base_url: .*[Pp]ort"),
        ({"base_url": "https://api.acme.example:x"}, "base_url: .*[Pp]ort"),
        ({"base_url": "https://me:pw@api.acme.example"}, "carries user information"),
        ({"base_url": "https://api.acme.example/v1?x=1"}, "has a query or fragment"),
        ({"base_url": "https://api.acme.example/#x"}, "has a query or fragment"),
        ({"base_url": "http://api.acme.example"}, "would send keys in the clear; use https"),
        ({"base_url": "http://169.254.169.254"}, "in the clear"),
        ({"base_url": "http://localhost.evil.example"}, "in the clear"),
        ({"base_url": "ftp://api.acme.example"}, "use https"),
        (
            {"base_url": " https://api.acme.example"},
            "base_url ' https.* holds ' '; write it in ASCII",
        ),
        ({"base_url": "https://api.acme.example\n/v1"}, r"holds '\\n'"),
        ({"base_url": "https://bücher.example"}, "holds 'ü'; write it in ASCII, a host as xn--"),
        ({"auth_origins": ("http://login.acme.example",)}, "auth_origins .*in the clear"),
        (
            {"auth_origins": "https://login.acme.example"},
            r"auth_origins is the text .*give a tuple",
        ),
        ({"api_key_env": "ACME_API_KEY"}, r"api_key_env is the text .*\('ACME_API_KEY',\)"),
        ({"model_prefixes": "acme-"}, "model_prefixes is the text 'acme-'"),
        ({"model_prefixes": ("",)}, "empty prefix, which would claim every model"),
        ({"models": ()}, "models is empty; list at least one Model"),
        ({"models": ["acme-1"]}, r"models holds 'acme-1'; give Model\('acme-1'\)"),
        ({"wire": None}, "wire is None; give one that has encode"),
        ({"models": (Model("acme-1"), Model("acme-1"))}, "'acme-1' is empty or stands twice"),
        ({"models": (Model(""),), "default_model": ""}, "'' is empty or stands twice"),
        ({"default_model": "acme-2"}, "default_model 'acme-2' is not among models: acme-1"),
        ({"capabilities": {"streaming"}}, "capability 'streaming' is unknown; known: json_object"),
        ({"capabilities": "stream"}, "capabilities is the text 'stream'"),
        (
            {"models": (Model("acme-1", capabilities=frozenset({"tool"})),)},
            "model 'acme-1': capability 'tool' is unknown; known: json_object",
        ),
        (
            {"models": (Model("acme-1", rejects=frozenset({"temprature"})),)},
            "model 'acme-1': rejects 'temprature', which no call has; known: max_output_tokens",
        ),
        (
            {"models": (Model("acme-1", context_window_tokens=0),)},
            "model 'acme-1': context_window_tokens is 0; give 1 or more",
        ),
        (
            {"models": (Model("acme-1", max_output_tokens=-1),)},
            "model 'acme-1': max_output_tokens is -1",
        ),
        ({"pricing": {"acme-1": 1.0}}, "price of 'acme-1' is 1.0; give a mapping of rates"),
        (
            {"pricing": {"acme-1": {"input_per_million": -1, "output_per_million": 1}}},
            "price of 'acme-1': input_per_million is -1",
        ),
        (
            {"pricing": {"acme-1": {"input_per_million": 1}}},
            "output_per_million is None; give US dollars per million",
        ),
        (
            {"pricing": {"acme-1": {"input_per_million": math.nan, "output_per_million": 1}}},
            "input_per_million is nan",
        ),
        (
            {"pricing": {"acme-1": {"input_per_million": True, "output_per_million": 1}}},
            "input_per_million is True",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_value_place_and_remedy(
    wrong: dict[str, Any], says: str
) -> None:
    """As soon as it is made, so that a plugin's mistake shows at import."""
    with pytest.raises(ConfigurationError, match=says):
        row(**wrong)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.acme.example",
        "https://api.acme.example:8443/v1/",
        "http://localhost:8080",
        "http://127.0.0.1:1",
        "http://[::1]:9/v1",
    ],
)
def test_an_address_may_be_https_anywhere_or_http_on_this_machine(url: str) -> None:
    """A server on the same machine needs no certificate."""
    assert row(base_url=url).base_url == url


def test_sequences_become_values() -> None:
    """Lists and sets are taken as they come and cannot be changed afterwards."""
    made = row(api_key_env=["A"], models=[Model("acme-1")], capabilities={"stream"})
    assert (made.api_key_env, made.capabilities) == (("A",), frozenset({"stream"}))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "other"  # type: ignore[misc]


def test_what_is_not_said_is_scout_s_own() -> None:
    """Bearer authentication, scout's client and limits, no prices."""
    made = row()
    assert (made.auth, made.client, made.timeouts) == (Bearer(), ProviderClient, Timeouts())
    assert (dict(made.pricing), made.retry, made.circuit, made.transport) == ({}, None, None, None)


def test_a_model_s_own_word_on_what_it_can_stands_before_the_row_s() -> None:
    """None means as the provider; nothing means nothing."""
    models = (Model("acme-1"), Model("acme-2", capabilities=frozenset()))
    made = row(models=models, capabilities={"tools"})
    assert [made.capabilities_of(model) for model in models] == [frozenset({"tools"}), frozenset()]


def test_models_are_found_by_their_exact_id() -> None:
    """Anything else is none."""
    assert row().model("acme-1") == Model("acme-1")
    assert row().model("ACME-1") is None


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.acme.example/v1", "https://api.acme.example:443"),
        ("https://api.acme.example:443", "https://api.acme.example:443"),
        ("https://API.acme.example:8443/v1?x#y", "https://api.acme.example:8443"),
        ("http://localhost", "http://localhost:80"),
        ("http://[::1]:5", "http://::1:5"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    """The default port spelt out, so that two ways of writing are one."""
    assert origin_of(url) == origin


@settings(deadline=None)
@given(st.text(max_size=40))
def test_an_origin_of_any_text_is_one_or_a_value_error(text: str) -> None:
    """No other exception comes out of a row's address."""
    with contextlib.suppress(ValueError):
        assert "://" in origin_of(text)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Timeouts)])
@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan, "5", None, True])
def test_a_limit_that_is_no_time_is_refused(name: str, value: object) -> None:
    """By name and value."""
    with pytest.raises(ConfigurationError, match=rf"timeouts\.{name} is .*; give a number above 0"):
        Timeouts(**{name: value})  # type: ignore[arg-type]


def test_a_key_travels_as_the_row_says() -> None:
    """As a bearer token, in a named header, or not at all."""
    assert Bearer().headers("k") == (("Authorization", "Bearer k"),)
    assert HeaderKey("x-api-key").headers("k") == (("x-api-key", "k"),)
    assert NoKey().headers("k") == ()
    assert AuthFactory(lambda _: None).headers("k") == ()  # type: ignore[arg-type, return-value]


def test_a_reply_is_read_as_json_or_refused() -> None:
    """Whatever it holds, no other exception than ValueError."""
    assert WireReply(200, {}, b'{"a": 1}').json() == {"a": 1}
    for body in (b"", b"<html>", b"\xff", b"[" * 100_000, b"NaN"):
        with pytest.raises(ValueError):  # noqa: PT011 -- every kind of it
            WireReply(200, {}, body).json()
