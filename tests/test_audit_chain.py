"""The form of a row: one spelling, one seal, and nothing that reads as another row."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.audit_chain import BrokenRowError, Json, canonical, row_of, seal, unseal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FACTS = st.dictionaries(st.text().filter(lambda key: key != "hash"), VALUES, max_size=6)


def facts_of_a_row(**changes: Any) -> dict[str, Any]:
    """What the first row of a writer says."""
    return {
        "v": 1,
        "writer": "a",
        "seq": 1,
        "prev": "",
        "line": 1,
        "above": "",
        "at": "2026-11-22T12:00:00.000000+00:00",
        "kind": "opened",
        "lost": 0,
        "found": [],
        "body": {"pid": 1},
    } | changes


@given(VALUES)
def test_what_is_written_is_what_is_read(value: Json) -> None:
    """No value is lost in its canonical form, and reading and writing again changes no byte."""
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written
    assert written.isascii()
    assert b"\n" not in written


@given(FACTS)
def test_the_order_in_which_keys_were_set_does_not_matter(facts: dict[str, Json]) -> None:
    """Two mappings that are equal have one form and one seal."""
    backwards = dict(reversed(facts.items()))
    assert seal(backwards) == seal(facts)


@given(VALUES, VALUES)
def test_two_values_have_two_forms(one: Json, other: Json) -> None:
    """So that a seal stands for one meaning; 1 and true are two values here."""
    assert (canonical(one) == canonical(other)) == (repr_of(one) == repr_of(other))


def repr_of(value: Any) -> str:
    """A spelling of a value that keeps 1 and True apart, keys in order."""
    if isinstance(value, dict):
        return repr([(key, repr_of(value[key])) for key in sorted(value)]) + "{}"
    return repr([repr_of(inner) for inner in value] if isinstance(value, list) else value)


@given(FACTS)
def test_the_seal_can_be_checked_without_scout(facts: dict[str, Json]) -> None:
    """`hash` is the SHA-256 of the line's JSON without `hash`, keys sorted, no spaces."""
    line, digest = seal(facts)
    told = json.loads(line)
    assert told.pop("hash") == digest
    plain = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(plain).hexdigest() == digest
    assert unseal(line) == {**facts, "hash": digest}


@given(FACTS, st.data())
def test_one_bit_that_flips_breaks_the_seal(facts: dict[str, Json], data: st.DataObject) -> None:
    """Wherever it is: in a value, a key, a sign of the JSON, the hash or the end of the line."""
    line = bytearray(seal(facts)[0])
    bit = data.draw(st.integers(0, 8 * len(line) - 1))
    line[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BrokenRowError):
        unseal(bytes(line))


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), {"cost": 0.1}, [[1.5]], {1: "a"}, {"a": {None: 1}}, b"bytes", {1, 2}],
)
def test_what_has_no_one_spelling_is_refused(value: Any) -> None:
    """Floats, keys that are no text, and what JSON does not know."""
    with pytest.raises(TypeError, match=r"give (a )?text"):
        canonical(value)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"[]\n",
        b"null\n",
        b"{}\n",
        b'{"hash":""}\n',
        b'{"a":1.0}\n',
        b'{"a":NaN}\n',
        b'{"a":' + 5000 * b"9" + b"}\n",
        100_000 * b"[" + b"\n",
        '{"a":"ä"}\n'.encode(),
        b"\xff\xfe\n",
        b"\x00" * 64 + b"\n",
    ],
)
def test_a_line_that_is_no_row_is_named_broken(line: bytes) -> None:
    """Whatever it is, it is an answer and no crash."""
    with pytest.raises(BrokenRowError):
        row_of(line)


def test_the_same_meaning_in_another_spelling_is_broken() -> None:
    """A space, another escape or a key that stands twice was not written by scout."""
    line, _ = seal({"a": "é", "b": 1})
    for other in (line.replace(b",", b", "), line.replace(b"e9", b"E9"), b'{"b":2,' + line[1:]):
        assert other != line
        with pytest.raises(BrokenRowError):
            unseal(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"seq": "1"},
        {"seq": True},
        {"found": {}},
        {"found": ["torn"]},
        {"body": []},
        {"writer": None},
    ],
)
def test_a_sealed_line_of_another_shape_is_no_row(changes: dict[str, Any]) -> None:
    """The seal says that it is what was written, not that scout wrote it."""
    assert row_of(seal(facts_of_a_row())[0]).writer == "a"
    with pytest.raises(BrokenRowError):
        row_of(seal(facts_of_a_row(**changes))[0])
