"""The checks, as data: for each, its table, what must be true, how serious a failure is, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from helpers.areas import LOCAL_CODE, Areas
from helpers.params import Parameters
from helpers.quality.measures import PERIODS_IF_SHARED, PERIODS_OF_A_COPY
from helpers.quality.prepare import LEAP, TIMES_USUAL_CHANGE
from helpers.register import MEASURE_TYPES, MeasureType
from helpers.sources.editions import KEY
from helpers.sources.formats.compiled_figures import STATUSES
from helpers.verdicts import ACCURACY, COMPLETENESS, RELEVANCE, RELIABILITY, TIMELINESS, VALIDITY, Dimension

Severity = Literal["critical", "warning", "information"]

NATIONAL: tuple[MeasureType, ...] = ("national",)
"""What checks count for that need the figures of other councils, or hold a publisher to its own practice."""

HALF_UNITS = 1 + 1e-9
"""How far a rounded figure may be from its counts or its parts, in half units of the last decimal place."""
SPREADS = 10
"""Robust spreads from which a figure is an outlier."""
PERIODS_ALIKE = 3
"""Consecutive periods that may have one and the same figure."""
HUNDREDFOLD = 0.18
"""Powers of ten around a hundredfold within which a share has jumped scale: from 66 to 151 times."""
UNIT_CHANGE = 0.8
"""Powers of ten from which the median of one period to the next is a change of unit: about six times."""
NARROWEST, WIDEST = 0.75, 1.33
"""How wide limits may be, as a share of the width that the counts allow."""
DENOMINATOR = 3
"""How many times the usual denominator of its area a denominator may be, or what part of it."""
STEPS_OLD = 2
"""How many of the usual steps from period to period the newest figure may be old."""
TYPE_COVERAGE = 0.5
"""The share of councils of a type that must have a figure for the council's newest period."""
COUNCILS_IN_PERIOD = 0.5
"""The share of the usual number of councils that a period must have figures of."""
COPIED_PERIOD = 0.6
"""The share of councils that may have exactly the figure of the period before, where few usually do."""
ONE_VALUE = 0.5
"""The share of councils that may have one and the same figure in a period, where few usually do."""
LEAP_OF_ANY, LEAP_OF_NEWEST, DEPARTURE_OF_NEWEST = 4, 2, 2.5
"""Times a large change, or distance, that a figure may be: of any area, and of the council's newest."""


@dataclass(frozen=True)
class Check:
    """One rule on one table.

    `expectation` is the name of a Great Expectations expectation and `arguments` are its arguments. A row in which a
    column that is judged is null is not one the check is about. `constants` says in words what the rule rests on.
    `counts_for` are the types of measure of the register that the check applies to.
    """

    check_id: str
    table: str
    rule: str
    dimension: Dimension
    severity: Severity
    expectation: str
    arguments: Mapping[str, Any]
    constants: str = ""
    counts_for: tuple[MeasureType, ...] = MEASURE_TYPES

    @property
    def columns(self) -> list[str]:
        """The columns that are judged."""
        names = [self.arguments[name] for name in ("column", "column_A", "column_B") if name in self.arguments]
        return [*names, *self.arguments.get("column_list", ())]


def checks_for(indicators: pd.DataFrame, areas: Areas, parameters: Parameters) -> list[Check]:
    """Build the checks from the register, the areas file and the parameters of the year, in order of their number.

    `indicators` is the register as a table. Every check applies to every indicator that its column has a value for; see
    `helpers.quality.prepare` for which those are. Every indicator of the register must have figures: the run stops over
    one that has none though a sidecar vouches for the files of its source.
    """
    checks = [
        *_of_files(),
        *_of_rows(indicators, areas),
        *_of_ranges(),
        *_of_numbers(),
        *_of_series(),
        *_of_coverage(parameters),
        *_of_labels(),
        *_of_zeros(),
    ]
    return sorted(checks, key=lambda check: check.check_id)


def types_counted(checks: Iterable[Check]) -> dict[str, str]:
    """Return {check_id: the types of measure that a check counts for}, in words."""
    every = set(MEASURE_TYPES)
    return {
        check.check_id: "all" if set(check.counts_for) == every else " and ".join(check.counts_for) for check in checks
    }


