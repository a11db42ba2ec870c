"""The pages of the dashboards, of the themes that they are in, and of all indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

import pandas as pd

from helpers.fact_ids import fact_id
from helpers.present.cells import as_column, direction_cell, is_missing, words_cell
from helpers.present.facts import Fact, Sentence, facts_in, paragraph_of, spans_of, text_of_cell
from helpers.present.narrative import Statement
from helpers.present.pages.caveats import caveats_of_dashboard, caveats_of_report
from helpers.present.pages.comments import SAID_OF_DRAFT, comments_list
from helpers.present.pages.officers_words import officers_words_table
from helpers.present.pages.service_costs import cost_parts
from helpers.present.pages.site_rows import NONE, RowNotes, dashboard_table, who_can_do_most
from helpers.present.pages.site_tools import list_orders, list_tools, sortable
from helpers.present.pages.site_words import reading_key, short_reason
from helpers.present.pages.target_facts import target_facts
from helpers.present.pages.target_words import details_in_words, target_in_short
from helpers.present.site_pages import (
    AREAS_WITHIN,
    INDICATORS,
    LIST,
    THEMES,
    SitePage,
    card_of,
    dashboard_page,
    link,
    slugs,
    theme_page,
)
from helpers.present.site_search import NO_TERMS, SearchTerms, pages_list, unmeasured_list
from helpers.present.tables import heading, joined, paragraph, table
from helpers.present.values import REASON, Beside, BulletList, Cell, Column, Paragraph, Part, Parts, Span
from helpers.results.dashboard_facts import WITHOUT_FIGURE
from helpers.results.reporting_figures import NO_FIGURE
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.narrative import HEADLINE_FACTS
from helpers.schema.site import YEARS_COUNTS
from helpers.verdicts import BELOW_ONLY, CANNOT_BE_DETERMINED, CLEAR, NOT_JUDGED
from helpers.wording import number_of, singular_or_plural


@dataclass(frozen=True)
class Dashboards:
    """What the pages of dashboards are made from.

    `statements` are the opening paragraphs in printed order, `themes` the sentence of each theme, `positions` that on
    where the council stands in each. `caveats` is the frame of `results.caveats.caveats_on_dashboards`. `around` has
    what is around the figures of each theme, for the end of its page, `on_targets` what a theme says of its targets,
    `services` the rows of service_values of each dashboard, `money` what the dashboards of the council's money say of
    it, `terms` what the search box knows, and `comments` what was said of the draft.
    """

    compendium: pd.DataFrame
    statements: Sequence[Statement]
    themes: Mapping[str, Sentence]
    positions: Mapping[str, Paragraph]
    caveats: pd.DataFrame
    notes: RowNotes
    group: str
    around: Mapping[str, Sequence[Part]] = field(default_factory=dict)
    on_targets: Mapping[str, Paragraph] = field(default_factory=dict)
    services: Mapping[str, Sequence[Mapping[Any, Any]]] = field(default_factory=dict)
    money: Mapping[str, Sequence[Part]] = field(default_factory=dict)
    terms: SearchTerms = NO_TERMS
    comments: pd.DataFrame | None = None

    @property
    def pages(self) -> dict[str, str]:
        """The path of each dashboard's page, in printed order."""
        return dashboard_paths(statement.dashboard for statement in self.statements)

    @property
    def theme_pages(self) -> dict[str, str]:
        """The path of each theme's page, in printed order."""
        named = slugs(statement.theme for statement in self.statements)
        return {theme: theme_page(name) for theme, name in named.items()}

    def of_theme(self, theme: str) -> list[Statement]:
        """Return the opening paragraphs of a theme's dashboards."""
        return [statement for statement in self.statements if statement.theme == theme]


def dashboard_paths(dashboards: Iterable[str]) -> dict[str, str]:
    """Return the path of each dashboard's page, given their names in printed order."""
    return {dashboard: dashboard_page(name) for dashboard, name in slugs(dashboards).items()}


