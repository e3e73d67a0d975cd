"""The templates that authors copy are conformant, small and whole; slips in a copy are noticed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scout_conformance import Outcome, Verdict, run
from scout_conformance.zoo.animal import noticed
from tests.conformance.packages import EXAMPLES, Slip, copied

TEMPLATES = sorted(path.parent.name for path in EXAMPLES.glob("acme*/pyproject.toml"))
TEMPLATE = pytest.mark.parametrize("template", TEMPLATES)

WHOLE = ("README.md", "LICENSE", "pyproject.toml", ".github/workflows/conformance.yml")
"""What a published package has beside its source."""

NATIVE_SLIPS = (
    Slip(
        "the answer trimmed",
        "wire.py",
        'answer.add_text(_as(str, part["text"]))',
        'answer.add_text(_as(str, part["text"]).strip())',
        ("WIR-030",),
    ),
    Slip(
        "cached tokens billed twice",
        "wire.py",
        "Usage(prompt - cached, cached,",
        "Usage(prompt, cached,",
        ("PRC-006",),
    ),
    Slip(
        "a missing end that is ignored",
        "wire.py",
        "        if not self.ended:\n            raise self._answer.interrupted("
        '"the stream ended without its end event")\n',
        "",
        ("STR-002",),
    ),
    Slip(
        "an error inside a stream that is passed over",
        "wire.py",
        'event == "problem"',
        'event == "prblem"',
        ("STR-006",),
    ),
    Slip(
        "spent money is a missing right",
        "wire.py",
        '        Rule(errors.QuotaExhaustedError, codes={"purse_empty"}),\n',
        "",
        ("ERR-021",),
    ),
    Slip(
        "a prompt that is too long is any mistake",
        "wire.py",
        'says={"context window"}',
        'says={"too long"}',
        ("ERR-023",),
    ),
    Slip("no time from the body", "wire.py", '("wait_s", "code"', '("waits", "code"', ("ERR-031",)),
    Slip(
        "the vendor's code is not read",
        "wire.py",
        'code=str(code or "")',
        'code=""',
        ("ERR-020", "ERR-021", "ERR-023", "STR-006"),
    ),
    Slip(
        "no stop sequences",
        "wire.py",
        '            "stop_at": list(call.stop) or None,\n',
        "",
        ("WIR-017",),
    ),
    Slip(
        "a switch for streams that is forgotten",
        "wire.py",
        '            "events": call.stream or None,\n',
        "",
        ("WIR-019",),
    ),
    Slip(
        "every word for the end is whole",
        "wire.py",
        '"limit": "length"',
        '"limit": "stop"',
        ("WIR-032",),
    ),
    Slip(
        "a sample that is missing",
        "wire_samples/errors/context_window.json",
        '"means": "ContextLengthError"',
        '"means": "InvalidRequestError"',
        ("WIR-001",),
    ),
)


OAUTH_SLIPS = (
    Slip(
        "an origin that the row does not name",
        "__init__.py",
        "(LOGIN,)",
        "()",
        ("SEC-003",),
    ),
    Slip(
        "a token that is not sent",
        "auth.py",
        'request.headers["Authorization"] = f"Bearer {token.text}"',
        "request.headers.pop('Authorization', None)",
        ("SEC-003",),
    ),
    Slip(
        "a key in a name",
        "auth.py",
        'f"Bearer {token.text}"',
        'f"Bearer {token}"',
        ("SEC-003",),
    ),
)

LINES_SLIPS = (
    Slip(
        "lines without an end that are an answer",
        "wire.py",
        '        if not lines.ended:\n            raise ValueError("lines without an end")\n',
        "        lines.ended = True\n",
        ("WIR-036",),
    ),
    Slip(
        "an error among the lines that is passed over",
        "wire.py",
        'if "error" in line',
        'if "eror" in line',
        ("STR-006",),
    ),
    Slip(
        "input and output swapped",
        "wire.py",
        "read, wrote = ",
        "wrote, read = ",
        ("WIR-031", "STR-003"),
    ),
    Slip(
        "every stream is asked for",
        "wire.py",
        '"live": call.stream',
        '"live": True',
        ("WIR-019",),
    ),
    Slip(
        "an empty piece that is handed on",
        "wire.py",
        'if _as(str, line.get("say", "")):\n            yield answer.add_text(line["say"])',
        'yield answer.add_text(_as(str, line.get("say", "")))',
        ("TMO-004",),
    ),
)


@TEMPLATE
def test_a_template_is_conformant_without_a_deviation(template: str) -> None:
    """By the name that its entry point announces, and with nothing declared, warned or blocked."""
    report = run(_entry(template)[0])
    assert report.verdict is Verdict.CONFORMANT
    assert report.ids(Outcome.PASS, Outcome.NOT_APPLICABLE) == {
        result.id for result in report.results
    }


@TEMPLATE
def test_a_template_is_a_whole_package(template: str) -> None:
    """Typed, licensed, with a README, and a workflow that asks for its own contract."""
    folder = EXAMPLES / template
    assert not [name for name in WHOLE if not (folder / name).is_file()]
    assert list(folder.glob("src/*/py.typed"))
    workflow = (folder / WHOLE[-1]).read_text("utf-8")
    name, _ = _entry(template)
    assert f"--scout-provider={name}\n" in workflow
    assert f"--scout-provider={name} " in (folder / "README.md").read_text("utf-8")


def test_a_wire_of_its_own_is_under_150_lines() -> None:
    """What an author writes beside the row."""
    wire = EXAMPLES / "acme_native" / "src" / "acme_native_scout" / "wire.py"
    assert len(wire.read_text("utf-8").splitlines()) < 150


@TEMPLATE
def test_a_template_is_judged_alike_a_second_time(template: str) -> None:
    """What it keeps from the first run, such as tokens, hides nothing from the next."""
    name = _entry(template)[0]
    assert run(name).ids(Outcome.PASS) == run(name).ids(Outcome.PASS)


@pytest.mark.parametrize(
    ("template", "slip"),
    [
        pytest.param(template, slip, id=f"{template}: {slip.name}")
        for template, slips in (
            ("acme_native", NATIVE_SLIPS),
            ("acme_oauth", OAUTH_SLIPS),
            ("acme_stream_only", LINES_SLIPS),
        )
        for slip in slips
    ],
)
def test_a_slip_in_a_copy_of_a_template_is_noticed(
    template: str, slip: Slip, tmp_path: Path
) -> None:
    """By the checks that are written beside it, and by no others."""
    with copied(template, slip, tmp_path) as module:
        assert noticed(run(f"{module}:{template.upper()}")) == slip.ids


def _entry(template: str) -> tuple[str, str]:
    """Name and address of a template's entry point."""
    project = tomllib.loads((EXAMPLES / template / "pyproject.toml").read_text("utf-8"))["project"]
    ((name, address),) = project["entry-points"]["scout.providers"].items()
    return name, address