def _between(column: str, **bounds: Any) -> tuple[str, dict[str, Any]]:
    return "ExpectColumnValuesToBeBetween", {"column": column, **bounds}


def _among(column: str, *values: str) -> tuple[str, dict[str, Any]]:
    return "ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)}


def _at_least(column: str, other: str) -> tuple[str, dict[str, Any]]:
    return "ExpectColumnPairValuesAToBeGreaterThanB", {
        "column_A": column,
        "column_B": other,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }


def _unique(*columns: str) -> tuple[str, dict[str, Any]]:
    return "ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)}


def _of_files() -> list[Check]:
    return [
        Check("C01", "raw_files", "Rows read are rows used and rows rejected", COMPLETENESS, "critical",
              "ExpectColumnPairValuesToBeEqual", {"column_A": "rows_read", "column_B": "rows_accounted_for"}),
        Check("C02", "raw_files", "No row of a raw file is rejected", VALIDITY, "warning",
              *_between("rows_rejected", max_value=0)),
        Check("C21", "raw_files", "Every raw file could be read", COMPLETENESS, "warning", *_among("refused", "")),
        Check("C74", "lost_periods", "No newest period of a file is lost while older figures of the measure are used",
              TIMELINESS, "critical", *_between("rows_lost", max_value=0),
              constants="rows whose label, value or status cannot be read, or whose area is not known"),
    ]  # fmt: skip


def _of_rows(indicators: pd.DataFrame, areas: Areas) -> list[Check]:
    """Checks of keys, dates, markers and codes, for which a row is enough."""
    return [
        Check("C03", "observations", "Every indicator is in the register", RELEVANCE, "critical",
              *_among("indicator_id", *indicators["indicator_id"])),
        Check("C04", "observations", "Every area has a nine-character code of England, or a local one",
              VALIDITY, "critical", "ExpectColumnValuesToMatchRegex",
              {"column": "area_code", "regex": rf"^(?:E\d{{8}}|{LOCAL_CODE})$"}),
        Check("C05", "observations", "One figure for each indicator, area and period", VALIDITY, "critical",
              *_unique(*KEY)),
        Check("C06", "observations", "No period ends before it starts", VALIDITY, "critical",
              *_at_least("period_end", "period_start")),
        Check("C07", "observations", "Every figure is final, provisional or derived", VALIDITY, "critical",
              *_among("status", *STATUSES)),
        Check("C20", "observations", "One figure for each indicator and area in the month in which a period ends",
              VALIDITY, "critical", *_unique("indicator_id", "area_code", "month_of_end")),
        Check("C24", "observations", "No row is without its indicator, area, period, marker or status", COMPLETENESS,
              "critical", *_between("blanks", max_value=0)),
        Check("C25", "observations", "Every area is in the areas file", VALIDITY, "critical",
              *_among("area_code", *(area.code for area in areas))),
        Check("C26", "observations", "Every area existed in the period, or the figure is marked as carried back",
              RELEVANCE, "critical", *_among("living", "yes")),
        Check("C27", "observations", "Every period is written as its type is, and stands for its dates", VALIDITY,
              "critical", *_among("label_agrees", "yes")),
        Check("C28", "observations", "Every marker is known and fits its figure", VALIDITY,
              "critical", *_among("marker_fault", "")),
        Check("C29", "observations", "A figure marked [p] has the status provisional", RELIABILITY, "warning",
              *_among("status_if_marked", "provisional")),
        Check("C30", "observations", "No suppressed figure has its numerator or its limits beside it", VALIDITY,
              "critical", *_between("counts_beside_suppression", max_value=0)),
        Check("C31", "observations", "Every figure comes from a source that the register names", RELEVANCE, "warning",
              "ExpectColumnPairValuesToBeEqual",
              {"column_A": "source_id", "column_B": "registered_source", "ignore_row_if": "either_value_is_missing"}),
        Check("C32", "dates", "Every period has ended by the as-at date", TIMELINESS, "information",
              *_between("days_after_as_at", max_value=0)),
        Check("C33", "observations", "No figure is provisional", RELIABILITY, "information",
              "ExpectColumnValuesToNotBeInSet", {"column": "status", "value_set": ["provisional"]}),
        Check("C34", "observations", "No figure is printed under a council's other code or carried back", RELIABILITY,
              "information", *_among("area_flag", "")),
    ]  # fmt: skip


