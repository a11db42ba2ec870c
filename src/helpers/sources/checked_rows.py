"""Small files that people fill in by hand, row by row as frozen models: hostile until every cell has been checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.selectors import Selector, selectors_of, selectors_without_indicator
from helpers.stated_dates import is_stated_date
from helpers.visible import value_shown

LONGEST_LINE: Final = 600
LONGEST_ADDRESS: Final = 500
MAX_ROWS: Final = 2_000

_ADDRESS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[!-~]*)?", re.ASCII | re.IGNORECASE)
_UNSAFE_IN_ADDRESS = re.compile(r"[\"'<>\\^`{|}]")
_NUMBER = re.compile(r"-?\d{1,13}(\.\d{1,6})?", re.ASCII)
_MARKUP = re.compile(r"[<>]|&#?\w+;|\]\(|\bjavascript:", re.IGNORECASE)


def _checked_line(text: str) -> str:
    if text != text.strip():
        raise ValueError("it has space around it; delete the space")
    if runs_in_a_spreadsheet(text):
        raise ValueError("a spreadsheet would run it as a formula; begin it with a word")
    if _MARKUP.search(text):
        raise ValueError("it holds markup; write words alone, without < and >, and the address in its own column")
    return text


def _checked_name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", text, re.ASCII):
        raise ValueError("write a short name of small letters, digits and underscores, as adult_learning")
    return text


def _checked_address(text: str) -> str:
    is_address = _ADDRESS.fullmatch(text) and not _UNSAFE_IN_ADDRESS.search(text)
    if text and not is_address:
        raise ValueError("write an address that begins with https://, without a port, name or space, or nothing")
    return text


def _checked_date(text: str) -> str:
    if text and not is_stated_date(text):
        raise ValueError("write a year, a month or a day, as 2023, 2023-12 or 2023-12-06")
    return text


def _as_number(value: object) -> object:
    if value == "" or value is None:
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("write digits alone, with a point before decimals, as 5930 or 19.3")
    return Decimal(value) if isinstance(value, str) else value


def _as_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = value.split(";") if value else []
    if len(set(parts)) < len(parts) or not all(part and part == part.strip() for part in parts):
        raise ValueError("separate the names with semicolons, without space, and write each once")
    return tuple(parts)


def _checked_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_checked_line(one) for one in words)


def _as_years(value: object) -> object:
    parts = _as_list(value)
    if isinstance(parts, tuple) and all(isinstance(part, str) for part in parts):
        if not parts or not all(re.fullmatch(r"20\d\d", part, re.ASCII) for part in parts):
            raise ValueError("write reporting years such as 2023, separated by semicolons")
        return tuple(int(part) for part in parts)
    return parts


def _as_year(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"20\d\d", value, re.ASCII):
        raise ValueError("write a reporting year, as 2023")
    return int(value) if isinstance(value, str) else value


def _as_year_or_none(value: object) -> object:
    return None if value == "" else _as_year(value)


def _as_yes(value: object) -> object:
    if isinstance(value, str) and value not in ("true", ""):
        raise ValueError("write true, or nothing")
    return value == "true" if isinstance(value, str) else value


def _as_selectors(value: object) -> object:
    return selectors_of(value) if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE), AfterValidator(_checked_line)]
"""Words in one line: no formula, no markup, no space around them."""

BlankLine = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_checked_line)]
"""Words in one line, or nothing."""

Name = Annotated[str, AfterValidator(_checked_name)]
"""A short name of a row: small letters, digits and underscores."""

Address = Annotated[str, Field(max_length=LONGEST_ADDRESS), AfterValidator(_checked_address)]
"""An address that begins with https://, or nothing."""

StatedDate = Annotated[str, AfterValidator(_checked_date)]
"""A year, a month or a day, or nothing."""

