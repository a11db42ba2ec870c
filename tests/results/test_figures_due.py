"""A figure of a comparator is due if it had one before, has no row for the newest period, and still existed."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.results.figures_due import figures_due

COUNTED = pd.DataFrame(
    {
        "indicator_id": ["road", "bus", "new"],
        "period": ["2022", "2022/23", "2022"],
        "period_end": pd.to_datetime(["2022-12-31", "2023-03-31", "2022-12-31"]).date,
        "previous_period": ["2021", "2021/22", None],
        "rank": [3.0, None, 2.0],
    }
)
MEMBERS = pd.DataFrame({"area_code": ["A", "B", "C"], "end_date": [None, None, pd.Timestamp("2022-06-30").date()]})
BOTH = [("road", area, period, 1.0) for area in ("A", "B") for period in ("2021", "2022")]


def due(*rows: tuple[str, str, str, float | None]) -> list[tuple[str, ...]]:
    frame = pd.DataFrame(list(rows), columns=["indicator_id", "area_code", "period", "value"])
    return list(figures_due(COUNTED, frame, MEMBERS).itertuples(index=False, name=None))


def test_nothing_is_due_where_every_comparator_has_its_figure() -> None:
    assert due(*BOTH) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("road", "B", "2021", 1.0), [("road", "B", "2022")]),
        (("road", "B", "2020", 1.0), []),  # it had none for the period before either
        (("road", "B", "2021", None), []),
        (("bus", "B", "2021/22", 1.0), []),  # the indicator has no rank
        (("road", "C", "2021", 1.0), []),  # it ended before the period did
        (("road", "D", "2021", 1.0), []),  # it is no comparator
    ],
)
def test_a_figure_is_due_by_the_period_before(
    row: tuple[str, str, str, float], expected: list[tuple[str, ...]]
) -> None:
    assert due(*BOTH[:2], row) == expected


def test_a_figure_that_its_publisher_withholds_is_not_due() -> None:
    assert due(*BOTH[:3], ("road", "B", "2022", None)) == []


def test_they_are_in_the_order_of_indicators_and_members() -> None:
    assert due(("road", "B", "2021", 1.0), ("road", "A", "2021", 1.0)) == [
        ("road", "A", "2022"),
        ("road", "B", "2022"),
    ]
