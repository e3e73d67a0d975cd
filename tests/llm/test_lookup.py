"""How a model name is read: id, address, nickname, prefix; and the dates that bend it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import RegistrationError
from scout.llm.catalog import Catalog, Offer
from scout.llm.lookup import How, longest_prefix, look_up, suggestions
from scout.llm.providers.base import Provider
from tests.llm.rows import EARLIER, TODAY, gone, priced, provider


def catalog_of(*rows: Provider) -> Catalog:
    """A catalog with these rows, in this order."""
    catalog = Catalog()
    for row in rows:
        catalog.add(row)
    return catalog


def where(name: str, catalog: Catalog, today: date = TODAY) -> tuple[str, str, How] | None:
    """Provider, id and rule of a look-up."""
    found = look_up(name, today, catalog)
    return None if found is None else (found.provider.name, found.model_id, found.how)


FLEET = catalog_of(
    provider("openly", ["o-1"], prefixes=["o", "gpt"]),
    provider(
        "swift",
        ["openly/oss-9", "l-1", "l-2"],
        prefixes=["l-", "openly/oss"],
        pricing={"l-2": priced("ace")},
    ),
    provider("deep", ["deep-1", "DeepCase-1"], prefixes=["deep", "deep-pro"]),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("l-1", ("swift", "l-1", How.ID)),
        ("openly/oss-9", ("swift", "openly/oss-9", How.ID)),
        ("swift/openly/oss-9", ("swift", "openly/oss-9", How.ADDRESS)),
        ("openly/o-1", ("openly", "o-1", How.ADDRESS)),
        ("openly/oss-10", ("openly", "oss-10", How.ADDRESS)),
        ("swift/unheard-of", ("swift", "unheard-of", How.ADDRESS)),
        ("swift/ace", ("swift", "l-2", How.ADDRESS)),
        ("deep/ace", ("deep", "ace", How.ADDRESS)),
        ("ace", ("swift", "l-2", How.NICKNAME)),
        ("l-new", ("swift", "l-new", How.PREFIX)),
        ("l-", ("swift", "l-1", How.PREFIX)),
        ("l", None),
        ("deep-2", ("deep", "deep-2", How.PREFIX)),
        ("deep/deepcase-1", ("deep", "DeepCase-1", How.ADDRESS)),
        ("deepcase-1", ("deep", "DeepCase-1", How.PREFIX)),
        ("deep", ("deep", "deep-1", How.PREFIX)),
        ("deep-pro", ("deep", "deep-1", How.PREFIX)),
        ("unheard-of", None),
        ("swift/", None),
        ("/l-1", None),
        ("", None),
        ("L-1", None),
        (" l-1", None),
    ],
)
def test_a_name_is_read_by_the_first_rule_that_fits(
    name: str, expected: tuple[str, str, How] | None
) -> None:
    """Exact ids come first, then addresses, nicknames and the longest prefix."""
    assert where(name, FLEET) == expected


def test_an_id_that_nobody_lists_has_no_row_and_no_price() -> None:
    """It is handed through as it is, and nothing is made up about it."""
    found = look_up("l-new", TODAY, FLEET)
    assert found is not None
    assert found.model is None
    assert found.price is None
    assert "handed through" in found.reason


OLD = provider(
    "swift",
    ["new-2", gone("l-1", "l-2"), gone("l-2", "new-1"), gone("new-1", "new-2"), gone("lost-1")],
    prefixes=["l-", "lost", "new"],
    pricing={"l-1": priced("ace")},
)


@pytest.mark.parametrize(("default", "leads_to"), [("a-1", "a-2"), ("b-1", "a-3"), ("a-3", "a-3")])
def test_a_bare_prefix_means_the_default_else_the_first_that_lives(
    default: str, leads_to: str
) -> None:
    """A default that is shut down means what replaced it."""
    row = provider(
        "acme",
        [gone("a-1", "a-2"), "a-3", "a-2", "b-1"],
        prefixes=["a-", "b"],
        default=default,
    )
    assert where("a", catalog_of(row)) is None
    assert where("a-", catalog_of(row)) == ("acme", leads_to, How.PREFIX)


def test_ids_that_differ_by_case_alone_are_two_models() -> None:
    """Another case is read kindly only where no id is meant exactly."""
    catalog = catalog_of(provider("acme", ["Same", "same"], prefixes=["s"]))
    assert where("acme/same", catalog) == ("acme", "same", How.ADDRESS)
    assert where("acme/Same", catalog) == ("acme", "Same", How.ADDRESS)
    assert where("acme/SAME", catalog) == ("acme", "Same", How.ADDRESS)


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("l-1", "l-1"),
        ("swift/l-1", "l-1"),
        ("ace", "new-2"),
        ("swift/ace", "new-2"),
        ("l-2-unheard-of", "new-2"),
        ("l-", "new-2"),
        ("lost", "lost-1"),
        ("new-3", "new-3"),
        ("new", "new-2"),
    ],
)
def test_a_model_that_is_shut_down_gives_way_unless_it_was_named_exactly(
    name: str, leads_to: str
) -> None:
    """Nicknames and prefixes lead to the replacement, along the whole chain."""
    found = look_up(name, TODAY, catalog_of(OLD))
    assert found is not None
    assert found.model_id == leads_to


def test_a_replacement_takes_over_on_the_very_day() -> None:
    """The day of the shutdown is the first without the model."""
    row = provider(
        "acme", ["b", gone("a", "b", EARLIER)], default="a", pricing={"a": priced("ace")}
    )
    catalog = catalog_of(row)
    assert where("ace", catalog, EARLIER - timedelta(days=1)) == ("acme", "a", How.NICKNAME)
    assert where("ace", catalog, EARLIER) == ("acme", "b", How.NICKNAME)


def test_a_replaced_name_says_so() -> None:
    """The record of a call tells why another model answered."""
    found = look_up("ace", TODAY, catalog_of(OLD))
    assert found is not None
    assert "'l-1' was shut down on 2026-01-01" in found.reason


def test_a_settled_name_does_not_wait_for_the_installed_packages() -> None:
    """An exact id or nickname of a built-in row is final: no later row can take it."""

    def installed() -> list[Offer]:
        pytest.fail("the entry points were read")

    row = provider("acme", ["a-1"], prefixes=["a-"], pricing={"a-1": priced("ace")})
    catalog = Catalog(lambda: [Offer("acme", "", row)], installed)
    assert where("a-1", catalog) == ("acme", "a-1", How.ID)
    assert where("ace", catalog) == ("acme", "a-1", How.NICKNAME)


@pytest.mark.parametrize("asked_before", [None, "a-1", "a-9-exact", "unheard-of"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a-9-exact", ("bolt", "a-9-exact", How.ID)),
        ("acme/resold", ("bolt", "acme/resold", How.ID)),
        ("a-nickname", ("bolt", "a-9-exact", How.NICKNAME)),
        ("a-99", ("bolt", "a-99", How.PREFIX)),
        ("a-2", ("acme", "a-2", How.PREFIX)),
        ("a-1", ("acme", "a-1", How.ID)),
    ],
)
def test_what_was_asked_before_never_changes_an_answer(
    asked_before: str | None, name: str, expected: tuple[str, str, How]
) -> None:
    """An installed id, nickname or longer prefix counts from the first look on."""
    acme = provider("acme", ["a-1"], prefixes=["a-"])
    bolt = provider(
        "bolt",
        ["a-9-exact", "acme/resold"],
        prefixes=["a-9"],
        pricing={"a-9-exact": priced("a-nickname")},
    )
    catalog = Catalog(lambda: [Offer("acme", "", acme)], lambda: [Offer("bolt", "", bolt)])
    if asked_before is not None:
        where(asked_before, catalog)
    assert where(name, catalog) == expected


NAMES = st.text("ab/-", min_size=1, max_size=5)


@given(prefixes=st.sets(NAMES, max_size=12), name=NAMES)
def test_the_longest_prefix_is_the_one_a_slow_search_finds(prefixes: set[str], name: str) -> None:
    """The name is shortened letter by letter until what is left is a prefix."""
    slow = next((name[:n] for n in range(len(name), 0, -1) if name[:n] in prefixes), None)
    assert longest_prefix(prefixes, name) == slow


@st.composite
def fleets(draw: st.DrawFn) -> list[Provider]:
    """Up to four providers over a tiny alphabet, so that names collide often."""
    rows = []
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=1, max_size=4)):
        ids = draw(st.lists(NAMES, unique=True, min_size=1, max_size=4))
        prefixes = draw(st.lists(NAMES, unique=True, max_size=3))
        nick = draw(st.none() | st.text("ab-", min_size=1, max_size=4))
        rows.append(
            provider(name, ids, prefixes=prefixes, pricing={ids[0]: priced(nick)} if nick else {})
        )
    return rows


def read_slowly(rows: list[Provider], name: str) -> tuple[str, str] | None:
    """The rules of the page, word by word, over the plain list of providers."""
    addresses: set[str] = set()
    for row in rows:
        for model in row.models:
            if model.id == name and name not in addresses:
                return row.name, name
        addresses |= {f"{row.name}/{model.id}" for model in row.models}
    nicknames = {
        price["nickname"]: (row.name, model_id)
        for row in rows
        for model_id, price in row.pricing.items()
    }
    for row in rows:
        if name.startswith(f"{row.name}/") and len(name) > len(row.name) + 1:
            rest = name[len(row.name) + 1 :]
            mine = nicknames.get(rest)
            return mine if mine and mine[0] == row.name else (row.name, rest)
    if name in nicknames:
        return nicknames[name]
    claims = {prefix: row for row in rows for prefix in row.model_prefixes}
    best = max((p for p in claims if name.startswith(p)), key=len, default=None)
    if best is None:
        return None
    row = claims[best]
    if name.rstrip("-/") == best.rstrip("-/"):
        family = [model.id for model in row.models if model.id.startswith(best)]
        default = row.default_model
        return row.name, default if not family or default in family else family[0]
    return row.name, name


@given(rows=fleets(), built_in=st.integers(0, 4), name=st.text("abcd/-", min_size=1, max_size=8))
def test_every_look_up_agrees_with_a_slow_reading_of_the_rules(
    rows: list[Provider], built_in: int, name: str
) -> None:
    """Over random catalogs in which ids, addresses, nicknames and prefixes collide.

    However many of the rows are built in, and however many are read only when they are needed.
    """
    trial = Catalog()
    kept = []
    for row in rows:
        try:
            trial.add(row)
        except RegistrationError:
            continue
        kept.append(Offer(row.name, "", row))
    catalog = Catalog(lambda: kept[:built_in], lambda: kept[built_in:])
    found = look_up(name, TODAY, catalog)
    assert (found and (found.provider.name, found.model_id)) == read_slowly(
        list(trial.complete().providers.values()), name
    )


def test_suggestions_offer_what_exists_and_looks_alike() -> None:
    """Ids, addresses and nicknames, whatever their case; nothing where nothing is near."""
    assert "deep-1" in suggestions("deep-l", FLEET)
    assert "DeepCase-1" in suggestions("depcase-1", FLEET)
    assert "swift/l-1" in suggestions("swft/l-1", FLEET)
    assert suggestions("xyzzyxyzzy", FLEET) == ()
    assert suggestions("anything", Catalog()) == ()


def test_an_empty_catalog_answers_nothing() -> None:
    """It is a catalog all the same."""
    assert look_up("a", TODAY, Catalog()) is None
