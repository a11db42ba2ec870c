"""Sections across dashboards: equalities by group, crime, environment and partnership."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column
from helpers.present.figures import figure_in_words
from helpers.present.pages.outcomes import CONTEXT
from helpers.present.pages.site_words import short_direction
from helpers.present.periods import period_in_words
from helpers.present.site_pages import card_of, link
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, BulletList, Cell, Column, Paragraph, Parts, Span, Table
from helpers.results.sections import characteristics_without_figure, figures_by_group, section_counts, section_rows
from helpers.verdicts import CANNOT_BE_DETERMINED, CLEAR, IMPROVED, NO_REAL_CHANGE, WORSENED

TITLES: Final = {
    "equalities": "Equalities",
    "crime": "Crime and disorder",
    "environment": "Environment",
    "partnership": "Partnership working",
}
"""The sections in the order of the committee paper, with their titles."""

_COUNTS: Final = (
    Column("name", "Section", header=True),
    Column("indicators", "Indicators", align="right"),
    Column("total", "With a figure", align="right"),
    Column("improved", IMPROVED, align="right"),
    Column("no_real_change", NO_REAL_CHANGE, align="right"),
    Column("worsened", WORSENED, align="right"),
    Column("cannot_be_determined", CANNOT_BE_DETERMINED, align="right"),
)
_GROUPS: Final = (
    Column("name", "Indicator", header=True),
    Column("latest", "Latest", align="right"),
    Column("direction_printed", "Direction of travel"),
)

_OF_COMPENDIUM: Final = ["indicator_id", "title", "value", "unit", "decimals", "period", "direction", "evidence"]


def sections_table(sections: pd.DataFrame, compendium: pd.DataFrame) -> Table | None:
    """Return how many indicators each section has, and what those with a figure did; None without a section."""
    counts = section_counts(sections, compendium[["indicator_id", "value", "direction"]])
    if counts.empty:
        return None
    order = {section: number for number, section in enumerate(TITLES)}
    rows = counts.sort_values("section", key=lambda names: names.map(order), ignore_index=True)
    notes = ["An indicator can be in several sections. Those that the headline leaves out are here too."]
    directions = [column.name for column in _COUNTS[3:]]
    if rows[directions].sum(axis="columns").lt(rows["total"]).any():
        notes.append(CONTEXT)
    return table(
        rows.assign(name=rows["section"].map(TITLES)),
        "Indicators of each section, and what they did",
        list(_COUNTS),
        notes=notes,
    )


def section_names(sections: pd.DataFrame, compendium: pd.DataFrame, section: str, page: str) -> BulletList | None:
    """Return by name what improved and what worsened in a section, the sure ones first; None if nothing did.

    `page` is the path of the page that shows it.
    """
    rows = section_rows(sections, compendium[["indicator_id", "title", "value", "direction", "evidence"]], section)
    rows = rows[rows["value"].notna()]
    items = []
    for direction in (IMPROVED, WORSENED):
        names = rows[rows["direction"].eq(direction)]
        clear = names["evidence"].eq(CLEAR)
        for words, part in ((f"{direction} clearly", names[clear]), (f"{direction}, not clearly", names[~clear])):
            spans = [Span(f"{words}: ")]
            for number, row in enumerate(part.to_dict("records")):
                spans += [Span("; ")] if number else []
                spans.append(link(str(row["title"]), card_of(row["indicator_id"]), page))
            if len(part):
                items.append(tuple(spans))
    return BulletList(tuple(items)) if items else None


def equalities_by_group(sections: pd.DataFrame, compendium: pd.DataFrame, page: str) -> Parts | None:
    """Return the indicators of one sex, age, ethnic group or disability, and the groups without a figure.

    None where the section has no indicator of a group. `page` is the path of the page that shows it.
    """
    compendium = compendium[_OF_COMPENDIUM]
    rows = figures_by_group(sections, compendium)
    if rows.empty:
        return None
    has_figure = rows[rows["value"].notna()].reset_index(drop=True)
    groups = rows.groupby("people", sort=False)["value"].count()
    none_by = characteristics_without_figure(sections, compendium)
    firsts = dict(zip(rows["people"][::-1], rows["indicator_id"][::-1], strict=True))
    without = [link(str(people), card_of(firsts[people]), page) for people, figures in groups.items() if figures == 0]
    return joined(
        table(_printed(_by_people(has_figure), page), "Indicators of one group of people", list(_GROUPS))
        if len(has_figure)
        else None,
        paragraph(f"No figure is by {' or by '.join(none_by)}.") if none_by else None,
        Paragraph((Span("These groups have no figure: "), *_parted(without), Span(".")))
        if without and len(has_figure)
        else None,
    )


def _by_people(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one group of people after each other, the groups in the order of their first rows."""
    order = {people: number for number, people in enumerate(dict.fromkeys(rows["people"]))}
    return rows.sort_values("people", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _parted(spans: Sequence[Span]) -> Iterator[Span]:
    """Give spans with a semicolon between them."""
    for number, span in enumerate(spans):
        yield from ((Span("; "), span) if number else (span,))


def _printed(rows: pd.DataFrame, page: str) -> pd.DataFrame:
    records = rows.to_dict("records")
    cells = {
        "name": [Cell((link(str(row["title"]), card_of(row["indicator_id"]), page),)) for row in records],
        "latest": [_latest(row) for row in records],
        "direction_printed": [short_direction(row["direction"], row["evidence"]) for row in records],
    }
    return rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})


def _latest(row: Mapping[Any, Any]) -> Cell:
    unit, decimals = str(row["unit"]), int(row["decimals"])
    printed = figure_in_words(row["value"], unit, decimals)
    return Cell((Span(printed), Span(period_in_words(str(row["period"])), REASON)), row["value"], unit, decimals)
