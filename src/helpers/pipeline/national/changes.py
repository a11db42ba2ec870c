"""What moved between two national runs: directions, quartiles and ranks, one indicator after another."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.pipeline.national.inputs import INDICATOR_PATTERN
from helpers.pipeline.national.run import RESULTS
from helpers.pipeline.national.written import FILE, PARTITION, by_indicator
from helpers.problems import InputProblem
from helpers.results.national_changes import national_changes
from helpers.schema.national import NATIONAL_CHANGES, NATIONAL_RESULTS
from helpers.schema.types import arrow_schema

READ: Final = ("area_code", "period", "direction", "quartile", "rank", "value")
"""The columns of the results that are compared."""


def write_changes(earlier: Path, later: Path, to: Path) -> Counter[str]:
    """Write the change log between the results in two folders of national runs into a third, and count what moved.

    The tables of one indicator are in memory at a time.

    Raises  InputProblem: a folder has no results, or a file of them is not as it was written
    """
    before, after = _files(earlier), _files(later)
    counts: Counter[str] = Counter()
    with by_indicator(to, NATIONAL_CHANGES) as writer:
        for indicator in sorted(before.keys() | after.keys()):
            first, second = (_read(files.get(indicator)) for files in (before, after))
            changes = national_changes(first, second).assign(indicator_id=indicator)
            counts["series"] += len(first.merge(second, on="area_code", how="outer"))
            for kind in ("came", "went"):
                counts[kind] += int(changes["change"].eq(kind).sum())
            moved = changes[changes["change"].eq("moved")]
            for name in ("direction", "quartile", "rank"):
                counts[name] += int(_differs(moved, name).sum())
            if len(changes):
                table = changes[list(NATIONAL_CHANGES.names)]
                batches = pa.Table.from_pandas(table, arrow_schema(NATIONAL_CHANGES), preserve_index=False)
                writer.add(batches.combine_chunks().to_batches())
    return counts


def _differs(changes: pd.DataFrame, name: str) -> pd.Series:
    earlier, later = (changes[f"{when}_{name}"] for when in ("earlier", "later"))
    return ~(earlier.eq(later).fillna(value=False).astype("bool") | (earlier.isna() & later.isna()))


def _files(run: Path) -> dict[str, Path]:
    """Return the file of each indicator in the results of a run."""
    folders = sorted((run / RESULTS).glob(f"{PARTITION}=*"))
    files = {folder.name.partition("=")[2]: folder / FILE for folder in folders if (folder / FILE).is_file()}
    wrong = [name for name in files if not re.fullmatch(INDICATOR_PATTERN, name)]
    if not files or wrong:
        what = f"an indicator called {wrong[0]!r}" if wrong else "no results"
        raise InputProblem(f"{run.name} has {what}; give the folder that make national wrote.")
    return files


def _read(path: Path | None) -> pd.DataFrame:
    schema = pa.schema([arrow_schema(NATIONAL_RESULTS).field(name) for name in READ])
    if path is None:
        return _typed(schema.empty_table())
    try:
        return _typed(pq.ParquetFile(path).read(columns=list(READ)).select(READ).cast(schema))
    except (pa.ArrowException, OSError, KeyError) as error:
        why = str(error).splitlines()[0]
        raise InputProblem(f"{path.parent.name}/{path.name} is not as make national wrote it: {why}") from None


def _typed(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas().astype({"rank": "Int64", "quartile": "Int64"})
