"""Rounding to fifteen digits, and columns that hold few different cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from helpers.sources.published import Coded, coded, fifteen_digits

ALL = st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.tuples(st.integers(-(10**17), 10**17), st.integers(0, 25)).map(lambda each: each[0] / 10 ** each[1])


@given(st.lists(ALL | DECIMALS, max_size=50))
def test_rounding_to_fifteen_digits_is_writing_and_reading_them(numbers: list[float]) -> None:
    expected = [float(f"{number:.15g}") for number in numbers]
    assert fifteen_digits(np.array(numbers, dtype="float64")).tolist() == expected


def test_digits_that_a_spreadsheet_adds_are_dropped() -> None:
    given_numbers = np.array([9.3699999999999992, 55.029819999999994, 73.60000000000001, 0.1, -1e300])
    assert fifteen_digits(given_numbers).tolist() == [9.37, 55.02982, 73.6, 0.1, -1e300]


@given(st.lists(st.sampled_from(["a", " a", "b", "", "é "])))
def test_a_coded_column_gives_the_cells_back(cells: list[str]) -> None:
    found = coded(pd.Series(cells, dtype="str"))
    assert list(found.column()) == cells
    assert sorted(found.cells) == sorted(set(cells))
    bare = found.stripped()
    assert list(bare.column()) == [cell.strip() for cell in cells]
    assert len(set(bare.places.tolist())) == len({cell.strip() for cell in cells})


def test_rows_of_a_coded_column() -> None:
    assert list(Coded(np.array([1, 0, 1]), ["x", "y"]).column(np.array([2, 1]))) == ["y", "x"]
