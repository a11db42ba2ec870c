"""The tables of targets: what was promised, its milestones, what people judged, and what could be done."""

from __future__ import annotations

from helpers.schema.columns import POLARITY
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no

STEP = "05_targets_and_risk"
OF_TARGET = "units of the target"
"""The unit of what is counted as the target is."""

TARGET_ID = text(
    "target_id", "Short name of the target, as in params/targets.csv; return_ and more for one of a return"
)
_SOURCE = (
    text("source", "Where it is printed"),
    text("dated", "Date of the source, as a year, a month or a day; may be blank"),
    text("address", "Address of the source; may be blank"),
)

TARGETS = Table(
    name="targets",
    row="What was promised: one row for each target of the framework, those that departments hand in included.",
    writer=STEP,
    key=("target_id",),
    columns=(
        TARGET_ID,
        text("indicator_id", "The indicator it is of; blank where the register has none"),
        text("reference", "Number under which it is printed; blank where none is"),
        text("title", "What readers call it"),
        text("theme", "Theme of the framework, or enabler"),
        POLARITY,
        text(
            "type",
            "reach (a figure by a period), cumulative (a total that adds up to it), at_least or at_most (a standard in "
            "every period), range (between two ends) or plan (a figure at its plan)",
        ),
        text("unit", "Unit as printed"),
        whole_number("decimals", "Decimal places as printed"),
        yes_or_no("in_points", "Whether differences are in percentage points, as it is a share; otherwise in per cent"),
        number("baseline_value", "The figure that it starts from; empty where not known", OF_TARGET, nullable=True),
        text("baseline_period", "Its period; blank for none"),
        date("baseline_end", "Last day of that period", nullable=True),
        text("baseline_version", "Its version, 1 for the first; may be blank"),
        text("baseline_reason", "Why this one, or why it is not known; may be blank"),
        number("target_value", "The figure aimed at; empty for a range", OF_TARGET, nullable=True),
        number("target_lower", "Lower end of a range", OF_TARGET, nullable=True),
        number("target_upper", "Upper end of it", OF_TARGET, nullable=True),
        text(
            "target_period", "The period by which it is due; blank where not known, or where it holds in every period"
        ),
        date("target_end", "Last day of that period", nullable=True),
        text("period_reason", "Why it is not known by when; may be blank"),
        text("milestones_reason", "Why there are no milestones; may be blank"),
        number(
            "tolerance",
            "How far off a figure may be and still be amber: points for a share, per cent of the target for others, "
            "units where the target is 0; empty for the usual one",
            nullable=True,
        ),
        number("floor", "The figure below which it is red, whatever the tolerance", OF_TARGET, nullable=True),
        text("owner", "Post that answers for it"),
        yes_or_no("is_reward", "Whether a grant depends on it"),
        yes_or_no("is_stretch", "Whether it goes beyond what would be expected without the agreement"),
        text("condition", "What else must be met, or nothing is paid; may be blank"),
        text("parent", "The larger target that it is a part of; may be blank"),
        number("weight", "Its share in that, 0 to 1", "share", nullable=True),
        text("shared_with", "Who else must act, separated by semicolons; may be blank"),
        text("added_value", "What it is to change beyond what would have happened anyway; may be blank"),
        *_SOURCE,
        text("note", "What else a reader should know; may be blank"),
    ),
)

TARGET_MILESTONES = Table(
    name="target_milestones",
    row="What a target asks for on the way: one row for each target and period.",
    writer=STEP,
    key=("target_id", "period"),
    columns=(
        TARGET_ID,
        text("period", "The period for which it is due"),
        date("period_end", "Its last day"),
        number("value", "The figure due; empty for a range", OF_TARGET, nullable=True),
        number("lower", "Lower end of a range", OF_TARGET, nullable=True),
        number("upper", "Upper end of it", OF_TARGET, nullable=True),
        text("milestone", "What it is called: half year, year end, year three"),
        text("note", "What else a reader should know; may be blank"),
    ),
)

TARGET_JUDGEMENTS = Table(
    name="target_judgements",
    row="What people said of a target in a report: one row for each target, report and period.",
    writer=STEP,
    key=("target_id", "report_year", "period"),
    columns=(
        TARGET_ID,
        whole_number("report_year", "The reporting year of the report"),
        text("period", "The period of the figure; blank for none"),
        date("period_end", "Its last day", nullable=True),
        number("actual", "A figure that no file of the run has", OF_TARGET, nullable=True),
        text("actual_is", "about, at least, at most, less than, more than or provisional; blank where exact"),
        text("judged", "green, amber, red or not_available; blank where nobody judged"),
        text("judged_reason", "Why; may be blank"),
        text("previous", "What was judged in the review before; may be blank"),
        text("commentary", "What is said of it; may be blank"),
        text("remedial_action", "What is done about it; may be blank"),
        text("action_by", "By when, as a year, a month or a day; may be blank"),
        number("expected", "The figure that people expect next", OF_TARGET, nullable=True),
        text("judged_by", "Post that judged; may be blank"),
        *_SOURCE,
    ),
)

TARGET_OPTIONS = Table(
    name="target_options",
    row="What could be done to reach a target: one row for each target, report and option.",
    writer=STEP,
    key=("target_id", "report_year", "option"),
    columns=(
        TARGET_ID,
        whole_number("report_year", "The reporting year of the report"),
        text("option", "What would be done"),
        number("contribution", "What it would bring", nullable=True),
        text("unit", "What that is in; may be blank"),
        number("cost_gbp", "What it would cost", "pounds", nullable=True),
        text("approval", "approved, subject to approval or refused; blank where nobody has said"),
        _SOURCE[0],
        text("note", "What else a reader should know; may be blank"),
    ),
)
