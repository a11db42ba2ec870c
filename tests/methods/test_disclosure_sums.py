"""Which further figures are hidden, on sums small enough to work out by hand what a reader could."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.disclosure_terms import SumOfParts
from helpers.methods.disclosure_sums import hidden_with_others

COUNTY = SumOfParts("county", ("north", "south", "east"))


def hidden(counts: dict[str, float | None], small: Sequence[str], *sums: SumOfParts, largest: int = 4) -> set[str]:
    """Return the rows that are hidden, given those that are hidden for being small."""
    frame = pd.DataFrame({"count": pd.Series(counts, dtype="float64")})
    is_hidden = pd.Series([name in small for name in counts], index=frame.index)
    result = hidden_with_others(frame, is_hidden, sums, largest)
    return set(result.index[result])


def test_one_hidden_part_takes_the_smallest_other_with_it() -> None:
    """10 = ? + 3 + 5 would tell that the first is 2."""
    counts = {"county": 10, "north": 2, "south": 3, "east": 5}
    assert hidden(counts, ["north"], COUNTY) == {"north", "south"}


def test_a_zero_is_hidden_last() -> None:
    counts = {"county": 7, "north": 2, "south": 0, "east": 5}
    assert hidden(counts, ["north"], COUNTY) == {"north", "east"}


def test_of_equal_ones_the_first_by_name_is_hidden() -> None:
    counts = {"county": 12, "north": 2, "south": 5, "east": 5}
    assert hidden(counts, ["north"], COUNTY) == {"north", "east"}


def test_two_hidden_parts_that_could_be_several_numbers_are_enough() -> None:
    """2 and 3 of 5 could be 1 and 4, 2 and 3, 3 and 2, or 4 and 1."""
    counts = {"county": 10, "north": 2, "south": 3, "east": 5}
    assert hidden(counts, ["north", "south"], COUNTY) == {"north", "south"}


def test_two_small_parts_that_can_only_be_one_number_take_a_third() -> None:
    """Both are from 1 to 4 and make 8 together, so each is 4; or they make 2, so each is 1."""
    for total, part in ((13, 4), (7, 1)):
        counts = {"county": total, "north": part, "south": part, "east": 5}
        assert hidden(counts, ["north", "south"], COUNTY) == {"north", "south", "east"}


def test_without_a_sum_or_with_parts_that_nobody_gave_nothing_follows() -> None:
    counts = {"county": 10, "north": 2, "south": 3, "east": 5}
    assert hidden(counts, ["north"]) == {"north"}
    assert hidden(counts, ["north"], COUNTY._replace(others=True)) == {"north"}


def test_a_sum_that_does_not_add_up_tells_nothing() -> None:
    counts = {"county": 11, "north": 2, "south": 3, "east": 5}
    assert hidden(counts, ["north"], COUNTY) == {"north"}


def test_what_is_hidden_in_one_sum_is_protected_in_the_other() -> None:
    """South is hidden for north's sake; the region would tell it, so the smaller of its other parts goes too."""
    region = SumOfParts("region", ("south", "west", "coast"))
    counts = {"county": 10, "north": 2, "south": 3, "east": 5, "region": 20, "west": 7, "coast": 10}
    assert hidden(counts, ["north"], COUNTY, region) == {"north", "south", "west"}


def test_a_hidden_count_that_nobody_gave_is_worked_out_and_protected() -> None:
    """10 - 5 - 3 tells that the one that is not given is 2."""
    counts = {"county": 10, "north": None, "south": 3, "east": 5}
    assert hidden(counts, ["north"], COUNTY) == {"north", "south"}
