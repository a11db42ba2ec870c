"""The tables of spending by service: how much, whether it adds up, and beside what outcomes."""

from __future__ import annotations

from helpers.schema.columns import COUNCIL_CODE, INDICATOR_ID
from helpers.schema.comparison import COMPARISONS
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.position import POSITIONS
from helpers.schema.register import CHARACTERISTICS

WRITER = "06b_service_spending"

_SERVICE = text("service", "Short name of the service, as in params/services.csv")
_YEAR = text("financial_year", "Financial year of the spending, such as 2022/23")
_SCORE = number(
    "outcome_score",
    "Mean percentile rank in the service's indicators; empty with fewer than three, and so are all that follow from it",
    "0 to 100, 100 is best",
    nullable=True,
)
_QUADRANT = text(
    "quadrant",
    "Which side of the medians of both the council is on, or at a median; blank where a figure is missing",
)

DEFLATORS = Table(
    name="deflators",
    row="One row for each financial year: the GDP deflator, by which money of two years is compared.",
    writer=WRITER,
    made_in="methods.real_terms",
    key=("financial_year",),
    columns=(
        text("financial_year", "Financial year"),
        number("index", "Mean of the four quarters", "index, 2022 is 100"),
        yes_or_no("distorted", "Whether it is 2020/21, whose index the pandemic distorts"),
        number("two_year_index", "Mean of 2020/21 and 2021/22, beside these two", "index, 2022 is 100", nullable=True),
    ),
)

_SERVICES = {
    "adult_social_care": "Adult social care",
    "children_social_care": "Children's social care",
    "public_health": "Public health",
    "education": "Education",
    "highways_transport": "Highways and transport",
    "environmental_regulatory": "Environment and regulation",
    "cultural": "Culture",
    "housing": "Housing",
    "planning_development": "Planning and development",
    "fire_rescue": "Fire and rescue",
    "police": "Police",
    "central": "Central services",
    "other": "Other services",
    "total_service_expenditure": "Total service expenditure",
}

RECEIVED_SERVICE_SPENDING = Table(
    name="received_service_spending",
    row="One row for each council with a county's services, financial year and edition in a publisher's workbook of "
    "revenue outturn among the raw files. These rows take the place of those in data/raw/reference.",
    writer="01_ingestion",
    made_in="sources.received_money",
    key=("area_code", "financial_year", "status"),
    columns=(
        COUNCIL_CODE,
        _YEAR,
        text("status", "final or provisional"),
        *(
            number(name, f"{title}, net current expenditure; empty without a return", "GBP thousand", nullable=True)
            for name, title in _SERVICES.items()
        ),
        text("file", "The raw file, by its path in the raw folder"),
        whole_number("row", "Row of the file"),
    ),
)

SPENDING_CHECKS = Table(
    name="spending_checks",
    row="One row for each council, financial year and edition held, of any council: whether its services add up to its "
    "total service expenditure.",
    writer=WRITER,
    key=("area_code", "financial_year", "status"),
    columns=(
        COUNCIL_CODE,
        _YEAR,
        text("status", "final or provisional"),
        number("services_gbp_thousand", "Sum of the services; empty without a return", "GBP thousand", nullable=True),
        number("total_gbp_thousand", "Total service expenditure as printed", "GBP thousand", nullable=True),
        number("difference_gbp_thousand", "The sum less the total", "GBP thousand", nullable=True),
        text("outcome", "passed where they differ by 2 thousand pounds or less, failed, or no return"),
    ),
)

SERVICE_SPENDING = Table(
    name="service_spending",
    row="One row for each service, financial year up to that of the report, and council of the group: what it spent.",
    writer=WRITER,
    key=("service", "financial_year", "area_code"),
    columns=(
        _SERVICE,
        _YEAR,
        COUNCIL_CODE,
        *POSITIONS.pick("area_name", "area_type", "own"),
        yes_or_no("provisional", "Whether the figure is of a first release and may still change"),
        number("spend_gbp_thousand", "Net current expenditure", "GBP thousand", nullable=True),
        number("people", "People the service is for, in the middle of the calendar year", "people", nullable=True),
        number("per_head_gbp", "Spending for each of them", "GBP", nullable=True),
        number("real_per_head_gbp", "The same in the prices of the newest year", "GBP", nullable=True),
        whole_number("rank", "Rank per head, 1 is the lowest spending", nullable=True),
        whole_number("tied", "Councils that share it, this one included", "councils", nullable=True),
        whole_number("n", "Councils compared", "councils"),
        number("median_per_head_gbp", "Median of those", "GBP", nullable=True),
        text(
            "compared_with",
            "Which councils of the group are compared: all, or those of the same kind, two-tier or of a single tier",
        ),
        text("reason", "Why there is no rank; blank if there is one"),
    ),
)

