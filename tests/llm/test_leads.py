"""What a router remembers of the names it was given, and when it looks again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scout.config import Settings
from scout.errors import ConfigurationError, ModelNotFoundError
from scout.llm import leads as module
from scout.llm.catalog import Catalog
from scout.llm.leads import Leads
from scout.llm.model_notices import ModelNotices
from tests.llm.rows import gone, provider

DAY_S = 86_400.0
NOON_S = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()


class Wall:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at_s = NOON_S

    def now(self) -> float:
        """The same."""
        return self.at_s

    def wall(self) -> float:
        """Seconds since the epoch."""
        return self.at_s

    def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.at_s += seconds


@pytest.fixture
def clock() -> Wall:
    """Noon."""
    return Wall()


@pytest.fixture
def catalog() -> Catalog:
    """One provider, whose alias leads to a model that goes tomorrow."""
    catalog = Catalog()
    tomorrow = datetime.fromtimestamp(NOON_S + DAY_S, UTC).date()
    going = gone("a-1", "a-2", on=tomorrow)
    catalog.add(provider("acme", [going, "a-2"], prefixes=["a-"], default="a-1"))
    return catalog


def leads_in(catalog: Catalog, clock: Wall, **settings: object) -> Leads:
    """Leads of a router with these settings."""
    return Leads(Settings(**settings), catalog, ModelNotices(clock, 0))  # type: ignore[arg-type]  # any


def ids(leads: Leads, name: str) -> list[str]:
    """The models that a name leads to."""
    return [candidate.model.id for candidate in leads.to(name)]


def test_a_name_is_looked_up_once(catalog: Catalog, clock: Wall) -> None:
    """What is found is the very same, time limits of the settings included."""
    leads = leads_in(catalog, clock, timeouts={"acme": {"idle_s": 3.0}})
    first = leads.to("a-2")
    assert first[0].provider.timeouts.idle_s == 3.0
    assert leads.to("a-2") is first


def test_a_name_is_looked_up_anew_on_the_next_day(catalog: Catalog, clock: Wall) -> None:
    """A prefix leads past a model from the day on which it is gone."""
    leads = leads_in(catalog, clock)
    assert ids(leads, "a-") == ["a-1"]
    clock.at_s += DAY_S
    assert ids(leads, "a-") == ["a-2"]


def test_a_name_is_looked_up_anew_when_a_provider_is_registered(
    catalog: Catalog, clock: Wall
) -> None:
    """A longer prefix that comes later is the one that decides."""
    leads = leads_in(catalog, clock)
    assert [one.provider.name for one in leads.to("a-2x")] == ["acme"]
    catalog.add(provider("other", ["a-2x"], prefixes=["a-2"]))
    assert [one.provider.name for one in leads.to("a-2x")] == ["other"]


def test_a_name_that_leads_nowhere_is_asked_again(catalog: Catalog, clock: Wall) -> None:
    """Somebody may register it yet."""
    leads = leads_in(catalog, clock)
    for _ in range(2):
        with pytest.raises(ModelNotFoundError):
            leads.to("b-1")
    catalog.add(provider("other", ["b-1"], prefixes=["b-"]))
    assert ids(leads, "b-1") == ["b-1"]


def test_no_more_names_are_remembered_than_anybody_has(
    catalog: Catalog, clock: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids that are handed through may be any; past the bound it begins anew, and finds the same."""
    monkeypatch.setattr(module, "MAX_KNOWN", 3)
    leads = leads_in(catalog, clock)
    for number in range(10):
        assert ids(leads, f"a-new-{number}") == [f"a-new-{number}"]
    assert len(leads._known) <= 3


def test_a_time_limit_that_does_not_exist_is_refused_by_name(catalog: Catalog, clock: Wall) -> None:
    """With what there is."""
    leads = leads_in(catalog, clock, timeouts={"acme": {"idle": 3.0}})
    with pytest.raises(ConfigurationError, match=r"timeouts\['acme'\] sets idle; known: connect_s"):
        leads.to("a-2")
