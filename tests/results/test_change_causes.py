"""Why something moved between two makings of a report: one change of the figures at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.results import change_causes as causes
from helpers.verdicts import NO_SOURCE

OWN, OTHER = "E10000018", "E10000016"


def tables(
    value: Any = 5.0,
    period: str = "2022/23",
    previous: Any = 4.0,
    earlier: Any = 3.0,
    others: Any = 9.0,
    reason: str | None = None,
    indicators: tuple[str, ...] = ("trees",),
) -> dict[str, pd.DataFrame]:
    """The tables of a report on one indicator, of which one thing may be another than it is usually."""
    rows = [{"indicator_id": name, "value": value, "period": period, "previous_value": previous} for name in indicators]
    observed = [
        ("trees", OWN, "2022/23", value),
        ("trees", OWN, "2021/22", previous),
        ("trees", OWN, "2020/21", earlier),
        ("trees", OTHER, "2022/23", others),
    ]
    lacking = [] if reason is None else [("trees", reason)]
    return {
        "compendium": pd.DataFrame(rows),
        "observations": pd.DataFrame(observed, columns=causes.OBSERVED).astype({"value": "float64"}),
        "not_supplied": pd.DataFrame(lacking, columns=["indicator_id", "reason"]),
    }


def cause(then: dict[str, Any], now: dict[str, Any], rests: causes.Rests = causes.ALL) -> str:
    return causes.causes_between(tables(**then), tables(**now), OWN)("trees", rests)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({}, {}, causes.RULE),
        ({}, {"value": 6.0}, causes.REVISED),
        ({"value": None}, {}, causes.LATE),
        ({}, {"value": None}, causes.WITHDRAWN),
        ({}, {"period": "2023/24"}, causes.LATE),
        ({}, {"previous": 4.5}, causes.REVISED),
        ({"previous": None}, {}, causes.LATE),
        ({}, {"earlier": 3.5}, causes.REVISED),
        ({}, {"others": 8.0}, causes.REVISED_ELSEWHERE),
        ({}, {"indicators": ("bins",)}, causes.REGISTER),
        ({"reason": f"{NO_SOURCE}Trees"}, {"reason": "no usable row"}, causes.LATE),
        ({"reason": "no usable row"}, {}, causes.LATE),
        ({}, {"reason": "no usable row"}, causes.WITHDRAWN),
    ],
)
def test_one_change_has_one_cause(then: dict[str, Any], now: dict[str, Any], expected: str) -> None:
    assert cause(then, now) == expected


def test_what_rests_on_the_latest_figure_alone_does_not_move_for_earlier_ones_or_for_others() -> None:
    assert cause({}, {"earlier": 3.5}, causes.OWN_LATEST) == causes.RULE
    assert cause({}, {"earlier": 3.5}, causes.OWN_SERIES) == causes.REVISED
    assert cause({}, {"others": 8.0}, causes.OWN_SERIES) == causes.RULE
    assert cause({}, {"others": 8.0}, causes.NEIGHBOURS) == causes.REVISED_ELSEWHERE


def test_the_figure_of_the_council_comes_before_those_of_others() -> None:
    assert cause({}, {"value": 6.0, "others": 8.0}) == causes.REVISED


def test_a_figure_of_another_council_that_came_in_is_late() -> None:
    then = tables()
    then["observations"] = then["observations"].query("area_code == @OWN")
    assert causes.causes_between(then, tables(), OWN)("trees", causes.NEIGHBOURS) == causes.LATE_ELSEWHERE


def test_a_cell_as_text() -> None:
    assert [causes.cell_text(cell) for cell in (2.0, 0.1, None, float("nan"), "x")] == ["2", "0.1", "", "", "x"]
