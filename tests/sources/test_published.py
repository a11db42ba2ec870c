"""Putting a file's figures and rejections together, rounding to fifteen digits, and columns of few different cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sources.cell_numbers import fifteen_digits
from helpers.sources.coded import Coded, encode
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged
from helpers.sources.formats.registry import registry
from helpers.sources.published import FIGURE_COLUMNS, Published, published


def figures(*rows: dict[str, object]) -> pd.DataFrame:
    usual = {"row": 2, "measure": "m", "area": "E10000018", "period": "2022", "value": 1.0, "marker": ""}
    return pd.DataFrame([usual | row for row in rows], columns=list(FIGURE_COLUMNS))


def rejections(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=REJECTION_COLUMNS)


def counts(numerator: float, denominator: float) -> Published:
    return published(
        figures({"value": -3.0, "numerator": numerator, "denominator": denominator}), rejections(), [], [2]
    )


def test_what_is_refused_of_a_row_with_figures_is_a_cell_and_of_another_its_first_reason() -> None:
    refused = rejections((3, "b", "?", "first"), (3, "c", "??", "second"), (2, "b", "?", "first"), (2, "c", "!", "why"))
    result = published(figures({"row": 2}), refused, [Ragged(4, 1, "1 fields, expected 3")], [2, 3])
    assert result.cells.to_numpy().tolist() == [[2, "b", "?", "first"], [2, "c", "!", "why"]]
    assert result.rejections.to_numpy().tolist() == [[3, "b", "?", "first"], [4, "", "", "1 fields, expected 3"]]
    assert result.read == 3


def test_the_documents_name_every_format_with_its_sources(root: Path) -> None:
    guide = (root / "docs" / "adding_a_year.md").read_text(encoding="utf-8")
    for form in registry():
        if form.needs_sidecar:
            continue
        *others, last = (f"`{source_id}`" for source_id in form.source_ids)
        sources = f"{', '.join(others)} or {last}" if others else last
        assert f" | `{form.format_id}` | {sources} |\n" in guide


def test_a_row_that_is_neither_is_a_fault_of_the_format() -> None:
    with pytest.raises(ValueError, match=r"rows \[3\] have neither figures nor a reason"):
        published(figures({"row": 2}), rejections(), [], [2, 3])


@pytest.mark.parametrize(
    ("numerator", "denominator", "counts_left", "cells_listed"),
    [
        (0, 10, (0, 10), []),
        (-2, 10, (None, 10), [("numerator", "-2")]),
        (5, 0, (5, None), [("denominator", "0")]),
        (5, -0.5, (5, None), [("denominator", "-0.5")]),
        (-1, -1, (None, None), [("numerator", "-1"), ("denominator", "-1")]),
        (float("nan"), float("nan"), (None, None), []),
    ],
)
def test_a_count_that_cannot_be_is_listed_and_its_figure_stays(
    numerator: float, denominator: float, counts_left: tuple[float | None, ...], cells_listed: list[tuple[str, str]]
) -> None:
    """A figure may be below zero, as a change is; what is counted may not, and nothing is a share of nothing."""
    result = counts(numerator, denominator)
    row = result.figures.iloc[0]
    assert row["value"] == -3
    assert tuple(None if pd.isna(row[name]) else row[name] for name in ("numerator", "denominator")) == counts_left
    assert list(result.cells[["column", "value"]].itertuples(index=False, name=None)) == cells_listed
    assert result.cells["row"].eq(2).all() and result.rejections.empty


@given(
    st.lists(st.integers(2, 12), max_size=20),
    st.lists(st.tuples(st.integers(2, 12), st.sampled_from("abc"), st.text(max_size=3), st.just("why")), max_size=20),
)
def test_every_row_is_used_or_rejected_and_no_rejection_is_lost(
    used: list[int], refused: list[tuple[int, str, str, str]]
) -> None:
    rows = sorted({*used, *(row for row, *_ in refused)})
    result = published(figures(*({"row": row} for row in used)), rejections(*refused), [], rows)
    assert result.read == len(rows) == result.figures["row"].nunique() + len(result.rejections)
    assert set(result.figures["row"]).isdisjoint(result.rejections["row"])
    cells = {tuple(row) for row in result.cells.to_numpy().tolist()}
    assert cells == {refusal for refusal in refused if refusal[0] in used}


ALL = st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.tuples(st.integers(-(10**17), 10**17), st.integers(0, 25)).map(lambda pair: pair[0] / 10 ** pair[1])


@given(st.lists(ALL | DECIMALS, max_size=50))
def test_rounding_to_fifteen_digits_is_writing_and_reading_them(numbers: list[float]) -> None:
    expected = [float(f"{number:.15g}") for number in numbers]
    assert fifteen_digits(np.array(numbers, dtype="float64")).tolist() == expected


def test_digits_that_a_spreadsheet_adds_are_dropped() -> None:
    given_numbers = np.array([9.3699999999999992, 55.029819999999994, 73.60000000000001, 0.1, -1e300])
    assert fifteen_digits(given_numbers).tolist() == [9.37, 55.02982, 73.6, 0.1, -1e300]


@given(st.lists(st.sampled_from(["a", " a", "b", "", "é "])))
def test_a_coded_column_gives_the_cells_back(cells: list[str]) -> None:
    coded = encode(pd.Series(cells, dtype="str"))
    assert list(coded.column()) == cells
    assert sorted(coded.categories) == sorted(set(cells))
    bare = coded.stripped()
    assert list(bare.column()) == [cell.strip() for cell in cells]
    assert len(set(bare.codes.tolist())) == len({cell.strip() for cell in cells})


def test_rows_of_a_coded_column() -> None:
    assert list(Coded(np.array([1, 0, 1]), ["x", "y"]).column(np.array([2, 1]))) == ["y", "x"]
