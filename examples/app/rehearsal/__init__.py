"""Lets a script run as it is: with a key for real, without one on a stage.

On the stage the vendors are scripted and on this machine; the script cannot
tell. `APP_MODEL` and `APP_OTHER_MODEL` name other models, `OPENAI_BASE_URL`
another place that speaks OpenAI's dialect, such as a gateway.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from scout import ProviderRegistry, Router, Settings, set_default_router
from scout.llm.catalog import Catalog
from scout.testing import ScriptedVendor, Step

MODEL = os.environ.get("APP_MODEL", "gpt-4o-mini")
OTHER = os.environ.get("APP_OTHER_MODEL", "claude-haiku-5-5")


@contextmanager
def rehearsal(
    *steps: Step | str,
    other: Sequence[Step | str] = (),
    keys: int = 1,
    **settings: Any,
) -> Iterator[None]:
    """Make a router the default one: real where any key is set.

    Args:
        steps: What the scripted vendor of `MODEL` does, request by request.
        other: The same for `OTHER`.
        keys: How many made-up keys each scripted vendor has.
        settings: Fields of `Settings`, on the stage and for real.
    """
    stage = _real(settings) if _has_key() else _scripted(keys, settings)
    with stage as (router, vendor):
        if vendor:
            vendor.script(*steps, model=MODEL)
            vendor.script(*(other or steps), model=OTHER)
        set_default_router(router)
        try:
            yield
        finally:
            set_default_router(None)


def _has_key() -> bool:
    rows = ProviderRegistry().providers()
    names = {name for row in rows for name in row.api_key_env}
    return any(name in os.environ for name in names)


@contextmanager
def _real(settings: dict[str, Any]) -> Iterator[tuple[Router, None]]:
    registry = ProviderRegistry()
    if base_url := os.environ.get("OPENAI_BASE_URL"):
        rows, registry = registry.providers(), ProviderRegistry(Catalog())
        for row in rows:
            moved = replace(row, base_url=base_url)
            registry.register(moved if row.name == "openai" else row)
    with Router(Settings(**settings), registry=registry) as router:
        yield router, None


@contextmanager
def _scripted(
    keys: int, settings: dict[str, Any]
) -> Iterator[tuple[Router, ScriptedVendor]]:
    with (
        ScriptedVendor() as vendor,
        vendor.router(keys=keys, settings=settings) as router,
    ):
        yield router, vendor
