"""What the card of an indicator says of its targets: how it stands, the way drawn, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from helpers.methods.target_reviews import FLAGGED
from helpers.present.cells import is_missing
from helpers.present.charts.target_way import way_chart, way_of
from helpers.present.pages.target_words import (
    aim_in_words,
    chance_in_words,
    colour_cell,
    details_in_words,
    is_coloured,
)
from helpers.present.pages.targets import figure_of
from helpers.present.values import REASON, Definitions, Paragraph, Part, Span

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
        words = "; ".join([*beside, details_in_words(row, period)])
        lines.append(Paragraph((*first, Span(f". {words}.", REASON)) if is_coloured(row) else (Span(f"{words}."),)))
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
        yield Definitions(tuple((term, (Span(words),)) for term, words in _pairs(row)))


_NO_DAYS: Final[Row] = {"baseline_end": None, "target_end": None}


def _pairs(row: Row) -> Iterable[tuple[str, str]]:
    if not is_missing(row["baseline_value"]):
        yield "Start", _start(row)
    if is_coloured(row):
        yield "Colour by rule", _sentence(f"{row['calculated']}: {row['reason']}")
        if row["judged"]:
            yield "Colour as judged", ": ".join(filter(None, (row["judged"], row["judged_reason"])))
    else:
        yield "Why it has no colour", _sentence(str(row["reason"]))
    yield "Can it be met?", f"{row['realism']} {_because(row)}".strip()
    if row["status"] in FLAGGED or row["calculated"] in FLAGGED:
        yield "Why it is not on track", row["commentary"] or NO_REASON
        yield "What is done", action_in_words(row)
    yield "Who answers for it", str(row["owner"])
    yield "Where it is printed", " ".join(_sentence(str(words)) for words in (row["source"], row["note"]) if words)


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
    return f"{row['remedial_action']} (by {row['action_by']})" if row["action_by"] else str(row["remedial_action"])
