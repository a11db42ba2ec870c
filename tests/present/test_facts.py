"""Each figure of a sentence is the cell of a table; what is not is refused, and what changed is seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.fact_ids import CellReference, cell_of
from helpers.present.facts import (
    Fact,
    FactTables,
    Form,
    Sentence,
    facts_in,
    join_in_words,
    paragraph_of,
    plural,
    sentence,
    spans_of,
    text_of_cell,
)
from helpers.present.values import Span
from helpers.problems import Problem
from tests.support.sentences import check_facts


def fact(
    value: Any, form: Form = "count", column: str = "improved", unit: str = "", decimals: int | None = None
) -> Fact:
    return Fact("counts", ("Waste",), column, value, form, unit, decimals)


GRADES = "grade 1 (outstanding) to 4 (inadequate)"


@pytest.mark.parametrize(
    ("value", "form", "unit", "decimals", "printed"),
    [
        (0, "count", "", None, "no"),
        (0, "none", "", None, "none"),
        (1, "count", "", None, "one"),
        (9, "none", "", None, "nine"),
        (10, "count", "", None, "10"),
        (1234, "count", "", None, "1,234"),
        (1, "all", "", None, "the only"),
        (2, "all", "", None, "both"),
        (7, "all", "", None, "all seven"),
        (18, "all", "", None, "all 18"),
        (41.86, "figure", "%", 2, "41.9%"),
        (41.0, "figure", "%", 0, "41%"),
        (1234.5, "figure", "kg per household", 1, "1,234.5 kg per household"),
        (-0.09, "figure", "points", 2, "−0.09 points"),
        (1, "figure", "families", 0, "1 family"),
        (62_743_940, "figure", "GBP", 0, "£62.7m"),
        (21_385, "figure", "GBP per head", 0, "£21,385 per head"),
        (3.4, "figure", "GBP million", 1, "£3.4m"),
        (2, "figure", GRADES, 0, "grade 2, on a scale from 1 (outstanding) to 4 (inadequate)"),
        (52.31, "again", "per 10,000 children", 1, "52.3"),
        (-1.6, "change", "%", 1, "1.6 percentage points"),
        (0.04, "change", "%", 1, "less than 0.1 percentage points"),
        (-8.6, "change", "per 10,000 children", 1, "8.6 per 10,000 children"),
        (-13_043_940, "change", "GBP", 0, "£13.0m"),
        (46.07, "share", "", None, "46%"),
        (21, "rank", "", None, "21st"),
        (4, "quartile", "", None, "fourth"),
        ("Household waste", "name", "", None, "household waste"),
        ("KS2 maths", "name", "", None, "KS2 maths"),
        ("Year 1 pupils", "name", "", None, "Year 1 pupils"),
        ("Progress 8", "name", "", None, "Progress 8"),
        ("Adults 18-64 in work", "name", "", None, "adults 18-64 in work"),
        ("Under-18 conceptions", "name", "", None, "under-18 conceptions"),
        ("A level students", "name", "", None, "A level students"),
        ("16-17 year olds", "name", "", None, "16-17 year olds"),
        (date(2023, 3, 31), "text", "", None, "31 March 2023"),
        (0.4, "expected", "", None, "fewer than 1"),
        (5.6, "expected", "", None, "6"),
        (95, "per_100", "", None, "95 in 100"),
        (0.3, "chance_of_100", "", None, "under 1 of 100"),
        (0.998, "chance", "", None, "over 99%"),
        (6.25, "exact", "%", 2, "6.25%"),
        (-4.2, "size", "points", 1, "4.2 points"),
        (-5.0, "size", "%", 1, "5.0%"),
        (-23.1, "signed_points", "", 1, "−23.1 points"),
        (0.5, "signed", "", 1, "+0.5"),
        (-13.7, "signed_change", "%", 1, "−13.7 percentage points"),
    ],
)
def test_values_are_printed_as_a_sentence_prints_them(
    value: Any, form: Form, unit: str, decimals: int | None, printed: str
) -> None:
    assert fact(value, form, unit=unit, decimals=decimals).printed == printed


def test_a_number_of_another_library_is_a_plain_one() -> None:
    assert type(fact(np.int64(7)).value) is int


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, "", "  "])
def test_what_has_no_value_cannot_be_stated(value: Any) -> None:
    with pytest.raises(ValueError, match="counts/Waste/improved has no value"):
        fact(value)


def test_the_id_gives_the_cell_back_whatever_the_key_holds() -> None:
    key = ("Roads/Transport + buses", "50% of, say, \u2018these\u2019")
    stated = Fact("counts", key, "improved", 1)
    assert cell_of(stated.fact_id) == CellReference("counts", key, "improved")
    for text in ("", "counts", "a/b", "a//c", "a/b/c/d"):
        with pytest.raises(ValueError, match="is not the id of a fact"):
            cell_of(text)


@pytest.mark.parametrize(
    "template",
    [
        "7 improved.",
        "Seven improved.",
        "None improved.",
        "No indicator improved.",
        "Both improved.",
        "It is 41.8%.",
        "In 2022/23 all improved.",
        "The fourth quartile.",
        "Half improved.",
        "The one that improved.",
    ],
)
def test_a_number_among_the_words_is_refused_and_the_sentence_named(template: str) -> None:
    with pytest.raises(ValueError, match="is not a fact in the sentence") as caught:
        sentence(template)
    assert template.rstrip(".") in str(caught.value)


def test_a_number_in_a_field_of_words_is_refused_too() -> None:
    with pytest.raises(ValueError, match="'12' is not a fact"):
        sentence("Compared with {group}.", group="the 12 counties")


def test_words_that_only_look_like_numbers_are_words() -> None:
    text = "Someone often shows no real change; the zone has no figure and is no longer alone."
    assert sentence(text).text == text


def test_a_sentence_begins_with_a_capital_and_keeps_its_facts_in_order() -> None:
    made = sentence("{improved} improved, {worsened} worsened.", "counts", improved=fact(7), worsened=fact(0, "none"))
    assert made.text == repr(made) == "Seven improved, none worsened."
    assert [one.value for one in made.facts] == [7, 0]
    assert [(span.text, span.fact, span.value) for span in spans_of(made)] == [
        ("Seven", "counts/Waste/improved", 7),
        (" improved, ", "", None),
        ("none", "counts/Waste/improved", 0),
        (" worsened.", "", None),
    ]


def test_facts_are_marked_in_a_finished_text_in_their_order() -> None:
    spans = facts_in("Of 17 tested, 7 improved by 7%.", [fact(17, "number"), None, fact(7, "number"), fact(7, "share")])
    assert [span.text for span in spans if span.fact] == ["17", "7", "7%"]
    assert "".join(span.text for span in spans) == "Of 17 tested, 7 improved by 7%."
    # 7 is no part of 17, and what the text has in other words stays unmarked
    seven = facts_in("Of 17 tested, 7 improved, fewer than 1 by chance.", [fact(7, "number"), fact(0.35, "number")])
    assert [span.text for span in seven if span.fact] == ["7"]
    assert facts_in("The one change stays.", [fact(1, "number")]) == (Span("The one change stays."),)
    # nor is 4 part of 4.2, of 2022/4 or of 4th; a rank that is shared and the end of a sentence leave it whole
    parts = facts_in("Of 4.2, 2022/4, the 4th and =4.", [fact(4, "number")])
    assert [span.text for span in parts] == ["Of 4.2, 2022/4, the 4th and =", "4", "."]


def test_a_text_from_a_file_says_its_cell_where_it_has_a_number() -> None:
    assert text_of_cell(fact("Since 2021.", "text")) == Span(
        "Since 2021.", fact="counts/Waste/improved", value="Since 2021."
    )
    assert text_of_cell(fact("Lately.", "text")) == Span("Lately.")


def test_sentences_are_one_paragraph() -> None:
    first, second = sentence("All improved."), sentence("{n} worsened.", n=fact(2))
    assert repr(paragraph_of([first, second])) == "All improved. Two worsened."
    with pytest.raises(ValueError, match="needs a sentence"):
        paragraph_of([])
    with pytest.raises(ValueError, match="needs words"):
        Sentence(("",))


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Bins"], "bins"),
        (["Bins", "Roads"], "bins and roads"),
        (["Bins", "Roads", "Buses"], "bins, roads and buses"),
        (["Bins", "Deaths, men", "Buses"], "bins; deaths, men; and buses"),
        (["Maths and English", "Buses"], "maths and English; and buses"),
        (["Paying over 1,000", "Buses"], "paying over 1,000 and buses"),
    ],
)
def test_lists_are_read_without_doubt(names: list[str], text: str) -> None:
    pieces = join_in_words([fact(name, "name") for name in names])
    assert sentence("See {names}.", names=pieces).text == f"See {text}."


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        join_in_words([])


def test_plurals_follow_the_value() -> None:
    assert [plural(fact(number), "has", "have") for number in (0, 1, 2)] == ["have", "has", "have"]


COUNTS = pd.DataFrame({"dashboard": ["Waste", "Roads"], "improved": [7, 3], "day": [date(2023, 3, 31), None]})


def tables(counts: pd.DataFrame = COUNTS) -> FactTables:
    return FactTables({"counts": counts}, {"counts": ("dashboard",)})


def test_every_fact_is_looked_up_in_its_cell() -> None:
    made = sentence("{n} improved by {day}.", n=fact(7), day=fact(date(2023, 3, 31), "text", "day"))
    assert check_facts([made], tables()) == 2


def test_a_sentence_of_another_run_is_named() -> None:
    made = sentence("{n} improved.", n=fact(7))
    with pytest.raises(Problem) as caught:
        check_facts([made], tables(COUNTS.assign(improved=[8, 3])))
    assert str(caught.value) == (
        "page.html says 'Seven improved.'. It states 'Seven', but counts/Waste/improved is 8; make the sentence from "
        "the tables of this run."
    )


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (Fact("counts", ("Buses",), "improved", 1), "names 0 rows"),
        (Fact("counts", ("Waste",), "better", 1), "no table and column"),
        (Fact("others", ("Waste",), "improved", 1), "no table and column"),
        (Fact("counts", ("Roads",), "day", "x"), "states 'X', but counts/Roads/day is \\[x\\]"),
    ],
)
def test_a_fact_without_a_cell_is_refused(stated: Fact, problem: str) -> None:
    with pytest.raises(Problem, match=problem):
        check_facts([sentence("{n} improved.", n=stated)], tables())


def test_a_key_that_names_two_rows_is_refused() -> None:
    with pytest.raises(Problem, match="names 2 rows"):
        check_facts([sentence("{n} improved.", n=fact(7))], tables(pd.concat([COUNTS, COUNTS])))


def test_a_table_without_rows_has_no_cell() -> None:
    with pytest.raises(Problem, match="names 0 rows"):
        check_facts([sentence("{n} improved.", n=fact(7))], tables(COUNTS.iloc[:0]))
