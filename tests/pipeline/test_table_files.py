"""The files of a table: the CSV says what the Parquet beside it says, whatever the text of the table holds."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.files import runs_in_a_spreadsheet
from helpers.pipeline.csv_lines import without_apostrophe
from helpers.pipeline.table_files import ESTIMATE_DECIMALS, write_files
from helpers.visible import UNSEEN, make_visible

NASTY = [
    "", " ", "a,b", 'say "x"', '"', '""', "'", "''", "'tis", "Harmless\r=cmd()", "a\nb", "a\r\nb", "\r", "\n", "\t=1+1",
    "=1+1", "'=1+1", "''=1+1", "+1", "-1", "-1.5e3", "--1", "@x", " =1", "\u00a0=1", "\u3000@x", "\uff1d1", "\uff0b1",
    "\uff0d1", "\uff20x", "\x0b=1", "\0", "\0=1", "\ufeff=1", "\u200b=1", "\u202e=1", "a\u202eb", "\u2066x\u2069",
    "NA", "nan", "NULL", "None", "#N/A", "True", "007", "1e5", "2023-03-31", "x;y", "a|b", "\u2028", "\x85", "\ud800",
    "\\", "\\n", "#comment", "\u0627\u0644\u202e", "'-1", "=" * 5, "'\u202e=1", "\U000e0041",
]  # fmt: skip
"""Texts that have torn rows, run as formulas or been taken for something else."""


def cells_of(path: Path) -> list[list[str]]:
    """Read a CSV file as any program does: by commas, quotes and line endings."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, strict=True))


def assert_equal(folder: Path, frame: pd.DataFrame) -> None:
    """Hold the CSV to the Parquet, cell by cell, and the Parquet to the frame."""
    stored = pq.read_table(folder / "t.parquet").to_pydict()
    content = (folder / "t.csv").read_bytes()
    assert b"\r" not in content and b"\0" not in content
    assert content.count(b"\n") == len(frame) + 1
    rows = cells_of(folder / "t.csv")
    assert rows[0] == list(frame.columns) == list(stored)
    assert len(rows) == len(frame) + 1
    by_pandas = pd.read_csv(folder / "t.csv", dtype="str", keep_default_na=False, skip_blank_lines=False)
    assert by_pandas.to_numpy().tolist() == rows[1:]
    for at, name in enumerate(frame.columns):
        for row, (value, original) in enumerate(zip(stored[name], frame[name], strict=True), start=1):
            assert_cell(rows[row][at], value, original)


def assert_cell(cell: str, value: Any, original: Any) -> None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        assert cell == "" and pd.isna(original)
    elif isinstance(value, str):
        assert value == make_visible(original)
        assert without_apostrophe(cell) == value
        assert UNSEEN.search(cell) is None and not runs_in_a_spreadsheet(cell)
    elif isinstance(value, float):
        assert float(cell) == value == float(original)
    elif isinstance(value, date):
        assert cell == value.isoformat() == original.isoformat()
    else:
        assert cell == str(value) == str(original)


texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=12))
columns = {
    "text": (texts | st.none(), "str"),
    "same": (st.sampled_from(NASTY) | st.none(), "category"),
    "number": (st.floats(allow_infinity=False, allow_subnormal=False), "float64"),
    "nullable": (st.floats(allow_infinity=False, allow_nan=False, allow_subnormal=False) | st.none(), "Float64"),
    "whole": (st.integers(-(2**63), 2**63 - 1) | st.none(), "Int64"),
    "truth": (st.booleans() | st.none(), "boolean"),
    "day": (st.dates() | st.none(), "object"),
}


def frame_of(values: dict[str, list[Any]]) -> pd.DataFrame:
    made = {}
    for name, of_it in values.items():
        kind = columns[name][1]
        if kind in ("str", "category"):  # Arrow holds no halves of characters, so nor does a table that was read
            of_it = [None if one is None else one.encode("utf-8", "replace").decode() for one in of_it]
        made[name] = pd.Series(of_it, dtype="str" if kind == "category" else kind).astype(kind)
    return pd.DataFrame(made)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, unique=True))
    rows = draw(st.integers(0, 6))
    return frame_of({name: draw(st.lists(columns[name][0], min_size=rows, max_size=rows)) for name in names})


@given(frames())
@example(frame_of({"text": NASTY, "same": NASTY}))
@example(frame_of({"text": ["", None]}))
@example(frame_of({"number": [-0.0, 0.1 + 0.2, 1e300, 1e-300, math.nan, 123456789012.5, 2 / 3]}))
def test_any_table_reads_back_from_csv_as_it_is_in_parquet(
    tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame
) -> None:
    folder = tmp_path_factory.mktemp("tables", numbered=True)
    write_files(frame, folder, "t")
    assert_equal(folder, frame)


