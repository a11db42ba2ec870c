"""The tables of funding: spending power of every council, the council's own years, and the levels of others."""

from __future__ import annotations

from helpers.schema.columns import AREA_NAME, COUNCIL_CODE
from helpers.schema.declarations import Column, Table, number, text, whole_number, yes_or_no

STEP = "06_funding"
_MILLION = "£ million"
_POUNDS_PER_HEAD = "£ for each person"

_YEAR = text("financial_year", "Settlement year, such as 2020/21")
_CLASS = text("council_class", "County council, Unitary council, Metropolitan borough or London borough")
_PEOPLE = whole_number("population", "People, mid-year estimate; empty if not held", "people", nullable=True)
_MID_YEAR = whole_number("population_mid_year", "Year of that estimate", nullable=True)


def _million(name: str, meaning: str) -> Column:
    return number(name, meaning, _MILLION, nullable=True)


def _pounds(name: str, meaning: str) -> Column:
    return number(name, meaning, _POUNDS_PER_HEAD, nullable=True)


_PER_DWELLING = number("per_dwelling", "Spending power for each dwelling; empty if not known", "£", nullable=True)
_DWELLING_RANK = whole_number("dwelling_rank", "Rank for each dwelling in its class, 1 is the lowest", nullable=True)
_DWELLING_N = whole_number(
    "dwelling_n", "Councils of its class with a figure for each dwelling", "councils", nullable=True
)

SPENDING_POWER = Table(
    name="spending_power",
    row="One row for each council with a county's services and settlement year that is held, up to the year of the "
    "report. A council has no row of a year in which it did not exist.",
    writer=STEP,
    key=("financial_year", "area_code"),
    columns=(
        _YEAR,
        COUNCIL_CODE,
        AREA_NAME,
        _CLASS,
        yes_or_no("own", "Whether the report is about it"),
        text("make_up", "What the spending power of the year is made up of; figures of two make-ups are not compared"),
        yes_or_no("is_partial", "Whether components of the official core spending power are left out"),
        _million("settlement_funding_assessment_m", "Settlement funding assessment; ends with 2025/26"),
        _million(
            "under_indexing_m", "Compensation for under-indexing the business rates multiplier; ends with 2025/26"
        ),
        _million("fair_funding_allocation_m", "Fair Funding Allocation; begins with 2026/27"),
        _million("council_tax_m", "Council tax requirement"),
        _million("new_homes_bonus_m", "New homes bonus"),
        _million("new_homes_bonus_return_m", "New homes bonus, returned funding"),
        _million("rural_services_delivery_m", "Rural services delivery grant"),
        _million("total_m", "The sum of the components; empty if council tax alone is held"),
        _PEOPLE,
        _MID_YEAR,
        _pounds("per_head", "Spending power for each person; empty if it cannot be worked out"),
        whole_number("dwellings", "Dwellings of the council tax base; empty if not held", "dwellings", nullable=True),
        text("dwellings_period", "Their month: the October before the settlement year; blank if not held"),
        _PER_DWELLING,
        _DWELLING_RANK,
        _DWELLING_N,
        whole_number("rank", "Rank for each person in its class, 1 is the lowest", nullable=True),
        whole_number("n", "Councils of its class with a figure", "councils", nullable=True),
        _pounds("class_average", "Average of its class, weighted by people"),
        _million("gain_at_average_m", "What it would gain at that average; the gains of a class add up to zero"),
        text("reason", "Why there is no figure for each person; blank if there is one"),
        text("note", "What its publisher or compiler says of the row; may be blank"),
        text("file", "The raw file, by its path in the raw folder; those in reference/ come with the project"),
        whole_number("row", "Line of the file"),
    ),
)

