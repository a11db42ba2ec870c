"""Ranks drawn within the doubt of the figures, against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods.rank_uncertainty import (
    DRAWS,
    count_better,
    intervals_of,
    rank_intervals,
    redraw,
    with_distributions,
)
from helpers.problems import MethodProblem

Z = stats.norm.ppf(0.975)


def councils(indicator_id: str = "one", **columns: Any) -> pd.DataFrame:
    """A frame of one indicator, a row for each value; what is not given is missing."""
    size = len(columns["value"])
    usual = {"polarity": "higher_is_better", "value_type": "score", "multiplier": np.nan}
    frame = pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "area_code": [f"council {number:02d}" for number in range(size)],
            **dict.fromkeys(("lower_95", "upper_95", "numerator", "denominator"), np.nan),
            **usual,
        }
    )
    return frame.assign(**columns)


def normal(mean: Any, error: Any, **columns: Any) -> pd.DataFrame:
    """Figures with the limits of a normal distribution."""
    mean, error = np.asarray(mean, dtype=float), np.asarray(error, dtype=float)
    return councils(value=mean, lower_95=mean - Z * error, upper_95=mean + Z * error, **columns)


def intervals(frame: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    distributions = with_distributions(frame)
    return rank_intervals(distributions, redraw(distributions, draws))


def expected_ranks(mean: Any, error: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The exact mean rank: 1 and, of each other council, how likely it is that it is really better."""
    mean, error = np.asarray(mean, dtype=float), np.asarray(error, dtype=float)
    better = stats.norm.cdf((mean[None, :] - mean[:, None]) / np.hypot(error[:, None], error[None, :]))
    return 1 + better.sum(axis=1) - 0.5


def test_the_mean_rank_is_within_chance_of_the_exact_one_for_50_sets() -> None:
    """Of 1,650 mean ranks none is more than 4.5 of its standard errors away: by chance one is in 90 such tests."""
    random = np.random.default_rng(6)
    sets = {f"set {number:02d}": (random.normal(50, 5, 33), random.uniform(0.2, 6, 33)) for number in range(50)}
    frame = pd.concat([normal(*limits, indicator_id=name) for name, limits in sets.items()], ignore_index=True)
    for drawn in redraw(with_distributions(frame)):
        error = drawn.better.std(axis=1) / np.sqrt(DRAWS)
        distance = 1 + drawn.better.mean(axis=1) - expected_ranks(*sets[drawn.indicator_id])
        # Where a rank hardly ever differs, the spread of the draws is itself uncertain: one draw in 10,000 is let pass.
        assert (np.abs(distance) <= 4.5 * error + 1 / DRAWS).all()


def test_of_two_councils_the_better_is_first_as_often_as_the_normal_distribution_says() -> None:
    """Means 1 apart and errors 0.6 and 0.8: the difference has error 1, so P(first) is 0.8413, the mean rank 1.1587."""
    result = intervals(normal([1.0, 0.0], [0.6, 0.8]))
    assert result["expected_rank"].tolist() == pytest.approx([1.158655, 1.841345], abs=4 * 0.3651 / 100)


@pytest.mark.parametrize(
    ("value_type", "multiplier", "exact"),
    [
        ("percentage", 100.0, lambda x, n: stats.beta(x + 0.5, n - x + 0.5)),
        ("rate", 1000.0, lambda x, n: stats.gamma(x + 0.5, scale=1 / n)),
    ],
)
def test_counts_give_the_distribution_of_their_kind(value_type: str, multiplier: float, exact: Any) -> None:
    """Against a certain figure at its own median, quartile and tail, a council is better as often as that says."""
    x, n = 12.0, 80.0
    for share in (0.1, 0.5, 0.9):
        other = multiplier * exact(x, n).ppf(share)
        frame = councils(
            value=[multiplier * x / n, other],
            numerator=[x, np.nan],
            denominator=[n, np.nan],
            value_type=value_type,
            multiplier=multiplier,
        )
        result = intervals(frame)
        assert result["expected_rank"].iloc[0] == pytest.approx(1 + share, abs=4 * np.sqrt(share * (1 - share)) / 100)
        assert result["with_limits"].tolist() == [1, 1]


