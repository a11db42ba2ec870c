"""The table of how the rules that judge a change have done."""

from __future__ import annotations

from helpers.schema.declarations import Table, number, text, whole_number

_PERCENT = "per cent"

RULE_RECORD = Table(
    name="rule_record",
    row="One row for each rule that judges a change, and each scale of changes: what came of its calls on the past "
    "figures of all councils of the group, and how often it calls a change of figures made to stand still.",
    writer="03b_record_of_rules",
    key=("rule", "scale"),
    columns=(
        text(
            "rule",
            "any_change; tolerance, that of the parameter file; intervals_first: no change if the confidence intervals "
            "overlap, and the tolerance for figures without limits; or evidence",
        ),
        text(
            "scale",
            "all, or the scale of the changes: log odds (shares), log (rates, counts, money) or points (all else)",
        ),
        whole_number("judged", "Changes of past figures followed: the next change is known too", "changes"),
        whole_number("called", "Changes that the rule calls a rise or a fall", "changes"),
        number("called_percent", "The same, of those judged", _PERCENT, nullable=True),
        number("opposite_percent", "Calls after which the rule's next word is the opposite", _PERCENT, nullable=True),
        number(
            "opposite_by_intervals_first_percent",
            "Calls after which the next word of the rule intervals_first is the opposite",
            _PERCENT,
            nullable=True,
        ),
        number(
            "stands_percent",
            "Calls after which the next figure is still on the same side of the one before the change",
            _PERCENT,
            nullable=True,
        ),
        number(
            "flips_percent",
            "Changes of shares for which the tolerance would have another word if the share were told as 100 less it; "
            "empty for other rules",
            _PERCENT,
            nullable=True,
        ),
        whole_number("standstill_judged", "Changes of figures made to stand still", "changes"),
        number("false_alarm_percent", "Those that the rule calls a rise or a fall", _PERCENT, nullable=True),
        number("standstill_opposite_percent", "opposite_percent where nothing changes", _PERCENT, nullable=True),
        number("standstill_stands_percent", "stands_percent where nothing changes", _PERCENT, nullable=True),
    ),
    estimated=True,
)

FORECAST_RECORD = Table(
    name="forecast_record",
    row="One row for each scale of changes and step ahead: how often the 80% interval of past forecasts held the "
    "figure that came, for all councils of the group.",
    writer="03b_record_of_rules",
    key=("scale", "ahead"),
    columns=(
        RULE_RECORD["scale"],
        whole_number("ahead", "Steps from the newest figure to the one forecast"),
        whole_number("forecasts", "Forecasts followed: the figure came, and no break lies between", "forecasts"),
        number("held_percent", "Those whose interval held the figure; 80 would be exact", _PERCENT, nullable=True),
        number("below_percent", "Those with the figure below the interval", _PERCENT, nullable=True),
        number("above_percent", "Those with the figure above the interval", _PERCENT, nullable=True),
        number(
            "error_ratio",
            "Middle size of an error over that of the newest figure as forecast; under 1 is better",
            "ratio",
            nullable=True,
        ),
    ),
    estimated=True,
)

TABLES = (RULE_RECORD, FORECAST_RECORD)
