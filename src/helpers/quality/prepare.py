"""The tables that the checks are about, prepared in pandas: each check then judges one column, or two."""

from __future__ import annotations

from datetime import date
from math import log10

import pandas as pd

from helpers.areas import Areas
from helpers.params import Settings
from helpers.quality.measures import FEWEST_IN_GROUP, FEWEST_IN_HISTORY, with_measures

TABLE_KEYS = {
    "observations": ["indicator_id", "area_code", "period"],
    "raw_files": ["file"],
    "coverage": ["indicator_id"],
    "council_types": ["indicator_id", "area_type"],
    "periods": ["indicator_id", "period"],
    "parts": ["indicator_id", "area_code", "period"],
    "labels": ["file", "row", "kind"],
}
"""The tables, with the columns by which a failing row of each is named."""

PERIOD = ["indicator_id", "period_start", "period_end"]

SELDOM = 0.2
"""The share of councils with the figure of the period before, or with one and the same figure, below which an indicator
seldom has either."""

NO_PARTS = pd.DataFrame({"whole_id": pd.Series(dtype="str"), "part_id": pd.Series(dtype="str")})
"""What `parts` is where no indicator is named as a whole."""

NO_LABELS = pd.DataFrame({name: pd.Series(dtype="str") for name in ("file", "row", "kind", "indicator_id", "agrees")})
"""What `labels` is where no file prints a label."""


def prepare(
    observations: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    areas: Areas,
    settings: Settings,
    parts: pd.DataFrame = NO_PARTS,
    labels: pd.DataFrame = NO_LABELS,
) -> dict[str, pd.DataFrame]:
    """Return the tables of TABLE_KEYS, each with the columns that its checks judge, null where a check is not about it.

    `observations`, `raw_files` and `indicators` are tables of the data dictionary; `parts` has `whole_id` and
    `part_id`, one row for each part of a whole; `labels` is the table label_results. Everything is worked out by
    indicator, or by a whole and its parts, so the tables of some indicators are those rows of the tables of all.
    """
    rows = with_measures(observations, indicators, areas, settings.parameters.as_at.by_period_type())
    codes = areas.same_council(settings.authority)
    kept = rows[[*observations.columns, "place", "time", "peers", "start", "end", "frequency", "half_unit"]]
    reported = kept[rows["days_after_as_at"] <= 0]
    councils = kept[rows["peers"].eq("council")]
    newest = _newest(reported, codes)
    return {
        "observations": rows,
        "raw_files": raw_files.assign(rows_accounted_for=raw_files["rows_used"] + raw_files["rows_rejected"]),
        "coverage": _coverage(rows, reported, raw_files, indicators, newest, settings),
        "council_types": _council_types(reported, newest, areas, settings),
        "periods": _periods(councils),
        "parts": _parts(rows, parts),
        "labels": labels.assign(agrees=labels["agrees"].where(labels["agrees"].isin(["yes", "no"]))),
    }


