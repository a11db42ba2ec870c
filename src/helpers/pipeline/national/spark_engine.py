"""A national run on Spark: the same expressions, on as many machines as there are.

Nothing is collected to the driver but lists of codes and periods, and counts by indicator, which are few: results are
written by the workers, partitioned by indicator.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

import pandas as pd
import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.national.inputs import CELL_RULES, NationalInput
from helpers.pipeline.national.spark_groups import write_groups_with_spark
from helpers.problems import InputProblem, StepFailed
from helpers.results.national import Areas, Work, about_periods, national_results, number_areas, number_observations
from helpers.schema.declarations import ColumnType
from helpers.schema.national import NATIONAL_OBSERVATIONS, NATIONAL_RESULTS
from helpers.visible import value_shown

MASTER_VARIABLE: Final = "NATIONAL_SPARK_MASTER"
"""Environment variable with the address of a cluster; without it, Spark runs inside this machine."""

PYTHON_VARIABLE: Final = "NATIONAL_SPARK_PYTHON"
"""Environment variable with the Python of the workers; without it, they use the path of the one that runs this."""

SETTINGS_VARIABLE: Final = "NATIONAL_SPARK_SETTINGS"
"""Environment variable with a file of settings of Spark, a name and a value in each line, that replace ours."""

ROWS_OF_A_TASK: Final = 50_000
"""Observations for which a shuffle has one more part, up to eight for each processor: a part has a cost of its own."""

STEPS: Final = ".steps"
"""The folder of a run in which tables wait between two steps; it is deleted at the end."""

_SQL_TYPES: Final = {
    ColumnType.TEXT: "string",
    ColumnType.NUMBER: "double",
    ColumnType.WHOLE_NUMBER: "bigint",
    ColumnType.DATE: "date",
    ColumnType.YES_OR_NO: "boolean",
}


@contextmanager
def session(threads: int, memory_gigabytes: float) -> Iterator[Any]:
    """Give a session of Spark: of the cluster whose address the environment has, or of this machine.

    Raises  StepFailed: Spark could not do something, with its own words
    """
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = os.environ.get(PYTHON_VARIABLE) or sys.executable
    more = read_settings(os.environ.get(SETTINGS_VARIABLE, ""))
    gigabytes = f"{max(1, int(memory_gigabytes))}g"
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "spark.driver.host": os.environ["SPARK_LOCAL_IP"],
            "spark.driver.memory": gigabytes,
            "spark.executor.memory": gigabytes,
            "spark.local.dir": folder,
            "spark.log.level": "ERROR",
            "spark.sql.adaptive.enabled": "true",
            "spark.sql.ansi.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            # An indicator called 2024 would be a number.
            "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
            "spark.sql.warehouse.dir": folder,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        master = os.environ.get(MASTER_VARIABLE, f"local[{threads}]")
        spark = SparkSession.builder.master(master).config(map=settings | more).getOrCreate()
        try:
            spark.sparkContext.addPyFile(str(pack_code(Path(folder))))
            yield spark
        except PySparkException as error:
            raise StepFailed(f"Spark stopped: {value_shown(_what_it_says(str(error)))}.") from error
        finally:
            spark.stop()


def _what_it_says(message: str) -> str:
    """Return the line of a message of Spark that says what was wrong; a worker's Python says so in its last one."""
    lines = message.split("JVM stacktrace")[0].strip().splitlines()
    return lines[-1] if "Python worker" in lines[0] else lines[0]


def read_settings(path: str) -> dict[str, str]:
    """Return the settings of Spark in a file, as its own spark-defaults.conf has them; none where the path is blank.

    Raises  InputProblem: the file cannot be read, or a line is not a name that begins with spark. and a value
    """
    if not path:
        return {}
    name = Path(path).name
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem(f"{name}, which {SETTINGS_VARIABLE} names, cannot be read: {value_shown(error)}.") from None
    settings = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            match = re.fullmatch(r"\s*(spark\.[\w./-]+)(?:\s*[=:]\s*|\s+)([^\s=:].*?)\s*", line)
            if match is None:
                raise InputProblem(
                    f"{name} line {number}: {value_shown(line.strip())} is not the name of a setting of Spark, a space "
                    "and its value, such as spark.executor.memory 8g; correct the file."
                )
            settings[match[1]] = match[2]
    return settings


def pack_code(folder: Path) -> Path:
    """Write the code of this project into a zip file in a folder, for workers to import, and return the file."""
    package = Path(__file__).resolve().parents[2]
    path = folder / f"{package.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for module in sorted(package.rglob("*.py")):
            archive.write(module, module.relative_to(package.parent).as_posix())
    return path


