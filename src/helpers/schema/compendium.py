"""The table of everything that a dashboard prints."""

from __future__ import annotations

from helpers.schema.columns import OF_INDICATOR
from helpers.schema.comparison import COMPARISONS, RANK_CERTAINTY
from helpers.schema.declarations import Table, number, text, yes_or_no
from helpers.schema.direction import DIRECTIONS
from helpers.schema.evidence import EVIDENCE
from helpers.schema.register import DASHBOARDS, INDICATORS

COMPENDIUM = Table(
    name="compendium",
    row="One row for each indicator of the register, in printed order, with everything a dashboard prints.",
    writer="07_compendium",
    key=("indicator_id",),
    columns=(
        *INDICATORS.pick("indicator_id", "title", "dashboard", "counted", "polarity", "value_type", "unit", "decimals"),
        text("source_id", "Which source the indicator comes from, in the table `sources`"),
        INDICATORS["note"],
        text("measure_type", "national, local or partner"),
        *INDICATORS.pick(
            "subject", "owner", "organisation", "controlled_by", "tags", "comes_from", "survey", "why_no_figure"
        ),
        *DASHBOARDS.pick("theme", "in_theme", "theme_order", "dashboard_order", "counts_in_headline", "count_apart"),
        number("value", "The latest figure", OF_INDICATOR, nullable=True),
        *DIRECTIONS.pick(
            "previous_value",
            "change",
            "change_percent",
            "movement",
            "tolerance",
            "limits",
            "shared_years",
            "direction",
            "rule",
            "rule_id",
        ),
        text("direction_reason", "Why, in the words of [the methods](methods/README.md)"),
        *DIRECTIONS.pick(
            "previous_period",
            "previous_marker",
            "previous_area_flag",
            "previous_provisional",
            "previous_derived",
            "period",
            "period_start",
            "period_end",
            "marker",
            "status",
            "area_flag",
            "newest_period",
            "newest_marker",
            "provisional",
            "derived",
            "age_months",
            "stale",
        ),
        *COMPARISONS.pick("rank", "tied", "n", "quartile", "median", "gap", "gap_is_better"),
        *RANK_CERTAINTY.pick("quartile_best", "quartile_worst"),
        text("rank_reason", "Why there is no rank; empty if there is one", nullable=True),
        text(
            "family",
            "The measure that this and other indicators tell, as in params/same_measure.csv; blank for none",
        ),
        text(
            "same_as",
            "The indicator that is counted in place of this one, as it measures the same thing; blank if none is",
        ),
        yes_or_no(
            "in_headline",
            "Counted by the register, not an older figure, and no other indicator of the same "
            "measure is counted in its place",
        ),
        text(
            "quality_band",
            "Good, Some concerns, Serious concerns or Not tested: the worst of its dimensions in quality_scores",
        ),
        text(
            "quality_concerns",
            "The dimensions that give rise to it, separated by commas; blank if there is no concern",
        ),
        EVIDENCE["evidence"],
        text("evidence_reason", "What decided on the evidence, in words, or why there is nothing to compare"),
        *EVIDENCE.pick("z", "p"),
    ),
)

TABLES = (COMPENDIUM,)
