"""What the compendium shows beside its headline: dashboards counted apart, outcomes, and what somebody asked to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import MISSING, as_column, direction_cell, format_number, name_cell, words_cell
from helpers.present.pages.evidence import COUNTS
from helpers.present.periods import period_in_words
from helpers.present.sentences import direction_sentence
from helpers.present.tables import bullet_list, joined, paragraph, table
from helpers.present.values import REASON, Cell, Column, Paragraph, Parts, Span, Table

CONTROLLED_BY = {
    "county": "The county council",
    "district": "The district councils",
    "nhs": "The NHS",
    "police": "The police and justice services",
    "schools": "Schools and colleges",
    "government": "The government and the economy",
    "": "Not said",
}
"""Who can do most about an outcome, in words, by its name in the register, where a county has districts."""


def controlled_by(*, is_two_tier: bool) -> dict[str, str]:
    """Return who can do most about an outcome, in words, by its name in the register.

    A council without districts provides their services too, so that both are the council's.
    """
    return CONTROLLED_BY if is_two_tier else CONTROLLED_BY | dict.fromkeys(("county", "district"), "The council")


def organisation(words: str, *, is_two_tier: bool) -> str:
    """Return who owns a figure: where a council has no districts, it owns what counties and districts own elsewhere.

    >>> organisation("District councils and the county council", is_two_tier=False)
    'The council'
    """
    is_of_councils = words.startswith(("County council", "District councils"))
    return "The council" if is_of_councils and not is_two_tier else words


CONTEXT: Final = "What is context, neither good nor bad, is in none of the columns of directions."
"""The note of a table whose directions do not add up to the measures with a figure."""

APART = (
    "School results and crime are not in the headline: schools answer for the ones and the police for the other. Every "
    "measure of them that is judged and not too old is counted here, one for each measure. A dashboard has all of its "
    "indicators, with several for one measure and those that cannot be judged, so its numbers are larger."
)
NOT_APART = (
    "School results and crime are not in the headline: schools answer for the ones and the police for the other. The "
    "framework of this year has no dashboard that is counted apart."
)


def apart(counts: pd.DataFrame) -> Parts:
    """Return a sentence for each dashboard that has counts of its own."""
    if counts.empty:
        return joined(paragraph(NOT_APART))
    return joined(
        paragraph(APART),
        *(paragraph(f"{row['dashboard']}: {direction_sentence(row)}") for row in counts.to_dict("records")),
    )


NOTHING_ASKED_FOR = "No subject is recorded that members of this council had asked to see by the year of this report."
NO_OUTCOMES = "The framework of this year prints no outcomes below its themes."


def no_plan_sentence(layout: str) -> str:
    """Return that the council's own plan is not at hand, and as which other plan (`layout`) the report is laid out."""
    return (
        f"No plan of this council is at hand. The dashboards are laid out as in another council's: {layout}. The "
        "report says nothing of what this council has set out to do."
    )


def outcomes(counts: pd.DataFrame, *, layout: str = "") -> Parts:
    """Return the supporting outcomes with the directions of their measures, and those that nothing measures.

    Where the framework is another council's (`layout`), say that the plan of this one is not at hand.
    """
    if layout:
        return joined(paragraph(no_plan_sentence(layout)))
    if counts.empty:
        return joined(paragraph(NO_OUTCOMES))
    columns = [
        Column("outcome", "Outcome", header=True),
        Column("theme", "Theme"),
        Column("measures", "Measures", align="right"),
        Column("with_figure", "With a figure", align="right"),
        *COUNTS,
    ]
    notes = [
        "A measure can be of several outcomes. All measures with a figure are here, whether or not the headline counts "
        "them; what is context, neither good nor bad, is in none of the columns of directions."
    ]
    without = counts[counts["with_figure"] == 0]
    lines = [
        f"{row['outcome']} ({row['theme']}): "
        + ("the measures have to be handed in." if row["measures"] else "the register has no measure.")
        for row in without.to_dict("records")
    ]
    return joined(
        paragraph(
            "The framework names what each theme is to bring about. An outcome that nothing measures is listed: the "
            "report says nothing of it."
        ),
        table(counts, "Progress towards the outcomes of the plan", columns, notes=notes),
        paragraph("Outcomes that no figure of this report measures:") if lines else None,
        bullet_list(lines) if lines else None,
    )


