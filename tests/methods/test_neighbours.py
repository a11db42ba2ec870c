"""Nearest neighbours: distances worked by hand, who may be a neighbour, and what must hold whatever the figures are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import examples
from hypothesis import strategies as st

from helpers.methods.neighbours import distances, nearest, standardised, thresholds, winsorised
from helpers.problems import MethodProblem

COLUMNS = ["area_code", "place", "neighbour_code", "distance", "blanks"]
Figures = Sequence[float | None]


def areas(codes: Sequence[str], **variables: Figures) -> pd.DataFrame:
    """A frame from the codes and each variable's figures: areas("abc", size=[1, 2, None])."""
    columns = {name: pd.Series(figures, dtype="float64") for name, figures in variables.items()}
    return pd.DataFrame({"area_code": list(codes), **columns})


def pairs(*inputs: str) -> pd.DataFrame:
    """Pairs of one inner and one outer area, each of one letter: pairs("ab") for a inside b."""
    return pd.DataFrame({"inner_code": [value[0] for value in inputs], "outer_code": [value[1] for value in inputs]})


ALONE = pairs()


def lists(result: pd.DataFrame) -> dict[str, str]:
    """The neighbours of each area that has some, as one text, nearest first."""
    assert result.columns.tolist() == COLUMNS
    return result.groupby("area_code")["neighbour_code"].agg("".join).to_dict()


def test_three_areas_by_hand() -> None:
    """0, 1, 2 are clipped to 0.02 and 1.98: mean 1, standard deviation 0.98 √(2/3), so that the ends are √1.5 from it.

    The second variable is the same in other units, so that each distance is √2 times as long.
    """
    frame = areas("abc", length=[0, 1, 2], miles=[10, 20, 30])
    neighbours = nearest(frame, ALONE)
    assert lists(neighbours) == {"a": "bc", "b": "ac", "c": "ba"}
    assert neighbours["area_code"].tolist() == list("aabbcc")
    assert neighbours["place"].tolist() == [1, 2, 1, 2, 1, 2]
    root = math.sqrt(3)
    np.testing.assert_allclose(neighbours["distance"], [root, 2 * root, root, root, root, 2 * root], rtol=1e-12)
    assert neighbours["blanks"].tolist() == [0] * 6


def test_figures_beyond_the_thresholds_are_brought_back_to_them() -> None:
    """Of 101 figures the 1st percentile is the second lowest, the 99th the second highest."""
    figures = [-1000.0, *range(1, 100), 1000.0]
    values = areas([f"{number:03}" for number in range(101)], v=figures).set_index("area_code")
    assert thresholds(values)["v"].tolist() == [1, 99]
    assert winsorised(values)["v"].tolist() == [1, *range(1, 100), 99]
    # Of 1, 2, 3, 4 they are a hundredth of the way from one end to the other: 1 + 0.01 × 3 and 4 − 0.01 × 3.
    assert thresholds(values.iloc[1:5])["v"].tolist() == pytest.approx([1.03, 3.97])


def test_a_blank_is_filled_with_the_median_and_counted() -> None:
    """1, 2, 6 and a blank at 2: mean 2.75, each 1.75, 0.75, 3.25 and 0.75 from it, in root mean squares."""
    values = areas("abcd", v=[1, 2, 6, None]).set_index("area_code")
    size = math.sqrt((1.75**2 + 0.75**2 + 3.25**2 + 0.75**2) / 4)
    expected = [-1.75 / size, -0.75 / size, 3.25 / size, -0.75 / size]
    assert standardised(values)["v"].tolist() == pytest.approx(expected, rel=1e-12)
    assert winsorised(values)["v"].isna().tolist() == [False, False, False, True]
    neighbours = nearest(areas("abcd", v=[1, 2, 6, None], w=[1, 2, 6, None], x=[1, None, 2, 3]), ALONE)
    assert neighbours.drop_duplicates("area_code")["blanks"].tolist() == [0, 1, 0, 2]


