"""The figures of the year: of each indicator the newest that the report may use, and the one before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from helpers.markers import is_derived, is_provisional
from helpers.method_rules import DirectionRules
from helpers.methods.dates import months_between
from helpers.methods.direction import direction_of_travel
from helpers.methods.expressions import PERIOD, SERIES
from helpers.params import Parameters
from helpers.results.as_reported import WHERE_IT_STANDS, as_reported
from helpers.results.own_series import every_series, own_series
from helpers.schema.direction import FIGURE_SOURCES, REPORTING_FIGURES
from helpers.verdicts import CANNOT_BE_DETERMINED

NO_FIGURE = "no figure in time for this report"
"""The reason where the files have an indicator, but no figure for the council that the reporting year may use."""


def latest_figures(
    own: pd.DataFrame, indicators: pd.DataFrame, year_end: date, stale_after_months: int
) -> pd.DataFrame:
    """Return the newest figure of every indicator of the register, and how old it is.

    Columns needed    own, made by `own_series`: indicator_id, period, period_start, period_end, value, lower_95,
                      upper_95, marker, status, area_flag, latest; indicators: indicator_id, why_no_figure
    Columns returned  one row per indicator: indicator_id; period, period_start, period_end, value, lower_95, upper_95,
                      marker, status, area_flag of the newest period with a figure; newest_period and newest_marker of a
                      newer period without one; provisional and derived (by its status or its marker), age_months (from
                      the end of the period to `year_end`; null where there is no figure), stale (older than
                      `stale_after_months`), why_no_figure (for a missing figure, what the register's table says, or
                      that there is none by the as-at date)
    Source            docs/methods/01_figures.md
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
            on="indicator_id",
            how="left",
            validate="one_to_one",
        )
    )
    result["provisional"] = is_provisional(result["status"], result["marker"])
    result["derived"] = is_derived(result["status"], result["marker"])
    why = indicators.set_index("indicator_id")["why_no_figure"].replace("", NO_FIGURE)
    result["why_no_figure"] = result["indicator_id"].map(why).where(result["period_end"].isna(), "")
    result["age_months"] = months_between(result["period_end"], year_end)
    result["stale"] = (result["age_months"] > stale_after_months).fillna(value=False).astype("bool")
    return result.sort_values("indicator_id", ignore_index=True)


def previous_figures(
    own: pd.DataFrame, indicators: pd.DataFrame, area_code: str, parameters: Parameters
) -> pd.DataFrame:
    """Return the figure one step before each newest figure, as direction of travel pairs them.

    Columns needed    own: the table own_series; indicators: indicator_id, polarity, decimals, value_type
    Columns returned  one row per indicator: indicator_id; previous_period, previous_period_start, previous_period_end,
                      previous_value, null if there is none; why_no_previous where there is nothing sound to compare,
                      blank elsewhere (the reasons of rule D0 but polarity, such as a break in the series);
                      definition_changed (whether the series has a break at the newest figure, or since the one before)
    Source            docs/methods/02_direction_of_travel.md, rule D0
    """
    rules = DirectionRules(rule="exact", overlapping_periods=parameters.direction.overlapping_periods)
    pairs = direction_of_travel(every_series(own, indicators, area_code), rules)
    pairs = pairs[["indicator_id", "latest_year", "previous_year", "previous_value", "direction", "reason"]]
    pairs = pairs.astype({"latest_year": "Int64", "previous_year": "Int64"})
    pairs["why_no_previous"] = pairs["reason"].where(pairs["direction"] == CANNOT_BE_DETERMINED, "")
    names = {"year": "previous_year", **{name: f"previous_{name}" for name in ("period", *PERIOD)}}
    before = own[["indicator_id", *names]].rename(columns=names).astype({"previous_year": "Int64"})
    # Of two periods that end in one year neither is the period before.
    before = before.drop_duplicates(["indicator_id", "previous_year"], keep=False)
    pairs = pairs.merge(before, on=["indicator_id", "previous_year"], how="left", validate="one_to_one")
    broken = own[own["break_before"]].merge(pairs[["indicator_id", "latest_year", "previous_year"]], on="indicator_id")
    since = broken["previous_year"].fillna(broken["latest_year"] - 1)
    between = (broken["year"].gt(since) & broken["year"].le(broken["latest_year"])).fillna(value=False).astype("bool")
    changed = pairs["indicator_id"].isin(broken.loc[between, "indicator_id"])
    pairs = pairs.drop(columns=["latest_year", "previous_year", "direction", "reason"])
    return pairs.assign(definition_changed=changed)


