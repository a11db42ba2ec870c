"""Returns that were handed in: what of them is the council's, which figure is the newest, and what is queried."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from returns import GOOD, csv_file, indicators

from helpers.areas import Area, Areas
from helpers.sources.files.opening import open_file
from helpers.sources.returns.handed_in import Figure, Return, figures_of, last_figures, written

_NOTHING: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
AREAS = Areas(
    {
        code: Area(code=code, name=name, area_type="county", region="", start=None, end=None, **_NOTHING)
        for code, name in (("E10000018", "Leicestershire"), ("E10000016", "Kent"))
    }
)
NO_COUNTS = {"numerator": "", "denominator": ""}


def figures(folder: Path, *rows: dict[str, Any], name: str = "return.csv") -> tuple[Figure, ...]:
    """Return the figures of Leicestershire in a CSV return, its rows changed from a good one."""
    file = open_file(csv_file(folder / name, [GOOD | NO_COUNTS | row for row in rows]))
    return figures_of(file, name, indicators(), AREAS, ["E10000018"])


def test_figures_are_of_the_council_and_of_what_departments_hand_in(tmp_path: Path) -> None:
    rows = figures(
        tmp_path,
        {},
        {"area": "Kent"},
        {"indicator": "waste_pct"},  # its source is another
        {"indicator": "unheard_of"},
        {"period": "2022"},  # not a period of its type
        {"period": "Q1 2022/23"},
    )
    assert [(one.indicator.indicator_id, one.answer.row, one.period_end, one.file) for one in rows] == [
        ("potholes_pct", 2, date(2023, 3, 31), "return.csv"),
        ("potholes_pct", 7, date(2022, 6, 30), "return.csv"),
    ]
    assert figures(tmp_path) == ()


def handed_in(name: str, *own: Figure) -> Return:
    return Return(name, 2023, None, own, 0)


def test_the_newest_figure_before_a_day_is_taken_and_of_two_the_later_file(tmp_path: Path) -> None:
    old, new, awaited = figures(
        tmp_path, {"period": "2020/21"}, {"period": "2021/22"}, {"value": "", "status": "awaiting", "target": ""}
    )
    (again,) = figures(tmp_path, {"period": "2021/22", "value": "30"}, name="later.csv")
    returns = [handed_in("a", new, old, awaited), handed_in("b", again)]
    newest = last_figures(returns, {"potholes_pct": date(2024, 1, 1)})
    assert newest == {"potholes_pct": again}  # awaited is no figure
    # a period has to end before the day, not on it
    assert last_figures(returns, {"potholes_pct": date(2022, 3, 31)}) == {"potholes_pct": old}
    assert last_figures(returns, {"potholes_pct": date(2021, 3, 31)}) == {}
    assert last_figures(returns, {}) == {}
    assert last_figures([], {"potholes_pct": date(2024, 1, 1)}) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [("41.5", 41.5), ("0", 0.0), ("41.5 [p]", "41.5 [p]"), ("[c]", "[c]"), ("1,000.25 [e]", "1000.25 [e]")],
)
def test_a_figure_is_written_as_it_was_handed_in(tmp_path: Path, value: str, text: str | float) -> None:
    (figure,) = figures(tmp_path, {"value": value, "status": "provisional"})
    assert written(figure) == text
    assert math.isnan(figure.answer.value) == (value == "[c]")  # suppressed is missing, and not zero


def test_what_is_queried_of_a_file_is_said_in_a_few_words() -> None:
    assert handed_in("a").queries == ""
    assert Return("a", 2023, None, (), 1).queries == "1 fault: run make check-return on it"
    assert Return("a", None, None, (), 2).queries == "2 faults: run make check-return on it"
