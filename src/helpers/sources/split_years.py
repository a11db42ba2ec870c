"""Years that an event splits: figures of the time before it and of the time from it on, from params/split_years.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd
from pydantic import model_validator

from helpers.periods import PERIOD_TYPES, dates_of
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.schema.in_year import SPLIT_YEARS
from helpers.schema.types import pandas_types
from helpers.sources.checked_rows import (
    CheckedRow,
    Line,
    Name,
    Number,
    StatedDate,
    read_checked_rows,
    refuse_unknown_indicators,
)
from helpers.visible import value_shown

LENGTH_OF_A_DAY = len("2022-09-19")


class SplitYear(CheckedRow):
    """One row of `params/split_years.csv`."""

    indicator_id: Name
    period: Line
    event: Line
    begins: StatedDate
    value_before: Number
    value_after: Number
    source: Line
    dated: StatedDate

    @model_validator(mode="after")
    def _has_a_day_and_a_figure(self) -> SplitYear:
        if len(self.begins) != LENGTH_OF_A_DAY:
            raise ValueError("begins: write the first day of the event, as 2022-09-19")
        if self.value_before is None and self.value_after is None:
            raise ValueError("value_before: neither part has a figure; write one, or take the row out")
        return self


def read_split_years(path: Path | None, indicators: Iterable[Indicator], as_at: Mapping[str, date]) -> pd.DataFrame:
    """Read the years that an event splits and that had ended by the as-at date; none without a path or a file.

    `as_at` has the last day by which a period must have ended, for each type of period.

    Columns returned  SPLIT_YEARS, by indicator and period
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, an indicator is not in the register, a period is not one of its periods, or the event does
                      not begin within it
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    records = []
    for where, row in read_checked_rows(path, SplitYear, ("indicator_id", "period")):
        refuse_unknown_indicators([row.indicator_id], register.values(), where, "indicator_id")
        period_type = register[row.indicator_id].period_type
        dates = dates_of(row.period, period_type)
        if dates is None:
            raise InputProblem(
                f"{where}, column period: {value_shown(row.period)} is not a period of type {period_type}; write it "
                f"as {PERIOD_TYPES[period_type]}."
            )
        start, end = dates
        begins = date.fromisoformat(row.begins)
        if not start < begins <= end:
            raise InputProblem(
                f"{where}, column begins: {value_shown(row.begins)} does not split {row.period}; write a day after "
                f"{start.isoformat()} and not after {end.isoformat()}."
            )
        if end <= as_at[period_type]:
            records.append(row.model_dump() | {"period_start": start, "period_end": end, "begins": begins})
    table = pd.DataFrame(records, columns=list(SPLIT_YEARS.names)).astype(pandas_types(SPLIT_YEARS))
    return table.sort_values(["indicator_id", "period_end"], ignore_index=True)
