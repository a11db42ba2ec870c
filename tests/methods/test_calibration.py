"""How often each rule is wrong where the truth is known: nothing changes, or what changes was put there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.method_rules import FunnelCorrection
from helpers.methods.direction import direction_of_travel
from helpers.methods.evidence import judge_evidence
from helpers.methods.forecast_record import count_held, follow_forecasts
from helpers.methods.funnel import Dispersion, adjusted_limits, over_dispersion
from helpers.methods.intervals import proportion_interval
from helpers.methods.mover import mover_difference
from helpers.methods.rank_claims import rank_confidence_sets
from helpers.methods.shrunken_ranks import reliability_weights, shrunken_ranks, weighted_scores
from helpers.methods.trend_dispersion import dispersed_trend
from helpers.verdicts import CLEAR, NO_REAL_CHANGE

COUNCILS, YEARS, INDICATORS = 36, 10, 120


def figures(paths: np.ndarray) -> pd.DataFrame:
    """Paths by indicator, council and year as yearly figures with two decimals."""
    indicator, council, year = (part.ravel() for part in np.indices(paths.shape))
    return pd.DataFrame(
        {
            "indicator_id": pd.Categorical.from_codes(indicator, [f"i{i}" for i in range(len(paths))]).astype("str"),
            "area_code": pd.Categorical.from_codes(council, [f"c{i}" for i in range(paths.shape[1])]).astype("str"),
            "year": 2014 + year,
            "value": paths.ravel().round(2),
            "value_type": "mean",
            "decimals": 2,
            "polarity": "higher_is_better",
        }
    )


def noise(seed: int, indicators: int = INDICATORS) -> np.ndarray:
    """Figures about 50 with noise of the standard deviation 1 and no change."""
    return 50 + np.random.default_rng(seed).normal(size=(indicators, COUNCILS, YEARS))


def called(paths: np.ndarray) -> pd.Series:
    """The share of each council's newest changes that is clear, in per cent."""
    evidence = judge_evidence(figures(paths))
    newest = evidence[evidence["year"] == 2013 + YEARS]
    return 100 * (newest["evidence"] == CLEAR).groupby(newest["area_code"]).mean()


