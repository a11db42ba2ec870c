"""A national run from its input to results that are in place, with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.locks import hold
from helpers.pipeline.moving import put_away
from helpers.pipeline.national.groups import ROWS_AT_ONCE, GroupTables, group_writers
from helpers.pipeline.national.inputs import NationalInput, read_national_input
from helpers.pipeline.national.judged import NEEDED
from helpers.pipeline.national.written import by_indicator, runs_of
from helpers.problems import InputProblem
from helpers.schema.national import GROUPS, NATIONAL_RESULTS

ENGINES: Final = ("duckdb", "spark")

RESULTS: Final = "results"
"""The folder of a run in which the tables are, apart from the manifest."""

MANIFEST: Final = "manifest.json"

FOLDER: Final = Path("results", "national")
"""The folder of all national results in the project."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What was asked for: the group, the engine, and what the engine may use.

    `by_group` says whether evidence, funnels with over-dispersion and positions are made as well. `origin` is the
    address from which the input was copied, if it was.
    """

    by: str
    engine: str
    memory_gigabytes: float
    threads: int
    by_group: bool = True
    origin: str = ""


def asked_for(by: str, engine: str, memory: str, threads: int = 0) -> Asked:
    """Return what was asked for.

    Raises  InputProblem: there is no such group or engine, or the memory is not from 0.5 to 1,000 gigabytes
    """
    if by not in GROUPS:
        raise InputProblem(f"by must be one of {', '.join(GROUPS)}; got {by!r}.")
    if engine not in ENGINES:
        raise InputProblem(f"engine must be one of {', '.join(ENGINES)}; got {engine!r}.")
    try:
        gigabytes = float(memory or 4)
    except ValueError:
        gigabytes = 0.0
    if not 0.5 <= gigabytes <= 1_000:
        raise InputProblem(f"memory must be a number of gigabytes from 0.5 to 1,000; got {memory!r}.")
    return Asked(by, engine, gigabytes, threads or os.cpu_count() or 1)


def run_national(root: Path, folder: Path, name: str, parameters: Parameters, asked: Asked, say: Say = print) -> Path:
    """Make the results of the observations in a folder, move them into place, and return where they are.

    `root` is the folder of all national results, `name` that of the run. A run that fails leaves the last good results.

    Raises  InputProblem: the input is not right; StepFailed: another process makes the same results, or the engine
            stopped
    """
    began = datetime.now(UTC)
    source = read_national_input(folder)
    with new_folder(root, name) as building:
        say(f"{source.observations.rows:,} observations of {len(source.indicators):,} indicators")
        rows = _make(source, building, parameters, asked, say)
        text = manifest_text(source, parameters, asked, rows, began, hashes_of(folder), hashes_of(building))
        (building / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    say(f"{sum(rows.values()):,} series in {(datetime.now(UTC) - began).total_seconds():.1f} s")
    return root / name


@contextmanager
def new_folder(root: Path, name: str) -> Iterator[Path]:
    """Give a folder to make results in; at the end it takes the place of the last good one, unless something failed."""
    root.mkdir(parents=True, exist_ok=True)
    building, previous, final = root / f".building-{name}", root / f".previous-{name}", root / name
    with hold(root / f".lock-{name}", f"Another command is making {final.name}; wait for it to end."):
        if previous.exists() and not final.exists():
            previous.rename(final)
        for leftover in (building, previous):
            put_away(leftover)
        building.mkdir()
        try:
            yield building
            if final.exists():
                final.rename(previous)
            building.rename(final)
        except BaseException:
            if previous.exists() and not final.exists():
                previous.rename(final)
            shutil.rmtree(building, ignore_errors=True)
            raise
        put_away(previous)


def _make(source: NationalInput, building: Path, parameters: Parameters, asked: Asked, say: Say) -> dict[str, int]:
    """Write the results, and return the number of rows of each indicator."""
    if asked.engine == "spark":
        from helpers.pipeline.national.spark_engine import session, write_with_spark

        with session(asked.threads, asked.memory_gigabytes) as spark:
            folders = str(building.resolve()), str((building / RESULTS).resolve())
            return write_with_spark(spark, source, asked.by, parameters, *folders, by_group=asked.by_group)
    from helpers.pipeline.national.duckdb_engine import (
        DuckDBRun,
        Limits,
        check_observations,
        connected,
        parts_of,
        share_threads,
    )

    scratch = building / ".scratch"
    scratch.mkdir()
    limits = Limits(asked.threads, asked.memory_gigabytes)
    with connected(limits, scratch) as connection:
        periods = check_observations(connection, source)
        parts = parts_of(periods)
        run = DuckDBRun(connection, source, periods, asked.by, parameters)
        if run.sort_if_scattered(parts, scratch):
            say("The observations were sorted by indicator")
        run.prepare()
        done, workers = 0, share_threads(connection, limits, len(parts))
        groups = GroupTables(building, source, run.dated, asked.by, parameters)
        with by_indicator(building / RESULTS, NATIONAL_RESULTS) as writer, group_writers(building) as writers:
            for part, made in run.made_in_order(parts, workers, ROWS_AT_ONCE if asked.by_group else 0):
                results: dict[str, list[pa.Table]] = {}
                writer.add(_noted(made.results, results))
                for names, rows in made.figures:
                    own = [table for name in names for table in results[name]]
                    groups.add(rows.to_pandas(), pa.concat_tables(own).to_pandas(), writers)
                done += part.indicators
                say(f"{done:,} of {sum(one.indicators for one in parts):,} indicators")
        groups.write_positions()
    shutil.rmtree(scratch)
    return writer.rows


def _noted(batches: Iterable[pa.RecordBatch], results: dict[str, list[pa.Table]]) -> Iterator[pa.RecordBatch]:
    """Give batches on, and note by indicator what the tables of groups need."""
    for batch in batches:
        for indicator, rows in runs_of(pa.Table.from_batches([batch])):
            results.setdefault(indicator, []).append(rows.select(list(NEEDED)))
        yield batch


def manifest_text(
    source: NationalInput,
    parameters: Parameters,
    asked: Asked,
    rows: dict[str, int],
    began: datetime,
    inputs: dict[str, str],
    outputs: dict[str, str],
) -> str:
    """Return what the results were made from as JSON, with times and machine, which are nowhere else.

    `rows` are those of each indicator, and `inputs` and `outputs` the hashes of files.
    """
    engine = {"duckdb": "duckdb", "spark": "pyspark"}[asked.engine]
    packages = (engine, "narwhals", "pandas", "pyarrow")
    origin = {"input_address": asked.origin} if asked.origin else {}
    manifest = origin | {
        "started": began.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "engine": asked.engine,
        "memory_gigabytes": asked.memory_gigabytes,
        "threads": asked.threads,
        "by": asked.by,
        "parameters": parameters.model_dump(mode="json"),
        "observations": source.observations.rows,
        "inputs": inputs,
        "series": rows,
        "outputs": outputs,
    }
    return json.dumps(manifest, indent=1, default=str) + "\n"


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of every Parquet file under a folder, by its path inside it."""
    hashes = {}
    for path in sorted(folder.rglob("*.parquet")):
        with path.open("rb") as file:
            hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes
