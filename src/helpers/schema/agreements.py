"""The tables of an agreement: its reward grant, the risk by theme, its money, what was asked for, and its areas."""

from __future__ import annotations

from helpers.schema.declarations import Column, Table, number, text, whole_number, yes_or_no

STEP = "05b_reward_grant"
POUNDS = "pounds"
_OF_TARGET = "units of the target"

_REFERENCE = text("reference", "Number under which the report prints it; may be blank")
_THEME = text("theme", "Theme of the framework")
_SOURCE = (
    text("source", "Where it is printed"),
    text("paragraph", "The paragraph or table; may be blank"),
)


def _money(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return number(name, meaning, POUNDS, nullable=nullable)


def _count(name: str, meaning: str) -> Column:
    return whole_number(name, meaning, "indicators")


_SUMS = (
    _money("grant", "The grant that depends on it, as printed"),
    _money("at_risk", "The whole of it where the status is red or amber, otherwise 0"),
    _money("lost", "The whole of it where a condition was not met, otherwise 0"),
    _money("at_risk_net", "What is at risk without what is lost"),
    _money("without_status", "The whole of it where no status is printed, otherwise 0"),
)

REWARD_GRANTS = Table(
    name="reward_grants",
    row="One row for each indicator on which a part of the reward grant depends, as the report of the year prints it, "
    "and what follows. Money is exact to the penny. It has no row in a year without an agreement.",
    writer=STEP,
    key=("reference",),
    columns=(
        _REFERENCE,
        text("reward_target", "The target that it is a part of, by the numbers of its indicators"),
        _THEME,
        text("title", "What it measures"),
        number("weight_percent", "Its weight in the target; those of a target add up to 100", "%"),
        text("status", "Green, Amber or Red, as printed beside the grant; blank where none is"),
        text("condition", "What else must be met, or nothing is paid; may be blank"),
        yes_or_no("condition_failed", "Whether that was not met"),
        *_SUMS,
        text("why", "Why it is at risk, lost, or not at risk"),
        _money("part_by_weight", "The grant that follows from equal targets and the weight, not rounded to pence"),
        _money("difference", "The printed grant less that"),
        number(
            "enhancement_percent",
            "How much of the way from the figure without the reward to the target was reached; empty if not known",
            "%",
            nullable=True,
        ),
        _money(
            "forecast",
            "The grant by the national rule of the local public service agreements, which is not the agreement's own; "
            "empty if it cannot be worked out",
            nullable=True,
        ),
        text("forecast_why", "What the forecast rests on, or why there is none"),
        *_SOURCE,
        text("note", "What else a reader should know; may be blank"),
    ),
)

REWARD_TOTALS = Table(
    name="reward_totals",
    row="One row for the whole reward grant, and for each theme, target and status: the sums of reward_grants.",
    writer=STEP,
    made_in="results.reward_grants",
    key=("scope", "name"),
    columns=(
        text("scope", "all, theme, target or status"),
        text("name", "Which one; All for the whole, 'No status' for rows without one"),
        _count("indicators", "Rows of reward_grants"),
        _count("at_risk_indicators", "Those of them with the status Red or Amber"),
        *_SUMS,
        _count("forecast_indicators", "Those with a forecast by the national rule, and whose condition did not fail"),
        _count("forecast_paid", "Those of them for which the national rule pays something"),
        _money("forecast_of", "Their grants; 0 without one"),
        _money("forecast", "What the national rule would pay of these"),
    ),
)

RISK_BY_THEME = Table(
    name="risk_by_theme",
    row="One row for each theme and one for all: how many indicators had each status, as the report of the year prints "
    "the counts. They are not counted from figures.",
    writer=STEP,
    made_in="results.agreements",
    key=("theme",),
    columns=(
        text("theme", "Theme of the framework, or All themes"),
        _count("green", "Green, as printed"),
        _count("amber", "Amber, as printed"),
        _count("red", "Red, as printed"),
        _count("not_available", "Not available for reporting, as printed"),
        _count("with_status", "Green, amber and red: the base of the percentages"),
        _count("indicators", "All indicators"),
        *(
            number(
                f"{status}_percent",
                f"{status.capitalize()}, of those with a status; empty if there is none",
                "%",
                nullable=True,
            )
            for status in ("green", "amber", "red")
        ),
        _count("named_amber", "Amber indicators that the text of the report names"),
        _count("named_red", "Red indicators that the text of the report names"),
    ),
)

AGREEMENT_INDICATORS = Table(
    name="agreement_indicators",
    row="One row for each indicator that the text of the report of the year names, with its status there and the one "
    "beside its grant.",
    writer=STEP,
    made_in="results.agreements",
    key=("theme", "reference", "title"),
    columns=(
        _THEME,
        _REFERENCE,
        text("title", "What it measures"),
        yes_or_no("is_reward", "Whether a part of the reward grant depends on it"),
        text("status", "Green, Amber, Red or Not available for reporting, in the text; blank where it gives none"),
        text("status_of_grant", "The status printed beside its grant; blank where there is no grant or no status"),
        yes_or_no("statuses_differ", "Whether the report gives it two statuses"),
        text("facts", "What else the report says of it; may be blank"),
        text("action", "What is done about it; may be blank"),
        text("target_id", "Its target, as in params/targets.csv; blank where the report prints none"),
        number("target_value", "What is due for the period of the figure", _OF_TARGET, nullable=True),
        text("target_period", "The period by which that is due; blank for none"),
        number("actual", "The figure that the report prints", _OF_TARGET, nullable=True),
        text("actual_is", "about, less than, provisional and others; blank where exact or where there is no figure"),
        text("actual_period", "Period of the figure; blank for none"),
        text("unit", "Unit of both; blank without a target"),
        *_SOURCE,
    ),
)

EARLIER_REVIEWS = Table(
    name="earlier_reviews",
    row="One row for each review before the report of the year: how many indicators it named as being at risk, and "
    "what became of them, as the report prints it.",
    writer=STEP,
    made_in="results.agreements",
    key=("review",),
    columns=(
        text("review", "Which review it was"),
        text("period", "The year that it fell in"),
        _count("flagged", "Named as being at risk"),
        _count("resolved", "No longer at risk in the report"),
        _count("left", "Still at risk in the report"),
        yes_or_no("adds_up", "Whether those named less those resolved are those left"),
        *_SOURCE,
    ),
)

POOLED_FUNDS = Table(
    name="pooled_funds",
    row="One row for each block of the money that the partners of the agreement put together.",
    writer=STEP,
    made_in="results.agreements",
    key=("block",),
    columns=(
        text("block", "The block of the agreement, or all blocks together"),
        text("period", "The financial year"),
        _money("allocation", "What was allocated"),
        _money("moved_in", "What was moved in from other blocks, negative if moved to them"),
        _money("available", "The two together"),
        _money("spent", "What was spent"),
        _money("underspend", "What was not spent, negative if more was spent than there was"),
        number("underspend_percent", "The same, of what was available", "%"),
        _money("carried_forward", "What may be carried forward: all that was not spent, if it is under 5%"),
        text("verdict", "Whether it may be carried forward, and why"),
        *_SOURCE,
        text("note", "What else a reader should know; may be blank"),
    ),
)

ENABLING_MEASURES = Table(
    name="enabling_measures",
    row="One row for each measure that the partners asked the government for, and each indicator that waits for it.",
    writer=STEP,
    made_in="results.agreements",
    key=("measure_id", "reference"),
    columns=(
        text("measure_id", "Short name of the measure"),
        text("measure", "What was asked for"),
        text("asked_of", "Who was asked"),
        text("asked_on", "When, as a year, a month or a day; may be blank"),
        text("status", "asked, under discussion, agreed, in place or refused"),
        text("status_on", "As of when; may be blank"),
        yes_or_no("waits", "Whether the indicator still waits: the measure is neither in place nor refused"),
        text("reference", "The indicator that waits for it, by its number or name; blank where none is given"),
        text("title", "What that measures; may be blank"),
        *_SOURCE,
    ),
)

AGREEMENT_AREAS = Table(
    name="agreement_areas",
    row="One row for each area below the districts and each indicator and period of it. An area that has no "
    "figure has one row.",
    writer=STEP,
    made_in="results.agreements",
    key=("area_id", "reference", "period"),
    columns=(
        text("area_id", "Short name of the area"),
        text("kind", "priority area or neighbourhood team"),
        text("name", "Its name; blank where no source prints it"),
        text("district", "The district it is in; blank where no source says"),
        text("reference", "The indicator that is measured for it, by its number or name; blank where none is"),
        text("period", "Period of the figure; blank for none"),
        number("value", "The figure; empty for none", "units of the indicator", nullable=True),
        text("unit", "Its unit; blank for none"),
        text("source", "Where the area is printed"),
    ),
)

TABLES = (
    REWARD_GRANTS,
    REWARD_TOTALS,
    RISK_BY_THEME,
    AGREEMENT_INDICATORS,
    EARLIER_REVIEWS,
    POOLED_FUNDS,
    ENABLING_MEASURES,
    AGREEMENT_AREAS,
)
