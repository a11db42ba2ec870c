"""A national run on Spark: the same expressions, on as many machines as there are.

Nothing is collected to the driver but the periods, which are few: results are written by the workers, partitioned by
indicator.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.national.inputs import CELL_RULES, NationalInput
from helpers.problems import InputProblem, StepFailed
from helpers.results.national import Areas, Work, about_periods, national_results, number_areas
from helpers.schema.declarations import ColumnType
from helpers.schema.national import NATIONAL_OBSERVATIONS, NATIONAL_RESULTS
from helpers.visible import value_shown

MASTER_VARIABLE: Final = "NATIONAL_SPARK_MASTER"
"""Environment variable with the address of a cluster; without it, Spark runs inside this machine."""

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
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "spark.driver.host": os.environ["SPARK_LOCAL_IP"],
            "spark.driver.memory": f"{max(1, int(memory_gigabytes))}g",
            "spark.local.dir": folder,
            "spark.log.level": "ERROR",
            "spark.sql.adaptive.enabled": "true",
            "spark.sql.ansi.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": str(8 * threads),
            "spark.sql.warehouse.dir": folder,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        master = os.environ.get(MASTER_VARIABLE, f"local[{threads}]")
        spark = SparkSession.builder.master(master).config(map=settings).getOrCreate()
        try:
            yield spark
        except PySparkException as error:
            raise StepFailed(f"Spark stopped: {value_shown(str(error).splitlines()[0])}.") from error
        finally:
            spark.stop()


def write_with_spark(spark: Any, source: NationalInput, by: str, parameters: Parameters, to: Path) -> dict[str, int]:
    """Check the observations, write the results into a folder, and return the number of rows of each indicator.

    Raises  InputProblem: a cell of the observations is not right, or an area has two for one indicator and period
    """
    columns = (f"{column.name} {_SQL_TYPES[column.type]}" for column in NATIONAL_OBSERVATIONS.columns)
    paths = [str(path.resolve()) for path in source.observations.paths]
    observations = spark.read.schema(", ".join(columns)).parquet(*paths)
    _check(observations, source)
    key = ["indicator_id", "period", "period_start", "period_end"]
    periods = observations.select(*key).distinct().toArrow().to_pandas()
    dated = about_periods(periods, source.indicators, parameters.as_at.by_period_type())
    areas, successors = number_areas(source.areas, by)
    numbered = Areas(
        _given_to(spark, areas),
        _given_to(spark, successors) if len(successors) else None,
        bool(areas["newest_number"].ne(areas["area_number"]).any()),
        len(areas),
        max(1, areas["group_name"].nunique()),
    )
    results = national_results(
        observations, _given_to(spark, dated), numbered, parameters, Work(lambda frame: frame.persist())
    )
    typed = results.selectExpr(
        *(f"cast({column.name} as {_SQL_TYPES[column.type]}) as {column.name}" for column in NATIONAL_RESULTS.columns)
    )
    ordered = typed.repartition("indicator_id").sortWithinPartitions("indicator_id", "area_code")
    ordered.write.partitionBy("indicator_id").option("compression", "zstd").parquet(str(to.resolve()))
    written = spark.read.parquet(str(to.resolve())).groupBy("indicator_id").count().collect()
    return {row["indicator_id"]: row["count"] for row in written}


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
