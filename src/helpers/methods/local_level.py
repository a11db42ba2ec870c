"""The level behind a series' figures, whether it rose, and what figure to expect next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtr, stdtrit

from helpers.methods.intervals import Numbers
from helpers.problems import MethodProblem

FORECAST_CONFIDENCE = 0.8
"""The level of a forecast's interval, as one of 95% from so few years is too wide to be of use."""


class Smoothed(NamedTuple):
    """Levels by all figures of each series (row), their variances, and how each goes with the one after (`gain`)."""

    level: Numbers
    variance: Numbers
    gain: Numbers


def smooth_levels(values: ArrayLike, step_variance: ArrayLike, noise_variance: ArrayLike) -> Smoothed:
    """Return the level of each series at each of its times, by the figures before and after.

        figure(t) = level(t) + noise, of the variance r;  level(t) = level(t-1) + step, of the variance q

    `values` has a row for each series and a column for each time, not a number where there is no figure; a single
    series may be one row. `step_variance` (q) and `noise_variance` (r) are numbers, or one for each series. Nothing is
    taken as known before the first figure.

    Raises MethodProblem where a series begins without a figure, or a variance is negative or both are 0.
    Source: Durbin and Koopman (2012), Time Series Analysis by State Space Methods, chapter 2: Kalman filter, exact
    diffuse start and fixed interval smoothing.

    >>> smooth_levels([10.0, 14.0], 1e9, 1.0).level.round(3).tolist()
    [10.0, 14.0]
    """
    y = np.atleast_2d(np.asarray(values, dtype="float64"))
    q, r = (np.broadcast_to(np.asarray(part, dtype="float64"), len(y)) for part in (step_variance, noise_variance))
    if y.shape[1] == 0 or np.isnan(y[:, 0]).any():
        raise MethodProblem("a series must begin with a figure")
    if np.any(q < 0) or np.any(r < 0) or np.any(q + r == 0):
        raise MethodProblem("the variances of step and noise must be zero or more, and not both be zero")
    filtered, doubts = np.empty_like(y), np.empty_like(y)
    filtered[:, 0], doubts[:, 0] = y[:, 0], r
    for time in range(1, y.shape[1]):
        before, doubt = filtered[:, time - 1], doubts[:, time - 1] + q
        share = np.where(np.isnan(y[:, time]), 0.0, doubt / (doubt + r))
        filtered[:, time] = before + share * np.nan_to_num(y[:, time] - before)
        doubts[:, time] = doubt * (1 - share)
    smooth, variance, gain = filtered.copy(), doubts.copy(), np.zeros((len(y), y.shape[1] - 1))
    for time in range(y.shape[1] - 2, -1, -1):
        ahead = doubts[:, time] + q
        gain[:, time] = np.divide(doubts[:, time], ahead, out=np.zeros_like(ahead), where=ahead > 0)
        smooth[:, time] += gain[:, time] * (smooth[:, time + 1] - filtered[:, time])
        variance[:, time] += gain[:, time] ** 2 * (variance[:, time + 1] - ahead)
    return (
        Smoothed(smooth, np.maximum(variance, 0.0), gain)
        if np.ndim(values) > 1
        else Smoothed(smooth[0], np.maximum(variance[0], 0.0), gain[0])
    )


def rise_probability(smoothed: Smoothed, first: int = -2, last: int = -1) -> Numbers:
    """Return the probability that the level rose between two of its times, the last two unless others are named.

    The covariance of two smoothed levels is the variance of the later one times the gains between them.
    Raises MethodProblem where the first time is not before the last.
    Source: as for `smooth_levels`, section 4.7.
    """
    levels, variances, gains = (np.atleast_2d(part) for part in smoothed)
    times = range(levels.shape[1])
    begin, end = times[first], times[last]
    if begin >= end:
        raise MethodProblem("the first time must be before the last")
    shared = variances[:, end] * np.prod(gains[:, begin:end], axis=1)
    spread = np.sqrt(np.maximum(variances[:, begin] + variances[:, end] - 2 * shared, 0.0))
    rise = levels[:, end] - levels[:, begin]
    with np.errstate(invalid="ignore", divide="ignore"):
        probability = ndtr(rise / spread)
    certain = np.where(rise > 0, 1.0, np.where(rise < 0, 0.0, 0.5))
    return (
        np.where(spread > 0, probability, certain)
        if np.ndim(smoothed.level) > 1
        else np.where(spread > 0, probability, certain)[0]
    )


