"""The pages say nothing that the code does not, and each gate that holds them to it can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from tools.docs_gate.blocks import block_problems
from tools.docs_gate.claims import claim_problems
from tools.docs_gate.copied import copied_problems
from tools.docs_gate.coverage import coverage_problems, old_prices
from tools.docs_gate.files import build_problems, snippet_problems
from tools.docs_gate.gates import GATES, problems
from tools.docs_gate.namespace import Namespace, namespace
from tools.docs_gate.numbers import number_problems
from tools.docs_gate.pages import Page, Problem, pages_of
from tools.docs_gate.reasons import length_problems, told
from tools.docs_gate.vocabulary import unused_words, vocabulary_problems

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names() -> Namespace:
    """What exists."""
    return namespace(ROOT)


@pytest.mark.parametrize("gate", GATES)
def test_the_pages_pass(gate: str) -> None:
    """Every page, through one gate at a time; each line says what to mend and where."""
    assert not [str(problem) for problem in problems(ROOT, gate)]


def test_no_word_is_allowed_in_vain(names: Namespace) -> None:
    """The list of allowed words holds those that pages need, each with its reason."""
    assert not list(unused_words((*pages_of(ROOT), *told(ROOT)), names))


def test_prices_are_young_enough_to_show() -> None:
    """A price that nobody has looked at for half a year is no fact any more."""
    today = datetime.now(UTC).date()
    assert not list(old_prices(today))
    assert list(old_prices(today + timedelta(days=400)))


def _said(
    gate: Callable[[tuple[Page, ...], Namespace], Iterator[Problem]], text: str, names: Namespace
) -> list[str]:
    return [str(problem) for problem in gate((Page("docs/guides/x.md", text),), names)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Pass `timout_s`.",
            "docs/guides/x.md:1: `timout_s`: is no live name; did you mean `timeo",
        ),
        ("\nRaises `CircuitOpened`.", "docs/guides/x.md:2: `CircuitOpened`"),
        ("Set `SCOUT_TIMEOUT`.", "did you mean `SCOUT_TIMEOUT"),
        ("Export `GROQ_KEY`.", "`GROQ_KEY`: is no live name"),
        ("The model `gpt-77-nano`.", "is no live name"),
        ("The check `SC-REG-999`.", "is no live name"),
        ("See `docs/guides/nowhere.md`.", "is no live name"),
        ("Code `rate_limitted`.", "did you mean `rate_limited`"),
        ("A bare CircuitBrokenError.", "looks like a name of the code"),
        ("A bare max_sends_per_call.", "looks like a name of the code"),
        ("Made by Openai.", "is spelt 'OpenAI'"),
        ("Run `scout adit verify`.", "has no command 'adit'"),
        ("Run `scout audit verify --fast`.", "has no option '--fast'"),
        ("Run `pytest --scout-provder=acme`.", "has no option '--scout-provder'"),
        ("Run `nox -s dogs`.", "nox has no session 'dogs'"),
        ("Run `python -m tools.gen_dogs`.", "there is no module"),
        ("Run `SCOUT_FAST=1 pytest`.", "nothing reads the variable"),
        ("With `timeout_s='soon'`.", "'soon' is no live name"),
        ("As `estimate_cost_usd(model, input_tokens, output_tokens)`.", "the signature is"),
        ("As `estimate_cost_usd(model_id, input_tokens)`.", "the signature is"),
        ("As `estimate_cost_usd(input_tokens, model_id, output_tokens)`.", "the signature is"),
        ("As `call_llm(prompt, modl=None, ...)`.", "has no parameter 'modl'"),
        ("As `call_llm(prompt, model='auto', ...)`.", "the default of 'model' is None"),
        ("As `response.explain(deep=True)`.", "has no parameter 'deep'"),
        ("As `router.shut()`.", "nothing public is called"),
        ("As `call_llm('Hello', modl='quick')`.", "unexpected keyword argument"),
        ("The internal `scout.llm.plan._turns`.", "is no live name"),
        ("From `httpx.AsynClient`.", "is no live name"),
        ('As `{"groq": {"requests_per_minit": 30}}`.', "did you mean `requests_per_minute`"),
    ],
)
def test_a_word_that_is_nothing_s_name_is_noticed(text: str, said: str, names: Namespace) -> None:
    """The error names the page, the line, the span, and what may have been meant."""
    found = _said(vocabulary_problems, text, names)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "As `estimate_cost_usd(model_id, input_tokens, output_tokens)`.",
        "As `call_llm(prompt, model=None, ...)`.",
        "As `call_llm('Hello', model='quick')`.",
        "The second of `GROQ_API_KEY_2`, `scout audit verify`, `SC-REG-001`, a `429`.",
        "As `response.explain()`, `httpx.Auth`, `Timeouts.idle_s` and `cost_usd=None`.",
    ],
)
def test_live_names_pass(text: str, names: Namespace) -> None:
    """What exists may be written."""
    assert _said(vocabulary_problems, text, names) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It waits 5 s.", "a number needs an object"),
        ("It waits five seconds.", "a number needs an object"),
        ("It waits 7<!-- = Timeouts.connect_s --> s.", "Timeouts.connect_s is 5"),
        ("It waits two<!-- = Timeouts.connect_s --> seconds.", "Timeouts.connect_s is 5"),
        ("It waits 5<!-- = Timeouts.conect_s --> s.", "leads to no number"),
        ("It waits.<!-- = Timeouts.connect_s -->", "stands behind no number"),
    ],
)
def test_a_number_without_its_object_is_noticed(text: str, said: str, names: Namespace) -> None:
    """A number in prose is bound to the object that has it, and equal to it."""
    found = _said(number_problems, text, names)
    assert len(found) == 1
    assert said in found[0]


def test_a_bound_number_passes(names: Namespace) -> None:
    """In digits, in words, in another unit, and as a version."""
    text = (
        "It waits 5<!-- = Timeouts.connect_s --> s, at 50 %<!-- = CircuitPolicy.failure_rate * 100"
        " -->, two minutes<!-- = Settings.timeout_s / 60 -->, on 3.11<!-- = python -->; a 429."
    )
    assert _said(number_problems, text, names) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It never waits.", "promises; say it more plainly"),
        ("It waits only once.", "`only`: promises; say it more plainly"),
        ("Only a limit opens it.", "`Only`: promises; say it more plainly"),
        ("It cannot wait.", "`cannot`: promises; say it more plainly"),
        ("| it can't wait | x |", "`can't`: promises; say it more plainly"),
        ("- A row must have a name.", "`must`: promises; say it more plainly"),
        ("## It never waits", "promises; say it more plainly"),
        ("It never waits.<!-- claim: nobody-proves-this -->", "no test proves it; mark one"),
        ("A named wait is cut short.<!-- claim: told-wait -->", "its test proves 'A wait that"),
    ],
)
def test_a_promise_without_its_proof_is_noticed(text: str, said: str) -> None:
    """The sentence and the test's sentence are the same, word by word."""
    found = [str(one) for one in claim_problems((Page("docs/guides/x.md", text),), ROOT)]
    assert [one for one in found if one.startswith("docs/guides/x.md:1: ") and said in one]


