"""The words that results carry, each spelt once, whatever room uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

# Polarity: which end of an indicator is the better one.

Polarity = Literal["higher_is_better", "lower_is_better", "neutral", "plan_is_best"]
"""plan_is_best is that of a figure that should be at its plan, or within a band: above is no better than below."""

HIGHER_IS_BETTER, LOWER_IS_BETTER, NEUTRAL, PLAN_IS_BEST = get_args(Polarity)

SIGNS: Final[Mapping[str, int]] = {HIGHER_IS_BETTER: 1, LOWER_IS_BETTER: -1, NEUTRAL: 0, PLAN_IS_BEST: 0}
"""Each polarity as a sign; 0 where neither end is better, so that no figure is ranked."""

POLARITY_WORDS: Final[Mapping[str, str]] = {
    HIGHER_IS_BETTER: "Higher is better",
    LOWER_IS_BETTER: "Lower is better",
    NEUTRAL: "Neither is better",
    PLAN_IS_BEST: "On plan is best",
}
"""Each polarity as it is printed."""

NO_SOURCE: Final = "source not available"
"""How the reason begins for which no file of a source was supplied."""

# Direction of travel: the newest figure against the one a step before.

IMPROVED: Final = "Improved"
NO_REAL_CHANGE: Final = "No real change"
WORSENED: Final = "Worsened"
CANNOT_BE_DETERMINED: Final = "Cannot be determined"
NOT_JUDGED: Final = "Not judged"

DIRECTIONS: Final = (IMPROVED, NO_REAL_CHANGE, WORSENED, CANNOT_BE_DETERMINED, NOT_JUDGED)
"""Every direction, in the order in which they are counted and printed."""

DETERMINED: Final = (IMPROVED, NO_REAL_CHANGE, WORSENED)
"""The directions on which percentages are worked out."""

INCREASED: Final = "Increased"
DECREASED: Final = "Decreased"
UNCHANGED: Final = "Unchanged"
"""Which way the number itself moved, whatever its polarity."""

# A gap between two groups.

NARROWED: Final = "Narrowed"
WIDENED: Final = "Widened"
CHANGED_SIGN: Final = "Changed sign"
"""The other group is worse off now, so that the gap is neither narrower nor wider."""

# Strength of evidence: whether a change is more than the measure's usual ups and downs.

CLEAR: Final = "clear"
USUAL: Final = "within its usual ups and downs"
CANNOT_BE_TOLD: Final = "cannot be told"

EVIDENCE_WORDS: Final = (CLEAR, USUAL, CANNOT_BE_TOLD)
"""Every strength of evidence, in the order in which they are counted and printed."""

# Recent trend: five points.

INCREASING: Final = "Increasing"
DECREASING: Final = "Decreasing"
NO_SIGNIFICANT_CHANGE: Final = "No significant change"
CANNOT_BE_CALCULATED: Final = "Cannot be calculated"
GETTING_BETTER: Final = " and getting better"
GETTING_WORSE: Final = " and getting worse"

TREND_MARKERS: Final = (
    INCREASING + GETTING_BETTER,
    DECREASING + GETTING_BETTER,
    NO_SIGNIFICANT_CHANGE,
    INCREASING + GETTING_WORSE,
    DECREASING + GETTING_WORSE,
    INCREASING,
    DECREASING,
    CANNOT_BE_CALCULATED,
)
"""Every marker of a trend, in the order in which they are counted and printed."""

# Comparison with a benchmark, a goal or the average of a funnel.

BETTER: Final = "Better"
SIMILAR: Final = "Similar"
WORSE: Final = "Worse"
LOWER: Final = "Lower"
HIGHER: Final = "Higher"
NOT_COMPARED: Final = "Not compared"

BEST: Final = "Best"
WORST: Final = "Worst"
LOWEST: Final = "Lowest"
HIGHEST: Final = "Highest"
"""Beyond the second of two levels of confidence."""

# Rank and quartile.

QUARTILE_LABELS: Final[Mapping[int, str]] = {1: "1st (best)", 2: "2nd", 3: "3rd", 4: "4th"}
"""Each quartile as it is printed."""

ALONE: Final = "no other council in the group has a figure"
"""Why there is no rank, median or end of a group in which the council would be compared with itself."""

BELOW_ONLY: Final = "published for areas within the council, not for the council"
"""Why a council has no figure of an indicator whose figures are all of districts or neighbourhoods."""

# What becomes of a printed figure when it is calculated again.

HOLDS: Final = "holds"
HOLDS_ROUNDED: Final = "holds with rounding"
DOES_NOT_HOLD: Final = "does not hold"
NOT_DERIVED: Final = "cannot be derived"

RECONCILED: Final = (HOLDS, HOLDS_ROUNDED, DOES_NOT_HOLD, NOT_DERIVED)
"""Every outcome, in the order in which they are counted and printed."""

# Overall position.

POSITION_METHODS: Final[Mapping[str, str]] = {
    "rank": "Mean percentile rank, themes by their reliability (reported)",
    "rank_equal_themes": "Mean percentile rank, themes equal",
    "rank_z_score": "Mean distance from the average, themes equal",
    "rank_quartile_points": "Quartile points, themes equal",
    "rank_equal_indicators": "Mean percentile rank, indicators equal",
}
"""The column of each method's rank, with what the method is."""