def reporting_figures(
    own: pd.DataFrame, indicators: pd.DataFrame, area_code: str, parameters: Parameters
) -> pd.DataFrame:
    """Return the table reporting_figures: what `latest_figures` and `previous_figures` say of each indicator.

    If two periods end on one day, the first is used; checks stop a run with such periods.

    Columns needed    own: the table own_series; indicators: indicator_id, polarity, decimals, value_type, why_no_figure
    Columns returned  REPORTING_FIGURES
    Source            as for `latest_figures` and `previous_figures`
    """
    own = own.drop_duplicates(["indicator_id", "period_end"])
    latest = latest_figures(own, indicators, parameters.as_at.all_others, parameters.stale_after_months)
    previous = previous_figures(own, indicators, area_code, parameters)
    figures = latest.merge(previous, on="indicator_id", how="left", validate="one_to_one")
    return figures[list(REPORTING_FIGURES.names)]


class CouncilFigures(NamedTuple):
    """What a reporting year may use, for one council: the figures of all areas, its own_series, reporting_figures."""

    reported: pd.DataFrame
    own: pd.DataFrame
    latest: pd.DataFrame


def figures_for(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], parameters: Parameters
) -> CouncilFigures:
    """Return the figures of a reporting year, worked out from the observations.

    `codes` are the council's, oldest first.

    Columns needed    observations, indicators: the tables of those names
    Columns returned  reported: those of `as_reported`; own: those of `own_series`; latest: REPORTING_FIGURES
    """
    reported = as_reported(observations, indicators, parameters.as_at.by_period_type())
    own = own_series(reported, codes)
    return CouncilFigures(reported, own, reporting_figures(own, indicators, codes[-1], parameters))


def council_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], parameters: Parameters
) -> CouncilFigures:
    """Return what `figures_for` does of the council's own observations alone.

    Columns needed and returned  those of `figures_for`
    """
    return figures_for(observations[observations["area_code"].isin(codes)], indicators, codes, parameters)


def beside_other_areas(
    own: pd.DataFrame,
    latest: pd.DataFrame,
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    parameters: Parameters,
) -> CouncilFigures:
    """Return a council's figures with those of all areas.

    Columns needed    own: the table own_series; latest: the table reporting_figures; observations, indicators: those of
                      `as_reported`
    Columns returned  reported: those of `as_reported`; own, latest: the same
    """
    return CouncilFigures(as_reported(observations, indicators, parameters.as_at.by_period_type()), own, latest)


FIGURES = ("latest", "previous")
"""The figures of an indicator that the compendium prints."""


def figure_sources(figures: CouncilFigures, observations: pd.DataFrame, hashes: Mapping[str, str]) -> pd.DataFrame:
    """Return the table figure_sources: the raw file and the row of each figure that the compendium prints.

    `hashes` has the sha256 of each raw file by its path in the raw folder, blank where it is not to be printed.

    Columns needed    figures.latest, the table reporting_figures: indicator_id, period, period_start, period_end,
                      value and the same of the previous figure; figures.own, the table own_series: indicator_id,
                      area_code, period_start, period_end; observations: those of own, period, value, file, row
    Columns returned  FIGURE_SOURCES
    Raises            pandas' MergeError or ValueError: a figure is not one row of the observations;
                      KeyError: a file has no hash
    Source            docs/methods/01_figures.md, following a figure to its file
    """
    columns = ["indicator_id", "period", *PERIOD, "value"]
    parts = []
    for figure in FIGURES:
        names = columns if figure == "latest" else ["indicator_id", *(f"previous_{name}" for name in columns[1:])]
        parts.append(figures.latest[names].set_axis(columns, axis="columns").assign(figure=figure))
    wanted = pd.concat(parts, ignore_index=True)
    wanted = wanted.loc[wanted["value"].notna(), ["indicator_id", "figure", *PERIOD]]
    own = figures.own[[*SERIES, *PERIOD]]
    dated = wanted.merge(own, on=["indicator_id", *PERIOD], how="left", validate="one_to_one")
    about = [*SERIES, *PERIOD, "period", "value", *WHERE_IT_STANDS]
    located = observations.loc[observations["area_code"].isin(dated["area_code"]), about]
    sources = dated.merge(located, on=[*SERIES, *PERIOD], how="left", validate="one_to_one")
    sources = sources.sort_values(["indicator_id", "figure"], ignore_index=True)
    sources = sources.astype({"file": "str", "row": "int32"})
    sources["sha256"] = pd.Series([hashes[file] for file in sources["file"]], dtype="str")
    return sources[list(FIGURE_SOURCES.names)]
