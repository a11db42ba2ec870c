"""What a failed run left, kept apart from the last good report to be looked at."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.pipeline import pages
from helpers.pipeline.moving import put_away
from helpers.problems import reason

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run


def diagnosis_folder(run: Run) -> Path:
    """Return the folder for what a failed run left."""
    return run.final.report.with_name(f"{run.settings.run}-failed")


def keep_for_diagnosis(run: Run, by_gate: bool) -> str:
    """Keep what a failed run left, away from the last good report, and say where.

    Of a run that the gate stopped the results of the checks are kept too, as tables for a spreadsheet.
    """
    folder = diagnosis_folder(run)
    try:
        put_away(folder)
        if by_gate:
            _keep_findings(run)
        if not any(run.building.report.iterdir()):
            return ""
        pages.make_what_is_possible(run)
        run.building.report.rename(folder)
    except OSError as error:
        return f" What the run left could not be kept: {reason(error)}."
    where = run.project.relative(folder)
    return f" The findings are in {where}." if by_gate else f" The notebooks as far as they came are in {where}."


def _keep_findings(run: Run) -> None:
    for step in run.steps:
        for table in filter(None, (step.declaration.gate, step.declaration.waivers)):
            path = run.building.tables / f"{table}.csv"
            if path.exists():
                shutil.copy2(path, run.building.report)
