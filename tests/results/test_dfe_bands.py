"""The rules of the DfE tool beside those of the report, on groups small enough to place by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.methods.ranking import rank_and_quartile
from helpers.results.comparisons import comparisons
from helpers.results.dfe_bands import SOURCE, side_by_side, tool_ranks

Make = Callable[..., pd.DataFrame]


def ranks(frame: pd.DataFrame) -> dict[str, tuple[int, str]]:
    ranked = tool_ranks(frame)
    return {
        area: (int(rank), band)
        for area, rank, band in zip(ranked["area_code"], ranked["dfe_rank"], ranked["dfe_band"], strict=True)
    }


def test_low_figures_are_in_a_band_up_to_and_with_its_bound(group: Make) -> None:
    """Of 1 to 5 the bounds are 2, 3 and 4."""
    frame = group({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0}, "lower_is_better")
    assert ranks(frame) == {"a": (1, "A"), "b": (2, "A"), "c": (3, "B"), "d": (4, "C"), "e": (5, "D")}


def test_high_figures_must_be_above_a_bound(group: Make) -> None:
    frame = group({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0})
    assert ranks(frame) == {"e": (1, "A"), "d": (2, "B"), "c": (3, "C"), "b": (4, "D"), "a": (5, "D")}


def test_figures_that_are_the_same_share_a_rank_and_those_that_only_print_alike_do_not(group: Make) -> None:
    """The tool has no allowance for the last bits of a number; this report has."""
    frame = group({"a": 0.3, "b": 0.1 + 0.2, "c": 0.3, "d": 0.0})
    assert frame.at[1, "value"] > 0.3
    assert {area: rank for area, (rank, _) in ranks(frame).items()} == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert rank_and_quartile(frame)["rank"].tolist() == [1, 1, 1, 4]


def test_without_polarity_or_a_figure_there_is_no_place(group: Make) -> None:
    neutral = tool_ranks(group({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}, "neutral"))
    assert neutral[["dfe_rank", "dfe_band"]].isna().all(axis=None)
    blank = tool_ranks(group({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": None}))
    assert blank["dfe_rank"].isna().tolist() == blank["dfe_band"].isna().tolist() == [False] * 4 + [True]


def beside_for_each(
    figures: dict[str, float], councils: list[str], polarity: str, source: str = SOURCE
) -> pd.DataFrame:
    """The two rules side by side for several councils, each of which has an indicator of its own, named after it."""
    period = {"period_start": "2022-04-01", "period_end": "2023-03-31"}
    one = pd.DataFrame({"area_code": list(figures), "value": list(figures.values())})
    one = one.assign(polarity=polarity, area_name=one["area_code"])
    rows = pd.concat([one.assign(indicator_id=own, own=one["area_code"] == own) for own in councils], ignore_index=True)
    indicators = pd.DataFrame({"indicator_id": councils, "polarity": polarity, "source_id": source})
    latest = pd.DataFrame(
        {
            "indicator_id": councils,
            "period": "2022/23",
            "stale": False,
            "why_no_figure": "",
            "provisional": False,
            "derived": False,
        }
    )
    return side_by_side(rows, comparisons(rows, latest.assign(**period), indicators, 4), indicators)


def beside(
    figures: dict[str, float], own: str, polarity: str = "higher_is_better", source: str = SOURCE
) -> pd.DataFrame:
    """The two rules side by side for the council named."""
    return beside_for_each(figures, [own], polarity, source)


NINE = {letter: float(9 - number) for number, letter in enumerate("abcdefghi")}
TIE = {"a": 90.0, "b": 85.0, "c": 85.0, "d": 80.0, "e": 75.0, "f": 70.0, "g": 65.0, "h": 60.0}


OF_37 = {f"{index:02d}": float(37 - index) for index in range(1, 38) if index not in (19, 20)} | {"s": 18.0, "t": 18.0}
"""Of 36 down to 0 the 20th, 17, has 18 as the 19th has: two are in 19th place."""


@pytest.mark.parametrize(
    ("figures", "own", "polarity", "expected"),
    [
        # Of nine the bounds are 3, 5 and 7; the third is 7, and by rank 1 + 4 * 2 // 9 = 1.
        (NINE, "c", "higher_is_better", (3, 1, 3, "B", "boundary")),
        (NINE, "b", "higher_is_better", (2, 1, 2, "A", "")),
        # The same figures where low is better: the third is 3 and on the bound of A.
        (NINE, "g", "lower_is_better", (3, 1, 3, "A", "")),
        (TIE, "b", "higher_is_better", (2, 1, 2, "B", "ties")),
        (TIE, "a", "higher_is_better", (1, 1, 1, "A", "")),
        # The 19th of 37 is in quartile 1 + 4 * 18 // 37 = 2 and is the median, which is not above itself: tied or not.
        (OF_37, "s", "higher_is_better", (19, 2, 19, "C", "boundary")),
        (OF_37 | {"t": 17.5}, "s", "higher_is_better", (19, 2, 19, "C", "boundary")),
        # Where low is better the median is in B, and the 19th too: 18 are below it, and 72 is not above 2 * 36.
        ({area: -value for area, value in OF_37.items()}, "s", "lower_is_better", (19, 2, 19, "B", "")),
    ],
)
def test_the_reason_of_a_difference(
    figures: dict[str, float], own: str, polarity: str, expected: tuple[int, int, int, str, str]
) -> None:
    (row,) = beside(figures, own, polarity).to_dict("records")
    result = (row["rank"], row["quartile"], row["dfe_rank"], row["dfe_band"], row["difference"])
    assert result == expected
    assert row["rank_agrees"]
    assert row["band_agrees"] == (row["difference"] == "")


def test_a_rank_that_differs_in_the_last_bits_is_a_tie() -> None:
    (row,) = beside({"a": 0.1 + 0.2, "b": 0.3, "c": 0.2, "d": 0.1}, "b").to_dict("records")
    assert (row["rank"], row["dfe_rank"], row["rank_agrees"], row["difference"]) == (1, 2, False, "ties")


def test_only_ranked_indicators_of_the_tool_are_compared() -> None:
    assert beside(NINE, "a", source="ons_els").empty
    assert beside(NINE, "a", "neutral").empty
    assert beside({"a": 1.0, "b": 2.0}, "a").empty


@pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better"])
@pytest.mark.parametrize("n", [4, 5, 8, 34, 37])
def test_where_no_figure_is_shared_every_difference_is_a_boundary(n: int, polarity: str) -> None:
    figures = {f"{index:02d}": float(index) for index in range(n)}
    by_council = beside_for_each(figures, list(figures), polarity).set_index("indicator_id")["difference"]
    result = by_council.loc[list(figures)].tolist()
    assert len(result) == n
    assert "ties" not in result
    # Where low is better, a figure is in band k + 1 above the k-th bound, which is at place k (n - 1) / 4 from zero.
    if polarity == "lower_is_better":
        by_bounds = [1 + sum(4 * index > k * (n - 1) for k in (1, 2, 3)) for index in range(n)]
        assert result == ["" if band == 1 + 4 * i // n else "boundary" for i, band in enumerate(by_bounds)]