def dashboard_pages(of: Dashboards) -> list[SitePage]:
    """Return the page of every dashboard, in printed order."""
    paths = of.pages
    return [_dashboard(of, statement, paths) for statement in of.statements]


def _dashboard(of: Dashboards, statement: Statement, paths: Mapping[str, str]) -> SitePage:
    name, path = statement.dashboard, paths[statement.dashboard]
    rows = of.compendium[of.compendium["dashboard"].eq(name)]
    at_hand = rows[rows["value"].notna()]
    parts: list[Part] = list(opening_words(statement))
    words = of.notes.words
    about_all = words[words["kind"].eq("dashboard")]
    if (comments := officers_words_table(about_all, of.compendium, name)) is not None:
        parts.append(comments)
    if of.comments is not None:
        named = of.comments["indicator_ids"].map(
            lambda names: not set(names.split(";")).isdisjoint(rows["indicator_id"])
        )
        if (quoted := comments_list(of.comments[named].to_dict("records"))) is not None:
            parts += [heading(SAID_OF_DRAFT), quoted]
    if (caveats := caveats_of_dashboard(of.caveats, name)) is not None:
        parts += [heading("What to keep in mind"), caveats]
    parts += of.money.get(name, ())
    parts += cost_parts(of.services.get(name, ()), path)
    parts.append(heading("The indicators"))
    if len(at_hand):
        caption = f"Among {of.group}" if at_hand["n"].gt(1).any() else "The indicators with a figure"
        parts += [_before_the_table(at_hand, of.notes, path), dashboard_table(at_hand, caption, of.notes, path)]
    else:
        parts.append(paragraph("No figure of this dashboard is published or was handed in."))
    parts += _without_figures(rows[rows["value"].isna()], of.notes, path)
    parts += _targets_without_figure(rows[rows["value"].isna()], of.notes, path)
    parts += [_neighbours(of, name, paths)]
    return SitePage(path, name, tuple(parts), section=THEMES)


READING: Final = "How to read the dashboards"
FIRST_TOPICS: Final = ("scope", "counted", "counts", "strength")
"""What a dashboard says in its first paragraph; the rest is a list."""

_NAMED_BELOW: Final = (WITHOUT_FIGURE, "not_judged")
"""What a dashboard does not say in its first words, as it stands in the table or below it."""

_BY_NAME: Final = {"improved", "worsened"}


def opening_words(statement: Statement) -> Iterable[Part]:
    """Give the opening words of a dashboard: its scope and its counts as a paragraph, then each other sentence.

    For how many a change is clear is left out where the names below it say so.
    """
    topics = {one.topic for one in statement.sentences}
    first_topics = [topic for topic in FIRST_TOPICS if topic != "strength" or topics.isdisjoint(_BY_NAME)]
    first = [one for one in statement.sentences if one.topic in first_topics]
    others = [one for one in statement.sentences if one.topic not in (*FIRST_TOPICS, *_NAMED_BELOW)]
    if first:
        yield paragraph_of(first)
    if others:
        yield BulletList(tuple(map(spans_of, others)))


def _before_the_table(rows: pd.DataFrame, notes: RowNotes, path: str) -> Paragraph:
    """Return who can do most about the rows, if not the council, and the way to how they are read."""
    about = who_can_do_most(rows, is_two_tier=notes.is_two_tier)
    way = (link("How to read this table", THEMES, path), Span("."))
    return Paragraph((Span(f"{about} "), *way) if about else way)


_NOT_HANDED_IN: Final = "not handed in by the council or a partner"
_WHY_NONE: Final[Mapping[str, str]] = {
    NO_FIGURE: "with no figure in time for this report",
    BELOW_ONLY: "published for areas within the council only",
}


