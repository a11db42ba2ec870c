"""The site of a report: its pages made from the tables of the run, and the tables beside them to download."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.pipeline.card_pages import CardsOfRun, Tables, WrittenPages, write_cards, write_pages
from helpers.pipeline.documents import write_documents
from helpers.pipeline.downloads import copy_tables, write_sentences
from helpers.pipeline.freshness import sha256
from helpers.pipeline.moved import add_moved, way_to_moved
from helpers.pipeline.open_data import write_open_data
from helpers.pipeline.papers import evidence_of, papers_of, write_papers
from helpers.pipeline.stage_before import stage_before
from helpers.pipeline.surroundings import (
    FromFiles,
    read_box,
    read_from_files,
    read_funding,
    read_risk_tables,
    read_spending,
    read_surroundings,
    read_target_tables,
    read_years,
)
from helpers.pipeline.workbook import write_workbook
from helpers.present.cells import format_value
from helpers.present.counted import Counts, hidden_facts, places_facts
from helpers.present.facts import stating
from helpers.present.narrative import dashboard_statements
from helpers.present.narrative_headline import headline_statements
from helpers.present.pages import areas_within, headline, site_about, site_index
from helpers.present.pages.dashboards import sparklines
from helpers.present.pages.first_page_facts import HeadlineCounts, state_position
from helpers.present.pages.in_year import in_year_facts, in_year_sentence
from helpers.present.pages.indicator_tables import CardSettings, FilesOfCards
from helpers.present.pages.money_lines import money_by_dashboard
from helpers.present.pages.reward_grant import grant_in_short
from helpers.present.pages.service_costs import services_by_dashboard
from helpers.present.pages.short_forms import with_short_forms
from helpers.present.pages.site_around import Surroundings, around_page, focus_on_index, theme_parts
from helpers.present.pages.site_dashboards import (
    Dashboards,
    dashboard_pages,
    dashboard_paths,
    indicator_list,
    theme_list,
    theme_pages,
)
from helpers.present.pages.site_downloads import Document, downloads_page
from helpers.present.pages.site_funding import FundingPage, funding_page, funding_sentence
from helpers.present.pages.site_places import places_page
from helpers.present.pages.site_risks import RiskTables, risks_page, warning_line
from helpers.present.pages.site_rows import RowNotes
from helpers.present.pages.site_spending import SpendingPage, spending_page
from helpers.present.pages.site_targets import TargetTables, targets_page, targets_sentence
from helpers.present.pages.site_years import Years, printed_in_short, years_page
from helpers.present.pages.spending_tables import tax_of_card
from helpers.present.pages.split_years import row_remarks
from helpers.present.pages.target_words import target_in_short, targets_by_indicator
from helpers.present.sentences import own_position, position_sentence, quartile_sentence, statuses_sentence
from helpers.present.site_pages import (
    AREAS_WITHIN,
    AROUND,
    DOWNLOADED,
    DOWNLOADS,
    FUNDING,
    INDEX,
    INDICATORS,
    METHOD,
    RISKS,
    SPENDING,
    TARGETS,
    THEMES,
    YEARS,
    SitePage,
    card_of,
    from_page,
)
from helpers.present.site_search import SearchTerms, Unmeasured
from helpers.present.tables import joined, paragraph
from helpers.present.values import Paragraph, Part
from helpers.publish.compendium_site import SiteFrame, render_site
from helpers.publish.open_data import AboutData
from helpers.register import read_register
from helpers.results import compendium as results_compendium
from helpers.results.first_screen import best_and_worst
from helpers.run_names import options_of
from helpers.schema import TABLES
from helpers.schema.comparison import AREAS_WITHIN_COUNTS
from helpers.schema.site import CAVEATS, SITE_TABLES
from helpers.sources.raw_rows import read_raw_rows
from helpers.sources.search_words import read_search_words
from helpers.sources.tiles import read_tiles
from helpers.verdicts import CLEAR

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run


def write_site(run: Run, folder: Path, notebooks: Sequence[tuple[str, str]]) -> WrittenPages:
    """Write the site into the folder of a report.

    `notebooks` has the path and the title of each page that a notebook or the logs have.
    """
    tables = Tables(run.building.tables)
    years = read_years(run, tables)
    from_files = read_from_files(run, years, tables)
    tables = tables.beside(from_files.made)
    targets = read_target_tables(run, tables, notebooks)
    funding, spending = read_funding(run, tables, notebooks), read_spending(run, tables, notebooks)
    frame = _frame(run, has_targets=targets.any, has_funding=funding.any, has_spending=spending.any)
    before, of_cards = stage_before(run.project, run.settings), None
    # another process makes the cards, and another processor packs the tables
    of_run = _cards(run, tables, frame, folder, funding, from_files)
    with run.beside.begun(write_cards, of_run) as cards, ThreadPoolExecutor(1) as pool:
        copying = pool.submit(copy_tables, run, folder, from_files.made)
        opening = pool.submit(write_open_data, run, _about_data(run, frame), folder)
        risks = read_risk_tables(run, tables, notebooks)
        of = _dashboards(run, tables, targets, risks)
        services = services_by_dashboard(spending.values, tables["service_indicators"], of.compendium)
        money = money_by_dashboard(of.compendium, of.pages, funding, risks)
        of = replace(of, services=services, money=money, comments=from_files.comments)
        papers = papers_of(run, tables, of, (targets, funding, risks), frame)
        others = [*((page.path, page.title) for page in papers.pages), *way_to_moved(before), *notebooks]
        pages = [*site_pages(run, tables, of, targets, funding, spending, risks, others, years), *papers.pages]
        files = [write_sentences([*pages, *papers.stated], tables, folder / DOWNLOADED), *copying.result()]
        compared = list[Document]()
        if before is not None:
            of_cards = cards()  # what moved on them is in the list too
            since = add_moved(run, before, tables["compendium"], pages, papers, folder)
            tables, papers, pages = tables.beside(since.tables), since.papers, [*pages, since.page]
            files[0] = write_sentences([*pages, *papers.stated], tables, folder / DOWNLOADED)
            files, compared = [*files, *since.files], [since.document]
        documents = [
            *write_documents(run, tables, pages, frame, folder),
            write_workbook(run, tables, of, frame, folder),
            *write_papers(run, papers, folder),
            *opening.result(),
            *compared,
        ]
        meanings = {name: table.row for name, table in (TABLES | SITE_TABLES).items()}
        is_record_apart = not tables["raw_files"]["hash_published"].all()
        pages.append(downloads_page(files, meanings, documents, is_record_apart=is_record_apart))
        rendered = render_site(with_short_forms(pages), frame)
        written = write_pages(folder, rendered, run.settings.parameters.year)
        paths = [*(f"{DOWNLOADED}/{file.file}" for file in files), *(document.file for document in documents)]
        hashes = {path: sha256(folder / path) for path in paths}
        of_cards = of_cards or cards()
    return WrittenPages(hashes | written.hashes | of_cards.hashes, [*written.findings, *of_cards.findings])


def _frame(run: Run, *, has_targets: bool, has_funding: bool, has_spending: bool) -> SiteFrame:
    publication = run.settings.publication
    return SiteFrame(
        publication=f"Performance Compendium {run.settings.of_year}",
        authority=run.areas[run.settings.authority].name,
        stage=site_about.stage_line(run.settings.parameters.stage, run.settings.part),
        issued="" if publication.issued is None else format_value(publication.issued),
        contact=publication.contact,
        next_update="" if publication.next_update is None else format_value(publication.next_update),
        navigation=(
            (INDEX, "Summary"),
            (THEMES, "Themes"),
            (INDICATORS, "Indicators"),
            *(((TARGETS, "Targets"),) if has_targets else ()),
            *(((FUNDING, "Funding"),) if has_funding else ()),
            *(((SPENDING, "Spending"),) if has_spending else ()),
            (RISKS, "Risks"),
            (AROUND, "Delivery"),
            (YEARS, "Years"),
            (AREAS_WITHIN, "Places"),
            (DOWNLOADS, "Downloads"),
            (METHOD, "Method"),
        ),
        footer=((f"{METHOD}#where-do-the-figures-come-from", "Sources and licences"),),
    )


def _about_data(run: Run, frame: SiteFrame) -> AboutData:
    return AboutData(frame.publication, frame.authority, frame.stage, frame.issued, run.settings.run)


def site_pages(
    run: Run,
    tables: Tables,
    of: Dashboards,
    targets: TargetTables,
    funding: FundingPage,
    spending: SpendingPage,
    risks: RiskTables,
    notebooks: Sequence[tuple[str, str]],
    years: Years,
) -> list[SitePage]:
    """Return every page of the site as values, made from the tables of the run; without cards and downloads."""
    around = read_surroundings(run, tables, of.theme_pages)
    years = replace(years, box=read_box(run, tables, of.group))
    of = replace(
        of,
        around={theme: theme_parts(around, theme) for theme in of.theme_pages},
        on_targets={
            theme: words for theme, path in of.theme_pages.items() if (words := targets_sentence(targets, path, theme))
        },
    )
    more = [
        *([targets_page(targets)] if targets.any else []),
        *([funding_page(funding)] if funding.any else []),
        *([spending_page(spending)] if spending.any else []),
        risks_page(risks),
        around_page(around),
        years_page(years),
        _areas_within(run, tables),
    ]
    return [
        _first_page(run, tables, of, targets, funding, risks, notebooks, years, around),
        *theme_pages(of),
        *dashboard_pages(of),
        indicator_list(of, [page.path for page in more]),
        *more,
    ]


def _dashboards(run: Run, tables: Tables, targets: TargetTables, risks: RiskTables) -> Dashboards:
    compendium, positions = tables["compendium"], tables["positions"]
    group, council = run.settings.group.short_name, run.areas[run.settings.authority]
    is_two_tier = council.area_type == "county"
    indicators = tables["indicators"]
    return Dashboards(
        compendium=compendium,
        statements=dashboard_statements(
            tables["dashboard_facts"],
            tables["dashboard_names"],
            group,
            clear=frozenset(compendium.loc[compendium["evidence"].eq(CLEAR), "indicator_id"]),
        ),
        themes=headline_statements(tables["headline_facts"]),
        positions={
            theme: state_position(paragraph(position_sentence(positions, council.name, group, theme)), positions, theme)
            for theme in compendium["theme"].unique()
            if own_position(positions, theme) is not None
        },
        caveats=tables[CAVEATS.name],
        notes=RowNotes(
            comparisons=tables["comparisons"],
            words=tables["officers_words"],
            sparklines=sparklines(tables["own_series"], compendium),
            is_two_tier=is_two_tier,
            tolerance_percent=run.settings.parameters.direction.tolerance_percent,
            references=dict(zip(indicators["indicator_id"], indicators["reference"].fillna(""), strict=True)),
            remarks=row_remarks(tables["worst_districts"], tables["split_years"], compendium),
            targets=targets_by_indicator(targets.results),
            risks=risks.marks,
        ),
        group=group,
        terms=_search_terms(run, indicators),
    )


def _search_terms(run: Run, indicators: pd.DataFrame) -> SearchTerms:
    """Return what the search box knows; `indicators` is the table."""
    register = read_register(run.project.register)
    words = read_search_words(run.project.search_words, register, run.settings.ownership.register(register))
    titles = dict(zip(indicators["indicator_id"], indicators["title"], strict=True))
    meanings = dict(zip(indicators["indicator_id"], indicators["definition"].fillna(""), strict=True))
    unmeasured = (
        Unmeasured(one.words, one.why, tuple((name, titles[name]) for name in one.nearest if name in titles))
        for one in words.not_measured
    )
    return SearchTerms(words.by_indicator, meanings, tuple(unmeasured))


def _cards(
    run: Run, tables: Tables, frame: SiteFrame, folder: Path, funding: FundingPage, from_files: FromFiles
) -> CardsOfRun:
    """Return what the cards are made from."""
    council = run.areas[run.settings.authority]
    paths = dashboard_paths(tables["dashboard_facts"]["dashboard"])
    settings = CardSettings(
        council=council.name,
        authority=run.settings.authority,
        group=run.settings.group.short_name,
        layout=run.settings.group.id,
        other_groups=run.settings.group_names(),
        dashboards={name: from_page(path, card_of("any")) for name, path in paths.items()},
        is_two_tier=council.area_type == "county",
        funding=funding_sentence(funding, card_of("any")),
        tax=tax_of_card(tables["council_tax"], run.areas[run.settings.authority].name, card_of("any")),
        explained_by=options_of(run.settings.run),
    )
    tiles = read_tiles(run.project.tiles, run.areas)
    raw_rows = read_raw_rows(tables["figure_sources"], run.project.raw)
    read = FilesOfCards(from_files.caveats, tiles, from_files.comments, raw_rows)
    return CardsOfRun(tables, read, settings, frame, run.settings.parameters.year, folder, from_files.made)


def _first_page(
    run: Run,
    tables: Tables,
    of: Dashboards,
    targets: TargetTables,
    funding: FundingPage,
    risks: RiskTables,
    notebooks: Sequence[tuple[str, str]],
    years: Years,
    around: Surroundings,
) -> SitePage:
    parameters, publication = run.settings.parameters, run.settings.publication
    council = run.areas[run.settings.authority].name
    counted = of.compendium[of.compendium["in_headline"]]
    best, worst = best_and_worst(of.compendium)
    has_calendar = around.releases is not None and not around.releases.empty
    due = HeadlineCounts(tables["headline_counts"]).due(parameters.stage, has_calendar=has_calendar)
    about = site_about.About(
        council,
        of.group,
        parameters.year,
        parameters.stage,
        publication.issued,
        publication.contact,
        publication.next_update,
        run.settings.part,
        due,
        way_to_moved(stage_before(run.project, run.settings)),
    )
    return site_index.site_index(
        site_index.FirstScreen(
            about=about,
            facts=tables["headline_facts"],
            best=best,
            worst=worst,
            comparisons=of.notes.comparisons,
            sparklines=of.notes.sparklines,
            counts=_counts(run, tables, counted, of.group),
            position=state_position(
                paragraph(position_sentence(tables["positions"], council, of.group)), tables["positions"]
            ),
            changes=years.changes,
            earlier=years.earlier[-1] if years.earlier else None,
            stated=years.stated,
            box=printed_in_short(years.printed, parameters.year, INDEX, YEARS),
            focus=focus_on_index(around),
            agreement=grant_in_short(tables["reward_grants"], tables["reward_totals"], council, parameters.year, INDEX),
            in_year=_in_year(tables["in_year"], targets.stated),
            targets=targets_sentence(targets, INDEX),
            funding=funding_sentence(funding, INDEX),
            warnings=warning_line(risks, INDEX),
            beside={name: target_in_short(rows) for name, rows in of.notes.targets.items()},
            themes=theme_list(of, INDEX),
            other_pages=notebooks,
            limits=run.assurance.limits,
        )
    )


def _in_year(in_year: pd.DataFrame, counts: Counts) -> Paragraph | None:
    """Return what figures of parts of a year say; None without any."""
    return None if in_year.empty else stating(paragraph(in_year_sentence(in_year)), in_year_facts(counts))


def _areas_within(run: Run, tables: Tables) -> SitePage:
    within, indicators, council = tables["areas_within"], tables["indicators"], run.areas[run.settings.authority].name
    counts = Counts(AREAS_WITHIN_COUNTS, tables["areas_within_counts"])
    first = paragraph(areas_within.places_sentence(within, tables["areas_below"]))
    parts: list[Part] = [stating(first, places_facts(counts))]
    if len(within):
        spread = run.settings.parameters.masking_spread_percent
        parts += [
            stating(paragraph(areas_within.masking_count(within, spread)), hidden_facts(counts)),
            areas_within.areas_in_short(tables["figures_within"], within, tables["own_series"], indicators, council),
        ]
    return places_page(parts, council)


def _counts(run: Run, tables: Tables, counted: pd.DataFrame, group: str) -> Any:
    directions = results_compendium.direction_counts(counted)
    quartiles = results_compendium.quartile_counts(counted)
    statuses = statuses_sentence(directions.iloc[0].to_dict(), len(counted)).strip()
    stated, year = HeadlineCounts(tables["headline_counts"]), run.settings.parameters.year
    in_quartiles = paragraph(quartile_sentence(quartiles.iloc[0].to_dict(), tables["quartile_bases"], group))
    return joined(
        stated.tiles(headline.headline(directions, quartiles, group)),
        stated.coverage(headline.coverage(counted, year, run.settings.part), year),
        evidence_of(run, tables, counted),
        stated.statuses(paragraph(statuses)) if statuses else None,
        stated.quartiles(in_quartiles, tables["quartile_bases"]),
    )
