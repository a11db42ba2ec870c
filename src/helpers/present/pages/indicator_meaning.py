"""What an indicator means, in words for the head of its card: its definition, its better end, its unit and its note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpers.markers import MEANINGS
from helpers.present.cells import is_missing, unit_in_words
from helpers.present.facts import facts_in, text_of_cell
from helpers.present.pages.indicator_facts import RowFacts
from helpers.present.pages.indicator_judgement import MEANS, marks_of
from helpers.present.pages.indicator_tables import CardSettings, Row
from helpers.present.pages.outcomes import controlled_by
from helpers.present.periods import MORE_RECENT, is_more_recent, preposition_of
from helpers.present.site_pages import card_of, link
from helpers.present.tables import paragraph
from helpers.present.values import Paragraph, Span
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.register import INDICATORS


def belongs_spans(row: Row, register: Row, titles: Mapping[str, str], settings: CardSettings) -> tuple[Span, ...]:
    """Return where an indicator belongs: dashboard, reference, whether it counts, whose it is and who controls it.

    `row` is of the table compendium, `register` of indicators; `titles` has the name of every indicator.
    """
    name = str(row["dashboard"])
    href = settings.dashboards.get(name, "")
    spans = [Span(name, "link", href=href) if href else Span(name)]
    if (reference := RowFacts(INDICATORS, register)("reference", "text")) is not None:
        spans += [Span(" · reference ", "unit"), replace(text_of_cell(reference), role="unit")]
    spans.append(Span(" · ", "unit"))
    spans += [Span("counted in the headline", "unit")] if row["in_headline"] else _why_not_counted(row, titles)
    words = f" · {row['measure_type']} measure"
    if row["controlled_by"]:
        who = controlled_by(is_two_tier=settings.is_two_tier)[str(row["controlled_by"])]
        inside = f"{who[:1].lower()}{who[1:]}" if who.startswith("The ") else who
        words += f" · who can do most about the outcome: {inside}"
    return (*spans, Span(words, "unit"))


def _why_not_counted(row: Row, titles: Mapping[str, str]) -> list[Span]:
    same = str(row["same_as"] or "")
    if same:
        to_same = link(titles[same], card_of(same), card_of(str(row["indicator_id"]))) if same in titles else Span(same)
        return [Span("not counted, as the same measure as ", "unit"), to_same]
    if row["counted"] and not is_missing(row["stale"]) and row["stale"]:
        return [Span("not counted, as the figure is too old", "unit")]
    return [Span("shown for information, not counted", "unit")]


def when_spans(row: Row) -> tuple[Span, ...]:
    """Return the period of the latest figure with the word before it; nothing without a figure."""
    period = RowFacts(COMPENDIUM, row).period()
    if period is None:
        return ()
    words = Span(period.printed, "unit", fact=period.fact_id, value=period.value)
    spans = (Span(f" {preposition_of(period.printed)} ", "unit"), words)
    return (*spans, Span(f" ({MORE_RECENT.lower()} than the reporting year)", "unit")) if is_more_recent(row) else spans


def meaning_parts(row: Row, register: Row) -> Iterable[Paragraph]:
    """Give what an indicator means; `row` is of the table compendium, `register` of indicators."""
    own = RowFacts(COMPENDIUM, row)
    if (definition := RowFacts(INDICATORS, register)("definition", "text")) is not None:
        yield Paragraph((text_of_cell(definition),), "finding")
    words = f"{MEANS[str(row['polarity'])]} {_printed_in(str(row['unit']))}"
    yield Paragraph(facts_in(words, [own.text("unit")]), "finding")
    if marks := marks_of(row):
        yield paragraph(f"Beside the figure: {'; '.join(f'{mark} {MEANINGS[mark]}' for mark in marks)}.")
    if note := str(row["note"]).strip().rstrip("."):
        is_fact = any(char.isdigit() for char in note)
        named = own("note", "text")
        words = f"{note[:1].upper()}{note[1:]}"
        stated = Span(words, fact=named.fact_id, value=named.value) if is_fact and named else Span(words)
        yield Paragraph((stated, Span(".")), "finding")


def _printed_in(unit: str) -> str:
    words = {"%": "a percentage", "GBP": "in pounds"}
    return f"The figure is {words[unit]}." if unit in words else f"Unit: {unit_in_words(unit)}."
