"""The tables of overall position."""

from __future__ import annotations

from helpers.schema.columns import AREA_NAME, COUNCIL_CODE, INDICATOR_ID, TIED
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.register import CHARACTERISTICS

POSITIONS = Table(
    name="positions",
    row="One row for each council of the group, overall and in each theme that has a position. It is the same in every "
    "report of the year, but for the column own.",
    writer="04b_overall_position",
    key=("scope", "area_code"),
    columns=(
        text("scope", "Overall, or the theme"),
        whole_number("scope_order", "Order in print; 0 is overall"),
        yes_or_no("in_theme", "No for an enabler, which counts as a theme here but is not a theme"),
        text("area_code", "The council: the newest of its codes in the group"),
        AREA_NAME,
        text("area_type", "county, county_unitary, unitary, metropolitan or london"),
        yes_or_no("own", "Whether the report is about it"),
        number(
            "score",
            "Mean percentile rank, themes weighted by their reliability; empty if there is no position, as are all "
            "the next columns",
            "0 to 100, 100 is best",
            nullable=True,
        ),
        number(
            "score_error",
            "Standard error of the score as the council's average over all measures of the kind; one for all councils",
            "points of the score",
            nullable=True,
        ),
        whole_number("rank", "Rank by the score, 1 is best", nullable=True),
        TIED,
        whole_number("n", "Councils with a position", "councils"),
        number(
            "reliability",
            "Share of the variance of scores that is between councils and not error",
            "0 to 1",
            nullable=True,
        ),
        number("shrunken_score", "The score drawn towards the mean of all", "0 to 100", nullable=True),
        whole_number(
            "median_rank", "Median of the ranks in 10,000 draws of what the council is like; 1 is best", nullable=True
        ),
        whole_number("rank_50_lower", "Best rank of those that hold it in 50 of 100 draws", nullable=True),
        whole_number("rank_50_upper", "Worst rank of them", nullable=True),
        whole_number("rank_95_lower", "Best rank of those that hold it in 95 of 100 draws", nullable=True),
        whole_number("rank_95_upper", "Worst rank of them", nullable=True),
        number("top_half_probability", "Share of the draws in the top half", "0 to 1", nullable=True),
        *(
            number(
                f"quartile_{quartile}_probability",
                f"Share of the draws in quartile {quartile}",
                "0 to 1",
                nullable=True,
            )
            for quartile in range(1, 5)
        ),
        whole_number("quartile_best", "Best quartile of the ranks that hold 95 of 100 draws", nullable=True),
        whole_number("quartile_worst", "Worst quartile of them", nullable=True),
        whole_number(
            "claim_best",
            "1 and the councils that are surely above; overall only",
            nullable=True,
        ),
        whole_number(
            "claim_worst",
            "The councils with a position less those that are surely below; overall only",
            nullable=True,
        ),
        text("surely_above", "Names of the councils that are surely above, separated by semicolons; overall only"),
        text("surely_below", "Names of the councils that are surely below, separated by semicolons; overall only"),
        whole_number("rank_equal_themes", "Rank by the mean percentile rank, themes equal", nullable=True),
        whole_number("rank_z_score", "Rank by the mean distance from the average, themes equal", nullable=True),
        whole_number("rank_quartile_points", "Rank by mean quartile points, themes equal", nullable=True),
        whole_number("rank_equal_indicators", "Rank by the mean percentile rank, indicators equal", nullable=True),
        whole_number(
            "choice_best",
            "Best rank of 95% of the random choices of indicators; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "choice_worst",
            "Worst rank of 95% of the random choices of indicators; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "leave_out_best",
            "Best rank without one theme; overall only",
            nullable=True,
        ),
        whole_number(
            "leave_out_worst",
            "Worst rank without one theme; overall only",
            nullable=True,
        ),
        whole_number(
            "weights_best",
            "Best rank of 90% of the random weights of themes; overall only",
            nullable=True,
        ),
        whole_number(
            "weights_worst",
            "Worst rank of 90% of the random weights of themes; overall only",
            nullable=True,
        ),
        number(
            "score_without_poverty",
            "The score without the indicators that measure child poverty, with the same weights of themes",
            "0 to 100",
            nullable=True,
        ),
        whole_number("indicators", "Indicators used that apply to the council"),
        whole_number("with_figure", "Indicators for which the council has a figure"),
        text("reason", "Why there is no position; blank if there is one"),
    ),
    estimated=True,
)

