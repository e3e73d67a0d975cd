"""Everything that is documented as a command, and that CI runs, is a session here."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["conform", "lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True

ROOT = Path(__file__).parent
CONSTRAINTS = ROOT / "dev-constraints.txt"
TEMPLATES = sorted(path.parent for path in ROOT.glob("examples/acme*/pyproject.toml"))

BUILD = ("hatchling", "editables")
DOCS = (
    *("mkdocs-material", "mkdocstrings[python]", "griffe-pydantic"),
    *("ruff", "aiohttp"),  # break signatures; speak with Chromium
)
TESTS = (*DOCS, "pytest-xdist", "mypy", "jsonschema", "opentelemetry-sdk")
PLUGINS = (
    *("pytest-xdist", "pytest-randomly", "pytest-rerunfailures", "pytest-timeout"),
    *("pytest-asyncio", "pytest-cov", "pytest-socket", "pytest-sugar"),
)
AXE = "axe-playwright-python==0.1.8"  # of it only the axe-core that it bundles is used
LINT = ("ruff", "codespell")
QUIET = {"NO_MKDOCS_2_WARNING": "1"}  # the theme's note about its successor


@nox.session
def conform(session: nox.Session) -> None:
    """Is the provider `acme` conformant? `-- --scout-provider=X` asks for another."""
    _install_packages(session)
    session.run("pytest", *(session.posargs or ["--scout-provider=acme"]))


@nox.session
def contract(session: nox.Session) -> None:
    """Judge every provider that is installed: the built-in ones and the templates."""
    _install_packages(session, *DOCS)
    session.run("pytest", "--scout-provider=all", *session.posargs)
    session.run("python", "-m", "tools.kill_matrix", "--check")


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests of the repository; `-- tests/llm -k retry` narrows them as in pytest.

    All of them are shared out between the processors; what is narrowed runs in one process.
    """
    _install_packages(session, *TESTS)
    session.run("pytest", *(session.posargs or ("-n", "auto", "--dist=worksteal")))


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], default=False)
def compat(session: nox.Session) -> None:
    """Run all tests on each supported Python that this machine has."""
    _install_packages(session, *TESTS)
    session.run("pytest", *session.posargs)


@nox.session(default=False)
@nox.parametrize("pytest", ["8.4.*", "9.*"])
def plugins(session: nox.Session, pytest: str) -> None:
    """Judge beside other people's pytest plugins, on the oldest pytest and on a new one."""
    _install_packages(session)
    session.install("-q", f"pytest=={pytest}", *PLUGINS)
    session.run(
        "pytest", "-p", "no:randomly", "-p", "no:asyncio", "tests/conformance/test_other_plugins.py"
    )


@nox.session(default=False)
def reliability(session: nox.Session) -> None:
    """Play the fault bench with the limits of real life instead of a tenth: two minutes."""
    _install_packages(session)
    full = {"SCOUT_FULL_TIMING": "1"}
    session.run("pytest", "tests/reliability", *session.posargs, env=full)