def _newest(reported: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the council's newest figure of each indicator by the as-at date, one row for each that has one."""
    own = reported[reported["area_code"].isin(codes) & reported["value"].notna()]
    own = own.assign(carried_back=own["area_flag"].eq("backcast"))
    own = own.sort_values(["indicator_id", "end", "carried_back"], ascending=[True, True, False], kind="stable")
    return own.groupby("indicator_id").tail(1).set_index("indicator_id")


def _coverage(
    rows: pd.DataFrame,
    reported: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    newest: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return one row for each indicator of the register: what there is of it, and what its newest figure is."""
    key = indicators["indicator_id"]
    figures = _count(rows[rows["value"].notna()], key)
    unexplained = _count(rows[rows["value"].isna() & rows["marker"].eq("")], key)
    vouched = indicators["source_id"].isin(set(raw_files.loc[raw_files["has_sidecar"], "source_id"]))
    members = reported[reported["area_code"].isin(settings.group.members) & reported["value"].notna()]
    in_group = members.groupby(PERIOD).size()
    shared = in_group[in_group >= settings.parameters.minimum_group_size].reset_index()
    groups_newest = shared.groupby("indicator_id")["period_end"].max()
    own_end = key.map(newest["period_end"])
    at = pd.MultiIndex.from_arrays([key, key.map(newest["period_start"]), own_end])
    age = _months(own_end, settings.parameters.as_at.all_others)
    behind = _months_between(own_end, key.map(groups_newest))
    breaks = dict(zip(key, indicators["breaks"].str.split(";"), strict=True))
    marks = newest["marker"].str.contains("[b]", regex=False)
    broken = pd.Series(
        [
            _yes_or_no(period in breaks.get(indicator, ()) or mark)
            for indicator, period, mark in zip(newest.index, newest["period"], marks, strict=True)
        ],
        index=newest.index,
        dtype="str",
    )
    return indicators[["indicator_id"]].assign(
        figures_of_vouched_source=figures.where(vouched),
        figures_of_other_source=figures.where(~vouched),
        own_figures=key.isin(newest.index).astype("int64"),
        missing_without_reason=unexplained,
        group_figures=pd.Series(in_group.reindex(at).to_numpy(), index=indicators.index).where(own_end.notna()),
        months_behind_group=behind,
        steps_old=age / key.map(_rhythm(reported)),
        age_months=age.where(key.map(newest["frequency"]).ne("one_off")),
        break_at_newest=key.map(broken),
        status_of_newest=key.map(newest["status"]),
        code_of_newest=key.map(newest["area_flag"]),
    )


def _count(rows: pd.DataFrame, key: pd.Series) -> pd.Series:
    return key.map(rows.groupby("indicator_id").size()).fillna(0).astype("int64")


def _rhythm(reported: pd.DataFrame) -> pd.Series:
    """Return the usual months from one period's end to the next; nothing where an indicator has fewer than three."""
    ends = reported.loc[reported["value"].notna(), ["indicator_id", "end"]].drop_duplicates()
    ends = ends.sort_values(["indicator_id", "end"])
    month = ends["end"].dt.year * 12 + ends["end"].dt.month
    gaps = month.groupby(ends["indicator_id"]).diff()
    steps = gaps.groupby(ends["indicator_id"]).median()
    return steps.where(gaps.groupby(ends["indicator_id"]).count() >= 2).where(steps > 0)


def _months(ends: pd.Series, until: date) -> pd.Series:
    return _months_between(ends, pd.Series(until, index=ends.index, dtype="object"))


def _months_between(first: pd.Series, last: pd.Series) -> pd.Series:
    """Return whole calendar months from one day to another; null where either is not there."""
    begin, end = pd.to_datetime(first), pd.to_datetime(last)
    months = (end.dt.year - begin.dt.year) * 12 + end.dt.month - begin.dt.month
    return months.astype("float64")


def _council_types(reported: pd.DataFrame, newest: pd.DataFrame, areas: Areas, settings: Settings) -> pd.DataFrame:
    """Return one row for each indicator and type of council in the group: who has a figure for the newest period."""
    members = [areas[code] for code in settings.group.members if code in areas]
    types = sorted({area.area_type for area in members})
    wanted = newest.reset_index()[PERIOD]
    there = reported.loc[reported["value"].notna(), [*PERIOD, "area_code"]].merge(wanted, on=PERIOD)
    type_of = {area.code: area.area_type for area in members}
    has = there.assign(area_type=there["area_code"].map(type_of)).groupby(["indicator_id", "area_type"]).size()
    spans = {each: each for each in wanted[["period_start", "period_end"]].itertuples(index=False, name=None)}
    living = {
        (span, kind): sum(area.area_type == kind and area.living(*span) for area in members)
        for span in spans
        for kind in types
    }
    table = wanted.merge(pd.DataFrame({"area_type": types}), how="cross")
    figures = has.reindex(pd.MultiIndex.from_frame(table[["indicator_id", "area_type"]])).fillna(0).to_numpy()
    in_being = [
        living[(first, last), kind]
        for first, last, kind in zip(table["period_start"], table["period_end"], table["area_type"], strict=True)
    ]
    table = table.assign(figures=figures, in_being=in_being)
    return (
        table[table["in_being"] > 0]
        .assign(share_with_figure=lambda each: (each["figures"] / each["in_being"]).astype("float64"))[
            ["indicator_id", "area_type", "share_with_figure"]
        ]
        .reset_index(drop=True)
    )


def _periods(councils: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each indicator and period: all councils together, beside the period before."""
    columns = [*PERIOD, "period", "place", "time", "start", "end", "value"]
    figures = councils.loc[councils["value"].notna(), columns].sort_values(["place", "end", "start"], kind="stable")
    before = figures["value"].groupby(figures["place"]).shift()
    figures = figures.assign(alike=figures["value"].eq(before).astype("float64").where(before.notna()))
    commonest = figures.groupby(["time", "value"]).size().groupby(level="time").max()
    table = figures.groupby("time").agg(
        indicator_id=("indicator_id", "first"), period_start=("period_start", "first"),
        period_end=("period_end", "first"), period=("period", "first"), councils=("value", "size"),
        median=("value", "median"), alike=("alike", "mean"), with_one_before=("alike", "count"),
    ).assign(one_value=lambda each: commonest / each["councils"])  # fmt: skip
    table = table.sort_values(["indicator_id", "period_end", "period_start"], ignore_index=True)
    by = table["indicator_id"]
    enough = table["councils"] >= FEWEST_IN_GROUP
    median = table["median"].where(enough & (table["median"] > 0))
    powers = (median / median.groupby(by).shift()).map(log10, na_action="ignore").abs()
    usual = table["alike"].where(table["with_one_before"] >= FEWEST_IN_GROUP).groupby(by).transform("median")
    one_usual = table["one_value"].where(enough).groupby(by).transform("median")
    long_enough = by.map(by.value_counts()) >= FEWEST_IN_HISTORY
    return table.assign(
        powers_of_ten=powers,
        share_alike=table["alike"].where((table["with_one_before"] >= FEWEST_IN_GROUP) & (usual <= SELDOM)),
        share_of_one_value=table["one_value"].where(enough & (one_usual <= SELDOM)),
        share_of_usual_councils=(
            table["councils"] / table["councils"].groupby(by).transform("median")
        ).where(long_enough),
    )[
        ["indicator_id", "period", "period_start", "period_end", "powers_of_ten", "share_alike", "share_of_one_value",
         "share_of_usual_councils"]
    ]  # fmt: skip


def _parts(rows: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each figure of a whole all of whose parts have a figure for the same area and period.

    `half_units_apart` is the sum of the parts less the whole, its sign ignored, in the half units that rounding of the
    whole and of each part may come to.
    """
    at = ["area_code", "period_start", "period_end"]
    keep = [*at, "indicator_id", "period", "value", "half_unit"]
    figures = rows.loc[rows["value"].notna(), keep]
    wholes = figures[figures["indicator_id"].isin(parts["whole_id"])]
    of_parts = figures.merge(parts, left_on="indicator_id", right_on="part_id", how="inner")
    sums = of_parts.groupby(["whole_id", *at]).agg(
        total=("value", "sum"), rounding=("half_unit", "sum"), there=("part_id", "nunique")
    ).reset_index()  # fmt: skip
    needed = parts.groupby("whole_id")["part_id"].nunique()
    sums = sums[sums["there"] == sums["whole_id"].map(needed)]
    table = wholes.merge(sums.rename(columns={"whole_id": "indicator_id"}), on=["indicator_id", *at], how="inner")
    apart = (table["total"] - table["value"]).abs() / (table["rounding"] + table["half_unit"])
    return table.assign(half_units_apart=apart.astype("float64"))[["indicator_id", "area_code", "period",
                                                                   "half_units_apart"]]  # fmt: skip


def _yes_or_no(answer: object) -> str:
    return "yes" if answer else "no"
