"""Sentences of the guide about a call as a whole, each proved over a real socket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from scout.errors import BudgetUnavailableError, MalformedResponseError
from scout.llm.providers.base import WireReply
from scout.llm.providers.groq import GROQ
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import ProviderResult
from scout.testing import ScriptedVendor, answers


@dataclass(frozen=True, slots=True)
class Puzzled(OpenAIChat):
    """A wire that understands no answer."""

    raises: type[Exception] = ValueError

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Say so in the way that is asked for."""
        raise self.raises("not what the vendor documents")


@pytest.mark.claim(
    "not-understood",
    "An answer that cannot be understood is a `KeyError`, a `TypeError` or a `ValueError`; scout "
    "makes a `MalformedResponseError` of it.",
)
@pytest.mark.parametrize("raises", [KeyError, TypeError, ValueError])
def test_an_answer_that_a_wire_does_not_understand_is_malformed(raises: type[Exception]) -> None:
    """Whichever of the three the wire takes."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(replace(GROQ, wire=Puzzled(raises=raises)))
        with vendor.router(row) as router, pytest.raises(MalformedResponseError) as caught:
            router.call_sync("Hi", model="quick", max_output_tokens=20, fallbacks=[])
    assert raises.__name__ in caught.value.message
    assert "not what the vendor documents" in caught.value.message


@pytest.mark.claim(
    "ledger-away",
    "With a shared ledger that cannot be reached, calls are refused rather than made unseen.",
)
@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_ledger_that_is_away_lets_no_request_out(kind: str, tmp_path: Path) -> None:
    """A file that is none, and a server that nobody listens as."""
    broken = tmp_path / "budget.sqlite"
    broken.write_text("These are no balances. " * 99, "utf-8")
    place: dict[str, Any] = {"ledger_path": broken}
    if kind == "server":
        place = {"ledger_url": "redis://127.0.0.1:1/0"}
    given = {"budget_usd": {"global": 1}, **place}
    with ScriptedVendor() as vendor:
        vendor.script(answers("Hi!"))
        with pytest.raises(BudgetUnavailableError), vendor.router(settings=given) as router:
            router.call_sync("Hi", model="quick")
        vendor.assert_sends(0)
