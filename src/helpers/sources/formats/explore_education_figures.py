"""The figures of a table of Explore Education Statistics: one for each row of an area and each column of numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import limit_of
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged, Refused
from helpers.sources.formats.explore_education_columns import (
    MOST_FIGURES,
    SYMBOLS_OF_TABLES,
    area_codes,
    limit_columns,
    row_status,
    whole_of,
)
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats

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


def read_wide(
    frame: pd.DataFrame, ragged: Sequence[Ragged], name: str, of_figures: Collection[str], groups: Sequence[str]
) -> Published:
    """Read a table with one column for each measure.

    `of_figures` are the columns of `figure_columns` and `groups` those of `group_columns`; `name` is what messages call
    the file. A row for one part of a breakdown is left out.

    Columns needed         geographic_level, time_identifier, time_period, and those of `of_figures` and `groups`
    Columns used if there  those of `area_codes` and `row_status`
    Raises                 Refused: the table has too many figures, limits without their value, or a status that is not
                           known; or two rows of one measure, area and period differ
    """
    limits = limit_columns(frame, of_figures, name)
    measures = [
        column
        for column in frame.columns
        if column in of_figures and column not in groups and column not in limits and limit_of(column) is None
    ]
    areas, problems = area_codes(frame)
    periods = frame["time_identifier"].str.strip() + " " + frame["time_period"].str.strip()
    parts = pd.Series("", index=frame.index, dtype="str")
    problems.append(("time_period", frame["time_period"].str.strip().eq(""), "no time period"))
    for group in groups:
        failing, suffixes = whole_of(frame[group])
        problems.append((group, failing, "a row for one part of a breakdown, not the whole"))
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
    figures, strange = _figures(cells, areas[fine], periods[fine], parts[fine], row_status(frame, name)[fine])
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


def _with_limits(
    figures: pd.DataFrame, frame: pd.DataFrame, limits: Mapping[str, tuple[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures with their limits, and the cells of limits that are neither numbers nor symbols."""
    strange = []
    for name, (value, side) in limits.items():
        numbers, _, neither = read_numbers(frame[name], SYMBOLS_OF_TABLES)
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
    numbers, markers, neither = read_numbers(pd.Series(different, dtype="str"), SYMBOLS_OF_TABLES)
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
            "reason": "neither a number nor a known symbol for a missing figure",
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