def test_nullable_and_whole_numbers_are_numbers() -> None:
    figures: Figures = [1, 2, 6, None]
    plain = nearest(areas("abcd", v=figures), ALONE)
    for dtype in ("Int64", "Float64", "object"):
        frame = areas("abcd").assign(v=pd.Series(figures, dtype=dtype))
        pd.testing.assert_frame_equal(nearest(frame, ALONE), plain)


def test_equal_distances_are_in_order_of_code() -> None:
    """Four areas round one, at the same distance but for the rounding of the computer."""
    frame = areas("dmabz", v=[0.7, 0.4, 0.1, 0.4, 0.4], w=[0.4, 0.4, 0.4, 0.1, 0.7])
    from_m = nearest(frame, ALONE).query("area_code == 'm'")
    assert "".join(from_m["neighbour_code"]) == "abdz"
    assert from_m["place"].tolist() == [1, 2, 3, 4]
    assert from_m["distance"].nunique() > 1 and np.ptp(from_m["distance"]) < 1e-9


def test_areas_with_the_same_figures_are_neighbours_but_not_of_themselves() -> None:
    neighbours = nearest(areas("abcd", v=[3, 3, 3, 9]), ALONE)
    assert lists(neighbours) == {"a": "bcd", "b": "acd", "c": "abd", "d": "abc"}
    assert neighbours.query("place < 3 and area_code != 'd'")["distance"].tolist() == [0.0] * 6


def test_an_area_inside_another_is_no_neighbour_of_it_either_way() -> None:
    """Two districts, a and b, inside the county x are neighbours of each other; q is in no frame."""
    frame = areas("abcx", v=[1, 2, 9, 3])
    assert lists(nearest(frame, ALONE)) == {"a": "bxc", "b": "axc", "c": "xba", "x": "bac"}
    # An area that is its own upper tier is in the official lookup as inside itself.
    nested = pairs("ax", "bx", "cc", "aq", "qx", "ax")
    assert lists(nearest(frame, nested)) == {"a": "bc", "b": "ac", "c": "xba", "x": "c"}


def test_the_neighbours_are_limited_after_sorting() -> None:
    """The nearest of the class, however far down the whole list, at distances that do not depend on the class."""
    frame = areas("abcde", v=[1, 2, 3, 5, 9], w=[4, 4, 5, 1, 0])
    whole = nearest(frame, ALONE)
    neighbours = nearest(frame, ALONE, keep=2, within=["e", "a", "d", "?"])
    assert lists(neighbours) == {"a": "de", "b": "ad", "c": "ad", "d": "ea", "e": "da"}
    assert neighbours["place"].tolist() == [1, 2] * 5
    keys = ["area_code", "neighbour_code"]
    both = neighbours.merge(whole, on=keys, validate="one_to_one")
    assert len(both) == 10 and (both["distance_x"] == both["distance_y"]).all()
    assert nearest(frame, ALONE, within=[]).empty


def test_no_more_are_kept_than_wanted_and_no_more_given_than_there_are() -> None:
    many = areas([f"{number:02}" for number in range(30)], v=range(30))
    assert nearest(many, ALONE).groupby("area_code").size().eq(20).all()
    assert nearest(many, ALONE, keep=1)["place"].tolist() == [1] * 30
    assert lists(nearest(areas("ab", v=[1, 2]), ALONE)) == {"a": "b", "b": "a"}
    # One area inside the other: neither has a neighbour.
    none = nearest(areas("ab", v=[1, 2]), pairs("ab"))
    assert none.empty and none.columns.tolist() == COLUMNS


def test_what_is_given_stays_as_it_is() -> None:
    frame, nested = areas("cab", v=[1, None, 6], w=[1, 2, 3]), pairs("ab")
    copies = frame.copy(deep=True), nested.copy(deep=True)
    nearest(frame, nested)
    pd.testing.assert_frame_equal(frame, copies[0])
    pd.testing.assert_frame_equal(nested, copies[1])


ONE_FAR = [f"{number:03}" for number in range(200)]

