"""What an import of scout loads, counted in modules: who uses a part pays for it, nobody else."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOORS = ("scout", "scout.llm", "scout.llm.providers")

# Dear, and for those alone who use them.
OTHERS = (
    *("httptools", "httpcore", "h11", "anyio", "opentelemetry", "redis", "sqlite3", "tree_sitter"),
    *("genai_prices", "typer", "pytest", "scout.cli", "scout.testing", "scout.audit"),
    *(
        "scout.spend",
        "scout.llm.intent",
        "scout.llm.intent_asking",
        "scout.llm.choosing",
        "scout.llm.code_parsers",
    ),
    *("scout.llm.quality_loop", "scout.llm.quality_goal", "scout.llm.quality_checks"),
    *("scout.llm.model_check", "scout.llm.transport.blocking", "scout.llm.ledgers.sqlite"),
    *("scout.llm.ledgers.redis", "scout.llm.caches.sqlite"),
)
# What a call needs, and an import does not; `rich` comes with httpx, where it is installed.
OF_A_CALL = (
    *("httpx", "rich", "scout.llm.router_state", "scout.llm.plan", "scout.llm.transport"),
    *("scout.llm.providers.groq", "scout.llm.providers.wires", "scout.llm.catalog"),
)


def _loaded_by(code: str) -> set[str]:
    """The modules of a fresh interpreter that has run this."""
    asked = f"{code}\nimport sys\nprint(*sys.modules)"
    command = [sys.executable, "-c", asked]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    return set(run.stdout.split())


@pytest.mark.claim(
    "rows-come-late",
    "Built-in rows are read at the first look-up, and installed packages only where the built-in "
    "rows do not settle it, so that importing scout imports no provider.",
)
def test_an_import_loads_what_describes_a_call_and_not_what_makes_one() -> None:
    """Neither HTTP nor any provider's row is read where nobody calls yet."""
    loaded = _loaded_by("from scout import Provider, Settings, call_llm")
    assert {"scout.llm.router", "scout.config", "scout.llm.providers.base"} <= loaded
    assert not loaded.intersection((*OTHERS, *OF_A_CALL))


def test_a_router_loads_nothing_that_its_settings_do_not_name() -> None:
    """Stores, logs, quality and intent wait for their first use, connections for the first call."""
    loaded = _loaded_by(
        "from scout import Router, Settings\nRouter(Settings()).candidates('llama')"
    )
    assert loaded.issuperset({*OF_A_CALL} - {"rich"})
    assert not loaded.intersection(OTHERS)


def test_a_store_is_loaded_by_the_setting_that_names_it() -> None:
    """The counter-check: what is held back above does come where it is asked for."""
    made = "Router(Settings(ledger_path=':memory:'))"
    assert "sqlite3" in _loaded_by(f"from scout import Router, Settings\n{made}")


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_late_what_it_shows_the_type_checker(door: str) -> None:
    """Both lists of a door name the same modules and the same names."""
    path = ROOT.joinpath(*door.split("."), "__init__.py")
    block = next(
        node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.If)
    )
    typed = {
        (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name != "*"
    }
    table = ast.unparse(block.orelse[0])
    for module, name in typed:
        assert f"{module!r}: " in table
        assert repr(name) in table
        assert getattr(importlib.import_module(door), name) is getattr(
            importlib.import_module(str(module)), name
        )
    assert {name for _, name in typed} <= set(importlib.import_module(door).__all__)


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_a_door_does_not_show_is_an_attribute_error(door: str) -> None:
    """A slip fails as it does with any module, and what there is can be listed."""
    module = importlib.import_module(door)
    with pytest.raises(AttributeError, match="has no attribute 'cal_llm'"):
        module.cal_llm  # noqa: B018 -- the look-up is the test
    assert set(module.__all__) <= set(dir(module))
