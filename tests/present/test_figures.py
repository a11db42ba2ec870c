"""How sentences and charts print figures: units, signs, decimals and words, as a councillor would read them."""

from __future__ import annotations

import pytest

from helpers.present import figures

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (41.86, "%", 2, "41.9%"),  # a share has one decimal at most
        (0.0, "%", 1, "0.0%"),
        (1.0, "percentage points", 0, "1 percentage point"),
        (1.0, "children", 0, "1 child"),
        (2.0, "children", 0, "2 children"),
        (1.0, "people per hectare", 0, "1 person per hectare"),
        (1.0, "days", 0, "1 day"),
        (1.0, "per 1,000 people", 0, "1 per 1,000 people"),
        (1.0, "GBP million", 1, "£1.0m"),
        (-2.5, "GBP million", 1, f"{MINUS}£2.5m"),
        (12.3, "GBP per head", 2, "£12.30 per head"),
        (3.0, "rank", 0, "rank 3"),
        (98.5, "England = 100", 1, "98.5, where England is 100"),
        (120.0, "FTE", 0, "120 full-time equivalents"),
        (7.0, "", 0, "7"),
    ],
)
def test_a_figure_has_its_unit(value: float, unit: str, decimals: int, words: str) -> None:
    assert figures.figure_in_words(value, unit, decimals) == words


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (999_999, 0, "£999,999"),
        (1_000_000, 0, "£1.0m"),
        (-1_000_000, None, f"{MINUS}£1.0m"),
        (0, 0, "£0"),
        (-5, 2, f"{MINUS}£5.00"),
    ],
)
def test_pounds_are_millions_from_a_million(value: float, decimals: int | None, words: str) -> None:
    assert figures.pounds(value, decimals) == words


def test_a_chart_prints_large_sums_in_whole_millions() -> None:
    assert figures.figure_in_chart(100_000_000, "GBP") == "£100m"
    assert figures.figure_in_chart(99_900_000, "GBP") == "£99.9m"
    assert figures.figure_in_chart(-250, "GBP million") == f"{MINUS}£250m"
    assert figures.figure_in_chart(1.26, "%", 2) == "1.3%"
    assert figures.short_millions(3.0, 1) == "£3m"
    assert figures.short_millions(-3.25, 2) == f"{MINUS}£3.25m"
    assert figures.short_millions(0.0, 1) == "£0m"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (-1.6, "%", 1, f"{MINUS}1.6 percentage points"),
        (0.04, "%", 2, "less than 0.1 percentage points"),
        (-0.04, "%", 2, "less than 0.1 percentage points"),
        (0.05, "%", 1, "+0.1 percentage points"),
        (0.0, "days", 0, "0 days"),
        (-1.0, "rank", 0, f"{MINUS}1 rank"),
        (2.0, "score", 0, "+2 points"),
        (1.0, "grade 1 (outstanding) to 4 (inadequate)", 0, "+1 point"),
        (0.2, "days", 0, "less than 1 day"),
    ],
)
def test_a_change_has_its_sign_and_is_never_printed_as_nothing(
    value: float, unit: str, decimals: int, words: str
) -> None:
    assert figures.signed_change(value, unit, decimals) == words


def test_a_chance_is_never_none_or_all_where_it_is_neither() -> None:
    shares = [0.0, 0.0001, 0.01, 0.5, 0.99, 0.9999, 1.0]
    assert [figures.chance_in_percent(share) for share in shares] == [
        "0%",
        "under 1%",
        "1%",
        "50%",
        "99%",
        "over 99%",
        "100%",
    ]
    assert [figures.chance_of_100(percent) for percent in (0.0, 1.0, 99.0, 99.1)] == ["under 1", "1", "99", "over 99"]


def test_the_unit_is_not_said_twice() -> None:
    units = ["%", "percentage points", "GBP million", "GBP per head", "days", ""]
    assert [figures.unit_again(unit) for unit in units] == ["%", "percentage points", "GBP million", "GBP", "", ""]
    assert figures.figure_again(41.83, "days", 1) == "41.8"
    assert figures.exact_figure(6.25, "% of homes", 2) == "6.25% of homes"
    assert figures.exact_figure(1, "hubs", 0) == "1 hub"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Suicides", "suicides"),
        ("EHC plans", "EHC plans"),
        ("Level 3 by 19", "Level 3 by 19"),
        ("Level of service", "level of service"),
        ("A level results", "A level results"),
        ("England's rate", "england's rate"),
        ("Ofsted grade", "Ofsted grade"),
        ("Section 47 enquiries", "Section 47 enquiries"),
        ("", ""),
    ],
)
def test_a_name_in_a_sentence_begins_small_unless_it_is_a_proper_one(title: str, name: str) -> None:
    assert figures.name_in_sentence(title) == name


def test_counts_of_everything_and_decimals() -> None:
    assert [figures.all_of(count) for count in (1, 2, 3, 12)] == ["the only", "both", "all three", "all 12"]
    assert [figures.printed_decimals(unit, 2) for unit in ("%", "percentage points", "days")] == [1, 1, 2]
    assert figures.printed_decimals("%", 0) == 0
