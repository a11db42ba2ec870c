"""Markers: the shorthand beside or instead of a figure."""

from __future__ import annotations

from itertools import combinations

import pytest

from helpers.markers import MEANINGS, WITH_A_FIGURE, marker_problem

INSTEAD = {"[c]", "[x]", "[z]"}


def test_the_markers_are_those_of_the_contract() -> None:
    assert set(MEANINGS) == {"[b]", "[c]", "[e]", "[f]", "[low]", "[p]", "[r]", "[u]", "[x]", "[z]"}
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
    expected = f"marker {marker} stands beside a figure, but means that there is none"
    assert marker_problem(marker, has_value=True) == expected
    assert marker_problem(f"[p] {marker}", has_value=True) == expected


@pytest.mark.parametrize(
    ("marker", "named"),
    [
        ("*", "*"), ("p", "p"), ("[P]", "[P]"), ("[p][r]", "[p][r]"), ("[p],[r]", "[p],[r]"), ("[q]", "[q]"),
        ("[p]  [r]", ""), (" [p]", ""), ("[p] ", ""), ("[p]\t[r]", "[p]\t[r]"), ("[p] q", "q"), ("..", ".."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("has_value", [True, False])
def test_anything_else_is_unknown(marker: str, named: str, has_value: bool) -> None:
    problem = marker_problem(marker, has_value=has_value)
    assert problem == f"unknown marker {named!r}; expected one of [b] [c] [e] [f] [low] [p] [r] [u] [x] [z]"


def test_any_two_markers_are_right_beside_a_figure_or_one_says_there_is_none() -> None:
    for pair in combinations(MEANINGS, 2):
        assert (marker_problem(" ".join(pair), has_value=True) is None) == (not INSTEAD & set(pair))
