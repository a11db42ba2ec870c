"""Confidence limits of figures from surveys, against arithmetic, published limits and another library."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from helpers.methods.surveys import CAUTIONS, REASONS, RESULT_COLUMNS, cautions, with_survey_limits
from helpers.problems import MethodProblem

Z = 1.959963984540054
YEAR = {"period": "2022/23", "period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}


def figure(value: float | None, indicator: str = "satisfied", area: str = "E10000018", **more: Any) -> dict[str, Any]:
    limits = {"lower_95": None, "upper_95": None}
    return {
        "indicator_id": indicator,
        "area_code": area,
        **YEAR,
        "value": value,
        **limits,
        "marker": "",
        "status": "final",
        **more,
    }


def answer(respondents: float | None, indicator: str = "satisfied", **more: Any) -> dict[str, Any]:
    usual = {"indicator_id": indicator, "area_code": "E10000018", **YEAR, "survey": "residents"}
    return usual | {"respondents": respondents, "standard_deviation": None} | more


def card(**more: Any) -> dict[str, Any]:
    return {"survey": "residents", "sampling": "random", "weighting": "none", "design_effect": None} | more


def indicators(**kinds: tuple[str, str]) -> pd.DataFrame:
    usual = {"satisfied": ("percentage", "%"), "happiness": ("mean", "points"), "visits": ("count", "visits")}
    rows = [(name, *about) for name, about in (usual | kinds).items()]
    return pd.DataFrame(rows, columns=["indicator_id", "value_type", "unit"])


def results(figures: list[dict[str, Any]], answers: list[dict[str, Any]], *cards: dict[str, Any], **kinds: Any) -> Any:
    frame = pd.DataFrame(figures).astype(dict.fromkeys(("value", "lower_95", "upper_95"), "float64"))
    inputs = pd.DataFrame(answers).astype({"respondents": "Int64", "standard_deviation": "float64"})
    surveys = pd.DataFrame(cards, columns=list(card())).astype({"design_effect": "float64"})
    return with_survey_limits(frame, inputs, surveys, indicators(**kinds))


def test_a_percentage_has_wilsons_limits_for_its_respondents() -> None:
    """62% of 1,100: the score interval, worked out here."""
    p, n = 0.62, 1100
    middle, reach = p + Z**2 / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    expected = [100 * (middle - reach) / (1 + Z**2 / n), 100 * (middle + reach) / (1 + Z**2 / n)]
    filled, result = results([figure(62.0)], [answer(1100)], card())
    assert filled.loc[0, ["lower_95", "upper_95"]].tolist() == pytest.approx(expected, rel=1e-12)
    assert result.loc[0, ["lower_95", "upper_95"]].tolist() == pytest.approx(expected, rel=1e-12)
    assert result.loc[0, ["limits", "reason", "caution", "effective_respondents"]].tolist() == [
        "worked out from respondents",
        "",
        "",
        1100,
    ]
    assert result.columns.tolist() == RESULT_COLUMNS


def test_a_design_effect_widens_the_limits_as_fewer_respondents_would() -> None:
    """1,100 answers with a design effect of 1.1 count as 1,000."""
    lower, upper = proportion_confint(620, 1000, 0.05, "wilson")
    _, result = results([figure(62.0)], [answer(1100)], card(design_effect=1.1, weighting="age"))
    assert result.loc[0, ["lower_95", "upper_95"]].tolist() == pytest.approx([100 * lower, 100 * upper], rel=1e-12)
    assert result.loc[0, "effective_respondents"] == pytest.approx(1000)
    assert result.loc[0, "caution"] == ""


@pytest.mark.parametrize(("value", "lower", "upper"), [(0.0, 0.0, 16.1125), (100.0, 83.8875, 100.0)])
def test_none_and_all_have_limits_within_the_scale(value: float, lower: float, upper: float) -> None:
    """Of none out of 20 the upper limit is z²/(n + z²)."""
    assert pytest.approx(16.1125, abs=1e-4) == 100 * Z**2 / (20 + Z**2)
    _, result = results([figure(value)], [answer(20)], card())
    assert result.loc[0, ["lower_95", "upper_95"]].tolist() == pytest.approx([lower, upper], abs=1e-4)


def test_a_mean_has_students_limits_where_the_deviation_is_known() -> None:
    """Ten answers with a standard deviation of 2: t with nine degrees of freedom is 2.262157."""
    _, result = results([figure(7.0, "happiness")], [answer(10, "happiness", standard_deviation=2.0)], card())
    reach = 2.2621571628 * 2 / math.sqrt(10)
    assert result.loc[0, ["lower_95", "upper_95"]].tolist() == pytest.approx([7 - reach, 7 + reach], rel=1e-9)


@pytest.mark.parametrize(
    ("value", "returned", "surveys", "reason"),
    [
        (62.0, answer(None), [card()], "respondents"),
        (62.0, answer(1100), [], "card"),
        (None, answer(1100), [card()], "figure"),
        (162.0, answer(1100), [card()], "share"),
        (7.0, answer(10, "happiness"), [card()], "deviation"),
        (7.0, answer(1, "happiness", standard_deviation=2.0), [card()], "few"),
        (7.0, answer(10, "visits"), [card()], "kind"),
        (7.0, answer(10, "gap"), [card()], "kind"),
    ],
)
def test_a_figure_without_limits_stays_and_has_a_reason(
    value: float | None, returned: dict[str, Any], surveys: list[dict[str, Any]], reason: str
) -> None:
    """A gap in percentage points is a percentage that is no share of people."""
    before = figure(value, returned["indicator_id"])
    filled, result = results([before], [returned], *surveys, gap=("percentage", "percentage points"))
    assert len(filled) == len(result) == 1
    assert filled[["lower_95", "upper_95"]].isna().all(axis=None)
    assert result.loc[0, ["limits", "reason"]].tolist() == ["", REASONS[reason]]
    assert filled["value"].tolist() == pytest.approx([math.nan if value is None else value], nan_ok=True)


def test_published_limits_stay_and_one_without_the_other_is_said() -> None:
    both, one = {"lower_95": 60.0, "upper_95": 64.0}, {"lower_95": 60.0}
    filled, result = results(
        [figure(62.0, **both), figure(62.0, area="E1", **one)], [answer(1100), answer(1100, area_code="E1")], card()
    )
    assert filled[["lower_95", "upper_95"]].to_numpy().tolist()[0] == [60, 64]
    by_area = result.set_index("area_code")
    assert by_area.loc["E10000018", ["limits", "reason"]].tolist() == ["published", ""]
    assert by_area.loc["E1", ["limits", "reason"]].tolist() == ["", REASONS["one_limit"]]
    assert math.isnan(filled.loc[1, "upper_95"])


def test_other_figures_are_as_they_were() -> None:
    """The rows keep their order and index, and the caller's frame is not changed."""
    figures = pd.DataFrame(
        [figure(41.5, "potholes", lower_95=40.0, upper_95=43.0), figure(62.0), figure(30.0, "potholes", "E1")],
        index=[7, 3, 5],
    ).astype(dict.fromkeys(("lower_95", "upper_95"), "float64"))
    before = figures.copy()
    returns = pd.DataFrame([answer(1100), answer(None, "potholes", survey="", area_code="E1")])
    surveys = pd.DataFrame([card()])
    filled, survey_results = with_survey_limits(figures, returns, surveys, indicators())
    pd.testing.assert_frame_equal(figures, before)
    pd.testing.assert_frame_equal(filled.drop(3), before.drop(3))
    assert survey_results["indicator_id"].tolist() == ["satisfied"]
    assert filled.columns.tolist() == before.columns.tolist()
    pd.testing.assert_series_equal(filled.dtypes, before.dtypes)


