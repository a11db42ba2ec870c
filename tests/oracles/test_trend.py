"""Recent trends against those of the three official programs; see oracles/phe/README.md and oracles/fingertips.

Of 2025 are the functions that the guidance describes, of 2020 the code of Fingertips before it. The successor of
Fingertips is a third, which is not made here: where it differs is listed below.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from scipy.stats import norm

from helpers.methods.trend import recent_trend

Oracle = Callable[[str], pd.DataFrame]

REASONS = {
    "the slope is significant, whichever figure is left out": "No outliers and significant trend",
    "the slope is not significant": "No significant trend",
    "a figure is missing in the last five periods": "Missing values",
    "a numerator or a denominator is missing in the last five periods": "Missing values",
    "confidence limits are missing in the last five periods": "Missing at least one confidence interval value",
    "fewer than five periods": "Not enough data points",
    "two figures for the same year": "Duplicate years in group",
}
"""The reasons of 2025 for the project's; it does not say whether a value or a count is missing."""

POLARITY = {"High is good": "higher_is_better", "Low is good": "lower_is_better", "No judgement": "neutral"}

AT_1_96 = 2 * norm.cdf(1.96) - 1
"""The level of limits that are 1.96 deviations to each side, as programs take those of 95%."""

FILES = [("other_6", 1, 1), ("other_trends", 1, 1), ("other_grouped", 5, 2), ("prop_trends", 1, 1)]
FILES += [("prop_grouped", 5, 2)]
COLUMNS = {
    "Year": "year",
    "Value": "value",
    "Count": "numerator",
    "Denominator": "denominator",
    "LL": "lower_95",
    "UL": "upper_95",
    "count": "numerator",
    "lower95": "lower_95",
    "upper95": "upper_95",
    "lower_ci95": "lower_95",
    "upper_ci95": "upper_95",
}


