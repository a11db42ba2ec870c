"""Writing a table as Parquet and as CSV, so that both say the same and are the same on every machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.pipeline.csv_lines import csv_text
from helpers.schema import Table
from helpers.schema.enforcement import conformed
from helpers.schema.types import arrow_schema
from helpers.shared_work import do_once
from helpers.visible import UNSEEN, make_visible

ESTIMATE_DECIMALS = 6
"""Decimal places to which a number that was estimated is written.

Places and not digits, as the small difference of two estimates has as large an error as they have.
"""

LARGEST_SCALED = 1e9
"""Numbers of estimates from this on are rounded one by one."""


def write_table(frame: pd.DataFrame, folder: Path, table: Table) -> None:
    """Write a declared table with `write_files`, after holding it to its declaration.

    The files of a table are made once for all reports of one call in which it is the same.

    Raises  Problem, naming the table, the column and the first row, as `schema.enforcement.conformed` does
    """

    def contents() -> dict[str, bytes]:
        typed = conformed(_with_visible_text(frame), table)
        return _contents(typed, arrow_schema(table), estimated=table.estimated)

    _write(do_once("files", (table, frame), contents), folder, table.name)


def write_files(frame: pd.DataFrame, folder: Path, name: str, *, estimated: bool = False) -> None:
    """Write a frame as <name>.parquet, and as <name>.csv for people and spreadsheets.

    The numbers of a frame that is `estimated` are rounded to `ESTIMATE_DECIMALS`, as numpy's linear algebra multiplies
    and adds in another order on other machines, which shows from the fifteenth digit on. All other numbers are
    published ones or follow from them by single steps that every machine carries out alike; those are written digit
    for digit. Characters of a text that cannot be seen are written out, in both files. In the CSV, which is UTF-8 with
    commas and line feeds, a text that a spreadsheet would run as a formula has an apostrophe before it, and what is
    missing is blank (see `csv_lines.csv_text`).
    """
    _write(_contents(_with_visible_text(frame.reset_index(drop=True)), None, estimated=estimated), folder, name)


def _contents(frame: pd.DataFrame, types: pa.Schema | None, *, estimated: bool) -> dict[str, bytes]:
    """Return the files of a frame whose text can be seen, by their suffix.

    `types` are those in Parquet, or None to take those of pandas.
    """
    if estimated:
        numbers = frame.select_dtypes(include=["float"]).columns
        frame = frame.assign(**{column: _rounded(frame[column]) for column in numbers})
    return {"parquet": frame.to_parquet(index=False, schema=types), "csv": csv_text(frame)}


def _write(contents: dict[str, bytes], folder: Path, name: str) -> None:
    for suffix, content in contents.items():
        (folder / f"{name}.{suffix}").write_bytes(content)


def _with_visible_text(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.select_dtypes(include=["str", "object", "category"]).columns
    return frame.assign(**{name: _visible(frame[name]) for name in texts})


def _visible(column: pd.Series) -> pd.Series:
    """Return a column with what cannot be seen in its different texts written out, of the same type as before."""
    is_category = isinstance(column.dtype, pd.CategoricalDtype)
    texts = column.cat.categories if is_category else column.unique()
    changes = {text: make_visible(text) for text in texts if isinstance(text, str) and UNSEEN.search(text)}
    if not changes:
        return column
    if is_category:
        return column.astype("str").replace(changes).astype("category")
    return column.map(lambda value: changes.get(value, value), na_action="ignore").astype(column.dtype)


def _rounded(column: pd.Series) -> pd.Series:
    """Return numbers with as many decimal places as are written, and zero without a sign.

    A product, the nearest whole number and a quotient are the same on every machine. From `LARGEST_SCALED` on a number
    has no digits to spare for the product, and Python rounds it.
    """
    numbers = column.to_numpy("float64")
    scale = 10.0**ESTIMATE_DECIMALS
    rounded = np.rint(numbers * scale) / scale + 0.0
    for index in np.flatnonzero(np.abs(numbers) >= LARGEST_SCALED):
        rounded[index] = round(float(numbers[index]), ESTIMATE_DECIMALS)
    return pd.Series(rounded, index=column.index)
