"""What departments hand in of what they did: a file for each department, signed, with the columns of statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import model_validator

from helpers.files import csv_rows
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.checked_rows import read_checked_rows
from helpers.sources.files.opening import Opened
from helpers.sources.statements import Statement
from helpers.sources.target_faults import Fault, rows_and_faults
from helpers.stated_dates import is_stated_date
from helpers.visible import value_shown

FILE: Final = "delivery.csv"
"""The file that a department fills in, and sends under a name of its own."""

FOLDER: Final = "delivery"
"""The folder of parameters in which those that came are kept, in a folder for each year."""

KINDS: Final = ("delivery", "service")


class Delivered(Statement):
    """One row that a department hands in: what it did, or a service that changed, with a signature."""

    @model_validator(mode="after")
    def _is_signed_and_of_the_department(self) -> Delivered:
        if self.kind not in KINDS:
            raise ValueError(
                "kind: a department hands in what it did; write delivery, or service where one was stopped or reduced"
            )
        if not self.signed_by:
            raise ValueError("signed_by: nobody signed it; write the post that did, and the day in signed_on")
        return self


def delivery_template() -> bytes:
    """Return the file that a department fills in: the headings, and no row."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(Delivered.model_fields)
    return text.getvalue().encode()


def recognises(file: Opened) -> bool:
    """Say whether a CSV file has the columns of what departments hand in of what they did."""
    return file.kind == "csv" and "statementid" in file.columns


def delivery_folder(project: Project) -> Path:
    """Return the folder of what departments handed in, of the project or of another folder of raw files."""
    return project.with_raw(FOLDER)


def delivery_files(folder: Path | None, year: int) -> list[Path]:
    """Return the files that departments handed in for the report of a year, in order of name; none without a folder."""
    return [] if folder is None else sorted((folder / str(year)).glob("*.csv"))


def delivery_rows(folder: Path | None, year: int) -> Iterator[tuple[str, Delivered]]:
    """Give the rows that departments handed in for the report of a year, with where each stands; none without a folder.

    Raises  InputProblem, naming the file, the row, the column, the value and what to write: a row is not right
    """
    for path in delivery_files(folder, year):
        for where, row in read_checked_rows(path, Delivered, ("statement_id",)):
            if year not in row.report_years:
                raise InputProblem(
                    f"{where}, column report_years: {', '.join(map(str, row.report_years))} is not right; the file is "
                    f"in the folder of {year}, so write {year}, or move the file."
                )
            yield where, row


def delivery_faults(path: Path, indicators: Iterable[Indicator], today: date) -> tuple[int, list[Fault]]:
    """Return how many rows of a department's file are right, and everything that is wrong with it at once.

    Nothing can be signed on a day after `today`.
    """
    rows, faults = rows_and_faults(path, Delivered, ("statement_id",))
    too_late = list(_signed_too_late(path, today))
    right = {int(number) for number, _ in rows} - {fault.row for fault in too_late}
    return len(right), [*faults, *_unknown(path, rows, indicators), *too_late]


def _signed_too_late(path: Path, today: date) -> Iterator[Fault]:
    """Give a fault for each signature of a day that has not come, also in a row that has other faults."""
    for number, cells in csv_rows(path, tuple(Delivered.model_fields)):
        day = cells["signed_on"]
        if is_stated_date(day) and day > today.isoformat()[: len(day)]:
            message = f"{value_shown(day)} has not come, as today is {today}; write the day on which it was signed."
            yield Fault(path.name, number, "signed_on", message)


def _unknown(path: Path, rows: Iterable[tuple[str, Delivered]], indicators: Iterable[Indicator]) -> Iterator[Fault]:
    names = {indicator.indicator_id for indicator in indicators}
    for number, row in rows:
        if row.indicator_id and row.indicator_id not in names:
            message = f"{value_shown(row.indicator_id)} is not in the register; write the indicator_id of one that is."
            yield Fault(path.name, int(number), "indicator_id", message)
