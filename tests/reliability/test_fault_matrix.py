"""Every fault of the wall A to D, in every dialect, in every way to ask, over real TCP.

The table is `fault_table.py`. A test here plays all cells of one fault at once and holds each to
its row: the class or the whole answer, the number of requests, the deadline, the record, the
money, and that nothing is left: no lease, reservation, connection, task or descriptor.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.reliability.descriptors import no_descriptor_left
from tests.reliability.fault_cells import (
    ALL_CELLS,
    BLOCKING_CELLS,
    Cell,
    Seen,
    cells_of,
    faults_of,
    one_host_without_a_name,
    play,
    play_blocking,
    unvouched,
    warm,
)
from tests.reliability.fault_table import DIALECTS, FAULTS, Fault, Mode

BLOCKING_AT_ONCE = 8
Record = Callable[[list[Cell], list[Seen]], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    return unvouched(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module", autouse=True)
def no_import_is_timed() -> None:
    """First uses cost hundreds of milliseconds; they are had before."""

    async def main() -> None:
        async with warm():
            pass

    asyncio.run(main())


@pytest.fixture(autouse=True)
def no_name() -> Iterator[None]:
    """One host has no name, for everybody."""
    with one_host_without_a_name():
        yield


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_comes_to_what_the_table_says(
    fault: Fault, certificate: ssl.SSLContext, record_cells: Record
) -> None:
    """All dialects, all ways to ask, for good and once."""
    cells = cells_of(fault)
    with no_descriptor_left():
        seen = asyncio.run(play(cells, certificate))
    record_cells(cells, seen)
    _assert_as_expected(cells, seen)


@pytest.mark.parametrize("wall", "ABCD")
def test_blocking_calls_come_to_the_same(
    wall: str, certificate: ssl.SSLContext, record_cells: Record
) -> None:
    """The same plan obeyed by the other driver, from several threads at once."""
    cells = [cell for cell in BLOCKING_CELLS if cell.fault.wall == wall]
    with no_descriptor_left(), ThreadPoolExecutor(BLOCKING_AT_ONCE) as threads:
        seen = list(threads.map(play_blocking, cells, [certificate] * len(cells)))
    record_cells(cells, seen)
    _assert_as_expected(cells, seen)


def _assert_as_expected(cells: list[Cell], seen: list[Seen]) -> None:
    wrong = [said for pair in zip(cells, seen, strict=True) for said in faults_of(*pair)]
    assert not wrong, "\n".join(wrong)


def test_the_matrix_is_as_large_as_it_is_said_to_be() -> None:
    """Each fault is played in each dialect and mode that it concerns, and no row stands twice."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert {fault.wall for fault in FAULTS} == {"A", "B", "C", "D"}
    for fault in FAULTS:
        lasting = {(cell.dialect, cell.mode) for cell in cells_of(fault) if cell.lasting}
        concerned = [dialect for dialect in DIALECTS if fault.step_for(dialect) is not None]
        assert lasting == {(dialect, mode) for dialect in concerned for mode in Mode}
    assert len(ALL_CELLS) > 2000
