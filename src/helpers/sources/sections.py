"""Sections that gather indicators across dashboards: equalities, crime, environment and partnership."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import model_validator

from helpers.register import Indicator
from helpers.selectors import selected_ids
from helpers.sources.checked_rows import BlankLine, CheckedRow, Selectors, read_checked_rows, refuse_empty_selectors

SectionName = Literal["equalities", "crime", "environment", "partnership"]
Characteristic = Literal["", "age", "disability", "ethnicity", "sex"]

COLUMNS = ("section", "indicator_id", "characteristic", "people")


class SectionRow(CheckedRow):
    """One row of `params/sections.csv`: what a section has, and the one group of people that it is about, if any."""

    section: SectionName
    applies_to: Selectors
    characteristic: Characteristic
    people: BlankLine

    @model_validator(mode="after")
    def _people_have_a_characteristic(self) -> SectionRow:
        if bool(self.characteristic) != bool(self.people):
            raise ValueError("people: name the group with its characteristic, as Women with sex, or neither")
        if self.characteristic and self.section != "equalities":
            raise ValueError("characteristic: only the section equalities is by group; clear it or move the row")
        return self


def read_sections(
    path: Path | None, known_indicators: Iterable[Indicator], indicators: Iterable[Indicator]
) -> pd.DataFrame:
    """Read which indicators each section has, in the order of the file, then of the register; none without a path.

    `known_indicators` is the whole register, by which the names are checked; `indicators` are those of the report. An
    indicator is once in a section: the first row that has it counts.

    Columns returned  section, indicator_id, characteristic (age, disability, ethnicity, sex or blank), people
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, or
                      applies to nothing in the register
    """
    register, reported = tuple(known_indicators), tuple(indicators)
    records = []
    for where, row in read_checked_rows(path, SectionRow):
        refuse_empty_selectors(row.applies_to, register, where)
        names = selected_ids(row.applies_to, reported)
        records += [(row.section, name, row.characteristic, row.people) for name in names]
    frame = pd.DataFrame(records, columns=list(COLUMNS)).astype("str")
    return frame.drop_duplicates(["section", "indicator_id"], ignore_index=True)
