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

from helpers.disclosure_terms import SumOfParts
from helpers.method_rules import DisclosureRule
from helpers.methods.disclosure import derived, figures_as_published, suppressed_counts, suppressed_percentages
from helpers.methods.disclosure_sums import hidden_with_others
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


def of_table(rows: list[list[int]]) -> tuple[pd.Series, list[SumOfParts]]:
    """The cells of a table by row and column, such as au, with the totals of rows and columns, and the sums between."""
    letters, capitals = "abcdef"[: len(rows)], "uvwxyz"[: len(rows[0])]
    cells = {row + column: rows[i][j] for i, row in enumerate(letters) for j, column in enumerate(capitals)}
    sums = [SumOfParts(row, tuple(row + column for column in capitals)) for row in letters]
    sums += [SumOfParts(column, tuple(row + column for row in letters)) for column in capitals]
    totals = {str(one.total): sum(cells[str(part)] for part in one.parts) for one in sums}
    return pd.Series(cells | totals, dtype="float64"), sums


def hidden_cells(rows: list[list[int]], sizes: dict[str, float] | None = None) -> set[str]:
    counts, sums = of_table(rows)
    frame = pd.DataFrame({"count": counts, "base": pd.Series(sizes or {}, dtype="float64")}, index=counts.index)
    small = counts.between(1, 7)
    hidden = hidden_with_others(frame, small, sums, 7)
    return set(hidden.index[hidden])


def test_one_hidden_cell_hides_the_smallest_other_of_its_row_and_column() -> None:
    # 3 is hidden; 20 is the smallest other of its row; then 40 of the first column and 50 of the second.
    assert hidden_cells([[3, 20, 30], [40, 50, 60], [70, 80, 90]]) == {"au", "av", "bu", "bv"}


def test_zeros_are_hidden_last() -> None:
    assert hidden_cells([[3, 0, 30], [40, 50, 60], [70, 80, 90]]) == {"au", "aw", "bu", "bw"}


def test_of_equal_counts_that_with_the_larger_base_is_hidden_then_the_first_by_name() -> None:
    rows = [[3, 20, 20], [40, 50, 60], [70, 80, 90]]
    assert hidden_cells(rows) == {"au", "av", "bu", "bv"}
    assert hidden_cells(rows, {"au": 1, "av": 100, "aw": 200}) == {"au", "aw", "bu", "bw"}


def test_nothing_small_hides_nothing() -> None:
    assert hidden_cells([[0, 8], [9, 10]]) == set()


def test_a_small_total_is_hidden_too() -> None:
    assert hidden_cells([[3]]) == {"au", "a", "u"}


def test_two_hidden_cells_that_can_be_worked_out_together_hide_a_third() -> None:
    """1 and 1 of a row add up to 2, so that both are known: one more of the row is hidden."""
    assert hidden_cells([[1, 1, 30], [40, 50, 60]]) >= {"au", "av", "aw"}


def test_a_sum_that_does_not_add_up_tells_nothing() -> None:
    counts = pd.DataFrame({"count": [50.0, 3.0, 20.0]}, index=["all", "north", "south"])
    hidden = hidden_with_others(counts, counts["count"] == 3, [SumOfParts("all", ("north", "south"))], 7)
    assert hidden.tolist() == [False, True, False]


def test_a_part_that_nobody_has_given_protects_the_others_unless_it_can_only_be_zero() -> None:
    for rest, expected in ((4, [False, True, False]), (0, [False, True, True])):
        counts = pd.DataFrame({"count": [21.0 + rest, 1.0, 20.0]}, index=["all", "north", "south"])
        sums = [SumOfParts("all", ("north", "south"), others=True)]
        assert hidden_with_others(counts, counts["count"] == 1, sums, 7).tolist() == expected


def figure(**more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "value": None,
        "lower_95": None,
        "upper_95": None,
        "numerator": None,
        "denominator": None,
        "respondents": None,
        "marker": "",
        "value_type": "percentage",
        "multiplier": 100.0,
        "survey": False,
        "of_people": True,
    }
    return usual | more


@pytest.mark.parametrize(
    ("given_figure", "value", "hidden"),
    [
        (figure(value=12, value_type="count"), 10, False),
        (figure(value=7, value_type="count"), None, True),
        (figure(value=7, value_type="count", of_people=False), 7, False),
        (figure(value=0, value_type="count"), 0, False),
        (figure(value=41.5, numerator=83, denominator=200), 42.5, False),
        (figure(value=41.9, numerator=85, denominator=205), 41.9, False),  # weighted: the counts stay as they are
        (figure(value=41.5), 41.5, False),  # no count is known
        (figure(value=4.0, denominator=100), None, True),  # 4 of 100, worked out
        (figure(value=96.0, numerator=96, denominator=100), None, True),  # the other 4
        (figure(value=50.0, numerator=3, denominator=6), None, True),
        (figure(value=12.0, value_type="mean", multiplier=float("nan"), denominator=5), None, True),
        (figure(value=12.3, value_type="mean", multiplier=float("nan"), denominator=51), 12.3, False),
        (figure(value=2.0, value_type="rate", multiplier=1000.0, denominator=3000), None, True),
        (figure(value=62.0, survey=True, respondents=1103), 62.0, False),
        (figure(value=62.0, survey=True, respondents=5), None, True),
        (figure(marker="[c]"), None, True),
    ],
)
def test_a_figure_as_it_is_published(given_figure: dict[str, Any], value: float | None, hidden: bool) -> None:
    result = figures_as_published(pd.DataFrame([given_figure]), (), DisclosureRule()).iloc[0]
    assert (None if pd.isna(result["value"]) else result["value"], result["hidden"]) == (value, hidden)
    assert (result["marker"] == "[c]") == hidden


def test_the_rule_says_what_is_small_and_how_others_are_rounded() -> None:
    counts = pd.DataFrame([figure(value=value, value_type="count") for value in (4, 5, 12, 16)])
    result = figures_as_published(counts, (), DisclosureRule(largest_suppressed=4, rounded_to=10))
    assert result["value"].fillna(-1).tolist() == [-1, 10, 10, 20]


def fitting(counts: pd.Series, sums: list[SumOfParts], hidden: set[str]) -> dict[str, set[int]]:
    """Every value that each hidden small count can have, by trying all, to a reader who knows which are small."""
    names = sorted(hidden)
    small = [1 <= counts[name] <= 7 for name in names]
    result: dict[str, set[int]] = {name: set() for name, few in zip(names, small, strict=True) if few}
    for guess in product(*(range(1, 8) if few else range(int(counts.max()) + 8) for few in small)):
        values = dict(counts) | dict(zip(names, guess, strict=True))
        if all(values[str(one.total)] == sum(values[str(part)] for part in one.parts) for one in sums):
            for name in result:
                result[name].add(int(values[name]))
    return result


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_every_hidden_small_count_has_two_values_that_fit(row: list[int]) -> None:
    names = list("uvwx"[: len(row)])
    counts = pd.Series([*row, sum(row)], index=[*names, "total"], dtype="float64")
    sums = [SumOfParts("total", tuple(names))]
    hidden = hidden_with_others(counts.to_frame(), counts.between(1, 7), sums, 7)
    assert hidden[counts.between(1, 7)].all()
    if hidden.sum() <= 3:
        for values in fitting(counts, sums, set(hidden.index[hidden])).values():
            assert len(values) > 1
