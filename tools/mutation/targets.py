"""What is broken on purpose, and who has to notice."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tools.mutation.mutants import Mutant, mutants_of

ROOT: Final = Path(__file__).parents[2]
_WIRES: Final = "scout.llm.providers.wires"
_WIRE_TESTS: Final = "tests/llm/providers/wires"
_NATIVE: Final = ROOT / "examples" / "acme_native" / "src" / "acme_native_scout"
_LEDGER: Final = "llm/ledgers/test_ledger_contract.py"
_SERVERS: Final = ("sqlite", "redis")
"""Engines of ledgers that keep the books elsewhere than in the process."""


@dataclass(frozen=True, slots=True)
class Contract:
    """How the contract judges a wire.

    Attributes:
        package: All modules below it are imported anew with each mutant.
        wire: Module and class of the wire.
        row: The row that the wire is put into: a module and attribute, or empty for Acme's.
        samples: Folder of the row's own samples.
        like: A built-in row whose authentication and capabilities Acme's is lent; its name and
            its prefixes are taken.
    """

    package: str
    wire: str
    row: str = ""
    samples: Path | None = None
    like: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is mutated.

    Attributes:
        modules: Importable names of the modules that are mutated.
        tests: Files and folders of the unit tests that belong to them.
        without: Tests with one of these words in their name are left out.
        contract: How the contract judges them; its survivors alone are handed to the tests.
        one_in: How many mutants stand for one that is judged in a full run.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    contract: Contract | None = None
    one_in: int = 1

    def mutants(self) -> list[tuple[str, Mutant]]:
        """Those that are judged, with their modules; the same in each run."""
        every = [(name, one) for name in self.modules for one in mutants_of(source_of(name))]
        return every[:: self.one_in]

    def state(self) -> str:
        """A mark that changes with the modules, with their tests and with how mutants are made."""
        files = [source_path(name) for name in self.modules]
        files += [Path(__file__).with_name(f"{name}.py") for name in ("mutants", "changes")]
        folders = [ROOT / name for name in self.tests]
        if self.contract:
            folders.append(ROOT / "conformance" / "scout_conformance")
        for folder in folders:
            files += sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
        told = hashlib.sha256(repr(self).replace(str(ROOT), "").encode())
        for file in files:
            told.update(file.read_bytes())
        return told.hexdigest()[:16]


def source_path(module: str) -> Path:
    """The file of a module."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(f"{module} has no source")
    return Path(spec.origin)


def source_of(module: str) -> str:
    """The source of a module."""
    return source_path(module).read_text("utf-8")


def _core(module: str, *tests: str, without: tuple[str, ...] = ()) -> Target:
    return Target((f"scout.{module}",), tuple(f"tests/{name}" for name in tests), without)


def _wire(parts: str, wire: str, tests: str, like: str = "", one_in: int = 3) -> Target:
    return Target(
        tuple(f"{_WIRES}.{part}" for part in parts.split()),
        tuple(f"{_WIRE_TESTS}/test_{name}.py" for name in tests.split()),
        contract=Contract(_WIRES, f"{_WIRES}.{wire}", like=like),
        one_in=one_in,
    )


TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "circuit_breaker": _core("llm.circuit_breaker", "llm/test_circuit_breaker.py"),
        "retry": _core("llm.retry", "llm/test_retry.py"),
        "keys": _core("llm.providers.keys", "llm/providers/test_keys.py"),
        "pricing": _core("llm.pricing", "llm/test_pricing.py"),
        "cost": _core("llm.cost", "llm/test_cost.py"),
        "tiers": _core("llm.tiers", "llm/test_tiers.py"),
        "framing": _core("llm.transport.framing", "llm/transport/test_framing.py"),
        "errors": _core("errors", "test_errors.py"),
        "config": _core("config", "test_config.py", "test_config_files.py"),
        "pacing": _core("llm.pacing", "llm/test_pacing.py"),
        "booking": _core(
            "llm.ledgers.booking", "llm/ledgers/test_booking.py", _LEDGER, without=_SERVERS
        ),
        "memory": _core(
            "llm.ledgers.memory", "llm/ledgers/test_memory.py", _LEDGER, without=_SERVERS
        ),
        "budget": _core("llm.budget", "llm/test_budget.py", "llm/plan/test_money.py"),
        "leases": _core("llm.leases", "llm/plan", "llm/test_pacing.py"),
        "purse": _core("llm.purse", "llm/test_purse.py", "llm/plan/test_money.py"),
        "quality_plan": _core(
            "llm.quality_plan", "llm/test_quality.py", "llm/test_quality_loop.py"
        ),
        "plan": Target(
            ("scout.llm.plan", "scout.llm.attempts"), ("tests/llm/plan", "tests/llm/test_pacing.py")
        ),
        "acme_native": Target(
            ("acme_native_scout.wire",),
            contract=Contract(
                "acme_native_scout",
                "acme_native_scout.wire:AcmeWire",
                "acme_native_scout:ACME_NATIVE",
                _NATIVE / "wire_samples",
            ),
        ),
        "openai_chat": _wire(
            "openai_chat openai_request openai_answer openai_stream openai_usage",
            "openai_chat:OpenAIChat",
            "openai_chat openai_request openai_stream openai_usage openai_hostile minimax"
            " recorded_openai_dialect recorded_requests",
        ),
        "anthropic": _wire(
            "anthropic_messages anthropic_request anthropic_answer anthropic_stream",
            "anthropic_messages:AnthropicMessages",
            "anthropic_messages anthropic_stream anthropic_errors"
            " recorded_anthropic_google recorded_requests",
            "scout.llm.providers.anthropic:ANTHROPIC",
        ),
        "gemini": _wire(
            "gemini gemini_request gemini_answer",
            "gemini:Gemini",
            "gemini gemini_answer gemini_errors recorded_anthropic_google recorded_requests",
            "scout.llm.providers.google:GOOGLE",
        ),
        "minimax": _wire(
            "minimax business_status",
            "minimax:MiniMaxChat",
            "minimax",
            "scout.llm.providers.minimax:MINIMAX",
            one_in=1,
        ),
    }
)
