"""The project's own layout of figures: one row for each indicator, area and period."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from helpers.areas import Areas
from helpers.files import read_plain
from helpers.markers import marker_problem, with_markers
from helpers.period_suffixes import PROVISIONAL, read_label
from helpers.periods import PERIOD_TYPES, agrees, dates_of
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.files.opening import Opened
from helpers.sources.measure_names import nearest_names
from helpers.sources.published import Format
from helpers.sources.sidecar import RawFile
from helpers.wording import NOT_IN_REGISTER

COLUMNS = [
    "indicator_id", "area_code", "period", "period_start", "period_end", "value", "lower_95", "upper_95",
    "numerator", "denominator", "marker", "status", "area_flag",
]  # fmt: skip
NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]
STATUSES = ("final", "provisional")
AREA_FLAGS = ("", "recode", "backcast")
REJECTION_COLUMNS = ["file", "row", "column", "value", "reason"]

REJECTED_FIGURE = ["indicator_id", "measure", "area", "area_code", "period", "period_end", "reason"]
"""Columns of what a rejected row would have given; `area_code` is blank where the project does not have the area."""

UNKNOWN_CODE = "not in reference/areas.csv"
_OTHER_TIME = (
    "the code began after the period, and the row is not marked backcast",
    "the code ended before the period",
)
"""Why an area had no figure in a period."""

_UNREADABLE = ("area_code", "period", "period_start", "period_end", *NUMBERS, "status", "area_flag", "marker")
"""The columns for whose cells a row is rejected that would have given a figure."""


FORMATS: tuple[Format, ...] = ()
"""None by which a file is recognised: only its sidecar can say which source a file in this layout is of."""


def not_figures(file: Opened) -> str | None:
    """Say what is missing where a file in this layout has no sidecar."""
    if list(file.header) == COLUMNS:
        return "is in the project's own layout, and needs a sidecar that names its source."
    return None


def read(file: RawFile, indicators: Iterable[Indicator], areas: Areas) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Read one file into the rows that can be used, the rows that cannot, and how many rows there were.

    Used rows have the columns of COLUMNS with dates and numbers as such, and `row`, the line of the file. What is
    printed around the label of a period, such as (provisional), is taken into `status` and `marker`.
    Rejected rows have REJECTION_COLUMNS: the first thing found wrong with each.
    Raises InputProblem where the file is not UTF-8 or its columns are not those of COLUMNS.
    """
    try:
        text = read_plain(file.path, file.display_name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(f"{file.display_name} is not UTF-8 text at byte {error.start}; save it as UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    if header != COLUMNS:
        raise InputProblem(
            f"{file.display_name} row 1 has the columns {', '.join(header)}; expected {', '.join(COLUMNS)}."
        )
    rows, numbers, ragged = [], [], []
    try:
        for row in filter(None, reader):
            if len(row) == len(COLUMNS):
                rows.append(row)
                numbers.append(reader.line_num)
            else:
                reason = f"{len(row)} fields, expected {len(COLUMNS)}"
                ragged.append((file.name, reader.line_num, "", "", reason))
    except csv.Error as error:
        raise InputProblem(
            f"{file.display_name} row {reader.line_num} is not readable CSV: {error}; look for a stray quote."
        ) from None
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype="str")
    frame["row"] = pd.Series(numbers, dtype="int64")
    used, rejected = _sort_out(frame, file.name, {indicator.indicator_id: indicator for indicator in indicators}, areas)
    rejections = pd.concat([pd.DataFrame(ragged, columns=REJECTION_COLUMNS), rejected], ignore_index=True)
    return used, rejections.sort_values("row", ignore_index=True), len(rows) + len(ragged)


def rejected_figures(file: RawFile, rejected: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return what the rejected rows of a file would have given: REJECTED_FIGURE.

    `rejected` are the rejections of `read`. Left out are rows of another length, of a measure that the register does
    not have, of an area or a period that the row itself rules out, and repeats.
    """
    cells = rejected[rejected["column"].isin(_UNREADABLE)]
    if cells.empty:
        return pd.DataFrame(columns=REJECTED_FIGURE)
    reader = csv.reader(io.StringIO(file.path.read_bytes().decode("utf-8-sig"), newline=""))
    at = {}
    for row in reader:
        at[reader.line_num] = row
    frame = pd.DataFrame([at[row] for row in cells["row"]], columns=COLUMNS, index=cells.index, dtype="str")
    types = {indicator.indicator_id: indicator.period_type for indicator in indicators}
    ends = [_last_day(*row, types) for row in zip(frame["indicator_id"], frame["period"], frame["period_end"],
                                                    strict=True)]  # fmt: skip
    unknown = cells["reason"].eq(UNKNOWN_CODE)
    table = frame[["indicator_id", "area_code", "period"]].assign(
        measure=frame["indicator_id"], period_end=pd.Series(ends, index=frame.index, dtype="object"),
        reason=cells["reason"], area=frame["area_code"], area_code=frame["area_code"].mask(unknown, ""),
    )  # fmt: skip
    stands = ~cells["reason"].isin(_OTHER_TIME) & frame["indicator_id"].isin(types.keys())
    return table.loc[stands, REJECTED_FIGURE]


def _last_day(indicator_id: str, period: str, end: str, types: Mapping[str, str]) -> date | None:
    """Return the last day of a period by its label, or else by the date that is printed."""
    kind = types.get(indicator_id)
    if kind and (dates := dates_of(read_label(period).period, kind)):
        return dates[1]
    try:
        return date.fromisoformat(end)
    except ValueError:
        return None


def _sort_out(
    frame: pd.DataFrame, name: str, register: dict[str, Indicator], areas: Areas
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every row that fails a check the first reason it fails, in the order of the checks."""
    frame = _without_suffixes(frame)
    column = pd.Series("", index=frame.index, dtype="str")
    reason = pd.Series("", index=frame.index, dtype="str")

    def reject(failing: pd.Series, at: str, why: str | pd.Series) -> None:
        fresh = failing.astype(bool) & reason.eq("")
        column[fresh] = at
        reason[fresh] = why[fresh] if isinstance(why, pd.Series) else why

    ids = frame["indicator_id"].unique()
    near = dict(nearest_names([name for name in ids if name not in register], register.keys() - set(ids)))
    why_unknown = frame["indicator_id"].map({name: f"; the nearest is {nearest!r}" for name, nearest in near.items()})
    unknown = NOT_IN_REGISTER + why_unknown.astype("str").where(frame["indicator_id"].isin(near.keys()), "")
    reject(~frame["indicator_id"].isin(register.keys()), "indicator_id", unknown)
    reject(~frame["area_code"].map(lambda code: code in areas), "area_code", UNKNOWN_CODE)
    for at in ("period_start", "period_end"):
        dates = pd.to_datetime(frame[at], format="%Y-%m-%d", errors="coerce")
        dates = dates.where(frame[at].str.fullmatch(r"\d{4}-\d{2}-\d{2}"))
        reject(dates.isna(), at, "not a date written as 2023-03-31")
        frame[f"{at}_date"] = dates
    reject(frame["period_start_date"] > frame["period_end_date"], "period_end", "before period_start")
    for at in NUMBERS:
        number = pd.to_numeric(frame[at].where(frame[at].ne(""), None), errors="coerce").astype("float64")
        finite = number.abs() < float("inf")
        reject(frame[at].ne("") & ~finite, at, "not a number")
        frame[f"{at}_number"] = number
    reject(~frame["status"].isin(STATUSES), "status", f"expected one of {', '.join(STATUSES)}")
    reject(~frame["area_flag"].isin(AREA_FLAGS), "area_flag", "expected blank, recode or backcast")

    marked = pd.Series(
        list(zip(frame["marker"], frame["value"].ne(""), strict=True)), index=frame.index, dtype="object"
    )
    faults = {key: marker_problem(key[0], has_value=key[1]) for key in marked.unique()}
    why = pd.Series([faults[key] or "" for key in marked], index=frame.index, dtype="str")
    reject(why.ne(""), "marker", why)

    labels = pd.Series(_tuples(frame, ["indicator_id", "period", "period_start", "period_end"]), index=frame.index)
    disagreeing = {key for key in labels[reason.eq("")].unique() if not _label_agrees(register[key[0]], *key[1:])}
    kinds = frame["indicator_id"].map(lambda name: register[name].period_type if name in register else "")
    reject(labels.isin(disagreeing), "period", "does not stand for these dates; expected " + kinds.map(PERIOD_TYPES))

    ends = {area.code: (area.start, area.end) for area in areas}
    start = pd.to_datetime(frame["area_code"].map({code: dates[0] for code, dates in ends.items()}))
    end = pd.to_datetime(frame["area_code"].map({code: dates[1] for code, dates in ends.items()}))
    early = start.notna() & (frame["period_end_date"] < start) & frame["area_flag"].ne("backcast")
    reject(early, "area_code", _OTHER_TIME[0])
    reject(end.notna() & (frame["period_start_date"] > end), "area_code", _OTHER_TIME[1])

    key = ["indicator_id", "area_code", "period_start", "period_end"]
    good = reason.eq("")
    whole_repeat = frame[good].duplicated(COLUMNS).reindex(frame.index, fill_value=False)
    reject(whole_repeat, "indicator_id", "the same row is there before")
    good = reason.eq("")
    contradicting = frame[good].duplicated(key, keep=False).reindex(frame.index, fill_value=False)
    reject(contradicting, "value", "two rows for this indicator, area and period that differ")

    good = reason.eq("")
    used = frame.loc[good, ["indicator_id", "area_code", "period"]].copy()
    for at in ("period_start", "period_end"):
        used[at] = frame.loc[good, f"{at}_date"].dt.date
    for at in NUMBERS:
        used[at] = frame.loc[good, f"{at}_number"]
    used[["marker", "status", "area_flag", "row"]] = frame.loc[good, ["marker", "status", "area_flag", "row"]]
    bad = frame[~good]
    values = [frame.at[at, "printed" if where == "period" else where] for at, where in column[~good].items()]
    rejected = pd.DataFrame(
        {"file": name, "row": bad["row"], "column": column[~good], "value": values, "reason": reason[~good]},
        columns=REJECTION_COLUMNS,
    )
    return used, rejected


def _without_suffixes(frame: pd.DataFrame) -> pd.DataFrame:
    """Take what is printed around each label of a period into its status and marker; `printed` is the whole label."""
    labels = [read_label(label) for label in frame["period"]]
    provisional = pd.Series([label.status == PROVISIONAL for label in labels], index=frame.index, dtype="bool")
    marked = [
        with_markers(marker, label.marker) if label.marker and value else marker
        for marker, value, label in zip(frame["marker"], frame["value"], labels, strict=True)
    ]
    return frame.assign(
        printed=frame["period"],
        period=pd.Series([label.period for label in labels], index=frame.index, dtype="str"),
        status=frame["status"].mask(provisional & frame["status"].eq("final"), PROVISIONAL),
        marker=pd.Series(marked, index=frame.index, dtype="str"),
    )


def _tuples(frame: pd.DataFrame, columns: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[column] for column in columns), strict=True))


def _label_agrees(indicator: Indicator, label: str, start: str, end: str) -> bool:
    return agrees(label, indicator.period_type, date.fromisoformat(start), date.fromisoformat(end))
