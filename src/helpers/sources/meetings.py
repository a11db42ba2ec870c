"""What people say for the committee papers of a year: `params/meetings/<year>.csv`, hostile until it is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from helpers.files import runs_in_a_spreadsheet
from helpers.meeting_fields import (
    ALL_PAPERS,
    BY_THEME,
    DELIVERY,
    FIELDS,
    MEETING_DATE,
    ON_ONE_LINE,
    WITH_FIELDS,
    fields_of,
    without_theme,
)
from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, read_checked_rows
from helpers.visible import value_shown
from helpers.wording import placeholders

LONGEST_PARAGRAPH: Final = 4_000
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Answers = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The paragraphs of each field that has an answer, by paper and field."""


def _is_paper(name: str) -> str:
    if name not in (*WITH_FIELDS, ALL_PAPERS):
        raise ValueError(f"there is no paper of this name; write one of {', '.join((*WITH_FIELDS, ALL_PAPERS))}")
    return name


def _is_field(name: str) -> str:
    own = without_theme(name)
    if own not in FIELDS:
        raise ValueError(f"there is no field of this name; write one of {', '.join(FIELDS)}")
    if own in BY_THEME and own == name:
        raise ValueError(f"the field is of a theme; write its name behind it, as {own}/clean-and-green")
    if own not in BY_THEME and own != name:
        raise ValueError(f"the field is of no theme; write {own}")
    return name


def checked_paragraph(text: str) -> str:
    """Return a paragraph that people wrote.

    Raises  ValueError, with what to do: it has space around it, is a formula, or has words that wait to be filled in
    """
    if text != text.strip():
        raise ValueError("write one paragraph without space around it; each further paragraph has a row of its own")
    if runs_in_a_spreadsheet(text):
        raise ValueError("a spreadsheet would run it as a formula; begin it with a word")
    if waiting := next(iter(placeholders(text)), ""):
        raise ValueError(f"{waiting!r} waits to be filled in; write the words, or take out the row")
    return text


class MeetingRow(CheckedRow):
    """One paragraph of one field; `paper` is `all` where it holds for every paper that has the field."""

    paper: Annotated[str, AfterValidator(_is_paper)]
    field: Annotated[str, AfterValidator(_is_field)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PARAGRAPH), AfterValidator(checked_paragraph)]

    @model_validator(mode="after")
    def _is_right_for_its_field(self) -> MeetingRow:
        own = without_theme(self.field)
        papers = FIELDS[own].papers
        if (self.paper != ALL_PAPERS or own in BY_THEME) and self.paper not in papers:
            raise ValueError(f"paper: the paper has no field {self.field}; write one of {', '.join(papers)}")
        if self.field == MEETING_DATE:
            _check_day(self.text)
        return self


def _check_day(text: str) -> None:
    try:
        is_day = bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        is_day = False
    if not is_day:
        raise ValueError("text: write the day of the meeting as 2023-11-24")


def read_meetings(path: Path | None) -> Answers:
    """Return what people say for the papers of a year; nothing without a file.

    A row for one paper goes before a row for all of them.

    Raises  InputProblem, naming the file, the row, the column, the value and what to write
    """
    rows: dict[tuple[str, str], list[str]] = {}
    for where, row in read_checked_rows(path, MeetingRow, ("paper", "field", "text")):
        key = (row.paper, row.field)
        if key in rows and row.field in ON_ONE_LINE:
            raise InputProblem(
                f"{where}, column field: {value_shown(row.field)} has a paragraph already; keep one row."
            )
        rows.setdefault(key, []).append(row.text)
    return {
        paper: {
            field: tuple(answer)
            for field in (*fields_of(paper), *(field for own, field in rows if own == DELIVERY == paper))
            if (answer := rows.get((paper, field)) or rows.get((ALL_PAPERS, field)))
        }
        for paper in WITH_FIELDS
    }
