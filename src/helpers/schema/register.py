"""The tables of the register and of reference files: indicators, dashboards, councils and areas."""

from __future__ import annotations

from helpers.schema.columns import (
    AREA_CODE,
    AREA_NAME,
    AREA_TYPE,
    COMPARATOR_GROUP,
    COUNCIL_CODE,
    INDICATOR_ID,
    OF_INDICATOR,
    POLARITY,
    SOURCE_ID,
)
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no

INDICATORS = Table(
    name="indicators",
    row="The register: one row for each indicator that the report of the year has, from params/indicators.csv.",
    writer="01_ingestion",
    made_in="sources.reference",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("title", "What readers see"),
        text("dashboard", "The dashboard that the framework of the year prints it on"),
        POLARITY,
        text("value_type", "percentage, rate, score, mean, currency, count or ratio"),
        text("unit", "Unit as printed"),
        whole_number("decimals", "Decimal places as published"),
        text(
            "period_type",
            "financial, academic, fe_year, calendar, rolling_3y, rolling_5y, year_to_sep, year_to_jun, "
            "year_to_nov, year_to_month, quarter, cumulative_quarters, month or snapshot; part_quarter, part_half or "
            "part_to_date where the report rests on a part of a year",
        ),
        text("frequency", "annual, biennial, quarterly, monthly or one_off"),
        yes_or_no(
            "counted",
            "Whether it counts in the headline: the register and the framework say so, and for a local or partner "
            "measure a figure was handed in",
        ),
        SOURCE_ID,
        text("source_measure", "The publisher's name for the measure"),
        text("breaks", "Periods that cannot be compared with the one before, separated by semicolons; blank for none"),
        text("note", "What a reader should know; may be blank"),
        text("definition", "What is counted, over what, and when, in a sentence"),
        text("owner", "Post that answers for the figure in the council; blank in a report on another council"),
        text(
            "measure_type",
            "national, local or partner: published by a national body, or handed in by the "
            "council's departments or a partner",
        ),
        text("reference", "Reference number as printed in the council's reports; blank where none is printed"),
        text(
            "controlled_by",
            "Who can do most about the outcome: county, district, nhs, police, schools or government; blank where "
            "nobody has said",
        ),
        text("organisation", "The body that owns the figure, as a kind of body and not by name; may be blank"),
        yes_or_no("reward", "Whether a grant depended on its target; empty where nobody has said", nullable=True),
        yes_or_no(
            "mandatory", "Whether a national agreement prescribed it; empty where nobody has said", nullable=True
        ),
        whole_number("valid_from", "First reporting year that has it; empty where there is no first", nullable=True),
        whole_number("valid_to", "Last reporting year that has it; empty where there is no last", nullable=True),
        text("review", "What is to be looked at before it is used again; blank for nothing"),
        text("tags", "equalities, cross_cutting, inequality_gap and statutory, separated by semicolons; may be blank"),
        yes_or_no("may_be_negative", "Whether a figure below zero can be right"),
        text("comes_from", "Where the council or a partner takes the figure from; blank where it is published"),
        text("survey", "The kind of survey it comes from, as in params/surveys.csv; blank for none"),
        text(
            "earlier_sources",
            "Other sources that its earlier periods come from, separated by semicolons; blank for none",
        ),
        text("based_on", "The indicator whose worst district it gives; blank for every other indicator"),
        text("subject", "The dashboard as in params/indicators.csv, which is one for all frameworks"),
        text("why_no_figure", "Why no raw file has a row of it, or none but of districts; blank where one has"),
        text(
            "national_framework",
            "The national frameworks that it answers, each with its outcomes, as judged in params/national_frameworks; "
            "blank for none",
        ),
    ),
)

