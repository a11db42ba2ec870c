"""The tables of a national run: the Parquet that it reads, and the results that it writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from helpers.schema.comparison import COMPARISONS, FUNNELS
from helpers.schema.declarations import Column, Table, date, number, text, whole_number, yes_or_no
from helpers.schema.direction import DIRECTIONS
from helpers.schema.evidence import EVIDENCE
from helpers.schema.ingestion import OBSERVATIONS
from helpers.schema.position import POSITION_INDICATORS, POSITIONS
from helpers.schema.register import INDICATORS

_MADE_BY: Final = "make national"
_CHANGES_BY: Final = "make national-changes"
_OF_INDICATOR: Final = OBSERVATIONS["value"].unit

GROUPS: Final = ("region", "class", "lsoa")
"""The columns of the areas by which a national run may compare: areas with the same cell are one group."""

NATIONAL_OBSERVATIONS: Final = Table(
    name="national_observations",
    row="One row for each indicator, area and period, in any order and any number of files.",
    writer="make national-input",
    key=OBSERVATIONS.key,
    columns=OBSERVATIONS.pick(
        "indicator_id",
        "area_code",
        "period",
        "period_start",
        "period_end",
        "value",
        "lower_95",
        "upper_95",
        "numerator",
        "denominator",
        "marker",
        "area_flag",
    ),
)

NATIONAL_INDICATORS: Final = Table(
    name="national_indicators",
    row="One row for each indicator of the observations.",
    writer="make national-input",
    key=INDICATORS.key,
    columns=(
        *INDICATORS.pick(
            "indicator_id", "polarity", "value_type", "unit", "decimals", "period_type", "frequency", "breaks"
        ),
        text("theme", "The theme in which it counts for a position; blank for none"),
        whole_number("theme_order", "The order of the themes"),
        yes_or_no("counted", "Whether it counts for positions"),
        text("family", "The measure that this and other indicators tell; one of them counts; blank for none"),
        whole_number("family_order", "Which of a family counts: the one with the least number that can"),
    ),
)

NATIONAL_AREAS: Final = Table(
    name="national_areas",
    row="One row for each code of an area of the observations.",
    writer="make national-input",
    key=("area_code",),
    columns=(
        text("area_code", "Code of the area"),
        text("newest_code", "The newest code that the same council has had; its own if it has had one alone"),
        date("start_date", "The first day of the area; empty if before the figures begin", nullable=True),
        date("end_date", "Its last day; empty if it still exists", nullable=True),
        text("successor_codes", "The codes of the areas that came after it, separated by semicolons; blank for none"),
        text("region", "The region in which it is compared; blank for an area that takes no part"),
        text("class", "The class, such as county or district, in which it is compared; blank for none"),
        text("lsoa", "The group in which a small area is compared; blank for all others"),
    ),
)

NATIONAL_RESULTS: Final = Table(
    name="national_results",
    row="One row for each indicator and area with an observation by the as-at date, in a folder for each indicator.",
    writer=_MADE_BY,
    key=("indicator_id", "area_code"),
    columns=(
        text("indicator_id", "The indicator: the name of the folder"),
        text("area_code", "The newest code of the area"),
        text("area_group", "The group in which it is compared; empty for none", nullable=True),
        text("period", "The newest period with a figure", nullable=True),
        date("period_start", "Its first day", nullable=True),
        date("period_end", "Its last day", nullable=True),
        number("value", "Its figure, as published", _OF_INDICATOR, nullable=True),
        number("lower_95", "Lower 95% limit, published or worked out from counts", _OF_INDICATOR, nullable=True),
        number("upper_95", "Upper 95% limit, published or worked out from counts", _OF_INDICATOR, nullable=True),
        text("limits", "Where the limits come from: published, or worked out from counts", nullable=True),
        whole_number("previous_year", "The year in which the period one step before ends", nullable=True),
        number("previous_value", "The figure of that period", _OF_INDICATOR, nullable=True),
        number("change", "The newest figure less the one before", _OF_INDICATOR, nullable=True),
        number("change_percent", "The same, of the figure before", "per cent", nullable=True),
        text("movement", "Increased, Unchanged or Decreased", nullable=True),
        text("direction", DIRECTIONS["direction"].meaning),
        text("rule_id", "The rule that decided, D0 to D3", nullable=True),
        text("reason", "Why the direction is what it is"),
        text("trend", "The marker of the trend over five points"),
        text("trend_reason", "Why the marker is what it is"),
        number("slope", "Slope of the trend", "as the indicator, or log odds, for each period", nullable=True),
        number("chi_squared", "Its chi-squared", nullable=True),
        whole_number("n", "Areas of the group with a figure for the period; 0 if the area is not one of them", "areas"),
        whole_number("rank", "Rank in the group; 1 is best and equal figures share one", nullable=True),
        whole_number("tied", "Areas that share the rank", "areas", nullable=True),
        whole_number("quartile", "Quartile of the rank; 1 is best", nullable=True),
        number("median", COMPARISONS["median"].meaning, _OF_INDICATOR, nullable=True),
        number("lowest", COMPARISONS["lowest"].meaning, _OF_INDICATOR, nullable=True),
        number("highest", COMPARISONS["highest"].meaning, _OF_INDICATOR, nullable=True),
        number("gap", "The figure less the median", _OF_INDICATOR, nullable=True),
        text("rank_reason", "Why there is no rank; empty for a rank", nullable=True),
        number("average", "All counts of the group over all denominators", _OF_INDICATOR, nullable=True),
        text("funnel", "Inside or outside the limits of chance around the average", nullable=True),
    ),
)

_AREA: Final = text("area_code", "The newest code of the area")
_OF_GROUP: Final = text("area_group", "The group in which it is compared")

NATIONAL_EVIDENCE: Final = Table(
    name="national_evidence",
    row="One row for each indicator and area of a group: how strong the evidence is that its newest figure changed, in "
    "a folder for each indicator.",
    writer=_MADE_BY,
    key=("indicator_id", "area_group", "area_code"),
    columns=(
        NATIONAL_RESULTS["indicator_id"],
        _AREA,
        _OF_GROUP,
        *(column for column in EVIDENCE.columns if column.name != "indicator_id"),
    ),
    estimated=True,
)

NATIONAL_FUNNELS: Final = Table(
    name="national_funnels",
    row="One row for each indicator and area whose figure is its count over its denominator, with limits that allow "
    "for how much more areas differ than by chance, in a folder for each indicator.",
    writer=_MADE_BY,
    key=("indicator_id", "area_group", "area_code"),
    columns=(
        NATIONAL_RESULTS["indicator_id"],
        _AREA,
        _OF_GROUP,
        *(
            column
            for column in FUNNELS.columns
            if column.name not in ("indicator_id", "area_code", "area_name", "own", "polarity")
        ),
    ),
)

NATIONAL_POSITIONS: Final = Table(
    name="national_positions",
    row="One row for each group, scope and area: its position overall and in each theme. Groups of more than 400 areas "
    "have scores and ranks without the ranks of draws.",
    writer=_MADE_BY,
    key=("area_group", "scope", "area_code"),
    columns=(
        _OF_GROUP,
        *(
            column
            for column in POSITIONS.columns
            if column.name not in ("in_theme", "area_name", "area_type", "own", "surely_above", "surely_below")
        ),
    ),
    estimated=True,
)

NATIONAL_POSITION_INDICATORS: Final = Table(
    name="national_position_indicators",
    row="One row for each group and indicator: whether it counts for the positions of the group.",
    writer=_MADE_BY,
    key=("area_group", "indicator_id"),
    columns=(_OF_GROUP, *(column for column in POSITION_INDICATORS.columns if column.name != "in_theme")),
    estimated=True,
)


def _of_both_runs(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return each column twice: as it is in the earlier run, and in the later."""
    return tuple(
        replace(
            column,
            name=f"{when}_{column.name}",
            meaning=f"{column.meaning}, in the {when} run",
            nullable=True,
        )
        for column in columns
        for when in ("earlier", "later")
    )


