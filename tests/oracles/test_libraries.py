"""The methods against libraries that have the same part, on figures drawn at random.

The libraries are independent of the project: it does not use statsmodels, and of scipy other functions.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.api import OLS, WLS, add_constant
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from helpers.methods import comparison, funnel, intervals, ranking, trend

LEVELS = [0.9, 0.95, 0.998]
SERIES_OF_FIVE = 60
CLOSE = 1e-12


@pytest.fixture
def drawn() -> np.random.Generator:
    """The same draws on every run."""
    return np.random.default_rng(2023)


@pytest.mark.parametrize("confidence", LEVELS)
def test_limits_of_proportions_are_those_of_statsmodels(drawn: np.random.Generator, confidence: float) -> None:
    """Of any denominator from 1 to a million, none and all among the numerators."""
    n = np.floor(10 ** drawn.uniform(0, 6, 2000))
    x = np.floor(drawn.uniform(0, 1, 2000) * (n + 1))
    assert ((x == 0).any(), (x == n).any()) == (True, True)
    lower, upper = intervals.proportion_interval(x, n, confidence)
    theirs = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
    assert np.abs(lower - theirs[0]).max() <= CLOSE
    assert np.abs(upper - theirs[1]).max() <= CLOSE


@pytest.mark.parametrize("confidence", LEVELS)
def test_exact_limits_of_counts_are_those_of_chi_squared(confidence: float) -> None:
    count = np.arange(1000)
    tail = (1 - confidence) / 2
    lower, upper = intervals.count_interval(count, confidence, exact_below=np.inf)
    assert lower[0] == 0
    assert lower[1:] == pytest.approx(stats.chi2.ppf(tail, 2 * count[1:]) / 2, rel=CLOSE, abs=0)
    assert upper == pytest.approx(stats.chi2.isf(tail, 2 * count + 2) / 2, rel=CLOSE, abs=0)


@pytest.mark.parametrize("confidence", LEVELS)
def test_byars_limits_of_counts_are_near_the_exact_ones(confidence: float) -> None:
    """They are an approximation: within a tenth of an event, from the first count that has them."""
    count = np.arange(10, 2000)
    lower, upper = intervals.count_interval(count, confidence)
    exact = intervals.count_interval(count, confidence, exact_below=np.inf)
    assert max(np.abs(lower - exact[0]).max(), np.abs(upper - exact[1]).max()) <= 0.1
    assert (lower != exact[0]).all()


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("number", [2, 3, 30, 500])
def test_limits_of_means_are_those_of_both_libraries(
    drawn: np.random.Generator, number: int, confidence: float
) -> None:
    values = drawn.lognormal(3, 1, number)
    mean, deviation = values.mean(), values.std(ddof=1)
    result = intervals.mean_interval(mean, deviation, number, confidence)
    scipys = stats.t.interval(confidence, number - 1, loc=mean, scale=deviation / np.sqrt(number))
    assert result == pytest.approx(scipys, rel=1e-11, abs=0)
    assert result == pytest.approx(DescrStatsW(values).tconfint_mean(1 - confidence), rel=1e-11, abs=0)


def test_the_point_of_significance_is_that_of_scipy() -> None:
    assert abs(trend.SIGNIFICANT / stats.chi2.isf(0.002, 1) - 1) <= CLOSE


def many_series(drawn: np.random.Generator) -> pd.DataFrame:
    """Series of five figures with counts and with limits that are not symmetric, rising, falling and doing neither."""
    rows = SERIES_OF_FIVE * 5
    n = drawn.integers(50, 20_000, rows)
    share = np.clip(drawn.uniform(0.05, 0.9, SERIES_OF_FIVE).repeat(5) + drawn.normal(0, 0.02, rows), 0.02, 0.97)
    x = np.clip(drawn.binomial(n, share), 1, n - 1)
    value = drawn.uniform(1, 500, SERIES_OF_FIVE).repeat(5) + drawn.normal(0, 3, rows)
    return pd.DataFrame(
        {
            "indicator_id": np.arange(SERIES_OF_FIVE).repeat(5),
            "area_code": "E10000018",
            "year": np.tile(np.arange(2019, 2024), SERIES_OF_FIVE),
            "value": value,
            "lower_95": value - drawn.uniform(0.5, 4, rows),
            "upper_95": value + drawn.uniform(0.5, 4, rows),
            "numerator": x,
            "denominator": n,
            "polarity": "neutral",
        }
    )


def test_trends_of_values_are_weighted_least_squares_of_statsmodels(drawn: np.random.Generator) -> None:
    """Slope and chi-squared, the square of the slope over its standard error with the variances taken as known."""
    frame = many_series(drawn).assign(value_type="directly standardised rate")
    outcome = trend.recent_trend(frame).set_index("indicator_id")
    assert len(outcome) == SERIES_OF_FIVE
    for indicator, rows in frame.groupby("indicator_id"):
        deviation = (rows["upper_95"] - rows["lower_95"]) / (2 * stats.norm.ppf(0.975))
        fitted = WLS(rows["value"].to_numpy(), add_constant(np.arange(5.0)), weights=deviation.to_numpy() ** -2)
        result = fitted.fit(cov_type="fixed scale")
        assert outcome.at[indicator, "slope"] == pytest.approx(result.params[1], rel=1e-9)
        assert outcome.at[indicator, "chi_squared"] == pytest.approx((result.params[1] / result.bse[1]) ** 2, rel=1e-9)


def test_trends_of_counts_are_the_ordinal_association_of_statsmodels(drawn: np.random.Generator) -> None:
    """The square of its z is ours times (S - 1) / S, where S is the sum of the denominators.

    It takes the variance of a permutation, the guidance that of binomial counts. The slope is that of ordinary
    least squares of the log odds.
    """
    frame = many_series(drawn).assign(value_type="proportion")
    result = trend.recent_trend(frame).set_index("indicator_id")
    for indicator, rows in frame.groupby("indicator_id"):
        x, n = rows["numerator"].to_numpy(), rows["denominator"].to_numpy()
        table = Table(np.column_stack([n - x, x]), shift_zeros=False)
        z = table.test_ordinal_association(row_scores=np.arange(5), col_scores=np.array([0, 1])).zscore
        expected = z**2 * n.sum() / (n.sum() - 1)
        assert result.at[indicator, "chi_squared"] == pytest.approx(expected, rel=1e-9)
        slope = OLS(np.log(x / (n - x)), add_constant(np.arange(5.0))).fit().params[1]
        assert result.at[indicator, "slope"] == pytest.approx(slope, rel=1e-9)


def test_markers_are_those_of_the_slopes_without_each_point(drawn: np.random.Generator) -> None:
    """By numpy's fit of all points and of each four of them, and scipy's point of significance."""
    frame = many_series(drawn).assign(value_type="proportion")
    result = trend.recent_trend(frame).set_index("indicator_id")
    expected = {}
    for indicator, rows in frame.groupby("indicator_id"):
        odds = np.log(rows["numerator"] / (rows["denominator"] - rows["numerator"])).to_numpy()
        time = np.arange(5)
        slopes = [np.polyfit(time, odds, 1)[0]]
        slopes += [np.polyfit(np.delete(time, left), np.delete(odds, left), 1)[0] for left in range(5)]
        signs = set(np.sign(slopes))
        if result.at[indicator, "chi_squared"] > stats.chi2.isf(0.002, 1) and len(signs) == 1:
            expected[indicator] = "Increasing" if signs == {1} else "Decreasing"
        else:
            expected[indicator] = "No significant change"
    assert result["movement"].to_dict() == expected
    assert set(expected.values()) == {"Increasing", "Decreasing", "No significant change"}
    assert set(result["reason"]) == {trend.REASONS[name] for name in ("significant", "not_significant", "outlier")}


def compared_in_funnel(areas: pd.DataFrame) -> pd.DataFrame:
    return funnel.place_in_funnel(areas.assign(polarity="neutral"))


def test_places_in_a_funnel_of_proportions_are_those_of_the_z_test(drawn: np.random.Generator) -> None:
    """The test of one proportion against the average, with the variance of the average: 1.96 and 3.09 deviations."""
    n = drawn.integers(20, 5000, 300)
    areas = pd.DataFrame({"numerator": drawn.binomial(n, drawn.uniform(0.2, 0.4, 300)), "denominator": n})
    average = areas["numerator"].sum() / areas["denominator"].sum()
    z = [proportions_ztest(x, m, value=average, prop_var=average)[0] for x, m in areas.to_numpy()]
    inner, outer = stats.norm.ppf([0.975, 0.999])
    positions = pd.cut(
        z, [-np.inf, -outer, -inner, inner, outer, np.inf], labels=["Lowest", "Lower", "Similar", "Higher", "Highest"]
    )
    assert set(positions) == {"Lowest", "Lower", "Similar", "Higher", "Highest"}
    assert compared_in_funnel(areas.assign(average=average))["comparison"].tolist() == list(positions)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_the_limits_of_comparisons_by_a_funnel_are_those_of_the_libraries(
    drawn: np.random.Generator, confidence: float
) -> None:
    """A figure just inside a limit is similar, one just outside it is not: for proportions and for rates."""
    n = drawn.integers(50, 5000, 100).astype(float)
    share, tail = drawn.uniform(0.05, 0.95, 100), (1 - confidence) / 2
    events = share * 40
    by_method = {
        "funnel_proportion": proportion_confint(share * n, n, alpha=1 - confidence, method="wilson"),
        "funnel_rate": (stats.chi2.ppf(tail, 2 * events) / 2 / n, stats.chi2.isf(tail, 2 * events + 2) / 2 / n),
    }
    for method, (lower, upper) in by_method.items():
        benchmark = share if method == "funnel_proportion" else events / n
        for value, word in (
            (lower * (1 + 1e-9), "Similar"),
            (lower * (1 - 1e-9), "Lower"),
            (upper * (1 - 1e-9), "Similar"),
            (upper * (1 + 1e-9), "Higher"),
        ):
            frame = pd.DataFrame(
                {
                    "value": value * 1000,
                    "denominator": n,
                    "multiplier": 1000.0,
                    "benchmark": benchmark * 1000,
                    "polarity": "neutral",
                }
            )
            result = comparison.compare_with_benchmark(frame, method, confidence)
            assert set(result["comparison"]) == {word}, method


@pytest.fixture
def groups(drawn: np.random.Generator) -> pd.DataFrame:
    """Groups of 4 to 60 figures of either polarity, many of them tied, some on a bound of the quartiles."""
    return pd.concat(
        pd.DataFrame(
            {
                "indicator_id": size,
                "area_code": [f"A{number:02}" for number in range(size)],
                "value": drawn.integers(0, size, size) / 8,
                "polarity": "higher_is_better" if size % 2 else "lower_is_better",
            }
        )
        for size in range(4, 61)
    )


def test_ranks_are_those_of_scipy(groups: pd.DataFrame) -> None:
    result = ranking.rank_and_quartile(groups)
    for size, rows in result.groupby("indicator_id"):
        oriented = rows["value"] * (-1 if size % 2 else 1)
        assert rows["rank"].tolist() == stats.rankdata(oriented, method="min").tolist()


def test_bounds_of_quartiles_and_what_is_within_them_are_those_of_numpy(groups: pd.DataFrame) -> None:
    """A figure on a bound is within the quartile of the lower figures, whichever end is the better."""
    bounds, on_a_bound = ranking.quartile_bounds(groups), 0
    names = ["lowest", "lower_quartile", "median", "upper_quartile", "highest"]
    for size, rows in groups.reset_index(drop=True).groupby("indicator_id"):
        theirs = np.percentile(rows["value"], [0, 25, 50, 75, 100], method="linear")
        assert bounds.loc[size, names].tolist() == pytest.approx(theirs.tolist(), rel=CLOSE)
        from_lowest = 1 + np.digitize(rows["value"], theirs[1:4], right=True)
        expected = 5 - from_lowest if size % 2 else from_lowest
        assert ranking.quartile_by_bounds(rows).tolist() == expected.tolist()
        on_a_bound += rows["value"].isin(theirs[1:4]).sum()
    assert on_a_bound > 100
