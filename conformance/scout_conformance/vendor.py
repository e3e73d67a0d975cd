"""A vendor that follows a script: it records requests, answers from samples, waits virtually."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import respx

from scout.errors import ProviderError, QuotaExhaustedError
from scout.llm.providers.origins import origin_of
from scout_conformance.samples import StreamSample, sse_frame
from scout_conformance.subject import KEYS, TOKEN, Subject, tells
from scout_conformance.violation import KitError, NotApplicable

if TYPE_CHECKING:
    from scout.llm.clock import Clock
    from scout.llm.types import Usage

_STATUS = {
    "AuthenticationError": 401,
    "PermissionDeniedError": 403,
    "RateLimitedError": 429,
    "ServerError": 500,
    "OverloadedError": 503,
    "InvalidRequestError": 400,
}
"""What a vendor without a sample of its own answers."""

ANSWER = "an answer"
STREAM = "a stream"


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as the vendor got it.

    Attributes:
        at_s: When, by the virtual clock.
        url: Where.
        headers: Its headers.
        body: Its body.
        key: Which of the kit's keys it carried, counted from 0; None where none can be seen.
        number: How many requests came before it.
    """

    at_s: float
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    key: int | None
    number: int

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def __str__(self) -> str:
        key = "no key" if self.key is None else f"key#{self.key}"
        return f"{self.url} with {key}"


@dataclass(frozen=True, slots=True)
class Says:
    """One answer of the vendor.

    Attributes:
        status: HTTP status.
        headers: Its headers.
        chunks: The body, in the pieces in which it is sent.
        wait_s: Silence before the head.
        gap_s: Silence before each piece of the body.
        end_s: Silence after the last piece, before the end of the body.
        meaning: What it is, for the record.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    chunks: tuple[bytes, ...] = ()
    wait_s: float = 0.0
    gap_s: float = 0.0
    end_s: float = 0.0
    meaning: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer, whatever its status; some vendors put errors into a 200."""
        return self.meaning in (ANSWER, STREAM)

    @property
    def told_s(self) -> float | None:
        """Seconds that it tells to wait; an answer may carry the header and limits no key."""
        told = dict(self.headers).get("retry-after")
        return None if told is None or self.is_answer else float(told)


LONGEST_RECORD = 12
"""Most requests that a record lists one by one; of more the first and the last ones tell."""

TOKEN_LASTS_S = 3600
"""How long an access token holds, told in each of the ways that vendors tell it."""

Script: TypeAlias = Callable[[Heard], Says]
"""Decides what the vendor answers to a request."""


class Vendor:
    """Decides by a script what is answered, and keeps a record; how it is reached is a subclass's.

    Args:
        script: Decides.
        clock: The time of the record.
        origin: Where calls go; a request elsewhere, or to a token's path, is for credentials.
    """

    def __init__(self, script: Script, clock: Clock, origin: str = "") -> None:
        self.heard: list[Heard] = []
        self.said: list[Says] = []
        self.origin = origin
        self.clock = clock
        self._script = script

    @property
    def asked(self) -> list[int | None]:
        """Which key each request carried."""
        return [heard.key for heard in self.heard]

    def record(self) -> str:
        """What happened, a request each: `t=0s key#0 -> HTTP 429`."""
        start_s = self.heard[0].at_s if self.heard else 0.0
        lines = [
            f"t={round(heard.at_s - start_s, 3):g}s {_key_name(heard.key)} -> HTTP {said.status}"
            f"{f' ({said.meaning})' if said.meaning else ''}"
            for heard, said in zip(self.heard, self.said, strict=False)
        ]
        if len(lines) > LONGEST_RECORD:
            lines[4:-6] = [f"... {len(lines) - 10} more ..."]
        return "; ".join(lines) or "no request"

    def is_for_credentials(self, request: httpx.Request) -> bool:
        """Whether a row's own authentication fetches a token; no call, and not on the record."""
        elsewhere = bool(self.origin) and origin_of(str(request.url)) != self.origin
        return elsewhere or "token" in request.url.path.rpartition("/")[2]

    def hear(self, request: httpx.Request) -> Says:
        """Note a request and what is answered to it."""
        heard = Heard(
            self.clock.now(),
            f"{request.method} {request.url}",
            tuple(request.headers.multi_items()),
            request.content,
            _key_in(request),
            len(self.heard),
        )
        self.heard.append(heard)
        said = self._script(heard)
        self.said.append(said)
        return said


