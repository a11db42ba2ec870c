"""The card of each indicator: everything that the report has on it, as values that a page at its own address shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from helpers.methods.target_outlook import FEWEST_FORECASTS
from helpers.present.cells import format_value, is_missing, quality_cell, unit_in_words
from helpers.present.charts.indicator_series import Drawn, series_chart
from helpers.present.facts import Fact, Sentence, facts_in, paragraph_of, stating, text_of_cell
from helpers.present.narrative_indicator import indicator_statements
from helpers.present.pages.caveats import caveats_list
from helpers.present.pages.comments import SAID_OF_DRAFT, comments_by_indicator, comments_list
from helpers.present.pages.in_year import card_table
from helpers.present.pages.indicator_areas import (
    areas_map,
    areas_table,
    councils_table,
    districts_facts,
    districts_sentence,
)
from helpers.present.pages.indicator_facts import RowFacts
from helpers.present.pages.indicator_judgement import (
    figure_cell,
    groups_table,
    judgement,
    verdict_cells,
    why_without,
)
from helpers.present.pages.indicator_meaning import belongs_spans, meaning_parts, when_spans
from helpers.present.pages.indicator_series import series_table, series_title, series_title_facts
from helpers.present.pages.indicator_source import finding_words, of_figures, of_source, to_hand_in
from helpers.present.pages.indicator_tables import CardSettings, CardTables, TableRows, TilesOfDays, in_words
from helpers.present.pages.indicator_target import target_lines, target_parts
from helpers.present.pages.quality import council_findings
from helpers.present.pages.service_costs import line_of_service
from helpers.present.pages.site_risks import OF_RISKS, pressures_by_indicator, risk_lines
from helpers.present.pages.site_words import NOT_HANDED_IN, reason_of_measure, short_reason
from helpers.present.pages.split_years import split_table
from helpers.present.site_pages import CARD, INDICATORS, ORIGIN, THEMES, SitePage, card_of, link
from helpers.present.tables import paragraph, with_marks_explained
from helpers.present.values import (
    REASON,
    BulletList,
    Cell,
    Chart,
    Definitions,
    Heading,
    Paragraph,
    Part,
    Span,
)
from helpers.results.card_series import ranked_districts
from helpers.schema.cards import CARD_SERIES
from helpers.schema.compendium import COMPENDIUM
from helpers.verdicts import BELOW_ONLY, GOOD, NOT_TESTED

Row = Mapping[Any, Any]

SOURCE_TITLE: Final = "Where the figures come from"
"""The section of a card that leads to the publisher's row of each figure."""


@dataclass(frozen=True)
class CardSection:
    """A part of a card: its heading and what it shows."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class IndicatorCard:
    """All that is known of one indicator.

    `belongs` says where it belongs: dashboard, reference, whether it is counted, whose measure it is and who controls
    the outcome. `figure` is None where there is no figure. `chart` is the picture that can be downloaded, and `credit`
    says where its figures come from. `targets` says of each target of the indicator how it stands, `risks` its early
    warning, its risks and its pressures, and `spending` what the council spends on the service whose outcome it is.
    """

    indicator_id: str
    title: str
    theme: str
    dashboard: str
    belongs: tuple[Span, ...]
    figure: Cell | None
    period: tuple[Span, ...]
    verdicts: tuple[Cell, ...]
    statements: tuple[Sentence, ...]
    meaning: tuple[Part, ...]
    chart: Chart | None
    credit: str
    sections: tuple[CardSection, ...]
    targets: tuple[Paragraph, ...] = ()
    spending: tuple[Paragraph, ...] = ()
    risks: tuple[Paragraph, ...] = ()

    @property
    def path(self) -> str:
        """Where the card is, from the folder of the site."""
        return card_of(self.indicator_id)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything below the title, in order: the figure and the judgement first."""
        parts: list[Part] = [Paragraph(self.belongs)]
        if self.figure is not None:
            way = Span("Where it comes from", "link", href=f"#{ORIGIN}")
            parts.append(Paragraph((*self.figure.spans, *self.period, Span(" · ", "unit"), way)))
            parts.append(Paragraph(_in_one_line(self.verdicts)))
        parts += [*self.targets, *self.risks, *self.spending]
        if self.statements:
            parts.append(paragraph_of(self.statements))
        parts += [Heading("What it means"), *self.meaning]
        for section in self.sections:
            anchor = ORIGIN if section.heading == SOURCE_TITLE else ""
            parts += [Heading(section.heading, anchor=anchor), *section.parts]
        return tuple(parts)

    def page(self) -> SitePage:
        """Return the card as a page of the site."""
        title = text_of_cell(Fact(COMPENDIUM.name, (self.indicator_id,), "title", self.title))
        return SitePage(self.path, self.title, self.parts, section=INDICATORS, kind=CARD, heading=(title,))


