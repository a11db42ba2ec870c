"""How one indicator was judged, in words: direction, strength of evidence, what to expect, rank and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from helpers.markers import MEANINGS, markers_beside
from helpers.present.cells import (
    MINUS,
    MISSING,
    change_words,
    is_missing,
    sure_quartile_cell,
    words_cell,
)
from helpers.present.figures import change_in_words, figure_again, figure_in_words
from helpers.present.pages.site_words import short_direction, short_reason
from helpers.present.pages.target_words import record_in_words
from helpers.present.periods import with_preposition
from helpers.present.sentences import span_of_ranks
from helpers.present.values import Cell, Column, Definitions, Span, Table
from helpers.results.directions import NEWER_PERIOD
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    NEUTRAL,
    NOT_JUDGED,
    PLAN_IS_BEST,
    SIGNS,
    ordinal,
    printed_rank,
)

Row = Mapping[Any, Any]

MEANS: Final = {
    HIGHER_IS_BETTER: "Higher is better.",
    LOWER_IS_BETTER: "Lower is better.",
    NEUTRAL: "Neither a high nor a low figure is better, so it is not judged and not ranked.",
    PLAN_IS_BEST: "A figure on its plan is best: above is no better than below, so it is not ranked.",
}
"""Which end of an indicator is good, in words."""

CASES: Final = "in 95 of 100 cases"


def marks_of(row: Row) -> list[str]:
    """Return the markers beside the latest figure; none where there is no figure."""
    if is_missing(row["value"]):
        return []
    return markers_beside(str(row["marker"]), provisional=row["provisional"], derived=row["derived"])


def figure_cell(row: Row) -> Cell | None:
    """Return the latest figure with its unit and markers in one cell; None without a figure."""
    if is_missing(row["value"]):
        return None
    unit, decimals = str(row["unit"]), int(row["decimals"])
    short, whole = (words(row["value"], unit, decimals) for words in (figure_again, figure_in_words))
    number = short if whole.startswith(short) else whole
    rest = " ".join([whole.removeprefix(number).strip(), *marks_of(row)]).strip()
    spans = [Span(number, "figure"), *([Span(f" {rest}", "unit")] if rest else [])]
    return Cell(tuple(spans), row["value"], unit, decimals)


def verdict_cells(row: Row, group: str) -> tuple[Cell, ...]:
    """Return the direction with its evidence, the rank, and the quartile with how sure it is."""
    movement = row["direction"] == NOT_JUDGED
    direction = short_direction(row["movement"] if movement else row["direction"], row["evidence"])
    cells = [direction.with_spans(Span("not judged", "reason")) if movement else direction]
    if not is_missing(row["rank"]):
        cells.append(words_cell(f"{printed_rank(row['rank'], row['n'], row['tied'])} {group}"))
    if not is_missing(row["quartile"]):
        cell = sure_quartile_cell(row["quartile"], row["quartile_best"], row["quartile_worst"])
        cells.append(Cell((Span("Quartile "), *cell.spans), cell.value))
    return tuple(cells)


def judgement(
    row: Row, compared: Row, evidence: Row, certainty: Row, forecasts: Sequence[Row], trend: Row, group: str
) -> Definitions:
    """Return how an indicator was judged, as terms, each with what the card says of it.

    `row` is of the table compendium, `compared` of comparisons, and the others of the tables of their names; those that
    may be without a row of an indicator are then empty.
    """
    pairs = [
        ("Direction of travel", _direction(row)),
        *_strength(row, evidence),
        *_expected(row, evidence, forecasts),
        *_trend(trend),
        *_rank(row, compared, certainty, group),
    ]
    return Definitions(tuple((term, (Span(words),)) for term, words in pairs if words))


def _figure(row: Row, value: float) -> str:
    return figure_again(value, str(row["unit"]), int(row["decimals"]))


def _direction(row: Row) -> str:
    words = row["movement"] if row["direction"] == NOT_JUDGED else row["direction"]
    reason = str(row["direction_reason"]).split(NEWER_PERIOD, maxsplit=1)[0]
    words = f"{words}: {short_reason(reason)}."
    if is_missing(row["change"]) or is_missing(row["previous_value"]):
        return words
    change = change_words(row["change"], row["change_percent"], str(row["value_type"]), int(row["decimals"]))
    before, latest = (with_preposition(str(row[name])) for name in ("previous_period", "period"))
    words += f" {_figure(row, row['previous_value'])} {before}, then {_figure(row, row['value'])} {latest}: {change}."
    if not is_missing(row["tolerance"]):
        least = change_in_words(row["tolerance"], str(row["unit"]), int(row["decimals"]))
        words += f" The tolerance is {least}: a change of no more counts as no real change."
    return words


def _strength(row: Row, evidence: Row) -> Iterable[tuple[str, str]]:
    if not evidence or is_missing(row["change"]) or is_missing(row["evidence"]):
        return
    unit, decimals = str(row["unit"]), int(row["decimals"])
    words = f"{str(row['evidence'])[:1].upper()}{str(row['evidence'])[1:]}. This rests on {evidence['reason']}."
    if not is_missing(evidence["usual_lower"]):
        low, high = (figure_again(evidence[name], unit, decimals) for name in ("usual_lower", "usual_upper"))
        words += f" After {_figure(row, row['previous_value'])} the usual ups and downs go from {low} to {high}."
    if not is_missing(evidence["difference_lower"]):
        low, high = (_signed(evidence[name], unit, decimals) for name in ("difference_lower", "difference_upper"))
        words += f" The real difference is between {low} and {high} {CASES}."
    yield "Strength of the evidence", words
    if not is_missing(evidence["group_change"]):
        change = _signed(evidence["group_change"], unit, decimals)
        yield "The others", f"A council in the middle of the group changed by {change} in that time."


def _signed(value: float, unit: str, decimals: int) -> str:
    """Return a difference with its sign and unit.

    >>> _signed(-1.6, "%", 1), _signed(0, "%", 1), _signed(2.0, "per 100,000", 1)
    ('−1.6 percentage points', '0.0 percentage points', '+2.0 per 100,000')
    """
    words = change_in_words(value, unit, decimals)
    return words if words.startswith("less than") or value == 0 else f"{MINUS if value < 0 else '+'}{words}"


def _expected(row: Row, evidence: Row, forecasts: Sequence[Row]) -> Iterable[tuple[str, str]]:
    words = []
    if evidence and not is_missing(evidence["expected_next"]):
        words.append(f"{_figure(row, evidence['expected_next'])}, if as much of the change lasts as is usual.")
    if forecasts:
        first = forecasts[0]
        figure, low, high = (_figure(row, first[name]) for name in ("forecast", "lower", "upper"))
        words.append(
            f"By the whole series: {figure} for the period that ends in {first['year']}, and {low} to {high}, a range "
            f"{record_in_words(first)}."
        )
    if words:
        yield "What to expect next", " ".join(words)


def _trend(trend: Row) -> Iterable[tuple[str, str]]:
    if trend and trend["marker"] != CANNOT_BE_CALCULATED:
        yield "Trend over five figures", f"{trend['marker']}, {trend['first_period']} to {trend['last_period']}."


def _rank(row: Row, compared: Row, certainty: Row, group: str) -> Iterable[tuple[str, str]]:
    if is_missing(row["rank"]):
        if not is_missing(row["rank_reason"]) and not is_missing(row["value"]):
            yield "Rank", f"There is none: {short_reason(str(row['rank_reason']))}."
        return
    yield f"Rank among {group}", f"{printed_rank(row['rank'], row['n'], row['tied'])}.{_before(compared)}"
    if certainty and not certainty["reason"]:
        wide, narrow = (
            span_of_ranks(int(certainty[f"rank_{level}_lower"]), int(certainty[f"rank_{level}_upper"]), "from ")
            for level in (95, 50)
        )
        yield "How sure the rank is", f"{_capital(wide)} {CASES}, and {narrow} in 50 of 100."
        chances = [
            f"{ordinal(number)} {_percent(certainty[f'quartile_{number}_probability'])}" for number in range(1, 5)
        ]
        yield (
            "Chance of each quartile",
            f"{', '.join(chances)}; of the better half {_percent(certainty['top_half_probability'])}.",
        )
    elif certainty:
        yield "How sure the rank is", f"This is not known: {certainty['reason']}."
    yield from _next_quartile(row, compared)


def _before(compared: Row) -> str:
    if is_missing(compared["previous_rank"]):
        return ""
    before = printed_rank(compared["previous_rank"], compared["previous_n"], compared["previous_tied"])
    return f" In {compared['previous_period']} it was {before}."


def _next_quartile(row: Row, compared: Row) -> Iterable[tuple[str, str]]:
    if is_missing(compared["gap_to_next_quartile"]) or not SIGNS[row["polarity"]]:
        return
    gap = change_in_words(compared["gap_to_next_quartile"], str(row["unit"]), int(row["decimals"]))
    yield "To the next better quartile", f"The figure would have to be better by {gap}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _percent(share: float) -> str:
    """Return a chance as it is printed: in whole per cent, never 0 or 100 where it is neither.

    >>> _percent(0.153), _percent(0.002), _percent(0.998), _percent(0.0)
    ('15%', 'under 1%', 'over 99%', '0%')
    """
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{round(100 * share)}%"


_GROUPS: Final = (
    Column("name", "Group", header=True),
    Column("rank_shown", "Rank"),
    Column("quartile_shown", "Quartile"),
    Column("median_shown", "Median", align="right"),
)


_GROUPS_CAPTION: Final = "Rank in other groups"


def groups_table(row: Row, rows: Sequence[Row], names: Mapping[str, str]) -> Table | None:
    """Return the rank in other groups than that of the report; None without one.

    `rows` are of the tables group_comparisons and indicator_group_comparisons; `names` has the groups that are shown.
    """
    with_figure = [
        of_group for of_group in rows if of_group["comparator_group"] in names and not is_missing(of_group["value"])
    ]
    if not with_figure or not SIGNS[row["polarity"]]:
        return None
    lines = []
    for of_group in with_figure:
        ranked = not is_missing(of_group["rank"])
        rank = printed_rank(of_group["rank"], of_group["n"], of_group["tied"]) if ranked else str(of_group["reason"])
        quartile = MISSING if is_missing(of_group["quartile"]) else ordinal(int(of_group["quartile"]))
        median = MISSING if is_missing(of_group["median"]) else _figure(row, of_group["median"])
        lines.append(tuple(map(words_cell, (names[of_group["comparator_group"]], rank, quartile, median))))
    return Table(_GROUPS_CAPTION, _GROUPS_CAPTION, _GROUPS, tuple(lines), rows_apart=True)


def why_without(row: Row) -> str:
    """Say why there is no newer figure for a period, where that is so; empty otherwise."""
    if is_missing(row["newest_period"]):
        return ""
    marker = str(row["newest_marker"])
    meaning = "; ".join(MEANINGS.get(mark, mark) for mark in marker.split())
    return f"There is no figure yet for {row['newest_period']}: {meaning or 'no reason is given'}."
