"""Which columns of a table of Explore Education Statistics are what: figures, groups, limits, areas, status, notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.markers import SYMBOLS
from helpers.period_suffixes import FINAL, PROVISIONAL, read_remark
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.coded import arrow_text
from helpers.sources.files.columns import NOTE_NAMES, STATUS_NAMES, is_limit_of_another_level, limit_of, words_of
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import normalised
from helpers.visible import shortly

_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
"""The values that a column with the heading provisional or revised may have."""

READ_PARTS: dict[str, frozenset[str]] = {
    "breakdown": frozenset({"Accommodation considered suitable"}),
    "placement_stability": frozenset(
        {"Living with the same carer for at least 2 years", "With 3 or more placements during the year"}
    ),
}
"""Parts of a breakdown that are read beside its total, as they are what the table is about."""

MOST_CELLS, MOST_FIGURES = 3_000_000, 500_000
"""Cells and figures of the largest table that is read: each takes much room. The largest known has 113,652 figures."""

_WHERE_OR_WHEN = re.compile(r"(?:time_period|time_identifier|geographic_level|.*_(?:code|name))", re.IGNORECASE)
_WORDS_OF_LIMITS = frozenset(
    {"lower", "upper", "low", "upp", "high", "ci", "lci", "uci", "cl", "lcl", "ucl", "confidence", "interval", "limit",
     "limits", "bound", "95", "95.0"}
)  # fmt: skip
_WORDS_OF_NOTES = frozenset(
    {"status", "flag", "flags", "note", "notes", "footnote", "marker", "symbol", "provisional", "revised", "suppressed",
     "suppression", "quality", "reliability", "margin", "of", "error", "moe", "standard", "se", "rse", "sd", "ci",
     "confidence", "interval", "variance"}
)  # fmt: skip
_GROUPS = frozenset({"age", "agegroup", "yeargroup", "ncyear", "sex", "gender", "characteristic"})
_TOTAL = re.compile(r"total\b.*|all\b(?! other).*|.*\btotal", re.IGNORECASE)
SYMBOLS_OF_TABLES = {**SYMBOLS, "na": "[x]", "n/a": "[x]", "nan": "[x]", "null": "[x]"}


def group_columns(frame: pd.DataFrame, figures: Collection[str]) -> list[str]:
    """Return the columns that say which group a row is for, not those with figures, areas or periods.

    `figures` are the columns of `figure_columns`.

    Columns needed  any; the columns are judged by their names
    """
    return [
        column
        for column in frame.columns
        if not _says_where(column) and (normalised(column) in _GROUPS or column not in figures)
    ]


def figure_columns(frame: pd.DataFrame) -> set[str]:
    """Return the columns that hold figures.

    At least half of the different cells of such a column that are not symbols are numbers. The different cells of many
    columns are read in one go, as a table may have a thousand columns.

    Columns needed  any, all as text
    """
    names = [column for column in frame.columns if not _says_where(column)]
    at_once = max(MOST_FIGURES // max(len(frame), 1), 1)
    return {name for start in range(0, len(names), at_once) for name in _numeric(frame, names[start : start + at_once])}


def _numeric(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    cells = [arrow_text(frame[column]).unique() for column in names]
    of_column = np.repeat(np.arange(len(names)), [len(column_cells) for column_cells in cells])
    _, marker, neither = read_numbers(pd.Series(pa.chunked_array(cells).to_pandas(), dtype="str"), SYMBOLS_OF_TABLES)
    strange = np.bincount(of_column[neither], minlength=len(names))
    numeric = np.bincount(of_column[marker.eq("") & ~neither], minlength=len(names))
    return (name for name, fine in zip(names, strange <= numeric, strict=True) if fine)


def _says_where(name: str) -> bool:
    """Say whether a column says where, when or in which version a row is."""
    bare = normalised(name)
    return bare in STATUS_NAMES or bare in NOTE_NAMES or bool(_WHERE_OR_WHEN.fullmatch(name))


def whole_of(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Say which rows are of a part of a breakdown that is not read, and what each row's measure is named after."""
    codes, different = column.factorize()
    values = pd.Series(different, dtype="str").str.strip()
    total = values.map(lambda value: bool(_TOTAL.fullmatch(value)) or not value).astype("bool")  # also without rows
    is_read = total | values.isin(READ_PARTS.get(str(column.name), frozenset()))
    if not total.any():
        is_read = ~total
    plain = total & (total.sum() == 1) if len(values) > 1 else pd.Series(True, index=values.index)
    suffix = (", " + values).where(~plain, "")
    return (
        pd.Series(~is_read.to_numpy(dtype="bool")[codes], index=column.index),
        pd.Series(suffix.array.take(codes), index=column.index, dtype="str"),
    )


