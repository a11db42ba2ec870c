"""The figures in what people type, with their units; years and parts of words are none."""

from __future__ import annotations

import pytest

from helpers.typed_numbers import numbers_in, periods_in, typed_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41.8%", [(41.8, "%", 1)]),
        ("five per cent, 12 percent and 3.50 per cent", [(5, "%", 0), (12, "%", 0), (3.5, "%", 2)]),
        (
            "2 percentage points, 1.5pp, 3 per cent points",
            [(2, "percentage points", 0), (1.5, "percentage points", 1), (3, "percentage points", 0)],
        ),
        (
            "£1,234.50 and -£3m and £4.2 million and £2bn",
            [(1234.5, "GBP", 2), (-3e6, "GBP", 0), (4.2e6, "GBP", 1), (2e9, "GBP", 0)],
        ),
        ("12,345 people and 7 homes", [(12345, "", 0), (7, "", 0)]),
        ("\u22121.2 points", [(-1.2, "", 1)]),
        ("52.3 per 10,000 children", [(52.3, "per 10,000", 1)]),
        ("5th of 36, ranked 21st", [(5, "rank", 0), (21, "rank", 0)]),
        ("the bottom quartile, then 2nd quartile", [(4, "quartile", 0), (2, "quartile", 0)]),
        ("in 2022/23, 2021-22 and 2019", []),
        ("KS2, A1, 16-17 year olds, 24/7 and v1.2.3", [(17, "", 0)]),
        ("2023%", [(2023, "%", 0)]),
        ("", []),
    ],
)
def test_figures_have_their_value_unit_and_decimals(text: str, expected: list[tuple[float, str, int]]) -> None:
    assert [(number.value, number.unit, number.decimals) for number in typed_numbers(text)] == expected


def test_a_number_is_where_its_text_says() -> None:
    text = "It rose by 2.5 percentage points to 41.8% (fourth quartile)."
    assert [text[number.start : number.end].strip() for number in typed_numbers(text)] == [
        "2.5 percentage points",
        "41.8%",
        "fourth quartile",
    ]


@pytest.mark.parametrize("text", ["9" * 5000, "1," * 5000, "£" * 5000, "per " * 5000, "one " * 3000])
def test_long_texts_end(text: str) -> None:
    assert len(typed_numbers(text)) <= len(text)
    assert len(numbers_in(text)) <= len(text)


def test_periods_are_printed_alike() -> None:
    assert [period for period, _ in periods_in("2022-23, 2021\u201322, 2020/2021, 2019; 2050%")] == [
        "2022/23",
        "2021/22",
        "2020/21",
        "2019",
    ]
