"""What the data quality page shows of publishers' labels."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages import labels
from helpers.publish.html import to_html
from helpers.results.label_results import CANNOT, REASONS
from helpers.schema.labels import LABEL_POLARITIES, LABEL_RESULTS


def results(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "file": "a.csv",
        "row": 2,
        "indicator_id": "",
        "measure": "90284",
        "area": "E10000018",
        "period": "2022/23",
        "sex": "Persons",
        "age": "All",
        "category": "",
        "kind": "trend",
        "published": "Increasing",
        "recomputed": "Increasing",
        "agrees": "yes",
        "reason": "",
        "method": "fingertips-2020",
    }
    return pd.DataFrame([usual | row for row in rows], columns=LABEL_RESULTS.names)


AGREES: dict[str, Any] = {}
DIFFERS = {"row": 3, "recomputed": "Decreasing", "agrees": "no", "reason": REASONS["backwards"]}
ODD = {"row": 4, "published": "<b>Up</b>", "agrees": CANNOT, "reason": REASONS["unknown"]}
SHORT = {"row": 5, "kind": "median", "agrees": CANNOT, "reason": REASONS["no_figures"]}


def cells(table: Any) -> list[list[str]]:
    """The text of each row of a table's body."""
    body = str(to_html(table)).partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            (),
            "No raw file in this report prints a trend, a comparison, a median or a quintile, so there is nothing "
            "to recalculate.",
        ),
        ((ODD,), "Of the 1 label in 1 file, none can be recalculated from the figures in the file."),
        (
            (AGREES, ODD),
            "Of the 2 labels in 1 file, 1 can be recalculated from the figures in the file: 1 agree and 0 do not.",
        ),
        (
            (AGREES, DIFFERS, {**DIFFERS, "reason": REASONS["none"]}),
            "Of the 3 labels in 1 file, 3 can be recalculated from the figures in the file: 1 agree and 2 do not. "
            "A reason is known for 1 of those that do not.",
        ),
        (
            (AGREES, DIFFERS),
            "Of the 2 labels in 1 file, 2 can be recalculated from the figures in the file: "
            "1 agree and 1 do not. A reason is known for each of those that do not.",
        ),
    ],
)
def test_the_sentence(rows: tuple[dict[str, Any], ...], sentence: str) -> None:
    assert labels.labels_sentence(results(*rows)) == sentence


def test_counts_by_file_and_kind() -> None:
    assert cells(labels.counts_table(results(AGREES, DIFFERS, ODD, SHORT))) == [
        ["a.csv", "Median", "1", "0", "0", "0"],
        ["a.csv", "Recent trend", "3", "2", "1", "1"],
        ["All files", "All", "4", "2", "1", "1"],
    ]


def test_reasons_are_counted() -> None:
    assert cells(labels.reasons_table(results(AGREES, DIFFERS, ODD, SHORT))) == [
        ["a.csv", "Median", "cannot be recomputed", REASONS["no_figures"], "1"],
        ["a.csv", "Recent trend", "disagrees", REASONS["backwards"], "1"],
        ["a.csv", "Recent trend", "cannot be recomputed", REASONS["unknown"], "1"],
    ]


def test_differences_are_listed_by_row() -> None:
    assert cells(labels.differences_table(results(AGREES, DIFFERS))) == [
        [
            "a.csv",
            "3",
            "Recent trend",
            "90284",
            "E10000018",
            "2022/23",
            "Increasing",
            "Decreasing",
            REASONS["backwards"],
        ],
    ]
    assert to_html(labels.differences_table(results(AGREES))) == (
        '<p class="finding">No label that can be recalculated disagrees.</p>'
    )


def test_of_many_differences_some_of_each_reason_are_listed() -> None:
    many = [{**DIFFERS, "row": row} for row in range(2, 12)]
    rare = {**DIFFERS, "row": 50, "reason": REASONS["skipped"]}
    table = labels.differences_table(results(*many, rare), most=3)
    assert [row[1] for row in cells(table)] == ["2", "3", "50"]
    assert "8 more disagree; all are in label_results.csv" in to_html(table)


def test_a_label_of_unknown_words_is_shown_as_text_and_shortened() -> None:
    long = {**ODD, "row": 9, "published": "x" * 500}
    table = labels.unknown_table(results(AGREES, ODD, long))
    html = to_html(table)
    assert "&lt;b&gt;Up&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "x" * 60 in html
    assert "x" * 61 not in html
    assert "Recent trend: expected Increasing and getting better," in html
    assert "Compared with England: expected" not in html


def test_without_labels_no_table_is_shown() -> None:
    none = results()
    tables = (labels.counts_table, labels.reasons_table, labels.differences_table, labels.unknown_table)
    assert [show(none) for show in tables] == [None] * 4
    assert labels.polarity_table(pd.DataFrame(columns=LABEL_POLARITIES.names), INDICATORS) is None


INDICATORS = pd.DataFrame({"indicator_id": ["injuries"], "title": ["Injuries & burns"]})


def polarity(agrees: str, register: str) -> pd.DataFrame:
    row = ["a.csv", "90284", "injuries", "lower_is_better", 12, 1, register, agrees]
    return pd.DataFrame([row], columns=LABEL_POLARITIES.names)


def test_a_polarity_that_differs_is_listed() -> None:
    assert cells(labels.polarity_table(polarity("no", "higher_is_better"), INDICATORS)) == [
        ["Injuries &amp; burns", "a.csv", "Lower is better", "Higher is better", "12", "1"]
    ]


def test_a_polarity_that_agrees_is_said_to() -> None:
    table = labels.polarity_table(polarity("yes", "lower_is_better"), INDICATORS)
    assert "Labels reveal the polarity of 1 indicator of the register" in to_html(table)
    assert "No label reveals" in to_html(labels.polarity_table(polarity("", ""), INDICATORS))
