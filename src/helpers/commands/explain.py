"""Print the way of a figure, judgement, rank or sentence back to its raw row, and write it as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from helpers.areas import read_areas
from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.pipeline.stages import INPUTS, frozen, stage_folder
from helpers.pipeline.tracing import Trail
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.present.site_pages import slug
from helpers.problems import InputProblem
from helpers.publish.compendium_site import SiteFrame, render_site

MOST_OF_NAME: Final = 80
"""How many characters of what is explained are in the name of its page."""


class Explained(NamedTuple):
    """What is to be explained, one of these: an indicator by its name, a fact by its cell, a sentence by its words."""

    indicator: str = ""
    fact: str = ""
    sentence: str = ""


def print_explanation(project: Project, asked: Asked, explained: Explained, to: Path | None) -> None:
    """Print the way of an indicator, of one fact or of a sentence, and write it as a page into the folder `to`, if any.

    The report is that of this checkout, or the one that was frozen at the stage that was asked for.

    Raises  InputProblem: none or several were given, or the report or its record is not there
    """
    if len(list(filter(None, explained))) != 1:
        raise InputProblem("Give indicator=<name in the register>, fact=<table/key/column> or sentence=<its words>.")
    settings = asked.settings(project)
    report, inputs = HandedOver(project.reports / settings.run, project.processed / settings.run), project
    if asked.stage:
        report = frozen(project, settings, asked.stage)
        inputs = Project(stage_folder(project, settings, asked.stage) / INPUTS)
        settings = asked.settings(inputs)
    elif not report.report.is_dir():
        raise InputProblem(f"There is no report in {project.relative(report.report)}; make it first.")
    trail = Trail(project, report, inputs, asked.stage)
    if explained.sentence:
        explanation = trail.of_sentence(explained.sentence)
    else:
        explanation = trail.of_fact(explained.fact) if explained.fact else trail.of_indicator(explained.indicator)
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
    page = explanation.page(f"explain_{slug(''.join(explained)[:MOST_OF_NAME])}.html")
    to.mkdir(parents=True, exist_ok=True)
    for name, text in render_site([page], frame).items():
        (to / name).write_text(text, encoding="utf-8", newline="\n")