Number = Annotated[Decimal | None, BeforeValidator(_as_number)]
"""A number as printed, with its decimals, or nothing."""

Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""Names separated by semicolons, each once."""

WordList = Annotated[tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_checked_words)]
"""Words in one line, or several, separated by semicolons, each once: no formula and no markup."""

Years = Annotated[tuple[int, ...], BeforeValidator(_as_years)]
"""Reporting years separated by semicolons, at least one."""


Year = Annotated[int, BeforeValidator(_as_year)]
"""A reporting year."""

BlankYear = Annotated[int | None, BeforeValidator(_as_year_or_none)]
"""A reporting year, or nothing."""

YesOrBlank = Annotated[bool, BeforeValidator(_as_yes)]
"""true, or nothing for no."""

Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_as_selectors)]
"""Which indicators a row is about; see `helpers.selectors`."""


class CheckedRow(BaseModel):
    """A row of a small file: every column is known, and what was read never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Row = TypeVar("Row", bound=CheckedRow)


def read_checked_rows(path: Path | None, kind: type[Row], key: Sequence[str] = ()) -> list[tuple[str, Row]]:
    """Read the rows of a file as models, each with the words for where it stands; none without a path or a file.

    `key` names the columns that tell a row from every other.

    Raises  InputProblem, naming the file, the row, the column, the value and what to write instead: a cell is not
            right, a key is given twice, or the file has more than `MAX_ROWS` rows
    """
    if path is None or not path.exists():
        return []
    rows: list[tuple[str, Row]] = []
    keys: set[tuple[str, ...]] = set()
    for number, cells in csv_rows(path, tuple(kind.model_fields)):
        where = f"{path.name} row {number}"
        if len(rows) == MAX_ROWS:
            raise InputProblem(f"{path.name} has over {MAX_ROWS:,} rows; take out those of reports that are finished.")
        try:
            row = kind.model_validate(cells)
        except ValidationError as error:
            raise InputProblem(f"{where}, {_first_fault(error, cells)}") from None
        cells_of_key = tuple(cells[column] for column in key)
        if key and cells_of_key in keys:
            twice = ", ".join(value_shown(cell) for cell in cells_of_key)
            raise InputProblem(f"{where}, column {key[-1]}: {twice} appears twice; keep one row.")
        keys.add(cells_of_key)
        rows.append((where, row))
    return rows


def _first_fault(error: ValidationError, cells: dict[str, str]) -> str:
    fault = error.errors()[0]
    message = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        column, _, rest = message.partition(": ")
        if column in cells:
            return f"column {column}: {value_shown(cells[column])} is not right; {rest}."
        return f"is not right; {message}."
    column = str(fault["loc"][0])
    return f"column {column}: {value_shown(cells[column])} is not right; {message}."


def refuse_unknown_indicators(
    names: Iterable[str], indicators: Iterable[Indicator], where: str, column: str = "indicator_ids"
) -> None:
    """Raise InputProblem where a row names an indicator that is not in the register; `where` is its file and row."""
    ids = {indicator.indicator_id for indicator in indicators}
    for name in names:
        if name not in ids:
            raise InputProblem(
                f"{where}, column {column}: {value_shown(name)} is not in the register; write the indicator_id of one "
                "that is, or nothing."
            )


def refuse_empty_selectors(selectors: Iterable[Selector], indicators: Iterable[Indicator], where: str) -> None:
    """Raise InputProblem where a selector means no indicator of the register; `where` is its file and row."""
    for selector in selectors_without_indicator(selectors, indicators):
        selector_words = value_shown(":".join(filter(None, selector)))
        raise InputProblem(
            f"{where}, column applies_to: {selector_words} means no indicator of the register; write it as the "
            "register does, or take it out."
        )


def decimals_of(number: Decimal | None) -> int:
    """Return how many decimal places a number was written with.

    >>> decimals_of(Decimal("19.30")), decimals_of(Decimal("5930")), decimals_of(None)
    (2, 0, 0)
    """
    exponent = 0 if number is None else number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
