"""The tables of data quality: checks, what fails them, and what revised figures change."""

from __future__ import annotations

from helpers.schema.columns import CHECK_ID, INDICATOR_ID, OF_INDICATOR
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.ingestion import REVISIONS

QUALITY_RESULTS = Table(
    name="quality_results",
    row="One row for each check and indicator, in their order.",
    writer="02_data_quality",
    made_in="quality.run",
    key=("check_id", "indicator_id"),
    columns=(
        text("check_id", "Number of the check: C01"),
        text(
            "table",
            "The rows that it tests: observations, raw_files, coverage (one row for each indicator), "
            "newest (one for each indicator for which the council has a figure), dates (one for "
            "each figure, with the end of its period), council_types (one for each indicator and "
            "type of council), further_groups (one for each indicator and further group), periods "
            "(one for each indicator and period), parts (one for each whole, area and period) or "
            "labels (one for each label that a publisher prints)",
        ),
        text("rule", "What must be true"),
        text("dimension", "accuracy, validity, reliability, timeliness, relevance or completeness"),
        text("severity", "critical stops the run; warning is for the analyst to judge; information needs no action"),
        text(
            "indicator_id",
            "The indicator; blank if the check is not about indicators, is of a measure that "
            "the register does not have, or has nothing to test",
        ),
        whole_number("rows_tested", "Rows that the check is about", "rows"),
        whole_number("rows_failing", "Rows that fail it", "rows"),
        text("outcome", "Pass or Fail"),
        text(
            "failing_keys",
            "Up to five failing rows by their keys, separated by semicolons; blank for none. "
            "quality_failures has them all",
        ),
    ),
)

QUALITY_FAILURES = Table(
    name="quality_failures",
    row="Every row that fails a check, in order of check, indicator, area, period and item. It leaves out "
    "the rows of C32, which are all periods after the as-at date, and of C63, which are in label_results.",
    writer="02_data_quality",
    made_in="quality.run",
    key=("check_id", "indicator_id", "area_code", "period", "item"),
    columns=(
        CHECK_ID,
        text("table", "What the check looks at, as in quality_results"),
        *QUALITY_RESULTS.pick("rule", "dimension", "severity"),
        text("indicator_id", "The indicator; blank if the row is about none"),
        text("area_code", "The area; blank if the row is of no single one"),
        text("period", "Period as printed; blank if the row is of no single one"),
        text("item", "What else names the row: a raw file, or a type of council; blank for nothing"),
        number(
            "value",
            "The figure; empty if there is none, or the row is not of one figure",
            OF_INDICATOR,
            nullable=True,
        ),
        yes_or_no("derived", "Whether the figure is worked out from published counts"),
        text(
            "found",
            "The columns that the check judges, with their contents; "
            "helpers.quality.measures says how each is worked out",
        ),
        text(
            "concerns",
            "What of the council the row concerns: the newest figure, the figure before it, the "
            "indicator as a whole, another figure of the council, or other councils",
        ),
    ),
)

WAIVERS = Table(
    name="waivers",
    row="One row for each failure that the parameter file waives, in order of check and indicator. Empty if none is.",
    writer="02_data_quality",
    made_in="quality.gate",
    key=("check_id", "indicator_id"),
    columns=(
        CHECK_ID,
        text("indicator_id", "The indicator that it is waived for"),
        text("reason", "Why the figures may be used"),
        text("by", "The post that answers for it"),
        date("until", "Last day of the waiver"),
        yes_or_no("used", "Whether the check fails for the indicator; no if nothing needs the waiver"),
    ),
)

QUALITY_SCORES = Table(
    name="quality_scores",
    row="One row for each indicator of the register and dimension of data quality.",
    writer="02_data_quality",
    key=("indicator_id", "dimension"),
    columns=(
        INDICATOR_ID,
        QUALITY_RESULTS["dimension"],
        whole_number("rows_tested", "Rows, counted once for each check that is critical or a warning", "rows"),
        whole_number("rows_failing", "Those of them that fail", "rows"),
        number(
            "score",
            "Mean over the checks of the share of rows that pass; 0 where a critical check fails, "
            "and for completeness where the council has no figure",
            "%",
            nullable=True,
        ),
        text("band", "Good, Some concerns, Serious concerns or Not tested"),
        text("reason", "What decided the band; blank for Good and Not tested"),
    ),
)

REVISION_EFFECTS = Table(
    name="revision_effects",
    row="One row for each revised figure that a result of the council rests on, with the results by the earlier "
    "figures. Empty if there are none.",
    writer="02_data_quality",
    key=("indicator_id", "area_code", "period_start", "period_end", "earlier_file"),
    columns=(
        INDICATOR_ID,
        text("area_code", "Area whose figure was revised"),
        yes_or_no("own", "Whether it is the council; no for another of the group"),
        *REVISIONS.pick("period", "period_start", "period_end", "earlier_value"),
        number("value", "Value that is used", OF_INDICATOR, nullable=True),
        number("difference", "Value that is used, less the earlier one", OF_INDICATOR, nullable=True),
        text("earlier_direction", "The council's direction of travel by the earlier figures"),
        text("direction", "Its direction of travel"),
        yes_or_no("direction_changed", "Whether the two differ"),
        whole_number(
            "earlier_quartile",
            "The council's quartile by the earlier figures; empty if there is none",
            nullable=True,
        ),
        whole_number("quartile", "Its quartile; empty if there is none", nullable=True),
        yes_or_no("quartile_changed", "Whether the two differ"),
        REVISIONS["earlier_file"],
        text("file", "Raw file that the figure is used from"),
    ),
)

TABLES = (QUALITY_RESULTS, QUALITY_FAILURES, WAIVERS, QUALITY_SCORES, REVISION_EFFECTS)
