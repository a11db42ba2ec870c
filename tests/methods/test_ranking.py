"""Rank and quartile in a group, with values worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from helpers.methods.ranking import ordinal, rank_and_quartile
from helpers.problems import MethodProblem

Make = Callable[..., pd.DataFrame]


def places(frame: pd.DataFrame, **options: int) -> dict[str, tuple[int | None, int | None]]:
    """Rank and quartile by area."""
    found = rank_and_quartile(frame, **options)
    return {
        row["area_code"]: tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("rank", "quartile"))
        for row in found.to_dict("records")
    }


def numbered(figures: list[float]) -> dict[str, float]:
    return {f"area {number:03d}": each for number, each in enumerate(figures)}


def test_the_best_is_first_by_polarity(group: Make) -> None:
    figures = {"a": 10.0, "b": 40.0, "c": 30.0, "d": 20.0}
    assert places(group(figures)) == {"b": (1, 1), "c": (2, 2), "d": (3, 3), "a": (4, 4)}
    assert places(group(figures, "lower_is_better")) == {"a": (1, 1), "d": (2, 2), "c": (3, 3), "b": (4, 4)}


def test_equal_figures_share_the_best_rank(group: Make) -> None:
    figures = {"a": 9.0, "b": 8.0, "c": 8.0, "d": 7.0, "e": 8.0, "f": 1.0, "g": 1.0, "h": 0.0}
    found = {area: rank for area, (rank, _) in places(group(figures)).items()}
    assert found == {"a": 1, "b": 2, "c": 2, "e": 2, "d": 5, "f": 6, "g": 6, "h": 8}


def test_a_tie_across_a_quartile_bound_stays_together(group: Make) -> None:
    """Of 8, ranks 1 and 2 are the first quartile; the three that share rank 2 are all in it."""
    figures = {"a": 9.0, "b": 8.0, "c": 8.0, "d": 8.0, "e": 5.0, "f": 4.0, "g": 3.0, "h": 2.0}
    found = places(group(figures))
    assert [found[area] for area in "abcdefgh"] == [
        (1, 1), (2, 1), (2, 1), (2, 1), (5, 3), (6, 3), (7, 4), (8, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better"])
def test_where_all_are_equal_all_are_first(group: Make, polarity: str) -> None:
    assert set(places(group(numbered([5.0] * 12), polarity)).values()) == {(1, 1)}


@pytest.mark.parametrize(
    ("n", "sizes"), [(4, [1, 1, 1, 1]), (5, [2, 1, 1, 1]), (6, [2, 1, 2, 1]), (33, [9, 8, 8, 8]), (36, [9, 9, 9, 9])]
)
def test_quartiles_are_of_nearly_equal_size(group: Make, n: int, sizes: list[int]) -> None:
    """1 + 4 (rank - 1) // n, counted by hand: of 5 the ranks give 0, 0.8, 1.6, 2.4 and 3.2."""
    found = [quartile for _, quartile in places(group(numbered([float(-each) for each in range(n)]))).values()]
    assert [found.count(each) for each in (1, 2, 3, 4)] == sizes
    assert found == sorted(found)  # type: ignore[type-var]


def test_without_a_figure_there_is_no_place_and_no_weight(group: Make) -> None:
    figures = {"a": 4.0, "b": None, "c": 3.0, "d": 2.0, "e": 1.0}
    found = rank_and_quartile(group(figures)).set_index("area_code")
    assert found["n"].tolist() == [4] * 5
    assert places(group(figures)) == {"a": (1, 1), "b": (None, None), "c": (2, 2), "d": (3, 3), "e": (4, 4)}


def test_a_neutral_measure_has_a_number_of_areas_and_no_ranks(group: Make) -> None:
    frame = group(numbered([1.0, 2.0, 3.0, 4.0, 5.0]), "neutral")
    assert set(places(frame).values()) == {(None, None)}
    assert set(rank_and_quartile(frame)["n"]) == {5}


