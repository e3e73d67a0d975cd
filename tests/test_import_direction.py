"""Imports in scout point down, in the order that the architecture page shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A module may import from its own row and from the rows above it.
# --8<-- [start:layers]
LAYERS = (
    (
        "scout.errors",
        "scout.llm.clock",
        "scout.llm.json_body",
        "scout.llm.function_schema",
        "scout.llm.model_ids",
        "scout.llm.presentation",
        "scout.llm.blocking",
        "scout.llm.intent_types",
        "scout.llm.tier_table",
        "scout.llm.fleeting",
        "scout.llm.sqlite_files",
        "scout.late",
    ),
    (
        "scout.llm.types",
        "scout.llm.messages",
        "scout.llm.message_shapes",
        "scout.llm.tokens",
        "scout.llm.prompt_size",
        "scout.llm.history",
        "scout.llm.answer_cache",
        "scout.config",
        "scout.config_files",
        "scout.config_variables",
        "scout.key_sources",
    ),
    ("scout.llm.catalog", "scout.llm.lookup", "scout.llm.availability"),
    (
        "scout.llm.pricing",
        "scout.llm.price_rows",
        "scout.llm.price_check",
        "scout.llm.price_compare",
        "scout.llm.price_genai",
        "scout.llm.price_source",
        "scout.llm.cost",
        "scout.llm.circuit_breaker",
        "scout.llm.retry",
        "scout.llm.pacing",
        "scout.llm.intent",
        "scout.llm.intent_asking",
        "scout.llm.intent_guessing",
        "scout.llm.intent_words",
        "scout.llm.intent_languages",
        "scout.llm.intent_marks",
        "scout.llm.intent_lexicon",
        "scout.llm.intent_reading",
        "scout.llm.intent_features",
        "scout.llm.intent_wording",
        "scout.llm.intent_data",
        "scout.llm.intent_model",
        "scout.llm.budget",
        "scout.llm.code_parsers",
        "scout.llm.quality",
        "scout.llm.quality_plan",
        "scout.llm.quality_checks",
        "scout.llm.quality_loop",
    ),
    (
        "scout.llm.providers.base",
        "scout.llm.providers.keys",
        "scout.llm.providers.origins",
        "scout.llm.providers.wires",
    ),
    ("scout.llm.providers.client",),
    (
        "scout.llm.providers.anthropic",
        "scout.llm.providers.deepseek",
        "scout.llm.providers.google",
        "scout.llm.providers.groq",
        "scout.llm.providers.minimax",
        "scout.llm.providers.openai",
    ),
    ("scout.llm.providers.registry",),
    ("scout.llm.dispatch",),
    (
        "scout.llm.plan",
        "scout.llm.attempts",
        "scout.llm.steps",
        "scout.llm.job",
        "scout.llm.leads",
        "scout.llm.leases",
        "scout.llm.model_notices",
        "scout.llm.windows",
        "scout.llm.tiers",
        "scout.llm.model_news",
        "scout.llm.outcome",
        "scout.llm.purse",
        "scout.llm.trail",
        "scout.llm.recorded",
        "scout.llm.remembered",
        "scout.llm.turn",
    ),
    ("scout.llm.transport", "scout.llm.ledgers", "scout.llm.caches"),
    (
        "scout.audit",
        "scout.audit_chain",
        "scout.audit_files",
        "scout.audit_book",
        "scout.audit_writer",
        "scout.audit_read",
        "scout.audit_verify",
        "scout.audit_rows",
        "scout.audit_report",
        "scout.telemetry",
        "scout.telemetry_otel",
        "scout.spend",
        "scout.spend_plot",
    ),
    (
        "scout.llm.router",
        "scout.llm.routing",
        "scout.llm.arguments",
        "scout.llm.ask",
        "scout.llm.router_state",
        "scout.llm.recorder",
        "scout.llm.choosing",
        "scout.llm.intent_calls",
        "scout.llm.dry_run",
        "scout.llm.route_plan",
        "scout.llm.streams",
        "scout.llm.model_check",
        "scout.llm.quality_goal",
        "scout.llm.quality_tiers",
        "scout.llm.quality_calls",
        "scout.llm.deprecated",
    ),
    ("scout.testing", "scout.cli"),
)
# --8<-- [end:layers]
UPWARD = {
    ("scout.llm.catalog", "scout.llm.providers.registry"): (
        "what is built in and installed is read at the first look-up, not at import"
    ),
    ("scout.llm.providers.base", "scout.llm.providers.client"): (
        "the default of the row's `client` field, looked up when a row is made"
    ),
}
LATE = re.compile(r"scout(\.\w+)+:\w+")  # a module and a name in it, for `import_module`
HTTPX_AT = ("scout.llm.transport", "scout.testing")
ENVIRONMENT = re.compile(r"os\.(environb?|getenv)$|from os import .*\b(environb?|getenv)\b")
ENVIRONMENT_AT = ("scout.config",)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {_name(path): path for path in sorted(ROOT.glob("scout/**/*.py"))}
DOORS = {name for name, path in FILES.items() if path.name == "__init__.py"}


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: a `TYPE_CHECKING` block does not."""
    yield node
    for child in ast.iter_child_nodes(node):
        unrun = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        yield from _nodes(ast.Module(child.orelse, []) if unrun else child)


