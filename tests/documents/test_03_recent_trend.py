"""Chapter 3: the recent trend over five points."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from documents import POLARITY, Figures, ends, read_chapter, same, year

from helpers.method_rules import TrendMethod
from helpers.methods import trend
from helpers.methods.expressions import PROPORTIONS
from helpers.methods.intervals import normal_quantile
from helpers.methods.last_points import POINTS, WITH_LIMITS
from helpers.methods.trend import recent_trend
from helpers.methods.trend_dispersion import dispersed_trend
from helpers.register import Indicator
from helpers.results.trends import trends
from helpers.verdicts import TREND_MARKERS

CHAPTER = read_chapter(3)


FIVE: dict[str, Any] = {
    "indicator_id": "i",
    "area_code": "a",
    "year": [2014, 2015, 2016, 2017, 2018],
    "value": [10.0, 11.0, 12.0, 13.0, 14.0],
    "numerator": [100.0, 110.0, 120.0, 130.0, 140.0],
    "denominator": 1000.0,
    "lower_95": [9.0, 10.0, 11.0, 12.0, 13.0],
    "upper_95": [11.0, 12.0, 13.0, 14.0, 15.0],
    "value_type": "percentage",
    "polarity": "neutral",
    "months": 12,
    "step": 1,
    "one_off": False,
    "break_before": False,
}


def mark(method: Any = "fingertips-2025", **changes: Any) -> pd.Series:
    """Mark the trend of five points that rise, oldest first, changed as said."""
    return recent_trend(pd.DataFrame(FIVE | changes), method).iloc[0]


def mark_each(cases: Sequence[dict[str, Any]], method: Any = "fingertips-2025") -> list[pd.Series]:
    """Mark the trend of several cases as `mark` does, in one call: each is an area of its own."""
    areas = [f"a{number:02d}" for number in range(len(cases))]
    series = [pd.DataFrame(FIVE | case | {"area_code": area}) for area, case in zip(areas, cases, strict=True)]
    marked = recent_trend(pd.concat(series, ignore_index=True), method).set_index("area_code")
    assert sorted(marked.index) == areas
    return [marked.loc[area] for area in areas]


def test_every_trend_marker_is_named_in_these_words() -> None:
    assert all(f"**{word}**" in " ".join(CHAPTER.text.split()) for word in TREND_MARKERS)
    for row in CHAPTER.table("Slope", "Neutral"):
        step = 1 if row["Slope"] == "up" else -1
        columns = {"Higher is better": "higher", "Lower is better": "lower", "Neutral": "neutral"}
        numerator = [100.0, 150.0, 200.0, 250.0, 300.0][::step]
        results = mark_each([{"polarity": POLARITY[name], "numerator": numerator} for name in columns.values()])
        assert [result["marker"] for result in results] == [row[column] for column in columns], row


def test_the_types_of_value_that_have_a_trend() -> None:
    rows = {row["Type of value in the register"]: row["Trend judged by"] for row in CHAPTER.table("Trend judged by")}
    assert set(rows) == set(get_args(Indicator.model_fields["value_type"].annotation))
    results = mark_each([{"value_type": value_type} for value_type in rows])
    for (value_type, judged_by), result in zip(rows.items(), results, strict=True):
        expected = "counts" if value_type in PROPORTIONS else "limits" if value_type in WITH_LIMITS else "not tested"
        assert judged_by == expected
        assert (result["reason"] == trend.REASONS["type"]) == (judged_by == "not tested")


TREND_CASES: dict[str, dict[str, object]] = {
    "type": {"value_type": "score"},
    "one_off": {"one_off": True},
    "duplicate": {"year": [2014, 2015, 2016, 2017, 2017]},
    "few": {"year": [None, 2015, 2016, 2017, 2018]},
    "overlap": {"months": 36},
    "length": {"months": [12, 12, 9, 12, 12]},
    "break": {"break_before": [False, True, False, False, False]},
    "missing": {"value": [10.0, None, 12.0, 13.0, 14.0]},
    "counts": {"numerator": [100.0, None, 120.0, 130.0, 140.0]},
    "unbroken": {"value": [10.0, None, 12.0, 13.0, 14.0]},
    "denominator": {"denominator": [-1000.0, 1000.0, 1000.0, 1000.0, 1000.0]},
    "numerator": {"numerator": [1100.0, 110.0, 120.0, 130.0, 140.0]},
    "full": {"numerator": [0.0, 110.0, 120.0, 130.0, 140.0]},
    "limits": {"value_type": "rate", "lower_95": [None, 10.0, 11.0, 12.0, 13.0]},
    "width": {"value_type": "rate", "lower_95": [11.0, 10.0, 11.0, 12.0, 13.0]},
    "no_limits": {"value_type": "rate", "lower_95": [None, 10.0, 11.0, 12.0, 13.0]},
    "not_significant": {"numerator": [100.0, 101.0, 100.0, 101.0, 100.0]},
    "outlier": {"numerator": [100.0, 90.0, 95.0, 85.0, 300.0]},
    "significant": {"numerator": [100.0, 150.0, 200.0, 250.0, 300.0]},
}


def test_every_reason_for_a_trend_is_in_the_document() -> None:
    rows = CHAPTER.table("Why there is this trend")
    assert [row["Why there is this trend"] for row in rows] == [trend.REASONS[name] for name in TREND_CASES]
    assert set(TREND_CASES) == set(trend.REASONS)
    used: dict[str, set[str]] = {
        method: set(re.findall(r'REASONS\["(\w+)"\]', inspect.getsource(function)))
        for method, function in (("fingertips-2025", trend._reasons_2025), ("fingertips-2020", trend._reasons_2020))
    }
    shared = set(re.findall(r'REASONS\["(\w+)"\]', inspect.getsource(trend._shape_of_series)))
    shared |= {"outlier", "not_significant", "significant"}
    results = {method: mark_each(list(TREND_CASES.values()), method) for method in used}
    for number, (row, name) in enumerate(zip(rows, TREND_CASES, strict=True)):
        methods = [method for method in used if name in used[method] | shared]
        assert row["Method"] == (methods[0] if len(methods) == 1 else "both"), row
        for method in methods:
            result = results[method][number]
            assert result["reason"] == row["Why there is this trend"], (row, method)
            assert result["movement"] in row["Result"].split(" or "), (row, method)


def test_the_threshold_of_a_trend() -> None:
    assert set(re.findall(r"\b9\.5\d+", CHAPTER.text)) == {f"{trend.SIGNIFICANT:.6f}"}
    assert POINTS == 5
    (default,) = {year(number).trend_method for number in (2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026)}
    assert f"The default method, `{default}`" in CHAPTER.text
    assert all(
        f"`{name}`" in CHAPTER.text or f"`trend_method: {name}`" in CHAPTER.text for name in get_args(TrendMethod)
    )


def rise_and_run(w: np.ndarray, t: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The two parts of the slope of a straight line by least squares with weights."""
    return (
        w.sum() * (w * t * y).sum() - (w * t).sum() * (w * y).sum(),
        w.sum() * (w * t * t).sum() - (w * t).sum() ** 2,
    )


