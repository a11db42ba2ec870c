"""What a folder of raw files holds, before a run: every file is described, also where a run would stop at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from pandas.api.types import is_numeric_dtype

from helpers.areas import Areas
from helpers.folders import FileFault
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem
from helpers.register import Indicator, MeasureAlias
from helpers.sources.catalogue import Source
from helpers.sources.editions import compare_editions, conflict_sentences
from helpers.sources.file_tables import raw_files_table
from helpers.sources.files.limits import plain
from helpers.sources.formats.format import Context
from helpers.sources.ingest import all_figures, lost_periods_table, measure_names_table, unknown_source
from helpers.sources.lost_periods import newest_lost
from helpers.sources.raw_reading import Reading, empty_reading, is_reference, read_raw_file
from helpers.sources.received_money import received_money
from helpers.sources.rejection_table import all_rejections
from helpers.sources.sidecar import RawFile, check_hash
from helpers.wording import singular_or_plural


@dataclass(frozen=True)
class Description:
    """What a folder holds, before a run: three tables as of an ingestion, and in sentences why a run would stop.

    `raw_files` also has the reference files, the files that stop a run, and `stops`, the sentence for which they do.
    `newest_lost` has LOST_TYPES and `file`: the periods that are lost while older figures are used, of every area.
    """

    raw_files: pd.DataFrame
    rejections: pd.DataFrame
    measure_names: pd.DataFrame
    stops: tuple[str, ...]
    newest_lost: pd.DataFrame


def describe(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    faults: Sequence[FileFault] = (),
    aliases: Sequence[MeasureAlias] = (),
) -> Description:
    """Read every raw file as `ingest` does, and describe each one, also where a run would stop at it.

    `faults` are those that were seen when the files were listed. A file in which more than one thing stops a run has
    the first.
    """
    stops = {fault.name: fault.why for fault in reversed(faults)}
    readings = _read_all(files, Context(indicators, areas, aliases), sources, stops)
    figures = all_figures(readings)
    latest, left_out, _, conflicts = compare_editions(figures)
    money = received_money(readings)
    rejections = all_rejections(readings, latest, left_out, money.left_out)
    for sentence, pair in _by_pair(conflicts):
        for name in pair:
            stops.setdefault(name, sentence)
    for conflict in money.conflicts:
        for name in conflict.files:
            stops.setdefault(name, conflict.sentence)
    types = {indicator.indicator_id: indicator.period_type for indicator in indicators}
    others = [unknown_source(indicators, sources)]
    if figures.empty and not stops:
        others.append("None of their rows can be used.")
    return Description(
        raw_files=_with_stops(raw_files_table(readings, latest, rejections, money), stops),
        rejections=rejections,
        measure_names=measure_names_table(readings),
        stops=tuple(filter(None, dict.fromkeys([*stops.values(), *others]))),
        newest_lost=newest_lost(
            lost_periods_table(readings), latest, types, areas, dict.fromkeys(PERIOD_TYPES, date.max)
        ),
    )


def _read_all(
    files: Sequence[RawFile], context: Context, sources: Mapping[str, Source], stops: dict[str, str]
) -> list[Reading]:
    """Read every file, and add to `stops` the sentence of each that stops a run."""
    readings = []
    for file in files:
        try:
            check_hash(file)
            reading = empty_reading(file) if is_reference(file) else read_raw_file(file, context, sources)
        except InputProblem as problem:
            stops.setdefault(file.name, str(problem))
            reading = empty_reading(file)
        except OSError as error:
            stops.setdefault(file.name, f"{file.display_name} cannot be read: {plain(error)}.")
            reading = empty_reading(file)
        readings.append(reading)
    return readings


def _with_stops(raw_files: pd.DataFrame, stops: Mapping[str, str]) -> pd.DataFrame:
    """Add `stops` to the table of files, and a row for each file that could not even be listed."""
    without_row = sorted(stops.keys() - set(raw_files["file"]))
    blank = {name: 0 if is_numeric_dtype(kind) else "" for name, kind in raw_files.dtypes.items()}
    if without_row:
        rows = [blank | {"file": name, "has_sidecar": False, "hash_published": False} for name in without_row]
        raw_files = pd.concat([raw_files, pd.DataFrame(rows, columns=raw_files.columns)])
    return raw_files.assign(stops=[stops.get(name, "") for name in raw_files["file"]]).sort_values(
        "file", ignore_index=True
    )


def _by_pair(conflicts: pd.DataFrame) -> Iterator[tuple[str, tuple[str, str]]]:
    """Say for each two files that contradict each other where they first do, and in how many figures more."""
    conflicts = conflicts.assign(sentence=list(conflict_sentences(conflicts)))
    for (file, kept_file), of_pair in conflicts.groupby(["file", "kept_file"], sort=False):
        others = len(of_pair) - 1
        differ = singular_or_plural(others, "differs", "differ")
        more = f" {others:,} more of their figures {differ}." if others else ""
        yield of_pair["sentence"].iloc[0] + more, (str(file), str(kept_file))
