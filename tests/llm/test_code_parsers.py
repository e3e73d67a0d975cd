"""Which code has a syntax error, in which language, and where."""

from __future__ import annotations

import importlib
import sys

import pytest

from scout.llm.code_parsers import LANGUAGES, parser_for
from scout.llm.quality import Draft
from scout.llm.quality_checks import CodeParses

SOUND = {
    "python": "def double(x):\n    return x * 2",
    "json": '{"a": [1, 2]}',
    "bash": 'for f in *.txt; do\n  echo "$f"\ndone',
    "c": "int main(void) {\n  return 0;\n}",
    "cpp": "template <typename T>\nT twice(T x) { return x * 2; }",
    "go": 'package main\n\nfunc main() {\n\tprintln("hi")\n}',
    "java": "class A {\n  int f() { return 1; }\n}",
    "javascript": "const f = async (x) => {\n  await g(x);\n};",
    "rust": "fn main() {\n    let x: Vec<u8> = vec![1];\n}",
    "tsx": "const a = <p className='b'>{x as string}</p>;",
    "typescript": "interface A { b: string }\nconst x = <A>y;",
}
BROKEN = {
    "python": "x = 1\ndef f(:",
    "json": '{"a": }',
    "bash": "echo 1\nif then fi (",
    "c": "int x;\nint main(void { return 0; }",
    "cpp": "int x;\nclass A { int f( };",
    "go": "package main\nfunc main( {",
    "java": "class A {\nint f( { }",
    "javascript": "let a = 1;\nlet b = ;",
    "rust": "fn f() {}\nfn main( { let x = ; }",
    "tsx": "let y = 1;\nconst a = <p>;",
    "typescript": "let x = 1;\ninterface { b: }",
}


def test_every_language_that_is_named_has_a_parser_here() -> None:
    """The extra is part of a developer's environment, so that nothing is skipped."""
    assert set(SOUND) == set(BROKEN) == LANGUAGES
    assert all(parser_for(language) for language in LANGUAGES)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_sound_code_parses(language: str) -> None:
    """No error where there is none."""
    parse = parser_for(language)
    assert parse is not None
    parse(SOUND[language])


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"json"}))
def test_broken_code_is_refused_with_the_line(language: str) -> None:
    """The line is counted from 1, within the code."""
    parse = parser_for(language)
    assert parse is not None
    with pytest.raises(SyntaxError) as caught:
        parse(BROKEN[language])
    assert caught.value.lineno in (1, 2)
    assert caught.value.msg


@pytest.mark.parametrize(
    ("name", "language"),
    [("py", "python"), ("js", "javascript"), ("ts", "typescript"), ("c++", "cpp"), ("sh", "bash")],
)
def test_a_fence_may_use_a_short_name(name: str, language: str) -> None:
    """Models write what people write."""
    parse = parser_for(name)
    assert parse is not None
    parse(SOUND[language])
    with pytest.raises(SyntaxError):
        parse(BROKEN[language])


@pytest.mark.parametrize("name", ["", "text", "console", "brainfuck"])
def test_what_nobody_can_parse_has_no_parser(name: str) -> None:
    """It is not judged."""
    assert parser_for(name) is None


@pytest.mark.parametrize("code", [r'x = "\d+"', r"x = '\\d\e'", 'x = """\n\\w \\\'"""', r"r'\d'"])
def test_an_escape_that_means_nothing_is_no_syntax_error(code: str) -> None:
    """Python only warns of it, and here not even that."""
    parse = parser_for("python")
    assert parse is not None
    parse(code)


def test_a_missing_bracket_is_said_to_be_missing() -> None:
    """The message is for the model that has to mend it."""
    draft = Draft((), "```js\nclass A { b() { return 1 }\n```")
    assert CodeParses()(draft).feedback == "The code has a syntax error: '}' is missing in line 1."


def test_deeply_nested_rubbish_is_refused_without_a_crash() -> None:
    """A hostile draft is a bad draft."""
    for language in sorted(LANGUAGES):
        draft = Draft((), f"```{language}\n{'(' * 50_000}\n```")
        assert CodeParses()(draft).value == 0, language


def test_without_the_extra_other_languages_are_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing fails; Python and JSON are judged as ever."""
    module = importlib.import_module("scout.llm.code_parsers")
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    module.parser_for.cache_clear()
    try:
        assert module.parser_for("rust") is None
        assert module.parser_for("python") is not None
    finally:
        module.parser_for.cache_clear()
