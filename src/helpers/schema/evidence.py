"""The tables of the strength of evidence: changes of all councils, and what they say of the council's newest ones."""

from __future__ import annotations

from helpers.schema.columns import COUNCIL_CODE, INDICATOR_ID, OF_INDICATOR
from helpers.schema.declarations import Table, number, text, whole_number, yes_or_no

_BY_SCALE = "by the scale"

CHANGES = Table(
    name="changes",
    row="One row for each figure of every council of the group and of the council reported on: its change since the "
    "figure one step before, and how strong the evidence for it is by what was known then.",
    writer="03_direction_of_travel",
    made_in="results.evidence",
    key=("indicator_id", "area_code", "year"),
    columns=(
        INDICATOR_ID,
        COUNCIL_CODE,
        whole_number("year", "Calendar year in which the period ends", "year"),
        whole_number("previous_year", "The same of the period compared with", "year", nullable=True),
        number("value", "The figure", OF_INDICATOR),
        number("previous_value", "The figure one step before", OF_INDICATOR, nullable=True),
        yes_or_no("comparable", "Whether there is a figure one step before that can be compared"),
        number("change", "Figure less the one before", OF_INDICATOR, nullable=True),
        text("scale", "log odds, log or points: on which the changes of the indicator are alike"),
        number("unit", "Unit of the last published decimal place", OF_INDICATOR),
        number("whole", "The whole that a share is of", OF_INDICATOR, nullable=True),
        number("scaled_change", "The change", _BY_SCALE, nullable=True),
        number("own_change", "The change less the median change of all councils that year", _BY_SCALE, nullable=True),
        text("limits", "Where the limits of both figures come from, published or counts", nullable=True),
        number(
            "figure_error",
            "Standard error of the figure: the largest by limits, by past reversals and by how well they are known",
            _BY_SCALE,
            nullable=True,
        ),
        whole_number("pairs", "Pairs of neighbouring changes of the council before that year"),
        number("change_error", "Standard deviation of the change by noise alone", _BY_SCALE, nullable=True),
        number("lower", "Lower limit of the difference, where limits decided", OF_INDICATOR, nullable=True),
        number("upper", "Upper limit of the difference, where limits decided", OF_INDICATOR, nullable=True),
        number("z", "The change, over the standard deviation of noise", nullable=True),
        number(
            "p", "Chance of such a change where nothing changed; empty if it cannot be told", "0 to 1", nullable=True
        ),
        text("evidence", "clear, within its usual ups and downs, or cannot be told"),
        text("ground", "Why: a code of [chapter 13 of the methods](methods/13_strength_of_evidence.md)"),
    ),
    estimated=True,
)

EVIDENCE = Table(
    name="evidence",
    row="One row for each indicator of the register: how strong the evidence is that the council's newest figure "
    "changed.",
    writer="03_direction_of_travel",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        whole_number("year", "Calendar year in which the latest period ends", "year", nullable=True),
        *CHANGES.pick("evidence", "ground"),
        text("reason", "The ground in words, or why there is nothing to compare"),
        text("scale", "As in changes; empty if nothing is compared", nullable=True),
        *CHANGES.pick("z", "p"),
        number("difference_lower", "Lower limit of the difference, where limits decided", OF_INDICATOR, nullable=True),
        number("difference_upper", "Upper limit of it", OF_INDICATOR, nullable=True),
        number(
            "usual_lower",
            "Lowest figure that would be within the usual ups and downs of the figure before; empty where limits "
            "decided or the noise is not known",
            OF_INDICATOR,
            nullable=True,
        ),
        number("usual_upper", "Highest such figure", OF_INDICATOR, nullable=True),
        number("group_change", "Change of a council in the middle of the group", OF_INDICATOR, nullable=True),
        number("shrunken_change", "Change that can be expected to last", OF_INDICATOR, nullable=True),
        number("expected_next", "Figure to expect one step later", OF_INDICATOR, nullable=True),
    ),
    estimated=True,
)

LEVELS = Table(
    name="levels",
    row="One row for each indicator that the council has a figure for: the level behind its series, when noise is "
    "taken away.",
    writer="03_direction_of_travel",
    made_in="results.evidence",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        whole_number("year", "Calendar year in which the latest period ends", "year"),
        whole_number("points", "Figures in a row without a break, up to the latest", "figures"),
        number("level", "The level in that year; empty if it cannot be worked out", OF_INDICATOR, nullable=True),
        number("level_lower", "Lower end of the range that holds it in 95 of 100 cases", OF_INDICATOR, nullable=True),
        number("level_upper", "Upper end of it", OF_INDICATOR, nullable=True),
        number("rise_probability", "Chance that it rose in the last step", "0 to 1", nullable=True),
        number("rise_since_first_probability", "Chance that it rose since the first figure", "0 to 1", nullable=True),
        text("reason", "Why there is no level; blank if there is one"),
    ),
    estimated=True,
)

FORECASTS = Table(
    name="forecasts",
    row="One row for each indicator with a level and each step ahead: the figure to expect.",
    writer="03_direction_of_travel",
    made_in="results.evidence",
    key=("indicator_id", "year"),
    columns=(
        INDICATOR_ID,
        whole_number("year", "Calendar year in which the period ends", "year"),
        whole_number("ahead", "Steps after the latest figure"),
        number("forecast", "The figure to expect", OF_INDICATOR),
        number("lower", "Lower end of the range that will hold it in 80 of 100 cases", OF_INDICATOR),
        number("upper", "Upper end of it", OF_INDICATOR),
    ),
    estimated=True,
)

CONTROL_CHARTS = Table(
    name="control_charts",
    row="One row for each figure of a series of ten comparable figures or more: its control chart.",
    writer="03_direction_of_travel",
    made_in="results.evidence",
    key=("indicator_id", "year"),
    columns=(
        INDICATOR_ID,
        whole_number("year", "Calendar year in which the period ends", "year"),
        number("value", "The figure", OF_INDICATOR),
        number("mean", "Mean of the series", OF_INDICATOR),
        number("moving_range", "Distance from the figure before", OF_INDICATOR, nullable=True),
        number("lower", "2.66 mean moving ranges below the mean", OF_INDICATOR),
        number("upper", "2.66 mean moving ranges above it", OF_INDICATOR),
        text("signal", "outside, one_side, moving or near_limit: a question to ask; empty for none", nullable=True),
    ),
    estimated=True,
)

TABLES = (CHANGES, EVIDENCE, LEVELS, FORECASTS, CONTROL_CHARTS)
