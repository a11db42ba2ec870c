"""Where things are kept, and what a run's folders are called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from helpers.visible import make_visible

MANIFEST = "manifest.json"
"""The record of a run, in the folder of its report."""

TABLES_VARIABLE = "COMPENDIUM_TABLES"
"""Environment variable by which the driver tells a notebook's kernel where the tables of the run are."""

RAW_VARIABLE = "COMPENDIUM_RAW"
"""Environment variable naming another folder of raw files than data/raw, which the analyst asked for."""

RISKS_VARIABLE = "COMPENDIUM_RISKS"
"""Environment variable naming another folder of files on pressures and risks than params/risks, asked for too."""

CALLED_FROM_VARIABLE = "COMPENDIUM_CALLED_FROM"
"""Environment variable naming the folder in which the analyst called make, which is elsewhere with make -C."""

NOTEBOOKS_ONLY_VARIABLE = "COMPENDIUM_NOTEBOOKS_ONLY"
"""Environment variable that says, with any text, that no site and no documents are wanted."""

WITH_RAW = "params"
"""Folder in another folder of raw files whose files, such as those on targets, take the place of the project's own."""


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    `other_raw` is another folder of raw files than data/raw and `other_risks` another one of files on pressures and
    risks than params/risks, where one was asked for. With `notebooks_only` its reports have no site and no documents.
    """

    root: Path
    other_raw: Path | None = None
    other_risks: Path | None = None
    notebooks_only: bool = False

    @property
    def parameters(self) -> Path:
        return self.root / "params"

    @property
    def sources(self) -> Path:
        return self.parameters / "sources.yml"

    @property
    def register(self) -> Path:
        return self.parameters / "indicators.csv"

    @property
    def parts(self) -> Path:
        return self.parameters / "parts.csv"

    @property
    def same_measure(self) -> Path:
        return self.parameters / "same_measure.csv"

    @property
    def indicator_groups(self) -> Path:
        """The comparator group that single indicators are also ranked in."""
        return self.parameters / "indicator_groups.csv"

    @property
    def gaps(self) -> Path:
        """The gaps between groups that are worked out from two measures of the register."""
        return self.parameters / "gaps.csv"

    @property
    def baselines(self) -> Path:
        """The figure that an indicator starts from, each version with its reason."""
        return self.parameters / "baselines.csv"

    @property
    def survey_kinds(self) -> Path:
        """What a survey of each kind has to hand in with its figures."""
        return self.parameters / "surveys.csv"

    @property
    def also_published(self) -> Path:
        """The measures of the register that a further source publishes."""
        return self.parameters / "also_published.csv"

    @property
    def asked_for(self) -> Path:
        """The subjects that somebody asked to see, with the measures that answer."""
        return self.parameters / "asked_for.csv"

    @property
    def statements(self) -> Path:
        """Dated statements around the figures: context, judgements, awards, delivery, services and other reports."""
        return self.with_raw("statements.csv")

    @property
    def commitments(self) -> Path:
        """Areas of focus, plans, actions and equality commitments of the council's reports, with their status."""
        return self.with_raw("commitments.csv")

    def with_raw(self, name: str) -> Path:
        """Return a parameter file, or the one that came with another folder of raw files."""
        other = self.other_raw / WITH_RAW / name if self.other_raw else None
        return other if other is not None and other.exists() else self.parameters / name

    @property
    def targets(self) -> Path:
        """What was promised: the targets of each framework."""
        return self.with_raw("targets.csv")

    @property
    def target_milestones(self) -> Path:
        """What a target asks for on the way."""
        return self.with_raw("target_milestones.csv")

    @property
    def target_judgements(self) -> Path:
        """What people said of a target in a report: a figure, a colour, the reason and what is done."""
        return self.with_raw("target_judgements.csv")

    @property
    def target_options(self) -> Path:
        """What could be done to reach a target, with what it would bring and who must approve it."""
        return self.with_raw("target_options.csv")

    @property
    def split_years(self) -> Path:
        """The years that an event splits, with a figure before it and one after."""
        return self.with_raw("split_years.csv")

    @property
    def printed_headlines(self) -> Path:
        """The headline figures that the council's own reports printed."""
        return self.parameters / "printed_headlines.csv"

    @property
    def counts_of_things(self) -> Path:
        return self.parameters / "counts_of_things.csv"

    @property
    def published_figures(self) -> Path:
        """Every figure that the council's own reports printed."""
        return self.parameters / "published_figures.csv"

    @property
    def needs_model(self) -> Path:
        """What the drivers of the needs model weigh."""
        return self.parameters / "needs_model.csv"

    @property
    def funding_comparators(self) -> Path:
        """The councils with whose funding the council's own reports compare it."""
        return self.parameters / "funding_comparators.csv"

    @property
    def caveats(self) -> Path:
        """Notes and caveats beside figures, and events that are drawn on series."""
        return self.parameters / "caveats.csv"

    @property
    def dashboard_scopes(self) -> Path:
        """What each dashboard covers, in words."""
        return self.parameters / "dashboard_scopes.csv"

    @property
    def commentary(self) -> Path:
        """What analysts write of dashboards and indicators, in a folder for each year."""
        return self.parameters / "commentary"

    @property
    def plain_names(self) -> Path:
        """What the public summary calls indicators."""
        return self.parameters / "plain_names.csv"

    def meetings(self, year: int) -> Path:
        """What people say for the committee papers of a year."""
        return self.parameters / "meetings" / f"{year}.csv"

    @property
    def sections(self) -> Path:
        """Which indicators the sections on equalities, crime, environment and partnership have."""
        return self.parameters / "sections.csv"

    @property
    def search_words(self) -> Path:
        """Other words by which readers look for an indicator, and what they look for that is not measured."""
        return self.parameters / "search_words.csv"

    @property
    def tiles(self) -> Path:
        return self.parameters / "tiles.csv"

    @property
    def word_template(self) -> Path:
        """The Word template that gives documents their fonts, colours and sheets; a council may put its own there."""
        return self.parameters / "word" / "template.docx"

    @property
    def word_styles(self) -> Path:
        """What the Word template calls those styles that have another name there."""
        return self.parameters / "word" / "styles.csv"

    @property
    def word_parts(self) -> Path:
        """The order of the parts of a report in its Word document."""
        return self.parameters / "word" / "parts.csv"

    @property
    def named_measures(self) -> Path:
        """The measures that a report of the council named, compared with the register."""
        return self.parameters / "named_measures_2018.csv"

    @property
    def agreement_measures(self) -> Path:
        """The measures of the agreement of 2006 to 2009 that the report of 2007 names, compared with the register."""
        return self.parameters / "named_measures_2007.csv"

    @property
    def agreements(self) -> Path:
        """What reports on an agreement printed: grants, risk, the pooled fund, measures asked for, and areas."""
        return self.with_raw("agreements")

    @property
    def risks(self) -> Path:
        """Pressures on the council's money, its register of risks, and signals."""
        return self.other_risks or self.parameters / "risks"

    @property
    def watch_list(self) -> Path:
        """The indicators of staff and satisfaction that are watched in every report."""
        return self.parameters / "watch_list.csv"

    @property
    def indicator_pairs(self) -> Path:
        """The indicators that are shown together."""
        return self.parameters / "indicator_pairs.csv"

    @property
    def worst_districts(self) -> Path:
        """The indicators that give the worst district's figure of another, with that other."""
        return self.parameters / "worst_districts.csv"

    @property
    def zero_rulings(self) -> Path:
        """What the analyst says of single published zeros."""
        return self.parameters / "zeros.csv"

    @property
    def measure_aliases(self) -> Path:
        """The other names under which publishers have printed the measures of the register."""
        return self.parameters / "measure_aliases.csv"

    @property
    def publisher_polarity(self) -> Path:
        """The polarity of measures as their publishers state it."""
        return self.parameters / "publisher_polarity.csv"

    @property
    def ownership(self) -> Path:
        """What in the project belongs to which council."""
        return self.parameters / "ownership.csv"

    @property
    def comparators(self) -> Path:
        return self.parameters / "comparators.yml"

    @property
    def frameworks(self) -> Path:
        return self.parameters / "frameworks"

    @property
    def framework_mapping(self) -> Path:
        """What became of each dashboard of a framework in the next."""
        return self.frameworks / "mapping.csv"

    @property
    def national_frameworks(self) -> Path:
        """Lists of the measures of national frameworks, to hold against the register."""
        return self.parameters / "national_frameworks"

    @property
    def assurance(self) -> Path:
        return self.root / "docs" / "assurance"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def raw(self) -> Path:
        return self.other_raw or self.root / "data" / "raw"

    @property
    def raw_name(self) -> str:
        """The raw folder as messages name it."""
        return make_visible(self.other_raw.name or self.other_raw) if self.other_raw else "data/raw"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "raw" / "reference"

    @property
    def neighbour_variables(self) -> Path:
        """The figures by which ONS says how alike two areas are."""
        return self.reference / "neighbour_variables.csv"

    @property
    def service_spending(self) -> tuple[Path, ...]:
        """What councils spent on each service, a file for each form of the return."""
        return self.reference / "service_spending_rs.csv", self.reference / "service_spending_rsx.csv"

    @property
    def populations(self) -> Path:
        """How many people councils serve, by year."""
        return self.reference / "populations.csv"

    @property
    def gdp_deflator(self) -> Path:
        """The index by which money of different years is compared."""
        return self.reference / "gdp_deflator.csv"

    @property
    def services(self) -> Path:
        """The services of councils: whom each serves, and the indicators that say what it brings about."""
        return self.parameters / "services.csv"

    @property
    def cost_neighbours(self) -> Path:
        """Councils that the council compares its costs with, which it supplies; absent by default."""
        return self.with_raw("cost_neighbours.csv")

    @property
    def parts_of_counties(self) -> Path:
        """The spending power of districts and fire authorities."""
        return self.reference / "district_and_fire_spending_power.csv"

    @property
    def areas(self) -> Path:
        return self.reference / "areas.csv"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def stages(self) -> Path:
        """The reports as they were at each stage, which neither a run nor `make clean` touches."""
        return self.root / "stages"

    @property
    def approvals(self) -> Path:
        """Which body approved the report of a year."""
        return self.parameters / "approvals.csv"

    @property
    def comments(self) -> Path:
        """What was said of drafts, and what officers amended, each with its response."""
        return self.with_raw("comments.csv")

    @property
    def code(self) -> Path:
        return self.root / "src" / "helpers"

    def relative(self, path: Path) -> str:
        """Return a path as messages and records name it: from the project's root, with slashes, on one visible line."""
        if self.other_raw and path.is_relative_to(self.other_raw):
            return make_visible((PurePosixPath(self.raw_name) / path.relative_to(self.other_raw)).as_posix())
        if self.other_risks and path.is_relative_to(self.other_risks):
            inside = path.relative_to(self.other_risks)
            return make_visible((PurePosixPath(self.other_risks.name or "risks") / inside).as_posix())
        # By their names first: data/raw may be a link to a folder elsewhere, and its files have no other path here.
        root, inside = self.root, path.absolute()
        if not inside.is_relative_to(root) or ".." in inside.parts:
            root, inside = self.root.resolve(), path.resolve()
        return make_visible(inside.relative_to(root).as_posix() if inside.is_relative_to(root) else path.name)


def project() -> Project:
    """Return the checkout that this package is part of, with the folders that were asked for."""
    asked_for = (os.environ.get(name) for name in (RAW_VARIABLE, RISKS_VARIABLE))
    raw, risks = (Path(folder) if folder else None for folder in asked_for)
    return Project(Path(__file__).resolve().parents[2], raw, risks, bool(os.environ.get(NOTEBOOKS_ONLY_VARIABLE)))
