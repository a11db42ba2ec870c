"""The rows of raw files as they stand in their files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.sources.files.limits import Refused
from helpers.sources.raw_rows import read_raw_rows


def figures(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["indicator_id", "figure", "file", "row", "sha256"])


def test_each_figure_has_the_line_that_it_was_read_from(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.csv").write_bytes(b"\xef\xbb\xbfname,value\r\none,1\r\n\r\ntwo, 2 \r\n")
    (tmp_path / "c.csv").write_text("name,value\nthree,3\n")
    sources = figures(
        ("two", "latest", "b/a.csv", 4, "f"), ("one", "latest", "b/a.csv", 2, "f"), ("one", "previous", "c.csv", 2, "f")
    )
    rows = read_raw_rows(sources, tmp_path).set_index(["indicator_id", "figure"])["words"].to_dict()
    assert rows == {("one", "latest"): "one,1", ("two", "latest"): "two, 2 ", ("one", "previous"): "three,3"}


def test_a_row_with_line_breaks_in_a_cell_is_whole_and_those_below_it_are_counted_by_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name,value\n"o""n\ne",1\ntwo,2\n')
    rows = read_raw_rows(figures(("a", "latest", "a.csv", 2, "f"), ("b", "latest", "a.csv", 3, "f")), tmp_path)
    assert rows["words"].tolist() == ['"o""n\ne",1', "two,2"]


def test_what_a_department_handed_in_is_not_opened_and_a_row_that_is_not_there_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,value\none,1\n")
    sources = figures(("a", "latest", "returned.csv", 2, ""), ("b", "latest", "a.csv", 9, "f"))
    assert read_raw_rows(sources, tmp_path).empty


def test_a_file_of_another_kind_has_no_lines(tmp_path: Path) -> None:
    pd.DataFrame({"name": ["one"]}).to_parquet(tmp_path / "a.parquet")
    assert read_raw_rows(figures(("a", "latest", "a.parquet", 2, "f")), tmp_path).empty


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"b/a\.csv cannot be read: No such file"):
        read_raw_rows(figures(("a", "latest", "b/a.csv", 2, "f")), tmp_path)
