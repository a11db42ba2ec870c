"""What a reporting year may use: periods ended by the as-at date, a council's own series, its latest figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from helpers.markers import is_provisional
from helpers.methods.dates import months_between
from helpers.methods.expressions import PERIOD, SERIES
from helpers.params import Parameters
from helpers.register import multiplier
from helpers.results.own_series import own_series

STEPS = {"annual": 1, "quarterly": 1, "monthly": 1, "biennial": 2, "one_off": 1}
"""Years between a figure and the one it is compared with, by the register's frequency."""

WHERE_IT_STANDS = ["file", "row"]
"""The columns of the observations that say where a figure stands, on which no result rests."""

NO_FIGURE = "no figure by the as-at date"
"""The reason where the files have an indicator, but no figure for the council that the reporting year may use."""


def as_reported(observations: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Keep the periods that had ended by the as-at date, with what the register says of each indicator.

    `as_at` maps every period type of `indicators` to its last day. Adds to the observations `year`,
    `end_month` and `months` (length of the period), `step`, `one_off`, `break_before`, `multiplier` (of what the
    figure is per) and the register's `polarity`, `decimals`, `value_type` and `period_type`. `file` and `row` are left
    out, so that figures that move inside a file change no result; `figure_sources` finds them again.
    Source: the latest value rule of docs/methods/01_figures.md.
    """
    columns = ["indicator_id", "polarity", "decimals", "value_type", "unit", "period_type", "frequency", "breaks"]
    figures = observations.drop(columns=WHERE_IT_STANDS, errors="ignore")
    frame = figures.merge(indicators[columns], on="indicator_id", how="inner", validate="many_to_one")
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
        multiplier=[multiplier(unit) for unit in frame["unit"]],
    ).drop(columns=["frequency", "breaks", "unit"])


def latest_figures(
    own: pd.DataFrame, indicators: pd.DataFrame, year_end: date, stale_after_months: int
) -> pd.DataFrame:
    """Return the newest figure of every indicator of the register, and how old it is.

    `own` is the frame of `own_series`. Gives one row per indicator: `period`, `period_start`, `period_end`,
    `value`, `lower_95`, `upper_95`, `marker`, `status` and `area_flag` of the newest period with a figure;
    `newest_period` and `newest_marker` of a newer period without one; `provisional`, by its status or its marker;
    `age_months`, from the end of the period
    to `year_end`; `stale`, older than `stale_after_months`; null where there is no figure, and then
    `why_no_figure`: what the register's table says, or that there is none by the as-at date.
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
    result["provisional"] = is_provisional(result["status"], result["marker"])
    why = indicators.set_index("indicator_id")["why_no_figure"].replace("", NO_FIGURE)
    result["why_no_figure"] = result["indicator_id"].map(why).where(result["period_end"].isna(), "")
    result["age_months"] = months_between(result["period_end"], year_end)
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


PRINTED = ("latest", "previous")
"""The figures of an indicator that the compendium prints, as the columns of directions name them."""


def figure_sources(directions: pd.DataFrame, own: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the raw file and the row of each figure that the compendium prints.

    `directions` and `observations` are the tables of those names, `own` the frame of `own_series`. Gives one row for
    each latest and each previous value of `directions` that is there, in order of the indicator: `indicator_id`,
    `figure` (of PRINTED), `area_code`, `period`, `period_start`, `period_end`, `value` (units of the indicator), `file`
    and `row`. Raises pandas' MergeError or ValueError where a figure is not one row of the observations.
    """
    wanted = pd.concat(
        [
            pd.DataFrame({"indicator_id": rows["indicator_id"], "figure": figure, "year": rows[f"{figure}_year"]})
            for figure in PRINTED
            for rows in [directions[directions[f"{figure}_value"].notna()]]
        ]
    ).astype({"year": "int64"})
    dated = wanted.merge(
        own[[*SERIES, *PERIOD, "year"]], on=["indicator_id", "year"], how="left", validate="one_to_one"
    )
    about = [*SERIES, *PERIOD, "period", "value", *WHERE_IT_STANDS]
    located = observations.loc[observations["area_code"].isin(dated["area_code"]), about]
    sources = dated.merge(located, on=[*SERIES, *PERIOD], how="left", validate="one_to_one")
    columns = ["indicator_id", "figure", "area_code", "period", *PERIOD, "value", *WHERE_IT_STANDS]
    result = sources.sort_values(["indicator_id", "figure"], ignore_index=True)[columns]
    return result.astype({"file": "str", "row": "int32"})
