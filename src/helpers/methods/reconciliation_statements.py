"""Rules on what is stated more than once: one fact in two paragraphs, in two reports, or in words for a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from helpers.methods.reconciliation_values import (
    CLASSES,
    COUNTED,
    DIRECTION,
    PLACEHOLDER,
    REST,
    WORDS,
    Check,
    Figure,
    check_value,
    grouped,
    present,
    sum_in_words,
    total_of,
    value_of,
    written,
)
from helpers.verdicts import DOES_NOT_HOLD, HOLDS

_THEMES: Final = ("priority_outcome_themes", "theme_leads")
"""Measures that say how many themes there are."""


def one_fact(figures: Sequence[Figure]) -> Iterator[Check]:
    """A fact that is stated in two paragraphs of a report is the same in both."""
    facts: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        if figure.kind != PLACEHOLDER and figure.topic != WORDS and figure.unit != "status":
            key = (
                figure.year,
                figure.data_year,
                figure.topic,
                figure.theme,
                figure.dashboard,
                figure.measure,
                figure.reference,
                figure.indicator,
                figure.unit,
                figure.apart,
            )
            facts.setdefault(key, []).append(figure)
    for first, *others in facts.values():
        for figure in others:
            words = "; ".join(f"{_stated(one)} in paragraph {one.paragraph}" for one in (first, figure))
            outcome = HOLDS if (figure.value, figure.word) == (first.value, first.word) else DOES_NOT_HOLD
            subjects = (figure, first)
            yield Check("one_fact", figure.year, subjects, (), figure.value, first.value, outcome, f"{words}.")


def _stated(figure: Figure) -> str:
    return written(figure.value) if figure.value is not None else figure.word.replace("_", " ") or "nothing"


def number_stated(figures: Sequence[Figure]) -> Iterator[Check]:
    """How many indicators there are, where a report says so, is how many it counts by direction or by status."""
    counted = [figure for figure in figures if figure.unit == COUNTED and not figure.apart and figure.is_of_report]
    groups = grouped(counted, "year", "topic")
    for figure in figures:
        if figure.measure != "indicators_total" or figure.value is None:
            continue
        by_topic = [present(groups.get((figure.year, topic), {}), (*CLASSES[topic], REST[topic])) for topic in REST]
        counts = [parts for parts in by_topic if len(parts) > 1]
        counts.sort(key=lambda parts: total_of(parts) != figure.value)
        if counts:
            yield check_value("number_stated", figure, counts[0], total_of(counts[0]), sum_in_words(counts[0]))


def number_of_themes(figures: Sequence[Figure]) -> Iterator[Check]:
    """How many themes there are, where a report says so, is how many it has figures of; some may have none."""
    for figure in figures:
        if figure.measure not in _THEMES or figure.value is None:
            continue
        first_of: dict[str, Figure] = {}
        for one in figures:
            if one.year == figure.year and one.theme:
                first_of.setdefault(one.theme, one)
        count = Fraction(len(first_of))
        if count >= figure.value:
            words = f"The figures are of {written(count)} themes."
            yield check_value("number_of_themes", figure, tuple(first_of.values()), count, words)


def one_base(figures: Sequence[Figure]) -> Iterator[Check]:
    """Totals printed under one name in several reports count the same: all indicators, or those with a direction."""
    counted = [figure for figure in figures if figure.topic == DIRECTION and figure.unit == COUNTED]
    totals = []
    for group in grouped((one for one in counted if one.is_of_report), "year").values():
        parts = present(group, CLASSES[DIRECTION])
        if "total" in group and len(parts) == len(CLASSES[DIRECTION]):
            totals.append((group["total"], parts))
    bases = [total.value == total_of(parts) for total, parts in totals]
    if len(totals) < 2:
        return
    in_words = "; ".join(
        f"{total.year}, {written(total.value)} and {written(total_of(parts))}" for total, parts in totals
    )
    differ = any(bases) and not all(bases)
    for (total, parts), is_base in zip(totals, bases, strict=True):
        if differ and not is_base:
            words = f"The printed total and how many have a direction: {in_words}."
            yield Check(
                "one_base",
                total.year,
                (total,),
                tuple(parts),
                total.value,
                total_of(parts),
                DOES_NOT_HOLD,
                words,
                derives=False,
            )
    if not differ:
        subjects = tuple(total for total, _ in totals)
        words = f"The printed total and how many have a direction: {in_words}."
        yield Check("one_base", totals[-1][0].year, subjects, (), None, None, HOLDS, words, derives=False)


def year_of_report(figures: Sequence[Figure]) -> Iterator[Check]:
    """Words that name a report have its year."""
    for figure in figures:
        if figure.measure == "year_of_report" and figure.value is not None:
            words = f"The {figure.paragraph} of the report of {figure.year} says {figure.value}."
            yield check_value("year_of_report", figure, (), Fraction(figure.year), words)


def one_year_of_event(figures: Sequence[Figure]) -> Iterator[Check]:
    """An event that reports date from their own year, as last year, is in the same year in all of them."""
    events: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.measure == "years_before" and figure.value is not None:
            events.setdefault(figure.indicator, []).append(figure)
    for first, *others in events.values():
        for figure in others:
            years = [Fraction(one.year) - value_of(one) for one in (first, figure)]
            words = f"By the report of {first.year} it was in {years[0]}, by that of {figure.year} in {years[1]}."
            outcome = HOLDS if years[0] == years[1] else DOES_NOT_HOLD
            yield Check("one_year_of_event", figure.year, (figure, first), (), years[0], years[1], outcome, words)
