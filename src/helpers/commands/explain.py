"""Print the way of a figure, judgement, rank or sentence back to its raw row, and write it as a page."""

from __future__ import annotations

from pathlib import Path

from helpers.areas import read_areas
from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.pipeline.stages import INPUTS, frozen, stage_folder
from helpers.pipeline.tracing import Trail
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.present.site_pages import slug
from helpers.problems import InputProblem
from helpers.publish.compendium_site import SiteFrame, render_site


def print_explanation(project: Project, asked: Asked, indicator: str, fact: str, to: Path | None) -> None:
    """Print the way of an indicator, or of one fact, and write it as a page into the folder `to`, if any.

    The report is that of this checkout, or the one that was frozen at the stage that was asked for.

    Raises  InputProblem: neither or both were given, or the report or its record is not there
    """
    if bool(indicator) == bool(fact):
        raise InputProblem("Give either indicator=<name in the register> or fact=<table/key/column>.")
    settings = asked.settings(project)
    report, inputs = HandedOver(project.reports / settings.run, project.processed / settings.run), project
    if asked.stage:
        report = frozen(project, settings, asked.stage)
        inputs = Project(stage_folder(project, settings, asked.stage) / INPUTS)
        settings = asked.settings(inputs)
    elif not report.report.is_dir():
        raise InputProblem(f"There is no report in {project.relative(report.report)}; make it first.")
    trail = Trail(project, report, inputs, asked.stage)
    explanation = trail.of_indicator(indicator) if indicator else trail.of_fact(fact)
    for line in explanation.lines():
        print(line)
    if to is None:
        return
    frame = SiteFrame(
        publication=f"Performance Compendium {settings.of_year}",
        authority=read_areas(project.areas)[settings.authority].name,
        stage="Explanation",
        issued="",
        contact="",
        next_update="",
        navigation=(),
        footer=(),
    )
    page = explanation.page(f"explain_{slug(indicator or fact)}.html")
    to.mkdir(parents=True, exist_ok=True)
    for name, text in render_site([page], frame).items():
        (to / name).write_text(text, encoding="utf-8", newline="\n")