def test_the_worked_trend() -> None:
    rows = CHAPTER.table("Value per 1,000")[::-1]
    columns = ("Value per 1,000", "Lower", "Upper", "t", "Count", "Out of")
    value, lower, upper, t, x, n = (np.array([float(row[name]) for row in rows]) for name in columns)
    error = (upper - lower) / (2 * normal_quantile(0.95))
    w, d = 1 / error**2, value - value[-1]
    for number, row in enumerate(rows):
        same([error[number], w[number]], row, "Standard error", "Weight")
        assert round(float(d[number]), 10) == float(row["d"])
    sums = {"Σw": w, "Σwt": w * t, "Σwt²": w * t * t, "Σwd": w * d, "Σwtd": w * t * d}
    for row in CHAPTER.table("Value of the sum"):
        same([sums.pop(row["Sum over the five points"]).sum()], row, "Value of the sum")
    assert not sums
    rise, run = rise_and_run(w, t, d)
    chi_squared = (rise / run) ** 2 * run / w.sum()
    assert CHAPTER.says(f"{w.sum():.4f} × {(w * t * t).sum():.4f} − {-(w * t).sum():.4f}² = {run:.2f}.")
    parts = f"({w.sum():.4f} × {(w * t * d).sum():.4f} − {-(w * t).sum():.4f} × {-(w * d).sum():.4f}) ÷ {run:.2f}"
    assert CHAPTER.says(f"The slope is {parts} = {rise / run:.4f} per year.")
    assert CHAPTER.says(f"Chi-squared is {rise / run:.4f}² × {run:.2f} ÷ {w.sum():.4f} = {chi_squared:.2f}.")
    assert CHAPTER.says(f"÷ (2 × {normal_quantile(0.95):.6f})")
    odds = np.log(x / (n - x))
    left_out = {"none": slice(None)} | {row["Year"]: np.arange(5) != number for number, row in enumerate(rows)}
    for row in CHAPTER.table("Left out"):
        rest = left_out.pop(row["Left out"])
        slopes = (
            np.divide(*rise_and_run(*(part[rest] for part in (of, t, y)))) for of, y in ((w, d), (np.ones(5), odds))
        )
        same(slopes, row, "Slope by limits", "Slope by counts, in log odds")
    assert not left_out
    supplied = {
        "year": [int(row["Year"]) for row in rows],
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "numerator": x,
        "denominator": n,
    }
    for row in CHAPTER.table("Trend method", "Judged by"):
        result = mark(
            row["Trend method"], **supplied, value_type="crude rate" if row["Judged by"] == "limits" else "proportion"
        )
        same([result["chi_squared"]], row, "Chi-squared")
        assert result["marker"] == row["Trend marker"], row
        slope = next(entry for entry in CHAPTER.table("Left out") if entry["Left out"] == "none")
        same(
            [result["slope"]],
            slope,
            "Slope by limits" if row["Judged by"] == "limits" else "Slope by counts, in log odds",
        )
    assert (
        CHAPTER.says("46.7636 by the R function")
        and f"{mark(**supplied, value_type='rate')['chi_squared']:.4f}" == "46.7636"
    )


