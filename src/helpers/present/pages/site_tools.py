"""What a reader may sort and narrow the tables of the site by, where scripts run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from helpers.present.cells import is_missing
from helpers.present.pages.outcomes import controlled_by
from helpers.present.site_search import SMALL_WORDS, SearchTerms, words_that_find
from helpers.present.values import Filter, Order, Table, Tools
from helpers.verdicts import DETERMINED, DIRECTIONS

Row = Mapping[Any, Any]

INDICATORS_NAMED: Final = "indicators"
COUNTED: Final = ("Counted in the headline", "Not counted")
WITH_TARGET: Final = "Has a target"
QUARTILES: Final = ("1st quartile (best)", "2nd quartile", "3rd quartile", "4th quartile (worst)", "No quartile")


def sortable(made: Table, orders: Mapping[str, Sequence[Any]]) -> Table:
    """Return a table that a reader may sort.

    `orders` has for columns by their names what each row is sorted by; a row without it comes last.
    """
    columns = tuple(replace(column, sorts=column.name in orders) for column in made.columns)
    rows = (
        tuple(
            replace(cell, order=orders[column.name][number]) if column.sorts else cell
            for cell, column in zip(row, columns, strict=True)
        )
        for number, row in enumerate(made.rows)
    )
    return replace(made, columns=columns, rows=tuple(rows))


def dashboard_orders(rows: Sequence[Row], references: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return what a dashboard's table may be sorted by; `rows` are of the table compendium."""
    return list_orders(rows) | {
        "reference_shown": [reference_order(references.get(str(row["indicator_id"]), "")) for row in rows],
        "rank_shown": [_rank_order(row) for row in rows],
        "quartile_shown": [None if is_missing(row["quartile"]) else int(row["quartile"]) for row in rows],
        "latest": [figure_order(row, row["value"]) for row in rows],
    }


def list_orders(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Return what the list of all indicators may be sorted by; `rows` are of the table compendium."""
    return {
        "what": [(str(row["title"]).casefold(), number) for number, row in enumerate(rows)],
        "direction_shown": [direction_order(row["direction"]) for row in rows],
    }


def _rank_order(row: Row) -> tuple[int, int] | None:
    """Return by what a rank is sorted: of two that are equal, the one among more councils comes first."""
    return None if is_missing(row["rank"]) else (int(row["rank"]), -int(row["n"]))


def reference_order(reference: str) -> tuple[tuple[int, int, str], ...] | None:
    """Return by what a printed number is sorted, so that 7.9 comes before 7.18; None without a number.

    >>> reference_order("7.9") < reference_order("7.18"), reference_order("")
    (True, None)
    """
    parts = re.findall(r"\d+|[^\W\d]+", reference)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in parts) or None


def direction_order(direction: Any) -> int | None:
    """Return by what a direction of travel is sorted: as it is counted; None where none is determined."""
    return DETERMINED.index(direction) if direction in DETERMINED else None


def figure_order(row: Row, value: Any) -> tuple[str, float] | None:
    """Return by what a figure is sorted: among those of its unit, which come together; None without a figure."""
    return None if is_missing(value) else (str(row["unit"]), float(value))


def dashboard_tools(rows: Sequence[Row]) -> Tools:
    """Return what a reader may do with a dashboard's table; `rows` are of the table compendium."""
    return Tools(INDICATORS_NAMED, (_directions(rows), _quartiles(rows)), (_periods(rows),))


def list_tools(
    rows: Sequence[Row],
    terms: SearchTerms,
    themes: Sequence[str],
    dashboards: Sequence[str],
    with_target: Collection[str] = (),
    *,
    is_two_tier: bool,
) -> Tools:
    """Return what a reader may do with the list of all indicators.

    `rows` are of the table compendium; `themes` and `dashboards` are in printed order. `with_target` has the names of
    the indicators that have a target.
    """
    names = controlled_by(is_two_tier=is_two_tier)
    who = [names.get(str(row["controlled_by"]), "") for row in rows]
    filters = (
        _of(rows, "Theme", "theme", themes),
        _of(rows, "Dashboard", "dashboard", dashboards),
        _directions(rows),
        _quartiles(rows),
        Filter("Headline", COUNTED, tuple(COUNTED[0 if row["in_headline"] else 1] for row in rows)),
        Filter("Who can do most", tuple(dict.fromkeys(names.values())), tuple(who)),
        *_with_target(rows, with_target),
    )
    words = tuple(words_that_find(row, terms) for row in rows)
    number = {dashboard: index for index, dashboard in enumerate(dashboards)}
    orders = (
        Order("Dashboard", tuple(number[str(row["dashboard"])] for row in rows)),
        Order("Rank, best first", tuple(_rank_order(row) for row in rows)),
        _periods(rows),
    )
    return Tools(INDICATORS_NAMED, filters, orders, "Find an indicator", words, tuple(sorted(SMALL_WORDS)))


def _with_target(rows: Sequence[Row], names: Collection[str]) -> Iterator[Filter]:
    """Give the choice of indicators with a target; none where no row has one."""
    words = tuple(WITH_TARGET if row["indicator_id"] in names else "" for row in rows)
    if any(words):
        yield Filter("Target", (WITH_TARGET,), words)


def _of(rows: Sequence[Row], label: str, column: str, choices: Sequence[str]) -> Filter:
    return Filter(label, tuple(choices), tuple(str(row[column]) for row in rows))


def _directions(rows: Sequence[Row]) -> Filter:
    return _of(rows, "Direction of travel", "direction", DIRECTIONS)


def _periods(rows: Sequence[Row]) -> Order:
    of_rows = (None if is_missing(row["period"]) else (row["period_end"], row["period_start"]) for row in rows)
    return Order("Period, oldest first", tuple(of_rows))


def _quartiles(rows: Sequence[Row]) -> Filter:
    numbers = [4 if is_missing(row["quartile"]) else int(row["quartile"]) - 1 for row in rows]
    return Filter("Quartile", QUARTILES, tuple(QUARTILES[number] for number in numbers))
