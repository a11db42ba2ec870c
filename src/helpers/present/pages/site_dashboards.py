"""The pages of the dashboards, of the themes that they are in, and of all indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from helpers.present.cells import as_column, direction_cell
from helpers.present.facts import Sentence, paragraph_of
from helpers.present.narrative import Statement
from helpers.present.pages.caveats import caveats_of_dashboard, caveats_of_report
from helpers.present.pages.officers_words import officers_words_table
from helpers.present.pages.site_rows import RowNotes, dashboard_table
from helpers.present.site_pages import (
    INDEX,
    INDICATORS,
    THEMES,
    SitePage,
    card_of,
    dashboard_page,
    link,
    slugs,
    theme_page,
)
from helpers.present.tables import DIRECTION_KEY, EVIDENCE_KEY, SHORTHAND, heading, joined, paragraph, table
from helpers.present.values import Beside, BulletList, Cell, Column, Heading, Paragraph, Part, Parts, Span
from helpers.verdicts import BELOW_ONLY
from helpers.wording import number_of, singular_or_plural


@dataclass(frozen=True)
class Dashboards:
    """What the pages of dashboards are made from.

    `statements` are the opening paragraphs in printed order, `themes` the sentence of each theme, `positions` that on
    where the council stands in each. `caveats` is the frame of `results.caveats.caveats_on_dashboards`. `around` has
    what is around the figures of each theme, for the end of its page.
    """

    compendium: pd.DataFrame
    statements: Sequence[Statement]
    themes: Mapping[str, Sentence]
    positions: Mapping[str, str]
    caveats: pd.DataFrame
    notes: RowNotes
    group: str
    around: Mapping[str, Sequence[Part]] = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, str]:
        """The path of each dashboard's page, in printed order."""
        named = slugs(statement.dashboard for statement in self.statements)
        return {dashboard: dashboard_page(name) for dashboard, name in named.items()}

    @property
    def theme_pages(self) -> dict[str, str]:
        """The path of each theme's page, in printed order."""
        named = slugs(statement.theme for statement in self.statements)
        return {theme: theme_page(name) for theme, name in named.items()}

    def of_theme(self, theme: str) -> list[Statement]:
        """Return the opening paragraphs of a theme's dashboards."""
        return [statement for statement in self.statements if statement.theme == theme]


def dashboard_pages(of: Dashboards) -> list[SitePage]:
    """Return the page of every dashboard, in printed order."""
    paths = of.pages
    return [_dashboard(of, statement, paths) for statement in of.statements]


def _dashboard(of: Dashboards, statement: Statement, paths: Mapping[str, str]) -> SitePage:
    name, path = statement.dashboard, paths[statement.dashboard]
    rows = of.compendium[of.compendium["dashboard"].eq(name)]
    awaited = rows["measure_type"].ne("national") & rows["value"].isna()
    below_only = rows["why_no_figure"].eq(BELOW_ONLY)
    at_hand = rows[~awaited & ~below_only]
    parts: list[Part] = list(opening_words(statement))
    words = of.notes.words
    about_all = words[words["kind"].eq("dashboard")]
    if (comments := officers_words_table(about_all, of.compendium, name)) is not None:
        parts.append(comments)
    if (caveats := caveats_of_dashboard(of.caveats, name)) is not None:
        parts += [heading("What to keep in mind"), caveats]
    parts.append(heading("The indicators"))
    if len(at_hand):
        caption = f"{name}: latest figures and place among {of.group}"
        how = Paragraph((link("How to read this table", THEMES, path),))
        parts += [how, dashboard_table(at_hand, caption, of.notes, path)]
    else:
        parts.append(paragraph("No figure of this dashboard is published or was handed in."))
    parts += _without_figures(rows[awaited], rows[below_only], path)
    parts += [_neighbours(of, name, paths)]
    return SitePage(path, name, tuple(parts), section=THEMES)


READING: Final = "How to read the dashboards"
FIRST_TOPICS: Final = ("scope", "counts", "strength")
"""What a dashboard says in its first paragraph; the rest is a list."""


def opening_words(statement: Statement) -> Iterable[Part]:
    """Give the opening words of a dashboard: its scope and its counts as a paragraph, then each other sentence."""
    first = [one for one in statement.sentences if one.topic in FIRST_TOPICS]
    others = [one for one in statement.sentences if one.topic not in FIRST_TOPICS]
    if first:
        yield paragraph_of(first)
    if others:
        yield BulletList(tuple(tuple(Span(text) for text, _ in one.with_ids) for one in others))


def reading_key() -> BulletList:
    """Return how to read the dashboards, which is said once."""
    lines = [
        DIRECTION_KEY,
        EVIDENCE_KEY,
        "Rank: 1st is best. Beside the quartile stands where the council could be, with a chance of 95 in 100.",
        SHORTHAND,
        "Who can do most about an outcome is said where that is not the county council.",
        "Not counted: shown for information and left out of the counts above and of the headline.",
    ]
    return BulletList(tuple((Span(line),) for line in lines))


