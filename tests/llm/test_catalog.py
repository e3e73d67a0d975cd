"""What the catalog promises: one snapshot, clear clashes, filled once and on demand."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scout.errors import RegistrationError
from scout.llm.catalog import Catalog, Offer, Snapshot, Stage
from scout.llm.providers.base import Provider
from tests.llm.rows import priced, provider


def offers(*rows: Provider) -> list[Offer]:
    """Rows as a loader finds them."""
    return [Offer(row.name, f"pkg:{row.name}", row) for row in rows]


def test_a_provider_is_found_by_name_id_prefix_and_nickname() -> None:
    """Registration fills every index."""
    acme = provider("acme", ["a-1"], prefixes=["a-"], pricing={"a-1": priced("ace")})
    rows = Snapshot().plus(acme)
    assert rows.providers["acme"] is acme
    assert rows.homes["a-1"].provider is acme
    assert rows.prefixes["a-"] is acme
    assert rows.nicknames["ace"].model.id == "a-1"


def test_the_same_row_twice_changes_nothing() -> None:
    """An equal row is the same registration, be it the same object or not."""
    rows = Snapshot().plus(provider("acme", ["a-1"], prefixes=["a-"]))
    assert rows.plus(provider("acme", ["a-1"], prefixes=["a-"])) is rows


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (provider("acme", ["a-2"]), ["'acme'", "different provider", "another name"]),
        (provider("bolt", ["b-1"], prefixes=["a-"]), ["'bolt'", "'acme'", "'a-'", "'bolt/<id>'"]),
        (
            provider("bolt", ["b-1"], pricing={"b-1": priced("ace")}),
            ["'bolt'", "'ace'", "'b-1'", "acme/a-1", "another"],
        ),
        (
            provider("bolt", ["b-1"], pricing={"b-1": priced("a-1")}),
            ["'a-1'", "'b-1'", "acme/a-1"],
        ),
        (provider("bolt", ["ace"]), ["'ace'", "nickname", "acme/a-1"]),
    ],
    ids=["name", "prefix", "nickname", "nickname is an id", "id is a nickname"],
)
def test_a_clash_names_both_sides_and_the_remedy(second: Provider, words: list[str]) -> None:
    """Two rows that contradict each other are refused with all that is needed to mend it."""
    first = provider("acme", ["a-1"], prefixes=["a-"], pricing={"a-1": priced("ace")})
    catalog = Catalog()
    catalog.add(first)
    before = catalog.complete()
    with pytest.raises(RegistrationError) as caught:
        catalog.add(second)
    assert [word for word in words if word not in str(caught.value)] == []
    assert catalog.complete() is before


def test_an_id_stays_with_the_provider_that_came_first() -> None:
    """The second one is reached by its address, and the catalog says so."""
    rows = Snapshot().plus(provider("acme", ["same"])).plus(provider("bolt", ["same", "own"]))
    assert rows.homes["same"].provider.name == "acme"
    assert rows.homes["own"].provider.name == "bolt"
    assert [(c.model, c.served_by, c.also_at) for c in rows.conflicts] == [
        ("same", "acme", "bolt/same")
    ]


def test_an_id_that_is_an_earlier_models_address_leads_nowhere_new() -> None:
    """A reseller's `acme/a-1` does not take over what `acme/a-1` meant before it came."""
    rows = Snapshot().plus(provider("acme", ["a-1"])).plus(provider("mall", ["acme/a-1"]))
    assert "acme/a-1" not in rows.homes
    assert [c.also_at for c in rows.conflicts] == ["mall/acme/a-1"]


def test_a_snapshot_cannot_be_changed() -> None:
    """Readers may hold one as long as they like."""
    rows = Snapshot().plus(provider("acme", ["a-1"]))
    with pytest.raises(TypeError):
        rows.providers["bolt"] = provider("bolt", ["b"])  # type: ignore[index] # the point


@pytest.mark.claim(
    "rows-come-late",
    "Built-in rows are read at the first look-up, and installed packages only where the built-in "
    "rows do not settle it, so that importing scout imports no provider.",
)
def test_a_catalog_is_filled_by_the_first_look_and_only_as_far_as_asked() -> None:
    """The built-in rows do not wait for the installed ones."""
    loaded: list[str] = []

    def built_in() -> Iterator[Offer]:
        loaded.append("built in")
        yield from offers(provider("acme", ["a"]))

    def installed() -> Iterator[Offer]:
        loaded.append("installed")
        yield from offers(provider("bolt", ["b"]))

    catalog = Catalog(built_in, installed)
    assert loaded == []
    assert list(catalog.built_in().providers) == ["acme"]
    assert loaded == ["built in"]
    assert list(catalog.complete().providers) == ["acme", "bolt"]
    catalog.built_in()
    catalog.complete()
    assert loaded == ["built in", "installed"]


def test_what_is_registered_in_code_comes_last_whatever_was_asked_before() -> None:
    """Registration reads the installed rows first, so that the order never varies."""
    catalog = Catalog(
        lambda: offers(provider("acme", ["a"])), lambda: offers(provider("bolt", ["b"]))
    )
    catalog.add(provider("coil", ["c"]))
    assert list(catalog.built_in().providers) == ["acme", "bolt", "coil"]


