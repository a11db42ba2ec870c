"""What the script of the site reads from a page: how a table is searched, filtered and sorted, and a chart added to.

All of it is in attributes that begin with data-, so that a page has no script of its own and shows the same without.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import escape

from helpers.present.values import BulletList, Cell, Column, Filter, Scale, Table

MILLIONS: Final = "m"
"""The end of a figure that is printed in millions, which cannot be read back from the page."""


_DRAWN: Final = "-"
"""The code of an area whose line is on the chart without a reader asking."""


def table_attributes(table: Table) -> str:
    """Return what the script must know of a table: what its rows are, its search box and its filters with their words.

    Of a table from which a reader may draw lines it says the code of the area of each row.

    Raises  ValueError: a filter, the words or the codes are of another number of rows than the table has
    """
    sizes = {len(table.codes)} if table.codes else set()
    if table.tools is None:
        attributes = _attribute("compares", " ".join(code or _DRAWN for code in table.codes))
    else:
        tools = table.tools
        sizes |= {len(one.of_rows) for one in tools.filters} | {len(one.of_rows) for one in tools.orders}
        sizes |= {len(tools.words)} if tools.words else set()
        filters = [[one.label, _choices(one)] for one in tools.filters]
        attributes = _attribute("tools", tools.rows) + _attribute("find", tools.find)
        attributes += _attribute("ignored", " ".join(tools.ignored))
        attributes += _attribute("filters", _json(filters))
        attributes += _attribute("orders", _json([one.label for one in tools.orders]) if tools.orders else "")
    if sizes - {len(table.rows)}:
        raise ValueError(f"table {table.caption!r}: its filters, words and codes have to be of {len(table.rows)} rows")
    return attributes


def row_attributes(table: Table) -> list[str]:
    """Return of each row the words that find it, and what the filters see: numbers of words, from 0."""
    rows = [""] * len(table.rows)
    if table.tools is not None:
        numbers = [_numbers(one) for one in table.tools.filters]
        for index in range(len(rows) if numbers else 0):
            rows[index] += _attribute("is", ",".join(column[index] for column in numbers))
        orders = [_in_order(one.of_rows) for one in table.tools.orders]
        for index in range(len(rows) if orders else 0):
            rows[index] += _attribute("order", ",".join(column[index] for column in orders))
        for index, words in enumerate(table.tools.words):
            rows[index] += _attribute("words", words)
    return rows


def cell_attributes(column: Column, cells: Sequence[Cell], *, is_drawn: bool) -> list[str]:
    """Return of each cell its number in the order of the column, and where it is drawn a figure printed in millions."""
    if not (column.sorts or is_drawn):
        return [""] * len(cells)
    if not column.sorts:
        return [_value(cell) for cell in cells]
    numbers = _in_order([cell.order for cell in cells])
    return [
        _attribute("sort", number) + (_value(cell) if is_drawn else "")
        for number, cell in zip(numbers, cells, strict=True)
    ]


def _in_order(values: Sequence[Any]) -> list[str]:
    """Return of each value its number among all, equal ones the same; '' without one."""
    numbers: dict[Any, str] = {
        value: str(index) for index, value in enumerate(sorted({one for one in values if one is not None}))
    }
    return ["" if value is None else numbers[value] for value in values]


def item_attributes(bullets: BulletList) -> list[str]:
    """Return of each item of a list the words that find it."""
    return [_attribute("words", words) for words in bullets.words or [""] * len(bullets.items)]


def scale_attribute(scale: Scale | None) -> str:
    """Return where a chart draws its figures, so that the script can draw more; nothing without a scale."""
    if scale is None:
        return ""
    ends = [round(end, 6) for end in (scale.low, scale.high, scale.top, scale.bottom, scale.right)]
    periods = [[name, round(x, 1), stretch] for name, x, stretch in scale.periods]
    # in single marks, as the names of periods are in double ones
    numbers = _json([ends, periods]).replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")
    return f" data-scale='{numbers}'"


def _value(cell: Cell) -> str:
    is_rounded = cell.spans and cell.spans[0].text.endswith(MILLIONS) and isinstance(cell.value, float)
    return f' data-value="{cell.value:.12g}"' if is_rounded else ""


def _choices(one: Filter) -> list[str]:
    return [words for words in one.choices if words in one.of_rows]


def _numbers(one: Filter) -> list[str]:
    number = {words: str(index) for index, words in enumerate(_choices(one))}
    return [number.get(words, "") for words in one.of_rows]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _attribute(name: str, value: str) -> str:
    return f' data-{name}="{escape(value)}"' if value else ""
