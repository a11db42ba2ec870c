"""The results of a national run: every area's directions, trends, limits and ranks, on any engine.

The statistics are those of a council's report, from the same functions, on frames that may be larger than memory.
What is worked out from the periods alone is worked out in pandas, as there are few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from helpers.methods.direction import direction_of_travel
from helpers.methods.expressions import PERIOD
from helpers.methods.funnel import place_in_funnel
from helpers.methods.intervals import with_limits
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.trend import recent_trend
from helpers.params import Parameters
from helpers.results.as_reported import as_reported
from helpers.results.comparisons import OUTSIDE
from helpers.results.reporting_figures import NO_FIGURE
from helpers.schema.national import NATIONAL_RESULTS
from helpers.verdicts import ALONE

_SERIES = ["indicator_id", "area_code"]
_GROUP = ["indicator_id", "area_group", *PERIOD]
_ABOUT_PERIOD = (
    "year", "end_month", "months", "step", "one_off", "break_before", "multiplier", "polarity", "decimals",
    "value_type",
)  # fmt: skip
_MILLIONTHS = 1_000_000
"""Counts are added up in millionths, as whole numbers: so their sum is the same whichever is added first."""


@dataclass(frozen=True)
class Areas:
    """What is known of the areas: see `areas_in_groups`; `several_codes` says whether a council has more than one."""

    areas: Any
    successors: Any
    several_codes: bool


@dataclass(frozen=True)
class Work:
    """How an engine works: `materialise` works out a frame once for several uses."""

    materialise: Callable[[Any], Any]


def about_periods(periods: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Say of every period of every indicator what a report knows of it; those after the as-at date are left out.

    Columns needed    periods: indicator_id, period, period_start, period_end, each combination once; indicators: those
                      of `as_reported`
    Columns returned  those of periods; year, end_month, months, step, one_off, break_before (whether the register
                      declares a break), multiplier, polarity, decimals, value_type
    Source            docs/methods/01_figures.md, the latest value rule
    """
    reported = as_reported(periods.assign(marker=""), indicators, as_at)
    return reported[["indicator_id", "period", *PERIOD, *_ABOUT_PERIOD]].astype({"decimals": "Int64"})


def areas_in_groups(areas: pd.DataFrame, by: str) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return the areas with their groups, the pairs of areas that ended and their successors, and whether codes differ.

    Columns needed    areas: NATIONAL_AREAS
    Columns returned  areas: area_code, newest_code, start_date, end_date, area_group (null for none); successors:
                      ended_code, area_code
    """
    group = areas[by].where(areas[by].ne(""), None)
    table = areas[["area_code", "newest_code", "start_date", "end_date"]].assign(area_group=group)
    after = areas.loc[areas["end_date"].notna(), ["area_code", "successor_codes"]]
    after = after.assign(successor_codes=after["successor_codes"].str.split(";")).explode("successor_codes")
    pairs = after.set_axis(["ended_code", "area_code"], axis="columns").astype("str")
    pairs = pairs[pairs["area_code"].isin(areas["area_code"])].reset_index(drop=True)
    return table, pairs, bool(table["newest_code"].ne(table["area_code"]).any())


def national_results(frame: Any, periods: Any, areas: Areas, parameters: Parameters, work: Work) -> Any:
    """Return the results of every series in the observations.

    `periods` is what `about_periods` returns, as a frame of the engine.

    Columns needed    frame: NATIONAL_OBSERVATIONS; periods: those of `about_periods`
    Columns returned  NATIONAL_RESULTS, in no order
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            docs/methods; each method is on the list `methods.engines`
    """
    reported = work.materialise(_reported(frame, periods, areas))
    series = work.materialise(_series(nw.from_native(reported).lazy(), areas))
    figures = nw.from_native(series).lazy()
    newest = nw.from_native(work.materialise(_newest(figures).to_native())).lazy()
    judged = nw.from_native(direction_of_travel(series, parameters.direction)).lazy()
    marked = nw.from_native(recent_trend(_for_trend(figures, parameters), parameters.trend_method)).lazy()
    limited = nw.from_native(with_limits(newest.to_native())).lazy()
    group = work.materialise(_group(nw.from_native(reported).lazy(), newest, areas).to_native())
    ranked = _ranks(group, newest, parameters.minimum_group_size, work)
    funnels = _funnels(group, newest, parameters.minimum_group_size, work)
    table = judged.drop("latest_year", "latest_value", "newest_year", "tolerance", "limits", "shared_years", "rule")
    of_newest = (*_SERIES, "period", *PERIOD, "value", "lower_95", "upper_95", "limits")
    table = table.join(limited.select(*of_newest), on=_SERIES, how="left")
    marks = {"marker": "trend", "reason": "trend_reason"}
    of_trend = marked.select(*_SERIES, *marks, "slope", "chi_squared").rename(marks)
    for more in (of_trend, ranked, funnels):
        table = table.join(more, on=_SERIES, how="left")
    return _in_order(table).to_native()


def _reported(frame: Any, periods: Any, areas: Areas) -> Any:
    """Add to each observation what is known of its period and area."""
    table = nw.from_native(frame).lazy()
    dated = nw.from_native(periods).lazy()
    coded = nw.from_native(areas.areas).lazy()
    table = table.join(dated, on=["indicator_id", "period", *PERIOD], how="inner").join(coded, on="area_code")
    broken = nw.col("break_before") | nw.col("marker").str.contains("[b]", literal=True)
    return table.with_columns(
        break_before=broken, backcast=nw.when(nw.col("area_flag") == "backcast").then(1).otherwise(0)
    ).to_native()


def _series(reported: nw.LazyFrame[Any], areas: Areas) -> Any:
    """Return the series of every council under its newest code, at the time of year of its newest figure."""
    own = reported
    if areas.several_codes:
        period = ["indicator_id", "newest_code", *PERIOD]
        own = own.with_columns(least=nw.col("backcast").min().over(period))
        own = own.filter(nw.col("backcast") == nw.col("least")).with_columns(
            first=nw.col("area_code").min().over(period)
        )
        own = own.filter(nw.col("area_code") == nw.col("first")).drop("least", "first")
    own = own.drop("area_code", "area_group", "start_date", "end_date", "backcast").rename({"newest_code": "area_code"})
    ends = nw.when(~nw.col("value").is_null()).then(nw.col("period_end"))
    own = own.with_columns(newest_end=ends.max().over(_SERIES))
    month = nw.col("newest_end").dt.month()
    return own.filter(nw.col("newest_end").is_null() | (nw.col("end_month") == month)).to_native()


def _newest(figures: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the newest figure of each series; of two periods that end on one day the longer one."""
    newest = figures.filter(nw.col("period_end") == nw.col("newest_end"))
    newest = newest.with_columns(first_start=nw.col("period_start").min().over(_SERIES))
    return newest.filter(nw.col("period_start") == nw.col("first_start")).drop("first_start")