_CHANGE: Final = text("change", "came, went or moved")

NATIONAL_CHANGES: Final = Table(
    name="national_changes",
    row="One row for each indicator and area whose direction, evidence, quartile or rank is not the same in two "
    "national runs.",
    writer=_CHANGES_BY,
    key=("indicator_id", "area_code"),
    columns=(
        NATIONAL_RESULTS["indicator_id"],
        _AREA,
        _CHANGE,
        *_of_both_runs(NATIONAL_RESULTS[name] for name in ("period", "direction")),
        *_of_both_runs([NATIONAL_EVIDENCE["evidence"]]),
        *_of_both_runs(NATIONAL_RESULTS[name] for name in ("quartile", "rank", "value")),
    ),
)

NATIONAL_POSITION_CHANGES: Final = Table(
    name="national_position_changes",
    row="One row for each group, scope and area whose rank over many indicators is not the same in two national runs.",
    writer=_CHANGES_BY,
    key=("area_group", "scope", "area_code"),
    columns=(
        _OF_GROUP,
        NATIONAL_POSITIONS["scope"],
        NATIONAL_POSITIONS["area_code"],
        _CHANGE,
        *_of_both_runs(NATIONAL_POSITIONS[name] for name in ("n", "rank", "rank_95_lower", "rank_95_upper", "score")),
    ),
    estimated=True,
)

TABLES: Final = (
    NATIONAL_OBSERVATIONS,
    NATIONAL_INDICATORS,
    NATIONAL_AREAS,
    NATIONAL_RESULTS,
    NATIONAL_EVIDENCE,
    NATIONAL_FUNNELS,
    NATIONAL_POSITIONS,
    NATIONAL_POSITION_INDICATORS,
    NATIONAL_CHANGES,
    NATIONAL_POSITION_CHANGES,
)
"""Tables that no notebook writes; docs/national.md describes them."""
