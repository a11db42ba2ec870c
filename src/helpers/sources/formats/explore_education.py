"""DfE Explore Education Statistics: wide CSVs with a standard head of time and place, and a column for each measure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.areas import ENGLAND
from helpers.markers import SYMBOLS
from helpers.period_suffixes import FINAL, PROVISIONAL, read_remark
from helpers.periods import dates_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.coded import arrow_text
from helpers.sources.files.columns import NOTE_NAMES, STATUS_NAMES, is_limit_of_another_level, limit_of, words_of
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged, Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.sources.publishers_labels import Labels, labels_of
from helpers.visible import shortly

NEEDED = frozenset({"time_period", "time_identifier", "geographic_level", "country_code"})
"""The columns by which a table is recognised."""

SCORECARD = {"Year": "time_period", "LANumber": "old_la_code", "LA_name": "la_name", "Region": "region_name"}
"""The columns by which a school places scorecard is recognised, with the standard name of each."""

SCORECARD_OF_A_YEAR = frozenset({"LANumber", "LA_name", "Region", "For_1_P"})
"""The columns by which a scorecard of one year is recognised, which has no column for the year."""

COUNTS: dict[str, tuple[str, str]] = {
    "2_years_or_more_percent": ("2_years_or_more", "CPP_At31"),
    "CPP_subsequent_percent": ("CPP_subsequent", "CPP_start"),
    "no_further_action_percent": ("no_further_action_count", "referral_count"),
    "rereferral_percent": ("rereferral_count", "referral_count"),
    "absence_rate_fte": ("working_days_lost_fte", ""),
    "agency_rate_fte": ("agency_fte", ""),
    "caseload_fte": ("cases", "case_holders_fte"),
    "turnover_rate_fte": ("leavers_fte", "inpost_fte"),
    "vacancy_rate_fte": ("vacancy_fte", ""),
    "absence_rate_fte_%": ("working_days_lost_fte", ""),
    "agency_worker_rate_fte_%": ("agency_fte", ""),
    "turnover_rate_fte_%": ("leaver_fte", "social_worker_fte"),
    "vacancy_rate_fte_%": ("vacancy_fte", ""),
    "care_leaver_percent": ("care_leaver_count", ""),
    "children_percent": ("children_count", ""),
    "rate_per_10000": ("children_count", "population_estimate"),
    "pc_plans_issued_within_20_weeks": ("plans_issued_within_20_weeks", "plans_issued_den"),
    "PC_plans_issued_20_weeks_ex": ("plans_issued_20_weeks_ex", "plans_issued_den_ex"),
}
"""The columns that hold the numerator and the denominator of a measure, blank where the publisher gives none.

An extract of the table tool has the columns that were chosen, so that either may be missing.
"""

TELLING_COUNT = {"2_years_or_more_percent": "CPP_At31"}
"""Measures whose column has the same name in a table about other children, and the count that only their own has.

