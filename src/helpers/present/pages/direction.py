"""What the direction of travel page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.methods.trend import SIGNIFICANT
from helpers.present.cells import (
    CHANGE_NOTE,
    as_column,
    change_words,
    direction_cell,
    format_number,
    signed_number,
)
from helpers.present.pages.evidence import COUNTS
from helpers.present.pages.gaps import with_gap_words
from helpers.present.tables import DIRECTION_KEY, EVIDENCE_KEY, SHORTHAND, counted_reasons, table, with_sum
from helpers.present.values import Column, Table
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    CANNOT_BE_DETERMINED,
    NO_SIGNIFICANT_CHANGE,
    NOT_JUDGED,
)
from helpers.wording import number_of, singular_or_plural


def sensitivity_sentence(counts: pd.DataFrame, depends: int, total: int) -> str:
    """Say how far the answer depends on the rule; `counts` is the frame of `sensitivity_counts`.

    `depends` of `total` indicators have another direction by another rule.
    """
    by_rule = counts.set_index("rule")
    parts = {
        rule: f"{int(row['improved'])} improved and {int(row['worsened'])} worsened" for rule, row in by_rule.iterrows()
    }
    return (
        f"By the rules of this report {parts['as_reported']}. If any change counted, {parts['exact']}; with a "
        f"tolerance of 5%, {parts['tolerance_5_percent']}; by the rule of earlier versions, which looked at published "
        f"confidence intervals first, {parts['intervals_first']}. The direction of {depends or 'none'} of "
        f"{number_of(total, 'counted indicator')} depends on the rule."
    )


def trend_sentence(counts: pd.DataFrame) -> str:
    """Say how many indicators have a trend over five points; `counts` is the frame of `trend_counts`."""
    by_marker = counts.set_index("trend")["indicators"]
    total, cannot = int(by_marker.sum()), int(by_marker[CANNOT_BE_CALCULATED])
    calculable = total - cannot
    if calculable == 0:
        of_them = {
            0: "No indicator is counted",
            1: "A trend over five points cannot be calculated for the one counted indicator",
        }
        many = f"A trend over five points cannot be calculated for any of {number_of(total, 'counted indicator')}"
        return f"{of_them.get(total, many)}."
    better, worse, changing = (
        int(by_marker[[marker for marker in by_marker.index if marker.endswith(ending)]].sum())
        for ending in ("better", "worse", "ing")
    )
    neutral = f", {changing} increasing or decreasing without being better or worse" if changing else ""
    rest = f" It cannot be calculated for the other {format_number(cannot)}." if cannot else ""
    return (
        f"A trend over five points can be calculated for {calculable} of {number_of(total, 'counted indicator')}: "
        f"{better} getting better, {worse} getting worse{neutral}, and "
        f"{int(by_marker[NO_SIGNIFICANT_CHANGE])} without significant change.{rest}"
    )


def dispersion_sentence(trends: int, lasting: int) -> str:
    """Say how many trends stay where points may scatter more than chance makes them.

    `trends` and `lasting` are the numbers of `lasting_trends`.
    """
    if trends == 0:
        return "No counted indicator has a trend that could rest on points which scatter more than chance makes them."
    rest = trends - lasting
    stay = f"{lasting or 'none'} of the {trends} trends {singular_or_plural(lasting or 1, 'stays', 'stay')}"
    if trends == 1:
        stay = "the one trend stays" if lasting else "the one trend does not stay"
    ends = f" The other {format_number(rest)} may come from that scatter." if lasting and rest else ""
    return (
        "The test by which Fingertips marks trends assumes that points scatter by chance alone. By a test that allows "
        f"for how far they are from their line, {stay}.{ends}"
    )


EVIDENCE_RULE = (
    "Evidence",
    "This council counts by the evidence alone. A clear change is improved or worsened, by polarity; one within the "
    "measure's usual ups and downs is no real change; where it cannot be told, neither can the direction.",
)
"""The row of the rules where the evidence decides."""


def rules_table(rules: DirectionRules, *, by_evidence: bool = False) -> Table:
    """Return the rules of the run in the order in which they are tried.

    Where the council counts by the evidence alone (`by_evidence`), it replaces the interval and tolerance rules.
    """
    overlapping = {
        "compare": "compared, and marked",
        "cannot_determine": "not compared",
    }[rules.overlapping_periods]
    name, text = {
        "tolerance": (
            "Tolerance rule",
            f"A change of no more than {format_number(rules.tolerance_percent)}% of the figure before, or of half a "
            "unit of the last published decimal place, is no real change; a larger one is judged by polarity.",
        ),
        "exact": ("Exact rule", "Any change is judged by polarity."),
        "none": ("No further rule", "Where no interval decides, direction cannot be determined."),
    }[rules.rule]
    overlap = "no real change if the intervals overlap or touch."
    intervals = {
        "published": f"Where both figures have published 95% confidence limits: {overlap}",
        "published_or_counts": "Where both figures have 95% confidence limits, published or calculated from "
        f"published counts: {overlap}",
        "none": "Not used in this report, so that one rule decides for every indicator. The parameter file can let "
        "published confidence limits decide first, as in earlier versions.",
    }[rules.intervals]
    rows = [
        (
            CANNOT_BE_DETERMINED,
            "A figure is missing, the series has a break, there is no figure exactly one period before, or the periods "
            f"differ in length. Periods that share years are {overlapping}. A measure of context is not judged: it "
            "increased, decreased or is unchanged.",
        ),
        *([EVIDENCE_RULE] if by_evidence else [("Interval rule", intervals), (name, text)]),
        (
            "Plan rule",
            "A figure that should be at its plan, or within a band, is judged by its distance from it, by the "
            "tolerance. No indicator of the register has such a plan yet.",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["name", "text"])
    columns = [Column("name", "Rule", header=True), Column("text", "What it says")]
    return table(frame, "Rules for direction of travel", columns)


_COUNTS = [*COUNTS, Column("total", "Total", align="right")]


def counts_table(counts: pd.DataFrame, caption: str) -> Table:
    """Return the counts of each theme with their sum; `counts` are the direction counts by theme."""
    columns = [Column("theme", "Theme", header=True), *_COUNTS]
    return table(with_sum(counts, columns), caption, columns)


def dashboards_table(counts: pd.DataFrame) -> Table:
    """Return the counts of each dashboard with their sum; `counts` are the direction counts by dashboard."""
    columns = [Column("dashboard", "Dashboard", header=True), Column("theme", "Theme"), *_COUNTS]
    summed = with_sum(counts, columns)
    caption = "Direction of travel by dashboard, counted indicators"
    return table(summed.assign(theme=summed["theme"].fillna("All themes")), caption, columns)


RULES = {
    "as_reported": ("As reported: the rules above", "Reported"),
    "exact": ("Any change counts", "Any change"),
    "tolerance_1_percent": ("Tolerance of 1%", "Over 1%"),
    "tolerance_2_percent": ("Tolerance of 2%", "Over 2%"),
    "tolerance_5_percent": ("Tolerance of 5%", "Over 5%"),
    "intervals": ("Confidence intervals alone", "Intervals"),
    "intervals_first": ("Published intervals first, then 2%", "Intervals first"),
}
"""The rules of the sensitivity table, as they are printed in a row and at the head of a column."""


def sensitivity_labels(counts: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of `sensitivity_counts` the names of their rules, as the rows of a chart and a table."""
    return counts.assign(theme=[RULES[rule][0] for rule in counts["rule"]])


