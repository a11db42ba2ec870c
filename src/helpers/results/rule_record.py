"""The record of the rules that judge a change: what came of their past calls, and how often they call a standstill."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.methods.backtest import complement_flips, count_calls, follow_changes, standstill_figures
from helpers.methods.evidence import judge_evidence
from helpers.methods.expressions import SERIES
from helpers.methods.intervals import PUBLISHED
from helpers.methods.rule_calls import call_any_change, call_by_intervals, call_by_tolerance
from helpers.methods.yearly_changes import LOG, LOG_ODDS, POINTS, yearly_changes
from helpers.schema.record import RULE_RECORD
from helpers.shared_work import do_once
from helpers.verdicts import CANNOT_BE_TOLD, CLEAR, SIGNS

ANY_CHANGE: Final = "any_change"
TOLERANCE: Final = "tolerance"
INTERVALS_FIRST: Final = "intervals_first"
EVIDENCE: Final = "evidence"

RULES: Final = (ANY_CHANGE, TOLERANCE, INTERVALS_FIRST, EVIDENCE)
"""Each rule, in the order in which they are printed."""

ALL_SCALES: Final = "all"
"""What the record calls the changes of all scales together."""


def rule_record(
    changes: pd.DataFrame, group: pd.DataFrame, indicators: pd.DataFrame, rules: DirectionRules
) -> pd.DataFrame:
    """Follow the calls of each rule on the past figures of all councils, and count its calls where nothing changes.

    Every rule is followed on the same changes: those of counted indicators with a better end that the evidence judges,
    by what was known in their year, if the next change is known too. `rules` are those of the parameter file.

    Columns needed    changes, the table of that name: indicator_id, area_code, year, change_error, evidence; group:
                      those of `group_series.group_series`; indicators: indicator_id, counted, polarity
    Columns returned  RULE_RECORD, a row for each rule and scale
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            docs/methods/13_strength_of_evidence.md, the record of each rule
    """
    used = indicators[["indicator_id", "counted", "polarity"]]
    judged = changes[[*SERIES, "year", "change_error", "evidence"]]
    return do_once("rule record", (judged, group, used, rules), lambda: _follow(judged, group, used, rules))


def _follow(
    changes: pd.DataFrame, group: pd.DataFrame, indicators: pd.DataFrame, rules: DirectionRules
) -> pd.DataFrame:
    """Return the record, which is the same for every council of a group."""
    counted = indicators.loc[indicators["counted"] & indicators["polarity"].map(SIGNS).ne(0), "indicator_id"]
    figures = group[group["indicator_id"].isin(counted)]
    keys = [*SERIES, "year"]
    evidence = changes[[*keys, "evidence"]].assign(change_variance=changes["change_error"] ** 2)
    judged = yearly_changes(figures).merge(evidence, on=keys, how="inner", validate="one_to_one")
    standstill = judge_evidence(standstill_figures(judged, figures))
    followed = [follow_changes(call_changes(frame, rules), RULES) for frame in (judged, standstill)]
    records = []
    for scale in (ALL_SCALES, LOG_ODDS, LOG, POINTS):
        past, still = (frame[(scale == ALL_SCALES) | frame["scale"].eq(scale)] for frame in followed)
        records.append(_record(past, still, rules.tolerance_percent).assign(scale=scale))
    return pd.concat(records, ignore_index=True)[list(RULE_RECORD.names)]


def call_changes(changes: pd.DataFrame, rules: DirectionRules) -> pd.DataFrame:
    """Return what each rule says of the changes that the evidence judges: 1 for a rise, -1 for a fall, 0 for no change.

    The tolerance is that of `rules`. Intervals are published ones, or those that `rules` use.

    Columns needed    those of `yearly_changes`; evidence
    Columns returned  those of changes, a column for each of RULES (null where the rule cannot determine a direction)
    Source            docs/methods/02_direction_of_travel.md, docs/methods/13_strength_of_evidence.md
    """
    judged = changes[changes["comparable"].astype("bool") & changes["evidence"].ne(CANNOT_BE_TOLD)]
    tolerance = call_by_tolerance(judged, rules.tolerance_percent)
    intervals = call_by_intervals(judged)
    if rules.intervals != "published_or_counts":
        intervals = intervals.where(judged["limits"].eq(PUBLISHED))
    calls = {
        ANY_CHANGE: call_any_change(judged),
        TOLERANCE: tolerance,
        INTERVALS_FIRST: intervals.fillna(tolerance),
    }
    if rules.overlapping_periods == "cannot_determine":
        calls = {rule: words.mask(judged["correlation"] > 0) for rule, words in calls.items()}
    calls[EVIDENCE] = call_any_change(judged).where(judged["evidence"].eq(CLEAR), 0.0)
    return judged.assign(**calls)


def _record(past: pd.DataFrame, still: pd.DataFrame, tolerance_percent: float) -> pd.DataFrame:
    """Return the record of each rule on past changes that are followed, and on those of figures that stand still."""
    own, standstill = count_calls(past, RULES), count_calls(still, RULES)
    shares, flips = complement_flips(past, tolerance_percent)
    return own.assign(
        opposite_by_intervals_first_percent=count_calls(past, RULES, INTERVALS_FIRST)["opposite_percent"],
        flips_percent=np.where(own["rule"] == TOLERANCE, 100 * flips / shares if shares else np.nan, np.nan),
        standstill_judged=standstill["judged"],
        false_alarm_percent=standstill["called_percent"],
        standstill_opposite_percent=standstill["opposite_percent"],
        standstill_stands_percent=standstill["stands_percent"],
    )
