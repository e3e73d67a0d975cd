"""Who else is there when a session of the guide is replayed: keys, a vendor, a log.

All of them are made up; nothing leaves the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from scout.testing import ScriptedVendor, answers, fails, limits

KEY: Final = "gsk_made_up_0123456789abcdef"

_PLUGIN: Final = '''"""A provider on this machine, under the name that the guide uses."""
from dataclasses import replace
from scout.llm.providers.groq import GROQ
LAB = replace(
    GROQ, name="lab", base_url="{base_url}", api_key_env=("LAB_API_KEY",), model_prefixes=("lab-",),
    models=tuple(replace(GROQ.models[0], id=name) for name in ("lab-small-1", "lab-large-1")),
    default_model="lab-small-1",
    pricing={{
        "lab-small-1": {{"input_per_million": 0.1, "output_per_million": 0.4}},
        "lab-large-1": {{"input_per_million": 1.0, "output_per_million": 4.0}},
    }},
)
'''


def scene(name: str) -> AbstractContextManager[Mapping[str, str]]:
    """The variables of a scene, for as long as it lasts.

    Raises:
        KeyError: There is no such scene.
    """
    return SCENES[name]()


@contextmanager
def _empty() -> Iterator[Mapping[str, str]]:
    yield {}


@contextmanager
def _keys() -> Iterator[Mapping[str, str]]:
    yield {"GROQ_API_KEY": f"{KEY},{KEY}2", "ANTHROPIC_API_KEY": '"sk-ant-made-up-0123456789"'}


@contextmanager
def _lab() -> Iterator[Mapping[str, str]]:
    """A provider `lab` with a vendor that first limits, then answers."""
    with ScriptedVendor() as vendor, tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "lab_scout.py").write_text(_PLUGIN.format(base_url=vendor.base_url), "utf-8")
        about = path / "lab_scout-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-scout\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text("[scout.providers]\nlab = lab_scout:LAB\n")
        vendor.script(limits(retry_after_s=30), *[answers("Hello! How can I help?")] * 20)
        vendor.script(fails("no_permission"), model="lab-large-1")
        keys = "lab-made-up-key-1,lab-made-up-key-2"
        yield {
            "PYTHONPATH": folder,
            "LAB_API_KEY": keys,
            "SCOUT_AUDIT_PATH": "calls.jsonl",
        }


@contextmanager
def _recorded() -> Iterator[Mapping[str, str]]:
    """Recordings of a server that answers in JSON lines."""
    folder = Path(__file__).parents[1] / "docs" / "snippets" / "recorded"
    yield {"RECORDED": str(folder)}


SCENES: Final[Mapping[str, Callable[[], AbstractContextManager[Mapping[str, str]]]]] = {
    "empty": _empty,
    "keys": _keys,
    "lab": _lab,
    "recorded": _recorded,
}
