"""Confidence limits of figures from surveys, from how many people answered and how they were chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.markers import is_provisional
from helpers.methods.intervals import PUBLISHED, mean_interval, proportion_interval
from helpers.problems import MethodProblem
from helpers.survey_terms import BY_CHANCE, UNWEIGHTED

FROM_RESPONDENTS = "worked out from respondents"
"""Where limits come from that a survey's makers did not give."""

KEY = ["indicator_id", "area_code", "period_start", "period_end"]

RESULT_COLUMNS = [
    "indicator_id",
    "area_code",
    "period",
    "period_start",
    "period_end",
    "survey",
    "value",
    "respondents",
    "effective_respondents",
    "lower_95",
    "upper_95",
    "limits",
    "reason",
    "caution",
    "provisional",
]

REASONS = {
    "figure": "there is no figure",
    "one_limit": "only one of the two limits is given",
    "card": "no survey card was supplied",
    "respondents": "the number of respondents is not known",
    "share": "the figure is not a share of people from 0% to 100%",
    "deviation": "the standard deviation of the answers is not known",
    "few": "the effective number of respondents is under two",
    "kind": "limits are calculated only for percentages and means",
}
"""Why a figure from a survey has no limits."""

CAUTIONS = {
    "chance": "People were not chosen at random, so limits understate the uncertainty.",
    "weighting": "Answers were weighted; the design effect is unknown, so limits may understate the uncertainty.",
    "clustering": "People were sampled in clusters with unknown design effect, so limits understate the uncertainty.",
}
"""What confidence limits leave out, by what is to blame."""

MEANS = ("mean", "score")


