"""Whatever is done to an audit log behind its back is found, named and placed."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scout.audit import AuditLog
from scout.audit_chain import seal
from scout.audit_files import locked
from scout.audit_read import rows
from scout.audit_verify import AuditReport, Fault, verify

LAST_BYTES = 4096
"""How much of the tail is torn off, byte by byte: a block of a disk."""

FLIPS = 1000
HEAD_FLIPS = 200
WRITERS = 3
ROWS = 12
"""Enough to be longer than a block and few, since all are read for each byte."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A log of three writers that take turns, as name and contents of its files."""
    path = tmp_path_factory.mktemp("template") / "audit.jsonl"
    logs = [AuditLog(path) for _ in range(WRITERS)]
    for number in range(ROWS):
        logs[number % WRITERS].append({"n": number, "text": "π" * 10 * number, "more": [None]})
    for log in logs:
        log.close()
    assert path.stat().st_size > LAST_BYTES + 2000
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


@pytest.fixture
def path(template: dict[str, bytes], tmp_path: Path) -> Path:
    """A copy of it that a test may harm."""
    for name, data in template.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / name).chmod(0o600)
    path = tmp_path / "audit.jsonl"
    assert verify(path).is_intact
    return path


def lines_of(path: Path) -> list[bytes]:
    """The lines of a log, with their ends."""
    return path.read_bytes().splitlines(keepends=True)


def first_of(path: Path) -> tuple[Fault, int]:
    """What is found first, and at which line."""
    first = verify(path).first
    assert first is not None
    return first.fault, first.line


def test_a_sound_log_has_nothing_wrong(path: Path) -> None:
    """And the report says what there is, and what to note elsewhere."""
    last = json.loads(lines_of(path)[-1])["hash"]
    wanted = AuditReport(files=1, rows=ROWS + WRITERS, writers=WRITERS, last=last)
    assert verify(path) == wanted
    assert wanted.is_intact
    assert wanted.first is None


def test_a_log_torn_at_any_byte_is_found(path: Path) -> None:
    """Inside a row it is torn, between two rows the head shows that it was cut."""
    data = path.read_bytes()
    ends = {at + 1 for at, sign in enumerate(data) if sign == ord("\n")}
    for size in range(len(data) - LAST_BYTES, len(data)):
        with path.open("r+b") as file:
            file.truncate(size)
        assert first_of(path)[0] is (Fault.CUT if size in ends else Fault.TORN), size
        path.write_bytes(data)
    assert verify(path).is_intact


