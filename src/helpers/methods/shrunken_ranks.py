"""Ranks of what councils are like, not of what one year's figures happened to be, with how sure each is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from helpers.methods.between_councils import between_variance, expected_ranks, shrink_estimates
from helpers.methods.dates import existed_on
from helpers.methods.expressions import PERIOD, TIE
from helpers.methods.intervals import Numbers
from helpers.methods.yearly_changes import scale_figures
from helpers.problems import MethodProblem
from helpers.verdicts import SIGNS

DRAWS: Final = 10_000
"""How often every score or figure is drawn."""

COMMON_PERCENT: Final = 75
"""A period is common to the group where at least this share of its councils has a figure."""

SETS: Final = {50: (0.25, 0.75), 95: (0.025, 0.975)}
"""The shares of the draws between which each set of ranks lies."""

MIN_CORRELATION: Final = 1e-6
"""Indicators of a theme that do not go together at all have this correlation: then all indicators weigh the same."""

_SEED: Final = 20_231_201


def common_periods(figures: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    """Return the period of each indicator in which most councils have a figure, the same whoever asks.

    It is the newest in which at least 75% of the councils that existed on its last day have a figure; an indicator
    without such a period has none.

    Columns needed    figures, those that the reporting year may use: indicator_id, council, period_start, period_end,
                      value; councils, one row for each code that one has had: council (its name or newest code),
                      start_date, end_date (null where open)
    Columns returned  indicator_id, period_start, period_end, with_figure and existing (councils), share_percent
    Source            docs/methods/14_positions.md
    """
    rows = figures[figures["value"].notna() & figures["council"].isin(councils["council"])]
    counts = rows.groupby(["indicator_id", *PERIOD])["council"].nunique().rename("with_figure").reset_index()
    existing = _existing_on(councils, counts["period_end"].unique())
    counts["existing"] = counts["period_end"].map(existing).astype("int64")
    counts["share_percent"] = 100 * counts["with_figure"] / counts["existing"].where(counts["existing"] > 0)
    common = counts[counts["share_percent"] >= COMMON_PERCENT].sort_values(["indicator_id", *PERIOD[::-1]])
    newest = common.groupby("indicator_id").tail(1).reset_index(drop=True)
    return newest[["indicator_id", *PERIOD, "with_figure", "existing", "share_percent"]]


def _existing_on(councils: pd.DataFrame, days: Iterable[date]) -> dict[date, int]:
    """Return how many councils exist on each day, whatever codes they have."""
    return {day: councils.loc[existed_on(councils, day), "council"].nunique() for day in days}


def reliability_weights(percentiles: pd.DataFrame) -> pd.DataFrame:
    """Return the weight of each theme and indicator in a position over all of them.

    A theme weighs by how reliably the mean of its m indicators measures what they have in common: k = m r ÷ (1 +
    (m - 1) r), with r the mean correlation of two indicators of one theme, over all themes. Where they hardly go
    together, every indicator weighs nearly the same; where they say the same, every theme does.

    Columns needed    one row for each indicator and council: indicator_id, theme, area_code, percentile (a larger one
                      is better)
    Columns returned  one row for each indicator: indicator_id, theme, indicators (m), reliability (k), correlation (r),
                      theme_weight and indicator_weight (shares of 1; those of all indicators add up to 1)
    Source            Spearman (1910), Br. J. Psychol. 3:271; Brown (1910), Br. J. Psychol. 3:296
    """
    by_indicator = percentiles.groupby("indicator_id")["percentile"]
    spread = by_indicator.transform("std", ddof=0)
    standard = ((percentiles["percentile"] - by_indicator.transform("mean")) / spread.mask(spread == 0)).fillna(0.0)
    cells = percentiles.assign(standard=standard, square=standard**2).groupby(["theme", "area_code"])
    sums = cells.agg(total=("standard", "sum"), squares=("square", "sum"), m=("standard", "size"))
    pairs = float((sums["m"] * (sums["m"] - 1)).sum())
    correlation = float((sums["total"] ** 2 - sums["squares"]).sum()) / pairs if pairs else 0.0
    return weights_by_correlation(percentiles[["indicator_id", "theme"]].drop_duplicates("indicator_id"), correlation)


def weights_by_correlation(indicators: pd.DataFrame, correlation: float) -> pd.DataFrame:
    """Return the weights that follow from the mean correlation of two indicators of one theme.

    Columns needed    indicators, each once: indicator_id, theme
    Columns returned  those of `reliability_weights`
    Source            as for `reliability_weights`
    """
    r = float(np.clip(correlation, MIN_CORRELATION, 1.0))
    result = indicators[["indicator_id", "theme"]].sort_values(["theme", "indicator_id"])
    m = result.groupby("theme")["indicator_id"].transform("size")
    result = result.assign(indicators=m, reliability=m * r / (1 + (m - 1) * r), correlation=correlation)
    total = float((result["reliability"] / m).sum())
    weight = result["reliability"] / total
    return result.assign(theme_weight=weight, indicator_weight=weight / m).reset_index(drop=True)


def weighted_scores(percentiles: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Return each council's score over all themes, with the error of taking these indicators and not others like them.

    The score is the mean of the themes' means by their weights W, over the themes in which the council has figures. Its
    variance is the sum over themes of W² var ÷ m, with var the variance of the council's percentiles within the theme;
    the mean over all councils is used for each, as that of one council is too unsteady.

    Columns needed    percentiles: indicator_id, theme, area_code, percentile; weights, made by `reliability_weights`:
                      theme, theme_weight
    Columns returned  area_code, estimate, error (one for all), indicators (with a figure)
    Raises            MethodProblem: no council has two figures in one theme
    Source            cluster sampling with themes as strata; Cochran (1977), Sampling Techniques, section 5.4
    """
    (area, areas), (theme, themes) = (pd.factorize(percentiles[name], sort=True) for name in ("area_code", "theme"))
    percentile = percentiles["percentile"].to_numpy("float64")
    cell, cells = pd.factorize(area * len(themes) + theme, sort=True)
    size = np.bincount(cell)
    mean = np.bincount(cell, percentile) / size
    square = np.asarray(np.bincount(cell, (percentile - mean[cell]) ** 2), dtype="float64")
    weight = weights.drop_duplicates("theme").set_index("theme")["theme_weight"]
    weight = weight.reindex(themes).to_numpy("float64")[cells % max(1, len(themes))]
    return scores_of_cells(areas, cells // max(1, len(themes)), size, mean, square, weight)


def scores_of_cells(
    areas: pd.Index,
    of_area: NDArray[np.int64],
    size: NDArray[np.int64],
    mean: Numbers,
    square: Numbers,
    weight: Numbers,
) -> pd.DataFrame:
    """Return the scores of areas from the sums of each cell, an area in a theme for which it has figures.

    `of_area` is the number of each cell's area, `size` how many figures it has, `mean` their mean, `square` the sum of
    their squared distances from it, and `weight` that of the theme. Every area has a cell.

    Columns returned  those of `weighted_scores`
    Raises            MethodProblem, as `weighted_scores`
    Source            as for `weighted_scores`
    """
    if not (size > 1).any():
        raise MethodProblem("no council has two figures in one theme, so the error of a score is not known")
    var = np.where(size > 1, square / np.maximum(size - 1, 1), np.nan)
    var = np.where(size > 1, var, np.nanmean(var))
    weight = weight / np.bincount(of_area, weight)[of_area]
    variance = np.bincount(of_area, weight**2 * var / size)
    return pd.DataFrame(
        {
            "area_code": areas,
            "estimate": np.bincount(of_area, weight * mean),
            "error": np.sqrt(variance.mean()),
            "indicators": np.bincount(of_area, size).astype("int64"),
        }
    )


def figure_errors(evidence: pd.DataFrame) -> pd.Series:
    """Return the standard error of every figure as an estimate of its council's level, on the scale of its indicator.

    The variance of a figure is the largest of that by its own limits, of the noise that past reversals show, and of the
    doubt about that noise. Where none is known, neither is the error.

    Columns needed    those of `evidence.judge_evidence`: figure_variance, noise_variance, noise_error
    Source            docs/methods/14_positions.md
    """
    noise = (evidence["noise_variance"] / 2).clip(lower=evidence["noise_error"])
    variance = np.fmax(evidence["figure_variance"].to_numpy("float64"), noise.to_numpy("float64"))
    return pd.Series(np.sqrt(np.where(variance > 0, variance, np.nan)), index=evidence.index)


def figure_estimates(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of single indicators as estimates of the councils' levels, with their errors.

    A figure whose error is not known makes no estimate.

    Columns needed    figures of the period that is ranked, one for each indicator and council: indicator_id, area_code,
                      value, scale, unit, whole, figure_error (of `figure_errors`); polarity (higher_is_better or
                      lower_is_better)
    Columns returned  scope (the indicator), area_code; estimate (by the scale of the indicator, a larger one is better)
                      and error
    Raises            MethodProblem: a polarity has no better end
    Source            docs/methods/14_positions.md
    """
    sign = figures["polarity"].map(SIGNS).astype("float64")
    if not sign.isin((-1, 1)).all():
        raise MethodProblem("figures are ranked only where one end is better")
    about = (figures["scale"].to_numpy(), *(figures[name].to_numpy("float64") for name in ("unit", "whole")))
    rows = pd.DataFrame(
        {
            "scope": figures["indicator_id"],
            "area_code": figures["area_code"],
            "estimate": sign * scale_figures(figures["value"].to_numpy("float64"), *about),
            "error": figures["figure_error"].astype("float64"),
        }
    )
    return rows[rows["error"].notna() & rows["estimate"].notna()].reset_index(drop=True)


def shrunken_ranks(estimates: pd.DataFrame, draws: int = DRAWS, seed: int = _SEED) -> pd.DataFrame:
    """Return the rank of each council by what it is like, and how sure it is, for each of several scopes.

    What is ranked is the council's mean over all measures like those counted (of one indicator, its level without
    noise). The figures are drawn towards the mean of all by `between_councils`, and each is drawn from its normal
    distribution `draws` times, evenly spread over it; the ranks in the draws make the sets. Councils with the same
    figure and error have the same sets. The draws depend on the scope's name and on the figures, not on the order of
    rows, on the names of councils nor on whose report it is.

    Columns needed    scope, area_code, estimate (a larger one is better), error (standard error, above zero); one row
                      for each scope and council
    Columns returned  one row for each of them, sorted by scope and estimate: scope, area_code, n, estimate, error,
                      tau_squared (variance between councils), reliability (its share of a figure's variance), shrunken,
                      shrunken_error; median_rank, expected_rank; rank_50_lower and rank_50_upper, rank_95_lower and
                      rank_95_upper; top_half_probability, quartile_1_probability to quartile_4_probability (0 to 1);
                      quartile_best and quartile_worst (of the 95% set)
    Raises            MethodProblem: a scope has fewer than two councils, an error is not above zero, or a council has
                      two rows in one scope
    Source            Lin, Louis, Paddock and Ridgeway (2006), Bayesian Anal. 1:915; Goldstein and Spiegelhalter (1996),
                      J. R. Statist. Soc. A 159:385; McKay, Beckman and Conover (1979), Technometrics 21:239 (draws)
    """
    if estimates.duplicated(["scope", "area_code"]).any():
        raise MethodProblem("a council has two rows in one scope; keep one")
    rows = estimates[["scope", "area_code", "estimate", "error"]]
    rows = rows.sort_values(["scope", "estimate", "area_code"], ascending=[True, False, True], ignore_index=True)
    parts = [_of_scope(str(name), part, draws, seed) for name, part in rows.groupby("scope", sort=True)]
    return pd.concat(parts, ignore_index=True) if parts else rows.assign(**dict.fromkeys(_RESULT, np.nan))


_RESULT: Final = (
    "n",
    "tau_squared",
    "reliability",
    "shrunken",
    "shrunken_error",
    "median_rank",
    "expected_rank",
    "rank_50_lower",
    "rank_50_upper",
    "rank_95_lower",
    "rank_95_upper",
    "top_half_probability",
    "quartile_1_probability",
    "quartile_2_probability",
    "quartile_3_probability",
    "quartile_4_probability",
    "quartile_best",
    "quartile_worst",
)


def _of_scope(scope: str, rows: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    estimate, own_error = (rows[name].to_numpy("float64") for name in ("estimate", "error"))
    between = between_variance(estimate, own_error)
    shrunken, error = shrink_estimates(estimate, own_error, between)
    name = int.from_bytes(hashlib.sha256(scope.encode()).digest()[:8], "big")
    random = np.random.Generator(np.random.SFC64([seed, name]))
    # Evenly spread draws in random order: ranks of councils with nearly the same score then differ by little.
    even = ndtri((np.arange(draws) + 0.5) / draws)
    drawn = random.permuted(np.tile(even, (len(rows), 1)), axis=1)
    drawn *= error[:, None]
    drawn += shrunken[:, None]
    shares = _rank_shares(count_better(drawn.astype(np.float32)))
    alike = np.unique(np.column_stack([estimate, own_error]), axis=0, return_inverse=True)[1].ravel()
    for group in np.flatnonzero(np.bincount(alike) > 1):
        shares[alike == group] = shares[alike == group].mean(axis=0)
    n = len(rows)
    rank = np.arange(1, n + 1)
    quartile = 1 + 4 * (rank - 1) // n
    up_to = shares.cumsum(axis=1)
    columns: dict[str, Any] = {
        "n": n,
        "tau_squared": between.tau_squared,
        "reliability": between.tau_squared / (between.tau_squared + own_error**2),
        "shrunken": shrunken,
        "shrunken_error": error,
        "median_rank": _quantile(up_to, 0.5),
        "expected_rank": expected_ranks(shrunken, error),
        "top_half_probability": shares[:, 2 * rank <= n].sum(axis=1),
    }
    for level, ends in SETS.items():
        for end, part in zip(("lower", "upper"), ends, strict=True):
            columns[f"rank_{level}_{end}"] = _quantile(up_to, part)
    for number in range(1, 5):
        columns[f"quartile_{number}_probability"] = shares[:, quartile == number].sum(axis=1)
    columns["quartile_best"] = 1 + 4 * (columns["rank_95_lower"] - 1) // n
    columns["quartile_worst"] = 1 + 4 * (columns["rank_95_upper"] - 1) // n
    return pd.concat([rows, pd.DataFrame(columns, index=rows.index)[list(_RESULT)]], axis=1)


def _rank_shares(better: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the share of the draws in which each council (row) has each rank (column, from 1)."""
    n, draws = better.shape
    cells = np.arange(n)[:, None] * n + better
    return np.bincount(cells.ravel(), minlength=n * n).reshape(n, n) / draws


def _quantile(up_to: NDArray[np.float64], part: float) -> NDArray[np.int64]:
    """Return the first rank up to which at least a part of the draws lies, whatever a computer's rounding."""
    ranks: NDArray[np.int64] = 1 + (up_to < part - TIE).sum(axis=1)
    return ranks


def count_better(drawn: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return for each council (row) and draw (column) how many councils have a larger figure in that draw."""
    better = np.zeros(drawn.shape, dtype=np.int16 if len(drawn) > np.iinfo(np.int8).max else np.int8)
    larger = np.empty(drawn.shape, dtype=bool)
    for council in drawn:
        np.greater(council, drawn, out=larger)
        better += larger.view(np.int8)
    return better
