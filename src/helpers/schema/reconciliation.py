"""The tables of the printed figures of the council's reports, and of the rules that calculate them again."""

from __future__ import annotations

from helpers.schema.counts import table_of_counts
from helpers.schema.declarations import Table, number, text, whole_number, yes_or_no

_WRITER = "08_reconciliation"
_UNIT = "unit of the figure"

RECONCILED_FIGURES = Table(
    name="reconciled_figures",
    row="One row for each figure that the council's own reports printed, up to the year of this report: whether it "
    "holds, does not hold or cannot be derived. Words that stand for a year have rows too, with the topic words.",
    writer=_WRITER,
    key=("figure_id",),
    columns=(
        text("figure_id", "The report's year, the paragraph and a number"),
        whole_number("report_year", "Year of the report"),
        text("data_year", "Year that the figure is of"),
        text("paragraph", "Where it stands in the report"),
        text("topic", "What it is about, as in params/published_figures.csv"),
        text("theme", "Theme; blank for the whole report"),
        text("dashboard", "Dashboard or part of the report; blank for a whole theme or report"),
        text("measure", "What it is, in a short name"),
        text("reference", "Number under which the report prints the indicator; may be blank"),
        text("indicator", "Name under which the report prints it; may be blank"),
        number("value", "The printed number; empty for words and marks that nobody filled in", _UNIT, nullable=True),
        text("word", "The printed word, such as a status; may be blank"),
        text("unit", "Unit of the figure"),
        text("qualifier", "How exactly the report gives it: about, nearly and the like; blank for exactly"),
        text("as_printed", "As it stands in the report; may be blank"),
        text("outcome", "holds, holds with rounding, does not hold, or cannot be derived"),
        number("worked_out", "The figure as calculated; empty where none is", _UNIT, nullable=True),
        text("rule", "Rule that decided; blank where no rule calculates the figure"),
        text("reason", "The calculation, or why there is none"),
        text("check_ids", "All checks that judge the figure, separated by semicolons; may be blank"),
        text("note", "What to know about the figure; may be blank"),
    ),
)

RECONCILIATION_CHECKS = Table(
    name="reconciliation_checks",
    row="One row for each time that a rule judges printed figures, with the figures it judges and those it uses.",
    writer=_WRITER,
    made_in="results.reconciled_figures",
    key=("check_id",),
    columns=(
        text("check_id", "Year, rule and a number"),
        whole_number("report_year", "Year of the report"),
        text("rule", "Short name of the rule"),
        text("rule_in_words", "The rule"),
        text("subject_ids", "The figures judged, by figure_id, separated by semicolons"),
        text("input_ids", "The figures calculated with, in the same way; may be blank"),
        number("printed", "What the report prints; empty where words are compared", _UNIT, nullable=True),
        number("worked_out", "What follows from the other figures; empty where nothing does", _UNIT, nullable=True),
        number("difference", "printed less worked_out", _UNIT, nullable=True),
        text("outcome", "holds, holds with rounding, does not hold, or cannot be derived"),
        yes_or_no("derives", "Whether the figures judged are calculated, or only tested for what they cannot be"),
        text("explanation", "The calculation in words"),
    ),
)

PRINTED_GAPS = Table(
    name="printed_gaps",
    row="One row for each gap in funding that a report of the council's own printed, and each settlement year held "
    "that had begun by then: the gap that the figures held give.",
    writer=_WRITER,
    key=("figure_id", "financial_year"),
    columns=(
        text("figure_id", "The printed figure, as in reconciled_figures"),
        whole_number("report_year", "Year of the report"),
        text("level_name", "The council at whose level the gap is"),
        text("as_printed", "As it stands in the report"),
        number("printed_m", "The printed gap", "£ million"),
        text("financial_year", "Settlement year of the figures held; blank if none is held"),
        whole_number("population_mid_year", "Year of the estimate of people", nullable=True),
        number("calculated_m", "The gap that they give; empty if it cannot be worked out", "£ million", nullable=True),
        number("difference_m", "printed_m less calculated_m", "£ million", nullable=True),
        yes_or_no("agrees", "Whether both are the same in whole millions; empty without a gap", nullable=True),
        yes_or_no("is_partial", "Whether parts of the official spending power are left out", nullable=True),
        yes_or_no("classes_differ", "Whether the two councils have different services", nullable=True),
        text("reason", "Why there is no gap; blank if there is one"),
    ),
)
RECONCILIATION_COUNTS = table_of_counts(
    "reconciliation_counts",
    "what the council's own reports printed",
    "its reports with printed figures, the year of the newest, what became of the figures and of entries in words, and "
    "from which change on this report speaks of a real one (tolerance_percent)",
    _WRITER,
)

PRINTED_HEADLINES = Table(
    name="printed_headlines",
    row="One row for each headline figure that a report of the council printed, up to the year of this report, from "
    "params/printed_headlines.csv.",
    writer=_WRITER,
    key=("report_year", "what"),
    columns=(
        whole_number("report_year", "Year of the report"),
        text(
            "what",
            "What is counted: indicators, a direction, a quartile, or the rank; with_direction adds up directions",
        ),
        number("number", "The figure as printed, or the sum of those printed"),
        text("base", "Of indicators: with_direction or all; otherwise blank"),
        text("of_period", "The period that it is of"),
        text("source", "Where it is printed"),
        text("paragraph", "The paragraph; may be blank"),
    ),
)

TABLES = (RECONCILED_FIGURES, RECONCILIATION_CHECKS, PRINTED_GAPS, RECONCILIATION_COUNTS, PRINTED_HEADLINES)
