"""What was spent, added up to the last nano-dollar, whatever it is added up by."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.audit import AuditLog
from scout.llm.budget import Account, Entry, Limit
from scout.llm.ledgers.memory import MemoryLedger
from scout.spend import Charge, SpendReport, audit_charges, ledger_charges, spend
from scout.spend_plot import bars, svg

DAY = date(2026, 11, 22)
NOON_S = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()


def charge(
    nano_usd: int | None,
    *,
    day: date = DAY,
    call: str = "1",
    provider: str = "groq",
    model: str = "m",
    **scopes: str,
) -> Charge:
    """One charge."""
    return Charge(day, call, nano_usd, provider, model, scopes)


def sums(report: SpendReport) -> dict[str, int]:
    """The amounts by the first name."""
    return {names[0]: row.nano_usd for names, row in report.rows.items()}


CHARGES = st.lists(
    st.builds(
        charge,
        st.integers(0, 2**53),
        day=st.dates(date(2026, 11, 1), date(2026, 11, 5)),
        call=st.sampled_from("123"),
        provider=st.sampled_from(["groq", "openai"]),
        model=st.sampled_from("mn"),
        team=st.sampled_from("ab"),
    )
)


@given(
    CHARGES,
    st.lists(st.sampled_from(["model", "provider", "day", "scope:team"]), min_size=1, unique=True),
)
def test_rows_add_up_to_the_total_exactly(charges: list[Charge], by: list[str]) -> None:
    """Whatever they are added up by: amounts are whole numbers, nothing is rounded."""
    report = spend(charges, by)
    whole = sum(one.nano_usd or 0 for one in charges)
    assert sum(row.nano_usd for row in report.rows.values()) == report.total.nano_usd == whole
    assert sum(row.requests for row in report.rows.values()) == len(charges)
    told = json.loads(report.json())
    assert sum(row["nano_usd"] for row in told["rows"]) == told["total"]["nano_usd"] == whole
    lines = list(csv.DictReader(io.StringIO(report.csv())))
    assert sum(int(line["nano_usd"]) for line in lines) == whole


def test_amounts_are_told_in_dollars_without_rounding() -> None:
    """A single nano-dollar and the largest amount an engine keeps."""
    told = json.loads(spend([charge(1), charge(2**53 - 1, model="n")]).json())
    assert [row["usd"] for row in told["rows"]] == ["9007199.254740991", "0.000000001"]


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        ("model", {"openai/n": 30, "groq/m": 12, "(none)": 5}),
        ("provider", {"openai": 30, "groq": 12, "(none)": 5}),
        ("day", {"2026-11-21": 10, "2026-11-22": 37}),
        ("scope", {"team:a": 32, "user:u": 30, "team:b": 10, "(none)": 5}),
        ("scope:team", {"a": 32, "b": 10, "(none)": 5}),
        ("scope:user", {"u": 30, "(none)": 17}),
    ],
)
def test_charges_are_added_up_by(by: str, wanted: dict[str, int]) -> None:
    """Days in order, else the dearest first; of several scopes a charge counts in each."""
    report = spend(
        [
            charge(2, team="a"),
            charge(10, team="b", day=date(2026, 11, 21)),
            charge(30, provider="openai", model="n", team="a", user="u"),
            charge(5, provider="", model=""),
        ],
        [by],
    )
    assert list(sums(report).items()) == list(wanted.items())
    assert report.total.nano_usd == 47


def test_two_dimensions_are_combined() -> None:
    """A row for each pair that there is."""
    report = spend(
        [charge(1, team="a"), charge(2, team="b"), charge(4, team="a", model="n")],
        ["scope:team", "model"],
    )
    assert {names: row.nano_usd for names, row in report.rows.items()} == {
        ("a", "groq/n"): 4,
        ("b", "groq/m"): 2,
        ("a", "groq/m"): 1,
    }


@pytest.mark.parametrize(("by", "said"), [([], "empty"), (["day", "day"], "day, day")])
def test_a_dimension_stands_once(by: list[str], said: str) -> None:
    """None at all says nothing."""
    with pytest.raises(ValueError, match=f"by is {said}; name each dimension once"):
        spend([], by)


@pytest.mark.parametrize("by", ["colour", "scope:"])
def test_an_unknown_dimension_is_refused(by: str) -> None:
    """With those that there are."""
    with pytest.raises(ValueError, match="take model, provider, day, scope or scope:KIND"):
        spend([], [by])


def test_days_bound_what_counts() -> None:
    """Both ends included."""
    charges = [charge(10**at, day=date(2026, 11, 20 + at)) for at in range(4)]
    assert spend(charges, since=date(2026, 11, 21)).total.nano_usd == 1110
    assert spend(charges, until=date(2026, 11, 21)).total.nano_usd == 11
    assert spend(charges, since=DAY, until=DAY).total.nano_usd == 100


def test_calls_are_counted_once_and_requests_each() -> None:
    """A call that was tried three times is one call."""
    report = spend([charge(1), charge(2), charge(3), charge(4, call="2")])
    (row,) = report.rows.values()
    assert (len(row.calls), row.requests) == (2, 4)


def test_what_has_no_price_is_counted_and_not_added() -> None:
    """Unknown is not free."""
    report = spend([charge(None), charge(3)])
    assert (report.total.nano_usd, report.total.unpriced, report.total.requests) == (3, 1, 2)


# -- where charges come from --


def test_a_ledger_is_added_up_by_its_journal() -> None:
    """Scopes are what is neither provider nor model; corrections count."""
    entries = [
        Entry(NOON_S, "1", 70, ("global",), {"provider": "groq", "model": "m", "team": "a"}),
        Entry(NOON_S, "1", -20, ("global",), {"team": "a"}, "corrected"),
        Entry(NOON_S - 86_400, "2", 5, ("global",), {}, "expired"),
    ]
    charges = list(ledger_charges(entries))
    assert sums(spend(charges, ["scope"])) == {"team:a": 50, "(none)": 5}
    assert sums(spend(charges, ["model"])) == {"groq/m": 70, "(none)": -15}
    assert sums(spend(charges, ["day"])) == {"2026-11-21": 5, "2026-11-22": 50}


def test_what_a_ledger_has_spent_is_what_the_report_says() -> None:
    """Balance and journal are the same money."""
    ledger = MemoryLedger(lambda: NOON_S)
    for call, team in enumerate("aab"):
        account = Account(ledger, str(call), [Limit("global", 10**9)], 60, {"team": team})
        account.reserve(100)
        account.dispatch()
        account.commit(10 + call, {"provider": "groq", "model": "m"})
        account.release()
    report = spend(ledger_charges(ledger.journal()), ["scope:team"])
    assert sums(report) == {"a": 21, "b": 12}
    assert report.total.nano_usd == ledger.balance("global").spent_nano_usd


def test_an_audit_log_is_added_up_by_its_attempts(tmp_path: Path) -> None:
    """Failed ones included, candidates that were passed over not."""
    steps = [("skipped", "groq", None), ("ServerError", "groq", 7), ("ok", "openai", 9)]
    body = {
        "id": "1",
        "outcome": "ok",
        "scopes": {"team": "a"},
        "attempts": [
            {"outcome": outcome, "provider": name, "model": "m", "cost_nano_usd": cost}
            for outcome, name, cost in steps
        ],
    }
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, wall=lambda: NOON_S) as log:
        log.append(body)
        log.append({"made": "by hand"})
    with path.open("ab") as file:
        file.write(b"no row\n")
    report = spend(audit_charges(path), ["provider", "day", "scope"])
    assert {names: row.nano_usd for names, row in report.rows.items()} == {
        ("openai", "2026-11-22", "team:a"): 9,
        ("groq", "2026-11-22", "team:a"): 7,
    }
    assert (report.total.requests, report.total.unpriced) == (2, 0)
    assert report.unreadable == 2
    assert json.loads(report.json())["unreadable"] == 2


# -- how it is shown --


def test_a_name_is_never_a_formula_in_a_spreadsheet() -> None:
    """Names of scopes are anybody's choice."""
    names = ["=cmd()", "+1", "-1", "@a", "\ta", "plain"]
    report = spend([charge(1, user=name) for name in names], ["scope:user"])
    cells = [line[0] for line in csv.reader(io.StringIO(report.csv()))][1:]
    assert sorted(cells) == sorted(["'=cmd()", "'+1", "'-1", "'@a", "'\ta", "plain"])