def test_the_examples_of_what_the_rules_of_a_trend_do() -> None:
    for row in CHAPTER.table("Counts, oldest first"):
        x, n = np.array([float(part) for part in row["Counts, oldest first"].split(", ")]), float(row["Out of"])
        result = mark(numerator=x, denominator=n, value=100 * x / n)
        same([result["chi_squared"]], row, "Chi-squared of the case")
        assert (result["marker"], result["reason"]) == (row["Trend"], row["Reason for it"]), row
        if "rise" in row["Case"]:
            assert CHAPTER.says(f"the same percentages, {100 * x[0] / n:.2f} to {100 * x[-1] / n:.2f}."), row


def test_the_example_of_missing_years() -> None:
    rows = CHAPTER.table("Year with a figure")
    years, x, n = (np.array([float(row[name]) for row in rows]) for name in rows[0])
    result = mark(year=years.astype("int64"), numerator=x, denominator=n, value=100 * x / n)
    assert CHAPTER.says(f"{result['chi_squared']:.2f} for the series below")
    assert CHAPTER.says("(to four places 47.3463)") and result["chi_squared"] == pytest.approx(47.3463, abs=5e-5)
    t, whole, some = years - years[0], n.sum(), x.sum()
    by_years = whole * (whole * (x * t).sum() - some * (n * t).sum()) ** 2
    by_years /= some * (whole - some) * (whole * (n * t * t).sum() - (n * t).sum() ** 2)
    assert CHAPTER.says(f"Counting by years would give {by_years:.2f}.")


