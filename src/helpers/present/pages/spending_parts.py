"""The sentences on spending by service as paragraphs, in which each number says which cell of a table it is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.present.facts import stating
from helpers.present.pages.spending import (
    NO_CAUSE,
    change_sentence,
    least_sentence,
    list_sentence,
    moved_sentence,
    quadrant_sentence,
    together_sentence,
    years_sentence,
)
from helpers.present.pages.spending_facts import (
    change_facts,
    least_facts,
    list_facts,
    moved_facts,
    together_facts,
    years_facts,
)
from helpers.present.tables import joined, paragraph
from helpers.present.values import Paragraph, Parts, Span


def spending_parts(values: pd.DataFrame, council: str, report_year: int, named: str) -> Parts:
    """Return the sentences on what the council spends least on, what changed, which years are held, and its own list.

    Columns needed  values: SERVICE_VALUES
    """
    sentences = (
        (least_sentence(values, council), least_facts),
        (change_sentence(values), change_facts),
        (years_sentence(values, report_year), years_facts),
        (list_sentence(values, named), list_facts),
    )
    made = [stating(paragraph(words), facts(values)) for words, facts in sentences if words]
    return joined(*(_cited(part, named) for part in made))


def _cited(part: Paragraph, named: str) -> Paragraph:
    """Return a paragraph in which the name of the council's own list stands as its source."""
    spans: list[Span] = []
    for span in part.spans:
        before, name, after = span.text.partition(named) if named and not span.fact else (span.text, "", "")
        spans += [replace(span, text=before)] if before else []
        spans += [Span(name, "cite")] if name else []
        spans += [replace(span, text=after)] if after else []
    return replace(part, spans=tuple(spans))


def outcome_parts(values: pd.DataFrame) -> Parts:
    """Return the sentences on spending beside outcomes, and what they cannot say.

    Columns needed  values: SERVICE_VALUES
    """
    return joined(
        paragraph(quadrant_sentence(values)),
        stating(paragraph(moved_sentence(values)), moved_facts(values)),
        stating(paragraph(words), together_facts(values)) if (words := together_sentence(values)) else None,
        paragraph(NO_CAUSE),
    )