Plans in force on 31 March and plans that ended are both parted by how long they lasted.
"""

_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
"""What may stand in a column with the heading provisional or revised."""

QUINTILES: dict[str, str] = {
    "NEET_NK_quintile": "NEET_not_known_percent",
    "NEET_quintile": "NEET_percent",
    "Notknown_quintile": "Notknown_percent",
    "Participation_ET_quintile": "TOTAL_participating_in_education_and_training_percent",
    "Sep_guarantee_quintile": "September_guarantee_Offer_made_percent",
}
"""The columns that say in which fifth of the councils a figure is, and the column of that figure."""

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
_SYMBOLS = {**SYMBOLS, "na": "[x]", "n/a": "[x]", "nan": "[x]", "null": "[x]"}
_LABEL = re.compile(r"(Academic|Financial|Calendar|Reporting) year ([0-9]{4})(?:[/-]?([0-9]{2}))?", re.IGNORECASE)


def recognises(file: Opened) -> bool:
    """Say whether a file has the standard head of columns."""
    return set(file.header) >= NEEDED


def recognises_scorecard(file: Opened) -> bool:
    """Say whether a file is a school places scorecard, of several years or of one."""
    names = set(file.header)
    return names >= SCORECARD.keys() | {"geographic_level", "new_la_code"} or (
        "Year" not in names and names >= SCORECARD_OF_A_YEAR
    )


def read(file: Opened) -> Published:
    """Read the figures of a table: one for each row of an area and each column of numbers.

    The measure is the column's name. Where rows differ in a group as well, such as the age of care leavers, those of
    its total are read; a group without a total gives a measure to each of its values, named after the column's name.
    The area is the new code where there is one, else the old number. Quintiles that are printed beside figures are
    labels; confidence limits, which are of 95%, belong to the column that they are named after. A table may have any
    choice of the publisher's columns, in any order. Raises Refused where two rows that come to the same measure, area
    and period differ, the table is too large, has limits without their value, or a column of notes.
    """
    frame, ragged = _table(file)
    figures = _figure_columns(frame)
    _refuse_notes(frame, file.name, figures)
    contents = _read(frame, ragged, file.name, figures, _group_columns(frame, figures))
    return replace(contents, labels=_quintiles(frame, contents))


def read_scorecard(file: Opened) -> Published:
    """Read the figures of a school places scorecard: as `read`, but no column is of groups, and years are academic.

    A file of one year has no column for it: the year in which the school year ends is in its name, as the publisher
    names it. Such files are of England and its councils alone. Raises Refused where the name has no year, or several.
    """
    frame, ragged = _table(file)
    if "Year" not in frame:
        frame = frame.assign(Year=_year_of(file.name))
    if "geographic_level" not in frame:
        england = frame["LANumber"].str.strip().eq("0") & frame["LA_name"].str.strip().str.lower().eq("england")
        level = england.map({True: "National", False: "Local authority"})
        frame = frame.assign(geographic_level=level, country_code=ENGLAND)
    figures = _figure_columns(frame) - SCORECARD.keys()
    _refuse_notes(frame, file.name, figures)
    frame = frame.rename(columns=SCORECARD)
    frame["time_identifier"] = "Academic year"
    return _read(frame, ragged, file.name, figures, [])


def period(label: str, period_type: str) -> str | None:
    """Turn a label into the label of the register's type, or None where it is not one.

    A label is the kind of year and the year. A reporting year is labelled by the year in which it ends.

    >>> period("Academic year 202425", "academic"), period("Reporting year 2025", "financial")
    ('2024/25 (academic)', '2024/25')
    >>> period("Reporting year 2025", "snapshot"), period("Calendar year 2024", "financial")
    ('31 Mar 2025', None)
    """
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    kind, year, end = match[1].lower(), int(match[2]), match[3]
    if end:
        split = f"{year}/{end}"
        printed = {
            ("academic", "academic"): f"{split} (academic)",
            ("academic", "fe_year"): f"{split} (FE year)",
            ("financial", "financial"): split,
            ("reporting", "financial"): split,
        }.get((kind, period_type))
    else:
        printed = {
            ("calendar", "calendar"): f"{year}",
            ("reporting", "financial"): f"{year - 1}/{year % 100:02d}",
            ("reporting", "year_to_sep"): f"Sep {year}",
            ("reporting", "snapshot"): f"31 Mar {year}",
        }.get((kind, period_type))
    return printed if printed and dates_of(printed, period_type) else None


def _year_of(name: str) -> str:
    """Return the school year that the name of a file says, such as 2023/24 for scorecards_data_2024.csv."""
    base = name.replace("\\", "/").rpartition("/")[2]
    years = re.findall(r"(?<![0-9])(20[0-9]{2})(?:[-_ ]?([0-9]{2}))?(?![0-9])", base)
    if len(years) == 1:
        first, last = int(years[0][0]), years[0][1]
        if not last:
            return f"{first - 1}/{first % 100:02d}"
        if int(last) == (first + 1) % 100:
            return f"{first}/{last}"
    raise Refused(
        f"{name} is a scorecard of one year, which its columns do not say; put the year in which the school year ends "
        "into its name, as in scorecards_data_2024.csv for 2023/24."
    )


def _quintiles(frame: pd.DataFrame, contents: Published) -> Labels | None:
    """Return the quintile of each council and measure that has one; a symbol in its place is none."""
    columns = {measure: name for name, measure in QUINTILES.items() if {name, measure} <= set(frame.columns)}
    if not columns:
        return None
    figures = contents.figures.loc[contents.figures["measure"].isin(list(columns))]
    figures = figures[["row", "measure", "area", "period", "value"]]
    parts = [part.assign(label=frame.loc[part["row"], columns[str(measure)]].str.strip().to_numpy(),
                         column=columns[str(measure)], kind="quintile")
             for measure, part in figures.groupby("measure")]  # fmt: skip
    if not parts:
        return None
    labels = pd.concat(parts, ignore_index=True)
    symbol = read_numbers(labels["label"], _SYMBOLS)[1].ne("")
    return labels_of(labels[~symbol].sort_values(["row", "column"], kind="stable"), figures)


def _table(file: Opened) -> tuple[pd.DataFrame, list[Ragged]]:
    frame, ragged = file.table()
    if frame.size > MOST_CELLS:
        raise Refused(f"{file.name} has {frame.size:,} cells; the most that are read of a table are {MOST_CELLS:,}.")
    return frame, ragged


def _read(
    frame: pd.DataFrame, ragged: Sequence[Ragged], name: str, of_figures: Collection[str], groups: Sequence[str]
) -> Published:
    limits = _limits(frame, of_figures, name)
    measures = [
        column for column in frame.columns
        if column in of_figures and column not in groups and column not in limits and limit_of(column) is None
    ]  # fmt: skip
    areas, problems = _areas(frame)
    periods = frame["time_identifier"].str.strip() + " " + frame["time_period"].str.strip()
    parts = pd.Series("", index=frame.index, dtype="str")
    problems.append(("time_period", frame["time_period"].str.strip().eq(""), "no time period"))
    for group in groups:
        failing, suffixes = _whole_of(frame[group])
        problems.append((group, failing, "a row of one part of a breakdown, not of the whole"))
        parts += suffixes
    if not measures:
        problems.append(("", pd.Series(True, index=frame.index), "no column of the table holds numbers"))
    rejections = []
    fine = pd.Series(True, index=frame.index)
    for column, failing, reason in problems:
        fresh = fine & failing
        values = frame.loc[fresh, column] if column in frame else ""
        rejections.append(_rejections(frame.index[fresh], column, values, reason))
        fine &= ~failing
    rejections.append(_figures_of_lost_rows(frame, pd.concat(rejections), areas, periods, fine, measures))
    if fine.sum() * len(measures) > MOST_FIGURES:
        count = f"{fine.sum() * len(measures):,}"
        raise Refused(f"{name} has {count} figures; the most that are read of a table are {MOST_FIGURES:,}.")
    cells = frame.loc[fine, measures]
    figures, strange = _figures(cells, areas[fine], periods[fine], parts[fine], _status(frame, name)[fine])
    if limits and len(figures):
        figures, strange_limits = _with_limits(figures, frame, limits)
        rejections.append(strange_limits)
    rejections.append(strange)
    if figures.duplicated(["row", "measure"]).any() or figures.duplicated(["measure", "area", "period"]).any():
        figures, repeats = without_repeats(figures, name, "new_la_code")
        rejections.append(repeats)
    return published(figures, pd.concat(rejections, ignore_index=True), ragged, frame.index)


def _figures_of_lost_rows(
    frame: pd.DataFrame,
    rejected: pd.DataFrame,
    areas: pd.Series,
    periods: pd.Series,
    fine: pd.Series,
    measures: Sequence[str],
) -> pd.DataFrame:
    """Return the rejected rows of areas and periods that no other row is of, once for each measure that they lose."""
    code = frame["new_la_code"].str.strip() if "new_la_code" in frame else areas
    key = areas.where(areas.ne(""), code) + "\t" + periods
    lost = ~fine & frame["time_period"].str.strip().ne("") & ~key.isin(key[fine].unique())
    rows = rejected[rejected["row"].isin(frame.index[lost])].drop_duplicates("row")
    if rows.empty or not measures:
        return _rejections(frame.index[:0], "", "", "")
    area = key[rows["row"]].str.partition("\t")[0]
    rows = rows.assign(area=area.to_numpy(), period=periods[rows["row"]].to_numpy())
    names = [_measure(measure, list(frame.columns)) for measure in measures]
    return pd.concat([rows.assign(measure=name) for name in names], ignore_index=True)


def _group_columns(frame: pd.DataFrame, figures: Collection[str]) -> list[str]:
    """Return the columns that say which group a row is of, rather than hold figures or say where and when."""
    return [
        column
        for column in frame.columns
        if not _says_where(column) and (normalised(column) in _GROUPS or column not in figures)
    ]


def _figure_columns(frame: pd.DataFrame) -> set[str]:
    """Return the columns that hold figures: at least half of the different cells that are not symbols are numbers.

    The different cells of many columns are read in one go, as a table may have a thousand.
    """
    names = [column for column in frame.columns if not _says_where(column)]
    at_once = max(MOST_FIGURES // max(len(frame), 1), 1)
    return {name for start in range(0, len(names), at_once) for name in _numeric(frame, names[start : start + at_once])}


def _numeric(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    cells = [arrow_text(frame[column]).unique() for column in names]
    of_column = np.repeat(np.arange(len(names)), [len(column_cells) for column_cells in cells])
    _, marker, neither = read_numbers(pd.Series(pa.chunked_array(cells).to_pandas(), dtype="str"), _SYMBOLS)
    strange = np.bincount(of_column[neither], minlength=len(names))
    numeric = np.bincount(of_column[marker.eq("") & ~neither], minlength=len(names))
    return (name for name, fine in zip(names, strange <= numeric, strict=True) if fine)


def _says_where(name: str) -> bool:
    """Say whether a column says where, when or in which version a row is."""
    bare = normalised(name)
    return bare in STATUS_NAMES or bare in NOTE_NAMES or bool(_WHERE_OR_WHEN.fullmatch(name))


def _whole_of(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Say which rows are of a part of a breakdown that is not read, and what each row's measure is named after."""
    codes, different = column.factorize()
    values = pd.Series(different, dtype="str").str.strip()
    total = values.map(lambda value: bool(_TOTAL.fullmatch(value)) or not value)
    is_read = total | values.isin(READ_PARTS.get(str(column.name), frozenset()))
    if not total.any():
        is_read = ~total
    plain = total & (total.sum() == 1) if len(values) > 1 else pd.Series(True, index=values.index)
    suffix = (", " + values).where(~plain, "")
    return (
        pd.Series(~is_read.to_numpy(dtype="bool")[codes], index=column.index),
        pd.Series(suffix.array.take(codes), index=column.index, dtype="str"),
    )


