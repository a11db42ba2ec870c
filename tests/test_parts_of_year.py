"""Parts of a financial year: every form that a department may write, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpers.parts_of_year import (
    PARTS,
    RUN_PARTS,
    dates_of_part,
    last_financial_year,
    part_between,
    part_of,
    read_part,
)
from helpers.periods import dates_of, label_of

FORMS = [
    ("Q1 2022/23", "Q1 2022/23", date(2022, 4, 1), date(2022, 6, 30)),
    ("q2 2022-23", "Q2 2022/23", date(2022, 7, 1), date(2022, 9, 30)),
    ("2022/23 Q3", "Q3 2022/23", date(2022, 10, 1), date(2022, 12, 31)),
    ("Quarter 4, 2022/2023", "Q4 2022/23", date(2023, 1, 1), date(2023, 3, 31)),
    ("third quarter of 2023/24", "Q3 2023/24", date(2023, 10, 1), date(2023, 12, 31)),
    ("H1 2022/23", "H1 2022/23", date(2022, 4, 1), date(2022, 9, 30)),
    ("2022-23 half 2", "H2 2022/23", date(2022, 10, 1), date(2023, 3, 31)),
    ("first half 2022/23", "H1 2022/23", date(2022, 4, 1), date(2022, 9, 30)),
    ("Q1-Q2 2022/23", "H1 2022/23", date(2022, 4, 1), date(2022, 9, 30)),
    ("Q3 to Q4 2022/23", "H2 2022/23", date(2022, 10, 1), date(2023, 3, 31)),
    ("Q1-Q3 2022/23", "Q1-Q3 2022/23", date(2022, 4, 1), date(2022, 12, 31)),
    ("2022/23 Q1-2022/23 Q3", "Q1-Q3 2022/23", date(2022, 4, 1), date(2022, 12, 31)),
    ("Q4 1999/00", "Q4 1999/00", date(2000, 1, 1), date(2000, 3, 31)),
]


@pytest.mark.parametrize(("text", "label", "start", "end"), FORMS)
def test_a_part_is_read_in_every_form(text: str, label: str, start: date, end: date) -> None:
    part = read_part(text)
    assert part is not None
    assert (part.label, part.start, part.end) == (label, start, end)
    assert dates_of(label, part.kind) == dates_of_part(label, part.kind) == (start, end)
    assert label_of(start, end, part.kind) == label
    assert part_between(start, end) == part


@pytest.mark.parametrize(
    "text",
    [
        "Q2",
        "Q2 2022",
        "2022 Q2",
        "Q5 2022/23",
        "Q0 2022/23",
        "H3 2022/23",
        "Q2 2022/24",
        "Q2 2022/2024",
        "2022/23",
        "Q1-Q4 2022/23",
        "Q2-Q3 2022/23",
        "Q3-Q1 2022/23",
        "2022/23 Q1-2023/24 Q3",
        "Q2 22/23",
        "",
        "Q2 2022/23 x",
        "third half 2022/23",
        "Q2\u00a02022/23\n" * 20,
    ],
)
def test_anything_else_is_no_part(text: str) -> None:
    assert read_part(text) is None


def test_a_label_in_another_form_is_not_that_of_the_table() -> None:
    assert dates_of("2022/23 Q2", "part_quarter") is None
    assert dates_of("H1 2022/23", "part_quarter") is None
    assert label_of(date(2022, 4, 1), date(2023, 3, 31), "part_to_date") is None


@pytest.mark.parametrize("name", RUN_PARTS)
def test_the_parts_of_a_run_make_up_the_year(name: str) -> None:
    part = part_of(name, 2022)
    assert part.short == name
    assert part.kind in PARTS
    assert part.months == 3 if name[0] == "Q" else 6
    following = part_of(f"{name[0]}{int(name[1]) + 1}", 2022) if f"{name[0]}{int(name[1]) + 1}" in RUN_PARTS else None
    assert (following.start if following else date(2023, 4, 1)) == part.end + timedelta(days=1)


def test_the_last_financial_year_had_ended() -> None:
    days = [date(2023, 3, 30), date(2023, 3, 31), date(2023, 4, 1), date(2022, 12, 31)]
    assert [last_financial_year(day) for day in days] == [2021, 2022, 2022, 2021]
