"""The page of the assurance logs: every entry under its own heading, and the tables of effects."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from helpers.assurance.logs import Assurance, Effect
from helpers.ownership import ASSUMPTIONS, DECISIONS, EFFECTS, Ownership
from helpers.present.cells import format_value
from helpers.present.tables import heading, table
from helpers.present.values import Column, Definitions, Paragraph, Part, Span, Table

NAME = "Assurance"
TITLE = "Assurance: what is assumed, decided and received?"
LEAD = (
    "What this report takes to be true, what was decided about its methods, and what was received from publishers. "
    "The limits at the foot of every page name entries of this page."
)
RELIABILITY = "Reliability"
NO_EFFECTS = "The effects of assumptions and decisions were measured for another council and are left out here."


def log_sections(logs: Assurance, ownership: Ownership) -> Iterator[Part]:
    """Give the sections of the page in order, each under a heading of level 2 with one of level 3 for each entry.

    Effects that were measured on the results of another council, and entries that are on it alone, are left out.
    """
    has_effects = ownership.has(ASSUMPTIONS, EFFECTS)
    scale = " ".join(f"{level} = {meaning};" for level, meaning in logs.assumptions.reliability.items()).rstrip(";")
    effects = logs.assumptions.about_effects if has_effects else NO_EFFECTS
    about = f"{logs.assumptions.about} {effects} {RELIABILITY}: {scale}."
    yield from _opening("Assumptions", about, logs.assumptions.sign_off)
    for assumption in logs.assumptions.entries:
        if not ownership.has(ASSUMPTIONS, assumption.id):
            continue
        effect_of_it = {"Effect": assumption.effect} if has_effects else {}
        parts = {"Why": assumption.why, **effect_of_it, "Reliability": assumption.reliability}
        yield from _entry(assumption.id, assumption.assumption, assumption.owner, assumption.date, parts)
    if has_effects:
        yield heading("Effects of other rules")
        for effect in logs.assumptions.effects:
            yield from (heading(effect.title, 3), _paragraph(effect.before), _effect(effect), _paragraph(effect.after))
    yield from _opening("Decisions", logs.decisions.about, logs.decisions.sign_off)
    for decision in logs.decisions.entries:
        if not ownership.has(DECISIONS, decision.id):
            continue
        parts = {"Why": decision.why, "Instead": decision.alternatives}
        parts |= {"Effect": decision.effect} if ownership.has(DECISIONS, EFFECTS) else {}
        yield from _entry(decision.id, decision.decision, decision.owner, decision.date, parts)
    yield from _opening("Data received", logs.data.about, logs.data.sign_off)
    for receipt in logs.data.entries:
        source, remedy = f"`{receipt.source}`", receipt.remedy
        parts = {"Source": source, "Use": receipt.used_for, "Risk": receipt.risk, "Remedy": remedy}
        yield from _entry(receipt.id, receipt.what, receipt.owner, receipt.date, parts)
    for note in logs.data.notes:
        yield heading(note.title, 3)
        yield from map(_paragraph, note.text)


LABELS = {
    "Why": "Why",
    "Instead": "What was considered instead",
    "Effect": "Effect",
    "Reliability": RELIABILITY,
    "Source": "Source",
    "Use": "Used for",
    "Risk": "Risk",
    "Remedy": "What lowers the risk, and what is left",
}


def _opening(title: str, about: str, sign_off: str) -> tuple[Part, ...]:
    return heading(title), _paragraph(f"{about} Sign-off: {sign_off}.")


def _paragraph(text: str) -> Paragraph:
    return Paragraph(_with_code(text))


def _with_code(text: str) -> tuple[Span, ...]:
    """Return the spans of a text; words in backticks are code."""
    parts = re.split(r"`([^`]+)`", text)
    spans = (Span(part, "code" if index % 2 else "") for index, part in enumerate(parts))
    return tuple(span for span in spans if span.text)


def _entry(number: str, statement: str, owner: str, written: object, parts: dict[str, str]) -> tuple[Part, ...]:
    terms = {LABELS[name]: text for name, text in parts.items()}
    terms |= {"Owner and date": f"{owner}, {format_value(written)}"}
    definitions = Definitions(tuple((term, _with_code(text)) for term, text in terms.items()))
    return heading(number, 3), Paragraph(_with_code(statement), "statement"), definitions


def _effect(effect: Effect) -> Table:
    columns = [
        Column(name, name, header=number == 0, align="left" if number == 0 else "right")
        for number, name in enumerate(effect.columns)
    ]
    return table(pd.DataFrame(effect.records()), effect.title, columns)