def test_the_example_in_which_direction_and_trend_differ(figures: Figures) -> None:
    rows = CHAPTER.table("Period of the trend")
    limits = [ends(row["Limits of the period"]) for row in rows]
    supplied = {"value": [float(row["Figure of the period"]) for row in rows], "value_type": "mean"}
    result = mark(**supplied, lower_95=[low for low, _ in limits], upper_95=[high for _, high in limits])
    assert (result["marker"], result["reason"]) == ("No significant change", trend.REASONS["not_significant"])
    assert CHAPTER.says(f"chi-squared is {result['chi_squared']:.2f}, under {trend.SIGNIFICANT:.6f}")
    trended = trends(figures.council.own, figures.indicators, figures.parameters.authority, figures.parameters)
    (reported,) = trended[trended["indicator_id"] == "wellbeing_life_satisfaction_mean"].to_dict("records")
    assert reported["chi_squared"] == pytest.approx(result["chi_squared"])
    assert (reported["first_period"], reported["last_period"]) == (
        rows[0]["Period of the trend"],
        rows[-1]["Period of the trend"],
    )
    directions = figures.judged.set_index("indicator_id")
    assert directions.loc["wellbeing_life_satisfaction_mean", "direction"] == "Worsened"


def test_what_the_document_says_of_the_method_of_2020() -> None:
    rows = CHAPTER.table("fingertips-2020", "Point")
    (numbers,) = [row for row in rows if row["Point"] == "The number in the standard error"]
    same([normal_quantile(0.95)], numbers, "fingertips-2025")
    both = [mark(method, value_type="rate")["chi_squared"] for method in get_args(TrendMethod)]
    assert both[1] / both[0] == pytest.approx(
        (float(numbers["fingertips-2020"]) / normal_quantile(0.95)) ** 2, rel=1e-9
    )
    longer = {name: [FIVE[name][0], *FIVE[name]] for name in ("value", "lower_95", "upper_95")}
    longer |= {"year": list(range(2013, 2019))}
    steep = [100.0, 150.0, 200.0, 250.0, 300.0]
    mean = {"value_type": "mean", "value": steep, "lower_95": [90.0] * 5, "upper_95": [110.0] * 5}
    cases: list[tuple[dict[str, Any], str, str]] = [
        (mean, "Increasing", "Cannot be calculated"),
        ({**longer, "numerator": [1000.0, *steep]}, "Increasing", "Cannot be calculated"),
        ({**longer, "numerator": [None, *steep]}, "Increasing", "Increasing"),
        ({"break_before": True, "numerator": steep}, "Cannot be calculated", "Increasing"),
        ({"numerator": [100.0, 100.0, 100.0, 100.0, 300.0]}, "No significant change", "Increasing"),
        ({"numerator": steep, "lower_95": np.nan}, "Increasing", "No significant change"),
    ]
    results = [mark_each([case for case, _, _ in cases], name) for name in ("fingertips-2025", "fingertips-2020")]
    for (changes, *expected), *both_methods in zip(cases, *results, strict=True):
        assert [result["movement"] for result in both_methods] == expected, changes


def test_the_examples_of_a_test_that_allows_for_scatter() -> None:
    reach = 5 * normal_quantile(0.95)
    for row in CHAPTER.table("Five figures with an error of 5 each"):
        values = np.array([float(value) for value in row["Five figures with an error of 5 each"].split(", ")])
        limits = {"value": values, "lower_95": values - reach, "upper_95": values + reach, "value_type": "rate"}
        figures = pd.DataFrame(FIVE | limits)
        official = recent_trend(figures)
        result = dispersed_trend(figures, official).iloc[0]
        same([official["chi_squared"].iloc[0], result["phi"], result["f"]], row, *list(row)[1:4])
        markers = [official["movement"].iloc[0], result["movement"]]
        assert markers == [row["Official marker"], row["Allowing for scatter"]], row
