"""The command line: `python -m helpers`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpers.commands.command import AUTHORITY, OUTPUTS, PERIOD, RAW_FILES, RISKS, YEAR, Command, need_year
from helpers.commands.endings import about_file, end_by_hand_on_every_signal
from helpers.commands.given_paths import file_given, folder_given, folder_to_write, starting_folders
from helpers.commands.of_national import OF_NATIONAL
from helpers.commands.of_reports import OF_REPORTS
from helpers.paths import (
    CALLED_FROM_VARIABLE,
    NOTEBOOKS_ONLY_VARIABLE,
    RAW_VARIABLE,
    RISKS_VARIABLE,
    Project,
    project,
)
from helpers.pipeline.progress import Progress
from helpers.problems import ExitCode, InputProblem, Problem
from helpers.run_names import NOTEBOOKS

STEADY = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",
    "MPLBACKEND": "agg",
}
"""Variables that every kernel starts with, because no setting of the machine may affect a figure."""

PRIVATE = {"GX_ANALYTICS_ENABLED": "false", "JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

_FILES = {
    "framework": "the measures of the framework",
    "check-return": "the return",
    "check-draft": "the draft",
    "take-back": "the paper",
}
"""The contents of the file that a command reads, as messages name them."""

OF_THE_ANALYST = ("PYTHON", "JUPYTER", "JPY_", "IPYTHON", "MATPLOTLIBRC")
"""Beginnings of variables that make Python, Jupyter or matplotlib use code, templates or settings from elsewhere."""


def settle_environment(package: Path) -> None:
    """Remove from the environment all variables that make kernels and pages use other code or templates.

    `package` is the folder that the package is in. Kernels use it even if the environment has another copy.
    """
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    for name in [name for name in os.environ if name.upper().startswith(OF_THE_ANALYST)]:
        del os.environ[name]
    os.environ.update(STEADY | PRIVATE)
    if str(package) not in sys.path or str(package) in added:
        os.environ["PYTHONPATH"] = str(package)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    options = _parser().parse_args(arguments)
    settle_environment(project().code.parent)
    end_by_hand_on_every_signal()
    options.progress, options.started = Progress(), Path.cwd()
    folders = starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))
    try:
        if options.command in _FILES:
            options.file = file_given("file", _FILES[options.command], options.file, folders)
        raw, risks, outputs = (getattr(options, name, "") for name in ("raw", "risks", "outputs"))
        here = _project(raw, risks, outputs, folders)
        COMMANDS[options.command].carry_out(here, options)
    except Problem as problem:
        print(str(problem), file=sys.stderr)
        return problem.exit_code
    except OSError as error:
        print(about_file(error), file=sys.stderr)
        return ExitCode.STEP_FAILED
    except KeyboardInterrupt:
        done = " and ".join(options.progress.finished)
        left = f"{done} was finished and is in place" if done else "the last good report is unchanged"
        print(f"Stopped by hand; {left}.", file=sys.stderr)
        return ExitCode.STEP_FAILED
    return ExitCode.DONE


# Each function imports its own module when it is called: a run must not wait for the imports of another command.


def _report(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.reports import is_of_several, print_reports_of_councils, refuse_focused
    from helpers.pipeline.kernels.kinds import KINDS
    from helpers.pipeline.run import check, reports

    kernels = options.kernels or KINDS[0]
    if kernels not in KINDS:
        raise InputProblem(f"kernels must be {' or '.join(KINDS)}; got {kernels!r}.")
    if here.notebooks_only and getattr(options, "for"):
        raise InputProblem(
            "for= makes a document that leads to the site, which outputs=notebooks leaves out; give one."
        )
    years = options.years.split() if options.years else [options.year]
    if not years or (options.years and options.year):
        raise InputProblem('Give either one year, as year=2023, or several, as years="2018 2020".')
    several = is_of_several(options.authority)
    wanted = {"period": options.period, "step": options.step}
    for year in years:
        check(here, year, authority="" if several else options.authority, **wanted)
    how = {"today": datetime.now(UTC).date(), "force": options.force, "kernels": kernels, "progress": options.progress}
    if several:
        refuse_focused(getattr(options, "for"))
        print_reports_of_councils(here, years, options.authority, **how, **wanted)
        return
    reports(here, years, authority=options.authority, **how, **wanted)
    if name := getattr(options, "for"):
        from helpers.commands.focused import print_focused_reports

        print_focused_reports(here, years, options.authority, options.period, name)
    if not options.step and here.stages.is_dir():
        from helpers.commands.stages import print_moved

        print_moved(here, years, options.authority, options.period)


def _bench(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.bench import compare, compare_with_commit, runs_wanted
    from helpers.pipeline.run import check

    runs = runs_wanted(options.runs)
    check(here, options.year)
    if options.commit:
        compare_with_commit(here, options.year, runs, options.commit)
    else:
        compare(here, options.year, runs)


def _files(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.files import print_folder

    print_folder(here)


def _lint(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.lint import print_lint

    print_lint(here)


def _dictionary(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.dictionary import write_dictionary

    write_dictionary(here)


def _framework(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.framework import print_overlap

    print_overlap(here, options.file, folder_to_write("to", options.to, options.started) if options.to else None)


def _frameworks(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.framework import print_successions

    print_successions(here)


def _agreement(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.agreement import print_agreement

    need_year("agreement", options.year, "2007")
    print_agreement(here, options.year)


def _needs(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.needs import print_needs

    need_year("needs", options.year)
    print_needs(here, options.year, options.weights, options.authority)


def _template(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_template

    print_template(here, folder_to_write("to", options.to, options.started))


def _returns(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_workbooks

    need_year("returns", options.year)
    print_workbooks(here, options.year, folder_to_write("to", options.to, options.started), options.period)


def _returns_status(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_status

    need_year("returns-status", options.year)
    print_status(here, options.year, datetime.now(UTC).date(), options.period)


def _check_return(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_check

    print_check(here, options.file, datetime.now(UTC).date())


def _check_draft(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.drafts import print_draft_check

    need_year("check-draft file=<path>", options.year)
    folders = starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))
    before = file_given("before", "the report before", options.before, folders) if options.before else None
    print_draft_check(here, options.file, options.year, options.authority, before, options.period)


def _take_back(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.take_back import print_take_back

    need_year("take-back file=<path>", options.year)
    print_take_back(here, options.file, options.year)


def _fetch(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.fetch import fetch_files

    need_year("fetch", options.year)
    fetch_files(here, options.year, options.source)


def _new_year(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.new_year import start_year
    from helpers.sources.catalogue import read_sources
    from helpers.sources.fetching.interfaces import interface_of

    start_year(here, options.year, [name for name in read_sources(here.sources) if interface_of(name)])


_RAW = "read the returns that have come in this folder instead of data/raw"

COMMANDS: Mapping[str, Command] = {
    **OF_REPORTS,
    **OF_NATIONAL,
    "report": Command(
        "make the report for a year; only steps that are out of date run",
        {
            "year": YEAR,
            "years": "several years, separated by spaces, at the same time",
            "period": PERIOD,
            "authority": f"{AUTHORITY}; names or codes with commas between them, or all",
            "raw": RAW_FILES,
            "risks": RISKS,
            "outputs": OUTPUTS,
            "step": "stop after this step, given by its full name or its number",
            "force": "run every step again",
            "for": "the theme, the department or the partner that a report with only what is theirs is for",
            "kernels": "forked, or ordinary, which starts a new Python for each notebook",
        },
        _report,
    ),
    "bench": Command(
        "time a fresh run against other ways to make the same tables, and against an earlier commit",
        {
            "year": "the reporting year to time",
            "runs": "how often each way is timed",
            "commit": "time a fresh run against one at this commit, and nothing else",
        },
        _bench,
    ),
    "files": Command(
        "describe each file in a folder, and how much is used", {"raw": "the folder of the publishers' files"}, _files
    ),
    "lint": Command("check the register and the assurance logs without making a report", {"raw": RAW_FILES}, _lint),
    "dictionary": Command("write the documents that describe tables", {}, _dictionary),
    "framework": Command(
        "compare the measures of a new framework with the register",
        {"file": "the CSV file of measures", "to": "the folder to write the table to"},
        _framework,
    ),
    "frameworks": Command("say what became of each dashboard of a framework in the next", {}, _frameworks),
    "agreement": Command(
        "check the files of an agreement with a reward grant, and print what follows from them",
        {"year": "a reporting year of a framework", "raw": "read them in this folder instead of params/agreements"},
        _agreement,
    ),
    "needs": Command(
        "try other weights of the needs model on the tables of a year, without changing its report",
        {"year": YEAR, "weights": "amounts to try, such as people=0 damping=10", "authority": "the code of a council"},
        _needs,
    ),
    "fetch": Command(
        "download the files for the register from the publishers' interfaces",
        {"year": YEAR, "source": "only this source in the register"},
        _fetch,
    ),
    "new-year": Command(
        "write the parameter file of a new year, and list what is left to do",
        {"year": "the new reporting year, which has no file in params yet"},
        _new_year,
    ),
    "template": Command("write the return that departments fill in", {"to": "the folder to write it to"}, _template),
    "returns": Command(
        "write the return of each department and partner for a year",
        {"year": YEAR, "period": PERIOD, "to": "the folder to write them to, in one of the year", "raw": _RAW},
        _returns,
    ),
    "returns-status": Command(
        "say who owes which figures of a year, and what has come",
        {"year": YEAR, "period": PERIOD, "raw": _RAW},
        _returns_status,
    ),
    "check-return": Command(
        "list every fault in a filled-in return", {"file": "the workbook or CSV file"}, _check_return
    ),
    "check-draft": Command(
        "list every fault in a draft report, by itself and by the tables of its year",
        {
            "file": "the draft: a Word document (.docx), Markdown or plain text",
            "year": YEAR,
            "before": "the report before, to find what was carried forward from it",
            "authority": AUTHORITY,
            "period": PERIOD,
            "raw": RAW_FILES,
            "risks": RISKS,
        },
        _check_draft,
    ),
    "take-back": Command(
        "take back what people wrote in a paper or the compendium",
        {"file": "the Word document", "year": YEAR},
        _take_back,
    ),
}
"""Every command. Add a new one here, and a target in the Makefile that calls it."""

_DEFAULTS = {
    ("bench", "year"): "2023",
    ("bench", "runs"): "5",
    ("template", "to"): "returns",
    ("returns", "to"): "returns",
    ("national", "by"): "class",
    ("national", "engine"): "duckdb",
}
"""Default values of options; blank for the others."""

_FLAGS = {"force"}
"""Options that take no value."""


def _project(raw: str, risks: str, outputs: str, folders: Sequence[Path]) -> Project:
    """Return the checkout with the requested folders and outputs, and change to it; kernels receive both too."""
    if outputs not in ("", "all", NOTEBOOKS):
        raise InputProblem(f"outputs must be all or {NOTEBOOKS}; got {outputs!r}.")
    own = project().root
    usual = Project(own)
    for name, typed, variable, folder_of_own in (
        ("raw", raw, RAW_VARIABLE, usual.raw),
        ("risks", risks, RISKS_VARIABLE, usual.risks),
    ):
        os.environ.pop(variable, None)
        if typed:
            folder = folder_given(name, typed, folders).resolve()
            if folder != folder_of_own.resolve():
                os.environ[variable] = str(folder)
    os.environ.pop(NOTEBOOKS_ONLY_VARIABLE, None)
    if outputs == NOTEBOOKS:
        os.environ[NOTEBOOKS_ONLY_VARIABLE] = "1"
    os.chdir(own)
    return project()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m helpers", description="The Performance Compendium.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.help)
        for option, meaning in command.options.items():
            default = _DEFAULTS.get((name, option), "")
            how: dict[str, str] = {"action": "store_true"} if option in _FLAGS else {"default": default}
            subparser.add_argument(f"--{option}", help=meaning, **how)  # type: ignore[arg-type]
    return parser