def sensitivity_table(counts: pd.DataFrame) -> Table:
    """Return the directions counted by each rule; each row adds up to the same total."""
    columns = [Column("theme", "Rule", header=True), *_COUNTS]
    notes = [
        "By intervals alone, direction is determined only where both figures have 95% limits, published or "
        "calculated from published counts.",
        "A tolerance is never less than half a unit of the last published decimal place.",
        "Published intervals first, then 2%: the rule of earlier versions, which the parameter file can replay.",
    ]
    return table(sensitivity_labels(counts), "The same indicators by other rules", columns, notes=notes)


def dependent_table(rows: pd.DataFrame) -> Table:
    """Return the indicators whose direction depends on the rule, with each rule's side by side.

    A rule that gives what is reported in every row has no column, nor has the tolerance of 1%.
    """
    marked = with_changes(rows).assign(**{name: _cells(rows[name]) for name in RULES})
    others = [name for name in RULES if name != "tolerance_1_percent" and not rows[name].equals(rows["as_reported"])]
    columns = [
        Column("title", "Indicator", header=True),
        Column("change_shown", "Change", align="right"),
        *(Column(name, RULES[name][1]) for name in ("as_reported", *others)),
    ]
    return table(marked, "Indicators whose direction depends on the rule", columns, notes=[CHANGE_NOTE, DIRECTION_KEY])


def trends_table(rows: pd.DataFrame) -> Table:
    """Return the trend over five points beside the direction of travel, where there is a trend."""
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("first_period", "From"),
        Column("last_period", "To"),
        Column("trend_shown", "Trend over five points"),
        Column("chi_squared", "Chi-squared", align="right", decimals=2),
        Column("trend_reason", "Reason"),
        Column("scatter", "Scatter (1 is chance)", align="right", decimals=1),
        Column("dispersion_shown", "Trend allowing for it"),
        Column("direction_shown", "Direction of travel, on the period before"),
    ]
    notes = [
        f"A trend is significant where chi-squared is above {format_number(SIGNIFICANT, 2)}, the 99.8% point, and no "
        "single figure reverses the slope.",
        "Scatter: how far the points are from their line, where 1 is what chance gives. The trend allowing for it is "
        "tested at the 95% level, since five points can hardly show more.",
        "Direction and trend answer different questions and may differ; neither changes the other.",
        DIRECTION_KEY,
    ]
    rows = rows.assign(scatter=rows["phi"] ** 0.5, dispersion_shown=_cells(rows["trend_with_dispersion"]))
    return table(
        _with_cells(rows), "Trend over five points, where it can be calculated, counted or not", columns, notes=notes
    )


