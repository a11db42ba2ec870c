"""Check the register and the references to the assurance logs without making a report: part of `make check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
from pydantic import ValidationError

from helpers.areas import read_areas
from helpers.assurance.framework_overlap import ENDING, read_framework, unknown_indicators
from helpers.assurance.logs import REFERENCE, read_assurance
from helpers.assurance.register_lint import POLARITY_COLUMNS, SEVERITIES, Finding, Severity, Surroundings, lint
from helpers.commands.framework import dashboards_of
from helpers.files import csv_rows, read_yaml
from helpers.framework_mapping import Succession, mapping_faults
from helpers.gaps import Gap, gap_faults
from helpers.params import read_frameworks, settings_for, years_available
from helpers.paths import Project
from helpers.periods import PERIOD_TYPES
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem, Problem
from helpers.register import Indicator, MeasureAlias, read_aliases, read_register
from helpers.sources.catalogue import read_sources
from helpers.sources.formats.registry import registry
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.risk_faults import risk_faults, watched_faults
from helpers.sources.services import read_cost_neighbours, read_services
from helpers.sources.sidecar import raw_files
from helpers.sources.split_years import read_split_years
from helpers.sources.statements import statement_files, statement_years
from helpers.sources.target_faults import other_baselines, target_faults
from helpers.sources.targets import TargetFiles
from helpers.sources.worst_districts import read_worst_districts, worst_districts

REFERRING = (
    "*.md",
    "docs/**/*.md",
    "docs/**/*.yml",
    "params/**/*.yml",
    "params/**/*.csv",
    "notebooks/*.ipynb",
    "src/**/*.py",
    "src/**/*.j2",
    "benchmarks/*.py",
)
"""The files of the project that may name an entry of the assurance logs."""


def print_lint(project: Project) -> None:
    """Print a line for each finding, and how many there are of each severity.

    Raises  Problem: there is an error. InputProblem: a file cannot be read at all
    """
    findings = collect_findings(project)
    for finding in findings:
        print(finding)
    counts = Counter(finding.severity for finding in findings)
    numbers = ", ".join(f"{severity}: {counts[severity]}" for severity in SEVERITIES)
    print(f"The register and the assurance logs, {numbers}.")
    if counts["error"]:
        raise Problem(f"Errors to correct: {counts['error']}; see the lines above.")


def collect_findings(project: Project) -> list[Finding]:
    """Return the findings on the register, the judgements that use it and the references to the logs, errors first."""
    lines = list(csv_rows(project.register, tuple(Indicator.model_fields)))
    beside = [*unknown_references(project), *unknown_judgements(project), *wrong_successions(project)]
    beside += [*wrong_targets(project), *wrong_risks(project), *wrong_services(project), *wrong_split_years(project)]
    around = _surroundings(project)
    all_findings = [*lint(lines, around), *beside]
    faulty = any(finding.severity == "error" for finding in all_findings)
    if not faulty:  # the figures and the gaps can be read only by a register that is right
        read = _read_files(project)
        held = around if project.other_raw else _with_figures(project, around, read.observations)
        all_findings = [*lint(lines, held), *beside, *wrong_gaps(project), *wrong_baselines(project, read)]
    return sorted(all_findings, key=lambda finding: SEVERITIES.index(finding.severity))


def unknown_judgements(project: Project) -> Iterator[Finding]:
    """Give an error for every measure of a national framework judged by an indicator that is not in the register."""
    ids = {row["indicator_id"] for _, row in csv_rows(project.register, tuple(Indicator.model_fields))}
    for path in sorted(project.national_frameworks.glob("*.csv")):
        if path.name.endswith(ENDING):
            continue
        for fault in unknown_indicators(read_framework(path), ids):
            yield Finding("error", project.relative(path), 0, "indicator_ids", fault)


def wrong_successions(project: Project) -> Iterator[Finding]:
    """Give an error for every row of the mapping that no framework fits, and every dashboard without a row."""
    lines = csv_rows(project.framework_mapping, Succession._fields)
    for number, fault in mapping_faults(lines, dashboards_of(read_frameworks(project))):
        yield Finding("error", project.relative(project.framework_mapping), number, "", fault)


def wrong_targets(project: Project) -> Iterator[Finding]:
    """Give a finding for everything that is wrong with the files on targets, or worth knowing."""
    files = TargetFiles(project.targets, project.target_milestones, project.target_judgements, project.target_options)
    themes = {
        name: [theme.name for theme in (*framework.themes, *framework.enablers)]
        for name, framework in read_frameworks(project).items()
    }
    register = [*_valid_indicators(project)]
    for fault in target_faults(files, register, themes):
        severity: Severity = "error" if fault.is_error else "information"
        yield Finding(severity, fault.file, fault.row, fault.column, fault.message)


def wrong_baselines(project: Project, read: Ingestion) -> Iterator[Finding]:
    """Give a warning for every stated baseline that is another number than the council's figure of its period."""
    areas = read_areas(project.areas)
    settings = [settings_for(project, areas, year, "", neighbours_of) for year in years_available(project)]
    codes = {of_year.parameters.framework: set(areas.same_council(of_year.authority)) for of_year in settings}
    rows = pd.concat([read.observations, read.parts]).dropna(subset=["value"]).to_dict("records")
    figures = {
        (framework, str(row["indicator_id"]), str(row["period"])): float(row["value"])
        for framework, of_council in codes.items()
        for row in rows
        if row["area_code"] in of_council
    }
    for fault in other_baselines(project.targets, figures):
        yield Finding("warning", fault.file, fault.row, fault.column, fault.message)


