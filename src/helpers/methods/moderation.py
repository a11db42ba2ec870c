"""Variances of few changes drawn towards those of all councils, and changes drawn towards what will last."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import polygamma, psi, stdtr

from helpers.methods.expressions import SERIES
from helpers.methods.intervals import Numbers
from helpers.methods.yearly_changes import scale_figures, unscale_figures
from helpers.problems import MethodProblem

CHANGES_A_DEGREE: Final = 1.5
"""Changes that are noise alone have a correlation of -1/2 with their neighbours, so that their squares tell less."""


class Moderated(NamedTuple):
    """Variances drawn towards `prior_variance`, which weighs like `prior_df` degrees of freedom (may be infinite)."""

    prior_variance: float
    prior_df: float
    variance: Numbers
    df: Numbers


def moderate_variances(variance: ArrayLike, df: ArrayLike) -> Moderated:
    """Return each variance drawn towards that of all, by how much they differ more than their own few figures explain.

    With e = ln s² - ψ(df/2) + ln(df/2): d0 solves ψ'(d0/2) = var(e) - mean ψ'(df/2), and the prior variance is
    exp(mean e + ψ(d0/2) - ln(d0/2)); the variance is (d0 s0² + df s²) ÷ (d0 + df). Where they differ by no more than
    chance, d0 is infinite and every variance is the mean of all.

    `variance` and `df` are arrays of one shape.
    Raises MethodProblem for fewer than two variances, or one or its degrees of freedom not above zero.
    Source: Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3(1):3.
    """
    s2, nu = np.asarray(variance, dtype="float64"), np.asarray(df, dtype="float64")
    if s2.size < 2 or not (np.all(s2 > 0) and np.all(nu > 0)):
        raise MethodProblem("two variances or more are needed, each above zero with degrees of freedom above zero")
    e = np.log(s2) - psi(nu / 2) + np.log(nu / 2)
    excess = float(np.var(e, ddof=1) - np.mean(polygamma(1, nu / 2)))
    if excess <= 0:
        mean = float(np.mean(s2))
        return Moderated(mean, np.inf, np.full_like(s2, mean), np.full_like(s2, np.inf))
    half = _inverse_trigamma(excess)
    prior = float(np.exp(np.mean(e) + psi(half) - np.log(half)))
    total = 2 * half + nu
    return Moderated(prior, 2 * half, (2 * half * prior + nu * s2) / total, total)


def moderated_test(change: ArrayLike, moderated: Moderated) -> tuple[Numbers, Numbers]:
    """Return t and the two-sided p of changes by moderated variances; normal where the prior is infinite.

    Source: as for `moderate_variances`.
    """
    t = np.asarray(change, dtype="float64") / np.sqrt(moderated.variance)
    # Student's t of 1e300 degrees of freedom is the normal distribution to the last digit.
    return t, 2 * stdtr(np.minimum(moderated.df, 1e300), -np.abs(t))


def _inverse_trigamma(value: float) -> float:
    """Return the number whose trigamma is the value, by Newton's method on its reciprocal, which is nearly straight."""
    number = 0.5 + 1 / value
    for _ in range(_STEPS):
        trigamma = float(polygamma(1, number))
        step = trigamma * (1 - trigamma / value) / float(polygamma(2, number))
        number += step
        if abs(step) <= _CLOSE * number:
            break
    return number


_STEPS: Final = 50
_CLOSE: Final = 1e-14


def shrunken_changes(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return what can be expected to last of the newest change of every series.

    What a council's change has in common with all others counts in full. Of the rest, d, a share goes back: with the
    variance of noise in a change, V, and the mean square of the council's own changes up to the newest, s², drawn
    towards those of all councils by `moderate_variances`, the level moved by d (1 - V ÷ s²), and the figure of the
    next year is expected at the figure before plus d (1 - V ÷ 2s²), as the noise of the figure before does not come
    again. Neighbouring changes are not independent, so n of them have n ÷ 1.5 degrees of freedom.

    Columns needed    those of `evidence.judge_evidence`: indicator_id, area_code, year, scale, unit, whole, value,
                      previous_value, scaled_change, own_change, rounding_variance, change_variance, comparable
    Columns returned  one row for each series whose newest figure has a change, in this order: indicator_id, area_code,
                      year; shrunken_change and expected_next (units of the value; null where the noise is not known)
    Source            the autocovariance of a local level model; Smyth (2004), as for `moderate_variances`;
                      docs/methods/13_strength_of_evidence.md
    """
    ordered = evidence.sort_values([*SERIES, "year"])
    rows = ordered.groupby(list(SERIES)).tail(1)
    rows = rows.assign(moderated=moderated_squares(ordered, "own_change"))
    rows = rows[rows["comparable"].astype("bool")]
    back = np.clip(rows["change_variance"] / rows["moderated"], 0.0, 1.0)
    common = rows["scaled_change"] - rows["own_change"]
    about = (rows["scale"].to_numpy(), *(rows[name].to_numpy("float64") for name in ("unit", "whole")))
    latest = scale_figures(rows["value"].to_numpy("float64"), *about)
    before = latest - rows["scaled_change"].to_numpy("float64")
    level, later = (
        unscale_figures(before + (common + rows["own_change"] * (1 - share * back)).to_numpy("float64"), *about)
        for share in (1.0, 0.5)
    )
    result = rows[[*SERIES, "year"]].assign(shrunken_change=level - rows["previous_value"], expected_next=later)
    return result.reset_index(drop=True)


def moderated_squares(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return the mean square of each series' changes, drawn towards that of all councils of its indicator.

    `name` is the column of changes. Where an indicator has one series alone, its mean square stays as it is.

    Columns needed  indicator_id, area_code; the column `name`, rounding_variance; sorted by series and year. The result
                    has the index of the newest row of each series
    Source          as for `moderate_variances`
    """
    keys = list(SERIES)
    change = rows[name].astype("float64")
    parts = rows[keys].assign(square=change**2, number=change.notna().astype("float64"))
    by_series = parts.groupby(keys)
    newest = rows.groupby(keys).tail(1)[[*keys, "rounding_variance"]]
    total = by_series[["square", "number"]].sum().reset_index()
    newest = newest.reset_index().merge(total, on=keys, how="left", validate="one_to_one").set_index("index")
    square = newest["square"] / newest["number"].where(newest["number"] > 0)
    # A council whose figures never moved has moved by less than rounding shows.
    square = square.clip(lower=newest["rounding_variance"])
    moderated = square.where(square > 0).to_numpy("float64", copy=True)
    df = (newest["number"] / CHANGES_A_DEGREE).to_numpy("float64")
    for indices in newest.groupby("indicator_id", sort=False).indices.values():
        usable = indices[~np.isnan(moderated[indices])]
        if len(usable) >= 2:
            moderated[usable] = moderate_variances(moderated[usable], df[usable]).variance
    return pd.Series(moderated, index=newest.index)