REFUSED: list[tuple[pd.DataFrame, pd.DataFrame, dict[str, Any], str]] = [
    (pd.DataFrame({"code": ["a"]}), ALONE, {}, "frame must have the column area_code; it has code"),
    (
        areas("ab", v=[1, 2]),
        pd.DataFrame({"inner": ["a"], "outer_code": ["b"]}),
        {},
        "nested must have the column inner_code; it has inner, outer_code",
    ),
    (
        pd.concat([areas("ab", v=[1, 2]), areas("ab", v=[1, 2])[["v"]]], axis=1),
        ALONE,
        {},
        "frame must have each column once; not so: v",
    ),
    (areas("abbca", v=range(5)), ALONE, {}, "each area must have one row; not so: b, a"),
    (areas("ab", v=[1, 2]).assign(area_code=["a", None]), ALONE, {}, "each row of frame must have an area_code"),
    (areas("ab"), ALONE, {}, "frame must have a variable beside area_code"),
    (areas("ab", v=[1, 2]).assign(name=["A", "B"]), ALONE, {}, "each variable must be of numbers; not so: name"),
    (areas("ab", v=[1, math.inf]), ALONE, {}, "each number must be finite; not so: v"),
    (
        areas("ab", u=[None, None], v=[1, 2]).assign(w=None),
        ALONE,
        {},
        "each variable must have a number for some areas; not so: u, w",
    ),
    (areas("", v=[]), ALONE, {}, "each variable must have a number for some areas; not so: v"),
    (
        areas("abc", u=[0.1 + 0.2, 0.3, None], v=[1, 2, 3], w=[0, 0, 0]),
        ALONE,
        {},
        "each variable must differ between areas by more than what is clipped at either end; not so: u, w",
    ),
    (
        areas(ONE_FAR, v=[1] * 199 + [2]),
        ALONE,
        {},
        "each variable must differ between areas by more than what is clipped at either end; not so: v",
    ),
    (areas("ab", v=[1, 2]), ALONE, {"keep": 0}, "keep must be 1 or more; got 0"),
]


