"""The committee papers of a report and its Delivery Report: what they are made from, their claims, and their files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.meeting_fields import BY_THEME, DELIVERY, PAPERS, without_theme
from helpers.pipeline.documents import template_of
from helpers.pipeline.surroundings import money_sources, own_file, read_surroundings
from helpers.present.documents import WHERE_NUMBERS_COME_FROM
from helpers.present.narrative import dashboard_statements
from helpers.present.narrative_headline import headline_statements
from helpers.present.page_facts import words_of
from helpers.present.pages.evidence import headline_paragraph
from helpers.present.pages.first_page_facts import HeadlineCounts, state_position
from helpers.present.pages.funding_words import newest_with_rank
from helpers.present.pages.record import standstill_sentence
from helpers.present.pages.site_about import as_at_line
from helpers.present.pages.site_around import Surroundings, focus_on_index
from helpers.present.pages.site_dashboards import Dashboards
from helpers.present.pages.site_downloads import Document
from helpers.present.pages.site_funding import FundingPage, funding_sentence
from helpers.present.pages.site_risks import RiskTables, warning_line
from helpers.present.pages.site_targets import TargetTables, targets_sentence
from helpers.present.papers.delivery import PLANNED, delivery_report
from helpers.present.papers.forms import paper_of
from helpers.present.papers.performance import Material, passages_written
from helpers.present.papers.profiles import district_profiles
from helpers.present.papers.summary import (
    MESSAGES,
    SummaryMaterial,
    key_messages,
    summary_document,
    summary_page,
)
from helpers.present.papers.values import Paper
from helpers.present.sentences import own_position, position_sentence, quartile_sentence
from helpers.present.site_pages import INDEX, SitePage
from helpers.present.tables import paragraph
from helpers.present.values import Paragraph
from helpers.problems import InputProblem
from helpers.publish.compendium_site import SiteFrame
from helpers.publish.page_lint import text_findings
from helpers.publish.paper import paper_bytes
from helpers.register import read_register
from helpers.results import compendium as results_compendium
from helpers.results.evidence_counts import count_by_chance
from helpers.results.first_screen import best_and_worst
from helpers.results.headline_facts import ALL
from helpers.results.meeting_claims import Standing, refused_claims, standing_of
from helpers.results.officers_words import analysts_comments
from helpers.results.source_coverage import sources_behind
from helpers.results.statements import documents_quoted
from helpers.sources.meetings import read_meetings
from helpers.sources.plain_names import read_plain_names
from helpers.stages import DRAFT
from helpers.visible import value_shown

if TYPE_CHECKING:
    from helpers.pipeline.card_pages import Tables
    from helpers.pipeline.schedule import Run


@dataclass(frozen=True)
class Papers:
    """What is made beside the site: papers and documents as values, pages of the site, and texts by their file."""

    documents: tuple[Paper, ...] = ()
    pages: tuple[SitePage, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def stated(self) -> tuple[SitePage, ...]:
        """What the documents state, as pages by which facts are looked up."""
        return tuple(document.as_page() for document in self.documents)


def papers_of(
    run: Run, tables: Tables, of: Dashboards, money: tuple[TargetTables, FundingPage, RiskTables], frame: SiteFrame
) -> Papers:
    """Return the papers and the summary of a whole year; nothing for a part of it, or where nothing is counted.

    Raises  InputProblem: the file of the meetings is not right, or claims what the tables do not bear
    """
    if run.settings.part is not None:
        return Papers()
    around = read_surroundings(run, tables, of.theme_pages)
    material = _material(run, tables, of, money, frame, around)
    if ALL not in material.headlines:
        return Papers()
    summary = _summary(run, tables, material, money[1])
    document = summary_document(summary)
    profiles = district_profiles(material, tables["areas_within"], tables["figures_within"], of.compendium)
    return Papers(
        (*_committee_papers(run, material, around), document, *profiles),
        (summary_page(summary),),
        ((MESSAGES, key_messages(material, " ".join(material.about))),),
    )


def _committee_papers(run: Run, material: Material, around: Surroundings) -> list[Paper]:
    """Return the papers and the Delivery Report that they put before the meetings."""
    report = delivery_report(material, around, layout=run.settings.borrowed_layout)
    papers = [*(paper_of(name, material) for name in PAPERS), report]
    _refuse_other_themes(run, material, report)
    for paper in papers:
        _refuse_claims(run, paper, material.standing)
        _refuse_text(run, paper)
    gaps = dict.fromkeys(label.partition(":")[0] for paper in papers for label in paper.gaps)
    if gaps:
        run.progress.say(
            f"  The committee papers and the Delivery Report wait for what people write in {_meetings_name(run)}: "
            f"{'; '.join(gaps)}."
        )
    return papers


def _summary(run: Run, tables: Tables, material: Material, funding: FundingPage) -> SummaryMaterial:
    own = own_position(tables["positions"])
    names = read_plain_names(run.project.plain_names, read_register(run.project.register))
    newest = newest_with_rank(funding.funding.years) if funding.any else None
    clear = HeadlineCounts(tables["headline_counts"]).numbers
    return SummaryMaterial(material, names, None if own is None else own.to_dict(), newest, clear)


def _meetings_name(run: Run) -> str:
    return run.project.relative(run.project.meetings(run.settings.parameters.year))


def _refuse_other_themes(run: Run, material: Material, report: Paper) -> None:
    """Refuse a field of a theme that the Delivery Report does not have: nobody would read it."""
    tags = {field.tag for field in report.written}
    for name in material.answers.get(DELIVERY, {}):
        if without_theme(name) in BY_THEME and f"{DELIVERY}/{name}" not in tags:
            themes = ", ".join(tag.rpartition("/")[2] for tag in sorted(tags) if f"/{PLANNED}/" in tag)
            raise InputProblem(
                f"{_meetings_name(run)}: {value_shown(name)} is of no theme of the report, whose themes are {themes}."
            )


def _refuse_claims(run: Run, paper: Paper, standing: Standing) -> None:
    claims = list(refused_claims(passages_written(paper.written), standing))
    if claims:
        raise InputProblem(
            "\n".join(
                f"{paper.file}, {claim.where}: {claim.sentence!r} says {claim.words!r}, but {claim.why}. Correct it in "
                f"{_meetings_name(run)}, or in the commentary of the year."
                for claim in claims
            )
        )


def _refuse_text(run: Run, paper: Paper) -> None:
    """Refuse a placeholder, or the name of the report with another year, in what the paper says."""
    own = ("".join(span.text for span in spans) for spans in words_of(paper.as_page()))
    texts = [*own, *(text for _, text in passages_written(paper.written))]
    findings = text_findings(paper.file, texts, run.settings.parameters.year)
    if findings:
        raise InputProblem(f"{'; '.join(map(str, findings[:5]))}. Correct it in {_meetings_name(run)}.")


def write_papers(run: Run, papers: Papers, folder: Path) -> list[Document]:
    """Write papers and texts into the folder of a report; return each with its kind and size."""
    if not papers.documents:
        return []
    template, is_draft = template_of(run), run.settings.parameters.stage == DRAFT
    written = []
    for paper in papers.documents:
        content = paper_bytes(paper, template, run.settings.dated, is_draft=is_draft)
        (folder / paper.file).write_bytes(content)
        written.append(Document("Word document", paper.file, len(content), paper.subject.rstrip(".")))
    for file, text in papers.texts:
        content = text.encode()
        (folder / file).write_bytes(content)
        written.append(Document("text", file, len(content), "The main sentences, to paste"))
    return written


def evidence_of(run: Run, tables: Tables, counted: pd.DataFrame) -> Paragraph:
    """Return how strong the evidence is that the counted indicators improved or worsened, with what it states.

    `counted` are the rows of `compendium` in the headline.
    """
    by_evidence = run.settings.parameters.counted_by == "evidence"
    strength = headline_paragraph(
        results_compendium.direction_counts(counted).iloc[0].to_dict(),
        count_by_chance(counted),
        standstill_sentence(tables["rule_record"]),
        by_evidence=by_evidence,
    )
    return HeadlineCounts(tables["headline_counts"]).evidence(strength, tables["rule_record"], by_evidence=by_evidence)


def _material(
    run: Run,
    tables: Tables,
    of: Dashboards,
    money: tuple[TargetTables, FundingPage, RiskTables],
    frame: SiteFrame,
    around: Surroundings,
) -> Material:
    targets, funding, risks = money
    council, group, positions = run.areas[run.settings.authority].name, of.group, tables["positions"]
    counted = of.compendium[of.compendium["in_headline"]]
    best, worst = best_and_worst(of.compendium)
    quartiles = results_compendium.quartiles_in_all(counted).to_dict()
    bases = tables["quartile_bases"]
    in_quartiles = paragraph(quartile_sentence(quartiles, bases, group))
    issued = f"Issued {frame.issued}." if frame.issued else "Not issued yet."
    return Material(
        council=council,
        group=group,
        year=run.settings.parameters.year,
        publication=frame.publication,
        stage=frame.stage,
        about=(
            f"{council} {run.settings.of_year}. {frame.stage}. {issued} "
            f"{as_at_line(run.settings.parameters.as_at.all_others)} {WHERE_NUMBERS_COME_FROM}",
        ),
        headlines=headline_statements(tables["headline_facts"]),
        dashboards=dashboard_statements(tables["dashboard_facts"], tables["dashboard_names"], group),
        best=best,
        worst=worst,
        evidence=evidence_of(run, tables, counted),
        quartiles=HeadlineCounts(tables["headline_counts"]).quartiles(in_quartiles, bases),
        position=state_position(paragraph(position_sentence(positions, council, group)), positions),
        standing=_standing(tables, funding, risks),
        sources=_sources(run, tables),
        focus=focus_on_index(around),
        funding=funding_sentence(funding, INDEX),
        warnings=warning_line(risks, INDEX),
        targets=targets_sentence(targets, INDEX),
        answers=read_meetings(own_file(run, run.project.meetings(run.settings.parameters.year))),
        comments=analysts_comments(tables["officers_words"]),
        on_draft=around.comments,
        titles=dict(zip(of.compendium["indicator_id"], of.compendium["title"], strict=True)),
        printed_on=dict(zip(of.compendium["indicator_id"], of.compendium["dashboard"], strict=True)),
        quoted=documents_quoted(around.statements),
    )


def _sources(run: Run, tables: Tables) -> pd.DataFrame:
    """Return the sources behind the figures, the ranks and the money of the report, as rows with their editions."""
    used = sources_behind(tables["figure_sources"], tables["comparisons"], tables["observations"])
    received = pd.concat([tables["received_spending_power"]["file"], tables["received_service_spending"]["file"]])
    raw_files = tables["raw_files"]
    used |= set(raw_files.loc[raw_files["file"].isin(received), "source_id"])
    sources = tables["sources"]
    columns = ["publisher", "dataset", "edition", "address"]
    money = pd.DataFrame(money_sources(run, tables), columns=columns)
    return pd.concat([sources.loc[sources["source_id"].isin(used), columns], money], ignore_index=True)


def _standing(tables: Tables, funding: FundingPage, risks: RiskTables) -> Standing:
    newest = newest_with_rank(funding.funding.years) if funding.any else None
    return standing_of(
        tables["headline_facts"],
        own_position(tables["positions"]),
        int(risks.tables["early_warnings"]["by_figures"].sum()),
        None if newest is None else bool(newest["is_lowest"]),
        "" if newest is None else str(newest["financial_year"]),
    )
