"""The tables that the checks are about, prepared in pandas: each check then judges one column, or two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import log, log10

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import months_between
from helpers.params import Settings
from helpers.quality.measures import FEWEST_IN_GROUP, FEWEST_IN_HISTORY, on_its_scale, with_measures
from helpers.shared_work import do_once
from helpers.sources.lost_periods import NO_LOST, describe_lost, newest_lost

TABLE_KEYS = {
    "observations": ["indicator_id", "area_code", "period"],
    "dates": ["indicator_id", "area_code", "period"],
    "raw_files": ["file"],
    "coverage": ["indicator_id"],
    "newest": ["indicator_id", "area_code", "period"],
    "council_types": ["indicator_id", "area_type"],
    "further_groups": ["indicator_id", "comparator_group"],
    "periods": ["indicator_id", "period"],
    "parts": ["indicator_id", "area_code", "period"],
    "labels": ["file", "row", "kind"],
    "zeros": ["indicator_id", "area_code", "period"],
    "lost_periods": ["indicator_id", "lost"],
}
"""The tables, with the columns by which a failing row of each is named."""

PERIOD = ["indicator_id", "period_start", "period_end"]

SELDOM = 0.2
"""The share of councils with the figure of the period before, or with one and the same figure, below which an indicator
seldom has either."""

LEAP, TIMES_USUAL_CHANGE, FEWEST_CHANGES = 1.5, 4, 3
"""A leap: the multiple of the figures of the period before, the multiple of the indicator's usual change, and the
number of changes that the indicator must have."""

NO_PARTS = pd.DataFrame({"whole_id": pd.Series(dtype="str"), "part_id": pd.Series(dtype="str")})
"""What `parts` is where no indicator is named as a whole."""

NO_LABELS = pd.DataFrame({name: pd.Series(dtype="str") for name in ("file", "row", "kind", "indicator_id", "agrees")})
"""What `labels` is where no file prints a label."""

NO_ZEROS = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("indicator_id", "area_code", "period", "rule")}
    | {"period_end": pd.Series(dtype="object"), "absent": pd.Series(dtype="bool")}
)
"""What `zeros` is where no published zero is listed."""

NO_LOST_OF_FILES = NO_LOST.assign(file=pd.Series(dtype="str"))
"""What `lost` is where no file loses a period."""


def prepare(
    observations: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    areas: Areas,
    settings: Settings,
    parts: pd.DataFrame = NO_PARTS,
    labels: pd.DataFrame = NO_LABELS,
    zeros: pd.DataFrame = NO_ZEROS,
    lost: pd.DataFrame = NO_LOST_OF_FILES,
) -> dict[str, pd.DataFrame]:
    """Return the tables of TABLE_KEYS, each with the columns that its checks judge, null where a check is not about it.

    Those of indicators have the `measure_type` of the register, by which a check counts for a row or not; the worst
    district of a county counts as a local measure.

    `observations`, `raw_files` and `indicators` are tables of the data dictionary; `parts` has `whole_id` and
    `part_id`, one row for each part of a whole; `labels` is the table label_results, `zeros`
    absent_zeros and `lost` lost_periods. Everything is worked out by indicator, or by a whole and its parts, so the
    tables of some indicators are those rows of the tables of all.
    """
    observations = observations.assign(indicator_id=observations["indicator_id"].fillna(""))
    as_at = settings.parameters.as_at.by_period_type()
    dates = _dates(observations, indicators, as_at)
    used = observations[~(dates["days_after_as_at"] > 0)]
    rows = do_once("measures", (used, indicators, list(areas)), lambda: with_measures(used, indicators, areas))
    codes = areas.same_council(settings.authority)
    prepared = rows[[*observations.columns, "place", "time", "peers", "start", "end", "frequency", "half_unit",
                 "in_proportion", "kind", *LEAPS]]  # fmt: skip
    reported = prepared[prepared["period_end"].notna() & prepared["frequency"].notna()]
    councils = prepared[rows["peers"].eq("council")]
    newest = _newest(reported, codes)
    before = _newest(reported[reported["period_end"] < reported["indicator_id"].map(newest["period_end"])], codes)
    tables = {
        "observations": rows,
        "dates": dates,
        "raw_files": raw_files.assign(rows_accounted_for=raw_files["rows_used"] + raw_files["rows_rejected"]),
        "coverage": _coverage(observations, reported, raw_files, indicators, newest, before, settings),
        "newest": newest.reset_index()[[*TABLE_KEYS["newest"], *LEAPS]],
        "council_types": _with_figures("area_type", _types(areas, settings), reported, newest, areas),
        "further_groups": _with_figures("comparator_group", _further(areas, settings), reported, newest, areas),
        "periods": _periods(councils, indicators),
        "parts": _parts(rows, parts),
        "labels": labels.assign(agrees=labels["agrees"].where(labels["agrees"].isin(["yes", "no"]))),
        "zeros": _zeros(zeros, indicators, as_at),
        "lost_periods": _lost(lost, observations, raw_files, indicators, areas, settings),
    }
    types = indicators.drop_duplicates("indicator_id").set_index("indicator_id")["measure_type"]
    if "based_on" in indicators:  # like a local measure, the worst district is one that no other council has to have
        of_worst = indicators.loc[indicators["based_on"].ne(""), "indicator_id"]
        types = types.mask(types.index.isin(of_worst), "local")
    return {
        name: table.assign(measure_type=table["indicator_id"].map(types)) if "indicator_id" in table else table
        for name, table in tables.items()
    }


LEAPS = ("times_a_large_change", "times_a_large_distance", "times_a_large_departure")
"""How far a figure is from the one before, from the group and from its own history, of those that are judged."""


def _dates(observations: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Return one row for each observation: the days from the as-at date to the end of its period.

    A period that ends later is of no other table: what arrives later changes nothing of an earlier report.
    """
    types = indicators.drop_duplicates("indicator_id").set_index("indicator_id")["period_type"]
    last_day = pd.to_datetime(observations["indicator_id"].map(types).map(as_at))
    days = (pd.to_datetime(observations["period_end"]) - last_day).dt.days
    return observations[["indicator_id", "area_code", "period"]].assign(days_after_as_at=days)


