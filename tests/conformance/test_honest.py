"""The suite asks nothing unfair: honest providers of many kinds are conformant, undeviating."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from scout.llm.json_body import parse_json
from scout.llm.providers.base import (
    AuthFactory,
    HeaderKey,
    NoKey,
    Provider,
    WireReply,
    WireRequest,
)
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import Call, FinishReason, ProviderResult, StreamEvent, ToolCall, Usage
from scout_conformance import Outcome, Report, Verdict, run
from scout_conformance.profile import Profile
from scout_conformance.targets import names
from scout_conformance.zoo.acme import ACME
from tests.conformance.honest.brook import BROOK, BrookDecoder, BrookWire

HERE = Path(__file__).parent
UNSOUND = (Outcome.FAIL, Outcome.DEVIATION, Outcome.STALE, Outcome.BLOCKED, Outcome.HARNESS_ERROR)


class Signing(httpx.Auth):
    """Signs requests: the key itself never travels."""

    requires_request_body = True

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the body."""
        digest = hmac.new(self._key, request.content, hashlib.sha256).digest()
        request.headers["x-signature"] = base64.b64encode(digest).decode()
        yield request


class Exchanging(httpx.Auth):
    """Fetches a token for the key, and uses it for the request."""

    requires_response_body = True

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Exchange the key for a token, then send the request."""
        wanted = {"grant_type": "client_credentials", "client_secret": self._key}
        response = yield httpx.Request("POST", "https://login.acme.example/v2/token", data=wanted)
        request.headers["authorization"] = f"Bearer {response.json()['access_token']}"
        yield request


class Paired(httpx.Auth):
    """Buys a token with an id and a secret, which stand in one key and in two fields."""

    requires_response_body = True

    def __init__(self, key: str) -> None:
        self._id, _, self._secret = key.partition(":")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Exchange the two for a token, then send the request."""
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self._id,
            "client_secret": self._secret,
        }
        response = yield httpx.Request(
            "POST", "https://login.acme.example/oauth/token", data=wanted
        )
        request.headers["authorization"] = f"Bearer {response.json()['access_token']}"
        yield request


def _basic(key: str) -> httpx.Auth:
    return httpx.BasicAuth(key, "")


class Careless(BrookWire):
    """Hands on what stands there, and looks at no type."""

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read an answer as if every body were one."""
        body = json.loads(reply.body)
        if body.get("fault"):
            raise self.classify(reply, now_s)
        counts = body.get("counts") or {}
        calls = tuple(
            ToolCall(str(number), use["tool"], use["with"])
            for number, use in enumerate(body.get("use") or [])
        )
        ends = {"stop": "stop", "cap": "length", "call": "tool_calls"}
        return ProviderResult(
            body["say"],
            calls,
            FinishReason(ends.get(body["end"], "other")),
            Usage(counts.get("in", 0), output_tokens=counts.get("out", 0)),
            served_model=body.get("by"),
        )


class Repeating(BrookWire):
    """A vendor whose lines hold all the text before them."""

    def stream_decoder(self) -> BrookDecoder:
        """A decoder that takes what is new of a line."""
        return RepeatingDecoder()


class RepeatingDecoder(BrookDecoder):
    """Cuts off what came before, and reads the rest as Brook's."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Read one line."""
        line = parse_json(data)
        whole = line.get("say") if isinstance(line, dict) else None
        if isinstance(whole, str) and whole:
            new, self._said = whole.removeprefix(self._said), whole
            data = json.dumps({**line, "say": new}).encode()
        return super().feed(event, data)


def _is_sound(report: Report) -> None:
    assert not report.ids(*UNSOUND)
    assert report.verdict is Verdict.CONFORMANT


@pytest.mark.parametrize("name", names())
def test_what_is_installed_is_conformant(name: str) -> None:
    """The built-in providers and the template, over four dialects."""
    _is_sound(run(name))


def test_a_wire_of_its_own_is_judged_by_samples_beside_it() -> None:
    """JSON lines, a header of its own, errors of its own; not a line of test code."""
    report = run(f"{HERE / 'honest' / 'brook.py'}:BROOK")
    _is_sound(report)
    assert not report.ids(Outcome.WARN)
    assert report.ids(Outcome.PASS) >= {"SC-STR-002", "SC-STR-005", "SC-KEY-001", "SC-ERR-031"}


class Halved(httpx.Auth):
    """Signs by the second half of a key, and raises where there is none."""

    def __init__(self, key: str) -> None:
        self._name, self._secret = key.split(":")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Name the one half, sign with the other."""
        seal = hmac.new(self._secret.encode(), str(request.url).encode(), hashlib.sha256)
        request.headers["authorization"] = f"Sealed {seal.hexdigest()}"
        yield request


@dataclass(frozen=True)
class Deployed(OpenAIChat):
    """The model stands in the path, quoted, and a version in the query."""

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say it there instead of in the body."""
        said = OpenAIChat.encode(self, call, provider)
        body = {name: value for name, value in said.json.items() if name != "model"}
        path = f"/deployments/{quote(call.model, safe='')}/chat/completions"
        return replace(said, path=path, json=body, query=(("api-version", "2026-10-01"),))


