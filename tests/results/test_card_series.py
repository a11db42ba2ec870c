"""The whole series of an indicator beside its group, worked by hand on a group of five."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from comparing import ENGLAND, OWN, RULES, members_of, observed, register

from helpers.results.as_reported import as_reported
from helpers.results.card_series import CardFigures, card_figures, ranked_districts
from helpers.results.own_series import own_series
from helpers.schema.cards import TABLES
from helpers.schema.types import pandas_types

YEARS: dict[int, dict[str, float | None]] = {
    2019: {OWN: 4.0, "a": 1.0, "b": 2.0, "c": 3.0, "d": 10.0, ENGLAND: 5.5},
    2020: {OWN: 4.0},
    2022: {OWN: None, "a": 1.0, "b": 2.0, "c": 3.0, "d": 10.0},
    2023: {OWN: 10.0, "a": 10.0, "b": 2.0, "c": None, "d": 30.0, ENGLAND: 6.0},
}


def figures(breaks: str = "", value_type: str = "percentage") -> CardFigures:
    about = register(breaks=breaks).assign(value_type=value_type)
    reported = as_reported(observed(YEARS), about, RULES.as_at.by_period_type())
    return card_figures(own_series(reported, [OWN]), reported, members_of([OWN, "a", "b", "c", "d"]), [OWN], 4)


def test_each_period_has_the_spread_and_the_rank_of_its_own_group() -> None:
    """Of 1, 2, 3, 4 and 10 the quartiles by type 7 are 2, 3 and 4, and 4 is the second best."""
    first, alone, none, last = figures().series.to_dict("records")
    names = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
    assert [first[name] for name in names] == [1, 2, 3, 4, 10]
    assert (first["n"], first["rank"], first["quartile"], first["england"]) == (5, 2, 1, 5.5)
    assert (alone["n"], pd.isna(alone["median"]), pd.isna(alone["rank"])) == (1, True, True)
    assert (none["n"], none["median"], pd.isna(none["value"]), none["marker"]) == (4, 2.5, True, "[x]")
    assert [last[name] for name in names] == [2, 8, 10, 15, 30]
    assert (last["n"], last["rank"], last["quartile"]) == (4, 2, 2)


def test_a_line_ends_at_a_break_and_at_a_year_that_is_not_there() -> None:
    assert figures().series["stretch"].tolist() == [0, 0, 1, 1]
    broken = figures(breaks="2022/23").series
    assert broken["stretch"].tolist() == [0, 0, 1, 2]
    assert broken["break_before"].tolist() == [False, False, False, True]


def test_a_count_of_england_is_not_set_beside_a_council() -> None:
    assert figures(value_type="count").series["england"].isna().all()


def test_every_council_with_a_figure_is_listed_the_best_first() -> None:
    councils = figures().councils
    newest = councils[councils["period"].eq("2022/23")]
    assert newest[["area_code", "value", "rank", "own"]].to_numpy().tolist() == [
        ["d", 30.0, 1, False],
        [OWN, 10.0, 2, True],
        ["a", 10.0, 2, False],
        ["b", 2.0, 4, False],
    ]


def test_both_tables_are_as_the_schema_declares_them() -> None:
    made = figures()
    for frame, table in zip(made, TABLES, strict=True):
        assert frame.dtypes.astype(str).to_dict() == {name: str(kind) for name, kind in pandas_types(table).items()}
        assert not frame.duplicated(list(table.key)).any()


@pytest.mark.parametrize(("polarity", "ranks"), [("lower_is_better", [1, 2, 3, 4]), ("neutral", [None] * 4)])
def test_districts_are_ranked_among_each_other_in_the_newest_period(polarity: str, ranks: list[int | None]) -> None:
    about = {"indicator_id": "one", "area_type": "district", "period_start": date(2022, 4, 1)}
    newest, before = ({**about, "period_end": date(year, 3, 31)} for year in (2023, 2022))
    rows = [
        {**newest, "area_code": code, "value": value} for code, value in zip("abcd", (1.0, 2.0, 3.0, 4.0), strict=True)
    ]
    rows.append({**before, "area_code": "a", "value": 9.0})
    within = pd.DataFrame([{**newest, "polarity": polarity}])
    ranked = ranked_districts(pd.DataFrame(rows), within).sort_values("area_code")
    assert [None if pd.isna(rank) else int(rank) for rank in ranked["rank"]] == ranks
    assert ranked["value"].tolist() == [1, 2, 3, 4]