@pytest.mark.parametrize(
    ("page", "is_held"),
    [("README.md", True), ("conformance/README.md", True), ("CONTRIBUTING.md", False)],
)
def test_front_pages_are_held_to_their_promises_and_rules_for_people_are_none(
    page: str, is_held: bool
) -> None:
    """What is asked of contributors is not what scout does."""
    found = [str(one) for one in claim_problems((Page(page, "It never waits."),), ROOT)]
    assert any(one.startswith(f"{page}:1: `never`: promises") for one in found) is is_held


@pytest.mark.parametrize(
    "text",
    ["A MUST that fails.", "# Docs that cannot drift", "A flag `only` of a tool.", "Commonly so."],
)
def test_a_level_a_name_and_code_promise_nothing(text: str) -> None:
    """MUST is a word of the contract, a heading names what the sentences below it say."""
    found = [str(one) for one in claim_problems((Page("docs/guides/x.md", text),), ROOT)]
    assert not [one for one in found if one.startswith("docs/guides/x.md:1: ")]


def test_a_proof_without_its_sentence_is_noticed() -> None:
    """A test that is marked for a claim which no page makes is left over."""
    found = [str(one) for one in claim_problems((), ROOT)]
    assert any("`told-wait`: no page claims it" in one for one in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```python\nimport scout\n```\n", "is written out"),
        ("```text\nimport scout\n```\n", "holds Python"),
        ("```text\nanswer = call()\n```\n", "holds Python"),
        ("```text\nrouter.call('x')\n```\n", "holds Python"),
        ("```\nx\n```\n", "is written out"),
        ("~~~toml\nx = 1\n~~~\n", "is written out"),
        ("```console\n$ scout cal hello\n```\n", "has no command 'cal'"),
        ("```console\n$ rm -rf x\n```\n", "is no command that can be checked"),
        ("```console\n$ scout providers\ngroq\n```\n", "output is replayed"),
        ("```text\nSCOUT_TIMEOUT\n```\n", "is no live name"),
        ('```text\n--8<-- "docs/snippets/first_call.py:call"\n```\n', "shows a .py file as text"),
        ('```python\n--8<-- "docs/snippets/first_call.py:cal"\n```\n', "an empty section"),
        ('```python\n--8<-- "scout/errors.py"\n```\n', "is included from none of"),
        ('--8<-- "docs/_generated/nothing.md"\n', "is included and not there"),
        ("Text\n\n    import scout\n", "is Python outside of a block"),
        ("<pre>x</pre>", "is HTML that can hide"),
        ("<script src='x.js'></script>", "is HTML that can hide"),
        ("`#!python x()`", "is inline code under a language"),
    ],
)
def test_a_block_that_nothing_runs_is_noticed(text: str, said: str, names: Namespace) -> None:
    """Whatever its fence says, wherever it stands."""
    found = _said(block_problems, text, names)
    assert found
    assert all(said in one for one in found)


