"""Tries a sentence of the contract on named boundary cases first, on generated ones after them.

Hypothesis is imported at the first use: it is most of the cold start of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from scout_conformance.violation import Case, Violation

if TYPE_CHECKING:
    from hypothesis import settings
    from hypothesis.strategies import SearchStrategy

    from scout_conformance.subject import Options

T = TypeVar("T")

BOUNDARY_TEXTS = (
    "Yes.",
    "  leading and trailing space  ",
    "line one\nline two\r\n\ttabbed",
    'quotes " \\ / and {"json": [1, null]}',
    "data: [DONE]\n\ndata: {}",
    "Straße, naïve, Ελληνικά, Кириллица, עברית, हिन्दी, 日本語",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467, flag \U0001f1e8\U0001f1ed, e\u0301",
    "\u2028\u2029\x85\x1f\ufeff\u200b",
)
"""Texts on which wires have broken: white space, escapes, framing, scripts, joined characters."""

_ALPHABET = (
    *"abcXYZ 09.,-_",
    *"\n\t\"'\\/{}[]:$",
    *"äßñΩЖשहあ漢",
    "\u2028",
    "\u200d",
    "\u0301",
    "\U0001f600",
    "\U0001d11e",
)
"""Characters of generated texts: every script once is as good as all of Unicode, and faster."""


def each(
    options: Options,
    run: Callable[[T], None],
    *,
    boundary: Iterable[T],
    strategy: Callable[[], SearchStrategy[T]],
) -> None:
    """Run a sentence on every boundary case, then on generated ones; the first failure is shrunk.

    Args:
        options: Seed and number of cases.
        run: The sentence; raises `Violation` where it does not hold.
        boundary: Cases that have broken providers before.
        strategy: Makes the further ones.
    """

    def generate(options: Options, sentence: Callable[[T], None]) -> None:
        from hypothesis import given, seed  # noqa: PLC0415 -- see the module docstring

        def one(case: Any) -> None:
            sentence(case)

        seed(options.seed)(settings_of(options)(given(strategy())(one)))()

    each_by(options, run, site=run.__qualname__, boundary=boundary, generate=generate)


def each_by(
    options: Options,
    run: Callable[[T], None],
    *,
    site: str,
    boundary: Iterable[T],
    generate: Callable[[Options, Callable[[T], None]], None],
) -> None:
    """Run a sentence on saved cases, on every boundary case, and on what a generator makes.

    Args:
        options: Seed, number of cases, saved cases.
        run: The sentence; raises `Violation` where it does not hold.
        site: Names the sentence in saved cases.
        boundary: Cases that have broken providers before.
        generate: Runs the further ones, and shrinks what fails.
    """
    seen: list[Violation] = []

    def sentence(case: T) -> None:
        try:
            run(case)
        except Violation as violation:
            violation.case = Case(site, case)
            seen.append(violation)
            raise

    for case in options.replays.cases(site):
        sentence(case)
    for case in boundary:
        run(case)
    with _leaving_no_files(), _reading_no_modules():
        _first_of(seen, lambda: generate(options, sentence))


def _first_of(seen: Sequence[Violation], generate: Callable[[], None]) -> None:
    """Generate; a provider that breaks a sentence only now and then breaks it.

    Raises:
        Violation: The shrunk one, or the first one where none comes again.
    """
    from hypothesis.errors import Flaky  # noqa: PLC0415 -- see the module docstring

    try:
        generate()
    except Flaky:
        if not seen:
            raise
        raise seen[0] from None


def texts() -> SearchStrategy[str]:
    """Texts of mixed scripts and awkward characters, never empty."""
    from hypothesis import strategies as st  # noqa: PLC0415 -- see the module docstring

    return st.lists(st.sampled_from(_ALPHABET), min_size=1, max_size=30).map("".join)


def pieces() -> SearchStrategy[tuple[str, ...]]:
    """Texts in the pieces of a stream."""
    from hypothesis import strategies as st  # noqa: PLC0415 -- see the module docstring

    return st.lists(texts(), min_size=1, max_size=8).map(tuple)


def counts() -> SearchStrategy[tuple[int, ...]]:
    """Five token counts."""
    from hypothesis import strategies as st  # noqa: PLC0415 -- see the module docstring

    return st.tuples(*[st.integers(0, 100_000)] * 5)


def splits(text: str) -> tuple[tuple[str, ...], ...]:
    """A text in two pieces at every place, and in single characters."""
    halves = tuple((text[:at], text[at:]) for at in range(1, len(text)))
    return (*halves, tuple(text))


@contextmanager
def _leaving_no_files() -> Iterator[None]:
    """Keep Hypothesis from writing a folder where the author stands."""
    from hypothesis import configuration  # noqa: PLC0415 -- see the module docstring

    before = getattr(configuration, "__hypothesis_home_directory", None)
    with TemporaryDirectory(prefix="scout-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


@contextmanager
def _reading_no_modules() -> Iterator[None]:
    """Keep Hypothesis from drawing constants that stand in the source of whatever is imported.

    A case must not depend on what else the author's session has loaded, nor on where scout lies;
    and reading all that source takes longer than everything else that is generated. Releases
    that draw no such constants are left alone.
    """
    from hypothesis.internal.conjecture import providers  # noqa: PLC0415 -- see the docstring

    read = getattr(providers, "_get_local_constants", None)
    if read is None:
        yield
        return
    from hypothesis.internal.constants_ast import Constants  # noqa: PLC0415 -- not in all releases

    nothing = Constants()
    providers.CONSTANTS_CACHE.cache.clear()
    setattr(providers, read.__name__, lambda: nothing)
    try:
        yield
    finally:
        setattr(providers, read.__name__, read)
        providers.CONSTANTS_CACHE.cache.clear()


def settings_of(options: Options, *, examples: int | None = None, steps: int = 30) -> settings:
    """Settings that inherit nothing, whatever profile the author's own tests have loaded.

    Args:
        options: How the run is made.
        examples: Number of generated cases, if another than the run's.
        steps: Longest walk of a state machine.
    """
    from hypothesis import HealthCheck, Phase, Verbosity, settings  # noqa: PLC0415 -- as above

    return settings(
        settings.get_profile("default"),
        max_examples=examples or options.examples,
        derandomize=True,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
        stateful_step_count=steps,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