DASHBOARDS = Table(
    name="dashboards",
    row="The framework: one row for each dashboard, in printed order.",
    writer="01_ingestion",
    made_in="sources.reference",
    key=("dashboard",),
    columns=(
        text("theme", "Theme of the framework, or enabler"),
        text("dashboard", "Dashboard, as printed"),
        yes_or_no("in_theme", "no for an enabler, which is counted in the headline and in none of the themes"),
        whole_number("theme_order", "Order in which themes are printed"),
        whole_number("dashboard_order", "Order in which dashboards are printed"),
        yes_or_no("counts_in_headline", "no where none of its indicators counts in the headline"),
        yes_or_no("count_apart", "Whether it has counts of its own beside the headline"),
    ),
)

OUTCOMES = Table(
    name="outcomes",
    row="The supporting outcomes of the framework: one row for each outcome and measure, in printed order.",
    writer="01_ingestion",
    made_in="sources.register_files",
    key=("outcome_order", "indicator_id"),
    columns=(
        DASHBOARDS["theme"],
        whole_number("outcome_order", "Order in which outcomes are printed"),
        text("outcome", "What the theme is to bring about"),
        text("indicator_id", "A measure of it; blank where it has none"),
    ),
)

BASELINES = Table(
    name="baselines",
    row="What indicators start from: one row for each version, as in params/baselines.csv.",
    writer="01_ingestion",
    made_in="sources.register_files",
    key=("indicator_id", "version"),
    columns=(
        INDICATOR_ID,
        whole_number("version", "1 for the first baseline of the indicator; a revised one has the next number"),
        text("period", "The period of the baseline"),
        number("value", "The figure; empty where nobody can give it", OF_INDICATOR, nullable=True),
        text("reason", "Why this one, or why it is not known"),
        date("set_on", "When it was set"),
        yes_or_no("in_use", "Whether it is the last version"),
    ),
)

COMPARATOR_MEMBERS = Table(
    name="comparator_members",
    row="The comparator group: one row for each code a member has had.",
    writer="01_ingestion",
    made_in="sources.reference",
    key=("area_code",),
    columns=(
        COUNCIL_CODE,
        AREA_NAME,
        text("area_type", "Kind of council, such as county"),
        date("start_date", "First day of the code; empty where before the figures begin", nullable=True),
        date("end_date", "Last day of the code; empty where still in use", nullable=True),
        text("successor_codes", "Codes that came after, separated by semicolons; blank for none"),
    ),
)

GROUP_MEMBERS = Table(
    name="group_members",
    row="The members of every group that the council is compared with, the comparator group first: one row for "
    "each group and code.",
    writer="01_ingestion",
    made_in="sources.reference",
    key=("comparator_group", "area_code"),
    columns=(
        COMPARATOR_GROUP,
        *COMPARATOR_MEMBERS.pick("area_code", "area_name", "area_type", "start_date", "end_date", "successor_codes"),
    ),
)

CHARACTERISTICS = Table(
    name="characteristics",
    row="One row for each area of the file of ONS: how deprived and how rural it is, whatever the reporting year.",
    writer="01_ingestion",
    made_in="sources.neighbours",
    key=("area_code",),
    columns=(
        AREA_CODE,
        number("child_poverty_pct", "Children in relative poverty", "per cent", nullable=True),
        number("population_density", "People per square kilometre", "people", nullable=True),
    ),
)

AREAS_BELOW = Table(
    name="areas_below",
    row="The districts and neighbourhoods within the council's area: one row for each code. Empty if there are none.",
    writer="01_ingestion",
    made_in="sources.reference",
    key=("area_code",),
    columns=(
        text("area_code", "Code of the area; one of a neighbourhood begins with local-"),
        COMPARATOR_MEMBERS["area_name"],
        AREA_TYPE,
        *COMPARATOR_MEMBERS.pick("start_date", "end_date", "successor_codes"),
        text("parent_code", "Code of the area that it lies in"),
    ),
)

TABLES = (INDICATORS, DASHBOARDS, OUTCOMES, BASELINES, COMPARATOR_MEMBERS, GROUP_MEMBERS, CHARACTERISTICS, AREAS_BELOW)