def write_with_spark(
    spark: Any, source: NationalInput, by: str, parameters: Parameters, to: str, results: str, *, by_group: bool
) -> dict[str, int]:
    """Check the observations, write a run into a folder, and return the rows of each indicator.

    `to` and `results` are the path or address of the run and of its results; `by_group` says whether evidence, funnels
    and positions are made as well.

    Raises  InputProblem: a cell of the observations is not right, or an area has two for one indicator and period
    """
    columns = (f"{column.name} {_SQL_TYPES[column.type]}" for column in NATIONAL_OBSERVATIONS.columns)
    files = source.observations
    _split_shuffles(spark, files.rows)
    paths = files.addresses or tuple(str(path.resolve()) for path in files.paths)
    observations = spark.read.schema(", ".join(columns)).parquet(*paths)
    _check(observations, source)
    key = ["indicator_id", "period", "period_start", "period_end"]
    periods = observations.select(*key).distinct().toArrow().to_pandas()
    dated = about_periods(periods, source.indicators, parameters.as_at.by_period_type())
    periods_of_engine = _given_to(spark, dated)
    areas = _areas(spark, source, by)
    with Steps(spark, f"{to}/{STEPS}") as steps:
        table = national_results(observations, periods_of_engine, areas, parameters, Work(steps.write))
        typed = table.selectExpr(
            *(f"cast({column.name} as {_SQL_TYPES[column.type]}) {column.name}" for column in NATIONAL_RESULTS.columns)
        )
        ordered = typed.repartition("indicator_id").sortWithinPartitions("indicator_id", "area_code")
        ordered.write.partitionBy("indicator_id").option("compression", "zstd").parquet(results)
    written = spark.read.parquet(results).groupBy("indicator_id").count().collect()
    if by_group:
        reported = number_observations(observations, periods_of_engine, areas)
        write_groups_with_spark(spark, reported, dated, areas, source, by, parameters, to, results)
    return {row["indicator_id"]: row["count"] for row in written}


def _split_shuffles(spark: Any, rows: int) -> None:
    """Set in how many parts a shuffle goes, unless a setting says so."""
    context, name = spark.sparkContext, "spark.sql.shuffle.partitions"
    if not context.getConf().contains(name):
        spark.conf.set(name, str(min(8 * context.defaultParallelism, 1 + rows // ROWS_OF_A_TASK)))


class Steps:
    """Writes a table between two steps into files, from which the next steps start, and deletes them at the end.

    Spark plans a statement anew for each column that is added, with all that it rests on: without files, that takes far
    longer than the figures do. The files also outlive the worker that wrote them.
    """

    def __init__(self, spark: Any, folder: str) -> None:
        self.spark, self.folder = spark, folder
        self._numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        path = self.spark._jvm.org.apache.hadoop.fs.Path(self.folder)
        path.getFileSystem(self.spark._jsc.hadoopConfiguration()).delete(path, True)

    def write(self, frame: Any) -> Any:
        """Write a frame of Spark, and return what reads it."""
        path = f"{self.folder}/{next(self._numbers)}"
        frame.write.parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)


def _areas(spark: Any, source: NationalInput, by: str) -> Areas:
    areas, successors = number_areas(source.areas, by)
    return Areas(
        _given_to(spark, areas),
        _given_to(spark, successors) if len(successors) else None,
        bool(areas["newest_number"].ne(areas["area_number"]).any()),
        len(areas),
        max(1, areas["group_name"].nunique()),
    )


def _given_to(spark: Any, frame: pd.DataFrame) -> Any:
    return spark.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))


def _check(observations: Any, source: NationalInput) -> None:
    """Refuse observations with a cell that breaks a rule, naming the column and the number of such cells."""
    from pyspark.sql import functions

    broken = [rule.broken.replace("isfinite(", "national_finite(") for rule in CELL_RULES]
    finite = {
        f"national_finite({name})": f"({name} = {name} and abs({name}) < double('infinity') and not isnan({name}))"
        for name in NATIONAL_OBSERVATIONS.names
    }
    conditions = [reduce(lambda text, item: text.replace(*item), finite.items(), text) for text in broken]
    counts = observations.agg(*(functions.expr(f"count_if({text})") for text in conditions)).collect()[0]
    for rule, number in zip(CELL_RULES, counts, strict=True):
        if number:
            raise InputProblem(f"observations, column {rule.column}: {number:,} cells are not {rule.expected}.")
    for column, table in (("indicator_id", source.indicators), ("area_code", source.areas)):
        codes = {str(row[0]) for row in observations.select(column).distinct().collect()}
        unknown = sorted(codes - set(table[column]))
        if unknown:
            raise InputProblem(f"observations, column {column}: {value_shown(unknown[0])} is not in the file of codes.")
    twice = observations.groupBy(*NATIONAL_OBSERVATIONS.key).count().filter("count > 1").limit(1).collect()
    if twice:
        named = ", ".join(f"{name} {twice[0][name]}" for name in NATIONAL_OBSERVATIONS.key)
        raise InputProblem(f"The observations have two rows of {named}; keep one row for each.")
