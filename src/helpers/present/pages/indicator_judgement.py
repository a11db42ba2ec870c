"""How one indicator was judged, in words: direction, strength of evidence, what to expect, rank and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from helpers.fact_ids import fact_id
from helpers.markers import MEANINGS, markers_beside
from helpers.present.cells import (
    MISSING,
    change_words,
    is_missing,
    sure_quartile_cell,
    words_cell,
)
from helpers.present.facts import QUARTILES, Fact, facts_in
from helpers.present.figures import (
    chance_in_percent,
    change_in_words,
    figure_again,
    figure_in_words,
    signed_change,
)
from helpers.present.method_facts import method_fact
from helpers.present.pages.indicator_facts import RowFacts, change_facts
from helpers.present.pages.site_words import short_direction, short_reason
from helpers.present.pages.target_words import record_in_words
from helpers.present.periods import with_preposition
from helpers.present.sentences import span_of_ranks
from helpers.present.values import Cell, Column, Definitions, Span, Table
from helpers.results.directions import NEWER_PERIOD
from helpers.schema.comparison import COMPARISONS, RANK_CERTAINTY
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.direction import TRENDS
from helpers.schema.evidence import EVIDENCE, FORECASTS
from helpers.schema.record import FORECAST_RECORD
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    NEUTRAL,
    NOT_JUDGED,
    PLAN_IS_BEST,
    RANK_LEVELS,
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
    named = whole.removeprefix(number).strip()
    value, measured = (fact_id(COMPENDIUM.name, (str(row["indicator_id"]),), name) for name in ("value", "unit"))
    has_number = any(char.isdigit() for char in named)
    of_unit = Span(named, "unit", fact=measured if has_number else "", value=unit if has_number else None)
    spans = [Span(number, "figure", fact=value, value=row["value"])]
    for span in (of_unit, *(Span(mark, "unit") for mark in marks_of(row))):
        spans += [Span(" ", "unit"), span] if span.text else []
    return Cell(tuple(spans), row["value"], unit, decimals)


def verdict_cells(row: Row, group: str) -> tuple[Cell, ...]:
    """Return the direction with its evidence, the rank, and the quartile with how sure it is."""
    own = RowFacts(COMPENDIUM, row)
    movement = row["direction"] == NOT_JUDGED
    direction = short_direction(row["movement"] if movement else row["direction"], row["evidence"])
    cells = [direction, *((Cell((Span("not judged", "unit"),)),) if movement else ())]
    if not is_missing(row["rank"]):
        rank = f"{printed_rank(row['rank'], row['n'], row['tied'])} {group}"
        cells.append(Cell(facts_in(rank, [own("rank", "rank"), own("n", "number")])))
    if not is_missing(row["quartile"]):
        cell = sure_quartile_cell(row["quartile"], row["quartile_best"], row["quartile_worst"])
        stated = [own("quartile_best", "rank"), own("quartile_worst", "rank")]
        spans = [Span("Quartile ")]
        for span in cell.spans:
            if span.role == "quartile":
                name = fact_id(COMPENDIUM.name, (str(row["indicator_id"]),), "quartile")
                spans.append(replace(span, fact=name, value=row["quartile"]))
            else:
                words = facts_in(f" ({span.text})", stated)
                spans += [replace(word, role="unit") for word in words]
        cells.append(Cell(tuple(spans), cell.value))
    return tuple(cells)


def judgement(
    row: Row, compared: Row, evidence: Row, certainty: Row, forecasts: Sequence[Row], trend: Row, group: str
) -> Definitions:
    """Return how an indicator was judged, as terms, each with what the card says of it.

    `row` is of the table compendium, `compared` of comparisons, and the others of the tables of their names; those that
    may be without a row of an indicator are then empty.
    """
    unit, decimals = str(row["unit"]), int(row["decimals"])
    own, beside, strength, ranked = (
        RowFacts(table, one, unit, decimals)
        for table, one in (
            (COMPENDIUM, row),
            (COMPARISONS, compared),
            (EVIDENCE, evidence),
            (RANK_CERTAINTY, certainty),
        )
    )
    pairs = [
        ("Direction of travel", *_direction(own)),
        *_strength(own, strength),
        *_expected(own, strength, [RowFacts(FORECASTS, one, unit, decimals) for one in forecasts]),
        *_trend(RowFacts(TRENDS, trend)),
        *_rank(own, beside, ranked, group),
    ]
    return Definitions(tuple((term, facts_in(words, stated)) for term, words, stated in pairs if words))


Stated = tuple[str, Sequence[Fact | None]]
"""Words with the cells that their figures are."""

Entry = tuple[str, str, Sequence[Fact | None]]
"""A term with what is said of it, and the cells that the figures are."""


def _figure(row: Row, value: float) -> str:
    return figure_again(value, str(row["unit"]), int(row["decimals"]))


def _direction(own: RowFacts) -> Stated:
    row = own.row
    words = row["movement"] if row["direction"] == NOT_JUDGED else row["direction"]
    reason = str(row["direction_reason"]).split(NEWER_PERIOD, maxsplit=1)[0]
    words = f"{words}: {short_reason(reason)}."
    if is_missing(row["change"]) or is_missing(row["previous_value"]):
        return words, [own.text("direction_reason")]
    change = change_words(row["change"], row["change_percent"], str(row["value_type"]), int(row["decimals"]))
    before, latest = (with_preposition(str(row[name])) for name in ("previous_period", "period"))
    words += f" {_figure(row, row['previous_value'])} {before}, then {_figure(row, row['value'])} {latest}: {change}."
    stated = [own("previous_value"), own.period("previous_period"), own("value"), own.period(), *change_facts(own)]
    if not is_missing(row["tolerance"]):
        least = change_in_words(row["tolerance"], own.unit, own.decimals)
        words += f" The tolerance is {least}: a change of no more counts as no real change."
        stated.append(own("tolerance", "change"))
    return words, stated


def _strength(own: RowFacts, strength: RowFacts) -> Iterable[Entry]:
    row, evidence, unit, decimals = own.row, strength.row, own.unit, own.decimals
    if not evidence or is_missing(row["change"]) or is_missing(row["evidence"]):
        return
    words = f"{_capital(str(row['evidence']))}. This rests on {evidence['reason']}."
    stated = [strength.text("reason")]
    if not is_missing(evidence["usual_lower"]):
        low, high = (figure_again(evidence[name], unit, decimals) for name in ("usual_lower", "usual_upper"))
        words += f" After {_figure(row, row['previous_value'])} the usual ups and downs go from {low} to {high}."
        stated += [own("previous_value"), strength("usual_lower"), strength("usual_upper")]
    if not is_missing(evidence["difference_lower"]):
        low, high = (signed_change(evidence[name], unit, decimals) for name in ("difference_lower", "difference_upper"))
        words += f" The real difference is between {low} and {high} {CASES}."
        stated += [strength(name, "signed_change") for name in ("difference_lower", "difference_upper")]
        stated.append(method_fact("difference", "of_100"))
    yield "Strength of the evidence", words, stated
    if not is_missing(evidence["group_change"]):
        change = signed_change(evidence["group_change"], unit, decimals)
        words = f"A council in the middle of the group changed by {change} in that time."
        yield "The others", words, [strength("group_change", "signed_change")]


def _expected(own: RowFacts, strength: RowFacts, forecasts: Sequence[RowFacts]) -> Iterable[Entry]:
    row, evidence = own.row, strength.row
    words, stated = [], []
    if evidence and not is_missing(evidence["expected_next"]):
        words.append(f"{_figure(row, evidence['expected_next'])}, if as much of the change lasts as is usual.")
        stated.append(strength("expected_next"))
    if forecasts:
        first = forecasts[0].row
        figure, low, high = (_figure(row, first[name]) for name in ("forecast", "lower", "upper"))
        words.append(
            f"By the whole series: {figure} for the period that ends in {first['year']}, and {low} to {high}, a range "
            f"{record_in_words(first)}."
        )
        stated += [forecasts[0]("forecast"), forecasts[0]("year", "year"), forecasts[0]("lower"), forecasts[0]("upper")]
        stated += [method_fact("forecast", "of_100"), _held(first)]
    if words:
        yield "What to expect next", " ".join(words), stated


def _held(forecast: Row) -> Fact | None:
    """Return how often past ranges held as a fact; None where that is not known."""
    held = forecast["forecast_held_percent"]
    key = (str(forecast.get("scale")), str(forecast["ahead"]))
    return None if is_missing(held) else Fact(FORECAST_RECORD.name, key, "held_percent", held, "of_100")


def _trend(trend: RowFacts) -> Iterable[Entry]:
    row = trend.row
    if row and row["marker"] != CANNOT_BE_CALCULATED:
        words = f"{row['marker']}, {row['first_period']} to {row['last_period']}."
        yield "Trend over five figures", words, [trend.period("first_period"), trend.period("last_period")]


def _rank(own: RowFacts, beside: RowFacts, ranked: RowFacts, group: str) -> Iterable[Entry]:
    row, compared, certainty = own.row, beside.row, ranked.row
    if is_missing(row["rank"]):
        if not is_missing(row["rank_reason"]) and not is_missing(row["value"]):
            words = f"There is none: {short_reason(str(row['rank_reason']))}."
            yield "Rank", words, [own.text("rank_reason")]
        return
    stated = [own("rank", "rank"), own("n", "number"), beside.period("previous_period")]
    stated += [beside("previous_rank", "rank"), beside("previous_n", "number")]
    words = f"{printed_rank(row['rank'], row['n'], row['tied'])}.{_before(compared)}"
    yield f"Rank among {group}", words, stated
    if certainty and not certainty["reason"]:
        yield from _certainty(ranked)
    elif certainty:
        yield "How sure the rank is", f"This is not known: {certainty['reason']}.", [ranked.text("reason")]
    if not is_missing(compared["gap_to_next_quartile"]) and SIGNS[row["polarity"]]:
        gap = change_in_words(compared["gap_to_next_quartile"], own.unit, own.decimals)
        words = f"The figure would have to be better by {gap}."
        yield "To the next better quartile", words, [beside("gap_to_next_quartile", "change")]


def _certainty(ranked: RowFacts) -> Iterable[Entry]:
    certainty = ranked.row
    ends = {level: [f"rank_{level}_{end}" for end in ("lower", "upper")] for level in RANK_LEVELS}
    lower, upper = ([int(certainty[ends[level][at]]) for level in RANK_LEVELS] for at in (0, 1))
    narrow, wide = (span_of_ranks(*pair, "from ") for pair in zip(lower, upper, strict=True))
    few, most = RANK_LEVELS
    stated: list[Fact | None] = []
    for level in (most, few):
        one_rank = certainty[ends[level][0]] == certainty[ends[level][1]]
        stated += [ranked(name, "rank") for name in ends[level][: 1 if one_rank else 2]]
        stated.append(method_fact(f"ranks_{level}", "of_100"))
    yield "How sure the rank is", f"{_capital(wide)} {CASES}, and {narrow} in {few} of 100.", stated
    names = {words: f"quartile_{number}_probability" for number, words in QUARTILES.items()}
    chances = [f"{words} {chance_in_percent(certainty[name])}" for words, name in names.items()]
    words = f"{_capital(', '.join(chances))}."
    yield "Chance of each quartile", words, [ranked(name, "chance") for name in names.values()]


def _before(compared: Row) -> str:
    if is_missing(compared["previous_rank"]):
        return ""
    before = printed_rank(compared["previous_rank"], compared["previous_n"], compared["previous_tied"])
    return f" In {compared['previous_period']} it was {before}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


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
    return Table(_GROUPS_CAPTION, _GROUPS_CAPTION, _GROUPS, tuple(lines))


def why_without(row: Row) -> str:
    """Say why there is no newer figure for a period, where that is so; empty otherwise."""
    if is_missing(row["newest_period"]):
        return ""
    marker = str(row["newest_marker"])
    meaning = "; ".join(MEANINGS.get(mark, mark) for mark in marker.split())
    return f"There is no figure yet for {row['newest_period']}: {meaning or 'no reason is given'}."
