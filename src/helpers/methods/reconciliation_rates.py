"""Rules on printed per cents, changes, ranks and gains that follow from other printed figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from helpers.methods.reconciliation_values import (
    CLASSES,
    COUNTED,
    DIRECTION,
    PLACEHOLDER,
    Check,
    Figure,
    check_value,
    grouped,
    present,
    total_of,
    value_of,
    written,
)
from helpers.verdicts import DOES_NOT_HOLD, HOLDS

_QUARTILES: Final = 4


class Worked(NamedTuple):
    """A value that follows from printed figures, with these and in words."""

    value: Fraction
    inputs: tuple[Figure, ...]
    words: str


def share_of_base(figures: Sequence[Figure]) -> Iterator[Check]:
    """The per cent of a class is its count over the sum of all classes, so without what cannot be judged."""
    worked = class_shares(figures)
    for figure in figures:
        share = worked.get(_of_class(figure))
        if figure.value is not None and share is not None:
            yield check_value("share_of_base", figure, share.inputs, share.value, share.words)


def class_shares(figures: Sequence[Figure]) -> dict[tuple[int, str, str, str, str], Worked]:
    """Return the per cent of each class whose count is printed with those of all others, by what it is of."""
    shares: dict[tuple[int, str, str, str, str], Worked] = {}
    counts = [figure for figure in figures if figure.unit == COUNTED and figure.value is not None]
    groups = grouped(counts, "year", "topic", "theme", "dashboard")
    for (year, topic, theme, dashboard), group in groups.items():
        names = CLASSES.get(topic, ())
        parts = present(group, names)
        base = total_of(parts)
        if names and len(parts) == len(names) and base:
            for part in parts:
                value = 100 * value_of(part) / base
                words = f"{written(part.value)} of {written(base)} is {written(value)}%."
                name = f"{part.measure}_percent"
                shares[year, topic, theme, dashboard, name] = Worked(value, tuple(parts), words)
    return shares


def _of_class(figure: Figure) -> tuple[int, str, str, str, str]:
    return figure.year, figure.topic, figure.theme, figure.dashboard, figure.measure


def off_target(figures: Sequence[Figure]) -> Iterator[Check]:
    """The per cent off target is the distance of the figure from its target over the target, without a sign."""
    worked = distances(figures)
    for figure in figures:
        distance = worked.get(_of_indicator(figure))
        if figure.measure == "off_target_percent" and figure.value is not None and distance is not None:
            yield check_value("off_target", figure, distance.inputs, distance.value, distance.words)


def distances(figures: Sequence[Figure]) -> dict[tuple[object, ...], Worked]:
    """Return how far off target each indicator is, in per cent, by what it is of.

    Where the report prints neither figure nor baseline, the change since the baseline and the change that the target
    asks for give the same: (100 + change) over (100 - reduction), less 1.
    """
    worked = {}
    for key, group in _by_indicator(figures).items():
        pair = present(group, ("actual", "target"))
        changes = present(group, ("change_on_baseline_percent", "target_reduction_percent"))
        if len(pair) == 2 and pair[1].value:
            actual, target = value_of(pair[0]), value_of(pair[1])
            value = 100 * abs(actual - target) / abs(target)
            words = f"{written(actual)} is {written(value)}% from the target of {written(target)}."
            worked[key] = Worked(value, tuple(pair), words)
        elif len(changes) == 2 and value_of(changes[1]) < 100:
            change, reduction = value_of(changes[0]), value_of(changes[1])
            value = abs(100 * ((100 + change) / (100 - reduction) - 1))
            words = f"A change of {written(change)}% where the target is a fall of {written(reduction)}%: "
            worked[key] = Worked(value, tuple(changes), f"{words}{written(value)}% off.")
    return worked


def _of_indicator(figure: Figure) -> tuple[object, ...]:
    return figure.year, figure.data_year, figure.reference, figure.indicator


def _by_indicator(figures: Sequence[Figure]) -> Mapping[tuple[object, ...], dict[str, Figure]]:
    named = [figure for figure in figures if figure.indicator or figure.reference]
    return grouped(named, "year", "data_year", "reference", "indicator")


def change_on_baseline(figures: Sequence[Figure]) -> Iterator[Check]:
    """The change on the baseline is the figure over its baseline, less 1."""
    for group in grouped(_named(figures), "year", "reference", "indicator").values():
        change = group.get("change_on_baseline_percent")
        pair = present(group, ("actual", "baseline"))
        if change is not None and change.value is not None and len(pair) == 2 and pair[1].value:
            value = 100 * (value_of(pair[0]) / value_of(pair[1]) - 1)
            words = f"{written(pair[0].value)} after {written(pair[1].value)} is a change of {written(value)}%."
            yield check_value("change_on_baseline", change, pair, value, words)


def _named(figures: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.indicator or figure.reference]


def target_achieved(figures: Sequence[Figure]) -> Iterator[Check]:
    """The per cent of a target that was achieved is the figure over the target."""
    for group in _by_indicator(figures).values():
        share, pair = group.get("of_target_achieved_percent"), present(group, ("actual", "target"))
        if share is not None and share.value is not None and len(pair) == 2 and pair[1].value:
            value = 100 * value_of(pair[0]) / value_of(pair[1])
            words = f"{written(pair[0].value)} of {written(pair[1].value)} is {written(value)}%."
            yield check_value("target_achieved", share, pair, value, words)


def share_of_whole(figures: Sequence[Figure]) -> Iterator[Check]:
    """The per cent of a part, such as an underspend, is the part over the whole that it is a part of."""
    by_id = {figure.figure_id: figure for figure in figures}
    groups = grouped(figures, "year", "topic", "theme", "dashboard", "reference", "indicator")
    for group in groups.values():
        for name, part in group.items():
            share, whole = group.get(f"{name}_percent"), by_id.get(part.part_of)
            if share is None or share.value is None or whole is None or not whole.value or part.value is None:
                continue
            value = 100 * value_of(part) / value_of(whole)
            words = f"{written(part.value)} of {written(whole.value)} is {written(value)}%."
            yield check_value("share_of_whole", share, (part, whole), value, words)


def gain_per_head(figures: Sequence[Figure]) -> Iterator[Check]:
    """What a council would gain at the funding of another is the gap for each person times its own population."""
    names = ("funding_per_head_comparator", "funding_per_head", "population")
    for group in grouped(figures, "year", "dashboard").values():
        gain, inputs = group.get("funding_gap_vs_comparator"), present(group, names)
        if gain is not None and gain.value is not None and len(inputs) == len(names):
            other, own, people = map(value_of, inputs)
            unit = {"GBP million": 1_000_000, "GBP thousand": 1_000, "GBP billion": 1_000_000_000}.get(gain.unit, 1)
            value = (other - own) * people / unit
            words = f"({written(other)} - {written(own)}) x {written(people)} people is {written(value)} {gain.unit}."
            yield check_value("gain_per_head", gain, inputs, value, words)


def ranks(figures: Sequence[Figure]) -> Iterator[Check]:
    """A rank is from 1 to the number of councils compared, and the quartile follows from the two."""
    for group in grouped(figures, "year", "data_year", "dashboard", "indicator").values():
        for name, rank in group.items():
            what = name.removeprefix("rank_")
            size = group.get(f"group_size_{what}")
            if not name.startswith("rank_") or size is None or rank.value is None or not size.value:
                continue
            words = f"Rank {written(rank.value)} of {written(size.value)}."
            outcome = HOLDS if 1 <= rank.value <= size.value else DOES_NOT_HOLD
            yield Check(
                "rank_in_group", rank.year, (rank,), (size,), rank.value, size.value, outcome, words, derives=False
            )
            quartile = group.get(f"quartile_{what}")
            if quartile is not None and quartile.value is not None and outcome == HOLDS:
                value = Fraction(1 + (_QUARTILES * (rank.value - 1) // size.value))
                yield check_value("quartile_of_rank", quartile, (rank, size), value, words)


def placeholders(figures: Sequence[Figure]) -> Iterator[Check]:
    """Nothing is left to be filled in; where the figure follows from others, it is given."""
    shares = class_shares(figures)
    for figure in figures:
        if figure.kind != PLACEHOLDER:
            continue
        worked = shares.get(_of_class(figure)) or _far_off(figure, figures)
        value, inputs = (None, ()) if worked is None else (worked.value, worked.inputs)
        words = "Nobody filled it in." if worked is None else f"Nobody filled it in. {worked.words}"
        if worked is None and figure.measure == "red_far_off_percent":
            words += f" {_how_many_far_off(figure, figures)}"
        yield Check("placeholder", figure.year, (figure,), inputs, None, value, DOES_NOT_HOLD, words)


def _far_off(figure: Figure, figures: Sequence[Figure]) -> Worked | None:
    """Return the share of the red indicators that are further off target than the limit, where all say how far."""
    if figure.measure != "red_far_off_percent":
        return None
    red, distances_off, limit = _red(figure, figures)
    if not red or limit is None or len(distances_off) < len(red):
        return None
    far = sum(distance.value > value_of(limit) for distance in distances_off)
    value = Fraction(100 * far, len(red))
    inputs = (*red, *(one for distance in distances_off for one in distance.inputs))
    return Worked(value, inputs, f"{far} of {len(red)} is {written(value)}%.")


def _how_many_far_off(figure: Figure, figures: Sequence[Figure]) -> str:
    red, distances_off, limit = _red(figure, figures)
    if limit is None:
        return "The report names no limit."
    far = sum(distance.value > value_of(limit) for distance in distances_off)
    return (
        f"For {len(distances_off)} of the {len(red)} indicators that are named as red the report prints how far off "
        f"target they are: {far} are off by more than {written(limit.value)}%.{_left_out(red, figures)}"
    )


def _left_out(red: Sequence[Figure], figures: Sequence[Figure]) -> str:
    """Name the indicators named as red whose distance from the target the report does not print, and say why."""
    of_report = [one for one in figures if one.year == red[0].year] if red else []
    worked = {key[1:3] for key in distances(of_report)}
    measures = {(one.reference, one.measure) for one in of_report}
    missing = [one.reference for one in red if (one.data_year, one.reference) not in worked]
    apart = [name for name in missing if {(name, "actual"), (name, "target")} <= measures]
    others = [name for name in missing if name not in apart]
    words = [
        (apart, "figure and target are of different years"),
        (others, "the report does not print both a figure and a target"),
    ]
    return "".join(f" For {', '.join(names)} {why}." for names, why in words if names)


def _red(figure: Figure, figures: Sequence[Figure]) -> tuple[list[Figure], list[Worked], Figure | None]:
    """Return the indicators named as red, how far off those are that say so, and the limit."""
    of_report = [one for one in figures if one.year == figure.year]
    red = [one for one in of_report if one.measure == "named_status" and one.word == "red"]
    by_reference = {key[1:3]: worked for key, worked in distances(of_report).items()}
    distances_off = [by_reference[key] for one in red if (key := (one.data_year, one.reference)) in by_reference]
    limit = next((one for one in of_report if one.measure == "off_trajectory_threshold"), None)
    return red, distances_off, limit


def larger_share(figures: Sequence[Figure]) -> Iterator[Check]:
    """A share that is said to be larger than before is larger than in the report before, on one base."""
    shares = {
        (key[0], key[-1]): worked
        for key, worked in class_shares(figures).items()
        if key[1] == DIRECTION and not key[2] and not key[3]
    }
    for figure in figures:
        if figure.measure != "larger_share_than_before":
            continue
        name = f"{figure.word}_percent"
        years = sorted(year for year, measure in shares if measure == name and year <= figure.year)
        if not years or years[-1] != figure.year or len(years) < 2:
            continue
        of_years = [shares[year, name] for year in years]
        words = "; ".join(f"{year}: {written(share.value, 1)}%" for year, share in zip(years, of_years, strict=True))
        outcome = HOLDS if of_years[-1].value > of_years[-2].value else DOES_NOT_HOLD
        inputs = tuple(one for share in of_years for one in share.inputs)
        yield Check("larger_share", figure.year, (figure,), inputs, None, of_years[-1].value, outcome, f"{words}.")
