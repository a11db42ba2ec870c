"""The best and the worst by name, and what changed since the report of the year before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.results.first_screen import best_and_worst, changes_since

# title, counted, direction, evidence, rank, n
ROWS = [
    ("Surely better: second place", True, "Improved", "clear", 2, 36),
    ("Surely better: no rank", True, "Improved", "clear", None, None),
    ("Surely better: second of many", True, "Improved", "clear", 2, 40),
    ("Better by chance perhaps: first place", True, "Improved", "within its usual ups and downs", 1, 36),
    ("Better, not counted", False, "Improved", "clear", 1, 36),
    ("Worse: last place", True, "Worsened", "clear", 36, 36),
    ("Worse: last but one of few", True, "Worsened", "clear", 9, 10),
    ("Worse: how sure cannot be told", True, "Worsened", "cannot be told", 36, 36),
    ("Worse by chance perhaps", True, "Worsened", "within its usual ups and downs", 20, 36),
    ("The same", True, "No real change", "clear", 1, 36),
]


def frame_of(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    columns = ["title", "in_headline", "direction", "evidence", "rank", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64", "n": "Int64"})


def test_the_surest_come_first_and_then_the_best_or_the_worst_placed() -> None:
    best, worst = best_and_worst(frame_of(ROWS))
    assert best["title"].tolist() == [
        "Surely better: second of many",  # 1 of 39 others is better; in the next, 1 of 35
        "Surely better: second place",
        "Surely better: no rank",
        "Better by chance perhaps: first place",
    ]
    assert worst["title"].tolist() == [
        "Worse: last place",
        "Worse: last but one of few",
        "Worse by chance perhaps",
        "Worse: how sure cannot be told",
    ]


def test_no_more_are_named_than_asked_for_and_none_where_there_is_none() -> None:
    best, worst = best_and_worst(frame_of(ROWS), most=2)
    assert (len(best), len(worst)) == (2, 2)
    best, worst = best_and_worst(frame_of(ROWS[-1:]))
    assert best.empty and worst.empty
    assert list(best.columns) == list(frame_of(ROWS).columns)


def test_one_thing_in_several_ways_is_named_once_by_the_best_of_them() -> None:
    ways = [
        (f"Time to a place of work, by {way}", True, "Improved", "clear", rank, 36)
        for rank, way in ((16, "car"), (12, "bus"), (13, "bicycle"))
    ]
    best, _ = best_and_worst(frame_of([*ways, ("Homes empty", True, "Improved", "clear", 20, 36)]))
    assert best["title"].tolist() == ["Time to a place of work, by bus", "Homes empty"]


def compendium(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = [
        "indicator_id",
        "title",
        "value",
        "period",
        "period_end",
        "quartile",
        "previous_period",
        "previous_value",
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(decimals=1, unit="%")
    return frame.astype({"quartile": "Int64", "value": "float64", "previous_value": "float64"})


def test_what_changed_is_named_in_printed_order() -> None:
    then = compendium(
        ("a", "A", 1.0, "2021/22", "2022-03-31", 2, None, None),
        ("b", "B", 2.0, "2021/22", "2022-03-31", 2, None, None),
        ("c", "C", 3.0, "2021/22", "2022-03-31", None, None, None),
        ("gone", "Gone", 4.0, "2021/22", "2022-03-31", 1, None, None),
        ("same", "Same", 5.0, "2021/22", "2022-03-31", 3, None, None),
    )
    now = compendium(
        ("b", "B", 2.5, "2022/23", "2023-03-31", 4, "2021/22", 2.04),  # 2.04 is still printed as 2.0
        ("a", "A", 1.5, "2022/23", "2023-03-31", 1, "2021/22", 1.2),  # 1.0 has been corrected to 1.2
        ("c", "C", 3.1, "2021/22", "2022-03-31", None, None, None),  # the figure itself has been corrected
        ("new", "New", 6.0, "2022/23", "2023-03-31", 2, None, None),
        ("gone", "Gone", None, None, None, None, None, None),
        ("same", "Same", 5.0, "2021/22", "2022-03-31", 3, None, None),
    )
    changes = changes_since(now, then)
    assert list(changes.itertuples(index=False, name=None)) == [
        ("up", "a", "A"),
        ("down", "b", "B"),
        ("restated", "a", "A"),
        ("restated", "c", "C"),
        ("newer", "b", "B"),
        ("newer", "a", "A"),
        ("added", "new", "New"),
        ("dropped", "gone", "Gone"),
    ]


def test_an_indicator_that_is_in_one_report_only_is_added_or_dropped() -> None:
    then = compendium(("old", "Old", 1.0, "2021/22", "2022-03-31", 1, None, None))
    now = compendium(("new", "New", 1.0, "2021/22", "2022-03-31", 1, None, None))
    changes = changes_since(now, then)
    assert dict(zip(changes["what"], changes["title"], strict=True)) == {"added": "New", "dropped": "Old"}
