"""Where a notebook waits, and what ends the wait."""

from __future__ import annotations

import threading
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.pipeline.kernels.turns import CalledOff, CellTables, Turn, WrittenTables, begins_at, tables_by_cell


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(cell) for cell in cells])


@pytest.mark.parametrize(
    ("cells", "index"),
    [
        (["x", "start_step('01')"], 1),
        (["x", "y", "step = start_step (\n'01')", "start_step()"], 2),
        (["from helpers.pipeline.step import start_step", "start_step('01')"], 1),
        (["from helpers.pipeline.step import start_step as begin", "begin('01')"], 0),
        (["read('observations')"], 0),
    ],
)
def test_a_notebook_waits_before_the_cell_that_starts_the_step(cells: list[str], index: int) -> None:
    assert begins_at(notebook_of(*cells)) == index


def test_a_turn_that_was_called_off_ends_the_wait_and_every_later_cell() -> None:
    turn = Turn.already_given()
    turn.wait()
    turn.check()
    turn.call_off()
    with pytest.raises(CalledOff, match="a step before it did not finish"):
        turn.check()
    with pytest.raises(CalledOff):
        turn.wait()


# The tables that cells read and write.


def declared(reads: str, writes: str, *cells: str) -> dict[int, tuple[str, str]]:
    """What each cell reads and writes, of what the notebook declares, as words."""
    notebook = notebook_of(*cells)
    notebook.metadata["compendium"] = {"reads": reads.split(), "writes": writes.split()}
    by_cell = tables_by_cell(notebook)
    return {number: (" ".join(sorted(cell.reads)), " ".join(sorted(cell.writes))) for number, cell in by_cell.items()}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ["start_step()", "step.read('a')", "b, x = step.read('b'), 1", "step.write('w', x)"],
            {1: ("a", ""), 2: ("b", ""), 3: ("", "w")},
        ),
        (
            ["start_step()", "f(step.read('a').head(), step.read('b'))\nstep.write('w', x)\nstep.write('other', x)"],
            {1: ("a b", "w")},
        ),
        # Read nowhere by name: needed from the start.
        (["imports", "start_step()", "step.read('a')"], {1: ("b", ""), 2: ("a", "")}),
        (["start_step()", "step.read('other')"], {0: ("a b", ""), 1: ("", "")}),
        # By something else than a text, or no Python: everything.
        (["start_step()", "step.read(name)", "step.read('b')"], {1: ("a b", ""), 2: ("b", "")}),
        (["start_step()", "tables = map(step.read, names)"], {1: ("a b", "")}),
        (["start_step()", "step.read('a')", "%time step.read('b')"], {1: ("a", ""), 2: ("a b", "")}),
        (["start_step()", "step.read('a')\nf(step.read(name))"], {1: ("a b", "")}),
        # Nobody knows when this is written, so nobody is told before the end.
        (
            ["start_step()", "step.read('a'), step.read('b')", "write = step.write\nstep.write('w', x)"],
            {1: ("a b", "")},
        ),
    ],
)
def test_a_cell_waits_for_the_tables_that_it_may_read(cells: list[str], expected: dict[int, tuple[str, str]]) -> None:
    made = declared("a b", "w", *cells)
    assert {number: tables for number, tables in made.items() if any(tables)} == {
        number: tables for number, tables in expected.items() if any(tables)
    }


def test_every_notebook_names_the_tables_that_it_reads_and_writes(root: Path) -> None:
    """Otherwise it would wait for all of them, or others for it, until the end."""
    for path in sorted((root / "notebooks").glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        cells = tables_by_cell(notebook)
        metadata = notebook.metadata["compendium"]
        assert cells.get(begins_at(notebook), CellTables()).reads == frozenset(), path.name
        assert frozenset().union(*(cell.reads for cell in cells.values())) == set(metadata.get("reads", []))
        assert frozenset().union(*(cell.writes for cell in cells.values())) == set(metadata["writes"])


def test_whoever_looks_for_the_next_table_learns_of_each_that_is_new() -> None:
    written = WrittenTables()
    first = written.next_added()
    assert not first.done()
    written.add(["a"])
    assert first.done()
    second = written.next_added()
    written.add(["a"])
    assert not second.done()
    written.add(["a", "b"])
    assert second.done()


def test_a_turn_waits_until_all_its_tables_are_written() -> None:
    written = WrittenTables()
    reader, writer, passed = Turn(written), Turn(written), []
    thread = threading.Thread(target=lambda: (reader.wait_for(frozenset("ab")), passed.append("reader")))
    thread.start()
    writer.say_written(frozenset("a"))
    thread.join(0.2)
    assert passed == []
    writer.say_written(frozenset("bc"))
    thread.join(60)
    assert passed == ["reader"]


def test_a_turn_that_is_called_off_waits_for_no_table() -> None:
    turn, raised = Turn(WrittenTables()), []

    def wait() -> None:
        with pytest.raises(CalledOff):
            turn.wait_for(frozenset("a"))
        raised.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    turn.call_off()
    thread.join(60)
    assert raised == [True]


def test_a_notebook_by_itself_waits_for_no_table() -> None:
    Turn.already_given().wait_for(frozenset("a"))
