"""Raises each error once, as users meet it, and prints what it says."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from scout import (
    CircuitPolicy,
    ImagePart,
    Message,
    ProviderRegistry,
    ScoutError,
)
from scout import generate_with_quality_loop_sync as loop
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
    "stuck": stuck,
}

for code, way in WAYS.items():
    try:
        way()
    except ScoutError as error:
        said = str(getattr(error, "message", error))
        said = re.sub(r"after [\d.]+ s", "after a while", said)
        print(f"{error.code}: {said}")
        if error.code != code:
            raise
    else:
        raise SystemExit(f"{code} was not raised")