def area_codes(frame: pd.DataFrame) -> tuple[pd.Series, list[tuple[str, pd.Series, str]]]:
    """Return the code of each row's area, and what is wrong with the rows that have none.

    Each problem has the column at fault, the rows it affects as flags, and the reason. A code is an ONS code, or dfe:
    and the number of the Department for Education.

    Columns needed         geographic_level
    Columns used if there  new_la_code, old_la_code, region_code, country_code
    """
    blank = pd.Series("", index=frame.index, dtype="str")
    level = frame["geographic_level"].str.strip().str.lower()
    old, new, region, country = (
        frame[column].str.strip() if column in frame else blank
        for column in ("old_la_code", "new_la_code", "region_code", "country_code")
    )
    number = ("dfe:" + old).where(old.str.fullmatch(r"\d{3}"), "")
    council = new.where(new.str.fullmatch(r"[EWSN]\d{8}"), number)
    together = new.str.contains("/") | old.str.contains("/")
    local = level.eq("local authority")
    areas = country.where(level.eq("national"), region.where(level.eq("regional"), council.where(local, "")))
    covered = local | level.isin(["national", "regional"])
    return areas, [
        ("geographic_level", ~covered, "not a row for England, a region or a council"),
        ("new_la_code", local & together, "a row for several councils together"),
        ("new_la_code" if "new_la_code" in frame else "old_la_code", covered & areas.eq(""), "no area code"),
    ]


def row_status(frame: pd.DataFrame, file_name: str) -> pd.Series:
    """Return the status of each row: provisional where any column says so, otherwise final.

    Columns needed         none
    Columns used if there  those with a name in STATUS_NAMES
    Raises                 Refused: such a column holds another word; a version may be a number
    """
    provisional = pd.Series(False, index=frame.index)
    for name in (str(column) for column in frame.columns if normalised(str(column)) in STATUS_NAMES):
        codes, different = frame[name].factorize()
        meanings = [_status_of(str(cell), normalised(name)) for cell in different]
        if "" in meanings:
            at = meanings.index("")
            first = frame.index.to_list()[int(np.flatnonzero(codes == at)[0])]
            raise Refused(
                f"{file_name} row {first}, column {shortly(name)}, holds {shortly(different[at])!r}; "
                "expected provisional, revised or final."
            )
        provisional |= np.array([meaning == PROVISIONAL for meaning in meanings], dtype="bool")[codes]
    return provisional.map({True: PROVISIONAL, False: FINAL}).astype("str")


def _status_of(cell: str, column: str) -> str:
    """Return what a cell of a column of status says, provisional or final; blank where it is not understood."""
    word = cell.strip().lower()
    if column in ("provisional", "revised") and word in _YES | _NO:
        return PROVISIONAL if column == "provisional" and word in _YES else FINAL
    remark = read_remark(re.match(r"\W*([A-Za-z]*)", cell)[1]) if column == "version" else read_remark(cell)  # type: ignore[index]
    if remark is None:
        return FINAL if column == "version" or not word else ""
    return remark.status or FINAL


def refuse_notes(frame: pd.DataFrame, file_name: str, of_figures: Collection[str]) -> None:
    """Refuse a table with notes on its rows, or with a status, note or margin of error for one of its columns.

    Columns needed         none
    Columns used if there  those with a name in NOTE_NAMES, and those named after one of `of_figures`
    Raises                 Refused, naming the row and the column: such a column has a filled cell
    """
    values = {words_of(column) for column in of_figures}
    for name in frame.columns:
        words = words_of(name).split()
        value = " ".join(word for word in words if word not in _WORDS_OF_NOTES)
        beside = len(value.split()) < len(words) and value in values and limit_of(name) is None
        filled = frame[name].str.strip().ne("") if beside else None
        if filled is not None and filled.any():
            row = frame.index[filled].to_list()[0]
            raise Refused(
                f"{file_name} row {row} has something in the column {shortly(name)!r}, which may be a status, a note "
                f"or a margin of error of {shortly(value)!r}; take it out, if the figures can be read without it."
            )
    for name in (column for column in frame.columns if normalised(str(column)) in NOTE_NAMES):
        filled = frame[name].str.strip().ne("")
        if filled.any():
            row = frame.index[filled].to_list()[0]
            raise Refused(
                f"{file_name} row {row} has something in the column {shortly(name)!r}, which may be of any figure of "
                "the row; take the column out, if the figures can be read without it."
            )


def limit_columns(frame: pd.DataFrame, of_figures: Collection[str], file_name: str) -> dict[str, tuple[str, str]]:
    """Return for each column of 95% limits the column of its value, and which limit it is (lower_95 or upper_95).

    Limits of another level than 95% are left out.

    Columns needed  those of `of_figures`; the columns are judged by their names
    Raises          Refused: the column of the value is missing
    """
    values = {words_of(column): column for column in frame.columns if column in of_figures and limit_of(column) is None}
    limits = {}
    for name in (column for column in frame.columns if column in of_figures):
        limit = limit_of(name)
        if limit is None or is_limit_of_another_level(name):
            continue
        bare = " ".join(word for word in words_of(name).split() if word not in _WORDS_OF_LIMITS)
        value = next((values[words] for words in (bare, f"avg {bare}", f"pt {bare}") if words in values), None)
        if value is None:
            raise Refused(
                f"{file_name} row 1 has the column {shortly(name)!r}, but not the column whose limits these are; "
                "choose both or neither."
            )
        limits[name] = (value, f"{limit[0]}_95")
    return limits
