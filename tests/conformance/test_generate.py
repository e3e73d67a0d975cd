"""Generated cases: boundary cases first, the same ones in every run, and no trace on disk."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scout_conformance import Options
from scout_conformance.generate import each, pieces, splits, texts


def _cases(options: Options) -> list[str]:
    seen: list[str] = []
    each(options, seen.append, boundary=("first", "second"), strategy=texts)
    return seen


def test_named_cases_come_before_generated_ones() -> None:
    """What has broken providers before is tried whatever the seed is."""
    cases = _cases(Options(examples=5))
    assert cases[:2] == ["first", "second"]
    assert len(cases) >= 5


def test_the_same_seed_gives_the_same_cases() -> None:
    """And another one others, where there is room to explore."""
    assert _cases(Options()) == _cases(Options())
    assert _cases(Options()) != _cases(Options(seed=1))


def test_the_authors_own_hypothesis_settings_have_no_say() -> None:
    """Whatever profile the author's tests have loaded."""
    plain = _cases(Options())
    settings.register_profile(
        "authors-own",
        max_examples=1,
        phases=[Phase.explicit],
        suppress_health_check=[HealthCheck.too_slow],
    )
    active = settings.get_current_profile_name()
    settings.load_profile("authors-own")
    try:
        assert _cases(Options()) == plain
    finally:
        settings.load_profile(active)


def test_cases_do_not_depend_on_what_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis likes numbers that it reads in local modules; then each machine had its own."""
    numbers = range(123_400_000, 123_400_400)
    source = "\n".join(f"N{number} = {number}" for number in numbers)
    (tmp_path / "full_of_numbers.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("full_of_numbers")
    drawn: list[int] = []
    each(Options(examples=400), drawn.append, boundary=(), strategy=st.integers)
    assert len(drawn) > 100
    assert not set(drawn) & set(numbers)
    theirs: list[int] = []

    @settings(max_examples=400, database=None, derandomize=True)
    @given(st.integers())
    def of_the_author(number: int) -> None:
        theirs.append(number)

    of_the_author()
    assert set(theirs) & set(numbers)  # the author's own tests are as they were


def test_the_first_failure_is_shrunk() -> None:
    """The report shows the smallest case, not the first."""
    seen: list[tuple[str, ...]] = []

    def at_most_two(parts: tuple[str, ...]) -> None:
        if len(parts) > 2:
            seen.append(parts)
            raise ValueError(len(parts))

    with pytest.raises(ValueError, match="3"):
        each(Options(examples=200), at_most_two, boundary=(), strategy=pieces)
    assert len(seen[-1]) == 3
    assert sum(map(len, seen[-1])) == 3


def test_nothing_is_written_where_the_author_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder of Hypothesis."""
    monkeypatch.chdir(tmp_path)
    each(Options(), lambda _: None, boundary=(), strategy=st.integers)
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_split_everywhere() -> None:
    """In two at every place, and into single characters."""
    assert splits("abc") == (("a", "bc"), ("ab", "c"), ("a", "b", "c"))
