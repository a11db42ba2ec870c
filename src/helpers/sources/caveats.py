"""Notes and caveats to be shown next to figures, and events that are drawn on the series they touch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import model_validator

from helpers.register import Indicator
from helpers.selectors import selected_ids
from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    BlankYear,
    CheckedRow,
    Line,
    Name,
    Selectors,
    StatedDate,
    YesOrBlank,
    read_checked_rows,
    refuse_empty_selectors,
)
from helpers.stated_dates import first_day, last_day

Kind = Literal["caveat", "event"]


class Caveat(CheckedRow):
    """One row of `params/caveats.csv`: words to be shown next to figures; an event also has its dates."""

    caveat_id: Name
    kind: Kind
    title: Line
    words: Line
    applies_to: Selectors
    begins: StatedDate
    ends: StatedDate
    from_year: BlankYear
    to_year: BlankYear
    two_tier_only: YesOrBlank
    source: Line
    paragraph: BlankLine
    address: Address

    @model_validator(mode="after")
    def _dates_in_order(self) -> Caveat:
        if self.kind == "event" and not self.begins:
            raise ValueError("begins: an event has a first date; write the year at least")
        if self.kind == "caveat" and (self.begins or self.ends):
            raise ValueError("begins: a caveat has no dates of its own; make it an event or clear them")
        if self.ends and first_day(self.begins) > last_day(self.ends):
            raise ValueError("ends: it is before the event begins; correct one of the dates")
        if self.from_year and self.to_year and self.to_year < self.from_year:
            raise ValueError("to_year: it is before from_year; correct one of them")
        return self

    def is_in(self, year: int, *, is_two_tier: bool) -> bool:
        """Say whether the report of a year on such a council has it."""
        in_years = (self.from_year or year) <= year <= (self.to_year or year)
        return in_years and (is_two_tier or not self.two_tier_only)

    def source_in(self, year: int) -> str:
        """Return the source as the report of a year prints it: with a note where it was written after that year."""
        years = [int(written) for written in re.findall(r"\b(?:19|20)\d\d\b", self.source)]
        later = [written for written in years if written > year]
        if not later:
            return self.source
        which = "" if len(later) == len(years) else f"that of {' and '.join(map(str, later))} is "
        return f"{self.source} ({which}later than this report)"


COLUMNS = ("caveat_id", "kind", "title", "words", "begins", "ends", "source", "paragraph", "address", "indicator_id")


def read_caveats(
    path: Path | None,
    known_indicators: Iterable[Indicator],
    indicators: Iterable[Indicator],
    year: int,
    *,
    is_two_tier: bool,
) -> pd.DataFrame:
    """Read the caveats and events of the report of a year, a row for each indicator that one is about.

    `known_indicators` is the whole register, by which the names are checked; `indicators` are those of the report,
    which may lack what another council hands in. None without a path.

    Columns returned  caveat_id, kind, title, words, begins, ends (the last two the first and last day of an event;
                      missing for a caveat, and the last for an event that goes on), source (with a note where it
                      is of a later year than the report), paragraph, address, indicator_id; in the order of the
                      file, then of the register
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, or
                      applies to nothing in the register
    """
    register, reported = tuple(known_indicators), tuple(indicators)
    records = []
    for where, row in read_checked_rows(path, Caveat, ("caveat_id",)):
        refuse_empty_selectors(row.applies_to, register, where)
        if not row.is_in(year, is_two_tier=is_two_tier):
            continue
        values = row.model_dump(include=set(COLUMNS)) | {
            "source": row.source_in(year),
            "begins": first_day(row.begins) if row.begins else None,
            "ends": last_day(row.ends) if row.ends else None,
        }
        records += [values | {"indicator_id": name} for name in selected_ids(row.applies_to, reported)]
    texts = [name for name in COLUMNS if name not in ("begins", "ends")]
    frame = pd.DataFrame(records, columns=list(COLUMNS)).astype(dict.fromkeys(texts, "str"))
    return frame.assign(begins=pd.to_datetime(frame["begins"]), ends=pd.to_datetime(frame["ends"]))
