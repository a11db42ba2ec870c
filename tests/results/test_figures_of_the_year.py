"""The table of the figures of the year: the newest, the one before, and whether the definition changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.results.reporting_figures import council_figures

PROJECT = Project(Path(__file__).resolve().parents[2])
RULES = settings_for(PROJECT, read_areas(PROJECT.areas), "2023", "", neighbours_of).parameters
CODES = ("E10000099", "E10000018")


def figure(year: int, value: float | None, **cells: Any) -> dict[str, Any]:
    """A figure of the financial year that ends in the year given."""
    usual = {
        "indicator_id": "one",
        "area_code": CODES[1],
        "period": f"{year - 1}/{year % 100:02d}",
        "period_start": date(year - 1, 4, 1),
        "period_end": date(year, 3, 31),
        "value": value,
        "lower_95": float("nan"),
        "upper_95": float("nan"),
        "numerator": float("nan"),
        "denominator": float("nan"),
        "marker": "" if value is not None else "[x]",
        "status": "final",
        "area_flag": "",
        "source_id": "s",
    }
    return usual | cells


def printed(*rows: dict[str, Any], **about: Any) -> dict[str, Any]:
    register = pd.DataFrame(
        [
            {
                "indicator_id": name,
                "polarity": "higher_is_better",
                "decimals": 1,
                "period_type": "financial",
                "frequency": "annual",
                "value_type": "percentage",
                "unit": "%",
                "breaks": "",
                "why_no_figure": "",
            }
            | about
            for name in ("one", "none")
        ]
    )
    frame = pd.DataFrame(list(rows)).astype({"value": "float64"})
    figures = council_figures(frame, register, CODES, RULES).latest.set_index("indicator_id")
    assert figures.index.tolist() == ["none", "one"]
    assert pd.isna(figures.loc["none", "period"]) and not figures.loc["none", "definition_changed"]
    row: dict[str, Any] = figures.loc["one"].to_dict()
    return row


def test_the_newest_figure_by_the_as_at_date_and_the_one_before_are_printed() -> None:
    row = printed(figure(2021, 1.0), figure(2022, 2.0), figure(2023, 3.0), figure(2024, 4.0))
    assert (row["period"], row["value"], row["previous_period"], row["previous_value"]) == (
        "2022/23",
        3.0,
        "2021/22",
        2.0,
    )
    assert (row["age_months"], row["stale"], row["definition_changed"]) == (0, False, False)


def test_a_newer_period_without_a_figure_leaves_the_newest_figure() -> None:
    row = printed(figure(2021, 1.0), figure(2022, 2.0), figure(2023, None))
    assert (row["period"], row["previous_period"], row["age_months"]) == ("2021/22", "2020/21", 12)


def test_a_figure_without_one_before_it() -> None:
    row = printed(figure(2019, 2.0))
    assert row["period"] == "2018/19" and pd.isna(row["previous_period"])
    assert (row["age_months"], row["stale"]) == (48, True)


@pytest.mark.parametrize(
    ("about", "cells", "changed"),
    [
        ({"breaks": "2022/23"}, {}, True),
        ({"breaks": "2021/22"}, {}, False),  # both figures are of the new definition
        ({"breaks": "2023/24"}, {}, False),
        ({}, {"marker": "[b]"}, True),
        ({}, {"marker": "[p]"}, False),
    ],
)
def test_a_definition_that_changed_between_the_two_figures(
    about: dict[str, Any], cells: dict[str, Any], changed: bool
) -> None:
    row = printed(figure(2021, 1.0), figure(2022, 2.0), figure(2023, 3.0, **cells), figure(2024, 4.0), **about)
    assert row["definition_changed"] is changed


def test_a_definition_that_changed_in_a_year_between_two_figures_of_a_biennial_series() -> None:
    rows = [figure(2021, 1.0), figure(2022, 2.0), figure(2023, 3.0)]
    row = printed(*rows, frequency="biennial", breaks="2021/22")
    assert (row["previous_period"], row["definition_changed"]) == ("2020/21", True)
    assert not printed(*rows, frequency="biennial", breaks="2020/21")["definition_changed"]


def test_a_break_at_a_newest_figure_with_nothing_before_it() -> None:
    assert printed(figure(2023, 3.0), breaks="2022/23")["definition_changed"]


def test_two_periods_that_end_on_one_day_do_not_stop_the_page_that_says_so() -> None:
    half = {"period": "Oct 2022 to Mar 2023", "period_start": date(2022, 10, 1)}
    row = printed(figure(2022, 2.0), figure(2023, 3.0), figure(2023, 9.0, **half))
    assert (row["period"], row["value"]) == ("2022/23", 3.0)