def _for_trend(figures: nw.LazyFrame[Any], parameters: Parameters) -> Any:
    """Return each series up to its newest figure; where the rules say so, with limits from counts."""
    no_figure = nw.col("newest_end").is_null()
    ended = figures.filter(no_figure | (nw.col("period_end") <= nw.col("newest_end")))
    # As in a report, a series without a figure has no year, and nothing is known of its periods.
    ended = ended.with_columns(
        year=nw.when(~no_figure).then(nw.col("year")),
        months=nw.when(~no_figure).then(nw.col("months")),
        one_off=nw.col("one_off") & ~no_figure,
    )
    if parameters.direction.intervals != "published_or_counts":
        return ended.to_native()
    ended = ended.with_columns(
        published=nw.col("lower_95").count().over(_SERIES), lowest=nw.col("lower_95"), highest=nw.col("upper_95")
    )
    limited = nw.from_native(with_limits(ended.to_native())).lazy()
    printed = nw.col("published") > 0
    limited = limited.with_columns(
        lower_95=nw.when(printed).then(nw.col("lowest")).otherwise(nw.col("lower_95")),
        upper_95=nw.when(printed).then(nw.col("highest")).otherwise(nw.col("upper_95")),
    )
    return limited.drop("published", "lowest", "highest", "limits").to_native()


def _group(reported: nw.LazyFrame[Any], newest: nw.LazyFrame[Any], areas: Areas) -> nw.LazyFrame[Any]:
    """Return the figures that newest figures are ranked among.

    As in a report, an area takes part if it existed at some time in the period; where it ended inside the period and a
    successor has a figure too, the successor stays.
    """
    wanted = newest.select("indicator_id", *PERIOD).unique(subset=["indicator_id", *PERIOD], keep="any")
    rows = reported.filter(~nw.col("value").is_null() & ~nw.col("area_group").is_null())
    rows = rows.join(wanted, on=["indicator_id", *PERIOD], how="inner")
    start, end = nw.col("start_date"), nw.col("end_date")
    began = start.is_null() | (start <= nw.col("period_end"))
    rows = rows.filter(began & (end.is_null() | (end >= nw.col("period_start"))))
    if areas.successors is None:
        return rows
    pairs = nw.from_native(areas.successors).lazy()
    key = ["indicator_id", *PERIOD]
    after = rows.select(*key, "area_code", "area_group").join(pairs, on="area_code", how="inner")
    after = after.drop("area_code").rename({"ended_code": "area_code"})
    ended = rows.filter(end < nw.col("period_end")).select(*key, "area_code", "area_group")
    both = ended.join(after, on=[*key, "area_code", "area_group"], how="inner")
    both = both.unique(subset=[*key, "area_code"], keep="any")
    return rows.join(both, on=[*key, "area_code"], how="anti")


