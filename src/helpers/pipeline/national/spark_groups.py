"""Evidence, funnels and positions on Spark: each worker judges whole indicators, and whole groups, with the same code.

The driver receives counts alone: how many areas of a group have a figure of an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.national.groups import EVIDENCE, FUNNELS, POSITION_INDICATORS, POSITIONS, PositionTables
from helpers.pipeline.national.inputs import NationalInput
from helpers.pipeline.national.judged import JUDGED_SCHEMAS, NEEDED, GroupAreas, GroupJudge
from helpers.pipeline.national.written import PARTITION, runs_of
from helpers.results.national import Areas
from helpers.results.national_groups import figures_of_groups
from helpers.schema.national import NATIONAL_POSITION_INDICATORS, NATIONAL_POSITIONS
from helpers.schema.types import arrow_schema

_ORDER: Final = {
    EVIDENCE: (PARTITION, "area_group", "area_code"),
    FUNNELS: (PARTITION, "area_group", "area_code"),
}
_POSITION_SCHEMAS: Final = {
    POSITIONS: arrow_schema(NATIONAL_POSITIONS),
    POSITION_INDICATORS: arrow_schema(NATIONAL_POSITION_INDICATORS),
}
_POSITION_TABLES: Final = {name: schema.empty_table() for name, schema in _POSITION_SCHEMAS.items()}
_IN_ORDER: Final = {"made": pa.schema([("row", pa.int64())])}
"""The number of a row, by which the rows of workers come into one order."""

_BATCH: Final = "batch"


def write_groups_with_spark(
    spark: Any,
    reported: Any,
    dated: pd.DataFrame,
    areas: Areas,
    source: NationalInput,
    by: str,
    parameters: Parameters,
    to: str,
    results: str,
) -> None:
    """Write the evidence, the funnels and the positions of every group, and which indicators count for positions.

    `reported` has the figures as `national.number_observations` returns them, and `to` and `results` are the path or
    address of the run and of its results.

    Columns needed  dated: those of `national.about_periods`
    """
    of_areas = GroupAreas.numbered(source.areas, by)
    numbers = dated[["period_number", "indicator_id"]].drop_duplicates("period_number")
    named = _given_to(spark, numbers)
    rows = figures_of_groups(reported, areas).join(named, on="period_number", how="inner")
    own = spark.read.parquet(results).select(*NEEDED)
    schemas = JUDGED_SCHEMAS._asdict()
    judged = (
        rows.groupBy(PARTITION)
        .cogroup(own.groupBy(PARTITION))
        .applyInArrow(_judge_with(GroupJudge(of_areas, dated, parameters)), _spark_schema(schemas))
        .persist()
    )
    for name, order in _ORDER.items():
        part = judged.where(f"{name} is not null").select(f"{name}.*").sortWithinPartitions(*order)
        _write(part.write.partitionBy(PARTITION), f"{to}/{name}")
    counts = judged.where("counts is not null").select("counts.*").toArrow().to_pandas()
    figures = judged.where("figures is not null").select("figures.*")
    _write_positions(spark, PositionTables(source.indicators, of_areas, counts, parameters), figures, to)
    judged.unpersist()


def _write_positions(spark: Any, positions: PositionTables, figures: Any, to: str) -> None:
    """Write the positions of all groups; one worker makes those of one batch, from the figures of its groups."""
    batches = list(positions.batches())
    number = max(1, len(batches))
    groups = [(group, batch) for batch, members in enumerate(batches) for group in members]
    batch_of = _given_to(spark, pd.DataFrame(groups, columns=["group", _BATCH]).astype("int64"))
    # Every batch is asked for, with figures or without.
    asked = spark.range(0, len(batches), 1, number).withColumnRenamed("id", _BATCH)
    made = (
        asked.groupBy(_BATCH)
        .cogroup(figures.join(batch_of, on="group", how="inner").groupBy(_BATCH))
        .applyInArrow(_position_with(positions, batches), _spark_schema(_POSITION_SCHEMAS | _IN_ORDER))
        .persist()
    )
    for name in _POSITION_SCHEMAS:
        part = made.where(f"{name} is not null").select("made.row", f"{name}.*")
        # All rows in one file, as they are few, in the order in which they were made.
        _write(part.repartition(1).sortWithinPartitions("row").drop("row").write, f"{to}/{name}")
    made.unpersist()


def _given_to(spark: Any, frame: pd.DataFrame) -> Any:
    return spark.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))


def _write(writer: Any, to: str) -> None:
    writer.option("compression", "zstd").parquet(to)


def _judge_with(judge: GroupJudge) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """Return what a worker does with the figures and the results of one indicator."""

    def judge_indicator(rows: pa.Table, results: pa.Table) -> pa.Table:
        figures = rows.drop_columns([PARTITION]).to_pandas()
        return _side_by_side(judge.judge(figures, results.to_pandas())._asdict())

    return judge_indicator


def _position_with(positions: PositionTables, batches: Sequence[list[int]]) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """Return what a worker does with the number of a batch of groups and their figures."""

    def position(asked: pa.Table, figures: pa.Table) -> pa.Table:
        ordered = figures.sort_by([(name, "ascending") for name in (PARTITION, "group", "area")])
        waiting = {indicator: partial(_same, rows) for indicator, rows in runs_of(ordered)}
        parts = [_side_by_side(_POSITION_TABLES | {"made": _IN_ORDER["made"].empty_table()})]
        for batch in asked.column(0).to_pylist():
            for group, tables in zip(batches[batch], positions.of_batch(batches[batch], waiting), strict=True):
                both = _side_by_side(dict(zip(_POSITION_SCHEMAS, tables, strict=True)))
                # No group has as many rows as this.
                rows = pa.table({"row": range(group << 32, (group << 32) + len(both))}, _IN_ORDER["made"])
                parts.append(both.append_column("made", rows.to_struct_array().combine_chunks()))
        return pa.concat_tables(parts)

    return position


def _same(rows: pa.Table) -> pa.Table:
    return rows


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
