"""DfE Explore Education Statistics: wide CSVs with a standard head of time and place, and a column for each measure."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from helpers.areas import ENGLAND
from helpers.periods import dates_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.limits import Ragged, Refused
from helpers.sources.files.opening import Opened
from helpers.sources.formats.explore_education_columns import (
    MOST_CELLS,
    SYMBOLS_OF_TABLES,
    figure_columns,
    group_columns,
    refuse_notes,
)
from helpers.sources.formats.explore_education_figures import read_wide
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published
from helpers.sources.publishers_labels import Labels, labels_of

NEEDED = frozenset({"time_period", "time_identifier", "geographic_level", "country_code"})
"""The columns by which a table is recognised."""

SCORECARD = {"Year": "time_period", "LANumber": "old_la_code", "LA_name": "la_name", "Region": "region_name"}
"""The columns by which a school places scorecard is recognised, with the standard name of each."""

SCORECARD_OF_A_YEAR = frozenset({"LANumber", "LA_name", "Region", "For_1_P"})
"""The columns by which a scorecard of one year is recognised, which has no column for the year."""

QUINTILES: dict[str, str] = {
    "NEET_NK_quintile": "NEET_not_known_percent",
    "NEET_quintile": "NEET_percent",
    "Notknown_quintile": "Notknown_percent",
    "Participation_ET_quintile": "TOTAL_participating_in_education_and_training_percent",
    "Sep_guarantee_quintile": "September_guarantee_Offer_made_percent",
}
"""The columns that say in which fifth of the councils a figure is, and the column of that figure."""

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
    The area is the new code if there is one, otherwise the old number. Quintiles that are printed beside figures are
    labels; confidence limits, which are of 95%, belong to the column that they are named after. A table may have any
    choice of the publisher's columns, in any order.

    Raises  Refused: two rows that come to the same measure, area and period differ, the table is too large, has limits
            without their value, or a column of notes
    """
    frame, ragged = _table(file)
    figures = figure_columns(frame)
    refuse_notes(frame, file.name, figures)
    contents = read_wide(frame, ragged, file.name, figures, group_columns(frame, figures))
    return replace(contents, labels=_quintiles(frame, contents))


def read_scorecard(file: Opened) -> Published:
    """Read the figures of a school places scorecard: as `read`, but no column is of groups, and years are academic.

    A file of one year has no column for it: the year in which the school year ends is in its name, as the publisher
    names it. Such files are of England and its councils alone.

    Raises  Refused: the name has no year, or several
    """
    frame, ragged = _table(file)
    if "Year" not in frame:
        frame = frame.assign(Year=_year_of(file.name))
    if "geographic_level" not in frame:
        england = frame["LANumber"].str.strip().eq("0") & frame["LA_name"].str.strip().str.lower().eq("england")
        level = england.map({True: "National", False: "Local authority"})
        frame = frame.assign(geographic_level=level, country_code=ENGLAND)
    figures = figure_columns(frame) - SCORECARD.keys()
    refuse_notes(frame, file.name, figures)
    frame = frame.rename(columns=SCORECARD)
    frame["time_identifier"] = "Academic year"
    return read_wide(frame, ragged, file.name, figures, [])


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
    parts = [
        part.assign(
            label=frame.loc[part["row"], columns[str(measure)]].str.strip().to_numpy(),
            column=columns[str(measure)],
            kind="quintile",
        )
        for measure, part in figures.groupby("measure")
    ]
    if not parts:
        return None
    labels = pd.concat(parts, ignore_index=True)
    symbol = read_numbers(labels["label"], SYMBOLS_OF_TABLES)[1].ne("")
    return labels_of(labels[~symbol].sort_values(["row", "column"], kind="stable"), figures)


def _table(file: Opened) -> tuple[pd.DataFrame, list[Ragged]]:
    frame, ragged = file.table()
    if frame.size > MOST_CELLS:
        raise Refused(f"{file.name} has {frame.size:,} cells; the most that are read of a table are {MOST_CELLS:,}.")
    return frame, ragged


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