def outcomes_of_theme(counts: pd.DataFrame, theme: str) -> Table | None:
    """Return the progress towards the outcomes of one theme of the plan; None where it has none.

    `counts` is the frame of `results.beside_headline.outcome_counts`. What nothing measures is said below the table.
    """
    rows = counts[counts["theme"].eq(theme)].reset_index(drop=True)
    if rows.empty:
        return None
    columns = [
        Column("outcome", "Outcome", header=True),
        Column("measures", "Measures", align="right"),
        Column("with_figure", "With a figure", align="right"),
        *(column for column in COUNTS if not column.name.endswith("_clear")),
    ]
    without = rows.loc[rows["with_figure"].eq(0), "outcome"].tolist()
    notes = [f"No figure measures this: {'; '.join(without)}."] if without else []
    if rows["not_judged"].any():
        notes.append(CONTEXT)
    return table(rows, "Progress towards the outcomes of the plan", columns, notes=notes)


def asked_for(rows: pd.DataFrame) -> Paragraph | Table:
    """Return the subjects that somebody asked to see, with the newest figure of each measure that answers."""
    if rows.empty:
        return paragraph(NOTHING_ASKED_FOR)
    latest = [_latest(row) for row in rows.to_dict("records")]
    printed = rows.assign(
        latest=as_column(latest, rows.index),
        direction_shown=as_column([_direction(row) for row in rows.to_dict("records")], rows.index),
    )
    columns = [
        Column("topic", "Subject"),
        Column("asked_by", "Who asked"),
        Column("title", "Measure that answers", header=True),
        Column("latest", "Latest"),
        Column("direction_shown", "Direction of travel"),
        Column("answer", "What this report can say"),
    ]
    return table(printed, "What was asked for, and the measure that answers", columns)


def _latest(row: Mapping[Any, Any]) -> Cell:
    if pd.isna(row["value"]):
        words = f"to be handed in: {row['comes_from']}" if row["comes_from"] else "no figure in this report"
        return words_cell(words)
    markers = markers_beside(str(row["marker"]), provisional=row["provisional"], derived=row["derived"])
    printed = " ".join([format_number(row["value"], row["decimals"]), row["unit"], *markers])
    return words_cell(printed).with_spans(Span(period_in_words(str(row["period"])), REASON))


def _direction(row: Mapping[Any, Any]) -> Cell:
    if pd.isna(row["value"]):
        return words_cell(MISSING)
    return direction_cell(str(row["direction"]), row["evidence"])


def controllers(counts: pd.DataFrame, *, is_two_tier: bool) -> Table:
    """Return the counted indicators by who can do most about the outcome, with their directions.

    `counts` is the frame of `results.beside_headline.controller_counts`.
    """
    rows = counts.assign(who=counts["controlled_by"].map(controlled_by(is_two_tier=is_two_tier)))
    columns = [
        Column("who", "Who can do most about it", header=True),
        Column("total", "Counted", align="right"),
        *COUNTS,
    ]
    return table(rows, "Direction of travel by who controls the outcome, counted indicators", columns)


AWAITED = [
    Column("what", "Measure", header=True),
    Column("whose", "Who hands it in"),
    Column("comes_from", "Where it comes from"),
    Column("owner", "Who is responsible"),
]


def awaited_table(rows: pd.DataFrame, dashboard: str) -> Table:
    """Return the measures of a dashboard that a department or a partner has to hand in.

    `rows` are those of the compendium.
    """
    whose = {"local": "The council", "partner": "A partner"}
    names = [name_cell(row["title"], row["unit"]) for row in rows.to_dict("records")]
    printed = rows.assign(whose=rows["measure_type"].map(whose), what=as_column(names, rows.index))
    return table(printed, f"{dashboard}: measures to be handed in", AWAITED)