def _without_figures(rows: pd.DataFrame, notes: RowNotes, path: str) -> list[Part]:
    """Return the indicators that have no figure, by name, an item of a list for each reason."""
    if rows.empty:
        return []
    awaited = rows["measure_type"].ne("national") & rows["why_no_figure"].ne(BELOW_ONLY)
    reasons = (
        rows["direction_reason"]
        .map(short_reason)
        .map(lambda reason: _WHY_NONE.get(reason, reason))
        .mask(awaited, _NOT_HANDED_IN)
    )
    items: list[tuple[Span, ...]] = []
    for reason, of_reason in rows.groupby(reasons, sort=False):
        words = f"{str(reason)[:1].upper()}{str(reason)[1:]}"
        first = of_reason.iloc[0]
        cell = fact_id(COMPENDIUM.name, (str(first["indicator_id"]),), "direction_reason")
        has_number = any(map(str.isdigit, words))
        stated = Span(words, fact=cell, value=first["direction_reason"]) if has_number else Span(words)
        spans = [stated, Span(": ")]
        if reason == _WHY_NONE[BELOW_ONLY]:
            items.append((*spans, Span("see "), link("Places", AREAS_WITHIN, path)))
            continue
        for number, row in enumerate(of_reason[["title", "indicator_id"]].to_dict("records")):
            spans += [Span("; ")] if number else []
            spans.append(link(str(row["title"]), card_of(row["indicator_id"]), path))
            if marks := notes.risks.get(row["indicator_id"]):
                spans.append(Span(f" ({', '.join(marks)})"))
        items.append(tuple(spans))
    return [heading(f"{number_of(len(rows), 'indicator')} without a figure"), BulletList(tuple(items))]


def _targets_without_figure(rows: pd.DataFrame, notes: RowNotes, path: str) -> list[Part]:
    """Return the targets of indicators that have no figure here, with what people say of them."""
    items: list[tuple[Span, ...]] = []
    for row in rows[["title", "indicator_id"]].to_dict("records"):
        targets = notes.targets.get(row["indicator_id"], ())
        if words := "; ".join(map(details_in_words, targets)):
            stated = facts_in(f": {words}.", chain.from_iterable(map(target_facts, targets)))
            items.append((link(str(row["title"]), card_of(row["indicator_id"]), path), *stated))
    return [heading("Their targets"), BulletList(tuple(items))] if items else []


def _neighbours(of: Dashboards, name: str, paths: Mapping[str, str]) -> Paragraph:
    """Return the ways to the theme, and to the next dashboard in printed order."""
    order, path = list(paths), paths[name]
    number = order.index(name)
    theme = next(statement.theme for statement in of.statements if statement.dashboard == name)
    spans = [Span("Theme: "), link(theme, of.theme_pages[theme], path), Span(". ")]
    if number + 1 < len(order):
        spans += [Span("Next: "), link(order[number + 1], paths[order[number + 1]], path), Span(".")]
    return Paragraph(tuple(spans))


def theme_pages(of: Dashboards) -> list[SitePage]:
    """Return the page that lists all themes, and that of each with the opening paragraphs of its dashboards."""
    pages = []
    paths, dashboards = of.theme_pages, of.pages
    for theme, path in paths.items():
        parts: list[Part] = []
        if of.positions.get(theme):
            parts.append(of.positions[theme])
        if theme in of.on_targets:
            parts.append(of.on_targets[theme])
        items = []
        for statement in of.of_theme(theme):
            to_dashboard = link(statement.dashboard, dashboards[statement.dashboard], path)
            in_short = [Span(": "), *spans_of(statement.in_short)] if statement.in_short else []
            items.append((to_dashboard, *in_short))
        parts.append(BulletList(tuple(items)))
        parts += of.around.get(theme, ())
        lead = spans_of(_after_name(of.themes[theme], theme)) if theme in of.themes else ()
        named = text_of_cell(Fact(HEADLINE_FACTS.name, (theme,), "theme", theme)) if theme in of.themes else Span(theme)
        pages.append(SitePage(path, theme, tuple(parts), lead, section=THEMES, heading=(named,)))
    general = caveats_of_report(of.caveats)
    about_all: list[Part] = [] if general is None else [heading("What to keep in mind with every figure"), general]
    overview = SitePage(
        THEMES,
        "Themes and dashboards",
        (theme_list(of, THEMES), *about_all, heading(READING), reading_key(of.notes.tolerance_percent)),
        section=THEMES,
    )
    return [overview, *pages]


