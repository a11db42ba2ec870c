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

_SERIES, _GROUP = ["series"], ["area_group"]
"""The numbers of a series and of a group in a period: an engine compares numbers faster than names."""

_ABOUT_PERIOD = (
    "year",
    "end_month",
    "months",
    "step",
    "one_off",
    "break_before",
    "multiplier",
    "polarity",
    "decimals",
    "value_type",
)
_MILLIONTHS = 1_000_000
"""Counts are added up in millionths, as whole numbers: so their sum is the same whichever is added first."""


@dataclass(frozen=True)
class Areas:
    """What is known of the areas, as frames of the engine: see `number_areas`.

    `successors` is None where no area has any, `several_codes` says whether a council has more than one code, and
    `number` and `groups` are how many codes and groups there are.
    """

    areas: Any
    successors: Any
    several_codes: bool
    number: int
    groups: int


@dataclass(frozen=True)
class Work:
    """How an engine works: `materialise` works out a frame once for several uses.

    `count_newer`, where an engine has a way without sorting, adds `newer` to rows with series and year: how many later
    years of the series have a row, null without a year.
    """

    materialise: Callable[[Any], Any]
    count_newer: Callable[[Any], Any] | None = None


def about_periods(periods: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Say of every period of every indicator what a report knows of it; those after the as-at date are left out.

    Columns needed    periods: indicator_id, period, period_start, period_end, each combination once; indicators: those
                      of `as_reported`
    Columns returned  those of periods; indicator_number and period_number, in order of name; year, end_month, months,
                      step, one_off, break_before (whether the register declares a break), multiplier, polarity,
                      decimals, value_type
    Source            docs/methods/01_figures.md, the latest value rule
    """
    reported = as_reported(periods.assign(marker=""), indicators, as_at)
    table = reported[["indicator_id", "period", *PERIOD, *_ABOUT_PERIOD]].astype({"decimals": "Int64"})
    table = table.sort_values(["indicator_id", *PERIOD, "period"], ignore_index=True)
    return table.assign(
        indicator_number=pd.factorize(table["indicator_id"])[0].astype("int64"),
        period_number=table.groupby(["indicator_id", *PERIOD], sort=True).ngroup().astype("int64"),
    )


def number_areas(areas: pd.DataFrame, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the areas with numbers in order of code, and the pairs of areas that ended and their successors.

    Columns needed    areas: NATIONAL_AREAS
    Columns returned  areas: area_code, start_date, end_date, area_number, newest_number (of the newest code),
                      group_number and group_name (null for none); successors: ended_number, area_number
    """
    table = areas.sort_values("area_code", ignore_index=True)
    number = pd.Series(table.index, index=table["area_code"], dtype="int64")
    names = table[by].where(table[by].ne(""))
    order = {name: index for index, name in enumerate(sorted(names.dropna().unique()))}
    numbered = table[["area_code", "start_date", "end_date"]].assign(
        area_number=table.index.to_numpy("int64"),
        newest_number=table["newest_code"].map(number).astype("int64"),
        group_number=names.map(order).astype("Int64"),
        group_name=names,
    )
    after = table.loc[table["end_date"].notna(), ["area_code", "successor_codes"]]
    after = after.assign(successor_codes=after["successor_codes"].str.split(";")).explode("successor_codes")
    after = after[after["successor_codes"].isin(number.index)]
    pairs = pd.DataFrame(
        {"ended_number": after["area_code"].map(number), "area_number": after["successor_codes"].map(number)}
    )
    return numbered, pairs.astype("int64").reset_index(drop=True)


def national_results(frame: Any, periods: Any, areas: Areas, parameters: Parameters, work: Work) -> Any:
    """Return the results of every series in the observations.

    `periods` is what `about_periods` returns, as a frame of the engine.

    Columns needed    frame: NATIONAL_OBSERVATIONS; periods: those of `about_periods`
    Columns returned  NATIONAL_RESULTS, in no order
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            docs/methods; each method is on the list `methods.engines`
    """
    dated = nw.from_native(work.materialise(_by_number(periods))).lazy()
    reported = nw.from_native(work.materialise(number_observations(frame, periods, areas))).lazy()
    own = _own_figures(reported, areas)
    ends = nw.from_native(work.materialise(_newest_ends(own, dated))).lazy()
    figures = nw.from_native(work.materialise(_at_newest_month(own, ends, dated).to_native())).lazy()
    newest = nw.from_native(work.materialise(_newest(figures).to_native())).lazy()
    judged = direction_of_travel(figures.to_native(), parameters.direction, _SERIES)
    for_trend = _for_trend(figures, parameters)
    for_trend = work.count_newer(for_trend) if work.count_newer else for_trend
    marked = recent_trend(for_trend, parameters.trend_method, _SERIES)
    # As tables of their own: DuckDB plans one long statement in four times the time of its parts.
    judged, marked = (nw.from_native(work.materialise(frame)).lazy() for frame in (judged, marked))
    limited = nw.from_native(with_limits(newest.to_native())).lazy()
    group = nw.from_native(work.materialise(_group(reported, newest, dated, areas).to_native())).lazy()
    ranked = _ranks(group, newest, areas, parameters.minimum_group_size, work)
    funnels = _funnels(group, newest, areas, parameters.minimum_group_size, work)
    funnels = nw.from_native(work.materialise(funnels.to_native())).lazy()
    table = judged.drop("latest_year", "latest_value", "newest_year", "tolerance", "limits", "shared_years", "rule")
    limited = limited.select("series", "period_number", "value", "lower_95", "upper_95", "limits")
    marks = {"marker": "trend", "reason": "trend_reason"}
    of_trend = marked.select("series", *marks, "slope", "chi_squared").rename(marks)
    for more in (limited, of_trend, ranked, funnels):
        table = table.join(more, on="series", how="left")
    return _in_order(_with_names(table, periods, areas)).to_native()


def _by_number(periods: Any) -> Any:
    """Return what is known of each period number; two names of one period are the same period."""
    dated = nw.from_native(periods).lazy()
    about = [name for name in _ABOUT_PERIOD if name != "break_before"]
    return dated.group_by("period_number").agg(*(nw.col(name).min() for name in (*PERIOD, *about))).to_native()


def number_observations(frame: Any, periods: Any, areas: Areas) -> Any:
    """Replace the names of indicator, period and area by numbers, and add whether a break is declared.

    Columns needed    frame: NATIONAL_OBSERVATIONS; periods: those of `about_periods`
    Columns returned  period_number, value, lower_95, upper_95, numerator, denominator, break_before, not_applicable;
                      area_code and backcast (numbers), series and area_group (a group in a period)
    """
    table = nw.from_native(frame).lazy()
    dated = (
        nw.from_native(periods)
        .lazy()
        .select("indicator_id", "period", *PERIOD, "break_before", "indicator_number", "period_number")
    )
    coded = nw.from_native(areas.areas).lazy().select("area_code", "area_number", "newest_number", "group_number")
    table = table.join(dated, on=["indicator_id", "period", *PERIOD], how="inner").join(coded, on="area_code")
    return table.select(
        "period_number",
        "value",
        "lower_95",
        "upper_95",
        "numerator",
        "denominator",
        area_code=nw.col("area_number"),
        break_before=nw.col("break_before") | nw.col("marker").str.contains("[b]", literal=True),
        not_applicable=nw.col("value").is_null() & nw.col("marker").str.contains("[z]", literal=True),
        backcast=nw.when(nw.col("area_flag") == "backcast").then(1).otherwise(0),
        series=nw.col("indicator_number") * areas.number + nw.col("newest_number"),
        area_group=nw.col("period_number") * areas.groups + nw.col("group_number"),
    ).to_native()


def _own_figures(reported: nw.LazyFrame[Any], areas: Areas) -> nw.LazyFrame[Any]:
    """Return the figures of every council under all its codes, one for each period."""
    own = reported
    if areas.several_codes:
        period = ["series", "period_number"]
        own = own.with_columns(least=nw.col("backcast").min().over(period))
        own = own.filter(nw.col("backcast") == nw.col("least")).with_columns(
            first=nw.col("area_code").min().over(period)
        )
        own = own.filter(nw.col("area_code") == nw.col("first")).drop("least", "first")
    return own.drop("area_code", "area_group", "backcast", "not_applicable")


def _newest_ends(own: nw.LazyFrame[Any], dated: nw.LazyFrame[Any]) -> Any:
    """Return the last day of the newest figure of each series that has one."""
    rows = own.filter(~nw.col("value").is_null()).select("series", "period_number")
    rows = rows.join(dated.select("period_number", "period_end"), on="period_number", how="inner")
    return rows.group_by(*_SERIES).agg(newest_end=nw.col("period_end").max()).to_native()


def _at_newest_month(own: nw.LazyFrame[Any], ends: nw.LazyFrame[Any], dated: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Keep the periods of each series at the time of year of its newest figure, with what is known of them."""
    own = own.join(dated, on="period_number", how="inner").join(ends, on="series", how="left")
    month = nw.col("newest_end").dt.month()
    return own.filter(nw.col("newest_end").is_null() | (nw.col("end_month") == month))


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


def _group(
    reported: nw.LazyFrame[Any], newest: nw.LazyFrame[Any], dated: nw.LazyFrame[Any], areas: Areas
) -> nw.LazyFrame[Any]:
    """Return the figures that newest figures are ranked among.

    As in a report, an area takes part if it existed at some time in the period; where it ended inside the period and a
    successor has a figure too, the successor stays.
    """
    wanted = newest.select("period_number").unique(subset=["period_number"], keep="any")
    rows = reported.filter(~nw.col("value").is_null() & ~nw.col("area_group").is_null())
    rows = rows.join(dated.join(wanted, on="period_number", how="inner"), on="period_number", how="inner")
    lives = nw.from_native(areas.areas).lazy().select("start_date", "end_date", area_code=nw.col("area_number"))
    rows = rows.join(lives, on="area_code", how="inner")
    start, end = nw.col("start_date"), nw.col("end_date")
    began = start.is_null() | (start <= nw.col("period_end"))
    rows = rows.filter(began & (end.is_null() | (end >= nw.col("period_start"))))
    if areas.successors is None:
        return rows
    pairs = nw.from_native(areas.successors).lazy().rename({"area_number": "area_code"})
    after = rows.select("area_code", "area_group").join(pairs, on="area_code", how="inner")
    after = after.drop("area_code").rename({"ended_number": "area_code"})
    ended = rows.filter(end < nw.col("period_end")).select("area_code", "area_group")
    both = ended.join(after, on=["area_code", "area_group"], how="inner")
    both = both.unique(subset=["area_code", "area_group"], keep="any")
    return rows.join(both, on=["area_code", "area_group"], how="anti")


def _ranks(
    group: nw.LazyFrame[Any], newest: nw.LazyFrame[Any], areas: Areas, minimum: int, work: Work
) -> nw.LazyFrame[Any]:
    """Return the rank of each newest figure, and the middle and the ends of its group."""
    figures = group.select("series", "period_number", "area_code", *_GROUP, "value", "polarity")
    ranked = rank_and_quartile(figures.to_native(), _GROUP, minimum)
    ranked = nw.from_native(work.materialise(nw.from_native(ranked).lazy().drop("polarity").to_native())).lazy()
    value = nw.col("value")
    spread = ranked.group_by(*_GROUP).agg(median=value.median(), lowest=value.min(), highest=value.max())
    sharing = ranked.filter(~nw.col("rank").is_null()).group_by(*_GROUP, "rank").agg(tied=nw.len())
    own = _of_newest(ranked, newest, areas)
    own = own.join(spread, on=_GROUP, how="left").join(sharing, on=[*_GROUP, "rank"], how="left")
    compared = nw.col("n") > 1
    own = own.with_columns(
        **{name: nw.when(compared).then(nw.col(name)) for name in ("median", "lowest", "highest")}
    ).with_columns(gap=value - nw.col("median"))
    names = ("n", "rank", "tied", "quartile", "median", "lowest", "highest", "gap", "rank_reason")
    return own.select("series", "area_group", *names)


def _of_newest(rows: nw.LazyFrame[Any], newest: nw.LazyFrame[Any], areas: Areas) -> nw.LazyFrame[Any]:
    """Keep each council's row for its newest figure; of two codes the later."""
    own = rows.join(newest.select("series", "period_number"), on=["series", "period_number"], how="inner")
    if not areas.several_codes:
        return own
    own = own.with_columns(last=nw.col("area_code").max().over(_SERIES))
    return own.filter(nw.col("area_code") == nw.col("last")).drop("last")


def _funnels(
    group: nw.LazyFrame[Any], newest: nw.LazyFrame[Any], areas: Areas, minimum: int, work: Work
) -> nw.LazyFrame[Any]:
    """Mark each newest figure inside or outside the limits of chance around the average of its group.

    An area takes part where its figure is its count over its denominator. The sums of a group are all that is needed.
    """
    none = nw.lit(None, dtype=nw.Float64())
    counted = group.filter(~nw.col("numerator").is_null())
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
    rows = _of_newest(counted.join(sums, on=_GROUP, how="inner"), newest, areas)
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
    return nw.concat([part.select("series", about, nw.col("comparison").alias("funnel")) for part in parts])


def _with_names(table: nw.LazyFrame[Any], periods: Any, areas: Areas) -> nw.LazyFrame[Any]:
    """Replace the numbers of series, groups and periods by their names."""
    dated = nw.from_native(periods).lazy()
    indicators = dated.group_by("indicator_number").agg(nw.col("indicator_id").min())
    labels = dated.group_by("period_number").agg(*(nw.col(name).min() for name in ("period", *PERIOD)))
    coded = nw.from_native(areas.areas).lazy().select("area_code", "group_name", newest_number=nw.col("area_number"))
    table = table.with_columns(newest_number=nw.col("series") % areas.number)
    of_indicator = (nw.col("series") - nw.col("newest_number")) / areas.number
    table = table.with_columns(indicator_number=of_indicator.round().cast(nw.Int64()))
    table = table.join(indicators, on="indicator_number", how="inner").join(coded, on="newest_number", how="inner")
    table = table.join(labels, on="period_number", how="left")
    return table.with_columns(area_group=nw.when(~nw.col("area_group").is_null()).then(nw.col("group_name")))


def _in_order(table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give the results their columns, and a reason where there is no rank."""
    unranked = nw.when(nw.col("value").is_null()).then(nw.lit(NO_FIGURE)).otherwise(nw.lit(OUTSIDE))
    table = table.with_columns(
        rank_reason=nw.when(nw.col("n").is_null())
        .then(unranked)
        .otherwise(nw.when(nw.col("n") == 1).then(nw.lit(ALONE)).otherwise(nw.col("rank_reason"))),
    ).with_columns(n=nw.col("n").fill_null(0))
    return table.select(*NATIONAL_RESULTS.names)
