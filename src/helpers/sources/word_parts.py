"""The order of the parts of the year's report in its Word document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, Line, read_checked_rows
from helpers.word_parts import FIRST_PAGE, PART_TITLES


def _is_part(name: str) -> str:
    if name not in PART_TITLES:
        raise ValueError(f"there is no part of this name; write one of {', '.join(PART_TITLES)}")
    return name


class _PartRow(CheckedRow):
    """One row of `params/word/parts.csv`; `from_year` is the first year whose report has this order."""

    from_year: Annotated[str, Field(pattern=r"^20\d\d$")]
    part: Annotated[Line, AfterValidator(_is_part)]


def read_word_parts(path: Path, year: int) -> tuple[str, ...]:
    """Return the parts of the report of a year in their order.

    The order of the latest year that is not after it counts; a report of before all of them has the earliest order.

    Raises  InputProblem, naming the row, the column, the value and what to write: a row is not right or twice there,
            or an order does not begin with the first page
    """
    orders: dict[int, list[str]] = {}
    for _, row in read_checked_rows(path, _PartRow, ("from_year", "part")):
        orders.setdefault(int(row.from_year), []).append(row.part)
    for first_year, parts in orders.items():
        if parts[0] != FIRST_PAGE:
            raise InputProblem(
                f"{path.name}: the order from {first_year} begins with {parts[0]}; write {FIRST_PAGE} as its first row."
            )
    if not orders:
        raise InputProblem(f"{path.name} has no rows; write the parts of the report in their order.")
    return tuple(orders[max((one for one in orders if one <= year), default=min(orders))])