def _after_name(statement: Sentence, theme: str) -> Sentence:
    """Return the sentence on a theme without the name of the theme that it begins with."""
    first, *others = statement.pieces
    words = first if isinstance(first, str) else first.printed
    if words == theme and others and isinstance(others[0], str):
        return replace(statement, pieces=(others[0].removeprefix(": "), *others[1:]))
    return replace(statement, pieces=(words.removeprefix(f"{theme}: "), *others))


def theme_list(of: Dashboards, page: str) -> Beside:
    """Return each theme with its sentence, and links to it and to its dashboards, as a page shows them."""
    themes: list[Parts] = []
    for theme, path in of.theme_pages.items():
        own = [statement.dashboard for statement in of.of_theme(theme)]
        # the sentence begins with the name of the theme, which is the link
        counts = (
            (Span(": "), *spans_of(_after_name(of.themes[theme], theme), capital=False)) if theme in of.themes else ()
        )
        themes.append(
            joined(
                Paragraph((link(theme, path, page), *counts)),
                BulletList(tuple((link(dashboard, of.pages[dashboard], page),) for dashboard in own)),
            )
        )
    return Beside(tuple(themes))


_ALL: Final = (
    Column("what", "Indicator", header=True),
    Column("direction_shown", "Direction of travel"),
)


def indicator_list(of: Dashboards, pages: Iterable[str] = ()) -> SitePage:
    """Return the page of all indicators from A to Z, each with its card and its judgement.

    Below them are the pages that are about more, among some paths, and what readers look for and is not measured.
    """
    rows = of.compendium.sort_values("title", key=lambda titles: titles.str.casefold(), kind="stable")
    records = rows.to_dict("records")
    cells = {
        "what": [Cell((link(str(row["title"]), card_of(row["indicator_id"]), INDICATORS),)) for row in records],
        "direction_shown": [_direction(row, of.notes) for row in records],
    }
    frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
    number = len(rows)
    lead = (
        f"{number_of(number, 'indicator')} {singular_or_plural(number, 'is', 'are')} in the register. A change that is "
        "not called clear may be chance, or could not be tested. A dash: there is no figure, or no direction can be "
        "determined."
    )
    tools = list_tools(
        records, of.terms, list(of.theme_pages), list(of.pages), of.notes.targets, is_two_tier=of.notes.is_two_tier
    )
    made = replace(table(frame, "All indicators from A to Z", list(_ALL)), rows_apart=True, tools=tools)
    every = sortable(made, list_orders(records))
    unmeasured = unmeasured_list(of.terms, INDICATORS)
    parts: list[Part] = [every]
    if (more := pages_list(pages, INDICATORS)).items:
        parts += [heading("Money, risks and more"), more]
    if unmeasured is not None:
        parts += [heading("What is not measured"), unmeasured]
    stated = facts_in(lead, [Fact(YEARS_COUNTS.name, ("reported",), "number", number, "number")])
    return SitePage(INDICATORS, "All indicators", tuple(parts), stated, section=INDICATORS, kind=LIST)


def _direction(row: Mapping[Any, Any], notes: RowNotes) -> Cell:
    """Return a judgement in a word, whether it is clear, and how the target of the indicator stands."""
    target = target_in_short(notes.targets.get(row["indicator_id"], ()))
    if is_missing(row["value"]) or row["direction"] == CANNOT_BE_DETERMINED:
        cell, is_clear = words_cell(NONE), False
    else:
        cell = direction_cell(row["movement"] if row["direction"] == NOT_JUDGED else row["direction"])
        is_clear = row["evidence"] == CLEAR
    beside = "; ".join(filter(None, ("clear" if is_clear else "", target)))
    return cell.with_spans(Span(beside, REASON)) if beside else cell
