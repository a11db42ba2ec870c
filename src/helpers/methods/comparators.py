"""A council among its comparator group: who is in it for each figure, and where the council stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.methods.frames import SIGNS
from helpers.methods.ranking import quartile_bounds, rank_and_quartile
from helpers.methods.reporting import PERIOD


def comparator_rows(
    reported: pd.DataFrame, latest: pd.DataFrame, members: pd.DataFrame, codes: Sequence[str]
) -> pd.DataFrame:
    """Return the figures each of a council's latest figures is ranked among, its own with them.

    `latest` is the frame of `latest_figures`, or any that names periods of indicators, each once; `members` has
    `area_code`, `start_date`, `end_date` (null where open) and `successor_codes` (separated by semicolons). A member
    takes part where it was in being at some time in the period and has a figure; where it ended inside the period and a
    successor has a figure too, the successor stays. Adds `own` (true on the council's row).
    """
    wanted = latest.dropna(subset=["period_end"])[["indicator_id", *PERIOD]]
    rows = reported.merge(wanted, on=["indicator_id", *PERIOD], how="inner", validate="many_to_one")
    rows = rows[rows["value"].notna()].merge(members, on="area_code", how="inner", validate="many_to_one")
    started = rows["start_date"].isna() | (rows["start_date"].fillna(date.min) <= rows["period_end"])
    lasted = rows["end_date"].isna() | (rows["end_date"].fillna(date.max) >= rows["period_start"])
    rows = rows[started & lasted]
    groups = rows.groupby(["indicator_id", *PERIOD])
    present = groups["area_code"].agg(frozenset).to_numpy()
    ended_inside = rows["end_date"].fillna(date.max) < rows["period_end"]
    succeeded = [
        bool(ended) and not present[group].isdisjoint(successors.split(";"))
        for ended, group, successors in zip(ended_inside, groups.ngroup(), rows["successor_codes"], strict=True)
    ]
    rows = rows[~pd.Series(succeeded, index=rows.index, dtype="bool")]
    order = ["indicator_id", "period_end", "area_code"]
    return rows.assign(own=rows["area_code"].isin(codes)).sort_values(order, ignore_index=True)


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
    spread = quartile_bounds(ranked)
    result = indicators[["indicator_id", "polarity"]].merge(
        latest[["indicator_id", "period", *PERIOD, "stale", "why_no_figure"]],
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
    place = pd.MultiIndex.from_arrays([result["indicator_id"], result["rank"].astype("Float64")])
    result["tied"] = pd.Series(sharing.reindex(place).to_numpy(), index=result.index).astype("Int64")
    result["gap"] = result["value"] - result["median"]
    sign = result["polarity"].map(SIGNS)
    better = (result["gap"] * sign > 0).astype("boolean")
    result["gap_is_better"] = better.where(result["gap"].notna() & (result["gap"] != 0) & (sign != 0))
    reason = key.map(own["rank_reason"])
    reason = reason.mask(result["value"].isna(), "not in the comparator group in this period")
    result["reason"] = reason.mask(result["period_end"].isna(), result.pop("why_no_figure"))
    return result.sort_values("indicator_id", ignore_index=True)


def quartile_cells(rows: pd.DataFrame, indicators: pd.DataFrame, minimum_group_size: int) -> pd.DataFrame:
    """Return the quartile of every council in every indicator that has quartiles.

    `rows` is the frame of `comparator_rows`; `indicators` has `indicator_id`, `title` and `theme`, in the order of the
    result. Gives one row per indicator and name of a council: `indicator_id`, `title`, `theme`, `area_name`, `own`
    and `quartile` (1 is best; null where the council has no figure).
    """
    ranked = rank_and_quartile(rows, minimum_group_size=minimum_group_size)
    ranked = ranked.loc[ranked["quartile"].notna(), ["indicator_id", "area_name", "quartile"]]
    wanted = indicators[["indicator_id", "title", "theme"]]
    wanted = wanted[wanted["indicator_id"].isin(ranked["indicator_id"])]
    councils = rows[rows["area_name"].isin(ranked["area_name"])].groupby("area_name", as_index=False)["own"].any()
    cells = wanted.merge(councils, how="cross").merge(ranked, on=["indicator_id", "area_name"], how="left")
    return cells.astype({"quartile": "Int64"})
