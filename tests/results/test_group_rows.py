"""The figures that a rank is among: councils A to H of chapter 7, with the ranks of its table."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.results.group_rows import group_rows

FIGURES = {"A": 90.0, "B": 85.0, "C": 85.0, "D": 80.0, "E": 75.0, "F": 70.0, "G": 65.0, "H": 60.0}
RANKS = [1, 2, 2, 4, 5, 6, 7, 8]
QUARTILES = [1, 1, 1, 2, 3, 3, 4, 4]
START, END = date(2022, 4, 1), date(2023, 3, 31)
PERIOD = pd.DataFrame(
    [("waste", START, END, "higher_is_better")], columns=["indicator_id", "period_start", "period_end", "polarity"]
)
OBSERVED = pd.DataFrame({"area_code": list(FIGURES), "value": list(FIGURES.values())}).assign(
    indicator_id="waste", period_start=START, period_end=END, file="waste.csv", row=range(2, 10)
)
EARLIER = OBSERVED.assign(period_start=date(2021, 4, 1), period_end=date(2022, 3, 31), value=1.0)
MEMBERS = pd.DataFrame({"area_code": list(FIGURES), "area_name": list(FIGURES)}).assign(
    start_date=None, end_date=None, successor_codes=""
)


def test_each_council_has_the_rank_of_the_chapter_and_its_own_row() -> None:
    rows = group_rows(pd.concat([EARLIER, OBSERVED]), PERIOD, MEMBERS, ["F"], 8)
    assert rows["area_name"].tolist() == list(FIGURES)
    assert rows["rank"].tolist() == RANKS
    assert rows["quartile"].tolist() == QUARTILES
    assert rows["row"].tolist() == list(range(2, 10))
    assert rows.loc[rows["own"], "area_name"].tolist() == ["F"]


def test_too_few_councils_have_figures_and_no_rank() -> None:
    rows = group_rows(OBSERVED.head(7), PERIOD, MEMBERS, ["F"], 8)
    assert rows["n"].tolist() == [7] * 7
    assert rows["rank"].isna().all()