def with_survey_limits(
    observations: pd.DataFrame, returns: pd.DataFrame, surveys: pd.DataFrame, indicators: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give figures from surveys that have no 95% confidence limits those that follow from how many answered.

    The effective number of respondents is their number over the design effect. A percentage has Wilson's limits for it,
    a mean or score those of Student's t. Published limits stay.

    Columns needed    observations, one row for each KEY: KEY, period, value, lower_95, upper_95, status, marker;
                      returns, one row for each KEY: KEY, survey (blank for a figure from none), respondents,
                      standard_deviation; surveys: survey, sampling, weighting, design_effect (missing for none);
                      indicators: indicator_id, value_type, unit
    Columns returned  those of observations, the same rows with limits filled in; and one row for each figure from a
                      survey, RESULT_COLUMNS, with limits (published, worked out from respondents, or blank), reason
                      (why there are none, blank where there are), caution (what the limits leave out, blank for
                      nothing), provisional (whether the figure may still change)
    Raises            MethodProblem: a column is missing, or a figure, a survey or an indicator appears twice
    Source            as for `proportion_interval` and `mean_interval`; effective sample size: Kish (1965), Survey
                      Sampling
    """
    _check("observations", observations, [*KEY, "period", "value", "lower_95", "upper_95", "status", "marker"], KEY)
    _check("returns", returns, [*KEY, "survey", "respondents", "standard_deviation"], KEY)
    _check("surveys", surveys, ["survey", "sampling", "weighting", "design_effect"], ["survey"])
    _check("indicators", indicators, ["indicator_id", "value_type", "unit"], ["indicator_id"])
    data = _figures_of_surveys(observations, returns, surveys, indicators)
    published = data["lower_95"].notna() & data["upper_95"].notna()
    mean = data["value_type"].isin(MEANS)
    percentage = data["value_type"].eq("percentage") & data["unit"].eq("%")
    reason = _reasons(data, mean, percentage).where(~published, "")
    able = reason.eq("") & ~published
    data = _with_calculated_limits(data, shares=percentage & able, means=mean & able)
    data["limits"] = np.select([published, able], [PUBLISHED, FROM_RESPONDENTS], default="")
    data["reason"], data["caution"] = reason, data["caution"].fillna("")
    data["provisional"] = is_provisional(data["status"], data["marker"]) & data["value"].notna()
    filled = observations.copy()
    for name in ("lower_95", "upper_95"):
        column = observations[name].to_numpy(dtype="float64", na_value=np.nan, copy=True)
        column[data["position"]] = data[name]
        filled[name] = column
    return filled, data[RESULT_COLUMNS].sort_values(KEY, ignore_index=True)


def age_group_limits(answers: pd.DataFrame, surveys: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Give answers by age group the 95% confidence limits that follow from how many of the group answered.

    The design effect of the whole survey is taken for each group.

    Columns needed    answers, one row for each KEY and age_group: KEY, period, age_group, survey, value, respondents,
                      standard_deviation; surveys and indicators: as in `with_survey_limits`
    Columns returned  KEY, period, age_group, and those of RESULT_COLUMNS but provisional; in order of KEY and age_group
    Source            as for `with_survey_limits`
    """
    names = [*KEY, "age_group", *(name for name in RESULT_COLUMNS if name not in (*KEY, "provisional"))]
    parts = []
    for group, rows in answers.groupby("age_group", sort=True):
        figures = rows.assign(lower_95=np.nan, upper_95=np.nan, status="final", marker="")
        parts.append(with_survey_limits(figures, rows, surveys, indicators)[1].assign(age_group=group))
    together = pd.concat(parts) if parts else answers.reindex(columns=names)
    return together[names].sort_values([*KEY, "age_group"], ignore_index=True)


def _figures_of_surveys(
    observations: pd.DataFrame, returns: pd.DataFrame, surveys: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Return the figures that come from surveys, each with its answers, its survey and its `position` among all."""
    from_survey = returns.loc[returns["survey"] != "", [*KEY, "survey", "respondents", "standard_deviation"]]
    cards = surveys[["survey", "design_effect"]].assign(caution=cautions(surveys), card=True)
    data = (
        observations[KEY]
        .assign(position=np.arange(len(observations)))
        .merge(from_survey, on=KEY, how="inner")
        .merge(cards, on="survey", how="left")
        .merge(indicators[["indicator_id", "value_type", "unit"]], on="indicator_id", how="left")
    )
    at = data["position"].to_numpy()
    for name in ("period", "value", "lower_95", "upper_95", "status", "marker"):
        data[name] = observations[name].to_numpy()[at]
    data = data.astype({"value": "float64", "lower_95": "float64", "upper_95": "float64"})
    design_effect = data["design_effect"].astype("float64").fillna(1.0)
    return data.assign(effective_respondents=data["respondents"].astype("float64") / design_effect)


def _reasons(data: pd.DataFrame, mean: pd.Series, percentage: pd.Series) -> pd.Series:
    """Return why a figure has no limits, the first reason that holds; blank where they can be calculated."""
    value, effective = data["value"], data["effective_respondents"]
    return _first_reason(
        data.index,
        ("figure", value.isna()),
        ("one_limit", data["lower_95"].notna() ^ data["upper_95"].notna()),
        ("card", data["card"].isna()),
        ("respondents", ~effective.gt(0)),
        ("share", percentage & ~value.between(0, 100)),
        ("kind", ~percentage & ~mean),
        ("deviation", mean & ~data["standard_deviation"].ge(0)),
        ("few", mean & effective.lt(2)),
    )


def _with_calculated_limits(data: pd.DataFrame, shares: pd.Series, means: pd.Series) -> pd.DataFrame:
    """Fill in the limits of shares by Wilson's method, and of means by Student's t."""
    value, effective = data["value"], data["effective_respondents"]
    lower, upper = data["lower_95"].to_numpy(copy=True), data["upper_95"].to_numpy(copy=True)
    low, high = proportion_interval(value[shares] / 100 * effective[shares], effective[shares])
    lower[shares], upper[shares] = 100 * low, 100 * high
    low, high = mean_interval(value[means], data.loc[means, "standard_deviation"], effective[means])
    lower[means], upper[means] = low, high
    return data.assign(lower_95=lower, upper_95=upper)


def cautions(surveys: pd.DataFrame) -> pd.Series:
    """Return what confidence limits of each survey leave out, in sentences; blank where nothing is known to be.

    Columns needed  sampling, weighting, design_effect (missing where it is not known)
    Source          docs/methods/04_confidence_intervals.md
    """
    unknown = surveys["design_effect"].isna()
    conditions = {
        "chance": ~surveys["sampling"].isin(BY_CHANCE),
        "weighting": unknown & surveys["weighting"].str.strip().str.lower().ne(UNWEIGHTED),
        "clustering": unknown & surveys["sampling"].eq("clustered"),
    }
    text = pd.Series("", index=surveys.index, dtype="str")
    for name, condition in conditions.items():
        text = text.where(~condition, (text + " " + CAUTIONS[name]).str.strip())
    return text


def _first_reason(index: pd.Index, *cases: tuple[str, pd.Series]) -> pd.Series:
    reason = pd.Series("", index=index, dtype="str")
    for name, condition in reversed(cases):
        reason = reason.where(~condition.astype("bool"), REASONS[name])
    return reason


def _check(name: str, frame: pd.DataFrame, needed: Sequence[str], key: Sequence[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise MethodProblem(f"{name} must have the column {', '.join(missing)}; it has {', '.join(frame.columns)}")
    repeated = frame[frame.duplicated(list(key))]
    if len(repeated):
        what = ", ".join(map(str, repeated.iloc[0][list(key)]))
        raise MethodProblem(f"{name} must have one row for each {', '.join(key)}; {what} appears twice")