def _areas(frame: pd.DataFrame) -> tuple[pd.Series, list[tuple[str, pd.Series, str]]]:
    """Return the code of each row's area, and what is wrong with the rows that have none."""
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
        ("geographic_level", ~covered, "not a row of England, a region or a council"),
        ("new_la_code", local & together, "a row of several councils together"),
        ("new_la_code" if "new_la_code" in frame else "old_la_code", covered & areas.eq(""), "no area code"),
    ]


def _status(frame: pd.DataFrame, file_name: str) -> pd.Series:
    """Return the status of each row: provisional where any column of STATUS_NAMES says so.

    Raises Refused where such a column holds another word; a version may be a number.
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


def _refuse_notes(frame: pd.DataFrame, file_name: str, of_figures: Collection[str]) -> None:
    """Refuse a table with notes on its rows, or with a status, a note or a margin of error of one of its columns."""
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


def _limits(frame: pd.DataFrame, of_figures: Collection[str], file_name: str) -> dict[str, tuple[str, str]]:
    """Return for each column of limits the column of their value, and which limit they are.

    Limits of another level than 95% are left out. Raises Refused where the value is not among the columns.
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


def _with_limits(
    figures: pd.DataFrame, frame: pd.DataFrame, limits: Mapping[str, tuple[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures with their limits, and the cells of limits that are neither numbers nor symbols."""
    strange = []
    for name, (value, side) in limits.items():
        numbers, _, neither = read_numbers(frame[name], _SYMBOLS)
        own = figures["column"].eq(value) & figures["value"].notna()
        figures[side] = figures[side].where(~own, figures["row"].map(numbers))
        at = neither & neither.index.isin(figures.loc[own, "row"])
        strange.append(_rejections(frame.index[at], name, frame.loc[at, name], "a limit that is not a number"))
    return figures, pd.concat(strange, ignore_index=True)


def _figures(
    cells: pd.DataFrame, areas: pd.Series, periods: pd.Series, parts: pd.Series, status: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of the cells, column after column, and the cells that are neither numbers nor symbols."""
    columns, rows = list(cells.columns), len(cells)
    if not columns or not rows:
        return pd.DataFrame({"row": []}), _rejections(cells.index[:0], "", "", "")
    codes, different = pd.concat([cells[column] for column in columns], ignore_index=True).factorize()
    numbers, markers, neither = read_numbers(pd.Series(different, dtype="str"), _SYMBOLS)
    values = numbers.to_numpy()[codes]
    blocks = dict(zip(columns, values.reshape(len(columns), rows), strict=True))
    part_codes, part_names = parts.factorize()
    names = [_measure(column, blocks) + part for column in columns for part in part_names]
    name_codes = np.repeat(np.arange(len(columns)) * len(part_names), rows) + np.tile(part_codes, len(columns))
    again = np.tile(np.arange(rows), len(columns))
    figures = pd.DataFrame(
        {
            "row": cells.index.to_numpy()[again],
            "measure": pd.Series(names, dtype="str").array.take(name_codes),
            "column": pd.Categorical.from_codes(np.repeat(np.arange(len(columns)), rows), categories=pd.Index(columns)),
            "area": areas.array.take(again),
            "period": periods.array.take(again),
            "value": values,
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "numerator": _counts(blocks, 0),
            "denominator": _counts(blocks, 1),
            "marker": markers.array.take(codes),
            "status": status.array.take(again),
        }
    )
    bad = neither.to_numpy()[codes]
    at = np.flatnonzero(bad)
    strange = pd.DataFrame(
        {
            "row": figures["row"].to_numpy()[at],
            "column": np.repeat(np.array(columns, dtype="object"), rows)[at],
            "value": np.asarray(different, dtype="object")[codes[at]],
            "reason": "neither a number nor a symbol that says why there is none",
            **{name: figures[name].array.take(at) for name in OF_A_FIGURE},
        }
    )
    return figures[~bad].reset_index(drop=True), strange


def _measure(column: str, table: Collection[str]) -> str:
    """Return the name of a column's measure: its own, if nothing else can have the name or the table has what tells."""
    telling = TELLING_COUNT.get(column, "")
    return f"{column} (without {telling})" if telling and telling not in table else column


def _counts(blocks: Mapping[str, np.ndarray], side: int) -> np.ndarray:
    """Return the numerators (side 0) or the denominators (side 1) of all columns, one after the other."""
    none = np.full(len(next(iter(blocks.values()))), float("nan"))
    return np.concatenate([blocks.get(COUNTS.get(column, ("", ""))[side], none) for column in blocks])


def _rejections(rows: pd.Index, column: str, values: pd.Series | str, reason: str) -> pd.DataFrame:
    cells = values.to_numpy() if isinstance(values, pd.Series) else values
    return pd.DataFrame({"row": rows, "column": column, "value": cells, "reason": reason}, columns=REJECTION_COLUMNS)


FORMATS = (
    PublishersFormat(
        format_id="dfe_ees",
        name="Explore Education Statistics",
        publisher="Department for Education",
        licence="Open Government Licence v3.0",
        source_ids=("dfe_ees_cin", "dfe_ees_csww"),
        recognises=recognises,
        read=read,
        period=period,
    ),
    PublishersFormat(
        format_id="dfe_scorecard",
        name="School places scorecards",
        publisher="Department for Education",
        licence="Open Government Licence v3.0",
        source_ids=("dfe_scorecard",),
        recognises=recognises_scorecard,
        read=read_scorecard,
        period=period,
    ),
)