@pytest.mark.parametrize(("minimum", "ranked"), [(4, True), (7, True), (8, False)])
def test_a_small_group_is_not_ranked(group: Make, minimum: int, ranked: bool) -> None:
    frame = group(numbered([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) | {"blank": None})
    found = places(frame, minimum_group_size=minimum)
    assert (found["area 006"] == (1, 1)) is ranked
    assert (found["area 000"] == (None, None)) is not ranked


def test_the_smallest_group_has_four(group: Make) -> None:
    assert set(places(group(numbered([1.0, 2.0, 3.0]))).values()) == {(None, None)}
    for minimum in (3, 0, -1):
        with pytest.raises(MethodProblem, match=f"minimum_group_size must be 4 or more; got {minimum}"):
            rank_and_quartile(group(numbered([1.0])), minimum_group_size=minimum)


def test_figures_that_differ_in_the_last_bits_are_tied(group: Make) -> None:
    """0.1 + 0.2 is not 0.3 in binary; a difference that is published counts, however small."""
    found = places(group({"a": 0.1 + 0.2, "b": 0.3, "c": 0.29999, "d": 0.1}))
    assert [found[area][0] for area in "abcd"] == [1, 1, 3, 4]
    # The slack is relative for large figures: a difference of 0.5 in a thousand million is none.
    found = places(group({"a": 1e9 + 0.5, "b": 1e9, "c": 1e9 - 5, "d": 0.0}))
    assert [found[area][0] for area in "abcd"] == [1, 1, 3, 4]


def test_negative_figures_and_zero_are_ranked_as_numbers(group: Make) -> None:
    figures = {"a": -3.0, "b": 0.0, "c": -0.0, "d": 2.0, "e": -1.0}
    assert {area: rank for area, (rank, _) in places(group(figures)).items()} == {
        "d": 1, "b": 2, "c": 2, "e": 4, "a": 5,
    }  # fmt: skip


def test_groups_are_ranked_apart(group: Make) -> None:
    one = group(numbered([1.0, 2.0, 3.0, 4.0]), indicator_id="one")
    two = group(numbered([4.0, 3.0, 2.0, 1.0, 0.0]), "lower_is_better", indicator_id="two")
    found = rank_and_quartile(pd.concat([one, two])).set_index(["indicator_id", "area_code"])
    assert found.loc["one", "rank"].tolist() == [4, 3, 2, 1]
    assert found.loc["two", "rank"].tolist() == [5, 4, 3, 2, 1]
    assert found.loc["one", "n"].unique().tolist() == [4]
    assert found.loc["two", "n"].unique().tolist() == [5]


def test_other_keys_can_be_named(group: Make) -> None:
    figures = numbered([1.0, 2.0, 3.0, 4.0])
    frame = pd.concat([group(figures).assign(region="north"), group(figures).assign(region="south")])
    found = rank_and_quartile(frame, group=["indicator_id", "region"])
    assert found["n"].unique().tolist() == [4]
    assert sorted(found["rank"]) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_the_rows_and_columns_given_come_back(group: Make) -> None:
    frame = group({"d": 1.0, "a": None, "c": 3.0}).assign(note=["x", "y", "z"])
    before = frame.copy(deep=True)
    found = rank_and_quartile(frame)
    pd.testing.assert_frame_equal(found[frame.columns.tolist()], before)
    pd.testing.assert_frame_equal(frame, before)
    assert set(found.columns) - set(frame.columns) == {"n", "rank", "quartile", "rank_reason"}


def test_no_rows_give_no_rows(group: Make) -> None:
    found = rank_and_quartile(group({}))
    assert found.empty
    assert {"n", "rank", "quartile"} <= set(found.columns)


def test_missing_columns_are_named(group: Make) -> None:
    with pytest.raises(MethodProblem, match="must have the column polarity; it has indicator_id, area_code, value"):
        rank_and_quartile(group({"a": 1.0}).drop(columns="polarity"))


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (20, "20th"), (21, "21st"), (22, "22nd"), (33, "33rd"), (101, "101st"), (111, "111th"), (112, "112th")],
)  # fmt: skip
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


# Properties. Figures are whole or have one decimal, so that ties are common and exact.

figures = st.lists(st.integers(min_value=-30, max_value=30).map(lambda each: each / 10), min_size=1, max_size=40)
polarity = st.sampled_from(["higher_is_better", "lower_is_better"])
few = settings(max_examples=30, deadline=None)
OTHER = {"higher_is_better": "lower_is_better", "lower_is_better": "higher_is_better", "neutral": "neutral"}


def one_group(figures: Mapping[str, float], polarity: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"indicator_id": "one", "area_code": list(figures), "value": list(figures.values()), "polarity": polarity}
    )


@few
@given(figures, polarity)
def test_ranks_are_those_of_scipy(figures: list[float], polarity: str) -> None:
    """An independent rank, and the quartile as a plain sum in whole numbers."""
    found = rank_and_quartile(one_group(numbered(figures), polarity))
    n = len(figures)
    if n < 4:
        assert found["rank"].isna().all()
        return
    turned = [-each if polarity == "higher_is_better" else each for each in figures]
    ranks = [int(each) for each in rankdata(turned, method="min")]
    assert found["rank"].astype("int64").tolist() == ranks
    assert found["quartile"].astype("int64").tolist() == [1 + 4 * (rank - 1) // n for rank in ranks]


@few
@given(figures, polarity, st.randoms(use_true_random=False))
def test_names_and_order_of_areas_change_nothing(figures: list[float], polarity: str, random: object) -> None:
    first = numbered(figures)
    names = list(first)
    random.shuffle(names)  # type: ignore[attr-defined]
    renamed = dict(zip(first, names, strict=True))
    shuffled = {renamed[area]: first[area] for area in sorted(first, key=renamed.__getitem__)}
    before, after = places(one_group(first, polarity)), places(one_group(shuffled, polarity))
    assert {renamed[area]: place for area, place in before.items()} == after


@few
@given(figures, polarity)
def test_turning_figures_and_polarity_changes_nothing(figures: list[float], polarity: str) -> None:
    there = places(one_group(numbered(figures), polarity))
    assert places(one_group(numbered([-each for each in figures]), OTHER[polarity])) == there


@few
@given(figures, polarity, st.sampled_from([0.001, 0.5, 1024.0]))
def test_the_unit_changes_nothing(figures: list[float], polarity: str, scale: float) -> None:
    """The figures lie 0.1 apart, far more than the slack on either scale."""
    there = places(one_group(numbered(figures), polarity))
    assert places(one_group(numbered([each * scale for each in figures]), polarity)) == there


@few
@given(figures, polarity)
def test_quartiles_never_fall_as_ranks_rise(figures: list[float], polarity: str) -> None:
    found = rank_and_quartile(one_group(numbered(figures), polarity)).dropna(subset="rank").sort_values("rank")
    assert found["quartile"].is_monotonic_increasing
    assert found.empty or found["rank"].iloc[0] == 1
    assert found["quartile"].isin([1, 2, 3, 4]).all()