def as_series(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """The rows of a file as the method takes them, polarity neutral unless they say it."""
    return rows.rename(columns=COLUMNS).assign(**{"area_code": "E10000018", "polarity": "neutral"} | columns)


def rounded_alike(result: float, file: float, decimals: int) -> bool:
    """A missing figure is alike to a missing one alone; what is exactly half way may be rounded either way."""
    if pd.isna(result) or pd.isna(file):
        return bool(pd.isna(result) and pd.isna(file))
    return abs(result - file) <= 0.5 * 10**-decimals * (1 + 1e-9)


@pytest.mark.parametrize(("name", "groups", "calculated"), FILES)
def test_trends_equal_those_of_2025(oracle: Oracle, name: str, groups: int, calculated: int) -> None:
    """Marker, reason, chi-squared and slope of each group, which the file gives in the last row of it.

    The group 'Other ethnic group' of the proportions has no year 2015: points are counted 1 to 5 all the same.
    """
    rows = oracle(f"phe/trend_{name}_expected").rename(columns={"denominator": "Denominator"})
    rows = rows.assign(indicator_id=rows.get("Ethnicity", "all"))
    expected = rows.groupby("indicator_id").tail(1).set_index("indicator_id")
    assert expected["recent_trend"].count() == rows["recent_trend"].count() == groups
    assert expected["Significance"].count() == calculated
    value_type = "proportion" if name.startswith("prop") else "other"
    result = recent_trend(as_series(rows, value_type=value_type))
    result = result.set_index("indicator_id").loc[expected.index]
    assert result["movement"].tolist() == expected["recent_trend"].tolist()
    assert result["reason"].replace(REASONS).tolist() == expected["recent_trend_reason"].tolist()
    for mine, theirs in (("chi_squared", "Significance"), ("slope", "Gradient")):
        for group, figure in expected[theirs].items():
            assert rounded_alike(result.at[group, mine], figure, 4), (group, mine)


def test_by_the_years_themselves_the_trend_is_not_that_of_the_vectors(oracle: Oracle) -> None:
    """The proof that points count 1 to 5: with the gap left in the time, that group's chi-squared is not the file's."""
    rows = oracle("phe/trend_prop_grouped_expected").query("Ethnicity == 'Other ethnic group'")
    assert rows["Year"].tolist() == [2012, 2013, 2014, 2016, 2017]
    x, n, t = rows["Count"], rows["denominator"], rows["Year"] - 2014
    score = n.sum() * (x * t).sum() - x.sum() * (n * t).sum()
    spread = x.sum() * (n.sum() - x.sum()) * (n.sum() * (n * t * t).sum() - (n * t).sum() ** 2)
    by_years = n.sum() * score**2 / spread
    assert not rounded_alike(by_years, rows["Significance"].iloc[-1], 1)
    result = recent_trend(as_series(rows, indicator_id="all", value_type="proportion"))
    assert rounded_alike(result["chi_squared"][0], rows["Significance"].iloc[-1], 4)


@pytest.fixture(scope="module")
def legacy(oracle: Oracle) -> pd.DataFrame:
    rows = oracle("fingertips/trend_legacy_cases")
    assert len(rows) == 20
    types = {"wls_ci": "crude rate", "proportion": "proportion"}
    return as_series(rows, indicator_id=rows["case"], value_type=rows["method"].map(types))


def last_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby("indicator_id").first()


def test_trends_equal_those_of_2020(legacy: pd.DataFrame) -> None:
    """All four cases. Where no trend is calculated the code of 2020 returns a chi-squared of 0, the project none."""
    expected = last_of_each(legacy)
    assert len(expected) == 4
    result = recent_trend(legacy, "fingertips-2020").set_index("indicator_id").loc[expected.index]
    assert result["movement"].tolist() == expected["expected_marker"].tolist()
    chi_squared = expected["expected_chi2_2dp"].to_dict()
    assert rounded_alike(result.at["set1_wls", "chi_squared"], chi_squared["set1_wls"], 2)
    assert rounded_alike(result.at["set1_prop", "chi_squared"], chi_squared["set1_prop"], 2)
    assert (chi_squared["set1_wls"], chi_squared["set1_prop"]) == (46.77, 47.9)
    assert pd.isna(chi_squared["set2_wls"])
    assert chi_squared["set3_prop_count_equals_denominator"] == 0
    assert pd.isna(result.at["set3_prop_count_equals_denominator", "chi_squared"])
    assert (
        result.at["set3_prop_count_equals_denominator", "reason"] == "a numerator is zero or equal to its denominator"
    )


def test_the_legacy_cases_have_the_same_markers_by_the_method_of_2025(legacy: pd.DataFrame) -> None:
    """Its chi-squared of counts is the same; that of limits is 46.76, as 95% is 1.959964 deviations there, not 1.96."""
    expected = last_of_each(legacy)
    for confidence, by_limits in ((0.95, 46.76), (AT_1_96, 46.77)):
        result = recent_trend(legacy, confidence=confidence).set_index("indicator_id").loc[expected.index]
        assert result["movement"].tolist() == expected["expected_marker"].tolist()
        assert rounded_alike(result.at["set1_prop", "chi_squared"], 47.9, 2)
        assert rounded_alike(result.at["set1_wls", "chi_squared"], by_limits, 2)


def test_proportions_are_judged_by_their_limits_where_the_method_of_2020_did(legacy: pd.DataFrame) -> None:
    """The comparison method of an indicator decided: the first case is the same series by counts and by limits."""
    series = legacy[legacy["case"] == "set1_wls"].assign(value_type="proportion")
    for proportions, chi_squared in (("limits", 46.77), ("counts", 47.9)):
        result = recent_trend(series, "fingertips-2020", proportions=proportions)
        assert rounded_alike(result["chi_squared"][0], chi_squared, 2)


@pytest.fixture(scope="module")
def successor(oracle: Oracle) -> pd.DataFrame:
    rows = oracle("fingertips/fingertipsnext_trend_cases")
    assert len(rows) == 30
    return as_series(rows, indicator_id=rows["case"], polarity=rows["polarity"].map(POLARITY))


def test_six_real_series_by_their_counts_equal_the_vectors(successor: pd.DataFrame) -> None:
    """Each judged by its counts, whatever its type, as the column of the file is."""
    expected = last_of_each(successor)
    assert len(expected) == 6
    result = recent_trend(successor.assign(value_type="proportion")).set_index("indicator_id").loc[expected.index]
    assert result["movement"].tolist() == expected["marker_proportion_method"].tolist()
    for case, chi_squared in expected["ca_chi2_proportion_method"].items():
        assert rounded_alike(result.at[case, "chi_squared"], chi_squared, 2), case


def test_six_real_series_by_their_limits_equal_the_vectors(successor: pd.DataFrame) -> None:
    """Each judged by its limits, whatever its type. Of two nothing can be said: no limits, or limits of no width.

    The file takes 95% for 1.96 deviations, so its limits are given here as of the level that is exactly that.
    """
    expected = last_of_each(successor)
    result = recent_trend(successor.assign(value_type="other"), confidence=AT_1_96)
    result = result.set_index("indicator_id").loc[expected.index]
    assert result["movement"].tolist() == expected["marker_wls_method"].str.removesuffix(" (no CIs)").tolist()
    assert (result["movement"] == "Cannot be calculated").sum() == 2
    for case, chi_squared in expected["wls_chi2"].items():
        assert rounded_alike(result.at[case, "chi_squared"], chi_squared, 2), case


OTHERWISE = {
    # It has no trend for this type of value; the guidance has, by its counts, and finds no change.
    "EmergencyReadmissions": ("No significant change", "Cannot be calculated"),
    # It judges proportions by their limits, of which there are none, and calls that no change; by counts it rises.
    "GpRegisteredPopulationOver65": ("Increasing", "No significant change"),
}
"""Where the successor of Fingertips gives another marker: the project's and its own."""


def test_the_markers_of_the_successor_of_fingertips_differ_only_where_it_is_known(successor: pd.DataFrame) -> None:
    """Each series by its own type, with the words of polarity."""
    expected = last_of_each(successor)["expected_marker_fingertipsnext"].to_dict()
    result = recent_trend(successor).set_index("indicator_id")
    markers = result["marker"].to_dict()
    assert markers.keys() == expected.keys()
    assert {case: (markers[case], expected[case]) for case in expected if markers[case] != expected[case]} == OTHERWISE


def test_its_marker_without_limits_is_that_of_2020(successor: pd.DataFrame) -> None:
    """The second difference is one between the methods: by limits, that of 2020 says no change as well."""
    series = successor[successor["case"] == "GpRegisteredPopulationOver65"].assign(value_type="proportion")
    result = recent_trend(series, "fingertips-2020", proportions="limits")
    assert result["marker"].tolist() == ["No significant change"]