def _zeros(zeros: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Return the zeros that are listed, of periods up to the as-at date, with what each stands for."""
    used = ~(_dates(zeros, indicators, as_at)["days_after_as_at"] > 0)
    return zeros[used].assign(stands_for=zeros["absent"].map({True: "no figure", False: "a figure"})[used])


def _newest(reported: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the council's newest figure of each indicator by the as-at date, one row for each that has one."""
    own = reported[reported["area_code"].isin(codes) & reported["value"].notna()]
    own = own.assign(carried_back=own["area_flag"].eq("backcast"))
    own = own.sort_values(["indicator_id", "end", "carried_back"], ascending=[True, True, False], kind="stable")
    return own.groupby("indicator_id").tail(1).set_index("indicator_id")


def _coverage(
    observations: pd.DataFrame,
    reported: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    newest: pd.DataFrame,
    before: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return one row for each indicator of the register: what there is of it, and what its newest figure is."""
    key = indicators["indicator_id"]
    figures = _count(observations[observations["value"].notna()], key)
    unexplained = _count(reported[reported["value"].isna() & reported["marker"].eq("")], key)
    shares = reported[reported["kind"].eq("share") & reported["value"].notna()].groupby("indicator_id")["value"]
    vouched = indicators["source_id"].isin(set(raw_files.loc[raw_files["has_sidecar"], "source_id"]))
    # A return is due where others were handed in; a national figure that no area has yet is not.
    due = (_count(reported[reported["value"].notna()], key) > 0) | (vouched & indicators["measure_type"].ne("national"))
    members = reported[reported["area_code"].isin(settings.group.members) & reported["value"].notna()]
    in_group = members.groupby(PERIOD).size()
    shared = in_group[in_group >= settings.parameters.minimum_group_size].reset_index()
    groups_newest = shared.groupby("indicator_id")["period_end"].max()
    own_end = key.map(newest["period_end"])
    at, at_before = (
        pd.MultiIndex.from_arrays([key, key.map(own["period_start"]), key.map(own["period_end"])])
        for own in (newest, before)
    )
    age = _months(own_end, settings.parameters.as_at.all_others)
    behind = months_between(own_end, key.map(groups_newest)).astype("float64")
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
        own_figures=key.isin(newest.index).astype("int64").where(due),
        missing_without_reason=unexplained,
        group_figures=pd.Series(in_group.reindex(at).to_numpy(), index=indicators.index).where(own_end.notna()),
        group_figures_before=pd.Series(in_group.reindex(at_before).to_numpy(), index=indicators.index),
        months_behind_group=behind,
        steps_old=age / key.map(_rhythm(reported)),
        age_months=age.where(key.map(newest["frequency"]).ne("one_off")),
        break_at_newest=key.map(broken),
        largest_share=key.map(shares.max().where(shares.count() >= FEWEST_IN_GROUP)),
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
    return months_between(ends, until).astype("float64")


def _types(areas: Areas, settings: Settings) -> dict[str, list[str]]:
    """Return the codes of the group by type of council."""
    members = [areas[code] for code in settings.group.members if code in areas]
    types = sorted({area.area_type for area in members})
    return {kind: [area.code for area in members if area.area_type == kind] for kind in types}


def _further(areas: Areas, settings: Settings) -> dict[str, list[str]]:
    """Return the codes of each further group that is listed, or that the areas file alone gives; not of neighbours."""
    groups: dict[str, list[str]] = {}
    for name, entry in settings.also_compared_with.items():
        if entry.members is not None:
            groups[name] = [code for code in entry.members if code in areas]
        elif entry.rule is not None and entry.rule.neighbours is None:
            rule = entry.rule
            groups[name] = [area.code for area in areas if rule.admits(area.code, settings.authority, areas)]
    return groups


def _with_figures(
    name: str, sets: Mapping[str, list[str]], reported: pd.DataFrame, newest: pd.DataFrame, areas: Areas
) -> pd.DataFrame:
    """Return one row for each indicator and set of councils, named in `name`: who has a figure for the newest period.

    `share_with_figure` is of the councils of the set that existed in the period.
    """
    wanted = newest.reset_index()[PERIOD]
    with_figure = reported.loc[reported["value"].notna(), [*PERIOD, "area_code"]].merge(wanted, on=PERIOD)
    pairs = pd.DataFrame(
        [(set_name, code) for set_name, codes in sets.items() for code in codes], columns=[name, "area_code"]
    )
    has = with_figure.merge(pairs, on="area_code").groupby(["indicator_id", name]).size()
    spans = {span: span for span in wanted[["period_start", "period_end"]].itertuples(index=False, name=None)}
    living = {
        (span, set_name): sum(areas[code].living(*span) for code in codes)
        for span in spans
        for set_name, codes in sets.items()
    }
    table = wanted.merge(pd.DataFrame({name: list(sets)}, dtype="str"), how="cross")
    figures = has.reindex(pd.MultiIndex.from_frame(table[["indicator_id", name]])).fillna(0).to_numpy()
    in_being = [
        living[(first, last), set_name]
        for first, last, set_name in zip(table["period_start"], table["period_end"], table[name], strict=True)
    ]
    table = table.assign(figures=figures, in_being=in_being)
    return (
        table[table["in_being"] > 0]
        .assign(share_with_figure=lambda shares: (shares["figures"] / shares["in_being"]).astype("float64"))[
            ["indicator_id", name, "share_with_figure"]
        ]
        .reset_index(drop=True)
    )


def _periods(councils: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each indicator and period: all councils together, beside the period before.

    What compares the two periods is null where the register has a break at the later one.
    """
    columns = [*PERIOD, "period", "place", "time", "start", "end", "value", "half_unit", "in_proportion"]
    figures = councils.loc[councils["value"].notna(), columns].sort_values(["place", "end", "start"], kind="stable")
    figures = figures.assign(scaled=on_its_scale(figures).where(figures["in_proportion"].eq(True)))
    figures = figures.assign(change=figures["scaled"] - figures["scaled"].groupby(figures["place"]).shift())
    before = figures["value"].groupby(figures["place"]).shift()
    figures = figures.assign(alike=figures["value"].eq(before).astype("float64").where(before.notna()))
    commonest = figures.groupby(["time", "value"]).size().groupby(level="time").max()
    table = figures.groupby("time").agg(
        indicator_id=("indicator_id", "first"), period_start=("period_start", "first"),
        period_end=("period_end", "first"), period=("period", "first"), councils=("value", "size"),
        median=("value", "median"), alike=("alike", "mean"), with_one_before=("alike", "count"),
        change=("change", "median"),
    ).assign(one_value=lambda periods: commonest / periods["councils"])  # fmt: skip
    table = table.sort_values(["indicator_id", "period_end", "period_start"], ignore_index=True)
    by = table["indicator_id"]
    enough = table["councils"] >= FEWEST_IN_GROUP
    registered = dict(zip(indicators["indicator_id"], indicators["breaks"].str.split(";"), strict=True))
    indicator_periods = zip(table["indicator_id"], table["period"], strict=True)
    alike = pd.Series(
        [period not in registered.get(name, ()) for name, period in indicator_periods], table.index, dtype="bool"
    )
    change = table["change"].abs().where(table["with_one_before"] >= FEWEST_IN_GROUP)
    median = table["median"].where(enough & (table["median"] > 0))
    powers = (median / median.groupby(by).shift()).map(log10, na_action="ignore").abs()
    usual = table["alike"].where(table["with_one_before"] >= FEWEST_IN_GROUP).groupby(by).transform("median")
    one_usual = table["one_value"].where(enough).groupby(by).transform("median")
    long_enough = by.map(by.value_counts()) >= FEWEST_IN_HISTORY
    return table.assign(
        powers_of_ten=powers.where(alike),
        leap_of_all=_leap_of_all(change, by).where(alike),
        share_alike=table["alike"].where((table["with_one_before"] >= FEWEST_IN_GROUP) & (usual <= SELDOM)),
        share_of_one_value=table["one_value"].where(enough & (one_usual <= SELDOM)),
        share_of_usual_councils=(table["councils"] / table["councils"].groupby(by).transform("median")).where(
            long_enough
        ),
    )[
        [
            "indicator_id",
            "period",
            "period_start",
            "period_end",
            "powers_of_ten",
            "leap_of_all",
            "share_alike",
            "share_of_one_value",
            "share_of_usual_councils",
        ]
    ]


def _leap_of_all(change: pd.Series, by: pd.Series) -> pd.Series:
    """Return how many times its limit the median change of the councils is, its sign ignored.

    The limit is LEAP, and TIMES_USUAL_CHANGE of the usual one where the indicator has three changes or more.
    """
    usual = change.groupby(by).transform("median").where(change.groupby(by).transform("count") >= FEWEST_CHANGES)
    limit = (TIMES_USUAL_CHANGE * usual).clip(lower=log(LEAP)).fillna(log(LEAP))
    return change / limit


def _lost(
    lost: pd.DataFrame,
    observations: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    areas: Areas,
    settings: Settings,
) -> pd.DataFrame:
    """Return one row for each newest period that is lost, and one for each file that could be read and loses none.

    `lost` names the period and its file, how many rows are rejected and why; or it is only the file.
    """
    types = dict(zip(indicators["indicator_id"], indicators["period_type"], strict=True))
    as_at = settings.parameters.as_at.by_period_type()
    lost_now = newest_lost(lost, observations, types, areas, as_at, areas.same_council(settings.authority))
    read = raw_files.loc[raw_files["refused"].eq("") & ~raw_files["file"].isin(lost_now["file"]), "file"]
    failing = [(row["indicator_id"], describe_lost(row), row["rows"]) for row in lost_now.to_dict("records")]
    table = pd.DataFrame([*failing, *(("", file, 0) for file in read)], columns=["indicator_id", "lost", "rows_lost"])
    return table.astype({"indicator_id": "str", "lost": "str", "rows_lost": "int64"})


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
    sums = (
        of_parts.groupby(["whole_id", *at])
        .agg(total=("value", "sum"), rounding=("half_unit", "sum"), there=("part_id", "nunique"))
        .reset_index()
    )
    needed = parts.groupby("whole_id")["part_id"].nunique()
    sums = sums[sums["there"] == sums["whole_id"].map(needed)]
    table = wholes.merge(sums.rename(columns={"whole_id": "indicator_id"}), on=["indicator_id", *at], how="inner")
    apart = (table["total"] - table["value"]).abs() / (table["rounding"] + table["half_unit"])
    return table.assign(half_units_apart=apart.astype("float64"))[
        ["indicator_id", "area_code", "period", "half_units_apart"]
    ]


def _yes_or_no(answer: object) -> str:
    return "yes" if answer else "no"
