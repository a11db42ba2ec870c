"""What a report still waits for, what reviews asked for, and who gets which document: files of `params/governance`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal, NamedTuple

import pandas as pd
from pydantic import BaseModel, model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import BlankLine, CheckedRow, Line, Name, StatedDate, Year, read_checked_rows
from helpers.stages import Stage
from helpers.stated_dates import first_day, last_day
from helpers.visible import value_shown

RELEASES: Final = "releases.csv"
REVIEW_ACTIONS: Final = "review_actions.csv"
DISTRIBUTION: Final = "distribution.csv"

Document = Literal["site", "full", "short", "workbook", "public_summary", "papers", "delivery_report", "profiles"]
"""What a group may get: the pages, or documents of the report."""


class Release(CheckedRow):
    """One row of `releases.csv`: figures that a publisher has announced, for the report of a year."""

    report_year: Year
    source_id: Name
    covers: Line
    expected_on: StatedDate
    came_on: StatedDate
    stated_in: BlankLine

    @model_validator(mode="after")
    def _is_expected(self) -> Release:
        if not self.expected_on:
            raise ValueError("expected_on: write when the figures are expected, as 2023-12 or 2023-12-07")
        return self


class ReviewAction(CheckedRow):
    """One row of `review_actions.csv`: what an inspectorate, a peer review or an audit asked for."""

    action_id: Name
    review: Line
    reviewed_on: StatedDate
    action: Line
    owner: Line
    due_on: StatedDate
    status: Literal["open", "done"]
    done_on: StatedDate

    @model_validator(mode="after")
    def _dates_fit(self) -> ReviewAction:
        for name in ("reviewed_on", "due_on"):
            if not getattr(self, name):
                raise ValueError(f"{name}: write a day, as 2023-11-08")
        if bool(self.done_on) != (self.status == "done"):
            raise ValueError("done_on: what is done has the day, and what is open has none")
        if last_day(self.due_on) < first_day(self.reviewed_on):
            raise ValueError("due_on: it is before the review; correct one of the dates")
        return self


class Recipient(CheckedRow):
    """One row of `distribution.csv`: a group that gets a document of the report of a year at a stage."""

    report_year: Year
    stage: Stage
    document: Document
    group: Line
    sent_by: Line


class Governance(NamedTuple):
    """What the files say, each a frame of text with the columns of its rows but report_year."""

    releases: pd.DataFrame
    actions: pd.DataFrame
    recipients: pd.DataFrame


def read_governance(folder: Path | None, source_ids: Collection[str], year: int) -> Governance:
    """Read what the files of `params/governance` say of the report of a year; nothing without a folder.

    `source_ids` are those of `params/sources.yml`. Actions are of no one year: all are read.

    Raises  InputProblem, naming the file, the row, the column, the value and what to write
    """
    releases = []
    for where, row in read_checked_rows(_file(folder, RELEASES), Release, ("report_year", "source_id", "covers")):
        if row.source_id not in source_ids:
            raise InputProblem(
                f"{where}, column source_id: {value_shown(row.source_id)} is not in sources.yml; write a source of it."
            )
        releases.append(row)
    actions = [row for _, row in read_checked_rows(_file(folder, REVIEW_ACTIONS), ReviewAction, ("action_id",))]
    key = ("report_year", "stage", "document", "group")
    recipients = [row for _, row in read_checked_rows(_file(folder, DISTRIBUTION), Recipient, key)]
    return Governance(
        _frame([row for row in releases if row.report_year == year], Release),
        _frame(actions, ReviewAction),
        _frame([row for row in recipients if row.report_year == year], Recipient),
    )


def _file(folder: Path | None, name: str) -> Path | None:
    path = folder / name if folder is not None else None
    return path if path is not None and path.exists() else None


def _frame(rows: Collection[BaseModel], kind: type[CheckedRow]) -> pd.DataFrame:
    names = [name for name in kind.model_fields if name != "report_year"]
    return pd.DataFrame([row.model_dump() for row in rows], columns=names).astype("str")
