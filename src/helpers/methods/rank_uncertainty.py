"""How certain a rank is: figures drawn again and again within their published doubt, and ranked each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.expressions import CRUDE_RATES, TIE
from helpers.methods.intervals import FROM_COUNTS, PUBLISHED, normal_quantile, with_limits
from helpers.problems import MethodProblem
from helpers.verdicts import SIGNS

DRAWS: Final = 10_000
"""How often every figure is drawn."""

INTERVAL: Final = (0.025, 0.975)
"""The shares of the draws between which an interval of 95% lies."""

LOPSIDED: Final = 0.1
"""Limits are drawn on the logarithmic scale where the upper side is longer than the lower by more than this share."""

FIXED, NORMAL, LOG_NORMAL, BETA, GAMMA = "none", "normal", "log-normal", "beta", "gamma"

_SEED: Final = 20_230_331
"""Where the random numbers begin; with the indicator's own name it decides every draw."""

Ranks = NDArray[np.int16]
Scores = NDArray[np.float32]


class Redrawn(NamedTuple):
    """One indicator's draws: for each council (rows of `rows`, in their order) and draw how many councils are better.

    `equal` is how many other councils have the same figure and no doubt about it.
    """

    indicator_id: str
    rows: pd.Index
    better: Ranks
    equal: NDArray[np.int64]


def with_distributions(frame: pd.DataFrame) -> pd.DataFrame:
    """Say from which distribution each figure is drawn: that of its published limits, otherwise that of its counts.

    The distribution is none where nothing is known, and where limits do not lie around the figure; then the figure
    counts as certain.

    Columns needed           indicator_id and those of `intervals.with_limits`; no row without a value
    Columns used if present  decimals (of the published value)
    Columns returned         those of `intervals.with_limits`; distribution with its two numbers, first and second: of
                             published limits normal (mean, standard deviation) or, where they reach clearly further up
                             than down and are above zero, log-normal (mean and standard deviation of the logarithm); of
                             counts beta for a proportion (numerator + 1/2, the rest + 1/2) and gamma for a rate (count
                             + 1/2, denominator); otherwise none
    Raises                   MethodProblem: a column is missing or holds text for numbers
    Source                   Goldstein and Spiegelhalter (1996), J. R. Statist. Soc. A 159:385; Marshall and
                             Spiegelhalter (1998), BMJ 316:1701; the half is the prior of Jeffreys
    """
    figures = with_limits(frame)
    value, lower, upper = (figures[name].astype("float64") for name in ("value", "lower_95", "upper_95"))
    reach = 2 * normal_quantile(0.95)
    around = figures["limits"].eq(PUBLISHED) & (lower < upper) & (lower <= value) & (value <= upper)
    lopsided = around & (upper + lower - 2 * value > LOPSIDED * (upper - lower)) & (lower > 0)
    counted = figures["limits"].eq(FROM_COUNTS)
    rate = counted & figures["value_type"].str.lower().isin(CRUDE_RATES)
    share = counted & ~rate
    x, n = figures["numerator"].astype("float64"), figures["denominator"].astype("float64")
    kinds = {NORMAL: around & ~lopsided, LOG_NORMAL: lopsided, BETA: share, GAMMA: rate}
    logs = [np.log(column.where(lopsided, 1.0)) for column in (value, lower, upper)]
    first = {NORMAL: value, LOG_NORMAL: logs[0], BETA: x + 0.5, GAMMA: x + 0.5}
    second = {NORMAL: (upper - lower) / reach, LOG_NORMAL: (logs[2] - logs[1]) / reach, BETA: n - x + 0.5, GAMMA: n}
    figures = figures.assign(distribution=FIXED, first=_snapped(figures), second=np.nan)
    for kind, here in kinds.items():
        figures.loc[here, "distribution"] = kind
        figures.loc[here, "first"] = first[kind][here]
        figures.loc[here, "second"] = second[kind][here]
    return figures


def redraw(frame: pd.DataFrame, draws: int = DRAWS) -> Iterator[Redrawn]:
    """Draw the figures of every indicator that has some doubt about them, and count the better ones in each draw.

    The draws of an indicator depend on its name, its figures and the order of its rows. Indicators without any doubt
    are left out.

    Columns needed  those of `with_distributions`: indicator_id, value, distribution, first, second; polarity (not
                    neutral), multiplier; one row per indicator and council, each with a value
    Raises          MethodProblem: `draws` is under 1
    Source          as for `with_distributions`
    """
    if draws < 1:
        raise MethodProblem(f"draws must be 1 or more; got {draws}")
    groups = ((str(name), rows) for name, rows in frame.groupby("indicator_id", sort=True))
    doubtful = [(name, rows) for name, rows in groups if rows["distribution"].ne(FIXED).any()]
    # Two threads for speed alone: each indicator has random numbers of its own, whichever draws it and when.
    with ThreadPoolExecutor(2) as threads:
        yield from threads.map(lambda group: _redrawn(group[0], group[1], draws), doubtful)


def _redrawn(indicator: str, rows: pd.DataFrame, draws: int) -> Redrawn:
    better = count_better(_drawn(rows, _generator(indicator), draws))
    return Redrawn(indicator, rows.index, better, _equal(rows))