SERVICE_OUTCOMES = Table(
    name="service_outcomes",
    row="One row for each service with outcomes, financial year and council that is compared: its spending beside its "
    "outcomes at that time.",
    writer=WRITER,
    key=("service", "financial_year", "area_code"),
    columns=(
        *SERVICE_SPENDING.pick("service", "financial_year", "area_code", "area_name", "area_type", "own"),
        SERVICE_SPENDING["per_head_gbp"],
        _SCORE,
        whole_number("indicators", "Indicators behind the score", "indicators", nullable=True),
        _QUADRANT,
        *CHARACTERISTICS.pick("child_poverty_pct", "population_density"),
    ),
)

SERVICE_VALUES = Table(
    name="service_values",
    row="One row for each service and financial year: the council's spending and outcomes, and how the two go together "
    "among the councils compared.",
    writer=WRITER,
    key=("service", "financial_year"),
    columns=(
        _SERVICE,
        text("title", "The service as it is printed"),
        whole_number("service_order", "Order in print"),
        text("population", "Whom it is for: all_ages, children or adults"),
        _YEAR,
        yes_or_no("newest", "Whether it is the newest year that the report may use"),
        *SERVICE_SPENDING.pick(
            "provisional",
            "spend_gbp_thousand",
            "people",
            "per_head_gbp",
            "real_per_head_gbp",
            "rank",
            "tied",
            "n",
            "median_per_head_gbp",
            "compared_with",
            "reason",
        ),
        number(
            "real_change_percent",
            "Change per head in real terms since the year held before; empty without one",
            "per cent",
            nullable=True,
        ),
        text("change_from", "That year; blank without one"),
        whole_number("list_rank", "Rank per head in the council's own list for costs, 1 is the lowest", nullable=True),
        whole_number("list_n", "Councils of that list with a figure", "councils", nullable=True),
        _SCORE,
        whole_number("outcome_rank", "Rank by the score, 1 is best", nullable=True),
        whole_number("outcome_tied", "Councils that share it, this one included", "councils", nullable=True),
        whole_number("outcome_n", "Councils with a score and spending", "councils"),
        whole_number("indicators", "Indicators behind the council's score", "indicators", nullable=True),
        date("outcomes_first_end", "Last day of the earliest of their periods", nullable=True),
        date("outcomes_last_end", "Last day of the latest of them", nullable=True),
        _QUADRANT,
        number("chart_median_gbp", "Median spending of the councils with both", "GBP", nullable=True),
        number("chart_median_score", "Median score of them", "0 to 100", nullable=True),
        number("rho", "Spearman's correlation of spending and score; empty if there is none", "-1 to 1", nullable=True),
        number("rho_lower", "Lower end of its 95% confidence interval", "-1 to 1", nullable=True),
        number("rho_upper", "Upper end of it", "-1 to 1", nullable=True),
        text("rho_reason", "Why there is no correlation; blank if there is one"),
        text("why_no_outcomes", "Why there is no score; blank if there is one"),
        text("note", "What to know when spending on it is compared"),
        text("source", "Who publishes the spending of the year, under which name and in which edition"),
    ),
)

SERVICE_INDICATORS = Table(
    name="service_indicators",
    row="One row for each service and indicator that params/services.csv names for it: whether its rank is part of the "
    "newest score.",
    writer=WRITER,
    made_in="results.service_values",
    key=("service", "indicator_id"),
    columns=(
        _SERVICE,
        INDICATOR_ID,
        text("title", "Title of the indicator"),
        text("period", "Period of the ranks; blank if it takes no part"),
        date("period_end", "Its last day", nullable=True),
        whole_number("rank", "The council's rank, 1 is best; empty if it has none", nullable=True),
        whole_number("n", "Councils with a rank", "councils"),
        yes_or_no("used", "Whether it takes part"),
        text("reason", "Why it takes no part; blank if it does"),
    ),
)

COUNCIL_TAX = Table(
    name="council_tax",
    row="One row for each financial year: the council's own share of the Band D bill, among councils of its kind.",
    writer=WRITER,
    key=("financial_year",),
    columns=(
        _YEAR,
        number("band_d_gbp", "The council's share of the bill for a Band D home", "GBP", nullable=True),
        number("real_band_d_gbp", "The same in the prices of the newest year", "GBP", nullable=True),
        number("increase_percent", "Rise on the year before, as published", "per cent", nullable=True),
        number("care_precept_gbp", "What one year added for adult social care, in the bill", "GBP", nullable=True),
        number(
            "real_change_percent",
            "Change in real terms since the first year held; empty in that year, or without an index",
            "per cent",
            nullable=True,
        ),
        whole_number("rank", "Rank of the share, 1 is the lowest bill", nullable=True),
        whole_number("tied", "Councils that share it, this one included", "councils", nullable=True),
        whole_number("n", "Councils of its kind in the group with a figure", "councils"),
        number("median_gbp", "Median of theirs", "GBP", nullable=True),
        whole_number("increase_rank", "Rank of the rise, 1 is the lowest", nullable=True),
        COMPARISONS["reason"],
    ),
)

TABLES = (
    RECEIVED_SERVICE_SPENDING,
    DEFLATORS,
    SPENDING_CHECKS,
    SERVICE_SPENDING,
    SERVICE_OUTCOMES,
    SERVICE_VALUES,
    SERVICE_INDICATORS,
    COUNCIL_TAX,
)
