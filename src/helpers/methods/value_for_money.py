"""Spending beside outcomes: a score of outcomes, which side of the medians a council is on, how the two go together.

Nothing here divides an outcome by money or turns a score into a saving: both would say more than the figures can.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.methods.expressions import TIE
from helpers.verdicts import AT_A_MEDIAN, QUADRANTS

SMALLEST_CORRELATION: Final = 8
"""Fewer councils with both figures than this: no correlation is given."""

PENCE: Final = 2
SCORE_DECIMALS: Final = 1
"""The decimals of spending for each person, and those of a score, at which two figures are one in print."""


class Association(NamedTuple):
    """How closely two orders of councils agree: Spearman's rho, its 95% confidence interval, or why there is none."""

    rho: float
    lower: float
    upper: float
    n: int
    reason: str


def outcome_scores(ranks: pd.DataFrame) -> pd.DataFrame:
    """Return how well each council does over a set of indicators: the mean of its percentile ranks, 100 is best.

    The percentile rank of a council in an indicator is 100 (n - middle rank) / (n - 1); councils that share a rank have
    the middle of their ranks. A council needs figures for half of the indicators, and no figure is filled in.

    Columns needed    service, indicator_id, area_code, rank (1 is best); one row for each
    Columns returned  service, area_code, outcome_score, indicators (how many the council has)
    Source            mid-rank percentiles; docs/methods/18_spending_and_value.md

    >>> two = pd.DataFrame({"service": "roads", "indicator_id": "a", "area_code": ["X", "Y"], "rank": [1, 2]})
    >>> outcome_scores(two)["outcome_score"].tolist()
    [100.0, 0.0]
    """
    keys = ["service", "indicator_id"]
    in_each = ranks.groupby(keys)["rank"]
    n = in_each.transform("size").astype("float64")
    sharing = ranks.groupby([*keys, "rank"])["rank"].transform("size").astype("float64")
    middle = ranks["rank"].astype("float64") + (sharing - 1) / 2
    percentile = (100 * (n - middle) / (n - 1)).where(n > 1)
    scored = ranks.assign(percentile=percentile).dropna(subset=["percentile"])
    scores = scored.groupby(["service", "area_code"])["percentile"].agg(["mean", "size"]).reset_index()
    most = scored.groupby("service")["indicator_id"].nunique()
    enough = 2 * scores["size"] >= scores["service"].map(most).astype("float64")
    scores = scores[enough].rename(columns={"mean": "outcome_score", "size": "indicators"})
    return scores.round({"outcome_score": 9}).reset_index(drop=True)


def quadrant(spent: float, median_spent: float, score: float, median_score: float) -> str:
    """Return the word for which side of both medians a council is on; at a median it has a word of its own.

    It is at a median where both are the same as they are printed: spending to the penny, a score to one decimal. Blank
    where a figure is missing.

    Source  docs/methods/18_spending_and_value.md

    >>> quadrant(90, 100, 60, 50), quadrant(100, 100, 60, 50), quadrant(90, 100, float("nan"), 50)
    ('lower spending, better outcomes', 'at a median', '')
    """
    if any(math.isnan(number) for number in (spent, median_spent, score, median_score)):
        return ""
    if _same_in_print(spent, median_spent, PENCE) or _same_in_print(score, median_score, SCORE_DECIMALS):
        return AT_A_MEDIAN
    return QUADRANTS[spent < median_spent, score > median_score]


def _same_in_print(first: float, second: float, decimals: int) -> bool:
    step = Decimal(1).scaleb(-decimals)
    printed = (Decimal(repr(float(number))).quantize(step, ROUND_HALF_UP) for number in (first, second))
    return next(printed) == next(printed)


def spearman(first: pd.Series, second: pd.Series) -> Association:
    """Return Spearman's rank correlation of two columns with its 95% confidence interval.

    The interval is that of Fisher's transformation with the standard error of Bonett and Wright, the root of
    (1 + rho squared / 2) / (n - 3). Rows without both figures are left out. There is none with fewer than
    `SMALLEST_CORRELATION` rows, or where all rows of one column are equal.

    Source  Bonett and Wright (2000), Psychometrika 65:23
    """
    both = pd.DataFrame({"first": first.to_numpy("float64"), "second": second.to_numpy("float64")}).dropna()
    n, none = len(both), float("nan")
    if n < SMALLEST_CORRELATION:
        return Association(none, none, none, n, f"fewer than {SMALLEST_CORRELATION} councils have both figures")
    ranks = both.rank(method="average").to_numpy()
    if (ranks.std(axis=0) == 0).any():
        return Association(none, none, none, n, "all councils have the same figure")
    rho = float(np.clip(np.corrcoef(ranks.T)[0, 1], -1, 1))
    if abs(rho) > 1 - TIE:
        return Association(round(rho), round(rho), round(rho), n, "")
    half = NormalDist().inv_cdf(0.975) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    lower, upper = math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)
    return Association(rho, lower, upper, n, "")


def rank_lowest_first(frame: pd.DataFrame, value: str, group: str) -> pd.DataFrame:
    """Return a frame with the rank of each figure in its group, lowest first, as equal figures share a rank.

    Columns needed    `group`, area_code, `value` (missing takes no rank)
    Columns returned  those of the frame; rank (1 is the lowest), tied (councils that share it), n (with a figure)
    """
    values = frame.groupby(group)[value]
    rank = values.rank(method="min")
    rows = frame.assign(rank=rank.astype("Int64"), n=values.transform("count").astype("int64"))
    tied = rows.groupby([group, "rank"])["rank"].transform("size")
    return rows.assign(tied=tied.astype("Int64"))
