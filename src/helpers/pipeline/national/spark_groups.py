"""Evidence, funnels and positions on Spark: each worker judges whole indicators, and whole groups, with the same code.

The driver receives counts alone: how many areas of a group have a figure of an indicator.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.national.groups import EVIDENCE, FUNNELS, POSITION_INDICATORS, POSITIONS, WAITING, PositionTables
from helpers.pipeline.national.inputs import NationalInput
from helpers.pipeline.national.judged import JUDGED_SCHEMAS, NEEDED, GroupAreas, GroupJudge
from helpers.pipeline.national.written import PARTITION
from helpers.results.national import Areas
from helpers.results.national_groups import figures_of_groups
from helpers.schema.national import NATIONAL_POSITION_INDICATORS, NATIONAL_POSITIONS
from helpers.schema.types import arrow_schema

_ORDER: Final = {
    "evidence": (PARTITION, "area_group", "area_code"),
    "funnels": (PARTITION, "area_group", "area_code"),
    "figures": (PARTITION, "group", "area"),
}
_FOLDERS: Final = {"evidence": EVIDENCE, "funnels": FUNNELS, "figures": WAITING}
_POSITION_SCHEMAS: Final = {
    POSITIONS: arrow_schema(NATIONAL_POSITIONS),
    POSITION_INDICATORS: arrow_schema(NATIONAL_POSITION_INDICATORS),
}
_IN_ORDER: Final = {"made": pa.schema([("row", pa.int64())])}
"""The number of a row, by which the rows of workers come into one order."""


def write_groups_with_spark(
    spark: Any,
    reported: Any,
    dated: pd.DataFrame,
    areas: Areas,
    source: NationalInput,
    by: str,
    parameters: Parameters,
    building: Path,
    results: Path,
) -> None:
    """Write the evidence, the funnels and the positions of every group, and which indicators count for positions.

    `reported` has the figures as `national.number_observations` returns them, and `results` is the folder of results.

    Columns needed  dated: those of `national.about_periods`
    """
    of_areas = GroupAreas.numbered(source.areas, by)
    numbers = dated[["period_number", "indicator_id"]].drop_duplicates("period_number")
    named = spark.createDataFrame(pa.Table.from_pandas(numbers, preserve_index=False))
    rows = figures_of_groups(reported, areas).join(named, on="period_number", how="inner")
    own = spark.read.parquet(str(results.resolve())).select(*NEEDED)
    schemas = JUDGED_SCHEMAS._asdict()
    judged = (
        rows.groupBy(PARTITION)
        .cogroup(own.groupBy(PARTITION))
        .applyInArrow(_judge_with(GroupJudge(of_areas, dated, parameters)), _spark_schema(schemas))
        .persist()
    )
    for name, order in _ORDER.items():
        part = judged.where(f"{name} is not null").select(f"{name}.*").sortWithinPartitions(*order)
        _write(part.write.partitionBy(PARTITION), building / _FOLDERS[name])
    counts = judged.where("counts is not null").select("counts.*").toArrow().to_pandas()
    judged.unpersist()
    positions = PositionTables((building / WAITING).resolve(), source.indicators, of_areas, counts, parameters)
    _write_positions(spark, positions, building)
    shutil.rmtree(building / WAITING, ignore_errors=True)


def _write_positions(spark: Any, positions: PositionTables, building: Path) -> None:
    """Write the positions of all groups; one worker makes those of one batch."""
    batches = list(positions.batches())
    number = max(1, len(batches))
    made = (
        spark.range(0, len(batches), 1, number)
        .mapInArrow(_position_with(positions, batches), _spark_schema(_POSITION_SCHEMAS | _IN_ORDER))
        .persist()
    )
    for name in _POSITION_SCHEMAS:
        part = made.where(f"{name} is not null").select("made.row", f"{name}.*")
        # All rows in one file, as they are few, in the order in which they were made.
        _write(part.repartition(1).sortWithinPartitions("row").drop("row").write, building / name)
    made.unpersist()


def _write(writer: Any, to: Path) -> None:
    writer.option("compression", "zstd").parquet(str(to.resolve()))


def _judge_with(judge: GroupJudge) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """Return what a worker does with the figures and the results of one indicator."""

    def judge_indicator(rows: pa.Table, results: pa.Table) -> pa.Table:
        figures = rows.drop_columns([PARTITION]).to_pandas()
        return _side_by_side(judge.judge(figures, results.to_pandas())._asdict())

    return judge_indicator


def _position_with(
    positions: PositionTables, batches: Sequence[list[int]]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what a worker does with the numbers of some batches of groups."""

    def position(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for asked in numbers:
            for batch in asked.column(0).to_pylist():
                for group, tables in zip(batches[batch], positions.of_batch(batches[batch]), strict=True):
                    both = _side_by_side(dict(zip(_POSITION_SCHEMAS, tables, strict=True)))
                    # No group has as many rows as this.
                    rows = pa.table({"row": range(group << 32, (group << 32) + len(both))}, _IN_ORDER["made"])
                    yield from both.append_column("made", rows.to_struct_array()).combine_chunks().to_batches()

    return position


def _side_by_side(tables: dict[str, pa.Table]) -> pa.Table:
    """Return tables as one, with a column for each that is null in the rows of the others."""
    kinds = {name: pa.struct(list(_plain(table.schema))) for name, table in tables.items()}
    parts = []
    for name, table in tables.items():
        rows = table.cast(_plain(table.schema)).combine_chunks().to_struct_array()
        columns = {other: pa.nulls(len(table), kind) for other, kind in kinds.items()}
        parts.append(pa.table(columns | {name: rows}))
    return pa.concat_tables(parts)


def _plain(schema: pa.Schema) -> pa.Schema:
    """Return a schema with the types that Spark uses for texts, in which every column may be empty."""
    return pa.schema([(field.name, pa.string() if field.type == pa.large_string() else field.type) for field in schema])


def _spark_schema(schemas: dict[str, pa.Schema]) -> Any:
    """Return the type that Spark gives to such a table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(pa.schema([(name, pa.struct(list(_plain(schema)))) for name, schema in schemas.items()]))
