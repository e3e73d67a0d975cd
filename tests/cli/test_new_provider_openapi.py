"""`scout new-provider --from-openapi`: address, key, models and samples from a description."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scout.cli.proposal.openapi import read_openapi
from scout_conformance import Outcome, Verdict, run
from tests.cli.described_vendors import SPRUCE, YEW
from tests.cli.running import program

WORDS = {"title": "Tree", "stem": "Tree", "dialect": "tree"}
SAID = ("--input-price", "1", "--output-price", "4", "--max-output", "4096")


def _write(folder: Path, vendor: str) -> Path:
    text = json.dumps(SPRUCE) if vendor == "spruce" else YEW
    path = folder / f"{vendor}.{'json' if vendor == 'spruce' else 'yaml'}"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["spruce", "yew"])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A package that was written from a description, and what the command said."""
    name = str(request.param)
    folder = tmp_path_factory.mktemp("from_openapi")
    path = _write(folder, name)
    target = folder / name
    model = {"spruce": "spruce-1", "yew": "yew-3"}[name]
    command = ("new-provider", name, "--from-openapi", str(path), *SAID, "--model", model)
    ended = program(*command, "--dir", str(target))
    assert (ended.returncode, ended.stderr) == (0, "")
    return target, ended.stdout


def test_what_is_written_is_clean(made: tuple[Path, str]) -> None:
    """By ruff and by mypy, strictly."""
    target, _ = made
    for command in (
        ("ruff", "check", "--no-cache"),
        ("ruff", "format", "--no-cache", "--check"),
        ("mypy", "--strict", "--config-file=", "--cache-dir", "cache", "src"),
    ):
        words = [sys.executable, "-m", *command]
        ended = subprocess.run(words, cwd=target, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_contract_passes_or_names_what_is_open(
    made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A known dialect is conformant; of the other the errors that nobody described are asked."""
    target, said = made
    monkeypatch.syspath_prepend(str(target / "src"))
    report = run(f"{target.name}_scout:{target.name.upper()}")
    if target.name == "spruce":
        assert report.verdict is Verdict.CONFORMANT
        return
    assert report.ids(Outcome.FAIL) == {"SC-WIR-001"}
    (failure,) = (result for result in report.results if result.outcome is Outcome.FAIL)
    for means in ("RateLimitedError", "ModelNotFoundError"):
        assert means in failure.expected
        assert f"none that means {means} was recorded" in said


def test_address_key_and_models_are_found(tmp_path: Path) -> None:
    """Through references, variables of the server and the scheme that the operation names."""
    proposal = read_openapi(_write(tmp_path, "spruce"), WORDS)
    assert proposal.base_url == "https://eu.spruce.example/v1"
    assert proposal.auth == "X-Spruce-Key"
    assert proposal.models == ("spruce-1", "spruce-1-mini")
    assert proposal.wire == "openai_chat"
    assert proposal.docs_url == "https://spruce.example/docs"


def test_tokens_and_lines_are_found(tmp_path: Path) -> None:
    """An address that sells tokens, a wire of its own and its framing."""
    proposal = read_openapi(_write(tmp_path, "yew"), WORDS)
    assert (proposal.auth, proposal.login_url) == ("token", "https://id.yew.example/token")
    assert (proposal.wire, proposal.base_url) == ("lines", "https://yew.example/v3")
    assert "wire_samples/stream.ndjson" in dict(proposal.files)


def _changed(**parts: Any) -> dict[str, Any]:
    return {**SPRUCE, **parts}


@pytest.mark.parametrize(
    ("scheme", "auth", "is_open"),
    [
        ({"type": "http", "scheme": "bearer"}, "bearer", False),
        ({"type": "apiKey", "in": "header", "name": "Authorization"}, "bearer", False),
        ({"type": "apiKey", "in": "query", "name": "key"}, "bearer", True),
        ({"type": "http", "scheme": "basic"}, "bearer", True),
    ],
)
def test_what_scout_cannot_say_by_a_word_is_left_open(
    scheme: dict[str, str], auth: str, is_open: bool, tmp_path: Path
) -> None:
    """A key in the address or a password wants code."""
    components = {**SPRUCE["components"], "securitySchemes": {"key": scheme}}
    path = tmp_path / "vendor.json"
    path.write_text(json.dumps(_changed(components=components)), encoding="utf-8")
    proposal = read_openapi(path, WORDS)
    assert proposal.auth == auth
    assert any("AuthFactory" in line for line in proposal.open) is is_open


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "it has no paths"),
        ("a: [", "neither JSON nor YAML"),
        (json.dumps({"paths": {"/embeddings": {"post": {}}}}), "no operation that takes"),
    ],
)
def test_what_is_no_description_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """In a sentence."""
    path = tmp_path / "vendor.yaml"
    path.write_text(text, encoding="utf-8")
    ended = program(
        "new-provider", "elm", "--from-openapi", str(path), "--dir", str(tmp_path / "e")
    )
    assert ended.returncode == 4
    assert said in ended.stderr
    assert not (tmp_path / "e").exists()


def test_a_schema_that_contains_itself_is_no_endless_road(tmp_path: Path) -> None:
    """A turn may hold turns."""
    turn = {"$ref": "#/components/schemas/Turn"}
    schemas = SPRUCE["components"]["schemas"]
    nested = {"type": "object", "properties": {"role": {"type": "string"}, "inner": turn}}
    components = {**SPRUCE["components"], "schemas": {**schemas, "Turn": nested, "Loop": turn}}
    path = tmp_path / "vendor.json"
    path.write_text(json.dumps(_changed(components=components)), encoding="utf-8")
    assert read_openapi(path, WORDS).models == ("spruce-1", "spruce-1-mini")
