"""Which of the returns a dashboard quotes: those of the council, for the newest period that the dashboard names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from helpers.results.commentary import TYPES, commentary
from helpers.schema.returns import RETURNS
from helpers.schema.types import pandas_types

CODES = ("E10000018",)

LATEST: dict[str, Any] = {
    "indicator_id": "trees",
    "dashboard": "Waste",
    "value": 239.0,
    "marker": "[p]",
    "period": "2022/23",
    "newest_period": None,
    "newest_marker": None,
}
RETURNED: dict[str, Any] = {
    "indicator_id": "trees",
    "area_code": "E10000018",
    "period": "2022/23",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
    "target": 240.0,
    "commentary": "A dry spring.",
    "planned_improvement": "Water.",
    "owner": "Head of Trees",
    "signed_by": "Director",
    "signed_on": date(2023, 5, 15),
    "survey": "",
    "respondents": None,
    "standard_deviation": None,
    "file": "a.xlsx",
    "row": 2,
}
BEFORE = {"period": "2021/22", "period_start": date(2021, 4, 1), "period_end": date(2022, 3, 31), "row": 3}
AFTER = {"period": "2023/24", "period_start": date(2023, 4, 1), "period_end": date(2024, 3, 31), "row": 4}


def quoted(returned: list[dict[str, Any]], *rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is taken: the indicator, period, value, marker, commentary and row."""
    returns = pd.DataFrame(returned, columns=list(RETURNS.names)).astype(pandas_types(RETURNS))
    table = commentary(returns, pd.DataFrame(rows), CODES)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == TYPES
    columns = ["indicator_id", "period", "value", "marker", "commentary", "row"]
    with_none = table[columns].astype("object").where(table[columns].notna(), None)
    return list(with_none.itertuples(index=False, name=None))


def test_the_newest_figure_is_quoted_and_not_an_older_or_a_later_one() -> None:
    returned = [RETURNED | BEFORE | {"commentary": "Before"}, RETURNED, RETURNED | AFTER | {"commentary": "After"}]
    assert quoted(returned, LATEST) == [("trees", "2022/23", 239.0, "[p]", "A dry spring.", 2)]


def test_a_figure_that_is_awaited_is_quoted_with_its_marker() -> None:
    awaited = RETURNED | AFTER | {"commentary": "The survey ends in May."}
    row = LATEST | {"newest_period": "2023/24", "newest_marker": "[x]"}
    assert quoted([RETURNED, awaited], row) == [("trees", "2023/24", None, "[x]", "The survey ends in May.", 4)]


def test_other_areas_and_other_indicators_are_left_out() -> None:
    assert quoted([RETURNED | {"area_code": "E10000016"}, RETURNED | {"indicator_id": "roads"}], LATEST) == []


def test_rows_are_in_printed_order_and_without_returns_there_are_none() -> None:
    zebra = LATEST | {"indicator_id": "zebras"}
    returned = [RETURNED, RETURNED | {"indicator_id": "zebras", "row": 5}]
    assert [row[0] for row in quoted(returned, zebra, LATEST)] == ["zebras", "trees"]
    assert quoted([], LATEST) == []


def test_a_dashboard_without_a_figure_takes_nothing_from_an_older_return() -> None:
    row = LATEST | {"value": None, "marker": None, "period": None, "newest_period": "2022/23", "newest_marker": "[x]"}
    assert quoted([RETURNED | BEFORE], row) == []
    assert quoted([RETURNED], row) == [("trees", "2022/23", None, "[x]", "A dry spring.", 2)]
