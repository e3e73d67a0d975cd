"""What every page has to keep, beside the gates."""

from __future__ import annotations

import re

import pytest

from tests.docs.test_gates import ROOT
from tools.docs_gate.pages import Page, pages_of


@pytest.mark.parametrize("page", pages_of(ROOT), ids=lambda page: page.name)
def test_nobody_is_told_to_install_an_unpublished_name(page: Page) -> None:
    """Neither distribution is published: whoever claims the names would be installed."""
    told = r"(pip|uv)[^\n]* (install|add)[^\n]* ['\"]?scout-(core|conformance)"
    assert not re.search(told, page.source)
