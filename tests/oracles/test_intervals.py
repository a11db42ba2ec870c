"""Intervals of proportions, rates and means against those of PHEindicatormethods; see oracles/phe/README.md.

The files give 15 digits. What they leave blank is missing here too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.methods import intervals

Oracle = Callable[[str], pd.DataFrame]

RELATIVE = 1e-12
BOTH_LEVELS = [(0.95, "lower95_0cl", "upper95_0cl"), (0.998, "lower99_8cl", "upper99_8cl")]
AS_SHARE = {"95%": 0.95, "99.8%": 0.998}
KINDS = {"proportion": "proportion", "rate": "crude rate"}


def assert_equal(result: Any, expected: pd.Series) -> None:
    """Missing is equal to missing alone."""
    assert list(result) == pytest.approx(expected.tolist(), rel=RELATIVE, abs=0, nan_ok=True)


def limits_of(rows: pd.DataFrame, kind: str, confidence: float) -> tuple[Any, Any]:
    """The limits of counts as arrays, in the units of the file."""
    x, n, multiplier = (rows[name].to_numpy() for name in ("Numerator", "Denominator", "multiplier"))
    if kind == "proportion":
        lower, upper = intervals.proportion_interval(x, n, confidence)
        return lower * multiplier, upper * multiplier
    lower, upper = intervals.rate_interval(x, n, 1, confidence)
    return lower * multiplier, upper * multiplier


def limits_by_frame(rows: pd.DataFrame, kind: str, confidence: float) -> pd.DataFrame:
    """The same by `with_limits`, which gives them only where it finds the file's value to be that of its counts."""
    frame = rows.rename(columns={"Numerator": "numerator", "Denominator": "denominator"})
    frame = frame.assign(value_type=KINDS[kind], lower_95=np.nan, upper_95=np.nan)
    return intervals.with_limits(frame, confidence)


@pytest.mark.parametrize(("confidence", "lower", "upper"), BOTH_LEVELS)
@pytest.mark.parametrize(("kind", "rows", "with_limits"), [("proportion", 19, 16), ("rate", 20, 17)])
def test_limits_of_counts_equal_the_vectors(
    oracle: Oracle, kind: str, rows: int, with_limits: int, confidence: float, lower: str, upper: str
) -> None:
    expected = oracle(f"phe/{kind}_expected")
    assert (len(expected), expected[lower].count()) == (rows, with_limits)
    result = limits_of(expected, kind, confidence)
    assert_equal(result[0], expected[lower])
    assert_equal(result[1], expected[upper])
    framed = limits_by_frame(expected, kind, confidence)
    assert_equal(framed["lower_95"], expected[lower])
    assert_equal(framed["upper_95"], expected[upper])
    assert (framed["limits"] == intervals.FROM_COUNTS).sum() == with_limits
    values = expected["Numerator"] / expected["Denominator"] * expected["multiplier"]
    assert_equal(values, expected["value"])


@pytest.mark.parametrize(("kind", "areas", "with_limits"), [("proportion", 11, 8), ("rate", 12, 9)])
def test_limits_of_sums_equal_the_vectors(oracle: Oracle, kind: str, areas: int, with_limits: int) -> None:
    """Each area's counts are added up over its rows; one that has none is missing still."""
    expected = oracle(f"phe/{kind}_grouped_expected").set_index("Area")
    assert (len(expected), expected["lowercl"].count()) == (areas, with_limits)
    assert set(expected["confidence"]) == {"95%"}
    sums = oracle(f"phe/{kind}_expected").groupby("Area")[["Numerator", "Denominator"]].sum(min_count=1)
    sums = sums.loc[expected.index].assign(multiplier=expected["multiplier"], value=expected["value"])
    assert_equal(sums["Numerator"], expected["Numerator"])
    assert_equal(sums["Denominator"], expected["Denominator"])
    assert_equal(sums["Numerator"] / sums["Denominator"] * sums["multiplier"], expected["value"])
    result = limits_of(sums, kind, 0.95)
    assert_equal(result[0], expected["lowercl"])
    assert_equal(result[1], expected["uppercl"])
    framed = limits_by_frame(sums, kind, 0.95)
    assert_equal(framed["lower_95"], expected["lowercl"])
    assert_equal(framed["upper_95"], expected["uppercl"])


