"""A national run whose input or results are in object storage: copied here, made here, and copied there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from helpers.params import Parameters
from helpers.pipeline.locks import hold
from helpers.pipeline.moving import put_away
from helpers.pipeline.national.inputs import AREAS_FILE, INDICATORS_FILE, OBSERVATIONS_FOLDER, read_national_input
from helpers.pipeline.national.run import (
    MANIFEST,
    RESULTS,
    Asked,
    Say,
    hashes_of,
    manifest_text,
    new_folder,
    run_national,
)
from helpers.pipeline.national.storage import (
    MARKER,
    RUNS,
    StoredFile,
    StoredFolder,
    copy_input,
    copy_run_there,
    copy_tables,
    delete_folder,
    list_observations,
    open_storage,
    refuse_changes,
    write_marker,
)
from helpers.problems import StepFailed

if TYPE_CHECKING:
    from helpers.pipeline.national.hadoop import HadoopFolder

_MOST_MARKER_BYTES = 100_000


def run_with_storage(
    root: Path, source: Path | str, to: str, name: str, parameters: Parameters, asked: Asked, say: Say
) -> Path | str:
    """Make the results of a folder or of an address, and return the folder, or the address they were copied to.

    The results are made in `root` and stay there. `to` is an address or blank.

    Raises  InputProblem: the input is not right; StepFailed: the engine or a storage stopped
    """
    target = open_storage(to).inside(name) if to else None
    if target is not None:
        # Whether the storage can be reached is known now, and not after hours of work.
        target.read(MARKER, _MOST_MARKER_BYTES)
    with ExitStack() as stack:
        if isinstance(source, str):
            folder = stack.enter_context(_input_folder(root, name))
            copied = copy_input(open_storage(source), folder)
            say(f"{copied:,} bytes were copied from {source}")
            asked, source = replace(asked, origin=source), folder
        made = run_national(root, source, name, parameters, asked, say)
    if target is None:
        return made
    try:
        return copy_run_there(made, target, MANIFEST).address
    except StepFailed as problem:
        raise StepFailed(f"{problem} The results are in {root.name}/{name}.") from None


def run_spark_with_storage(
    root: Path, source: Path | str, to: str, name: str, parameters: Parameters, asked: Asked, say: Say
) -> Path | str:
    """Make the results of a folder or of an address on Spark, and return the folder or the address they are in.

    Workers read and write addresses themselves, as Hadoop does. `root` is the folder of results where `to` is blank.

    Raises  InputProblem: the input is not right; StepFailed: Spark or a storage stopped
    """
    from helpers.pipeline.national.hadoop import open_hadoop
    from helpers.pipeline.national.spark_engine import session

    began = datetime.now(UTC)
    with session(asked.threads, asked.memory_gigabytes) as spark:
        target = open_hadoop(spark, to).inside(name) if to else None
        if target is not None:
            target.read(MARKER, _MOST_MARKER_BYTES)
        stored = open_hadoop(spark, source) if isinstance(source, str) else None
        asked = replace(asked, origin=source) if isinstance(source, str) else asked
        run = _SparkRun(spark, stored, source if isinstance(source, Path) else None, parameters, asked, began)
        say(f"{run.source.observations.rows:,} observations of {len(run.source.indicators):,} indicators")
        if target is not None:
            return run.write_there(target).address
        with new_folder(root, name) as building:
            text = run.write(str(building.resolve()), lambda: hashes_of(building))
            (building / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        return root / name


class _SparkRun:
    """A run on Spark: its input, from a folder here or a stored one, and what is written of it."""

    def __init__(
        self,
        spark: Any,
        stored: HadoopFolder | None,
        folder: Path | None,
        parameters: Parameters,
        asked: Asked,
        began: datetime,
    ) -> None:
        self.spark, self.stored, self.parameters, self.asked, self.began = spark, stored, parameters, asked, began
        self.files: list[StoredFile] = []
        if folder is not None:
            self.source, self.inputs = read_national_input(folder), hashes_of(folder)
        elif stored is not None:
            self.files = list_observations(stored)
            with TemporaryDirectory() as copies:
                copy_tables(stored, Path(copies))
                to_read = stored.to_read(OBSERVATIONS_FOLDER, self.files)
                self.source = read_national_input(Path(copies), to_read)
            names = [INDICATORS_FILE, AREAS_FILE, *(file.name for file in to_read)]
            self.inputs = {name: stored.hash_of(name) for name in sorted(names)}

    def write(self, to: str, hash_outputs: Callable[[], dict[str, str]]) -> str:
        """Write the tables of the run to a path or an address, and return the text of its manifest."""
        from helpers.pipeline.national.spark_engine import write_with_spark

        by, by_group = self.asked.by, self.asked.by_group
        results = f"{to}/{RESULTS}"
        rows = write_with_spark(self.spark, self.source, by, self.parameters, to, results, by_group=by_group)
        if self.stored is not None:
            refuse_changes(self.stored, self.files)
        return manifest_text(self.source, self.parameters, self.asked, rows, self.began, self.inputs, hash_outputs())

    def write_there(self, target: HadoopFolder) -> HadoopFolder:
        """Write the run into a new folder inside a stored one, and name it there when it is finished."""
        run = target.inside(f"{RUNS}/{self.spark.sparkContext.applicationId}")
        try:
            text = self.write(run.address, lambda: _stored_hashes(run))
            run.write(MANIFEST, text.encode())
        except BaseException:
            delete_folder(run)
            raise
        write_marker(target, run, hashlib.sha256(text.encode()).hexdigest())
        return run


def _stored_hashes(folder: StoredFolder) -> dict[str, str]:
    """Return the sha256 of every Parquet file under a stored folder, by its name inside it."""
    names = [file.name for file in folder.list_files() if file.name.endswith(".parquet")]
    return {name: folder.hash_of(name) for name in names}


@contextmanager
def _input_folder(root: Path, name: str) -> Iterator[Path]:
    """Give a folder for a copy of the input, which is deleted at the end; what a killed run left is deleted first."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f".input-{name}"
    with hold(root / f".lock-input-{name}", f"Another command is making {name}; wait for it to end."):
        put_away(folder)
        folder.mkdir()
        try:
            yield folder
        finally:
            put_away(folder)
