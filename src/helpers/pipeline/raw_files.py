"""What a folder of publishers' files holds, before any of it is used: the table of `make files`."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.catalogue import read_sources
from helpers.sources.ingest import ingest
from helpers.sources.sidecar import raw_files

COLUMNS = ["file", "format", "rows_read", "rows_used", "rows_rejected", "indicators", "commonest_reason"]


def folder_table(project: Project) -> pd.DataFrame:
    """Read every file of the raw folder, and say what each gives the register.

    Gives one row per file, in order of name: `file`, `format` (empty where it is refused), `rows_read`, `rows_used`,
    `rows_rejected` (they add up to the rows read), `indicators` of the register that it gives figures of, and
    `commonest_reason` for which rows are not used, or the sentence for which the file is refused.

    Raises InputProblem as `ingest` does, and where the folder holds no file.
    """
    files = raw_files(project.raw, project.raw_name)
    if not files:
        raise InputProblem(f"{project.raw_name} holds no files.")
    register, areas, sources = read_register(project.register), read_areas(project.areas), read_sources(project.sources)
    found = ingest(files, register, areas, sources, date.max)
    commonest = found.rejections.groupby("file")["reason"].agg(lambda reasons: reasons.value_counts().index[0])
    table = found.raw_files
    reason = table["file"].map(commonest).fillna("")
    return table.assign(commonest_reason=reason.mask(table["format"] == "", table["refused"]))[COLUMNS]


def print_folder(project: Project) -> None:
    """Print the table of the raw folder, one line per file, and what the files are in all."""
    table = folder_table(project)
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
