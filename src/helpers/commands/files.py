"""`make files`: describe a folder of publishers' files before any of them is used."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from helpers.areas import read_areas
from helpers.folders import FileFault
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_aliases, read_register
from helpers.results.rejection_reasons import rejected_rows_by_reason
from helpers.sources.catalogue import read_sources
from helpers.sources.folder_description import Description, describe
from helpers.sources.raw_reading import REFERENCE
from helpers.sources.sidecar import raw_files
from helpers.visible import make_visible, shortly
from helpers.wording import number_of, singular_or_plural

NAMED = 3
"""How many lost periods are named for each file."""

COLUMNS = [
    "file",
    "format",
    "rows_read",
    "rows_used",
    "rows_rejected",
    "indicators",
    "commonest_reason",
    "reason_rows",
    "stops",
]


MOST_NAMES = 5
"""How many names of measures that are not the register's own are printed for each file."""


def folder_table(project: Project) -> pd.DataFrame:
    """Read every file in the raw folder, and return what the register can use from each.

    Columns returned  one row per file, in order of name: file; format (empty if the file is refused); rows_read,
                      rows_used and rows_rejected (the last two add up to the first); indicators, how many of the
                      register it has figures for; commonest_reason why rows are not used, or why the file is refused;
                      reason_rows, how many rows have that reason; stops, why a run would stop at the file, usually
                      empty
    Raises            InputProblem: the folder has no files, or the register, the areas or the sources cannot be read
    """
    return _table(_description(project))


def _description(project: Project) -> Description:
    register, areas, sources = read_register(project.register), read_areas(project.areas), read_sources(project.sources)
    faults: list[FileFault] = []
    files = raw_files(project.raw, project.raw_name, faults)
    if not files and not faults:
        raise InputProblem(f"{project.raw_name} holds no files.")
    return describe(files, register, areas, sources, faults, read_aliases(project.measure_aliases, register))


def _table(description: Description) -> pd.DataFrame:
    commonest = (
        rejected_rows_by_reason(description.rejections, description.raw_files).drop_duplicates("file").set_index("file")
    )
    table = description.raw_files
    reason = table["file"].map(commonest["reason"]).astype("str").where(table["file"].isin(commonest.index), "")
    return table.assign(
        commonest_reason=reason.mask(table["format"] == "", table["refused"]),
        reason_rows=table["file"].map(commonest["rows"]).fillna(0).astype("int64"),
    )[COLUMNS]


def print_folder(project: Project) -> None:
    """Print a line for every file in the raw folder, then the totals and anything that would stop a run."""
    description = _description(project)
    table = _table(description)
    print(f"{'file':<60} {'format':<34} {'read':>8} {'used':>8} {'rejected':>8}  indicators")
    lost = lost_in_words(description.newest_lost)
    for row in table.to_dict("records"):
        _print_file(row, description.measure_names[description.measure_names["file"] == row["file"]])
        for sentence in lost.get(str(row["file"]), ()):
            print(f"{'':<60} {sentence}")
    reference = table["format"].str.startswith(REFERENCE)
    taken = table[(table["format"] != "") & ~reference]
    read, used, rejected = (int(taken[f"rows_{what}"].sum()) for what in ("read", "used", "rejected"))
    files = f"{number_of(len(table) - int(reference.sum()), 'file')} {singular_or_plural(len(taken), 'is', 'are')} read"
    print(f"{len(taken):,} of {files}: {number_of(read, 'row')}, {used:,} used and {rejected:,} rejected.")
    if description.stops:
        others = len(description.stops) - 1
        more = f" {number_of(others, 'more thing')} above would stop it too." if others else ""
        print(f"A run with these files would stop. {description.stops[0]}{more}")


def lost_in_words(lost: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each file the sentences for its newest periods that have no usable row, at most `NAMED`.

    A run with an as-at date after such a period stops at check C74.

    Columns needed  lost: those that `newest_lost` returns
    """
    sentences: dict[str, list[str]] = {}
    for (file, measure, period), rows in lost.groupby(["file", "measure", "period"], sort=True):
        areas = rows["area_code"].ne("")
        where = f", of {number_of(int(areas.sum()), 'area')}" if areas.all() else ""
        sentences.setdefault(str(file), []).append(
            f"newest period lost: {make_visible(str(measure))}, {make_visible(str(period))!r} "
            f"({number_of(int(rows['rows'].sum()), 'row')}{where}): {rows['reason'].iloc[0]}; a run stops at C74"
        )
    return {
        file: [
            *file_sentences[:NAMED],
            *([f"{number_of(len(file_sentences) - NAMED, 'more period')} lost"] if len(file_sentences) > NAMED else []),
        ]
        for file, file_sentences in sentences.items()
    }


def _print_file(row: Mapping[Hashable, Any], names: pd.DataFrame) -> None:
    name = f"{make_visible(row['file']):<60}"
    counts = f"{row['rows_read']:>8} {row['rows_used']:>8} {row['rows_rejected']:>8}  {row['indicators']}"
    if row["format"].startswith(REFERENCE):
        print(f"{name} {row['format']}")
    elif row["format"]:
        print(f"{name} {row['format']:<34} {counts}")
    elif not row["stops"]:
        print(f"{name} refused: {row['commonest_reason']}")
        return
    else:
        print(f"{name} stops a run: {row['stops']}")
        return
    if row["rows_rejected"]:
        print(f"{'':<60} most often: {row['commonest_reason']} ({number_of(row['reason_rows'], 'row')})")
    for read, begins in ((True, "another name of"), (False, "not in the register, and nearest to")):
        pairs = names.loc[names["read"] == read, ["printed_name", "register_name"]].to_numpy().tolist()
        for printed, own in pairs[:MOST_NAMES]:
            print(f"{'':<60} {shortly(printed)!r}: {begins} {shortly(own)!r}")
        if len(pairs) > MOST_NAMES:
            print(f"{'':<60} {number_of(len(pairs) - MOST_NAMES, 'more name')} like these: see the ingestion page")
    if row["stops"]:
        print(f"{'':<60} stops a run: {row['stops']}")