RECEIVED_SPENDING_POWER = Table(
    name="received_spending_power",
    row="One row for each council with a county's services and settlement year in a publisher's file of core spending "
    "power among the raw files. These rows take the place of those in data/raw/reference.",
    writer="01_ingestion",
    made_in="sources.received_money",
    key=("area_code", "financial_year"),
    columns=(
        COUNCIL_CODE,
        _YEAR,
        number("settlement_funding_assessment_gbp_m", "Settlement funding assessment", _MILLION),
        number("under_indexing_gbp_m", "Compensation for under-indexing the business rates multiplier", _MILLION),
        number("council_tax_gbp_m", "Council tax requirement", _MILLION),
        number("new_homes_bonus_gbp_m", "New homes bonus", _MILLION),
        number("new_homes_bonus_return_gbp_m", "New homes bonus, returned funding", _MILLION),
        number("rural_services_delivery_gbp_m", "Rural services delivery grant", _MILLION),
        text("file", "The raw file, by its path in the raw folder"),
        whole_number("row", "Row of the file"),
    ),
)

FUNDING_YEARS = Table(
    name="funding_years",
    row="One row for each settlement year, from the first that is at hand to that of the report: where the council "
    "stands. A year that is not held has a row that says so.",
    writer=STEP,
    made_in="results.spending_power",
    key=("financial_year",),
    columns=(
        _YEAR,
        text("make_up", "What spending power is made up of, or that it is not held"),
        yes_or_no("follows_on", "Whether it is made up as in the year before, so that the two can be compared"),
        _million("council_tax_m", "Council tax requirement of the council"),
        _million("total_m", "Its spending power"),
        _PEOPLE,
        _MID_YEAR,
        _pounds("per_head", "Its spending power for each person"),
        whole_number("rank", "Its rank in its class, 1 is the lowest", nullable=True),
        whole_number("n", "Councils of its class with a figure", "councils", nullable=True),
        _pounds("class_average", "Average of its class, weighted by people"),
        _million("gain_at_average_m", "What it would gain at that average; below 0 it would lose"),
        _pounds("england_average", "Average of all councils with a county's services, weighted by people"),
        yes_or_no("is_lowest", "Whether it is alone the lowest of its class; empty if there is no rank", nullable=True),
        whole_number("ranked_years", "Years with a rank, up to this one", "years"),
        whole_number("lowest_years", "Those of them in which it is alone the lowest", "years"),
        _PER_DWELLING,
        _DWELLING_RANK,
        _DWELLING_N,
        yes_or_no(
            "is_lowest_by_dwelling",
            "Whether it is alone the lowest for each dwelling; empty if there is no such rank",
            nullable=True,
        ),
        whole_number("dwelling_years", "Years with a rank for each dwelling, up to this one", "years"),
        whole_number("lowest_dwelling_years", "Those of them in which it is alone the lowest", "years"),
        text("reason", "Why there is no rank; blank if there is one"),
    ),
)

NAMED_GAPS = Table(
    name="named_gaps",
    row="One row for each council with which a report of the council compares its funding, up to the report of the "
    "year, from params/funding_comparators.csv.",
    writer=STEP,
    made_in="results.spending_power",
    key=("report_year", "area_code"),
    columns=(
        whole_number("report_year", "Year of the report"),
        COUNCIL_CODE,
        text("figure_id", "The gap that it prints, as in params/published_figures.csv; blank for none"),
        _million("printed_m", "That gap"),
        text("as_printed", "The gap as it stands in the report; blank for none"),
    ),
)

FUNDING_LEVELS = Table(
    name="funding_levels",
    row="One row for each other council of a settlement year, for the average of each class and for that of England: "
    "what the council would gain if it were funded at that level.",
    writer=STEP,
    made_in="results.spending_power",
    key=("financial_year", "level_code"),
    columns=(
        _YEAR,
        text("level_code", "Code of the council or of England, or the class"),
        text("level_name", "Whose level it is"),
        text("level_of", "council, class or England"),
        text("council_class", "Class of the council, or of the average; blank for England"),
        yes_or_no("classes_differ", "Whether it has other services than the council of the report"),
        _pounds("per_head", "Spending power for each person at that level"),
        _pounds("difference", "That less the council's own"),
        _million("gain_m", "The difference times the council's own people; below 0 it would be worse off"),
        _PEOPLE,
        _MID_YEAR,
        text("reason", "Why there is no gain; blank if there is one"),
    ),
)

