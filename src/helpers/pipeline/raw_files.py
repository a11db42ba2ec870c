"""What a folder of publishers' files holds, before any of it is used: the table of `make files`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from helpers.areas import Areas, read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.sources.matching import observations
from helpers.sources.opening import Refused
from helpers.sources.recognise import read_file
from helpers.sources.sidecar import SUFFIX

COLUMNS = ["file", "format", "rows_read", "rows_used", "rows_rejected", "indicators", "commonest_reason"]


def folder_table(folder: Path, indicators: Sequence[Indicator], areas: Areas) -> pd.DataFrame:
    """Read every file of a folder and its folders, and say what each gives the register.

    Gives one row per file, in order of name: `file`, `format` (empty where it is refused), `rows_read`, `rows_used`,
    `rows_rejected` (they add up to the rows read), `indicators` of the register that it gives figures of, and
    `commonest_reason` for which rows are not used, or the sentence for which the file is refused.

    Raises InputProblem where the folder is not there or holds no file.
    """
    if not folder.is_dir():
        raise InputProblem(f"{folder} is not a folder; give the one that holds the publishers' files.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(SUFFIX))
    if not paths:
        raise InputProblem(f"{folder} holds no files.")
    rows = [_row(path, path.relative_to(folder).as_posix(), indicators, areas) for path in paths]
    return pd.DataFrame(rows, columns=COLUMNS)


def print_folder(project: Project, folder: Path) -> None:
    """Print the table of a folder, one line per file, and what the files are in all."""
    table = folder_table(folder, read_register(project.register), read_areas(project.areas))
    print(f"{'file':<60} {'format':<34} {'read':>8} {'used':>8} {'rejected':>8}  indicators")
    for row in table.to_dict("records"):
        if not row["format"]:
            print(f"{row['file']:<60} refused: {row['commonest_reason']}")
            continue
        counts = f"{row['rows_read']:>8} {row['rows_used']:>8} {row['rows_rejected']:>8}  {row['indicators']}"
        print(f"{row['file']:<60} {row['format']:<34} {counts}")
        if row["rows_rejected"]:
            print(f"{'':<60} most often: {row['commonest_reason']}")
    taken = table[table["format"] != ""]
    print(
        f"{len(taken)} of {len(table)} files are read: {taken['rows_read'].sum():,} rows, of which "
        f"{taken['rows_used'].sum():,} are used and {taken['rows_rejected'].sum():,} are rejected."
    )


def _row(path: Path, name: str, indicators: Sequence[Indicator], areas: Areas) -> tuple[object, ...]:
    try:
        form, file = read_file(path, name)
    except Refused as problem:
        return name, "", 0, 0, 0, 0, str(problem).removeprefix(f"{name} ")
    used, rejected = observations(file, form, indicators, areas)
    reasons = rejected["reason"].value_counts()
    reason = reasons.index[0] if len(reasons) else ""
    return name, form.name, file.read, file.read - len(rejected), len(rejected), used["indicator_id"].nunique(), reason
