"""What a reporting year may use: periods ended by the as-at date, the authority's own series, its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from helpers.methods.direction import direction_of_travel
from helpers.methods.frames import SIGNS
from helpers.methods.ranking import rank_and_quartile
from helpers.params import DirectionRules, Parameters

STEPS = {"annual": 1, "quarterly": 1, "biennial": 2, "one_off": 1}
"""Years between a figure and the one it is compared with, by the register's frequency."""

PERIOD = ["period_start", "period_end"]


def as_reported(observations: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Keep the periods that had ended by the as-at date, with what the register says of each indicator.

    `as_at` maps every period type of `indicators` to its last day. Adds to the observations `year`,
    `end_month` and `months` (length of the period), `step`, `one_off`, `break_before` and the register's
    `polarity`, `decimals` and `period_type`.
    Source: the latest value rule of docs/methods.md.
    """
    columns = ["indicator_id", "polarity", "decimals", "period_type", "frequency", "breaks"]
    frame = observations.merge(indicators[columns], on="indicator_id", how="inner", validate="many_to_one")
    frame = frame[frame["period_end"] <= frame["period_type"].map(as_at)]
    start, end = pd.to_datetime(frame["period_start"]), pd.to_datetime(frame["period_end"])
    days = (end - start).dt.days + 1
    declared = [period in breaks.split(";") for period, breaks in zip(frame["period"], frame["breaks"], strict=True)]
    return frame.assign(
        year=end.dt.year.astype("int64"),
        end_month=end.dt.month.astype("int64"),
        months=(days / (365.25 / 12)).round().astype("int64"),
        step=frame["frequency"].map(STEPS),
        one_off=frame["frequency"].eq("one_off"),
        break_before=pd.Series(declared, index=frame.index) | frame["marker"].str.contains("[b]", regex=False),
    ).drop(columns=["frequency", "breaks"])


def own_series(reported: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return one council's series: the rows of every code it has had, at the time of year of its newest figure.

    `codes` are oldest first; where two of them give one period, the row not carried back to a council before
    it existed stays. Adds `latest` (true on the newest period with a figure).
    """
    own = reported[reported["area_code"].isin(codes)]
    own = own.assign(carried_back=own["area_flag"].eq("backcast"))
    own = own.sort_values(["indicator_id", *PERIOD, "carried_back"]).drop_duplicates(["indicator_id", *PERIOD])
    newest = own[own["value"].notna()].groupby("indicator_id")["period_end"].max()
    own = own.assign(newest_end=own["indicator_id"].map(newest))
    month = pd.to_datetime(own["newest_end"]).dt.month
    own = own[month.isna() | (own["end_month"] == month)]
    return own.assign(latest=own["period_end"] == own["newest_end"]).drop(columns=["newest_end", "carried_back"])


def latest_figures(
    own: pd.DataFrame, indicators: pd.DataFrame, year_end: date, stale_after_months: int
) -> pd.DataFrame:
    """Return the newest figure of every indicator of the register, and how old it is.

    `own` is the frame of `own_series`. Gives one row per indicator: `period`, `period_start`, `period_end`,
    `value`, `lower_95`, `upper_95`, `marker`, `status` and `area_flag` of the newest period with a figure;
    `newest_period` and `newest_marker` of a newer period without one; `age_months`, from the end of the period
    to `year_end`; `stale`, older than `stale_after_months`. Null where there is no figure.
    """
    about = ["period", *PERIOD, "value", "lower_95", "upper_95", "marker", "status", "area_flag"]
    latest = own.loc[own["latest"], ["indicator_id", *about]]
    newest = own.sort_values("period_end").groupby("indicator_id").tail(1)
    newer = newest.loc[newest["value"].isna(), ["indicator_id", "period", "marker"]]
    result = (
        indicators[["indicator_id"]]
        .merge(latest, on="indicator_id", how="left", validate="one_to_one")
        .merge(
            newer.rename(columns={"period": "newest_period", "marker": "newest_marker"}),
            on="indicator_id", how="left", validate="one_to_one",
        )
    )  # fmt: skip
    result["age_months"] = _months_between(result["period_end"], year_end)
    result["stale"] = (result["age_months"] > stale_after_months).fillna(value=False).astype("bool")
    return result.sort_values("indicator_id", ignore_index=True)


class CouncilFigures(NamedTuple):
    """What a reporting year may use, for one council; see the functions of the same names."""

    reported: pd.DataFrame
    own: pd.DataFrame
    latest: pd.DataFrame


def figures_for(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], parameters: Parameters
) -> CouncilFigures:
    """Return the figures of a reporting year, one council's series among them, and its latest figures."""
    as_at = parameters.as_at
    reported = as_reported(observations, indicators, as_at.by_period_type())
    own = own_series(reported, codes)
    latest = latest_figures(own, indicators, as_at.all_others, parameters.stale_after_months)
    return CouncilFigures(reported, own, latest)