VIRTUAL_UNITARIES = Table(
    name="virtual_unitaries",
    row="One row for each county council and settlement year with spending power: the county with its districts and "
    "its share of the fire authority, to be set beside councils of one tier.",
    writer=STEP,
    key=("financial_year", "area_code"),
    columns=(
        _YEAR,
        COUNCIL_CODE,
        AREA_NAME,
        yes_or_no("own", "Whether the report is about it"),
        _million("county_m", "Spending power of the county council"),
        whole_number("districts", "District councils with spending power", "councils"),
        _million("districts_m", "Their spending power"),
        yes_or_no("runs_fire", "Whether the county council runs fire itself, so that its own figure has it"),
        _million("fire_m", "Its share, by population, of the fire authority's; 0 where it runs fire itself"),
        _million("total_m", "The sum"),
        _PEOPLE,
        _pounds("per_head", "The sum for each person"),
        whole_number("rank", "Its rank among the county councils, 1 is the lowest", nullable=True),
        whole_number("n", "County councils with a sum", "councils", nullable=True),
        text("reason", "Why there is no sum; blank if there is one"),
    ),
)

_CASE = text("needs_case", "As given, or What if: the second calculation of params/needs_model.csv")


def _pounds_and_pence(name: str, meaning: str) -> Column:
    return number(name, f"{meaning}, to the penny", "£")


NEEDS_MODEL = Table(
    name="needs_model",
    row="One row for each council of the class of the report's council and calculation of the needs model: an "
    "illustration of how the spending power of the class would be shared by need. It has no row where figures are "
    "missing, and a council without all of them is left out.",
    writer=STEP,
    key=("needs_case", "area_code"),
    columns=(
        _CASE,
        _YEAR,
        COUNCIL_CODE,
        AREA_NAME,
        yes_or_no("own", "Whether the report is about it"),
        whole_number("population", "People, mid-year estimate", "people"),
        number("poor_children", "Children in families with low income", "children"),
        number("older_people", "People aged 65 and over", "people"),
        number("square_km", "Land area", "square kilometres"),
        number("cost_index", "Area cost index; 1 is the mean of the councils"),
        number("need_share", "Share of the need of all", "of 1"),
        _pounds_and_pence("funding", "Spending power as it is"),
        _pounds_and_pence("allocation", "What the model gives"),
        _pounds_and_pence("change", "That less the funding; the changes add up to zero"),
        _pounds_and_pence("damped", "What the model gives after damping"),
        _pounds_and_pence("damped_change", "That less the funding; these add up to zero too"),
        number("funding_per_head", "Spending power for each person", _POUNDS_PER_HEAD),
        number("model_per_head", "The model's for each person", _POUNDS_PER_HEAD),
        number("damped_per_head", "The damped for each person", _POUNDS_PER_HEAD),
    ),
)

NEEDS_WEIGHTS = Table(
    name="needs_weights",
    row="One row for each driver of the needs model, the share of pay and the damping, and each calculation.",
    writer=STEP,
    made_in="sources.needs_model",
    key=("needs_case", "name"),
    columns=(
        _CASE,
        text("name", "Short name"),
        text("title", "What it is"),
        number("weight_percent", "What it weighs; those of the drivers add up to 100", "%", nullable=True),
        number("amount", "The amount in the file, from which the weights follow"),
        text("unit", "Its unit"),
        text("basis", "The national total that it is, or why it was taken"),
    ),
)

TABLES = (
    RECEIVED_SPENDING_POWER,
    SPENDING_POWER,
    FUNDING_YEARS,
    NAMED_GAPS,
    FUNDING_LEVELS,
    VIRTUAL_UNITARIES,
    NEEDS_MODEL,
    NEEDS_WEIGHTS,
)
