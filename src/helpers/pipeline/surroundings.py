"""What is around the figures of a run, and the reports of earlier years, read for the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.pipeline.downloads import csv_paths
from helpers.pipeline.site_inputs import earlier_tables
from helpers.present.counted import Counts
from helpers.present.pages.changed_services import notes_on_services
from helpers.present.pages.funding import Funding
from helpers.present.pages.needs import needs_in_short
from helpers.present.pages.printed_headlines import ReportBasis, box_of_report
from helpers.present.pages.site_around import Surroundings
from helpers.present.pages.site_funding import FundingPage
from helpers.present.pages.site_risks import RiskTables
from helpers.present.pages.site_spending import SpendingPage
from helpers.present.pages.site_targets import TargetTables
from helpers.present.pages.site_years import Years
from helpers.present.pages.target_words import targets_by_indicator
from helpers.register import read_register
from helpers.results.beside_headline import outcome_counts
from helpers.results.caveats import caveats_on_dashboards
from helpers.results.commitments import areas_of_focus, warned_outside
from helpers.results.first_screen import changes_since
from helpers.results.method_numbers import method_numbers
from helpers.results.needs_model import lacking, needs_figures
from helpers.results.site_counts import site_counts
from helpers.results.spending_power import beside_positions
from helpers.results.statements import delivery_with_indicators
from helpers.results.years import NEEDED, revised_by_publishers
from helpers.schema import funding as funding_tables
from helpers.schema import pressures, risks
from helpers.schema import spending as spending_tables
from helpers.schema.narrative import HEADLINE_COUNTS
from helpers.schema.position import POSITIONS
from helpers.schema.site import CAVEATS, METHOD_NUMBERS, SITE_COUNTS, YEARS_COUNTS
from helpers.sources.catalogue import read_sources
from helpers.sources.caveats import read_caveats
from helpers.sources.comments import read_comments
from helpers.sources.commitments import read_commitments
from helpers.sources.delivery_returns import delivery_folder, delivery_rows
from helpers.sources.governance import read_governance
from helpers.sources.printed_headlines import read_printed_headlines
from helpers.sources.published_figures import read_published_figures
from helpers.sources.reference import read_same_measure
from helpers.sources.sections import read_sections
from helpers.sources.services import read_cost_neighbours
from helpers.sources.sidecar import SUFFIX, read_sidecar
from helpers.sources.spending import sources_in_words
from helpers.sources.statements import read_statements

if TYPE_CHECKING:
    from helpers.pipeline.card_pages import Tables
    from helpers.pipeline.schedule import Run


def own_file(run: Run, path: Path) -> Path | None:
    """Return a file of the project where it speaks of the council of the report or of all; None of another."""
    return path if run.settings.ownership.has(run.project.relative(path)) else None


def printed_file(run: Run) -> Path | None:
    """Return the file of printed headlines; None for a part of a year, as those printed are of whole years."""
    return None if run.settings.part else own_file(run, run.project.printed_headlines)


@dataclass(frozen=True)
class FromFiles:
    """What the site has that no step writes.

    `caveats` is the frame of `sources.caveats.read_caveats`, with a note for each indicator whose service was stopped
    or reduced; `comments` is that of `sources.comments.read_comments`;
    `made` has the tables that sentences state, by their names.
    """

    caveats: pd.DataFrame
    comments: pd.DataFrame
    made: Mapping[str, pd.DataFrame]


def read_from_files(run: Run, years: Years, tables: Tables) -> FromFiles:
    """Read what the site has that no step writes.

    Raises  InputProblem: a row of a file is not right
    """
    settings, year = run.settings, run.settings.parameters.year
    register = read_register(run.project.register)
    is_two_tier = run.areas[settings.authority].area_type == "county"
    reported = settings.ownership.register(register)
    caveats = read_caveats(run.project.caveats, register, reported, year, is_two_tier=is_two_tier)
    of_services = notes_on_services(_statements(run))
    if len(of_services):
        caveats = pd.concat([caveats, of_services[caveats.columns]], ignore_index=True)
    made = {
        YEARS_COUNTS.name: years.stated,
        METHOD_NUMBERS.name: method_numbers(),
        SITE_COUNTS.name: site_counts_of(tables),
        CAVEATS.name: caveats_on_dashboards(caveats, tables["compendium"]),
    }
    return FromFiles(caveats, read_comments(own_file(run, run.project.comments), register, year), made)


def _statements(run: Run) -> pd.DataFrame:
    """Return the statements around the figures of the report, as `read_statements` does."""
    framework, register = run.settings.framework, read_register(run.project.register)
    themes = [theme.name for theme in (*framework.themes, *framework.enablers)]
    year = run.settings.parameters.year
    returned = delivery_rows(own_file(run, delivery_folder(run.project)), year)
    return read_statements(own_file(run, run.project.statements), register, themes, year, returned)


def site_counts_of(tables: Tables) -> pd.DataFrame:
    """Return the table site_counts of a report."""
    return site_counts(tables["in_year"], tables["enabling_measures"], tables["agreement_areas"])


def read_surroundings(run: Run, tables: Tables, theme_pages: Mapping[str, str]) -> Surroundings:
    """Read what is around the figures of the report; what is of another council stays out.

    `theme_pages` are the paths of the themes' pages.

    Raises  InputProblem: a row of a file is not right
    """
    settings, project, compendium = run.settings, run.project, tables["compendium"]
    year, register = settings.parameters.year, read_register(project.register)
    reported = settings.ownership.register(register)
    themes = [theme.name for theme in settings.framework.themes]
    commitments = read_commitments(own_file(run, project.commitments), register, year)
    same_measure = read_same_measure(
        project.same_measure, [indicator.indicator_id for indicator in register], compendium["indicator_id"]
    )
    statements = _statements(run)
    sources = read_sources(project.sources)
    governance = read_governance(own_file(run, project.with_raw("governance")), sources.keys(), year)
    outcomes = outcome_counts(tables["outcomes"], compendium[["indicator_id", "theme", "value", "direction"]])
    return Surroundings(
        compendium=compendium,
        statements=statements,
        delivery=delivery_with_indicators(statements, compendium),
        commitments=commitments,
        sections=read_sections(project.sections, register, reported),
        outcomes=outcomes if settings.has_own_framework else outcomes.head(0),
        areas=areas_of_focus(commitments, compendium, same_measure, year),
        without_commentary=tables["without_commentary"],
        themes=themes,
        theme_pages=theme_pages,
        year=year,
        counts=Counts(HEADLINE_COUNTS, tables["headline_counts"]),
        comments=read_comments(own_file(run, project.comments), register, year),
        releases=governance.releases,
        actions=governance.actions,
        recipients=governance.recipients,
        datasets={name: f"{source.publisher}, {source.dataset}" for name, source in sources.items()},
        day=settings.dated,
        targets=targets_by_indicator(tables["target_results"]),
        warned=warned_outside(tables["early_warnings"], compendium).to_dict("records"),
    )


def read_target_tables(run: Run, tables: Tables, notebooks: Sequence[tuple[str, str]] = ()) -> TargetTables:
    """Read the tables of targets and of the agreement of the report.

    `notebooks` has the path and the title of each page of a notebook; the page names those on targets.
    """
    return TargetTables(
        results=tables["target_results"],
        counts=tables["target_counts"],
        grants=tables["reward_grants"],
        totals=tables["reward_totals"],
        risk=tables["risk_by_theme"],
        named=tables["agreement_indicators"],
        funds=tables["pooled_funds"],
        measures=tables["enabling_measures"],
        areas=tables["agreement_areas"],
        stated=Counts(SITE_COUNTS, site_counts_of(tables)),
        council=run.areas[run.settings.authority].name,
        year=run.settings.parameters.year,
        more=[(path, title) for path, title in notebooks if path.startswith(_TARGET_STEPS)],
    )


_TARGET_STEPS = ("05_", "05b_")
"""What the pages of the steps on targets begin with."""


def read_funding(run: Run, tables: Tables, notebooks: Sequence[tuple[str, str]] = ()) -> FundingPage:
    """Read the tables of funding, and what the council's own reports print of it.

    `notebooks` has the path and the title of each page of a notebook; the page names that on funding.

    Raises  InputProblem: a row of a file is not right
    """
    project, year, council = run.project, run.settings.parameters.year, run.areas[run.settings.authority].name
    is_part = run.settings.part is not None
    figures = read_published_figures(None if is_part else own_file(run, project.published_figures), year)
    funding = Funding(
        tables["spending_power"],
        tables["funding_years"],
        tables["funding_levels"],
        tables["named_gaps"],
        council,
    )
    pairs = beside_positions(funding.power, tables["positions"], run.areas, funding.newest)
    more = [(path, title) for path, title in notebooks if path.startswith("06_")]
    model = tables["needs_model"]
    of_class = funding.power[
        funding.power["financial_year"].eq(funding.newest)
        & funding.power["council_class"].eq(funding.council_class)
        & funding.power["per_head"].notna()
    ]
    absent = list(of_class.loc[~of_class["area_code"].isin(model["area_code"]), "area_name"])
    why = _lacking_for_needs(run, tables, funding) if model.empty else []
    needs = needs_in_short(model, tables["needs_weights"], absent, figures, council, why)
    files = csv_paths(tables.folder, (table.name for table in (*funding_tables.TABLES, POSITIONS)))
    group = run.settings.group.short_name
    return FundingPage(funding, pairs, group, needs, tables["virtual_unitaries"], more, files)


def _lacking_for_needs(run: Run, tables: Tables, funding: Funding) -> list[str]:
    """Return the names of the figures that too few councils have for a needs model."""
    observations, about = tables["observations"], tables["characteristics"]
    return lacking(needs_figures(funding.power, observations, about, run.areas, funding.newest))


def read_spending(run: Run, tables: Tables, notebooks: Sequence[tuple[str, str]] = ()) -> SpendingPage:
    """Read the tables of spending by service, who publishes them, and who made the council's own list for costs.

    `notebooks` has the path and the title of each page of a notebook; the page names that on spending.

    Raises  InputProblem: a row of a file is not right
    """
    project = run.project
    _, listed_by = read_cost_neighbours(own_file(run, project.cost_neighbours), run.areas)
    paths = [*project.service_spending, project.populations, project.gdp_deflator]
    return SpendingPage(
        values=tables["service_values"],
        outcomes=tables["service_outcomes"],
        deflators=tables["deflators"],
        tax=tables["council_tax"],
        council=run.areas[run.settings.authority].name,
        group=run.settings.group.short_name,
        year=run.settings.parameters.year,
        listed_by=listed_by,
        sources=sources_in_words(paths, read_sources(project.sources)) | _received_in_words(tables),
        more=[(path, title) for path, title in notebooks if path.startswith("06b_")],
        files=csv_paths(tables.folder, (table.name for table in spending_tables.TABLES)),
    )


def money_sources(run: Run, tables: Tables) -> list[dict[str, str]]:
    """Return the sources of funding and of spending by service that come with the project, in order of file.

    Each has its publisher, dataset, edition and address; there is none where the report says nothing of money.

    Raises  InputProblem: a file has no sidecar that is right
    """
    project = run.project
    files = sorted(str(name) for name in tables["spending_power"]["file"].dropna().unique())
    paths = [project.reference / Path(name).name for name in files if name.startswith(f"{project.reference.name}/")]
    if len(tables["service_values"]):
        paths += [*project.service_spending, project.populations, project.gdp_deflator]
    sources, rows = read_sources(project.sources), []
    for path in dict.fromkeys(paths):
        sidecar = read_sidecar(path.with_suffix(SUFFIX), f"{path.stem}{SUFFIX}")
        about = sources[sidecar.source_id]
        rows.append(
            {
                "publisher": about.publisher,
                "dataset": about.dataset,
                "edition": sidecar.edition,
                "address": about.address,
            }
        )
    return rows


def _received_in_words(tables: Tables) -> dict[str, str]:
    """Return who publishes each raw file of spending by service, under which name, by its path."""
    files = set(tables["received_service_spending"]["file"])
    about = tables["raw_files"].set_index("file")
    words = about["publisher"] + ": " + about["format"] + "; " + about["edition"]
    return {name: f"{words[name]}, {name}" for name in sorted(files)}


def read_risk_tables(run: Run, tables: Tables, notebooks: Sequence[tuple[str, str]] = ()) -> RiskTables:
    """Read the tables of pressures and risks of the report.

    `notebooks` has the path and the title of each page of a notebook; the page names that on risks.
    """
    return RiskTables(
        tables={table.name: tables[table.name] for table in (*pressures.TABLES, *risks.TABLES)},
        council=run.areas[run.settings.authority].name,
        other_folder=run.project.other_risks is not None,
        more=[(path, title) for path, title in notebooks if path.startswith("06c_")],
    )


def read_years(run: Run, tables: Tables) -> Years:
    """Read the reports of earlier years on the same council, and what the council's own reports printed.

    Raises  InputProblem: a row of the file of printed headlines is not right
    """
    year = run.settings.parameters.year
    reports, positions = {year: tables["compendium"]}, {year: tables["positions"]}
    unreadable = []
    for number, files in earlier_tables(run).items():
        compendium = pd.read_parquet(files["compendium"])
        if not set(compendium.columns) >= NEEDED:
            unreadable.append(number)
            continue
        if compendium["value"].isna().all():  # a report without figures has nothing to stand beside
            continue
        reports[number] = compendium
        if files["positions"].is_file():
            positions[number] = pd.read_parquet(files["positions"])
    printed = read_printed_headlines(printed_file(run))
    revised = revised_by_publishers(
        tables["revisions"], tables["compendium"], run.areas.same_council(run.settings.authority)
    )
    earlier = [number for number in sorted(reports) if number != year]
    return Years(
        year=year,
        reports=reports,
        positions=positions,
        printed=printed,
        unreadable=unreadable,
        revised=revised,
        changes=changes_since(reports[year], reports[earlier[-1]]) if earlier else None,
        reconciled=tables["reconciled_figures"],
        counts=tables["reconciliation_counts"],
    )


def read_box(run: Run, tables: Tables, group: str) -> Any:
    """Return the headline that the council printed beside this one; None for another council, or without one."""
    basis = ReportBasis(
        run.settings.parameters.year,
        run.settings.parameters.direction.tolerance_percent,
        group,
    )
    printed = read_printed_headlines(printed_file(run))
    return box_of_report(printed, tables["compendium"], tables["positions"], basis)
