"""Printed figures as exact values: how they are rounded, when one holds, and how they are written in a sentence."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd
import pytest
from printed_figures import EMPTY, printed

from helpers.methods import reconciliation_values as values
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED


def test_a_number_is_exactly_what_is_written() -> None:
    assert values.exact(0.1) == Fraction(1, 10)  # and not the binary fraction that is nearest to it
    assert values.exact(0) == 0
    assert values.exact(math.nan) is None
    assert values.exact(None) is None


@pytest.mark.parametrize(
    ("value", "decimals", "result"),
    [
        (Fraction(5, 2), 0, 3),  # a half goes up
        (Fraction(-5, 2), 0, -3),  # and away from zero
        (Fraction(249, 100), 0, 2),
        (Fraction(245, 100), 1, Fraction(5, 2)),
        (Fraction(125), -1, 130),
        (Fraction(0), 2, 0),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: Fraction, decimals: int, result: Fraction) -> None:
    assert values.rounded(value, decimals) == result


@pytest.mark.parametrize(
    ("number", "decimals", "qualifier", "worked_out", "outcome"),
    [
        (35.0, 0, "", Fraction(35), HOLDS),
        (35.0, 0, "", Fraction(69, 2), HOLDS_ROUNDED),  # 34.5
        (35.0, 0, "", Fraction(344, 10), DOES_NOT_HOLD),
        (34.5, 1, "", Fraction(3454, 100), HOLDS_ROUNDED),
        (34.5, 1, "", Fraction(3455, 100), DOES_NOT_HOLD),  # which is 34.6
        (1200.0, 0, "about", Fraction(1249), HOLDS_ROUNDED),  # to the hundred
        (1200.0, 0, "about", Fraction(1250), DOES_NOT_HOLD),
        (0.0, 0, "about", Fraction(3, 10), HOLDS_ROUNDED),  # zero has no digit that is not zero
        (30.0, 0, "more than", Fraction(31), HOLDS_ROUNDED),
        (30.0, 0, "more than", Fraction(29), DOES_NOT_HOLD),
        (30.0, 0, "at least", Fraction(30), HOLDS),
        (30.0, 0, "less than", Fraction(29), HOLDS_ROUNDED),
        (30.0, 0, "less than", Fraction(301, 10), DOES_NOT_HOLD),
        (30.0, 0, "up to", Fraction(31), DOES_NOT_HOLD),
    ],
)
def test_a_printed_figure_holds(
    number: float, decimals: int, qualifier: str, worked_out: Fraction, outcome: str
) -> None:
    assert values.judged(printed("improved", number, decimals=decimals, qualifier=qualifier), worked_out) == outcome


def test_figures_are_read_in_their_order_and_grouped_the_first_of_two() -> None:
    rows = [
        {name: getattr(EMPTY, name) for name in EMPTY._fields if name != "year"}
        | {"report_year": 2031, "figure_id": name, "measure": measure, "value": value, "theme": theme}
        for name, measure, value, theme in (
            ("a", "improved", 4.1, "Safe"),
            ("b", "improved", 9.0, "Safe"),
            ("c", "worsened", math.nan, "Safe"),
            ("d", "improved", 7.0, ""),
        )
    ]
    figures = values.figures_of(pd.DataFrame(rows))
    assert (figures[0].figure_id, figures[0].year, figures[0].value) == ("a", 2031, Fraction(41, 10))
    groups = values.grouped(figures, "theme")
    assert {key: [one.figure_id for one in group.values()] for key, group in groups.items()} == {
        ("Safe",): ["a", "c"],
        ("",): ["d"],
    }
    # one without a number is not present, and counts as nothing in a sum
    assert [one.figure_id for one in values.present(groups["Safe",], ("worsened", "improved", "other"))] == ["a"]
    assert values.total_of(figures) == Fraction(201, 10)
    assert values.figures_of(pd.DataFrame(rows).head(0)) == []
    assert values.total_of([]) == 0


def test_a_figure_is_of_the_report_or_of_a_part() -> None:
    assert printed("improved", 1).is_of_report
    assert not printed("improved", 1, theme="Safe").is_of_report
    assert not printed("improved", 1, indicator="theft").is_of_report
    assert printed("improved", 1, dashboard="Police", reference="7.1").part == "Police"
    assert printed("improved", 1, reference="7.1").part == "7.1"


def test_a_check_has_what_it_judges_and_what_it_calculates_with() -> None:
    total, part = printed("improved", 35.0), printed("worsened", 34.5)
    check = values.check_value("R1", total, [part], Fraction(69, 2), "34.5.")
    assert (check.subjects, check.inputs, check.outcome, check.derives) == ((total,), (part,), HOLDS_ROUNDED, True)
    none = values.not_derived("R1", total, [], "no parts")
    assert (none.worked_out, none.outcome, none.printed) == (None, NOT_DERIVED, Fraction(35))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, None, "nothing"),
        (Fraction(0), None, "0"),
        (Fraction(100), None, "100"),
        (Fraction(1_270_150), None, "1,270,150"),
        (Fraction(1, 3), None, "0.33"),
        (Fraction(35, 2), 1, "17.5"),
        (Fraction(35, 2), 0, "18"),
        (Fraction(1234), -2, "1,200"),
    ],
)
def test_numbers_in_sentences(value: Fraction | None, decimals: int | None, text: str) -> None:
    assert values.written(value, decimals) == text


def test_money_and_sums_in_sentences() -> None:
    assert values.pounds(Fraction("1234.5")) == "£1,234.50"
    assert values.pounds(Fraction(0)) == "£0"
    assert values.sum_in_words([printed("a", 76), printed("b", 36), printed("c", 59.5)]) == "76 + 36 + 59.5 = 171.5."
