"""Rules on printed sums: classes and totals, dashboards and themes, parts and wholes, shares and 100%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from helpers.methods.reconciliation_values import (
    CLASSES,
    COUNTED,
    DIRECTION,
    GRANT,
    RAG,
    REST,
    Check,
    Figure,
    check_value,
    grouped,
    not_derived,
    present,
    sum_in_words,
    total_of,
    value_of,
    written,
)
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED

SUMMED = {DIRECTION: COUNTED, RAG: COUNTED, GRANT: "GBP"}
"""The topics whose figures add up over themes, with the unit of what adds up."""

Groups = Mapping[tuple[str, str], Mapping[str, Figure]]
"""The figures of one report and topic by theme and part, and in these by measure."""


def classes_make_total(figures: Sequence[Figure]) -> Iterator[Check]:
    """The classes of a dashboard, a theme or a report add up to its number of indicators.

    A report may count those without a direction or leave them out. Where it does not say how many these are, and fewer
    are in a class than there are indicators, the total cannot be derived.
    """
    counted = [figure for figure in figures if figure.unit == COUNTED and not figure.indicator]
    for (_, topic, *_), group in grouped(counted, "year", "topic", "theme", "dashboard").items():
        parts = present(group, CLASSES.get(topic, ()))
        rest = present(group, [REST[topic]] if topic in REST else [])
        if "total" not in group or not parts:
            continue
        total = group["total"]
        with_rest = [*parts, *rest]
        for summed in (parts, with_rest):
            if total_of(summed) == total.value:
                yield check_value("classes_make_total", total, summed, total_of(summed), sum_in_words(summed))
                break
        else:
            is_full = len(parts) == len(CLASSES[topic]) and (bool(rest) or topic not in REST)
            if is_full or total_of(parts) > value_of(total):
                yield check_value("classes_make_total", total, with_rest, total_of(with_rest), sum_in_words(with_rest))
            else:
                lacking = written(value_of(total) - total_of(with_rest))
                words = f"{sum_in_words(with_rest)} The report does not say what became of {lacking}."
                yield not_derived("classes_make_total", total, with_rest, words)


def parts_make_whole(figures: Sequence[Figure]) -> Iterator[Check]:
    """A report's figure is the sum of its themes and of dashboards outside them; a theme's is that of its parts."""
    for groups in _by_report(figures):
        themes = {key: group for key, group in groups.items() if key[0] and not key[1]}
        whole = groups.get(("", ""), {})
        yield from _sums(whole, [*themes.values(), *_outside(groups)])
        for (theme, _), group in themes.items():
            yield from _sums(group, [one for key, one in groups.items() if key[0] == theme and key[1]])


def _by_report(figures: Sequence[Figure]) -> Iterator[Groups]:
    """Yield the figures of each report and topic that add up, without those that the report leaves out."""
    summed = [
        figure
        for figure in figures
        if SUMMED.get(figure.topic) == figure.unit and not figure.apart and figure.value is not None
    ]
    for year, topic in dict.fromkeys((figure.year, figure.topic) for figure in summed):
        of_topic = [figure for figure in summed if (figure.year, figure.topic) == (year, topic)]
        yield grouped(of_topic, "theme", "part")


def _outside(groups: Groups) -> list[Mapping[str, Figure]]:
    """Return the dashboards of a report that are in no theme and have a total."""
    return [group for (theme, part), group in groups.items() if not theme and part and "total" in group]


def _sums(whole: Mapping[str, Figure], parts: Sequence[Mapping[str, Figure]]) -> Iterator[Check]:
    for measure, figure in whole.items():
        inputs = [part[measure] for part in parts if measure in part]
        if not inputs:
            continue
        lacking = len(parts) - len(inputs)
        if lacking and total_of(inputs) <= value_of(figure):
            words = f"{lacking} of the {len(parts)} parts do not print it. {sum_in_words(inputs)}"
            yield not_derived("parts_make_whole", figure, inputs, words)
            continue
        worked_out, used = total_of(inputs), inputs
        if measure == "total" and worked_out == value_of(figure) + total_of(present(dict(whole), REST.values())):
            worked_out = value_of(figure)  # the whole leaves out those without a direction, the parts have them
        yield check_value("parts_make_whole", figure, used, worked_out, sum_in_words(used))


def themes_hold_all(figures: Sequence[Figure]) -> Iterator[Check]:
    """The themes have every indicator of the report but those of its dashboards outside the themes."""
    for groups in _by_report(figures):
        whole, outside = groups.get(("", ""), {}), _outside(groups)
        total = whole.get("total")
        themes = [one["total"] for key, one in groups.items() if key[0] and not key[1] and "total" in one]
        if total is None or not themes or not outside:
            continue
        others = [group["total"] for group in outside]
        all_parts = total_of(themes) + total_of(others)
        register = value_of(total) + total_of(present(dict(whole), REST.values()))
        words = f"{sum_in_words(themes)} Outside the themes are {written(total_of(others))}."
        outcome = HOLDS if all_parts in (value_of(total), register) else DOES_NOT_HOLD
        worked_out = value_of(total) if outcome == HOLDS else total_of(themes)
        inputs = (*themes, *others)
        yield Check("themes_hold_all", total.year, (total,), inputs, total.value, worked_out, outcome, words)


def rest_of_parts(figures: Sequence[Figure]) -> Iterator[Check]:
    """What a report counts as neither of two classes is what its parts leave over after these two."""
    for groups in _by_report(figures):
        whole = groups.get(("", ""), {})
        parts = [group for key, group in groups.items() if key[0] and not key[1]] + _outside(groups)
        names = ("total", "improved", "worsened")
        rest = present(dict(whole), ("no_real_change", "cannot_be_determined"))
        has_all = all(name in group for group in (whole, *parts) for name in names)
        if not parts or not rest or not has_all or all("no_real_change" in part for part in parts):
            continue
        left = sum((value_of(part["total"]) - total_of(present(dict(part), names[1:])) for part in parts), Fraction(0))
        printed = total_of(rest)
        holds = left in (printed, value_of(rest[0]))
        inputs = tuple(part[name] for part in parts for name in names)
        words = f"In the report {sum_in_words(rest)} The parts leave {written(left)}."
        outcome = HOLDS if holds else DOES_NOT_HOLD
        year = rest[0].year
        yield Check("rest_of_parts", year, tuple(rest), inputs, printed, left, outcome, words, derives=False)


def parts_within_whole(figures: Sequence[Figure]) -> Iterator[Check]:
    """The parts of a figure add up to no more than the figure; a residual is what the other parts leave."""
    by_id = {figure.figure_id: figure for figure in figures}
    wholes: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.part_of in by_id and figure.value is not None:
            wholes.setdefault(figure.part_of, []).append(figure)
    for name, parts in wholes.items():
        whole = by_id[name]
        residual = next((part for part in parts if part.measure == "residual"), None)
        others = [part for part in parts if part is not residual]
        added = total_of(others)
        words = f"{' + '.join(written(part.value) for part in others)} of {written(whole.value)}."
        if residual is not None:
            inputs = (whole, *others)
            yield check_value("residual", residual, inputs, value_of(whole) - added, words)
        elif added > value_of(whole):
            subjects = (whole, *others)
            yield Check(
                "parts_within_whole", whole.year, subjects, (), whole.value, added, DOES_NOT_HOLD, words, derives=False
            )
        else:
            yield Check(
                "parts_within_whole",
                whole.year,
                tuple(others),
                (whole,),
                whole.value,
                added,
                HOLDS,
                words,
                derives=False,
            )


def shares_make_100(figures: Sequence[Figure]) -> Iterator[Check]:
    """The shares of all classes add up to 100%, or miss it by no more than their rounding."""
    shares = [figure for figure in figures if figure.unit == "percent" and figure.value is not None]
    for (_, topic, *_), group in grouped(shares, "year", "topic", "theme", "dashboard").items():
        names = [f"{name}_percent" for name in CLASSES.get(topic, ())]
        parts = present(group, names)
        if not parts or len(parts) < len(names):
            continue
        added = total_of(parts)
        allowed = sum((Fraction(1, 2) / Fraction(10) ** part.decimals for part in parts), Fraction(0))
        off = abs(added - 100)
        outcome = HOLDS if not off else HOLDS_ROUNDED if off <= allowed else DOES_NOT_HOLD
        hundred, words = Fraction(100), sum_in_words(parts)
        yield Check("shares_make_100", parts[0].year, tuple(parts), (), added, hundred, outcome, words, derives=False)
