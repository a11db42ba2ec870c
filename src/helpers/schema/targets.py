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
    made_in="results.target_list",
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
        date("target_start", "First day of that period", nullable=True),
        date("target_end", "Last day of that period", nullable=True),
        text("period_reason", "Why it is not known by when; may be blank"),
        text("milestones_reason", "Why there are no milestones; may be blank"),
        text("way", "straight if figures of a part of its period are judged on the way too; otherwise blank"),
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
    made_in="results.target_list",
    key=("target_id", "period"),
    columns=(
        TARGET_ID,
        text("period", "The period for which it is due"),
        date("period_start", "Its first day"),
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
        date("period_start", "Its first day", nullable=True),
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

TARGET_RESULTS = Table(
    name="target_results",
    row="One row for each target: its newest figure, its colour with rule and reason, whether it can still be met, and "
    "what people say and do.",
    writer=STEP,
    key=("target_id",),
    columns=(
        *TARGETS.pick(
            "target_id", "indicator_id", "reference", "title", "theme", "polarity", "type", "unit", "decimals", "owner",
            "is_reward", "is_stretch", "condition", "parent", "weight", "shared_with", "added_value",
        ),
        number("actual", "The newest figure; empty if there is none", OF_TARGET, nullable=True),
        TARGET_JUDGEMENTS["actual_is"],
        text("actual_period", "Its period; blank for none"),
        text("actual_from", "run (from the raw files) or judgement (one that only people gave); blank for none"),
        yes_or_no("provisional", "Whether it may still change"),
        date("mature_on", "Day on which an immature figure is complete; empty for any other", nullable=True),
        number("in_system", "Results of an immature figure that are still to be verified", "results", nullable=True),
        number("previous_value", "The figure before", OF_TARGET, nullable=True),
        text("previous_period", "Its period; blank for none"),
        number("change", "The newest figure less the one before", OF_TARGET, nullable=True),
        *TARGETS.pick("baseline_value", "baseline_period", "baseline_version", "baseline_reason"),
        number(
            "baseline_of_run", "The run's figure of that period, if the stated baseline is another", OF_TARGET,
            nullable=True,
        ),
        number("change_since_baseline", "The newest figure less the baseline", OF_TARGET, nullable=True),
        *TARGETS.pick("target_value", "target_lower", "target_upper", "target_period", "period_reason"),
        text("due", "What is due when the figure is: milestone, target, standard, trajectory or nothing"),
        date("due_on", "The next day on which a milestone or the target is due", nullable=True),
        number("due_value", "The figure due then", OF_TARGET, nullable=True),
        number("due_lower", "Lower end of a range that is due", OF_TARGET, nullable=True),
        number("due_upper", "Upper end of it", OF_TARGET, nullable=True),
        number("short_by", "How much worse than due the figure is; below 0 if better", OF_TARGET, nullable=True),
        number("off", "The same in the measure of off_is", nullable=True),
        text("off_is", "points, per cent (of what is due) or units"),
        number("off_percent", "The same in per cent of what is due, of shares too", "per cent", nullable=True),
        number("off_share", "The same as a share of the way planned so far", "share", nullable=True),
        yes_or_no("off_trajectory", "Whether that is more than 0.2; empty if not known", nullable=True),
        number("tolerance", "How far off it may be and still be amber, in the measure of off_is"),
        TARGETS["floor"],
        text("calculated", "By rule: Green, Amber, Red, Not available for reporting, Not due yet or Cannot be "
             "determined"),
        text("rule", "tolerance, floor, range, plan or trajectory; blank if none was used"),
        text("reason", "Why, in words"),
        text("missing", "What a colour needs and nobody has said, separated by semicolons; blank for none"),
        text("judged", "The colour that people gave; blank for none"),
        TARGET_JUDGEMENTS["judged_reason"],
        text("status", "The colour that is printed: the judged one, or the calculated one if nobody judged"),
        number("optimism", "Colours by which the judged one is better than the calculated", "steps", nullable=True),
        text("previous", "The colour of the review before; blank for none"),
        text("movement", "resolved, left, new, never or unknown: what became of it since the review before"),
        number("gap", "How far the figure is from the target; 0 or below if met", OF_TARGET, nullable=True),
        number("progress_percent", "How much of the way to the target is done", "per cent", nullable=True),
        number("required_rate", "Change for a year that it needs from now on", OF_TARGET, nullable=True),
        number("past_rate", "Change for a year in the past, above 0 towards the better end", OF_TARGET, nullable=True),
        number("best_year", "The best change for a year between two figures", OF_TARGET, nullable=True),
        number("years_at_past_rate", "Years until it is met at the past rate", "years", nullable=True),
        text("realism", "Whether the past rate is enough, in words"),
        text("rate_reason", "Why there is no required rate; blank if there is one"),
        number("forecast", "The figure to expect in its period", OF_TARGET, nullable=True),
        number("forecast_lower", "Lower end of the range that holds it in 80 of 100 cases", OF_TARGET, nullable=True),
        number("forecast_upper", "Upper end of it", OF_TARGET, nullable=True),
        number("forecast_ahead", "Steps from the newest figure of the series to the forecast", "steps", nullable=True),
        number(
            "forecast_held_percent",
            "How often the ranges of past forecasts for such indicators held the figure that came; 80 would be exact",
            "per cent",
            nullable=True,
        ),
        number("chance_percent", "Chance that the target is met", "per cent", nullable=True),
        text("forecast_reason", "Why there is no forecast; blank if there is one"),
        *TARGET_JUDGEMENTS.pick("commentary", "remedial_action", "action_by", "expected", "judged_by"),
        yes_or_no("lacks_commentary", "Red or amber, and nobody says why"),
        yes_or_no("lacks_action", "Red or amber, and nobody says what is done"),
        number("options_contribution", "What the options in its unit would bring", OF_TARGET, nullable=True),
        yes_or_no("options_close_gap", "Whether they close the gap, as in the table target_options", nullable=True),
        *_SOURCE,
        TARGETS["note"],
    ),
    estimated=True,
)  # fmt: skip

TARGET_COUNTS = Table(
    name="target_counts",
    row="One row for each theme, and one for all, and each kind of colour: how many targets have it.",
    writer=STEP,
    made_in="results.target_results",
    key=("theme", "kind"),
    columns=(
        TARGETS["theme"],
        text("kind", "status (as printed), judged or calculated"),
        whole_number("green", "On track", "targets"),
        whole_number("amber", "Medium risk", "targets"),
        whole_number("red", "High risk", "targets"),
        whole_number("not_available", "Said to be not available for reporting", "targets"),
        whole_number("not_due", "Nothing is due yet", "targets"),
        whole_number(
            "cannot_be_determined",
            "Neither a rule nor a judgement gives a colour",
            "targets",
        ),
        whole_number("all", "All of these; a target that nobody judged is not among the judged", "targets"),
        whole_number("coloured", "Targets with a colour: the base of the percentages", "targets"),
        number("green_percent", "Green, of those with a colour", "per cent", nullable=True),
        number("amber_percent", "Amber, of those with a colour", "per cent", nullable=True),
        number("red_percent", "Red, of those with a colour", "per cent", nullable=True),
        number("optimism", "Mean of colours judged better than calculated; judged rows only", "steps", nullable=True),
        whole_number("compared", "Targets with both colours", "targets"),
        whole_number("red_off_trajectory", "Red as printed, and short by more than 20% of the way planned", "targets"),
        whole_number("red_unknown_trajectory", "Red as printed, and no way is known", "targets"),
    ),
)

TARGET_OPTIONS_JUDGED = Table(
    name="target_options",
    row=TARGET_OPTIONS.row,
    writer=STEP,
    made_in="results.target_results",
    key=TARGET_OPTIONS.key,
    columns=(
        *TARGET_OPTIONS.columns,
        *TARGETS.pick("title", "theme"),
        yes_or_no("counts", "Whether it is in the unit of the target and not refused"),
        whole_number("decimals", "Decimals of figures of the target", "decimals"),
        number("gap", "What the figure is short by; empty if it is short of nothing", OF_TARGET, nullable=True),
        text("gap_to", "What that is to: what is due by then, or the target if nothing is missing to that"),
        number("gap_percent", "How much of that the option would close", "per cent", nullable=True),
        text("gap_is", "How exactly the gap is known, such as less than; blank if it is exact"),
        text("gap_reason", "Why no gap can be given; blank otherwise"),
    ),
)

MILESTONES_MET = Table(
    name="milestones_met",
    row="What became of what a target asks for on the way: one row for each target and period.",
    writer=STEP,
    made_in="results.target_results",
    key=("target_id", "period"),
    columns=(
        *TARGET_MILESTONES.columns,
        *TARGETS.pick("title", "theme", "unit", "decimals"),
        number("actual", "The figure of its period; empty if there is none", OF_TARGET, nullable=True),
        TARGET_JUDGEMENTS["actual_is"],
        text("outcome", "Met, Not met, No figure of that time, Not due yet, or Cannot be determined of a bound"),
    ),
)

TABLES = (TARGETS, TARGET_MILESTONES, TARGET_RESULTS, TARGET_COUNTS, TARGET_OPTIONS_JUDGED, MILESTONES_MET)
