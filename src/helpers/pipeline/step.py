"""What a notebook calls first: its parameters checked, and its tables to read and write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from helpers.analyst_commentary import Comment, read_commentary
from helpers.areas import Area, Areas, read_areas
from helpers.comparator_groups import ComparatorGroup, GroupEntry
from helpers.files import bytes_of
from helpers.model_files import read_model
from helpers.params import MODELS, Parameters, Settings, further_groups, read_frameworks, settings_for
from helpers.paths import MANIFEST, TABLES_VARIABLE, Project, project
from helpers.pipeline.graph import Declaration, read_declaration, step_graph
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.table_files import write_table
from helpers.present.tables import table
from helpers.present.values import Column, Table
from helpers.problems import Problem
from helpers.publish.notebook_display import register_formatters
from helpers.register import Indicator, read_register
from helpers.schema import TABLES
from helpers.scopes import printed_scopes, read_scopes
from helpers.sources.reference import read_same_measure
from helpers.sources.risks import RiskFiles, read_pairs, read_risk_files, read_watch_list
from helpers.sources.statements import read_statements, statement_files, statement_years


class NotebookSession:
    """One run of one notebook: the settings of the run, and the tables the notebook declares."""

    def __init__(self, name: str, settings: Settings, declaration: Declaration, areas: Areas) -> None:
        self.name = name
        self.settings = settings
        self.areas = areas
        self._declaration = declaration
        self._read_from, self._write_to = _tables_folder(settings.run)

    @property
    def project(self) -> Project:
        """The checkout, with the folders of its inputs."""
        return project()

    @property
    def parameters(self) -> Parameters:
        """The parameters of the reporting year."""
        return self.settings.parameters

    @property
    def end_of_part(self) -> date | None:
        """The last day of the part of the year that the report is on; None for the whole year."""
        return self.settings.part.end if self.settings.part else None

    @property
    def last_day(self) -> date:
        """The last day that the report looks at: of its part of the year, or of the year."""
        return self.end_of_part or self.parameters.as_at.all_others

    @property
    def council(self) -> Area:
        """The council that the report is about."""
        return self.areas[self.settings.authority]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code the council has had, oldest first."""
        return self.areas.same_council(self.settings.authority)

    @property
    def is_two_tier(self) -> bool:
        """Whether districts provide some of the services in the council's area."""
        return self.council.area_type == "county"

    def register(self) -> tuple[Indicator, ...]:
        """Read the register as it holds for the council of the report.

        Raises  InputProblem: a row is not right
        """
        return self.settings.ownership.register(read_register(self.project.register))

    def same_measure(self, reported: Iterable[str]) -> pd.DataFrame:
        """Return which of the indicators of the report are one measure, as `read_same_measure` does.

        Raises  InputProblem: a row of the file is not right
        """
        ids = [indicator.indicator_id for indicator in read_register(self.project.register)]
        return read_same_measure(self.project.same_measure, ids, reported)

    def scopes(self, compendium: pd.DataFrame) -> dict[str, str]:
        """Return what each dashboard covers, by the name under which the report prints it.

        Columns needed    compendium: dashboard, subject, in printed order
        Raises            InputProblem: a row of the file is not right
        """
        named = {indicator.dashboard for indicator in read_register(self.project.register)}
        pairs = zip(compendium["dashboard"], compendium["subject"], strict=True)
        return printed_scopes(read_scopes(self.project.dashboard_scopes, named), pairs)

    def comments(self, compendium: pd.DataFrame) -> tuple[Comment, ...]:
        """Return what analysts wrote for this report; nothing where the council of the report is another's.

        What they wrote is of the whole year, so a report of a part of it has none.

        Columns needed    compendium: indicator_id, dashboard
        Raises            InputProblem: a file is not right
        """
        folder = self.project.commentary
        of_year = f"{self.project.relative(folder)}/{self.parameters.year}"
        if self.settings.part is not None or not self.settings.ownership.has(of_year):
            return ()
        as_at = self.parameters.as_at.all_others
        names = set(compendium["indicator_id"]), set(compendium["dashboard"])
        return read_commentary(folder, self.parameters.year, as_at, *names)

    def own(self, path: Path) -> Path | None:
        """Return a file of the project where it speaks of the council of the report or of all; None of another."""
        return path if self.settings.ownership.has(self.project.relative(path)) else None

    def printed_themes(self) -> tuple[str, list[str]]:
        """Return the name of the framework's file, and its themes in printed order."""
        return self.parameters.framework, [theme.name for theme in self.settings.framework.themes]

    def own_of_year(self, path: Path) -> Path | None:
        """Return what `own` does for a file on reports of whole years; None in a run of a part of a year."""
        return None if self.settings.part is not None else self.own(path)

    def statements(self) -> pd.DataFrame:
        """Return the statements that pressures and signals of the report may name, as `read_statements` does.

        Raises  InputProblem: a row of a file is not right
        """
        framework, register = self.settings.framework, read_register(self.project.register)
        themes = [theme.name for theme in (*framework.themes, *framework.enablers)]
        year, paths = self.parameters.year, statement_files(self.project)
        both = pd.concat([read_statements(self.own(path), register, themes, year) for path in paths], ignore_index=True)
        return both.drop_duplicates("statement_id", keep="last", ignore_index=True)

    def risk_files(self) -> RiskFiles:
        """Return what the report knows of pressures and risks, as `read_risk_files` does; nothing of another council.

        Raises  InputProblem: a row of a file is not right
        """
        years_of = statement_years(self.own(path) for path in statement_files(self.project))
        register = read_register(self.project.register)
        return read_risk_files(self.own(self.project.risks), register, years_of, self.parameters.year)

    def watched(self) -> pd.DataFrame:
        """Return the indicators of staff and satisfaction that are watched, as `read_watch_list` does.

        Raises  InputProblem: a row of the file is not right
        """
        return read_watch_list(self.own(self.project.watch_list), read_register(self.project.register))

    def indicator_pairs(self) -> pd.DataFrame:
        """Return the indicators that are shown together, as `read_pairs` does.

        Raises  InputProblem: a row of the file is not right
        """
        return read_pairs(self.own(self.project.indicator_pairs), read_register(self.project.register))

    def groups(self) -> list[ComparatorGroup]:
        """Return the comparator group, and after it those that the council or an indicator is also compared with.

        Raises  InputProblem: the members of one cannot be found
        """
        return [self.settings.group, *further_groups(self.project, self.areas, self.settings, neighbours_of)]

    def read(self, name: str) -> pd.DataFrame:
        """Read a table that a step before wrote; by hand, the newer of the last run's and one written by hand.

        Raises  Problem: the notebook does not declare it, or it cannot be made
        """
        if name not in self._declaration.reads:
            raise Problem(f"{self.name} reads {name} without declaring it in the notebook's metadata.")
        paths = [folder / f"{name}.parquet" for folder in dict.fromkeys((self._read_from, self._write_to))]
        if not any(path.exists() for path in paths):
            self._make_what_is_needed(paths[0])
        existing = [path for path in paths if path.exists()]
        return pd.read_parquet(max(existing, key=lambda path: path.stat().st_mtime_ns))

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Write a table as Parquet, and as CSV for people and spreadsheets, as `write_table` does.

        Raises  Problem: the notebook or `helpers.schema` does not declare the table, or it is not as declared
        """
        if name not in self._declaration.writes:
            raise Problem(f"{self.name} writes {name} without declaring it in the notebook's metadata.")
        if name not in TABLES:
            raise Problem(f"{self.name} writes {name}, which helpers.schema does not declare; declare it there.")
        self._write_to.mkdir(parents=True, exist_ok=True)
        write_table(frame, self._write_to, TABLES[name])

    def header(self) -> Table:
        """Return the table at the head of every notebook: which run this is, by which rules."""
        parameters = self.parameters
        rows = [
            ("Council", f"{self.council.name} ({self.council.code})"),
            ("Reporting year", str(parameters.year)),
            *self._part(),
            ("Stage", parameters.stage),
            self._framework(),
            ("Compared with", self.settings.group.name),
            *(("Also shown among", entry.name) for entry in self.settings.also_compared_with.values()),
            *(
                ("Some indicators also shown among", entry.name)
                for entry in self.settings.groups_of_indicators.values()
            ),
            (
                "Newest period used ends by",
                f"{_day(parameters.as_at.academic)} for academic years, {_day(parameters.as_at.fe_year)} for further "
                f"education years, {_day(parameters.as_at.all_others)} for all others",
            ),
        ]
        if self.project.other_raw:
            rows.append(("Raw files", "another folder than data/raw; the manifest of the run names it"))
        if self.project.other_risks:
            rows.append(("Pressures and risks", "another folder than params/risks; the manifest of the run names it"))
        if self._read_from != self._write_to:
            rows.append(("Opened by hand", self._what_by_hand_means()))
        frame = pd.DataFrame(rows, columns=["what", "value"])
        columns = [Column("what", "What", header=True), Column("value", "Value")]
        return table(frame, "This run", columns)

    def _part(self) -> list[tuple[str, str]]:
        """Return the row on the part of the year that the run is of; none for the whole year."""
        part = self.settings.part
        return [] if part is None else [("Part of the year", f"{part.label}, provisional")]

    def _framework(self) -> tuple[str, str]:
        """Return the row on the framework: the council's plan, or whose layout the report has."""
        layout = self.settings.borrowed_layout
        if not layout:
            return "Framework", f"{self.settings.framework.name} of {self.settings.framework.owner}"
        return "Layout", f"that of the {layout}, as no plan of this council is at hand"

    def _what_by_hand_means(self) -> str:
        manifest = self.project.reports / self.settings.run / MANIFEST
        settings = self.settings.model_dump(mode="json")
        try:
            steps = json.loads(bytes_of(manifest))["steps"] if manifest.exists() else {}
            differs = any(record["facts"]["settings"] != settings for record in steps.values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # no manifest of a run
            differs = True
        if differs:
            period = f" period={self.settings.period}" if self.settings.period else ""
            command = f"make year={self.parameters.year}{period}"
            return f"The tables are of a run with other parameters; run {command} to make them again."
        return "Tables are read from the last run and written beside it."

    def _make_what_is_needed(self, path: Path) -> None:
        """Run the steps before this one, the last first; only a notebook opened by hand comes here.

        The run of the last makes those before it too, which are then up to date.
        """
        steps = {step.name: step for step in step_graph(self.project.notebooks)}
        for name in reversed(steps[self.name].needs):
            command = [sys.executable, "-P", "-m", "helpers", "report", "--year", str(self.parameters.year)]
            command += ["--authority", self.settings.authority, "--period", self.settings.period, "--step", name]
            done = subprocess.run(command, cwd=self.project.root, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Problem(f"{self.name} needs {name}, which did not finish: {done.stderr.strip()}")
        if not path.exists():
            raise Problem(f"{self.name} needs the table {path.stem}, which no step has written.")


def read_for_every_kernel() -> None:
    """Read the files that every notebook reads, so that kernels forked afterwards need not read them again.

    Raises  InputProblem: one is not right, which each kernel says too
    """
    here = project()
    read_areas(here.areas)
    read_register(here.register)
    read_frameworks(here)
    read_model(here.comparators, dict[str, GroupEntry], MODELS)


def start_step(name: str, year: int, authority: str = "", period: str = "") -> NotebookSession:
    """Check a notebook's parameters, open its tables, and let it show what helpers.present makes.

    `authority` is a code of nine characters, or empty for the authority of the parameter file; `period` is a part of
    the year, such as Q2, or empty for the whole year.

    Raises  InputProblem: a parameter or a parameter file is not right
    """
    register_formatters()
    here = project()
    areas = read_areas(here.areas)
    settings = settings_for(here, areas, str(year), authority, neighbours_of, period)
    declaration, _ = read_declaration(here.notebooks / f"{name}.ipynb")
    return NotebookSession(name, settings, declaration, areas)


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _tables_folder(run: str) -> tuple[Path, Path]:
    """Return the folders a notebook reads tables from and writes them to, for a run.

    Inside the pipeline both are the run's folder under construction. In JupyterLab the notebook reads the
    last good tables and writes beside them, so that trying something out leaves a published run alone.
    """
    building = os.environ.get(TABLES_VARIABLE)
    if building:
        return Path(building), Path(building)
    processed = project().processed
    return processed / run, processed / "interactive" / run
