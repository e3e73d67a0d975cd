"""Raises each error once, as users meet it, and prints what it says."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

from scout import (
    CircuitPolicy,
    ImagePart,
    Message,
    ProviderRegistry,
    ScoutError,
)
from scout import generate_with_quality_loop_sync as loop
from scout.audit import AuditLog
from scout.llm.providers.base import Provider, WireRequest
from scout.llm.providers.groq import GROQ
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import Call
from scout.testing import (
    ScriptedVendor,
    Step,
    VirtualClock,
    answers,
    closes,
    cuts,
    fails,
    hangs,
    limits,
    replies,
    run_virtual,
)

logging.disable(logging.CRITICAL)
QUICK: Mapping[str, Any] = {"timeouts": {"groq": {"first_token_s": 0.5}}}
PATIENT: Mapping[str, Any] = {"max_sends_per_call": 12}
PICTURE = Message("user", (ImagePart("https://pictures.example/a.png"),))


def asked(
    step: Step,
    times: int = 1,
    settings: Mapping[str, Any] | None = None,
    prompt: Any = "Hi",
    **options: Any,
) -> Callable[[], object]:
    """A call of a model whose vendor does this and nothing else."""

    def ask() -> object:
        once = {"max_sends_per_call": 1, "default_fallback": False}
        chosen = once | dict(settings or {})
        with (
            ScriptedVendor() as vendor,
            vendor.router(settings=chosen) as router,
        ):
            vendor.script(step)
            given = {"model": "quick", "fallbacks": [], **options}
            for _ in range(times - 1):
                with suppress(ScoutError):
                    router.call_sync(prompt, **given)
            return router.call_sync(prompt, **given)

    return ask


def judged() -> object:
    """A check of a quality loop is at fault itself."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        vendor.script(answers("Hi"))

        def broken(_: object) -> float:
            return 1 / 0

        return loop("Hi", model="quick", checks=[broken], router=router)


def unwritten() -> object:
    """The disk of an audit log that must lose nothing is gone."""
    Path("gone").mkdir()
    with AuditLog("gone/calls.jsonl", on_write_error="raise") as log:
        rmtree("gone")
        log.append({"model": "quick"})
    return None


def uncounted() -> object:
    """The file of a ledger holds something else."""
    Path("budget.sqlite").write_text("These are no balances. " * 99)
    given = {"ledger_path": "budget.sqlite", "budget_usd": {"global": 1}}
    return asked(answers("Hi"), settings=given)()


def unscripted() -> object:
    """A script asks a vendor for an error that it does not have."""
    once = {"max_sends_per_call": 1}
    with ScriptedVendor() as vendor, vendor.router(settings=once) as router:
        vendor.script(fails("content_filter"))
        with suppress(ScoutError):
            router.call_sync("Hi", model="claude-haiku-5-5")
        return None


class Hasty(OpenAIChat):
    """A wire with a slip in it: it knows a model that nobody asks for."""

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Look the model's number up."""
        number = {f"{provider.name}-1": 1}[call.model]
        return WireRequest(self.path, {"model": number})


def buggy() -> object:
    """A provider's own code raises what it may not raise."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(replace(GROQ, wire=Hasty()))
        with vendor.router(row) as router:
            return router.call_sync("Hi", model="quick")


def stuck() -> object:
    """A test waits for what nobody will do."""
    return run_virtual(asyncio.Event().wait(), clock=VirtualClock())


WAYS: Mapping[str, Callable[[], object]] = {
    "configuration": lambda: CircuitPolicy(failure_rate=2),
    "registration": lambda: ProviderRegistry().load("no_such_module:ROW"),
    "authentication": asked(fails("bad_key")),
    "no_usable_key": asked(fails("bad_key"), settings=PATIENT),
    "permission_denied": asked(fails("no_permission")),
    "quota_exhausted": asked(fails("no_money", retry_after_s=3600)),
    "rate_limited": asked(limits(retry_after_s=90)),
    "server_error": asked(fails("server_error")),
    "overloaded": asked(fails("overloaded")),
    "connection_failed": asked(closes()),
    "provider_timeout": asked(hangs(), settings=QUICK),
    "stream_interrupted": asked(cuts()),
    "malformed_response": asked(replies("{")),
    "context_length": asked(fails("context_length")),
    "content_filtered": asked(fails("content_filter")),
    "model_not_found": asked(answers("Hi"), model="no-such-model"),
    "generation_failed": asked(fails("generation_failed")),
    "invalid_request": asked(fails("invalid")),
    "budget_exceeded": asked(answers("Hi"), max_cost_usd=0.000001),
    "unknown_price": asked(answers("Hi"), model="groq/new", max_cost_usd=1),
    "unsupported_call": asked(answers("Hi"), prompt=[PICTURE]),
    "circuit_open": asked(fails("server_error"), times=6),
    "deadline_exceeded": asked(hangs(), timeout_s=0.5),
    "all_candidates_failed": asked(
        fails("no_permission"), settings=PATIENT, fallbacks=["router"]
    ),
    "quality_check": judged,
    "audit": unwritten,
    "budget_unavailable": uncounted,
    "provider_bug": buggy,
    "script": unscripted,
    "stuck": stuck,
}

for code, way in WAYS.items():
    try:
        way()
    except ScoutError as error:
        said = str(getattr(error, "message", error))
        said = said.replace(f"{Path.cwd()}/", "")
        said = re.sub(r"\.py:\d+", ".py", said)
        said = re.sub(r"after [\d.]+ s", "after a while", said)
        print(f"{error.code}: {said}")
        if error.code != code:
            raise
    else:
        raise SystemExit(f"{code} was not raised")