class TestCalibration:
    """Each rule against the bounds that it has to keep, with 36 councils and ten years."""

    def test_a_standstill_is_called_in_4_to_7_of_100(self) -> None:
        assert 4 <= called(noise(1)).mean() <= 7

    def test_councils_with_noise_of_their_own_are_called_as_rarely(self) -> None:
        """The noise of councils has the spread of a log-normal with 0.3."""
        spread = np.exp(np.random.default_rng(2).normal(0, 0.3, size=(INDICATORS, COUNCILS, 1)))
        assert 4 <= called(50 + (noise(3) - 50) * spread).mean() <= 7

    def test_a_steady_slide_is_clear_and_does_not_make_the_others_clear(self) -> None:
        """Of 36 councils one falls every year by 4 standard deviations of the noise of one figure, and one by 2."""
        paths = noise(4)
        paths[:, 0] -= 4 * np.arange(YEARS)
        paths[:, 1] -= 2 * np.arange(YEARS)
        shares = called(paths)
        assert shares["c0"] >= 80
        assert shares["c1"] >= 50
        assert 4 <= shares.drop(["c0", "c1"]).mean() <= 7

    def test_a_steady_slide_of_all_councils_is_mostly_clear(self) -> None:
        """Then nothing but each single change tells: even with the noise known, 81 in 100 would be beyond 1.96.

        The bound is not the one of a single council, which cannot be kept here: 77 in 100 are measured.
        """
        assert called(noise(5) - 4 * np.arange(YEARS)).mean() >= 75

    def test_a_see_saw_is_not_clear(self) -> None:
        """Of 36 councils three go up and down by 1, 2 and 4 standard deviations to each side."""
        paths = noise(6, 2 * INDICATORS)
        for council, times in enumerate((1, 2, 4)):
            paths[:, council] += times * (-1.0) ** np.arange(YEARS)
        assert called(paths)[["c0", "c1", "c2"]].max() <= 10

    @pytest.mark.parametrize(("p", "n"), [(0.58, 260), (0.9, 260), (0.05, 1000), (0.013, 7000)])
    def test_the_limits_of_a_difference_leave_out_no_change_in_4_and_a_half_to_5_and_a_half(
        self, p: float, n: int
    ) -> None:
        """Shares that have not changed, by Wilson's limits from their counts."""
        random = np.random.default_rng(8)
        sides = []
        for _ in range(2):
            x = random.binomial(n, p, size=100_000)
            sides.append((x / n, *proportion_interval(x, np.full_like(x, n))))
        assert 4.5 <= 100 * mover_difference(*sides).changed.mean() <= 5.5

    def test_limits_of_periods_that_share_years_do_so_too(self) -> None:
        """Means over three years that have two of them in common; double overlap calls none in a million of these."""
        single = np.random.default_rng(9).normal(size=(100_000, 4))
        means = [single[:, first : first + 3].mean(axis=1) for first in (0, 1)]
        reach = 1.959964 / 3**0.5
        before, latest = ((mean, mean - reach, mean + reach) for mean in means)
        assert 4.5 <= 100 * mover_difference(before, latest, 2 / 3).changed.mean() <= 5.5

    def test_shrunken_ranks_hold_the_true_rank_in_93_to_99(self) -> None:
        """100 groups of 35 councils, whose figures are as much noise as truth."""
        random = np.random.default_rng(10)
        truth = random.normal(size=(100, 35))
        scope, council = (part.ravel() for part in np.indices(truth.shape))
        estimates = pd.DataFrame({"scope": scope.astype(str), "area_code": council.astype(str), "error": 1.0})
        estimates["estimate"] = (truth + random.normal(size=truth.shape)).ravel()
        estimates["true"] = (1 + (truth[:, :, None] < truth[:, None, :]).sum(axis=2)).ravel()
        sets = shrunken_ranks(estimates.drop(columns="true"), draws=1000)
        sets = sets.merge(estimates[["scope", "area_code", "true"]], on=["scope", "area_code"], validate="one_to_one")
        assert 93 <= 100 * sets["true"].between(sets["rank_95_lower"], sets["rank_95_upper"]).mean() <= 99
        assert 50 <= 100 * sets["true"].between(sets["rank_50_lower"], sets["rank_50_upper"]).mean() <= 65

    def test_positions_hold_the_true_place_in_93_to_99(self) -> None:
        """30 tables of 36 councils with themes and correlations as in the shipped figures of 2023.

        The true place is that of the council's average over all measures like those counted, by the weights of themes.
        """
        random, sizes = np.random.default_rng(16), {"A": 7, "B": 32, "C": 3, "D": 22, "E": 72}
        inside = []
        for table in range(30):
            shared, levels, themes = random.normal(0, 0.011**0.5, COUNCILS), {}, []
            for theme, indicators in sizes.items():
                levels[theme] = shared + random.normal(0, 0.027**0.5, COUNCILS)
                noise = random.normal(0, 0.962**0.5, (COUNCILS, indicators))
                order = (levels[theme][:, None] + noise).argsort(axis=0).argsort(axis=0)
                council, indicator = (part.ravel() for part in np.indices(order.shape))
                frame = pd.DataFrame({"area_code": council, "indicator_id": pd.Series(indicator).astype("str") + theme})
                themes.append(frame.assign(theme=theme, percentile=100 * order.ravel() / (COUNCILS - 1)))
            percentiles = pd.concat(themes, ignore_index=True)
            weights = reliability_weights(percentiles)
            scores = weighted_scores(percentiles, weights).assign(scope=str(table))
            weight = weights.drop_duplicates("theme").set_index("theme")["theme_weight"]
            average = sum(weight[theme] * level for theme, level in levels.items())
            true = pd.Series(1 + (average[:, None] < average).sum(axis=1))
            sets = shrunken_ranks(scores, draws=1000).set_index("area_code").sort_index()
            inside.append(true.between(sets["rank_95_lower"], sets["rank_95_upper"]).mean())
        assert 93 <= 100 * np.mean(inside) <= 99

    def test_confidence_sets_hold_the_true_rank_in_93_or_more(self) -> None:
        """They hold whatever the ties, so they may hold more: 60 groups of 20 councils."""
        random = np.random.default_rng(11)
        inside = []
        for _ in range(60):
            truth = random.normal(size=20)
            sets = rank_confidence_sets(truth + 0.3 * random.normal(size=20), np.full(20, 0.3), draws=400)
            true = 1 + (truth[:, None] < truth).sum(axis=1)
            inside.append(((sets["rank_lower"] <= true) & (true <= sets["rank_upper"])).mean())
        assert 100 * np.mean(inside) >= 93

    @pytest.mark.parametrize("factor", [2.0, 5.0])
    def test_a_widened_funnel_leaves_out_4_to_6_of_100(self, factor: float) -> None:
        """Councils from one normal distribution, with 2 or 5 times the variance of chance.

        By the source more than 7 of 100 are outside, as drawn-in scores make the spread too small.
        """
        assert 4 <= 100 * self.outside("corrected", factor) <= 6
        assert 100 * self.outside("source", factor) > 7

    def test_chance_alone_is_over_dispersed_in_4_to_6_of_100(self) -> None:
        random = np.random.default_rng(13)
        beyond = [self.dispersion(random, "corrected", 1.0)[1].over_dispersed for _ in range(3000)]
        assert 4 <= 100 * np.mean(beyond) <= 6

    def dispersion(
        self, random: np.random.Generator, correction: FunnelCorrection, factor: float
    ) -> tuple[np.ndarray, Dispersion]:
        """Ratios of 400 events expected, on the scale of the root, and their spread."""
        root = 1 + random.normal(size=COUNCILS) * 0.5 / 20 * factor**0.5
        seen = 400 * root**2
        return seen, over_dispersion(seen, np.full(COUNCILS, 400.0), seen.mean() / 400, "ratio", correction)

    def outside(self, correction: FunnelCorrection, factor: float) -> float:
        random = np.random.default_rng(12)
        shares = []
        for _ in range(600):
            seen, spread = self.dispersion(random, correction, factor)
            between = spread.tau_squared if spread.over_dispersed else 0.0
            average = seen.mean() / 400
            lower, upper = adjusted_limits(np.full(COUNCILS, 400.0 * average), between, kind="ratio")
            ratio = seen / 400 / average
            shares.append(np.mean((ratio < lower) | (ratio > upper)))
        return float(np.mean(shares))

    @pytest.mark.parametrize("factor", [1.0, 2.0, 5.0, 20.0])
    def test_a_trend_of_unsteady_points_is_false_in_no_more_than_6_of_100(self, factor: float) -> None:
        """Points without a trend, with the variance of their limits times the factor."""
        values = np.random.default_rng(14).normal(size=(3000, 5)) * factor**0.5
        series, year = (part.ravel() for part in np.indices(values.shape))
        frame = pd.DataFrame({"indicator_id": "a", "area_code": series.astype(str), "year": year})
        frame = frame.assign(value=values.ravel(), value_type="rate", numerator=np.nan, denominator=np.nan)
        frame = frame.assign(lower_95=frame["value"] - 1.959964, upper_95=frame["value"] + 1.959964)
        time = np.arange(5) - 2.0
        slope = values @ time / 10
        trends = pd.DataFrame({"indicator_id": "a", "area_code": np.arange(3000).astype(str), "first_year": 0})
        trends = trends.assign(last_year=4, chi_squared=10 * slope**2, slope=slope)
        result = dispersed_trend(frame, trends)
        assert 100 * (result["p"] < 0.05).mean() <= 6

    def test_the_tolerance_has_no_bound_and_calls_more_than_half_of_a_standstill(self) -> None:
        """A share of 58% of 260 with one decimal; it is measured, so that nobody takes its words for evidence."""
        value = np.random.default_rng(15).binomial(260, 0.58, size=(5000, 2)) / 2.6
        series, year = (part.ravel() for part in np.indices(value.shape))
        frame = pd.DataFrame({"indicator_id": "a", "area_code": series.astype(str), "year": 2020 + year})
        frame = frame.assign(value=value.ravel().round(1), decimals=1, polarity="higher_is_better")
        words = direction_of_travel(frame, {"rule": "tolerance", "intervals": "none"})["direction"]
        assert 70 <= 100 * (words != NO_REAL_CHANGE).mean() <= 85

    def test_ranges_of_forecasts_hold_76_to_84_where_the_model_is_true(self) -> None:
        """Levels that move by a step of the size of the noise each year, of 30 indicators."""
        random = np.random.default_rng(17)
        levels = 50 + random.normal(size=(30, COUNCILS, YEARS)).cumsum(axis=2)
        evidence = judge_evidence(figures(levels + random.normal(size=levels.shape)))
        held = count_held(follow_forecasts(evidence, years=2), ["points"]).set_index(["scale", "ahead"])["held_percent"]
        assert held["all"].iloc[0] == held["points"].iloc[0]
        assert 76 <= held["all", 1] <= 84

    def test_a_forecast_of_the_past_knows_nothing_of_what_came_later(self) -> None:
        paths = noise(18, 25)
        later = paths.copy()
        later[:, :, -1] += 10
        made = [follow_forecasts(judge_evidence(figures(one)), ahead=1, years=1) for one in (paths, later)]
        pd.testing.assert_series_equal(made[0]["forecast"], made[1]["forecast"])
        assert made[0]["held"].mean() > 0.7 > 0.1 > made[1]["held"].mean()
