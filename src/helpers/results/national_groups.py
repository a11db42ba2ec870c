"""What is judged by all areas of a group together, some indicators of a national run at a time: evidence and funnels.

Codes and periods are numbers here, as in `results.national`; the methods are those of a council's report.
"""

from __future__ import annotations

from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from helpers.methods.evidence import judge_evidence
from helpers.methods.expressions import PERIOD
from helpers.methods.funnel import funnels
from helpers.methods.moderation import shrunken_changes
from helpers.params import Parameters
from helpers.results.evidence import evidence_of_directions
from helpers.results.national import Areas
from helpers.results.own_series import at_newest_month
from helpers.results.positions import periods_of_indicators

_SERIES: Final = ["indicator_id", "area_code"]
_NUMBERS: Final = ("value", "lower_95", "upper_95", "numerator", "denominator")
_INDICATOR: Final = ["indicator_number", "group_number"]


def figures_of_groups(reported: Any, areas: Areas) -> Any:
    """Return the figures of areas in groups as a frame of the engine, with numbers for all names.

    Columns needed    reported: those of `national.number_observations`
    Columns returned  period_number, area_number, newest_number, group_number, value, lower_95, upper_95, numerator,
                      denominator, break_before, backcast, not_applicable
    """
    rows = nw.from_native(reported).lazy().filter(~nw.col("area_group").is_null())
    return rows.select(
        "period_number",
        *_NUMBERS,
        "break_before",
        "backcast",
        "not_applicable",
        area_number=nw.col("area_code"),
        newest_number=nw.col("series") % areas.number,
        group_number=nw.col("area_group") - nw.col("period_number") * areas.groups,
    ).to_native()


def series_of_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the series of every area of each group under its newest code, at the time of year of its newest figure.

    Columns needed    those of `figures_of_groups`, of whole indicators; those of `about_periods`
    Columns returned  those of rows; indicator_id (a number for each indicator and group) and area_code (the number of
                      the newest code)
    Source            docs/methods/13_strength_of_evidence.md; `group_series.group_series`
    """
    order = [*_INDICATOR, "newest_number", *PERIOD]
    own = rows.sort_values([*order, "backcast", "area_number"]).drop_duplicates(order)
    own = own.assign(indicator_id=own.groupby(_INDICATOR).ngroup(), area_code=own["newest_number"])
    return at_newest_month(own, _SERIES).drop(columns="newest_end").reset_index(drop=True)


def evidence_of_groups(series: pd.DataFrame, directions: pd.DataFrame) -> pd.DataFrame:
    """Say how strong the evidence is for the newest change of each area, by the ups and downs of its own group.

    Columns needed    series: those of `series_of_groups`; directions: indicator_number, area_code, latest_year,
                      previous_year, change, reason
    Columns returned  those of `evidence.evidence_of_directions`, with numbers as in `series_of_groups`;
                      indicator_number, group_number
    Raises            MethodProblem, as `evidence.judge_evidence`
    Source            docs/methods/13_strength_of_evidence.md
    """
    judged = judge_evidence(series)
    own = series[[*_SERIES, *_INDICATOR]].drop_duplicates()
    of_own = own.merge(directions, on=["indicator_number", "area_code"], how="inner", validate="many_to_one")
    result = evidence_of_directions(judged, shrunken_changes(judged), of_own)
    return result.merge(own, on=_SERIES, how="left", validate="one_to_one")


def taking_part(rows: pd.DataFrame, areas: pd.DataFrame, successors: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that areas are compared by, as `comparisons.comparator_rows` does.

    Columns needed    rows: those of `figures_of_groups`, period_start and period_end; areas, in order of their numbers:
                      start_date and end_date (times; null where open); successors: ended_number, area_number
    Columns returned  those of rows
    Source            docs/methods/07_rank_and_quartile.md
    """
    rows = rows[rows["value"].notna()]
    start, end = (areas[name].to_numpy()[rows["area_number"].to_numpy()] for name in ("start_date", "end_date"))
    first, last = (rows[name].to_numpy() for name in PERIOD)
    living = (np.isnat(start) | (start <= last)) & (np.isnat(end) | (end >= first))
    ended = living & (end < last)
    if not ended.any() or not len(successors):
        return rows[living]
    columns = ["period_number", "group_number", "area_number"]
    after = rows.loc[ended, columns].rename_axis("row").reset_index()
    after = after.rename(columns={"area_number": "ended_number"}).merge(successors, on="ended_number")
    both = after.merge(rows.loc[living, columns], on=columns)
    return rows[living].drop(index=both["row"].unique())


