"""Printed gaps in funding beside those of the figures held: every year, nothing chosen, and the reason where none."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.present.pages.reconciliation import gap_parts
from helpers.publish.html import to_html
from helpers.results.printed_gaps import NO_LEVEL, printed_gaps
from helpers.schema.enforcement import conformed
from helpers.schema.reconciliation import PRINTED_GAPS

OTHER = "E10000030"
COMPARATORS = pd.DataFrame(
    [{"report_year": 2018, "area_code": OTHER, "figure_id": "2018-1", "printed_m": 49.0, "as_printed": "£49m"}]
)
LEVELS = pd.DataFrame(
    [
        {
            "financial_year": year,
            "level_code": OTHER,
            "level_name": "Surrey",
            "classes_differ": False,
            "gain_m": gain,
            "population_mid_year": int(year[:4]),
            "reason": "" if gain is not None else "Not known",
        }
        for year, gain in (("2016/17", 48.5), ("2017/18", 48.49), ("2018/19", None), ("2019/20", 49.0))
    ]
)
POWER = pd.DataFrame({"financial_year": ["2016/17"], "area_code": [OTHER], "is_partial": [False]})


def test_each_year_that_had_begun_by_the_report_has_a_row() -> None:
    gaps = conformed(printed_gaps(COMPARATORS, LEVELS, POWER), PRINTED_GAPS)
    rows = gaps[["financial_year", "calculated_m", "agrees", "is_partial", "reason"]]
    assert rows.astype("object").where(rows.notna(), None).to_numpy().tolist() == [
        ["2016/17", 48.5, True, False, ""],
        ["2017/18", 48.49, False, True, ""],
        ["2018/19", None, None, True, "Not known"],
    ]
    assert gaps["difference_m"].tolist()[:2] == pytest.approx([0.5, 0.51])


def test_a_gap_without_figures_of_the_other_council_says_so() -> None:
    gaps = printed_gaps(COMPARATORS, LEVELS.assign(level_code="E10000016"), POWER)
    assert gaps[["financial_year", "reason"]].to_numpy().tolist() == [["", NO_LEVEL]]


def test_the_page_says_how_many_agree_and_that_none_is_shown_to_be_wrong() -> None:
    html = to_html(gap_parts(printed_gaps(COMPARATORS, LEVELS, POWER)))
    assert "No other printed figure tests 1 printed gap in funding." in html
    assert "In some year 1 of 1 agrees." in html and "not shown to be wrong" in html
    assert "mid-2017" in html and "Not known" in html
    assert list(gap_parts(printed_gaps(COMPARATORS.head(0), LEVELS, POWER))) == []
