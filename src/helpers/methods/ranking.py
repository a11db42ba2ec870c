"""Rank, quartile and other quantiles in a comparator group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from helpers.methods.expressions import TIE, first_of, lazy, native, sign
from helpers.problems import MethodProblem
from helpers.verdicts import PLAN_IS_BEST, SIGNS

SMALLEST_GROUP = 4
"""A group of fewer has no quartiles."""

NO_FIGURE = "no figure"
NO_BETTER_END = "polarity is neutral: neither end is better"
JUDGED_BY_PLAN = "polarity is plan_is_best: the best figure is the one at its plan, so neither end is better"


def rank_and_quartile(
    frame: Any, group: Sequence[str] = ("indicator_id",), minimum_group_size: int = SMALLEST_GROUP
) -> Any:
    """Rank each figure in its group, best first, and say which quartile the rank falls in.

    Columns needed    those of `rank_and_quantile`
    Columns returned  those of `rank_and_quantile` with four quantiles, the quantile as quartile
    Raises            MethodProblem: as `rank_and_quantile`
    Source            quartile 1 + 4 (rank - 1) // n, the integer form of the quantile method of PHEindicatormethods
    """
    return rank_and_quantile(frame, 4, group, minimum_group_size, name="quartile")


def rank_and_quantile(
    frame: Any,
    quantiles: int,
    group: Sequence[str] = ("indicator_id",),
    minimum_group_size: int | None = None,
    *,
    name: str = "quantile",
) -> Any:
    """Rank each figure in its group, best first, and say which of `parts` equal parts the rank falls in.

    Figures that differ by no more than 1e-9, relative to the larger or to 1, are equal.

    Columns needed    keys of `group`; area_code, value, polarity (higher_is_better, lower_is_better, neutral or
                      plan_is_best, the same for all rows of a group); one row per area and group
    Columns returned  those of the frame; n (figures in the group), rank (competition rank: equal figures share the best
                      rank, 1 is best), the quantile as `name` (1 is best), rank_reason (why there is no rank: no value,
                      no better end, or n is under `minimum_group_size`, which is `quantiles` if not given)
    Raises            MethodProblem: a column is missing or holds text for numbers, `quantiles` is under 2,
                      `minimum_group_size` is under `quantiles`, or the rows of a group differ in polarity
    Source            quantile 1 + k (rank - 1) // n, the integer form of the quantile method of PHEindicatormethods
    """
    smallest = quantiles if minimum_group_size is None else minimum_group_size
    if quantiles < 2:
        raise MethodProblem(f"quantiles must be 2 or more; got {quantiles}")
    if smallest < quantiles:
        raise MethodProblem(f"minimum_group_size must be {quantiles} or more; got {smallest}")
    keys = list(group)
    data = lazy(frame, (*keys, "area_code", "value", "polarity"))
    _one_polarity(data, keys)
    value = nw.col("value")
    data = _ranks_of_frame(data, keys) if data.implementation.is_pandas() else _ranks_by_windows(data, keys)
    one_or_more = nw.when(nw.col("n") == 1).then(nw.lit(" council has")).otherwise(nw.lit(" councils have"))
    needed = nw.lit(f" a figure; at least {smallest} are needed")
    few = nw.concat_str(nw.col("n").cast(nw.String()), one_or_more, needed)
    by_plan, neither = nw.col("polarity") == PLAN_IS_BEST, sign(nw.col("polarity")) == 0
    reason = first_of((value.is_null(), NO_FIGURE), (by_plan, JUDGED_BY_PLAN), (neither, NO_BETTER_END))
    reason = nw.when(reason.is_null() & (nw.col("n") < smallest)).then(few).otherwise(reason)
    data = data.with_columns(rank_reason=reason)
    data = data.with_columns(rank=nw.when(nw.col("rank_reason").is_null()).then(nw.col("rank")))
    data = data.with_columns(**{name: 1 + (quantiles * (nw.col("rank") - 1)) // nw.col("n")})
    return native(data, frame)


def _ranks_by_windows(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Add n and rank, by which figures that differ by a computer's rounding alone share the best one."""
    value = nw.col("value")
    data = data.with_columns(
        n=value.count().over(keys),
        badness=nw.when(~value.is_null()).then(-1 * value * sign(nw.col("polarity"))),
        unusable=(value.is_null() | (sign(nw.col("polarity")) == 0)).cast(nw.Int64()),
        one=nw.lit(1),
    )
    within, order = [*keys, "unusable"], ["badness", "area_code"]
    data = data.with_columns(
        better=nw.col("badness").shift(1).over(within, order_by=order),
        place=nw.col("one").cum_sum().over(within, order_by=order),
    )
    gap = (nw.col("badness") - nw.col("better")).abs()
    largest = nw.max_horizontal(nw.col("badness").abs(), nw.col("better").abs(), nw.lit(1.0))
    starts = nw.col("better").is_null() | (gap > TIE * largest)
    data = data.with_columns(first=nw.when(starts).then(nw.col("place")).otherwise(0))
    data = data.with_columns(rank=nw.col("first").cum_max().over(within, order_by=order))
    return data.drop("badness", "unusable", "better", "one", "place", "first")