def test_a_figure_that_may_still_change_is_told_apart() -> None:
    changing = [figure(62.0, status="provisional"), figure(50.0, "happiness"), figure(None, "visits", marker="[p]")]
    _, result = results(changing, [answer(1100), answer(1100, "happiness"), answer(1100, "visits")], card())
    assert dict(zip(result["indicator_id"], result["provisional"], strict=True)) == {
        "satisfied": True,
        "happiness": False,
        "visits": False,
    }


def test_without_returns_nothing_changes() -> None:
    figures = pd.DataFrame([figure(62.0)]).astype(dict.fromkeys(("lower_95", "upper_95"), "float64"))
    none = pd.DataFrame([answer(1)]).iloc[:0]
    filled, survey_results = with_survey_limits(figures, none, pd.DataFrame([card()]).iloc[:0], indicators())
    pd.testing.assert_frame_equal(filled, figures)
    assert survey_results.empty and survey_results.columns.tolist() == RESULT_COLUMNS


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (card(), ""),
        (card(sampling="everyone", design_effect=1.0, weighting="age"), ""),
        (card(sampling="quota"), CAUTIONS["chance"]),
        (card(sampling="open", weighting="age"), f"{CAUTIONS['chance']} {CAUTIONS['weighting']}"),
        (card(weighting="age"), CAUTIONS["weighting"]),
        (card(sampling="clustered"), CAUTIONS["clustering"]),
        (card(weighting="None "), ""),
    ],
)
def test_what_the_limits_leave_out_is_said(about: dict[str, Any], expected: str) -> None:
    assert cautions(pd.DataFrame([about])).tolist() == [expected]
    _, result = results([figure(62.0)], [answer(1100)], about)
    assert result.loc[0, "caution"] == expected
    assert result.loc[0, "limits"] == "worked out from respondents"


