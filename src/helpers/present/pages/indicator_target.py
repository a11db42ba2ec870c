"""What the card of an indicator says of its targets: how it stands, the way drawn, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from helpers.fact_ids import fact_id
from helpers.methods.target_reviews import FLAGGED
from helpers.present.cells import is_missing
from helpers.present.charts.target_way import way_chart, way_of
from helpers.present.facts import facts_in
from helpers.present.pages.target_facts import action_facts, chance_facts, start_facts, target_facts, text_facts
from helpers.present.pages.target_words import (
    aim_in_words,
    chance_in_words,
    colour_cell,
    details_in_words,
    is_coloured,
)
from helpers.present.pages.targets import figure_of
from helpers.present.periods import day_in_words
from helpers.present.values import REASON, Definitions, Paragraph, Part, Span
from helpers.schema.targets import TARGET_RESULTS

Row = Mapping[Any, Any]

NO_REASON: Final = "No reason given"
NO_ACTION: Final = "No action given"


def target_lines(rows: Sequence[Row], period: str) -> tuple[Paragraph, ...]:
    """Return each target of an indicator in one line, for the head of its card.

    `rows` are of TARGET_RESULTS; `period` is that of the figure of the card.
    """
    lines = []
    for row in rows:
        cell = colour_cell(row)
        beside = [span.text for span in cell.spans if span.role == REASON]
        first = [span for span in cell.spans if span.role != REASON]
        words = details_in_words(row, period)
        if not is_coloured(row):
            lines.append(Paragraph(facts_in(f"{'; '.join([*beside, words])}.", target_facts(row, period))))
            continue
        judged = f" {'; '.join(beside)}. " if beside else ". "
        stated = facts_in(f"{words}.", target_facts(row, period))
        lines.append(Paragraph((*first, Span(judged), *(replace(span, role="unit") for span in stated))))
    return tuple(lines)


def target_parts(
    rows: Sequence[Row],
    targets: Mapping[str, Row],
    milestones: Mapping[str, Sequence[Row]],
    series: Sequence[Row],
) -> Iterator[Part]:
    """Give the way to each target as a chart, and what its judgement, rate and forecast rest on.

    `rows` are of TARGET_RESULTS; `targets` and `milestones` have the rows of these tables by target; `series` has the
    figures of the indicator, oldest first.
    """
    for row in rows:
        name = str(row["target_id"])
        way = way_of(row, targets.get(name, _NO_DAYS), milestones.get(name, ()), series)
        if (chart := way_chart(way, f"{row['title']}: {_small(aim_in_words(row))}")) is not None:
            yield chart
        yield Definitions(tuple(_pairs(row)))


_NO_DAYS: Final[Row] = {"baseline_end": None, "target_end": None}


def _pairs(row: Row) -> Iterable[tuple[str, tuple[Span, ...]]]:
    if not is_missing(row["baseline_value"]):
        yield "Start", facts_in(_start(row), start_facts(row))
    if is_coloured(row):
        yield "Colour by rule", _cells(row, "calculated", "reason")
        if row["judged"]:
            yield "Colour as judged", _cells(row, "judged", "judged_reason")
    else:
        yield "Why it has no colour", _cells(row, "reason")
    yield (
        "Can it be met?",
        facts_in(
            f"{row['realism']} {_because(row)}".strip(),
            [*text_facts(row, "realism", "forecast_reason"), *chance_facts(row)],
        ),
    )
    if row["status"] in FLAGGED or row["calculated"] in FLAGGED:
        yield "Why it is not on track", facts_in(row["commentary"] or NO_REASON, text_facts(row, "commentary"))
        yield "What is done", facts_in(action_in_words(row), action_facts(row))
    yield "Who answers for it", (Span(str(row["owner"])),)
    source, note = _cells(row, "source"), _cells(row, "note")
    yield "Where it is printed", (*source, *((Span(" "),) if source and note else ()), *note)


def _cells(row: Row, *columns: str) -> tuple[Span, ...]:
    """Return the words of cells as a sentence, a colon between two of them; nothing of blank ones."""
    spans: list[Span] = []
    for column in columns:
        if words := str(row[column]).strip().rstrip("."):
            spans += [Span(": ")] if spans else []
            text = words if spans else f"{words[:1].upper()}{words[1:]}"
            has_digit = any(char.isdigit() for char in text)
            name = fact_id(TARGET_RESULTS.name, (str(row["target_id"]),), column)
            spans.append(Span(text, fact=name, value=row[column]) if has_digit else Span(text))
    return (*spans, Span(".")) if spans else ()


def _start(row: Row) -> str:
    """Return the figure that a target starts from, with its period, version and reason if there are any."""
    version = f"version {row['baseline_version']}" if row["baseline_version"] else ""
    figure = figure_of(row["baseline_value"], row)
    return ", ".join(filter(None, (f"{figure}, {row['baseline_period']}", version, row["baseline_reason"])))


def _because(row: Row) -> str:
    words = [chance_in_words(row)]
    if not words[0] and row["forecast_reason"]:
        words = [f"there is no forecast, as {row['forecast_reason']}"]
    return " ".join(_sentence(part) for part in words if part)


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def action_in_words(row: Row) -> str:
    """Return what is done about a target, and by when; or that no action is given."""
    if not row["remedial_action"]:
        return NO_ACTION
    by = f" (by {day_in_words(str(row['action_by']))})" if row["action_by"] else ""
    return f"{row['remedial_action']}{by}"
