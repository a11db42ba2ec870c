"""The input of a national run is trusted with nothing: what is wrong is named by file, row, column and value."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from national_runs import parameters_of, run_quietly

from helpers.pipeline.national.inputs import CELL_RULES, read_national_input
from helpers.problems import InputProblem
from helpers.schema.national import NATIONAL_OBSERVATIONS

Spoil = Callable[[pd.DataFrame], pd.DataFrame]
NEWEST = "observations/2025.parquet"


@pytest.fixture
def source(small_areas: Path, tmp_path: Path) -> Path:
    """A copy of the input, to spoil."""
    return Path(shutil.copytree(small_areas, tmp_path / "input"))


def put(path: Path, column: str, value: object, row: int = 2) -> None:
    """Write a value into one cell, counting rows from 1."""
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[row - 1] = value
    index = table.column_names.index(column)
    pq.write_table(table.set_column(index, table.field(column), pa.array(cells, table.field(column).type)), path)


@pytest.mark.parametrize(
    ("file", "column", "value", "message"),
    [
        (NEWEST, "value", float("inf"), "row 2, column value: inf is not a finite number"),
        (NEWEST, "numerator", 1e13, "row 2, column numerator: 10000000000000.0 is not a count below"),
        (NEWEST, "marker", None, "row 2, column marker: None is not a text"),
        (NEWEST, "marker", "x" * 50, "column marker: 'xxxxxx"),
        (NEWEST, "area_flag", "moved", "column area_flag: 'moved' is not recode, backcast or blank"),
        (NEWEST, "period", "", "column period: '' is not a period"),
        (NEWEST, "period_end", date(2000, 1, 1), "column period_end: .* is not a day on or after period_start"),
        (NEWEST, "area_code", "E01999999", "column area_code: 'E01999999' is not one of the file of its codes"),
        (NEWEST, "area_code", "o'; drop table areas; --", "is not one of the file of its codes"),
        (NEWEST, "indicator_id", "unheard_of", "column indicator_id: 'unheard_of' is not one of"),
        (NEWEST, "indicator_id", None, "column indicator_id: None is not one of"),
        ("indicators.parquet", "indicator_id", "../../elsewhere", "row 2, column indicator_id: .* is not a text like"),
        ("indicators.parquet", "indicator_id", "measure_0000", "is not a value that no other row has"),
        ("indicators.parquet", "polarity", "up", "column polarity: 'up' is not one of higher_is_better"),
        ("indicators.parquet", "period_type", "lunar", "column period_type: 'lunar' is not one of financial"),
        ("indicators.parquet", "frequency", "often", "column frequency: 'often' is not one of annual"),
        ("indicators.parquet", "decimals", 99, "column decimals: '99' is not 0 to 10"),
        ("areas.parquet", "area_code", "=1+1", "row 2, column area_code: '=1.1' is not a text like"),
        ("areas.parquet", "newest_code", "E01999999", "column newest_code: 'E01999999' is not a code of this file"),
        ("areas.parquet", "region", None, "column region: .* is not a value in every row"),
    ],
)
def test_a_wrong_cell_is_named(root: Path, source: Path, file: str, column: str, value: object, message: str) -> None:
    put(source / file, column, value)
    with pytest.raises(InputProblem, match=message) as problem:
        run_quietly(source.parent / "national", source, parameters_of(root, "2025"), "lsoa")
    assert str(problem.value).startswith(file)
    assert not (source.parent / "national/run").exists()


@pytest.mark.parametrize(
    ("file", "spoil", "message"),
    [
        (NEWEST, lambda rows: rows.drop(columns="value"), "2025.parquet must have the column value"),
        (NEWEST, lambda rows: rows.assign(value="1.5"), "column value: it has the type .*string, but must be number"),
        (NEWEST, lambda rows: rows.assign(marker=False), "column marker: it has the type bool, but must be text"),
        (NEWEST, lambda rows: rows.assign(period_end="2025-03-31"), "column period_end: .* but must be date"),
        ("areas.parquet", lambda rows: rows.assign(start_date=1.5), "column start_date: it has the type double"),
        ("indicators.parquet", lambda rows: rows.assign(decimals="2"), "column decimals: .* must be whole number"),
    ],
)
def test_types_are_held_and_not_guessed(source: Path, file: str, spoil: Spoil, message: str) -> None:
    spoil(pq.read_table(source / file).to_pandas()).to_parquet(source / file, index=False)
    with pytest.raises(InputProblem, match=message):
        read_national_input(source)


@pytest.mark.parametrize("file", [NEWEST, "areas.parquet", "indicators.parquet"])
def test_a_file_that_is_not_parquet_is_named(source: Path, file: str) -> None:
    whole = (source / file).read_bytes()
    for content in (b"", b"PAR1", whole[: len(whole) // 2], b"PAR1" + bytes(100) + b"PAR1"):
        (source / file).write_bytes(content)
        with pytest.raises(InputProblem, match=f"{file} cannot be read as Parquet"):
            read_national_input(source)


def test_missing_files_links_and_patterns_are_refused(source: Path) -> None:
    (source / NEWEST).rename(source / "observations/2025[1].parquet")
    with pytest.raises(InputProblem, match=r"has \*, \? or \[ in its path"):
        read_national_input(source)
    (source / "observations/2025[1].parquet").unlink()
    (source / NEWEST).symlink_to(source / "observations/2024.parquet")
    with pytest.raises(InputProblem, match="is a link"):
        read_national_input(source)
    for path in (source / "observations").iterdir():
        path.unlink()
    with pytest.raises(InputProblem, match=r"observations has no file that ends in \.parquet"):
        read_national_input(source)
    (source / "areas.parquet").unlink()
    with pytest.raises(InputProblem, match=r"areas\.parquet is not a file"):
        read_national_input(source)


def test_rows_to_read_follow_from_the_statistics_of_row_groups(source: Path) -> None:
    observations = read_national_input(source).observations
    assert observations.rows == sum(rows for _, _, rows in observations.groups)
    assert observations.rows_to_read("a", "b") == 0
    assert observations.rows_to_read("measure_0000", "measure_0000") == observations.rows


def test_every_column_of_the_observations_has_a_rule_or_is_looked_up() -> None:
    assert {rule.column for rule in CELL_RULES} | {"indicator_id", "area_code"} == set(NATIONAL_OBSERVATIONS.names)