def test_bars_are_as_long_as_their_share() -> None:
    """The dearest fills the room, half of it is half as long, within the width."""
    report = spend([charge(100), charge(50, model="n"), charge(0, model="o")])
    lines = bars(report, 60)
    full, half, none = (line.count("█") for line in lines)
    assert (full, half, none) == (38, 19, 0)
    assert all(len(line) == 60 for line in lines)
    assert lines[0].startswith("groq/m  █")
    assert lines[0].endswith("  $0.000000100")


def test_bars_show_no_sign_that_a_terminal_obeys() -> None:
    """And cut a name that is too long."""
    report = spend([charge(1, user="\x1b[31mred" + "x" * 90)], ["scope:user"])
    (line,) = bars(report, 60)
    assert "\x1b" not in line
    assert "…" in line
    assert len(line) == 60


@pytest.mark.parametrize("charges", [[], [charge(0)], [charge(-5)]])
def test_nothing_can_be_drawn_too(charges: list[Charge]) -> None:
    """No division by nothing."""
    report = spend(charges)
    assert bars(report)
    ET.fromstring(svg(report))  # noqa: S314 -- our own picture


def test_the_picture_is_sound_xml_with_a_bar_for_each_row() -> None:
    """Names are text, whatever is in them."""
    charges = [charge(100, user="<script>&'\"\x07"), charge(25, user="b")]
    drawn = svg(spend(charges, ["scope:user"]))
    picture = ET.fromstring(drawn)  # noqa: S314 -- our own picture
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(bar.get("width", "")) for bar in picture.iter(f"{space}rect")]
    assert widths == [480.0, 120.0]
    texts = [text.text for text in picture.iter(f"{space}text")]
    assert texts[1] == "<script>&'\"�"
    assert picture.findtext(f"{space}title") == "$0.000000125 by scope:user"