def _of_ranges() -> list[Check]:
    return [
        Check("C11", "observations", "The denominator of every figure is above zero", VALIDITY, "critical",
              *_between("denominator_of_figure", min_value=0, strict_min=True)),
        Check("C12", "observations", "No numerator is negative", VALIDITY, "critical",
              *_between("numerator_from_zero", min_value=0),
              constants="not where the register says that a figure may be negative"),
        Check("C13", "observations", "No share is below 0%", VALIDITY, "critical",
              *_between("share_from_zero", min_value=0),
              constants="not where the register says that a figure may be negative"),
        Check("C14", "observations", "No share is above 100%", VALIDITY, "warning",
              *_between("share_value", max_value=100)),
        Check("C15", "observations", "No rate, amount, count or ratio is below zero", VALIDITY, "warning",
              *_between("amount_from_zero", min_value=0),
              constants="not where the register says that a figure may be negative"),
        Check("C22", "observations", "No denominator is negative", VALIDITY, "critical",
              *_between("denominator", min_value=0)),
        Check("C35", "observations", "No difference of percentages is beyond 100 points", VALIDITY, "critical",
              *_between("difference_value", min_value=-100, max_value=100)),
        Check("C36", "observations", "No score is below the scale that its unit names", VALIDITY, "critical",
              *_at_least("value", "scale_low")),
        Check("C37", "observations", "No score is above the scale that its unit names", VALIDITY, "critical",
              *_at_least("scale_high", "value")),
        Check("C38", "observations", "No number is infinite", VALIDITY, "critical",
              *_between("infinite_numbers", max_value=0)),
        Check("C39", "observations", "Counts of whole things are whole numbers", VALIDITY, "warning",
              *_between("fraction_of_a_count", max_value=1e-9),
              constants="for value type count without decimals"),
    ]  # fmt: skip


def _of_numbers() -> list[Check]:
    """Checks of a figure against its limits, its counts and its parts."""
    return [
        Check("C08", "observations", "No upper confidence limit is below the lower", ACCURACY, "critical",
              *_at_least("upper_95", "lower_95")),
        Check("C09", "observations", "No figure is below its lower confidence limit", ACCURACY, "critical",
              *_at_least("value", "lower_95")),
        Check("C10", "observations", "No figure is above its upper confidence limit", ACCURACY, "critical",
              *_at_least("upper_95", "value")),
        Check("C16", "observations", "No numerator of a share is above its denominator", ACCURACY, "warning",
              *_at_least("denominator_of_share", "numerator")),
        Check("C40", "observations", "A figure is its numerator divided by its denominator, in its unit", ACCURACY,
              "warning", *_between("half_units_from_counts", max_value=HALF_UNITS),
              constants="to half a unit of the last decimal, and 2.5 of each count where the publisher rounds counts "
              "to five; for shares, and for rates not said to be standardised"),
        Check("C41", "observations", "Confidence limits come in pairs", COMPLETENESS, "warning",
              "ExpectColumnValuesToBeInSet", {"column": "limits_given", "value_set": [0, 2]}),
        Check("C42", "observations", "Confidence limits are as wide as the counts allow", RELIABILITY, "information",
              *_between("width_of_limits", min_value=NARROWEST, max_value=WIDEST),
              constants=f"from {NARROWEST} to {WIDEST} times the width from the counts, by the normal approximation"),
        Check("C43", "observations", "No denominator is far from the usual one of its area", ACCURACY, "warning",
              *_between("times_usual_denominator", min_value=1 / DENOMINATOR, max_value=DENOMINATOR),
              constants=f"no more than {DENOMINATOR} times the median of 5 periods or more, and no less than a third"),
        Check("C44", "parts", "The parts add up to the whole", ACCURACY, "warning",
              *_between("half_units_apart", max_value=HALF_UNITS),
              constants="to half a unit of each of them; wholes and parts are in params/parts.csv"),
    ]  # fmt: skip


