"""The tables of financial pressures: plans, savings, budgets, reserves, pressures on services, and what ends."""

from __future__ import annotations

from helpers.schema.declarations import Column, Table, number, text, whole_number, yes_or_no

STEP = "06c_pressures_and_risks"
MILLIONS = "millions of pounds"
_PERCENT = "per cent"

SOURCE = (
    text("source", "Where it is said"),
    text("paragraph", "The paragraph; may be blank"),
    text("dated", "When it was said, as a year, a month or a day"),
    text("address", "Address of the source; may be blank"),
)
"""Where a row comes from."""

_SERVICE = text("service", "The service; blank for the whole council")
_PERIOD = text("period", "The period, as printed")
_DECIMALS = whole_number("decimals", "Decimal places of the amounts, as printed")
_NOTE = text("note", "What else a reader should know; may be blank")
_TOTAL = (
    text(
        "total_of",
        "services or periods if the row is the printed total of these, which the run has added up again; blank if not",
    ),
    yes_or_no("rounded", "Whether the source rounds, so that parts may differ from a total by their rounding"),
)
INDICATOR_IDS = text("indicator_ids", "Indicators that it is about, separated by semicolons; blank for none")


def _money(name: str, meaning: str, *, nullable: bool = True) -> Column:
    return number(name, meaning, MILLIONS, nullable=nullable)


PLAN_YEARS = Table(
    name="plan_years",
    row="One row for each period of a financial plan that the report of the year knows, and each service if the plan "
    "has them: growth, savings, what is not identified yet, and the gap. It has no row if no plan is at hand.",
    writer=STEP,
    made_in="results.pressures",
    key=("plan", "service", "period", "total_of"),
    columns=(
        text("plan", "The plan, with its year"),
        _SERVICE,
        _PERIOD,
        *_TOTAL,
        _money("growth", "More that services need"),
        _money("savings_needed", "All savings that the plan asks for"),
        _money("savings", "Those of them that the plan names"),
        _money("unidentified", "Those that it does not name yet"),
        _money("gap", "What is left of growth after all savings"),
        _DECIMALS,
        text("worked_out", "Columns that follow from the others and are not printed, separated by semicolons"),
        number("unidentified_percent", "Unidentified, of all savings needed", _PERCENT, nullable=True),
        text("check", "agrees if growth less savings less unidentified is the gap; otherwise why it cannot be checked"),
        *SOURCE,
        _NOTE,
    ),
)

SAVINGS_PLANS = Table(
    name="savings_plans",
    row="One row for each saving and each transformation of a service that the report of the year knows, with what was "
    "planned and what was delivered.",
    writer=STEP,
    made_in="results.pressures",
    key=("service", "plan", "period", "total_of"),
    columns=(
        _SERVICE,
        text("plan", "What is done"),
        text("kind", "saving or transformation"),
        _PERIOD,
        *_TOTAL,
        _money("planned", "What it was to save"),
        _money("delivered", "What it saved; empty if nobody has said"),
        _money("short", "Planned less delivered; below 0 if it saved more"),
        number("delivered_percent", "Delivered, of planned", _PERCENT, nullable=True),
        _DECIMALS,
        *SOURCE,
        _NOTE,
    ),
)

BUDGET_OUTTURNS = Table(
    name="budget_outturns",
    row="One row for each service and period that the report of the year knows: what it was to spend and what it "
    "spent.",
    writer=STEP,
    made_in="results.pressures",
    key=("service", "period", "total_of"),
    columns=(
        _SERVICE,
        _PERIOD,
        *_TOTAL,
        _money("budget", "What it was to spend", nullable=False),
        _money("outturn", "What it spent; empty if nobody has said"),
        _money("over", "Outturn less budget; below 0 if it spent less"),
        number("over_percent", "The same, of the budget", _PERCENT, nullable=True),
        _DECIMALS,
        *SOURCE,
        _NOTE,
    ),
)

RESERVES = Table(
    name="reserves",
    row="One row for each year that the report of the year knows: what was left in reserve, and for how many years it "
    "lasts at the rate of that year.",
    writer=STEP,
    made_in="results.pressures",
    key=("period",),
    columns=(
        _PERIOD,
        _money("reserves", "What was left at the end of the year", nullable=False),
        _money("used", "What the year used; below 0 if it added to them; empty if nobody has said"),
        _DECIMALS,
        number("years_of_use", "Reserves over what the year used; empty if it used none", "years", nullable=True),
        text("reason", "Why there are no years of use; blank if there are"),
        *SOURCE,
        _NOTE,
    ),
)

SERVICE_PRESSURES = Table(
    name="service_pressures",
    row="One row for each pressure on a service that the report of the year knows, in England or here.",
    writer=STEP,
    made_in="results.pressures",
    key=("pressure_id",),
    columns=(
        text("pressure_id", "Short name of the pressure"),
        text("scope", "national or local"),
        text("service", "The service"),
        text("pressure", "What presses on it, in a sentence"),
        INDICATOR_IDS,
        *SOURCE,
    ),
)

FUNDING_THAT_ENDS = Table(
    name="funding_that_ends",
    row="One row for each sum of money from outside that ends, that the report of the year knows.",
    writer=STEP,
    made_in="results.pressures",
    key=("funding", "service"),
    columns=(
        text("funding", "The money"),
        text("service", "The service that it pays for"),
        _money("amount", "How much it is; empty if nobody has said"),
        _DECIMALS,
        text("ends", "When it ends, as a year, a month or a day"),
        text("afterwards", "What happens then; may be blank"),
        INDICATOR_IDS,
        *SOURCE,
    ),
)

COUNCILS_IN_DIFFICULTY = Table(
    name="councils_in_difficulty",
    row="One row for each council that the report of the year knows to be in serious financial difficulty.",
    writer=STEP,
    made_in="results.pressures",
    key=("council", "dated"),
    columns=(
        text("council", "The council, as the source names it"),
        text("what", "What was said of it"),
        yes_or_no("formal", "Whether its chief finance officer gave formal notice that the money does not last"),
        *SOURCE,
    ),
)

PRESSURE_COUNTS = Table(
    name="pressure_counts",
    row="One row for each of these tables, and one for each kind of file on risk: how many rows the report of the year "
    "knows, and whether there is a file of the council.",
    writer=STEP,
    made_in="results.pressures",
    key=("file",),
    columns=(
        text("file", "The file, in params/risks or the folder that was given"),
        yes_or_no("at_hand", "Whether the council of the report has it"),
        whole_number("rows", "Rows that the report of the year knows", "rows"),
    ),
)

TABLES = (
    PLAN_YEARS,
    SAVINGS_PLANS,
    BUDGET_OUTTURNS,
    RESERVES,
    SERVICE_PRESSURES,
    FUNDING_THAT_ENDS,
    COUNCILS_IN_DIFFICULTY,
    PRESSURE_COUNTS,
)