def rank_intervals(frame: pd.DataFrame, drawn: Iterable[Redrawn]) -> pd.DataFrame:
    """Return between which ranks each council lies for each indicator, and how likely it is in the first quartile.

    `drawn` is what `redraw` gives for the frame.

    Columns needed    indicator_id, area_code, distribution; the index is that in `redraw`
    Columns returned  one row per row of an indicator with some doubt, in the frame's order: indicator_id, area_code,
                      rank_lower and rank_upper (95% of the draws lie between), expected_rank (mean over the draws),
                      top_quartile_probability (0 to 1), n, with_limits (councils of the indicator whose figure has
                      limits or counts; the others' figures count as certain)
    Source            as for `with_distributions`; percentiles by the inverted distribution function
    """
    columns = ["indicator_id", "area_code", "rank_lower", "rank_upper", "expected_rank"]
    columns += ["top_quartile_probability", "n", "with_limits"]
    parts = [pd.DataFrame(intervals_of(redrawn.better), index=redrawn.rows) for redrawn in drawn]
    if not parts:
        return pd.DataFrame(columns=columns)
    intervals = frame[["indicator_id", "area_code"]].join(pd.concat(parts), how="inner")
    doubtful = frame["distribution"].ne(FIXED).groupby(frame["indicator_id"]).sum()
    return intervals.assign(
        n=intervals["indicator_id"].map(frame.groupby("indicator_id").size()),
        with_limits=intervals["indicator_id"].map(doubtful),
    )[columns].reset_index(drop=True)


def intervals_of(better: Ranks) -> dict[str, NDArray[Any]]:
    """Return each council's interval of ranks, its mean rank and how often it is in the first quartile.

    `better` has a row for each council and a column for each draw.
    """
    lowest, highest = np.quantile(better, INTERVAL, axis=1, method="inverted_cdf")
    return {
        "rank_lower": 1 + lowest.astype("int64"),
        "rank_upper": 1 + highest.astype("int64"),
        "expected_rank": 1 + better.mean(axis=1),
        "top_quartile_probability": (better < len(better) / 4).mean(axis=1),
    }


def count_better(drawn: Scores) -> Ranks:
    """Return for each council (row) and draw (column) how many councils have a larger figure in that draw."""
    better = np.zeros(drawn.shape, dtype=np.int16 if len(drawn) > np.iinfo(np.int8).max else np.int8)
    larger = np.empty(drawn.shape, dtype=bool)
    for council in drawn:
        np.greater(council, drawn, out=larger)
        better += larger.view(np.int8)
    return better


def _generator(indicator: str) -> np.random.Generator:
    """Random numbers that depend on the indicator alone, so that another one more or less changes none of its own."""
    name = int.from_bytes(hashlib.sha256(indicator.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.SFC64([_SEED, name]))


def _drawn(rows: pd.DataFrame, random: np.random.Generator, draws: int) -> Scores:
    """Return the draws of one indicator, a row for each council, larger is better, in units of the group's spread."""
    value, first, second = (rows[name].to_numpy("float64") for name in ("value", "first", "second"))
    kind = rows["distribution"].to_numpy()
    times = rows["multiplier"].to_numpy("float64")[:, None]
    # Numbers of single precision are fast and have seven digits: enough once the part that all share is taken away.
    middle, scale = np.median(value), np.ptp(value) or 1.0
    sign = SIGNS[rows["polarity"].iloc[0]]
    drawn = np.empty((len(rows), draws), dtype=np.float32)
    drawn[kind == FIXED] = _turned(first[kind == FIXED, None], middle, scale, sign)
    here = kind == NORMAL
    drawn[here] = random.standard_normal((here.sum(), draws), dtype=np.float32)
    drawn[here] *= (sign * second[here, None] / scale).astype(np.float32)
    drawn[here] += _turned(first[here, None], middle, scale, sign)
    here = kind == LOG_NORMAL
    drawn[here] = _turned(
        random.lognormal(first[here, None], second[here, None], (here.sum(), draws)), middle, scale, sign
    )
    here = kind == BETA
    drawn[here] = _turned(
        times[here] * random.beta(first[here, None], second[here, None], (here.sum(), draws)), middle, scale, sign
    )
    here = kind == GAMMA
    per = times[here] / second[here, None]
    drawn[here] = _turned(per * random.standard_gamma(first[here, None], (here.sum(), draws)), middle, scale, sign)
    return drawn


def _turned(value: NDArray[np.float64], middle: float, scale: float, sign: int) -> Scores:
    turned: Scores = (sign * (value - middle) / scale).astype(np.float32)
    return turned


def _equal(rows: pd.DataFrame) -> NDArray[np.int64]:
    """How many other councils have the same figure, both without doubt."""
    sure = rows["first"].where(rows["distribution"].eq(FIXED)).to_numpy("float64")
    others: NDArray[np.int64] = np.maximum((sure[:, None] == sure).sum(axis=1) - 1, 0)
    return others


def _snapped(frame: pd.DataFrame) -> pd.Series:
    """Give figures of an indicator that are equal but for a computer's rounding the same number, the lowest of them."""
    ordered = frame[["indicator_id", "value"]].sort_values(["indicator_id", "value"])
    before = ordered.groupby("indicator_id")["value"].shift()
    apart = ~(ordered["value"] - before <= TIE * np.maximum(1, ordered["value"].abs()))
    return ordered["value"].groupby(apart.cumsum()).transform("min").reindex(frame.index)