def _ranks(group: Any, newest: nw.LazyFrame[Any], minimum: int, work: Work) -> nw.LazyFrame[Any]:
    """Return the rank of each newest figure, and the middle and the ends of its group."""
    ranked = nw.from_native(work.materialise(rank_and_quartile(group, _GROUP, minimum))).lazy()
    value = nw.col("value")
    spread = ranked.group_by(*_GROUP).agg(median=value.median(), lowest=value.min(), highest=value.max())
    sharing = nw.when(~nw.col("rank").is_null()).then(nw.lit(1))
    ranked = ranked.with_columns(tied=sharing.count().over([*_GROUP, "rank"]))
    ranked = ranked.join(spread, on=_GROUP, how="left")
    own = _of_newest(ranked, newest)
    compared = nw.col("n") > 1
    own = own.with_columns(
        **{name: nw.when(compared).then(nw.col(name)) for name in ("median", "lowest", "highest")},
        tied=nw.when(~nw.col("rank").is_null()).then(nw.col("tied")),
    ).with_columns(gap=value - nw.col("median"))
    names = ("area_group", "n", "rank", "tied", "quartile", "median", "lowest", "highest", "gap", "rank_reason")
    return own.select(*_SERIES, *names)


def _of_newest(rows: nw.LazyFrame[Any], newest: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Keep each council's row for its newest figure, under its newest code."""
    wanted = newest.select("indicator_id", nw.col("area_code").alias("newest_code"), *PERIOD)
    own = rows.join(wanted, on=["indicator_id", "newest_code", *PERIOD], how="inner")
    own = own.with_columns(last=nw.col("area_code").max().over(["indicator_id", "newest_code"]))
    own = own.filter(nw.col("area_code") == nw.col("last")).drop("area_code")
    return own.rename({"newest_code": "area_code"})


def _funnels(group: Any, newest: nw.LazyFrame[Any], minimum: int, work: Work) -> nw.LazyFrame[Any]:
    """Mark each newest figure inside or outside the limits of chance around the average of its group.

    An area takes part where its figure is its count over its denominator. The sums of a group are all that is needed.
    """
    none = nw.lit(None, dtype=nw.Float64())
    counted = nw.from_native(group).lazy().filter(~nw.col("numerator").is_null())
    counted = nw.from_native(with_limits(counted.with_columns(lower_95=none, upper_95=none).to_native())).lazy()
    counted = counted.filter(nw.col("limits") == "worked out from counts")
    whole = {
        name: (nw.col(name) * _MILLIONTHS).round().cast(nw.Int64()).sum().cast(nw.Float64())
        for name in ("numerator", "denominator")
    }
    sums = counted.group_by(*_GROUP).agg(
        observed=whole["numerator"], people=whole["denominator"], members=nw.col("value").count()
    )
    sums = sums.filter((nw.col("members") >= max(minimum, 8)) & (nw.col("observed") > 0))
    sums = sums.with_columns(share=nw.col("observed") / nw.col("people")).drop("observed", "people", "members")
    rows = _of_newest(counted.join(sums, on=_GROUP, how="inner"), newest)
    rows = nw.from_native(work.materialise(rows.to_native())).lazy()
    percentage = nw.col("value_type").str.to_lowercase().is_in(["rate", "crude rate"])
    proportions = place_in_funnel(
        rows.filter(~percentage).with_columns(average=nw.col("share")).to_native(), "proportion"
    )
    rates = rows.filter(percentage).with_columns(
        observed=nw.col("numerator"), expected=nw.col("share") * nw.col("denominator")
    )
    parts = [nw.from_native(proportions).lazy(), nw.from_native(place_in_funnel(rates.to_native(), "ratio")).lazy()]
    about = (nw.col("share") * nw.col("multiplier")).alias("average")
    return nw.concat([part.select(*_SERIES, about, nw.col("comparison").alias("funnel")) for part in parts])


def _in_order(table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give the results their columns, and a reason where there is no rank."""
    unranked = nw.when(nw.col("value").is_null()).then(nw.lit(NO_FIGURE)).otherwise(nw.lit(OUTSIDE))
    whole = ("previous_year", "n", "rank", "tied", "quartile")
    table = table.with_columns(
        rank_reason=nw.when(nw.col("n").is_null())
        .then(unranked)
        .otherwise(nw.when(nw.col("n") == 1).then(nw.lit(ALONE)).otherwise(nw.col("rank_reason"))),
    ).with_columns(n=nw.col("n").fill_null(0))
    return table.with_columns(*(nw.col(name).cast(nw.Int64()) for name in whole)).select(*NATIONAL_RESULTS.names)