def test_rates_are_exact_below_ten_events_and_byars_from_ten(oracle: Oracle) -> None:
    """The file names the method of each row: limits by the other one are not the file's."""
    rows = oracle("phe/rate_expected").dropna()
    assert rows["method"].value_counts().to_dict() == {"Byars": 13, "Exact": 4}
    # Of thousands of events the two are the same to the last digit.
    rows = rows[rows["Numerator"] < 1000]
    assert len(rows) == 13
    for name, exact_below in (("Exact", np.inf), ("Byars", 0)):
        of_method = rows["method"] == name
        for confidence, lower, upper in BOTH_LEVELS:
            ends = intervals.count_interval(rows["Numerator"], confidence, exact_below)
            per = rows["multiplier"] / rows["Denominator"]
            for end, column in zip(ends, (lower, upper), strict=True):
                agree = np.isclose(end * per, rows[column], rtol=RELATIVE, atol=0)
                assert agree.tolist() == of_method.tolist()


def test_byars_and_wilsons_limits_equal_the_vectors(oracle: Oracle) -> None:
    """Byar's for any count, and Wilson's of a numerator that is not whole.

    The last row is so small a count at so high a level that Byar's lower limit would be negative: it is missing.
    """
    rows = oracle("phe/byars_wilson_expected")
    assert rows.groupby(["method", "confidence"]).size().to_dict() == {
        ("Byars", "95%"): 3,
        ("Byars", "99.8%"): 4,
        ("Wilson", "95%"): 3,
        ("Wilson", "99.8%"): 3,
    }
    for (method, confidence), part in rows.groupby(["method", "confidence"]):
        if method == "Wilson":
            lower, upper = intervals.proportion_interval(part["x"], part["n"], AS_SHARE[confidence])
        else:
            lower, upper = intervals.count_interval(part["x"], AS_SHARE[confidence], exact_below=0)
        assert_equal(lower, part["lowercl"])
        assert_equal(upper, part["uppercl"])
    assert rows["lowercl"].isna().tolist() == [False] * 12 + [True]


def test_limits_of_means_equal_the_vectors(oracle: Oracle) -> None:
    """Each area, and all values as one group."""
    values = oracle("phe/mean_inputs")
    values = pd.concat([values, values.assign(area="No grouping")])
    expected = oracle("phe/mean_expected").set_index("area")
    result = values.groupby("area")["values"].agg(["sum", "count", "mean", "std"]).loc[expected.index]
    assert result["count"].tolist() == [8, 18, 26]
    for mine, theirs in (("sum", "value_sum"), ("count", "value_count"), ("mean", "value"), ("std", "stdev")):
        assert_equal(result[mine], expected[theirs])
    for confidence, lower, upper in BOTH_LEVELS:
        ends = intervals.mean_interval(result["mean"], result["std"], result["count"], confidence)
        assert_equal(ends[0], expected[lower])
        assert_equal(ends[1], expected[upper])


@pytest.mark.parametrize("per_cent", [95, 99.8])
def test_a_level_may_be_given_in_per_cent(oracle: Oracle, per_cent: float) -> None:
    """As the column names of the vectors give it."""
    rows = oracle("phe/proportion_expected").query("multiplier == 1")
    name = f"{per_cent:.1f}".replace(".", "_")
    lower, upper = intervals.proportion_interval(rows["Numerator"], rows["Denominator"], per_cent)
    assert_equal(lower, rows[f"lower{name}cl"])
    assert_equal(upper, rows[f"upper{name}cl"])