def _of_series() -> list[Check]:
    """Checks of a figure against its area's history and the other councils, and of a period against the one before."""
    return [
        Check("C45", "observations", "Every percentage is on the same scale as its area's others and the group's",
              ACCURACY, "warning", *_between("powers_from_a_hundredfold", min_value=HUNDREDFOLD),
              constants="neither 66 to 151 times nor a 66th to a 151st of either median"),
        Check("C46", "periods", "The figures of a period are in the unit of the period before", RELIABILITY,
              "critical", *_between("powers_of_ten", max_value=UNIT_CHANGE),
              constants="medians of 8 councils or more, less than 6.3 times apart; not at a break of the register"),
        Check("C47", "observations", "No figure is far from its area's history, less what all councils did",
              ACCURACY, "warning", *_between("spreads_from_history", max_value=SPREADS),
              constants=f"{SPREADS} spreads: 1.4826 times the median absolute deviation, at least the usual one of the "
                        "indicator and 2 units of the last decimal; 5 periods, 8 areas"),
        Check("C48", "observations", "No figure is far from those of the other areas", ACCURACY, "warning",
              *_between("spreads_from_group", max_value=SPREADS),
              constants=f"{SPREADS} spreads, as in C47, of 8 areas or more of the same period"),
        Check("C49", "observations", "No figure looks copied from period to period", RELIABILITY, "warning",
              *_between("periods_alike", max_value=PERIODS_ALIKE),
              constants=f"no more than {PERIODS_ALIKE} periods alike, where at most 5% of the indicator's figures "
                        "repeat; not 0 or 100%"),
        Check("C50", "periods", "The figures of a period are not those of the period before", RELIABILITY, "warning",
              *_between("share_alike", max_value=COPIED_PERIOD),
              constants="at most 60% of councils alike, where usually at most 20% are"),
        Check("C51", "periods", "The councils do not all have one figure", ACCURACY, "warning",
              *_between("share_of_one_value", max_value=ONE_VALUE),
              constants="at most half of 8 councils or more, where usually at most 20% have"),
        Check("C52", "periods", "No period has figures of far fewer councils than usual", COMPLETENESS, "warning",
              *_between("share_of_usual_councils", min_value=COUNCILS_IN_PERIOD),
              constants="at least half the median number; 5 periods", counts_for=NATIONAL),
        Check("C53", "observations", "No period is missing inside an area's series", COMPLETENESS, "warning",
              *_between("periods_missing_before", max_value=0),
              constants="periods with a row for 8 areas or more"),
        Check("C54", "observations", "Every period of an indicator has its usual length", RELIABILITY, "warning",
              *_between("months_from_usual_length", max_value=0), constants="in whole months"),
        Check("C64", "observations", "No figure changed far more than others of its indicator do", ACCURACY,
              "warning",
              *_between("times_a_large_change", max_value=LEAP_OF_ANY),
              constants=f"{LEAP_OF_ANY} times a large change, less what all areas did; 8 areas"),
        Check("C69", "observations", "No area has the figures of another, period after period", ACCURACY, "warning",
              *_between("areas_alike", max_value=1),
              constants=f"{PERIODS_OF_A_COPY} periods in a row where usually at most 2% of the others share a figure, "
                        f"otherwise {PERIODS_IF_SHARED}; not all alike"),
        Check("C70", "periods", "The councils' median did not jump from the period before", RELIABILITY, "warning",
              *_between("leap_of_all", max_value=1),
              constants=f"median change of 8 councils or more: {LEAP:g} times, and {TIMES_USUAL_CHANGE} times the "
                        "usual one of the indicator; not at a break of the register"),
    ]  # fmt: skip


