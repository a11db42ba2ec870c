"""The tables that a notebook writes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.pipeline.graph import Declaration
from helpers.pipeline.step import Step


def test_text_that_a_spreadsheet_would_run_is_harmless_in_the_csv_alone(tmp_path: Path) -> None:
    """Whatever the type of the column: a file in the raw folder may have such a name, and files are categories."""
    step = Step.__new__(Step)
    step.name, step._declaration, step._write_to = "01_ingestion", Declaration(writes=("observations",)), tmp_path
    names = ["=cmd().csv", "a.csv", "=cmd().csv"]
    frame = pd.DataFrame({"file": pd.Categorical(names), "marker": ["+1", "", "[x]"], "row": [2, 3, 4]})
    step.write("observations", frame)
    lines = (tmp_path / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["file,marker,row", "'=cmd().csv,'+1,2", "a.csv,,3", "'=cmd().csv,[x],4"]
    kept = pd.read_parquet(tmp_path / "observations.parquet")
    assert kept["file"].tolist() == names
    assert isinstance(kept["file"].dtype, pd.CategoricalDtype)