def funnels_of_groups(compared: pd.DataFrame, newest: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Return the funnel of each group in the newest period of each area, with limits that allow for over-dispersion.

    Columns needed    compared: those of `taking_part` and of `about_periods`; newest: indicator_number, area_code,
                      period_start, period_end
    Columns returned  those of `funnel.funnels`; indicator_number, group_number, area_code (the newest)
    Raises            MethodProblem, as `funnel.funnels`
    Source            docs/methods/06_funnel_plots.md
    """
    wanted = newest[["indicator_number", *PERIOD]].drop_duplicates()
    rows = compared.merge(wanted, on=["indicator_number", *PERIOD], how="inner", validate="many_to_one")
    key = ["period_number", "group_number"]
    rows = rows[rows["numerator"].notna().groupby([rows[name] for name in key]).transform("any")]
    number = rows.groupby(key).ngroup()
    rows = rows.assign(indicator_id=number, area_code=rows["newest_number"], area_name="", own=True)
    if not len(rows):
        return rows
    made = funnels(rows, parameters.minimum_group_size, parameters.funnel_correction)
    about = rows[["indicator_id", *_INDICATOR, *PERIOD]].drop_duplicates("indicator_id")
    result = made.merge(about, on="indicator_id", how="left", validate="many_to_one").drop(columns="indicator_id")
    return result.merge(newest, on=["indicator_number", "area_code", *PERIOD], how="inner")


def positioned_figures(rows: pd.DataFrame, compared: pd.DataFrame, members: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the figures by which the areas of each group are positioned: those of its common period.

    Columns needed    rows: those of `figures_of_groups`, and indicator_number, period_start and period_end; compared:
                      those of `taking_part`, and the same; members, by the number of a group: council (the newest
                      number of each code), start_date, end_date (seconds)
    Columns returned  indicator_number, group_number, period_start, period_end; area_code (the newest number), value
                      (null where the measure does not apply to the area)
    Source            docs/methods/14_positions.md
    """
    parts = []
    columns = [*_INDICATOR, "newest_number", *PERIOD, "value"]
    hidden = rows.loc[rows["not_applicable"].astype("bool"), columns]
    for _, of_group in compared[columns].groupby("group_number"):
        number = int(of_group["group_number"].iloc[0])
        seconds = {name: of_group[name].astype("int64") for name in PERIOD}
        named = pd.DataFrame(
            {"indicator_id": of_group["indicator_number"], "area_code": of_group["newest_number"], **seconds}
        ).assign(value=of_group["value"])
        periods = periods_of_indicators(named, members[number])
        periods = periods.astype(dict.fromkeys(PERIOD, "datetime64[s]")).assign(group_number=number)
        periods = periods.rename(columns={"indicator_id": "indicator_number"})
        both = pd.concat([of_group, hidden[hidden["group_number"].eq(number)]])
        parts.append(both.merge(periods, on=[*_INDICATOR, *PERIOD], how="inner", validate="many_to_one"))
    result = pd.concat(parts) if parts else compared.iloc[:0][columns]
    result = result.rename(columns={"newest_number": "area_code"})
    return result.sort_values([*_INDICATOR, "area_code"], ignore_index=True)


def existing_on(members: pd.DataFrame, second: int) -> set[int]:
    """Return the areas that existed at a time, by the number of their newest code.

    Columns needed  council, start_date, end_date (never null)
    """
    living = (members["start_date"] <= second) & (members["end_date"] >= second)
    return set(members.loc[living, "council"])
