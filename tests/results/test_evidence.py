"""The tables on the strength of evidence, and directions that it decides alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.methods.evidence import judge_evidence
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.results.evidence import Evidence, counted_directions, decide_by_evidence, weigh_evidence
from helpers.results.group_series import group_series

PROJECT = Project(Path(__file__).resolve().parents[2])
OWN = "E10000018"
AREAS = read_areas(PROJECT.areas)
OLD_NORTH_YORKSHIRE, NEW_NORTH_YORKSHIRE = "E10000023", "E06000065"


def figure(area_code: str, year: int, value: float, **cells: Any) -> dict[str, Any]:
    """A percentage with one decimal, of a calendar year."""
    usual = {
        "indicator_id": "one",
        "area_code": area_code,
        "period": str(year),
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "year": year,
        "end_month": 12,
        "value": value,
        "value_type": "percentage",
        "multiplier": 100.0,
        "decimals": 1,
        "months": 12,
        "step": 1,
        "one_off": False,
        "break_before": False,
        "lower_95": np.nan,
        "upper_95": np.nan,
        "numerator": np.nan,
        "denominator": np.nan,
        "area_flag": "",
    }
    return usual | cells


def direction(indicator_id: str, **cells: Any) -> dict[str, Any]:
    """The direction of an indicator from 2021 to 2022."""
    usual = {
        "indicator_id": indicator_id,
        "latest_year": 2022,
        "previous_year": 2021,
        "change": 8.0,
        "direction": "Improved",
        "rule": "tolerance",
        "rule_id": "D2",
        "reason": "over",
        "tolerance": 1.0,
        "limits": None,
    }
    return usual | cells


def weighed(figures: list[dict[str, Any]], *directions: dict[str, Any]) -> Evidence:
    table = pd.DataFrame(list(directions)).astype({"latest_year": "Int64", "previous_year": "Int64"})
    return weigh_evidence(pd.DataFrame(figures), table, OWN)


def test_a_series_is_under_the_newest_code_and_ends_in_the_month_of_its_newest_figure() -> None:
    own = pd.DataFrame([figure(OWN, 2022, 5.0) | {"latest": True}])
    in_march = {"period_start": date(2021, 4, 1), "period_end": date(2022, 3, 31), "end_month": 3}
    reported = pd.DataFrame(
        [
            figure(OWN, 2022, 5.0),
            figure(OLD_NORTH_YORKSHIRE, 2021, 1.0),
            figure(OLD_NORTH_YORKSHIRE, 2022, 2.0),
            figure(NEW_NORTH_YORKSHIRE, 2022, 2.5, area_flag="backcast"),
            figure(NEW_NORTH_YORKSHIRE, 2022, 9.9, **in_march),
            figure("E10000099", 2022, 7.0),
        ]
    )
    members = pd.DataFrame({"area_code": [OLD_NORTH_YORKSHIRE, NEW_NORTH_YORKSHIRE]})
    rows = group_series(reported, own, members, AREAS)
    assert rows[["area_code", "year", "value"]].to_numpy().tolist() == [
        [NEW_NORTH_YORKSHIRE, 2021, 1.0],
        [NEW_NORTH_YORKSHIRE, 2022, 2.0],
        [OWN, 2022, 5.0],
    ]


def test_limits_decide_where_both_figures_have_them() -> None:
    """The limits of the difference are those of the first worked example of chapter 13."""
    table = weighed(
        [figure(OWN, 2021, 50.0, lower_95=46.0, upper_95=54.0), figure(OWN, 2022, 58.0, lower_95=55.0, upper_95=61.0)],
        direction("one"),
    ).evidence
    row = table.iloc[0]
    assert (row["evidence"], row["ground"]) == ("clear", "limits")
    assert (round(row["difference_lower"], 2), round(row["difference_upper"], 2)) == (3.0, 13.0)
    assert np.isnan(row["usual_lower"])


@pytest.mark.parametrize(
    ("cells", "ground", "reason"),
    [
        ({"change": np.nan, "reason": "the series has a break"}, "not_comparable", "the series has a break"),
        ({"latest_year": pd.NA, "change": np.nan, "reason": "no file"}, "not_comparable", "no file"),
        ({"previous_year": 2020}, "not_comparable", "the lack of a comparable figure for the period before"),
    ],
)
def test_nothing_can_be_told_where_nothing_is_compared(cells: dict[str, Any], ground: str, reason: str) -> None:
    limits = {"lower_95": 40.0, "upper_95": 60.0}
    table = weighed([figure(OWN, 2021, 50.0, **limits), figure(OWN, 2022, 58.0, **limits)], direction("one", **cells))
    row = table.evidence.iloc[0]
    assert (row["evidence"], row["ground"], row["reason"]) == ("cannot be told", ground, reason)
    assert pd.isna(row["p"]) and pd.isna(row["difference_lower"])


def _group(newest: float | None = None) -> list[dict[str, Any]]:
    """Thirty councils whose figures go up and down by chance for ten years."""
    random = np.random.default_rng(20_231_116)
    rows = []
    for council in range(30):
        code = OWN if council == 0 else f"E06{council:06d}"
        for year in range(2013, 2023):
            value = round(40 + council + float(random.normal(0, 1.5)), 1)
            rows.append(figure(code, year, newest if newest is not None and (code, year) == (OWN, 2022) else value))
    return rows


def test_the_usual_figures_end_where_a_change_begins_to_be_clear() -> None:
    usual = weighed(_group(), direction("one")).evidence.iloc[0]
    for end in ("usual_lower", "usual_upper"):
        again = judge_evidence(pd.DataFrame(_group(newest=float(usual[end]))))
        row = again[again["area_code"].eq(OWN) & again["year"].eq(2022)].iloc[0]
        assert row["p"] == pytest.approx(0.05, abs=1e-6)
    result = weighed(_group(newest=float(usual["usual_upper"]) + 1), direction("one"))
    assert result.evidence.loc[0, "evidence"] == "clear"
    assert result.evidence.loc[0, "reason"] == "the ups and downs of the council's and of all councils' past figures"


@pytest.mark.parametrize(("councils", "is_said"), [(1, False), (2, False), (3, True)])
def test_a_council_is_not_set_beside_itself_as_the_middle_of_its_group(councils: int, is_said: bool) -> None:
    codes = (OWN, "E06000001", "E06000002")[:councils]
    figures = [figure(code, year, 40.0 + 2 * (year - 2020)) for code in codes for year in (2021, 2022)]
    change = weighed(figures, direction("one")).evidence.loc[0, "group_change"]
    assert change == pytest.approx(2.0) if is_said else pd.isna(change)


def test_levels_forecasts_and_charts_are_those_of_the_council_alone() -> None:
    result = weighed(_group(), direction("one"))
    assert len(result.changes) == 300
    level = result.levels.iloc[0]
    assert (len(result.levels), level["points"], level["reason"]) == (1, 10, "")
    assert level["level_lower"] < level["level"] < level["level_upper"]
    assert result.forecasts["year"].tolist() == [2023, 2024, 2025]
    assert (result.forecasts["lower"] < result.forecasts["upper"]).all()
    assert result.control_charts["year"].tolist() == list(range(2013, 2023))


def test_a_short_series_has_no_level_and_says_why() -> None:
    result = weighed([figure(OWN, year, 50.0 + year % 2) for year in (2020, 2021, 2022)], direction("one"))
    assert result.levels["reason"].tolist() == ["fewer than 5 figures in a row without a break"]
    assert result.forecasts.empty and result.control_charts.empty


def test_the_evidence_alone_decides_where_the_council_counts_so() -> None:
    words = {"a": "clear", "b": "clear", "c": "within its usual ups and downs", "d": "cannot be told", "e": "clear"}
    evidence = pd.DataFrame({"indicator_id": list(words), "evidence": list(words.values()), "reason": "the ground"})
    indicators = pd.DataFrame(
        {
            "indicator_id": list(words),
            "polarity": ["higher_is_better", "lower_is_better", "higher_is_better", "lower_is_better", "neutral"],
        }
    )
    directions = pd.DataFrame([direction(name) for name in words])
    directions.loc[4, ["direction", "rule", "rule_id"]] = ["Not judged", None, "D0"]
    parameters = settings_for(PROJECT, AREAS, "2023", "", neighbours_of).parameters
    by_evidence = parameters.model_copy(update={"counted_by": "evidence"})
    decided = counted_directions(directions, evidence, indicators, by_evidence)
    pd.testing.assert_frame_equal(decided, decide_by_evidence(directions, evidence, indicators))
    assert decided["direction"].tolist() == [
        "Improved",
        "Worsened",
        "No real change",
        "Cannot be determined",
        "Not judged",
    ]
    assert decided["rule_id"].tolist() == ["E", "E", "E", "E", "D0"]
    assert decided["reason"].tolist() == ["the ground"] * 4 + ["over"]
    pd.testing.assert_frame_equal(counted_directions(directions, evidence, indicators, parameters), directions)