_FALLBACK = '```python\n--8<-- "examples/app/fallback.py"\n```\n'
_ROW = '```python\n--8<-- "docs/snippets/acme.py:row"\n```\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_FALLBACK, "`rehearsal`: is a module of examples/app, which the page does not name"),
        (_ROW, "`OpenAIChat`: is bound by no block before"),
    ],
)
def test_code_that_does_not_run_where_it_is_copied_is_noticed(
    text: str, said: str, names: Namespace
) -> None:
    """A reader gets each name that a block uses from the page, or from a folder that it names."""
    assert any(said in one for one in _said(copied_problems, text, names))


@pytest.mark.parametrize(
    "text",
    [
        f"See `examples/app`.\n\n{_FALLBACK}",
        f"The row of `examples/acme`:\n\n{_ROW}",
        f"{_ROW.replace(':row', ':models')}\n{_ROW.replace(':row', ':pricing')}\n{_ROW}",
    ],
)
def test_code_that_runs_where_it_is_copied_passes(text: str, names: Namespace) -> None:
    """Earlier blocks count, and so does a folder of the examples."""
    assert _said(copied_problems, text, names) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![](x.svg)", "say in the alt text"),
        ("<svg viewBox='0 0 1 1'></svg>", "say in aria-label or alt"),
    ],
)
def test_a_picture_without_words_is_noticed(text: str, said: str, names: Namespace) -> None:
    """Somebody who cannot see it is told what it shows."""
    assert any(said in one for one in _said(coverage_problems, text, names))


def test_a_reason_for_another_number_is_noticed() -> None:
    """A length of time in the reason of a default is the default."""

    class Limits(BaseModel):
        """Limits.

        Attributes:
            wait_s: Two minutes, because people wait as long.
            rest_s: Long enough.
        """

        wait_s: float = 90.0
        rest_s: float = 1.0

    said = [str(problem) for problem in length_problems(Limits)]
    assert len(said) == 1
    assert "its reason speaks of 120 s, its default is 90 s" in said[0]


def test_settings_in_a_snippet_that_are_none_are_noticed(tmp_path: Path) -> None:
    """What is shown as a file of settings is read as one."""
    folder = tmp_path / "docs" / "snippets"
    folder.mkdir(parents=True)
    (folder / "good.toml").write_text("# scout.toml\ntimeout_s = 30\n", "utf-8")
    (folder / "other.toml").write_text("anything = 1\n", "utf-8")
    assert not list(snippet_problems(tmp_path))
    (folder / "bad.toml").write_text("# scout.toml\ntimout_s = 30\n", "utf-8")
    assert "timout_s" in str(*snippet_problems(tmp_path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("strict: true", "strict: false"),
        ("anchors: warn", "anchors: info"),
        ("font: false", "font: Roboto"),
        ("inventories: []", "inventories: [https://docs.example/objects.inv]"),
        ("  - search\n", "  - search\n  - social\n"),
        ("exclude_docs:", "hooks: [x.py]\nexclude_docs:"),
    ],
)
def test_a_lax_build_is_noticed(old: str, new: str, tmp_path: Path) -> None:
    """The switches that other gates rely on stay as they are."""
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert old in config
    (tmp_path / "mkdocs.yml").write_text(config.replace(old, new, 1), "utf-8")
    assert len(list(build_problems(tmp_path))) == 1


def test_what_is_shown_nowhere_is_noticed(names: Namespace) -> None:
    """Without pages, every table, snippet and line of the navigation is left over."""
    found = [str(one) for one in coverage_problems((), names)]
    assert any(
        "docs/_generated/settings.md:1" in one and "no page shows it" in one for one in found
    )
    assert any("docs/snippets/first_call.py:1" in one for one in found)
    assert any("`index.md`: is in nav, and no page" in one for one in found)