@pytest.mark.parametrize(("frame", "nested", "options", "message"), REFUSED)
def test_what_cannot_be_worked_on_is_refused_in_words(
    frame: pd.DataFrame, nested: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(MethodProblem) as caught:
        nearest(frame, nested, **options)
    assert str(caught.value) == message


ALPHABET = "abcdefghijkl"


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """A few areas in any order; figures in tenths, many of them equal, with blanks, but different in each variable."""
    size = draw(st.integers(2, len(ALPHABET)))
    figure = st.none() | st.integers(-5, 5).map(lambda drawn: drawn / 10) | st.integers(-900, 900).map(lambda n: n / 10)
    column = st.lists(figure, min_size=size, max_size=size).filter(lambda drawn: len(set(drawn) - {None}) > 1)
    columns = draw(st.lists(column, min_size=1, max_size=4))
    codes = draw(st.permutations(ALPHABET[:size]))
    return areas(codes, **{f"v{number}": value for number, value in enumerate(columns)})


nestings = st.lists(st.text(ALPHABET, min_size=2, max_size=2), max_size=8).map(lambda drawn: pairs(*drawn))


@cache
def drawn() -> list[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    """Areas, which are within which, and the neighbours of all; tests leave the frames as they are."""
    return [(frame, nested, nearest(frame, nested)) for frame, nested in examples(st.tuples(frames(), nestings), 30)]


def check_same(result: pd.DataFrame, expected: pd.DataFrame) -> None:
    """The same neighbours in the same places, at the same distance but for rounding."""
    pd.testing.assert_frame_equal(result, expected, rtol=1e-8, atol=1e-8)


def test_an_area_is_never_its_own_neighbour_nor_of_one_it_is_in() -> None:
    for frame, nested, neighbours in drawn():
        pair = neighbours["area_code"] + neighbours["neighbour_code"]
        assert pair.is_unique
        apart = set(nested["inner_code"] + nested["outer_code"]) | set(nested["outer_code"] + nested["inner_code"])
        codes = frame["area_code"]
        assert set(pair) == {a + b for a in codes for b in codes if a != b} - apart


def test_places_are_in_order_of_distance() -> None:
    for _, _, neighbours in drawn():
        for _, rows in neighbours.groupby("area_code"):
            assert rows["place"].tolist() == list(range(1, len(rows) + 1))
            steps = rows["distance"].diff().iloc[1:]
            assert (steps > -1e-8).all()
            equal = steps[steps.abs() < 1e-12].index
            assert all(rows.loc[value - 1, "neighbour_code"] < rows.loc[value, "neighbour_code"] for value in equal)


def test_distances_are_symmetrical() -> None:
    for frame, _, _ in drawn():
        apart = distances(frame.set_index("area_code"))
        assert apart.index.tolist() == apart.columns.tolist() == frame["area_code"].tolist()
        assert (apart.to_numpy() == apart.to_numpy().T).all()
        assert (np.diag(apart) == 0).all()
        neighbours = nearest(frame, ALONE)
        turned = neighbours.rename(columns={"area_code": "neighbour_code", "neighbour_code": "area_code"})
        both = neighbours.merge(turned, on=["area_code", "neighbour_code"], validate="one_to_one")
        assert len(both) == len(neighbours) and (both["distance_x"] == both["distance_y"]).all()


def test_the_order_of_rows_and_columns_changes_nothing() -> None:
    random = np.random.default_rng(1)
    for frame, nested, neighbours in drawn():
        shuffled = frame[random.permutation(frame.columns)].iloc[random.permutation(len(frame))]
        check_same(nearest(shuffled, nested.iloc[::-1]), neighbours)


def test_names_that_keep_their_order_change_nothing() -> None:
    """With names in the same order, equal distances are told apart alike."""

    def named(codes: pd.Series) -> pd.Series:
        return "E" + codes.astype(str) + "99"

    for frame, nested, neighbours in drawn():
        expected = neighbours.assign(**{name: named(neighbours[name]) for name in ("area_code", "neighbour_code")})
        check_same(nearest(frame.assign(area_code=named(frame["area_code"])), nested.apply(named)), expected)


def test_any_other_names_change_nothing() -> None:
    """Where no two distances are equal, the names may change places too."""
    sizes = st.tuples(st.integers(3, 12), st.integers(1, 4), st.integers(0, 2**32 - 1), nestings)
    for size, variables, seed, nested in examples(sizes, 30):
        random = np.random.default_rng(seed)
        figures = random.normal(size=(variables, size))
        frame = areas(ALPHABET[:size], **{f"v{number}": figure.tolist() for number, figure in enumerate(figures)})
        other = dict(zip(ALPHABET, random.permutation(list(ALPHABET)), strict=True))
        expected = nearest(frame, nested)
        expected = expected.assign(**{name: expected[name].map(other) for name in ("area_code", "neighbour_code")})
        neighbours = nearest(
            frame.assign(area_code=frame["area_code"].map(other)),
            nested.astype("str").apply(lambda drawn, other=other: drawn.map(other)),
        )
        check_same(neighbours, expected.sort_values(["area_code", "place"], ignore_index=True))


def test_units_and_origin_of_a_variable_change_nothing() -> None:
    changes = examples(st.tuples(st.integers(-1000, 1000), st.sampled_from([0.001, 0.3, 7, 1e6])), len(drawn()))
    for (frame, nested, neighbours), (constant, factor) in zip(drawn(), changes, strict=True):
        check_same(nearest(frame.assign(v0=frame["v0"] + constant), nested), neighbours)
        check_same(nearest(frame.assign(v0=frame["v0"] * factor), nested), neighbours)
        check_same(nearest(frame.assign(v0=(frame["v0"] + constant) * factor), nested), neighbours)


def test_those_kept_of_a_class_are_the_first_of_the_whole_list() -> None:
    choices = examples(st.tuples(st.lists(st.sampled_from(ALPHABET), unique=True), st.integers(1, 6)), len(drawn()))
    for (frame, nested, whole), (within, keep) in zip(drawn(), choices, strict=True):
        expected = whole[whole["neighbour_code"].isin(within)].groupby("area_code").head(keep)
        ranks = expected.groupby("area_code").cumcount() + 1
        neighbours = nearest(frame, nested, keep=keep, within=within)
        expected = expected.assign(place=ranks).reset_index(drop=True)
        pd.testing.assert_frame_equal(neighbours, expected, check_dtype=False)