@pytest.mark.claim(
    "left-out",
    "A provider that cannot be loaded is left out, named in the log with the reason, and breaks "
    "nobody else.",
)
def test_one_broken_plugin_breaks_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """It is left out with a warning that names it; the others are there."""
    plugins = [
        Offer("bad", "bad_pkg:ROW", None, "ZeroDivisionError('oh')"),
        *offers(provider("clone", ["x"], prefixes=["a-"]), provider("bolt", ["b"])),
    ]
    catalog = Catalog(lambda: offers(provider("acme", ["a"], prefixes=["a-"])), lambda: plugins)
    with caplog.at_level(logging.WARNING, "scout"):
        rows = catalog.complete()
    assert list(rows.providers) == ["acme", "bolt"]
    assert [(f.name, f.target) for f in rows.failures] == [
        ("bad", "bad_pkg:ROW"),
        ("clone", "pkg:clone"),
    ]
    assert "claimed by provider 'acme'" in rows.failures[1].reason
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "provider 'bad' is left out: ZeroDivisionError('oh')"
    assert said[1].startswith("provider 'clone' is left out: ")


def test_a_broken_built_in_row_is_a_bug_and_raises() -> None:
    """Scout's own rows may not contradict each other quietly."""
    clash = offers(provider("acme", ["a"], prefixes=["x"]), provider("bolt", ["b"], prefixes=["x"]))
    with pytest.raises(RegistrationError):
        Catalog(lambda: clash).built_in()


def test_a_loader_may_be_named_and_is_imported_at_the_first_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog knows the name of who fills it, not the code."""
    (tmp_path / "late_rows.py").write_text("def find():\n    return []\n")
    monkeypatch.syspath_prepend(tmp_path)
    catalog = Catalog("late_rows:find")
    assert "late_rows" not in sys.modules
    catalog.built_in()
    assert sys.modules.pop("late_rows") is not None


def test_a_plugin_that_looks_up_while_it_is_read_sees_what_is_there() -> None:
    """Looking up inside a loader neither recurses nor locks up."""
    seen: list[list[str]] = []

    def installed() -> Iterator[Offer]:
        seen.append(list(catalog.complete().providers))
        yield from offers(provider("bolt", ["b"]))

    catalog = Catalog(lambda: offers(provider("acme", ["a"])), installed)
    assert list(catalog.complete().providers) == ["acme", "bolt"]
    assert seen == [["acme"]]


def test_a_plugin_may_register_itself_while_it_is_read() -> None:
    """A module that registers at import and is announced as well counts once."""
    row = provider("bolt", ["b"])

    def installed() -> Iterator[Offer]:
        catalog.add(row)
        yield from offers(row)

    catalog = Catalog(lambda: offers(provider("acme", ["a"])), installed)
    assert list(catalog.complete().providers) == ["acme", "bolt"]
    assert catalog.complete().failures == ()


def test_threads_that_look_first_at_once_agree() -> None:
    """Both may run the loader; one result counts, and rows made anew are no clash."""
    gate = threading.Barrier(4, timeout=10)

    def installed() -> Iterator[Offer]:
        gate.wait()  # all four are inside before one is done
        yield Offer("bad", "x:y", None, "broken")
        yield from offers(provider("bolt", ["b"]))

    catalog = Catalog(lambda: offers(provider("acme", ["a"])), installed)
    results: list[Snapshot] = []
    threads = [
        threading.Thread(target=lambda: results.append(catalog.complete())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [list(rows.providers) for rows in results] == [["acme", "bolt"]] * 4
    assert len({id(rows) for rows in results}) == 1
    assert len(catalog.complete().failures) == 1


def test_registrations_from_many_threads_are_all_kept() -> None:
    """A change is made under the lock: none is lost."""
    catalog = Catalog()
    threads = [
        threading.Thread(target=catalog.add, args=(provider(f"p{n}", [f"m{n}"]),))
        for n in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(catalog.complete().providers) == 32


def test_isolation_takes_back_what_was_registered_inside() -> None:
    """A test leaves the catalog as it was, even when it fails."""
    catalog = Catalog(lambda: offers(provider("acme", ["a"])))
    before = catalog.complete()

    def fail_inside() -> None:
        with catalog.isolated():
            catalog.add(provider("bolt", ["b"]))
            raise KeyError("bolt")

    with pytest.raises(KeyError):
        fail_inside()
    assert catalog.complete() is before


def test_isolation_can_leave_a_provider_out_so_that_another_takes_its_name() -> None:
    """A changed copy of an installed provider can be tried under its own name."""
    catalog = Catalog(lambda: offers(provider("acme", ["a"]), provider("bolt", ["b"])))
    with catalog.isolated(without=["acme"]):
        assert list(catalog.complete().providers) == ["bolt"]
        catalog.add(provider("acme", ["a-changed"]))
        assert "a" not in catalog.complete().homes
    assert list(catalog.complete().providers) == ["acme", "bolt"]
    assert catalog.complete().stage is Stage.INSTALLED
