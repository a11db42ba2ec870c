"""The tables of what departments hand in: figures, and the surveys that they come from."""

from __future__ import annotations

from helpers.schema.columns import AREA_CODE, FILE, INDICATOR_ID, OF_INDICATOR, PERIOD, PERIOD_END, PERIOD_START, ROW
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no

RETURNS = Table(
    name="returns",
    row="One row for each figure that a department supplied, with the rest of its row.",
    writer="01_ingestion",
    made_in="sources.returns.return_file",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        INDICATOR_ID,
        AREA_CODE,
        PERIOD,
        PERIOD_START,
        PERIOD_END,
        number("target", "Target for the period", OF_INDICATOR, nullable=True),
        text("commentary", "What readers should know of the figure; may be blank"),
        text("planned_improvement", "What will be done to improve it; may be blank"),
        text("owner", "Post that answers for the figure"),
        text("signed_by", "Post that signed the return; blank for none"),
        date("signed_on", "Day of the signature", nullable=True),
        text("survey", "Survey that it comes from; blank for none"),
        whole_number("respondents", "How many people answered the question", "people", nullable=True),
        number("standard_deviation", "That of the answers to a question with a mean", OF_INDICATOR, nullable=True),
        whole_number("in_system", "Results that are begun and cannot be verified yet", "results", nullable=True),
        whole_number(
            "verification_weeks", "Weeks after the period until its last result can be verified", "weeks", nullable=True
        ),
        FILE,
        ROW,
    ),
)

SURVEYS = Table(
    name="surveys",
    row="One row for each survey of the council's own: its card.",
    writer="01_ingestion",
    made_in="sources.returns.cards",
    key=("survey",),
    columns=(
        text("survey", "Short name of the survey and its year"),
        text("title", "What readers call it"),
        text("method", "How people were asked: telephone, post, online, face_to_face or mixed"),
        text("sampling", "How they were chosen: everyone, random, stratified, clustered, quota, panel or open"),
        text("base", "Who was asked"),
        date("fieldwork_start", "First day of asking"),
        date("fieldwork_end", "Last day of asking"),
        whole_number("respondents", "How many people answered", "people"),
        whole_number("invited", "How many were asked", "people", nullable=True),
        whole_number("population", "How many people the base has", "people", nullable=True),
        text("weighting", "What the answers were weighted by; none if not"),
        number("design_effect", "By how much weighting and clusters raise the variance", "ratio", nullable=True),
        text("note", "What else a reader should know; may be blank"),
        text("file", "Raw file of the card"),
    ),
)

SURVEY_RESULTS = Table(
    name="survey_results",
    row="One row for each figure from a survey, with its limits.",
    writer="01_ingestion",
    made_in="methods.surveys",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        *RETURNS.pick("indicator_id", "area_code", "period", "period_start", "period_end"),
        text("survey", "Survey that it comes from"),
        number("value", "Value as handed in", OF_INDICATOR, nullable=True),
        RETURNS["respondents"],
        number("effective_respondents", "Respondents over the design effect", "people", nullable=True),
        number("lower_95", "Lower 95% confidence limit", OF_INDICATOR, nullable=True),
        number("upper_95", "Upper 95% confidence limit", OF_INDICATOR, nullable=True),
        text("limits", "published, worked out from respondents, or blank for none"),
        text("reason", "Why there are no limits; blank where there are"),
        text("caution", "What the limits leave out; blank for nothing"),
        yes_or_no("provisional", "Whether the figure may still change, by its status or its marker"),
    ),
)

AGE_GROUP_ANSWERS = Table(
    name="age_group_answers",
    row="One row for each answer to a survey by age group, as handed in.",
    writer="01_ingestion",
    made_in="sources.returns.age_groups",
    key=("indicator_id", "area_code", "period_start", "period_end", "age_group"),
    columns=(
        *RETURNS.pick("indicator_id", "area_code", "period", "period_start", "period_end"),
        text("age_group", "Age group, such as 18 to 24, 65 and over or under 18"),
        text("survey", "Survey that it comes from"),
        number("value", "Figure of the group as handed in", OF_INDICATOR),
        whole_number("respondents", "How many people of the group answered the question", "people"),
        RETURNS["standard_deviation"],
        FILE,
        ROW,
    ),
)

AGE_GROUP_RESULTS = Table(
    name="age_group_results",
    row="One row for each answer to a survey by age group, with its limits.",
    writer="01_ingestion",
    made_in="methods.surveys",
    key=AGE_GROUP_ANSWERS.key,
    columns=(
        *SURVEY_RESULTS.pick("indicator_id", "area_code", "period", "period_start", "period_end"),
        AGE_GROUP_ANSWERS["age_group"],
        *SURVEY_RESULTS.pick(
            "survey",
            "value",
            "respondents",
            "effective_respondents",
            "lower_95",
            "upper_95",
            "limits",
            "reason",
            "caution",
        ),
    ),
)

COMMENTARY = Table(
    name="commentary",
    row="One row for each indicator whose newest figure, or the wait for it, was handed in: what its dashboard says.",
    writer="07_compendium",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("dashboard", "Dashboard it is printed on"),
        PERIOD,
        number("value", "Figure as handed in; empty until one is", OF_INDICATOR, nullable=True),
        text("marker", "Markers beside the figure, or the one that stands in its place; may be blank"),
        *RETURNS.pick("target", "commentary", "planned_improvement", "owner", "signed_by", "signed_on", "file", "row"),
    ),
)

TABLES = (RETURNS, SURVEYS, SURVEY_RESULTS, AGE_GROUP_ANSWERS, AGE_GROUP_RESULTS, COMMENTARY)
