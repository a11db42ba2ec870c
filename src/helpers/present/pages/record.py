"""What the report prints of the record of the rules that judge a change; `rule_record` is the table of that name."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.methods.yearly_changes import LOG, LOG_ODDS, POINTS
from helpers.present.cells import format_number
from helpers.present.charts.rate_bars import rate_bars
from helpers.present.sentences import percent
from helpers.present.tables import paragraph, table
from helpers.present.values import Chart, Column, Paragraph, Table
from helpers.results.rule_record import ALL_SCALES, ANY_CHANGE, EVIDENCE, INTERVALS_FIRST, TOLERANCE

NO_RECORD: Final = "There are too few past figures for a record of the rules."

IN_A_TRIAL: Final = "In a trial with past figures made to stand still"
"""How the sentence on figures made to stand still begins."""

MIN_CHANGES: Final = 500
"""With fewer changes than this, a rate of 5 in 100 is not known to a point or two, and no sentence is made of it."""

_SCALES: Final = {
    LOG_ODDS: "Shares of a whole",
    LOG: "Rates, counts and amounts of money",
    POINTS: "Scores and all other figures",
}


def standstill_sentence(rule_record: pd.DataFrame) -> str:
    """Say how often the evidence and the tolerance call a change where nothing changes, for the headline page."""
    if _too_few(rule_record):
        return NO_RECORD
    tolerance, evidence = (_rates(rule_record, rule)["false_alarm_percent"] for rule in (TOLERANCE, EVIDENCE))
    return (
        f"{IN_A_TRIAL}, a test by size alone, the tolerance, called {_of_100(tolerance)} figures improved or "
        f"worsened, and the evidence called {_of_100(evidence)} clear."
    )


def in_force_sentence(rules: DirectionRules, counted_by: str = "direction") -> str:
    """Say which of the rules decides the words of the report; `counted_by` is that of the parameter file."""
    if counted_by == "evidence":
        return "The words improved and worsened in this report are decided by the evidence alone."
    tolerance = _labels(rules)[TOLERANCE].lower()
    by_rule = {
        ("tolerance", False): f"the {tolerance}",
        ("tolerance", True): f"confidence intervals first, and by the {tolerance} for figures without limits",
        ("exact", False): "any change",
    }
    usual = by_rule.get((rules.rule, rules.intervals != "none"))
    if usual is None:
        return "The words improved and worsened in this report are decided by rules that have no row of their own here."
    return f"The words improved and worsened in this report are decided by {usual}; beside them stands the evidence."


def past_sentence(rule_record: pd.DataFrame) -> str:
    """Say what came of past calls by the tolerance and by the evidence."""
    if _too_few(rule_record):
        return NO_RECORD
    tolerance, evidence = _rates(rule_record, TOLERANCE), _rates(rule_record, EVIDENCE)
    return (
        f"Of {format_number(evidence['judged'], 0)} changes of past figures, the tolerance calls "
        f"{percent(tolerance['called_percent'])} a rise or a fall. A year later {percent(tolerance['stands_percent'])} "
        f"of these calls still stand, and {percent(tolerance['opposite_percent'])} are followed by the opposite word. "
        f"The evidence calls {percent(evidence['called_percent'])}: {percent(evidence['stands_percent'])} of these "
        f"still stand, and {percent(evidence['opposite_percent'])} are followed by the opposite."
    )


def chance_sentence(rule_record: pd.DataFrame) -> str:
    """Say how many calls there would be, and how many of them would stand, if nothing changed."""
    if _too_few(rule_record):
        return NO_RECORD
    tolerance, evidence = _rates(rule_record, TOLERANCE), _rates(rule_record, EVIDENCE)
    return (
        f"If nothing changed, the tolerance would call {percent(tolerance['false_alarm_percent'])} of changes a rise "
        f"or a fall, and the evidence {percent(evidence['false_alarm_percent'])}. On past figures they call "
        f"{percent(tolerance['called_percent'])} and {percent(evidence['called_percent'])}. A call can also stand by "
        "chance, as an unusually low figure is mostly followed by a higher one: of the calls where nothing changes, "
        f"{percent(tolerance['standstill_stands_percent'])} of those by the tolerance stand a year later, and "
        f"{percent(evidence['standstill_stands_percent'])} of those by the evidence."
    )


def flips_sentence(rule_record: pd.DataFrame) -> str:
    """Say how many words of the tolerance depend on whether a share or the rest of it is reported."""
    flips = _rates(rule_record, TOLERANCE)["flips_percent"]
    if _too_few(rule_record):
        return NO_RECORD
    if math.isnan(flips):
        return "No change of a share can be judged."
    return (
        f"By the tolerance, {percent(flips)} of changes of shares would get another word if the rest were reported, "
        "such as pupils absent instead of pupils present. The evidence is the same for both."
    )


def forecasts_sentence(forecast_record: pd.DataFrame) -> str:
    """Say how often the intervals of forecasts made in the past held the figure that came."""
    rows = forecast_record[forecast_record["scale"].eq(ALL_SCALES)].sort_values("ahead")
    if rows.empty or rows["forecasts"].min() < MIN_CHANGES:
        return "There are too few past forecasts for a record of them."
    first, *_, last = rows.to_dict("records")
    return (
        f"Of {format_number(first['forecasts'], 0)} forecasts of past figures for one step ahead, the range that is to "
        f"hold 80 of 100 held {percent(first['held_percent'])}; for {last['ahead']} steps ahead it held "
        f"{percent(last['held_percent'])} of {format_number(last['forecasts'], 0)}."
    )


def forecasts_table(forecast_record: pd.DataFrame) -> Table:
    """Return how often the intervals of forecasts held, by type of indicator and step ahead."""
    labels = {ALL_SCALES: "All"} | _SCALES
    rows = forecast_record.assign(label=forecast_record["scale"].map(labels))
    columns = [
        Column("label", "Type of indicator", header=True),
        Column("ahead", "Steps ahead", align="right"),
        Column("forecasts", "Forecasts", align="right"),
        Column("held_percent", "Held, %", align="right", decimals=1),
        Column("below_percent", "Figure below, %", align="right", decimals=1),
        Column("above_percent", "Figure above, %", align="right", decimals=1),
        Column("error_ratio", "Error beside no forecast", align="right", decimals=2),
    ]
    notes = [
        "Held: the figure that came is inside the range, which is to hold 80 of 100.",
        "Error beside no forecast: the middle size of the errors over that of taking the newest figure as the next. "
        "Under 1 the forecast is better.",
    ]
    return table(rows, "How often the ranges of forecasts held", columns, notes=notes)


def called_chart(rule_record: pd.DataFrame, rules: DirectionRules, *, subtitle: str) -> Chart | Paragraph:
    """Return bars of how often each rule calls a change, on past figures and where nothing changes."""
    if _too_few(rule_record):
        return paragraph(NO_RECORD)
    rows = _with_labels(rule_record[rule_record["scale"].eq(ALL_SCALES)], rules)
    alarms = _rates(rule_record, TOLERANCE)["false_alarm_percent"]
    title = f"If nothing changed, the tolerance would still call {_of_100(alarms)} changes"
    return rate_bars(
        rows.rename(columns={"called_percent": "first", "false_alarm_percent": "second"}),
        keys=("on past figures", "if nothing changed"),
        title=title,
        subtitle=subtitle,
    )


def record_table(rule_record: pd.DataFrame, rules: DirectionRules) -> Table:
    """Return what came of the calls of each rule on past figures."""
    columns = [
        Column("label", "Rule", header=True),
        Column("judged", "Changes", align="right"),
        Column("called_percent", "Called, %", align="right", decimals=1),
        Column("opposite_percent", "Next word the opposite, %", align="right", decimals=1),
        Column("opposite_by_intervals_first_percent", "The same, next word by limits", align="right", decimals=1),
        Column("stands_percent", "Still stand a year later, %", align="right", decimals=1),
    ]
    notes = [
        "Called: the rule says that the figure rose or fell. The percentages beside it are of the changes called.",
        "Still stand: the next figure is on the same side of the figure before the change.",
        "A rule that rarely calls a change rarely calls the opposite. So the next word is also taken from one rule for "
        "all: by limits, which is confidence intervals first, and then the tolerance.",
    ]
    rows = _with_labels(rule_record[rule_record["scale"].eq(ALL_SCALES)], rules)
    return table(rows, "What came of past calls, by rule", columns, notes=notes)


def standstill_table(rule_record: pd.DataFrame, rules: DirectionRules) -> Table:
    """Return what each rule calls where nothing changes."""
    columns = [
        Column("label", "Rule", header=True),
        Column("standstill_judged", "Changes", align="right"),
        Column("false_alarm_percent", "Called, %", align="right", decimals=1),
        Column("standstill_opposite_percent", "Next word the opposite, %", align="right", decimals=1),
        Column("standstill_stands_percent", "Still stand a year later, %", align="right", decimals=1),
    ]
    rows = _with_labels(rule_record[rule_record["scale"].eq(ALL_SCALES)], rules)
    return table(rows, "What each rule calls if nothing changes", columns)


def scales_table(rule_record: pd.DataFrame, rules: DirectionRules) -> Table:
    """Return the record of each rule by the kind of figure."""
    columns = [
        Column("kind", "Kind of figure"),
        Column("label", "Rule"),
        Column("judged", "Changes", align="right"),
        Column("called_percent", "Called, %", align="right", decimals=1),
        Column("false_alarm_percent", "Called if nothing changed, %", align="right", decimals=1),
        Column("stands_percent", "Still stand a year later, %", align="right", decimals=1),
    ]
    rows = _with_labels(rule_record[rule_record["scale"].ne(ALL_SCALES) & rule_record["judged"].gt(0)], rules)
    return table(rows.assign(kind=rows["scale"].map(_SCALES)), "The record of each rule by kind of figure", columns)


def _too_few(rule_record: pd.DataFrame) -> bool:
    """Say whether there are too few changes, or no call at all, to make a sentence of."""
    rates = [_rates(rule_record, rule) for rule in (TOLERANCE, EVIDENCE)]
    fewest = min(min(numbers["judged"], numbers["standstill_judged"]) for numbers in rates)
    return fewest < MIN_CHANGES or any(
        math.isnan(numbers[name]) for numbers in rates for name in ("stands_percent", "standstill_stands_percent")
    )


def _rates(rule_record: pd.DataFrame, rule: str) -> dict[str, float]:
    """Return the numbers of the record of one rule, of changes of all scales."""
    rows = rule_record[rule_record["scale"].eq(ALL_SCALES) & rule_record["rule"].eq(rule)]
    numbers = rows.select_dtypes("number").astype("float64")
    return {str(name): float(value) for name, value in numbers.iloc[0].items()}


def _labels(rules: DirectionRules) -> dict[str, str]:
    return {
        ANY_CHANGE: "Any change",
        TOLERANCE: f"Tolerance of {format_number(rules.tolerance_percent)}%",
        INTERVALS_FIRST: "Confidence intervals first, then the tolerance",
        EVIDENCE: "Evidence, clear",
    }


def _with_labels(rows: pd.DataFrame, rules: DirectionRules) -> pd.DataFrame:
    return rows.assign(label=rows["rule"].map(_labels(rules)))


def _of_100(rate_percent: float) -> str:
    return f"{format_number(rate_percent, 0)} of 100"
