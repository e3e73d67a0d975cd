"""A provider `lab` that is installed like any other, and leads to a vendor on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scout.testing import ScriptedVendor

ROW = '''
"""A provider on this machine."""
from dataclasses import replace
from scout.llm.providers.groq import GROQ
LAB = replace(
    GROQ, name="lab", base_url="{base_url}", api_key_env=("LAB_API_KEY",), model_prefixes=("lab-",),
    models=(replace(GROQ.models[0], id="lab-1"), replace(GROQ.models[0], id="lab-2")),
    default_model="lab-1",
    pricing={{"lab-1": {{"input_per_million": 1.0, "output_per_million": 2.0}}}},
)
'''


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that does as it is told."""
    with ScriptedVendor() as made:
        yield made


@pytest.fixture
def plugin(vendor: ScriptedVendor, tmp_path: Path) -> Path:
    """A folder with an installed provider that leads to the vendor."""
    (tmp_path / "lab_scout.py").write_text(ROW.format(base_url=vendor.base_url), encoding="utf-8")
    about = tmp_path / "lab_scout-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-scout\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[scout.providers]\nlab = lab_scout:LAB\n")
    return tmp_path


@pytest.fixture
def key() -> dict[str, str]:
    """The variable that holds its key."""
    return {"LAB_API_KEY": "made-up-key-of-the-lab"}
