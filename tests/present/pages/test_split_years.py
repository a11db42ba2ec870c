"""A year that an event splits is shown beside the figure of the year, and says that it counts nowhere."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.present.pages.split_years import row_remarks, split_table
from helpers.publish.html import to_html

SPLIT = pd.DataFrame(
    [
        ("calls", "2021/22", date(2022, 3, 31), "A strike", date(2021, 9, 1), 80.25, None, "Made up", "2022-05"),
        ("calls", "2022/23", date(2023, 3, 31), "A new system", date(2022, 7, 1), 86.5, 73.6, "Made up", ""),
    ],
    columns=[
        "indicator_id",
        "period",
        "period_end",
        "event",
        "begins",
        "value_before",
        "value_after",
        "source",
        "dated",
    ],
)
COMPENDIUM = pd.DataFrame(
    {"indicator_id": ["calls", "worst"], "period": ["2022/23", "2022"], "decimals": [1, 1], "unit": "%"}
)
WORST = pd.DataFrame(
    {
        "indicator_id": ["worst"],
        "period": ["2022"],
        "statistic": "maximum over districts",
        "districts": 7,
        "district_names": ["Ayton"],
    }
)


def test_a_card_has_both_figures_of_every_split_year_the_newest_first() -> None:
    table = split_table(SPLIT.to_dict("records"), 1)
    assert table is not None
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows == [
        ["2022/23", "A new system (from 1 July 2022)", "86.5", "73.6", "Made up"],
        ["2021/22", "A strike (from 1 September 2021)", "80.3", "[x]", "Made up, 2022-05"],
    ]
    html = to_html(table)
    assert "shown and never counted" in html and "use the figure of the whole year" in html
    assert split_table([], 1) is None


def test_a_row_says_so_where_its_own_year_is_split() -> None:
    remarks = row_remarks(WORST, SPLIT, COMPENDIUM)
    assert remarks == {
        "calls": "A new system splits 2022/23: 86.5% before 1 July 2022 and 73.6% from then on, shown and not counted",
        "worst": "The highest of 7 districts: Ayton",
    }


def test_a_row_says_a_unit_in_words_once() -> None:
    calls = COMPENDIUM.assign(unit="calls", decimals=0)
    both = SPLIT.assign(value_before=190_000.0, value_after=750_000.0).tail(1)
    assert "190,000 calls before 1 July 2022 and 750,000 from then" in row_remarks(WORST, both, calls)["calls"]
    late = both.assign(value_before=None)
    assert "[x] before 1 July 2022 and 750,000 calls from then" in row_remarks(WORST, late, calls)["calls"]


def test_a_row_keeps_what_else_is_said_of_it() -> None:
    both = SPLIT.assign(indicator_id="worst", period="2022").tail(1)
    words = row_remarks(WORST, both, COMPENDIUM)["worst"]
    assert words.startswith("The highest of 7 districts: Ayton. A new system splits 2022: 86.5% before")
