"""Numbers of a sentence held to those that are right for it, as they are typed."""

from __future__ import annotations

import math

import pytest

from helpers.results.drafts import looked_up
from helpers.results.drafts.looked_up import LookedUp
from helpers.sources.drafts.plain_text import read_text
from helpers.typed_numbers import typed_numbers


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("41.8%", 41.84, True),
        ("41.8%", 41.86, False),
        ("42%", 41.5, True),
        ("42%", 41.4, False),
        ("£1.2m", 1_249_000.0, True),  # half of a tenth of a million
        ("£1.2m", 1_251_000.0, False),
        ("0", 0.0, True),
        ("0", 1.0, False),
    ],
)
def test_a_value_agrees_to_the_decimals_that_are_typed(text: str, value: float, agrees: bool) -> None:
    assert looked_up.agrees(typed_numbers(text)[0], value) is agrees


def test_each_number_is_compared_with_all_that_may_be_right() -> None:
    text = "# Draft\n\nIt was 4, then 5 and 6.\n\n| a | b |\n|---|---|\n| x | 9 |\n"
    draft = read_text(text.encode(), "draft.md", is_markdown=True)
    right = {4.0: (4.0, 7.0), 5.0: (4.0, 7.0), 6.0: ()}
    faults, compared = looked_up.compare_numbers(
        draft, lambda _, __, numbers: (LookedUp(one, right[one.value], "4 or 7 roads") for one in numbers), 2023
    )
    assert compared == 2  # nothing is right for 6, so it is not compared; and rows of tables are left alone
    assert [(fault.quote, fault.expected, fault.remedy) for fault in faults] == [
        (
            "It was 4, then 5 and 6.",
            "4 or 7 roads, as the tables of 2023 have, not 5",
            "correct the number, or say what else it is of",
        )
    ]


def test_a_sentence_of_very_many_numbers_is_left_alone() -> None:
    text = f"It was {', '.join(str(number) for number in range(2, looked_up.MAX_NUMBERS + 3))}."
    draft = read_text(f"# Draft\n\n{text}\n".encode(), "draft.md", is_markdown=True)
    look_up: looked_up.LookUp = lambda _, __, numbers: (LookedUp(one, (0.0,), "0") for one in numbers)  # noqa: E731
    assert looked_up.compare_numbers(draft, look_up, 2023) == ((), 0)


def test_names_are_whole_words_and_the_longest_counts() -> None:
    names = ["Care", "Adult social care", "Roads"]
    assert looked_up.names_in("Adult social care and ROADS", names) == ["Adult social care", "Roads"]
    assert looked_up.names_in("Adult social care takes care.", names) == ["Adult social care", "Care"]
    assert looked_up.names_in("Carefully, crossroads.", names) == []
    assert looked_up.names_in("the council\u2019s fund", ["The council's fund"]) == ["The council's fund"]
    assert looked_up.names_in("", names) == []


def test_the_nearest_name_is_the_last_before_an_offset() -> None:
    sentence = "Roads cost 3 and care 4."
    assert looked_up.nearest_name(sentence, sentence.index("3"), ["Roads", "Care"]) == "Roads"
    assert looked_up.nearest_name(sentence, sentence.index("4"), ["Roads", "Care"]) == "Care"
    assert looked_up.nearest_name(sentence, 0, ["Roads", "Care"]) == ""
    assert looked_up.nearest_name("crossroads 3", 11, ["Roads"]) == ""
    # of two that end together, the longer
    assert looked_up.nearest_name("adult social care 4", 18, ["Care", "Adult social care"]) == "Adult social care"


def test_values_that_are_missing_are_left_out_and_zero_is_not() -> None:
    rows = [{"spent": 0.0}, {"spent": math.nan}, {"spent": None}, {"spent": 2}, {"spent": 2.0}]
    assert looked_up.values_of(rows, "spent") == (0.0, 2.0)
    assert looked_up.values_of(rows, "spent", 1000) == (0.0, 2000.0)
    assert looked_up.values_of([], "spent") == ()


def test_values_that_are_printed_alike_are_named_once() -> None:
    assert looked_up.in_pounds([41.0, 41.001]) == "£41.00"
    assert looked_up.in_millions([2_540_000, 2_510_000, 0]) == "£2.5 million or £0.0 million"
    assert looked_up.in_whole_numbers([3, 4, 3]) == "3 or 4"
    assert looked_up.in_percents([-1.5, -1.5]) == "-1.5%"
    assert looked_up.in_percents([]) == ""


def test_years_are_those_of_figures() -> None:
    assert looked_up.years_of_figures("In 2021/22 and 2022-23, and 2021/22 again") == ["2021/22", "2022/23"]
    assert looked_up.years_of_figures("It fell since 2017/18, in the prices of 2022/23.") == []
    assert looked_up.years_of_figures("from 2010 to 2020/2021") == []


@pytest.mark.parametrize(
    ("sentence", "ranks"),
    [
        ("the 4th lowest of 37", [(4.0, 37.0)]),
        ("the lowest funded of the 26", [(1.0, 26.0)]),
        ("the 2nd lowest, and the lowest bill", [(2.0, None), (1.0, None)]),
        ("lower than others", []),
    ],
)
def test_ranks_from_the_lowest(sentence: str, ranks: list[tuple[float, float | None]]) -> None:
    assert [(rank.value, n and n.value) for rank, n in looked_up.ranks_from_lowest(sentence)] == ranks


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("It fell by 3%.", -3.0),
        ("It rose by 3%.", 3.0),
        ("A change of \u22123%.", -3.0),
        ("By 3% it was cut.", -3.0),
        ("Spending fell, and then grew by 3%.", 3.0),  # the last verb before it
        ("It was 3%.", 3.0),
    ],
)
def test_a_change_has_the_sign_of_its_verb(sentence: str, value: float) -> None:
    assert looked_up.signed_change(sentence, typed_numbers(sentence)[0]).value == value
