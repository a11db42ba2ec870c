"""Overall position: what the method is given for one council's year."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import months_between
from helpers.methods.expressions import PERIOD
from helpers.methods.position import Inputs
from helpers.params import Parameters
from helpers.results.comparisons import comparator_rows
from helpers.results.reporting_figures import CouncilFigures
from helpers.verdicts import SIGNS


def position_inputs(
    figures: CouncilFigures, comparisons: pd.DataFrame, members: pd.DataFrame, areas: Areas, own: str, rules: Parameters
) -> Inputs:
    """Return the figures of each council, whatever codes it has had, with what is known of indicators and councils.

    `own` is a code of the council that the report is about. The period of an indicator is that of the council's latest
    figure. If the council has none, or only one that is too old, it is the newest period of the group: an indicator
    that the council lacks still counts for the others. A council is named by the newest of its codes in the group.
    Councils that had ended before the newest of the periods and have no counted figure are left out.

    Columns needed    comparisons, with those of `with_register_and_dashboard`: indicator_id, period_start, period_end,
                      stale, polarity, counted, theme, theme_order, in_theme; members: area_type and those of
                      `comparator_rows`
    Columns returned  figures: those of `comparator_rows`, area_code the newest code. indicators, one row per indicator:
                      indicator_id, theme, theme_order, in_theme, in_headline, ranked (whether polarity and the number
                      of figures allow ranks), in_being (councils that existed on the last day of its period). councils:
                      area_code, area_name, area_type, own. not_applicable: indicator_id, area_code, where the publisher
                      says that the measure does not apply to the council
    Source            docs/methods/07_rank_and_quartile.md, position over many indicators
    """
    codes = set(members["area_code"])
    newest = {code: [other for other in areas.same_council(code) if other in codes][-1] for code in sorted(codes)}
    periods = _periods(figures.reported, comparisons, codes)
    rows = comparator_rows(figures.reported, periods, members, areas.same_council(own))
    rows = rows.assign(area_code=rows["area_code"].map(newest))
    ends = periods.set_index("indicator_id")["period_end"]
    in_being = {
        indicator: len({newest[code] for code in codes if areas[code].living(end, end)})
        for indicator, end in ends.items()
    }
    age = months_between(comparisons["indicator_id"].map(ends), rules.as_at.all_others)
    enough = rows.groupby("indicator_id").size() >= rules.minimum_group_size
    indicators = comparisons[["indicator_id", "theme", "theme_order", "in_theme"]].assign(
        in_headline=(comparisons["counted"] & ~(age > rules.stale_after_months).fillna(value=False)).astype("bool"),
        ranked=comparisons["indicator_id"].isin(enough.index[enough]) & comparisons["polarity"].map(SIGNS).ne(0),
        in_being=comparisons["indicator_id"].map(in_being).fillna(0).astype("int64"),
    )
    hidden = figures.reported[figures.reported["value"].isna() & figures.reported["area_code"].isin(codes)]
    hidden = hidden[hidden["marker"].str.contains("[z]", regex=False)].merge(periods, on=["indicator_id", *PERIOD])
    counted = rows["indicator_id"].isin(indicators.loc[indicators["in_headline"], "indicator_id"])
    last = ends.max()
    present = set(rows.loc[counted, "area_code"])
    present |= {newest[code] for code in codes if len(ends) and areas[code].living(last, last)}
    councils = members.loc[members["area_code"].isin(present), ["area_code", "area_name", "area_type"]]
    councils = councils.assign(own=councils["area_code"].isin(areas.same_council(own)))
    return Inputs(
        rows,
        indicators.sort_values("indicator_id", ignore_index=True),
        councils.sort_values("area_code", ignore_index=True),
        hidden[["indicator_id", "area_code"]].assign(area_code=hidden["area_code"].map(newest)),
    )


def _periods(reported: pd.DataFrame, comparisons: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Return the period of each indicator: of the council's latest figure or, if that is stale, the group's newest."""
    own = comparisons.loc[comparisons["period_end"].notna() & ~comparisons["stale"], ["indicator_id", *PERIOD]]
    others = reported[reported["value"].notna() & reported["area_code"].isin(codes)]
    others = others[~others["indicator_id"].isin(own["indicator_id"])].sort_values(PERIOD[::-1])
    return pd.concat([own, others.groupby("indicator_id").tail(1)[own.columns]], ignore_index=True)
