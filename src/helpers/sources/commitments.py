"""What the council undertook or named in its reports: areas of focus, plans, actions and equality commitments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import model_validator

from helpers.register import Indicator
from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    CheckedRow,
    Line,
    Name,
    Names,
    StatedDate,
    Years,
    read_checked_rows,
    refuse_unknown_indicators,
)
from helpers.stated_dates import first_day

Kind = Literal["focus", "plan", "action", "equalities"]
"""An area for continued focus, a plan or its milestone, an action that was promised, or an equality commitment."""

Origin = Literal["officer", "scrutiny", "cabinet", "council", "partner"]
"""Who named it. What a rule names is worked out in the run and never typed."""

Status = Literal["", "on track", "late", "done", "dropped"]
"""What became of it, as a source says; blank where none does."""


class Commitment(CheckedRow):
    """One row of `params/commitments.csv`."""

    commitment_id: Name
    kind: Kind
    report_years: Years
    theme: BlankLine
    subject: Line
    statement: BlankLine
    origin: Origin
    due_by: StatedDate
    indicator_ids: Names
    status: Status
    status_on: StatedDate
    status_source: BlankLine
    source: Line
    paragraph: BlankLine
    address: Address

    @model_validator(mode="after")
    def _status_has_its_source(self) -> Commitment:
        if self.status and not (self.status_on and self.status_source):
            raise ValueError("status: a status has a date and a source; fill status_on and status_source")
        if not self.status and (self.status_on or self.status_source):
            raise ValueError("status_on: there is no status; write it, or clear its date and source")
        if self.status_on and int(self.status_on[:4]) < min(self.report_years):
            raise ValueError("status_on: it is before the report that names the commitment; correct the date")
        return self


def read_commitments(path: Path | None, indicators: Iterable[Indicator], year: int) -> pd.DataFrame:
    """Read what was undertaken or named in the reports up to a year, in the order of the file; none without a path.

    A status of a later date than the year is not known to its report, and stays blank.

    Columns returned  report_year (a row for each of the reports that name it), commitment_id, kind, theme, subject,
                      statement, origin, due_by, indicator_ids (separated by semicolons), status, status_on,
                      status_source, source, paragraph, address
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right or
                      names no indicator of the register
    """
    register = tuple(indicators)
    records = []
    for where, row in read_checked_rows(path, Commitment, ("commitment_id",)):
        refuse_unknown_indicators(row.indicator_ids, register, where)
        values = row.model_dump(exclude={"report_years"}) | {"indicator_ids": ";".join(row.indicator_ids)}
        if row.status_on and first_day(row.status_on).year > year:
            values |= dict.fromkeys(("status", "status_on", "status_source"), "")
        records += [{"report_year": named_in} | values for named_in in row.report_years if named_in <= year]
    columns = ["report_year", *(name for name in Commitment.model_fields if name != "report_years")]
    return pd.DataFrame(records, columns=columns).astype(dict.fromkeys(columns, "str") | {"report_year": "int64"})