def test_lopsided_limits_are_drawn_on_the_logarithmic_scale() -> None:
    """10 with limits 5 and 20 is even in logarithms: half the draws lie above 10, and one in forty above 20."""
    frame = councils(value=[10.0, 10.0, 20.0], lower_95=[5.0, np.nan, np.nan], upper_95=[20.0, np.nan, np.nan])
    distributions = with_distributions(frame)
    assert distributions["distribution"].tolist() == ["log-normal", "none", "none"]
    assert distributions["second"].iloc[0] == pytest.approx(np.log(4) / (2 * Z))
    result = intervals(frame)
    # Certain figures of 10 and 20: a draw has one better than it below 20, and two below 10.
    assert result["expected_rank"].iloc[0] == pytest.approx(1 + 0.975 + 0.5, abs=4 * np.sqrt(0.4) / 100)


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"lower_95": 8.0, "upper_95": 12.0}, "normal"),
        ({"lower_95": 8.0, "upper_95": 12.6}, "log-normal"),  # 2.6 above and 2 below: 0.6 of 4.6 is more than a tenth
        ({"lower_95": 8.0, "upper_95": 12.4}, "normal"),  # 0.4 of 4.4 is less
        ({"lower_95": -1.0, "upper_95": 31.0}, "normal"),  # lopsided, and below zero
        ({"lower_95": 2.0, "upper_95": 11.0}, "normal"),  # further down than up: a logarithm would bend the wrong way
        ({"lower_95": 10.0, "upper_95": 10.0}, "none"),
        ({"lower_95": 10.5, "upper_95": 12.0}, "none"),
        ({"lower_95": 8.0}, "none"),
        ({"numerator": 10.0, "denominator": 100.0, "value_type": "percentage", "multiplier": 100.0}, "beta"),
        ({"numerator": 11.0, "denominator": 100.0, "value_type": "percentage", "multiplier": 100.0}, "none"),
        ({"numerator": 10.0, "denominator": 100.0, "value_type": "rate", "multiplier": 100.0}, "gamma"),
        (
            {"numerator": 10.0, "denominator": 100.0, "value_type": "percentage", "multiplier": 100.0}
            | {"lower_95": 8.0, "upper_95": 12.0},
            "normal",
        ),
    ],
)
def test_published_limits_come_before_counts_and_unsound_ones_are_not_used(columns: dict[str, Any], kind: str) -> None:
    distributions = with_distributions(councils(value=[10.0], **columns))
    assert distributions["distribution"].tolist() == [kind]


def test_an_indicator_without_doubt_has_no_interval() -> None:
    assert intervals(councils(value=[3.0, 2.0, 1.0])).empty


def test_certain_figures_keep_their_order_and_their_ties_in_every_draw() -> None:
    """8 and 8.0000000001 are equal; only the last council has limits, far below the others."""
    frame = councils(value=[9.0, 8.0, 8.0 + 1e-10, 1.0], lower_95=[np.nan] * 3 + [0.9], upper_95=[np.nan] * 3 + [1.1])
    distributions = with_distributions(frame)
    drawn = next(redraw(distributions, 50))
    assert drawn.better.tolist() == [[0] * 50, [1] * 50, [1] * 50, [3] * 50]
    assert drawn.equal.tolist() == [0, 1, 1, 0]


def test_a_low_polarity_turns_every_draw_round() -> None:
    frame = normal([5.0, 4.0, 3.0, 2.0], [1.0, 2.0, 0.5, 1.0])
    high = next(redraw(with_distributions(frame), 500)).better
    low = next(redraw(with_distributions(frame.assign(polarity="lower_is_better")), 500)).better
    assert (high + low == 3).all()


def test_an_indicator_more_or_less_changes_no_other() -> None:
    one, other = normal([1.0, 2.0], [1.0, 1.0]), normal([5.0, 1.0], [4.0, 1.0], indicator_id="another")
    alone = intervals(one)
    together = intervals(pd.concat([other, one], ignore_index=True))
    pd.testing.assert_frame_equal(together[together["indicator_id"] == "one"].reset_index(drop=True), alone)


def test_better_ones_are_counted_for_more_councils_than_a_small_number_holds() -> None:
    drawn = np.arange(300, dtype=np.float32)[:, None] * np.ones((1, 3), dtype=np.float32)
    assert count_better(drawn).tolist() == [[299 - number] * 3 for number in range(300)]


def test_no_draws_are_refused() -> None:
    with pytest.raises(MethodProblem, match="draws must be 1 or more; got 0"):
        list(redraw(with_distributions(normal([1.0], [1.0])), 0))


def test_an_interval_holds_the_middle_95_of_100_draws_and_no_more() -> None:
    """Of 40 draws one is 2.5%: a council that is first in one of them may be first. Of 80 one is not enough."""
    better = np.array([[0, *[3] * 38, 7]] + [[4] * 40] * 7, dtype=np.int8)
    result = intervals_of(better)
    # The inverted distribution function: the least rank of which at least 2.5%, and 97.5%, of the draws are no worse.
    assert (result["rank_lower"][0], result["rank_upper"][0]) == (1, 4)
    result = intervals_of(np.hstack([better, np.array([[3] * 40] + [[4] * 40] * 7, dtype=np.int8)]))
    assert (result["rank_lower"][0], result["rank_upper"][0]) == (4, 4)
    assert result["expected_rank"][0] == pytest.approx(1 + (0 + 78 * 3 + 7) / 80)


def test_the_first_quartile_of_8_is_the_first_two() -> None:
    better = np.array([[number] * 4 for number in range(8)], dtype=np.int8)
    assert intervals_of(better)["top_quartile_probability"].tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
