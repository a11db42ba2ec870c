"""A report for one theme, department or partner, which holds only what is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

import pandas as pd

from helpers.present.documents import DocumentPart, ReportDocument
from helpers.present.pages.site_rows import RowNotes, dashboard_table
from helpers.present.sentences import direction_sentence
from helpers.present.site_pages import SitePage, dashboard_page, slug, slugs
from helpers.present.tables import bullet_list, heading, paragraph
from helpers.present.values import Part
from helpers.problems import InputProblem
from helpers.results.compendium import directions_in_all
from helpers.visible import value_shown

FILE: Final = "focused_report.docx"

KINDS: Final[Mapping[str, str]] = {"theme": "theme", "owner": "department", "organisation": "partner"}
"""What a report can be for, by the column that says whose an indicator is."""


@dataclass(frozen=True)
class Focus:
    """Whom a report is for: the kind, the name as the tables have it, and the rows of the table compendium."""

    kind: str
    name: str
    rows: pd.DataFrame

    @property
    def folder(self) -> str:
        """The name for the folder of the report."""
        return slug(self.name)


def focus_on(name: str, compendium: pd.DataFrame, indicators: pd.DataFrame) -> Focus:
    """Return the indicators of a theme, a department or a partner, by its name in any case.

    Columns needed    compendium, the table: indicator_id, theme; indicators, the table: indicator_id, owner,
                      organisation
    Raises            InputProblem, with the nearest names: there is no such theme, department or partner
    """
    owners = indicators[["indicator_id", "owner", "organisation"]]
    whose = compendium[["indicator_id", "theme"]].merge(owners, on="indicator_id", how="left")
    names: dict[str, tuple[str, str]] = {}
    for column in KINDS:
        for one in whose[column].dropna().unique():
            if one:
                names.setdefault(str(one).casefold(), (column, str(one)))
    column, own = names.get(name.strip().casefold(), ("", ""))
    if not own:
        near = get_close_matches(name.casefold(), names, n=3, cutoff=0.4) or list(names)[:3]
        raise InputProblem(
            f"for is {value_shown(name)}; this report has no theme, department or partner with that name. The nearest "
            f"are {'; '.join(names[one][1] for one in near)}."
        )
    rows = compendium[compendium["indicator_id"].isin(whose.loc[whose[column].eq(own), "indicator_id"])]
    return Focus(KINDS[column], own, rows)


def focused_report(focus: Focus, document: ReportDocument, notes: RowNotes, group: str, report: str) -> ReportDocument:
    """Return a document with the counts and the rows of a focus: a part for each dashboard that has some.

    `document` says what the document is and has no parts; `report` is the folder of the whole report as seen from the
    document, where links lead.
    """
    pages = tuple(_pages(focus.rows, notes, group, report))
    counts = directions_in_all(focus.rows).to_dict()
    first = SitePage(
        f"{report}/index.html", focus.name, (paragraph(_whose(focus)), paragraph(direction_sentence(counts)))
    )
    return replace(document, parts=(DocumentPart("", (first,)), *(DocumentPart("", (page,)) for page in pages)))


def _whose(focus: Focus) -> str:
    of = {"theme": "of the theme", "department": "for which this post answers:", "partner": "that depend most on"}
    return (
        f"This report has only the indicators {of[focus.kind]} {focus.name}. They may be a part of a dashboard, so "
        "that the counts are not those of the whole report, and those that the headline leaves out are counted too."
    )


def _pages(rows: pd.DataFrame, notes: RowNotes, group: str, report: str) -> Iterator[SitePage]:
    for name, file in slugs(rows["dashboard"].unique()).items():
        own, page = rows[rows["dashboard"].eq(name)], dashboard_page(file)
        at_hand, without = own[own["value"].notna()], own[own["value"].isna()]
        parts: list[Part] = [dashboard_table(at_hand, f"{name}, among {group}", notes, page)] if len(at_hand) else []
        if len(without):
            parts += [heading("Without a figure"), bullet_list(map(str, without["title"]))]
        yield SitePage(f"{report}/{page}", name, tuple(parts))
