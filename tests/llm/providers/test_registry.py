"""How providers come in: built in, announced by a package, named by module or file, in code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

from scout.errors import ConfigurationError, RegistrationError
from scout.llm.catalog import Catalog
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.registry import ProviderRegistry, announced, built_in, installed
from tests.llm.rows import TODAY, gone, priced, provider

ROW = """
from tests.llm.rows import provider

ACME = provider("acme", ["acme-1"], prefixes=["acme-"])
NOT_A_PROVIDER = 5

def make():
    return ACME

class Shelf:
    row = ACME
"""


@pytest.fixture
def registry() -> ProviderRegistry:
    """A registry over an empty catalog."""
    return ProviderRegistry(Catalog())


@pytest.fixture
def acme_file(tmp_path: Path) -> Path:
    """A module that is not installed."""
    path = tmp_path / "acme_rows.py"
    path.write_text(ROW)
    return path


def test_a_registered_provider_is_found(registry: ProviderRegistry) -> None:
    """By name, and in the lists."""
    row = registry.register(provider("acme", ["a"]))
    assert registry.get("acme") is row
    assert registry.names() == ("acme",)
    assert registry.providers() == (row,)


def test_an_unknown_name_is_answered_with_a_suggestion(registry: ProviderRegistry) -> None:
    """And with what there is."""
    registry.register(provider("acme", ["a"]))
    with pytest.raises(ConfigurationError, match=r"'acne'; did you mean 'acme'\? Registered: acme"):
        registry.get("acne")
    with pytest.raises(ConfigurationError, match=r"'xyzzy'\. Registered: acme"):
        registry.get("xyzzy")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            provider("acme", ["a"], pricing={"a": {**priced(), "nickname": "No Good"}}),
            "provider 'acme': price of 'a': nickname is 'No Good'",
        ),
        (provider("acme", ["a"], pricing={"b": priced()}), "price of 'b': models lists no such id"),
        (provider("acme", [Model("a", replacement="b")]), "replacement 'b' is not among models"),
        (
            provider("acme", [gone("a", "b"), gone("b", "a")]),
            "replacement 'a' leads in a circle",
        ),
        (provider("acme", [Model("a", replacement="a")]), "replacement 'a' leads in a circle"),
        (
            provider("acme", [gone("a", "b"), gone("b", "c"), gone("c", "b")]),
            "replacement 'b' leads in a circle",
        ),
        (
            provider("acme", ["a", "b"], pricing={"a": priced("x"), "b": priced("x")}),
            "nickname 'x' is that of 'a' and 'b'",
        ),
        (
            provider("acme", ["a", "b"], pricing={"a": priced("b")}),
            "nickname 'b' of 'a' is a model id",
        ),
    ],
)
def test_a_row_that_is_wrong_in_itself_is_refused(
    registry: ProviderRegistry, row: Provider, said: str
) -> None:
    """Before it reaches the catalog, with the value and the remedy."""
    with pytest.raises(RegistrationError, match=said):
        registry.register(row)
    assert registry.names() == ()


@pytest.mark.parametrize("value", [5, "acme", Provider, lambda: None])
def test_what_is_no_provider_is_refused(registry: ProviderRegistry, value: object) -> None:
    """The message says what belongs there."""
    with pytest.raises(RegistrationError, match="not a Provider; point at a Provider"):
        registry.register(value)  # type: ignore[arg-type] # the point


@pytest.mark.parametrize("attribute", ["ACME", "make", "Shelf.row"])
def test_a_file_may_hold_a_provider_or_a_function_that_makes_one(
    registry: ProviderRegistry, acme_file: Path, attribute: str
) -> None:
    """So that a provider that is not installed can be tried."""
    assert registry.load_file(f"{acme_file}:{attribute}").name == "acme"
    assert registry.names() == ("acme",)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("{file}", "write 'path/to/file.py:ATTRIBUTE'"),
        ("{file}:", "write 'path/to/file.py:ATTRIBUTE'"),
        ("{file}:MISSING", "there is no 'MISSING'"),
        ("{file}:NOT_A_PROVIDER", "gives 'int', not a Provider"),
        ("{folder}/none.py:ACME", "there is no file"),
        ("{folder}/notes.txt:ACME", "write 'path/to/file.py:ATTRIBUTE'"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_write(
    registry: ProviderRegistry, acme_file: Path, target: str, said: str
) -> None:
    """With the target as it was given."""
    with pytest.raises(RegistrationError, match=said):
        registry.load_file(target.format(file=acme_file, folder=acme_file.parent))


def test_two_files_of_one_name_are_two_modules(tmp_path: Path) -> None:
    """Copies of a provider in two folders can be tried side by side."""
    for name in ("acme", "bolt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "row.py").write_text(
            f"from tests.llm.rows import provider\nROW = provider({name!r}, [{name + '-1'!r}])\n"
        )
    registry = ProviderRegistry(Catalog())
    registry.load_file(f"{tmp_path}/acme/row.py:ROW")
    registry.load_file(f"{tmp_path}/bolt/row.py:ROW")
    assert registry.names() == ("acme", "bolt")
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    assert {f"{tmp_path}/acme/row.py", f"{tmp_path}/bolt/row.py"} <= files


def test_a_file_that_raises_shows_its_own_error(registry: ProviderRegistry, tmp_path: Path) -> None:
    """The author's frames, not a summary of them; and no half-made module stays behind."""
    (tmp_path / "bad.py").write_text("1 / 0\n")
    before = set(sys.modules)
    with pytest.raises(ZeroDivisionError):
        registry.load_file(f"{tmp_path}/bad.py:ROW")
    assert not {name for name in set(sys.modules) - before if "bad" in name}


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no_such_module_at_all:ROW", "cannot be imported: No module named"),
        ("tests.llm.rows", "write 'module:attribute'"),
        (":ROW", "write 'module:attribute'"),
        ("tests.llm.rows:", "write 'module:attribute'"),
        ("tests.llm.rows:MISSING", "there is no 'MISSING'"),
    ],
)
def test_a_module_target_that_leads_nowhere_says_what_to_write(
    registry: ProviderRegistry, target: str, said: str
) -> None:
    """With the target as it was given."""
    with pytest.raises(RegistrationError, match=said):
        registry.load(target)


