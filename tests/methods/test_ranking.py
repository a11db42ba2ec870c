"""Rank and quartile in a group, with values worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import rows_of
from hypothesis import strategies as st
from scipy.stats import rankdata

from helpers.methods.ranking import quartile_bounds, quartile_by_bounds, rank_and_quantile, rank_and_quartile
from helpers.problems import MethodProblem
from helpers.verdicts import ordinal, printed_rank

Make = Callable[..., pd.DataFrame]


def ranks(frame: pd.DataFrame, **options: int) -> dict[str, tuple[int | None, int | None]]:
    """Rank and quartile by area."""
    ranked = rank_and_quartile(frame, **options)
    return {
        row["area_code"]: tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("rank", "quartile"))
        for row in ranked.to_dict("records")
    }


def numbered(figures: list[float]) -> dict[str, float]:
    return {f"area {number:03d}": figure for number, figure in enumerate(figures)}


def test_the_best_is_first_by_polarity(group: Make) -> None:
    figures = {"a": 10.0, "b": 40.0, "c": 30.0, "d": 20.0}
    assert ranks(group(figures)) == {"b": (1, 1), "c": (2, 2), "d": (3, 3), "a": (4, 4)}
    assert ranks(group(figures, "lower_is_better")) == {"a": (1, 1), "d": (2, 2), "c": (3, 3), "b": (4, 4)}


def test_equal_figures_share_the_best_rank(group: Make) -> None:
    figures = {"a": 9.0, "b": 8.0, "c": 8.0, "d": 7.0, "e": 8.0, "f": 1.0, "g": 1.0, "h": 0.0}
    result = {area: rank for area, (rank, _) in ranks(group(figures)).items()}
    assert result == {"a": 1, "b": 2, "c": 2, "e": 2, "d": 5, "f": 6, "g": 6, "h": 8}


def test_a_tie_across_a_quartile_bound_stays_together(group: Make) -> None:
    """Of 8, ranks 1 and 2 are the first quartile; the three that share rank 2 are all in it."""
    figures = {"a": 9.0, "b": 8.0, "c": 8.0, "d": 8.0, "e": 5.0, "f": 4.0, "g": 3.0, "h": 2.0}
    result = ranks(group(figures))
    assert [result[area] for area in "abcdefgh"] == [(1, 1), (2, 1), (2, 1), (2, 1), (5, 3), (6, 3), (7, 4), (8, 4)]


@pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better"])
def test_where_all_are_equal_all_are_first(group: Make, polarity: str) -> None:
    assert set(ranks(group(numbered([5.0] * 12), polarity)).values()) == {(1, 1)}


@pytest.mark.parametrize(
    ("n", "sizes"), [(4, [1, 1, 1, 1]), (5, [2, 1, 1, 1]), (6, [2, 1, 2, 1]), (33, [9, 8, 8, 8]), (36, [9, 9, 9, 9])]
)
def test_quartiles_are_of_nearly_equal_size(group: Make, n: int, sizes: list[int]) -> None:
    """1 + 4 (rank - 1) // n, counted by hand: of 5 the ranks give 0, 0.8, 1.6, 2.4 and 3.2."""
    result = [quartile for _, quartile in ranks(group(numbered([float(-number) for number in range(n)]))).values()]
    assert [result.count(value) for value in (1, 2, 3, 4)] == sizes
    assert result == sorted(result)  # type: ignore[type-var]


def test_without_a_figure_there_is_no_place_and_no_weight(group: Make) -> None:
    figures = {"a": 4.0, "b": None, "c": 3.0, "d": 2.0, "e": 1.0}
    ranked = rank_and_quartile(group(figures)).set_index("area_code")
    assert ranked["n"].tolist() == [4] * 5
    assert ranks(group(figures)) == {"a": (1, 1), "b": (None, None), "c": (2, 2), "d": (3, 3), "e": (4, 4)}


def test_a_neutral_measure_has_a_number_of_areas_and_no_ranks(group: Make) -> None:
    frame = group(numbered([1.0, 2.0, 3.0, 4.0, 5.0]), "neutral")
    assert set(ranks(frame).values()) == {(None, None)}
    assert set(rank_and_quartile(frame)["n"]) == {5}


