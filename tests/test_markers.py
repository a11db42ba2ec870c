"""Markers: the shorthand beside or instead of a figure."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from helpers.markers import MEANINGS, SYMBOLS, WITH_A_FIGURE, Figure, marker_problem, read_figure

INSTEAD = {"[c]", "[x]", "[z]"}


def test_the_markers_are_those_of_the_contract() -> None:
    assert set(MEANINGS) == {"[b]", "[c]", "[d]", "[e]", "[f]", "[low]", "[p]", "[r]", "[u]", "[x]", "[z]"}
    assert set(MEANINGS) - WITH_A_FIGURE == INSTEAD
    assert all(meaning and not meaning.endswith(".") for meaning in MEANINGS.values())


@pytest.mark.parametrize("marker", ["", "[p]", "[b] [p]", "[e] [f] [low] [r] [u]"])
def test_right_beside_a_figure(marker: str) -> None:
    assert marker_problem(marker, has_value=True) is None


@pytest.mark.parametrize("marker", ["[c]", "[x]", "[z]", "[low]", "[u]", "[p] [c]"])
def test_right_instead_of_a_figure(marker: str) -> None:
    assert marker_problem(marker, has_value=False) is None


def test_a_blank_needs_a_reason() -> None:
    assert marker_problem("", has_value=False) == "no figure and no marker saying why"


@pytest.mark.parametrize("marker", sorted(INSTEAD))
def test_a_figure_beside_its_absence_is_a_contradiction(marker: str) -> None:
    expected = f"marker {marker} is next to a figure, but means that there is none"
    assert marker_problem(marker, has_value=True) == expected
    assert marker_problem(f"[p] {marker}", has_value=True) == expected


@pytest.mark.parametrize(
    ("marker", "named"),
    [
        ("*", "*"),
        ("p", "p"),
        ("[P]", "[P]"),
        ("[p][r]", "[p][r]"),
        ("[p],[r]", "[p],[r]"),
        ("[q]", "[q]"),
        ("[p]  [r]", ""),
        (" [p]", ""),
        ("[p] ", ""),
        ("[p]\t[r]", "[p]\t[r]"),
        ("[p] q", "q"),
        ("..", ".."),
    ],
)
@pytest.mark.parametrize("has_value", [True, False])
def test_anything_else_is_unknown(marker: str, named: str, has_value: bool) -> None:
    problem = marker_problem(marker, has_value=has_value)
    assert problem == f"unknown marker {named!r}; expected one of [b] [c] [d] [e] [f] [low] [p] [r] [u] [x] [z]"


def test_any_two_markers_are_right_beside_a_figure_or_one_says_there_is_none() -> None:
    for pair in combinations(MEANINGS, 2):
        assert (marker_problem(" ".join(pair), has_value=True) is None) == (not INSTEAD & set(pair))


@pytest.mark.parametrize(
    ("text", "value", "marker"),
    [
        ("12.3", 12.3, ""),
        (" 0 ", 0.0, ""),
        ("-4", -4.0, ""),
        (".5", 0.5, ""),
        ("1,234,567.8", 1234567.8, ""),
        ("12.3 [e]", 12.3, "[e]"),
        ("12.3[E][p]", 12.3, "[e] [p]"),
        ("12.3 [b] [r]", 12.3, "[b] [r]"),
        ("*", None, "[c]"),
        ("c", None, "[c]"),
        ("SUPP", None, "[c]"),
        ("[c]", None, "[c]"),
        ("..", None, "[x]"),
        (":", None, "[x]"),
        ("x", None, "[x]"),
        ("", None, "[x]"),
        ("  ", None, "[x]"),
        ("-", None, "[x]"),
        ("z", None, "[z]"),
        ("NE", None, "[z]"),
        ("LOW", None, "[low]"),
        ("k", None, "[low]"),
        ("u", None, "[u]"),
        ("* [r]", None, "[c] [r]"),
    ],
)
def test_a_figure_is_read_with_its_markers(text: str, value: float | None, marker: str) -> None:
    assert read_figure(text) == Figure(value, marker)


@pytest.mark.parametrize(
    "text",
    [
        "12.3 [c]",
        "7 [x]",
        "twelve",
        "12.3.4",
        "1,23",
        "12 %",
        "12 [q]",
        "[q]",
        "12 [e",
        "<div>-</div>",
        "1e5",
        "nan",
        "inf",
        "=1+1",
    ],
)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        read_figure(text)


def test_every_symbol_says_that_there_is_no_figure() -> None:
    assert set(SYMBOLS.values()) <= set(MEANINGS)
    assert all(read_figure(symbol).value is None for symbol in SYMBOLS)