def _in_one_line(verdicts: Sequence[Cell]) -> tuple[Span, ...]:
    """Return cells one after the other, with a space before the words below one."""
    spans: list[Span] = []
    for cell in verdicts:
        spans += [Span(" · ")] if spans else []
        spans += [Span(f" {span.text}", REASON) if span.role == REASON else span for span in cell.spans]
    return tuple(spans)


def indicator_cards(tables: CardTables, settings: CardSettings) -> tuple[IndicatorCard, ...]:
    """Return the card of every indicator of the report, in printed order."""
    statements = indicator_statements(tables.compendium, tables.comparisons, settings.group)
    tables = in_words(tables)
    rows = TableRows(tables)
    rows.add("findings", council_findings(tables.quality_failures))
    # a note can be about indicators that another council alone hands in
    caveats = tables.caveats[tables.caveats["indicator_id"].isin(tables.compendium["indicator_id"])]
    of_all = caveats.groupby("caveat_id")["indicator_id"].transform("size").eq(len(tables.compendium))
    rows.add("caveats", caveats.assign(of_all=of_all))
    rows.add("comments", comments_by_indicator(tables.comments))
    rows.add("pressures", pressures_by_indicator(tables.service_pressures))
    rows.add("districts", ranked_districts(tables.figures_within, tables.areas_within))
    maps = TilesOfDays(tables.tiles)
    titles = dict(zip(tables.compendium["indicator_id"], tables.compendium["title"], strict=True))
    return tuple(
        _Card(row, rows, settings, maps, titles, statements).card() for row in tables.compendium.to_dict("records")
    )