def _imports(name: str) -> Iterator[str]:
    for node in _nodes(ast.parse(FILES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            assert not node.level, f"{name}: spell the import of {source!r} out in full"
            inner = [f"{source}.{alias.name}" for alias in node.names]
            yield from (path if path in FILES else source for path in inner)
        elif isinstance(node, ast.Constant) and LATE.fullmatch(str(node.value)):
            yield str(node.value).partition(":")[0]


def _inside(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


def _layer(name: str) -> int:
    found = [rank for rank, row in enumerate(LAYERS) if _inside(name, row)]
    assert found, f"{name} has no row in LAYERS; place it where its imports allow"
    return found[0]


EDGES = {
    (name, target) for name in FILES for target in _imports(name) if _inside(target, ("scout",))
}
INNER = {edge for edge in EDGES if edge[0] not in DOORS}
TO_DOORS = {edge for edge in INNER if edge[1] in DOORS}


@pytest.mark.claim(
    "imports-point-down",
    "Each row of the picture imports only from itself and from the rows below it, but for what "
    "the test argues for.",
)
def test_every_import_points_down_or_is_argued() -> None:
    """No module imports from a row below its own, but for the exceptions with a reason."""
    layer = {name: _layer(name) for name in FILES.keys() - DOORS}
    down = {edge for edge in INNER - TO_DOORS if layer[edge[0]] >= _layer(edge[1])}
    assert INNER - TO_DOORS - down == set(UPWARD)


def test_the_order_names_only_what_is_there() -> None:
    """No row outlives its module, so that the picture in the guide shows what exists."""
    named = [place for row in LAYERS for place in row]
    assert not [place for place in named if not any(_inside(name, (place,)) for name in FILES)]


def test_no_import_closes_a_cycle() -> None:
    """The modules can be put in an order in which each comes after all that it imports."""
    graph: dict[str, set[str]] = {name: set() for name in FILES}
    for name, target in INNER - set(UPWARD):
        graph[name].add(target)
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.claim(
    "one-place-each",
    "Inside, modules import each other by their own names, only `scout.llm.transport` and "
    "`scout.testing` import an HTTP library, and only `scout.config` reads the environment.",
)
def test_nothing_inside_enters_by_a_door() -> None:
    """A package's `__init__` is for users; modules import each other by their own names."""
    assert not TO_DOORS


@pytest.mark.claim(
    "one-place-each",
    "Inside, modules import each other by their own names, only `scout.llm.transport` and "
    "`scout.testing` import an HTTP library, and only `scout.config` reads the environment.",
)
def test_only_the_transport_imports_httpx() -> None:
    """HTTP is one folder's business, so that all else can be tried without it."""
    users = {
        name
        for name in FILES
        for target in _imports(name)
        if _inside(target, ("httpx", "httpcore", "httptools"))
    }
    assert {name for name in users if not _inside(name, HTTPX_AT)} == set()


@pytest.mark.claim(
    "one-place-each",
    "Inside, modules import each other by their own names, only `scout.llm.transport` and "
    "`scout.testing` import an HTTP library, and only `scout.config` reads the environment.",
)
def test_only_config_reads_the_environment() -> None:
    """What scout takes from the environment can be read in one file."""
    readers = {
        name
        for name, path in FILES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute | ast.ImportFrom) and ENVIRONMENT.match(ast.unparse(node))
    }
    assert {name for name in readers if not _inside(name, ENVIRONMENT_AT)} == set()
