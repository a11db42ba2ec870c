"""The tables that a notebook writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import helpers.model_files
from helpers.pipeline.graph import Declaration
from helpers.pipeline.step import NotebookSession, read_for_every_kernel, start_step
from helpers.problems import Problem
from helpers.schema import TABLES
from helpers.schema.types import pandas_types

DAY = date(2023, 3, 31)


def step_that_writes(table: str, folder: Path) -> NotebookSession:
    step = NotebookSession.__new__(NotebookSession)
    step.name, step._declaration, step._write_to = "01_ingestion", Declaration(writes=(table,)), folder
    return step


def test_a_notebook_need_not_parse_what_was_read_for_every_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The council that a kernel is of changes nothing: the warmed process does not know it."""
    read_for_every_kernel()
    parsed: list[str] = []
    values = helpers.model_files.read_yaml

    def noted(path: Path, name: str) -> object:
        parsed.append(path.name)
        return values(path, name)

    monkeypatch.setattr(helpers.model_files, "read_yaml", noted)
    monkeypatch.setattr("helpers.areas.csv_rows", None)
    monkeypatch.setattr("helpers.register.csv_rows", None)
    step = start_step("07_compendium", 2023, "E10000016")
    assert step.register() and step.council.name == "Kent"
    assert parsed in ([], ["2023.yml"])


def absent_zeros(**changes: object) -> pd.DataFrame:
    columns = {
        "indicator_id": ["a", "b"],
        "area_code": "E10000016",
        "period": "2022/23",
        "period_end": DAY,
        "value": 0.0,
        "file": "x.csv",
        "row": [2, 3],
        "rule": "far",
        "absent": True,
        "lowest_other": 1.5,
        "chance": None,
        "reason": "no",
    }
    return pd.DataFrame(columns | changes)


def test_text_that_a_spreadsheet_would_run_is_harmless_in_the_csv_alone(tmp_path: Path) -> None:
    """Whatever the type of the column: a file in the raw folder may have such a name, and files are categories."""
    table = TABLES["observations"]
    names = ["=cmd().csv", "a.csv", "=cmd().csv"]
    usual = {"text": "x", "number": 1.5, "whole number": 2, "date": DAY, "yes or no": True}
    frame = pd.DataFrame({column.name: [usual[column.type]] * 3 for column in table.columns})
    frame = frame.assign(indicator_id=["a", "b", "c"], file=pd.Categorical(names), marker=["+1", "", "[x]"])
    step_that_writes("observations", tmp_path).write("observations", frame)
    cells = pd.read_csv(tmp_path / "observations.csv", dtype="str", keep_default_na=False)
    assert cells["file"].tolist() == ["'=cmd().csv", "a.csv", "'=cmd().csv"]
    assert cells["marker"].tolist() == ["'+1", "", "[x]"]
    stored = pd.read_parquet(tmp_path / "observations.parquet")
    assert stored["file"].tolist() == names
    assert isinstance(stored["file"].dtype, pd.CategoricalDtype)


def test_a_table_is_written_with_its_declared_types_and_order(tmp_path: Path) -> None:
    frame = absent_zeros(value=pd.array([0, 0], "Int64"))
    step_that_writes("absent_zeros", tmp_path).write("absent_zeros", frame[frame.columns[::-1]])
    stored = pd.read_parquet(tmp_path / "absent_zeros.parquet")
    assert {name: str(kind) for name, kind in stored.dtypes.items()} == pandas_types(TABLES["absent_zeros"])
    assert stored.columns.tolist() == list(TABLES["absent_zeros"].names)
    assert stored["value"].tolist() == [0.0, 0.0] and stored["chance"].isna().all()


def test_a_table_that_is_not_as_declared_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"^The table absent_zeros cannot be written: row 2 \(indicator_id b.*reason\.$"):
        step_that_writes("absent_zeros", tmp_path).write("absent_zeros", absent_zeros(reason=["no", None]))
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_the_schema_does_not_have_is_not_written(tmp_path: Path) -> None:
    sentence = "01_ingestion writes trial, which helpers.schema does not declare; declare it there."
    with pytest.raises(Problem, match=f"^{sentence}$"):
        step_that_writes("trial", tmp_path).write("trial", absent_zeros())
    assert list(tmp_path.iterdir()) == []
