"""What a reader of a streamed answer holds in hand."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Self

from scout.llm.ask import Ask
from scout.llm.router_state import RouterState
from scout.llm.types import LLMResponse, StreamEvent, TextDelta


class _Turn:
    """Whose turn it is to read: a stream begins once, and two readers would break it."""

    __slots__ = ("_begun", "_taken")

    def __init__(self) -> None:
        self._begun = False
        self._taken = threading.Lock()

    def begin(self) -> None:
        """Note that the request is made.

        Raises:
            RuntimeError: It was made already.
        """
        if self._begun:
            raise RuntimeError("a stream is entered once; call for another one")
        self._begun = True

    def __enter__(self) -> None:
        if not self._taken.acquire(blocking=False):
            raise RuntimeError("the stream is being read by another task or thread; share one loop")

    def __exit__(self, *_: object) -> None:
        self._taken.release()


class LLMStream:
    """An answer that is read as it comes: `async with` it, then iterate over its events.

    The request is made on entering, so that a call that fails, fails there. Leaving early ends
    the request and settles its cost. Iterating raises `StreamInterruptedError`, with what came,
    when the stream breaks. It is read once, by one reader at a time.
    """

    def __init__(self, state: RouterState, ask: Ask) -> None:
        self._state = state
        self._ask = ask
        self._started_s = state.clock.now()
        self._session = state.session(ask)
        self._events: deque[StreamEvent] = deque()
        self._response: LLMResponse | None = None
        self._turn = _Turn()

    @property
    def response(self) -> LLMResponse:
        """The whole answer, once the stream is read to its end.

        Raises:
            RuntimeError: It is not.
        """
        if self._response is None:
            raise RuntimeError("the stream is not read to its end yet; iterate over it first")
        return self._response

    def text(self) -> AsyncIterator[str]:
        """The pieces of the visible answer."""
        return _Texts(self)

    async def aclose(self) -> None:
        """End the request, if it is still under way."""
        await self._session.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamEvent:
        if not self._events:
            with self._turn:
                self._events.extend(await self._session.read())
            if not self._events:
                raise StopAsyncIteration
            self._note_end()
        return self._events.popleft()

    async def __aenter__(self) -> Self:
        self._turn.begin()
        await self._session.open()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def _note_end(self) -> None:
        conclusion = self._session.conclusion
        if conclusion is not None and conclusion.result is not None:
            self._response = self._state.response(self._ask, conclusion, self._started_s)


class _Texts:
    """The texts of a stream; no generator, so that nothing is left of one that is not read on."""

    def __init__(self, events: LLMStream) -> None:
        self._events = events

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        while True:
            event = await anext(self._events)
            if isinstance(event, TextDelta):
                return event.text


class LLMStreamSync:
    """An answer that is read as it comes, blocking: `with` it, then iterate; see `LLMStream`."""

    def __init__(self, state: RouterState, ask: Ask) -> None:
        self._state = state
        self._ask = ask
        self._started_s = state.clock.now()
        self._session = state.sync_session(ask)
        self._events: deque[StreamEvent] = deque()
        self._response: LLMResponse | None = None
        self._turn = _Turn()

    @property
    def response(self) -> LLMResponse:
        """The whole answer, once the stream is read to its end.

        Raises:
            RuntimeError: It is not.
        """
        if self._response is None:
            raise RuntimeError("the stream is not read to its end yet; iterate over it first")
        return self._response

    def text(self) -> Iterator[str]:
        """The pieces of the visible answer."""
        for event in self:
            if isinstance(event, TextDelta):
                yield event.text

    def close(self) -> None:
        """End the request, if it is still under way."""
        self._session.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> StreamEvent:
        if not self._events:
            with self._turn:
                self._events.extend(self._session.read())
            if not self._events:
                raise StopIteration
            self._note_end()
        return self._events.popleft()

    def __enter__(self) -> Self:
        self._turn.begin()
        self._session.open()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _note_end(self) -> None:
        conclusion = self._session.conclusion
        if conclusion is not None and conclusion.result is not None:
            self._response = self._state.response(self._ask, conclusion, self._started_s)
