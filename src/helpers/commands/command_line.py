"""The command line: `python -m helpers`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpers.commands.given_paths import file_given, folder_given, folder_to_write, starting_folders
from helpers.paths import CALLED_FROM_VARIABLE, RAW_VARIABLE, Project, project
from helpers.pipeline.progress import STOPS, Progress
from helpers.problems import ExitCode, InputProblem, Problem, reason

STEADY = {
    "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1", "MPLBACKEND": "agg",
}  # fmt: skip
"""What every kernel is started with, so that no setting of the machine reaches a figure."""

PRIVATE = {"GX_ANALYTICS_ENABLED": "false", "JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

_FILES = {"framework": "the measures of the framework", "check-return": "the return"}
"""What the file holds that a command reads."""

OF_THE_ANALYST = ("PYTHON", "JUPYTER", "JPY_", "IPYTHON", "MATPLOTLIBRC")
"""How the variables begin by which Python, Jupyter or matplotlib take code, templates or settings from elsewhere."""


def settle_environment(package: Path) -> None:
    """Leave in the environment nothing that leads kernels and pages to code or templates of others.

    `package` is the folder that the package is in. Kernels are led to it where the environment has another copy.
    """
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    for name in [name for name in os.environ if name.upper().startswith(OF_THE_ANALYST)]:
        del os.environ[name]
    os.environ.update(STEADY | PRIVATE)
    if str(package) not in sys.path or str(package) in added:
        os.environ["PYTHONPATH"] = str(package)


@dataclass(frozen=True)
class Command:
    """What `python -m helpers <name>` does: its line of help, its options with theirs, and the function."""

    help: str
    options: Mapping[str, str]
    carry_out: Callable[[Project, argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    options = _parser().parse_args(arguments)
    settle_environment(project().code.parent)
    _end_by_hand_on_every_signal()
    options.progress, options.started = Progress(), Path.cwd()
    folders = starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))
    try:
        if options.command in _FILES:
            options.file = file_given("file", _FILES[options.command], options.file, folders)
        here = _project(getattr(options, "raw", ""), folders)
        COMMANDS[options.command].carry_out(here, options)
    except Problem as problem:
        print(str(problem), file=sys.stderr)
        return problem.exit_code
    except OSError as error:
        print(_about_file(error), file=sys.stderr)
        return ExitCode.STEP_FAILED
    except KeyboardInterrupt:
        done = " and ".join(options.progress.finished)
        left = f"{done} had been finished and is in place" if done else "the last good report is unchanged"
        print(f"Stopped by hand; {left}.", file=sys.stderr)
        return ExitCode.STEP_FAILED
    return ExitCode.DONE


# Each imports its own module when it is called: a run must not wait for what another command needs.


def _report(here: Project, options: argparse.Namespace) -> None:
    from helpers.pipeline.kernels.kinds import KINDS
    from helpers.pipeline.run import check, reports

    kernels = options.kernels or KINDS[0]
    if kernels not in KINDS:
        raise InputProblem(f"kernels must be {' or '.join(KINDS)}; got {kernels!r}.")
    years = options.years.split() if options.years else [options.year]
    if not years or (options.years and options.year):
        raise InputProblem('Give either one year, as year=2023, or several, as years="2018 2020".')
    for year in years:
        check(here, year, authority=options.authority, step=options.step)
    reports(
        here, years, today=datetime.now(UTC).date(), authority=options.authority, step=options.step,
        force=options.force, kernels=kernels, progress=options.progress,
    )  # fmt: skip


def _bench(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.bench import compare, runs_wanted
    from helpers.pipeline.run import check

    runs = runs_wanted(options.runs)
    check(here, options.year)
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

    print_overlap(here, options.file)


def _template(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_template

    print_template(here, folder_to_write("to", options.to, options.started))


def _check_return(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.returns import print_check

    print_check(here, options.file)


def _fetch(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.fetch import fetch_files

    if not options.year:
        raise InputProblem("Give the year with year=<year>, for example make fetch year=2025.")
    fetch_files(here, options.year, options.source)


_YEAR = "the reporting year, which has a file in params"

COMMANDS: Mapping[str, Command] = {
    "report": Command(
        "make the report of a year, doing only what is out of date",
        {
            "year": _YEAR,
            "years": "several years, separated by spaces, side by side",
            "authority": "the code of another council of the comparator group",
            "raw": "read this folder of files in place of data/raw",
            "step": "stop after this step, named in full or by its number",
            "force": "run every step again",
            "kernels": "forked, or ordinary to start a new Python for each notebook",
        },
        _report,
    ),
    "bench": Command(
        "time a fresh run against other ways to the same tables, and against an earlier commit",
        {"year": "the reporting year to time", "runs": "how often each way is timed"},
        _bench,
    ),
    "files": Command(
        "say what each file of a folder is and how much of it is used",
        {"raw": "the folder that holds the publishers' files"},
        _files,
    ),
    "lint": Command("check the register and the assurance logs without making a report", {}, _lint),
    "dictionary": Command("write the data dictionary from the declared tables", {}, _dictionary),
    "framework": Command(
        "say which measures of a new framework the register has", {"file": "the CSV file with its measures"}, _framework
    ),
    "fetch": Command(
        "download what the register asks for from the publishers' interfaces",
        {"year": _YEAR, "source": "one source of the register, and no other"},
        _fetch,
    ),
    "template": Command("write the return that departments fill in", {"to": "the folder to write it to"}, _template),
    "check-return": Command(
        "say everything that is wrong with a filled-in return", {"file": "the workbook or CSV file"}, _check_return
    ),
}
"""Every command: the one place where another is added, with a target of the Makefile that calls it."""

_DEFAULTS = {("bench", "year"): "2023", ("bench", "runs"): "5", ("template", "to"): "returns"}
"""What an option is where it is not given; blank for the others."""

_FLAGS = {"force"}
"""Options that take no value."""


def _about_file(error: OSError) -> str:
    """Say what went wrong with a file, which is named as the project names it."""
    names = [project().relative(Path(os.fsdecode(name))) for name in (error.filename, error.filename2) if name]
    return f"{' or '.join(names) or 'A file'} could not be read or written: {reason(error)}."


def _end_by_hand_on_every_signal() -> None:
    """Let what ends a process from outside do what Ctrl-C does, unless whoever started it has it ignored (nohup)."""
    for name in STOPS:
        number = getattr(signal, name, None)
        if number is not None and number != signal.SIGINT and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _project(raw: str, folders: Sequence[Path]) -> Project:
    """Return the checkout with the raw folder that was asked for, and go there; kernels are told of the folder too."""
    own = project().root
    os.environ.pop(RAW_VARIABLE, None)
    if raw:
        folder = folder_given("raw", raw, folders).resolve()
        if folder != Project(own).raw.resolve():
            os.environ[RAW_VARIABLE] = str(folder)
    os.chdir(own)
    return project()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m helpers", description="The Performance Compendium.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.help)
        for option, meaning in command.options.items():
            if option in _FLAGS:
                subparser.add_argument(f"--{option}", action="store_true", help=meaning)
            else:
                subparser.add_argument(f"--{option}", default=_DEFAULTS.get((name, option), ""), help=meaning)
    return parser
