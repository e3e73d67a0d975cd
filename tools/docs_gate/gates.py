"""All gates in one place, each by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from tools.docs_gate.blocks import block_problems
from tools.docs_gate.claims import claim_problems
from tools.docs_gate.copied import copied_problems
from tools.docs_gate.coverage import coverage_problems
from tools.docs_gate.files import file_problems
from tools.docs_gate.namespace import Namespace, namespace
from tools.docs_gate.numbers import number_problems
from tools.docs_gate.pages import Page, Problem, pages_of
from tools.docs_gate.reasons import reason_problems
from tools.docs_gate.vocabulary import vocabulary_problems


def _claims(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    return claim_problems(pages, names.root)


GATES: Mapping[str, Callable[[Iterable[Page], Namespace], Iterator[Problem]]] = MappingProxyType(
    {
        "vocabulary": vocabulary_problems,
        "numbers": number_problems,
        "claims": _claims,
        "blocks": block_problems,
        "copied": copied_problems,
        "coverage": coverage_problems,
        "reasons": reason_problems,
        "files": file_problems,
    }
)


def problems(root: Path, *gates: str) -> list[Problem]:
    """What the named gates find, all of them where none is named."""
    names = namespace(root)
    pages = pages_of(root)
    return [problem for gate in gates or GATES for problem in GATES[gate](pages, names)]
