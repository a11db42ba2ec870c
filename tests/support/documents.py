"""What the tests of the documents share: a document and its tables, the figures of the 2023 report, and comparisons."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.areas import read_areas
from helpers.assurance.logs import read_assurance, words
from helpers.params import Parameters, settings_for
from helpers.paths import Project, project
from helpers.results import reporting_figures
from helpers.results.compendium import with_register_and_dashboard
from helpers.results.direction_sensitivity import sensitivity
from helpers.results.directions import directions
from helpers.sources.reference import read_same_measure

DOCS = Path(__file__).parents[2] / "docs"
POLARITY = {"higher": "higher_is_better", "lower": "lower_is_better", "neutral": "neutral"}


class Document:
    """A Markdown text, its tables and its sentences."""

    def __init__(self, text: str) -> None:
        self.text = text

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """Return the rows of the tables by the words of their header, in order of appearance."""
        rows_by_header: dict[str, list[dict[str, str]]] = {}
        header: list[str] | None = None
        for line in self.text.splitlines():
            if not line.startswith("|"):
                header = None
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if header is None:
                header = cells
                rows_by_header.setdefault(" ".join(header), [])
            elif not set(line) <= set("|-: "):
                rows_by_header[" ".join(header)].append(dict(zip(header, cells, strict=True)))
        return rows_by_header

    def table(self, *columns: str) -> list[dict[str, str]]:
        """Return the one table that has these columns."""
        (match,) = [rows for rows in self.tables().values() if rows and set(columns) <= rows[0].keys()]
        return match

    def says(self, text: str) -> bool:
        """Whether the document has these words, wherever its lines end; a link counts as its text."""
        return " ".join(text.split()) in " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", self.text).split())


def read_document(name: str) -> Document:
    """Read a document by its path in `docs`."""
    return Document((DOCS / name).read_text(encoding="utf-8"))


def chapter_paths() -> list[Path]:
    """List the chapters of the method statement, in order."""
    return sorted((DOCS / "methods").glob("[0-9]*.md"))


def read_chapter(number: int) -> Document:
    """Read one chapter of the method statement."""
    (path,) = (DOCS / "methods").glob(f"{number:02d}_*.md")
    return read_document(f"methods/{path.name}")


LOGS = read_assurance(project().assurance)
ASSUMPTIONS, DECISIONS = (Document(" ".join(words(log))) for log in (LOGS.assumptions, LOGS.decisions))


def effect(column: str) -> list[dict[str, str]]:
    """Return the one table of effects of the assumptions log that has a column."""
    (match,) = [table for table in LOGS.assumptions.effects if column in table.columns]
    return [{name: str(cell) for name, cell in row.items()} for row in match.records()]


def ends(text: str) -> tuple[float, float]:
    """Read an interval: 7.66 to 8.01."""
    lower, upper = text.split(" to ")
    return float(lower), float(upper)


def same(numbers: Iterable[Any], row: dict[str, str], *columns: str) -> None:
    """Numbers are those of a row to as many decimals as it prints."""
    for number, column in zip(numbers, columns, strict=True):
        decimals = len(row[column].partition(".")[2])
        assert f"{float(number):.{decimals}f}" == row[column], (column, row)


def texts_of(*functions: Callable[..., Any]) -> set[str]:
    """Return the sentences that functions can print: their constants with a space, without their descriptions."""
    sentences: set[str] = set()
    for function in functions:
        tree = ast.parse(inspect.getsource(function))
        descriptions = {
            ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        sentences |= {text for text in texts - descriptions if " " in text}
    return sentences


def day(text: str) -> date:
    """Read a date: 31 March 2023."""
    return datetime.strptime(text, "%d %B %Y").date()


def year(number: int) -> Parameters:
    """Return the parameters of a reporting year."""
    here = project()
    return settings_for(here, read_areas(here.areas), str(number)).parameters


class Figures(NamedTuple):
    """The figures of the 2023 report, with what it was made from and what it judged."""

    parameters: Parameters
    indicators: pd.DataFrame
    dashboards: pd.DataFrame
    same_measure: pd.DataFrame
    members: pd.DataFrame
    council: reporting_figures.CouncilFigures
    judged: pd.DataFrame

    def counted(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of the indicators that are counted in the headline."""
        about = self.council.latest[["indicator_id", "period", "stale", "provisional", "derived"]]
        dashboards = with_register_and_dashboard(about, self.indicators, self.dashboards, self.same_measure)
        return frame[frame["indicator_id"].isin(dashboards.loc[dashboards["in_headline"], "indicator_id"])]


def read_figures(root: Path) -> Figures:
    """Read the figures of the 2023 report that was made in a checkout, and judge them again."""
    here = Project(root)
    areas = read_areas(here.areas)
    parameters = settings_for(here, areas, "2023").parameters
    observations, indicators, dashboards, members = (
        pd.read_parquet(here.processed / "2023" / f"{name}.parquet")
        for name in ("observations", "indicators", "dashboards", "comparator_members")
    )
    council = reporting_figures.figures_for(
        observations, indicators, areas.same_council(parameters.authority), parameters
    )
    judged = directions(council.own, council.latest, indicators, parameters.authority, parameters.direction)
    same_measure = read_same_measure(here.same_measure, indicators["indicator_id"])
    return Figures(parameters, indicators, dashboards, same_measure, members, council, judged)


def tried_again(figures: Figures) -> pd.DataFrame:
    """Return the directions of the 2023 report by each rule of the sensitivity table."""
    return sensitivity(figures.council.own, figures.indicators, figures.parameters.authority, figures.judged)
