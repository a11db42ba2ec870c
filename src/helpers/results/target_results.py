"""Where each target of the report is, what colour it has and why, whether it can be met, and what is done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.methods.maturity import IMMATURE
from helpers.methods.target_bounds import BEST, WORST, bound_of, exactness_of_gap
from helpers.methods.target_outlook import (
    FORECAST_REASONS,
    RATE_REASONS,
    REALISM,
    held_by_forecasts,
    target_chances,
    target_progress,
    target_rates,
)
from helpers.methods.target_reviews import (
    FLAGGED,
    NOT_DECIDED,
    colour_steps,
    count_colours,
    milestone_outcomes,
    movements,
)
from helpers.methods.targets import REASONS, counts_of_a_part, judge_targets
from helpers.results.target_list import judged_words, with_figures
from helpers.results.target_missing import what_is_missing
from helpers.schema.targets import MILESTONES_MET, TARGET_COUNTS, TARGET_OPTIONS_JUDGED, TARGET_RESULTS
from helpers.schema.types import pandas_types
from helpers.verdicts import AMBER, GREEN, NOT_AVAILABLE, RAG_ORDER, RED

COLOURS: Final[Mapping[str, str]] = {"": "", "green": GREEN, "amber": AMBER, "red": RED, "not_available": NOT_AVAILABLE}
"""The colours as they are typed in the files, and as they are printed."""

DUE_BY_THEN, THE_TARGET = "what is due by then", "the target"
"""What the gap of an option is to."""

STATUS, JUDGED, CALCULATED = "status", "judged", "calculated"
ALL_THEMES: Final = "All"


class TargetTables(NamedTuple):
    """The tables of `results_of_targets`."""

    results: pd.DataFrame
    counts: pd.DataFrame
    options: pd.DataFrame
    milestones: pd.DataFrame


class Figures(NamedTuple):
    """What the figures of a run give to its targets.

    series: those of `target_list.target_series`; forecasts, changes and returns: the tables of these names; record:
    the table forecast_record; of_any_period: those of `target_list.figures_of_any_period`; in_year: the table
    in_year_figures.
    """

    series: pd.DataFrame
    forecasts: pd.DataFrame
    changes: pd.DataFrame
    returns: pd.DataFrame
    record: pd.DataFrame
    of_any_period: pd.DataFrame
    in_year: pd.DataFrame


def results_of_targets(
    targets: pd.DataFrame,
    milestones: pd.DataFrame,
    judgements: pd.DataFrame,
    options: pd.DataFrame,
    figures: Figures,
    year: int,
    until: date | None = None,
    named: pd.DataFrame | None = None,
) -> TargetTables:
    """Judge every target on its newest figure, and set beside it what people judged and what is done.

    `until` is the last day that the report looks at; without it no period is over after the figure. `named` are the
    indicators that an agreement names, whose words are taken where nobody else says anything.

    Columns needed    targets, milestones, judgements, options: the tables of these names; named: those of
                      `judged_words`
    Columns returned  results: TARGET_RESULTS; counts: TARGET_COUNTS; options: TARGET_OPTIONS_JUDGED, those of the
                      report of the year; milestones: MILESTONES_MET
    Source            docs/methods/15_targets_and_money.md
    """
    rows = with_figures(targets, figures.series)
    words = judged_words(rows, judgements, figures.returns, year, named)
    rows = rows.merge(words, on="target_id", how="left", validate="one_to_one")
    rows = rows.assign(judged=rows["judged"].map(COLOURS), previous=rows["previous"].map(COLOURS))
    rows = _with_maturity(rows, figures.in_year)
    rows = judge_targets(rows.assign(available=rows["judged"].ne(NOT_AVAILABLE)), milestones, until)
    rows = target_rates(target_progress(rows), figures.series)
    rows = target_chances(rows, _with_scale(figures.forecasts, figures.changes))
    scales = figures.changes.drop_duplicates("indicator_id").set_index("indicator_id")["scale"]
    rows = rows.assign(forecast_held_percent=held_by_forecasts(rows, scales, figures.record))
    rows = _with_status(rows)
    rows = rows.assign(missing=what_is_missing(rows, milestones))
    of_year = options[options["report_year"].eq(year)]
    of_a_part = counts_of_a_part(rows)
    judged_options = weigh_options(of_year, rows, set(rows.loc[of_a_part, "target_id"]))
    counting = judged_options[judged_options["counts"]].groupby("target_id")["contribution"].sum()
    brought = rows["target_id"].map(counting).astype("float64")
    gap = _gap(rows["short_by"], rows["gap"]).mask(of_a_part)
    closes = (brought >= gap).astype("boolean").where(brought.notna() & gap.notna())
    # Of a gap that is a bound, one answer is sure: that they close what is at most a gap, or not what is at least one.
    bounds = [bound_of(*pair) for pair in zip(rows["actual_is"], rows["polarity"], strict=True)]
    sure = {BEST: closes.eq(other=False), WORST: closes.eq(other=True)}
    for bound, holds in sure.items():
        closes = closes.where(holds.fillna(value=False) | pd.Series(bounds, rows.index).ne(bound))
    rows = rows.assign(options_contribution=brought, options_close_gap=closes)
    results = rows[list(TARGET_RESULTS.names)].astype(pandas_types(TARGET_RESULTS))
    on_the_way = milestones_met(milestones, results, figures, until)
    return TargetTables(results, count_targets(results), judged_options, on_the_way)


def _with_maturity(rows: pd.DataFrame, in_year: pd.DataFrame) -> pd.DataFrame:
    """Return targets with the day on which an immature figure of the run is complete, and the results in the system."""
    waiting = in_year[in_year["maturity"].eq(IMMATURE)].drop_duplicates(["indicator_id", "period"], keep="last")
    waiting = waiting.set_index(["indicator_id", "period"])[["mature_on", "in_system"]]
    waiting = waiting.reindex(pd.MultiIndex.from_frame(rows[["indicator_id", "actual_period"]])).reset_index(drop=True)
    waiting.index, of_run = rows.index, rows["actual_from"].eq("run")
    day = waiting["mature_on"].astype("object").where(of_run & waiting["mature_on"].notna(), None)
    number = waiting["in_system"].astype("float64").where(of_run)
    return rows.assign(mature_on=day, in_system=number, immature=day.notna())


def milestones_met(
    milestones: pd.DataFrame, results: pd.DataFrame, figures: Figures, until: date | None
) -> pd.DataFrame:
    """Return every milestone with the figure of its period, and whether that met it.

    The figure is that of the run, or of people, for the month in which the period ends. Without one, it is the
    council's figure of the same period, such as a quarter. A milestone that is not due yet has none, nor has one whose
    figure is the newest of the target and immature.

    Columns needed    milestones: TARGET_MILESTONES; results: target_id, indicator_id, title, theme, unit, decimals,
                      polarity, actual_period, mature_on; figures.series: those of `target_list.target_series`;
                      figures.of_any_period: indicator_id, period, value
    Columns returned  MILESTONES_MET
    Source            docs/methods/15_targets_and_money.md
    """
    rows = milestones.merge(results[list(_OF_RESULTS)], on="target_id", how="inner", validate="many_to_one")
    rows = rows.assign(month=pd.to_datetime(rows["period_end"]).dt.to_period("M"))
    series, of_any = figures.series, figures.of_any_period.set_index(["indicator_id", "period"])["value"]
    of_month = series.assign(month=pd.to_datetime(series["period_end"]).dt.to_period("M"))
    of_month = of_month[["target_id", "month", "value", "actual_is"]].rename(columns={"value": "actual"})
    rows = rows.merge(of_month, on=["target_id", "month"], how="left", validate="many_to_one")
    pairs = pd.MultiIndex.from_frame(rows[["indicator_id", "period"]])
    rows = rows.assign(actual=rows["actual"].fillna(pd.Series(of_any.reindex(pairs).to_numpy("float64"), rows.index)))
    waiting = results.loc[results["mature_on"].notna(), ["target_id", "actual_period"]]
    keys = pd.MultiIndex.from_frame(rows[["target_id", "period"]])
    is_immature = keys.isin(pd.MultiIndex.from_frame(waiting))
    outcome = milestone_outcomes(rows, until).mask(is_immature, NOT_DECIDED)
    rows = rows.assign(
        outcome=outcome, actual_is=rows["actual_is"].fillna(""), actual=rows["actual"].where(outcome.ne(NOT_DECIDED))
    )
    return rows[list(MILESTONES_MET.names)].astype(pandas_types(MILESTONES_MET))


_OF_RESULTS: Final = ("target_id", "indicator_id", "title", "theme", "unit", "decimals", "polarity")


def _with_scale(forecasts: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    scales = changes.drop_duplicates("indicator_id")[["indicator_id", "scale", "unit", "whole"]]
    return forecasts.merge(scales, on="indicator_id", how="left", validate="many_to_one")


def _with_status(rows: pd.DataFrame) -> pd.DataFrame:
    """Return targets with the status that is printed, the movement, what is lacking, and reasons in words."""
    has_judgement, is_part = rows["judged"].ne(""), counts_of_a_part(rows)
    status = rows["judged"].where(has_judgement, rows["calculated"])
    both = rows["judged"].isin(RAG_ORDER) & rows["calculated"].isin(RAG_ORDER)
    flagged = status.isin(FLAGGED) | rows["calculated"].isin(FLAGGED)
    return rows.assign(
        status=status,
        optimism=colour_steps(rows["judged"], rows["calculated"]).where(both),
        movement=movements(rows["previous"], status),
        lacks_commentary=flagged & rows["commentary"].eq(""),
        lacks_action=flagged & rows["remedial_action"].eq(""),
        reason=rows["reason"].map(REASONS),
        reason_code=rows["reason"],
        due_on=rows["due_on"].dt.date.where(rows["due_on"].notna(), None),
        realism=rows["realism"].map(REALISM),
        rate_reason=rows["rate_reason"].map(RATE_REASONS),
        forecast_reason=rows["forecast_reason"].map(FORECAST_REASONS),
        change=rows["actual"] - rows["previous_value"],
        change_since_baseline=(rows["actual"] - rows["baseline_value"]).mask(is_part),
    )


def weigh_options(options: pd.DataFrame, results: pd.DataFrame, of_a_part: Collection[str] = ()) -> pd.DataFrame:
    """Return what could be done with how much of the gap each option would close.

    An option counts towards the gap if it is in the unit of the target and not refused. The gap is what the figure is
    short of what is due by then. Where it is short of nothing, it is what is left to the target. No gap is given for
    the targets `of_a_part`, whose figures count only a part of the period: what an option would bring is for all of it.

    Columns needed    options: TARGET_OPTIONS; results: target_id, title, theme, unit, decimals, short_by, gap,
                      actual_is, polarity
    Columns returned  TARGET_OPTIONS_JUDGED
    """
    kinds = zip(results["actual_is"], results["polarity"], strict=True)
    about = results[["target_id", "title", "theme", "unit", "decimals", "short_by", "gap"]].assign(
        gap_is=[exactness_of_gap(*kind) for kind in kinds]
    )
    about = about.rename(columns={"unit": "target_unit", "gap": "left"})
    rows = options.merge(about, on="target_id", how="inner", validate="many_to_one")
    counts = rows["unit"].eq(rows["target_unit"]) & rows["contribution"].notna() & rows["approval"].ne("refused")
    whole = ~rows["target_id"].isin(list(of_a_part))
    short = rows["short_by"].where((rows["short_by"] > 0) & whole)
    gap = _gap(rows["short_by"], rows["left"]).where(whole)
    share = (100 * rows["contribution"] / gap).where(counts)
    gap_to = np.where(short.notna(), DUE_BY_THEN, np.where(gap.notna(), THE_TARGET, ""))
    reason = np.where(whole, "", REASONS["part"])
    table = rows.assign(counts=counts, gap=gap, gap_to=gap_to, gap_percent=share, gap_reason=reason)
    return table[list(TARGET_OPTIONS_JUDGED.names)].astype(pandas_types(TARGET_OPTIONS_JUDGED))


def _gap(short_by: pd.Series, left: pd.Series) -> pd.Series:
    """Return what a figure is short of what is due by then, or what is left to the target; null if neither is."""
    return short_by.where(short_by > 0).fillna(left.where(left > 0))


def count_targets(results: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets have each colour by theme and in all, as printed, judged and calculated, with optimism.

    Columns needed    results: theme, status, judged, calculated, optimism, off_trajectory
    Columns returned  TARGET_COUNTS
    Source            docs/methods/15_targets_and_money.md
    """
    doubled = pd.concat([results, results.assign(theme=ALL_THEMES)], ignore_index=True)
    counts = count_colours(doubled, "theme", {STATUS: STATUS, JUDGED: JUDGED, CALCULATED: CALCULATED})
    hope = doubled.groupby("theme", sort=False)["optimism"].agg(["mean", "count"])
    red = doubled[doubled["status"].eq(RED)]
    beyond = red[red["off_trajectory"].fillna(value=False).astype("bool")].groupby("theme").size()
    unknown = red[red["off_trajectory"].isna()].groupby("theme").size()
    theme = counts["theme"]
    counts = counts.assign(
        optimism=np.where(counts["kind"].eq(JUDGED), theme.map(hope["mean"]), np.nan),
        compared=theme.map(hope["count"]).fillna(0),
        red_off_trajectory=theme.map(beyond).fillna(0),
        red_unknown_trajectory=theme.map(unknown).fillna(0),
    )
    return counts[list(TARGET_COUNTS.names)].astype(pandas_types(TARGET_COUNTS))