class ScriptedVendor(Vendor):
    """Stands in for the transport, by respx: no socket, and time is virtual.

    Args:
        script: Decides.
        clock: The time of the record.
        origin: Where calls go; a request elsewhere, or to a token's path, is for credentials.
    """

    def __init__(self, script: Script, clock: Clock, origin: str = "") -> None:
        super().__init__(script, clock, origin)
        self._router = respx.Router(assert_all_called=False)
        self._router.route().mock(side_effect=self._answer)
        self._sync_router = respx.Router(assert_all_called=False)
        self._sync_router.route().mock(side_effect=self._answer_now)

    def transport(self) -> httpx.MockTransport:
        """The vendor as a transport for async calls."""
        return httpx.MockTransport(self._router.async_handler)

    def sync_transport(self) -> httpx.MockTransport:
        """The vendor as a transport for blocking calls."""
        return httpx.MockTransport(self._sync_router.handler)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_for_credentials(request):
            return token_for(request)
        said = self.hear(request)
        if said.wait_s:
            await asyncio.sleep(said.wait_s)
        return httpx.Response(said.status, headers=list(said.headers), content=_body(said))

    def _answer_now(self, request: httpx.Request) -> httpx.Response:
        if self.is_for_credentials(request):
            return token_for(request)
        said = self.hear(request)
        self.clock.sleep(said.wait_s)
        return httpx.Response(
            said.status, headers=list(said.headers), content=b"".join(said.chunks)
        )


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The answers that the samples of a provider give a vendor to say."""

    subject: Subject

    def answer(self, *, usage: Usage | None = None) -> Says:
        """A plain answer, or one that used so many tokens."""
        sample = self.subject.samples.reply
        if sample is None:
            raise KitError("reply.json is missing")
        changes = {} if usage is None else {"usage": usage}
        reply = sample.reply(self.subject.samples.answer(**changes).bindings())
        return Says(reply.status, tuple(reply.headers.items()), (reply.body,), meaning=ANSWER)

    def stream(self, *, pieces: tuple[str, ...] = ()) -> Says:
        """The plain answer as a stream, or another one in these pieces."""
        sample = self._stream_sample()
        changes = {"pieces": pieces} if pieces else {}
        frames = sample.frames(self.subject.samples.answer(**changes))
        chunks = tuple(_framed(sample.framing, frame) for frame in frames)
        kind = "text/event-stream" if sample.framing == "sse" else "application/x-ndjson"
        return Says(200, (("content-type", kind),), chunks, meaning=STREAM)

    def first_piece(self) -> int:
        """Which event of the stream holds the first piece of the text."""
        return self._stream_sample().places(self.subject.samples.answer(), "text")[0]

    def error(self, means: type[ProviderError], *, retry_after_s: int | None = None) -> Says:
        """The vendor's own error of a class, else the plainest that the class has.

        Raises:
            NotApplicable: The samples have none, and no status means it by itself.
        """
        sample = self.subject.samples.error(means)
        if retry_after_s is not None:
            headers = {"retry-after": str(retry_after_s)}
            body = b'{"error": {"message": "slow down"}}'
            return Says(_STATUS[means.__name__], tuple(headers.items()), (body,), meaning="limited")
        if sample is not None and sample.stream_event is None:
            reply = sample.wire_reply()
            headers = {k: v for k, v in reply.headers.items() if not k.startswith("retry-after")}
            return Says(reply.status, tuple(headers.items()), (reply.body,), meaning=means.__name__)
        if means is QuotaExhaustedError:
            raise NotApplicable("no sample means QuotaExhaustedError")
        return Says(_STATUS[means.__name__], chunks=(b"{}",), meaning=means.__name__)

    def _stream_sample(self) -> StreamSample:
        sample = self.subject.samples.stream
        if sample is None:
            raise KitError("the sample of a stream is missing")
        return sample


def in_turn(*answers: Says) -> Script:
    """A script that gives these answers one after the other, and the last one from then on."""
    return lambda heard: answers[min(heard.number, len(answers) - 1)]


def by_key(answers: Sequence[Says], otherwise: Says) -> Script:
    """A script that goes by the key: the first key gets the first answer, and so on."""

    def decide(heard: Heard) -> Says:
        known = heard.key is not None and heard.key < len(answers)
        return answers[heard.key] if known and heard.key is not None else otherwise

    return decide


def _key_name(key: int | None) -> str:
    return "request" if key is None else f"key#{key}"


def _key_in(request: httpx.Request) -> int | None:
    """Which key a request carries, or the token that was given for it."""
    said = "\n".join((*request.headers.values(), str(request.url)))
    for number, key in enumerate(KEYS):
        if tells(said, key) or f"{TOKEN}{number}" in said:
            return number
    return None


def token_for(request: httpx.Request) -> httpx.Response:
    """An access token for the key that the request carries."""
    body = request.content.decode("utf-8", "replace")
    asked = f"{body} {request.headers} {request.url}"
    shown = [number for number, key in enumerate(KEYS) if tells(asked, key)]
    number = shown[0] if shown else len(KEYS)
    until_s = int(time.time()) + TOKEN_LASTS_S
    ends = {"expires_in": TOKEN_LASTS_S, "expires_at": until_s, "expiration": until_s}
    token = {"access_token": f"{TOKEN}{number}", "token_type": "Bearer"}
    return httpx.Response(200, json={**token, **ends})


def _framed(framing: str, frame: tuple[str, bytes]) -> bytes:
    event, data = frame
    return sse_frame(event, data) if framing == "sse" else data + b"\n"


def _body(said: Says) -> bytes | AsyncIterator[bytes]:
    if not said.gap_s and not said.end_s and len(said.chunks) < 2:
        return b"".join(said.chunks)
    return _pieces(said)


async def _pieces(said: Says) -> AsyncIterator[bytes]:
    for chunk in said.chunks:
        if said.gap_s:
            await asyncio.sleep(said.gap_s)
        yield chunk
    if said.end_s:
        await asyncio.sleep(said.end_s)