def directions(
    own: pd.DataFrame, latest: pd.DataFrame, indicators: pd.DataFrame, area_code: str, rules: DirectionRules
) -> pd.DataFrame:
    """Judge the direction of travel of every indicator of the register for one council.

    `own` is the frame of `own_series`, `latest` that of `latest_figures`. Gives one row per indicator: the
    columns of `direction_of_travel`, those of `latest`, and `previous_period`, `previous_marker` and
    `previous_area_flag`. A newer period without a figure is named in `reason`.
    """
    own = own.assign(area_code=area_code)
    without = indicators[~indicators["indicator_id"].isin(own["indicator_id"])]
    placeholder = without[["indicator_id", "polarity", "decimals"]].assign(area_code=area_code)
    series = pd.concat([own, placeholder], ignore_index=True)
    for name in ("one_off", "break_before"):
        series[name] = series[name].fillna(value=False).astype("bool")
    series = series.astype({"year": "Int64", "step": "Int64", "months": "Int64"})
    judged = direction_of_travel(series, rules).astype(
        {"latest_year": "Int64", "previous_year": "Int64", "newest_year": "Int64"}
    )
    names = {"period": "previous_period", "marker": "previous_marker", "area_flag": "previous_area_flag"}
    before = own[["indicator_id", "year", *names]].rename(columns={"year": "previous_year", **names})
    before = before.astype({"previous_year": "Int64"})
    judged = judged.merge(before, on=["indicator_id", "previous_year"], how="left", validate="one_to_one")
    about = latest.drop(columns=["value", "lower_95", "upper_95"])
    judged = judged.merge(about, on="indicator_id", how="left", validate="one_to_one")
    blank = judged["newest_period"].notna() & judged["period"].notna()
    newer = "; no figure for " + judged["newest_period"] + " " + judged["newest_marker"]
    judged["reason"] = judged["reason"].where(~blank, judged["reason"] + newer)
    return judged.sort_values("indicator_id", ignore_index=True)


def _months_between(ends: pd.Series, until: date) -> pd.Series:
    days = pd.to_datetime(ends)
    months = (until.year - days.dt.year) * 12 + until.month - days.dt.month
    return months.astype("Int64")


