"""Which body approved the report of a year, by the posts that recorded it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, Line, StatedDate, Year, read_checked_rows

NEEDED: Final = ("cabinet", "council")
"""The bodies without whose approval no report is final."""


class Approval(CheckedRow):
    """One row of `params/approvals.csv`: a body approved the report of a year, as the minutes say.

    `recorded_by` is a post, not a person.
    """

    report_year: Year
    body: Literal["cabinet", "council"]
    approved_on: StatedDate
    minute: Line
    recorded_by: Line

    @model_validator(mode="after")
    def _has_a_day(self) -> Approval:
        if self.approved_on.count("-") != 2:
            raise ValueError("approved_on: write the day of the meeting, as 2023-12-06")
        return self


def read_approvals(path: Path | None, year: int) -> tuple[Approval, ...]:
    """Read the approvals of the report of a year, in the order of the file; none without a path.

    Raises  InputProblem, naming the row, the column, the value and what to write: a row is not right
    """
    rows = read_checked_rows(path, Approval, ("report_year", "body"))
    return tuple(row for _, row in rows if row.report_year == year)


def refuse_without_approvals(path: Path | None, year: int) -> None:
    """Refuse a final report that the Cabinet or the council has not approved; `path` is None for another council.

    Raises  InputProblem, naming who has not, and the file
    """
    approved = {row.body for row in read_approvals(path, year)}
    missing = [body for body in NEEDED if body not in approved]
    if missing:
        bodies = " or the ".join(missing)
        raise InputProblem(
            f"The report of {year} cannot be final: params/approvals.csv has no approval of the {bodies}. "
            "Write a row for it, with the day, the minute and the post that recorded it, or choose an earlier stage."
        )
