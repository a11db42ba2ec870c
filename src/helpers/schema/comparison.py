"""The tables that compare the council's figures with those of others, and places within its area."""

from __future__ import annotations

from helpers.schema.columns import (
    AREA_TYPE,
    COMPARATOR_GROUP,
    COUNCIL_CODE,
    HIGHEST,
    INDICATOR_ID,
    OF_INDICATOR,
    PERIOD_END,
    PERIOD_START,
    POLARITY,
    TIED,
)
from helpers.schema.counts import table_of_counts
from helpers.schema.declarations import Table, number, text, whole_number, yes_or_no
from helpers.schema.direction import DIRECTIONS
from helpers.schema.position import POSITIONS

COMPARISONS = Table(
    name="comparisons",
    row="One row for each indicator of the register: its place in the group.",
    writer="04_comparative_benchmarking",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        POLARITY,
        *DIRECTIONS.pick("period", "period_start", "period_end", "stale", "provisional", "derived"),
        number(
            "value",
            "The council's figure as ranked; empty if it is not in the group in the period",
            OF_INDICATOR,
            nullable=True,
        ),
        whole_number("rank", "Rank in the group, 1 is best; empty if there is none", nullable=True),
        whole_number("n", "Councils of the group with a figure in the period", "councils"),
        whole_number("quartile", "1 (best) to 4; empty if there is no rank", nullable=True),
        number(
            "median",
            "Median of the group's figures, the council included; empty where no other council has one",
            OF_INDICATOR,
            nullable=True,
        ),
        number("lower_quartile", "Lower quartile of the figures, interpolated (type 7)", OF_INDICATOR, nullable=True),
        number("upper_quartile", "Upper quartile of the figures, interpolated (type 7)", OF_INDICATOR, nullable=True),
        number("lowest", "Lowest figure", OF_INDICATOR, nullable=True),
        HIGHEST,
        TIED,
        number("gap", "The council's figure less the median", OF_INDICATOR, nullable=True),
        yes_or_no(
            "gap_is_better",
            "Whether the gap is to the better; empty if there is no gap or no better end",
            nullable=True,
        ),
        number(
            "best",
            "Figure of the best council of the group; empty where no end is better",
            OF_INDICATOR,
            nullable=True,
        ),
        number("worst", "Figure of the worst", OF_INDICATOR, nullable=True),
        text("best_areas", "Names of the councils with the best figure, separated by semicolons", nullable=True),
        text("worst_areas", "Names of those with the worst", nullable=True),
        number(
            "gap_to_next_quartile",
            "How much better the figure would have to be for the next better quartile; empty in the 1st",
            OF_INDICATOR,
            nullable=True,
        ),
        text("reason", "Why there is no rank; empty if there is one", nullable=True),
        number("england", "Published figure of England for the same period", OF_INDICATOR, nullable=True),
        number("gap_to_england", "The council's figure less that of England", OF_INDICATOR, nullable=True),
        text(
            "previous_period",
            "The period that direction of travel compares with; empty if there is none",
            nullable=True,
        ),
        number("previous_value", "The council's figure as ranked then", OF_INDICATOR, nullable=True),
        whole_number("previous_rank", "Rank then", nullable=True),
        whole_number("previous_tied", "Councils that shared it", "councils", nullable=True),
        whole_number("previous_n", "Councils with a figure then; 0 if there is no such period", "councils"),
        whole_number("previous_quartile", "Quartile then", nullable=True),
        text("previous_reason", "Why there was no rank; empty where there was one", nullable=True),
        whole_number(
            "rank_change",
            "Places gained since then; below zero where places were lost",
            "places",
            nullable=True,
        ),
        text("quartile_change", "up, down or unchanged since then; up is better", nullable=True),
    ),
)

QUARTILE_BASES = Table(
    name="quartile_bases",
    row="One row for each quartile, and one for the top half: what an average council has there.",
    writer="04_comparative_benchmarking",
    made_in="results.comparisons",
    key=("part",),
    columns=(
        text("part", "quartile_1 (best) to quartile_4, or top_half"),
        number(
            "share_percent",
            "Share of the ranks of all councils of the group in the indicators that the headline counts; empty if none "
            "has a rank",
            "per cent",
            nullable=True,
        ),
        whole_number("ranks", "How many ranks there are", "ranks"),
    ),
)

_RANKS_IN = {50: "50 of 100 cases", 95: "95 of 100 cases"}

