"""Disclosure control: small counts, what could be worked out from totals, and what a publisher hid."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.methods.disclosure import (
    derived,
    exposed_cells,
    secondary_suppression,
    suppressed_counts,
    suppressed_percentages,
)
from helpers.problems import MethodProblem


def published(counts: list[Any]) -> list[tuple[float | None, str, str | None]]:
    result = suppressed_counts(pd.DataFrame({"count": counts}))
    columns = result[["published", "published_marker", "published_reason"]].astype("object")
    return [tuple(row) for row in columns.where(columns.notna(), None).to_numpy().tolist()]


def test_counts_equal_the_national_rule(shared: Path) -> None:
    with (shared / "oracles" / "vectors" / "sdc_nhs_digital.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 37
    result = published([int(row["count"]) for row in rows])
    assert ["*" if marker == "[c]" else f"{value:.0f}" for value, marker, _ in result] == [
        row["published"] for row in rows
    ]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0.0, "", None)),
        (1, (None, "[c]", None)),
        (7, (None, "[c]", None)),
        (8, (10.0, "", None)),
        (12, (10.0, "", None)),
        (13, (15.0, "", None)),
        (1002, (1000.0, "", None)),
        (1003, (1005.0, "", None)),
        (None, (None, "", "no figure")),
        (-1, (None, "", "a count must be a whole number, zero or more")),
        (8.5, (None, "", "a count must be a whole number, zero or more")),
    ],
)
def test_a_count_as_it_is_published(count: float | None, expected: tuple[float | None, str, str | None]) -> None:
    assert published([count]) == [expected]


def test_percentages_are_of_the_counts_as_published() -> None:
    frame = pd.DataFrame({"numerator": [12, 3, 0, 40, 40], "denominator": [48, 100, 0, 7, 103]})
    percentages = suppressed_percentages(frame)
    # 12 is published as 10 and 48 as 50; 103 as 105
    assert percentages["published"].iloc[0] == pytest.approx(20)
    assert percentages["published"].iloc[4] == pytest.approx(100 * 40 / 105)
    assert percentages["published"].iloc[1:4].isna().all()
    assert percentages["published_marker"].tolist() == ["", "[c]", "", "[c]", ""]


def test_nothing_is_worked_out_from_what_a_publisher_hid() -> None:
    frame = pd.DataFrame(
        {
            "england": [100.0, 100.0, 100.0, 100.0],
            "others": [60.0, 60.0, 60.0, None],
            "england_marker": ["", "", "[c]", ""],
            "others_marker": ["", "[p] [c]", None, "[x]"],
        }
    )
    less = nw.col("england") - nw.col("others")
    derived_figures = derived(frame, "remainder", less, ["england_marker", "others_marker"])
    assert derived_figures["remainder"].tolist()[0] == 40
    assert derived_figures["remainder"].iloc[1:].isna().all()
    hidden = "the publisher suppressed a figure that this is calculated from"
    assert derived_figures["remainder_reason"].tolist()[1:] == [hidden, hidden, "no figure"]
    with pytest.raises(MethodProblem, match="markers must name"):
        derived(frame, "remainder", less, [])


def table(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=list("abcdef")[: len(rows)], columns=list("uvwxyz")[: len(rows[0])])


def hidden_cells(counts: pd.DataFrame, **more: Any) -> set[tuple[Any, Any]]:
    hidden = secondary_suppression(counts, **more)
    return {(row, column) for row in counts.index for column in counts.columns if hidden.loc[row, column]}


def test_one_hidden_cell_hides_the_smallest_other_of_its_row_and_column() -> None:
    counts = table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    # 3 is hidden; 20 is the smallest other of its row; then 40 of the first column and 50 of the second.
    assert hidden_cells(counts) == {("a", "u"), ("a", "v"), ("b", "u"), ("b", "v")}
    assert exposed_cells(counts, secondary_suppression(counts)) == []
    assert exposed_cells(counts, counts <= 7) == [("a", "u")]


def test_zeros_are_hidden_last() -> None:
    counts = table([[3, 0, 30], [40, 50, 60], [70, 80, 90]])
    assert hidden_cells(counts) == {("a", "u"), ("a", "w"), ("b", "u"), ("b", "w")}


def test_of_equal_counts_that_with_the_larger_denominator_is_hidden_then_the_first_by_name() -> None:
    counts = table([[3, 20, 20], [40, 50, 60], [70, 80, 90]])
    sizes = table([[1, 100, 200], [1, 1, 1], [1, 1, 1]])
    assert hidden_cells(counts) == {("a", "u"), ("a", "v"), ("b", "u"), ("b", "v")}
    assert hidden_cells(counts, denominators=sizes) == {("a", "u"), ("a", "w"), ("b", "u"), ("b", "w")}


def test_nothing_small_hides_nothing() -> None:
    assert hidden_cells(table([[0, 8], [9, 10]])) == set()


def test_what_no_hiding_can_protect_is_named() -> None:
    counts = table([[3]])
    assert hidden_cells(counts) == {("a", "u")}
    assert exposed_cells(counts, secondary_suppression(counts)) == [("a", "u")]


def test_two_hidden_cells_can_still_be_worked_out_together() -> None:
    # Rows a and b hide u and v each, but b's are zeros shown as hidden: a's can be had from the columns.
    counts = table([[3, 4, 50], [0, 0, 60]])
    hidden = pd.DataFrame([[True, True, False], [True, True, False]], index=counts.index, columns=counts.columns)
    assert exposed_cells(counts, hidden) == [("a", "u"), ("a", "v")]


@pytest.mark.parametrize("count", [-1, 2.5, None])
def test_a_table_must_hold_counts(count: float | None) -> None:
    counts = pd.DataFrame([[count, 2.0], [3.0, 4.0]])
    with pytest.raises(MethodProblem, match="whole numbers"):
        secondary_suppression(counts)
    with pytest.raises(MethodProblem, match="whole numbers"):
        exposed_cells(counts, counts == 2)


def test_denominators_must_have_the_same_shape() -> None:
    with pytest.raises(MethodProblem, match="must have the shape of counts"):
        secondary_suppression(table([[1, 2]]), denominators=table([[1, 2], [3, 4]]))


def fitting(counts: pd.DataFrame, hidden: pd.DataFrame) -> dict[tuple[int, int], set[int]]:
    """Every value that each hidden cell can have, by trying all, to a reader who knows which are small."""
    values, mask = counts.to_numpy(), hidden.to_numpy()
    cells = [(row, column) for row in range(values.shape[0]) for column in range(values.shape[1]) if mask[row, column]]
    rows, columns = values.sum(axis=1), values.sum(axis=0)
    result: dict[tuple[int, int], set[int]] = {cell: set() for cell in cells}
    small = [1 <= values[cell] <= 7 for cell in cells]
    largest = [int(min(rows[row], columns[column])) for row, column in cells]
    for guess in product(*(range(1, 8) if few else range(end + 1) for few, end in zip(small, largest, strict=True))):
        values_tried = values.copy()
        for cell, value in zip(cells, guess, strict=True):
            values_tried[cell] = value
        if (values_tried.sum(axis=1) == rows).all() and (values_tried.sum(axis=0) == columns).all():
            for cell, value in zip(cells, guess, strict=True):
                result[cell].add(value)
    return result


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_every_hidden_small_count_has_two_values_that_fit_or_is_named(rows: list[list[int]]) -> None:
    counts = table(rows)
    hidden = secondary_suppression(counts)
    named = exposed_cells(counts, hidden)
    small = (counts >= 1) & (counts <= 7)
    assert not (small & ~hidden).any().any()
    for (row, column), values in fitting(counts, hidden).items():
        cell = (counts.index[row], counts.columns[column])
        if small.loc[cell]:
            assert (len(values) < 2) == (cell in named)