def test_a_missing_column_and_a_repeat_are_named() -> None:
    frames = [pd.DataFrame([figure(62.0)]), pd.DataFrame([answer(9)]), pd.DataFrame([card()]), indicators()]
    with pytest.raises(MethodProblem, match="surveys must have the column sampling"):
        with_survey_limits(frames[0], frames[1], frames[2].drop(columns="sampling"), frames[3])
    with pytest.raises(
        MethodProblem, match=r"returns must have one row for each .*satisfied, E10000018.* appears twice"
    ):
        with_survey_limits(frames[0], pd.concat([frames[1], frames[1]]), frames[2], frames[3])


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(1, 100_000)), min_size=1, max_size=20),
    st.floats(0.5, 10),
    st.sampled_from(["random", "quota"]),
)
@settings(max_examples=30)
def test_limits_hold_the_figure_and_narrow_with_more_answers(
    pairs: list[tuple[float, int]], effect: float, sampling: str
) -> None:
    areas = [(times, f"{times} times the answers to {at}") for times in (1, 4) for at in range(len(pairs))]
    figures = [figure(value, area=area) for (_, area), (value, _) in zip(areas, [*pairs, *pairs], strict=True)]
    answers = [answer(times * n, area_code=area) for (times, area), (_, n) in zip(areas, [*pairs, *pairs], strict=True)]
    _, result = results(figures, answers, card(design_effect=effect, sampling=sampling))
    assert (result["lower_95"] >= -1e-9).all() and (result["upper_95"] <= 100 + 1e-9).all()
    assert (result["lower_95"] <= result["value"] + 1e-9).all()
    assert (result["value"] - 1e-9 <= result["upper_95"]).all()
    by_area = result.set_index("area_code")
    widths = (by_area["upper_95"] - by_area["lower_95"])[[area for _, area in areas]].to_numpy()
    assert (widths[len(pairs) :] < widths[: len(pairs)]).all()


def test_limits_are_those_of_the_published_table(oracle_table: Callable[[str], pd.DataFrame]) -> None:
    """Its percentages as answers to a survey; see oracles/phe/README.md."""
    table = oracle_table("phe/proportion_expected")
    table = table[table["multiplier"].eq(100) & table["Denominator"].gt(0)].reset_index(drop=True)
    assert len(table) >= 4
    figures = [figure(value, area=f"A{at}") for at, value in enumerate(table["value"])]
    answers = [answer(n, area_code=f"A{at}") for at, n in enumerate(table["Denominator"])]
    filled, _ = results(figures, answers, card())
    expected = table[["lower95_0cl", "upper95_0cl"]].to_numpy(dtype="float64")
    np.testing.assert_allclose(filled[["lower_95", "upper_95"]].to_numpy(), expected, rtol=1e-11, atol=1e-12)


def test_limits_of_means_are_those_of_the_published_table(oracle_table: Callable[[str], pd.DataFrame]) -> None:
    table = oracle_table("phe/mean_expected")
    figures = [figure(value, "happiness", f"A{at}") for at, value in enumerate(table["value"])]
    answers = [
        answer(n, "happiness", area_code=f"A{at}", standard_deviation=deviation)
        for at, (n, deviation) in enumerate(zip(table["value_count"], table["stdev"], strict=True))
    ]
    filled, _ = results(figures, answers, card())
    expected = table[["lower95_0cl", "upper95_0cl"]].to_numpy(dtype="float64")
    assert len(expected) == 3
    np.testing.assert_allclose(filled[["lower_95", "upper_95"]].to_numpy(), expected, rtol=1e-11)


@pytest.fixture(scope="session")
def oracle_table(shared: Path) -> Callable[[str], pd.DataFrame]:
    """Read a table of the reference folder; its tests skip where that is absent."""
    return lambda name: pd.read_csv(shared / "oracles" / f"{name}.csv")