RANK_CERTAINTY = Table(
    name="rank_certainty",
    row="One row for each indicator in which the council has a rank: how sure that and the quartile are, by how far "
    "figures go up and down.",
    writer="04_comparative_benchmarking",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        whole_number("rank", "As in comparisons"),
        whole_number("n", "As in comparisons", "councils"),
        whole_number("quartile", "As in comparisons"),
        whole_number(
            "with_error", "Councils of these for which it is known how far the figure goes up and down", "councils"
        ),
        number(
            "reliability",
            "Share of the council's figure's variance that is between councils and not its own ups and downs; empty "
            "where nothing can be said, and so are all below",
            "0 to 1",
            nullable=True,
        ),
        whole_number("median_rank", "Rank that is as likely to be too good as too bad", nullable=True),
        number("expected_rank", "Mean of the ranks that it may have", nullable=True),
        *(
            whole_number(f"rank_{level}_{end}", f"{words} rank of those that hold it in {cases}", nullable=True)
            for level, cases in _RANKS_IN.items()
            for end, words in (("lower", "Best"), ("upper", "Worst"))
        ),
        number("top_half_probability", "Chance of the top half", "0 to 1", nullable=True),
        *(
            number(f"quartile_{number_of}_probability", f"Chance of quartile {number_of}", "0 to 1", nullable=True)
            for number_of in range(1, 5)
        ),
        whole_number("quartile_best", "Best quartile of the ranks that hold it in 95 of 100 cases", nullable=True),
        whole_number("quartile_worst", "Worst quartile of them", nullable=True),
        yes_or_no(
            "quartile_claimed",
            "Whether a confidence set for the rank lies in the first or the fourth quartile, so that a sentence may "
            "claim it",
            nullable=True,
        ),
        text("reason", "Why nothing can be said; blank if something can"),
    ),
    estimated=True,
)

GROUP_COMPARISONS = Table(
    name="group_comparisons",
    row="One row for each indicator of the register and each group of `group_members`, the comparator group "
    "first: the places side by side.",
    writer="04_comparative_benchmarking",
    made_in="results.comparisons",
    key=("indicator_id", "comparator_group"),
    columns=(
        INDICATOR_ID,
        COMPARATOR_GROUP,
        *COMPARISONS.pick("period", "value", "n"),
        whole_number(
            "members",
            "Councils of the group that existed on the last day of the period",
            "councils",
            nullable=True,
        ),
        *COMPARISONS.pick("rank", "tied", "quartile", "median", "gap", "gap_is_better", "reason"),
    ),
)

INDICATOR_GROUP_COMPARISONS = Table(
    name="indicator_group_comparisons",
    row="One row for each indicator that params/indicator_groups.csv also ranks in a group of its own: its place "
    "there. No position and no count uses it. Empty if there are none.",
    writer="04_comparative_benchmarking",
    key=("indicator_id",),
    columns=(*GROUP_COMPARISONS.columns, text("group_name", "Short name of the group, as it is printed")),
)

DFE_BANDS = Table(
    name="dfe_bands",
    row="One row for each ranked indicator whose source is the DfE Local Authority Interactive Tool: its place "
    "here, and by the tool's rules in the same group.",
    writer="04_comparative_benchmarking",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("period", "Period of the figure"),
        number("value", "The council's figure", OF_INDICATOR),
        whole_number("n", "Councils of the group with a figure", "councils"),
        whole_number("rank", "Rank here"),
        whole_number("tied", "Councils that share it, this one included", "councils"),
        whole_number("quartile", "Quartile here, 1 (best) to 4"),
        whole_number("dfe_rank", "Rank by the tool's rule"),
        text("dfe_band", "Band by the tool's rule, A (best) to D"),
        yes_or_no("rank_agrees", "Whether the ranks are the same"),
        yes_or_no("band_agrees", "Whether the band corresponds to the quartile"),
        text("difference", "Why they differ: ties or boundary; blank where they agree"),
    ),
)

FUNNELS = Table(
    name="funnels",
    row="One row for each council and indicator for which enough councils have counts.",
    writer="04_comparative_benchmarking",
    made_in="methods.funnel",
    key=("indicator_id", "area_code"),
    columns=(
        INDICATOR_ID,
        text("period", "Period of the figures"),
        COUNCIL_CODE,
        *POSITIONS.pick("area_name", "own"),
        POLARITY,
        number("multiplier", "What the figure is per: 100 for a percentage"),
        number("numerator", "Count above the line", "count"),
        number("denominator", "Count below the line", "count"),
        text("kind", "proportion, or ratio for a rate"),
        whole_number(
            "left_out",
            "Councils of the group with a figure that take no part, as it is not their count over their denominator",
            "councils",
        ),
        number(
            "phi",
            "Mean of the squared scores, drawn in at 10% and 90%, over its mean by chance where the limits are "
            "corrected; chance gives about 1",
        ),
        yes_or_no("over_dispersed", "Whether that is more than chance gives"),
        number("tau_squared", "Variance between councils on the scale of the scores; 0 where not over-dispersed"),
        number("value", "The figure, not rounded", OF_INDICATOR),
        number("average", "All counts over all denominators", OF_INDICATOR),
        number("lower_95", "Lower 95% limit at this denominator, widened where over-dispersed", OF_INDICATOR),
        number("upper_95", "Upper 95% limit", OF_INDICATOR),
        number("lower_99_8", "Lower 99.8% limit", OF_INDICATOR),
        number("upper_99_8", "Upper 99.8% limit", OF_INDICATOR),
        text(
            "comparison",
            "Similar within 95%; Better or Worse outside it, Best or Worst outside 99.8%; Lower, "
            "Higher, Lowest and Highest where polarity is neutral",
        ),
    ),
)

