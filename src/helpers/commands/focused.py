"""The part of the command for reports that writes a report for one theme, department or partner."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.paths import Project
from helpers.pipeline.focused import write_focused_report


def print_focused_reports(project: Project, years: Iterable[str], authority: str, period: str, name: str) -> None:
    """Write the report for a name beside the finished report of each year, and print its path.

    Raises  InputProblem, as `write_focused_report` does
    """
    for year in years:
        print(project.relative(write_focused_report(project, year, authority, period, name)))
