"""The commands on every area of a folder of Parquet."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from helpers.commands.command import YEAR, Command, need_year
from helpers.commands.given_paths import address_given, folder_given, folder_to_write, starting_folders
from helpers.paths import CALLED_FROM_VARIABLE, Project
from helpers.problems import InputProblem

# Each function imports its own module when it is called: a run must not wait for the imports of another command.


def _national(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.national import print_national

    need_year("national input=<folder>", options.year)
    _need(options, "input")
    folders = _folders(options)
    source = address_given("input", options.input) or folder_given("input", options.input, folders)
    to: Path | str | None = None
    if options.to:
        to = address_given("to", options.to) or folder_to_write("to", options.to, options.started)
    print_national(here, folders[0], options.year, source, to, options.by, options.engine, options.memory)


def _national_input(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.national import print_national_input

    need_year("national-input", options.year)
    _need(options, "to")
    to = folder_to_write("to", options.to, options.started)
    print_national_input(here, _folders(options)[0], options.year, to)


def _national_changes(here: Project, options: argparse.Namespace) -> None:
    from helpers.commands.national import print_national_changes

    _need(options, "before", "input", "to")
    folders = _folders(options)
    earlier, later = (
        address_given(name, getattr(options, name)) or folder_given(name, getattr(options, name), folders)
        for name in ("before", "input")
    )
    print_national_changes(folders[0], earlier, later, folder_to_write("to", options.to, options.started))


def _folders(options: argparse.Namespace) -> list[Path]:
    return starting_folders(options.started, os.environ.get(CALLED_FROM_VARIABLE, ""))


def _need(options: argparse.Namespace, *names: str) -> None:
    for name in names:
        if not getattr(options, name):
            raise InputProblem(f"Give a folder with {name}=<folder>; docs/national.md has examples.")


OF_NATIONAL: Final[Mapping[str, Command]] = {
    "national": Command(
        "make the results of every area of a folder of Parquet",
        {
            "year": YEAR,
            "input": "the folder with observations, indicators.parquet and areas.parquet, or its address",
            "to": "the folder for the results, or its address; without it, they are in results/national",
            "by": "compare the areas of one region, class or lsoa",
            "engine": "duckdb, or spark",
            "memory": "gigabytes that the engine may hold",
        },
        _national,
    ),
    "national-input": Command(
        "write the figures of a report as the input of a national run",
        {"year": YEAR, "to": "the new folder to write them to"},
        _national_input,
    ),
    "national-changes": Command(
        "write what moved between the results of two national runs",
        {
            "before": "the results of the earlier run, such as results/national/2023-class, or their address",
            "input": "the results of the later run, or their address",
            "to": "the folder to write the changes to",
        },
        _national_changes,
    ),
}
"""Every command on national runs, by its name."""