def comparator_rows(
    reported: pd.DataFrame, latest: pd.DataFrame, members: pd.DataFrame, codes: Sequence[str]
) -> pd.DataFrame:
    """Return the figures each of a council's latest figures is ranked among, its own with them.

    `latest` is the frame of `latest_figures`; `members` has `area_code`, `start_date`,
    `end_date` (null where open) and `successor_codes` (separated by semicolons). A member takes part where it
    was in being at some time in the period and has a figure; where it ended inside the period and a successor
    has a figure too, the successor stays. Adds `own` (true on the council's row).
    """
    wanted = latest.dropna(subset=["period_end"])[["indicator_id", *PERIOD]]
    rows = reported.merge(wanted, on=["indicator_id", *PERIOD], how="inner", validate="many_to_one")
    rows = rows[rows["value"].notna()].merge(members, on="area_code", how="inner", validate="many_to_one")
    started = rows["start_date"].isna() | (rows["start_date"].fillna(date.min) <= rows["period_end"])
    lasted = rows["end_date"].isna() | (rows["end_date"].fillna(date.max) >= rows["period_start"])
    rows = rows[started & lasted]
    present = rows.groupby("indicator_id")["area_code"].agg(frozenset)
    ended_inside = rows["end_date"].fillna(date.max) < rows["period_end"]
    succeeded = [
        bool(ended) and not present[indicator].isdisjoint(successors.split(";"))
        for ended, indicator, successors in zip(
            ended_inside, rows["indicator_id"], rows["successor_codes"], strict=True
        )
    ]
    rows = rows[~pd.Series(succeeded, index=rows.index, dtype="bool")]
    return rows.assign(own=rows["area_code"].isin(codes)).sort_values(["indicator_id", "area_code"], ignore_index=True)


def comparisons(
    rows: pd.DataFrame, latest: pd.DataFrame, indicators: pd.DataFrame, minimum_group_size: int
) -> pd.DataFrame:
    """Say where a council stands in its group for every indicator of the register.

    `rows` is the frame of `comparator_rows`, `latest` that of `latest_figures`. Gives one
    row per indicator: `value`, `rank`, `tied` (councils
    sharing the rank), `n`, `quartile`, `median`, `lower_quartile`, `upper_quartile` (type 7, for charts),
    `lowest`, `highest`, `gap` (own value less the median, units of the value), `gap_is_better` (null where
    polarity is neutral or there is no gap) and `reason` where there is no rank.
    """
    ranked = rank_and_quartile(rows, minimum_group_size=minimum_group_size)
    own = ranked[ranked["own"]].set_index("indicator_id")
    values = ranked.groupby("indicator_id")["value"]
    result = indicators[["indicator_id", "polarity"]].merge(
        latest[["indicator_id", "period", *PERIOD, "stale"]], on="indicator_id", how="left", validate="one_to_one"
    )
    key = result["indicator_id"]
    result = result.assign(
        value=key.map(own["value"]),
        rank=key.map(own["rank"]).astype("Int64"),
        n=key.map(values.count()).fillna(0).astype("Int64"),
        quartile=key.map(own["quartile"]).astype("Int64"),
        median=key.map(values.median()),
        lower_quartile=key.map(values.quantile(0.25)),
        upper_quartile=key.map(values.quantile(0.75)),
        lowest=key.map(values.min()),
        highest=key.map(values.max()),
    )
    sharing = ranked.groupby(["indicator_id", "rank"]).size()
    place = pd.MultiIndex.from_arrays([result["indicator_id"], result["rank"].astype("Float64")])
    result["tied"] = pd.Series(sharing.reindex(place).to_numpy(), index=result.index).astype("Int64")
    result["gap"] = result["value"] - result["median"]
    sign = result["polarity"].map(SIGNS)
    better = (result["gap"] * sign > 0).astype("boolean")
    result["gap_is_better"] = better.where(result["gap"].notna() & (result["gap"] != 0) & (sign != 0))
    result["reason"] = [_why_no_rank(row, minimum_group_size) for row in result.to_dict("records")]
    return result.sort_values("indicator_id", ignore_index=True)


def _why_no_rank(row: Mapping[Any, Any], minimum_group_size: int) -> str | None:
    if pd.notna(row["rank"]):
        return None
    if pd.isna(row["period_end"]):
        return "no figure by the as-at date"
    if pd.isna(row["value"]):
        return "not in the comparator group in this period"
    if row["polarity"] == "neutral":
        return "polarity is neutral: neither end is better"
    return f"{row['n']} councils have a figure; at least {minimum_group_size} are needed"