POSITION_INDICATORS = Table(
    name="position_indicators",
    row="One row for each indicator of the register: whether it counts for positions.",
    writer="04b_overall_position",
    made_in="results.positions",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("theme", "Its theme, or enabler"),
        whole_number("theme_order", "Order of the theme in print"),
        yes_or_no("in_theme", "No for an enabler"),
        yes_or_no("in_headline", "Counted by the register, and not too old in the period used here"),
        yes_or_no("ranked", "Whether polarity and the number of figures allow ranks"),
        date("period_start", "First day of the period used: the newest that 75% of the councils have", nullable=True),
        date("period_end", "Last day of it; empty if no council has a figure", nullable=True),
        whole_number(
            "in_being",
            "Councils of the group that existed on the last day of the period; 0 if there is no figure",
            "councils",
        ),
        whole_number("n", "Councils with a figure", "councils"),
        number(
            "missing_percent",
            "Share of the councils that existed without a figure; empty if none existed",
            "per cent",
            nullable=True,
        ),
        text("reason", "Why it does not count; blank if it does"),
        yes_or_no("used", "Whether it counts"),
        number(
            "reliability",
            "Of its theme: how reliably the mean of its indicators measures what they share; empty if it does not "
            "count, and so are the next two",
            "0 to 1",
            nullable=True,
        ),
        number("theme_weight", "Weight of the theme in the overall score", "share of 1", nullable=True),
        number("indicator_weight", "Weight of the indicator in the overall score", "share of 1", nullable=True),
    ),
    estimated=True,
)

EXPECTED_POSITIONS = Table(
    name="expected_positions",
    row="One row for each position: the score, and the score expected of a council as deprived and as rural.",
    writer="04b_overall_position",
    made_in="methods.expected",
    key=("scope", "area_code"),
    columns=(
        *POSITIONS.pick("scope", "scope_order"),
        COUNCIL_CODE,
        *POSITIONS.pick("area_name", "area_type", "own"),
        number("score", "As in positions, without the indicators that measure child poverty", "0 to 100"),
        *CHARACTERISTICS.pick("child_poverty_pct", "population_density"),
        number(
            "expected",
            "Score by the regression over the other councils; empty if it cannot be worked out",
            "0 to 100",
            nullable=True,
        ),
        number("residual", "Score less what is expected", "points of the score", nullable=True),
        number(
            "lower",
            "Lower end of the range in which 95 of 100 such councils would lie",
            "points of the score",
            nullable=True,
        ),
        number("upper", "Upper end of it", "points of the score", nullable=True),
        yes_or_no("beyond", "Whether the score lies outside it", nullable=True),
        text("reason", "Why nothing can be expected; blank if it can"),
    ),
    estimated=True,
)

EXPECTED_MODELS = Table(
    name="expected_models",
    row="One row for each scope: the regression.",
    writer="04b_overall_position",
    made_in="methods.expected",
    key=("scope",),
    columns=(
        POSITIONS["scope"],
        whole_number("n", "Councils in the regression", "councils"),
        number(
            "r_squared",
            "Share of the differences that go with the two characteristics; empty where there are "
            "too few councils, and so are all below",
            "0 to 1",
            nullable=True,
        ),
        number("intercept", "Score where both characteristics are zero", "points of the score", nullable=True),
        number(
            "child_poverty",
            "Change of the score for one percentage point more",
            "points of the score",
            nullable=True,
        ),
        number(
            "tenfold_density",
            "Change of the score for ten times the density",
            "points of the score",
            nullable=True,
        ),
        number("intercept_error", "Its standard error", "points of the score", nullable=True),
        number("child_poverty_error", "Its standard error", "points of the score", nullable=True),
        number("tenfold_density_error", "Its standard error", "points of the score", nullable=True),
        whole_number("two_tier", "Two-tier counties with a difference from what is expected", "councils"),
        whole_number("unitary", "Unitary counties with one", "councils"),
        number(
            "two_tier_residual",
            "Mean difference of the two-tier counties; empty if there are no such councils",
            "points of the score",
            nullable=True,
        ),
        number("unitary_residual", "That of the unitary counties", "points of the score", nullable=True),
        number(
            "unitary_less_two_tier",
            "The second less the first; empty where one kind has fewer than two councils",
            "points of the score",
            nullable=True,
        ),
        number("unitary_less_two_tier_error", "Its standard error", "points of the score", nullable=True),
        whole_number("flagged", "Councils whose score lies outside its range", "councils"),
        number("flagged_by_chance", "As many as chance would put outside", "councils"),
    ),
    estimated=True,
)

TABLES = (POSITIONS, POSITION_INDICATORS, EXPECTED_POSITIONS, EXPECTED_MODELS)
