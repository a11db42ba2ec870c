"""The tables of overall position."""

from __future__ import annotations

from helpers.schema.columns import AREA_NAME, COUNCIL_CODE, INDICATOR_ID, TIED
from helpers.schema.declarations import Table, number, text, whole_number, yes_or_no
from helpers.schema.register import CHARACTERISTICS

POSITIONS = Table(
    name="positions",
    row="One row for each council of the group, overall and in each theme that has a position.",
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
            "Mean percentile rank, themes equal; empty if there is no position",
            "0 to 100, 100 is best",
            nullable=True,
        ),
        whole_number("rank", "Rank by the score, 1 is best; empty if there is no position", nullable=True),
        TIED,
        whole_number("n", "Councils with a position", "councils"),
        whole_number("rank_z_score", "Rank by the mean distance from the average, themes equal", nullable=True),
        whole_number("rank_quartile_points", "Rank by mean quartile points, themes equal", nullable=True),
        whole_number("rank_equal_indicators", "Rank by the mean percentile rank, indicators equal", nullable=True),
        whole_number(
            "rank_lower",
            "Best rank of the 95% interval by limits and counts; empty where no indicator used "
            "has any, and so are the next three",
            nullable=True,
        ),
        whole_number("rank_upper", "Worst rank of it", nullable=True),
        number("expected_rank", "Mean rank over the draws", nullable=True),
        number(
            "top_quartile_probability",
            "Share of the draws in which the council is in the first quartile",
            "0 to 1",
            nullable=True,
        ),
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
            "Best rank without one theme; overall only; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "leave_out_worst",
            "Worst rank without one theme; overall only; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "weights_best",
            "Best rank of 90% of the random weights of themes; overall only; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "weights_worst",
            "Worst rank of 90% of the random weights of themes; overall only; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "evidence_best",
            "Best rank that the evidence supports: over methods, interval and choices; empty if there is none",
            nullable=True,
        ),
        whole_number(
            "evidence_worst",
            "Worst rank that the evidence supports: over methods, interval and choices; empty if there is none",
            nullable=True,
        ),
        yes_or_no(
            "told_apart",
            "Whether the methods differ by no more than 5 places and the range is no more than a third of the table",
            nullable=True,
        ),
        whole_number("indicators", "Indicators used that apply to the council"),
        whole_number("with_figure", "Indicators for which the council has a figure"),
        whole_number("with_limits", "Indicators used in which some councils have limits or counts"),
        text("reason", "Why there is no position; blank if there is one"),
    ),
)

POSITION_INDICATORS = Table(
    name="position_indicators",
    row="One row for each indicator of the register: whether it counts for positions.",
    writer="04b_overall_position",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("theme", "Its theme, or enabler"),
        whole_number("theme_order", "Order of the theme in print"),
        yes_or_no("in_theme", "No for an enabler"),
        yes_or_no("in_headline", "Counted by the register, and not too old in the period used here"),
        yes_or_no("ranked", "Whether polarity and the number of figures allow ranks"),
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
        whole_number("with_limits", "Councils whose figure has limits or counts", "councils"),
    ),
)

RANK_INTERVALS = Table(
    name="rank_intervals",
    row="One row for each council and ranked indicator in which some councils have limits or counts.",
    writer="04b_overall_position",
    key=("indicator_id", "area_code"),
    columns=(
        INDICATOR_ID,
        POSITIONS["area_code"],
        whole_number("rank_lower", "Best rank of the 95% interval"),
        whole_number("rank_upper", "Worst rank of it"),
        number("expected_rank", "Mean rank over the draws"),
        number(
            "top_quartile_probability",
            "Share of the draws in which the council is in the first quartile",
            "0 to 1",
        ),
        POSITION_INDICATORS["n"],
        whole_number(
            "with_limits",
            "Councils whose figure has limits or counts; the others count as certain",
            "councils",
        ),
    ),
)

EXPECTED_POSITIONS = Table(
    name="expected_positions",
    row="One row for each position: the score, and the score expected of a council as deprived and as rural.",
    writer="04b_overall_position",
    key=("scope", "area_code"),
    columns=(
        *POSITIONS.pick("scope", "scope_order"),
        COUNCIL_CODE,
        *POSITIONS.pick("area_name", "area_type", "own"),
        number("score", "As in positions", "0 to 100"),
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
    ),
    estimated=True,
)

TABLES = (POSITIONS, POSITION_INDICATORS, RANK_INTERVALS, EXPECTED_POSITIONS, EXPECTED_MODELS)