@dataclass
class _Card:
    """One card while it is put together."""

    row: Row
    rows: TableRows
    settings: CardSettings
    maps: TilesOfDays
    titles: Mapping[str, str]
    statements: Mapping[str, tuple[Sentence, ...]]

    def __post_init__(self) -> None:
        self.name = str(self.row["indicator_id"])
        self.register = self.rows.one("indicators", self.name)
        self.series = self.rows.of("card_series", self.name)

    def card(self) -> IndicatorCard:
        row = self.row
        chart = self._chart()
        sections = (
            self._why_no_figure(),
            self._over_time(chart),
            self._section("In the course of the year", self._in_year()),
            self._section("On the way to its target", self._target()),
            self._section("What the department says", self._officers()),
            self._section(SAID_OF_DRAFT, [comments_list(self.rows.of("comments", self.name))]),
            self._section("How it was judged", self._judged()),
            self._section(f"Where {self.settings.group} stand", self._councils()),
            self._section("How areas within the council differ", self._districts()),
            self._section("What to keep in mind", self._notes()),
            self._section("Data quality", self._quality()),
            self._section(SOURCE_TITLE, self._source()),
        )
        return IndicatorCard(
            indicator_id=self.name,
            title=str(row["title"]),
            theme=str(row["theme"]),
            dashboard=str(row["dashboard"]),
            belongs=belongs_spans(row, self.register, self.titles, self.settings),
            figure=figure_cell(row),
            period=when_spans(row),
            verdicts=() if is_missing(row["value"]) else verdict_cells(row, self.settings.group),
            statements=self.statements.get(self.name, ()),
            meaning=tuple(meaning_parts(row, self.register)),
            chart=chart,
            credit=self._credit(),
            sections=tuple(section for section in sections if section is not None),
            targets=target_lines(self.rows.of("target_results", self.name), str(row["period"])),
            risks=risk_lines(*(self.rows.of(name, self.name) for name in OF_RISKS)),
            spending=tuple(self._spending()),
        )

    def _spending(self) -> Iterator[Paragraph]:
        """Give a line on each service whose outcome the indicator is, and on all funding for council tax."""
        yield from self.settings.funding_of(self.name)
        for row in self.rows.of("service_indicators", self.name):
            for service in self.rows.of("service_values", str(row["service"])) if row["used"] else ():
                if service["newest"]:
                    yield Paragraph(line_of_service(service))

    def _section(self, heading: str, parts: Iterable[Part | None]) -> CardSection | None:
        all_parts = tuple(with_marks_explained(part) for part in parts if part is not None)
        return CardSection(heading, all_parts) if all_parts else None

    def _credit(self) -> str:
        source = self.rows.sources.get(str(self.row["source_id"]), {})
        return f"Source: {source['publisher']}, {source['dataset']}." if source else ""

    def _why_no_figure(self) -> CardSection | None:
        row = self.row
        if not is_missing(row["value"]):
            return None
        column = "why_no_figure" if row["why_no_figure"] else "direction_reason"
        why = reason_of_measure(row, short_reason(str(row[column])))
        stated = RowFacts(COMPENDIUM, row).text(column)
        words = Span(f"{why[:1].upper()}{why[1:]}.")
        if stated is not None and why != NOT_HANDED_IN:
            words = replace(words, fact=stated.fact_id, value=stated.value)
        parts: list[Part] = [Paragraph((words,), "finding")]
        source = self.rows.sources.get(str(row["source_id"]), {})
        if row["measure_type"] != "national":
            parts.append(Definitions(tuple(to_hand_in(row, self.register))))
        elif row["why_no_figure"] != BELOW_ONLY and source and source["why_not_there"]:
            parts.append(Paragraph((Span(f"{source['dataset']}: {source['why_not_there']}.", "cite"),), "finding"))
        return CardSection("Why there is no figure", tuple(parts))

    def _chart(self) -> Chart | None:
        if not self.series:
            return None
        row, settings = self.row, self.settings
        unit, decimals = str(row["unit"]), int(row["decimals"])
        drawn = Drawn(settings.council, settings.group, unit, decimals, str(row["polarity"]))
        title = series_title(self.series, str(row["title"]), unit, decimals, settings.group)
        chart = series_chart(self.series, drawn, self._events(), title)
        if not isinstance(chart, Chart):
            return None
        return replace(chart, title_spans=facts_in(title, series_title_facts(self.series, unit, decimals)))

    def _events(self) -> list[tuple[str, Any, Any]]:
        caveats = self.rows.of("caveats", self.name)
        return [(row["title"], row["begins"], row["ends"]) for row in caveats if row["kind"] == "event"]

    def _over_time(self, chart: Chart | None) -> CardSection | None:
        if chart is None:
            return None
        later = why_without(self.row)
        parts: list[Part] = [chart, BulletList((_downloads(self.name),))]
        parts += [stating(paragraph(later), [RowFacts(COMPENDIUM, self.row).period("newest_period")])] if later else []
        parts.append(with_marks_explained(series_table(self.series, self.row, self.settings.group)))
        return CardSection("Over time", tuple(parts))

    def _in_year(self) -> Iterable[Part | None]:
        yield card_table(self.rows.of("in_year_figures", self.name), int(self.row["decimals"]))
        yield split_table(self.rows.of("split_years", self.name), int(self.row["decimals"]))

    def _officers(self) -> Iterable[Part | None]:
        words = self.rows.of("officers_words", self.name)
        if not words:
            return
        yield BulletList(
            tuple(
                (Span(str(row["words"]), "quoted"), Span(" "), Span(_signature(row), "quoted", "signed"))
                for row in words
            )
        )

    def _target(self) -> Iterable[Part | None]:
        results = self.rows.of("target_results", self.name)
        names = [str(row["target_id"]) for row in results]
        targets = {name: self.rows.one("targets", name) for name in names}
        milestones = {name: self.rows.of("target_milestones", name) for name in names}
        return target_parts(results, targets, milestones, self.series)

    def _judged(self) -> Iterable[Part | None]:
        if is_missing(self.row["value"]):
            return
        one = {name: self.rows.one(name, self.name) for name in ("comparisons", "evidence", "rank_certainty", "trends")}
        record = self.rows.of("forecast_record", str(one["evidence"].get("scale", "")))
        held = {int(line["ahead"]): line["held_percent"] for line in record if line["forecasts"] >= FEWEST_FORECASTS}
        forecasts = [
            {**line, "scale": one["evidence"].get("scale"), "forecast_held_percent": held.get(int(line["ahead"]))}
            for line in self.rows.of("forecasts", self.name)
        ]
        row, group = self.row, self.settings.group
        yield judgement(
            row, one["comparisons"], one["evidence"], one["rank_certainty"], forecasts, one["trends"], group
        )
        own, of_all = (self.rows.of(name, self.name) for name in ("indicator_group_comparisons", "group_comparisons"))
        names = {name: words for name, words in self.settings.other_groups.items() if name != self.settings.layout}
        yield groups_table(row, [*of_all, *own], names)

    def _councils(self) -> Iterable[Part | None]:
        councils, row = self.rows.of("card_councils", self.name), self.row
        newest = [
            area for area in councils if area["period_end"] == row["period_end"] and area["period"] == row["period"]
        ]
        group = self.settings.group
        if len(newest) > 1:
            tiles = self.maps.tiles(self.settings.layout, row["period_end"])
            title = f"{row['title']}, {row['period']}: each council by quartile"
            subtitle = f"Figures of {group}, each with its quartile in brackets; {self.settings.council} is framed"
            yield areas_map(tiles, newest, row, title, subtitle)
        yield councils_table(councils, self.series, row, group)

    def _districts(self) -> Iterable[Part | None]:
        for within in self.rows.of("areas_within", self.name):
            kind, row = str(within["area_type"]), self.row
            yield stating(paragraph(districts_sentence(within, row)), districts_facts(within, row))
            newest = [area for area in self.rows.of("districts", self.name) if area["area_type"] == kind]
            tiles = self.maps.tiles(self.settings.authority, within["period_end"])
            title = f"{row['title']}, {within['period']}: each {kind} by quartile"
            subtitle = f"The figure of each {kind}, with its quartile among them in brackets"
            yield areas_map(tiles, newest, row, title, subtitle, kind)
            ranks = {(area["area_code"], area["period"]): area for area in newest}
            areas = [
                {"rank": None, "quartile": None, **ranks.get((area["area_code"], area["period"]), {}), **area}
                for area in self.rows.of("figures_within", self.name)
                if area["area_type"] == kind
            ]
            caption = f"Every {kind}, {unit_in_words(str(row['unit']))}"
            yield areas_table(areas, row, caption, kind.capitalize(), f"The figures of every {kind}")

    def _notes(self) -> Iterable[Part | None]:
        if is_missing(self.row["value"]) and not self.rows.of("areas_within", self.name):
            return
        caveats = [row | {"dashboard": self.row["dashboard"]} for row in self.rows.of("caveats", self.name)]
        yield caveats_list([row for row in caveats if not row["of_all"]])
        if any(row["of_all"] for row in caveats):
            yield Paragraph((link("What holds for every figure", THEMES, card_of(self.name)),))
        if breaks := [row for row in self.series[1:] if row["break_before"]]:
            words = (
                f"The series has a break: {', '.join(str(row['period']) for row in breaks)} cannot be compared with "
            )
            periods = [RowFacts(CARD_SERIES, row).period() for row in breaks]
            yield stating(paragraph(f"{words}figures before."), periods)

    def _quality(self) -> Iterable[Part | None]:
        row = self.row
        band = str(row["quality_band"])
        cell = quality_cell(row["quality_band"], row["quality_concerns"])
        if is_missing(row["value"]) or band == NOT_TESTED:
            return
        yield Paragraph((*cell.spans[:1], Span(". " if band == GOOD else ": "), *cell.spans[1:]), "finding")
        lines = {
            words: facts
            for finding in self.rows.of("findings", self.name)
            for words, facts in (finding_words(finding, row),)
        }
        if lines:
            yield BulletList(tuple(facts_in(words, facts) for words, facts in lines.items()))

    def _source(self) -> Iterable[Part | None]:
        source = self.rows.sources.get(str(self.row["source_id"]), {})
        raw_rows = {row["figure"]: row["words"] for row in self.rows.of("raw_rows", self.name)}
        figures = list(of_figures(self.rows.of("figure_sources", self.name), raw_rows))
        pairs = [*of_source(source), *figures]
        if self.register.get("source_measure"):
            pairs.insert(1, ("Its name there", (Span(str(self.register["source_measure"]), "quoted"),)))
        if self.row["owner"]:
            pairs.append(("Who answers for it", (Span(str(self.row["owner"])),)))
        if figures:
            command = f"make explain {self.settings.explained_by} indicator={self.name}"
            pairs.append(("The whole way of each figure", (Span(command, "code"),)))
        yield Definitions(tuple(pairs))


def _downloads(name: str) -> tuple[Span, ...]:
    """Return the links to the files beside the card."""
    figures = Span("All figures of this page as CSV", "link", href=f"{name}.csv")
    return (figures, Span(", "), Span("the picture as SVG", "link", href=f"{name}.svg"))


def _signature(row: Row) -> str:
    if not row["written_by"]:
        return "Not signed"
    day = "" if is_missing(row["written_on"]) else f", {format_value(row['written_on'])}"
    return f"{row['written_by']}{day}"
