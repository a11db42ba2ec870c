"""The part of the command for reports that makes those of several councils."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from helpers.paths import Project
from helpers.pipeline.progress import Progress
from helpers.problems import InputProblem, StepFailed
from helpers.wording import number_of

_CODE = re.compile(r"[A-Za-z]\d+")


def is_of_several(authority: str) -> bool:
    """Say whether what was asked for is more than the code of one council, or blank.

    >>> [is_of_several(text) for text in ("", "E10000016", "all", "Kent", "Kent, Surrey")]
    [False, False, True, True, True]
    """
    return bool(authority.strip()) and not _CODE.fullmatch(authority.strip())


def print_reports_of_councils(
    project: Project, years: Sequence[str], authority: str, *, today: date, progress: Progress, **wanted: Any
) -> None:
    """Make the reports of some councils in some years, write a summary of each year, and say what came of them.

    Raises  InputProblem: a council is not one. StepFailed: some reports could not be made; the others are in place
    """
    from helpers.pipeline.councils import councils_asked_for
    from helpers.pipeline.fan import FAILED, Asked, reports_of_councils

    period, step = wanted["period"], wanted["step"]
    asked = [Asked(year, code) for year in years for code in councils_asked_for(project, year, authority, period)]
    outcomes = reports_of_councils(project, asked, today=today, progress=progress, **wanted)
    if not step:
        from helpers.pipeline.councils_summary import write_councils_summary

        for year in years:
            of_year = [outcome for outcome in outcomes if outcome.asked.year == year]
            summary = write_councils_summary(project, year, of_year, period)
            progress.say(f"Summary of {year}: {project.relative(summary)}")
    failed = [outcome for outcome in outcomes if outcome.state == FAILED]
    progress.say(f"{number_of(len(outcomes) - len(failed), 'report')} in place, {len(failed)} failed.")
    if failed:
        named = "; ".join(f"{outcome.council} {outcome.asked.year}: {outcome.why}" for outcome in failed)
        raise StepFailed(f"{number_of(len(failed), 'report')} could not be made. {named}")


def refuse_focused(name: str) -> None:
    """Refuse `for`, which is for the report of one council. Raises InputProblem."""
    if name:
        raise InputProblem("for= is for the report of one council: give authority= its code, and one only.")
