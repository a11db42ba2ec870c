"""The commands about a finished report: check it, explain it, freeze it at a stage, and say what moved."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from helpers.commands.command import AUTHORITY, OUTPUTS, PERIOD, RAW_FILES, RISKS, YEAR, Command, need_year
from helpers.commands.given_paths import folder_given, folder_to_write, report_given, starting_folders
from helpers.paths import CALLED_FROM_VARIABLE, Project
from helpers.problems import InputProblem

# Each function imports its own module when it is called: a run must not wait for the imports of another command.


def _verify(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.verify import Asked, print_verification

    need_year("verify", options.year)
    folders = starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))
    report = report_given("report", options.report, folders) if options.report else None
    to = folder_to_write("to", options.to, options.started) if options.to else None
    print_verification(here, Asked(options.year, options.authority, options.period, options.stage), report, to)


def _stage(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.stages import print_freeze
    from helpers.commands.verify import Asked

    need_year("stage", options.year)
    print_freeze(here, Asked(options.year, options.authority, options.period, options.stage))


def _changes(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.stages import print_changes
    from helpers.commands.verify import Asked

    need_year("changes since=cabinet", options.year)
    to = folder_to_write("to", options.to, options.started) if options.to else None
    print_changes(here, Asked(options.year, options.authority, options.period, options.stage), options.since, to)


def _update(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.update import print_update
    from helpers.commands.verify import Asked
    from helpers.pipeline.scratch import scratch_folder

    need_year("update from=late", options.year)
    late, source = getattr(options, "from"), options.source
    if bool(late) == bool(source):
        raise InputProblem("Give either from=<folder of the late files> or source=<what to download>, such as ons_els.")
    folders = starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))
    to = folder_to_write("to", options.to, options.started) if options.to else None
    asked, today = Asked(options.year, options.authority, options.period), datetime.now(UTC).date()
    if late:
        print_update(here, asked, folder_given("from", late, folders), options.accept, to, today)
        return
    from helpers.commands.fetch import fetch_apart, refuse_failed

    with scratch_folder() as scratch:
        newer = scratch / "downloads"
        newer.mkdir()
        outcomes = fetch_apart(here, options.year, source, newer)
        if any(path.is_file() for path in newer.rglob("*")):
            print_update(here, asked, newer, options.accept, to, today)
        else:
            print("Nothing that was downloaded is newer than what data/raw has.")
    refuse_failed(outcomes)


def _explain(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.explain import Explained, print_explanation
    from helpers.commands.verify import Asked

    need_year("explain", options.year)
    to = folder_to_write("to", options.to, options.started) if options.to else None
    asked = Asked(options.year, options.authority, options.period, options.stage)
    print_explanation(here, asked, Explained(options.indicator, options.fact, options.sentence), to)


OF_REPORTS: Final[Mapping[str, Command]] = {
    "verify": Command(
        "make a report again in a clean copy, and name every output that differs",
        {
            "year": YEAR,
            "period": PERIOD,
            "authority": AUTHORITY,
            "raw": RAW_FILES,
            "risks": RISKS,
            "outputs": OUTPUTS,
            "stage": "the report that was frozen at this stage, instead of the one in reports",
            "report": "a report that was handed over, as a folder or a zip file, instead of the one in reports",
            "to": "a folder to write all differences to, as a CSV file",
        },
        _verify,
    ),
    "stage": Command(
        "freeze the report of a year at a stage, with all that it was made from",
        {
            "year": YEAR,
            "stage": "draft, scrutiny, cabinet, council or final, as the parameter file says",
            "period": PERIOD,
            "authority": AUTHORITY,
        },
        _stage,
    ),
    "changes": Command(
        "say what moved in the report of a year since a stage, and why",
        {
            "year": YEAR,
            "since": "the stage to compare with",
            "stage": "a later stage to compare, instead of the report in reports",
            "period": PERIOD,
            "authority": AUTHORITY,
            "to": "a folder to write all changes to, as a CSV file",
        },
        _changes,
    ),
    "update": Command(
        "say what late files would change in a report, and take them in",
        {
            "year": YEAR,
            "from": "the folder with the late files",
            "source": "download the late files of this source in the register instead, or of all",
            "accept": "yes to put them in data/raw after their changes are printed",
            "period": PERIOD,
            "authority": AUTHORITY,
            "to": "a folder to write all changes to, as a CSV file",
        },
        _update,
    ),
    "explain": Command(
        "trace a figure, judgement or sentence back to the publisher's row",
        {
            "year": YEAR,
            "indicator": "the indicator, by its name in the register",
            "fact": "one cell that a sentence states, as table/key/column",
            "sentence": "a sentence of the report, or words that no other sentence has",
            "period": PERIOD,
            "authority": AUTHORITY,
            "raw": RAW_FILES,
            "risks": RISKS,
            "outputs": OUTPUTS,
            "stage": "the report that was frozen at this stage, instead of the one in reports",
            "to": "a folder to write it to as a page",
        },
        _explain,
    ),
}
"""Each command by its name."""