def test_a_module_target_is_registered(
    registry: ProviderRegistry, acme_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`module:attribute`, as in an entry point."""
    monkeypatch.syspath_prepend(acme_file.parent)
    assert registry.load("acme_rows:make").name == "acme"


class Site:
    """A folder of installed packages, each of one module."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, distribution: str, source: str, *lines: str) -> None:
        """Install a package with entry points, each a line `name = target`."""
        (self.folder / f"{distribution}.py").write_text(source)
        sys.modules.pop(distribution, None)
        info = self.folder / f"{distribution}-1.0.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
        (info / "METADATA").write_text(metadata)
        points = "\n".join(["[scout.providers]", *lines, ""])
        (info / "entry_points.txt").write_text(points)

    @property
    def catalog(self) -> Catalog:
        """The built-in rows and these packages."""
        return Catalog(built_in, lambda: announced(self._entries()))

    def _entries(self) -> Iterator[EntryPoint]:
        for distribution in distributions(path=[str(self.folder)]):
            yield from distribution.entry_points


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """An empty folder on the path of modules."""
    monkeypatch.syspath_prepend(tmp_path)
    return Site(tmp_path)


def names_in(catalog: Catalog) -> list[str]:
    """The names of what is not built in."""
    built = {offer.name for offer in built_in()}
    return [name for name in catalog.complete().providers if name not in built]


def test_an_installed_package_announces_its_provider(site: Site) -> None:
    """One file, one entry point, no edit of scout."""
    site.install("acme_dist", ROW, "acme = acme_dist:ACME")
    assert names_in(site.catalog) == ["acme"]


def test_an_entry_point_may_name_a_function_and_extras(site: Site) -> None:
    """As the packaging standard allows."""
    site.install("acme_dist", ROW, "acme = acme_dist:make [fast]")
    assert names_in(site.catalog) == ["acme"]


def test_installed_packages_come_in_the_order_of_their_names(site: Site) -> None:
    """Not in the order in which a file system happens to list them."""
    for name in ("coil", "acme", "bolt"):
        site.install(f"{name}_dist", ROW.replace("acme", name), f"{name} = {name}_dist:ACME")
    assert names_in(site.catalog) == ["acme", "bolt", "coil"]


@pytest.mark.claim(
    "left-out",
    "A provider that cannot be loaded is left out, named in the log with the reason, and breaks "
    "nobody else.",
)
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import no_such_module_at_all", "cannot be imported: No module named"),
        ("raise SystemExit(3)", "SystemExit"),
        ("def ACME():\n    raise OSError('disk')", "OSError"),
        ("ACME = 5", "not a Provider"),
        ("", "there is no 'ACME'"),
        (ROW.replace('"acme", ', '"groq", '), "a different provider of this name"),
        (ROW.replace('"acme-"]', '"llama"]'), "prefix 'llama' is claimed by provider 'groq'"),
    ],
    ids=["raises", "import", "exits", "function", "type", "missing", "name", "prefix"],
)
def test_a_broken_package_is_left_out_and_reported(site: Site, source: str, said: str) -> None:
    """Whatever is wrong with it, all others are there."""
    site.install("bad_dist", source, "bad = bad_dist:ACME")
    site.install("bolt_dist", ROW.replace("acme", "bolt"), "bolt = bolt_dist:ACME")
    registry = ProviderRegistry(site.catalog)
    assert names_in(registry.catalog) == ["bolt"]
    assert "groq" in registry.names()
    (failure,) = registry.failures()
    assert (failure.name, failure.target) == ("bad", "bad_dist:ACME")
    assert said in failure.reason
    with pytest.raises(ConfigurationError, match="'bad' is installed but was left out: "):
        registry.get("bad")