@pytest.mark.parametrize(("minimum", "ranked"), [(4, True), (7, True), (8, False)])
def test_a_small_group_is_not_ranked(group: Make, minimum: int, ranked: bool) -> None:
    frame = group(numbered([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) | {"blank": None})
    result = ranks(frame, minimum_group_size=minimum)
    assert (result["area 006"] == (1, 1)) is ranked
    assert (result["area 000"] == (None, None)) is not ranked


def test_the_smallest_group_has_four(group: Make) -> None:
    assert set(ranks(group(numbered([1.0, 2.0, 3.0]))).values()) == {(None, None)}
    for minimum in (3, 0, -1):
        with pytest.raises(MethodProblem, match=f"minimum_group_size must be 4 or more; got {minimum}"):
            rank_and_quartile(group(numbered([1.0])), minimum_group_size=minimum)


def test_figures_that_differ_in_the_last_bits_are_tied(group: Make) -> None:
    """0.1 + 0.2 is not 0.3 in binary; a difference that is published counts, however small."""
    result = ranks(group({"a": 0.1 + 0.2, "b": 0.3, "c": 0.29999, "d": 0.1}))
    assert [result[area][0] for area in "abcd"] == [1, 1, 3, 4]
    # The slack is relative for large figures: a difference of 0.5 in a thousand million is none.
    result = ranks(group({"a": 1e9 + 0.5, "b": 1e9, "c": 1e9 - 5, "d": 0.0}))
    assert [result[area][0] for area in "abcd"] == [1, 1, 3, 4]


def test_figures_that_print_alike_may_have_different_ranks(group: Make) -> None:
    """To one decimal all of these print 50.0."""
    result = ranks(group({"a": 50.0400001, "b": 50.04, "c": 50.0, "d": 49.95}))
    assert [result[area][0] for area in "abcd"] == [1, 2, 3, 4]


def test_equal_is_what_differs_by_no_more_than_a_thousand_millionth(group: Make) -> None:
    """Of the larger figure, or of 1 where both are smaller."""
    result = ranks(group({"a": 0.5 + 0.9e-9, "b": 0.5, "c": 0.5 - 1.1e-9, "d": 0.0}))
    assert [result[area][0] for area in "abcd"] == [1, 1, 3, 4]
    result = ranks(group({"a": 100 + 0.9e-7, "b": 100.0, "c": 100 - 1.1e-7, "d": 0.0}))
    assert [result[area][0] for area in "abcd"] == [1, 1, 3, 4]
    result = ranks(group({"a": -100 - 0.9e-7, "b": -100.0, "c": -100 + 1.1e-7, "d": 0.0}, "lower_is_better"))
    assert [result[area][0] for area in "abcd"] == [1, 1, 3, 4]


def test_negative_figures_and_zero_are_ranked_as_numbers(group: Make) -> None:
    figures = {"a": -3.0, "b": 0.0, "c": -0.0, "d": 2.0, "e": -1.0}
    assert {area: rank for area, (rank, _) in ranks(group(figures)).items()} == {
        "d": 1,
        "b": 2,
        "c": 2,
        "e": 4,
        "a": 5,
    }


def test_where_there_is_no_rank_the_reason_says_why(group: Make) -> None:
    small = group({"a": 1.0, "b": 2.0, "c": 3.0, "d": None})
    neutral = group({"a": 1.0, "b": None}, "neutral", "two")
    whole = group(numbered([1.0, 2.0, 3.0, 4.0]), indicator_id="three")
    ranked = rank_and_quartile(pd.concat([small, neutral, whole]))
    few = "3 councils have a figure; at least 4 are needed"
    none, either = "no figure", "polarity is neutral: neither end is better"
    assert ranked["rank_reason"].fillna("").tolist() == [few, few, few, none, either, none, "", "", "", ""]
    assert (ranked["rank"].isna() == ranked["rank_reason"].notna()).all()
    assert (ranked["quartile"].isna() == ranked["rank"].isna()).all()
    assert ranked["n"].tolist() == [3, 3, 3, 3, 1, 1, 4, 4, 4, 4]


def test_a_polarity_that_is_missing_is_neutral(group: Make) -> None:
    ranked = rank_and_quartile(group(numbered([1.0, 2.0, 3.0, 4.0])).assign(polarity=None))
    assert ranked["rank"].isna().all()
    assert set(ranked["rank_reason"]) == {"polarity is neutral: neither end is better"}


def test_a_group_has_one_polarity(group: Make) -> None:
    """One area's better cannot be another's worse. A group with one and another of its own is no such group."""
    figures = numbered([1.0, 2.0, 3.0, 4.0])
    for other in ("lower_is_better", "neutral", None):
        frame = group(figures).assign(region="north")
        frame.loc[2, "polarity"] = other
        with pytest.raises(MethodProblem) as caught:
            rank_and_quartile(
                pd.concat([group(figures).assign(region="south"), frame]), group=["indicator_id", "region"]
            )
        assert str(caught.value) == (
            "all rows of a group must have the same polarity; they differ in indicator_id one, region north"
        )
    both = pd.concat([group(figures), group(figures, "lower_is_better", "two")])
    assert rank_and_quartile(both)["rank"].tolist() == [4, 3, 2, 1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("quantiles", "n", "sizes"),
    # 1 + k (rank - 1) // n: of 7 in 5 parts the ranks give 0, 0.7, 1.4, 2.1, 2.9, 3.6 and 4.3.
    [
        (2, 5, [3, 2]),
        (3, 7, [3, 2, 2]),
        (5, 7, [2, 1, 2, 1, 1]),
        (5, 5, [1] * 5),
        (10, 33, [4, 3, 3, 4, 3, 3, 4, 3, 3, 3]),
    ],
)
def test_any_number_of_equal_parts(group: Make, quantiles: int, n: int, sizes: list[int]) -> None:
    frame = group(numbered([float(-number) for number in range(n)]))
    ranked = rank_and_quantile(frame, quantiles).set_index("area_code")["quantile"].astype("int64").tolist()
    assert [ranked.count(number) for number in range(1, quantiles + 1)] == sizes
    assert ranked == sorted(ranked)
    # A group needs as many areas as there are parts, unless a larger number is given.
    assert rank_and_quantile(frame.iloc[: quantiles - 1], quantiles)["rank"].isna().all()
    assert rank_and_quantile(frame, quantiles, minimum_group_size=n + 1)["rank"].isna().all()
    assert rank_and_quantile(frame, quantiles, name="part")["part"].tolist() == ranked


def test_too_few_parts_or_areas_are_refused(group: Make) -> None:
    frame = group({"a": 1.0})
    with pytest.raises(MethodProblem) as caught:
        rank_and_quantile(frame, 5, minimum_group_size=4)
    assert str(caught.value) == "minimum_group_size must be 5 or more; got 4"


@pytest.mark.parametrize("minimum", [None, 5])
def test_fewer_than_two_parts_are_none(group: Make, minimum: int | None) -> None:
    """What is wrong is the number of parts, whatever the size of the group."""
    with pytest.raises(MethodProblem) as caught:
        rank_and_quantile(group({"a": 1.0}), 1, minimum_group_size=minimum)
    assert str(caught.value) == "quantiles must be 2 or more; got 1"


def test_groups_are_ranked_apart(group: Make) -> None:
    one = group(numbered([1.0, 2.0, 3.0, 4.0]), indicator_id="one")
    two = group(numbered([4.0, 3.0, 2.0, 1.0, 0.0]), "lower_is_better", indicator_id="two")
    ranked = rank_and_quartile(pd.concat([one, two])).set_index(["indicator_id", "area_code"])
    assert ranked.loc["one", "rank"].tolist() == [4, 3, 2, 1]
    assert ranked.loc["two", "rank"].tolist() == [5, 4, 3, 2, 1]
    assert ranked.loc["one", "n"].unique().tolist() == [4]
    assert ranked.loc["two", "n"].unique().tolist() == [5]


def test_other_keys_can_be_named(group: Make) -> None:
    figures = numbered([1.0, 2.0, 3.0, 4.0])
    frame = pd.concat([group(figures).assign(region="north"), group(figures).assign(region="south")])
    ranked = rank_and_quartile(frame, group=["indicator_id", "region"])
    assert ranked["n"].unique().tolist() == [4]
    assert sorted(ranked["rank"]) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_the_rows_and_columns_given_come_back(group: Make) -> None:
    frame = group({"d": 1.0, "a": None, "c": 3.0}).assign(note=["x", "y", "z"])
    before = frame.copy(deep=True)
    ranked = rank_and_quartile(frame)
    pd.testing.assert_frame_equal(ranked[frame.columns.tolist()], before)
    pd.testing.assert_frame_equal(frame, before)
    assert set(ranked.columns) - set(frame.columns) == {"n", "rank", "quartile", "rank_reason"}


def test_no_rows_give_no_rows(group: Make) -> None:
    ranked = rank_and_quartile(group({}))
    assert ranked.empty
    assert {"n", "rank", "quartile"} <= set(ranked.columns)


def test_missing_columns_are_named(group: Make) -> None:
    with pytest.raises(MethodProblem, match="must have the column polarity; it has indicator_id, area_code, value"):
        rank_and_quartile(group({"a": 1.0}).drop(columns="polarity"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (10, "10th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (22, "22nd"),
        (33, "33rd"),
        (101, "101st"),
        (111, "111th"),
        (112, "112th"),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


@pytest.mark.parametrize(
    ("rank", "n", "sharing", "text"),
    [(1, 4, 1, "1st of 4"), (2, 33, 2, "=2nd of 33"), (11, 33, 1, "11th of 33"), (1, 4, 4, "=1st of 4")],
)
def test_a_rank_as_it_is_printed(rank: int, n: int, sharing: int, text: str) -> None:
    assert printed_rank(rank, n, sharing) == text


# The spread of a group, and the quartiles that Fingertips had of it until 2020.


def test_the_spread_of_a_group_by_hand(group: Make) -> None:
    """Type 7: of eight figures the places 0 to 7 at 1.75, 3.5 and 5.25; of two, a quarter of the way between them."""
    one = group(numbered([8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) | {"blank": None})
    two = group({"a": 10.0, "b": 20.0}, indicator_id="two")
    result = quartile_bounds(pd.concat([one, two, group({"a": None}, indicator_id="three")]))
    columns = ["n", "lowest", "lower_quartile", "median", "upper_quartile", "highest"]
    assert result.columns.tolist() == columns
    assert result.loc["one"].tolist() == [8, 1.0, 2.75, 4.5, 6.25, 8.0]
    assert result.loc["two"].tolist() == [2, 10.0, 12.5, 15.0, 17.5, 20.0]
    assert result.at["three", "n"] == 0
    assert result.loc["three", columns[1:]].isna().all()


def by_bounds(frame: pd.DataFrame) -> list[int | None]:
    return [None if pd.isna(quartile) else int(quartile) for quartile in quartile_by_bounds(frame)]


def test_a_figure_on_a_bound_is_on_the_side_of_the_lower_ones(group: Make) -> None:
    """Of 1 to 5 the bounds are 2, 3 and 4: by either polarity 2 is with 1, so that neither is the other turned."""
    figures = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0}
    assert by_bounds(group(figures, "lower_is_better")) == [1, 1, 2, 3, 4]
    assert by_bounds(group(figures)) == [4, 4, 3, 2, 1]
    # Bounds are rounded to ten decimals: a hundredth of these is the same, a hundred thousand millionth is above all.
    hundredths = {area: figure / 100 for area, figure in figures.items()}
    assert by_bounds(group(hundredths, "lower_is_better")) == [1, 1, 2, 3, 4]
    specks = {area: figure * 1e-11 for area, figure in figures.items()}
    assert by_bounds(group(specks, "lower_is_better")) == [4, 4, 4, 4, 4]
    tied = numbered([5.0] * 6)
    assert set(by_bounds(group(tied, "lower_is_better"))) == {1}
    assert set(by_bounds(group(tied))) == {4}


def test_bounds_give_no_quartile_where_there_is_none(group: Make) -> None:
    figures = {"a": 1.0, "b": 2.0, "c": 3.0}
    assert by_bounds(group(figures)) == [None] * 3
    assert by_bounds(group(figures | {"d": None})) == [None] * 4
    assert by_bounds(group(figures | {"d": 4.0, "e": None}, "lower_is_better")) == [1, 2, 3, 4, None]
    assert by_bounds(group(figures | {"d": 4.0}, "neutral")) == [None] * 4
    both = pd.concat([group(figures | {"d": 4.0}), group(figures, indicator_id="two")])
    assert by_bounds(both) == [4, 3, 2, 1, None, None, None]


# Properties. Figures are whole or have one decimal, so that ties are common and exact. One call ranks many groups.

Groups = list[list[float]]
Ranks = list[tuple[int | None, int | None]]
figures = st.lists(st.integers(min_value=-30, max_value=30).map(lambda drawn: drawn / 10), min_size=1, max_size=40)
many = st.lists(figures, min_size=15, max_size=30)
by_polarity = pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better"])
OTHER = {"higher_is_better": "lower_is_better", "lower_is_better": "higher_is_better", "neutral": "neutral"}


@cache
def drawn_groups() -> Groups:
    """Figures in tenths, many of them equal, of groups of one area to forty; tests leave them as they are."""
    return rows_of(many, 8)


@cache
def ranks_of_groups(polarity: str) -> list[Ranks]:
    """Rank and quartile of each figure of the groups as they are."""
    (result,) = ranked((drawn_groups(), polarity))
    return result


def ranked(*parts: tuple[Groups, str]) -> list[list[Ranks]]:
    """Rank and quartile of each figure of each group, in the order given; a part is groups and their polarity."""
    rows = [
        (f"{part}/{number}", f"area {value_index:03d}", value, polarity)
        for part, (groups, polarity) in enumerate(parts)
        for number, figures in enumerate(groups)
        for value_index, value in enumerate(figures)
    ]
    ranked = rank_and_quartile(pd.DataFrame(rows, columns=["indicator_id", "area_code", "value", "polarity"]))
    by_group: dict[str, Ranks] = {}
    for key, rank, quartile in zip(ranked["indicator_id"], ranked["rank"], ranked["quartile"], strict=True):
        index = (None, None) if pd.isna(rank) else (int(rank), int(quartile))
        by_group.setdefault(key, []).append(index)
    return [[by_group[f"{part}/{number}"] for number in range(len(groups))] for part, (groups, _) in enumerate(parts)]


@by_polarity
def test_ranks_are_those_of_scipy(polarity: str) -> None:
    """An independent rank, and the quartile as a plain sum in whole numbers."""
    for figures, ranks_and_quartiles in zip(drawn_groups(), ranks_of_groups(polarity), strict=True):
        n = len(figures)
        turned = [-figure if polarity == "higher_is_better" else figure for figure in figures]
        ranks = [int(value) for value in rankdata(turned, method="min")]
        expected: Ranks = [(rank, 1 + 4 * (rank - 1) // n) for rank in ranks]
        assert ranks_and_quartiles == (expected if n >= 4 else [(None, None)] * n)


@by_polarity
def test_names_and_order_of_areas_change_nothing(polarity: str) -> None:
    groups, original = drawn_groups(), ranks_of_groups(polarity)
    orders = [np.random.default_rng(len(figures)).permutation(len(figures)) for figures in groups]
    shuffled = [[figures[index] for index in order] for figures, order in zip(groups, orders, strict=True)]
    (moved,) = ranked((shuffled, polarity))
    assert moved == [[ranks[index] for index in order] for ranks, order in zip(original, orders, strict=True)]


@by_polarity
def test_turning_figures_and_polarity_changes_nothing(polarity: str) -> None:
    turned = [[-figure for figure in figures] for figures in drawn_groups()]
    (and_back,) = ranked((turned, OTHER[polarity]))
    assert and_back == ranks_of_groups(polarity)


SCALES = (0.001, 0.5, 3.7, 1024.0)


@by_polarity
def test_the_unit_changes_nothing(polarity: str) -> None:
    """The figures lie 0.1 apart, far more than the slack on any of the scales."""
    scaled = [[[figure * scale for figure in figures] for figures in drawn_groups()] for scale in SCALES]
    others = ranked(*((value, polarity) for value in scaled))
    assert others == [ranks_of_groups(polarity)] * len(SCALES)


@by_polarity
def test_quartiles_never_fall_as_ranks_rise(polarity: str) -> None:
    for ranks in ranks_of_groups(polarity):
        ordered = sorted((rank, quartile) for rank, quartile in ranks if rank is not None and quartile is not None)
        quartiles = [quartile for _, quartile in ordered]
        assert quartiles == sorted(quartiles)
        assert set(quartiles) <= {1, 2, 3, 4}
        assert ordered[:1] == [(1, 1)] or not ordered


@by_polarity
def test_areas_without_a_figure_change_nothing(polarity: str) -> None:
    """One more, two or three."""
    nothing, original = float("nan"), ranks_of_groups(polarity)
    with_blanks = [[*figures, *[nothing] * (1 + number % 3)] for number, figures in enumerate(drawn_groups())]
    (more,) = ranked((with_blanks, polarity))
    assert more == [[*ranks, *[(None, None)] * (1 + number % 3)] for number, ranks in enumerate(original)]


@by_polarity
def test_the_other_polarity_reverses_the_ranks(polarity: str) -> None:
    """From the other end an area has as many behind it as it had before: n + 1 less the last place of its tie."""
    original, turned = ranks_of_groups(polarity), ranks_of_groups(OTHER[polarity])
    for figures, ranks, other in zip(drawn_groups(), original, turned, strict=True):
        if len(figures) >= 4:
            shared = [figures.count(value) for value in figures]
            last = [(rank or 0) + count - 1 for (rank, _), count in zip(ranks, shared, strict=True)]
            assert [rank for rank, _ in other] == [len(figures) + 1 - index for index in last]


@pytest.mark.parametrize("values", [["1", "2", "3", "10"], ["a", None, "b", "c"]])
def test_text_is_not_taken_for_numbers(group: Make, values: list[Any]) -> None:
    frame = group({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}).assign(value=values)
    with pytest.raises(MethodProblem) as caught:
        rank_and_quartile(frame)
    assert str(caught.value) == "the column value must hold numbers; it holds text"
