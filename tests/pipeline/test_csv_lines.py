"""CSV in whole columns: the same bytes as pandas writes cell by cell, but for texts that a spreadsheet would run."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.pipeline.csv_lines import csv_text

TEXTS = st.none() | st.text(st.sampled_from("a=-,\"' \n\u00e9\u6587"), max_size=4)
COLUMNS = {
    "text": (TEXTS, "str"),
    "category": (TEXTS, "category"),
    "object": (st.none() | st.dates() | st.booleans() | st.integers(-3, 3) | st.text("a,", max_size=2), "object"),
    "number": (st.floats(), "float64"),
    "whole": (st.integers(-(2**40), 2**40), "int64"),
    "small": (st.integers(-128, 127), "int8"),
    "truth": (st.booleans(), "bool"),
    "masked": (st.none() | st.integers(-5, 5), "Int64"),
}


def as_pandas_writes(frame: pd.DataFrame) -> bytes:
    """Return what pandas writes of a frame whose texts are harmless: those of the samples run by what begins them."""

    def with_apostrophe(value: object) -> object:
        runs = isinstance(value, str) and re.match(r"'*\s*[=-]", value)
        return f"'{value}" if runs else value

    texts = frame.select_dtypes(include=["str", "object", "category"]).columns
    safe = {name: pd.Series(map(with_apostrophe, frame[name]), dtype="object") for name in texts}
    return frame.assign(**safe).to_csv(index=False, lineterminator="\n").encode()


@settings(max_examples=150, deadline=None)
@given(data=st.data(), names=st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4, unique=True))
def test_the_bytes_are_those_that_pandas_writes(data: st.DataObject, names: list[str]) -> None:
    rows = data.draw(st.integers(0, 6))
    columns = {name: data.draw(st.lists(COLUMNS[name][0], min_size=rows, max_size=rows)) for name in names}
    frame = pd.DataFrame({name: pd.Series(cells, dtype=COLUMNS[name][1]) for name, cells in columns.items()})
    assert csv_text(frame) == as_pandas_writes(frame)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([0.0, -0.0, 1e-05, 1e16, 0.1, float("nan")], ["0.0", "-0.0", "1e-05", "1e+16", "0.1", ""]),
        ([True, 1, "1", None, date(2023, 3, 31)], ["True", "1", "1", "", "2023-03-31"]),
        (['say "no"', "a,b", ""], ['"say ""no"""', '"a,b"', ""]),
    ],
)
def test_cells_that_are_nearly_alike_are_told_apart(cells: list[object], expected: list[str]) -> None:
    frame = pd.DataFrame({"cell": cells, "row": range(len(cells))})
    lines = [f"{cell},{row}" for row, cell in enumerate(expected)]
    assert csv_text(frame).decode().splitlines() == ["cell,row", *lines]


@pytest.mark.parametrize("rows", [0, 2])
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_no_text_is_a_formula_whoever_writes_the_frame(kind: str, rows: int) -> None:
    frame = pd.DataFrame({"text": pd.Series(["=1+1", "@x"][:rows], dtype=kind)})
    expected = ["'=1+1", "'@x"][:rows]
    assert csv_text(frame).decode().splitlines() == ["text", *expected]
    beside = frame.assign(more=1 + 1j)  # a type that pandas has to write
    assert [line.split(",")[0] for line in csv_text(beside).decode().splitlines()] == ["text", *expected]


def test_a_heading_with_a_comma_is_quoted() -> None:
    assert csv_text(pd.DataFrame({"a,b": np.array([1]), "c": ["x"]})) == b'"a,b",c\n1,x\n'
