"""The series of every council of the group, which say what the ups and downs of a measure are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from helpers.areas import Areas
from helpers.methods.expressions import PERIOD, SERIES
from helpers.results.as_reported import as_reported
from helpers.results.own_series import at_newest_month


def observed_series(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    own: pd.DataFrame,
    members: pd.DataFrame,
    areas: Areas,
    as_at: Mapping[str, date],
) -> pd.DataFrame:
    """Return the series that the observations have of every council of the group, up to the as-at dates.

    Columns needed    observations, indicators: those of `as_reported`, to which `as_at` goes; own, members: those of
                      `group_series`
    Columns returned  those of `group_series`
    """
    return group_series(as_reported(observations, indicators, as_at), own, members, areas)


def group_series(reported: pd.DataFrame, own: pd.DataFrame, members: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the series of every council of the group, and the council's own, each under its newest code.

    A series has the periods that end in the month of its newest figure. Where two codes of a council give one period,
    the figure that was not carried back to a council before it existed stays.

    Columns needed    reported: those of `as_reported`; own: the table own_series; members: area_code
    Columns returned  those of own without latest; area_code is the newest code that the council has had
    Source            docs/methods/13_strength_of_evidence.md
    """
    codes = pd.unique(pd.concat([members["area_code"], own["area_code"]]))
    newest = {code: areas.same_council(code)[-1] for code in codes}
    rows = reported[reported["area_code"].isin(list(newest))]
    rows = rows.assign(area_code=rows["area_code"].map(newest), carried_back=rows["area_flag"].eq("backcast"))
    rows = rows.sort_values([*SERIES, *PERIOD, "carried_back"]).drop_duplicates([*SERIES, *PERIOD])
    rows = at_newest_month(rows, list(SERIES)).drop(columns=["newest_end", "carried_back"])
    return rows[[name for name in own.columns if name != "latest"]].reset_index(drop=True)