class Forecast(NamedTuple):
    """The figure expected, the variance of the figure about it, and the ends of its interval."""

    mean: Numbers
    variance: Numbers
    lower: Numbers
    upper: Numbers


def forecast_figures(
    smoothed: Smoothed,
    ahead: int,
    step_variance: ArrayLike,
    noise_variance: ArrayLike,
    confidence: float = FORECAST_CONFIDENCE,
) -> Forecast:
    """Return the figure to expect some steps after the last: the last level, with the variance P + h q + r.

    Arrays are as in `smooth_levels`; `confidence` is from 0.5 to under 1.
    Raises MethodProblem where `ahead` is under 1 or the confidence is out of range.
    Source: as for `smooth_levels`, section 2.9.
    """
    if ahead < 1:
        raise MethodProblem(f"a forecast is of one step ahead or more; got {ahead}")
    last, doubt = smoothed.level[..., -1], smoothed.variance[..., -1]
    variance = doubt + ahead * np.asarray(step_variance) + np.asarray(noise_variance)
    reach = _two_sided(confidence, np.inf) * np.sqrt(variance)
    return Forecast(last, variance, last - reach, last + reach)


def target_probability(forecast: Forecast, target: ArrayLike, sign: ArrayLike) -> Numbers:
    """Return the probability that the figure reaches its target; `sign` is 1 where higher is better, -1 where lower.

    >>> one = np.array([10.0])
    >>> target_probability(Forecast(one, np.array([4.0]), one, one), 10, 1).tolist()
    [0.5]
    """
    return ndtr(np.asarray(sign) * (forecast.mean - np.asarray(target)) / np.sqrt(forecast.variance))


def line_forecast(
    values: ArrayLike, ahead: int, confidence: float = FORECAST_CONFIDENCE
) -> tuple[float, float, float, float]:
    """Return where a straight line through all figures leads: the figure, its interval, and the p of the slope.

    It answers "what if the last years went on"; as a forecast of yearly figures a line does badly.
    Raises MethodProblem for fewer than three figures, a missing one, or `ahead` under 1.
    Source: least squares, the prediction interval by Student's t.
    """
    y = np.asarray(values, dtype="float64")
    if y.size < 3 or np.isnan(y).any() or ahead < 1:
        raise MethodProblem("a line needs three figures or more, none missing, and one step ahead or more")
    n, time = y.size, np.arange(y.size) - (y.size - 1) / 2
    square = float(np.sum(time**2))
    slope = float(np.sum(time * y)) / square
    at = time[-1] + ahead
    mean = float(y.mean()) + slope * at
    variance = float(np.sum((y - y.mean() - slope * time) ** 2)) / (n - 2)
    reach = _two_sided(confidence, n - 2) * np.sqrt(variance * (1 + 1 / n + at**2 / square))
    p = 2 * float(stdtr(n - 2, -abs(slope) / np.sqrt(variance / square))) if variance > 0 else float(slope == 0)
    return mean, mean - reach, mean + reach, p


def _two_sided(confidence: float, df: float) -> float:
    if not 0.5 <= confidence < 1:
        raise MethodProblem(f"the confidence of a forecast must be from 0.5 to under 1; got {confidence}")
    return float(stdtrit(min(df, 1e300), (1 + confidence) / 2))
