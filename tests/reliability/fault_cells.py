"""Plays the faults of the table over real TCP, many calls at once on one event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias
from unittest import mock

from scout.errors import CallError, LocalError, Sent
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.minimax import MINIMAX
from scout.llm.providers.openai import OPENAI
from scout.llm.router import Router
from scout.llm.types import AttemptRecord, LLMResponse, TextDelta
from scout.testing import ScriptedVendor, answers
from tests.llm.transport.fault_server import self_signed
from tests.reliability.fault_table import (
    ANSWER,
    DIALECTS,
    FAULTS,
    TIMEOUT,
    Fault,
    Mode,
    Scene,
    Sends,
)

SHORT: Final = {
    "connect_s": 0.6,
    "first_token_s": 0.8,
    "idle_s": 0.6,
    "answer_s": 0.8,
    "total_s": 1.0,
}
"""The limits of the rows where a vendor falls silent; loopback answers in a hundredth of them."""

LONG: Final = dict.fromkeys(SHORT, 10.0)
"""The limits where nothing is silent, so that a busy machine is never taken for one."""

DEADLINE_S: Final = 20.0
"""Of a whole call: three sends to their limits and the waits between them fit."""

SLACK_S: Final = 0.5
"""What a busy machine may add to a deadline before it counts as overrun."""

MOST_SENDS: Final = 6
"""Three sends and three rotations: the bound of one candidate."""

_ARRIVAL_S: Final = 0.05
"""Within it the end of an idle connection has arrived on loopback."""

NO_SUCH_HOST: Final = "vendor.invalid"
ROWS: Final[dict[str, tuple[Provider, str]]] = {
    "openai_chat": (OPENAI, "gpt-4o-mini"),
    "anthropic_messages": (ANTHROPIC, "claude-haiku-5-5"),
    "gemini": (GOOGLE, "gemini-2.5-flash-lite"),
    "minimax": (MINIMAX, "MiniMax-M2.5"),
}


Answered: TypeAlias = CallError | tuple[LLMResponse, str]


@dataclass(frozen=True)
class Cell:
    """One fault, in one dialect, asked in one way, for good or once."""

    fault: Fault
    dialect: str
    mode: Mode
    lasting: bool
    blocking: bool = False

    @property
    def expected(self) -> tuple[str, Sends]:
        """Outcome and requests."""
        return self.fault.expected(self.dialect, self.mode, lasting=self.lasting)

    def __str__(self) -> str:
        often = "always" if self.lasting else "once"
        blocking = ", blocking" if self.blocking else ""
        return f"{self.fault.name} / {self.dialect} / {self.mode}{blocking} / {often}"


@dataclass(frozen=True)
class Seen:
    """What a cell came to.

    Attributes:
        outcome: Class of the error, or that it was answered.
        sends: Requests that reached the vendor.
        tries: Attempts that the record tells of, skipped candidates aside.
        elapsed_s: How long the call took.
        text: The answer.
        wrong: What is wrong beside outcome and sends: leases, records, secrets.
    """

    outcome: str
    sends: int
    tries: int
    elapsed_s: float
    text: str
    wrong: tuple[str, ...]


def cells_of(fault: Fault) -> list[Cell]:
    """Every cell of a fault."""
    return [
        Cell(fault, dialect, mode, lasting)
        for dialect in DIALECTS
        if fault.step_for(dialect) is not None
        for mode in Mode
        for lasting in (True, False)
        if lasting or fault.has_a_once(dialect, mode)
    ]


def faults_of(cell: Cell, seen: Seen) -> list[str]:
    """What is not as the table says."""
    outcome, sends = cell.expected
    least, most = sends if isinstance(sends, tuple) else (sends, sends)
    wrong = list(seen.wrong)
    if seen.outcome != outcome:
        wrong.append(f"{seen.outcome} where {outcome} was expected")
    elif outcome == ANSWER and seen.text != cell.fault.text:
        wrong.append(f"the answer is {seen.text[:80]!r}")
    if not least <= seen.sends <= most:
        wrong.append(f"{seen.sends} requests where {sends} were expected")
    if cell.fault.scene is Scene.ORDINARY and seen.tries != seen.sends:
        wrong.append(f"the record tells of {seen.tries} attempts, {seen.sends} requests came")
    if max(seen.sends, seen.tries) > MOST_SENDS:
        wrong.append(f"{seen.tries} attempts are past the bound of {MOST_SENDS}")
    if seen.elapsed_s > DEADLINE_S + SLACK_S:
        wrong.append(f"it took {seen.elapsed_s:.1f} s, the deadline is {DEADLINE_S} s")
    return [f"{cell}: {said}" for said in wrong]


ALL_CELLS: Final = tuple(cell for fault in FAULTS for cell in cells_of(fault))
BLOCKING_CELLS: Final = tuple(
    replace(cell, blocking=True)
    for cell in ALL_CELLS
    if cell.dialect == DIALECTS[0] and cell.lasting
)
"""Of one dialect, since the wires are shared, and for good, since the plan is."""


async def play(cells: list[Cell], certificate: ssl.SSLContext | None = None) -> list[Seen]:
    """Play cells at once, and leave nothing behind.

    Raises:
        AssertionError: A connection or a task is left.
    """
    with ExitStack() as vendors:
        async with AsyncExitStack() as routers:
            stages = [_stage(cell, vendors, certificate) for cell in cells]
            for stage in stages:
                await routers.enter_async_context(stage.router)
            seen = list(await asyncio.gather(*(stage.run() for stage in stages)))
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks are left: {left}"
        for stage in stages:
            await asyncio.to_thread(stage.vendor.assert_quiet)
    return seen


def play_blocking(cell: Cell, certificate: ssl.SSLContext | None = None) -> Seen:
    """Play one cell with the blocking calls, and leave nothing behind.

    Raises:
        AssertionError: A connection is left.
    """
    with ExitStack() as vendors:
        stage = _stage(cell, vendors, certificate)
        with stage.router:
            seen = stage.run_blocking()
        stage.vendor.assert_quiet()
    return seen


@dataclass
class _Stage:
    """A vendor with its fault, and a router that is pointed at it."""

    cell: Cell
    vendor: ScriptedVendor
    router: Router
    row: Provider
    model: str

    def run_blocking(self) -> Seen:
        if self.cell.fault.scene is Scene.REUSED:
            _ask_blocking(self.router, self.model, self.cell.mode)
            time.sleep(_ARRIVAL_S)
        began_s = time.monotonic()
        try:
            answer: Answered = _ask_blocking(self.router, self.model, self.cell.mode)
        except CallError as raised:
            answer = raised
        return self._seen(answer, time.monotonic() - began_s)

    async def run(self) -> Seen:
        if self.cell.fault.scene is Scene.REUSED:
            await _ask(self.router, self.model, self.cell.mode)
            await asyncio.sleep(_ARRIVAL_S)
        began_s = time.monotonic()
        try:
            answer: Answered = await _ask(self.router, self.model, self.cell.mode)
        except CallError as raised:
            answer = raised
        return self._seen(answer, time.monotonic() - began_s)

    def _seen(self, answer: Answered, elapsed_s: float) -> Seen:
        if isinstance(answer, CallError):
            attempts, outcome, text = answer.attempts, type(answer).__name__, ""
            wrong = [*self._left(attempts), *self._wrong(answer)]
        else:
            response, text = answer
            attempts, outcome = response.attempts, ANSWER
            wrong = [*self._left(attempts)]
            if text != response.text:
                wrong.append(f"{text[:80]!r} was streamed, the response is {response.text[:80]!r}")
        tries = sum(attempt.outcome != "skipped" for attempt in attempts)
        return Seen(outcome, self.vendor.sends(), tries, elapsed_s, text, tuple(wrong))

    def _left(self, attempts: Sequence[AttemptRecord]) -> Iterator[str]:
        """Leases and money that are still out, and money that no attempt accounts for."""
        for key in self.router.keys(self.row.name):
            if key.in_flight:
                yield f"the lease of {key.key_id} is out"
        balance = self.router.budget.balance()
        if balance.reserved_nano_usd:
            yield f"{balance.reserved_nano_usd} nano-dollars are still set aside"
        told = sum(attempt.cost_usd or 0 for attempt in attempts) * 10**9
        if self.cell.fault.scene is not Scene.REUSED and told != balance.spent_nano_usd:
            yield f"{balance.spent_nano_usd} nano-dollars are spent, the attempts tell of {told}"

    def _wrong(self, error: CallError) -> Iterator[str]:
        if not error.attempts:
            yield "the error tells no attempts"
        if error.provider != self.row.name or error.model != self.model:
            yield f"the error names {error.provider}/{error.model}"
        local = self.cell.fault.sends == 0 or isinstance(error, LocalError)
        if (error.sent is Sent.NO) != local:
            yield f"the error says that bytes were sent: {error.sent}"
        told = f"{error!r} {error.explain()} {error.__cause__!r} {vars(error)}"
        if "-key-" in told:
            yield "the error shows a key"


async def _ask(router: Router, model: str, mode: Mode) -> tuple[LLMResponse, str]:
    """The response, and the text as it came."""
    if mode is not Mode.STREAM:
        response = await router.call("Hi", model=model)
        return response, response.text
    async with router.stream("Hi", model=model) as stream:
        parts = [event.text async for event in stream if isinstance(event, TextDelta)]
        return stream.response, "".join(parts)


def _ask_blocking(router: Router, model: str, mode: Mode) -> tuple[LLMResponse, str]:
    if mode is not Mode.STREAM:
        response = router.call_sync("Hi", model=model)
        return response, response.text
    with router.stream_sync("Hi", model=model) as stream:
        parts = [event.text for event in stream if isinstance(event, TextDelta)]
        return stream.response, "".join(parts)


def _stage(cell: Cell, vendors: ExitStack, certificate: ssl.SSLContext | None) -> _Stage:
    fault = cell.fault
    tls = certificate if fault.scene is Scene.BAD_CERTIFICATE else None
    vendor = vendors.enter_context(ScriptedVendor(tls=tls))
    row, model = ROWS[cell.dialect]
    row = vendor.provider_row(row)
    if fault.scene is Scene.REFUSED:
        vendors.enter_context(vendor.refusing())
    elif fault.scene is Scene.NO_NAME:
        row = replace(row, base_url=f"https://{NO_SUCH_HOST}/v1")
    elif fault.scene is Scene.MUTE_HANDSHAKE:
        port = vendors.enter_context(mute_port())
        row = replace(row, base_url=f"https://127.0.0.1:{port}/v1")
    step = fault.step_for(cell.dialect)
    assert step is not None
    vendor.script(step) if cell.lasting else vendor.script(step, answers(fault.text))
    return _Stage(cell, vendor, _router(vendor, row, cell), row, model)


def _router(vendor: ScriptedVendor, row: Provider, cell: Cell) -> Router:
    """A router with short limits."""
    settings: dict[str, Any] = {
        "timeout_s": DEADLINE_S,
        "timeouts": {row.name: SHORT if cell.fault.plain == TIMEOUT else LONG},
        "budget_usd": {"global": 1000},
        "upstream_stream": "never" if cell.mode is Mode.PLAIN else "always",
        **cell.fault.settings,
    }
    return vendor.router(row, keys=cell.fault.keys, settings=settings)


@contextmanager
def mute_port() -> Iterator[int]:
    """A port that accepts connections and never says a word, not even in a handshake."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def one_host_without_a_name() -> Iterator[None]:
    """Inside, the system's resolver does not know one name; nobody has to leave loopback."""
    real = socket.getaddrinfo

    def resolve(host: bytes | str | None, *arguments: Any, **named: Any) -> Any:
        if host in (NO_SUCH_HOST, NO_SUCH_HOST.encode()):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *arguments, **named)

    with mock.patch.object(socket, "getaddrinfo", resolve):
        yield


def unvouched(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(folder))
    return context


@asynccontextmanager
async def warm() -> AsyncIterator[None]:
    """Imports and first uses cost hundreds of milliseconds: not within anybody's limit."""
    with ScriptedVendor() as vendor:
        async with vendor.router() as router:
            await router.call("Hi", model="gpt-4o-mini")
        yield