def _ranks_of_frame(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Add the same to a pandas frame, in a tenth of the time."""
    frame = data.collect().to_native()
    value = frame["value"].to_numpy("float64", na_value=np.nan)
    side = frame["polarity"].map(SIGNS).fillna(0).to_numpy("float64")
    group = frame.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    badness = np.where((side == 0) | np.isnan(value), np.nan, -value * side)
    order = np.lexsort((badness, group))  # figures that are not ranked come last in their group
    ordered, of = badness[order], group[order]
    first = np.r_[True, of[1:] != of[:-1]][: len(of)]
    before = np.r_[np.nan, ordered[:-1]][: len(of)]
    apart = np.abs(ordered - before) > TIE * np.maximum(np.maximum(np.abs(ordered), np.abs(before)), 1.0)
    position = np.arange(len(of))
    start = np.maximum.accumulate(np.where(first, position, 0))
    best = np.maximum.accumulate(np.where(first | apart, position, 0))
    rank = np.empty(len(of), dtype="int64")
    rank[order] = 1 + best - start
    n = np.bincount(group, weights=~np.isnan(value)).astype("int64")[group] if len(group) else group
    return nw.from_native(frame.assign(n=n, rank=rank)).lazy()


def _one_polarity(data: nw.LazyFrame[Any], keys: list[str]) -> None:
    """Refuse a group in which one area's better is another's worse."""
    side = sign(nw.col("polarity")).alias("side")
    ends = data.select(*keys, side).group_by(*keys).agg(least=nw.col("side").min(), most=nw.col("side").max())
    mixed = ends.filter(nw.col("least") != nw.col("most")).head(1).collect()
    if len(mixed):
        where = ", ".join(f"{key} {mixed[key].to_list()[0]}" for key in keys)
        raise MethodProblem(f"all rows of a group must have the same polarity; they differ in {where}")


def quartile_bounds(frame: pd.DataFrame, group: Sequence[str] = ("indicator_id",)) -> pd.DataFrame:
    """Return the middle and the spread of each group, for charts; they do not decide a council's quartile.

    Columns needed    keys of `group`; value
    Columns returned  one row per group, indexed by it: n, lowest, lower_quartile, median, upper_quartile, highest, in
                      the units of the value
    Source            Hyndman and Fan (1996), Am. Stat. 50:361, type 7
    """
    values = frame.groupby(list(group))["value"]
    parts = {"lowest": 0.0, "lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75, "highest": 1.0}
    return pd.DataFrame({"n": values.count()} | {name: values.quantile(part) for name, part in parts.items()})


def next_quartile(ranked: pd.DataFrame) -> pd.Series:
    """Return how much better a council's figure would have to be for the next better quartile that has a council.

    Gives one number per indicator, indexed by it, in the units of the value and above zero: the distance to the figure
    of the worst ranked council of the better quartiles, with which it would then share its rank. Null in the 1st
    quartile and where there is no rank.

    Columns needed  those of `rank_and_quartile`: area_code, value, rank, quartile; indicator_id, own (true on the
                    council's row)
    Source          docs/methods/07_rank_and_quartile.md, the next quartile
    """
    own = ranked[ranked["own"] & ranked["quartile"].notna()].set_index("indicator_id")
    better = ranked[ranked["quartile"] < ranked["indicator_id"].map(own["quartile"]).astype("Float64")]
    nearest = better.sort_values(["rank", "area_code"]).groupby("indicator_id").tail(1).set_index("indicator_id")
    return (nearest["value"] - own["value"]).abs()


def quartile_by_bounds(
    frame: pd.DataFrame, group: Sequence[str] = ("indicator_id",), decimals: int | None = 10
) -> pd.Series:
    """Return the quartile that Fingertips gave by the bounds of the values until 2020, to replay it.

    A value on a bound falls to the side of the lower values, so that high and low polarity are not mirror images.
    Bounds are rounded to `decimals` places, or not with None. Null where the value is, where polarity is neutral and
    where the group has fewer than four figures.

    Columns needed  keys of `group`; value, polarity
    Source          the quartile categories of the open source code of Fingertips (2020); bounds of type 7, rounded to
                    ten decimal places
    """
    bounds = quartile_bounds(frame, group)
    if decimals is not None:
        bounds = bounds.round(decimals)
    own = frame[list(group)].merge(bounds, left_on=list(group), right_index=True, how="left")
    above = [
        frame["value"].to_numpy() > own[name].to_numpy() for name in ("lower_quartile", "median", "upper_quartile")
    ]
    from_lowest = 1 + np.sum(above, axis=0)
    side = frame["polarity"].map(SIGNS).to_numpy()
    usable = frame["value"].notna().to_numpy() & (side != 0) & (own["n"].to_numpy() >= SMALLEST_GROUP)
    quartile = pd.Series(np.where(side > 0, 5 - from_lowest, from_lowest), index=frame.index, dtype="Int64")
    return quartile.where(pd.Series(usable, index=frame.index))
