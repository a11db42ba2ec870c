"""Where the figures of one indicator come from, what the checks say of them, and what has to be handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from helpers.present.cells import is_missing, unit_in_words
from helpers.present.facts import Fact, facts_in
from helpers.present.figures import figure_again
from helpers.present.pages.indicator_facts import RowFacts
from helpers.present.values import Span
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.direction import FIGURE_SOURCES
from helpers.schema.quality import QUALITY_FAILURES

Row = Mapping[Any, Any]

Pair = tuple[str, tuple[Span, ...]]
"""A term with what the card says of it."""

_SHOWN_OF_HASH: Final = 12
"""How many digits of a hash a card shows: enough to tell files apart."""

_SHOWN_OF_ROW: Final = 500
"""How many characters of a raw row a card shows: enough for the rows of most publishers."""


def finding_words(finding: Row, row: Row) -> tuple[str, list[Fact | None]]:
    """Say what a check finds to be wrong with an indicator, or notes of it, with the cells that this states."""
    cells = RowFacts(QUALITY_FAILURES, finding, str(row["unit"]), int(row["decimals"]))
    where = "" if is_missing(finding["period"]) or not finding["period"] else f", {finding['period']}"
    has_value = bool(where) and not is_missing(finding["value"])
    value = f": {figure_again(finding['value'], cells.unit, cells.decimals)}" if has_value else ""
    words = f"{finding['words']} ({str(finding['concerns']).lower()}{where}{value})"
    return words, [cells.period(), cells("value") if has_value else None]


def of_source(source: Row) -> list[Pair]:
    """Return who publishes the figures, and under which name and terms."""
    if not source:
        return []
    pairs: list[Pair] = [("Publisher", (Span(f"{source['publisher']}: {source['dataset']}", "cite"),))]
    if str(source["address"]).startswith(("https://", "http://")):
        pairs.append(("Address", (Span(str(source["address"]), "link", href=str(source["address"])),)))
    pairs += [("Edition", (Span(str(source["edition"]), "cite"),))] if source["edition"] else []
    # most publishers ask for words that name the licence
    licence, attribution = str(source["licence"]), str(source["attribution"])
    pairs += [("Licence", (Span(licence, "cite"),))] if licence and licence not in attribution else []
    pairs += [("Attribution", (Span(attribution, "cite"),))] if attribution else []
    if source["caveats"]:
        pairs.append(("What the source says of itself", (Span(str(source["caveats"]), "quoted"),)))
    return pairs


def of_figures(rows: Sequence[Row], raw_rows: Mapping[str, str]) -> Iterable[Pair]:
    """Return the file, the row with its text and the start of the file's hash, of the latest figure and the one before.

    `raw_rows` has the text of each row as it stands in the file, by the name of the figure.
    Of two figures of one file only the first has the hash. The table figure_sources has the whole of it. A file that a
    department handed in has none.
    """
    hashed = set()
    for figure in rows:
        term = "Row of the latest figure" if figure["figure"] == "latest" else "Row of the figure before"
        stated = facts_in(f", row {figure['row']}", [RowFacts(FIGURE_SOURCES, figure)("row", "year")])
        spans = [Span(f"data/raw/{figure['file']}", "code"), *stated]
        if figure["sha256"] and figure["file"] not in hashed:
            spans += [Span(", sha256 "), Span(str(figure["sha256"])[:_SHOWN_OF_HASH], "code")]
        hashed.add(figure["file"])
        if figure["figure"] in raw_rows:
            words = raw_rows[figure["figure"]]
            spans += [Span(": "), Span(words[:_SHOWN_OF_ROW], "code")]
            spans += [Span(f" and {len(words) - _SHOWN_OF_ROW:,} characters more")] if words[_SHOWN_OF_ROW:] else []
        yield term, tuple(spans)


def to_hand_in(row: Row, register: Row) -> Iterable[Pair]:
    """Say who has to hand in what for an indicator without a figure."""
    whose = {"local": "The council", "partner": "A partner"}[str(row["measure_type"])]
    yield "Who hands it in", (Span(whose),)
    if row["comes_from"]:
        yield "Where it comes from", (Span(str(row["comes_from"])),)
    asked = f"The figure ({unit_in_words(str(row['unit']))}) of each period, {register['frequency']}"
    more = " with the number of answers" if row["survey"] else ""
    words = f"{asked}{more}, in the return of local indicators, with a commentary and a signature."
    yield "What is asked for", facts_in(words, [RowFacts(COMPENDIUM, row).text("unit")])
    if row["owner"]:
        yield "Who answers for it", (Span(str(row["owner"])),)