def test_objects_that_hold_halves_of_characters_are_written_too(tmp_path: Path) -> None:
    """Text of a column without a type, such as a name that came from the system."""
    write_files(pd.DataFrame({"name": pd.Series(["\udcff", "x"], dtype="object")}), tmp_path, "t")
    assert cells_of(tmp_path / "t.csv") == [["name"], ["\\udcff"], ["x"]]
    assert pd.read_parquet(tmp_path / "t.parquet")["name"].tolist() == ["\\udcff", "x"]


def test_types_stay_as_they_are(tmp_path: Path) -> None:
    frame = frame_of({"text": ["a\n", "b"], "same": ["a\n", "=b"], "number": [0.1 + 0.2, 1], "nullable": [2 / 3, None]})
    write_files(frame, tmp_path, "t")
    stored = pd.read_parquet(tmp_path / "t.parquet")
    assert [str(one) for one in stored.dtypes] == ["str", "category", "float64", "Float64"]
    assert stored["same"].tolist() == ["a\\n", "=b"]
    assert stored["number"].tolist() == [0.1 + 0.2, 1.0]


def test_two_texts_that_look_alike_once_written_out_stay_one_category(tmp_path: Path) -> None:
    frame = pd.DataFrame({"file": pd.Categorical(["a\n", "a\\n", None])})
    write_files(frame, tmp_path, "t")
    assert pd.read_parquet(tmp_path / "t.parquet")["file"].tolist()[:2] == ["a\\n", "a\\n"]


def test_an_ordinary_table_has_the_bytes_that_pandas_gives_it(tmp_path: Path) -> None:
    """Nothing is quoted, rounded or marked without need."""
    frame = pd.DataFrame(
        {
            "area": ["Kent", "Bristol, City of", ""],
            "value": [1.5, 2e-7, np.nan],
            "rank": pd.array([1, None, 3], "Int64"),
        }
    )
    write_files(frame, tmp_path, "t")
    frame.to_parquet(tmp_path / "plain.parquet", index=False)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == frame.to_csv(index=False, lineterminator="\n")
    assert (tmp_path / "t.parquet").read_bytes() == (tmp_path / "plain.parquet").read_bytes()


# Estimates are the same whatever the machine.


@pytest.mark.parametrize("value", [1.2345678901234567, -9.87654321098765e-5, 1e3 / 7, 0.1, 35.0, 1 / 3])
def test_estimates_that_differ_in_the_last_digits_are_written_alike(tmp_path: Path, value: float) -> None:
    near = [value, np.nextafter(value, np.inf), value + 1e-13, value - 1e-13, (value + 70) - 70]
    written = set()
    for one in near:
        write_files(pd.DataFrame({"score": [one], "text": ["x"], "rank": [3]}), tmp_path, "t", estimated=True)
        written.add(((tmp_path / "t.csv").read_bytes(), (tmp_path / "t.parquet").read_bytes()))
    assert len(written) == 1
    stored = pd.read_parquet(tmp_path / "t.parquet")["score"].item()
    assert stored == pytest.approx(value, rel=0, abs=0.51 * 10**-ESTIMATE_DECIMALS)
    assert float(cells_of(tmp_path / "t.csv")[1][0]) == stored


def test_whole_numbers_keep_all_their_digits_and_zero_has_no_sign(tmp_path: Path) -> None:
    whole = [123456789012345.0, -1234567890123.0, 2.0**53, 1e300, 999999999999.0, -0.0]
    write_files(pd.DataFrame({"pounds": whole}), tmp_path, "t", estimated=True)
    assert pd.read_parquet(tmp_path / "t.parquet")["pounds"].tolist() == whole
    assert cells_of(tmp_path / "t.csv")[-1] == ["0.0"]


def test_all_other_figures_are_written_digit_for_digit(tmp_path: Path) -> None:
    write_files(pd.DataFrame({"value": [45.678901234567891, 0.1 + 0.2]}), tmp_path, "t")
    assert pd.read_parquet(tmp_path / "t.parquet")["value"].tolist() == [45.678901234567891, 0.1 + 0.2]
    assert cells_of(tmp_path / "t.csv")[1:] == [["45.67890123456789"], ["0.30000000000000004"]]


# The apostrophe.


@pytest.mark.parametrize("text", [*NASTY, "'" * 5 + "=x"])
def test_the_apostrophe_can_be_taken_off_again(tmp_path: Path, text: str) -> None:
    text = make_visible(text)
    write_files(pd.DataFrame({"text": [text, "x"]}), tmp_path, "t")
    (cell,) = cells_of(tmp_path / "t.csv")[1]
    assert without_apostrophe(cell) == text
    assert (cell == text) == (not runs_in_a_spreadsheet(text.lstrip("'")))
