"""The tables of publishers' labels: the printed labels, and the same labels recalculated."""

from __future__ import annotations

from helpers.schema.columns import FILE, ROW
from helpers.schema.declarations import Table, number, text, whole_number

PUBLISHED_LABELS = Table(
    name="published_labels",
    row="One row for each label that a publisher prints next to its figures, including measures that the register "
    "does not have: evidence on the file, which no result depends on.",
    writer="01_ingestion",
    made_in="sources.publishers_labels",
    key=("file", "row", "measure", "column"),
    columns=(
        FILE,
        whole_number("row", "Line of the file; for a median, the first line that prints it"),
        text("indicator_id", "Indicator of the register with this measure; blank for none"),
        text("kind", "trend, compared_with_england, compared_with_parent, compared_with_goal, median or quintile"),
        text("measure", "The publisher's number or name of the measure"),
        text("area", "The publisher's code of the area; blank for a median"),
        text("period", "Period as the publisher prints it"),
        text("label", "The label as printed"),
        text("column", "Header of its column"),
        text("benchmark_area", "Code of the area that is compared with; blank for other labels"),
        number("goal_lower", "Lower end of the goal, where it is known", "units of the measure", nullable=True),
        number("goal_upper", "Upper end of the goal, where it is known", "units of the measure", nullable=True),
    ),
)

LABEL_FIGURES = Table(
    name="label_figures",
    row="One row for each row and measure of a file that has labels: the figures that they could rest on, of "
    "all measures, sexes, ages and categories.",
    writer="01_ingestion",
    made_in="sources.publishers_labels",
    key=("file", "row", "measure"),
    columns=(
        FILE,
        ROW,
        PUBLISHED_LABELS["measure"],
        text("area", "The publisher's code of the area"),
        text("parent", "Code of the area that it is listed under; blank for none"),
        text("sex", "Sex as printed; blank if the file has no such column"),
        text("age", "Age as printed; blank if the file has no such column"),
        text("category_type", "Kind of category, such as deprivation deciles; blank for whole areas"),
        text("category", "The category; blank for whole areas"),
        PUBLISHED_LABELS["period"],
        whole_number("year", "Year in which the period ends; empty if the period is not understood", nullable=True),
        whole_number(
            "months",
            "Length of the period; empty if the period is not understood",
            "months",
            nullable=True,
        ),
        number("value", "Value as printed", "units of the measure", nullable=True),
        number("lower_95", "Lower 95% confidence limit as printed", "units of the measure", nullable=True),
        number("upper_95", "Upper 95% confidence limit as printed", "units of the measure", nullable=True),
        number("numerator", "Count above the line", "count", nullable=True),
        number("denominator", "Count below the line", "count", nullable=True),
    ),
)

LABEL_RESULTS = Table(
    name="label_results",
    row="One row for each published label: the recalculated label, and whether the two agree. A row that "
    "does not agree is a finding, check C63 of quality_results.",
    writer="02_data_quality",
    key=("file", "row", "measure", "column"),
    columns=(
        FILE,
        LABEL_FIGURES["row"],
        *PUBLISHED_LABELS.pick("indicator_id", "measure", "area", "period"),
        *LABEL_FIGURES.pick("sex", "age"),
        text("category", "Category, such as a deprivation decile; blank for a whole area"),
        *PUBLISHED_LABELS.pick("kind", "column"),
        text("published", "The label as printed"),
        text("recomputed", "The recalculated label; blank if there is nothing to calculate it from"),
        text("agrees", "yes, no or cannot be recomputed"),
        text("reason", "Why it cannot be recomputed, or why it differs as far as is known; blank if the two agree"),
        text(
            "method",
            "single overlap, fingertips-2020, fingertips-2025, goal range, median, or quintile with which end is first",
        ),
    ),
)

LABEL_POLARITIES = Table(
    name="label_polarities",
    row="One row for each file and measure that has labels of words: the polarity that they reveal, and the "
    "register's polarity.",
    writer="02_data_quality",
    made_in="results.label_results",
    key=("file", "measure"),
    columns=(
        *PUBLISHED_LABELS.pick("file", "measure", "indicator_id"),
        text(
            "polarity",
            "higher_is_better, lower_is_better or neutral by most labels; blank if none "
            "reveals it, or as many speak for another",
        ),
        whole_number("labels_for", "Labels that speak for this polarity", "labels"),
        whole_number("labels_against", "Labels that speak for another", "labels"),
        text("register_polarity", "Polarity of the indicator in the register; blank without an indicator"),
        text("agrees", "yes or no; blank where either polarity is"),
    ),
)

TABLES = (PUBLISHED_LABELS, LABEL_FIGURES, LABEL_RESULTS, LABEL_POLARITIES)
