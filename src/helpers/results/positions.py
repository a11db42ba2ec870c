"""Overall position: what the method is given for one group's year, the same whoever's report is made."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import months_between
from helpers.methods.expressions import PERIOD
from helpers.methods.position import Inputs, Positions, overall_position
from helpers.methods.shrunken_ranks import common_periods
from helpers.params import Parameters
from helpers.results.comparisons import comparator_rows
from helpers.shared_work import do_once
from helpers.verdicts import SIGNS


def position_inputs(
    reported: pd.DataFrame,
    indicators: pd.DataFrame,
    dashboards: pd.DataFrame,
    members: pd.DataFrame,
    areas: Areas,
    own: str,
    rules: Parameters,
) -> Inputs:
    """Return the figures of each council, whatever codes it has had, with what is known of indicators and councils.

    `own` is a code of the council that the report is about; the column of that name is all that depends on it. The
    reports of one call work the rest out once.

    Columns needed    those of `group_inputs`
    Columns returned  those of `group_inputs`; councils has own too
    Source            docs/methods/14_positions.md
    """
    of_group = reported[reported["area_code"].isin(members["area_code"])]
    depends_on = (of_group, indicators, dashboards, members, list(areas), rules)
    inputs = do_once(
        "position inputs", depends_on, lambda: group_inputs(reported, indicators, dashboards, members, areas, rules)
    )
    is_own = inputs.councils["area_code"].isin(areas.same_council(own))
    return inputs._replace(councils=inputs.councils.assign(own=is_own))


def positions_of_group(inputs: Inputs, same_measure: pd.DataFrame) -> Positions:
    """Return what `overall_position` does; the reports of one call work it out once, as only `own` is the council's.

    Columns needed    those of `overall_position`
    Columns returned  those of `overall_position`
    Raises            MethodProblem, as `overall_position` does
    """
    own = inputs.councils.loc[inputs.councils["own"], "area_code"]
    of_all = inputs._replace(councils=inputs.councils.assign(own=False))
    made = do_once("positions", (of_all, same_measure), lambda: overall_position(of_all, same_measure))
    return made._replace(positions=made.positions.assign(own=made.positions["area_code"].isin(own)))


def group_inputs(
    reported: pd.DataFrame,
    indicators: pd.DataFrame,
    dashboards: pd.DataFrame,
    members: pd.DataFrame,
    areas: Areas,
    rules: Parameters,
) -> Inputs:
    """Return the inputs of a group, which are the same for the reports of all of its councils.

    The period of an indicator is the newest for which 75% of the councils that existed on its last day have a figure.
    An indicator without such a period does not count, and has the newest of the group. A council is named by the newest
    of its codes in the group. Councils that had ended before the newest of the periods and have no counted figure are
    left out.

    Columns needed    reported: those of `reporting_figures.as_reported`; indicators: indicator_id, dashboard, polarity,
                      counted; dashboards: dashboard, theme, theme_order, in_theme; members: area_type and those of
                      `comparator_rows`
    Columns returned  figures: those of `comparator_rows` without own, area_code the newest code. indicators, one row
                      per indicator: indicator_id, theme, theme_order, in_theme, in_headline (counted and not too old),
                      ranked (whether polarity and the number of figures allow ranks), period_start and period_end,
                      in_being (councils that existed on the last day of the period). councils: area_code, area_name,
                      area_type. not_applicable: indicator_id, area_code, where the publisher says that the measure
                      does not apply to the council
    Source            docs/methods/14_positions.md
    """
    codes = set(members["area_code"])
    newest = {code: [other for other in areas.same_council(code) if other in codes][-1] for code in sorted(codes)}
    of_group = reported[reported["area_code"].isin(codes) & reported["indicator_id"].isin(indicators["indicator_id"])]
    rows = _every_period(of_group, members, newest)
    periods = periods_of_indicators(rows, members.assign(council=members["area_code"].map(newest)))
    rows = rows.merge(periods, on=["indicator_id", *PERIOD], validate="many_to_one")
    ends = periods.set_index("indicator_id")["period_end"]
    living = {day: {newest[code] for code in codes if areas[code].living(day, day)} for day in set(ends)}
    about = indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    about = about.merge(periods, on="indicator_id", how="left", validate="one_to_one")
    too_old = months_between(about["period_end"], rules.as_at.all_others) > rules.stale_after_months
    enough = rows.groupby("indicator_id").size() >= rules.minimum_group_size
    about = about[["indicator_id", "theme", "theme_order", "in_theme", *PERIOD]].assign(
        in_headline=(about["counted"] & ~too_old.fillna(value=False)).astype("bool"),
        ranked=about["indicator_id"].isin(enough.index[enough]) & about["polarity"].map(SIGNS).ne(0),
        in_being=[len(living.get(day, ())) for day in about["period_end"]],
    )
    hidden = of_group[of_group["value"].isna() & of_group["marker"].str.contains("[z]", regex=False)]
    hidden = hidden.merge(periods, on=["indicator_id", *PERIOD])
    counted = rows["indicator_id"].isin(about.loc[about["in_headline"], "indicator_id"])
    present = set(rows.loc[counted, "area_code"]) | living.get(ends.max(), set())
    about_councils = members.loc[members["area_code"].isin(present), ["area_code", "area_name", "area_type"]]
    return Inputs(
        rows,
        about.sort_values("indicator_id", ignore_index=True),
        about_councils.sort_values("area_code", ignore_index=True),
        hidden[["indicator_id", "area_code"]].assign(area_code=hidden["area_code"].map(newest)),
    )


def _every_period(of_group: pd.DataFrame, members: pd.DataFrame, newest: Mapping[str, str]) -> pd.DataFrame:
    """Return the figures of every period that take part in ranks, each council by the newest of its codes."""
    every = of_group.loc[of_group["value"].notna(), ["indicator_id", *PERIOD]].drop_duplicates()
    rows = comparator_rows(of_group, every, members, ()).drop(columns="own")
    return rows.assign(area_code=rows["area_code"].map(newest))


def periods_of_indicators(rows: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    """Return the common period of each indicator or, if it has none, the newest of the group.

    Columns needed    rows: indicator_id, area_code (the newest code), period_start, period_end, value; councils: those
                      of `shrunken_ranks.common_periods`
    Columns returned  indicator_id, period_start, period_end
    Source            docs/methods/14_positions.md
    """
    periods = common_periods(rows.rename(columns={"area_code": "council"}), councils)[["indicator_id", *PERIOD]]
    others = rows[~rows["indicator_id"].isin(periods["indicator_id"])].sort_values(PERIOD[::-1])
    return pd.concat([periods, others.groupby("indicator_id").tail(1)[periods.columns]], ignore_index=True)
