"""Rejected rows by the reason: what is counted together, so that a page does not grow with a file."""

from __future__ import annotations

import pandas as pd

from helpers.wording import NO_MEASURE, NO_MEASURE_OF_FILE, NOT_IN_REGISTER, kinds_of_reasons

MAX_NAMED = 3
"""Rows and values of one reason that are named, before the others are counted."""


def rejected_rows_by_reason(rejections: pd.DataFrame, raw_files: pd.DataFrame) -> pd.DataFrame:
    """Count the rows of each file that are rejected for one kind of reason, the commonest of each file first.

    Cells of rows that are used do not count. The rows of a file that has no measure of the register have one reason,
    which says so.

    Columns needed    rejections: file, reason, row_used; raw_files: file, known_measures
    Columns returned  in order of file, then of rows from the most, then of reason: file, reason (see
                      `wording.kinds_of_reasons`), rows
    """
    rows = rejections.loc[~rejections["row_used"].astype("bool")]
    rows = rows[["file"]].assign(reason=_kinds(rows, raw_files))
    counts = rows.groupby(["file", "reason"]).size().rename("rows").reset_index()
    return counts.sort_values(["file", "rows", "reason"], ascending=[True, False, True], ignore_index=True)


def rejections_by_reason(rejections: pd.DataFrame, raw_files: pd.DataFrame) -> pd.DataFrame:
    """Put the rejections of each file together that have one kind of reason, in one row each.

    Columns needed    rejections: file, row, column, value, reason, row_used; raw_files: file, known_measures
    Columns returned  in order of file, rows before cells, the most first: file, row_used, reason (as in
                      `rejected_rows_by_reason`), count, and in words rows, columns and values: the first MAX_NAMED
                      different ones, and how many there are more; rows that follow each other as the first and the last
    """
    rejections = rejections.assign(reason=_kinds(rejections, raw_files))
    key = ["file", "row_used", "reason"]
    groups = rejections.groupby(key, sort=False, observed=True)
    rejections["group"] = groups.ngroup()
    by_group = rejections.groupby("group")
    table = rejections.drop_duplicates("group").set_index("group")[key].sort_index()
    table["count"] = by_group.size()
    for column, name in (("row", "rows"), ("column", "columns"), ("value", "values")):
        distinct = rejections[["group", column]].drop_duplicates()
        more = distinct.groupby("group").size() - MAX_NAMED
        named = distinct.groupby("group").head(MAX_NAMED)
        text = _written(named[column]) if column == "row" else _named(named[column])
        words = text.groupby(named["group"]).agg(", ".join)
        table[name] = words + (" and " + _written(more) + " more").where(more > 0, "")
        if column == "row":
            first, last = by_group["row"].min(), by_group["row"].max()
            in_a_run = (more > 0) & (last - first + 1 == more + MAX_NAMED)
            run = _written(first) + " to " + _written(last)
            table[name] = run.where(in_a_run, table[name])
    order = ["file", "row_used", "count", "reason"]
    return table.sort_values(order, ascending=[True, True, False, True], ignore_index=True)


def _kinds(rejections: pd.DataFrame, raw_files: pd.DataFrame) -> pd.Series:
    """Return the kind of the reason of each rejection; that of the file where it has no measure of the register."""
    kinds = rejections["reason"].map(kinds_of_reasons(rejections["reason"].unique())).astype("str")
    without = set(raw_files.loc[raw_files["known_measures"].eq(0), "file"])
    without &= set(rejections.loc[kinds.isin([NO_MEASURE, NOT_IN_REGISTER]), "file"])
    return kinds.mask(rejections["file"].isin(without), NO_MEASURE_OF_FILE)


def _written(numbers: pd.Series) -> pd.Series:
    return numbers.map("{:,}".format).astype("str")


def _named(cells: pd.Series) -> pd.Series:
    """Return cells as a list names them: a blank by what it is, and no more of a long one than a line holds."""
    text = cells.fillna("").astype("str")
    return text.where(text.str.len() <= 80, text.str.slice(0, 80) + "…").replace("", "[blank]")