RANK_LEVELS: Final = (50, 95)
"""Of how many cases in 100 a set of ranks is meant to hold the council's, the narrow one first."""

# Targets.

GREEN: Final = "Green"
AMBER: Final = "Amber"
RED: Final = "Red"
NOT_AVAILABLE: Final = "Not available for reporting"
NOT_DUE: Final = "Not due yet"

RAG_WORDS: Final = (GREEN, AMBER, RED, NOT_AVAILABLE, NOT_DUE, CANNOT_BE_DETERMINED)
"""Every status of a target, in the order in which they are counted and printed."""

RAG_ORDER: Final[Mapping[str, int]] = {RED: 0, AMBER: 1, GREEN: 2}
"""The colours as steps, from the worst to the best."""

GOAL_WORDS: Final[Mapping[str, str]] = {BETTER: GREEN, SIMILAR: AMBER, WORSE: RED}
"""What a publisher calls a goal that is met, nearly met and not met."""

# Spending on a service beside its outcomes.

QUADRANTS: Final[Mapping[tuple[bool, bool], str]] = {
    (True, True): "lower spending, better outcomes",
    (True, False): "lower spending, worse outcomes",
    (False, True): "higher spending, better outcomes",
    (False, False): "higher spending, worse outcomes",
}
"""Which side of the group's medians a council is on, by whether it spends less and whether its outcomes are above."""

AT_A_MEDIAN: Final = "at a median"
"""The word where the council itself is a median, which is on neither side."""

# Data quality.

Dimension = Literal["accuracy", "validity", "reliability", "timeliness", "relevance", "completeness"]

ACCURACY: Final = "accuracy"
VALIDITY: Final = "validity"
RELIABILITY: Final = "reliability"
TIMELINESS: Final = "timeliness"
RELEVANCE: Final = "relevance"
COMPLETENESS: Final = "completeness"

DIMENSIONS: Final[Mapping[Dimension, str]] = {
    ACCURACY: "close enough to the truth for its use",
    VALIDITY: "of the type, format and range that the register gives",
    RELIABILITY: "measured in the same way from year to year and area to area",
    TIMELINESS: "recent enough, and available when needed",
    RELEVANCE: "what the register defines, for the period reported on",
    COMPLETENESS: "present, or missing for a stated reason",
}
"""The six dimensions of data quality, each with what a figure then is."""

GOOD: Final = "Good"
SOME_CONCERNS: Final = "Some concerns"
SERIOUS_CONCERNS: Final = "Serious concerns"
NOT_TESTED: Final = "Not tested"

QUALITY_BANDS: Final = (SERIOUS_CONCERNS, SOME_CONCERNS, GOOD, NOT_TESTED)
"""Every band of data quality, the worst first."""


def ordinal(number: int) -> str:
    """Return a rank as it is printed: 1st, 2nd, 3rd, 11th, 21st.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 22, 23, 111)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '22nd', '23rd', '111th']
    """
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def printed_rank(rank: int, n: int, sharing: int = 1) -> str:
    """Return a rank among n as it is printed, with an equals sign where `sharing` councils have it.

    >>> printed_rank(1, 33), printed_rank(2, 33, sharing=2)
    ('1st of 33', '=2nd of 33')
    """
    return f"{'=' if sharing > 1 else ''}{ordinal(rank)} of {n}"
