"""The stage before that of a report: what was printed then, which its pages and papers compare with what is now.

It is apart from what freezes a stage, as whether a report is out of date follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.freshness import sha256
from helpers.problems import InputProblem
from helpers.stages import STAGES

PRINTED: Final = "printed.zip"
"""The file of a frozen stage with all that its report printed and that later ones are compared with."""


@dataclass(frozen=True)
class StageBefore:
    """A stage that a report is compared with, and the file of what was printed then."""

    stage: str
    path: Path

    @property
    def file(self) -> str:
        """The name of the copy of the file in the folder of the later report."""
        return printed_file(self.stage)

    def facts(self) -> dict[str, str]:
        """Return the stage and the hash of the file, as the manifest of the later report has them."""
        return {"stage": self.stage, "sha256": sha256(self.path)}


def printed_file(stage: str) -> str:
    """Return the name of the copy of what was printed at a stage, in the folder of a later report.

    >>> printed_file("scrutiny")
    'printed_at_scrutiny.zip'
    """
    return f"printed_at_{stage}.zip"


def stage_before(project: Project, settings: Settings) -> StageBefore | None:
    """Return the latest stage before that of the settings at which a report of the run was frozen; None without one.

    Raises  InputProblem: the stage does not say what was printed then
    """
    stages = STAGES[: STAGES.index(settings.parameters.stage)]
    folders = [(stage, project.stages / settings.run / stage) for stage in reversed(stages)]
    for stage, folder in folders:
        if folder.is_dir():
            path = folder / PRINTED
            if not path.is_file():
                raise InputProblem(
                    f"{project.relative(path)} is missing, so it cannot be said what moved since then. Put back the "
                    f"file that was frozen, or move {project.relative(folder)} away."
                )
            return StageBefore(stage, path)
    return None


def facts_of_stage_before(project: Project, settings: Settings) -> dict[str, str]:
    """Return what a report depends on of the stage before it; nothing without one.

    Raises  InputProblem: the stage does not say what was printed then
    """
    before = stage_before(project, settings)
    return before.facts() if before else {}


def compared_with(pages: Mapping[str, str]) -> dict[str, str] | None:
    """Return the stage that a report was compared with and the hash of what was printed then; None without one.

    `pages` has the hash of each file of the report by its name.
    """
    named = ((stage, pages.get(printed_file(stage))) for stage in STAGES)
    return next(({"stage": stage, "sha256": hashed} for stage, hashed in named if hashed), None)