AREAS_WITHIN = Table(
    name="areas_within",
    row="How the places within the council's area differ: one row for each indicator that has rows of districts "
    "or neighbourhoods, and for each of the two. Empty if there are none.",
    writer="04_comparative_benchmarking",
    key=("indicator_id", "area_type"),
    columns=(
        INDICATOR_ID,
        AREA_TYPE,
        POLARITY,
        text("period", "The newest period in which one of them has a figure or, if none has, a row"),
        PERIOD_START,
        PERIOD_END,
        whole_number("age_months", "Age of the figures at the end of the reporting year", "months"),
        yes_or_no("stale", "Whether they are older than the report allows"),
        whole_number("areas", "Areas that existed on the last day of the period", "areas"),
        whole_number("with_figure", "Those with a figure", "areas"),
        whole_number("without_figure", "Those without", "areas"),
        text("why_without", "Why those have none, with their names; blank where all have one"),
        number("coverage", "Areas with a figure; empty if none existed", "% of areas", nullable=True),
        number("lowest", "Lowest figure; empty where only one area has one", OF_INDICATOR, nullable=True),
        text("lowest_areas", "Names of the areas that have it", nullable=True),
        HIGHEST,
        text("highest_areas", "Names of the areas that have it", nullable=True),
        number("spread", "Highest less lowest; empty with fewer than two figures", OF_INDICATOR, nullable=True),
        number("middle", "Median of the figures; empty where there is no spread", OF_INDICATOR, nullable=True),
        number(
            "spread_percent",
            "Spread over the median; empty without a spread, or with a median that is not above zero",
            "per cent",
            nullable=True,
        ),
        text(
            "masking",
            "Whether the council's figure hides how they differ: wide, wide and the intervals overlap, or not wide, by "
            "masking_spread_percent of the parameter file; empty without a spread_percent and for a measure of context",
            nullable=True,
        ),
        text(
            "intervals",
            "Whether the published 95% intervals of the two are apart, overlap or are not published",
            nullable=True,
        ),
        text(
            "statistic",
            "What measures the service by its worst place: minimum or maximum over the areas; "
            "empty for a measure of context",
            nullable=True,
        ),
        number("worst", "That figure; empty where an area has none", OF_INDICATOR, nullable=True),
        text("worst_areas", "Names of the areas that have it", nullable=True),
        number("best", "The figure at the other end; empty where an area has none", OF_INDICATOR, nullable=True),
        text("best_areas", "Names of the areas that have it", nullable=True),
        text("reason", "Why there is no worst place; empty if there is one", nullable=True),
        yes_or_no("provisional", "Whether any of the figures may still change, by its status or its marker"),
        yes_or_no("derived", "Whether any of the figures is worked out from published counts"),
    ),
)

FIGURES_WITHIN = Table(
    name="figures_within",
    row="The figures of the places within the council's area: one row for each indicator, area and period, the ten "
    "newest of each. Empty if there are none.",
    writer="04_comparative_benchmarking",
    made_in="results.areas_within",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        INDICATOR_ID,
        text("area_code", "Code of the area; one of a neighbourhood begins with local-"),
        text("area_name", "Name of the area"),
        AREA_TYPE,
        text("period", "Period of the figure"),
        PERIOD_START,
        PERIOD_END,
        number("value", "The figure; empty if the publisher gives none", OF_INDICATOR, nullable=True),
        text("marker", "Shorthand beside or instead of the figure; blank for none"),
        whole_number("stretch", "Another number after a break in the series or a missing period"),
        yes_or_no("provisional", "Whether the figure may still change, by its status or its marker"),
        yes_or_no("derived", "Whether the figure is worked out from published counts"),
    ),
)

AREAS_WITHIN_COUNTS = table_of_counts(
    "areas_within_counts",
    "how areas within the council differ",
    "indicators with a figure of some area or of every one, all of them (_all), those of the area that is the "
    "worst in most (_most_worst), those whose council's figure hides a wide spread (hidden), and from which spread on "
    "it is wide",
    AREAS_WITHIN.writer,
)

TABLES = (
    COMPARISONS,
    QUARTILE_BASES,
    RANK_CERTAINTY,
    GROUP_COMPARISONS,
    INDICATOR_GROUP_COMPARISONS,
    DFE_BANDS,
    FUNNELS,
    AREAS_WITHIN,
    AREAS_WITHIN_COUNTS,
    FIGURES_WITHIN,
)