def _of_coverage(parameters: Parameters) -> list[Check]:
    """Checks of each indicator of the register as a whole, and of the council's newest figure."""
    group, stale = parameters.minimum_group_size, parameters.stale_after_months
    return [
        Check("C17", "coverage", "Every indicator has a figure where a sidecar vouches for its source", COMPLETENESS,
              "critical", *_between("figures_of_vouched_source", min_value=1), counts_for=NATIONAL),
        Check("C18", "coverage", "The council has a figure by the as-at date, where any area has one", COMPLETENESS,
              "warning", *_between("own_figures", min_value=1)),
        Check("C19", "coverage", "Every missing figure says why", COMPLETENESS, "critical",
              *_between("missing_without_reason", max_value=0)),
        Check("C23", "coverage", "Every other indicator has a figure too", COMPLETENESS, "warning",
              *_between("figures_of_other_source", min_value=1)),
        Check("C55", "coverage", "Enough of the comparator group have a figure for the council's newest period",
              COMPLETENESS, "warning", *_between("group_figures", min_value=group),
              constants="minimum_group_size of the parameter file", counts_for=NATIONAL),
        Check("C56", "council_types", "Half of the councils of each type in the group have a figure for the newest "
              "period", COMPLETENESS, "warning", *_between("share_with_figure", min_value=TYPE_COVERAGE),
              constants="councils that existed in the period", counts_for=NATIONAL),
        Check("C57", "coverage", "The council has a figure for the newest period that the group has one for",
              COMPLETENESS, "warning", *_between("months_behind_group", max_value=0),
              constants="minimum_group_size of the parameter file", counts_for=NATIONAL),
        Check("C58", "coverage", "The newest figure is no older than two of the usual steps of its series",
              TIMELINESS, "warning", *_between("steps_old", max_value=STEPS_OLD),
              constants="the step is the median of the months between its periods, of 3 or more"),
        Check("C59", "coverage", "The newest figure is not too old for the headline", RELEVANCE, "information",
              *_between("age_months", max_value=stale), constants="stale_after_months of the parameter file"),
        Check("C60", "coverage", "The definition did not change at the newest figure", RELIABILITY, "information",
              *_among("break_at_newest", "no"), constants="breaks of the register, and the marker [b]"),
        Check("C61", "coverage", "The newest figure of the council is not provisional", RELIABILITY, "warning",
              *_among("status_of_newest", "final", "derived"), counts_for=NATIONAL),
        Check("C62", "coverage", "The newest figure of the council is printed under its own code", RELIABILITY,
              "warning", *_among("code_of_newest", "")),
        Check("C65", "newest", "The newest figure did not change far more than others of its indicator do",
              ACCURACY, "warning", *_between("times_a_large_change", max_value=LEAP_OF_NEWEST),
              constants=f"{LEAP_OF_NEWEST} times a large change, as in C64"),
        Check("C66", "newest", "The newest figure is not far beyond where the areas of its indicator lie", ACCURACY,
              "warning", *_between("times_a_large_distance", max_value=LEAP_OF_NEWEST),
              constants=f"{LEAP_OF_NEWEST} times a large distance from the group; 8 areas"),
        Check("C67", "newest", "The newest figure is not far beyond its own history, less what all areas did",
              ACCURACY, "warning", *_between("times_a_large_departure", max_value=DEPARTURE_OF_NEWEST),
              constants=f"{DEPARTURE_OF_NEWEST} times a large departure from the area's median; 4 periods, 8 areas"),
        Check("C68", "coverage", "The largest share of all areas is above 1%", VALIDITY, "warning",
              *_between("largest_share", min_value=1, strict_min=True),
              constants="a share whose figures are all 0 to 1 is not in per cent; 8 figures"),
        Check("C71", "coverage", "Enough of the comparator group have a figure for the council's period before",
              COMPLETENESS, "warning", *_between("group_figures_before", min_value=group),
              constants="minimum_group_size of the parameter file", counts_for=NATIONAL),
        Check("C72", "further_groups", "Half of each further group have a figure for the newest period",
              COMPLETENESS, "warning", *_between("share_with_figure", min_value=TYPE_COVERAGE),
              constants="groups of also_compared_with but those of neighbours; councils that existed in the period",
              counts_for=NATIONAL),
    ]  # fmt: skip


def _of_labels() -> list[Check]:
    """Checks of what publishers say of their figures, on which no result of the report rests."""
    return [
        Check(
            "C63",
            "labels",
            "Every label that a publisher prints follows from the figures beside it",
            ACCURACY,
            "information",
            *_among("agrees", "yes"),
            constants="trends, comparisons, goals, medians and quintiles that can be recalculated",
        ),
    ]


def _of_zeros() -> list[Check]:
    """Checks of published zeros that were looked at one by one; see `helpers.sources.absent_zeros`."""
    return [
        Check(
            "C73",
            "zeros",
            "Every published zero stands for a figure",
            COMPLETENESS,
            "information",
            *_among("stands_for", "a figure"),
            constants="found by rule and marked [x], or by params/zeros.csv",
        ),
    ]