def test_a_package_that_looks_up_a_price_while_it_is_read_sees_the_built_in_ones(
    site: Site,
) -> None:
    """A price may be derived from another, without a lock-up."""
    peek = "from scout.llm.pricing import PRICING\nSEEN = 'openai/gpt-oss-20b' in PRICING\n"
    site.install("acme_dist", peek + ROW, "acme = acme_dist:ACME")
    assert names_in(site.catalog) == ["acme"]
    assert sys.modules["acme_dist"].SEEN


def test_a_built_in_name_and_prefix_cannot_be_taken() -> None:
    """Not in code either; and the message says how to go on."""
    registry = ProviderRegistry(Catalog(built_in))
    with pytest.raises(RegistrationError, match="another name"):
        registry.register(provider("groq", ["x"]))
    with pytest.raises(RegistrationError, match="claimed by provider 'groq'"):
        registry.register(provider("acme", ["x"], prefixes=["mixtral"]))


def test_a_really_installed_package_is_found_by_its_group(site: Site) -> None:
    """The one test that asks Python itself what is installed."""
    site.install("tin_dist", ROW.replace("acme", "tin"), "tin = tin_dist:ACME")
    assert "tin" in {offer.name for offer in installed()}


def test_the_same_id_at_a_second_provider_is_reported(registry: ProviderRegistry) -> None:
    """The bare id stays where it was."""
    registry.register(provider("acme", ["same"]))
    registry.register(provider("bolt", ["same"]))
    assert [conflict.also_at for conflict in registry.conflicts()] == ["bolt/same"]


def test_a_price_is_there_with_nothing_else_done() -> None:
    """In a process of its own: the first look fills the catalog."""
    program = "from scout.llm.pricing import PRICING; print(PRICING['gemini-2.5-pro']['nickname'])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (done.stdout, done.stderr) == ("galaxy_brain\n", "")


def test_a_date_in_a_row_is_a_date(registry: ProviderRegistry) -> None:
    """Rows are data: a date that is a text is refused where it is written."""
    row = provider("acme", ["a"], pricing={"a": {**priced(), "as_of": "2026-11-22"}})
    with pytest.raises(RegistrationError, match="as_of is '2026-11-22'; give a"):
        registry.register(row)
    registry.register(provider("acme", ["a"], pricing={"a": {**priced(), "as_of": TODAY}}))
