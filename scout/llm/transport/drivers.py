"""Two short loops that obey a plan, one on an event loop, one blocking.

A driver sends the plan the answer to each step. Whatever ends a step from outside, such as a
cancellation, is thrown into the plan; what the plan still asks for then is settling money, and
that is done before the exception goes on.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from scout.errors import BudgetUnavailableError, ProviderError
from scout.llm.job import Conclusion
from scout.llm.plan import Plan
from scout.llm.steps import (
    Abandoned,
    Answer,
    Ended,
    Follow,
    Interrupted,
    Opened,
    Outgrown,
    Send,
    Sleep,
    Step,
)
from scout.llm.transport.async_sender import AsyncSender, AsyncStream
from scout.llm.transport.handover import Handover
from scout.llm.transport.means import Means
from scout.llm.transport.sync_sender import SyncSender, SyncStream
from scout.llm.types import (
    StreamEvent,
)


class AsyncSession:
    """Obeys one plan on the running event loop.

    Args:
        plan: The plan.
        sender: Makes the requests.
        means: Keys and money.

    Attributes:
        conclusion: How the call ended, once it has.
    """

    def __init__(self, plan: Plan, sender: AsyncSender, means: Means) -> None:
        self._plan = plan
        self._sender = sender
        self._means = means
        self._stream: AsyncStream | None = None
        self._handover = Handover()
        self._paid_tokens = math.inf
        self.conclusion: Conclusion | None = None

    async def run(self) -> Conclusion:
        """Obey the plan to its end; streams are read here and shown to nobody.

        Raises:
            CallError: As the plan raises it.
        """
        await self._advance(self._plan.send, None)
        while self.conclusion is None:
            part = await self._read()
            if not isinstance(part, list):
                await self._advance(self._plan.send, part)
        return self.conclusion

    async def open(self) -> None:
        """Obey the plan until the first content of a stream is here, or the call is over.

        Raises:
            CallError: As the plan raises it.
        """
        await self._advance(self._plan.send, None)

    async def read(self) -> list[StreamEvent]:
        """The next events; empty once all is read.

        Raises:
            CallError: The stream broke, or what came after it failed.
        """
        while True:
            waiting = self._handover.take()
            if waiting or self.conclusion is not None:
                return waiting
            part = await self._read()
            if isinstance(part, list):
                if part:
                    return self._handover.hand(part)
                continue
            await self._advance(self._plan.send, self._handover.seen(part))

    async def aclose(self) -> None:
        """Leave the stream, if it is not read to its end."""
        if self.conclusion is None and self._stream is not None:
            await self._leave(self._stream, cancelled=False)

    async def _read(self) -> list[StreamEvent] | Ended | Interrupted | Outgrown:
        stream = self._stream
        if stream is None:
            raise RuntimeError("nothing is being streamed: open the session first")
        if stream.partial.output_estimate > self._paid_tokens:
            return Outgrown(stream.partial.partial_text, stream.partial.partial_usage)
        try:
            return await stream.read()
        except BaseException:
            await self._leave(stream, cancelled=True)
            raise

    async def _leave(self, stream: AsyncStream, *, cancelled: bool) -> None:
        """Close a stream in its midst; the plan charges what had come."""
        part = stream.partial
        left = Abandoned(part.partial_text, part.partial_usage, cancelled=cancelled)
        try:
            await stream.aclose()
        finally:
            await self._advance(self._plan.send, left)

    async def _advance(self, resume: Callable[[Any], Step], argument: Any) -> None:
        send = self._plan.send
        try:
            while True:
                step = resume(argument)
                if isinstance(step, Follow):
                    paid = step.output_tokens
                    self._paid_tokens = math.inf if paid is None else paid
                    return
                try:
                    resume, argument = send, await self._obey(step)
                except BaseException as left:  # noqa: BLE001 -- the plan settles and re-raises it
                    resume, argument = self._plan.throw, left
        except StopIteration as end:
            self.conclusion = end.value
            self._handover.concluded(end.value.result)
        except BaseException:
            stream, self._stream = self._stream, None  # the plan is over: nothing is left to leave
            if stream is not None:
                await stream.aclose()
            raise

    async def _obey(self, step: Step) -> Answer:
        quick = self._means.is_quick(step)
        if isinstance(step, Send):
            refusal = self._means.keep(step) if quick else await self._keep(step)
            if isinstance(refusal, BudgetUnavailableError):
                return refusal
            try:
                key = self._means.keys(step.candidate.provider, step.key_id)
            except ProviderError as error:
                return error
            self._handover.sending(step)
            outcome = await self._sender.send(step, key)
            if not isinstance(outcome, AsyncStream):
                return outcome
            self._stream = outcome
            self._handover.opened()
            return Opened(outcome.first_token_s)
        if isinstance(step, Sleep):
            await asyncio.sleep(step.seconds)
            return None
        return self._means.keep(step) if quick else await self._keep(step)

    async def _keep(self, step: Step) -> Answer:
        """Move money, or write down how the call ended, off the loop, since that takes time.

        A cancellation waits for the store's word, so that nothing it did is forgotten; so do
        those that follow it, as an anyio scope sends one at every step of the loop.
        """
        moving = asyncio.ensure_future(asyncio.to_thread(self._means.keep, step))
        try:
            return await asyncio.shield(moving)
        except asyncio.CancelledError:
            while not moving.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([moving])
            raise


class SyncSession:
    """Obeys one plan in the calling thread; see `AsyncSession`.

    Attributes:
        conclusion: How the call ended, once it has.
    """

    def __init__(self, plan: Plan, sender: SyncSender, means: Means) -> None:
        self._plan = plan
        self._sender = sender
        self._means = means
        self._stream: SyncStream | None = None
        self._handover = Handover()
        self._paid_tokens = math.inf
        self.conclusion: Conclusion | None = None

    def run(self) -> Conclusion:
        """Obey the plan to its end.

        Raises:
            CallError: As the plan raises it.
        """
        self.open()
        while self.conclusion is None:
            part = self._read()
            if not isinstance(part, list):
                self._advance(self._plan.send, part)
        return self.conclusion

    def open(self) -> None:
        """Obey the plan until the first content of a stream is here, or the call is over.

        Raises:
            CallError: As the plan raises it.
        """
        self._advance(self._plan.send, None)

    def read(self) -> list[StreamEvent]:
        """The next events; empty once all is read.

        Raises:
            CallError: The stream broke, or what came after it failed.
        """
        while True:
            waiting = self._handover.take()
            if waiting or self.conclusion is not None:
                return waiting
            part = self._read()
            if isinstance(part, list):
                if part:
                    return self._handover.hand(part)
                continue
            self._advance(self._plan.send, self._handover.seen(part))

    def close(self) -> None:
        """Leave the stream, if it is not read to its end."""
        if self.conclusion is None and self._stream is not None:
            self._leave(self._stream, cancelled=False)

    def _read(self) -> list[StreamEvent] | Ended | Interrupted | Outgrown:
        stream = self._stream
        if stream is None:
            raise RuntimeError("nothing is being streamed: open the session first")
        if stream.partial.output_estimate > self._paid_tokens:
            return Outgrown(stream.partial.partial_text, stream.partial.partial_usage)
        try:
            return stream.read()
        except BaseException:
            self._leave(stream, cancelled=True)
            raise

    def _leave(self, stream: SyncStream, *, cancelled: bool) -> None:
        """Close a stream in its midst; the plan charges what had come."""
        part = stream.partial
        left = Abandoned(part.partial_text, part.partial_usage, cancelled=cancelled)
        try:
            stream.close()
        finally:
            self._advance(self._plan.send, left)

    def _advance(self, resume: Callable[[Any], Step], argument: Any) -> None:
        send = self._plan.send
        try:
            while True:
                step = resume(argument)
                if isinstance(step, Follow):
                    paid = step.output_tokens
                    self._paid_tokens = math.inf if paid is None else paid
                    return
                try:
                    resume, argument = send, self._obey(step)
                except BaseException as left:  # noqa: BLE001 -- the plan settles and re-raises it
                    resume, argument = self._plan.throw, left
        except StopIteration as end:
            self.conclusion = end.value
            self._handover.concluded(end.value.result)
        except BaseException:
            stream, self._stream = self._stream, None  # the plan is over: nothing is left to leave
            if stream is not None:
                stream.close()
            raise

    def _obey(self, step: Step) -> Answer:
        if isinstance(step, Send):
            refusal = self._means.keep(step)
            if isinstance(refusal, BudgetUnavailableError):
                return refusal
            try:
                key = self._means.keys(step.candidate.provider, step.key_id)
            except ProviderError as error:
                return error
            self._handover.sending(step)
            outcome = self._sender.send(step, key)
            if not isinstance(outcome, SyncStream):
                return outcome
            self._stream = outcome
            self._handover.opened()
            return Opened(outcome.first_token_s)
        if isinstance(step, Sleep):
            self._means.sleep(step.seconds)
            return None
        return self._means.keep(step)