def _known_as(name: str, host: str, model: str, prefix: str, **changes: Any) -> Provider:
    """Acme's row under the name, host and ids of a vendor that everybody knows."""
    priced = {model: ACME.pricing["acme-large-1"]}  # which has no nickname
    return replace(
        ACME,
        name=name,
        base_url=f"https://{host}/v1",
        models=(replace(ACME.models[0], id=model),),
        default_model=model,
        model_prefixes=(prefix,),
        pricing=priced,
        **changes,
    )


@pytest.mark.parametrize(
    "row",
    [
        _known_as("mistral", "api.mistral.ai", "mistral-large-latest", "mistral-"),
        _known_as("pplx", "api.perplexity.ai", "sonar-pro", "sonar"),
        _known_as("grok-by-x", "api.x.ai", "grok-4", "grok-"),
        _known_as("together", "api.together.xyz", "deepseek-ai/DeepSeek-V3.1", "deepseek-ai/"),
        _known_as("workers", "api.cloudflare.com", "@cf/meta/llama-3.3-70b", "@cf/"),
        _known_as(
            "converse",
            "bedrock.aws.example",
            "amazon.nova-pro-v1:0",
            "amazon.",
            wire=Deployed(),
            auth=AuthFactory(Halved),
        ),
        _known_as(
            "azure",
            "contoso.azure.example",
            "ours-4o",
            "ours-",
            wire=Deployed(),
            auth=HeaderKey("api-key"),
        ),
        _known_as("basic", "basic.example", "basic-1", "basic-", auth=AuthFactory(_basic)),
    ],
    ids=lambda row: row.name,
)
def test_a_vendor_that_everybody_knows_is_conformant(row: Provider) -> None:
    """Its own family of names, ids of every shape, keys of two halves."""
    _is_sound(run(row))


def test_a_key_in_base64_is_told_apart() -> None:
    """Basic authentication is judged like a bearer's."""
    row = _known_as("basic", "basic.example", "basic-1", "basic-", auth=AuthFactory(_basic))
    assert run(row, checks=["SC-KEY-001"]).ids(Outcome.PASS) == {"SC-KEY-001"}


def test_a_wire_without_care_is_conformant() -> None:
    """What scout makes of an unreadable body, and of odd counts, is scout's to hold."""
    row = replace(BROOK, wire=Careless())
    _is_sound(run(row, profile=Profile(samples=HERE / "honest" / "brook_wire_samples")))


def test_a_stream_that_repeats_itself_is_judged_by_a_sample_that_says_so(tmp_path: Path) -> None:
    """With the sample of one that does not, the same wire fails, and is told what to write."""
    plain = HERE / "honest" / "brook_wire_samples"
    row = replace(BROOK, wire=Repeating())
    mistaken = run(row, profile=Profile(samples=plain), checks=["SC-STR-001"])
    failed = next(result for result in mistaken.results if result.outcome is Outcome.FAIL)
    assert failed.id == "SC-STR-001"
    assert "write $text_so_far in the sample" in failed.fix
    told = shutil.copytree(plain, tmp_path / "samples") / "stream.ndjson"
    told.write_text(told.read_text().replace('"$text"', '"$text_so_far"'), encoding="utf-8")
    _is_sound(run(row, profile=Profile(samples=told.parent)))


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (replace(ACME, auth=HeaderKey("x-api-key")), True),
        (
            replace(
                ACME,
                auth=AuthFactory(Exchanging),
                auth_origins=("https://login.acme.example",),
                capabilities=frozenset({"tools"}),  # httpx reads every response of such an Auth
            ),
            True,
        ),
        (
            replace(ACME, auth=AuthFactory(Paired), auth_origins=("https://login.acme.example",)),
            True,
        ),
        (replace(ACME, auth=AuthFactory(Signing)), False),
        (replace(ACME, auth=NoKey(), api_key_env=()), False),
    ],
    ids=["header", "token exchange", "client credentials", "signature", "no key"],
)
def test_any_authentication_is_fine(row: Provider, judged: bool) -> None:
    """Keys are judged where the vendor can tell them apart."""
    report = run(row)
    _is_sound(report)
    assert ("SC-KEY-001" in report.ids(Outcome.PASS)) is judged


def test_a_provider_that_does_little_is_conformant() -> None:
    """No stream, no tools: nothing is asked of what is not claimed."""
    report = run(replace(ACME, capabilities=frozenset()))
    _is_sound(report)
    assert not [one for one in report.ids(Outcome.PASS) if one.startswith("SC-STR")]
