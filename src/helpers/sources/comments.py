"""What was said of a draft report on its way to the council, and what officers amended, each with its response."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import model_validator

from helpers.register import Indicator
from helpers.sources.checked_rows import (
    BlankLine,
    CheckedRow,
    Line,
    Name,
    Names,
    StatedDate,
    Year,
    read_checked_rows,
    refuse_unknown_indicators,
)
from helpers.stated_dates import first_day, last_day


class Comment(CheckedRow):
    """One row of `params/comments.csv`: a comment on a draft, or an amendment by officers.

    `made_by` is a body or a post, `owner` the post that answers a comment or approved an amendment.
    """

    report_year: Year
    comment_id: Name
    kind: Literal["comment", "amendment"]
    made_by: Line
    made_on: StatedDate
    words: Line
    indicator_ids: Names
    owner: Line
    response: BlankLine
    responded_on: StatedDate
    source: BlankLine

    @model_validator(mode="after")
    def _dates_fit(self) -> Comment:
        if not self.made_on:
            raise ValueError("made_on: write the day on which it was made, as 2023-11-08")
        if bool(self.response) != bool(self.responded_on):
            raise ValueError("responded_on: a response has a date, and no date is without a response; fill in both")
        if self.responded_on and last_day(self.responded_on) < first_day(self.made_on):
            raise ValueError("responded_on: it is before the comment was made; correct one of the dates")
        return self


COLUMNS = tuple(name for name in Comment.model_fields if name != "report_year")


def read_comments(path: Path | None, indicators: Iterable[Indicator], year: int) -> pd.DataFrame:
    """Read the comments on the report of a year and its amendments, in the order of the file; none without a path.

    Columns returned  comment_id, kind, made_by, made_on, words, indicator_ids (separated by semicolons), owner,
                      response, responded_on, source; all as text
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right or
                      names no indicator of the register
    """
    register = tuple(indicators)
    records = []
    for where, row in read_checked_rows(path, Comment, ("comment_id",)):
        refuse_unknown_indicators(row.indicator_ids, register, where)
        if row.report_year == year:
            records.append(row.model_dump() | {"indicator_ids": ";".join(row.indicator_ids)})
    return pd.DataFrame(records, columns=list(COLUMNS)).astype("str")
