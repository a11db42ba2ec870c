"""How sure ranks are, on small groups whose noise is known, and on the shipped figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.results.rank_certainty import FEW_KNOWN, NOT_KNOWN, rank_certainty, with_certainty
from helpers.schema.comparison import RANK_CERTAINTY

AREAS = read_areas(Project(Path(__file__).resolve().parents[2]).areas)
OWN = "E10000018"
COUNCILS = [OWN, *(f"E100000{number}" for number in ("16", "12", "20", "30", "08"))]
VALUES = [50.0, 40.0, 30.0, 20.0, 10.0, 0.0]


def ranked(values: list[float], **cells: object) -> pd.DataFrame:
    frame = {"indicator_id": "one", "area_code": COUNCILS[: len(values)], "year": 2022, "value": values}
    frame |= {"polarity": "higher_is_better", "own": [True] + [False] * (len(values) - 1)}
    return pd.DataFrame(frame | cells)


def changes(rows: pd.DataFrame, **cells: object) -> pd.DataFrame:
    """Points, each with an error of 1."""
    usual = {"scale": "points", "unit": 0.1, "whole": np.nan, "figure_error": 1.0}
    return rows[["indicator_id", "area_code", "year", "value"]].assign(**usual | cells)


def compared(rows: pd.DataFrame, rank: int | None = 1) -> pd.DataFrame:
    frame = pd.DataFrame({"indicator_id": ["one"], "rank": [rank], "n": [len(rows)], "quartile": [1]})
    return frame.astype({"rank": "Int64", "quartile": "Int64"})


def certainty(rows: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    table = rank_certainty(rows, compared(rows), judged, AREAS)
    assert table.columns.tolist() == list(RANK_CERTAINTY.names)
    return table.iloc[0]


def test_figures_ten_errors_apart_have_the_ranks_that_they_have() -> None:
    rows = ranked(VALUES)
    row = certainty(rows, changes(rows))
    assert (row["rank_95_lower"], row["rank_95_upper"], row["median_rank"]) == (1, 1, 1)
    assert (row["quartile_best"], row["quartile_worst"], row["with_error"], row["reason"]) == (1, 1, 6, "")
    assert row["top_half_probability"] == pytest.approx(1)


def test_a_quartile_is_claimed_where_no_chance_could_have_put_another_there() -> None:
    """Twelve figures with errors of 1, whose differences have √2: what is 12 above the next is beyond any chance."""
    codes = [f"E100000{number:02d}" for number in (18, 16, 12, 20, 30, 8, 3, 6, 11, 13, 14, 15)]
    for apart, claimed in ((12.0, True), (2.5, False)):
        values = [50 + apart, *(49.9 - number / 10 for number in range(11))]
        rows = pd.DataFrame({"area_code": codes, "value": values, "own": [True] + [False] * 11})
        rows = rows.assign(indicator_id="one", year=2022, polarity="higher_is_better")
        row = certainty(rows, changes(rows))
        assert bool(row["quartile_claimed"]) is claimed, apart


def test_the_lowest_is_first_where_low_is_better() -> None:
    rows = ranked(VALUES[::-1], polarity="lower_is_better")
    assert certainty(rows, changes(rows))["rank_95_upper"] == 1


def test_noise_as_large_as_the_differences_leaves_the_quartile_open() -> None:
    rows = ranked(VALUES)
    row = certainty(rows, changes(rows, figure_error=20.0))
    assert (row["rank_95_lower"], row["rank_95_upper"]) == (1, 6)
    assert (row["quartile_best"], row["quartile_worst"]) == (1, 4)
    assert round(row["reliability"], 9) == 0


def test_what_is_not_known_is_said_with_the_reason() -> None:
    rows = ranked(VALUES)
    row = certainty(rows, changes(rows, figure_error=np.nan))
    assert (row["reason"], row["with_error"]) == (NOT_KNOWN, 0)
    assert pd.isna(row["quartile_best"])
    assert pd.isna(row["median_rank"])
    judged = changes(rows)
    own_unknown = judged.assign(figure_error=judged["figure_error"].mask(judged["area_code"].eq(OWN)))
    assert certainty(rows, own_unknown)["reason"] == NOT_KNOWN
    # Four of six are two thirds, under 75%; five of six are 83%.
    assert certainty(rows, judged.head(4))["reason"] == FEW_KNOWN
    assert certainty(rows, judged.head(5))["reason"] == ""


def test_a_figure_of_another_period_of_the_year_is_not_taken_for_the_ranked_one() -> None:
    rows = ranked(VALUES)
    judged = changes(rows)
    judged["value"] = judged["value"].mask(judged["area_code"].eq(OWN), 47.0)
    assert certainty(rows, judged)["reason"] == NOT_KNOWN


def test_a_council_is_found_under_its_newest_code() -> None:
    """The table changes has North Yorkshire as E06000065, which was E10000023 in the period that is ranked."""
    rows = ranked(VALUES)
    rows["area_code"] = rows["area_code"].replace("E10000016", "E10000023")
    judged = changes(rows)
    judged["area_code"] = judged["area_code"].replace("E10000023", "E06000065")
    assert certainty(rows, judged)["with_error"] == 6


def test_an_indicator_without_a_rank_has_no_row() -> None:
    rows = ranked(VALUES)
    table = rank_certainty(rows, compared(rows, rank=None), changes(rows), AREAS)
    assert table.empty
    beside = with_certainty(pd.DataFrame({"indicator_id": ["one"], "quartile": [2]}), table)
    assert beside[["quartile_best", "quartile_worst"]].isna().all(axis=None)