def trend_reasons_table(reasons: pd.DataFrame) -> Table:
    """Return the reasons for which a trend cannot be calculated."""
    return counted_reasons(reasons, "Why a trend over five points cannot be calculated")


def reasons_table(reasons: pd.DataFrame) -> Table:
    """Return the reasons for which direction cannot be determined."""
    return counted_reasons(reasons, "Why direction of travel cannot be determined")


_COMPARED = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("latest_value", "Latest", align="right", decimals_from="decimals"),
    Column("period", "Period"),
    Column("previous_value", "Previous", align="right", decimals_from="decimals"),
    Column("previous_period", "Previous period"),
    Column("change_shown", "Change", align="right"),
    Column("direction_shown", "Direction of travel"),
]


def with_changes(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the change as it is printed, in change_shown.

    Columns: change, change_percent, value_type, decimals.
    """
    names = ["change", "change_percent", "value_type", "decimals"]
    words = [change_words(*row) for row in frame[names].itertuples(index=False)]
    return frame.assign(change_shown=pd.Series(words, index=frame.index, dtype="object"))


def movers_table(movers: pd.DataFrame) -> Table:
    """Return the clearest changes as figures, with what is usual and what can be expected to last.

    `movers` is the frame of `clearest_changes`.
    """
    names = ("shrunken_change", "group_change")
    signed = {
        name: [signed_number(*pair) for pair in zip(movers[name], movers["decimals"], strict=True)] for name in names
    }
    usual = [_usual_words(row) for row in movers.to_dict("records")]
    rows = _with_cells(movers).assign(usual_shown=usual, times=movers["size"].abs(), **signed)
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("previous_value", "Before", align="right", decimals_from="decimals"),
        Column("latest_value", "Now", align="right", decimals_from="decimals"),
        Column("period", "Period now"),
        Column("usual_shown", "Usual range now, or limits of the difference"),
        Column("times", "Times its usual ups and downs", align="right", decimals=1),
        Column("shrunken_change", "Change expected to last", align="right"),
        Column("group_change", "Change in the middle of the group", align="right"),
        Column("direction_shown", "Direction of travel"),
    ]
    notes = [
        "Usual range: where the figure would be if it had only gone up or down as it usually does. Where both figures "
        "have limits, the limits of the difference stand instead.",
        "Part of a large change mostly goes back; the change expected to last is without that part.",
        DIRECTION_KEY,
    ]
    return table(rows, "The clearest changes since the period before", columns, notes=notes)


def _usual_words(row: Mapping[Any, Any]) -> str:
    if not pd.isna(row["usual_lower"]):
        ends = (format_number(row[name], row["decimals"]) for name in ("usual_lower", "usual_upper"))
        return " to ".join(ends)
    ends = (signed_number(row[name], row["decimals"]) for name in ("difference_lower", "difference_upper"))
    return f"difference of {' to '.join(ends)}"


RULE_NAMES: Final = {
    "D0": "None: see the reason",
    "D1": "Interval",
    "D2": "Size of the change",
    "D3": "Plan",
    "E": "Evidence",
}
"""The rule that decided, as the row of an indicator prints it; chapter 2 of the methods has their codes."""


def full_table(judged: pd.DataFrame, gaps: pd.DataFrame | None = None) -> Table:
    """Return every indicator with the figures compared, its direction and the rule that decided.

    The word for the direction of a gap, by the table inequality_gaps, is beside its verdict.
    """
    columns = [column for column in _COMPARED if column.name not in ("unit", "previous_period")]
    columns += [Column("rule_name", "Rule"), Column("reason", "Reason")]
    rows = _with_cells(judged)
    rows["rule_name"] = rows["rule_id"].map(RULE_NAMES)
    rows["direction_shown"] = with_gap_words(rows["direction_shown"], rows["indicator_id"], gaps)
    notes = [CHANGE_NOTE, DIRECTION_KEY, EVIDENCE_KEY, SHORTHAND]
    return table(rows, "Direction of travel of every indicator", columns, notes=notes)


def _with_cells(frame: pd.DataFrame) -> pd.DataFrame:
    words = frame["direction"].where(frame["direction"] != NOT_JUDGED, frame["movement"])
    shared = frame["shared_years"].fillna(0)
    reasons = frame["reason"].where(
        (shared == 0) | frame["change"].isna(),
        frame["reason"]
        + "; the periods share "
        + shared.map(lambda years: f"{format_number(years)} {singular_or_plural(years, 'year', 'years')}").astype(
            "str"
        ),
    )
    cells = [direction_cell(*pair) for pair in zip(words, frame["evidence"], strict=True)]
    rows = frame.assign(direction_shown=as_column(cells, frame.index), reason=reasons)
    rows = with_changes(rows)
    return rows.assign(trend_shown=_cells(frame["trend"])) if "trend" in frame.columns else rows


def _cells(words: pd.Series) -> pd.Series:
    return as_column([direction_cell(word) for word in words], words.index)
