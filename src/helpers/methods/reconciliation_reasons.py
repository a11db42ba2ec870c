"""Why a printed figure cannot be derived from other printed figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from helpers.methods.reconciliation_values import (
    CLASSES,
    COUNTED,
    DIRECTION,
    QUARTILE,
    QUOTED,
    RAG,
    Figure,
)

BEGINNINGS: Final = frozenset(
    {"actual", "target", "baseline", "forecast", "target_reduction_percent", "off_trajectory_threshold"}
)
"""Measures from which others follow."""

NO_NUMBER: Final = "The report prints no number."
COUNTED_FROM_NAMES: Final = "The report prints names or words; the number was counted from them."
OF_OTHERS: Final = "The figure is another body's, and the report does not print what it follows from."
BEGINNING: Final = "It was measured or agreed: other figures follow from it, and it from none that is printed."
COUNT: Final = "It counts indicators whose results the report does not list."
NO_BASE: Final = "The report does not say of how many indicators."
STATUS: Final = "It is a judgement that the report makes once."
RANK: Final = "It needs the figures of all councils compared, which the report does not print."
PER_HEAD: Final = "It needs the funding for each person of both councils and the population, which are not printed."
MODEL: Final = "It needs the weights of the model, which are not printed."
NO_BASELINE: Final = "The figure that the change is from is not printed."
NO_TARGET: Final = "The figure and its target are not printed."
WEIGHTS: Final = (
    "It needs the weights that share the grant out among indicators. They are not printed: those that this project "
    "uses follow from the printed grants, so they cannot check them."
)
YEAR: Final = "It is a year or a time that was set, and is not calculated."
ONCE: Final = "It is printed once, without parts or anything that it follows from."


def reasons(figures: Sequence[Figure]) -> dict[str, str]:
    """Return for every figure the reason why it cannot be derived, where no rule derives it, by its id.

    Where several reports print the same figure of one measure, the reason says so: a figure that is calculated each
    year rarely stays the same.
    """
    years: dict[tuple[object, ...], set[int]] = {}
    for figure in figures:
        years.setdefault(_of_money(figure), set()).add(figure.year)
    return {
        figure.figure_id: " ".join(filter(None, (_reason(figure), _repeated(figure, years[_of_money(figure)]))))
        for figure in figures
    }


def _of_money(figure: Figure) -> tuple[object, ...]:
    return figure.topic, figure.measure, figure.theme, figure.dashboard, figure.value, figure.unit


def _repeated(figure: Figure, years: Iterable[int]) -> str:
    ordered = sorted(years)
    if len(ordered) < 2 or not figure.unit.startswith("GBP"):
        return ""
    return f"The reports of {', '.join(map(str, ordered[:-1]))} and {ordered[-1]} print the same figure."


def _reason(figure: Figure) -> str:
    measure = figure.measure
    by_measure = {
        "funding_gap_vs_comparator": PER_HEAD,
        "extra_funding_under_model": MODEL,
        "change_on_baseline_percent": NO_BASELINE,
        "adult_learning_change": NO_BASELINE,
        "of_target_achieved_percent": NO_TARGET,
        "off_target_percent": NO_TARGET,
        "grant_total": WEIGHTS,
    }
    tests = (
        (figure.unit == "status", STATUS),
        (figure.unit in ("year", "years"), YEAR),
        (figure.value is None, NO_NUMBER),
        (figure.kind == "counted", COUNTED_FROM_NAMES),
        (figure.topic == QUOTED, OF_OTHERS),
        (measure in by_measure, by_measure.get(measure, "")),
        (measure in BEGINNINGS, BEGINNING),
        (figure.unit == "rank", RANK),
        (figure.topic in (QUARTILE, *CLASSES) and figure.unit == "percent", NO_BASE),
        (figure.topic in (DIRECTION, QUARTILE, RAG) and figure.unit == COUNTED, COUNT),
    )
    return next((words for holds, words in tests if holds), ONCE)
