"""What moved between two national runs: the series of one indicator after another, and the positions of areas."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.pipeline.national.groups import EVIDENCE, POSITIONS
from helpers.pipeline.national.inputs import INDICATOR_PATTERN
from helpers.pipeline.national.run import MANIFEST, RESULTS
from helpers.pipeline.national.written import FILE, by_indicator, files_by_indicator
from helpers.problems import InputProblem
from helpers.results.national_changes import CAME, JUDGED, MOVED, WENT, differs, national_changes, position_changes
from helpers.schema.declarations import Table
from helpers.schema.national import (
    NATIONAL_CHANGES,
    NATIONAL_EVIDENCE,
    NATIONAL_POSITION_CHANGES,
    NATIONAL_POSITIONS,
    NATIONAL_RESULTS,
)
from helpers.schema.types import arrow_schema

SERIES: Final = "series"
"""The folder of a change log with the series that moved; that of positions is called as in a run."""

COMPARED: Final = (RESULTS, EVIDENCE, POSITIONS)
"""The folders of a run that are compared."""

OF_RESULTS: Final = ("area_code", "area_group", "period", "direction", "quartile", "rank", "value")
OF_EVIDENCE: Final = ("area_code", "area_group", "evidence")
OF_POSITIONS: Final = ("area_group", "scope", "area_code", "n", "rank", "rank_95_lower", "rank_95_upper", "score")
"""The columns that are read of each table."""


@dataclass(frozen=True)
class Moved:
    """How many series and positions moved: by kind of change, and by what moved; of positions None if not compared.

    `evidence` says whether both runs have evidence, without which none is compared; `by` has what each run groups by,
    blank if not known.
    """

    series: Counter[str]
    positions: Counter[str] | None
    evidence: bool
    by: tuple[str, str]


def write_changes(earlier: Path, later: Path, to: Path) -> Moved:
    """Write the change log between two folders of national runs into a third, and count what moved.

    The tables of one indicator are in memory at a time, and the positions of all areas.

    Raises  InputProblem: a folder has no results, or a file of them is not as it was written
    """
    runs = [_files(run) for run in (earlier, later)]
    by = (_by(earlier), _by(later))
    evidence = [files_by_indicator(run / EVIDENCE) for run in (earlier, later)]
    judged = [name for name in JUDGED if name != "evidence" or all(evidence)]
    counts: Counter[str] = Counter()
    with by_indicator(to / SERIES, NATIONAL_CHANGES) as writer:
        for indicator in sorted(runs[0].keys() | runs[1].keys()):
            first, second = (
                _of_indicator(files.get(indicator, ()), of_groups.get(indicator, ()))
                for files, of_groups in zip(runs, evidence, strict=True)
            )
            changes = national_changes(first, second, judged).assign(indicator_id=indicator)
            counts["series"] += len(first.merge(second, on="area_code", how="outer"))
            counts.update(_counted(changes, judged))
            if len(changes):
                writer.add(_as_arrow(changes, NATIONAL_CHANGES).combine_chunks().to_batches())
    return Moved(counts, _write_positions(earlier, later, to / POSITIONS), all(evidence), by)


def _by(run: Path) -> str:
    """Return what a run groups areas by, as its manifest says; blank if results have been copied without it."""
    try:
        return str(json.loads((run / MANIFEST).read_text(encoding="utf-8"))["by"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write_positions(earlier: Path, later: Path, to: Path) -> Counter[str] | None:
    """Write the positions that moved and count them, if both runs have positions."""
    files = [sorted((run / POSITIONS).glob("*.parquet")) for run in (earlier, later)]
    if not all(files):
        return None
    first, second = (_read(paths, NATIONAL_POSITIONS, OF_POSITIONS) for paths in files)
    changes = position_changes(first, second)
    to.mkdir(parents=True)
    pq.write_table(_as_arrow(changes, NATIONAL_POSITION_CHANGES), to / FILE, compression="zstd")
    key = ["area_group", "scope", "area_code"]
    return Counter(positions=len(first.merge(second, on=key, how="outer"))) + _counted(changes, ["rank"])


def _counted(changes: pd.DataFrame, judged: Iterable[str]) -> Counter[str]:
    moved = changes[changes["change"].eq(MOVED)]
    kinds = {kind: int(changes["change"].eq(kind).sum()) for kind in (CAME, WENT)}
    return Counter(kinds | {name: int(differs(moved, name).sum()) for name in judged})


def _files(run: Path) -> dict[str, list[Path]]:
    """Return the files of each indicator in the results of a run."""
    files = files_by_indicator(run / RESULTS)
    wrong = [name for name in files if not re.fullmatch(INDICATOR_PATTERN, name)]
    if not files or wrong:
        what = f"an indicator called {wrong[0]!r}" if wrong else "no results"
        raise InputProblem(f"{run.name} has {what}; give the folder that make national wrote.")
    return files


def _of_indicator(results: Sequence[Path], evidence: Sequence[Path]) -> pd.DataFrame:
    """Return the results of one indicator with the evidence of each area, in its own group where it is in several."""
    rows = _read(results, NATIONAL_RESULTS, OF_RESULTS)
    strength = _read(evidence, NATIONAL_EVIDENCE, OF_EVIDENCE)
    own = strength.merge(rows[["area_code", "area_group"]], on="area_code", how="left", suffixes=("", "_own"))
    own = own.assign(other=own["area_group"].ne(own["area_group_own"])).sort_values(["other", "area_group"])
    own = own.drop_duplicates("area_code")[["area_code", "evidence"]]
    return rows.drop(columns="area_group").merge(own, on="area_code", how="left", validate="one_to_one")


def _read(paths: Iterable[Path], table: Table, names: Sequence[str]) -> pd.DataFrame:
    """Return columns of a table from the files of a run, with whole numbers that can be missing."""
    schema = pa.schema([pa.field(name, arrow_schema(table).field(name).type) for name in names])
    parts = [schema.empty_table()]
    for path in paths:
        try:
            parts.append(pq.ParquetFile(path).read(columns=list(names)).select(list(names)).cast(schema))
        except (pa.ArrowException, OSError, KeyError) as error:
            why = str(error).splitlines()[0]
            raise InputProblem(f"{path.parent.name}/{path.name} is not as make national wrote it: {why}") from None
    whole = {field.name: "Int64" for field in schema if pa.types.is_integer(field.type)}
    return pa.concat_tables(parts).to_pandas().astype(whole)


def _as_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    return pa.Table.from_pandas(frame[list(table.names)], arrow_schema(table), preserve_index=False)