def _without_figures(awaited: pd.DataFrame, below_only: pd.DataFrame, path: str) -> list[Part]:
    """Return what has to be handed in, and what is published of areas within the council only, by name."""
    parts: list[Part] = []
    for rows, words in (
        (awaited, "that the council or a partner has to hand in, and has not"),
        (below_only, "published for areas within the council only"),
    ):
        if len(rows):
            parts.append(heading(f"{number_of(len(rows), 'measure')} {words}"))
            parts.append(
                BulletList(
                    tuple(
                        (link(str(row["title"]), card_of(row["indicator_id"]), path),)
                        for row in rows.to_dict("records")
                    )
                )
            )
    return parts


def _neighbours(of: Dashboards, name: str, paths: Mapping[str, str]) -> Paragraph:
    """Return the ways to the theme, and to the dashboards before and after in printed order."""
    order, path = list(paths), paths[name]
    number = order.index(name)
    theme = next(statement.theme for statement in of.statements if statement.dashboard == name)
    spans = [Span("Theme: "), link(theme, of.theme_pages[theme], path), Span(". ")]
    for words, other in (("Before: ", number - 1), ("Next: ", number + 1)):
        if 0 <= other < len(order):
            spans += [Span(words), link(order[other], paths[order[other]], path), Span(". ")]
    return Paragraph(tuple(spans))


def theme_pages(of: Dashboards) -> list[SitePage]:
    """Return the page that lists all themes, and that of each with the opening paragraphs of its dashboards."""
    pages = []
    paths, dashboards = of.theme_pages, of.pages
    for theme, path in paths.items():
        parts: list[Part] = []
        if of.positions.get(theme):
            parts.append(paragraph(of.positions[theme]))
        for statement in of.of_theme(theme):
            parts += [
                Heading(statement.dashboard),
                next(iter(opening_words(statement))),
                Paragraph(
                    (
                        link(
                            f"{statement.dashboard}: all in words, and the figures",
                            dashboards[statement.dashboard],
                            path,
                        ),
                    )
                ),
            ]
        parts += of.around.get(theme, ())
        lead = (Span(of.themes[theme].text),) if theme in of.themes else ()
        pages.append(SitePage(path, theme, tuple(parts), lead, section=THEMES))
    general = caveats_of_report(of.caveats)
    about_all: list[Part] = [] if general is None else [heading("What to keep in mind with every figure"), general]
    overview = SitePage(
        THEMES,
        "Themes and dashboards",
        (theme_list(of, THEMES), *about_all, heading(READING), reading_key()),
        section=THEMES,
    )
    return [overview, *pages]


def theme_list(of: Dashboards, page: str) -> Beside:
    """Return each theme with its sentence, and links to it and to its dashboards, as a page shows them."""
    themes: list[Parts] = []
    level = 3 if page == INDEX else 2
    for theme, path in of.theme_pages.items():
        own = [statement.dashboard for statement in of.of_theme(theme)]
        sentences = [Span(f"{of.themes[theme].text} ")] if theme in of.themes else []
        themes.append(
            joined(
                Heading(theme, level),
                Paragraph((*sentences, link(f"{theme} in words", path, page))),
                BulletList(tuple((link(dashboard, of.pages[dashboard], page),) for dashboard in own)),
            )
        )
    return Beside(tuple(themes))


_ALL: Final = (
    Column("what", "Indicator", header=True),
    Column("dashboard_shown", "Dashboard"),
    Column("direction_shown", "Direction of travel"),
    Column("period_shown", "Period"),
)


def indicator_list(of: Dashboards) -> SitePage:
    """Return the page of all indicators from A to Z, each with its card, its dashboard and its judgement."""
    rows = of.compendium.sort_values("title", key=lambda titles: titles.str.casefold(), kind="stable")
    records = rows.to_dict("records")
    pages = of.pages
    cells = {
        "what": [Cell((link(str(row["title"]), card_of(row["indicator_id"]), INDICATORS),)) for row in records],
        "dashboard_shown": [
            Cell((link(str(row["dashboard"]), pages[row["dashboard"]], INDICATORS),)) for row in records
        ],
        "direction_shown": [direction_cell(row["direction"], row["evidence"]) for row in records],
        "period_shown": [
            Cell((Span(row["period"] if isinstance(row["period"], str) else "No figure"),)) for row in records
        ],
    }
    frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
    number = len(rows)
    lead = f"{number_of(number, 'indicator')} {singular_or_plural(number, 'is', 'are')} in the register."
    every = replace(table(frame, "All indicators from A to Z", list(_ALL)), rows_apart=True)
    return SitePage(INDICATORS, "All indicators", (every,), (Span(lead),), section=INDICATORS)
