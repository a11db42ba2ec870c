"""What a draft counts, class by class, and of what: sentences and tables read as a person reads them."""

from __future__ import annotations

import pytest

from helpers.results.drafts import counts
from helpers.sources.drafts.plain_text import read_text

NAMES = ["Great Communities", "Libraries", "Under 18"]


def read(*paragraphs: str) -> list[tuple[str, str, float]]:
    draft = read_text("\n\n".join(("# Draft", *paragraphs)).encode(), "draft.md", is_markdown=True)
    return [(one.subject, one.kind, one.number.value) for one in counts.counts_in(draft, NAMES, 2023)]


def test_a_sentence_about_the_whole_report_counts_each_class_and_the_total() -> None:
    assert read("Of the 171 indicators, 76 improved, 36 showed no real change and 59 worsened.") == [
        ("all", "total", 171),
        ("all", "improved", 76),
        ("all", "no_real_change", 36),
        ("all", "worsened", 59),
    ]


def test_a_sentence_without_a_name_is_about_that_of_the_sentence_before_or_of_its_heading() -> None:
    assert read("## Libraries", "4 improved. Performance worsened in 2 indicators.") == [
        ("Libraries", "improved", 4),
        ("Libraries", "worsened", 2),
    ]
    assert read("Libraries do well. 4 improved.") == [("Libraries", "improved", 4)]


def test_a_percentage_in_brackets_is_of_its_class_as_well() -> None:
    assert read("Overall 76 improved (44%) and 59 worsened.") == [
        ("all", "improved", 76),
        ("all", "improved", 44),
        ("all", "worsened", 59),
    ]


def test_13_of_38_has_a_total_and_none_is_0() -> None:
    assert read("Libraries: 13 of 38 improved.") == [("Libraries", "improved", 13), ("Libraries", "total", 38)]
    assert read("Libraries: none of 4 improved.") == [("Libraries", "improved", 0), ("Libraries", "total", 4)]


def test_quartiles_are_classes() -> None:
    assert read("Libraries: 3 in the first quartile, 2 in the second and 1 in the bottom quartile.") == [
        ("Libraries", "quartile_1", 3),
        ("Libraries", "quartile_2", 2),
        ("Libraries", "quartile_4", 1),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Libraries: 4 improved in 2019.",  # another year
        "Libraries: 4 improved nationally.",
        "Libraries: 4 of 5 councils improved.",
        "Libraries: people under 18 improved.",  # part of a name
        "Libraries: it took 3 years until it improved.",
        "4 improved.",  # of what?
        "Libraries: absence (5.7%) improved.",  # the figure of a measure
        "For 17 that got better and 15 that got worse, luck is not likely.",
    ],
)
def test_what_counts_no_indicators_of_the_report_is_left_out(sentence: str) -> None:
    assert read(sentence) == []


def test_rows_of_a_table_are_read_by_the_names_of_its_columns() -> None:
    rows = ("Theme | Improved | No real change | Rank", "---|---|---|---", "Libraries | 4 | 2 | 9", "Total | 6 | 3 |")
    assert read("\n".join(f"| {row} |" for row in rows)) == [
        ("Libraries", "improved", 4),
        ("Libraries", "no_real_change", 2),
        ("all", "improved", 6),
        ("all", "no_real_change", 3),
    ]


def test_colours_are_of_the_indicators_with_a_status() -> None:
    draft = read_text(b"# Draft\n\nOf 17 targets, 6 are green, 4 amber and 7 red.\n", "draft.md", is_markdown=True)
    counted = counts.counts_in(draft, NAMES, 2023)
    assert {one.in_tables for one in counted} == {
        ("all", counts.WITH_STATUS),
        ("all", "green"),
        ("all", "amber"),
        ("all", "red"),
    }


def test_the_year_of_the_report_may_be_written_in_three_ways() -> None:
    assert [counts.is_of_another_time(words, 2023) for words in ("in 2023", "in 2022", "in 2022/23", "in 2021/22")] == [
        False,
        False,
        False,
        True,
    ]
