"""What a command is, and the options that several have."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from helpers.paths import Project
from helpers.problems import InputProblem

YEAR = "the reporting year, which has a file in params"
PERIOD = "a part of the financial year: Q1, Q2, Q3, Q4, H1 or H2"
AUTHORITY = "the code of another council in the comparator group"
RAW_FILES = "read the files in this folder instead of data/raw"
RISKS = "read pressures and risks in this folder instead of params/risks"
OUTPUTS = "notebooks for a report of tables and notebooks alone, without the site and documents; or all"


@dataclass(frozen=True)
class Command:
    """A command, `python -m helpers <name>`: its line of help, its options with theirs, and the function."""

    help: str
    options: Mapping[str, str]
    carry_out: Callable[[Project, argparse.Namespace], None]


def need_year(command: str, year: str, example: str = "2025") -> None:
    """Refuse a command that was given no year, with an example of one."""
    if not year:
        raise InputProblem(f"Give the year with year=<year>, for example make {command} year={example}.")
