"""What the direction of travel page shows."""

from __future__ import annotations

import pandas as pd

from helpers.params import DirectionRules
from helpers.present.tables import (
    DIRECTION_KEY,
    SHORTHAND,
    Column,
    Table,
    direction_cell,
    format_number,
    table,
    with_sum,
)


def rules_table(rules: DirectionRules) -> Table:
    """Return the rules of the run in the order in which they are tried."""
    overlapping = {
        "compare": "compared, and marked",
        "cannot_determine": "not compared",
    }[rules.overlapping_periods]
    tolerance = (
        f"A change of no more than {format_number(rules.tolerance_percent)}% of the figure before, or of half a unit "
        "of the last published decimal place, is no real change; a larger one is judged by polarity."
        if rules.rule == "tolerance"
        else "Any change is judged by polarity."
    )
    intervals = (
        "Where both figures have published 95% confidence limits: no real change if the intervals overlap or touch."
        if rules.intervals == "published"
        else "Confidence intervals are not used in this run."
    )
    rows = [
        (
            "D0",
            "Cannot be determined",
            "A figure is missing, the series has a break, there is no figure exactly one period before, or the periods "
            f"differ in length. Periods that share years are {overlapping}. A measure of context is not judged: it "
            "increased, decreased or is unchanged.",
        ),
        ("D1", "Interval rule", intervals),
        ("D2", "Tolerance rule" if rules.rule == "tolerance" else "Exact rule", tolerance),
    ]
    frame = pd.DataFrame(rows, columns=["rule_id", "name", "text"])
    columns = [Column("rule_id", "Rule", header=True), Column("name", "Name"), Column("text", "What it says")]
    return table(frame, "Rules for direction of travel", columns)


_COUNTS = [
    Column("improved", "Improved", align="right"),
    Column("no_real_change", "No real change", align="right"),
    Column("worsened", "Worsened", align="right"),
    Column("cannot_be_determined", "Cannot be determined", align="right"),
    Column("total", "Total", align="right"),
]


def counts_table(counts: pd.DataFrame, caption: str) -> Table:
    """Return the counts of each theme with their sum; `counts` are the direction counts by theme."""
    columns = [Column("theme", "Theme", header=True), *_COUNTS]
    return table(with_sum(counts, columns), caption, columns)


def reasons_table(reasons: pd.DataFrame) -> Table:
    """Return the reasons for which direction cannot be determined."""
    columns = [Column("reason", "Reason", header=True), Column("indicators", "Indicators", align="right")]
    return table(reasons, "Why direction of travel cannot be determined", columns)


_COMPARED = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("latest_value", "Latest", align="right", decimals_from="decimals"),
    Column("period", "Period"),
    Column("previous_value", "Previous", align="right", decimals_from="decimals"),
    Column("previous_period", "Previous period"),
    Column("change_percent", "Change in %", align="right", decimals=1),
    Column("direction_shown", "Direction of travel"),
]


def movers_table(movers: pd.DataFrame) -> Table:
    """Return the largest changes as figures."""
    return table(_shown(movers), "The largest changes since the period before", _COMPARED, notes=[DIRECTION_KEY])


def full_table(judged: pd.DataFrame) -> Table:
    """Return every indicator with the figures compared and the rule that decided."""
    extra = [Column("rule_id", "Rule"), Column("reason", "Because")]
    return table(
        _shown(judged), "Direction of travel of every indicator", [*_COMPARED, *extra], notes=[DIRECTION_KEY, SHORTHAND]
    )


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    words = frame["direction"].where(frame["direction"] != "Not judged", frame["movement"])
    shared = frame["shared_years"].fillna(0)
    reasons = frame["reason"].where(
        (shared == 0) | frame["change"].isna(),
        frame["reason"] + "; the periods share " + shared.map(lambda years: format_number(years)) + " years",
    )
    cells = [direction_cell(word) for word in words]
    return frame.assign(direction_shown=pd.Series(cells, index=frame.index, dtype="object"), reason=reasons)
