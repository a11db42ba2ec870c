"""Reports of several years on a common base, and figures as printed then beside as they are now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.results.years import (
    headlines_by_year,
    headlines_on_common_base,
    printed_years,
    restated_since,
    revised_by_publishers,
)
from helpers.sources.printed_headlines import read_printed_headlines

ROW: dict[str, Any] = {
    "title": "Waste",
    "unit": "%",
    "decimals": 1,
    "period": "2021/22",
    "value": 40.0,
    "previous_period": "2020/21",
    "previous_value": 39.0,
    "in_headline": True,
    "direction": "Improved",
}


def report(**changes: dict[str, Any]) -> pd.DataFrame:
    """Return as much of the table compendium as is compared; each name is an indicator, with what differs."""
    return pd.DataFrame([ROW | {"indicator_id": name} | other for name, other in changes.items()])


THEN = report(a={}, b={"direction": "Worsened"}, c={"direction": "Cannot be determined"}, gone={})
NOW = report(
    a={"direction": "Worsened"},
    b={"direction": "Worsened"},
    c={"direction": "No real change"},
    new={},
    shown={"in_headline": False},
)


def test_each_report_is_counted_on_its_own_base() -> None:
    counts = headlines_by_year({2023: NOW, 2022: THEN})
    columns = ["year", "total", "improved", "no_real_change", "worsened", "cannot_be_determined"]
    assert counts[columns].to_numpy().tolist() == [[2022, 4, 2, 0, 1, 1], [2023, 4, 1, 1, 2, 0]]


def test_a_pair_of_reports_is_counted_on_the_indicators_that_both_count() -> None:
    counts = headlines_on_common_base({2023: NOW, 2022: THEN, 2020: report(shown={}, a={})}, 2023)
    columns = ["with", "year", "total", "improved", "no_real_change", "worsened", "cannot_be_determined"]
    assert counts[columns].to_numpy().tolist() == [
        [2020, 2020, 1, 1, 0, 0, 0],
        [2020, 2023, 1, 0, 0, 1, 0],
        [2022, 2022, 3, 1, 0, 1, 1],
        [2022, 2023, 3, 0, 1, 2, 0],
    ]
    assert headlines_on_common_base({2023: NOW}, 2023).empty


@pytest.mark.parametrize(
    ("changes", "then_and_now"),
    [
        ({}, []),
        ({"value": 40.6}, [[40.0, 40.6]]),
        ({"value": 40.04}, []),
        ({"period": "2022/23", "value": 45.0, "previous_period": "2021/22", "previous_value": 41.0}, [[40.0, 41.0]]),
        ({"period": "2022/23", "value": 45.0, "previous_period": "2021/22", "previous_value": 40.0}, []),
        ({"period": "2023/24", "value": 45.0, "previous_period": "2022/23", "previous_value": 41.0}, []),
        ({"value": None}, []),
    ],
)
def test_a_figure_is_restated_where_the_same_period_has_another_value(
    changes: dict[str, Any], then_and_now: list[list[float]]
) -> None:
    rows = restated_since(report(a=changes), report(a={}))
    assert rows[["then", "now"]].to_numpy().tolist() == then_and_now
    assert rows["period"].tolist() == ["2021/22"] * len(then_and_now)


def test_a_figure_is_revised_where_a_later_edition_changed_what_the_report_prints() -> None:
    columns = ["indicator_id", "area_code", "period", "earlier_value", "value"]
    revisions = pd.DataFrame(
        [
            ("a", "E1", "2021/22", 38.0, 40.0),
            ("a", "E1", "2020/21", 39.5, 39.0),
            ("a", "E1", "2019/20", 1.0, 2.0),
            ("a", "E2", "2021/22", 38.0, 40.0),
            ("b", "E1", "2021/22", None, 40.0),
            ("gone", "E1", "2021/22", 1.0, 2.0),
        ],
        columns=columns,
    )
    rows = revised_by_publishers(revisions, report(a={}, b={}), ("E1",))
    assert rows[["indicator_id", "period", "then", "now"]].to_numpy().tolist() == [
        ["a", "2021/22", 38.0, 40.0],
        ["a", "2020/21", 39.5, 39.0],
    ]
    assert revised_by_publishers(revisions.head(0), report(a={}), ("E1",)).empty


def test_the_shares_of_the_printed_reports_are_those_that_they_give(root: Path) -> None:
    """The report of 2018 prints 44%, 21% and 35%; the share that worsened went from 34.5 to 24.6 to 38.7."""
    counts = printed_years(read_printed_headlines(Project(root).printed_headlines), 2023)
    shares = counts[["improved_percent", "no_real_change_percent", "worsened_percent"]]
    assert shares.iloc[0].round().tolist() == [44, 21, 35]
    assert shares["worsened_percent"].round(1).tolist() == [34.5, 24.6, 38.7]
    assert counts["year"].tolist() == [2018, 2020, 2023]


def test_a_report_knows_no_later_one(root: Path) -> None:
    printed = read_printed_headlines(Project(root).printed_headlines)
    assert printed_years(printed, 2020)["year"].tolist() == [2018, 2020]
    assert printed_years(printed, 2017).empty
