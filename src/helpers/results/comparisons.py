"""A council among its comparator group: who is in it for each figure, and where the council stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.areas import ENGLAND, Areas
from helpers.methods.base_rates import quartile_base
from helpers.methods.dates import existed_on
from helpers.methods.expressions import PERIOD, TIE
from helpers.methods.ranking import next_quartile, quartile_bounds, rank_and_quartile
from helpers.params import Parameters
from helpers.results.reporting_figures import CouncilFigures
from helpers.schema.comparison import GROUP_COMPARISONS
from helpers.verdicts import ALONE, SIGNS

NO_MEMBERS = "the group lists no councils for this council"
"""Why nothing is compared in a group whose list of neighbours has nothing on the council."""

OUTSIDE = "not in the comparator group in this period"

UP, DOWN, UNCHANGED = "up", "down", "unchanged"
"""Where a quartile has gone since the period before; up is better."""


def comparator_rows(
    reported: pd.DataFrame, latest: pd.DataFrame, members: pd.DataFrame, codes: Sequence[str]
) -> pd.DataFrame:
    """Return the figures each of a council's latest figures is ranked among, its own with them.

    A member takes part where it existed at some time in the period and has a figure; where it ended inside the period
    and a successor has a figure too, the successor stays.

    Columns needed    reported, made by `as_reported`: indicator_id, area_code, period_start, period_end, value; latest,
                      made by `latest_figures` or any that names periods of indicators, each once: indicator_id,
                      period_start, period_end; members: area_code, area_name, start_date, end_date (null where open),
                      successor_codes (separated by semicolons)
    Columns returned  those of reported and of members; own (true on the council's row)
    Source            docs/methods/07_rank_and_quartile.md
    """
    wanted = latest.dropna(subset=["period_end"])[["indicator_id", *PERIOD]]
    # most figures are of councils outside the group, and to match them by text takes longest
    rows = reported[reported["value"].notna() & reported["area_code"].isin(members["area_code"])]
    rows = rows.merge(wanted, on=["indicator_id", *PERIOD], how="inner", validate="many_to_one")
    rows = rows.merge(members, on="area_code", how="inner", validate="many_to_one")
    started = rows["start_date"].isna() | (rows["start_date"].fillna(date.min) <= rows["period_end"])
    lasted = rows["end_date"].isna() | (rows["end_date"].fillna(date.max) >= rows["period_start"])
    rows = rows[started & lasted]
    rows = rows.drop(index=_succeeded(rows))
    order = ["indicator_id", "period_end", "area_code"]
    return rows.assign(own=rows["area_code"].isin(codes)).sort_values(order, ignore_index=True)


def _succeeded(rows: pd.DataFrame) -> pd.Index:
    """Return the rows of councils that ended inside a period for which a successor has a figure too."""
    columns = ["indicator_id", *PERIOD, "area_code"]
    ended = rows[rows["end_date"].fillna(date.max) < rows["period_end"]]
    after = ended.assign(area_code=ended["successor_codes"].str.split(";")).explode("area_code")
    both = after[columns].rename_axis("row").reset_index().merge(rows[columns], on=columns)
    return pd.Index(both["row"].unique())


def comparisons(
    rows: pd.DataFrame, latest: pd.DataFrame, indicators: pd.DataFrame, minimum_group_size: int
) -> pd.DataFrame:
    """Say where a council stands in its group for every indicator of the register.

    Where no other council of the group has a figure, nothing is compared: median, ends and gap are null.

    Columns needed    rows, made by `comparator_rows`: indicator_id, area_code, area_name, own, value, polarity; latest,
                      made by `latest_figures`: indicator_id, period, period_start, period_end, stale, provisional,
                      derived, why_no_figure; indicators: indicator_id, polarity
    Columns returned  one row per indicator: indicator_id, polarity, period, period_start, period_end, stale,
                      provisional, derived; value, rank, tied (councils sharing the rank), n, quartile, median,
                      lower_quartile, upper_quartile (type 7, for charts), lowest, highest, gap (own value less the
                      median, units of the value), gap_is_better (null where polarity is neutral or there is no gap),
                      best and worst (the figures at the ends of the group, null where polarity is neutral), best_areas
                      and worst_areas
                      (names, separated by semicolons), gap_to_next_quartile (see `ranking.next_quartile`), reason where
                      there is no rank
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    Source            docs/methods/07_rank_and_quartile.md
    """
    ranked = rank_and_quartile(rows, minimum_group_size=minimum_group_size)
    own = ranked[ranked["own"]].set_index("indicator_id")
    spread = group_spread(ranked)
    result = indicators[["indicator_id", "polarity"]].merge(
        latest[["indicator_id", "period", *PERIOD, "stale", "provisional", "derived", "why_no_figure"]],
        on="indicator_id",
        how="left",
        validate="one_to_one",
    )
    key = result["indicator_id"]
    result = result.assign(
        value=key.map(own["value"]),
        rank=key.map(own["rank"]).astype("Int64"),
        n=key.map(spread["n"]).fillna(0).astype("Int64"),
        quartile=key.map(own["quartile"]).astype("Int64"),
        **{name: key.map(spread[name]) for name in ("median", "lower_quartile", "upper_quartile", "lowest", "highest")},
    )
    sharing = ranked.groupby(["indicator_id", "rank"]).size()
    shared_rank = pd.MultiIndex.from_arrays([result["indicator_id"], result["rank"].astype("Float64")])
    result["tied"] = pd.Series(sharing.reindex(shared_rank).to_numpy(), index=result.index).astype("Int64")
    result["gap"] = result["value"] - result["median"]
    sign = result["polarity"].map(SIGNS)
    better = (result["gap"] * sign > 0).astype("boolean")
    result["gap_is_better"] = better.where(result["gap"].notna() & (result["gap"] != 0) & (sign != 0))
    result["best"] = result["highest"].where(sign > 0, result["lowest"].where(sign < 0))
    result["worst"] = result["lowest"].where(sign > 0, result["highest"].where(sign < 0))
    for end in ("best", "worst"):
        result[f"{end}_areas"] = key.map(_areas_at(rows, result.set_index("indicator_id")[end]))
    result["gap_to_next_quartile"] = key.map(next_quartile(ranked))
    reason = key.map(own["rank_reason"])
    alone = result["value"].notna() & result["median"].isna()
    reason = reason.mask(alone, ALONE).mask(result["value"].isna(), OUTSIDE)
    result["reason"] = reason.mask(result["period_end"].isna(), result.pop("why_no_figure"))
    return result.sort_values("indicator_id", ignore_index=True)


def group_spread(rows: pd.DataFrame, key: Sequence[str] = ("indicator_id",)) -> pd.DataFrame:
    """Return the middle and the spread of each group; nothing but the number where no other council has a figure.

    A figure is compared with those of others, never with itself.

    Columns needed    keys of `key`; value, own (true on the council's row)
    Columns returned  those of `ranking.quartile_bounds`, in the units of the value
    Source            as for `ranking.quartile_bounds`
    """
    spread = quartile_bounds(rows, key)
    others = rows.loc[~rows["own"].astype("bool")].groupby(list(key))["value"].count()
    compared = (others.reindex(spread.index).fillna(0) > 0) & (spread["n"] > 1)
    return spread.assign(**{name: spread[name].where(compared) for name in spread.columns.drop("n")})


def _areas_at(rows: pd.DataFrame, ends: pd.Series) -> pd.Series:
    """Name the councils whose figures are equal to the one given for their indicator, in order of name."""
    end = rows["indicator_id"].map(ends).astype("float64")
    size = pd.concat([rows["value"].abs(), end.abs()], axis=1).max(axis=1).clip(lower=1)
    at_end = rows[(rows["value"] - end).abs() <= TIE * size].sort_values("area_name")
    return at_end.groupby("indicator_id")["area_name"].agg("; ".join).astype("object")


def with_england(compared: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Put the published figure of England for the same period beside each comparison.

    Columns needed    compared, made by `comparisons`: indicator_id, period_start, period_end, value; reported, made by
                      `as_reported`: indicator_id, area_code, period_start, period_end, value, value_type
    Columns returned  those of compared; england (null where none is published, since it is never worked out from
                      councils, and for a count, which grows with the area), gap_to_england (own value less that of
                      England, units of the value)
    Source            docs/methods/07_rank_and_quartile.md
    """
    alike = reported["area_code"].eq(ENGLAND) & reported["value_type"].ne("count")
    of_england = reported.loc[alike, ["indicator_id", *PERIOD, "value"]]
    result = compared.merge(
        of_england.rename(columns={"value": "england"}), on=["indicator_id", *PERIOD], how="left", validate="one_to_one"
    )
    return result.assign(gap_to_england=result["value"] - result["england"])


def figures_before(latest: pd.DataFrame) -> pd.DataFrame:
    """Return the figure before each newest one as a newest figure, where the two can be compared.

    Columns needed    latest, the table reporting_figures: indicator_id, previous_period, previous_period_start,
                      previous_period_end, why_no_previous
    Columns returned  one row per indicator: indicator_id, period, period_start, period_end, stale, provisional and
                      derived (none is ever true), why_no_figure where there is nothing sound to compare
    """
    names = ["period", *PERIOD]
    comparable = latest["why_no_previous"].eq("")
    periods = {name: latest[f"previous_{name}"].where(comparable) for name in names}
    return latest[["indicator_id"]].assign(
        **periods, stale=False, provisional=False, derived=False, why_no_figure=latest["why_no_previous"]
    )


def with_previous(compared: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Put the place in the period before beside each place.

    Columns needed    compared, made by `comparisons`: indicator_id, rank, quartile; before, the same of the period
                      before (its `latest` was made by `figures_before`): indicator_id, period, value, rank, tied, n,
                      quartile, reason
    Columns returned  those of compared; previous_period, previous_value, previous_rank, previous_tied, previous_n,
                      previous_quartile, previous_reason (why there was no rank); rank_change (places gained, above zero
                      is better; the groups may differ in size), quartile_change (up, down or unchanged; up is better)
    """
    names = ["period", "value", "rank", "tied", "n", "quartile", "reason"]
    earlier = before[["indicator_id", *names]].rename(columns={name: f"previous_{name}" for name in names})
    result = compared.merge(earlier, on="indicator_id", how="left", validate="one_to_one")
    moved = result["previous_quartile"] - result["quartile"]
    words = moved.map({number: UP if number > 0 else DOWN if number < 0 else UNCHANGED for number in range(-3, 4)})
    return result.assign(rank_change=result["previous_rank"] - result["rank"], quartile_change=words)


def full_comparisons(
    figures: CouncilFigures,
    members: pd.DataFrame,
    indicators: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> pd.DataFrame:
    """Say where a council stands in its group, beside England, and where it stood in the period before.

    Columns needed    members: as in `comparator_rows`; indicators: indicator_id, polarity
    Columns returned  those of `comparisons`, `with_england` and `with_previous`
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    """
    smallest = parameters.minimum_group_size
    before = figures_before(figures.latest)
    now, then = (
        comparisons(comparator_rows(figures.reported, latest, members, codes), latest, indicators, smallest)
        for latest in (figures.latest, before)
    )
    return with_previous(with_england(now, figures.reported), then)


GROUP_COLUMNS = list(GROUP_COMPARISONS.names)


def group_comparisons(
    figures: CouncilFigures,
    members: pd.DataFrame,
    groups: Sequence[str],
    indicators: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> pd.DataFrame:
    """Say where a council stands in each of several groups, side by side.

    `groups` are the names of the groups in printed order.

    Columns needed    members: as in `comparator_rows`, with comparator_group; indicators: indicator_id, polarity
    Columns returned  GROUP_COLUMNS, one row per indicator and group: comparator_group, columns of `comparisons`,
                      members (councils of the group that existed on the last day of the period; n of them have a
                      figure)
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    """
    parts = []
    for name in groups:
        of_group = members[members["comparator_group"] == name].drop(columns="comparator_group")
        rows = comparator_rows(figures.reported, figures.latest, of_group, codes)
        of_name = comparisons(rows, figures.latest, indicators, parameters.minimum_group_size)
        councils = {day: existed_on(of_group, day).sum() for day in of_name["period_end"].dropna().unique()}
        of_name["members"] = of_name["period_end"].map(councils).astype("Int64")
        if of_group.empty:
            of_name["reason"] = of_name["reason"].mask(of_name["period_end"].notna(), NO_MEMBERS)
        parts.append(of_name.assign(comparator_group=name))
    table = pd.concat(parts, ignore_index=True).sort_values("indicator_id", kind="stable", ignore_index=True)
    return table[GROUP_COLUMNS]


def group_coverage(
    figures: CouncilFigures, members: pd.DataFrame, groups: Sequence[str], codes: Sequence[str]
) -> pd.DataFrame:
    """Count the council's latest figures for which each member of each group has one of the same period.

    `groups` is as in `group_comparisons`.

    Columns needed    members: as in `comparator_rows`, with comparator_group
    Columns returned  those of members, the rows of these groups in their order; figures (indicators in which the code
                      takes part)
    """
    parts = []
    for name in groups:
        of_group = members[members["comparator_group"] == name]
        rows = comparator_rows(figures.reported, figures.latest, of_group, codes)
        taking_part = rows.groupby("area_code").size()
        parts.append(of_group.assign(figures=of_group["area_code"].map(taking_part).fillna(0).astype("int64")))
    return pd.concat(parts, ignore_index=True)


def quartile_bases(rows: pd.DataFrame, indicators: Sequence[str], minimum_group_size: int) -> pd.DataFrame:
    """Return the share of all ranks that is in each quartile, which is what an average council has there.

    Every council of the group counts, in all of some indicators, such as those that the headline counts.

    Columns needed    rows, made by `comparator_rows`: indicator_id, area_code, value, polarity
    Columns returned  part (quartile_1 to quartile_4, top_half), share_percent (null where nothing has a rank), ranks
                      (their number)
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    Source            as for `base_rates.quartile_base`
    """
    counted = rows[rows["indicator_id"].isin(indicators)]
    ranked = rank_and_quartile(counted, minimum_group_size=minimum_group_size)
    shares = quartile_base(ranked).rename_axis("part").rename("share_percent").reset_index()
    return shares.assign(ranks=int(ranked["quartile"].notna().sum()))


def quartile_cells(rows: pd.DataFrame, indicators: pd.DataFrame, minimum_group_size: int, areas: Areas) -> pd.DataFrame:
    """Return the quartile of every council in every indicator that has quartiles.

    A council is named by the newest of its codes in `rows`.

    Columns needed    rows, made by `comparator_rows`: indicator_id, area_code, area_name, own, value, polarity;
                      indicators, in the order of the result: indicator_id, title, theme
    Columns returned  one row per indicator and council: indicator_id, title, theme, area_code, area_name, own, quartile
                      (1 is best; null where the council has no figure)
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    """
    ranked = rank_and_quartile(rows, minimum_group_size=minimum_group_size)
    codes = set(rows["area_code"])
    newest = {code: [other for other in areas.same_council(code) if other in codes][-1] for code in codes}
    ranked = ranked.assign(area_code=ranked["area_code"].map(newest))
    ranked = ranked.loc[ranked["quartile"].notna(), ["indicator_id", "area_code", "quartile"]]
    wanted = indicators[["indicator_id", "title", "theme"]]
    wanted = wanted[wanted["indicator_id"].isin(ranked["indicator_id"])]
    councils = rows.loc[rows["area_code"].isin(ranked["area_code"]), ["area_code", "area_name", "own"]]
    councils = councils.drop_duplicates("area_code").sort_values(["area_name", "area_code"])
    cells = wanted.merge(councils, how="cross").merge(
        ranked, on=["indicator_id", "area_code"], how="left", validate="one_to_one"
    )
    return cells.astype({"quartile": "Int64"})
