"""The last five points of each series, laid out in one row, for the test of a trend."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from helpers.methods.expressions import CRUDE_RATES, PROPORTIONS, all_of, among, any_of, sign

POINTS = 5
"""A trend is that of the last five points."""

WITH_LIMITS = (
    *CRUDE_RATES,
    "directly standardised rate",
    "indirectly standardised rate",
    "ratio",
    "crude ratio",
    "directly standardised ratio",
    "indirectly standardised ratio",
    "life expectancy",
    "slope index of inequality",
    "relative index of inequality",
    "excess risk",
    "mean",
    "median",
    "gap",
    "currency",
    "other",
)
"""Value types whose trend is that of the value within its confidence limits; counts and scores have none."""

_NOT_USED = 10_000
"""The place of a row that is not used."""


def numbers() -> range:
    """Return the numbers of the points, 1 for the newest."""
    return range(1, POINTS + 1)


def number_from_newest(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Number the rows of each series from the newest; rows without a year come last.

    Columns needed           those of `keys`; year
    Columns used if present  newer (how many later years of the series have a row)
    Columns returned         those of the frame; _dated (1 with a year, otherwise 0), _order and _used (1 is the newest;
                             with `newer`, rows of one year have one number), _years (the same of different years),
                             _in_run and _whole (0)
    Source                   as for `trend.recent_trend`
    """
    dated = ~nw.col("year").is_null()
    year = nw.col("year")
    counted = "newer" in data.collect_schema().names()
    data = data.with_columns(
        _dated=nw.when(dated).then(1).otherwise(0),
        _order=nw.col("newer") + 1 if counted else year.rank("ordinal", descending=True).over(keys),
        _years=nw.col("newer") + 1 if counted else year.rank("dense", descending=True).over(keys),
    )
    data = data.with_columns(
        _order=nw.when(dated).then(nw.col("_order")).otherwise(_NOT_USED),
        _years=nw.when(dated).then(nw.col("_years")).otherwise(0),
    )
    return data.with_columns(_used=nw.col("_order"), _in_run=nw.lit(0), _whole=nw.lit(0))


def keep_unbroken(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Keep to the points that the method of 2020 used: unbroken back from the newest, then those with limits.

    Columns needed    those that `number_from_newest` returns; value, numerator, denominator, lower_95, upper_95
    Columns returned  those of the frame, where _in_run, _whole and _used are those of this method; _invalid, _gaps,
                      _limited, _number
    Source            as for `trend.recent_trend`, method fingertips-2020
    """
    valid = all_of(~nw.col(name).is_null() for name in ("year", "value", "numerator", "denominator"))
    data = data.with_columns(_invalid=nw.when(valid).then(0).otherwise(1))
    data = data.with_columns(_gaps=nw.col("_invalid").cum_sum().over(keys, order_by="_order"))
    in_run = nw.col("_gaps") == 0
    limited = ~nw.col("lower_95").is_null() & ~nw.col("upper_95").is_null()
    data = data.with_columns(
        _in_run=nw.when(in_run).then(1).otherwise(0),
        _limited=nw.when(in_run & limited).then(1).otherwise(0),
        _whole=nw.when(in_run & (nw.col("numerator") == nw.col("denominator"))).then(1).otherwise(0),
    )
    data = data.with_columns(_number=nw.col("_limited").cum_sum().over(keys, order_by="_order"))
    return data.with_columns(_used=nw.when(nw.col("_limited") == 1).then(nw.col("_number")).otherwise(_NOT_USED))


def lay_out_last_points(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Lay the last five points of each series out in one row, with what is wrong in them.

    Columns needed    those that `number_from_newest` returns, with all that `trend.recent_trend` needs and uses
    Columns returned  one row per series: the keys; value, numerator, denominator and width (of the interval), each from
                      _1 (newest) to _5; the names of faults and kinds (1 or 0); side, step, first_year, last_year,
                      longest, shortest (months); points, unbroken, used (numbers of rows), years (how many different
                      ones)
    """
    data = data.with_columns(width=nw.col("upper_95") - nw.col("lower_95"), inside=nw.col("_used") <= POINTS)
    used, inside, newest = nw.col("_used"), nw.col("inside"), (nw.col("_order") == 1) | (nw.col("_dated") == 0)
    slots = {
        f"{name}_{number}": nw.when(used == number).then(nw.col(name))
        for name in ("value", "numerator", "denominator", "width")
        for number in numbers()
    }
    faults = {
        "broken": (used < POINTS) & nw.col("break_before"),
        "single": nw.col("one_off"),
        "full": nw.col("_whole") == 1,
    }
    kinds = {"proportion": PROPORTIONS, "crude": CRUDE_RATES, "limited": WITH_LIMITS}
    largest = slots | {
        **{name: _one_where(fault) for name, fault in faults.items()},
        # The words of the newest row alone are looked up: DuckDB works out a case for the rows that come to it.
        **{name: nw.when(newest).then(_one_where(among(nw.col("value_type"), words))) for name, words in kinds.items()},
        "side": nw.when(newest).then(sign(nw.col("polarity"))),
        "step": nw.when(newest).then(nw.col("step")),
        "years": nw.col("_years"),
        "last_year": nw.when(inside).then(nw.col("year")),
        "longest": nw.when(inside).then(nw.col("months")),
    }
    smallest = {
        "first_year": nw.when(inside).then(nw.col("year")),
        "shortest": nw.when(inside).then(nw.col("months")),
    }
    data = data.select(
        *keys,
        **largest,
        **smallest,
        points=nw.col("_dated"),
        unbroken=nw.col("_in_run"),
        used=nw.when(inside).then(1).otherwise(0),
    )
    data = data.group_by(*keys).agg(
        *(nw.col(name).max() for name in largest),
        *(nw.col(name).min() for name in smallest),
        *(nw.col(name).sum() for name in ("points", "unbroken", "used")),
    )
    return data.with_columns(**{name: _one_where(fault) for name, fault in _faults_of_points().items()})


def _faults_of_points() -> dict[str, nw.Expr]:
    """Return what is wrong in the points of a row, from their figures alone; a row of fewer points lacks figures."""
    value, x, n, width = (
        [nw.col(f"{name}_{number}") for number in numbers()] for name in ("value", "numerator", "denominator", "width")
    )
    pairs = list(zip(x, n, strict=True))
    return {
        "missing": any_of(one.is_null() for one in value),
        "no_counts": any_of(one.is_null() for one in (*x, *n)),
        "no_denominator": any_of(one <= 0 for one in n),
        "no_share": any_of((count < 0) | (count > whole) for count, whole in pairs),
        "none_or_all": any_of((count == 0) | (count == whole) for count, whole in pairs),
        "none": any_of(count == 0 for count in x),
        "no_limits": any_of(one.is_null() for one in width),
        "no_width": any_of(one <= 0 for one in width),
    }


def _one_where(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0)