def wrong_risks(project: Project) -> Iterator[Finding]:
    """Give a finding for everything that is wrong with the files on pressures and risks, or worth knowing."""
    register = [*_valid_indicators(project)]
    faults = [
        *risk_faults(project.risks, register, statement_years(statement_files(project))),
        *watched_faults(project.watch_list, project.indicator_pairs, register),
    ]
    for fault in faults:
        severity: Severity = "error" if fault.is_error else "information"
        yield Finding(severity, fault.file, fault.row, fault.column, fault.message)


def wrong_services(project: Project) -> Iterator[Finding]:
    """Give an error for the first fault of the services of councils, and of the council's own list for costs."""
    try:
        read_services(project.services, [*_valid_indicators(project)])
    except InputProblem as problem:
        yield Finding("error", project.relative(project.services), 0, "service", str(problem))
    try:
        read_cost_neighbours(project.cost_neighbours, read_areas(project.areas))
    except InputProblem as problem:
        yield Finding("error", project.relative(project.cost_neighbours), 0, "area_code", str(problem))


def wrong_split_years(project: Project) -> Iterator[Finding]:
    """Give an error for the first fault of the years that an event splits."""
    as_at = dict.fromkeys(PERIOD_TYPES, date.max)
    try:
        read_split_years(project.split_years, [*_valid_indicators(project)], as_at)
    except InputProblem as problem:
        yield Finding("error", project.relative(project.split_years), 0, "indicator_id", str(problem))


def _valid_indicators(project: Project) -> Iterator[Indicator]:
    """Give the rows of the register that are right; the others have findings of their own."""
    for _, cells in csv_rows(project.register, tuple(Indicator.model_fields)):
        with suppress(ValidationError):
            yield Indicator.model_validate(cells)


def wrong_gaps(project: Project) -> Iterator[Finding]:
    """Give an error for everything that is wrong with the gaps worked out from two measures."""
    if not project.gaps.exists():
        return
    lines = csv_rows(project.gaps, Gap._fields)
    for number, column, fault in gap_faults(lines, read_register(project.register)):
        yield Finding("error", project.relative(project.gaps), number, column, fault)


def unknown_references(project: Project) -> Iterator[Finding]:
    """Give an error for every entry of the assurance logs that a file names and that no log has."""
    ids = set(read_assurance(project.assurance).ids())
    paths = sorted({path for pattern in REFERRING for path in project.root.glob(pattern)})
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for name in sorted(set(REFERENCE.findall(line)) - ids):
                message = f"{name} is in no log of docs/assurance; correct it or add the entry."
                yield Finding("error", project.relative(path), number, "", message)


def _surroundings(project: Project) -> Surroundings:
    areas = read_areas(project.areas)
    years = years_available(project)
    frameworks = read_frameworks(project)
    settings = [settings_for(project, areas, year, "", neighbours_of) for year in years]
    parameters = [of_year.parameters for of_year in settings]
    return Surroundings(
        sources=read_sources(project.sources).keys(),
        frameworks={name: framework.held() for name, framework in frameworks.items()},
        named_in_frameworks={name: framework.named() for name, framework in frameworks.items()},
        groups=read_yaml(project.comparators, project.comparators.name).keys(),
        used_sources={file.sidecar.source_id for file in raw_files(project.raw) if file.sidecar},
        used_frameworks={of_year.framework for of_year in parameters},
        used_groups={name for of_year in settings for name in of_year.group_names() | of_year.indicator_group_names()},
        polarities=list(csv_rows(project.publisher_polarity, POLARITY_COLUMNS)),
        aliases=list(csv_rows(project.measure_aliases, tuple(MeasureAlias.model_fields))),
        read_together=[form.source_ids for form in registry()],
    )


def _read_files(project: Project) -> Ingestion:
    register = read_register(project.register)
    return ingest(
        raw_files(project.raw),
        register,
        read_areas(project.areas),
        read_sources(project.sources),
        date.max,
        aliases=read_aliases(project.measure_aliases, register),
    )


def _with_figures(project: Project, around: Surroundings, observations: pd.DataFrame) -> Surroundings:
    """Add the most decimal places and the ends of the periods of each indicator's figures."""
    register = read_register(project.register)
    areas = read_areas(project.areas)
    worst = worst_districts(observations, areas, read_worst_districts(project.worst_districts, register), register)
    values = pd.concat([observations, worst]).dropna(subset=["value"])
    by_indicator = values["indicator_id"]
    most = values["value"].map(decimal_places).groupby(by_indicator).max()
    months = values["period_end"].map(lambda end: end.year * 12 + end.month).groupby(by_indicator).unique()
    return replace(
        around,
        decimals={str(name): int(decimals) for name, decimals in most.items()},
        ends={str(name): set(map(int, ends)) for name, ends in months.items()},
    )


def decimal_places(value: float) -> int:
    """Return how many decimal places a figure has when it is written as short as can be.

    >>> [decimal_places(value) for value in (3.0, 0.25, 1e-7, 1e22)]
    [0, 2, 7, 0]
    """
    return max(0, -int(Decimal(repr(value)).normalize().as_tuple().exponent))