def test_any_bit_that_flips_is_found(path: Path) -> None:
    """A thousand of them, anywhere in the log, one at a time."""
    dice = random.Random(20261122)
    data = path.read_bytes()
    line_at = [number for number, line in enumerate(lines_of(path), 1) for _ in line]
    for bit in dice.sample(range(8 * len(data)), FLIPS):
        harmed = bytearray(data)
        harmed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(harmed)
        fault, line = first_of(path)
        assert fault in (Fault.FLIP, Fault.TORN), bit
        assert line == line_at[bit // 8], bit


def test_any_bit_of_the_head_that_flips_is_found(path: Path) -> None:
    """One at a time, anywhere in it."""
    dice = random.Random(20261122)
    head = path.with_name("audit.jsonl.head")
    data = head.read_bytes()
    for bit in dice.sample(range(8 * len(data)), HEAD_FLIPS):
        harmed = bytearray(data)
        harmed[bit // 8] ^= 1 << bit % 8
        head.write_bytes(harmed)
        assert first_of(path) == (Fault.HEAD, 0), bit


def test_a_row_that_is_taken_out_is_missed(path: Path) -> None:
    """Each in turn; the last is missed by the head."""
    whole = lines_of(path)
    for at in range(len(whole)):
        path.write_bytes(b"".join(whole[:at] + whole[at + 1 :]))
        last = at == len(whole) - 1
        assert first_of(path) == ((Fault.CUT, at) if last else (Fault.GAP, at + 1)), at


def test_one_fault_is_named_once(path: Path) -> None:
    """Rows behind a gap that fit each other are no further faults."""
    whole = lines_of(path)
    path.write_bytes(b"".join(whole[:6] + whole[7:]))
    found = [(problem.fault, problem.line) for problem in verify(path).problems]
    assert found == [(Fault.GAP, 7), (Fault.CUT, len(whole) - 1)]


def test_a_row_that_is_taken_out_beside_a_broken_one_is_missed(path: Path) -> None:
    """Nobody knows what the broken one was, but which line should come behind it."""
    whole = lines_of(path)
    whole[4] = whole[4].replace(b'"v":1', b'"v":2')
    path.write_bytes(b"".join(whole[:5] + whole[6:]))
    found = [(problem.fault, problem.line) for problem in verify(path).problems]
    assert found[:2] == [(Fault.FLIP, 5), (Fault.GAP, 6)]


def test_a_writer_that_leaves_a_row_out_is_found(path: Path) -> None:
    """Also where lines and hashes fit: its own numbers do not."""
    whole = lines_of(path)
    above, again = "", []
    for number, line in enumerate(whole[:6] + whole[7:], 1):
        facts = json.loads(line)
        del facts["hash"]
        sealed, above = seal(facts | {"line": number, "above": above})
        again.append(sealed)
    path.write_bytes(b"".join(again))
    first = verify(path).first
    assert first is not None
    assert first.fault is Fault.GAP
    assert "goes on with row" in first.reason


def test_a_log_that_is_being_written_is_seen_between_two_rows(path: Path) -> None:
    """A row that is half there is no torn one while its writer holds the lock."""
    last = lines_of(path)[-1]
    half_there, seen = threading.Event(), threading.Event()

    def write() -> None:
        with locked(path.with_name("audit.jsonl.lock")), path.open("r+b") as file:
            file.truncate(path.stat().st_size - 9)
            half_there.set()
            seen.wait(0.2)
            file.seek(0, 2)
            file.write(last[-9:])

    writer = threading.Thread(target=write)
    writer.start()
    half_there.wait()
    assert verify(path).is_intact
    seen.set()
    writer.join()


def test_two_rows_that_change_places_are_found(path: Path) -> None:
    """Each pair of neighbours in turn."""
    whole = lines_of(path)
    for at in range(len(whole) - 1):
        harmed = [*whole[:at], whole[at + 1], whole[at], *whole[at + 2 :]]
        path.write_bytes(b"".join(harmed))
        assert first_of(path) == (Fault.REORDER if at else Fault.GAP, at + 1), at


def test_a_row_that_stands_twice_is_found(path: Path) -> None:
    """Wherever the copy is put."""
    whole = lines_of(path)
    for at in range(3, len(whole) + 1):
        path.write_bytes(b"".join([*whole[:at], whole[2], *whole[at:]]))
        assert first_of(path) == (Fault.REORDER, at + 1), at


def test_the_rows_of_one_writer_cannot_be_taken_out(path: Path) -> None:
    """The rows of the others name them."""
    whole = lines_of(path)
    writer = json.loads(whole[3])["writer"]
    path.write_bytes(b"".join(line for line in whole if json.loads(line)["writer"] != writer))
    assert not verify(path).is_intact


def resealed(lines: list[bytes]) -> Iterator[bytes]:
    """Lines chained anew, as somebody would who can rewrite all of the log."""
    above, chains = "", {}
    for number, line in enumerate(lines, 1):
        facts = json.loads(line)
        del facts["hash"]
        seq, prev = chains.get(facts["writer"], (0, ""))
        facts |= {"line": number, "above": above, "seq": seq + 1, "prev": prev}
        again, above = seal(facts)
        chains[facts["writer"]] = (seq + 1, above)
        yield again


def test_a_row_with_a_seal_of_its_own_does_not_fit(path: Path) -> None:
    """A row that is altered and sealed again, or made up, breaks the chain behind it."""
    whole = lines_of(path)
    facts = json.loads(whole[5])
    del facts["hash"]
    forged, _ = seal(facts | {"body": {"n": 99}})
    path.write_bytes(b"".join([*whole[:5], forged, *whole[6:]]))
    assert first_of(path) == (Fault.GAP, 7)
    made_up, _ = seal(facts | {"line": 6, "writer": "nobody", "seq": 1, "prev": ""})
    path.write_bytes(b"".join([*whole[:5], made_up, *whole[5:]]))
    assert first_of(path) == (Fault.REORDER, 7)


def test_a_log_that_is_made_up_anew_contradicts_its_head(path: Path) -> None:
    """As long as the head is not rewritten with it."""
    whole = lines_of(path)
    path.write_bytes(b"".join(resealed([line.replace(b'"n":3,', b'"n":4,') for line in whole])))
    assert first_of(path) == (Fault.HEAD, len(whole))
    path.write_bytes(b"".join(resealed(whole[:-4])))
    assert first_of(path)[0] is Fault.CUT


def test_only_an_anchor_elsewhere_helps_against_who_rewrites_the_head_too(path: Path) -> None:
    """Without one the made-up log looks sound: this is the limit of what the log can show."""
    anchor = verify(path).last
    assert verify(path, anchor=anchor).is_intact
    earlier = json.loads(lines_of(path)[4])["hash"]
    assert verify(path, anchor=earlier).is_intact
    *made_up, last = resealed(lines_of(path)[:-4])
    path.write_bytes(b"".join([*made_up, last]))
    known = {"v": 1, "rows": len(made_up) + 1, "last": json.loads(last)["hash"]}
    path.with_name("audit.jsonl.head").write_bytes(seal(known)[0])
    assert verify(path).is_intact
    report = verify(path, anchor=anchor)
    assert [problem.fault for problem in report.problems] == [Fault.ANCHOR]


@pytest.mark.parametrize("more", [1, 8])
def test_a_tail_that_was_cut_stays_known_when_the_log_goes_on(path: Path, more: int) -> None:
    """The next writer finds it and writes it down, in a row that later rows seal."""
    whole = lines_of(path)
    path.write_bytes(b"".join(whole[:-4]))
    for _ in range(2):
        with AuditLog(path) as log:
            for number in range(more):
                log.append({"n": number})
        report = verify(path)
        assert [(problem.fault, problem.line) for problem in report.problems] == [
            (Fault.CUT, len(whole) - 3)
        ]
    rows_were = f"{ROWS + WRITERS} rows were known and {ROWS + WRITERS - 4} were there"
    assert rows_were in report.problems[0].reason


def test_a_tail_that_is_cut_under_an_open_log_stays_known(path: Path) -> None:
    """The writer knows how many rows there were, also those that no head names yet."""
    head = path.with_name("audit.jsonl.head").read_bytes()
    with AuditLog(path, sync_every_s=3600) as log:
        for number in range(20):
            log.append({"n": number})
        path.write_bytes(b"".join(lines_of(path)[:-10]))
        assert path.with_name("audit.jsonl.head").read_bytes() == head
        log.append({"n": 100})
    first = verify(path).first
    assert first is not None
    assert first.fault is Fault.GAP, "the writer's own chain has a gap"
    assert [problem.fault for problem in verify(path).problems] == [Fault.GAP, Fault.CUT]


def test_a_log_that_is_taken_away_leaves_its_head(path: Path) -> None:
    """Also when it is begun anew by the next writer."""
    path.unlink()
    assert first_of(path) == (Fault.CUT, 0)
    with AuditLog(path) as log:
        log.append({"n": 0})
    assert first_of(path) == (Fault.CUT, 1)


@pytest.mark.parametrize("harm", ["missing", "damaged", "foreign"])
def test_a_head_that_was_harmed_is_found_and_stays_known(path: Path, harm: str) -> None:
    """A missing one is found only until the next writer makes another."""
    head = path.with_name("audit.jsonl.head")
    if harm == "missing":
        head.unlink()
    elif harm == "damaged":
        head.write_bytes(b"{}\n")
    else:
        head.write_bytes(seal({"v": 1, "rows": ROWS + WRITERS, "last": "0" * 64})[0])
    assert first_of(path)[0] is Fault.HEAD
    with AuditLog(path) as log:
        log.append({"n": 0})
    assert [problem.fault for problem in verify(path).problems] == [Fault.HEAD] * (
        harm != "missing"
    )


def test_a_head_that_is_damaged_under_an_open_log_stays_known(path: Path) -> None:
    """The writer that would have replaced it says so in its next row."""
    with AuditLog(path) as log:
        log.append({"n": 0})
        path.with_name("audit.jsonl.head").write_bytes(b"gone\n")
        log.sync()
        log.append({"n": 1})
    assert [problem.fault for problem in verify(path).problems] == [Fault.HEAD]


def test_faults_in_two_places_are_both_named(path: Path) -> None:
    """And what is sound between them is read."""
    whole = lines_of(path)
    whole[4] = whole[4].replace(b'"v":1', b'"v":2')
    del whole[11]
    path.write_bytes(b"".join(whole))
    report = verify(path)
    found = [(problem.fault, problem.line) for problem in report.problems]
    assert found[:2] == [(Fault.FLIP, 5), (Fault.GAP, 12)]
    assert str(report.first) == f"{path}:5: flip: its hash does not match what it says"
    assert len([row for row in rows(path) if row is None]) == 1


def test_a_log_full_of_faults_is_not_listed_without_end(path: Path) -> None:
    """A hundred are enough to see that it is lost."""
    path.write_bytes(b"no row\n" * 5000)
    assert len(verify(path).problems) == 100


def test_a_log_that_is_not_there_cannot_be_verified(tmp_path: Path) -> None:
    """It is not called sound."""
    with pytest.raises(FileNotFoundError, match="there is no audit log at"):
        verify(tmp_path / "audit.jsonl")