@nox.session(default=False)
def prices(session: nox.Session) -> None:
    """Hold every price row against a second source; fails where one differs or is old."""
    _install_packages(session)
    session.run("python", "-m", "tools.compare_prices", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Break the core's rules and the wires in a few places: does anybody notice? Seconds."""
    _install_packages(session, *DOCS)
    session.run("python", "-m", "tools.mutation", "--short")


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Break what changed since it was last broken, in every place; keeps the score: an hour.

    `-- keys retry` narrows it to these targets, `-- --all` breaks what did not change as well.
    """
    _install_packages(session, *DOCS)
    session.run("python", "-m", "tools.mutation", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, mistakes, format and spelling; `-- --fix` mends what can be mended."""
    _install(session, *LINT)
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("codespell")


@nox.session
def types(session: nox.Session) -> None:
    """Prove the types, strictly, in the packages, the templates and the tools.

    The public API is read by mypy and by pyright, in the build that needs no download of its own.
    """
    _install_packages(session, "mypy", "basedpyright", "nox", "opentelemetry-sdk", *DOCS)
    paths = ["scout", "conformance", "docs/snippets", "tools", "benchmarks", "noxfile.py"]
    session.run("mypy", *paths, "tests/typing")
    session.run("basedpyright", "-p", "tests/typing", "--pythonpath", _python(session))
    for template in TEMPLATES:
        session.run("mypy", str(template), env={"MYPYPATH": str(template / "src")})
    session.run("mypy", "examples/app", env={"MYPYPATH": "examples/app"})


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """What takes long: a hundred rounds of killed writers and killed servers on each ledger."""
    _install_packages(session)
    session.run("pytest", "-k", "killed", "tests/llm/ledgers", env={"SCOUT_KILLS": "100"})


@nox.session(default=False)
def ledgers(session: nox.Session) -> None:
    """How many calls a second each ledger accounts for; writes the figures of the guide."""
    _install_packages(session)
    session.run("python", "-m", "benchmarks.ledgers", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """A routed call beside its peers, each in an environment of its own; `-- --quick`."""
    _install_packages(session)
    folder = str(ROOT / ".nox" / "peers")
    session.run(
        "python", "-m", "benchmarks.speed.bench", "--environments", folder, *session.posargs
    )


@nox.session
def intent(session: nox.Session) -> None:
    """How well intents are guessed: macro-F1 and confusion matrix of prompts not learned from."""
    _install_packages(session, *DOCS)
    session.run("python", "-m", "tools.intent_report", *session.posargs)


@nox.session(default=False)
def contract_speed(session: nox.Session) -> None:
    """How long the contract takes for `acme`; `-- --check` holds it to its bounds."""
    _install_packages(session)
    session.run("python", "-m", "benchmarks.contract", *session.posargs)


@nox.session
def quality(session: nox.Session) -> None:
    """Measure the quality loop on scripted models; `-- --check` compares with what is written."""
    _install_packages(session)
    session.run("python", "-m", "benchmarks.quality", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the guide, strictly, and walk its links; `-- serve` shows it while you write."""
    _install_packages(session, *DOCS)
    if session.posargs:
        session.run("mkdocs", *session.posargs, env=QUIET)
        return
    session.run("python", "-m", "tools.gen_docs", "--check")
    session.run("python", "-m", "tools.docs_gate")
    session.run("mkdocs", "build", "--strict", env=QUIET)
    session.run("python", "-m", "tools.check_site", "site")


@nox.session(default=False)
def drift(session: nox.Session) -> None:
    """Plant drift in a copy and see whether it is noticed; `-- --short` plants one of each kind."""
    _install_packages(session, *DOCS, "pytest", "codespell", "opentelemetry-sdk")
    session.run("python", "-m", "tools.drift", *session.posargs)


@nox.session(default=False)
def a11y(session: nox.Session) -> None:
    """Judge every page in Chromium: WCAG A and AA, light and dark, asking nobody elsewhere."""
    _install_packages(session, *DOCS)
    session.install("-q", "--no-deps", AXE)
    session.run("mkdocs", "build", "--strict", env=QUIET)
    session.run("python", "-m", "tools.check_pages", "site", *session.posargs)


@nox.session(default=False)
def publish(session: nox.Session) -> None:
    """Add a version to the branch that holds the site: `-- 0.1 latest`; `--push` sends it off.

    An alias is a copy, since not every host follows links, and the front door leads to the latest.
    """
    _install_packages(session, *DOCS, "mike")
    deploy = ("mike", "deploy", "--update-aliases", "--alias-type=copy")
    session.run(*deploy, *session.posargs, env=QUIET)
    if "latest" in session.posargs:
        push = ["--push"] if "--push" in session.posargs else []
        session.run("mike", "set-default", *push, "latest")


@nox.session(default=False)
def zensical(session: nox.Session) -> None:
    """Build the guide with the theme's successor, where that installs; it blocks nothing."""
    _install_packages(session, *DOCS)
    try:
        session.install("-q", "zensical")
    except CommandFailed:
        session.skip("zensical does not install here")
    session.run("zensical", "build", "--strict", success_codes=[0, 1])


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheels, look inside, and use them in an empty environment away from here."""
    _install(session, *BUILD, "pytest")
    session.run("pytest", "-q", "tests/test_packaging.py")
    # Outside the checkout: pytest would find the checkout's settings from any folder within.
    with tempfile.TemporaryDirectory(prefix="scout-wheels-") as folder:
        away = Path(folder).resolve()
        wheels = _build_wheels(session, away / "wheels")
        python = _empty_environment(session, away / "environment", wheels)
        (away / "empty").mkdir()
        with session.chdir(away / "empty"):
            for provider in ("acme", "groq", "all"):
                _verdict(session, python, provider, expect=": CONFORMANT (")
            _verdict(session, python, "acne", expect="did you mean", code=4)


def _install(session: nox.Session, *requirements: str) -> None:
    """Install at the versions of the constraints file."""
    session.install("-q", "-c", str(CONSTRAINTS), *requirements)


def _install_packages(session: nox.Session, *further: str) -> None:
    """Install both packages and the templates from the checkout, with what they need."""
    _install(session, *BUILD, *further)
    paths = [
        f"{ROOT}[cli,otel,parsers,prices,redis]",
        f"{ROOT / 'conformance'}",
        *map(str, TEMPLATES),
    ]
    _install(session, "--no-build-isolation", *(word for path in paths for word in ("-e", path)))


def _python(session: nox.Session) -> str:
    """The interpreter of a session."""
    return str(
        session.run("python", "-c", "import sys; print(sys.executable)", silent=True)
    ).strip()


def _build_wheels(session: nox.Session, folder: Path) -> list[str]:
    """Build a wheel of each package and of each template."""
    for package in (ROOT, ROOT / "conformance", *TEMPLATES):
        with session.chdir(package):
            session.run("hatchling", "build", "-t", "wheel", "-d", str(folder))
    return sorted(map(str, folder.glob("*.whl")))


def _empty_environment(session: nox.Session, folder: Path, wheels: list[str]) -> Path:
    """Make an environment that holds the wheels and what they ask for, and nothing else."""
    session.run("python", "-m", "venv", str(folder))
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = [str(python), "-m", "pip", "install", "-q", "-c", str(CONSTRAINTS)]
    session.run(*install, *wheels, external=True)
    return python


def _verdict(
    session: nox.Session, python: Path, provider: str, *, expect: str, code: int = 0
) -> None:
    """Run the contract and hold its exit code and its words to what is promised."""
    command = [str(python), "-m", "pytest", f"--scout-provider={provider}"]
    alone: dict[str, str | None] = {"PYTHONPATH": None}
    said = session.run(*command, success_codes=[code], silent=True, external=True, env=alone)
    session.log(said)
    if expect not in str(said):
        session.error(f"{' '.join(command)} does not say {expect!r}")
