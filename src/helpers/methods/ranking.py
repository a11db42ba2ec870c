"""Rank and quartile in a comparator group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from helpers.methods.frames import TIE, lazy, native, sign
from helpers.problems import MethodProblem

SMALLEST_GROUP = 4
"""A group of fewer has no quartiles."""


def rank_and_quartile(
    frame: Any, group: Sequence[str] = ("indicator_id",), minimum_group_size: int = SMALLEST_GROUP
) -> Any:
    """Rank each figure in its group, best first, and say which quartile the rank falls in.

    `frame` has the key columns of `group`, `area_code`, `value` and `polarity` (higher_is_better,
    lower_is_better or neutral, the same for all rows of a group), one row per area and group. Figures that
    differ by no more than 1e-9, relative to the larger or to 1, are equal.

    Gives the rows of `frame` with `n` (figures in the group), `rank` (competition rank: equal figures share
    the best rank, 1 is best) and `quartile` (1 is best). Rank and quartile are null where the value is null,
    where polarity is neutral and where n is under `minimum_group_size`.

    Raises MethodProblem where a column is missing or `minimum_group_size` is under 4.
    Source: quartile 1 + 4 (rank - 1) // n, the integer form of the quantile method of PHEindicatormethods.
    """
    if minimum_group_size < SMALLEST_GROUP:
        raise MethodProblem(f"minimum_group_size must be {SMALLEST_GROUP} or more; got {minimum_group_size}")
    keys = list(group)
    data = lazy(frame, (*keys, "area_code", "value", "polarity"))
    value = nw.col("value")
    data = data.with_columns(
        n=value.count().over(keys),
        badness=nw.when(~value.is_null()).then(-1 * value * sign(nw.col("polarity"))),
        unusable=(value.is_null() | (sign(nw.col("polarity")) == 0)).cast(nw.Int64()),
    )
    within = [*keys, "unusable"]
    order = ["badness", "area_code"]
    data = data.with_columns(better=nw.col("badness").shift(1).over(within, order_by=order))
    gap = (nw.col("badness") - nw.col("better")).abs()
    largest = nw.max_horizontal(nw.col("badness").abs(), nw.col("better").abs(), nw.lit(1.0))
    data = data.with_columns(
        one=nw.lit(1),
        starts=nw.when(nw.col("better").is_null() | (gap > TIE * largest)).then(1).otherwise(0),
    )
    data = data.with_columns(
        place=nw.col("one").cum_sum().over(within, order_by=order),
        tie=nw.col("starts").cum_sum().over(within, order_by=order),
    )
    data = data.with_columns(rank=nw.col("place").min().over([*within, "tie"]))
    usable = (nw.col("unusable") == 0) & (nw.col("n") >= minimum_group_size)
    data = data.with_columns(rank=nw.when(usable).then(nw.col("rank")))
    data = data.with_columns(quartile=1 + (4 * (nw.col("rank") - 1)) // nw.col("n"))
    return native(data.drop("badness", "unusable", "better", "one", "starts", "place", "tie"), frame)


def ordinal(number: int) -> str:
    """Return a rank as it is printed: 1st, 2nd, 3rd, 11th, 21st.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 22, 23, 111)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '22nd', '23rd', '111th']
    """
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
