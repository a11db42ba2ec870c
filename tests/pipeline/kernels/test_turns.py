"""Where a notebook waits, and what ends the wait."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.pipeline.kernels.turns import CalledOff, Turn, begins_at


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
    turn = Turn.given()
    turn.wait()
    turn.check()
    turn.call_off()
    with pytest.raises(CalledOff, match="a step before it did not finish"):
        turn.check()
    with pytest.raises(CalledOff):
        turn.wait()
