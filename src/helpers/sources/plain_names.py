"""What the public summary calls indicators: plain words for those that it may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from helpers.register import Indicator
from helpers.sources.checked_rows import CheckedRow, Line, Name, read_checked_rows, refuse_unknown_indicators

MAX_PLAIN_NAME: Final = 80


class _NameRow(CheckedRow):
    """One row of `params/plain_names.csv`."""

    indicator_id: Name
    plain_name: Annotated[Line, Field(max_length=MAX_PLAIN_NAME)]


def read_plain_names(path: Path, indicators: Iterable[Indicator]) -> Mapping[str, str]:
    """Return the plain name of each indicator that has one, by its short name.

    Raises  InputProblem, naming the row, the column, the value and what to write: a row is not right or twice there, or
            its indicator is not in the register
    """
    rows = read_checked_rows(path, _NameRow, ("indicator_id",))
    register = tuple(indicators)
    for where, row in rows:
        refuse_unknown_indicators((row.indicator_id,), register, where, "indicator_id")
    return {row.indicator_id: row.plain_name for _, row in rows}
