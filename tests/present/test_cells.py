"""Cells: numbers as readers expect them, nothing blank, and beside the words the values they were printed from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from helpers.present.cells import (
    as_cell,
    as_column,
    direction_cell,
    format_number,
    format_value,
    number_cell,
    quality_cell,
    quartile_cell,
    sparkline_cell,
    sure_quartile_cell,
    words_cell,
)
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Span
from helpers.publish.html import cell_html


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0.125, 2, "0.13"),  # halves go away from zero; round() and format() give 0.12
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (0.285, 2, "0.29"),  # the binary number lies below; the reader sees 0.285
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),  # zero has no sign
        (-0.0, 0, "0"),
        (-0.06, 1, "−0.1"),
        (1234567.891, 1, "1,234,567.9"),
        (999.95, 1, "1,000.0"),
        (12, 2, "12.00"),
        (12, None, "12"),
        (12.0, None, "12"),
        (12.25, None, "12.25"),
        (1e-7, None, "0.0000001"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (np.float64(0.1), 1, "0.1"),
        (np.int64(4500), None, "4,500"),
        (Decimal("4.45"), 1, "4.5"),
        (float("nan"), 1, "[x]"),
        (None, 1, "[x]"),
    ],
)
def test_numbers_print_as_worked_by_hand(value: float, decimals: int | None, printed: str) -> None:
    assert format_number(value, decimals) == printed


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), Decimal("Infinity")])
def test_an_infinite_number_is_never_printed(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(value, 1)


def test_negative_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        format_number(1.0, -1)


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, "", "  "])
def test_a_missing_cell_prints_the_shorthand(value: object) -> None:
    assert format_value(value) == "[x]"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (True, "Yes"),
        (np.bool_(False), "No"),
        (date(2023, 3, 31), "31 March 2023"),
        (pd.Timestamp("2023-03-01"), "1 March 2023"),
        ("[c]", "[c]"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_cells_of_other_kinds(value: object, printed: str) -> None:
    assert format_value(value) == printed


@pytest.mark.parametrize(
    ("word", "mark"),
    [
        ("Improved", "▲"),
        ("No real change", "►"),
        ("Worsened", "▼"),
        ("Cannot be determined", "–"),
        ("Not judged", "–"),
        ("Increased", "↑"),
        ("Decreased", "↓"),
        ("Unchanged", "→"),
    ],
)
def test_a_direction_is_a_word_with_a_hidden_mark(word: str, mark: str) -> None:
    cell = direction_cell(word)
    assert f'<span class="mark" aria-hidden="true">{mark}</span> {word}</span>' in cell_html(cell)
    assert repr(cell) == word


def test_directions_and_quartiles_refuse_other_values() -> None:
    with pytest.raises(ValueError, match="improved"):
        direction_cell("improved")
    for wrong in (0, 5, 1.5, "1"):
        with pytest.raises(ValueError, match="1, 2, 3 or 4"):
            quartile_cell(wrong)


def test_quartiles_differ_in_words_and_class() -> None:
    assert [repr(quartile_cell(quartile)) for quartile in (1, 2.0, np.float64(3), 4)] == [
        "1st (best)",
        "2nd",
        "3rd",
        "4th",
    ]
    assert 'class="quartile quartile-4"' in cell_html(quartile_cell(4))
    assert cell_html(quartile_cell(pd.NA)) == cell_html(direction_cell(None)) == "[x]"


def test_cells_survive_a_frame() -> None:
    frame = pd.DataFrame({"word": ["Improved", "Worsened"]})
    frame["cell"] = as_column([direction_cell(word) for word in frame["word"]], frame.index)
    made = table(frame, "Directions", [Column("word", "Word"), Column("cell", "Cell")])
    assert [row[1] for row in made.rows] == [direction_cell("Improved"), direction_cell("Worsened")]


def test_a_cell_has_its_value_beside_what_is_printed() -> None:
    assert as_cell(45.65, 1, "%", ("f1",)) == Cell((Span("45.7"),), 45.65, "%", 1, ("f1",))
    assert as_cell(date(2023, 3, 31)).value == date(2023, 3, 31)
    assert as_cell("words", 1, "%") == Cell((Span("words"),))
    assert as_cell(None, 1, "%").value is None
    assert number_cell(12.5, 1, "%", "12.5 [p]") == Cell((Span("12.5 [p]"),), 12.5, "%", 1)
    assert number_cell(float("nan"), 1).text == words_cell("").text == "[x]"
    assert quartile_cell(2.0).value == 2
    cell = as_cell(1.0)
    assert as_cell(cell, 2) is cell


def test_a_cell_in_plain_words_keeps_its_reason_apart() -> None:
    assert quality_cell("Serious concerns", "timeliness").text == "Serious concerns (timeliness)"
    assert direction_cell("Decreased").with_spans(Span("not judged", "reason")).text == "Decreased (not judged)"
    assert sparkline_cell([1.0, None], label="2021/22 1, 2022/23 none").text == "2021/22 1, 2022/23 none"


def test_a_quartile_that_is_not_sure_has_the_others_beside_it() -> None:
    """A reason is read as words in brackets, and printed in small letters below."""
    texts = {ends: sure_quartile_cell(2, *ends).text for ends in ((2, 2), (1, 3), (3, 3), (None, None))}
    assert texts == {
        (2, 2): "2nd",
        (1, 3): "2nd (1st to 3rd)",
        (3, 3): "2nd (3rd)",
        (None, None): "2nd (how sure is not known)",
    }
    assert sure_quartile_cell(1, 1, 1) == quartile_cell(1)
    assert sure_quartile_cell(4, pd.NA, pd.NA).text == "4th (how sure is not known)"
    assert sure_quartile_cell(pd.NA, pd.NA, pd.NA) == quartile_cell(None)
    assert 'class="quartile quartile-1"' in cell_html(sure_quartile_cell(1, 1, 3))
